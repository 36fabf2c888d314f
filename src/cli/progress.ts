/** A line on a terminal that says how far a long run is. Nothing when the output is not a terminal. */

const FIRST_AFTER = 2000;
const EVERY = 200;

export interface Progress {
  /** Tell where the run stands: instructions and simulated cycles so far. */
  update(instructions: number, cycles: number): void;
  /** Take the line away. */
  done(): void;
}

/** Writes to `stream` once the run has lasted two seconds of wall time. */
export function startProgress(stream: NodeJS.WriteStream, label: string): Progress {
  const start = performance.now();
  let next = start + FIRST_AFTER;
  let shown = false;
  return {
    update(instructions, cycles) {
      const now = performance.now();
      if (!stream.isTTY || now < next) return;
      next = now + EVERY;
      shown = true;
      const mips = instructions / (now - start) / 1000;
      const million = (value: number) => `${(value / 1e6).toFixed(1)} M`;
      stream.write(
        `\r\x1b[K${label}: ${million(instructions)} instructions, ${million(cycles)} cycles, ${mips.toFixed(1)} MIPS`,
      );
    },
    done() {
      if (shown) stream.write('\r\x1b[K');
    },
  };
}
