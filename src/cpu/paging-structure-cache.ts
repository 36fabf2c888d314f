/**
 * Paging-structure caches: SDM Vol. 3, "Paging-Structure Caches": non-leaf entries by the part of the linear address
 * that selects them, so that a walk can start at the table they reference. With EPT an entry holds where that table lies
 * in host-physical memory, which spares the walk the EPT references as well. Fully associative, LRU.
 */
import type { HostMemory } from '../memory/host-memory.js';
import type { Walk } from '../paging/walk.js';
import { type InvalidationScope, inScope } from './tlb-tags.js';

class StructureCache {
  /** Level of the entries held: 2 for PDEs, 3 for PDPTEs, 4 for PML4Es. */
  readonly level: number;
  readonly entries: number;
  private readonly low: Int32Array;
  private readonly high: Int32Array;
  private readonly tag: Int32Array;
  private readonly ept: Int32Array;
  private readonly rights: Int32Array;
  private readonly table: Float64Array;
  private readonly guestTable: Float64Array;
  private readonly stamp: Float64Array;
  private readonly clock: Float64Array;
  /** Which bits of the address select an entry. */
  private lowMask: number;
  private readonly highMask: number;

  constructor(memory: HostMemory, level: number, entries: number) {
    const buffer = memory.memory.buffer;
    const words = () => new Int32Array(buffer, memory.allocateState(entries * 4), entries);
    const doubles = (count: number) => new Float64Array(buffer, memory.allocateState(count * 8), count);
    this.level = level;
    this.entries = entries;
    this.low = words();
    this.high = words();
    this.tag = words();
    this.ept = words();
    this.rights = words();
    this.table = doubles(entries);
    this.guestTable = doubles(entries);
    this.stamp = doubles(entries);
    this.clock = doubles(1);
    const shift = 12 + 9 * (level - 1);
    this.lowMask = shift < 32 ? -1 << shift : 0;
    this.highMask = shift < 32 ? -1 : -1 << (shift - 32);
  }

  /** 32-bit paging: a PDE covers 4 MBytes. */
  setLowMask(mask: number): void {
    this.lowMask = mask;
  }

  /** Puts the start of a walk into `walk` when the entry is there. */
  find(low: number, high: number, tag: number, ept: number, walk: Walk): boolean {
    const keyLow = low & this.lowMask;
    const keyHigh = high & this.highMask;
    for (let i = 0; i < this.entries; i++) {
      if (this.low[i] !== keyLow || this.high[i] !== keyHigh || this.tag[i] !== tag || this.ept[i] !== ept) continue;
      this.use(i);
      walk.startLevel = this.level - 1;
      walk.startTable = this.table[i]!;
      walk.startGuestTable = this.guestTable[i]!;
      walk.startRights = this.rights[i]!;
      return true;
    }
    return false;
  }

  fill(low: number, high: number, tag: number, ept: number, table: number, guestTable: number, rights: number): void {
    let index = 0;
    for (let i = 0; i < this.entries; i++) {
      if (this.tag[i] === 0) {
        index = i;
        break;
      }
      if (this.stamp[i]! < this.stamp[index]!) index = i;
    }
    this.low[index] = low & this.lowMask;
    this.high[index] = high & this.highMask;
    this.tag[index] = tag;
    this.ept[index] = ept;
    this.rights[index] = rights;
    this.table[index] = table;
    this.guestTable[index] = guestTable;
    this.use(index);
  }

  /** With `low` and `high`, only the entries that translate that address; `address` false: all in scope. */
  invalidate(scope: InvalidationScope, address: boolean, low: number, high: number): void {
    for (let i = 0; i < this.entries; i++) {
      const tag = this.tag[i]!;
      if (tag === 0) continue;
      if (address && (this.low[i] !== (low & this.lowMask) || this.high[i] !== (high & this.highMask))) continue;
      if (inScope(scope, tag, this.ept[i]!, false)) this.tag[i] = 0;
    }
  }

  private use(index: number): void {
    const now = this.clock[0]! + 1;
    this.clock[0] = now;
    this.stamp[index] = now;
  }
}

export class PagingStructureCaches {
  /** By rising level: the lowest that hits shortens a walk most. */
  private readonly caches: readonly StructureCache[];

  /** Entries by level (index 2: PDEs, 3: PDPTEs, 4: PML4Es …); 0 is none. */
  constructor(memory: HostMemory, entriesByLevel: readonly number[]) {
    this.caches = entriesByLevel.flatMap((entries, level) =>
      entries > 0 ? [new StructureCache(memory, level, entries)] : [],
    );
  }

  /** Prepares `walk` to start where the caches allow; true when one does. */
  find(low: number, high: number, tag: number, ept: number, walk: Walk): boolean {
    walk.startLevel = 0;
    for (let i = 0; i < this.caches.length; i++) {
      if (this.caches[i]!.find(low, high, tag, ept, walk)) return true;
    }
    return false;
  }

  fill(
    level: number,
    low: number,
    high: number,
    tag: number,
    ept: number,
    table: number,
    guestTable: number,
    rights: number,
  ): void {
    for (const cache of this.caches) {
      if (cache.level === level) cache.fill(low, high, tag, ept, table, guestTable, rights);
    }
  }

  /** 32-bit paging or another mode. */
  setLegacy(legacy: boolean): void {
    for (const cache of this.caches) if (cache.level === 2) cache.setLowMask(legacy ? -1 << 22 : -1 << 21);
  }

  invalidate(scope: InvalidationScope): void {
    for (const cache of this.caches) cache.invalidate(scope, false, 0, 0);
  }

  /** The entries that would be used to translate one address. */
  invalidateAddress(low: number, high: number, scope: InvalidationScope): void {
    for (const cache of this.caches) cache.invalidate(scope, true, low, high);
  }
}
