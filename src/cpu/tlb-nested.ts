/**
 * The nested TLB: guest-physical mappings, which spare a two-dimensional walk the EPT references for a page that it
 * knows. SDM Vol. 3, "Information That May Be Cached" of "Caching Translation Information".
 */
import type { HostMemory } from '../memory/host-memory.js';
import { RIGHTS_EPT_SHIFT, RIGHTS_PAGE_SHIFT, Rights } from '../paging/access-rights.js';
import { EPT_W } from '../paging/entry.js';
import type { EptTranslation } from '../paging/ept.js';
import { WalkEvent } from '../paging/walk-event.js';
import { Counter } from '../timing/counters.js';
import type { TlbGeometry } from '../timing/profile.js';
import { Tlb } from './tlb.js';
import { GUEST_PHYSICAL_MAPPING, guestPhysicalScope, type InvalidationScope } from './tlb-tags.js';

const TWO_32 = 0x100000000;

export class NestedTlb {
  private readonly tlb: Tlb;
  private readonly counters: Float64Array;

  constructor(memory: HostMemory, geometry: TlbGeometry, counters: Float64Array) {
    this.tlb = new Tlb(memory, geometry, 'nested', 0);
    this.counters = counters;
  }

  /** Translates a guest-physical address when a mapping of the EP4TA (a tag) allows the access (EPT_R, EPT_W, EPT_X). */
  find(address: number, access: number, ept: number, result: EptTranslation): boolean {
    const { tlb } = this;
    const low = address | 0;
    const high = Math.floor(address / TWO_32);
    for (let shift = 12; shift <= 30; shift += 9) {
      const index = tlb.find(low, high, GUEST_PHYSICAL_MAPPING, ept, shift);
      if (index < 0) continue;
      const rights = tlb.rights[index]!;
      const allowed = (rights >>> RIGHTS_EPT_SHIFT) & 7;
      if ((allowed & access) !== access || ((access & EPT_W) !== 0 && (rights & Rights.DIRTY) === 0)) {
        tlb.drop(index);
        continue;
      }
      tlb.touch(index);
      this.counters[Counter.nestedTlbHits]!++;
      result.event = WalkEvent.NONE;
      result.physical = tlb.physical[index]! + ((low & ~tlb.mask[index]!) >>> 0);
      result.shift = (rights >>> RIGHTS_PAGE_SHIFT) & 31;
      result.rights = allowed;
      result.dirty = (rights & Rights.DIRTY) !== 0;
      result.leaf = tlb.leaf[index]!;
      return true;
    }
    this.counters[Counter.nestedTlbMisses]!++;
    return false;
  }

  fill(address: number, ept: number, from: EptTranslation): void {
    const dirty = from.dirty ? Rights.DIRTY : 0;
    const rights = (from.rights << RIGHTS_EPT_SHIFT) | dirty | (from.shift << RIGHTS_PAGE_SHIFT);
    const high = Math.floor(address / TWO_32);
    this.tlb.fill(address | 0, high, GUEST_PHYSICAL_MAPPING, ept, rights, from.physical, from.leaf, 0);
  }

  /** The mapping of one guest-physical address under an EP4TA. */
  invalidateAddress(address: number, ept: number): void {
    this.tlb.invalidatePage(address | 0, Math.floor(address / TWO_32), guestPhysicalScope(ept));
  }

  invalidate(scope: InvalidationScope): void {
    this.tlb.invalidate(scope);
  }
}
