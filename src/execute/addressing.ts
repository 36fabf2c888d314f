/** Addresses that several executors compute: parts of a memory operand beyond its first byte, and the stack pointer. */
import type { Instruction } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import type { ExecutionContext } from './context.js';
import { truncate } from './integer.js';

/** Offset of the byte `distance` bytes (signed) into memory operand `n`; it wraps at the address size. */
export function offsetWithin(context: ExecutionContext, insn: Instruction, n: number, distance: bigint): bigint {
  return truncate(context.effectiveAddress(insn, n) + distance, insn.addressSize);
}

/** RSP, ESP or SP as the stack's width has it. */
export function stackPointer(context: ExecutionContext): bigint {
  return context.getRegister(Gpr.RSP, context.stackAddressSize);
}

/** The segment of a string instruction's source and of XLAT and MONITOR: DS unless overridden. */
export function dataSegment(insn: Instruction): number {
  return insn.segmentOverride < 0 ? SegmentRegister.DS : insn.segmentOverride;
}
