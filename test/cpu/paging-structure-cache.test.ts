/** Paging-structure caches and the nested TLB: how they shorten walks, and that they can be stale. */
import { describe, expect, it } from 'vitest';
import { Privilege } from '../../src/cpu/mmu-types.js';
import type { CostProfile } from '../../src/timing/profile.js';
import { UNIT_PROFILE } from '../../src/timing/unit-profile.js';
import { halves } from '../paging/table-builder.js';
import { type Fixture, fixture, USER_ALL } from './mmu-fixture.js';

const S = Privilege.SUPERVISOR;
const BASE = 0x7f0000000000n;

function withCaches(pml4e: number, pdpte: number, pde: number): CostProfile {
  return { ...UNIT_PROFILE, pagingStructureCaches: { pml4e, pdpte, pde, hit: 0 } };
}

/** References of the walk that a read makes. */
function references(f: Fixture, address: bigint): number {
  const before = f.count('walkReferences');
  f.mmu.read8(...halves(address), S);
  return f.count('walkReferences') - before;
}

describe('paging-structure caches', () => {
  it.each([
    // One page after another: the same table, directory, directory-pointer table, root.
    ['none', withCaches(0, 0, 0), [4, 4, 4, 4, 4]],
    ['PML4E cache', withCaches(4, 0, 0), [4, 3, 3, 3, 4]],
    ['PDPTE cache', withCaches(0, 4, 0), [4, 2, 2, 4, 4]],
    ['PDE cache', withCaches(0, 0, 4), [4, 1, 4, 4, 4]],
    ['all', withCaches(4, 4, 4), [4, 1, 2, 3, 4]],
  ])('with %s walks take the references left', (_name, profile, expected) => {
    const f = fixture({ profile });
    const addresses = [0n, 0x1000n, 0x200000n, 0x40000000n, 0x8000000000n].map((offset) => BASE + offset);
    // The last is under another PML4E.
    for (const address of addresses) f.tables.map(address & 0x7fffffffffffn, 0x300000, USER_ALL);
    expect(addresses.map((address) => references(f, address & 0x7fffffffffffn))).toEqual(expected);
  });

  it('spare the host walks of the guest levels that they skip', () => {
    const f = fixture({ profile: withCaches(4, 4, 4), ept: true });
    f.tables.map(BASE, 0x300000, USER_ALL);
    f.tables.map(BASE + 0x1000n, 0x301000, USER_ALL);
    f.tables.map(BASE + 0x200000n, 0x302000, USER_ALL);
    // A PDE leaves one guest reference and the walk of the page: 1 + 4. A PDPTE leaves two, and one table to find.
    expect([BASE, BASE + 0x1000n, BASE + 0x200000n].map((a) => references(f, a))).toEqual([24, 5, 10]);
  });

  it('keep the rights of the levels that they skip', () => {
    const f = fixture({ profile: withCaches(4, 4, 4) });
    f.tables.link = 3n;
    f.tables.map(BASE, 0x300000, USER_ALL);
    f.tables.map(BASE + 0x1000n, 0x300000, USER_ALL);
    f.mmu.read8(...halves(BASE), S);
    f.mmu.read8(...halves(BASE + 0x1000n), Privilege.USER);
    expect(f.mmu.failed).toBe(true);
    expect(f.mmu.event.errorCode).toBe(5);
  });

  it('are stale until INVLPG, which takes those of the whole PCID', () => {
    const f = fixture({ profile: withCaches(4, 4, 4) });
    f.tables.map(BASE, 0x300000, USER_ALL);
    f.guest.write32(0x300000, 1);
    f.guest.write32(0x301000, 2);
    f.tables.map(BASE + 0x1000n, 0x300000, USER_ALL);
    f.mmu.read32(...halves(BASE), S);
    // Another page table with another frame.
    f.guest.write64(0x500000 + 8, 0x301000n | USER_ALL);
    f.guest.write64(f.tables.entryFor(BASE, 2), 0x500000n | USER_ALL);
    expect(f.mmu.read32(...halves(BASE + 0x1000n), S)).toBe(1);
    f.mmu.invalidatePage(...halves(0x1000n));
    f.mmu.invalidatePage(...halves(BASE + 0x1000n));
    expect(f.mmu.read32(...halves(BASE + 0x1000n), S)).toBe(2);
  });

  it('do not hold entries that are not present', () => {
    const f = fixture({ profile: withCaches(4, 4, 4) });
    f.tables.map(BASE, 0x300000, USER_ALL);
    const pde = f.tables.entryFor(BASE, 2);
    const value = f.guest.read64(pde);
    f.guest.write64(pde, 0n);
    expect(references(f, BASE)).toBe(3);
    f.guest.write64(pde, value);
    // The fault has dropped the entries above as well.
    expect(references(f, BASE)).toBe(4);
    expect(f.count('exceptions')).toBe(0);
  });

  it('replace the entry used longest ago', () => {
    const f = fixture({ profile: withCaches(0, 0, 2) });
    const regions = [0n, 1n, 2n].map((n) => BASE + n * 0x200000n);
    for (const region of regions)
      for (let page = 0n; page < 4n; page++) f.tables.map(region + page * 0x1000n, 0x300000, USER_ALL);
    const [a, b, c] = regions as [bigint, bigint, bigint];
    expect(references(f, a)).toBe(4);
    expect(references(f, b)).toBe(4);
    expect(references(f, a + 0x1000n)).toBe(1);
    expect(references(f, c)).toBe(4);
    expect(references(f, a + 0x2000n)).toBe(1);
    expect(references(f, b + 0x1000n)).toBe(4);
  });
});

describe('the nested TLB', () => {
  const profile: CostProfile = { ...UNIT_PROFILE, nestedTlb: { entries: 64, ways: 4, replacement: 'lru', hit: 1 } };

  it('spares the host walk of each guest-physical page that it holds', () => {
    const f = fixture({ profile, ept: true });
    for (let page = 0n; page < 4n; page++) f.tables.map(BASE + page * 0x1000n, 0x300000, USER_ALL);
    expect(references(f, BASE)).toBe(24);
    // The tables and the frame are known: the guest's own four references are left.
    expect(references(f, BASE + 0x1000n)).toBe(4);
    expect(f.count('nestedTlbHits')).toBe(5);
    expect(f.count('nestedTlbMisses')).toBe(5);
    expect(f.count('cyclesTranslation')).toBe(24 + 4 + 5);
  });

  it('does not serve an access that its entry does not allow', () => {
    const f = fixture({ profile, ept: true });
    f.tables.map(BASE, 0x300000, USER_ALL);
    f.tables.map(BASE + 0x1000n, 0x300000, USER_ALL);
    const entry = f.ept!.entryFor(0x300000n, 1);
    const value = f.ept!.memory.read64(entry);
    f.ept!.memory.write64(entry, value & ~2n);
    f.mmu.read8(...halves(BASE), S);
    f.ept!.memory.write64(entry, value);
    expect(f.mmu.write8(...halves(BASE + 0x1000n), 1, S)).toBe(true);
  });
});
