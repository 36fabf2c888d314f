/**
 * The first-level TLBs for one kind of access: a structure for each page size, or fewer that are shared. SDM Vol. 3,
 * "Translation Lookaside Buffers (TLBs)"; which sizes share is the profile's.
 */
import type { Tlb } from './tlb.js';

/** The first-level structures for one kind of access. */
export interface FirstLevel {
  /** Distinct structures, small pages first. */
  readonly tlbs: readonly Tlb[];
  /** By page shift 12, 21, 30: where such a page goes. */
  readonly forShift: Readonly<Record<number, Tlb>>;
  /** Page shift by which each structure is indexed. */
  readonly indexShift: readonly number[];
  readonly hits: number;
  readonly misses: number;
}

/** `[4K, 2M, 1G]`; a size without a structure of its own goes into the next smaller one that is there. */
export function firstLevel(sizes: readonly [Tlb, Tlb | null, Tlb | null], hits: number, misses: number): FirstLevel {
  const [small, large, huge] = sizes;
  const for2M = large ?? small;
  const tlbs = [small];
  const indexShift = [12];
  if (large !== null) {
    tlbs.push(large);
    indexShift.push(21);
  }
  if (huge !== null) {
    tlbs.push(huge);
    indexShift.push(30);
  }
  return { tlbs, indexShift, forShift: { 12: small, 21: for2M, 30: huge ?? for2M }, hits, misses };
}
