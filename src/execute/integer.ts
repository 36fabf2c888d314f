/**
 * Unsigned integers of 1, 2, 4 and 8 bytes as bigints: masks and sign extension.
 */

/** All ones of `size` bytes; index is the size. */
const MASKS: readonly bigint[] = [0n, 0xffn, 0xffffn, 0xff_ffffn, 0xffff_ffffn, 0n, 0n, 0n, 0xffff_ffff_ffff_ffffn];
const SIGN_BITS: readonly bigint[] = [0n, 0x80n, 0x8000n, 0x80_0000n, 0x8000_0000n, 0n, 0n, 0n, 1n << 63n];

/** All ones of `size` bytes (1, 2, 4 or 8). */
export function maskOf(size: number): bigint {
  return MASKS[size]!;
}

/** The most significant bit of a value of `size` bytes. */
export function signBitOf(size: number): bigint {
  return SIGN_BITS[size]!;
}

/**
 * The low `size` bytes of `value`, unsigned. Each width is a constant, so that a compiler can keep sums and differences
 * in machine words: this is on the path of every arithmetic instruction.
 */
export function truncate(value: bigint, size: number): bigint {
  switch (size) {
    case 8:
      return BigInt.asUintN(64, value);
    case 4:
      return BigInt.asUintN(32, value);
    case 2:
      return BigInt.asUintN(16, value);
    default:
      return BigInt.asUintN(8, value);
  }
}

/** `value`, an unsigned integer of `size` bytes, as the signed number with the same bits. */
export function toSigned(value: bigint, size: number): bigint {
  return BigInt.asIntN(size * 8, value);
}
