/** Counters that are always on: plain increments of one Float64Array (exact integers up to 2^53) in the state region. */

const NAMES = [
  'instructions',
  'cycles',
  'cyclesTranslation',
  'cyclesExits',
  'cyclesVmm',
  'cyclesIdle',
  'l1dHits',
  'l1dMisses',
  'l1iHits',
  'l1iMisses',
  'l2Hits',
  'l2Misses',
  'tlbFlushes',
  'walks',
  'walkReferences',
  'walkGuestReferences',
  'walkNestedReferences',
  'walkCycles',
  'pwcHits',
  'nestedTlbHits',
  'nestedTlbMisses',
  'exceptions',
  'interrupts',
  'vmEntries',
  'exits',
  'repeats',
] as const;
export type CounterName = (typeof NAMES)[number];

/** Index of each counter. Compute cycles are `cycles` less the other four parts. */
export const Counter = Object.fromEntries(NAMES.map((name, index) => [name, index])) as Record<CounterName, number>;

/** Per exit reason (0–77): count at EXIT_COUNT + reason, cycles at EXIT_CYCLES + reason. */
export const EXIT_COUNT = 32;
export const EXIT_CYCLES = 112;
export const COUNTERS_LENGTH = 192;
export const COUNTER_NAMES: readonly CounterName[] = NAMES;

/** Counters in the state region of a machine's memory, all 0. */
export function allocateCounters(memory: {
  readonly memory: { readonly buffer: ArrayBuffer };
  allocateState(bytes: number): number;
}): Float64Array {
  return new Float64Array(memory.memory.buffer, memory.allocateState(COUNTERS_LENGTH * 8), COUNTERS_LENGTH);
}
