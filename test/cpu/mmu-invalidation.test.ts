/**
 * What each operation invalidates, rule by rule: SDM Vol. 3, "Operations that Invalidate TLBs and Paging-Structure
 * Caches" and "Operations that Invalidate Cached Mappings" of VMX. A translation that survived is seen because the
 * tables below it have been changed: what is read tells which one was used.
 */
import { describe, expect, it } from 'vitest';
import { Privilege } from '../../src/cpu/mmu-types.js';
import { SKYLAKE_PROFILE } from '../../src/timing/skylake-profile.js';
import { UNIT_PROFILE } from '../../src/timing/unit-profile.js';
import { G, halves } from '../paging/table-builder.js';
import { type Fixture, fixture, USER_ALL } from './mmu-fixture.js';

const S = Privilege.SUPERVISOR;
const PCIDE = 1n << 17n;
const PRIVATE = 0x400000n;
const OTHER = 0x800000n;
const GLOBAL = 0xc00000n;

interface Context {
  readonly vpid: number;
  readonly pcid: number;
}

/** Enters an address space without invalidating anything (CR3 bit 63, or a world switch with VPID). */
function enter(f: Fixture, context: Context, ept = true): void {
  f.mmu.configure({
    ...f.registers,
    cr3: f.registers.cr3 | BigInt(context.pcid),
    cr4: f.registers.cr4 | PCIDE,
    vpid: context.vpid,
    eptp: ept ? f.registers.eptp : null,
  });
}

const CONTEXTS: readonly Context[] = [
  { vpid: 0, pcid: 0 },
  { vpid: 0, pcid: 1 },
  { vpid: 1, pcid: 0 },
  { vpid: 1, pcid: 1 },
  { vpid: 2, pcid: 1 },
];
const PAGES = { private: PRIVATE, other: OTHER, global: GLOBAL } as const;

/** Fills the TLBs in every context, then moves every page: survivors read 1, the rest 2. */
function filled(ept: boolean, profile = UNIT_PROFILE): Fixture {
  const f = fixture({ ept, profile });
  f.tables.map(PRIVATE, 0x300000, USER_ALL);
  f.tables.map(OTHER, 0x300000, USER_ALL);
  f.tables.map(GLOBAL, 0x300000, USER_ALL | G);
  f.guest.write32(0x300000, 1);
  f.guest.write32(0x301000, 2);
  for (const context of CONTEXTS) {
    enter(f, context);
    // A global translation would otherwise be used by the other PCIDs: each makes its own.
    if (context.pcid === 0) f.mmu.read32(...halves(GLOBAL), S);
    f.mmu.read32(...halves(PRIVATE), S);
    f.mmu.read32(...halves(OTHER), S);
  }
  f.tables.map(PRIVATE, 0x301000, USER_ALL);
  f.tables.map(OTHER, 0x301000, USER_ALL);
  f.tables.map(GLOBAL, 0x301000, USER_ALL | G);
  return f;
}

/** Which translations are still there: `vpid.pcid:page`. Global ones are asked in the PCID that made them. */
function survivors(f: Fixture): string[] {
  const left: string[] = [];
  for (const context of CONTEXTS) {
    enter(f, context);
    for (const [name, page] of Object.entries(PAGES)) {
      if (name === 'global' && (context.pcid !== 0 || context.vpid === 2)) continue;
      if (f.mmu.read32(...halves(page), S) === 1) left.push(`${context.vpid}.${context.pcid}:${name}`);
    }
  }
  return left;
}

const EVERYTHING = [
  '0.0:private',
  '0.0:other',
  '0.0:global',
  '0.1:private',
  '0.1:other',
  '1.0:private',
  '1.0:other',
  '1.0:global',
  '1.1:private',
  '1.1:other',
  '2.1:private',
  '2.1:other',
];
const without = (gone: RegExp) => EVERYTHING.filter((name) => !gone.test(name));

const OPERATIONS: readonly [name: string, act: (f: Fixture) => void, gone: RegExp][] = [
  ['nothing', () => undefined, /^$/],
  ['INVLPG: the page in the current PCID and VPID', (f) => f.mmu.invalidatePage(...halves(PRIVATE)), /^0\.1:private/],
  ['INVLPG of a global page: whatever its PCID', (f) => f.mmu.invalidatePage(...halves(GLOBAL)), /^0\..:global/],
  ['MOV to CR3: non-global of the PCID', (f) => f.mmu.flushPcid(0, false), /^0\.0:(private|other)/],
  ['MOV to CR4.PGE: all of the VPID', (f) => f.mmu.flushAll(), /^0\./],
  ['INVPCID type 0: one page of a PCID', (f) => f.mmu.invalidatePcidPage(0, ...halves(OTHER)), /^0\.0:other/],
  ['INVPCID type 0 spares global pages', (f) => f.mmu.invalidatePcidPage(0, ...halves(GLOBAL)), /^$/],
  ['INVPCID type 1: a PCID but global', (f) => f.mmu.flushPcid(1, false), /^0\.1/],
  ['INVPCID type 2: all PCIDs', (f) => f.mmu.flushAll(), /^0\./],
  ['INVPCID type 3: all PCIDs but global', (f) => f.mmu.flushNonGlobal(), /^0\..:(private|other)/],
  ['INVVPID type 0: one address of a VPID', (f) => f.mmu.invvpid(0, 1, ...halves(OTHER)), /^1\..:other/],
  ['INVVPID type 0 takes global ones', (f) => f.mmu.invvpid(0, 1, ...halves(GLOBAL)), /^1\..:global/],
  ['INVVPID type 1: a VPID', (f) => f.mmu.invvpid(1, 1, 0, 0), /^1\./],
  ['INVVPID type 2: all but VPID 0', (f) => f.mmu.invvpid(2, 0, 0, 0), /^[12]\./],
  ['INVVPID type 3: a VPID but global', (f) => f.mmu.invvpid(3, 1, 0, 0), /^1\..:(private|other)/],
  ['a world switch without VPID: VPID 0', (f) => f.mmu.flushWorldSwitch(), /^0\./],
];

describe.each([
  ['linear mappings', false, UNIT_PROFILE],
  ['combined mappings', true, UNIT_PROFILE],
  ['linear mappings, two levels of TLBs', false, SKYLAKE_PROFILE],
  ['combined mappings, two levels of TLBs', true, SKYLAKE_PROFILE],
])('%s', (_name, ept, profile) => {
  it.each(OPERATIONS)('%s', (_operation, act, gone) => {
    const f = filled(ept, profile);
    enter(f, { vpid: 0, pcid: 1 });
    act(f);
    expect(survivors(f)).toEqual(without(gone));
  });

  it('are not touched by INVEPT unless combined', () => {
    const f = filled(ept, profile);
    f.mmu.invept(1, f.registers.eptp ?? 0x12345000n);
    expect(survivors(f)).toEqual(ept ? [] : EVERYTHING);
  });
});

describe('EPT', () => {
  it('single-context INVEPT spares other EP4TAs, global takes all', () => {
    for (const [type, eptp, all] of [
      [1, 0x7000000n, false],
      [2, 0n, true],
    ] as const) {
      const f = filled(true);
      f.mmu.invept(type, eptp);
      expect(survivors(f)).toEqual(all ? [] : EVERYTHING);
    }
  });

  it('linear mappings are not used while EPT is, nor combined ones without', () => {
    const f = filled(true);
    enter(f, { vpid: 1, pcid: 0 }, false);
    const before = f.count('walks');
    f.mmu.read32(...halves(PRIVATE), S);
    expect(f.count('walks')).toBe(before + 1);
    f.mmu.clearEvent();
    expect(survivors(f)).toEqual(EVERYTHING);
  });

  it('a violation drops what it was about, so that a new mapping is seen without INVEPT', () => {
    for (const profile of [UNIT_PROFILE, SKYLAKE_PROFILE]) {
      const f = fixture({ ept: true, profile });
      f.tables.map(PRIVATE, 0x300000, USER_ALL);
      const entry = f.ept!.entryFor(0x300000n, 1);
      const value = f.ept!.memory.read64(entry);
      f.ept!.memory.write64(entry, value & ~2n);
      f.mmu.read32(...halves(PRIVATE), S);
      expect(f.mmu.write32(...halves(PRIVATE), 5, S)).toBe(false);
      expect(f.mmu.event).toMatchObject({ kind: 2, guestPhysical: 0x300000, qualification: 0x1aa });
      f.mmu.clearEvent();
      f.ept!.memory.write64(entry, value);
      expect(f.mmu.write32(...halves(PRIVATE), 5, S)).toBe(true);
      expect(f.guest.read32(0x300000)).toBe(5);
    }
  });

  it('a stale translation lasts until INVEPT', () => {
    const f = fixture({ ept: true, profile: SKYLAKE_PROFILE });
    f.tables.map(PRIVATE, 0x300000, USER_ALL);
    f.guest.write32(0x300000, 1);
    f.mmu.read32(...halves(PRIVATE), S);
    const entry = f.ept!.entryFor(0x300000n, 1);
    f.ept!.memory.write64(entry, 0n);
    expect(f.mmu.read32(...halves(PRIVATE), S)).toBe(1);
    f.mmu.flushPcid(0, false);
    // The nested TLB still has the guest-physical mapping: only INVEPT takes that.
    expect(f.mmu.read32(...halves(PRIVATE), S)).toBe(1);
    f.mmu.invept(1, f.registers.eptp!);
    f.mmu.read32(...halves(PRIVATE), S);
    expect(f.mmu.event.kind).toBe(2);
  });
});

describe('flushes', () => {
  it('are counted when they take more than a page', () => {
    const f = fixture();
    f.mmu.invalidatePage(...halves(PRIVATE));
    f.mmu.invalidatePcidPage(0, ...halves(PRIVATE));
    f.mmu.invvpid(0, 1, ...halves(PRIVATE));
    expect(f.count('tlbFlushes')).toBe(0);
    f.mmu.flushPcid(0, false);
    f.mmu.flushAll();
    f.mmu.invvpid(1, 1, 0, 0);
    expect(f.count('tlbFlushes')).toBe(3);
  });
});
