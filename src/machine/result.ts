/** How a run ends. */
import type { ShutdownRecord } from '../cpu/run-stop.js';

export interface RunLimits {
  /**
   * Guest instructions and simulated cycles since the machine was built; Infinity for none. What completes no
   * instruction (repetitions of a string instruction, deliveries of exceptions and interrupts) is bounded with them.
   */
  readonly maxInstructions: number;
  readonly maxCycles: number;
}

export interface RunResult {
  readonly kind: 'halted' | 'debugExit' | 'limit' | 'shutdown';
  /** What the process exits with: 0, (value << 1) | 1, 4 or 6. */
  readonly status: number;
  /** For people. */
  readonly reason: string;
  /** Of a triple fault that the processor saw: the faults that led to it. */
  readonly shutdown: ShutdownRecord | null;
}
