/** Lazy flags against the SDM's plain definition of each flag: exhaustively for bytes, sampled for wider operands. */
import { describe, expect, test } from 'vitest';
import { DEFINED_FLAGS, FLAGS_WORDS, FlagBit, Flags, STATUS_FLAGS } from '../../src/execute/flags.js';

function fresh(): Flags {
  return new Flags(new BigUint64Array(FLAGS_WORDS));
}

interface Expected {
  readonly result: bigint;
  readonly image: number;
}

/** SDM Vol. 1, "Status Flags", restated: unsigned carry, signed overflow, carry out of bit 3, even parity of the byte. */
function plain(size: number, exact: bigint, signedExact: bigint, nibbleCarry: boolean): Expected {
  const modulus = 1n << BigInt(size * 8);
  const result = ((exact % modulus) + modulus) % modulus;
  let ones = 0;
  for (let bit = 0n; bit < 8n; bit++) ones += Number((result >> bit) & 1n);
  const half = modulus / 2n;
  const image =
    (exact < 0n || exact >= modulus ? FlagBit.CF : 0) |
    (ones % 2 === 0 ? FlagBit.PF : 0) |
    (nibbleCarry ? FlagBit.AF : 0) |
    (result === 0n ? FlagBit.ZF : 0) |
    (result >= half ? FlagBit.SF : 0) |
    (signedExact < -half || signedExact >= half ? FlagBit.OF : 0);
  return { result, image };
}

function signed(value: bigint, size: number): bigint {
  const modulus = 1n << BigInt(size * 8);
  return value >= modulus / 2n ? value - modulus : value;
}

function sum(size: number, a: bigint, b: bigint, carry: bigint): Expected {
  const exactSigned = signed(a, size) + signed(b, size) + carry;
  return plain(size, a + b + carry, exactSigned, (a & 15n) + (b & 15n) + carry > 15n);
}

function difference(size: number, a: bigint, b: bigint, borrow: bigint): Expected {
  const exactSigned = signed(a, size) - signed(b, size) - borrow;
  return plain(size, a - b - borrow, exactSigned, (a & 15n) - (b & 15n) - borrow < 0n);
}

const CORNERS = (size: number): bigint[] => {
  const top = 1n << BigInt(size * 8 - 1);
  return [0n, 1n, 8n, 15n, 16n, top - 1n, top, top + 1n, 2n * top - 16n, 2n * top - 1n];
};

function check(flags: Flags, got: bigint, expected: Expected): boolean {
  return got === expected.result && (flags.image & STATUS_FLAGS) === expected.image;
}

describe('flags', () => {
  test('additions and subtractions of all bytes', () => {
    const flags = fresh();
    let wrong = 0;
    for (let a = 0n; a < 256n; a++) {
      for (let b = 0n; b < 256n; b++) {
        if (!check(flags, flags.add(1, a, b), sum(1, a, b, 0n))) wrong++;
        if (!check(flags, flags.subtract(1, a, b), difference(1, a, b, 0n))) wrong++;
        const carry = (a ^ b) & 1n;
        flags.change(FlagBit.CF, carry === 1n);
        if (!check(flags, flags.addWithCarry(1, a, b), sum(1, a, b, carry))) wrong++;
        flags.change(FlagBit.CF, carry === 1n);
        if (!check(flags, flags.subtractWithBorrow(1, a, b), difference(1, a, b, carry))) wrong++;
      }
    }
    expect(wrong).toBe(0);
  });

  test('additions and subtractions of wider operands, with and without carry', () => {
    const flags = fresh();
    for (const size of [2, 4, 8]) {
      for (const a of CORNERS(size)) {
        for (const b of CORNERS(size)) {
          for (const carry of [0n, 1n]) {
            flags.change(FlagBit.CF, carry === 1n);
            expect(check(flags, flags.addWithCarry(size, a, b), sum(size, a, b, carry))).toBe(true);
            flags.change(FlagBit.CF, carry === 1n);
            expect(check(flags, flags.subtractWithBorrow(size, a, b), difference(size, a, b, carry))).toBe(true);
          }
        }
      }
    }
  });

  test('INC and DEC keep CF and otherwise are additions of 1 and −1', () => {
    const flags = fresh();
    for (const size of [1, 2, 4, 8]) {
      for (const a of CORNERS(size)) {
        for (const cf of [false, true]) {
          const carry = cf ? FlagBit.CF : 0;
          flags.change(FlagBit.CF, cf);
          const up = sum(size, a, 1n, 0n);
          expect(flags.increment(size, a)).toBe(up.result);
          expect(flags.image & STATUS_FLAGS).toBe((up.image & ~FlagBit.CF) | carry);
          flags.change(FlagBit.CF, cf);
          const down = difference(size, a, 1n, 0n);
          expect(flags.decrement(size, a)).toBe(down.result);
          expect(flags.image & STATUS_FLAGS).toBe((down.image & ~FlagBit.CF) | carry);
        }
      }
    }
  });

  test('logic clears CF, OF and AF', () => {
    const flags = fresh();
    for (const size of [1, 2, 4, 8]) {
      for (const value of CORNERS(size)) {
        flags.image = STATUS_FLAGS;
        flags.logic(size, value);
        const expected = plain(size, value, 0n, false).image;
        expect(flags.image & STATUS_FLAGS).toBe(expected);
      }
    }
  });

  test('conditions are those of the SDM for every combination of flags', () => {
    const flags = fresh();
    for (let n = 0; n < 64; n++) {
      const [c, p, a, z, s, o] = [0, 1, 2, 3, 4, 5].map((bit) => ((n >> bit) & 1) === 1);
      flags.image =
        (c ? FlagBit.CF : 0) |
        (p ? FlagBit.PF : 0) |
        (a ? FlagBit.AF : 0) |
        (z ? FlagBit.ZF : 0) |
        (s ? FlagBit.SF : 0) |
        (o ? FlagBit.OF : 0);
      const expected = [o, c, z, c || z, s, p, s !== o, z || s !== o];
      for (let code = 0; code < 16; code++)
        expect(flags.condition(code)).toBe(expected[code >> 1] !== ((code & 1) === 1));
    }
  });

  test('the image keeps defined bits, and bit 1 is always 1', () => {
    const flags = fresh();
    expect(flags.image).toBe(2);
    flags.image = -1;
    expect(flags.image).toBe(DEFINED_FLAGS | 2);
    flags.image = FlagBit.IOPL | FlagBit.DF | FlagBit.AC;
    expect(flags.iopl).toBe(3);
    expect(flags.df).toBe(true);
    expect(flags.has(FlagBit.AC)).toBe(true);
    flags.add(4, 0xffff_ffffn, 1n);
    expect(flags.image).toBe(
      FlagBit.IOPL | FlagBit.DF | FlagBit.AC | FlagBit.CF | FlagBit.PF | FlagBit.AF | FlagBit.ZF | 2,
    );
    flags.change(FlagBit.CF, false);
    expect(flags.image & STATUS_FLAGS).toBe(FlagBit.PF | FlagBit.AF | FlagBit.ZF);
  });

  test('frozen flags do not change', () => {
    const flags = fresh();
    flags.subtract(8, 1n, 2n);
    const before = flags.image;
    flags.frozen = true;
    expect(flags.add(8, 1n, 2n)).toBe(3n);
    flags.increment(1, 0n);
    flags.logic(4, 0n);
    flags.result(4, 0n, true, true);
    flags.change(FlagBit.DF | FlagBit.CF, true);
    flags.image = 0;
    expect(flags.image).toBe(before);
  });

  test('all state is in the words given', () => {
    const words = new BigUint64Array(FLAGS_WORDS);
    const flags = new Flags(words);
    flags.subtract(2, 3n, 5n);
    flags.change(FlagBit.DF, true);
    const copy = new Flags(words.slice());
    expect(copy.image).toBe(flags.image);
  });
});
