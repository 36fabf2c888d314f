/**
 * A processor that remembers no translation: everything is invalidated before each instruction. A guest that ends
 * differently on it has used a stale translation somewhere, and is outside what every mode must agree on.
 */
import type { Program } from '../../src/machine/program.js';
import { newMachine } from './run-kernel.js';

/** Whether a native run, which ended with `hash`, depends on a translation that the guest should have invalidated. */
export function usesStaleTranslation(program: Program, hash: string, maxInstructions: number): boolean {
  const machine = newMachine(program, { mode: 'native', profile: 'unit' });
  for (let n = 1; n <= maxInstructions; n++) {
    machine.cpu.mmu.flushAll();
    if (machine.run({ maxInstructions: n, maxCycles: 1e12 }).kind !== 'limit') break;
  }
  return machine.statistics().result.hash !== hash;
}
