/**
 * Every kernel of programs/ in every mode: its output and status are what qemu recorded (test/golden/programs, made by
 * test/oracles/record-qemu.sh), its exits are what its header derives on paper. The numbers here are copies of the
 * headers', with the terms they are made of; none was taken from a run.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleSource, boot } from './boot.js';

const PROGRAMS = join(import.meta.dirname, '../../programs');
const GOLDEN = join(import.meta.dirname, '../golden/programs');

type Exits = Readonly<Record<string, number>>;

/** What every program pays under shadow paging to reach long mode: CR4, CR3, CR0; IA32_EFER read and written. */
const LONG_MODE: Exits = { CR_ACCESS: 3, RDMSR: 1, WRMSR: 1 };
/** Characters of output, and the debug exit. */
const io = (characters: number): Exits => ({ IO_INSTRUCTION: characters + 1 });
/** Fills before paging is on: text and data in the identity shadow. */
const UNPAGED = 2;

interface Expected {
  readonly shadow: Exits;
  readonly ept: Exits;
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  hello: {
    // text, data, stack after paging; 3 tables
    shadow: { ...LONG_MODE, ...io(21), EXCEPTION_NMI: UNPAGED + 3 },
    ept: { ...io(21), EPT_VIOLATION: 3 + 3 },
  },
  'own-page-tables': {
    // 4 rounds of a CR3 read and a CR3 write; 16 remaps with INVLPG
    shadow: {
      ...LONG_MODE,
      ...io(70),
      CR_ACCESS: 3 + 4 * 2,
      INVLPG: 16,
      // text, data and 12 tables unpaged; 5 pages and the window; remaps; rounds; the region; the first write
      EXCEPTION_NMI: 14 + (5 + 64) + 16 * 2 + 4 * 64 * 2 + 2048 + 1,
    },
    // text, data, stack; tables; frames
    ept: { ...io(70), EPT_VIOLATION: 3 + 12 + 512 },
  },
  'context-switch': {
    // 100 switches; text, data, stack, mine in A; text, stack, mine in B
    shadow: { ...LONG_MODE, ...io(58), CR_ACCESS: 3 + 100, EXCEPTION_NMI: UNPAGED + 4 + 3 },
    // text, data, stack; 4 tables and a frame each
    ept: { ...io(58), EPT_VIOLATION: 3 + 2 * (4 + 1) },
  },
  'demand-paging': {
    // text, data, stack, first page; 32 pages of three exits, 32 of four
    shadow: { ...LONG_MODE, ...io(50), EXCEPTION_NMI: UNPAGED + 4 + 32 * 3 + 32 * 4 },
    // text, data, stack; tables; first frame; frames
    ept: { ...io(50), EPT_VIOLATION: 3 + 4 + 1 + 2 * 32 },
  },
  'page-table-churn': {
    // text, data, stack, first page; 100 times store, fill, store; one fault reflected
    shadow: { ...LONG_MODE, ...io(50), INVLPG: 100, EXCEPTION_NMI: UNPAGED + 4 + 100 * 3 + 1 },
    // text, data, stack; tables; frames
    ept: { ...io(50), EPT_VIOLATION: 3 + 4 + 3 },
  },
  'user-mode': {
    // text, data, stack, user text, user stack; one fault reflected
    shadow: { ...LONG_MODE, ...io(74), EXCEPTION_NMI: UNPAGED + 5 + 1 },
    ept: { ...io(74), EPT_VIOLATION: 5 + 4 },
  },
  timer: {
    // two PIC masks; 10 HLTs; APIC: 3 registers set up, 10 times start and EOI
    shadow: { ...LONG_MODE, IO_INSTRUCTION: 2 + 23 + 1, HLT: 10, EXCEPTION_NMI: UNPAGED + 3 + (3 + 10 * 2) },
    ept: { IO_INSTRUCTION: 2 + 23 + 1, HLT: 10, EPT_VIOLATION: 3 + 4 + (3 + 10 * 2) },
  },
  framebuffer: {
    // text, data, stack, screen; under EPT the screen is mapped from the start
    shadow: { ...LONG_MODE, ...io(28), EXCEPTION_NMI: UNPAGED + 4 },
    ept: { ...io(28), EPT_VIOLATION: 3 + 3 },
  },
};

/** Status and serial output as recorded. */
function golden(name: string): { status: number; serial: string } {
  const text = readFileSync(join(GOLDEN, `${name}.txt`), 'latin1');
  const end = text.indexOf('\n');
  return { status: Number(text.slice(0, end)), serial: text.slice(end + 1) };
}

function exitCounts(byReason: Readonly<Record<string, { readonly count: number }>>): Exits {
  return Object.fromEntries(Object.entries(byReason).map(([reason, { count }]) => [reason, count]));
}

/** The totals row of the header's table: native, shadow, ept. */
function headerTotals(name: string): { shadow: number; ept: number } {
  const source = readFileSync(join(PROGRAMS, `${name}.asm`), 'latin1');
  const row = /^; {3}total +- +(\d+) +(\d+)/m.exec(source);
  if (row === null) throw new Error(`${name}.asm: no totals in the header`);
  return { shadow: Number(row[1]), ept: Number(row[2]) };
}

const sum = (exits: Exits) => Object.values(exits).reduce((a, b) => a + b, 0);
const sources = readdirSync(PROGRAMS)
  .filter((file) => file.endsWith('.asm'))
  .map((file) => file.slice(0, -4));

describe('programs', () => {
  it('all have exits derived, and the headers agree with this table', () => {
    expect(sources.filter((name) => EXPECTED[name] === undefined)).toEqual([]);
    for (const [name, { shadow, ept }] of Object.entries(EXPECTED)) {
      expect({ name, ...headerTotals(name) }).toEqual({ name, shadow: sum(shadow), ept: sum(ept) });
    }
  });

  for (const name of sources) {
    describe(name, () => {
      const image = assembleSource(join(PROGRAMS, `${name}.asm`));
      const { status, serial } = golden(name);
      const hashes: string[] = [];
      for (const mode of ['native', 'shadow', 'ept'] as const) {
        it(`${mode}: prints and returns what qemu does, with the exits derived`, async () => {
          const ended = await boot(image, mode);
          expect({ status: ended.status, serial: ended.serial }).toEqual({ status, serial });
          const exits = mode === 'native' ? {} : EXPECTED[name]![mode];
          expect(exitCounts(ended.statistics.exits.byReason)).toEqual(exits);
          hashes.push(ended.statistics.result.hash);
        });
      }
      it('ends in the same state in every mode', () => {
        expect(new Set(hashes).size).toBe(1);
      });
    });
  }
});

describe('their parameters', () => {
  const run = (name: string, defines: Readonly<Record<string, string>>, mode: 'shadow' | 'ept') =>
    boot(assembleSource(join(PROGRAMS, `${name}.asm`), defines), mode);

  it('context-switch: n switches are n exits under shadow paging', async () => {
    const ended = await run('context-switch', { SWITCHES: '1000' }, 'shadow');
    expect(exitCounts(ended.statistics.exits.byReason)).toEqual({
      ...EXPECTED['context-switch']!.shadow,
      CR_ACCESS: 3 + 1000,
    });
  });

  it('demand-paging: entries with A and D set save the fourth exit of a page read first', async () => {
    const ended = await run('demand-paging', { PRESET: 'ACCESSED+DIRTY' }, 'shadow');
    expect(exitCounts(ended.statistics.exits.byReason)).toEqual({
      ...EXPECTED['demand-paging']!.shadow,
      EXCEPTION_NMI: UNPAGED + 4 + 64 * 3,
    });
  });

  it('own-page-tables: sweeps cost no exit', async () => {
    for (const mode of ['shadow', 'ept'] as const) {
      const ended = await run('own-page-tables', { SWEEPS: '2' }, mode);
      expect(exitCounts(ended.statistics.exits.byReason)).toEqual(EXPECTED['own-page-tables']![mode]);
    }
  });
});
