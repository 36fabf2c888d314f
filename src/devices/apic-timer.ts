/**
 * The local APIC's timer: one-shot, periodic and TSC-deadline. SDM Vol. 3, "APIC Timer". As a function of time: the
 * count is computed from the cycles that have passed since the initial count was written.
 */
import type { Clock } from '../memory/bus.js';
import { TimerMode } from './local-apic-registers.js';
import { APIC_BUS_CYCLES } from './time-base.js';

export interface ApicTimerState {
  /** LVT bits 18:17. */
  mode: number;
  initialCount: number;
  divideConfiguration: number;
  /** Cycle at which the count was `startCount`; startCount 0: stopped. */
  startedAt: number;
  startCount: number;
  /** Cycle of the next expiration; −1 when none. */
  expiry: number;
  /** IA32_TSC_DEADLINE; 0n: disarmed. */
  deadline: bigint;
  /** Time-stamp counter less the clock: what the guest has written to the TSC. */
  tscOffset: bigint;
}

export class ApicTimer {
  state: ApicTimerState = {
    mode: TimerMode.ONE_SHOT,
    initialCount: 0,
    divideConfiguration: 0,
    startedAt: 0,
    startCount: 0,
    expiry: -1,
    deadline: 0n,
    tscOffset: 0n,
  };
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get nextEvent(): number {
    return this.state.expiry < 0 ? Infinity : this.state.expiry;
  }

  /** Takes back every expiration due at `now`; true when there was one. Periods missed are one expiration. */
  expire(now: number): boolean {
    const s = this.state;
    if (s.expiry < 0 || s.expiry > now) return false;
    if (s.mode === TimerMode.PERIODIC && s.initialCount > 0) {
      const period = this.toCycles(s.initialCount);
      s.startedAt = s.expiry + Math.floor((now - s.expiry) / period) * period;
      s.startCount = s.initialCount;
      s.expiry = s.startedAt + period;
    } else {
      s.startCount = 0;
      s.expiry = -1;
      s.deadline = 0n;
    }
    return true;
  }

  /** LVT timer mode. Going to or from TSC-deadline mode disarms the timer. */
  setMode(mode: number): void {
    const s = this.state;
    if (mode === s.mode) return;
    if (mode === TimerMode.TSC_DEADLINE || s.mode === TimerMode.TSC_DEADLINE) {
      s.initialCount = 0;
      s.startCount = 0;
      s.expiry = -1;
      s.deadline = 0n;
    }
    s.mode = mode;
  }

  /** Writing the initial count starts the timer; zero stops it. Ignored in TSC-deadline mode. */
  setInitialCount(count: number): void {
    const s = this.state;
    if (s.mode === TimerMode.TSC_DEADLINE) return;
    s.initialCount = count;
    this.startFrom(count);
  }

  get currentCount(): number {
    const s = this.state;
    if (s.startCount === 0) return 0;
    const counted = Math.floor((this.clock.now() - s.startedAt) / this.toCycles(1));
    return Math.max(0, s.startCount - counted);
  }

  /** Divide configuration register, bits 3, 1 and 0. A running count goes on at the new rate. */
  setDivideConfiguration(value: number): void {
    const remaining = this.currentCount;
    this.state.divideConfiguration = value & 0x0b;
    if (this.state.mode !== TimerMode.TSC_DEADLINE) this.startFrom(remaining);
  }

  /** WRMSR to IA32_TSC_DEADLINE; ignored in the other modes. A deadline that has passed expires at once. */
  setDeadline(deadline: bigint): void {
    const s = this.state;
    if (s.mode !== TimerMode.TSC_DEADLINE) return;
    s.deadline = deadline;
    this.scheduleDeadline();
  }

  setTscOffset(offset: bigint): void {
    this.state.tscOffset = offset;
    if (this.state.mode === TimerMode.TSC_DEADLINE) this.scheduleDeadline();
  }

  private scheduleDeadline(): void {
    const s = this.state;
    if (s.deadline === 0n) s.expiry = -1;
    else s.expiry = Math.max(this.clock.now(), Number(BigInt.asUintN(64, s.deadline) - s.tscOffset));
  }

  private startFrom(count: number): void {
    const s = this.state;
    s.startedAt = this.clock.now();
    s.startCount = count;
    s.expiry = count === 0 ? -1 : s.startedAt + this.toCycles(count);
  }

  /** Cycles of `count` counts at the divider's rate: 2, 4, … 128, and 1 for 111B. */
  private toCycles(count: number): number {
    const { divideConfiguration } = this.state;
    const code = (divideConfiguration & 3) | ((divideConfiguration & 8) >> 1);
    return count * APIC_BUS_CYCLES * (code === 7 ? 1 : 2 << code);
  }
}
