/** Charging rules: what is added to which counter. Every part is added to the total as well. */
import { Counter } from './counters.js';
import type { CostProfile } from './profile.js';

/** `count` units of a built-in hypervisor's work of a kind that the profile names (`vmm`). */
export function chargeWork(counters: Float64Array, profile: CostProfile, kind: string, count: number): void {
  const cost = profile.vmm[kind];
  if (cost === undefined) throw new RangeError(`the profile has no cost for '${kind}'`);
  counters[Counter.cycles]! += cost * count;
  counters[Counter.cyclesVmm]! += cost * count;
}

/** Cycles spent on address translation. */
export function chargeTranslation(counters: Float64Array, cycles: number): void {
  counters[Counter.cycles]! += cycles;
  counters[Counter.cyclesTranslation]! += cycles;
}
