/**
 * Hardware task switches cost the hypervisor exactly one TASK_SWITCH exit each, and the guest cannot tell: same output,
 * instructions and final state in every mode. An exit happens for every switch whose TSS descriptor passes its checks
 * (SDM Vol. 3, "Treatment of Task Switches"), also when the switch then faults; a switch whose TSS descriptor fails them
 * is an ordinary exception. The numbers are counted in the kernels' sources.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleSource, boot } from './boot.js';

const KERNELS = join(import.meta.dirname, '../golden/kernels');

interface Case {
  readonly kernel: string;
  readonly defines?: Readonly<Record<string, string>>;
  readonly switches: number;
}

const CASES: readonly Case[] = [
  {
    kernel: 'tasks32',
    // There and back: CALL, CALL through a gate, JMP, INT, #GP. One way: 13 tasks that fault and 1 that does not, the code
    // limit, the T flag. No switch: busy, short, absent, itself, no back link.
    switches: 5 * 2 + 13 + 1 + 2,
  },
  {
    kernel: 'tasks-paging32',
    // There and back: two address spaces, #PF, the TSS in a table, 16 bits, the LDT, INT and a gate in ring 3, the timer.
    // One way: a page fault on the new and on the old TSS, INT, #UD, #GP to a bad SS, #GP to an absent stack.
    switches: 9 * 2 + 6,
  },
  {
    kernel: 'tasks-pae',
    // There and back: two address spaces, the enables, RF. One way: TF, T, the instruction and the data breakpoint.
    switches: 4 * 2 + 4,
  },
  {
    kernel: 'tasks-pae',
    defines: { BAD_POINTERS: '1' },
    // The switch to bad PDPTEs faults.
    switches: 4 * 2 + 4 + 1,
  },
];

describe.each(CASES)('$kernel $defines', ({ kernel, defines, switches }) => {
  it('one exit a switch, and nothing else tells the modes apart', async () => {
    const image = assembleSource(join(KERNELS, `${kernel}.asm`), defines);
    const native = await boot(image, 'native');
    expect(native.status).toBe(1);
    for (const mode of ['shadow', 'ept'] as const) {
      const { serial, status, statistics } = await boot(image, mode);
      expect([serial, status]).toEqual([native.serial, 1]);
      expect(statistics.instructions).toBe(native.statistics.instructions);
      expect(statistics.result.hash).toBe(native.statistics.result.hash);
      expect(statistics.exits.byReason.TASK_SWITCH).toMatchObject({ code: 9, count: switches });
    }
  });
});
