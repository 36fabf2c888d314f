/**
 * Jumps, calls, returns, loops and software interrupts. SDM Vol. 1, "Control Transfer Instructions". Far transfers and
 * interrupts are the context's: descriptors, gates and privilege belong to the processor.
 */
import { type Instruction, OperandKind } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import { offsetWithin, stackPointer } from './addressing.js';
import { type Execute, type SystemContext, Vector } from './context.js';
import type { Executors } from './executors.js';
import { truncate } from './integer.js';

type BranchSize = 2 | 4 | 8;

/** Where a near JMP or CALL goes: relative to the next instruction, or the operand's value. */
function nearTarget(context: SystemContext, insn: Instruction): bigint {
  const operand = insn.operands[0];
  return operand.kind === OperandKind.RELATIVE ? context.nextRip + operand.immediate : context.read(insn, 0);
}

/** m16:16, m16:32 and m16:64 are wider than a near target, by the selector. */
function isFar(insn: Instruction): boolean {
  const operand = insn.operands[0];
  return (
    operand.kind === OperandKind.FAR_POINTER ||
    (operand.kind === OperandKind.MEMORY && operand.size !== insn.operandSize)
  );
}

/** Read the far operand and hand it to `transfer`. */
function farTransfer(
  context: SystemContext,
  insn: Instruction,
  transfer: (selector: number, offset: bigint, size: BranchSize) => void,
): void {
  const operand = insn.operands[0];
  const size = insn.operandSize as BranchSize;
  if (operand.kind === OperandKind.FAR_POINTER) {
    transfer(operand.selector, operand.immediate, size);
    return;
  }
  const offset = context.load(operand.segment, context.effectiveAddress(insn, 0), size);
  const selector = context.load(operand.segment, offsetWithin(context, insn, 0, BigInt(size)), 2);
  if (!context.aborted) transfer(Number(selector), offset, size);
}

/** LOOP, LOOPE, LOOPNE: the count in (R|E)CX, by the address size, changes only when the branch was legal. */
function loop(goesOn: (context: SystemContext) => boolean): Execute {
  return (context, insn) => {
    const size = insn.addressSize;
    const count = truncate(context.getRegister(Gpr.RCX, size) - 1n, size);
    if (count !== 0n && goesOn(context)) context.branch(nearTarget(context, insn), insn.operandSize as BranchSize);
    context.setRegister(Gpr.RCX, size, count);
  };
}

function extraBytes(context: SystemContext, insn: Instruction): bigint {
  return insn.operands[0].kind === OperandKind.NONE ? 0n : context.read(insn, 0);
}

export const controlTransfer = {
  Jcc(context, insn) {
    if (context.flags.condition(insn.condition)) {
      context.branch(nearTarget(context, insn), insn.operandSize as BranchSize);
    }
  },

  JRCXZ(context, insn) {
    if (context.getRegister(Gpr.RCX, insn.addressSize) === 0n) {
      context.branch(nearTarget(context, insn), insn.operandSize as BranchSize);
    }
  },

  LOOP: loop(() => true),
  LOOPE: loop((context) => context.flags.zf),
  LOOPNE: loop((context) => !context.flags.zf),

  JMP(context, insn) {
    if (isFar(insn)) {
      farTransfer(context, insn, (selector, offset, size) => context.farJump(selector, offset, size));
    } else {
      context.branch(nearTarget(context, insn), insn.operandSize as BranchSize);
    }
  },

  /** The target is checked before the return address is pushed; a failed push takes the branch back with it. */
  CALL(context, insn) {
    if (isFar(insn)) {
      farTransfer(context, insn, (selector, offset, size) => context.farCall(selector, offset, size));
    } else {
      const size = insn.operandSize as BranchSize;
      const returnAddress = context.nextRip;
      context.branch(nearTarget(context, insn), size);
      context.push(size, returnAddress);
    }
  },

  /** RSP moves only when the return address is a legal target. */
  RET(context, insn) {
    const size = insn.operandSize as BranchSize;
    const width = context.stackAddressSize;
    const pointer = stackPointer(context);
    context.branch(context.load(SegmentRegister.SS, pointer, size), size);
    context.setRegister(Gpr.RSP, width, pointer + BigInt(size) + extraBytes(context, insn));
  },

  RETF(context, insn) {
    context.farReturn(insn.operandSize as BranchSize, Number(extraBytes(context, insn)));
  },

  IRET(context, insn) {
    context.interruptReturn(insn.operandSize as BranchSize);
  },

  INT(context, insn) {
    context.softwareInterrupt(Number(context.read(insn, 0)), 'software');
  },

  INT3(context) {
    context.softwareInterrupt(Vector.BP, 'softwareException');
  },

  INTO(context) {
    if (context.flags.of) context.softwareInterrupt(Vector.OF, 'softwareException');
  },

  INT1(context) {
    context.softwareInterrupt(Vector.DB, 'privileged');
  },
} satisfies Executors;
