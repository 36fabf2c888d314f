/**
 * XADD and the compare-and-exchange family. SDM Vol. 3, "Bus Locking". One processor: LOCK changes nothing here. Memory
 * is written whether or not the comparison succeeds, so a page must be writable either way.
 */
import { type Instruction, OperandKind } from '../isa/instruction.js';
import { Gpr } from '../isa/registers.js';
import { offsetWithin } from './addressing.js';
import { type SystemContext, Vector } from './context.js';
import type { Executors } from './executors.js';
import { FlagBit } from './flags.js';

/** CMPXCHG8B (`half` 4) and CMPXCHG16B (`half` 8): rDX:rAX against the memory operand's two halves. */
function compareExchangeDouble(context: SystemContext, insn: Instruction, half: 4 | 8): void {
  const { segment } = insn.operands[0];
  const lowOffset = context.effectiveAddress(insn, 0);
  const highOffset = offsetWithin(context, insn, 0, BigInt(half));
  const low = context.loadForUpdate(segment, lowOffset, half);
  const high = context.loadForUpdate(segment, highOffset, half);
  const equal = low === context.getRegister(Gpr.RAX, half) && high === context.getRegister(Gpr.RDX, half);
  context.flags.change(FlagBit.ZF, equal);
  context.store(segment, lowOffset, half, equal ? context.getRegister(Gpr.RBX, half) : low);
  context.store(segment, highOffset, half, equal ? context.getRegister(Gpr.RCX, half) : high);
  if (!equal) {
    context.setRegister(Gpr.RAX, half, low);
    context.setRegister(Gpr.RDX, half, high);
  }
}

export const atomic = {
  /** Memory is written before the register that may be part of its address; with registers the sum is written last. */
  XADD(context, insn) {
    const destination = context.readForUpdate(insn, 0);
    const sum = context.flags.add(insn.operandSize, destination, context.read(insn, 1));
    if (insn.operands[0].kind === OperandKind.REGISTER) {
      context.write(insn, 1, destination);
      context.write(insn, 0, sum);
    } else {
      context.write(insn, 0, sum);
      context.write(insn, 1, destination);
    }
  },

  /** On failure a register destination is not written: its upper half stays (the accumulator's is cleared). */
  CMPXCHG(context, insn) {
    const size = insn.operandSize;
    const destination = context.readForUpdate(insn, 0);
    const accumulator = context.getRegister(Gpr.RAX, size);
    context.flags.subtract(size, accumulator, destination);
    if (accumulator === destination) {
      context.write(insn, 0, context.read(insn, 1));
    } else {
      if (insn.operands[0].kind !== OperandKind.REGISTER) context.write(insn, 0, destination);
      context.setRegister(Gpr.RAX, size, destination);
    }
  },

  CMPXCHG8B(context, insn) {
    compareExchangeDouble(context, insn, 4);
  },

  CMPXCHG16B(context, insn) {
    const { segment } = insn.operands[0];
    if (context.isAligned(segment, context.effectiveAddress(insn, 0), 16)) compareExchangeDouble(context, insn, 8);
    else context.raise(Vector.GP, 0);
  },
} satisfies Executors;
