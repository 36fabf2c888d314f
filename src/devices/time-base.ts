/**
 * Frequencies of the simulated machine. All time is processor cycles; each device clock is a fixed fraction of the
 * time-stamp counter's nominal frequency, so that a guest that calibrates one clock against another finds a consistent
 * machine. The ratios are the same in every cost profile.
 */

/** Nominal frequency of the time-stamp counter: one simulated second is this many cycles. */
export const TSC_HERTZ = 2_000_000_000;

/** Input clock of the 8254 (a third of the NTSC colour burst, rounded to whole hertz as operating systems do). */
export const PIT_HERTZ = 1_193_182;

/** Input clock of the 16550's baud-rate generator. */
export const UART_HERTZ = 1_843_200;

/** Cycles per count of the local APIC timer before its divider: a 1 GHz bus clock, the frequency QEMU's APIC has. */
export const APIC_BUS_CYCLES = TSC_HERTZ / 1_000_000_000;

/** Whole ticks of a clock of `hertz` (below 4 MHz, so that products stay exact) that have passed at `cycles`. */
export function ticksAt(cycles: number, hertz: number): number {
  const seconds = Math.floor(cycles / TSC_HERTZ);
  return seconds * hertz + Math.floor(((cycles - seconds * TSC_HERTZ) * hertz) / TSC_HERTZ);
}

/** First cycle at which `ticks` ticks of a clock of `hertz` have passed. Inverse of `ticksAt`. */
export function cycleOfTick(ticks: number, hertz: number): number {
  const seconds = Math.floor(ticks / hertz);
  return seconds * TSC_HERTZ + Math.ceil(((ticks - seconds * hertz) * TSC_HERTZ) / hertz);
}
