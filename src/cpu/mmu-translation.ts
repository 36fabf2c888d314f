/**
 * Translation with its caches: first-level TLBs for data and instructions, the second level, the paging-structure
 * caches, the nested TLB, and the walk that fills them, each charged by the cost profile. SDM Vol. 3, "Caching
 * Translation Information" and, for VMX, "Caching Translation Information" of "VMX Support for Address Translation".
 *
 * An entry that does not allow the access (rights, or D not known to be set) is no hit: it is dropped and a walk
 * decides. So every miss of the last level is a walk.
 */
import type { GuestMemory } from '../memory/guest-memory.js';
import type { HostMemory } from '../memory/host-memory.js';
import { Access, type Privilege, RIGHTS_PAGE_SHIFT } from '../paging/access-rights.js';
import type { EptTranslation } from '../paging/ept.js';
import { PagingContext } from '../paging/paging-context.js';
import { CR4_PCIDE, PagingMode } from '../paging/paging-mode.js';
import { Walk, type WalkCaches, walk } from '../paging/walk.js';
import { WalkEvent } from '../paging/walk-event.js';
import { chargeTranslation } from '../timing/charge.js';
import { Counter } from '../timing/counters.js';
import type { CostProfile, TlbGeometry } from '../timing/profile.js';
import type { TraceSink } from '../util/trace.js';
import type { TranslationRegisters } from './mmu-types.js';
import { PagingStructureCaches } from './paging-structure-cache.js';
import { Tlb, type TlbObserver } from './tlb.js';
import { type FirstLevel, firstLevel } from './tlb-first-level.js';
import { NestedTlb } from './tlb-nested.js';
import { AllowedAccesses, supervisorClass } from './tlb-rights.js';
import {
  COMBINED_MAPPING,
  eptTag,
  GUEST_PHYSICAL_MAPPING,
  guestPhysicalScope,
  type InvalidationScope,
  LINEAR_MAPPING,
  makeTag,
  pcidScope,
  TAG_PCID,
  TAG_VPID,
} from './tlb-tags.js';

/** What made a translation fail. */
export interface TranslationEvent {
  kind: WalkEvent;
  errorCode: number;
  linearLo: number;
  linearHi: number;
  guestPhysical: number;
  qualification: number;
}

export class TranslationUnit implements WalkCaches {
  readonly context: PagingContext;
  readonly walkState = new Walk();
  readonly allowed = new AllowedAccesses();
  readonly data: FirstLevel;
  readonly instructions: FirstLevel;
  /** Every structure that is tagged by linear address. */
  readonly tlbs: readonly Tlb[];
  readonly nestedTlb: NestedTlb | null;
  readonly structures: PagingStructureCaches | null;
  readonly event: TranslationEvent = {
    kind: WalkEvent.NONE,
    errorCode: 0,
    linearLo: 0,
    linearHi: 0,
    guestPhysical: 0,
    qualification: 0,
  };
  trace: TraceSink | null;
  /** False when linear addresses are physical and nothing is looked up. */
  active = false;
  /** Tags of the current mappings. */
  vpid = 0;
  pcid = 0;
  /** Class of an explicit supervisor access now (tlb-rights.ts). */
  supervisorClass = 0;
  /** Where the last successful `translate` found or put the translation. */
  tlb: Tlb;
  entry = 0;

  private readonly profile: CostProfile;
  private readonly counters: Float64Array;
  private readonly second: Tlb | null;
  private readonly secondFor1G: Tlb | null;
  private tag = 0;
  private ept = 0;
  private registers: TranslationRegisters | null = null;

  constructor(
    memory: HostMemory,
    physical: GuestMemory,
    profile: CostProfile,
    counters: Float64Array,
    trace: TraceSink | null,
    maxPhysicalAddressBits: number,
  ) {
    this.context = new PagingContext(physical, maxPhysicalAddressBits);
    this.profile = profile;
    this.counters = counters;
    this.trace = trace;
    const { tlb, pagingStructureCaches: caches, nestedTlb } = profile;
    // A structure that takes several sizes is fully associative (validate-profile.ts): sizes only matter to sets.
    let id = 0;
    const build = (name: string, geometry: TlbGeometry | null, shifts: readonly number[]) =>
      geometry === null ? null : new Tlb(memory, geometry, name, id++, shifts);
    this.data = firstLevel(
      [build('l1d', tlb.l1d4K, [12])!, build('l1d2M', tlb.l1d2M, [21]), build('l1d1G', tlb.l1d1G, [30])],
      Counter.l1dHits,
      Counter.l1dMisses,
    );
    this.instructions = firstLevel(
      [build('l1i', tlb.l1i4K, [12])!, build('l1iLarge', tlb.l1iLarge, [21]), null],
      Counter.l1iHits,
      Counter.l1iMisses,
    );
    this.second = build('l2', tlb.l2, [12, 21]);
    this.secondFor1G = build('l2For1G', tlb.l2For1G, [30]);
    this.nestedTlb = nestedTlb === null ? null : new NestedTlb(memory, nestedTlb, counters);
    const levels = [this.second, this.secondFor1G].filter((one) => one !== null);
    this.tlbs = [...this.data.tlbs, ...this.instructions.tlbs, ...levels];
    const any = caches.pde + caches.pdpte + caches.pml4e > 0;
    this.structures = any ? new PagingStructureCaches(memory, [0, 0, caches.pde, caches.pdpte, caches.pml4e]) : null;
    this.tlb = this.data.tlbs[0]!;
    if (this.structures !== null || this.nestedTlb !== null) this.walkState.caches = this;
  }

  /** Whoever keeps copies of first-level data entries hears when one goes. */
  observeData(observer: TlbObserver): void {
    for (const tlb of this.data.tlbs) tlb.observer = observer;
  }

  /** Takes new registers; true when anything but EFLAGS.AC has changed. */
  configure(registers: TranslationRegisters): boolean {
    const before = this.registers;
    this.registers = registers;
    this.supervisorClass = supervisorClass(registers.ac);
    if (before !== null && sameTranslation(before, registers)) {
      this.context.alignmentCheck = registers.ac;
      return false;
    }
    const { context } = this;
    context.load(registers);
    const paging = context.mode !== PagingMode.NONE;
    this.active = paging || context.ept !== null;
    this.vpid = registers.vpid;
    this.pcid = (registers.cr4 & CR4_PCIDE) !== 0n ? Number(registers.cr3 & 0xfffn) : 0;
    this.ept = context.ept === null ? 0 : eptTag(context.ept.root);
    const kind = !paging ? GUEST_PHYSICAL_MAPPING : context.ept === null ? LINEAR_MAPPING : COMBINED_MAPPING;
    this.tag = makeTag(kind, this.vpid, this.pcid);
    this.allowed.configure(context, paging);
    this.structures?.setLegacy(context.mode === PagingMode.LEGACY_32BIT);
    return true;
  }

  /** Whether linear addresses have more than 32 bits. */
  get longMode(): boolean {
    return this.context.mode >= PagingMode.LEVEL_4;
  }

  /** Bit of an access in a mask of `allowed`. */
  accessBit(access: Access, privilege: Privilege): number {
    if (access === Access.EXECUTE) return privilege === 1 ? 9 : 8;
    return access * 4 + (privilege === 0 ? this.supervisorClass : privilege);
  }

  /** Translates for an access, when `active`: true leaves it in `tlb` and `entry`, false says why in `event`. */
  translate(low: number, high: number, access: Access, privilege: Privilege, first: FirstLevel): boolean {
    const bit = this.accessBit(access, privilege);
    const { tlbs } = first;
    for (let n = 0; n < tlbs.length; n++) {
      const tlb = tlbs[n]!;
      const index = tlb.find(low, high, this.tag, this.ept, first.indexShift[n]!);
      if (index < 0) continue;
      if (((this.allowed.of(tlb.rights[index]!) >>> bit) & 1) !== 0) {
        this.counters[first.hits]!++;
        tlb.touch(index);
        this.tlb = tlb;
        this.entry = index;
        return true;
      }
      tlb.drop(index);
    }
    this.counters[first.misses]!++;
    if (this.second === null) return this.walkAndFill(low, high, access, privilege, first, 0);
    const { l2Hit } = this.profile.tlb;
    if (this.findSecond(this.second, low, high, bit, first)) {
      this.counters[Counter.l2Hits]!++;
      chargeTranslation(this.counters, l2Hit);
      return true;
    }
    this.counters[Counter.l2Misses]!++;
    return this.walkAndFill(low, high, access, privilege, first, l2Hit);
  }

  /** Looks for a usable entry of the second level and copies it into the first. */
  private findSecond(second: Tlb, low: number, high: number, bit: number, first: FirstLevel): boolean {
    for (let shift = 12; shift <= 30; shift += 9) {
      const tlb = shift === 30 ? this.secondFor1G : second;
      if (tlb === null) return false;
      const index = tlb.find(low, high, this.tag, this.ept, shift);
      if (index < 0) continue;
      if (((this.allowed.of(tlb.rights[index]!) >>> bit) & 1) === 0) {
        tlb.drop(index);
        continue;
      }
      tlb.touch(index);
      const physical = tlb.physical[index]! + ((low & ~tlb.mask[index]!) >>> 0);
      this.fill(first, low, high, tlb.rights[index]!, physical, tlb.leaf[index]!, tlb.nestedLeaf[index]!);
      return true;
    }
    return false;
  }

  private walkAndFill(
    low: number,
    high: number,
    access: Access,
    privilege: Privilege,
    first: FirstLevel,
    lookUp: number,
  ): boolean {
    const { walkState: w, counters, profile } = this;
    const nestedHits = counters[Counter.nestedTlbHits]!;
    const shortened = this.structures?.find(low, high, this.tag, this.ept, w) ?? false;
    if (shortened) counters[Counter.pwcHits]!++;
    const ok = walk(w, this.context, low, high, access, privilege);
    const { count, nestedCount } = w.log;
    const cycles =
      profile.walk.fixed +
      count * profile.walk.reference +
      (shortened ? profile.pagingStructureCaches.hit : 0) +
      (counters[Counter.nestedTlbHits]! - nestedHits) * (profile.nestedTlb?.hit ?? 0);
    counters[Counter.walks]!++;
    counters[Counter.walkReferences]! += count;
    counters[Counter.walkGuestReferences]! += count - nestedCount;
    counters[Counter.walkNestedReferences]! += nestedCount;
    counters[Counter.walkCycles]! += cycles;
    chargeTranslation(counters, cycles + lookUp);
    if (this.trace !== null) this.report(this.trace, low, high, ok);
    if (!ok) {
      this.fail(low, high);
      return false;
    }
    if (this.second !== null) {
      const tlb = ((w.rights >>> RIGHTS_PAGE_SHIFT) & 31) === 30 ? this.secondFor1G : this.second;
      tlb?.fill(low, high, this.tag, this.ept, w.rights, w.physical, w.leaf, w.nestedLeaf);
    }
    this.fill(first, low, high, w.rights, w.physical, w.leaf, w.nestedLeaf);
    return true;
  }

  private fill(
    first: FirstLevel,
    low: number,
    high: number,
    rights: number,
    physical: number,
    leaf: number,
    nestedLeaf: number,
  ): void {
    const shift = (rights >>> RIGHTS_PAGE_SHIFT) & 31;
    this.tlb = first.forShift[shift]!;
    this.entry = this.tlb.fill(low, high, this.tag, this.ept, rights, physical, leaf, nestedLeaf);
    this.trace?.tlbFill?.(this.tlb.name, linearAddress(low, high), physical, 2 ** shift);
  }

  /** Records the event, and invalidates what a page fault or an EPT violation invalidates. */
  private fail(low: number, high: number): void {
    const { walkState: w, event } = this;
    event.kind = w.event;
    event.errorCode = w.errorCode;
    event.linearLo = low;
    event.linearHi = high;
    event.guestPhysical = w.guestPhysical;
    event.qualification = w.qualification;
    if (w.event === WalkEvent.PAGE_FAULT) {
      const scope = pcidScope(this.vpid, this.pcid, 'any');
      this.invalidateLinear(low, high, scope);
      this.structures?.invalidateAddress(low, high, scope);
    } else if (w.event === WalkEvent.EPT_VIOLATION) {
      this.nestedTlb?.invalidateAddress(w.guestPhysical, this.ept);
      const mask = TAG_VPID | TAG_PCID;
      const scope = { ...pcidScope(this.vpid, this.pcid, 'any'), kinds: this.tag & ~mask, ept: this.ept };
      const now = (this.tag & GUEST_PHYSICAL_MAPPING) !== 0 ? guestPhysicalScope(this.ept) : scope;
      this.invalidateLinear(low, high, now);
      this.structures?.invalidateAddress(low, high, now);
    }
  }

  /** TLB entries of the page at a linear address, in every structure; global ones of any PCID too unless kept. */
  invalidateLinear(low: number, high: number, scope: InvalidationScope): void {
    for (const tlb of this.tlbs) tlb.invalidatePage(low, high, scope);
  }

  /** Everything in scope. */
  invalidate(scope: InvalidationScope): void {
    for (const tlb of this.tlbs) tlb.invalidate(scope);
    this.structures?.invalidate(scope);
    this.nestedTlb?.invalidate(scope);
  }

  findNested(address: number, access: number, result: EptTranslation): boolean {
    return this.nestedTlb?.find(address, access, this.ept, result) ?? false;
  }

  fillNested(address: number, from: EptTranslation): void {
    this.nestedTlb?.fill(address, this.ept, from);
  }

  fillStructure(level: number, low: number, high: number, table: number, guestTable: number, rights: number): void {
    this.structures?.fill(level, low, high, this.tag, this.ept, table, guestTable, rights);
  }

  /** The walk's references in order, then its end. */
  private report(trace: TraceSink, low: number, high: number, ok: boolean): void {
    const { log } = this.walkState;
    if (trace.walkReference !== undefined) {
      for (let i = 0; i < log.count; i++) {
        const dimension = log.nested[i] === 1 ? 'nested' : 'guest';
        trace.walkReference(log.address[i]!, log.entry(i), log.level[i]!, dimension);
      }
    }
    trace.walkEnd?.(linearAddress(low, high), log.count, ok);
  }
}

/** An unsigned 64-bit linear address. */
export function linearAddress(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

function sameTranslation(a: TranslationRegisters, b: TranslationRegisters): boolean {
  return (
    a.cr3 === b.cr3 &&
    a.cr0 === b.cr0 &&
    a.cr4 === b.cr4 &&
    a.efer === b.efer &&
    a.pkru === b.pkru &&
    a.eptp === b.eptp &&
    a.vpid === b.vpid
  );
}
