/**
 * The guest cannot tell: random kernels end the same natively, under shadow paging and under EPT, with either profile.
 *
 * More of them: TRAPWALK_SEEDS=1000..2000 npx vitest run test/differential/kernels.test.ts
 * A failure is shrunk and printed with the first instruction after which the runs differ.
 */
import { expect, test } from 'vitest';
import { assembleProgram, compareModes, report } from './compare-modes.js';
import { generate, source } from './kernel.js';
import { CONFIGURATIONS } from './run-kernel.js';

const DEFAULT_SEEDS = '0..60';
const [from = 0, to = 0] = (process.env.TRAPWALK_SEEDS ?? DEFAULT_SEEDS).split('..').map(Number);
const TIME_LIMIT = 20_000 + (to - from) * 10_000;

/** Both profiles natively; each hypervisor with one of them, in turns. */
const configurationsOf = (seed: number) =>
  CONFIGURATIONS.filter(({ mode, profile }) => mode === 'native' || (profile === 'unit') === (seed % 2 === 0));

test(
  `kernels ${from} to ${to - 1} are the same in every mode`,
  async () => {
    const failures: string[] = [];
    const statuses = new Map<number, number>();
    let stale = 0;
    let events = 0;
    for (let seed = from; seed < to; seed++) {
      const kernel = generate(seed);
      const comparison = compareModes(await assembleProgram(source(kernel)), configurationsOf(seed));
      const { status, statistics } = comparison.outcome;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      events += statistics.instructions;
      if (comparison.differs === null) continue;
      if (comparison.stale) stale++;
      else failures.push(await report(kernel, comparison));
    }
    const ends = [...statuses].map(([status, count]) => `${count} with status ${status}`).join(', ');
    console.log(`${to - from} random kernels, ${events} instructions: ${ends}; ${stale} use stale translations`);
    expect(failures).toEqual([]);
    // Kernels that tell nothing would prove nothing.
    expect(stale).toBeLessThanOrEqual(Math.ceil((to - from) / 20));
    expect(statuses.get(0x43) ?? 0).toBeGreaterThan((to - from) / 2);
  },
  TIME_LIMIT,
);
