/** Bytes at physical addresses: RAM, ROM, devices, holes, and what crosses between them. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { BusSize } from '../../src/memory/bus.js';
import { GuestMemory } from '../../src/memory/guest-memory.js';
import { HostMemory, RAM_BASE } from '../../src/memory/host-memory.js';
import { backedRegion, mmioRegion, scatteredMap } from '../../src/memory/map-builder.js';
import { HostPageAllocator } from '../../src/memory/page-allocator.js';
import type { PhysicalMap } from '../../src/memory/physical-map.js';

const MB = 2 ** 20;
const log: string[] = [];
const device = {
  name: 'device',
  readMmio: (offset: number, size: BusSize) => {
    log.push(`read ${offset} ${size}`);
    return 0xa5a5a5a5a5a5a5a5n;
  },
  writeMmio: (offset: number, size: BusSize, value: bigint) => {
    log.push(`write ${offset} ${size} ${value.toString(16)}`);
  },
};

let host: HostMemory;
let map: PhysicalMap;
let guest: GuestMemory;

beforeEach(() => {
  log.length = 0;
  host = new HostMemory(32 * MB);
  map = scatteredMap({
    ramSize: 4 * MB,
    hostBase: 8 * MB,
    unit: 0x1000,
    regions: [
      backedRegion({ kind: 'rom', name: 'rom', start: 0xf0000, size: 0x2000, hostBase: 16 * MB }),
      mmioRegion({ name: 'device', start: 0xfee00000, size: 0x1000, device }),
    ],
  });
  guest = new GuestMemory(host, map);
});

describe('guest memory', () => {
  it('reads and writes every size, across frames too', () => {
    guest.write64(0x1ffc, 0x8877665544332211n);
    expect(guest.read64(0x1ffc)).toBe(0x8877665544332211n);
    expect(guest.read32(0x1ffe)).toBe(0x66554433);
    expect(guest.read16(0x1fff)).toBe(0x5544);
    expect(guest.read8(0x2003)).toBe(0x88);
    guest.write32(0x1fff, 0xdeadbeef);
    guest.write16(0x3000, 0xffff1234);
    guest.write8(0x3002, 0x1ff);
    expect(guest.read64(0x1ffc)).toBe(0x88deadbeef332211n);
    expect(guest.read32(0x3000)).toBe(0xff1234);
    expect(host.u8[RAM_BASE + map.find(0x1000)!.hostPage(0x1000) + 0xfff]).toBe(0xef);
  });

  it('copies in and out over scattered frames', () => {
    const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 7) & 0xff);
    guest.copyIn(0x10123, bytes);
    expect(guest.copyOut(0x10123, 10_000)).toEqual(bytes);
    expect(guest.read8(0x10123 + 5000)).toBe(bytes[5000]);
  });

  it('keeps ROM except when it is loaded', () => {
    expect(guest.load(0xf0ffe, Uint8Array.of(1, 2, 3, 4))).toBe(true);
    guest.write32(0xf0ffe, 0);
    guest.copyIn(0xf0ffe, new Uint8Array(2));
    expect(guest.read32(0xf0ffe)).toBe(0x04030201);
    // The store crosses a page: byte by byte. The copy too.
    expect(map.romWrites).toBe(6);
    expect(guest.hostOffset(0xf0000)).toBe(RAM_BASE + 16 * MB);
    expect(guest.writableOffset(0xf0000)).toBe(-1);
  });

  it('reads ones from a hole, and counts', () => {
    expect([guest.read8(8 * MB), guest.read16(8 * MB), guest.read32(8 * MB)]).toEqual([0xff, 0xffff, 0xffffffff]);
    expect(guest.read64(2 ** 40)).toBe(2n ** 64n - 1n);
    guest.write32(8 * MB, 0);
    expect([map.holeReads, map.holeWrites]).toEqual([4, 1]);
    expect(guest.load(4 * MB - 2, new Uint8Array(4))).toBe(false);
    expect(guest.read32(4 * MB - 2)).toBe(0xffff0000);
  });

  it('passes accesses on to a device with their size', () => {
    expect(guest.read(0xfee00020, 4)).toBe(0xa5a5a5a5n);
    expect(guest.read64(0xfee00030)).toBe(0xa5a5a5a5a5a5a5a5n);
    guest.write(0xfee000b0, 2, 0x12345n);
    expect(log).toEqual(['read 32 4', 'read 48 8', 'write 176 2 2345']);
    expect(guest.hostOffset(0xfee00000)).toBe(-1);
  });

  it('tells of writes to watched pages only', () => {
    const seen: [number, number][] = [];
    host.onWatchedWrite = (offset, size) => seen.push([offset, size]);
    const page = guest.hostOffset(0x5000);
    guest.write64(0x5000, 1n);
    host.watched[page >>> 12] = 1;
    guest.write64(0x5008, 1n);
    guest.copyIn(0x4ff0, new Uint8Array(0x2000));
    guest.load(0x5ffe, new Uint8Array(8));
    expect(seen).toEqual([
      [page + 8, 8],
      [page, 0x1000],
      [page + 0xffe, 2],
    ]);
  });
});

describe('the host-page allocator', () => {
  it('gives zeroed pages, rising, then the one freed last, up to the cap', () => {
    const pages = new HostPageAllocator(host, 16 * MB, 16 * MB + 0x5000, 4);
    const [a, b, c] = [pages.allocate(), pages.allocate(), pages.allocate()];
    expect([a, b, c]).toEqual([16 * MB, 16 * MB + 0x1000, 16 * MB + 0x2000]);
    host.u8[RAM_BASE + b! + 5] = 1;
    pages.free(a!);
    pages.free(b!);
    expect(pages.inUse).toBe(1);
    expect(pages.allocate()).toBe(b);
    expect(host.u8[RAM_BASE + b! + 5]).toBe(0);
    expect(pages.allocate()).toBe(a);
    expect(pages.allocate()).toBe(16 * MB + 0x3000);
    expect(pages.allocate()).toBe(-1);
  });

  it('ends at its end, gives runs, and refuses what is not in use', () => {
    const pages = new HostPageAllocator(host, 16 * MB, 16 * MB + 0x4000);
    expect(pages.allocateRun(3)).toBe(16 * MB);
    expect(pages.allocateRun(2)).toBe(-1);
    expect(pages.allocate()).toBe(16 * MB + 0x3000);
    expect(pages.allocate()).toBe(-1);
    pages.free(16 * MB + 0x1000);
    expect(() => pages.free(16 * MB + 0x1000)).toThrow(RangeError);
    expect(() => pages.free(0)).toThrow(RangeError);
  });

  it('comes back from its saved state', () => {
    const pages = new HostPageAllocator(host, 16 * MB, 17 * MB);
    const first = pages.allocate();
    pages.allocate();
    pages.free(first);
    const state = pages.save();
    const after = [pages.allocate(), pages.allocate()];
    pages.restore(state);
    expect([pages.allocate(), pages.allocate()]).toEqual(after);
  });
});
