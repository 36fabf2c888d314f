/**
 * The 8254 programmable interval timer at ports 40H to 43H, and system control port B at 61H, which holds counter 2's
 * gate and shows its output. Counter 0 drives IRQ 0. No counter runs until it is programmed; until then OUT is
 * high, so that programming a rate makes no edge. Reads of the control port give ones.
 */
import type { Clock, PortDevice, TimedDevice } from '../memory/bus.js';
import { PitCounter, type PitCounterState } from './pit-counter.js';
import type { Stateful } from './stateful.js';
import { cycleOfTick, PIT_HERTZ, ticksAt } from './time-base.js';

export const PitPort = { COUNTER_0: 0x40, COUNTER_1: 0x41, COUNTER_2: 0x42, CONTROL: 0x43, PORT_B: 0x61 } as const;

/** Port B: bits 0 and 1 are read and written, 4 and 5 only read; the parity and channel-check bits stay clear. */
const PortB = { GATE_2: 0x01, SPEAKER: 0x02, REFRESH: 0x10, OUT_2: 0x20 } as const;
/** The memory-refresh request toggles every 18 clock pulses of the timer (15.085 µs). */
const REFRESH_TICKS = 18;

/** Control word: read-back command in bits 7:6; its count and status bits are active low. */
const READ_BACK = 3;
const ReadBack = { NOT_COUNT: 0x20, NOT_STATUS: 0x10 } as const;

export interface PitState {
  counters: PitCounterState[];
  speaker: boolean;
  /** Tick of counter 0's next change of OUT; −1 when none is due. */
  transition: number;
}

export class Pit implements PortDevice, TimedDevice, Stateful<PitState> {
  readonly name = 'pit';
  private readonly counters = [new PitCounter(), new PitCounter(), new PitCounter()] as const;
  private speaker = false;
  private transition = -1;
  private readonly clock: Clock;
  private readonly setIrq0: (level: boolean) => void;
  private readonly onSchedule: () => void;

  /** `setIrq0`: level of counter 0's OUT. `onSchedule`: `nextEvent` may have changed. */
  constructor(clock: Clock, setIrq0: (level: boolean) => void, onSchedule: () => void) {
    this.clock = clock;
    this.setIrq0 = setIrq0;
    this.onSchedule = onSchedule;
    this.counters[2].setGate(false, 0);
  }

  readPort(port: number): number {
    const now = this.now();
    if (port === PitPort.PORT_B) return this.readPortB(now);
    const counter = this.counters[port - PitPort.COUNTER_0];
    return counter === undefined ? 0xff : counter.read(now);
  }

  writePort(port: number, _size: number, value: number): void {
    const now = this.now();
    if (port === PitPort.PORT_B) {
      this.speaker = (value & PortB.SPEAKER) !== 0;
      this.counters[2].setGate((value & PortB.GATE_2) !== 0, now);
      return;
    }
    if (port === PitPort.CONTROL) this.writeControl(value, now);
    else this.counters[port - PitPort.COUNTER_0]!.write(value, now);
    this.schedule(now);
  }

  /** Cycle of counter 0's next change of OUT. */
  get nextEvent(): number {
    return this.transition < 0 ? Infinity : cycleOfTick(this.transition, PIT_HERTZ);
  }

  advance(now: number): void {
    if (this.nextEvent > now) return;
    // However many periods have passed, the PIC sees at most one new edge: OUT was low at some time before `now`.
    this.setIrq0(false);
    this.schedule(ticksAt(now, PIT_HERTZ));
  }

  saveState(): PitState {
    const { counters, speaker, transition } = this;
    return structuredClone({ counters: counters.map((counter) => counter.state), speaker, transition });
  }

  restoreState(state: PitState): void {
    state.counters.forEach((counter, index) => {
      this.counters[index]!.state = structuredClone(counter);
    });
    this.speaker = state.speaker;
    this.transition = state.transition;
    this.onSchedule();
  }

  private writeControl(value: number, now: number): void {
    const select = value >> 6;
    if (select === READ_BACK) {
      this.counters.forEach((counter, index) => {
        if (!(value & (2 << index))) return;
        if (!(value & ReadBack.NOT_COUNT)) counter.latchCount(now);
        if (!(value & ReadBack.NOT_STATUS)) counter.latchStatus(now);
      });
      return;
    }
    const access = (value >> 4) & 3;
    const counter = this.counters[select]!;
    if (access === 0) counter.latchCount(now);
    else counter.setMode(access, (value >> 1) & 7, (value & 1) !== 0);
  }

  private readPortB(now: number): number {
    const [, , counter2] = this.counters;
    return (
      (counter2.state.gate ? PortB.GATE_2 : 0) |
      (this.speaker ? PortB.SPEAKER : 0) |
      (Math.floor(now / REFRESH_TICKS) & 1 ? PortB.REFRESH : 0) |
      (counter2.output(now) ? PortB.OUT_2 : 0)
    );
  }

  private schedule(now: number): void {
    const [counter0] = this.counters;
    this.setIrq0(counter0.output(now));
    const next = counter0.nextTransition(now);
    this.transition = next === Infinity ? -1 : next;
    this.onSchedule();
  }

  private now(): number {
    return ticksAt(this.clock.now(), PIT_HERTZ);
  }
}
