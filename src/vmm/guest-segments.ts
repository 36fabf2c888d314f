/**
 * Segment checks of an emulated access, as the processor makes them. SDM Vol. 3, "Limit Checking", "Type Checking",
 * "Segment Limit Checks in 64-bit Mode"; Vol. 1, "Canonical Addressing".
 */
import { withinLimit } from '../execute/segment-rights.js';
import type { SegmentState } from '../vmx/processor-state.js';

const CODE = 8;
const WRITABLE = 2;
const UNUSABLE = 1 << 16;
const FS = 4;

/** True when bits 63:47 of the address are equal. */
export const isCanonical = (address: bigint): boolean => BigInt.asUintN(64, BigInt.asIntN(48, address)) === address;

/** Linear address of `size` bytes at segment:offset, or null when a check fails (#SS(0) for SS, else #GP(0)). */
export function checkedLinear(
  segment: SegmentState,
  index: number,
  offset: bigint,
  size: number,
  write: boolean,
  code64: boolean,
): bigint | null {
  if (code64) {
    const linear = BigInt.asUintN(64, offset + (index >= FS ? segment.base : 0n));
    return isCanonical(linear) && isCanonical(BigInt.asUintN(64, linear + BigInt(size - 1))) ? linear : null;
  }
  const rights = segment.accessRights;
  if ((rights & UNUSABLE) !== 0) return null;
  const type = rights & 15;
  const readable = (type & CODE) === 0 || (type & WRITABLE) !== 0;
  const writable = (type & CODE) === 0 && (type & WRITABLE) !== 0;
  if (write ? !writable : !readable) return null;
  return withinLimit(rights, segment.limit, Number(offset), size) ? (segment.base + offset) & 0xffffffffn : null;
}
