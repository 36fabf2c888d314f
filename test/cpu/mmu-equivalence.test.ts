/**
 * The fast path changes nothing: the same accesses with the front cache and without it (somebody listens to every
 * access) give the same values, faults, counts and memory. And the unit profile's data TLB is a list by last use.
 */
import { describe, expect, it } from 'vitest';
import { Privilege } from '../../src/cpu/mmu-types.js';
import { RAM_BASE } from '../../src/memory/host-memory.js';
import { COUNTER_NAMES } from '../../src/timing/counters.js';
import { SKYLAKE_PROFILE } from '../../src/timing/skylake-profile.js';
import { UNIT_PROFILE } from '../../src/timing/unit-profile.js';
import { G, halves, P, RW, US } from '../paging/table-builder.js';
import { type Fixture, type FixtureOptions, fixture, USER_ALL } from './mmu-fixture.js';

/** A deterministic sequence; `next(n)` is below n. */
function sequence(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % bound;
  };
}

const BASE = 0x7f0000000000n;
const PAGES = 300;

function build(options: FixtureOptions): Fixture {
  const f = fixture(options);
  const next = sequence(7);
  for (let page = 0; page < PAGES; page++) {
    const flags = [USER_ALL, USER_ALL, P | RW, P | US, USER_ALL | G][next(5)]!;
    if (next(12) > 0) f.tables.map(BASE + BigInt(page) * 0x1000n, 0x400000 + next(512) * 0x1000, flags);
  }
  for (let page = 0; page < 6; page++) {
    f.tables.map(BASE + 0x40000000n + BigInt(page) * 0x200000n, (2 + next(6)) * 0x200000, USER_ALL, '2M');
  }
  return f;
}

/** Thousands of operations; everything that can be seen of them as text. */
function exercise(f: Fixture, steps: number): string[] {
  const next = sequence(99);
  const seen: string[] = [];
  f.mmu.onCodeWrite = (offset, size) => seen.push(`code ${offset} ${size}`);
  const address = () => {
    // Near the last ones more often than not, so that there are hits.
    const large = next(8) === 0;
    const page = next(4) === 0 ? next(PAGES) : next(24);
    const offset = next(10) === 0 ? 0xffc + next(4) : next(0xff8);
    return large ? BASE + 0x40000000n + BigInt(next(6 * 0x200000)) : BASE + BigInt(page) * 0x1000n + BigInt(offset);
  };
  for (let step = 0; step < steps; step++) {
    const [lo, hi] = halves(address());
    const privilege = next(3) as Privilege;
    const value = next(0x7fffffff);
    switch (next(40)) {
      case 0:
        f.mmu.invalidatePage(lo, hi);
        break;
      case 1:
        if (next(20) === 0) f.mmu.flushPcid(0, false);
        if (next(40) === 0) f.mmu.flushAll();
        break;
      case 2:
        f.mmu.configure({ ...f.registers, ac: next(2) === 1, cr4: f.registers.cr4 | (next(4) === 0 ? 1n << 21n : 0n) });
        break;
      case 3:
        if (next(2) === 0) f.mmu.markCodePage(RAM_BASE + 0x400000 + next(512) * 0x1000);
        else f.mmu.unmarkCodePage(RAM_BASE + 0x400000 + next(512) * 0x1000);
        break;
      case 4:
      case 5:
      case 6:
        seen.push(`fetch ${f.mmu.fetch(lo, hi, privilege)}`);
        break;
      case 7:
      case 8:
        seen.push(`probe ${f.mmu.probeWrite(lo, hi, 8, privilege)}`);
        break;
      case 9:
        f.tables.map(BASE + BigInt(next(PAGES)) * 0x1000n, 0x400000 + next(512) * 0x1000, USER_ALL);
        break;
      case 10:
      case 11:
      case 12:
      case 13:
        seen.push(`w8 ${f.mmu.write8(lo, hi, value & 0xff, privilege)}`);
        break;
      case 14:
      case 15:
        seen.push(`w16 ${f.mmu.write16(lo, hi, value & 0xffff, privilege)}`);
        break;
      case 16:
      case 17:
        seen.push(`w32 ${f.mmu.write32(lo, hi, value, privilege)}`);
        break;
      case 18:
      case 19:
        seen.push(`w64 ${f.mmu.write64(lo, hi, BigInt(value), privilege)}`);
        break;
      case 20:
        seen.push(`r8 ${f.mmu.read8(lo, hi, privilege)}`);
        break;
      case 21:
        seen.push(`r16 ${f.mmu.read16(lo, hi, privilege)}`);
        break;
      case 22:
        seen.push(`r64 ${f.mmu.read64(lo, hi, privilege)}`);
        break;
      default:
        seen.push(`r32 ${f.mmu.read32(lo, hi, privilege)}`);
    }
    if (f.mmu.failed) {
      seen.push(`event ${JSON.stringify(f.mmu.event)}`);
      f.mmu.clearEvent();
    }
  }
  seen.push(COUNTER_NAMES.map((name) => `${name} ${f.count(name)}`).join(' '));
  let sum = 0;
  for (const byte of f.guest.copyOut(0, 0x800000)) sum = (Math.imul(sum, 31) + byte) | 0;
  seen.push(`memory ${sum}`);
  return seen;
}

describe('the front cache', () => {
  it.each([
    ['unit, native', { profile: UNIT_PROFILE }],
    ['skylake, native', { profile: SKYLAKE_PROFILE }],
    ['skylake, EPT', { profile: SKYLAKE_PROFILE, ept: true }],
  ] as const)('is invisible: %s', (_name, options) => {
    const fast = exercise(build(options), 30_000);
    const slow = exercise(build({ ...options, trace: { access: () => undefined } }), 30_000);
    expect(slow.length).toBe(fast.length);
    expect(slow.filter((line, i) => line !== fast[i]).slice(0, 3)).toEqual([]);
  });

  it('and EPT are invisible to the guest', () => {
    const guestView = (options: FixtureOptions) =>
      exercise(build(options), 20_000).filter((line) => !/^(fetch|code|instr)/.test(line));
    expect(guestView({ ept: true })).toEqual(guestView({}));
  });
});

describe('the data TLB of profile unit', () => {
  it('is a list of 64 pages by last use', () => {
    const f = fixture();
    for (let page = 0; page < 128; page++) f.tables.map(BASE + BigInt(page) * 0x1000n, 0x400000, USER_ALL | 0x60n);
    const next = sequence(3);
    let list: number[] = [];
    let misses = 0;
    for (let i = 0; i < 20_000; i++) {
      const page = next(3) === 0 ? next(128) : next(40);
      if (!list.includes(page)) misses++;
      list = [...list.filter((other) => other !== page), page].slice(-64);
      f.mmu.read8(...halves(BASE + BigInt(page) * 0x1000n), Privilege.SUPERVISOR);
    }
    expect(f.count('l1dMisses')).toBe(misses);
    expect(f.count('l1dHits')).toBe(20_000 - misses);
  });
});
