/**
 * A translation lookaside buffer: SDM Vol. 3, "Caching Translation Information", "Translation Lookaside Buffers (TLBs)".
 * Set-associative or fully associative, in typed arrays in the state region. Entries hold the rights of the whole walk,
 * the smaller page size of both dimensions, and where they came from.
 */
import type { HostMemory } from '../memory/host-memory.js';
import { RIGHTS_GUEST_SHIFT, RIGHTS_PAGE_SHIFT, Rights } from '../paging/access-rights.js';
import type { TlbGeometry } from '../timing/profile.js';
import { LruReplacement, type Replacement, TreePlruReplacement } from './tlb-replacement.js';
import { type InvalidationScope, inScope } from './tlb-tags.js';

/** Told when an entry stops being valid, so that what was derived from it goes too. */
export interface TlbObserver {
  dropped(tlb: Tlb, index: number): void;
}

/** log2 of each page size. */
const ALL_SHIFTS: readonly number[] = [12, 21, 30];

export class Tlb {
  readonly name: string;
  /** Number among the structures of its MMU. */
  readonly id: number;
  readonly entries: number;
  /** Bits 31:0 of the page's linear (or guest-physical) address, bits 63:32, and the mask of the page. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly mask: Int32Array;
  readonly tag: Int32Array;
  /** EP4TA of combined and guest-physical mappings (tlb-tags.ts), else 0. */
  readonly ept: Int32Array;
  /** Rights and page sizes (paging/access-rights.ts). */
  readonly rights: Int32Array;
  /** Physical address of the page. */
  readonly physical: Float64Array;
  /** Addresses of the paging-structure entry and of the EPT entry that it came from. */
  readonly leaf: Float64Array;
  readonly nestedLeaf: Float64Array;
  observer: TlbObserver | null = null;

  private readonly shifts: readonly number[];
  private readonly ways: number;
  private readonly setMask: number;
  private readonly foldShift: number;
  private readonly foldMask: number;
  private readonly replacement: Replacement;
  /** Entries filled since they were last found invalid by a sweep: what a sweep must look at. */
  private readonly filled: Int32Array;
  private readonly isFilled: Uint8Array;
  /** One element, in the state: how many are listed in `filled`. */
  private readonly filledCount: Int32Array;
  /** Entries whose guest page is larger than they: INVLPG must look for them everywhere. One element, in the state. */
  private readonly fragments: Int32Array;

  /** @param shifts log2 of the page sizes that it may hold. */
  constructor(
    memory: HostMemory,
    geometry: TlbGeometry,
    name: string,
    id: number,
    shifts: readonly number[] = ALL_SHIFTS,
  ) {
    const { entries, ways } = geometry;
    const sets = entries / ways;
    const buffer = memory.memory.buffer;
    const words = (count: number) => new Int32Array(buffer, memory.allocateState(count * 4), count);
    const doubles = (count: number) => new Float64Array(buffer, memory.allocateState(count * 8), count);
    this.name = name;
    this.id = id;
    this.shifts = shifts;
    this.entries = entries;
    this.ways = ways;
    this.setMask = sets - 1;
    this.foldShift = Math.log2(sets);
    this.foldMask = geometry.indexing === 'xor' ? -1 : 0;
    this.low = words(entries);
    this.high = words(entries);
    this.mask = words(entries);
    this.tag = words(entries);
    this.ept = words(entries);
    this.rights = words(entries);
    this.physical = doubles(entries);
    this.leaf = doubles(entries);
    this.nestedLeaf = doubles(entries);
    this.fragments = words(1);
    this.filled = words(entries);
    this.filledCount = words(1);
    this.isFilled = new Uint8Array(buffer, memory.allocateState(entries), entries);
    this.replacement =
      geometry.replacement === 'lru'
        ? new LruReplacement(doubles(entries), doubles(1), ways)
        : new TreePlruReplacement(words(sets), ways);
  }

  /** Whether every entry may hold any page size. */
  get fullyAssociative(): boolean {
    return this.setMask === 0;
  }

  /** Index of the entry for the address under the tag and EP4TA, in the set that pages of 2^`shift` bytes use; −1. */
  find(low: number, high: number, tag: number, ept: number, shift: number): number {
    let i = this.firstOf(low, high, shift);
    for (const end = i + this.ways; i < end; i++) {
      if (((this.low[i]! ^ low) & this.mask[i]!) !== 0 || this.high[i]! !== high) continue;
      const difference = this.tag[i]! ^ tag;
      if (difference !== 0 && ((difference & ~0xfff) !== 0 || (this.rights[i]! & Rights.GLOBAL) === 0)) continue;
      if (this.ept[i]! === ept) return i;
    }
    return -1;
  }

  /** The entry was used. */
  touch(index: number): void {
    this.replacement.touch(index);
  }

  /** Puts a translation in, in place of another if it must. `physical`: address of any byte of the page. */
  fill(
    low: number,
    high: number,
    tag: number,
    ept: number,
    rights: number,
    physical: number,
    leaf: number,
    nestedLeaf: number,
  ): number {
    const shift = (rights >>> RIGHTS_PAGE_SHIFT) & 31;
    const mask = -1 << shift;
    const index = this.place(low, high, shift);
    this.low[index] = low & mask;
    this.high[index] = high;
    this.mask[index] = mask;
    this.tag[index] = tag;
    this.ept[index] = ept;
    this.rights[index] = rights;
    this.physical[index] = physical - ((physical & ~mask) >>> 0);
    this.leaf[index] = leaf;
    this.nestedLeaf[index] = nestedLeaf;
    if (((rights >>> RIGHTS_GUEST_SHIFT) & 31) > shift) this.fragments[0]!++;
    if (this.isFilled[index] === 0) {
      this.isFilled[index] = 1;
      this.filled[this.filledCount[0]!++] = index;
    }
    this.replacement.touch(index);
    return index;
  }

  /** Invalidates one entry. */
  drop(index: number): void {
    if (this.tag[index] === 0) return;
    const rights = this.rights[index]!;
    if (((rights >>> RIGHTS_GUEST_SHIFT) & 31) > ((rights >>> RIGHTS_PAGE_SHIFT) & 31)) this.fragments[0]!--;
    this.tag[index] = 0;
    this.observer?.dropped(this, index);
  }

  /** Invalidates everything in the scope. */
  invalidate(scope: InvalidationScope): void {
    const count = this.filledCount[0]!;
    let kept = 0;
    for (let n = 0; n < count; n++) {
      const i = this.filled[n]!;
      const tag = this.tag[i]!;
      if (tag !== 0 && inScope(scope, tag, this.ept[i]!, (this.rights[i]! & Rights.GLOBAL) !== 0)) this.drop(i);
      if (this.tag[i] === 0) this.isFilled[i] = 0;
      else this.filled[kept++] = i;
    }
    this.filledCount[0] = kept;
  }

  /**
   * Invalidates what the scope holds for one address: all entries of the page that the paging structures map there, if
   * it is larger than the entries too.
   */
  invalidatePage(low: number, high: number, scope: InvalidationScope): void {
    if (this.fullyAssociative || this.fragments[0]! > 0) {
      for (let n = 0; n < this.filledCount[0]!; n++) this.dropIfOfPage(this.filled[n]!, low, high, scope);
      return;
    }
    for (let n = 0; n < this.shifts.length; n++) {
      const first = this.firstOf(low, high, this.shifts[n]!);
      for (let i = first; i < first + this.ways; i++) this.dropIfOfPage(i, low, high, scope);
    }
  }

  private dropIfOfPage(i: number, low: number, high: number, scope: InvalidationScope): void {
    const tag = this.tag[i]!;
    if (tag === 0 || this.high[i]! !== high) return;
    const rights = this.rights[i]!;
    const shift = Math.max((rights >>> RIGHTS_GUEST_SHIFT) & 31, (rights >>> RIGHTS_PAGE_SHIFT) & 31);
    if (((this.low[i]! ^ low) & (-1 << shift)) !== 0) return;
    if (inScope(scope, tag, this.ept[i]!, (rights & Rights.GLOBAL) !== 0)) this.drop(i);
  }

  /** First entry of the set that a page of 2^`shift` bytes at the address belongs to. */
  private firstOf(low: number, high: number, shift: number): number {
    if (this.setMask === 0) return 0;
    const page = (low >>> shift) | (high << (32 - shift));
    return ((page ^ ((page >>> this.foldShift) & this.foldMask)) & this.setMask) * this.ways;
  }

  /** An invalid entry of the set, or the replacement's victim. */
  private place(low: number, high: number, shift: number): number {
    const first = this.firstOf(low, high, shift);
    for (let i = first; i < first + this.ways; i++) if (this.tag[i] === 0) return i;
    const victim = this.replacement.victim(first / this.ways);
    this.drop(victim);
    return victim;
  }
}
