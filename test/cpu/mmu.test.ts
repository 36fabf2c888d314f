/** Accesses through the MMU: counts of the unit profile, rights and dirty bits on hits, page crossings, what is not RAM. */
import { describe, expect, it } from 'vitest';
import { MmuEvent, Privilege } from '../../src/cpu/mmu-types.js';
import type { BusSize } from '../../src/memory/bus.js';
import { RAM_BASE } from '../../src/memory/host-memory.js';
import { backedRegion, identityMap, mmioRegion } from '../../src/memory/map-builder.js';
import { SKYLAKE_PROFILE } from '../../src/timing/skylake-profile.js';
import { UNIT_PROFILE } from '../../src/timing/unit-profile.js';
import { A, D, halves, P, RW, US, XD } from '../paging/table-builder.js';
import { fixture, MB, USER_ALL } from './mmu-fixture.js';

const S = Privilege.SUPERVISOR;
const U = Privilege.USER;
const VA = 0x7f0000400000n;

describe('profile unit', () => {
  it.each([
    ['natively', false, 4],
    ['under EPT with 4-KByte pages', true, 24],
  ])('makes exactly the references of a walk at each miss %s', (_name, ept, references) => {
    const { mmu, tables, count } = fixture({ ept });
    for (let page = 0n; page < 100n; page++)
      tables.map(VA + page * 0x1000n, 0x200000 + Number(page) * 0x1000, USER_ALL);
    for (let round = 0; round < 3; round++) {
      for (let page = 0n; page < 100n; page++) mmu.write64(...halves(VA + page * 0x1000n), page, S);
    }
    // 100 pages in turn in 64 entries of LRU: every access misses.
    expect(count('l1dMisses')).toBe(300);
    expect(count('walks')).toBe(300);
    expect(count('walkReferences')).toBe(300 * references);
    expect(count('walkGuestReferences')).toBe(300 * 4);
    expect(count('walkNestedReferences')).toBe(300 * (references - 4));
    expect(count('cycles')).toBe(300 * references);
    expect(count('cyclesTranslation')).toBe(300 * references);
  });

  it('makes 35 under five-level EPT with five-level paging', () => {
    const { mmu, tables, count } = fixture({ ept: true, levels: 5 });
    tables.map(VA, 0x200000, USER_ALL);
    mmu.read8(...halves(VA), S);
    expect(count('walkReferences')).toBe(35);
  });

  it('keeps 64 pages, of any size together', () => {
    const { mmu, tables, count } = fixture();
    for (let page = 0n; page < 63n; page++) tables.map(VA + page * 0x1000n, 0x200000, USER_ALL);
    tables.map(0x40000000n, 0x200000, USER_ALL, '2M');
    for (let round = 0; round < 4; round++) {
      for (let page = 0n; page < 63n; page++) mmu.read32(...halves(VA + page * 0x1000n), S);
      mmu.read32(...halves(0x40000000n + BigInt(round) * 0x3000n), S);
    }
    expect(count('l1dMisses')).toBe(64);
    expect(count('l1dHits')).toBe(64 * 3);
    expect(count('walkReferences')).toBe(63 * 4 + 3);
  });

  it('looks up fetches once per page and after a flush', () => {
    const { mmu, tables, count } = fixture();
    tables.map(VA, 0x200000, USER_ALL);
    tables.map(VA + 0x1000n, 0x201000, USER_ALL);
    for (let byte = 0n; byte < 0x1000n; byte++) mmu.fetch(...halves(VA + byte), S);
    expect([count('l1iHits'), count('l1iMisses')]).toEqual([0, 1]);
    expect(mmu.fetch(...halves(VA + 0x1000n), S)).toBe(RAM_BASE + 0x201000);
    mmu.fetch(...halves(VA), S);
    expect([count('l1iHits'), count('l1iMisses')]).toEqual([1, 2]);
    mmu.flushAll();
    mmu.fetch(...halves(VA), S);
    expect([count('l1iHits'), count('l1iMisses')]).toEqual([1, 3]);
  });
});

describe('translations', () => {
  it('reads and writes every size where the tables say, and scattered under EPT', () => {
    for (const ept of [false, true]) {
      const { mmu, tables, guest } = fixture({ ept });
      tables.map(VA, 0x345000, USER_ALL);
      mmu.write64(...halves(VA + 0x11n), 0x1122334455667788n, U);
      expect(guest.read64(0x345011)).toBe(0x1122334455667788n);
      expect(mmu.read64(...halves(VA + 0x11n), U)).toBe(0x1122334455667788n);
      expect(mmu.read32(...halves(VA + 0x13n), U)).toBe(0x33445566);
      expect(mmu.read16(...halves(VA + 0x17n), U)).toBe(0x1122);
      expect(mmu.read8(...halves(VA + 0x18n), U)).toBe(0x11);
      mmu.write32(...halves(VA + 0x11n), 0xdeadbeef, U);
      mmu.write16(...halves(VA + 0x15n), 0xabcd, U);
      mmu.write8(...halves(VA + 0x17n), 0x99, U);
      expect(guest.read64(0x345011)).toBe(0x1199abcddeadbeefn);
      expect(mmu.peek(...halves(VA + 5n))).toBe(RAM_BASE + (ept ? guest.hostOffset(0x345005) - RAM_BASE : 0x345005));
    }
  });

  it('sees a stale translation until INVLPG', () => {
    const { mmu, tables, guest } = fixture();
    const pte = tables.map(VA, 0x300000, USER_ALL);
    guest.write32(0x300000, 1);
    guest.write32(0x301000, 2);
    expect(mmu.read32(...halves(VA), S)).toBe(1);
    guest.write64(pte, 0x301000n | USER_ALL);
    expect(mmu.read32(...halves(VA), S)).toBe(1);
    mmu.invalidatePage(...halves(VA));
    expect(mmu.read32(...halves(VA), S)).toBe(2);
  });

  it('walks afresh when an entry does not allow the access: an upgrade needs no INVLPG', () => {
    const { mmu, tables, guest, count } = fixture();
    const pte = tables.map(VA, 0x300000, P | US);
    mmu.read8(...halves(VA), U);
    expect(mmu.write8(...halves(VA), 1, U)).toBe(false);
    expect(mmu.event).toMatchObject({ kind: MmuEvent.PAGE_FAULT, errorCode: 7 });
    expect(mmu.event.linearLo >>> 0).toBe(Number(VA & 0xffffffffn));
    mmu.clearEvent();
    guest.write64(pte, 0x300000n | USER_ALL);
    expect(mmu.write8(...halves(VA), 1, U)).toBe(true);
    expect(count('walks')).toBe(count('l1dMisses'));
  });

  it('drops the entry of a page that faulted', () => {
    const { mmu, tables, guest } = fixture();
    const pte = tables.map(VA, 0x300000, P | US);
    mmu.read8(...halves(VA), S);
    expect(mmu.write8(...halves(VA), 1, S)).toBe(false);
    mmu.clearEvent();
    guest.write64(pte, 0n);
    mmu.read8(...halves(VA), S);
    expect(mmu.failed).toBe(true);
    expect(mmu.event.errorCode).toBe(0);
  });

  it('sets D by a walk on the first write through a clean entry', () => {
    const { mmu, tables, guest, count } = fixture();
    const pte = tables.map(VA, 0x300000, USER_ALL);
    mmu.read8(...halves(VA), S);
    expect(guest.read64(pte) & (A | D)).toBe(A);
    mmu.write8(...halves(VA), 1, S);
    expect(guest.read64(pte) & D).toBe(D);
    mmu.write8(...halves(VA), 1, S);
    expect([count('walks'), count('l1dMisses'), count('l1dHits')]).toEqual([2, 2, 1]);
  });

  it('follows EFLAGS.AC, PKRU, CR0.WP and EFER.NXE without invalidation', () => {
    const { mmu, tables, registers } = fixture();
    const smap = { ...registers, cr4: registers.cr4 | (1n << 21n) | (1n << 22n) };
    tables.map(VA, 0x300000, P | US | (3n << 59n));
    tables.map(VA + 0x1000n, 0x301000, USER_ALL | XD | (3n << 59n));
    const reads = (privilege: Privilege) => {
      mmu.read8(...halves(VA), privilege);
      const ok = !mmu.failed;
      mmu.clearEvent();
      return ok;
    };
    mmu.configure(smap);
    expect(reads(S)).toBe(false);
    mmu.configure({ ...smap, ac: true });
    expect(reads(S)).toBe(true);
    expect(reads(Privilege.IMPLICIT_SUPERVISOR)).toBe(false);
    mmu.configure(smap);
    expect(reads(S)).toBe(false);
    expect(reads(U)).toBe(true);
    mmu.configure({ ...smap, pkru: 1 << 6 });
    expect(reads(U)).toBe(false);
    expect(mmu.event.errorCode).toBe(0x25);
    const noProtect = { ...registers, cr0: 0x80000001n };
    mmu.configure(noProtect);
    expect(mmu.write8(...halves(VA), 1, S)).toBe(true);
    expect(mmu.fetch(...halves(VA + 0x1000n), S)).toBe(-1);
    expect(mmu.failed).toBe(true);
    expect(mmu.event.errorCode).toBe(0x11);
  });

  it('does nothing but count nothing when paging is off', () => {
    const { mmu, guest, registers, count } = fixture();
    mmu.configure({ ...registers, cr0: 1n, efer: 0n });
    mmu.write32(0x5000, 0, 77, S);
    expect(guest.read32(0x5000)).toBe(77);
    expect(mmu.fetch(0x5004, 0, S)).toBe(RAM_BASE + 0x5004);
    expect(
      ['l1dHits', 'l1dMisses', 'l1iHits', 'l1iMisses', 'walks', 'cycles'].map((n) => count(n as 'cycles')),
    ).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('uses guest-physical mappings when paging is off under EPT, whatever the privilege', () => {
    const { mmu, guest, registers, count } = fixture({ ept: true });
    mmu.configure({ ...registers, cr0: 1n, efer: 0n, cr4: registers.cr4 | (1n << 21n) });
    mmu.write32(0x5000, 0, 77, S);
    mmu.write32(0x5000, 0, 78, U);
    expect(guest.read32(0x5000)).toBe(78);
    expect([count('walks'), count('walkReferences'), count('l1dHits')]).toEqual([1, 4, 1]);
    mmu.flushAll();
    mmu.read32(0x5000, 0, S);
    expect(count('walks')).toBe(1);
    mmu.invept(1, registers.eptp!);
    mmu.read32(0x5000, 0, S);
    expect(count('walks')).toBe(2);
  });
});

describe('accesses that cross a page', () => {
  it('go to both frames', () => {
    const { mmu, tables, guest } = fixture();
    tables.map(VA, 0x300000, USER_ALL);
    tables.map(VA + 0x1000n, 0x500000, USER_ALL);
    mmu.write64(...halves(VA + 0xffdn), 0x8877665544332211n, S);
    expect(guest.read32(0x300ffc) >>> 8).toBe(0x332211);
    expect(guest.read64(0x500000)).toBe(0x8877665544n);
    expect(mmu.read64(...halves(VA + 0xffdn), S)).toBe(0x8877665544332211n);
    expect(mmu.read16(...halves(VA + 0xfffn), S)).toBe(0x4433);
  });

  it('write nothing when the second page faults, with A and D of the first set and CR2 the second', () => {
    const { mmu, tables, guest } = fixture();
    const pte = tables.map(VA, 0x300000, USER_ALL);
    tables.map(VA + 0x1000n, 0x301000, P | US);
    guest.write64(0x300ff8, 0x5555555555555555n);
    expect(mmu.write64(...halves(VA + 0xffcn), -1n, S)).toBe(false);
    expect(guest.read64(pte) & (A | D)).toBe(A | D);
    expect(guest.read64(0x300ff8)).toBe(0x5555555555555555n);
    expect(mmu.event.errorCode).toBe(3);
    expect(BigInt(mmu.event.linearHi) * 2n ** 32n + BigInt(mmu.event.linearLo >>> 0)).toBe(VA + 0x1000n);
  });

  it('probe both pages', () => {
    const { mmu, tables } = fixture();
    tables.map(VA, 0x300000, USER_ALL);
    expect(mmu.probeWrite(...halves(VA + 0xff8n), 8, S)).toBe(true);
    expect(mmu.probeWrite(...halves(VA + 0xff9n), 8, S)).toBe(false);
    expect(mmu.event.linearLo & 0xfff).toBe(0);
  });

  it('carry into the upper half of the address, and wrap at 32 bits outside long mode', () => {
    const { mmu, tables, guest } = fixture();
    tables.map(0x1fffff000n, 0x300000, USER_ALL);
    tables.map(0x200000000n, 0x301000, USER_ALL);
    mmu.write16(-1, 1, 0x1234, S);
    expect(guest.read8(0x300fff)).toBe(0x34);
    expect(guest.read8(0x301000)).toBe(0x12);
    const legacy = fixture();
    legacy.guest.write32(0x400000 + 1023 * 4, 0x401007);
    legacy.guest.write32(0x400000, 0x401007);
    legacy.guest.write32(0x401000 + 1023 * 4, 0x300007);
    legacy.guest.write32(0x401000, 0x301007);
    legacy.mmu.configure({ ...legacy.registers, cr3: 0x400000n, cr4: 0n, efer: 0n });
    legacy.mmu.write16(-1, 0, 0x1234, S);
    expect(legacy.guest.read8(0x300fff)).toBe(0x34);
    expect(legacy.guest.read8(0x301000)).toBe(0x12);
  });
});

describe('what is not RAM', () => {
  const log: string[] = [];
  const device = {
    name: 'device',
    readMmio: (offset: number, size: BusSize) => {
      log.push(`read ${offset} ${size}`);
      return 0x1122334455667788n;
    },
    writeMmio: (offset: number, size: BusSize, value: bigint) => {
      log.push(`write ${offset} ${size} ${value}`);
    },
  };
  const map = () =>
    identityMap({
      ramSize: 16 * MB,
      regions: [
        mmioRegion({ name: 'device', start: 0xfee00000, size: 0x1000, device }),
        backedRegion({ kind: 'rom', name: 'rom', start: 0xe0000, size: 0x1000, hostBase: 20 * MB }),
      ],
    });

  it('is a device, ROM that keeps its bytes, or ones', () => {
    const f = fixture({ map: map() });
    f.tables.map(VA, 0xfee00000, USER_ALL);
    f.tables.map(VA + 0x1000n, 0xe0000, USER_ALL);
    f.tables.map(VA + 0x2000n, 0x80000000, USER_ALL);
    log.length = 0;
    expect(f.mmu.read32(...halves(VA + 0x20n), S)).toBe(0x55667788);
    f.mmu.write32(...halves(VA + 0xb0n), 0, S);
    expect(log).toEqual(['read 32 4', 'write 176 4 0']);
    expect(f.guest.load(0xe0000, new Uint8Array([0xaa, 0x55]))).toBe(true);
    expect(f.mmu.read16(...halves(VA + 0x1000n), S)).toBe(0x55aa);
    expect(f.mmu.write16(...halves(VA + 0x1000n), 1, S)).toBe(true);
    expect(f.mmu.read16(...halves(VA + 0x1000n), S)).toBe(0x55aa);
    expect(f.map.romWrites).toBe(1);
    expect(f.mmu.fetch(...halves(VA + 0x1000n), S)).toBe(RAM_BASE + 20 * MB);
    expect(f.mmu.read64(...halves(VA + 0x2000n), S)).toBe(2n ** 64n - 1n);
    f.mmu.write8(...halves(VA + 0x2000n), 0, S);
    expect([f.map.holeReads, f.map.holeWrites]).toEqual([1, 1]);
    expect(f.mmu.fetch(...halves(VA), S)).toBe(-1);
    expect(f.mmu.failed).toBe(false);
  });

  it('may share a large page with RAM', () => {
    const f = fixture({ map: map() });
    f.tables.map(0x40000000n, 0, USER_ALL, '2M');
    f.guest.load(0xe0000, new Uint8Array([0x77]));
    f.mmu.write8(...halves(0x400dffffn), 0x12, S);
    expect(f.mmu.read16(...halves(0x400dffffn), S)).toBe(0x7712);
    expect(f.count('walks')).toBe(1);
  });
});

describe('watched pages', () => {
  it('report the exact bytes of every kind of write until unmarked', () => {
    const { mmu, tables, guest, memory } = fixture();
    const seen: [number, number][] = [];
    mmu.onCodeWrite = (offset, size) => seen.push([offset - RAM_BASE, size]);
    tables.map(VA, 0x300000, USER_ALL);
    tables.map(VA + 0x1000n, 0x301000, USER_ALL);
    mmu.write8(...halves(VA), 1, S);
    mmu.markCodePage(RAM_BASE + 0x300123);
    mmu.write8(...halves(VA + 5n), 1, S);
    mmu.write64(...halves(VA + 0xffcn), 1n, S);
    guest.write32(0x300010, 1);
    guest.copyIn(0x2ffffe, new Uint8Array(4));
    memory.notifyWrite(RAM_BASE + 0x300800, 16);
    expect(seen).toEqual([
      [0x300005, 1],
      [0x300ffc, 4],
      [0x300010, 4],
      [0x300000, 2],
      [0x300800, 16],
    ]);
    mmu.unmarkCodePage(RAM_BASE + 0x300000);
    mmu.write8(...halves(VA + 5n), 1, S);
    expect(seen.length).toBe(5);
  });

  it('include page tables whose A and D a walk sets', () => {
    const { mmu, tables } = fixture();
    const seen: number[] = [];
    mmu.onCodeWrite = (offset) => seen.push(offset - RAM_BASE);
    const pte = tables.map(VA, 0x300000, USER_ALL);
    mmu.markCodePage(RAM_BASE + pte);
    mmu.write8(...halves(VA), 1, S);
    expect(seen).toEqual([pte]);
  });
});

describe('PDPTE registers', () => {
  it('are loaded all or none, and checked', () => {
    const { mmu, guest } = fixture();
    guest.write64(0x400020, 0x1001n);
    guest.write64(0x400028, 0x2001n);
    expect(mmu.loadPdptes(0x400020n)).toBe(true);
    expect([0, 1, 2].map((i) => mmu.getPdpte(i))).toEqual([0x1001n, 0x2001n, 0n]);
    guest.write64(0x400028, P | RW);
    guest.write64(0x400020, 0x5001n);
    expect(mmu.loadPdptes(0x400020n)).toBe(false);
    expect(mmu.failed).toBe(false);
    expect(mmu.getPdpte(0)).toBe(0x1001n);
  });
});

describe('a snapshot', () => {
  it('of state region, registers and MMU goes on with the same counts', () => {
    for (const profile of [UNIT_PROFILE, SKYLAKE_PROFILE]) {
      const f = fixture({ profile });
      for (let page = 0n; page < 90n; page++) f.tables.map(VA + page * 0x1000n, 0x200000, USER_ALL);
      const run = () => {
        for (let i = 0n; i < 500n; i++) {
          f.mmu.read8(...halves(VA + ((i * 37n) % 90n) * 0x1000n), S);
          f.mmu.fetch(...halves(VA + (i / 4n) * 0x400n), S);
        }
        return (['l1dHits', 'l1dMisses', 'l1iHits', 'l1iMisses', 'l2Hits', 'walks', 'cycles'] as const).map(f.count);
      };
      run();
      f.mmu.fetch(...halves(VA + 0x10n), S);
      const state = f.mmu.saveState();
      const bytes = f.memory.u8.slice(0, RAM_BASE + 16 * MB);
      const expected = run();
      f.mmu.flushAll();
      f.mmu.configure({ ...f.registers, cr3: 0n });
      f.memory.u8.set(bytes);
      f.mmu.configure(f.registers);
      f.mmu.restoreState(state);
      expect(run()).toEqual(expected);
    }
  });
});
