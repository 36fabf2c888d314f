/**
 * QEMU's isa-debug-exit at ports F4H to F7H: writing v ends the run with status (v << 1) | 1. A process reports only
 * the low eight bits of it. Reads give zero.
 */
import type { PortDevice } from '../memory/bus.js';

export class DebugExit implements PortDevice {
  readonly name = 'debug-exit';
  private readonly onExit: (status: number) => void;

  /** `onExit` gets the status as an unsigned 32-bit number. */
  constructor(onExit: (status: number) => void) {
    this.onExit = onExit;
  }

  readPort(): number {
    return 0;
  }

  writePort(_port: number, _size: number, value: number): void {
    this.onExit(((value << 1) | 1) >>> 0);
  }
}
