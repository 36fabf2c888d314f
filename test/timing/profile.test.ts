/** Cost profiles: the shipped ones are valid and complete, and what is wrong with a user's own is said by its path. */
import { describe, expect, it } from 'vitest';
import { COST_CLASSES } from '../../src/isa/form.js';
import { HostMemory } from '../../src/memory/host-memory.js';
import { chargeWork } from '../../src/timing/charge.js';
import { allocateCounters, Counter } from '../../src/timing/counters.js';
import { DEFAULT_PROFILE, PROFILES, profileNamed } from '../../src/timing/profiles.js';
import { SKYLAKE_PROFILE } from '../../src/timing/skylake-profile.js';
import { UNIT_PROFILE } from '../../src/timing/unit-profile.js';
import { profileErrors } from '../../src/timing/validate-profile.js';
import type { VmmWork } from '../../src/vmx/root.js';

/** Every kind of work: the type makes the list complete. */
const WORK: Readonly<Record<VmmWork, true>> = {
  exitDispatch: true,
  guestEntryRead: true,
  guestEntryWrite: true,
  shadowEntryWrite: true,
  eptEntryWrite: true,
  tableBuilt: true,
  tableReclaimed: true,
  instructionEmulated: true,
  eventInjected: true,
  portForwarded: true,
  mmioForwarded: true,
  msrForwarded: true,
};

describe.each(Object.values(PROFILES))('profile $name', (profile) => {
  it('is valid', () => {
    expect(profileErrors(profile)).toEqual([]);
  });

  it('gives every instruction class and every kind of hypervisor work a cost', () => {
    expect(Object.keys(profile.instruction).sort()).toEqual([...COST_CLASSES].sort());
    expect(Object.keys(profile.vmm).sort()).toEqual(Object.keys(WORK).sort());
  });

  it('says of each source whether it was measured, published, calibrated or chosen', () => {
    for (const text of Object.values(profile.sources)) {
      expect(text).toMatch(/^(measured|published|calibrated|chosen)/);
    }
  });
});

describe('profile unit', () => {
  it('costs what the issue fixes', () => {
    expect(new Set(Object.values(UNIT_PROFILE.instruction))).toEqual(new Set([1]));
    expect(new Set(Object.values(UNIT_PROFILE.vmm))).toEqual(new Set([0]));
    expect(UNIT_PROFILE.walk).toEqual({ fixed: 0, reference: 1 });
    expect(UNIT_PROFILE.events.vmExit + UNIT_PROFILE.events.vmEntry).toBe(1000);
  });
});

describe('profile skylake', () => {
  it('meets the published composites', () => {
    const { walk, tlb, pagingStructureCaches, events, instruction } = SKYLAKE_PROFILE;
    // vusec/tlbkit: 9.0 for a second-level hit, 25.8 more for a walk of one reference.
    expect(tlb.l2Hit).toBe(9);
    expect(walk.fixed + walk.reference + pagingStructureCaches.hit).toBe(26);
    expect(events.vmExit + events.vmEntry).toBe(1000);
    expect(instruction.controlRegister! + events.movToCr3).toBe(200);
    expect(instruction.invalidate! + events.invlpg).toBe(200);
  });
});

describe('profiles', () => {
  it('are found by name', () => {
    expect(profileNamed('unit')).toBe(UNIT_PROFILE);
    expect(profileNamed(DEFAULT_PROFILE)).toBe(SKYLAKE_PROFILE);
    expect(() => profileNamed('toString')).toThrow("there is no cost profile 'toString'");
  });

  it.each<[string, (profile: Record<string, unknown>) => unknown, string, RegExp]>([
    ['nothing', () => null, '', /not an object/],
    ['a missing constant', (p) => ({ ...p, walk: { fixed: 1 } }), 'walk.reference', /missing/],
    ['a constant too many', (p) => ({ ...p, speed: 1 }), 'speed', /no such constant/],
    ['half a cycle', (p) => ({ ...p, repeat: 0.5 }), 'repeat', /whole number/],
    ['a negative cost', (p) => ({ ...p, walk: { fixed: 0, reference: -1 } }), 'walk.reference', /whole number/],
    ['text for a number', (p) => ({ ...p, repeat: '1' }), 'repeat', /whole number/],
    ['a name that is no text', (p) => ({ ...p, name: 3 }), 'name', /text/],
    ['no first level', (p) => ({ ...p, tlb: { ...(p.tlb as object), l1d4K: null } }), 'tlb.l1d4K', /must be an object/],
    [
      'ways that do not divide',
      (p) => withL2(p, { entries: 64, ways: 5, replacement: 'lru' }),
      'tlb.l2.ways',
      /divide/,
    ],
    ['three sets', (p) => withL2(p, { entries: 12, ways: 4, replacement: 'lru' }), 'tlb.l2.entries', /power of two/],
    ['no entries', (p) => withL2(p, { entries: 0, ways: 1, replacement: 'lru' }), 'tlb.l2.entries', /1 to/],
    [
      'a tree too large',
      (p) => withL2(p, { entries: 64, ways: 64, replacement: 'tree-plru' }),
      'tlb.l2.ways',
      /tree-plru/,
    ],
    [
      'an unknown replacement',
      (p) => withL2(p, { entries: 4, ways: 4, replacement: 'random' }),
      'tlb.l2.replacement',
      /lru/,
    ],
    [
      'large pages in a set-associative small one',
      (p) => ({ ...p, tlb: { ...(p.tlb as object), l1d4K: { entries: 64, ways: 4, replacement: 'lru' } } }),
      'tlb.l1d4K',
      /fully associative/,
    ],
    ['a constant without source', (p) => ({ ...p, sources: { walk: 'chosen' } }), 'instruction.nop', /no source/],
  ])('with %s are refused', (_name, change, path, message) => {
    const errors = profileErrors(change({ ...UNIT_PROFILE }));
    expect(errors.find((error) => error.path === path)?.message).toMatch(message);
  });
});

describe('work of a hypervisor', () => {
  it('is charged to the total and to its part', () => {
    const counters = allocateCounters(new HostMemory(0x10000));
    chargeWork(counters, SKYLAKE_PROFILE, 'guestEntryRead', 4);
    expect([counters[Counter.cycles], counters[Counter.cyclesVmm]]).toEqual([1200, 1200]);
    expect(() => chargeWork(counters, SKYLAKE_PROFILE, 'nonsense', 1)).toThrow(RangeError);
  });
});

function withL2(profile: Record<string, unknown>, l2: object): unknown {
  return { ...profile, tlb: { ...(profile.tlb as object), l2 } };
}
