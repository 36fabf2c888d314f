/** What of an image goes where, against readelf, and how the processor starts, against the Multiboot Specification. */
import { describe, expect, it } from 'vitest';
import { bootArea, HALT_ADDRESS, PAGE_TABLES_ADDRESS, STACK_TOP } from '../../src/loader/boot-area.js';
import { loadImage } from '../../src/loader/load-image.js';
import type { LoadedImage } from '../../src/loader/loaded-image.js';
import { goldenImage, goldenText, recordedOptions } from './golden-images.js';

/** Guest RAM as the image leaves it. */
function memoryOf(image: LoadedImage, size = 8 * 2 ** 20): DataView {
  const memory = new Uint8Array(size).fill(0xcc);
  for (const { address, bytes } of image.writes) memory.set(bytes, address);
  for (const { address, size: count } of image.zeros) memory.fill(0, address, address + count);
  return new DataView(memory.buffer);
}

interface ReadElf {
  readonly entry: bigint;
  readonly segments: { offset: number; physical: number; fileSize: number; memorySize: number }[];
  readonly symbols: string[];
}

function readElf(name: string): ReadElf {
  const text = goldenText(`${name}.readelf`);
  const segments = [...text.matchAll(/LOAD\s+(\S+) (\S+) (\S+) (\S+) (\S+)/g)].map(
    ([, offset, , physical, file, memory]) => ({
      offset: Number(offset),
      physical: Number(physical),
      fileSize: Number(file),
      memorySize: Number(memory),
    }),
  );
  return {
    entry: BigInt(/Entry point address:\s+(\S+)/.exec(text)![1]!),
    segments,
    symbols: [...text.matchAll(/^SYMBOL (\S+) (\d+) (\S+)/gm)]
      .map(([, value, size, symbol]) => `${BigInt(`0x${value}`)} ${size} ${symbol}`)
      .sort(),
  };
}

describe('ELF images', () => {
  it.each([
    ['c-kernel-32.elf', 'multiboot', 'protected'],
    ['c-kernel-64.elf', 'multiboot', 'protected'],
    ['c-kernel-direct.elf', 'elf64', 'long'],
    ['higher-half.elf', 'elf64', 'long'],
  ] as const)('%s: segments, entry and symbols are readelf’s', (name, kind, mode) => {
    const bytes = goldenImage(name);
    const expected = readElf(name);
    const image = loadImage(bytes, recordedOptions(name));
    expect(image.kind).toBe(kind);
    expect(image.initialState.mode).toBe(mode);
    const memory = new Uint8Array(memoryOf(image).buffer);
    for (const { offset, physical, fileSize, memorySize } of expected.segments) {
      expect(memory.subarray(physical, physical + fileSize)).toEqual(bytes.subarray(offset, offset + fileSize));
      expect(memory.subarray(physical + fileSize, physical + memorySize).every((byte) => byte === 0)).toBe(true);
    }
    expect(image.symbols.map((symbol) => `${symbol.address} ${symbol.size} ${symbol.name}`).sort()).toEqual(
      expected.symbols,
    );
    // readelf shows the virtual entry point; the kernels lie at 1 MiB
    expect(BigInt(image.entry)).toBe(expected.entry & 0x7fff_ffffn);
    expect(image.initialState.rip).toBe(BigInt(image.entry));
  });
});

describe('initial state', () => {
  it('multiboot: the machine state of the specification', () => {
    const { initialState: state } = loadImage(goldenImage('c-kernel-32.elf'), recordedOptions('k'));
    expect(state.gpr[0]).toBe(0x2badb002n);
    expect(state.cr0 & 0x8000_0001n).toBe(1n); // PE set, PG clear
    expect(state.rflags & 0x2_0200n).toBe(0n); // VM and IF clear
    const [, cs] = state.segments;
    for (const segment of state.segments.slice(0, 6)) {
      expect(segment.base).toBe(0n);
      expect(segment.limit).toBe(0xffff_ffff);
      // present, ring 0, code or data, D/B, granularity
      expect(segment.accessRights & 0xf0f0).toBe(0xc090);
      expect(segment.accessRights & 0x0a).toBe(segment === cs ? 0x0a : 0x02);
    }
  });

  it('long mode: the tables map the first 4 GiB to itself in 2 MiB pages', () => {
    const image = loadImage(goldenImage('c-kernel-direct.elf'), recordedOptions('k'));
    const { initialState: state } = image;
    expect(state.cr3).toBe(BigInt(PAGE_TABLES_ADDRESS));
    expect(state.cr0 & 0x8000_0001n).toBe(0x8000_0001n);
    expect(state.cr4 & 0x20n).toBe(0x20n);
    expect(state.efer & 0x500n).toBe(0x500n);
    expect(state.segments[1]!.accessRights & 0x6000).toBe(0x2000); // L set, D clear
    expect([state.gpr[7], state.gpr[6]]).toEqual([0x2badb002n, state.gpr[3]]);
    const memory = memoryOf(image);
    for (const address of [0n, 0x20_0000n, 0xb_8000n, 0x3fff_ffffn, 0x4000_0000n, 0xe000_1234n, 0xffff_ffffn]) {
      let table = state.cr3;
      for (const shift of [39n, 30n, 21n]) {
        const entry = memory.getBigUint64(Number(table + ((address >> shift) & 511n) * 8n), true);
        expect(entry & 3n).toBe(3n);
        expect((entry & 0x80n) !== 0n).toBe(shift === 21n);
        table = entry & 0x000f_ffff_ffff_f000n;
      }
      expect(table + (address & 0x1f_ffffn)).toBe(address);
    }
  });

  it('leaves a return address on the stack that halts', () => {
    for (const [name, bytes] of [
      ['c-kernel-32.elf', 4],
      ['c-kernel-direct.elf', 8],
    ] as const) {
      const image = loadImage(goldenImage(name), recordedOptions('k'));
      const memory = memoryOf(image);
      const rsp = Number(image.initialState.gpr[4]);
      expect(rsp).toBe(STACK_TOP - bytes);
      const target = bytes === 8 ? Number(memory.getBigUint64(rsp, true)) : memory.getUint32(rsp, true);
      expect(target).toBe(HALT_ADDRESS);
      expect(memory.getUint32(target, true)).toBe(0xfdeb_f4fa); // CLI; HLT; JMP to the HLT
    }
  });

  it('GDT: selectors 08H and 10H are what CS and the others hold', () => {
    for (const bits of [32, 64] as const) {
      const gdt = bootArea(bits)[0]!;
      const view = new DataView(gdt.bytes.buffer, gdt.bytes.byteOffset);
      expect(view.getBigUint64(0, true)).toBe(0n);
      expect(view.getBigUint64(16, true)).toBe(0x00cf_9300_0000_ffffn);
      expect(view.getBigUint64(8, true)).toBe(bits === 64 ? 0x00af_9b00_0000_ffffn : 0x00cf_9b00_0000_ffffn);
    }
  });
});

describe('flat images', () => {
  it('go to the load address and start there in long mode', () => {
    const image = loadImage(Uint8Array.of(0xf4), recordedOptions('flat.bin', { loadAddress: 0x8000, modules: [] }));
    expect(image.kind).toBe('flat');
    expect(image.writes[0]).toEqual({ address: 0x8000, bytes: Uint8Array.of(0xf4) });
    expect([image.entry, image.initialState.mode]).toEqual([0x8000, 'long']);
  });

  it('of a multiboot kernel: the address fields decide', () => {
    const image = loadImage(goldenImage('machine-facts.bin'), recordedOptions('machine-facts.bin'));
    expect(image.kind).toBe('multiboot');
    expect(image.writes[0]!.address).toBe(0x10_0000);
    expect(image.writes[0]!.bytes).toEqual(goldenImage('machine-facts.bin'));
    expect(image.zeros[0]!.address).toBe(0x10_0000 + goldenImage('machine-facts.bin').length);
    expect(image.entry).toBe(0x10_0000 + 32);
  });
});

it('writes and zeroed ranges never overlap', () => {
  for (const name of ['c-kernel-32.elf', 'c-kernel-64.elf', 'c-kernel-direct.elf', 'machine-facts.bin']) {
    const image = loadImage(goldenImage(name), recordedOptions(name));
    const ranges = [
      ...image.writes.map(({ address, bytes }) => [address, address + bytes.length] as const),
      ...image.zeros.map(({ address, size }) => [address, address + size] as const),
    ].sort((a, b) => a[0] - b[0]);
    for (let i = 1; i < ranges.length; i++) expect(ranges[i]![0]).toBeGreaterThanOrEqual(ranges[i - 1]![1]);
  }
});
