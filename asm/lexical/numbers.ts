/**
 * Integer constants. NASM manual, "Numeric Constants": prefixes 0x 0h $ 0d 0t 0o 0q 0b 0y, suffixes h x d t o q b y,
 * underscores anywhere. Values wrap at 64 bits.
 */

const RADIX_LETTERS: Readonly<Record<string, number>> = { b: 2, y: 2, o: 8, q: 8, d: 10, t: 10, h: 16, x: 16 };
const LITERAL_PREFIX: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' };
const DIGITS: Readonly<Record<number, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^[0-9]+$/,
  16: /^[0-9a-f]+$/,
};

export interface IntegerConstant {
  /** Unsigned, below 2^64. */
  readonly value: bigint;
  /** More than 64 bits were written. */
  readonly overflow: boolean;
}

/** Null when the digits do not fit the radix (`0b12`, `12ab`). */
export function readInteger(text: string): IntegerConstant | null {
  if (/^[0-9]{1,15}$/.test(text)) return { value: BigInt(text), overflow: false };
  let digits = text.toLowerCase().replaceAll('_', '');
  let prefixRadix = 0;
  let prefixLength = 0;
  let suffixRadix = 0;
  if (digits.startsWith('$')) {
    prefixRadix = 16;
    prefixLength = 1;
  } else if (digits.length > 2 && digits[0] === '0') {
    prefixRadix = RADIX_LETTERS[digits[1]!] ?? 0;
    prefixLength = prefixRadix === 0 ? 0 : 2;
  }
  if (digits.length > 1) suffixRadix = RADIX_LETTERS[digits.at(-1)!] ?? 0;
  // 0x1b ends in a radix letter that is a digit of the larger radix: the larger wins, equal ones are an error.
  let radix = 10;
  if (prefixRadix > suffixRadix) {
    radix = prefixRadix;
    digits = digits.slice(prefixLength);
  } else if (suffixRadix > prefixRadix) {
    radix = suffixRadix;
    digits = digits.slice(0, -1);
  }
  if (!DIGITS[radix]!.test(digits)) return null;
  if (digits.length > 4096) return { value: 2n ** 64n - 1n, overflow: true };
  const value = BigInt(LITERAL_PREFIX[radix]! + digits);
  return { value: BigInt.asUintN(64, value), overflow: value >= 1n << 64n };
}
