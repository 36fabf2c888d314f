/**
 * Descriptor-table registers and the instructions that look at descriptors. SDM Vol. 3, "System Instruction Summary"
 * and "Privilege-Level Checking"; Vol. 2, "LAR", "LSL", "VERR/VERW". CPL 0 is checked before dispatch.
 */
import type { Instruction } from '../isa/instruction.js';
import { offsetWithin } from './addressing.js';
import { type Execute, type SystemContext, Vector } from './context.js';
import type { Executors } from './executors.js';
import { FlagBit } from './flags.js';
import { truncate } from './integer.js';

// The high half of a descriptor. SDM Vol. 3, "Segment Descriptors".
const TYPE_SHIFT = 8;
const WRITABLE_OR_READABLE = 1 << 9;
const CONFORMING = 1 << 10;
const CODE = 1 << 11;
/** S: code or data, not a system segment. */
const CODE_OR_DATA = 1 << 12;
const DPL_SHIFT = 13;
const GRANULARITY = 1 << 23;

// System types, one bit for each. SDM Vol. 3, "System Descriptor Types".
const LIMIT_TYPES_LONG = bits(2, 9, 11);
const LIMIT_TYPES_LEGACY = bits(1, 2, 3, 9, 11);
const ACCESS_TYPES_LONG = bits(2, 9, 11, 12);
const ACCESS_TYPES_LEGACY = bits(1, 2, 3, 4, 5, 9, 11, 12);

/** What LAR loads: bits 19:16 of the descriptor's high half (limit) are undefined there and read as 0 here. */
const ACCESS_RIGHTS_MASK = 0x00f0ff00;

function bits(...numbers: number[]): number {
  return numbers.reduce((set, number) => set | (1 << number), 0);
}

/** Base field of the pseudo-descriptor that LGDT and SGDT move, bytes. */
function baseSize(insn: Instruction): 4 | 8 {
  return insn.bits === 64 ? 8 : 4;
}

/** LGDT, LIDT: limit first, then base; with a 16-bit operand size outside 64-bit mode, 24 bits of base. */
function loadTable(install: (context: SystemContext, base: bigint, limit: number) => void): Execute {
  return (context, insn) => {
    const { segment } = insn.operands[0];
    const limit = context.load(segment, context.effectiveAddress(insn, 0), 2);
    const base = context.load(segment, offsetWithin(context, insn, 0, 2n), baseSize(insn));
    if (context.aborted) return;
    const short = insn.bits !== 64 && insn.operandSize === 2;
    install(context, short ? base & 0xff_ffffn : base, Number(limit));
  };
}

/** SGDT, SIDT: both parts are checked before either is written. */
function storeTable(content: (context: SystemContext) => { base: bigint; limit: number }): Execute {
  return (context, insn) => {
    if (context.umipBlocks) {
      context.raise(Vector.GP, 0);
      return;
    }
    const { segment } = insn.operands[0];
    const limitOffset = context.effectiveAddress(insn, 0);
    const baseOffset = offsetWithin(context, insn, 0, 2n);
    context.loadForUpdate(segment, limitOffset, 2);
    context.loadForUpdate(segment, baseOffset, baseSize(insn));
    const { base, limit } = content(context);
    context.store(segment, limitOffset, 2, BigInt(limit));
    context.store(segment, baseOffset, baseSize(insn), base);
  };
}

/** SLDT, STR. */
function storeSelector(selector: (context: SystemContext) => number): Execute {
  return (context, insn) => {
    if (context.umipBlocks) context.raise(Vector.GP, 0);
    else context.write(insn, 0, BigInt(selector(context)));
  };
}

/** The selector in operand `n`: 16 bits of a register or memory. */
function selectorOf(context: SystemContext, insn: Instruction, n: number): number {
  return Number(truncate(context.read(insn, n), 2));
}

/** High half of the descriptor as far as the current privilege may look at it; null when it may not or there is none. */
function visibleDescriptor(context: SystemContext, selector: number): { low: number; high: number } | null {
  if (context.aborted) return null;
  const descriptor = context.readDescriptor(selector);
  if (context.aborted || descriptor === null) return null;
  const { high } = descriptor;
  const conformingCode = (high & CODE_OR_DATA) !== 0 && (high & CODE) !== 0 && (high & CONFORMING) !== 0;
  const dpl = (high >> DPL_SHIFT) & 3;
  return conformingCode || dpl >= Math.max(context.cpl, selector & 3) ? descriptor : null;
}

/** Whether a descriptor is code, data or one of the system types in `systemTypes`. */
function hasType(high: number, systemTypes: number): boolean {
  return (high & CODE_OR_DATA) !== 0 || ((systemTypes >> ((high >> TYPE_SHIFT) & 15)) & 1) !== 0;
}

/** LAR, LSL: ZF says whether the destination was loaded. */
function loadFromDescriptor(
  typesLong: number,
  typesLegacy: number,
  value: (low: number, high: number) => number,
): Execute {
  return (context, insn) => {
    const descriptor = visibleDescriptor(context, selectorOf(context, insn, 1));
    const valid = descriptor !== null && hasType(descriptor.high, context.longMode ? typesLong : typesLegacy);
    if (valid) context.write(insn, 0, BigInt(value(descriptor.low, descriptor.high) >>> 0));
    context.flags.change(FlagBit.ZF, valid);
  };
}

function limitOf(low: number, high: number): number {
  const limit = (low & 0xffff) | (high & 0xf0000);
  return (high & GRANULARITY) !== 0 ? (limit << 12) | 0xfff : limit;
}

/** VERR, VERW: ZF says whether the segment may be accessed so. */
function verify(allows: (high: number) => boolean): Execute {
  return (context, insn) => {
    const descriptor = visibleDescriptor(context, selectorOf(context, insn, 0));
    const allowed = descriptor !== null && (descriptor.high & CODE_OR_DATA) !== 0 && allows(descriptor.high);
    context.flags.change(FlagBit.ZF, allowed);
  };
}

export const systemDescriptors = {
  LGDT: loadTable((context, base, limit) => context.loadGdtr(base, limit)),
  LIDT: loadTable((context, base, limit) => context.loadIdtr(base, limit)),
  SGDT: storeTable((context) => ({ base: context.gdtrBase, limit: context.gdtrLimit })),
  SIDT: storeTable((context) => ({ base: context.idtrBase, limit: context.idtrLimit })),
  SLDT: storeSelector((context) => context.getLdtr()),
  STR: storeSelector((context) => context.getTr()),

  LLDT(context, insn) {
    const selector = selectorOf(context, insn, 0);
    if (!context.aborted) context.loadLdtr(selector);
  },

  LTR(context, insn) {
    const selector = selectorOf(context, insn, 0);
    if (!context.aborted) context.loadTr(selector);
  },

  LAR: loadFromDescriptor(ACCESS_TYPES_LONG, ACCESS_TYPES_LEGACY, (_low, high) => high & ACCESS_RIGHTS_MASK),
  LSL: loadFromDescriptor(LIMIT_TYPES_LONG, LIMIT_TYPES_LEGACY, limitOf),

  /** Data is always readable; code when its R bit says so. */
  VERR: verify((high) => (high & CODE) === 0 || (high & WRITABLE_OR_READABLE) !== 0),
  VERW: verify((high) => (high & CODE) === 0 && (high & WRITABLE_OR_READABLE) !== 0),
} satisfies Executors;
