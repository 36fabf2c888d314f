/**
 * Operators on known numbers. NASM manual, "Expressions": 64-bit two's complement; / % >> are unsigned, // %% >>> signed.
 * Shift counts are taken modulo 64, as nasm compiled for x86 does.
 */

const unsigned = (value: bigint): bigint => BigInt.asUintN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

/** Operators whose operands must both be plain numbers. Arguments are signed 64-bit; results wrap. */
export const SCALAR_OPERATORS: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  '||': (a, b) => truth(a !== 0n || b !== 0n),
  '^^': (a, b) => truth((a !== 0n) !== (b !== 0n)),
  '&&': (a, b) => truth(a !== 0n && b !== 0n),
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '&': (a, b) => a & b,
  '<<': (a, b) => a << (b & 63n),
  '<<<': (a, b) => a << (b & 63n),
  '>>': (a, b) => unsigned(a) >> (b & 63n),
  '>>>': (a, b) => a >> (b & 63n),
  '/': (a, b) => unsigned(a) / unsigned(b),
  '%': (a, b) => unsigned(a) % unsigned(b),
  '//': (a, b) => a / b,
  '%%': (a, b) => a % b,
};

export const DIVISIONS: ReadonlySet<string> = new Set(['/', '%', '//', '%%']);

/** Comparison of two values by the sign of their difference. */
export const COMPARISONS: Readonly<Record<string, (difference: bigint) => bigint>> = {
  '=': (d) => truth(d === 0n),
  '==': (d) => truth(d === 0n),
  '!=': (d) => truth(d !== 0n),
  '<>': (d) => truth(d !== 0n),
  '<': (d) => truth(d < 0n),
  '<=': (d) => truth(d <= 0n),
  '=<': (d) => truth(d <= 0n),
  '>': (d) => truth(d > 0n),
  '>=': (d) => truth(d >= 0n),
  '=>': (d) => truth(d >= 0n),
  '<=>': (d) => (d > 0n ? 1n : d < 0n ? -1n : 0n),
};

export const EQUALITIES: ReadonlySet<string> = new Set(['=', '==', '!=', '<>']);

/** __?ilog2e?__ and its kin: null where the result is undefined. */
export function integerLogarithm(name: string, value: bigint): bigint | null {
  const bits = unsigned(value);
  if (bits === 0n) return name === 'ilog2e' ? null : name === 'ilog2w' ? 0n : name === 'ilog2f' ? -1n : 0n;
  const floor = BigInt(bits.toString(2).length - 1);
  const exact = bits === 1n << floor;
  if (name === 'ilog2e') return exact ? floor : null;
  if (name === 'ilog2c') return exact ? floor : floor + 1n;
  return floor;
}
