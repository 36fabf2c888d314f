/**
 * Pages that shadow paging opens for one single-stepped instruction: a guest table becomes writable and is compared with
 * what it was afterwards; a hole is lent a page of ones, ROM a copy of itself.
 */
import { RAM_BASE } from '../memory/host-memory.js';
import { allocateHostPage } from './host-pages.js';
import type { HypervisorParts } from './hypervisor.js';
import type { ShadowTables } from './shadow-tables.js';

const PAGE = 0x1000;

interface OpenPage {
  /** Host page that is mapped for the step. */
  readonly hostPage: number;
  /** The page is lent, not the guest's own. */
  readonly lent: boolean;
  /** Contents before the step, of a guest table. */
  readonly before: Uint8Array | null;
}

export class ShadowStep {
  private readonly parts: HypervisorParts;
  private readonly tables: ShadowTables;
  /** By guest-physical address of the page. */
  private readonly pages = new Map<number, OpenPage>();

  constructor(parts: HypervisorParts, tables: ShadowTables) {
    this.parts = parts;
    this.tables = tables;
  }

  isOpen(guestPhysical: number): boolean {
    return this.pages.has(guestPhysical - (guestPhysical % PAGE));
  }

  /** Host page to map for an open page. */
  hostPage(page: number): number {
    return this.pages.get(page)!.hostPage;
  }

  open(guestPhysical: number): void {
    const page = guestPhysical - (guestPhysical % PAGE);
    if (this.pages.has(page)) return;
    const { memory, root, vm } = this.parts;
    const region = memory.find(page);
    if (region !== null && region.kind !== 'rom') {
      const before = this.tables.isMirrored(page / PAGE) ? memory.copyOut(page, PAGE) : null;
      this.pages.set(page, { hostPage: region.hostPage(page), lent: false, before });
      return;
    }
    const lent = allocateHostPage(vm);
    const bytes = root.memory.u8;
    if (region === null) bytes.fill(0xff, RAM_BASE + lent, RAM_BASE + lent + PAGE);
    else bytes.set(memory.copyOut(page, PAGE), RAM_BASE + lent);
    this.pages.set(page, { hostPage: lent, lent: true, before: null });
  }

  /** After a fill: the page's mappings are writable for the step, whatever protects it. */
  reopen(guestPhysical: number): void {
    this.tables.setWritable(Math.floor(guestPhysical / PAGE), true);
  }

  close(): void {
    const { memory, vm } = this.parts;
    for (const [page, { hostPage, lent, before }] of this.pages) {
      const frame = page / PAGE;
      if (lent) {
        this.tables.unmap(frame);
        vm.freePage(hostPage);
        continue;
      }
      this.tables.setWritable(frame, false);
      if (before !== null) this.tables.propagate(frame, 0, before, memory.copyOut(page, PAGE));
    }
    this.pages.clear();
  }
}
