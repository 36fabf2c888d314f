/**
 * The memory-management unit: SDM Vol. 3, "Paging" and "VMX Support for Address Translation". Data accesses are in
 * mmu-data-access.ts, translation and its caches in mmu-translation.ts; here are fetches, what the instructions that
 * invalidate do, the PDPTE registers and looking without touching.
 *
 * With CR0.PG = 0 and no EPT nothing is looked up; with EPT, guest-physical mappings are.
 */
import { Access, Privilege } from '../paging/access-rights.js';
import { EPT_R, EPT_W } from '../paging/entry.js';
import { translateGuestPhysical } from '../paging/ept.js';
import { type ExplainedWalk, explainWalk } from '../paging/explain-walk.js';
import { Walk, walk } from '../paging/walk.js';
import { Counter } from '../timing/counters.js';
import type { TraceSink } from '../util/trace.js';
import { MmuDataAccess, type MmuOptions, NO_PAGE, PAGE_MASK } from './mmu-data-access.js';
import type { Mmu, MmuSnapshot, TranslationRegisters } from './mmu-types.js';
import { allVpidsScope, eptScope, eptTag, type InvalidationScope, pcidScope, vpidScope } from './tlb-tags.js';

export class ProcessorMmu extends MmuDataAccess implements Mmu {
  onCodeWrite: (hostOffset: number, size: number) => void = () => undefined;

  /** Walks that must not disturb the processor's own. */
  private readonly inspection = new Walk();
  private fetchHigh = 0;
  private fetchPrivilege = 0;
  private fetchHost = -1;

  constructor(options: MmuOptions) {
    super(options);
    options.memory.onWatchedWrite = (hostOffset, size) => this.onCodeWrite(hostOffset, size);
  }

  get event() {
    return this.translation.event;
  }

  clearEvent(): void {
    this.failed = false;
  }

  /** The event stream; null: nobody listens. */
  get trace(): TraceSink | null {
    return this.translation.trace;
  }

  set trace(sink: TraceSink | null) {
    this.translation.trace = sink;
    this.forget();
  }

  configure(registers: TranslationRegisters): void {
    if (!this.translation.configure(registers)) return;
    this.hitCount = this.translation.active ? 1 : 0;
    this.forget();
  }

  // Instructions

  fetch(lo: number, hi: number, privilege: Privilege): number {
    const page = lo & ~PAGE_MASK;
    const offset = lo & PAGE_MASK;
    if (page !== this.fetchLow || hi !== this.fetchHigh || privilege !== this.fetchPrivilege) {
      const { translation } = this;
      this.fetchLow = NO_PAGE;
      let physical = page >>> 0;
      if (translation.active) {
        // The byte itself, not the page: a fault reports the address fetched.
        if (!translation.translate(lo, hi, Access.EXECUTE, privilege, translation.instructions)) return this.fail();
        const { tlb, entry } = translation;
        physical = tlb.physical[entry]! + ((page & ~tlb.mask[entry]!) >>> 0);
      }
      this.physical = physical + offset;
      this.traceAccess(lo, hi, 1, 'execute');
      this.fetchHost = this.physicalMemory.hostOffset(physical);
      this.fetchLow = page;
      this.fetchHigh = hi;
      this.fetchPrivilege = privilege;
    }
    return this.fetchHost < 0 ? -1 : this.fetchHost + offset;
  }

  saveState(): MmuSnapshot {
    const known = this.fetchLow !== NO_PAGE;
    return {
      pdptes: [0, 1, 2, 3].map((index) => this.getPdpte(index)),
      fetchPage: known
        ? { lo: this.fetchLow, hi: this.fetchHigh, privilege: this.fetchPrivilege, host: this.fetchHost }
        : null,
    };
  }

  restoreState(state: MmuSnapshot): void {
    this.setPdptes(state.pdptes);
    this.failed = false;
    const page = state.fetchPage;
    if (page === null) return;
    // The page was translated before the snapshot: its TLB entry is back, or was replaced since. Neither is counted.
    this.fetchLow = page.lo;
    this.fetchHigh = page.hi;
    this.fetchPrivilege = page.privilege;
    this.fetchHost = page.host;
  }

  markCodePage(hostOffset: number): void {
    const page = hostOffset >>> 12;
    if (this.memory.watched[page] !== 0) return;
    this.memory.watched[page] = 1;
    this.front.forbidWrites(page * 4096);
  }

  unmarkCodePage(hostOffset: number): void {
    this.memory.watched[hostOffset >>> 12] = 0;
  }

  // Looking without touching

  peek(lo: number, hi: number): number {
    const { context } = this.translation;
    context.updates = false;
    context.enforcesRights = false;
    const ok = walk(this.inspection, context, lo, hi, Access.READ, Privilege.SUPERVISOR);
    context.updates = true;
    context.enforcesRights = true;
    return ok ? this.physicalMemory.hostOffset(this.inspection.physical) : -1;
  }

  /** The walk that an access would make now with empty caches: every reference, and what stopped it. Changes nothing. */
  explain(lo: number, hi: number, access: Access, privilege: Privilege): ExplainedWalk {
    return explainWalk(this.translation.context, lo, hi, access, privilege);
  }

  // PDPTE registers

  loadPdptes(cr3: bigint): boolean {
    const { context, event } = this.translation;
    const table = Number(cr3 & 0xffffffe0n);
    let physical = table;
    if (context.ept !== null) {
      const { nested, log } = this.inspection;
      const access = context.ept.accessedDirty ? EPT_R | EPT_W : EPT_R;
      log.clear();
      if (!translateGuestPhysical(nested, context.ept, this.physicalMemory, table, access, log, true)) {
        event.kind = nested.event;
        event.guestPhysical = table;
        event.qualification = nested.qualification;
        event.linearLo = 0;
        event.linearHi = 0;
        this.failed = true;
        return false;
      }
      physical = nested.physical;
    }
    const values = [0, 1, 2, 3].map((i) => this.physicalMemory.read64(physical + 8 * i));
    if (!values.every((value) => context.isValidPdpte(value))) return false;
    this.setPdptes(values);
    return true;
  }

  setPdptes(values: readonly bigint[]): void {
    values.forEach((value, index) => {
      this.translation.context.setPdpte(index, value);
    });
    this.forget();
  }

  getPdpte(index: number): bigint {
    return this.translation.context.getPdpte(index);
  }

  // Invalidation: SDM "Operations that Invalidate TLBs and Paging-Structure Caches", and of VMX

  invalidatePage(lo: number, hi: number): void {
    const { translation } = this;
    const scope = pcidScope(translation.vpid, translation.pcid, 'any');
    translation.invalidateLinear(lo, hi, scope);
    translation.structures?.invalidate(scope);
    translation.trace?.tlbFlush?.('INVLPG');
    this.forgetFetch();
  }

  flushPcid(pcid: number, includeGlobal: boolean): void {
    this.flush(pcidScope(this.translation.vpid, pcid, includeGlobal ? 'any' : 'keep'), 'PCID');
  }

  flushAll(): void {
    this.flush(vpidScope(this.translation.vpid, 'own'), 'all PCIDs');
  }

  flushNonGlobal(): void {
    this.flush(vpidScope(this.translation.vpid, 'keep'), 'all PCIDs but global');
  }

  invalidatePcidPage(pcid: number, lo: number, hi: number): void {
    const scope = pcidScope(this.translation.vpid, pcid, 'keep');
    this.translation.invalidateLinear(lo, hi, scope);
    this.translation.structures?.invalidateAddress(lo, hi, scope);
    this.forgetFetch();
  }

  invvpid(type: number, vpid: number, lo: number, hi: number): void {
    if (type === 0) {
      const scope = vpidScope(vpid, 'own');
      this.translation.invalidateLinear(lo, hi, scope);
      this.translation.structures?.invalidateAddress(lo, hi, scope);
      this.forgetFetch();
    } else if (type === 2) this.flush(allVpidsScope(), 'INVVPID all contexts');
    else this.flush(vpidScope(vpid, type === 3 ? 'keep' : 'own'), 'INVVPID');
  }

  invept(type: number, eptp: bigint): void {
    const root = Number(eptp & 0xffffffffff000n);
    this.flush(eptScope(type === 1 ? eptTag(root) : null), 'INVEPT');
  }

  flushWorldSwitch(): void {
    this.flush(vpidScope(0, 'own'), 'world switch');
  }

  private flush(scope: InvalidationScope, what: string): void {
    this.translation.invalidate(scope);
    this.counters[Counter.tlbFlushes]!++;
    this.translation.trace?.tlbFlush?.(what);
    this.forget();
  }
}
