/**
 * A physical address space: what lies at each address. A guest's map has RAM, ROM, frame buffers, MMIO and holes;
 * natively it is also the processor's own. Under a hypervisor the processor's map is plain host RAM and the guest's
 * map belongs to the VM.
 *
 * RAM, ROM and frame buffers are backed by host-physical pages. `hostPage` is where a guest page lies in host-physical
 * memory: identity natively, scattered under a hypervisor (the permutation is the map's, given when it is built).
 */
import type { MmioDevice } from './bus.js';

export type RegionKind = 'ram' | 'rom' | 'framebuffer' | 'mmio';

export interface Region {
  readonly kind: RegionKind;
  readonly name: string;
  /** First physical address and size in bytes, both multiples of 4096. */
  readonly start: number;
  readonly size: number;
  /** Host-physical address of the page that backs the page at `address` (4 KiB aligned); RAM, ROM and frame buffers. */
  readonly hostPage: (address: number) => number;
  readonly device: MmioDevice | null;
}

export class PhysicalMap {
  readonly regions: readonly Region[];
  /** Reads and writes that hit nothing. */
  holeReads = 0;
  holeWrites = 0;
  romWrites = 0;

  constructor(regions: readonly Region[]) {
    this.regions = [...regions].sort((a, b) => a.start - b.start);
    for (let i = 1; i < this.regions.length; i++) {
      const previous = this.regions[i - 1]!;
      const region = this.regions[i]!;
      if (previous.start + previous.size > region.start) {
        throw new RangeError(`physical regions overlap: ${previous.name} and ${region.name}`);
      }
    }
  }

  /** The region that holds `address`, or null for a hole. */
  find(address: number): Region | null {
    let low = 0;
    let high = this.regions.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const region = this.regions[middle]!;
      if (address < region.start) high = middle - 1;
      else if (address >= region.start + region.size) low = middle + 1;
      else return region;
    }
    return null;
  }
}
