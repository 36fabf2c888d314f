/**
 * Shifts, rotates and double shifts. SDM Vol. 1, "Shift and Rotate Instructions". Counts are masked to 5 bits (6 for
 * 64-bit operands); a masked count of 0 changes no flag, but the destination is still written, so that a 32-bit
 * register is zero-extended. OF for counts above 1, AF, and counts beyond the operand: see undefined-results.ts.
 */
import type { Instruction } from '../isa/instruction.js';
import type { Execute, SystemContext } from './context.js';
import type { Executors } from './executors.js';
import { FlagBit, type Flags } from './flags.js';
import { maskOf, signBitOf, toSigned } from './integer.js';

/** Computes the result and leaves the flags; `count` is masked and not 0. */
type Shift = (flags: Flags, size: number, value: bigint, count: bigint) => bigint;

function maskedCount(context: SystemContext, insn: Instruction, n: number): bigint {
  return context.read(insn, n) & (insn.operandSize === 8 ? 63n : 31n);
}

function shifted(shift: Shift): Execute {
  return (context, insn) => {
    const value = context.readForUpdate(insn, 0);
    const count = maskedCount(context, insn, 1);
    context.write(insn, 0, count === 0n ? value : shift(context.flags, insn.operandSize, value, count));
  };
}

/** Result and flags of a double shift: `triple` is destination, source, destination, from the top. */
type DoubleShift = (flags: Flags, size: number, triple: bigint, count: bigint) => bigint;

function doubleShifted(shift: DoubleShift): Execute {
  return (context, insn) => {
    const size = insn.operandSize;
    const bits = BigInt(size * 8);
    const value = context.readForUpdate(insn, 0);
    const count = maskedCount(context, insn, 2);
    if (count === 0n) {
      context.write(insn, 0, value);
    } else {
      const triple = (((value << bits) | context.read(insn, 1)) << bits) | value;
      context.write(insn, 0, shift(context.flags, size, triple, count));
    }
  };
}

function topBit(value: bigint, size: number): boolean {
  return (value & signBitOf(size)) !== 0n;
}

/** OF of a shift or rotate to the right: the two top bits of the result differ. */
function topBitsDiffer(value: bigint, size: number): boolean {
  return topBit(value ^ (value << 1n), size);
}

/** Rotates change CF and OF only. */
function setCarryAndOverflow(flags: Flags, cf: boolean, of: boolean): void {
  flags.change(FlagBit.CF, cf);
  flags.change(FlagBit.OF, of);
}

/** CF and the operand as one integer of 8 × size + 1 bits, CF on top, rotated left; `count` below its width. */
function rotateThroughCarry(flags: Flags, size: number, value: bigint, count: bigint): bigint {
  const bits = BigInt(size * 8);
  const wide = flags.cf ? value | (1n << bits) : value;
  return ((wide << count) | (wide >> (bits + 1n - count))) & ((1n << (bits + 1n)) - 1n);
}

function rotateLeft(flags: Flags, size: number, value: bigint, count: bigint): bigint {
  const bits = BigInt(size * 8);
  const places = count % bits;
  const result = ((value << places) | (value >> (bits - places))) & maskOf(size);
  const cf = (result & 1n) !== 0n;
  setCarryAndOverflow(flags, cf, topBit(result, size) !== cf);
  return result;
}

function rotateRight(flags: Flags, size: number, value: bigint, count: bigint): bigint {
  const bits = BigInt(size * 8);
  const places = count % bits;
  const result = ((value >> places) | (value << (bits - places))) & maskOf(size);
  setCarryAndOverflow(flags, topBit(result, size), topBitsDiffer(result, size));
  return result;
}

function rotateLeftThroughCarry(flags: Flags, size: number, value: bigint, count: bigint): bigint {
  const places = count % BigInt(size * 8 + 1);
  if (places === 0n) return value;
  const wide = rotateThroughCarry(flags, size, value, places);
  const cf = wide > maskOf(size);
  setCarryAndOverflow(flags, cf, topBit(wide, size) !== cf);
  return wide & maskOf(size);
}

function rotateRightThroughCarry(flags: Flags, size: number, value: bigint, count: bigint): bigint {
  const width = BigInt(size * 8 + 1);
  const places = count % width;
  if (places === 0n) return value;
  const wide = rotateThroughCarry(flags, size, value, width - places);
  setCarryAndOverflow(flags, wide > maskOf(size), topBitsDiffer(wide, size));
  return wide & maskOf(size);
}

function shiftLeft(flags: Flags, size: number, value: bigint, count: bigint): bigint {
  const wide = value << count;
  const result = wide & maskOf(size);
  const cf = ((wide >> BigInt(size * 8)) & 1n) !== 0n;
  return flags.result(size, result, cf, topBit(result, size) !== cf);
}

function shiftRight(flags: Flags, size: number, value: bigint, count: bigint): bigint {
  const result = value >> count;
  const cf = ((value >> (count - 1n)) & 1n) !== 0n;
  return flags.result(size, result, cf, topBitsDiffer(result, size));
}

function shiftArithmeticRight(flags: Flags, size: number, value: bigint, count: bigint): bigint {
  const signed = toSigned(value, size);
  const cf = ((signed >> (count - 1n)) & 1n) !== 0n;
  return flags.result(size, (signed >> count) & maskOf(size), cf, false);
}

function doubleShiftLeft(flags: Flags, size: number, triple: bigint, count: bigint): bigint {
  const bits = BigInt(size * 8);
  const wide = triple << count;
  const result = (wide >> (2n * bits)) & maskOf(size);
  const cf = ((wide >> (3n * bits)) & 1n) !== 0n;
  return flags.result(size, result, cf, topBit(result, size) !== cf);
}

function doubleShiftRight(flags: Flags, size: number, triple: bigint, count: bigint): bigint {
  const result = (triple >> count) & maskOf(size);
  const cf = ((triple >> (count - 1n)) & 1n) !== 0n;
  return flags.result(size, result, cf, topBitsDiffer(result, size));
}

export const shiftRotate = {
  ROL: shifted(rotateLeft),
  ROR: shifted(rotateRight),
  RCL: shifted(rotateLeftThroughCarry),
  RCR: shifted(rotateRightThroughCarry),
  SHL: shifted(shiftLeft),
  SHR: shifted(shiftRight),
  SAR: shifted(shiftArithmeticRight),
  SHLD: doubleShifted(doubleShiftLeft),
  SHRD: doubleShifted(doubleShiftRight),
} satisfies Executors;
