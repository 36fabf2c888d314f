/** Linear addresses of two 32-bit halves as one value. */

/** Unsigned 64-bit address; the halves may be of either signedness. */
export function linearAddress(lo: number, hi: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}
