/** EPT against SDM Vol. 3, "The Extended Page Table Mechanism (EPT)": the two-dimensional walk, violations, misconfigurations. */
import { beforeEach, describe, expect, it } from 'vitest';
import { GuestMemory } from '../../src/memory/guest-memory.js';
import { HostMemory } from '../../src/memory/host-memory.js';
import { identityMap } from '../../src/memory/map-builder.js';
import { Access, Privilege } from '../../src/paging/access-rights.js';
import { EPT_R, EPT_W, EPT_X } from '../../src/paging/entry.js';
import { EptContext, EptTranslation, translateGuestPhysical } from '../../src/paging/ept.js';
import { explainWalk } from '../../src/paging/explain-walk.js';
import { PagingContext } from '../../src/paging/paging-context.js';
import { ReferenceLog } from '../../src/paging/reference-log.js';
import { pageShift, Walk, walk } from '../../src/paging/walk.js';
import { WalkEvent } from '../../src/paging/walk-event.js';
import { A, D, frames, halves, P, RW, SIZES, type Size, Tables, US } from './table-builder.js';

const SIZE = 128 * 2 ** 20;
const ALL = P | RW | US;
const RWX = 7n;
const WB = 6n << 3n;
const EPT_AD = 0x40n;
const VA = 0x123456789abcn;
const BYTES = { '4K': 0x1000, '2M': 0x200000, '1G': 0x40000000 } as const;
/** Guest-physical 0 is here when the host's pages are smaller than 1 GByte. */
const SHIFT = 0x2000000;

let host: GuestMemory;
let w: Walk;

beforeEach(() => {
  host = new GuestMemory(new HostMemory(SIZE), identityMap({ ramSize: SIZE }));
  w = new Walk();
});

interface Machine {
  readonly context: PagingContext;
  readonly ept: Tables;
  /** Host-physical address of a guest-physical one. */
  readonly at: (guestPhysical: number) => number;
  readonly entryFor: (level: number) => number;
}

/** Guest tables from guest-physical 100000H mapping VA to page 0, seen through EPT with the given page size. */
function machine(
  guestPage: Size,
  hostPage: Size,
  options: { levels?: 4 | 5; ad?: boolean; flags?: bigint } = {},
): Machine {
  const levels: number = options.levels ?? 4;
  const shift = hostPage === '1G' ? 0 : SHIFT;
  const ept = new Tables(host, levels, frames(0x1000000), RWX);
  for (let gpa = 0; gpa < 0x400000; gpa += BYTES[hostPage]) ept.map(BigInt(gpa), gpa + shift, RWX | WB, hostPage);
  const at = (gpa: number) => gpa + shift;
  // Written host-physically: entries hold guest-physical addresses, so the link is made by hand.
  let next = 0x100000;
  const top = next;
  let table = top;
  const entries: number[] = [];
  for (let level = levels; level >= SIZES[guestPage]; level--) {
    const index = Number((VA >> BigInt(12 + 9 * (level - 1))) & 0x1ffn);
    entries[level] = at(table + 8 * index);
    next += 0x1000;
    const leaf = level === SIZES[guestPage];
    const value = leaf ? (options.flags ?? ALL) | (level > 1 ? 0x80n : 0n) : BigInt(next) | ALL;
    host.write64(entries[level]!, value);
    table = next;
  }
  const context = new PagingContext(host, 40);
  context.load({
    cr0: 0x80010001n,
    cr3: BigInt(top),
    cr4: levels === 5 ? 0x1020n : 0x20n,
    efer: 0xd00n,
    pkru: 0,
    ac: false,
    eptp: BigInt(ept.root) | BigInt((levels - 1) << 3) | 6n | (options.ad === true ? EPT_AD : 0n),
  });
  return { context, ept, at, entryFor: (level) => entries[level]! };
}

function go(context: PagingContext, access: Access = Access.READ, privilege: Privilege = 0): boolean {
  return walk(w, context, ...halves(VA), access, privilege);
}

describe('two-dimensional walks', () => {
  // Published: (L+1)(H+1) − 1 references for L guest and H host levels (Bhargava et al. 2008; agile paging, Table II).
  it.each<[Size, Size, 4 | 5, number]>([
    ['4K', '4K', 4, 24],
    ['2M', '2M', 4, 15],
    ['4K', '2M', 4, 19],
    ['2M', '4K', 4, 19],
    ['1G', '1G', 4, 8],
    ['4K', '1G', 4, 14],
    ['4K', '4K', 5, 35],
  ])('guest %s on host %s, %i-level tables: %i references', (guest, hostPage, levels, references) => {
    const { context } = machine(guest, hostPage, { levels });
    expect(go(context)).toBe(true);
    expect(w.log.count).toBe(references);
    const smaller = Math.min(BYTES[guest], BYTES[hostPage]);
    expect(2 ** pageShift(w.rights)).toBe(smaller);
  });

  it('reads host entries for each guest entry, then for the page', () => {
    const { context, at } = machine('4K', '4K');
    expect(go(context)).toBe(true);
    const { log } = w;
    const order = Array.from({ length: 24 }, (_, i) => `${log.nested[i] === 1 ? 'h' : 'g'}${log.level[i]}`).join(' ');
    const group = 'h4 h3 h2 h1';
    expect(order).toBe(`${group} g4 ${group} g3 ${group} g2 ${group} g1 ${group}`);
    expect(w.physical).toBe(at(0) + 0xabc);
    expect(w.guestPhysical).toBe(0xabc);
  });

  it('is explained with what each host reference is for', () => {
    const { context } = machine('2M', '4K');
    const explained = explainWalk(context, ...halves(VA), Access.READ, Privilege.SUPERVISOR);
    expect(explained.steps.length).toBe(19);
    expect(explained.steps.slice(0, 6).map((s) => `${s.name}${s.purpose === null ? '' : ` for ${s.purpose}`}`)).toEqual(
      [
        'EPT PML4E for PML4E',
        'EPT PDPTE for PML4E',
        'EPT PDE for PML4E',
        'EPT PTE for PML4E',
        'PML4E',
        'EPT PML4E for PDPTE',
      ],
    );
    expect(explained.steps[18]).toMatchObject({ name: 'EPT PTE', purpose: 'page', flags: ['R', 'W', 'X', 'WB'] });
    expect(explained.steps[14]).toMatchObject({ name: 'PDE', flags: ['P', 'R/W', 'U/S', 'PS'] });
  });
});

describe('EPT violations', () => {
  const LINEAR = 0x80;
  const FINAL = 0x180;

  it('of the page say what was wanted and what was allowed', () => {
    for (const allowed of [0, 1, 3, 4, 5, 7]) {
      for (const [access, wanted] of [
        [Access.READ, EPT_R],
        [Access.WRITE, EPT_W],
        [Access.EXECUTE, EPT_X],
      ] as const) {
        const { context, ept } = machine('4K', '4K');
        // The page alone: guest tables lie at 100000H and above.
        host.write64(ept.entryFor(0n, 1), BigInt(SHIFT) | WB | BigInt(allowed));
        const ok = go(context, access);
        expect(ok).toBe((allowed & wanted) !== 0);
        if (ok) continue;
        expect(w.event).toBe(WalkEvent.EPT_VIOLATION);
        expect(w.qualification).toBe(wanted | (allowed << 3) | FINAL);
        expect(w.guestPhysical).toBe(0xabc);
      }
    }
  });

  it('and the permissions of the levels together', () => {
    const { context, ept } = machine('4K', '4K');
    host.write64(ept.entryFor(0n, 2), host.read64(ept.entryFor(0n, 2)) & ~2n);
    // Guest tables lie under the same EPT PDE: reading them is allowed, writing A is not.
    expect(go(context)).toBe(false);
    expect(w.qualification).toBe(3 | (5 << 3) | LINEAR);
  });

  // kvm-unit-tests, x86/vmx_tests.c, ept_access_test_paddr_*: what guest-table accesses report.
  it.each([
    ['absent, no A/D flags', 0n, false, ALL, Access.WRITE, 1],
    ['absent, A/D flags', 0n, true, ALL, Access.READ, 3],
    ['read-only, A must be set', 1n, false, ALL, Access.READ, 3 | (1 << 3)],
    ['read-only, D must be set', 1n, false, ALL | A, Access.WRITE, 3 | (1 << 3)],
    ['read-only, A/D flags', 1n, true, ALL | A | D, Access.READ, 3 | (1 << 3)],
    ['read and execute, A/D flags', 5n, true, ALL | A | D, Access.READ, 3 | (5 << 3)],
  ])('of a guest table: %s', (_name, rights, ad, flags, access, qualification) => {
    const { context, ept } = machine('4K', '4K', { ad, flags });
    const table = 0x103000n;
    host.write64(ept.entryFor(table, 1), (BigInt(SHIFT) + table) | WB | rights);
    expect(go(context, access)).toBe(false);
    expect(w.event).toBe(WalkEvent.EPT_VIOLATION);
    expect(w.qualification).toBe(qualification | LINEAR);
    expect(w.guestPhysical).toBe(0x103000 + 8 * Number((VA >> 12n) & 0x1ffn));
  });

  it.each([
    ['A set, read', ALL | A, Access.READ],
    ['A set, fetch', ALL | A, Access.EXECUTE],
    ['A and D set, write', ALL | A | D, Access.WRITE],
  ])('do not come of a read-only guest table that need not change: %s', (_name, flags, access) => {
    const { context, ept } = machine('4K', '4K', { flags });
    const table = 0x103000n;
    host.write64(ept.entryFor(table, 1), (BigInt(SHIFT) + table) | WB | 1n);
    expect(go(context, access)).toBe(true);
  });

  it('come after the guest tables have said yes: a page fault first', () => {
    const { context, ept } = machine('4K', '4K', { flags: P | US });
    host.write64(ept.entryFor(0n, 1), 0n);
    expect(go(context, Access.WRITE)).toBe(false);
    expect(w.event).toBe(WalkEvent.PAGE_FAULT);
    expect(go(context, Access.READ)).toBe(false);
    expect(w.event).toBe(WalkEvent.EPT_VIOLATION);
  });
});

describe('EPT entries', () => {
  function translate(access: number, gpa = 0x5678, eptp = 0x1e): EptTranslation {
    const result = new EptTranslation();
    const context = new EptContext(BigInt(root.root | (eptp & 0xfff)), 40);
    translateGuestPhysical(result, context, host, gpa, access, new ReferenceLog(), true);
    return result;
  }
  let root: Tables;
  beforeEach(() => {
    root = new Tables(host, 4, frames(0x1000000), RWX);
  });

  it('are misconfigured when write-only or write-execute, fine when execute-only', () => {
    for (const rights of [2n, 6n]) {
      root.map(0x5000n, 0x9000, rights | WB);
      expect(translate(EPT_R).event).toBe(WalkEvent.EPT_MISCONFIGURATION);
    }
    root.map(0x5000n, 0x9000, 4n | WB);
    expect(translate(EPT_X)).toMatchObject({ event: WalkEvent.NONE, physical: 0x9678, rights: 4 });
    expect(translate(EPT_R)).toMatchObject({ event: WalkEvent.EPT_VIOLATION, qualification: 1 | (4 << 3) });
  });

  it('are misconfigured with memory types 2, 3 and 7', () => {
    const valid: number[] = [];
    for (let type = 0; type < 8; type++) {
      root.map(0x5000n, 0x9000, 7n | BigInt(type << 3));
      const result = translate(EPT_R);
      if (result.event === WalkEvent.NONE) valid.push(result.memoryType);
    }
    expect(valid).toEqual([0, 1, 4, 5, 6]);
  });

  // Formats of EPT entries with MAXPHYADDR 40. Bit 7 is PS where a page is possible, bits 5:3 of a leaf the memory type.
  const high = Array.from({ length: 12 }, (_, i) => 40 + i);
  it.each<[string, Size, number, number[]]>([
    ['PML4E', '4K', 4, [3, 4, 5, 6, 7, ...high]],
    ['PDPTE', '4K', 3, [3, 4, 5, 6, ...high]],
    ['PDE', '4K', 2, [3, 4, 5, 6, ...high]],
    ['PTE', '4K', 1, high],
    ['2-MByte PDE', '2M', 2, [...Array.from({ length: 9 }, (_, i) => 12 + i), ...high]],
    ['1-GByte PDPTE', '1G', 3, [...Array.from({ length: 18 }, (_, i) => 12 + i), ...high]],
  ])('of kind %s have exactly their reserved bits', (_name, size, level, reserved) => {
    const found: number[] = [];
    for (let bit = 3; bit < 63; bit++) {
      host.copyIn(0x1000000, new Uint8Array(0x8000));
      root = new Tables(host, 4, frames(0x1000000), RWX);
      root.map(0x5000n, 0, 7n | WB, size);
      const entry = root.entryFor(0x5000n, level);
      const value = host.read64(entry);
      if ((value & (1n << BigInt(bit))) !== 0n || (bit === 7 && (level === 2 || level === 3))) continue;
      // In a leaf, bit 3 with type 6 makes type 7: a misconfiguration of another kind.
      if (bit === 3 && level === SIZES[size]) continue;
      host.write64(entry, value | (1n << BigInt(bit)));
      const log = new ReferenceLog();
      const result = new EptTranslation();
      translateGuestPhysical(result, new EptContext(BigInt(root.root | 0x1e), 40), host, 0x5678, EPT_R, log, true);
      if (result.event === WalkEvent.EPT_MISCONFIGURATION && log.count === 5 - level) found.push(bit);
    }
    expect(found).toEqual(reserved);
  });

  it('get A and D only when the EPTP says so', () => {
    root.map(0x5000n, 0x9000, 7n | WB);
    const bits = () => [4, 3, 2, 1].map((level) => host.read64(root.entryFor(0x5678n, level)) & 0x300n);
    expect(translate(EPT_W).dirty).toBe(true);
    expect(bits()).toEqual([0n, 0n, 0n, 0n]);
    expect(translate(EPT_R, 0x5678, 0x5e).dirty).toBe(false);
    expect(bits()).toEqual([0x100n, 0x100n, 0x100n, 0x100n]);
    expect(translate(EPT_W, 0x5678, 0x5e).dirty).toBe(true);
    expect(bits()).toEqual([0x100n, 0x100n, 0x100n, 0x300n]);
  });

  it('do not reach beyond 48 bits with four levels', () => {
    root.map(0n, 0x9000, 7n | WB);
    expect(translate(EPT_R, 2 ** 48)).toMatchObject({ event: WalkEvent.EPT_VIOLATION, qualification: 1 });
  });
});
