/**
 * Physical maps. Natively a guest's frames are host-physical frames of the same number; under a hypervisor they are
 * scattered over host memory on purpose, so that a missing translation shows at once.
 */
import type { MmioDevice } from './bus.js';
import { PhysicalMap, type Region } from './physical-map.js';

export const PAGE_4K = 0x1000;
export const PAGE_2M = 0x200000;
export const PAGE_1G = 0x40000000;
export type PageSize = typeof PAGE_4K | typeof PAGE_2M | typeof PAGE_1G;

export interface AddressRange {
  /** Bytes, multiples of 4 KiB. */
  readonly start: number;
  readonly size: number;
}

export interface MapLayout {
  /** Bytes of RAM from physical address 0; holes and regions inside are cut out of it. */
  readonly ramSize: number;
  /** Where RAM would be and is not. */
  readonly holes?: readonly AddressRange[];
  /** ROM, frame buffers and devices. */
  readonly regions?: readonly Region[];
}

/** ROM or a frame buffer on consecutive host-physical pages from `hostBase`. */
export function backedRegion(
  region: AddressRange & { readonly kind: 'rom' | 'framebuffer'; readonly name: string; readonly hostBase: number },
): Region {
  const { kind, name, start, size, hostBase } = region;
  return { kind, name, start, size, hostPage: (address) => hostBase + (address - start), device: null };
}

/** Registers of a device. */
export function mmioRegion(region: AddressRange & { readonly name: string; readonly device: MmioDevice }): Region {
  const { name, start, size, device } = region;
  const hostPage = (address: number): number => {
    throw new RangeError(`MMIO has no host page: ${address}`);
  };
  return { kind: 'mmio', name, start, size, hostPage, device };
}

/** RAM whose frame n is host-physical frame n. */
export function identityMap(layout: MapLayout): PhysicalMap {
  return buildMap(layout, (address) => address);
}

/**
 * RAM scattered over the host-physical range of the same size from `hostBase`, in units of `unit` bytes; what is left
 * of RAM after the last whole unit is scattered in the next smaller one. A bijection, the same for the same arguments.
 * Throws RangeError when `hostBase` is not aligned to the largest unit used, or guest-physical 0 would be host-physical 0.
 */
export function scatteredMap(layout: MapLayout & { readonly hostBase: number; readonly unit: PageSize }): PhysicalMap {
  const pieces: { readonly end: number; readonly hostPage: (address: number) => number }[] = [];
  let from = 0;
  for (const unit of [PAGE_1G, PAGE_2M, PAGE_4K]) {
    const count = Math.floor((layout.ramSize - from) / unit);
    if (unit > layout.unit || count === 0) continue;
    const base = layout.hostBase + from;
    if (base % unit !== 0) throw new RangeError(`host memory at ${base} is not aligned to ${unit}`);
    pieces.push({ end: from + count * unit, hostPage: scatter(from, base, unit, count) });
    from += count * unit;
  }
  const hostPage = (address: number): number => {
    for (const piece of pieces) if (address < piece.end) return piece.hostPage(address);
    throw new RangeError(`not RAM: ${address}`);
  };
  if (pieces.length > 0 && hostPage(0) === 0) throw new RangeError('guest-physical 0 would be host-physical 0');
  const only = pieces.length === 1 ? pieces[0]!.hostPage : hostPage;
  return buildMap(layout, only);
}

/** The affine permutation i ↦ (a·i + b) mod count, with a near the golden section of count so that neighbours part. */
function scatter(from: number, base: number, unit: number, count: number): (address: number) => number {
  let factor = Math.max(1, Math.floor(count * 0.6180339887498949));
  while (greatestCommonDivisor(factor, count) !== 1) factor++;
  const shift = count >> 1;
  return (address) => {
    const relative = address - from;
    const offset = relative % unit;
    const index = (((relative - offset) / unit) * factor + shift) % count;
    return base + index * unit + offset;
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** RAM from 0 cut around everything else. */
function buildMap(layout: MapLayout, hostPage: (address: number) => number): PhysicalMap {
  const others = layout.regions ?? [];
  const cuts = [...(layout.holes ?? []), ...others].sort((a, b) => a.start - b.start);
  const regions: Region[] = [...others];
  let start = 0;
  for (const cut of [...cuts, { start: layout.ramSize, size: 0 }]) {
    const end = Math.min(cut.start, layout.ramSize);
    if (end > start) regions.push({ kind: 'ram', name: 'RAM', start, size: end - start, hostPage, device: null });
    start = Math.max(start, cut.start + cut.size);
  }
  return new PhysicalMap(regions);
}

/**
 * The largest page, up to `limit`, with which one paging-structure entry can map the memory at `address`: wholly in one
 * region, and on host pages as contiguous and as aligned. 4 KiB at least, whatever is there.
 */
export function backingPageSize(map: PhysicalMap, address: number, limit: PageSize): PageSize {
  const region = map.find(address);
  if (region === null || region.device !== null) return PAGE_4K;
  for (const size of [PAGE_1G, PAGE_2M] as const) {
    if (size > limit) continue;
    const start = address - (address % size);
    if (start < region.start || start + size > region.start + region.size) continue;
    const host = region.hostPage(start);
    // Regions are scattered in units of a page size: the ends tell whether this page is one unit or part of one.
    if (host % size === 0 && region.hostPage(start + size - PAGE_4K) === host + size - PAGE_4K) return size;
  }
  return PAGE_4K;
}
