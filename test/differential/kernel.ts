/**
 * Random guest kernels: a boot that builds random page tables, then a list of independent actions. Each action may fault;
 * the handler logs the event and goes on at the action's end. Dropping actions leaves a kernel, so that a failing one can
 * be shrunk.
 */

import { ActionWriter } from './actions.js';
import { GEOMETRY, type Width, windowPages } from './layout.js';
import { type Features, PageTables } from './page-tables.js';
import { Random } from './random.js';
import { type BootRegisters, boot, header, routines } from './runtime.js';

export interface Kernel {
  readonly seed: number;
  readonly width: Width;
  /** What was chosen, for people. */
  readonly description: string;
  readonly prologue: readonly string[];
  readonly actions: readonly (readonly string[])[];
  readonly epilogue: readonly string[];
}

const WIDTHS: readonly (readonly [number, Width])[] = [
  [60, 'long'],
  [17, 'pae'],
  [17, 'legacy'],
  [6, 'flat'],
];

const CR4 = {
  PSE: 0x10,
  PAE: 0x20,
  PGE: 0x80,
  UMIP: 0x800,
  FSGSBASE: 0x10000,
  SMEP: 0x100000,
  SMAP: 0x200000,
  PKE: 0x400000,
};

/** The kernel of a seed. */
export function generate(seed: number, actionCount = 40): Kernel {
  const random = new Random(seed);
  const width = random.weighted(WIDTHS);
  const long = width === 'long';
  const features: Features = {
    noExecute: width !== 'legacy' && random.chance(0.75),
    global: random.chance(0.4),
    keys: long && random.chance(0.3),
    aliases: random.chance(0.3),
    apic: random.chance(0.2),
    broken: random.chance(0.5),
    largePages: random.chance(0.6),
  };
  const processContexts = long && random.chance(0.3);
  const spaces = 1 + random.below(3);
  const tables = new PageTables(random, GEOMETRY[width], features, spaces);
  const option = (bit: number, probability: number) => (random.chance(probability) ? bit : 0);
  const registers: BootRegisters = {
    cr0: 0x8000_0031 | option(0x1_0000, 0.75),
    cr3: tables.roots[0] ?? 0,
    cr4:
      (long || width === 'pae' ? CR4.PAE : 0) |
      CR4.PSE |
      (features.global ? option(CR4.PGE, 0.8) : 0) |
      option(CR4.SMEP, 0.3) |
      option(CR4.SMAP, 0.3) |
      option(CR4.UMIP, 0.2) |
      (long ? option(CR4.FSGSBASE, 0.3) : 0) |
      (features.keys ? CR4.PKE : 0),
    efer: (long ? 0x101 : 0) | (features.noExecute ? 0x800 : 0),
    istVectors: random.chance(0.5) ? [8] : [8, 14],
  };
  const writer = new ActionWriter({ random, width, features, processContexts, tables });
  const actions: string[][] = [];
  for (let i = 0; i < actionCount; i++) actions.push(writer.action(i));
  return {
    seed,
    width,
    description: `${width}, ${spaces} spaces, ${Object.entries({ ...features, processContexts })
      .filter(([, on]) => on)
      .map(([name]) => name)
      .join(' ')}, cr0 ${registers.cr0.toString(16)} cr4 ${registers.cr4.toString(16)}`,
    prologue: [...header(width), ...boot(width, registers)],
    actions,
    epilogue: routines(width, registers, tables.entries, windowPages(width)),
  };
}

/** Assembly source of a kernel, or of part of it. */
export function source(kernel: Kernel, actions: readonly (readonly string[])[] = kernel.actions): string {
  const body = actions.flat();
  return `; seed ${kernel.seed}: ${kernel.description}\n${[...kernel.prologue, ...body, 'jmp finish', ...kernel.epilogue].join('\n')}\n`;
}
