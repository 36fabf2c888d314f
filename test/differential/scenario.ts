/** A hand-written body of code in the generated kernels' surroundings: their boot, handlers, log and address space. */
import type { Program } from '../../src/machine/program.js';
import { assembleProgram } from './compare-modes.js';
import { GEOMETRY, LOG, Variable, type Width, windowPages } from './layout.js';
import { PageTables } from './page-tables.js';
import { Random } from './random.js';
import type { Outcome } from './run-kernel.js';
import { boot, header, routines } from './runtime.js';

const NOTHING = {
  noExecute: true,
  global: false,
  keys: false,
  aliases: false,
  apic: false,
  broken: false,
  largePages: false,
};

export interface ScenarioOptions {
  readonly cr0?: number;
  readonly cr4?: number;
  /** Page tables' seed. */
  readonly seed?: number;
}

/**
 * A kernel whose body is `lines`; it goes on at `next:` after an exception. Frames lie at 400000H, where the core maps
 * them writable; entries of window page N are at `tables.places`.
 */
export function scenario(
  width: Width,
  lines: (tables: PageTables) => readonly string[],
  { cr0 = 0x8001_0031, cr4 = 0x30, seed = 1 }: ScenarioOptions = {},
): Promise<Program> {
  const tables = new PageTables(new Random(seed), GEOMETRY[width], NOTHING, 1);
  const registers = {
    cr0,
    cr3: tables.roots[0] ?? 0,
    cr4: width === 'legacy' ? cr4 & ~0x20 : cr4,
    efer: width === 'long' ? 0xd01 & ~0x400 : 0x800,
    istVectors: [8],
  };
  if (width === 'legacy') registers.efer = 0;
  const text = [
    ...header(width),
    ...boot(width, registers),
    `mov ${width === 'long' ? 'qword' : 'dword'} [${Variable.RECOVER}], next`,
    ...lines(tables),
    'next:',
    'jmp finish',
    ...routines(width, registers, tables.entries, windowPages(width)),
  ];
  return assembleProgram(text.join('\n'));
}

export interface LoggedEvent {
  readonly vector: number;
  readonly errorCode: number;
  readonly cr2: bigint;
  readonly dr6: number;
}

/** What the kernel's handler has written down. */
export function loggedEvents({ machine }: Outcome): LoggedEvent[] {
  const memory = machine.guestMemory;
  const events: LoggedEvent[] = [];
  const end = memory.read32(Variable.LOG_NEXT);
  for (let at = LOG; at < end; at += 48) {
    events.push({
      vector: memory.read8(at),
      errorCode: memory.read32(at + 1),
      cr2: memory.read64(at + 16),
      dr6: memory.read32(at + 40),
    });
  }
  return events;
}
