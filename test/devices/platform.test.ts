/** The devices together: memory map, screens, what can still wake a halted processor, snapshots. */
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/util/user-error.js';
import { testPlatform } from './test-platform.js';

describe('memory map', () => {
  it('is the documented one', () => {
    const { devices } = testPlatform();
    const kinds = devices.map.regions.map(
      ({ kind, start, size }) => `${kind} ${start.toString(16)} ${(start + size).toString(16)}`,
    );
    expect(kinds).toEqual([
      'ram 0 a0000',
      'framebuffer b8000 c0000',
      'ram c0000 1000000',
      'framebuffer e0000000 e012c000',
      'mmio fee00000 fee01000',
    ]);
  });

  it('ROM lies over RAM and holds its bytes', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const { devices } = testPlatform({ roms: [{ name: 'bios', address: 0xf_0000, bytes }] });
    expect(devices.guestMemory.read32(0xf_0000)).toBe(0x0403_0201);
    devices.guestMemory.write32(0xf_0000, 0);
    expect(devices.guestMemory.read32(0xf_0000)).toBe(0x0403_0201);
    expect(devices.map.romWrites).toBe(1);
  });

  it.each([
    ['off a page boundary', 0xf_0800, 16, /page boundary/],
    ['empty', 0xf_0000, 0, /empty/],
    ['over the text frame buffer', 0xb_0000, 0x1_0000, /text frame buffer/],
    ['over the local APIC', 0xfee0_0000, 16, /local APIC/],
    ['beyond 4 GiB', 0xffff_f000, 0x1001, /4 GiB/],
  ])('a ROM %s is refused', (_, address, size, message) => {
    const roms = [{ name: 'bios', address, bytes: new Uint8Array(size) }];
    expect(() => testPlatform({ roms })).toThrow(UserError);
    expect(() => testPlatform({ roms })).toThrow(message);
  });
});

describe('screens', () => {
  it('text: 25 lines from the CRTC’s start address, code page 437', () => {
    const { devices } = testPlatform();
    const put = (cell: number, code: number) => devices.guestMemory.write16(0xb8000 + 2 * cell, 0x0700 | code);
    for (const [index, letter] of [...'Hello'].entries()) put(index, letter.charCodeAt(0));
    put(80, 0xc9);
    put(24 * 80 + 79, 0x01);
    const lines = devices.screenText().split('\n');
    expect(lines).toHaveLength(26);
    expect([lines[0], lines[1], lines[24]]).toEqual(['Hello', '╔', `${' '.repeat(79)}☺`]);
    devices.ports.write(0x3d4, 2, 0x500d); // start address 80: one line down
    expect(devices.screenText().split('\n')[0]).toBe('╔');
  });

  it('linear: a PNG whose pixels are those of memory', () => {
    const { devices } = testPlatform();
    const pixels: [number, number, number][] = [
      [0, 0, 0xff0000],
      [639, 0, 0x00ff00],
      [1, 479, 0x0000ff],
      [320, 240, 0x123456],
    ];
    for (const [x, y, colour] of pixels) devices.guestMemory.write32(0xe000_0000 + y * 2560 + x * 4, colour);
    const png = Buffer.from(devices.screenPng());
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]));
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]).toEqual([640, 480, 8, 2]);
    const data: Buffer[] = [];
    for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
      if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
        data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
    }
    const rows = inflateSync(Buffer.concat(data));
    const stride = 1 + 640 * 3;
    expect(rows.length).toBe(stride * 480);
    const image = Buffer.alloc(rows.length);
    for (let y = 0; y < 480; y++) unfilter(rows, image, y * stride, stride);
    for (const [x, y, colour] of pixels) expect(image.readUIntBE(y * stride + 1 + x * 3, 3)).toBe(colour);
    expect(image.readUIntBE(stride + 1, 3)).toBe(0);
    expect(Buffer.from(devices.screenPng())).toEqual(png);
  });

  /** PNG's filters 0 to 2 on one row (an encoder that chose others would fail here). */
  function unfilter(rows: Buffer, image: Buffer, start: number, stride: number): void {
    const filter = rows[start]!;
    expect(filter).toBeLessThanOrEqual(2);
    for (let i = 1; i < stride; i++) {
      const left = filter === 1 && i > 3 ? image[start + i - 3]! : 0;
      const above = filter === 2 && start > 0 ? image[start + i - stride]! : 0;
      image[start + i] = rows[start + i]! + left + above;
    }
  }
});

describe('what can wake a halted processor', () => {
  const APIC = 0xfee0_0000;

  it('nothing, on a machine nobody programmed', () => {
    expect(testPlatform().devices.canWake).toBe(false);
  });

  it('the APIC timer: not when masked, below the priority, or in service in its class', () => {
    const start = () => {
      const { devices, runTo } = testPlatform();
      const write = (offset: number, value: number) => devices.guestMemory.write32(APIC + offset, value);
      write(0x320, 0x2_0040);
      write(0x380, 1000);
      return { devices, write, runTo };
    };
    const running = start();
    expect(running.devices.canWake).toBe(true);
    running.write(0x80, 0x40);
    expect(running.devices.canWake).toBe(false);
    running.write(0x80, 0);
    running.write(0x320, 0x3_0040);
    expect(running.devices.canWake).toBe(false);
    running.write(0x320, 0x2_0040);
    running.runTo(running.devices.nextEvent);
    running.devices.interrupts.acknowledge();
    expect(running.devices.canWake).toBe(false);
    running.write(0xb0, 0);
    expect(running.devices.canWake).toBe(true);
    running.write(0xf0, 0xff);
    expect(running.devices.canWake).toBe(false);
  });

  it('the PIT: not through a masked line, a busy 8259 or a closed LINT0', () => {
    const { devices, runTo } = testPlatform();
    const { ports } = devices;
    ports.write(0x43, 1, 0x34);
    ports.write(0x40, 1, 100);
    ports.write(0x40, 1, 0);
    expect(devices.canWake).toBe(false);
    ports.write(0x21, 1, 0xfe);
    expect(devices.canWake).toBe(true);
    devices.guestMemory.write32(APIC + 0x350, 0x1_0700);
    expect(devices.canWake).toBe(false);
    devices.guestMemory.write32(APIC + 0x350, 0x0_0700);
    runTo(devices.nextEvent + 1_000_000);
    devices.interrupts.acknowledge();
    expect(devices.canWake).toBe(false);
    ports.write(0x20, 1, 0x20);
    expect(devices.canWake).toBe(true);
  });

  it('serial input on its way', () => {
    const { devices } = testPlatform({ serialInput: () => Uint8Array.of(65) });
    devices.ports.write(0x21, 1, 0xef);
    devices.ports.read(0x3f8, 1);
    expect(devices.canWake).toBe(false);
    devices.ports.write(0x3f9, 1, 1);
    expect(devices.canWake).toBe(true);
  });
});

describe('snapshots', () => {
  /** Seeded accesses to every device's ports, the APIC page and time. */
  function disturb(platform: ReturnType<typeof testPlatform>, seed: number, steps: number): number[] {
    let state = seed;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const PORTS = [0x20, 0x21, 0xa0, 0xa1, 0x40, 0x41, 0x42, 0x43, 0x60, 0x61, 0x64, 0x70, 0x71, 0x80, 0x3c0, 0x3c8, 0x3c9,
      0x3d4, 0x3d5, 0x3da, 0x3f8, 0x3f9, 0x3fa, 0x3fb, 0x3fc, 0x3fd, 0x3fe, 0x3ff, 0x4d0, 0x4d1, 0xcf8]; // biome-ignore format: a list
    const APIC = [0x80, 0xb0, 0xd0, 0xf0, 0x280, 0x300, 0x320, 0x350, 0x370, 0x380, 0x390, 0x3e0, 0x100, 0x200];
    const { devices } = platform;
    const seen: number[] = [];
    for (let step = 0; step < steps; step++) {
      platform.runTo(platform.now + random(20_000));
      const port = PORTS[random(PORTS.length)]!;
      const register = 0xfee0_0000 + APIC[random(APIC.length)]!;
      const action = random(6);
      if (action === 0) seen.push(devices.ports.read(port, 1));
      else if (action === 1) devices.ports.write(port, port === 0x64 ? 1 : 2, random(0xf0));
      else if (action === 2) seen.push(devices.guestMemory.read32(register));
      else if (action === 3) devices.guestMemory.write32(register, random(0x6_0000));
      else if (action === 4 && devices.interrupts.pending()) seen.push(devices.interrupts.acknowledge());
      else seen.push(devices.nextEvent === Infinity ? -1 : devices.nextEvent, devices.canWake ? 1 : 0);
    }
    return seen;
  }

  it('a restored platform behaves as the one that was saved, for every device', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const input = () => Uint8Array.of(65, 66, 67);
      const original = testPlatform({ serialInput: input });
      disturb(original, seed, 200);
      const saved = original.devices.saveState();
      const copy = testPlatform({ serialInput: input });
      disturb(copy, seed + 1000, 100); // whatever it was before
      copy.devices.restoreState(saved);
      copy.now = original.now;
      const text = JSON.stringify(saved, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
      expect(disturb(copy, seed + 2000, 300)).toEqual(disturb(original, seed + 2000, 300));
      // the saved state is a copy that the run since has not touched, and plain data
      expect(JSON.stringify(saved, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))).toBe(text);
    }
  });
});
