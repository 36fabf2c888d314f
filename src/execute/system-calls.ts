/** SYSCALL, SYSRET, SYSENTER, SYSEXIT. SDM Vol. 3, "Fast System Calls": the context does all of it. */
import type { Instruction } from '../isa/instruction.js';
import type { Executors } from './executors.js';

/** REX.W: return to 64-bit mode, else to compatibility mode. */
function returnSize(insn: Instruction): 4 | 8 {
  return insn.operandSize === 8 ? 8 : 4;
}

export const systemCalls = {
  SYSCALL(context) {
    context.syscall();
  },
  SYSRET(context, insn) {
    context.sysret(returnSize(insn));
  },
  SYSENTER(context) {
    context.sysenter();
  },
  SYSEXIT(context, insn) {
    context.sysexit(returnSize(insn));
  },
} satisfies Executors;
