/** A line on a terminal that says how far a long run is. Nothing when the output is not a terminal. */
import { complain, stderrIsTerminal } from './output.js';

const FIRST_AFTER = 2000;
const EVERY = 200;
const ERASE = '\r\x1b[K';

export interface Progress {
  /** Tell where the run stands: instructions and simulated cycles so far. */
  update(instructions: number, cycles: number): void;
  /** Take the line away, until the next update, and go back to where the guest's output ended. */
  clear(): void;
}

/** Where progress is shown; time in milliseconds. */
export interface Terminal {
  readonly isTerminal: boolean;
  now(): number;
  write(text: string): void;
}

const STANDARD_ERROR: Terminal = { isTerminal: stderrIsTerminal, now: () => performance.now(), write: complain };

/**
 * A line on standard error once the run has lasted two seconds of wall time. `column` says where on the same terminal the
 * guest's output has ended, 0 for the start of a line, null when that is not known: then nothing is shown.
 */
export function startProgress(
  label: string,
  column: () => number | null = () => 0,
  { isTerminal, now, write }: Terminal = STANDARD_ERROR,
): Progress {
  const start = now();
  let next = start + FIRST_AFTER;
  /** Column to go back to; null when no line is shown. */
  let shownFrom: number | null = null;
  return {
    update(instructions, cycles) {
      const time = now();
      if (!isTerminal || time < next) return;
      const from = column();
      if (from === null) return;
      next = time + EVERY;
      const lineFeed = shownFrom === null && from > 0 ? '\n' : '';
      shownFrom = from;
      write(`${lineFeed}${ERASE}${formatProgress(label, instructions, cycles, time - start)}`);
    },
    clear() {
      if (shownFrom === null) return;
      write(shownFrom === 0 ? ERASE : `${ERASE}\x1b[A\x1b[${shownFrom + 1}G`);
      shownFrom = null;
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
