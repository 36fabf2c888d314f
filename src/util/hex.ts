/** Numbers as people in this field write them. */

/** `0x` and at least `digits` hexadecimal digits. */
export function hex(value: bigint | number, digits = 1): string {
  return `0x${BigInt(value).toString(16).padStart(digits, '0')}`;
}

/** A 64-bit address, all sixteen digits. */
export function hex64(value: bigint): string {
  return hex(BigInt.asUintN(64, value), 16);
}

/** Bytes as pairs of digits, separated by spaces. */
export function hexBytes(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
