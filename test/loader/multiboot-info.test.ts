/** The Multiboot information, read back as the specification lays it out, against what QEMU gives the same kernel. */
import { expect, it } from 'vitest';
import { loadImage } from '../../src/loader/load-image.js';
import type { LoadedImage, LoadOptions } from '../../src/loader/loaded-image.js';
import { goldenImage, goldenText, MODULES, recordedOptions } from './golden-images.js';

const RAM = 64 * 2 ** 20;

function load(changes: Partial<LoadOptions> = {}): { image: LoadedImage; memory: DataView; info: number } {
  const image = loadImage(goldenImage('machine-facts.bin'), recordedOptions('machine-facts.bin', changes));
  const memory = new Uint8Array(RAM);
  for (const { address, bytes } of image.writes) memory.set(bytes, address);
  return { image, memory: new DataView(memory.buffer), info: Number(image.initialState.gpr[3]) };
}

function text(memory: DataView, address: number): string {
  let end = address;
  while (memory.getUint8(end) !== 0) end++;
  return new TextDecoder().decode(new Uint8Array(memory.buffer, address, end - address));
}

/** `name=value` lines and the quoted lines that follow them. */
function recorded(name: string): string[] {
  const lines = goldenText('machine-facts.out').split('\n');
  return lines.flatMap((line, index) => {
    if (!line.startsWith(`${name}=`)) return [];
    const next = lines[index + 1] ?? '';
    return [next.startsWith('"') ? next.slice(1, -1) : line.slice(name.length + 1)];
  });
}

it('command line and modules are QEMU’s', () => {
  const { memory, info } = load();
  const get = (offset: number) => memory.getUint32(info + offset, true);
  expect([text(memory, get(16))]).toEqual(recorded('cmdline'));
  expect(get(20)).toBe(Number(`0x${recorded('mods_count')[0]}`));
  const modules = [0, 1].map((index) => get(24) + index * 16);
  const word = (address: number) => memory.getUint32(address, true);
  expect(modules.map((module) => text(memory, word(module + 8)))).toEqual(recorded('module.string'));
  expect(modules.map((module) => word(module) % 4096)).toEqual(
    recorded('module.start.page_offset').map((value) => Number(`0x${value}`)),
  );
  for (const [index, module] of modules.entries()) {
    const [start, end] = [word(module), word(module + 4)];
    expect(new Uint8Array(memory.buffer, start, end - start)).toEqual(MODULES[index]!.bytes);
  }
});

it('flags tell what is there; all of QEMU’s but the boot device', () => {
  const { memory, info } = load();
  const flags = memory.getUint32(info, true);
  const qemu = Number(`0x${recorded('flags')[0]}`);
  const bootDevice = 0x2;
  expect(flags & qemu).toBe(qemu & ~bootDevice);
  expect(text(memory, memory.getUint32(info + 64, true))).toBe('trapwalk');
});

it('the memory map covers RAM, with the boot area reserved', () => {
  const { memory, info } = load();
  const [length, address] = [memory.getUint32(info + 44, true), memory.getUint32(info + 48, true)];
  const available: [number, number][] = [];
  for (let at = address; at < address + length; at += memory.getUint32(at, true) + 4) {
    const [base, size] = [memory.getBigUint64(at + 4, true), memory.getBigUint64(at + 12, true)];
    if (memory.getUint32(at + 20, true) === 1) available.push([Number(base), Number(base + size)]);
  }
  expect(available).toEqual([
    [0, 0x9_0000],
    [0x10_0000, RAM],
  ]);
  // mem_lower and mem_upper say the same in KiB, as the specification wants
  expect(memory.getUint32(info + 4, true) * 1024).toBe(0x9_0000);
  expect(memory.getUint32(info + 8, true) * 1024).toBe(RAM - 0x10_0000);
});

it('the frame buffer is text, or linear graphics for a kernel that asks', () => {
  const fields = (memory: DataView, info: number) => [
    memory.getBigUint64(info + 88, true),
    ...[96, 100, 104].map((offset) => memory.getUint32(info + offset, true)),
    memory.getUint8(info + 108),
    memory.getUint8(info + 109),
  ];
  const plain = load();
  expect(plain.image.graphics).toBe(false);
  expect(fields(plain.memory, plain.info)).toEqual([0xb8000n, 160, 80, 25, 16, 2]);

  // The same kernel with flag bit 2 and a graphics request in place of its first instructions
  const bytes = goldenImage('machine-facts.bin').slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 0x10007, true);
  view.setUint32(8, -(0x1badb002 + 0x10007) >>> 0, true);
  for (const [index, value] of [0, 1024, 768, 32].entries()) view.setUint32(32 + index * 4, value, true);
  const image = loadImage(bytes, recordedOptions('k'));
  const memory = new Uint8Array(RAM);
  for (const write of image.writes) memory.set(write.bytes, write.address);
  expect(image.graphics).toBe(true);
  const info = Number(image.initialState.gpr[3]);
  expect(fields(new DataView(memory.buffer), info)).toEqual([0xe000_0000n, 2560, 640, 480, 32, 1]);
  expect([...memory.subarray(info + 110, info + 116)]).toEqual([16, 8, 8, 8, 0, 8]);
});

it('direct images get the same information', () => {
  const image = loadImage(goldenImage('c-kernel-direct.elf'), recordedOptions('c-kernel-direct.elf'));
  const memory = new Uint8Array(RAM);
  for (const { address, bytes } of image.writes) memory.set(bytes, address);
  const info = Number(image.initialState.gpr[6]); // RSI, second argument of a C function
  const view = new DataView(memory.buffer);
  expect(text(view, view.getUint32(info + 16, true))).toBe('c-kernel-direct.elf alpha beta=2');
});

it('without --append the command line is the name', () => {
  const { memory, info } = load({ append: '' });
  expect(text(memory, memory.getUint32(info + 16, true))).toBe('machine-facts.bin');
});
