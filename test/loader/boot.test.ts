/**
 * The images that nasm and a stock compiler made, booted: they print what they print under QEMU (recorded by
 * test/oracles/loader/record.sh), with the command line and modules they were given, and end with the same status.
 */
import { expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/cpu.js';
import { ProcessorMmu } from '../../src/cpu/mmu.js';
import { backingSize } from '../../src/devices/memory-layout.js';
import { createPlatform } from '../../src/devices/platform-devices.js';
import { loadImage } from '../../src/loader/load-image.js';
import { HostMemory } from '../../src/memory/host-memory.js';
import { identityMap } from '../../src/memory/map-builder.js';
import { allocateCounters, Counter } from '../../src/timing/counters.js';
import { profileNamed } from '../../src/timing/profiles.js';
import { goldenImage, goldenText, recordedOptions } from './golden-images.js';

const RAM = 64 * 2 ** 20;
const LIMIT = 2_000_000;

/** Runs natively until debug exit; returns its serial output and a last line with the process's status. */
function boot(name: string): string {
  const memory = new HostMemory(RAM + backingSize([]));
  const counters = allocateCounters(memory);
  const profile = profileNamed('unit');
  let output = '';
  let status = -1;
  const devices = createPlatform({
    ramSize: RAM,
    roms: [],
    memory,
    backingBase: RAM,
    buildMap: identityMap,
    clock: { now: () => counters[Counter.cycles]! },
    serialOutput: (byte) => {
      output += String.fromCharCode(byte);
    },
    serialInput: null,
    onInterruptChange: () => undefined,
    onSchedule: () => undefined,
    onStop: (stop) => {
      status = stop.kind === 'debug-exit' ? stop.status & 0xff : -2;
      cpu.requestStop();
    },
  });
  const mmu = new ProcessorMmu({ memory, map: devices.map, profile, counters });
  const cpu = new Cpu({ memory, platform: devices, profile, counters, mmu });
  const image = loadImage(goldenImage(name), recordedOptions(name));
  for (const { address, size } of image.zeros) devices.guestMemory.load(address, new Uint8Array(size));
  for (const { address, bytes } of image.writes) devices.guestMemory.load(address, bytes);
  cpu.resetTo(image.initialState);
  cpu.run(Infinity, LIMIT);
  return `${output}status ${status}\n`;
}

it.each(['c-kernel-32', 'c-kernel-64'])('%s: a multiboot kernel in C', (name) => {
  expect(boot(`${name}.elf`)).toBe(goldenText(`${name}.out`));
});

it('c-kernel-direct.elf: ELF64 that starts in C', () => {
  const name = 'c-kernel-direct.elf';
  // The same C code as the recorded kernel; only its own name differs.
  expect(boot(name)).toBe(goldenText('c-kernel-64.out').replace('c-kernel-64.elf', name));
});

it('machine-facts.bin: an a.out-kludge image finds the machine QEMU gives it', () => {
  const lines = (text: string) => text.split('\n');
  // Facts that are documented to differ: no boot device, no EBDA and ACPI area but a boot area in the memory map, PIC
  // lines masked (no timer runs), serial port ready for use.
  const different = /^(flags|mem_lower|mem_upper|mmap|pic|serial\.lcr|elcr)|^"(qemu|trapwalk)"/;
  const comparable = (text: string) => lines(text).filter((line) => !different.test(line));
  const actual = boot('machine-facts.bin');
  expect(comparable(actual)).toEqual(comparable(goldenText('machine-facts.out')));
});
