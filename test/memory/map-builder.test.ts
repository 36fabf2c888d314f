/** Physical maps: what lies where, and that scattering is a bijection that hits 0 nowhere. */
import { describe, expect, it } from 'vitest';
import {
  backedRegion,
  backingPageSize,
  identityMap,
  mmioRegion,
  PAGE_1G,
  PAGE_2M,
  PAGE_4K,
  type PageSize,
  scatteredMap,
} from '../../src/memory/map-builder.js';

const MB = 2 ** 20;
const device = { name: 'device', readMmio: () => 0n, writeMmio: () => undefined };

describe('an identity map', () => {
  it('cuts RAM around holes and regions', () => {
    const map = identityMap({
      ramSize: 16 * MB,
      holes: [{ start: 0xa0000, size: 0x20000 }],
      regions: [
        backedRegion({ kind: 'framebuffer', name: 'text', start: 0xb8000, size: 0x8000, hostBase: 32 * MB }),
        backedRegion({ kind: 'rom', name: 'rom', start: 0xf0000, size: 0x10000, hostBase: 33 * MB }),
        mmioRegion({ name: 'apic', start: 0xfee00000, size: 0x1000, device }),
      ],
    });
    expect(map.regions.map((r) => [r.kind, r.start, r.size])).toEqual([
      ['ram', 0, 0xa0000],
      ['framebuffer', 0xb8000, 0x8000],
      ['ram', 0xc0000, 0x30000],
      ['rom', 0xf0000, 0x10000],
      ['ram', 0x100000, 15 * MB],
      ['mmio', 0xfee00000, 0x1000],
    ]);
    expect(map.find(0xa0000)).toBeNull();
    expect(map.find(16 * MB)).toBeNull();
    expect(map.find(0xfee00fff)?.device).toBe(device);
    expect(map.find(0x200000)?.hostPage(0x200000)).toBe(0x200000);
    expect(map.find(0xb9000)?.hostPage(0xb9000)).toBe(32 * MB + 0x1000);
  });
});

describe('a scattered map', () => {
  it.each<[number, PageSize, number]>([
    [16 * MB, PAGE_4K, 64 * MB],
    [16 * MB, PAGE_2M, 64 * MB],
    [16 * MB, PAGE_1G, 64 * MB],
    [17 * MB, PAGE_2M, 0],
    [16 * MB, PAGE_4K, 0],
    [1025 * MB, PAGE_1G, 1024 * MB],
    [2 * MB, PAGE_2M, 4 * MB],
    [3 * PAGE_4K, PAGE_4K, 0],
  ])('of %i bytes in units of %i from %i is a bijection without host-physical 0 for 0', (ramSize, unit, hostBase) => {
    const map = scatteredMap({ ramSize, unit, hostBase });
    const hosts = new Set<number>();
    for (let gpa = 0; gpa < ramSize; gpa += PAGE_4K) {
      const host = map.find(gpa)!.hostPage(gpa);
      expect(host % PAGE_4K).toBe(0);
      if (host < hostBase || host >= hostBase + ramSize) expect.fail(`${gpa} at ${host}`);
      hosts.add(host);
    }
    expect(hosts.size).toBe(ramSize / PAGE_4K);
    expect(map.find(0)!.hostPage(0)).not.toBe(0);
  });

  it('is the same each time, and parts neighbours', () => {
    const host = (gpa: number) =>
      scatteredMap({ ramSize: 16 * MB, unit: PAGE_4K, hostBase: MB })
        .find(gpa)!
        .hostPage(gpa);
    expect(host(0x5000)).toBe(host(0x5000));
    expect(Math.abs(host(0x6000) - host(0x5000))).toBeGreaterThan(PAGE_4K);
  });

  it('keeps each unit whole, and says how large a page may map it', () => {
    const map = scatteredMap({
      ramSize: 9 * MB,
      unit: PAGE_2M,
      hostBase: 32 * MB,
      holes: [{ start: 0xa0000, size: 0x20000 }],
    });
    for (let gpa = 2 * MB; gpa < 8 * MB; gpa += PAGE_4K) {
      const start = gpa - (gpa % PAGE_2M);
      expect(map.find(gpa)!.hostPage(gpa)).toBe(map.find(gpa)!.hostPage(start) + gpa - start);
      expect(backingPageSize(map, gpa, PAGE_1G)).toBe(PAGE_2M);
      expect(backingPageSize(map, gpa, PAGE_4K)).toBe(PAGE_4K);
    }
    // Around the hole, at RAM's end, and where nothing is.
    for (const gpa of [0, 0x100000, 8 * MB, 100 * MB]) expect(backingPageSize(map, gpa, PAGE_1G)).toBe(PAGE_4K);
    const small = scatteredMap({ ramSize: 8 * MB, unit: PAGE_4K, hostBase: 32 * MB });
    expect(backingPageSize(small, 2 * MB, PAGE_2M)).toBe(PAGE_4K);
  });

  it('refuses a host range that is not aligned or would map 0 to 0', () => {
    expect(() => scatteredMap({ ramSize: 4 * MB, unit: PAGE_2M, hostBase: MB })).toThrow(/aligned/);
    expect(() => scatteredMap({ ramSize: PAGE_4K, unit: PAGE_4K, hostBase: 0 })).toThrow(/host-physical 0/);
  });
});
