/** Images that lie, are cut short or cannot be placed: a LoadError that says what and why; never anything else. */
import { describe, expect, it } from 'vitest';
import { LoadError } from '../../src/loader/load-error.js';
import { loadImage } from '../../src/loader/load-image.js';
import type { LoadOptions } from '../../src/loader/loaded-image.js';
import { goldenImage, recordedOptions } from './golden-images.js';

/** Offsets in an ELF64 file: header fields, then fields of program header n. */
const Elf64 = { CLASS: 4, DATA: 5, VERSION: 6, TYPE: 16, MACHINE: 18, ENTRY: 24, PHOFF: 32, PHENTSIZE: 54, PHNUM: 56 };
const segmentField = (index: number, offset: number) => 64 + index * 56 + offset;
const OFFSET = 8;
const PHYSICAL = 24;
const MEMORY_SIZE = 40;

function errorOf(bytes: Uint8Array, changes: Partial<LoadOptions> = {}): LoadError {
  try {
    loadImage(bytes, recordedOptions('image', changes));
  } catch (error) {
    expect(error).toBeInstanceOf(LoadError);
    return error as LoadError;
  }
  throw new Error('loaded');
}

/** The direct ELF64 kernel with something changed. */
function elf64(change: (view: DataView) => void): Uint8Array {
  const bytes = goldenImage('c-kernel-direct.elf').slice();
  change(new DataView(bytes.buffer));
  return bytes;
}

/** A multiboot image of 64 bytes at 1 MiB with these address fields (header, load, load end, bss end, entry). */
function kludge(fields: readonly number[], length = 64): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  const flags = 0x10000;
  const header = [0x1badb002, flags, -(0x1badb002 + flags) >>> 0, ...fields];
  for (const [index, value] of header.entries()) view.setUint32(index * 4, value, true);
  return bytes;
}

describe('ELF headers', () => {
  const cases: [string, Uint8Array, string, RegExp][] = [
    ['cut in the identification', goldenImage('c-kernel-direct.elf').subarray(0, 10), 'truncated-image', /10/],
    ['cut in the header', goldenImage('c-kernel-direct.elf').subarray(0, 40), 'truncated-image', /ELF header/],
    [
      'cut in the program headers',
      goldenImage('c-kernel-direct.elf').subarray(0, 100),
      'truncated-image',
      /program headers/,
    ],
    ['cut in a segment', goldenImage('c-kernel-direct.elf').subarray(0, 0x500), 'truncated-image', /segment 0/],
    ['big-endian', elf64((v) => v.setUint8(Elf64.DATA, 2)), 'wrong-machine', /big-endian/],
    ['no such class', elf64((v) => v.setUint8(Elf64.CLASS, 7)), 'bad-elf', /class 7/],
    ['no such version', elf64((v) => v.setUint8(Elf64.VERSION, 0)), 'bad-elf', /version 0/],
    ['for ARM', elf64((v) => v.setUint16(Elf64.MACHINE, 183, true)), 'wrong-machine', /183/],
    ['a core dump', elf64((v) => v.setUint16(Elf64.TYPE, 4, true)), 'bad-elf', /type 4/],
    ['no program headers', elf64((v) => v.setUint16(Elf64.PHNUM, 0, true)), 'bad-elf', /no program headers/],
    ['65,535 program headers', elf64((v) => v.setUint16(Elf64.PHNUM, 0xffff, true)), 'bad-elf', /more program headers/],
    ['odd program headers', elf64((v) => v.setUint16(Elf64.PHENTSIZE, 32, true)), 'bad-elf', /32 bytes/],
    [
      'program headers beyond the file',
      elf64((v) => v.setBigUint64(Elf64.PHOFF, 2n ** 63n, true)),
      'truncated-image',
      /end at byte 9223372036854775/,
    ],
    [
      'segment beyond the file',
      elf64((v) => v.setBigUint64(segmentField(0, OFFSET), 2n ** 64n - 1n, true)),
      'truncated-image',
      /segment 0/,
    ],
    [
      'file size above memory size',
      elf64((v) => v.setBigUint64(segmentField(0, MEMORY_SIZE), 1n, true)),
      'bad-segment',
      /in memory/,
    ],
    [
      'segment above RAM',
      elf64((v) => v.setBigUint64(segmentField(1, PHYSICAL), 0x1000_0000n, true)),
      'outside-ram',
      /0x10000000.*0x4000000/,
    ],
    [
      'segment at 2^64',
      elf64((v) => v.setBigUint64(segmentField(1, PHYSICAL), 2n ** 64n - 1n, true)),
      'outside-ram',
      /0xffffffffffffffff/,
    ],
    [
      'memory size of 2^60',
      elf64((v) => v.setBigUint64(segmentField(1, MEMORY_SIZE), 2n ** 60n, true)),
      'outside-ram',
      /segment 1/,
    ],
    [
      'segments over one another',
      elf64((v) => v.setBigUint64(segmentField(1, PHYSICAL), 0x10_0010n, true)),
      'overlap',
      /segment 0 .*overlaps segment 1/,
    ],
    [
      'segment in the boot area',
      elf64((v) => v.setBigUint64(segmentField(1, PHYSICAL), 0x9_0f80n, true)),
      'overlap',
      /boot area/,
    ],
    [
      'segment in VGA memory',
      elf64((v) => v.setBigUint64(segmentField(1, PHYSICAL), 0xb_8000n, true)),
      'overlap',
      /VGA memory/,
    ],
    ['entry in no segment', elf64((v) => v.setBigUint64(Elf64.ENTRY, 0x20_0000n, true)), 'bad-entry', /0x200000/],
    [
      'nothing to load',
      elf64((v) => {
        v.setUint32(segmentField(0, 0), 4, true);
        v.setUint32(segmentField(1, 0), 4, true);
      }),
      'bad-elf',
      /no segment/,
    ],
    ['an object file', goldenImage('kernel64.o'), 'not-linked', /object file/],
    ['position-independent', goldenImage('pie.elf'), 'not-linked', /position-independent/],
  ];
  it.each(cases)('%s', (_, bytes, code, message) => {
    const error = errorOf(bytes);
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
  });

  it('32-bit ELF without multiboot: refused with a hint', () => {
    const bytes = goldenImage('c-kernel-32.elf').slice();
    new DataView(bytes.buffer).setUint32(0x80, 0, true); // its multiboot magic
    const error = errorOf(bytes);
    expect(error.code).toBe('unsupported-image');
    expect(error.hint).toMatch(/multiboot header/);
  });
});

describe('multiboot headers', () => {
  const base = 0x10_0000;
  const cases: [string, Uint8Array, string, RegExp][] = [
    [
      'no address fields, not ELF',
      goldenImage('machine-facts.bin').map((byte, index) => [0x03, 0, 0, 0, 0xfb, 0x4f, 0x52, 0xe4][index - 4] ?? byte),
      'bad-multiboot',
      /address fields/,
    ],
    [
      'unknown demand',
      (() => {
        const bytes = new Uint8Array(64);
        const view = new DataView(bytes.buffer);
        view.setUint32(0, 0x1badb002, true);
        view.setUint32(4, 0x8000, true);
        view.setUint32(8, -(0x1badb002 + 0x8000) >>> 0, true);
        return bytes;
      })(),
      'bad-multiboot',
      /0x8000/,
    ],
    ['load_addr above header_addr', kludge([base, base + 4, 0, 0, base + 32]), 'bad-multiboot', /load_addr/],
    ['load_addr before the file', kludge([base, base - 4, 0, 0, base + 32]), 'bad-multiboot', /byte 0/],
    ['load_end_addr below load_addr', kludge([base, base, base - 1, 0, base]), 'bad-multiboot', /load_end_addr/],
    ['load_end_addr beyond the file', kludge([base, base, base + 65, 0, base]), 'truncated-image', /65.*64/],
    ['bss_end_addr below the image', kludge([base, base, base + 64, base + 63, base]), 'bad-multiboot', /bss_end_addr/],
    ['bss beyond RAM', kludge([base, base, 0, 0xf000_0000, base + 32]), 'outside-ram', /0x4000000/],
    ['entry before the image', kludge([base, base, 0, 0, base - 1]), 'bad-entry', /entry_addr/],
    ['entry after the image', kludge([base, base, 0, 0, base + 64]), 'bad-entry', /entry_addr/],
    [
      'cut in the address fields',
      kludge([base, base, 0, 0, base], 64).subarray(0, 31),
      'truncated-image',
      /multiboot header/,
    ],
  ];
  it.each(cases)('%s', (_, bytes, code, message) => {
    const error = errorOf(bytes);
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
  });

  it('Multiboot2 alone: refused by name', () => {
    const bytes = goldenImage('c-kernel-direct.elf').slice();
    const view = new DataView(bytes.buffer);
    const header = [0xe85250d6, 0, 24, -(0xe85250d6 + 24) >>> 0, 0, 8];
    for (const [index, word] of header.entries()) view.setUint32(bytes.length - 64 + index * 4, word, true);
    expect((bytes.length - 64) % 8).toBe(0);
    const error = errorOf(bytes);
    expect([error.code, error.message]).toEqual(['unsupported-image', expect.stringMatching(/Multiboot2/)]);
  });

  it('a header beyond 8,192 bytes, off its boundary or with a wrong checksum is none', () => {
    const header = kludge([base, base, 0, 0, base]).subarray(0, 32);
    const place = (offset: number, change = 0) => {
      const bytes = new Uint8Array(16384);
      bytes.set(header, offset);
      bytes[offset + 8]! += change;
      return bytes;
    };
    expect(errorOf(place(8192)).code).toBe('unknown-image');
    expect(errorOf(place(2)).code).toBe('unknown-image');
    expect(errorOf(place(0, 1)).code).toBe('unknown-image');
    expect(loadImage(place(0), recordedOptions('image')).kind).toBe('multiboot');
  });
});

describe('placing', () => {
  it('an empty file, an unknown one', () => {
    expect(errorOf(new Uint8Array(0)).code).toBe('truncated-image');
    const error = errorOf(new Uint8Array(100));
    expect(error.code).toBe('unknown-image');
    expect(error.hint).toMatch(/--load/);
  });

  it('a module that does not fit; one that just does', () => {
    const module = (size: number) => ({
      modules: [{ name: 'big', bytes: new Uint8Array(size) }],
      ramSize: 16 * 2 ** 20,
    });
    const error = errorOf(goldenImage('c-kernel-direct.elf'), module(16 * 2 ** 20));
    expect(error.code).toBe('bad-module');
    expect(error.hint).toMatch(/--memory/);
    const room = 16 * 2 ** 20 - 0x10_2000; // the kernel ends in the page before
    expect(errorOf(goldenImage('c-kernel-direct.elf'), module(room + 1)).code).toBe('bad-module');
    expect(
      loadImage(goldenImage('c-kernel-direct.elf'), recordedOptions('k', module(room))).writes.at(2)?.bytes.length,
    ).toBe(room);
  });

  it('strings beyond the information area', () => {
    const error = errorOf(goldenImage('c-kernel-direct.elf'), { append: 'x'.repeat(20_000) });
    expect(error.code).toBe('boot-area-full');
  });

  it('a flat image over a ROM', () => {
    const reserved = [{ name: 'ROM bios', start: 0x8000, size: 0x1000 }];
    const error = errorOf(new Uint8Array(0x2000), { loadAddress: 0x7c00, reserved });
    expect(error.message).toMatch(/0x7c00 to 0x9bff.*ROM bios/);
  });
});

describe('fuzz', () => {
  /** Numerical Recipes' linear congruential generator: seeded, so that a failure can be repeated. */
  function random(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }
  const INTERESTING = [0, 1, 2, 0x7f, 0x80, 0xff];

  it.each([
    'c-kernel-32.elf',
    'c-kernel-64.elf',
    'c-kernel-direct.elf',
    'higher-half.elf',
    'machine-facts.bin',
    'pie.elf',
  ])('%s with bytes changed: loads inside RAM, or a LoadError', (name) => {
    const original = goldenImage(name);
    const next = random(original.length);
    for (let round = 0; round < 1500; round++) {
      const bytes = original.slice(0, round % 5 === 0 ? next(original.length) : original.length);
      for (let change = next(6); change >= 0; change--) {
        const at = next(Math.min(bytes.length, next(2) === 0 ? 0x100 : bytes.length));
        if (at < bytes.length) bytes[at] = next(2) === 0 ? INTERESTING[next(INTERESTING.length)]! : next(256);
      }
      const options = recordedOptions('fuzz', { modules: [] });
      try {
        const { writes, zeros } = loadImage(bytes, options);
        for (const { address, bytes: part } of writes)
          expect(address + part.length).toBeLessThanOrEqual(options.ramSize);
        for (const { address, size } of zeros) expect(address + size).toBeLessThanOrEqual(options.ramSize);
      } catch (error) {
        if (!(error instanceof LoadError)) throw new Error(`round ${round}`, { cause: error });
      }
    }
  });
});
