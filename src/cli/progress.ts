/** A line on a terminal that says how far a long run is. Nothing when the output is not a terminal. */
import { complain, stderrIsTerminal } from './output.js';

const FIRST_AFTER = 2000;
const EVERY = 200;
const ERASE = '\r\x1b[K';

export interface Progress {
  /** Tell where the run stands: instructions and simulated cycles so far. */
  update(instructions: number, cycles: number): void;
  /** Take the line away, until the next update. */
  clear(): void;
}

/** A line on standard error once the run has lasted two seconds of wall time. */
export function startProgress(label: string): Progress {
  const start = performance.now();
  let next = start + FIRST_AFTER;
  let shown = false;
  return {
    update(instructions, cycles) {
      const now = performance.now();
      if (!stderrIsTerminal || now < next) return;
      next = now + EVERY;
      shown = true;
      complain(`${ERASE}${formatProgress(label, instructions, cycles, now - start)}`);
    },
    clear() {
      if (shown) complain(ERASE);
      shown = false;
    },
  };
}

/** The line itself. Cut to 79 columns, because a line that wraps cannot be taken away. */
export function formatProgress(label: string, instructions: number, cycles: number, milliseconds: number): string {
  const million = (value: number) => `${(value / 1e6).toFixed(1)} M`;
  const mips = instructions / milliseconds / 1000;
  const numbers = `${million(instructions)} instructions, ${million(cycles)} cycles, ${mips.toFixed(1)} MIPS`;
  const room = 79 - numbers.length - 2;
  return `${label.length > room ? `…${label.slice(label.length - room + 1)}` : label}: ${numbers}`;
}
