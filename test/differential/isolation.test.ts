/** A guest reaches only what is its own: host pages that it was not given are neither read nor written through it. */
import { expect, test } from 'vitest';
import { RAM_BASE } from '../../src/memory/host-memory.js';
import { assembleProgram } from './compare-modes.js';
import { generate, source } from './kernel.js';
import { RAW_ADDRESS, randomImage } from './raw-code.js';
import { newMachine, prepare } from './run-kernel.js';

const CANARY = 0xc0ffee_5eed_c0den;
const PAGE = 4096;
const KERNELS = 6;
const IMAGES = 6;
const KERNEL_INSTRUCTIONS = 40_000;

/** Host pages that nobody has yet: the hypervisor clears a page when it takes it. */
function freePages(machine: ReturnType<typeof newMachine>): number[] {
  const { used, start } = machine['pages'] as unknown as { used: Uint8Array; start: number };
  const pages: number[] = [];
  used.forEach((taken, index) => {
    if (taken === 0) pages.push(start + index * PAGE);
  });
  return pages;
}

/** Host pages that back RAM, frame buffers and ROM. */
function guestPages(machine: ReturnType<typeof newMachine>): number[] {
  const pages: number[] = [];
  for (const region of machine.devices.map.regions) {
    if (region.kind === 'mmio') continue;
    for (let at = region.start; at < region.start + region.size; at += PAGE) pages.push(region.hostPage(at));
  }
  return pages;
}

function check(machine: ReturnType<typeof newMachine>, run: () => void): void {
  const { memory } = machine;
  const words = new BigUint64Array(memory.u8.buffer);
  const halves = memory.u32;
  const [low, high] = [Number(CANARY & 0xffff_ffffn), Number(CANARY >> 32n)];
  const pages = freePages(machine);
  for (const page of pages) words.fill(CANARY, (RAM_BASE + page) / 8, (RAM_BASE + page + PAGE) / 8);
  run();
  const free = new Set(freePages(machine));
  // A page that was taken and given back in between holds what its user left; the others hold the canary still.
  let touched = 0;
  const { next } = machine['pages'] as unknown as { next: number };
  for (const page of pages) {
    if (!free.has(page) || page < next) continue;
    const first = (RAM_BASE + page) / 4;
    for (let at = first; at < first + PAGE / 4; at += 2) if (halves[at] !== low || halves[at + 1] !== high) touched++;
  }
  expect(touched, 'words of free host pages written').toBe(0);
  expect([...machine.guestRegisters().gpr], 'a canary read into a register').not.toContain(CANARY);
  let seen = 0;
  for (const page of guestPages(machine)) {
    const first = (RAM_BASE + page) / 4;
    for (let at = first; at < first + PAGE / 4; at += 2) if (halves[at] === low && halves[at + 1] === high) seen++;
  }
  expect(seen, 'canaries in guest memory').toBe(0);
}

test.each(['shadow', 'ept'] as const)(
  '%s: free host pages',
  async (mode) => {
    for (let seed = 5000; seed < 5000 + KERNELS; seed++) {
      const program = await assembleProgram(source(generate(seed)));
      const machine = newMachine(program, { mode, profile: 'unit' });
      check(machine, () => machine.run({ maxInstructions: KERNEL_INSTRUCTIONS, maxCycles: 1e12 }));
    }
    for (let seed = 0; seed < IMAGES; seed++) {
      const machine = newMachine(await prepare(randomImage(seed), RAW_ADDRESS), { mode, profile: 'unit' });
      check(machine, () => machine.run({ maxInstructions: 2000, maxCycles: 1e12 }));
    }
  },
  120_000,
);

test.each(['shadow', 'ept'] as const)(
  '%s: every leaf of the tables in use maps guest memory',
  async (mode) => {
    for (let seed = 6000; seed < 6000 + KERNELS; seed++) {
      const program = await assembleProgram(source(generate(seed)));
      const machine = newMachine(program, { mode, profile: 'unit' });
      // Wherever the run is stopped, not only at its end.
      for (const maxInstructions of [1500, 4000, KERNEL_INSTRUCTIONS]) {
        const { kind } = machine.run({ maxInstructions, maxCycles: 1e12 });
        expect(foreignLeaves(machine, mode)).toEqual([]);
        if (kind !== 'limit') break;
      }
    }
  },
  120_000,
);

/** Host pages that the processor's own tables map and that do not back guest memory. */
function foreignLeaves(machine: ReturnType<typeof newMachine>, mode: 'shadow' | 'ept'): number[] {
  const owned = new Set(guestPages(machine));
  const words = new BigUint64Array(machine.memory.u8.buffer);
  const root = machine['root']!;
  const EPT_POINTER = 0x201a;
  const GUEST_CR3 = 0x6802;
  const isLong = (root.peek(0x2806) & 0x400n) !== 0n;
  const top = mode === 'ept' || isLong ? 4 : 3;
  const start = root.peek(mode === 'ept' ? EPT_POINTER : GUEST_CR3);
  const present = mode === 'ept' ? 7n : 1n;
  const foreign: number[] = [];
  const seen = new Set<string>();
  const visit = (table: number, level: number) => {
    if (seen.has(`${table}.${level}`)) return;
    seen.add(`${table}.${level}`);
    const count = top === 3 && level === 3 ? 4 : 512;
    for (let i = 0; i < count; i++) {
      const entry = words[(RAM_BASE + table) / 8 + i]!;
      if ((entry & present) === 0n) continue;
      const address = Number(entry & 0xf_ffff_ffff_f000n);
      if (level > 1 && (entry & 0x80n) === 0n) visit(address, level - 1);
      else if (!owned.has(address)) foreign.push(address);
    }
  };
  visit(Number(start & (top === 3 ? 0xffff_ffe0n : 0xf_ffff_ffff_f000n)), top);
  return foreign;
}
