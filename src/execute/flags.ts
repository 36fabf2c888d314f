/**
 * The flags register. SDM Vol. 1, "EFLAGS Register" and "EFLAGS Cross-Reference".
 *
 * The six status flags are lazy: an arithmetic instruction leaves its kind, size, operands and result, and a flag is
 * computed when something reads it. Everything lies in FLAGS_WORDS 64-bit words that the owner gives, so that it is
 * part of the processor's plain state and generated code can reach it:
 *
 *   word 0  bits 31:0 operation (FlagOperation)      bits 63:32 operand size in bytes
 *   word 1  first operand                            word 2  second operand
 *   word 3  result, zero-extended from the size
 *   word 4  bits 31:0 the flags image; its status bits count only under FlagOperation.IMAGE
 *           bits 63:32 CF in bit 0 and OF in bit 11, for the operations that state them
 */
import { maskOf, truncate } from './integer.js';

/** Bits of the flags register. */
export const FlagBit = {
  CF: 1 << 0,
  /** Bit 1 always reads as 1. */
  ALWAYS_ONE: 1 << 1,
  PF: 1 << 2,
  AF: 1 << 4,
  ZF: 1 << 6,
  SF: 1 << 7,
  TF: 1 << 8,
  IF: 1 << 9,
  DF: 1 << 10,
  OF: 1 << 11,
  /** Both bits of the I/O privilege level; IOPL_SHIFT is its position. */
  IOPL: 3 << 12,
  NT: 1 << 14,
  RF: 1 << 16,
  VM: 1 << 17,
  AC: 1 << 18,
  VIF: 1 << 19,
  VIP: 1 << 20,
  ID: 1 << 21,
} as const;
export const IOPL_SHIFT = 12;
/** CF PF AF ZF SF OF. */
export const STATUS_FLAGS = FlagBit.CF | FlagBit.PF | FlagBit.AF | FlagBit.ZF | FlagBit.SF | FlagBit.OF;
/** Every bit that can be 1. */
export const DEFINED_FLAGS =
  STATUS_FLAGS |
  FlagBit.TF |
  FlagBit.IF |
  FlagBit.DF |
  FlagBit.IOPL |
  FlagBit.NT |
  FlagBit.RF |
  FlagBit.VM |
  FlagBit.AC |
  FlagBit.VIF |
  FlagBit.VIP |
  FlagBit.ID;

/** What the status flags are to be computed from. */
export const FlagOperation = {
  /** The image holds them. */
  IMAGE: 0,
  /** result = first + second (+ carry). */
  ADD: 1,
  /** result = first − second (− borrow). */
  SUBTRACT: 2,
  /** result = operand + 1; CF is stated (INC leaves it alone). */
  INCREMENT: 3,
  /** result = operand − 1; CF is stated. */
  DECREMENT: 4,
  /** SF, ZF and PF follow the result, AF is 0, CF and OF are stated. */
  RESULT: 5,
} as const;
export type FlagOperation = (typeof FlagOperation)[keyof typeof FlagOperation];

/** 64-bit words of storage that Flags needs. */
export const FLAGS_WORDS = 5;

// The same words as 32-bit halves.
const OPERATION = 0;
const SIZE = 1;
const FIRST = 2;
const SECOND = 4;
const RESULT = 6;
const IMAGE = 8;
const STATED = 9;

export class Flags {
  /**
   * Rule of abort: while true, every change is ignored. Set by the context when it gives an instruction up, cleared
   * before the next one and before the delivery of an exception.
   */
  frozen = false;

  private readonly words: BigUint64Array;
  private readonly halves: Int32Array;

  /** `words`: FLAGS_WORDS 64-bit words, kept and written through; zeros mean that all flags are clear. */
  constructor(words: BigUint64Array) {
    this.words = words;
    this.halves = new Int32Array(words.buffer, words.byteOffset, FLAGS_WORDS * 2);
  }

  // ---- reading

  get cf(): boolean {
    const halves = this.halves;
    const top = this.topHalf();
    switch (halves[OPERATION]) {
      case FlagOperation.ADD: {
        const a = halves[FIRST + top]!;
        const b = halves[SECOND + top]!;
        return this.signOf((a & b) | ((a | b) & ~halves[RESULT + top]!));
      }
      case FlagOperation.SUBTRACT: {
        const a = halves[FIRST + top]!;
        const b = halves[SECOND + top]!;
        return this.signOf((~a & b) | (~(a ^ b) & halves[RESULT + top]!));
      }
      case FlagOperation.IMAGE:
        return (halves[IMAGE]! & FlagBit.CF) !== 0;
      default:
        return (halves[STATED]! & FlagBit.CF) !== 0;
    }
  }

  get pf(): boolean {
    const halves = this.halves;
    if (halves[OPERATION] === FlagOperation.IMAGE) return (halves[IMAGE]! & FlagBit.PF) !== 0;
    const low = halves[RESULT]!;
    const folded = (low ^ (low >> 4)) & 15;
    // Bit n of 9669H is 1 when n has an even number of ones.
    return ((0x9669 >> folded) & 1) !== 0;
  }

  get af(): boolean {
    const halves = this.halves;
    switch (halves[OPERATION]) {
      case FlagOperation.ADD:
      case FlagOperation.SUBTRACT:
        return ((halves[FIRST]! ^ halves[SECOND]! ^ halves[RESULT]!) & 0x10) !== 0;
      case FlagOperation.INCREMENT:
        return (halves[RESULT]! & 15) === 0;
      case FlagOperation.DECREMENT:
        return (halves[RESULT]! & 15) === 15;
      case FlagOperation.IMAGE:
        return (halves[IMAGE]! & FlagBit.AF) !== 0;
      default:
        return false;
    }
  }

  get zf(): boolean {
    const halves = this.halves;
    if (halves[OPERATION] === FlagOperation.IMAGE) return (halves[IMAGE]! & FlagBit.ZF) !== 0;
    return (halves[RESULT]! | halves[RESULT + 1]!) === 0;
  }

  get sf(): boolean {
    const halves = this.halves;
    if (halves[OPERATION] === FlagOperation.IMAGE) return (halves[IMAGE]! & FlagBit.SF) !== 0;
    return this.signOf(halves[RESULT + this.topHalf()]!);
  }

  get of(): boolean {
    const halves = this.halves;
    const top = this.topHalf();
    const result = halves[RESULT + top]!;
    switch (halves[OPERATION]) {
      case FlagOperation.SUBTRACT:
        return this.signOf((halves[FIRST + top]! ^ halves[SECOND + top]!) & (halves[FIRST + top]! ^ result));
      case FlagOperation.ADD:
      case FlagOperation.INCREMENT:
      case FlagOperation.DECREMENT:
        return this.signOf((halves[FIRST + top]! ^ result) & (halves[SECOND + top]! ^ result));
      case FlagOperation.IMAGE:
        return (halves[IMAGE]! & FlagBit.OF) !== 0;
      default:
        return (halves[STATED]! & FlagBit.OF) !== 0;
    }
  }

  get df(): boolean {
    return (this.halves[IMAGE]! & FlagBit.DF) !== 0;
  }

  get iopl(): number {
    return (this.halves[IMAGE]! & FlagBit.IOPL) >> IOPL_SHIFT;
  }

  /** A flag that is not one of the six status flags, by its FlagBit. */
  has(bit: number): boolean {
    return (this.halves[IMAGE]! & bit) !== 0;
  }

  /** Condition code 0 to 15 (tttn), SDM Vol. 1, Appendix "EFLAGS Condition Codes". */
  condition(code: number): boolean {
    const negate = (code & 1) !== 0;
    switch (code >> 1) {
      case 0:
        return this.of !== negate;
      case 1:
        return this.cf !== negate;
      case 2:
        return this.zf !== negate;
      case 3:
        return (this.cf || this.zf) !== negate;
      case 4:
        return this.sf !== negate;
      case 5:
        return this.pf !== negate;
      case 6:
        return (this.sf !== this.of) !== negate;
      default:
        return (this.zf || this.sf !== this.of) !== negate;
    }
  }

  /** The whole register, bits 31:0 (the upper half of RFLAGS is 0). */
  get image(): number {
    const rest = this.halves[IMAGE]! & ~STATUS_FLAGS;
    return (rest & DEFINED_FLAGS) | FlagBit.ALWAYS_ONE | this.status();
  }

  // ---- writing

  /** Take all flags from an image; bits that are not DEFINED_FLAGS are ignored. No privilege is checked here. */
  set image(value: number) {
    if (this.frozen) return;
    this.halves[OPERATION] = FlagOperation.IMAGE;
    this.halves[IMAGE] = value & DEFINED_FLAGS;
  }

  /** Set or clear the flags in `bits` (FlagBit), status flags or others. */
  change(bits: number, value: boolean): void {
    if (this.frozen) return;
    if ((bits & STATUS_FLAGS) !== 0) this.settle();
    const image = this.halves[IMAGE]!;
    this.halves[IMAGE] = value ? image | bits : image & ~bits;
  }

  /** first + second, truncated to `size` bytes; the flags are ADD's. */
  add(size: number, first: bigint, second: bigint): bigint {
    return this.record(FlagOperation.ADD, size, first, second, truncate(first + second, size));
  }

  /** first + second + CF; the flags are ADC's. */
  addWithCarry(size: number, first: bigint, second: bigint): bigint {
    const carry = this.cf ? 1n : 0n;
    return this.record(FlagOperation.ADD, size, first, second, truncate(first + second + carry, size));
  }

  /** first − second, truncated to `size` bytes; the flags are SUB's and CMP's. */
  subtract(size: number, first: bigint, second: bigint): bigint {
    return this.record(FlagOperation.SUBTRACT, size, first, second, truncate(first - second, size));
  }

  /** first − second − CF; the flags are SBB's. */
  subtractWithBorrow(size: number, first: bigint, second: bigint): bigint {
    const borrow = this.cf ? 1n : 0n;
    return this.record(FlagOperation.SUBTRACT, size, first, second, truncate(first - second - borrow, size));
  }

  /** value + 1; the flags are INC's: CF keeps its value. */
  increment(size: number, value: bigint): bigint {
    this.stateCarry();
    return this.record(FlagOperation.INCREMENT, size, value, 1n, truncate(value + 1n, size));
  }

  /** value − 1; the flags are DEC's: CF keeps its value. */
  decrement(size: number, value: bigint): bigint {
    this.stateCarry();
    // As an addition of −1, so that OF has one formula with INC.
    return this.record(FlagOperation.DECREMENT, size, value, maskOf(size), truncate(value - 1n, size));
  }

  /** Flags of AND, OR, XOR and TEST: SF, ZF and PF follow `result`; CF, OF and AF are 0. Returns `result`. */
  logic(size: number, result: bigint): bigint {
    return this.result(size, result, false, false);
  }

  /** SF, ZF and PF follow `result`, AF is 0, CF and OF are as given. Returns `result`. */
  result(size: number, result: bigint, cf: boolean, of: boolean): bigint {
    if (this.frozen) return result;
    this.halves[OPERATION] = FlagOperation.RESULT;
    this.halves[SIZE] = size;
    this.halves[STATED] = (cf ? FlagBit.CF : 0) | (of ? FlagBit.OF : 0);
    this.words[3] = result;
    return result;
  }

  // ---- within

  private record(operation: FlagOperation, size: number, first: bigint, second: bigint, result: bigint): bigint {
    if (this.frozen) return result;
    this.halves[OPERATION] = operation;
    this.halves[SIZE] = size;
    this.words[1] = first;
    this.words[2] = second;
    this.words[3] = result;
    return result;
  }

  /** Keep the present CF for an operation that leaves it alone. */
  private stateCarry(): void {
    if (!this.frozen) this.halves[STATED] = this.cf ? FlagBit.CF : 0;
  }

  /** Which 32-bit half of an operand has its sign bit: 1 for 8-byte operands. */
  private topHalf(): number {
    return this.halves[SIZE] === 8 ? 1 : 0;
  }

  /** The sign bit of an operand's top half. */
  private signOf(half: number): boolean {
    const size = this.halves[SIZE]!;
    return size >= 4 ? half < 0 : ((half >> (size * 8 - 1)) & 1) !== 0;
  }

  /** The six status flags as bits of the image. */
  private status(): number {
    if (this.halves[OPERATION] === FlagOperation.IMAGE) return this.halves[IMAGE]! & STATUS_FLAGS;
    return (
      (this.cf ? FlagBit.CF : 0) |
      (this.pf ? FlagBit.PF : 0) |
      (this.af ? FlagBit.AF : 0) |
      (this.zf ? FlagBit.ZF : 0) |
      (this.sf ? FlagBit.SF : 0) |
      (this.of ? FlagBit.OF : 0)
    );
  }

  /** Compute the status flags into the image. */
  private settle(): void {
    const status = this.status();
    this.halves[IMAGE] = (this.halves[IMAGE]! & ~STATUS_FLAGS) | status;
    this.halves[OPERATION] = FlagOperation.IMAGE;
  }
}
