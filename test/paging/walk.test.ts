/** The walker against SDM Vol. 3, "Paging": references, accessed and dirty flags, reserved bits, every mode. */
import { beforeEach, describe, expect, it } from 'vitest';
import { GuestMemory } from '../../src/memory/guest-memory.js';
import { HostMemory } from '../../src/memory/host-memory.js';
import { identityMap } from '../../src/memory/map-builder.js';
import { Access, Privilege } from '../../src/paging/access-rights.js';
import { PagingContext } from '../../src/paging/paging-context.js';
import { guestPageShift, pageShift, Walk, walk } from '../../src/paging/walk.js';
import { WalkEvent } from '../../src/paging/walk-event.js';
import { A, D, frames, G, halves, P, PS, RW, type Size, Tables, US, XD } from './table-builder.js';

const SIZE = 64 * 2 ** 20;
const ALL = P | RW | US;
const CR0 = 0x80010001n; // PG, WP, PE
const PAE = 0x20n;
const LA57 = 0x1000n;
const LONG = 0xd00n; // LME, LMA, NXE
const VA = 0x123456789abcn;

let memory: GuestMemory;
let w: Walk;

beforeEach(() => {
  memory = new GuestMemory(new HostMemory(SIZE), identityMap({ ramSize: SIZE }));
  w = new Walk();
});

interface Setup {
  readonly cr4?: bigint;
  readonly efer?: bigint;
  readonly cr0?: bigint;
  readonly bits?: number;
  readonly eptp?: bigint;
}

function contextFor(root: number, setup: Setup = {}): PagingContext {
  const context = new PagingContext(memory, setup.bits ?? 40);
  context.load({
    cr0: setup.cr0 ?? CR0,
    cr3: BigInt(root),
    cr4: setup.cr4 ?? PAE,
    efer: setup.efer ?? LONG,
    pkru: 0,
    ac: false,
    eptp: setup.eptp ?? null,
  });
  return context;
}

function go(context: PagingContext, address: bigint, access: Access = Access.READ, privilege: Privilege = 0): boolean {
  return walk(w, context, ...halves(address), access, privilege);
}

describe('4-level paging', () => {
  it.each([
    ['4K', 4, 12],
    ['2M', 3, 21],
    ['1G', 2, 30],
  ] as const)('reads %s pages with %i references', (size, references, shift) => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    tables.map(VA, 0x1c0000000, ALL, size);
    const context = contextFor(tables.root);
    expect(go(context, VA)).toBe(true);
    expect(w.log.count).toBe(references);
    expect(w.physical).toBe(0x1c0000000 + Number(VA & ((1n << BigInt(shift)) - 1n)));
    expect(pageShift(w.rights)).toBe(shift);
    expect(guestPageShift(w.rights)).toBe(shift);
  });

  it('reports each reference in order with the entry as it was read', () => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    const pte = tables.map(VA, 0x7000, ALL);
    go(contextFor(tables.root), VA);
    const { log } = w;
    expect([...log.level.subarray(0, 4)]).toEqual([4, 3, 2, 1]);
    expect([...log.address.subarray(0, 4)]).toEqual([4, 3, 2, 1].map((level) => tables.entryFor(VA, level)));
    expect(log.entry(3)).toBe(0x7000n | ALL);
    expect(w.leaf).toBe(pte);
  });

  it('takes 57-bit addresses through five levels', () => {
    const tables = new Tables(memory, 5, frames(0x100000), ALL);
    const high = 0xff12345678abcdefn;
    tables.map(high, 0x9000, ALL);
    expect(go(contextFor(tables.root, { cr4: PAE | LA57 }), high)).toBe(true);
    expect(w.log.count).toBe(5);
    expect(w.physical).toBe(0x9def);
  });

  it('sets A of each entry it uses, D of the last for a write only', () => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    tables.map(VA, 0x7000, ALL);
    const context = contextFor(tables.root);
    const bits = () => [4, 3, 2, 1].map((level) => memory.read64(tables.entryFor(VA, level)) & (A | D));
    go(context, VA);
    expect(bits()).toEqual([A, A, A, A]);
    go(context, VA, Access.WRITE);
    expect(bits()).toEqual([A, A, A, A | D]);
    go(context, VA, Access.EXECUTE);
    expect(bits()).toEqual([A, A, A, A | D]);
  });

  it.each([3, 2, 1])('keeps A in the entries above a level-%i entry that is not present', (absent) => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    tables.map(VA, 0x7000, ALL);
    const entry = tables.entryFor(VA, absent);
    memory.write64(entry, memory.read64(entry) & ~P);
    expect(go(contextFor(tables.root), VA, Access.WRITE, Privilege.USER)).toBe(false);
    expect(w.event).toBe(WalkEvent.PAGE_FAULT);
    expect(w.errorCode).toBe(6);
    for (let level = 4; level > absent; level--) expect(memory.read64(tables.entryFor(VA, level)) & A).toBe(A);
    expect(memory.read64(entry) & A).toBe(0n);
  });

  it('sets neither A nor D of the last entry when the access is denied', () => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    const pte = tables.map(VA, 0x7000, P | US);
    expect(go(contextFor(tables.root), VA, Access.WRITE)).toBe(false);
    expect(w.errorCode).toBe(3);
    expect(memory.read64(pte)).toBe(0x7000n | P | US);
    expect(memory.read64(tables.entryFor(VA, 2)) & A).toBe(A);
  });

  it('changes nothing when asked not to', () => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    const pte = tables.map(VA, 0x7000, ALL);
    const context = contextFor(tables.root);
    context.updates = false;
    expect(go(context, VA, Access.WRITE)).toBe(true);
    expect(memory.read64(pte) & (A | D)).toBe(0n);
    expect(memory.read64(tables.root + 8 * Number((VA >> 39n) & 0x1ffn)) & A).toBe(0n);
  });

  it('ands R/W and U/S and ors XD over the levels', () => {
    for (let level = 4; level >= 1; level--) {
      for (const [change, access, privilege, code] of [
        [RW, Access.WRITE, Privilege.USER, 7],
        [RW, Access.WRITE, Privilege.SUPERVISOR, 3],
        [US, Access.READ, Privilege.USER, 5],
        [XD, Access.EXECUTE, Privilege.USER, 0x15],
      ] as const) {
        const tables = new Tables(memory, 4, frames(0x100000), ALL);
        memory.copyIn(0x100000, new Uint8Array(0x5000));
        tables.map(VA, 0x7000, ALL);
        const context = contextFor(tables.root);
        expect(go(context, VA, access, privilege)).toBe(true);
        const entry = tables.entryFor(VA, level);
        memory.write64(entry, memory.read64(entry) ^ change);
        expect(go(context, VA, access, privilege)).toBe(false);
        expect(w.errorCode).toBe(code);
      }
    }
  });

  // SDM "4-Level Paging and 5-Level Paging", tables of formats: reserved bits of each entry with MAXPHYADDR 40, NXE = 1.
  const address = range(40, 51);
  it.each<[string, Size, number, number[]]>([
    ['PML4E', '4K', 4, [7, ...address]],
    ['PDPTE of a page directory', '4K', 3, address],
    ['PDPTE of a 1-GByte page', '1G', 3, [...range(13, 29), ...address]],
    ['PDE of a page table', '4K', 2, address],
    ['PDE of a 2-MByte page', '2M', 2, [...range(13, 20), ...address]],
    ['PTE', '4K', 1, address],
  ])('finds exactly the reserved bits of a %s', (_name, size, level, reserved) => {
    const found: number[] = [];
    for (let bit = 1; bit < 63; bit++) {
      memory.copyIn(0x100000, new Uint8Array(0x5000));
      const tables = new Tables(memory, 4, frames(0x100000), ALL);
      tables.map(VA, 0, ALL, size);
      const entry = tables.entryFor(VA, level);
      // PS of a PDE or PDPTE changes what the entry is, and address bits lead elsewhere: neither is reserved.
      if (bit === 7 && (level === 2 || level === 3)) continue;
      memory.write64(entry, memory.read64(entry) | (1n << BigInt(bit)));
      if (!go(contextFor(tables.root), VA) && w.errorCode === 9 && w.level === level) found.push(bit);
    }
    expect(found).toEqual(reserved);
  });

  it('reserves XD without EFER.NXE, and does not look at reserved bits of an entry that is not present', () => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    const pte = tables.map(VA, 0x7000, ALL | XD);
    const plain = contextFor(tables.root, { efer: 0x500n });
    expect(go(plain, VA, Access.EXECUTE, Privilege.USER)).toBe(false);
    expect(w.errorCode).toBe(0xd);
    memory.write64(pte, 0x7000n | XD | (1n << 51n));
    expect(go(plain, VA)).toBe(false);
    expect(w.errorCode).toBe(0);
  });

  it.each([36, 40, 46, 52])('checks addresses against MAXPHYADDR %i', (bits) => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    const pte = tables.entryFor(VA, 1);
    for (let bit = 36; bit < 52; bit++) {
      memory.write64(pte, ALL | (1n << BigInt(bit)));
      expect(go(contextFor(tables.root, { bits }), VA)).toBe(bit < bits);
    }
  });

  it('reports G only with CR4.PGE', () => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    tables.map(VA, 0x7000, ALL | G);
    go(contextFor(tables.root), VA);
    expect(w.rights & 8).toBe(0);
    go(contextFor(tables.root, { cr4: PAE | 0x80n }), VA);
    expect(w.rights & 8).toBe(8);
  });

  it('sets PK in the error code by the key of the page', () => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    tables.map(VA, 0x7000, P | US | (9n << 59n));
    const context = contextFor(tables.root, { cr4: PAE | (1n << 22n) });
    context.pkru = 1 << 18;
    expect(go(context, VA)).toBe(false);
    expect(w.errorCode).toBe(0x21);
    context.pkru = 2 << 18;
    expect(go(context, VA)).toBe(true);
    expect(go(context, VA, Access.WRITE)).toBe(false);
    expect(w.errorCode).toBe(0x23);
    expect(go(context, VA, Access.EXECUTE)).toBe(true);
  });

  it('reads ones where no memory is: reserved bits', () => {
    const tables = new Tables(memory, 4, frames(0x100000), ALL);
    memory.write64(tables.entryFor(VA, 2), 0x80000000n | ALL);
    expect(go(contextFor(tables.root), VA)).toBe(false);
    expect(w.errorCode).toBe(9);
  });
});

describe('32-bit paging', () => {
  const legacy: Setup = { cr4: 0n, efer: 0n };
  const ADDRESS = 0xc0123456n;

  it('walks two levels of four-byte entries', () => {
    memory.write32(0x100000 + (0xc01 >> 2) * 4, 0x101000 | 7);
    memory.write32(0x100000 + 0x300 * 4, 0x101000 | 7);
    memory.write32(0x101000 + 0x123 * 4, 0x55000 | 7);
    expect(go(contextFor(0x100000, legacy), ADDRESS, Access.WRITE, Privilege.USER)).toBe(true);
    expect(w.physical).toBe(0x55456);
    expect(w.log.count).toBe(2);
    expect(memory.read32(0x100000 + 0x300 * 4)).toBe(0x101027);
    expect(memory.read32(0x101000 + 0x123 * 4)).toBe(0x55067);
  });

  it('maps 4-MByte pages with CR4.PSE, wherever PSE-36 puts them', () => {
    // Bits 20:13 are bits 39:32 of the address: 3 → 3_0080_0000H.
    memory.write32(0x100000 + 0x300 * 4, 0x800000 | (3 << 13) | 0x87);
    expect(go(contextFor(0x100000, { ...legacy, cr4: 0x10n }), ADDRESS)).toBe(true);
    expect(w.physical).toBe(0x300800000 + 0x123456);
    expect(guestPageShift(w.rights)).toBe(22);
    expect(w.log.count).toBe(1);
  });

  it('ignores PS without CR4.PSE', () => {
    memory.write32(0x100000 + 0x300 * 4, 0x101000 | 0x87);
    memory.write32(0x101000 + 0x123 * 4, 0x55000 | 7);
    expect(go(contextFor(0x100000, legacy), ADDRESS)).toBe(true);
    expect(w.physical).toBe(0x55456);
  });

  it.each([
    [40, [21]],
    [52, [21]],
    [36, [17, 18, 19, 20, 21]],
  ])('with MAXPHYADDR %i reserves bits %j of a 4-MByte page', (bits, reserved) => {
    const found: number[] = [];
    for (let bit = 13; bit < 22; bit++) {
      memory.write32(0x100000 + 0x300 * 4, 0x87 | (1 << bit));
      if (!go(contextFor(0x100000, { ...legacy, cr4: 0x10n, bits }), ADDRESS) && w.errorCode === 9) found.push(bit);
    }
    expect(found).toEqual(reserved);
  });
});

describe('PAE paging', () => {
  const pae: Setup = { cr4: PAE, efer: 0x800n };

  function setup(): PagingContext {
    const context = contextFor(0x100000, pae);
    context.setPdpte(3, 0x101001n);
    memory.write64(0x101000 + 8 * 0, 0x102000n | ALL);
    memory.write64(0x102000 + 8 * 0x123, 0x55000n | ALL);
    return context;
  }

  it('starts from PDPTE registers, which are no references', () => {
    expect(go(setup(), 0xc0123456n)).toBe(true);
    expect(w.physical).toBe(0x55456);
    expect(w.log.count).toBe(2);
  });

  it('faults with P = 0 on a register that is not present', () => {
    expect(go(setup(), 0x80000000n, Access.WRITE)).toBe(false);
    expect(w.errorCode).toBe(2);
    expect(w.log.count).toBe(0);
  });

  it('reserves bits 62:MAXPHYADDR of PDE and PTE, and low address bits of 2-MByte pages', () => {
    for (const [at, extra, reserved] of [
      [0x102000 + 8 * 0x123, 0n, range(40, 62)],
      [0x101000, PS, [...range(13, 20), ...range(40, 62)]],
    ] as const) {
      const found: number[] = [];
      for (let bit = 12; bit < 63; bit++) {
        const context = setup();
        memory.write64(at, ALL | extra | (1n << BigInt(bit)));
        if (!go(context, 0xc0123456n) && w.errorCode === 9) found.push(bit);
      }
      expect(found).toEqual(reserved);
    }
  });

  it('accepts PDPTEs as "PDPTE Registers" says', () => {
    const context = setup();
    const refused: number[] = [];
    for (let bit = 1; bit < 64; bit++) if (!context.isValidPdpte(P | (1n << BigInt(bit)))) refused.push(bit);
    expect(refused).toEqual([1, 2, 5, 6, 7, 8, ...range(40, 63)]);
    expect(context.isValidPdpte(0xfffffffffffffffen)).toBe(true);
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
