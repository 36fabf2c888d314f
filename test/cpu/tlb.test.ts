/** One TLB: replacement against plain models, page sizes, indexing. */
import { describe, expect, it } from 'vitest';
import { Tlb } from '../../src/cpu/tlb.js';
import { LINEAR_MAPPING, makeTag, vpidScope } from '../../src/cpu/tlb-tags.js';
import { HostMemory } from '../../src/memory/host-memory.js';
import { RIGHTS_GUEST_SHIFT, RIGHTS_PAGE_SHIFT } from '../../src/paging/access-rights.js';
import type { TlbGeometry } from '../../src/timing/profile.js';

const TAG = makeTag(LINEAR_MAPPING, 0, 0);

function tlbOf(geometry: TlbGeometry): Tlb {
  return new Tlb(new HostMemory(0x100000), geometry, 'test', 0);
}

function rights(shift: number, guestShift = shift): number {
  return (shift << RIGHTS_PAGE_SHIFT) | (guestShift << RIGHTS_GUEST_SHIFT);
}

/** True for a hit; fills on a miss. `page` is a page number. */
function access(tlb: Tlb, page: number, shift = 12): boolean {
  const low = (page << shift) | 0;
  const high = Math.floor((page * 2 ** shift) / 2 ** 32);
  const index = tlb.find(low, high, TAG, 0, shift);
  if (index >= 0) {
    tlb.touch(index);
    return true;
  }
  tlb.fill(low, high, TAG, 0, rights(shift), 0, 0, 0);
  return false;
}

/** A sequence of page numbers without any structure, the same each time. */
function* pages(count: number, range: number): Generator<number> {
  let state = 12345;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    yield (state >>> 8) % range;
  }
}

describe('LRU', () => {
  it.each([
    [64, 64],
    [16, 4],
    [12, 3],
  ])('with %i entries of %i ways is a list by last use in each set', (entries, ways) => {
    const tlb = tlbOf({ entries, ways, replacement: 'lru' });
    const sets = Array.from({ length: entries / ways }, (): number[] => []);
    for (const page of pages(5000, entries * 2)) {
      const set = sets[page % sets.length]!;
      const at = set.indexOf(page);
      const hit = at >= 0;
      if (hit) set.splice(at, 1);
      set.push(page);
      if (set.length > ways) set.shift();
      expect(access(tlb, page)).toBe(hit);
    }
  });
});

/** Binary tree of bits as nested objects: `toward` says which side is to be replaced. */
class PlruTree {
  private toward: 0 | 1 = 0;
  private readonly sides: [PlruTree, PlruTree] | null;
  private readonly leaves: number;

  constructor(leaves: number) {
    this.leaves = leaves;
    this.sides = leaves === 1 ? null : [new PlruTree(leaves / 2), new PlruTree(leaves / 2)];
  }

  use(leaf: number): void {
    if (this.sides === null) return;
    const side = leaf < this.leaves / 2 ? 0 : 1;
    this.toward = side === 0 ? 1 : 0;
    this.sides[side].use(leaf % (this.leaves / 2));
  }

  victim(): number {
    if (this.sides === null) return 0;
    return this.toward * (this.leaves / 2) + this.sides[this.toward].victim();
  }
}

describe('tree-PLRU', () => {
  it.each([
    [4, 1],
    [8, 1],
    [32, 1],
    [4, 3],
    [1, 3],
  ])('follows a tree of %i leaves, in %i groups taken in turn after the last used', (leaves, groups) => {
    const ways = leaves * groups;
    const tlb = tlbOf({ entries: ways, ways, replacement: 'tree-plru' });
    const trees = Array.from({ length: groups }, () => new PlruTree(leaves));
    const held: number[] = [];
    let group = 0;
    for (const page of pages(3000, ways * 2)) {
      let way = held.indexOf(page);
      const hit = way >= 0;
      if (!hit) {
        if (held.length < ways) way = held.length;
        else {
          const next = (group + 1) % groups;
          way = (groups === 1 ? 0 : next) * leaves + trees[groups === 1 ? 0 : next]!.victim();
        }
        held[way] = page;
      }
      group = Math.floor(way / leaves);
      trees[group]!.use(way % leaves);
      expect(access(tlb, page)).toBe(hit);
    }
  });
});

describe('sets', () => {
  it('are chosen by the low bits of the page number', () => {
    const tlb = tlbOf({ entries: 16, ways: 1, replacement: 'lru' });
    for (let page = 0; page < 16; page++) access(tlb, page);
    for (let page = 0; page < 16; page++) expect(access(tlb, page)).toBe(true);
    access(tlb, 16);
    expect(access(tlb, 0)).toBe(false);
  });

  // Measured of Skylake's second level (vusec/tlbdr): set = VPN[6:0] XOR VPN[13:7].
  it('or by those XORed with the next ones', () => {
    const tlb = tlbOf({ entries: 128, ways: 1, replacement: 'lru', indexing: 'xor' });
    access(tlb, 0);
    access(tlb, 128);
    expect(access(tlb, 0)).toBe(true);
    access(tlb, 129);
    expect(access(tlb, 0)).toBe(false);
  });

  it('serve large pages by their own number', () => {
    const tlb = tlbOf({ entries: 16, ways: 1, replacement: 'lru' });
    for (let page = 0; page < 16; page++) access(tlb, page, 21);
    for (let page = 0; page < 16; page++) expect(access(tlb, page, 21)).toBe(true);
    expect(tlb.find(0x212345, 0, TAG, 0, 21)).toBeGreaterThanOrEqual(0);
  });

  it('find a page above 4 GBytes by its upper half', () => {
    const tlb = tlbOf({ entries: 64, ways: 4, replacement: 'lru' });
    access(tlb, 0x100005);
    expect(tlb.find(0x5000, 0, TAG, 0, 12)).toBe(-1);
    expect(tlb.find(0x5000, 1, TAG, 0, 12)).toBeGreaterThanOrEqual(0);
  });
});

describe('invalidation of a page', () => {
  it.each([
    [64, 64],
    [64, 4],
  ])('takes every part of a larger page that was split (%i entries of %i ways)', (entries, ways) => {
    const tlb = tlbOf({ entries, ways, replacement: 'lru' });
    for (let page = 0; page < 8; page++) tlb.fill(0x40000000 + page * 0x1000, 0, TAG, 0, rights(12, 21), 0, 0, 0);
    tlb.fill(0x40200000, 0, TAG, 0, rights(12), 0, 0, 0);
    tlb.invalidatePage(0x401ff000, 0, vpidScope(0, 'own'));
    for (let page = 0; page < 8; page++) expect(tlb.find(0x40000000 + page * 0x1000, 0, TAG, 0, 12)).toBe(-1);
    expect(tlb.find(0x40200000, 0, TAG, 0, 12)).toBeGreaterThanOrEqual(0);
  });
});
