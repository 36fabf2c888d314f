/**
 * One counter of an 8254, as a function of time: nothing is ticked; count and OUT are computed from the clock pulses
 * that have passed since the counter was loaded. All six modes, binary and BCD.
 *
 * Time is in ticks, whole CLK pulses since reset. A count written during tick t is loaded by pulse t + 1.
 */

export interface PitCounterState {
  mode: number;
  bcd: boolean;
  /** Control word bits 5:4: 1 low byte, 2 high byte, 3 low then high. */
  access: number;
  gate: boolean;
  /** Count register; 0 stands for the largest count. −1: none written since the control word. */
  count: number;
  /** The count register holds a count that the counting element has not taken. */
  pending: boolean;
  /** The counting element has been loaded, by the pulse `loadedAt`, with `element`. */
  loaded: boolean;
  loadedAt: number;
  element: number;
  /** Modes 2 and 3: tick at which a pending count takes over by itself; −1 when none does. */
  takeover: number;
  /** Tick at which GATE went low and froze the element; −1 when it counts. */
  frozenAt: number;
  /** Low byte of a two-byte count already written; −1 when none. */
  lowByte: number;
  /** The next read of a two-byte count gives the high byte. */
  readHigh: boolean;
  /** Latched count and status, −1 when none. */
  latchedCount: number;
  latchedStatus: number;
}

const PROGRAMMED = {
  count: -1,
  pending: true,
  loaded: false,
  loadedAt: 0,
  element: 0,
  takeover: -1,
  frozenAt: -1,
  lowByte: -1,
  readHigh: false,
  latchedCount: -1,
  latchedStatus: -1,
} as const;

export class PitCounter {
  /** As firmware leaves it, but not running: mode 3, OUT high. */
  state: PitCounterState = { mode: 3, bcd: false, access: 3, gate: true, ...PROGRAMMED };

  /** Control word for this counter (not a latch command). */
  setMode(access: number, mode: number, bcd: boolean): void {
    const { gate } = this.state;
    // Bit 2 of the mode is a don't-care in modes 2 and 3.
    this.state = { ...PROGRAMMED, access, mode: mode > 5 ? mode - 4 : mode, bcd, gate };
  }

  /** A byte written to the counter's port during tick `now`. */
  write(value: number, now: number): void {
    const s = this.state;
    if (s.access === 1) this.setCount(value, now);
    else if (s.access === 2) this.setCount(value << 8, now);
    else if (s.lowByte < 0) {
      s.lowByte = value;
      if (s.mode === 0) s.loaded = false; // mode 0: the first byte stops the counting and sets OUT low
    } else {
      const count = s.lowByte | (value << 8);
      s.lowByte = -1;
      this.setCount(count, now);
    }
  }

  /** A byte read from the counter's port during tick `now`: latched status first, then latched count, then live count. */
  read(now: number): number {
    const s = this.state;
    if (s.latchedStatus >= 0) {
      const status = s.latchedStatus;
      s.latchedStatus = -1;
      return status;
    }
    const count = s.latchedCount >= 0 ? s.latchedCount : this.currentCount(now);
    if (s.access !== 3) {
      s.latchedCount = -1;
      return s.access === 1 ? count & 0xff : count >> 8;
    }
    const high = s.readHigh;
    s.readHigh = !high;
    if (high) s.latchedCount = -1;
    return high ? count >> 8 : count & 0xff;
  }

  /** Counter latch command: a second one before the count is read is ignored. */
  latchCount(now: number): void {
    if (this.state.latchedCount < 0) this.state.latchedCount = this.currentCount(now);
  }

  /** Read-back command, status part. */
  latchStatus(now: number): void {
    const s = this.state;
    if (s.latchedStatus >= 0) return;
    const output = this.output(now);
    const nullCount = s.pending || now < s.loadedAt;
    s.latchedStatus = (output ? 0x80 : 0) | (nullCount ? 0x40 : 0) | (s.access << 4) | (s.mode << 1) | (s.bcd ? 1 : 0);
  }

  setGate(gate: boolean, now: number): void {
    const s = this.state;
    if (gate === s.gate) return;
    this.settle(now);
    s.gate = gate;
    const oneShot = s.mode === 1 || s.mode === 5;
    if (!gate) {
      if (!oneShot) s.frozenAt = now;
    } else if (oneShot || s.mode === 2 || s.mode === 3) {
      s.frozenAt = -1;
      this.load(now); // a rising edge starts the count anew
    } else {
      if (s.frozenAt >= 0) s.loadedAt += Math.max(0, now - s.frozenAt);
      s.frozenAt = -1;
    }
  }

  /** Level of OUT at tick `now`. */
  output(now: number): boolean {
    this.settle(now);
    const s = this.state;
    const elapsed = this.elapsed(now);
    if (elapsed < 0) return s.mode !== 0;
    const n = this.pulses(s.element);
    switch (s.mode) {
      case 0:
      case 1:
        return elapsed >= n;
      case 2:
        return s.frozenAt >= 0 || n === 1 || elapsed % n !== n - 1;
      case 3:
        return s.frozenAt >= 0 || elapsed % n < Math.ceil(n / 2);
      default: // 4 and 5: a strobe of one pulse
        return elapsed !== n;
    }
  }

  /** First tick after `now` at which OUT changes (or may change) by itself; Infinity when it does not. */
  nextTransition(now: number): number {
    this.settle(now);
    const s = this.state;
    if (!s.loaded || s.frozenAt >= 0) return Infinity;
    const n = this.pulses(s.element);
    const elapsed = now - s.loadedAt;
    const at = (offset: number) => (elapsed < offset ? s.loadedAt + offset : Infinity);
    switch (s.mode) {
      case 0:
        return at(n);
      case 1:
        return Math.min(at(0), at(n));
      case 2:
      case 3: {
        if (n === 1) return Infinity; // an illegal count: OUT stays high
        const period = s.loadedAt + (elapsed < 0 ? 0 : Math.floor(elapsed / n)) * n;
        const fall = period + (s.mode === 2 ? n - 1 : Math.ceil(n / 2));
        const next = now < fall ? fall : period + n;
        return s.takeover >= 0 ? Math.min(next, s.takeover) : next;
      }
      default:
        return Math.min(at(n), at(n + 1));
    }
  }

  /** A count is complete in the count register. */
  private setCount(count: number, now: number): void {
    const s = this.state;
    this.settle(now);
    s.count = count;
    s.pending = true;
    if (s.mode === 1 || s.mode === 5) return; // the next trigger loads it
    const periodic = s.mode === 2 || s.mode === 3;
    if (periodic && s.loaded) {
      if (s.frozenAt < 0) s.takeover = this.endOfPeriod(now);
      return;
    }
    this.load(now);
    if (!s.gate) s.frozenAt = now + 1;
  }

  /** The next pulse moves the count register into the counting element. */
  private load(now: number): void {
    const s = this.state;
    if (s.count < 0) return;
    s.pending = false;
    s.loaded = true;
    s.loadedAt = now + 1;
    s.element = s.count;
    s.takeover = -1;
  }

  /** Tick at which the period (mode 3: the half-period) under way at `now` is over. */
  private endOfPeriod(now: number): number {
    const s = this.state;
    const n = this.pulses(s.element);
    const start = s.loadedAt + Math.max(0, Math.floor((now - s.loadedAt) / n)) * n;
    const middle = start + Math.ceil(n / 2);
    return s.mode === 3 && now < middle ? middle : start + n;
  }

  /** Modes 2 and 3: let a pending count take over when its time has come. */
  private settle(now: number): void {
    const s = this.state;
    if (s.takeover < 0 || now < s.takeover) return;
    const endedHigh = s.mode === 3 && (s.takeover - s.loadedAt) % this.pulses(s.element) !== 0;
    s.element = s.count;
    s.pending = false;
    // Mode 3 may go on with its low half: the period then began, on paper, a new high half earlier.
    s.loadedAt = s.takeover - (endedHigh ? Math.ceil(this.pulses(s.element) / 2) : 0);
    s.takeover = -1;
  }

  /** Pulses since the load, negative while it is still to come or was never. */
  private elapsed(now: number): number {
    const s = this.state;
    if (!s.loaded) return -1;
    return (s.frozenAt >= 0 ? s.frozenAt : now) - s.loadedAt;
  }

  /** A count register's value as a number of pulses. */
  private pulses(count: number): number {
    if (this.state.bcd) return fromBcd(count) || 10000;
    return count || 0x10000;
  }

  /** The counting element as the guest reads it. */
  private currentCount(now: number): number {
    this.settle(now);
    const s = this.state;
    const elapsed = this.elapsed(now);
    let value: number;
    if (elapsed < 0) value = s.count < 0 ? 0 : this.pulses(s.count);
    else {
      const n = this.pulses(s.element);
      if (s.mode === 2) value = n - (elapsed % n);
      else if (s.mode === 3) value = squareWaveCount(n, elapsed % n);
      else value = n - elapsed;
    }
    const modulus = s.bcd ? 10000 : 0x10000;
    value = ((value % modulus) + modulus) % modulus;
    return s.bcd ? toBcd(value) : value;
  }
}

/** Mode 3 counts down by two in each half-period, from N (from N − 1 when N is odd). */
function squareWaveCount(n: number, phase: number): number {
  const high = Math.ceil(n / 2);
  const half = phase < high ? phase : phase - high;
  return (n % 2 === 0 ? n : n - 1) - 2 * half;
}

function fromBcd(value: number): number {
  return (value >> 12) * 1000 + ((value >> 8) & 15) * 100 + ((value >> 4) & 15) * 10 + (value & 15);
}

function toBcd(value: number): number {
  const digit = (power: number) => Math.floor(value / power) % 10;
  return (digit(1000) << 12) | (digit(100) << 8) | (digit(10) << 4) | digit(1);
}
