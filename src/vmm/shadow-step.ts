/**
 * Pages that shadow paging opens for one single-stepped instruction: a guest table becomes writable and is compared with
 * what it was afterwards; holes, ROM and devices are lent a page (lent-pages.ts).
 */
import type { HypervisorParts } from './hypervisor.js';
import { LentPages } from './lent-pages.js';
import type { ShadowTables } from './shadow-tables.js';

const PAGE = 0x1000;

interface OpenPage {
  /** Host page that is mapped for the step. */
  readonly hostPage: number;
  /** Contents before the step, of a guest table. */
  readonly before: Uint8Array | null;
}

export class ShadowStep {
  private readonly parts: HypervisorParts;
  private readonly tables: ShadowTables;
  /** By guest-physical address of the page. */
  private readonly pages = new Map<number, OpenPage>();
  private readonly lent: LentPages;
  /** Shadow entries above the page that were made writable for the step. */
  readonly forced: number[] = [];

  constructor(parts: HypervisorParts, tables: ShadowTables) {
    this.parts = parts;
    this.tables = tables;
    this.lent = new LentPages(parts);
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
    const { memory } = this.parts;
    const region = memory.find(page);
    const isMemory = region !== null && (region.kind === 'ram' || region.kind === 'framebuffer');
    const hostPage = isMemory ? region.hostPage(page) : this.lent.lend(page);
    const before = this.tables.isMirrored(page / PAGE) ? memory.copyOut(page, PAGE) : null;
    this.pages.set(page, { hostPage, before });
  }

  /**
   * After a fill: the page's mappings are writable for the step, whatever protects it. `supervisorOnly`: with CR0.WP = 0
   * a supervisor writes where R/W and protection keys of a user page forbid it; not being a user page, it may.
   */
  reopen(guestPhysical: number, supervisorOnly: boolean): void {
    this.tables.setWritable(Math.floor(guestPhysical / PAGE), supervisorOnly);
  }

  /** Mappings made for the step go; the next touch fills them as they should be. */
  close(): void {
    for (const [page, { before }] of this.pages) {
      this.tables.unmap(page / PAGE);
      if (before !== null) this.tables.propagate(page / PAGE, 0, before, this.parts.memory.copyOut(page, PAGE));
    }
    this.pages.clear();
    for (const entry of this.forced.splice(0)) this.tables.zap(entry);
    this.lent.settle();
  }
}
