/**
 * Bit tests, bit scans, bit counts and SETcc. SDM Vol. 1, "Bit and Byte Instructions"; undefined flags are in
 * undefined-results.ts.
 */
import { type Instruction, OperandKind } from '../isa/instruction.js';
import { offsetWithin } from './addressing.js';
import type { Execute, SystemContext } from './context.js';
import type { Executors } from './executors.js';
import { FlagBit } from './flags.js';
import { toSigned } from './integer.js';

/** What becomes of the selected bit: `mask` has it alone. */
type BitChange = (value: bigint, mask: bigint) => bigint;

/**
 * Bytes from the memory operand to the word that a bit offset in a register selects: the offset is signed and reaches
 * the whole of memory, in units of the operand. SDM Vol. 2, "BT — Bit Test".
 */
function bitStringDistance(insn: Instruction, bitOffset: bigint): bigint {
  const size = insn.operandSize;
  if (insn.operands[1].kind === OperandKind.IMMEDIATE) return 0n;
  return (toSigned(bitOffset, size) >> BigInt(Math.log2(size * 8))) * BigInt(size);
}

function bitTest(change: BitChange | null): Execute {
  return (context, insn) => {
    const size = insn.operandSize;
    const destination = insn.operands[0];
    const bitOffset = context.read(insn, 1);
    const mask = 1n << (bitOffset & BigInt(size * 8 - 1));
    if (destination.kind === OperandKind.REGISTER) {
      const value = context.read(insn, 0);
      context.flags.change(FlagBit.CF, (value & mask) !== 0n);
      if (change !== null) context.write(insn, 0, change(value, mask));
      return;
    }
    const offset = offsetWithin(context, insn, 0, bitStringDistance(insn, bitOffset));
    if (change === null) {
      context.flags.change(FlagBit.CF, (context.load(destination.segment, offset, size) & mask) !== 0n);
    } else {
      const value = context.loadForUpdate(destination.segment, offset, size);
      context.flags.change(FlagBit.CF, (value & mask) !== 0n);
      context.store(destination.segment, offset, size, change(value, mask));
    }
  };
}

/** Position of the lowest one bit of a value that is not 0. */
function lowestBit(value: bigint): number {
  let low = Number(value & 0xffff_ffffn);
  let position = 0;
  if (low === 0) {
    low = Number(value >> 32n);
    position = 32;
  }
  return position + 31 - Math.clz32(low & -low);
}

/** Position of the highest one bit of a value that is not 0. */
function highestBit(value: bigint): number {
  const high = Number(value >> 32n);
  return high !== 0 ? 63 - Math.clz32(high) : 31 - Math.clz32(Number(value));
}

/** BSF and BSR: ZF says that the source is 0; the destination is then left alone, its upper half included. */
function scan(context: SystemContext, insn: Instruction, position: (value: bigint) => number): void {
  const source = context.read(insn, 1);
  const index = source === 0n ? 0n : BigInt(position(source));
  context.flags.result(insn.operandSize, index, false, false);
  context.flags.change(FlagBit.ZF, source === 0n);
  if (source !== 0n) context.write(insn, 0, index);
}

/** TZCNT and LZCNT: CF says that the source is 0, ZF that the count is. */
function count(context: SystemContext, insn: Instruction, zeros: (value: bigint, bits: number) => number): void {
  const source = context.read(insn, 1);
  const bits = insn.operandSize * 8;
  const result = BigInt(source === 0n ? bits : zeros(source, bits));
  context.flags.result(insn.operandSize, result, source === 0n, false);
  context.write(insn, 0, result);
}

function onesIn(word: number): number {
  let sum = word - ((word >>> 1) & 0x5555_5555);
  sum = (sum & 0x3333_3333) + ((sum >>> 2) & 0x3333_3333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

export const bitAndByte = {
  BT: bitTest(null),
  BTS: bitTest((value, mask) => value | mask),
  BTR: bitTest((value, mask) => value & ~mask),
  BTC: bitTest((value, mask) => value ^ mask),

  BSF(context, insn) {
    scan(context, insn, lowestBit);
  },
  BSR(context, insn) {
    scan(context, insn, highestBit);
  },
  TZCNT(context, insn) {
    count(context, insn, lowestBit);
  },
  LZCNT(context, insn) {
    count(context, insn, (value, bits) => bits - 1 - highestBit(value));
  },

  /** ZF says that the source is 0; the other status flags are cleared. */
  POPCNT(context, insn) {
    const source = context.read(insn, 1);
    context.flags.change(FlagBit.CF | FlagBit.PF | FlagBit.AF | FlagBit.SF | FlagBit.OF, false);
    context.flags.change(FlagBit.ZF, source === 0n);
    context.write(insn, 0, BigInt(onesIn(Number(source & 0xffff_ffffn)) + onesIn(Number(source >> 32n))));
  },

  SETcc(context, insn) {
    context.write(insn, 0, context.flags.condition(insn.condition) ? 1n : 0n);
  },
} satisfies Executors;
