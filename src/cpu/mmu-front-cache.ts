/**
 * A direct-mapped cache of first-level data translations, one slot a 4-KByte linear page: what makes a hit cheap. Always
 * a subset of the modelled TLB (a slot goes when its entry does), so it changes no count: a hit here is counted and
 * updates the replacement state as a hit of the TLB.
 *
 * Host pages that are watched for writes have slots without write permission.
 */
import type { HostMemory } from '../memory/host-memory.js';
import type { Tlb, TlbObserver } from './tlb.js';
import { ALLOWED_WRITES } from './tlb-rights.js';

export const FRONT_SLOTS = 256;
/** Words of a slot: page address (low, high), allowed accesses, host offset of the page, TLB entry. */
export const SLOT_LOW = 0;
export const SLOT_HIGH = 1;
export const SLOT_ALLOWED = 2;
export const SLOT_HOST = 3;
export const SLOT_ENTRY = 4;
export const SLOT_SHIFT = 3;

/** Slot entry of a translation that is in no TLB (paging off). */
export const NO_ENTRY = -1;

export class FrontCache implements TlbObserver {
  readonly slots: Int32Array;

  constructor(memory: HostMemory) {
    const bytes = FRONT_SLOTS << (SLOT_SHIFT + 2);
    this.slots = new Int32Array(memory.memory.buffer, memory.allocateState(bytes), bytes / 4);
  }

  /** `low` of any byte of the page; `entry` as `entryNumber` gives it. */
  fill(low: number, high: number, allowed: number, hostPage: number, entry: number): void {
    const slot = ((low >>> 12) & (FRONT_SLOTS - 1)) << SLOT_SHIFT;
    this.slots[slot + SLOT_LOW] = low & -0x1000;
    this.slots[slot + SLOT_HIGH] = high;
    this.slots[slot + SLOT_ALLOWED] = allowed;
    this.slots[slot + SLOT_HOST] = hostPage;
    this.slots[slot + SLOT_ENTRY] = entry;
  }

  clear(): void {
    this.slots.fill(0);
  }

  /** A TLB entry has gone: its slots too. */
  dropped(tlb: Tlb, index: number): void {
    const entry = entryNumber(tlb, index);
    if (tlb.mask[index] === -0x1000) {
      const slot = ((tlb.low[index]! >>> 12) & (FRONT_SLOTS - 1)) << SLOT_SHIFT;
      if (this.slots[slot + SLOT_ENTRY] === entry) this.slots[slot + SLOT_ALLOWED] = 0;
      return;
    }
    for (let slot = 0; slot < this.slots.length; slot += 1 << SLOT_SHIFT) {
      if (this.slots[slot + SLOT_ENTRY] === entry) this.slots[slot + SLOT_ALLOWED] = 0;
    }
  }

  /** Writes to this host page must be seen. */
  forbidWrites(hostPage: number): void {
    for (let slot = 0; slot < this.slots.length; slot += 1 << SLOT_SHIFT) {
      if (this.slots[slot + SLOT_HOST] === (hostPage | 0)) this.slots[slot + SLOT_ALLOWED]! &= ~ALLOWED_WRITES;
    }
  }
}

/** A TLB entry as one number. */
export function entryNumber(tlb: Tlb, index: number): number {
  return (tlb.id << 16) | index;
}
