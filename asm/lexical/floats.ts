/**
 * Floating-point constants. NASM manual, "Floating-Point Constants": decimal, hexadecimal, octal and binary mantissas,
 * special values, packed BCD. Bases of two are exact (a rational number of two bigints) until rounded once, to nearest
 * even; decimal constants are first cut to 192 bits as nasm does, so that what lies half way may be rounded down.
 */

export interface FloatFormat {
  readonly bytes: number;
  readonly exponentBits: number;
  /** Stored mantissa bits; with an explicit integer bit (x87 extended) that bit is not counted. */
  readonly mantissaBits: number;
  readonly explicitInteger: boolean;
}

export const FLOAT_FORMATS: Readonly<Record<number, FloatFormat>> = {
  1: { bytes: 1, exponentBits: 4, mantissaBits: 3, explicitInteger: false },
  2: { bytes: 2, exponentBits: 5, mantissaBits: 10, explicitInteger: false },
  4: { bytes: 4, exponentBits: 8, mantissaBits: 23, explicitInteger: false },
  8: { bytes: 8, exponentBits: 11, mantissaBits: 52, explicitInteger: false },
  10: { bytes: 10, exponentBits: 15, mantissaBits: 63, explicitInteger: true },
  16: { bytes: 16, exponentBits: 15, mantissaBits: 112, explicitInteger: false },
};
const BFLOAT16: FloatFormat = { bytes: 2, exponentBits: 8, mantissaBits: 7, explicitInteger: false };

/** __?float32?__ and its kin: the number whose bits are that constant. */
export const FLOAT_FUNCTIONS: Readonly<Record<string, { format: FloatFormat; shift: number }>> = {
  float8: { format: FLOAT_FORMATS[1]!, shift: 0 },
  float16: { format: FLOAT_FORMATS[2]!, shift: 0 },
  bfloat16: { format: BFLOAT16, shift: 0 },
  float32: { format: FLOAT_FORMATS[4]!, shift: 0 },
  float64: { format: FLOAT_FORMATS[8]!, shift: 0 },
  float80m: { format: FLOAT_FORMATS[10]!, shift: 0 },
  float80e: { format: FLOAT_FORMATS[10]!, shift: 64 },
  float128l: { format: FLOAT_FORMATS[16]!, shift: 0 },
  float128h: { format: FLOAT_FORMATS[16]!, shift: 64 },
};

interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Exponents beyond this overflow or underflow every format; larger ones would only make large bigints. */
const EXPONENT_LIMIT = 40_000n;
const MAX_DIGITS = 10_000;

/** Told of what a constant loses. */
export type FloatWarning = (code: string, message: string) => void;

/** The bits of a constant in a format, or null if the text is no constant of it. */
export function encodeFloat(
  text: string,
  negative: boolean,
  format: FloatFormat,
  warn: FloatWarning = () => {},
): bigint | null {
  const lower = text.toLowerCase().replaceAll('_', '');
  const special = /^(infinity|s?nan|qnan)$/.exec(lower.replace(/^\?|\?$/g, ''))?.[1];
  const exponentMask = (1n << BigInt(format.exponentBits)) - 1n;
  if (special !== undefined) return assembleFloat(negative, exponentMask, specialMantissa(special, format), format);
  if (/^(?:0p[0-9]*|[0-9]+p)$/.test(lower)) return format.bytes === 10 ? packedDecimal(lower, negative, warn) : null;
  const value = parseRational(lower, warn);
  if (value === null) return null;
  return roundTo(value, negative, format, warn);
}

function specialMantissa(name: string, format: FloatFormat): bigint {
  const quiet = 1n << BigInt(format.mantissaBits - 1);
  if (name === 'infinity') return 0n;
  return name === 'snan' ? 1n : quiet;
}

function assembleFloat(negative: boolean, exponent: bigint, mantissa: bigint, format: FloatFormat): bigint {
  let bits = mantissa;
  let width = BigInt(format.mantissaBits);
  if (format.explicitInteger) {
    if (exponent !== 0n) bits |= 1n << width;
    width += 1n;
  }
  const sign = negative ? 1n : 0n;
  return bits | (exponent << width) | (sign << (width + BigInt(format.exponentBits)));
}

function packedDecimal(text: string, negative: boolean, warn: FloatWarning): bigint {
  const digits = text.replace(/^0p|p$/g, '');
  if (digits.length > 18) warn('other', 'packed BCD truncated to 18 digits');
  return BigInt(`0x0${digits.slice(-18)}`) | (negative ? 0x80n << 72n : 0n);
}

const RADIX_BITS: Readonly<Record<string, number>> = { x: 4, h: 4, o: 3, q: 3, b: 1, y: 1 };

function parseRational(text: string, warn: FloatWarning): Rational | null {
  if (text.length > MAX_DIGITS) return null;
  const based = /^(?:0([xhoqby])|(\$))([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?[0-9]*))?$/.exec(text);
  if (based !== null) return parseBased(based);
  const match = /^(?:0[dt])?([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]*))?$/.exec(text);
  if (match === null) return null;
  const [, whole = '', fraction = '', power = ''] = match;
  if (whole + fraction === '') return null;
  return truncatedDecimal(whole + fraction, Number(clampExponent(readPower(power))) + whole.length, warn);
}

/** `1e+` is 1e0, as in nasm. */
function readPower(text: string): bigint {
  return /[0-9]/.test(text) ? BigInt(text) : 0n;
}

const PRECISION = 192n;
/** Further digits do not count. */
const MAX_SIGNIFICANT = 52;

/**
 * 0.DIGITS times a power of ten in nasm's arithmetic: mantissas of 192 bits in [1/2, 1), cut off after each step, and
 * the power of five by repeated squaring.
 */
function truncatedDecimal(digits: string, powerOfTen: number, warn: FloatWarning): Rational {
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return { numerator: 0n, denominator: 1n };
  if (significant.length > MAX_SIGNIFICANT) {
    warn('float-toolong', `floating-point constant significand contains more than ${MAX_SIGNIFICANT} digits`);
  }
  let fives = powerOfTen - (digits.length - significant.length);
  const kept = significant.slice(0, MAX_SIGNIFICANT);
  const denominator = 10n ** BigInt(kept.length);
  let mantissa = (BigInt(kept) << (PRECISION + 4n)) / denominator;
  const excess = BigInt(bitLength(mantissa)) - PRECISION;
  mantissa >>= excess;
  let twos = fives + Number(excess) - 4;
  // 5 is 5/8 times 2^3, 1/5 is 4/5 times 2^-2.
  let factor = fives < 0 ? (4n << PRECISION) / 5n + 1n : 5n << (PRECISION - 3n);
  let factorTwos = fives < 0 ? -2 : 3;
  for (fives = Math.abs(fives); fives > 0; fives >>= 1) {
    if (fives & 1) {
      const product = normalized(mantissa * factor);
      mantissa = product.mantissa;
      twos += factorTwos + product.shift;
    }
    const square = normalized(factor * factor);
    factor = square.mantissa;
    factorTwos = factorTwos * 2 + square.shift;
  }
  return scale(mantissa, 2n, BigInt(twos) - PRECISION);
}

/** The upper half of a product of two mantissas, with its first bit set. */
function normalized(product: bigint): { mantissa: bigint; shift: number } {
  const shift = product >> (2n * PRECISION - 1n) === 0n ? -1 : 0;
  return { mantissa: product >> (PRECISION + BigInt(shift)), shift };
}

function parseBased(match: RegExpExecArray): Rational | null {
  const [, letter = 'x', , whole = '', fraction = '', power = ''] = match;
  const bits = RADIX_BITS[letter]!;
  let mantissa = 0n;
  for (const digit of whole + fraction) {
    const value = Number.parseInt(digit, 16);
    if (value >= 1 << bits) return null;
    mantissa = (mantissa << BigInt(bits)) | BigInt(value);
  }
  return scale(mantissa, 2n, clampExponent(readPower(power)) - BigInt(bits * fraction.length));
}

function clampExponent(exponent: bigint): bigint {
  if (exponent > EXPONENT_LIMIT) return EXPONENT_LIMIT;
  return exponent < -EXPONENT_LIMIT ? -EXPONENT_LIMIT : exponent;
}

function scale(mantissa: bigint, base: bigint, exponent: bigint): Rational {
  return exponent >= 0n
    ? { numerator: mantissa * base ** exponent, denominator: 1n }
    : { numerator: mantissa, denominator: base ** -exponent };
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

function roundTo(value: Rational, negative: boolean, format: FloatFormat, warn: FloatWarning): bigint {
  const { numerator, denominator } = value;
  if (numerator === 0n) return assembleFloat(negative, 0n, 0n, format);
  const bias = 2 ** (format.exponentBits - 1) - 1;
  let exponent = bitLength(numerator) - bitLength(denominator);
  if (compareWithPowerOfTwo(value, exponent) < 0) exponent -= 1;
  const lowest = 1 - bias;
  const unit = Math.max(exponent, lowest) - format.mantissaBits; // weight of the last stored bit
  let mantissa = divideRounding(numerator, denominator, unit);
  let biased = exponent < lowest ? 0 : exponent + bias;
  const integerBit = 1n << BigInt(format.mantissaBits);
  if (biased === 0 && mantissa >= integerBit) biased = 1; // a denormal rounded up to the first normal number
  if (mantissa >= integerBit << 1n) {
    mantissa >>= 1n;
    biased += 1;
  }
  // nasm lets one power of two beyond the largest pass with its mantissa, which makes it a NaN.
  const largest = 2 ** format.exponentBits - 1;
  const infinite = biased > largest || (biased === largest && exponent + bias < largest);
  if (infinite) {
    warn('float-overflow', 'overflow in floating-point constant');
    return assembleFloat(negative, BigInt(largest), 0n, format);
  }
  return assembleFloat(negative, BigInt(biased), mantissa & (integerBit - 1n), format);
}

function compareWithPowerOfTwo(value: Rational, exponent: number): number {
  const left = exponent < 0 ? value.numerator << BigInt(-exponent) : value.numerator;
  const right = exponent > 0 ? value.denominator << BigInt(exponent) : value.denominator;
  return left < right ? -1 : 1;
}

/** numerator / (denominator * 2^unit), to nearest, ties to even. */
function divideRounding(numerator: bigint, denominator: bigint, unit: number): bigint {
  const top = unit < 0 ? numerator << BigInt(-unit) : numerator;
  const bottom = unit > 0 ? denominator << BigInt(unit) : denominator;
  const quotient = top / bottom;
  const twice = (top % bottom) * 2n;
  return twice > bottom || (twice === bottom && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}
