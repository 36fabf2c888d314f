/**
 * Data accesses at linear addresses: RAM at the cost of one look-up in the front cache, everything else by way of the
 * modelled TLBs. An access that crosses a page translates both pages before it touches either, so that a write that
 * faults on the second page has set A and D for the first, and has written nothing.
 */
import { GuestMemory } from '../memory/guest-memory.js';
import type { HostMemory } from '../memory/host-memory.js';
import type { PhysicalMap } from '../memory/physical-map.js';
import { Access, Privilege } from '../paging/access-rights.js';
import { Counter } from '../timing/counters.js';
import type { CostProfile } from '../timing/profile.js';
import type { TraceSink } from '../util/trace.js';
import {
  entryNumber,
  FRONT_SLOTS,
  FrontCache,
  NO_ENTRY,
  SLOT_ALLOWED,
  SLOT_ENTRY,
  SLOT_HIGH,
  SLOT_HOST,
  SLOT_LOW,
  SLOT_SHIFT,
} from './mmu-front-cache.js';
import { linearAddress, TranslationUnit } from './mmu-translation.js';
import { ALLOWED_ALL, ALLOWED_READ_SHIFT, ALLOWED_WRITE_SHIFT, ALLOWED_WRITES } from './tlb-rights.js';

export interface MmuOptions {
  readonly memory: HostMemory;
  /** The processor's physical address space: a guest's own natively, plain host RAM under a hypervisor. */
  readonly map: PhysicalMap;
  readonly profile: CostProfile;
  /** COUNTERS_LENGTH of them (timing/counters.ts). */
  readonly counters: Float64Array;
  readonly trace?: TraceSink | null;
  /** MAXPHYADDR, 36 to 52; 40 when left out. */
  readonly maxPhysicalAddressBits?: number;
}

export const PAGE_MASK = 0xfff;
const SLOT_MASK = FRONT_SLOTS - 1;
const L1D_HITS = Counter.l1dHits;
/** What `locate` says besides a host offset. */
const FAILED = -1;
const ELSEWHERE = -2;
/** No page address: the fetch page is not known. */
export const NO_PAGE = 1;

export class MmuDataAccess {
  failed = false;
  fetchEpoch = 0;

  protected readonly memory: HostMemory;
  protected readonly physicalMemory: GuestMemory;
  protected readonly counters: Float64Array;
  protected readonly translation: TranslationUnit;
  protected readonly front: FrontCache;
  /** Physical address of the last access that was translated. */
  protected physical = 0;
  /** What a hit in the front cache counts: nothing when no TLB is looked up. */
  protected hitCount = 0;
  /** Page of the current instruction fetches, NO_PAGE when the next fetch must translate. */
  protected fetchLow = NO_PAGE;
  private readonly slots: Int32Array;
  private readonly view: DataView;
  /** Bytes of an access that is not simply one of RAM. */
  private readonly scratch = new Uint8Array(8);
  private readonly scratchView = new DataView(this.scratch.buffer);
  /** TLB entry touched last: it need not be touched again. */
  private recent = NO_ENTRY;

  constructor(options: MmuOptions) {
    const { memory, map, profile, counters } = options;
    this.memory = memory;
    this.view = memory.view;
    this.counters = counters;
    this.physicalMemory = new GuestMemory(memory, map);
    this.translation = new TranslationUnit(
      memory,
      this.physicalMemory,
      profile,
      counters,
      options.trace ?? null,
      options.maxPhysicalAddressBits ?? 40,
    );
    this.front = new FrontCache(memory);
    this.slots = this.front.slots;
    this.translation.observeData(this.front);
  }

  read8(lo: number, hi: number, privilege: Privilege): number {
    const slot = this.slotFor(lo, hi, ALLOWED_READ_SHIFT, privilege);
    if (slot < 0) return this.readSlow(lo, hi, 1, privilege).getUint8(0);
    return this.memory.u8[(this.slots[slot + SLOT_HOST]! >>> 0) + (lo & PAGE_MASK)]!;
  }

  read16(lo: number, hi: number, privilege: Privilege): number {
    const slot = (lo & PAGE_MASK) <= 0xffe ? this.slotFor(lo, hi, ALLOWED_READ_SHIFT, privilege) : -1;
    if (slot < 0) return this.readSlow(lo, hi, 2, privilege).getUint16(0, true);
    return this.view.getUint16((this.slots[slot + SLOT_HOST]! >>> 0) + (lo & PAGE_MASK), true);
  }

  read32(lo: number, hi: number, privilege: Privilege): number {
    const slot = (lo & PAGE_MASK) <= 0xffc ? this.slotFor(lo, hi, ALLOWED_READ_SHIFT, privilege) : -1;
    if (slot < 0) return this.readSlow(lo, hi, 4, privilege).getUint32(0, true);
    return this.view.getUint32((this.slots[slot + SLOT_HOST]! >>> 0) + (lo & PAGE_MASK), true);
  }

  read64(lo: number, hi: number, privilege: Privilege): bigint {
    const slot = (lo & PAGE_MASK) <= 0xff8 ? this.slotFor(lo, hi, ALLOWED_READ_SHIFT, privilege) : -1;
    if (slot < 0) return this.readSlow(lo, hi, 8, privilege).getBigUint64(0, true);
    return this.view.getBigUint64((this.slots[slot + SLOT_HOST]! >>> 0) + (lo & PAGE_MASK), true);
  }

  write8(lo: number, hi: number, value: number, privilege: Privilege): boolean {
    const slot = this.slotFor(lo, hi, ALLOWED_WRITE_SHIFT, privilege);
    if (slot >= 0) {
      this.memory.u8[(this.slots[slot + SLOT_HOST]! >>> 0) + (lo & PAGE_MASK)] = value;
      return true;
    }
    this.scratch[0] = value;
    return this.writeSlow(lo, hi, 1, privilege);
  }

  write16(lo: number, hi: number, value: number, privilege: Privilege): boolean {
    const slot = (lo & PAGE_MASK) <= 0xffe ? this.slotFor(lo, hi, ALLOWED_WRITE_SHIFT, privilege) : -1;
    if (slot >= 0) {
      this.view.setUint16((this.slots[slot + SLOT_HOST]! >>> 0) + (lo & PAGE_MASK), value, true);
      return true;
    }
    this.scratchView.setUint16(0, value, true);
    return this.writeSlow(lo, hi, 2, privilege);
  }

  write32(lo: number, hi: number, value: number, privilege: Privilege): boolean {
    const slot = (lo & PAGE_MASK) <= 0xffc ? this.slotFor(lo, hi, ALLOWED_WRITE_SHIFT, privilege) : -1;
    if (slot >= 0) {
      this.view.setUint32((this.slots[slot + SLOT_HOST]! >>> 0) + (lo & PAGE_MASK), value, true);
      return true;
    }
    this.scratchView.setUint32(0, value, true);
    return this.writeSlow(lo, hi, 4, privilege);
  }

  write64(lo: number, hi: number, value: bigint, privilege: Privilege): boolean {
    const slot = (lo & PAGE_MASK) <= 0xff8 ? this.slotFor(lo, hi, ALLOWED_WRITE_SHIFT, privilege) : -1;
    if (slot >= 0) {
      this.view.setBigUint64((this.slots[slot + SLOT_HOST]! >>> 0) + (lo & PAGE_MASK), value, true);
      return true;
    }
    this.scratchView.setBigUint64(0, value, true);
    return this.writeSlow(lo, hi, 8, privilege);
  }

  /** A hit is not counted: the read and the write that follow are. */
  probeWrite(lo: number, hi: number, size: number, privilege: Privilege): boolean {
    const first = 0x1000 - (lo & PAGE_MASK);
    if (size <= first && this.usedSlot(lo, hi, ALLOWED_WRITE_SHIFT, privilege) >= 0) return true;
    const hits = this.counters[L1D_HITS]!;
    const ok =
      this.locate(lo, hi, Access.WRITE, privilege) !== FAILED &&
      (size <= first ||
        this.locate(this.nextPage(lo), this.highOfNextPage(lo, hi), Access.WRITE, privilege) !== FAILED);
    this.counters[L1D_HITS] = hits;
    return ok;
  }

  /** Slot of a page that allows the kind of access (`base`); −1. Its TLB entry has been used. */
  private usedSlot(lo: number, hi: number, base: number, privilege: Privilege): number {
    const { slots } = this;
    const slot = ((lo >>> 12) & SLOT_MASK) << SLOT_SHIFT;
    if (slots[slot + SLOT_LOW] !== (lo & ~PAGE_MASK) || slots[slot + SLOT_HIGH] !== hi) return -1;
    const kind = privilege === Privilege.SUPERVISOR ? this.translation.supervisorClass : privilege;
    if (((slots[slot + SLOT_ALLOWED]! >>> (base + kind)) & 1) === 0) return -1;
    const entry = slots[slot + SLOT_ENTRY]!;
    if (entry !== this.recent && entry !== NO_ENTRY) {
      this.recent = entry;
      this.translation.tlbs[entry >>> 16]!.touch(entry & 0xffff);
    }
    return slot;
  }

  /** The same, counted as a hit of the TLB. */
  private slotFor(lo: number, hi: number, base: number, privilege: Privilege): number {
    const slot = this.usedSlot(lo, hi, base, privilege);
    if (slot >= 0) this.counters[L1D_HITS]! += this.hitCount;
    return slot;
  }

  /**
   * Host offset of a byte for an access, by the modelled TLBs; ELSEWHERE for MMIO, holes and writes to ROM; FAILED.
   * Leaves the physical address in `physical`.
   */
  private locate(lo: number, hi: number, access: Access, privilege: Privilege): number {
    const { translation } = this;
    let allowed = ALLOWED_ALL;
    let entry = NO_ENTRY;
    if (translation.active) {
      if (!translation.translate(lo, hi, access, privilege, translation.data)) return this.fail();
      const { tlb, entry: index } = translation;
      this.physical = tlb.physical[index]! + ((lo & ~tlb.mask[index]!) >>> 0);
      allowed = translation.allowed.of(tlb.rights[index]!);
      entry = entryNumber(tlb, index);
      this.recent = entry;
    } else {
      this.physical = lo >>> 0;
    }
    const offset = lo & PAGE_MASK;
    const page = this.physicalMemory.hostOffset(this.physical - offset);
    if (page < 0) return ELSEWHERE;
    const rom = this.physicalMemory.find(this.physical)!.kind === 'rom';
    if (rom || this.memory.watched[page >>> 12] !== 0) allowed &= ~ALLOWED_WRITES;
    // Somebody who listens to accesses must hear all of them.
    if (translation.trace?.access === undefined) this.front.fill(lo, hi, allowed, page, entry);
    return rom && access === Access.WRITE ? ELSEWHERE : page + offset;
  }

  protected fail(): number {
    this.failed = true;
    this.forgetFetch();
    return FAILED;
  }

  /** Leaves the value in the scratch bytes; zeros when the access fails. */
  private readSlow(lo: number, hi: number, size: 1 | 2 | 4 | 8, privilege: Privilege): DataView {
    const first = 0x1000 - (lo & PAGE_MASK);
    this.scratchView.setBigUint64(0, 0n, true);
    const host = this.locate(lo, hi, Access.READ, privilege);
    if (host === FAILED) return this.scratchView;
    const physical = this.physical;
    if (size <= first) {
      this.traceAccess(lo, hi, size, 'read');
      if (host >= 0) this.copyFromHost(host, 0, size);
      else this.scratchView.setBigUint64(0, this.physicalMemory.read(physical, size), true);
      return this.scratchView;
    }
    const hostOfSecond = this.locate(this.nextPage(lo), this.highOfNextPage(lo, hi), Access.READ, privilege);
    if (hostOfSecond === FAILED) return this.scratchView;
    const physicalOfSecond = this.physical;
    this.physical = physical;
    this.traceAccess(lo, hi, size, 'read');
    if (host >= 0) this.copyFromHost(host, 0, first);
    else for (let i = 0; i < first; i++) this.scratch[i] = this.physicalMemory.read8(physical + i);
    if (hostOfSecond >= 0) this.copyFromHost(hostOfSecond, first, size);
    else for (let i = first; i < size; i++) this.scratch[i] = this.physicalMemory.read8(physicalOfSecond + i - first);
    return this.scratchView;
  }

  /** Writes the scratch bytes. */
  private writeSlow(lo: number, hi: number, size: 1 | 2 | 4 | 8, privilege: Privilege): boolean {
    const first = 0x1000 - (lo & PAGE_MASK);
    const host = this.locate(lo, hi, Access.WRITE, privilege);
    if (host === FAILED) return false;
    const physical = this.physical;
    if (size <= first) {
      this.traceAccess(lo, hi, size, 'write');
      if (host >= 0) this.copyToHost(host, 0, size);
      else this.physicalMemory.write(physical, size, this.scratchView.getBigUint64(0, true));
      return true;
    }
    const hostOfSecond = this.locate(this.nextPage(lo), this.highOfNextPage(lo, hi), Access.WRITE, privilege);
    if (hostOfSecond === FAILED) return false;
    const physicalOfSecond = this.physical;
    this.physical = physical;
    this.traceAccess(lo, hi, size, 'write');
    if (host >= 0) this.copyToHost(host, 0, first);
    else for (let i = 0; i < first; i++) this.physicalMemory.write8(physical + i, this.scratch[i]!);
    if (hostOfSecond >= 0) this.copyToHost(hostOfSecond, first, size);
    else {
      for (let i = first; i < size; i++) this.physicalMemory.write8(physicalOfSecond + i - first, this.scratch[i]!);
    }
    return true;
  }

  /** Scratch bytes from..end from consecutive host bytes. */
  private copyFromHost(host: number, from: number, end: number): void {
    for (let i = from; i < end; i++) this.scratch[i] = this.memory.u8[host + i - from]!;
  }

  private copyToHost(host: number, from: number, end: number): void {
    for (let i = from; i < end; i++) this.memory.u8[host + i - from] = this.scratch[i]!;
    if (this.memory.watched[host >>> 12] !== 0) this.memory.onWatchedWrite(host, end - from);
  }

  private nextPage(lo: number): number {
    return ((lo & ~PAGE_MASK) + 0x1000) | 0;
  }

  /** Without 4- or 5-level paging a linear address has 32 bits and wraps. */
  private highOfNextPage(lo: number, hi: number): number {
    if (this.nextPage(lo) !== 0) return hi;
    return this.translation.longMode ? (hi + 1) | 0 : 0;
  }

  protected traceAccess(lo: number, hi: number, size: number, kind: 'read' | 'write' | 'execute'): void {
    this.translation.trace?.access?.(linearAddress(lo, hi), this.physical, size, kind);
  }

  /** Drops what was derived from the registers and from the modelled caches, and is none of them. */
  protected forget(): void {
    this.front.clear();
    this.recent = NO_ENTRY;
    this.forgetFetch();
  }

  /** The next fetch translates. The front cache needs no telling: TLB entries take their slots with them. */
  protected forgetFetch(): void {
    this.fetchLow = NO_PAGE;
    this.fetchEpoch++;
  }
}
