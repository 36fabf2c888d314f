/**
 * Which function runs for a decoded instruction: the executor of its mnemonic, behind the checks that come before
 * execution, in the SDM's order: undefined opcode, privilege, VM exit.
 * SDM Vol. 3, "Privileged Instructions", "Relative Priority of Faults and VM Exits"; Vol. 2, "#NM" of x87 instructions.
 *
 * Unprivileged instructions that never exit get the bare executor.
 */
import type { Execute, SystemContext } from '../execute/context.js';
import type { InstructionForm } from '../isa/form.js';
import type { DecodeFailure, Instruction } from '../isa/instruction.js';
import { interceptOf } from '../vmx/intercepts.js';
import { Cr0 } from './register-bits.js';

const UD = 6;
const NM = 7;
const GP = 13;

/** The processor, as far as dispatch must ask it. */
interface InterceptingContext extends SystemContext {
  /** True: a VM exit has replaced the instruction. */
  intercept(insn: Instruction): boolean;
  /** CR0 itself, whatever a hypervisor lets its guest read. */
  readonly cr0Bits: number;
}

export function bindExecutor(insn: Instruction, executor: Execute | undefined): Execute {
  const { traits } = insn.form;
  if (traits.includes('noexec') || executor === undefined) return withoutX87(insn.form);
  const isPrivileged = traits.includes('cpl0');
  if (!interceptOf(insn)) return isPrivileged ? privileged(executor) : executor;
  const intercepted: Execute = (context, instruction) => {
    if (!(context as InterceptingContext).intercept(instruction)) executor(context, instruction);
  };
  return isPrivileged ? privileged(intercepted) : intercepted;
}

/** What bytes that do not decode raise. */
export function failingExecutor(failure: DecodeFailure): Execute {
  return failure.failure === 'too-long' ? (context) => context.raise(GP, 0) : undefinedOpcode;
}

function privileged(execute: Execute): Execute {
  return (context, insn) => {
    if (context.cpl !== 0) context.raise(GP, 0);
    else execute(context, insn);
  };
}

const undefinedOpcode: Execute = (context) => context.raise(UD, -1);

/** There is no x87 unit; a system that asks for #NM (CR0.EM or TS) gets it first. */
const x87: Execute = (context) => {
  const { cr0Bits } = context as InterceptingContext;
  if ((cr0Bits & (Cr0.EM | Cr0.TS)) !== 0) context.raise(NM, -1);
  else context.raise(UD, -1);
};

/** WAIT asks for #NM by CR0.MP and TS together. */
const wait: Execute = (context) => {
  const { cr0Bits } = context as InterceptingContext;
  const asks = (cr0Bits & Cr0.MP) !== 0 && (cr0Bits & Cr0.TS) !== 0;
  context.raise(asks ? NM : UD, -1);
};

/** What a form that does not execute raises. */
function withoutX87({ opcode }: InstructionForm): Execute {
  if (opcode === '9B') return wait;
  return /^D[89A-F]\b/.test(opcode) ? x87 : undefinedOpcode;
}
