/** What a person is told of a walk: steps, flags and the first check that failed. */
import { describe, expect, it } from 'vitest';
import { GuestMemory } from '../../src/memory/guest-memory.js';
import { HostMemory } from '../../src/memory/host-memory.js';
import { identityMap } from '../../src/memory/map-builder.js';
import { Access, Privilege } from '../../src/paging/access-rights.js';
import { explainWalk } from '../../src/paging/explain-walk.js';
import { PagingContext } from '../../src/paging/paging-context.js';
import { A, D, frames, G, halves, P, RW, Tables, US, XD } from './table-builder.js';

const SIZE = 16 * 2 ** 20;
const ALL = P | RW | US;
const VA = 0xffff800012345678n;

function setup(flags: bigint, cr4 = 0n): { context: PagingContext; tables: Tables; memory: GuestMemory } {
  const memory = new GuestMemory(new HostMemory(SIZE), identityMap({ ramSize: SIZE }));
  const tables = new Tables(memory, 4, frames(0x100000), ALL);
  tables.map(VA, 0x7000, flags);
  const context = new PagingContext(memory, 40);
  context.load({
    cr0: 0x80010001n,
    cr3: BigInt(tables.root),
    cr4: 0x20n | cr4,
    efer: 0xd00n,
    pkru: 0,
    ac: false,
    eptp: null,
  });
  return { context, tables, memory };
}

const explain = (context: PagingContext, access: Access = Access.READ, privilege: Privilege = Privilege.USER) =>
  explainWalk(context, ...halves(VA), access, privilege);

describe('a walk that succeeds', () => {
  it('is told reference by reference and changes nothing', () => {
    const { context, tables, memory } = setup(ALL | A | D | G | XD | (5n << 59n), 1n << 22n);
    const told = explain(context);
    expect(told.steps.map((step) => [step.number, step.name, step.address])).toEqual(
      [4, 3, 2, 1].map((level, i) => [i + 1, ['PTE', 'PDE', 'PDPTE', 'PML4E'][level - 1], tables.entryFor(VA, level)]),
    );
    expect(told.steps[3]!.flags).toEqual(['P', 'R/W', 'U/S', 'A', 'D', 'G', 'XD', 'key 5']);
    expect(told.steps[3]!.entry).toBe(0x7000n | ALL | A | D | G | XD | (5n << 59n));
    expect(told).toMatchObject({ mode: '4-level', event: 'none', physical: 0x7678, pageSize: 4096, failedCheck: null });
    expect(memory.read64(tables.entryFor(VA, 4)) & A).toBe(0n);
  });
});

describe('a walk that fails', () => {
  it.each<[string, bigint, bigint, Access, Privilege, number, string]>([
    ['not present', RW, 0n, Access.READ, Privilege.USER, 4, 'PTE is not present (P = 0)'],
    [
      'reserved',
      ALL | (1n << 45n) | (1n << 50n),
      0n,
      Access.READ,
      Privilege.SUPERVISOR,
      9,
      'PTE has reserved bits set: 45, 50',
    ],
    [
      'supervisor page',
      P | RW,
      0n,
      Access.READ,
      Privilege.USER,
      5,
      'user-mode access to a supervisor page (U/S = 0 in PTE)',
    ],
    ['read-only', P | US, 0n, Access.WRITE, Privilege.USER, 7, 'write to a read-only page (R/W = 0 in PTE)'],
    [
      'read-only with WP',
      P | US,
      0n,
      Access.WRITE,
      Privilege.SUPERVISOR,
      3,
      'write to a read-only page (R/W = 0 in PTE, CR0.WP = 1)',
    ],
    ['no execute', ALL | XD, 0n, Access.EXECUTE, Privilege.USER, 0x15, 'fetch from a page with XD = 1 in PTE'],
    [
      'SMEP',
      ALL,
      1n << 20n,
      Access.EXECUTE,
      Privilege.SUPERVISOR,
      0x11,
      'supervisor fetch from a user page (CR4.SMEP = 1)',
    ],
    [
      'SMAP',
      ALL,
      1n << 21n,
      Access.READ,
      Privilege.SUPERVISOR,
      1,
      'supervisor access to a user page (CR4.SMAP = 1, EFLAGS.AC = 0)',
    ],
  ])('says why: %s', (_name, flags, cr4, access, privilege, code, message) => {
    const { context } = setup(flags, cr4);
    expect(explain(context, access, privilege)).toMatchObject({
      event: 'page fault',
      code,
      physical: null,
      failedCheck: message,
    });
  });

  it('names the level that forbids, and the key', () => {
    const { context, tables, memory } = setup(ALL | (7n << 59n), 1n << 22n);
    context.pkru = 1 << 14;
    expect(explain(context).failedCheck).toBe('protection key 7 forbids it in PKRU');
    const pdpte = tables.entryFor(VA, 3);
    memory.write64(pdpte, memory.read64(pdpte) & ~US);
    expect(explain(context).failedCheck).toBe('user-mode access to a supervisor page (U/S = 0 in PDPTE)');
    memory.write64(pdpte, 0n);
    const told = explain(context);
    expect(told.failedCheck).toBe('PDPTE is not present (P = 0)');
    expect(told.steps.length).toBe(2);
  });
});
