/**
 * The 8254 against its data sheet, restated as a machine that does what the sheet says at every clock pulse: the device
 * computes its count and output from elapsed time instead, so the two share nothing.
 */
import { describe, expect, it } from 'vitest';
import { PitCounter } from '../../src/devices/pit-counter.js';
import { cycleOfTick, PIT_HERTZ, TSC_HERTZ, ticksAt } from '../../src/devices/time-base.js';
import { testPlatform } from './test-platform.js';

/** One counter, pulse by pulse, binary counting. */
class PulseCounter {
  mode: number;
  register = 0;
  element = 0;
  out: boolean;
  gate = true;
  private written = false;
  private counting = false;
  private triggered = false;
  private strobe = false;

  constructor(mode: number) {
    this.mode = mode;
    this.out = mode !== 0;
  }

  writeCount(count: number): void {
    this.register = count || 0x10000;
    this.written = true;
    if (this.mode === 0) this.out = false;
  }

  setGate(gate: boolean): void {
    if (gate && !this.gate) this.triggered = true;
    if (!gate && (this.mode === 2 || this.mode === 3)) this.out = true;
    this.gate = gate;
  }

  pulse(): void {
    switch (this.mode) {
      case 0:
        if (this.written) this.load();
        else if (this.gate && this.counting && --this.element === 0) this.out = true;
        break;
      case 1:
        if (this.triggered) {
          this.load();
          this.out = false;
        } else if (this.counting && --this.element === 0) this.out = true;
        break;
      case 2:
        if (this.triggered || (this.written && !this.counting)) this.load();
        else if (this.gate && this.counting) {
          if (this.element === 1) {
            this.load();
            this.out = true;
          } else if (--this.element === 1) this.out = false;
        }
        break;
      case 3:
        this.pulseSquareWave();
        break;
      default:
        if (this.strobe) {
          this.out = true;
          this.strobe = false;
        }
        if (this.mode === 4 ? this.written : this.triggered) this.load();
        else if (this.counting && (this.mode === 5 || this.gate) && --this.element === 0) {
          this.out = false;
          this.strobe = true;
        }
    }
    this.triggered = false;
  }

  private pulseSquareWave(): void {
    if (this.triggered || (this.written && !this.counting)) {
      this.load();
      this.out = true;
      this.remaining = Math.ceil(this.element / 2);
    } else if (this.gate && this.counting && --this.remaining === 0) {
      // the half-period is over: OUT changes and the count, a new one perhaps, is loaded again
      this.load();
      this.out = !this.out;
      this.remaining = this.out ? Math.ceil(this.element / 2) : Math.floor(this.element / 2);
    }
  }
  private remaining = 0;

  private load(): void {
    if (this.register === 0) return;
    this.element = this.register;
    this.written = false;
    this.counting = true;
  }
}

function write(counter: PitCounter, count: number, tick: number): void {
  counter.write(count & 0xff, tick);
  counter.write(count >> 8, tick);
}

function latch(counter: PitCounter, tick: number): number {
  counter.latchCount(tick);
  return counter.read(tick) | (counter.read(tick) << 8);
}

describe('OUT and count at every pulse', () => {
  it.each([0, 1, 2, 3, 4, 5])('mode %i, with new counts and gate changes at random', (mode) => {
    let seed = 0x2545f491 + mode;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 300; round++) {
      const counter = new PitCounter();
      counter.setMode(3, mode, false);
      const reference = new PulseCounter(mode);
      const history: string[] = [];
      for (let tick = 0; tick < 200; tick++) {
        // The reference makes pulse `tick`; what the guest does afterwards is during tick `tick`.
        if (tick > 0) reference.pulse();
        const context = `mode ${mode}, round ${round}, tick ${tick}: ${history.join(', ')}`;
        expect(counter.output(tick), context).toBe(reference.out);
        if (mode !== 3 && mode !== 1 && mode !== 5 && history.length > 0) {
          // before a load and after a trigger that is still to come the count reads as the register
          if (reference.element !== 0 && history.length === 1 && tick > 1) {
            expect(latch(counter, tick), context).toBe(reference.element & 0xffff);
          }
        }
        const action = tick === 0 ? 0 : random(25);
        if (action === 0) {
          const count = 2 + random(30);
          write(counter, count, tick);
          reference.writeCount(count);
          history.push(`count ${count} at ${tick}`);
        } else if (action === 1 && mode !== 4) {
          const gate = !reference.gate;
          counter.setGate(gate, tick);
          reference.setGate(gate);
          history.push(`gate ${gate} at ${tick}`);
        }
      }
    }
  });

  it('nextTransition names every change of OUT', () => {
    for (let mode = 0; mode <= 5; mode++) {
      for (const count of [2, 3, 5, 8]) {
        const counter = new PitCounter();
        counter.setMode(3, mode, false);
        counter.setGate(false, 0);
        counter.setGate(true, 0);
        write(counter, count, 1);
        if (mode === 1 || mode === 5) {
          counter.setGate(false, 2);
          counter.setGate(true, 3);
        }
        for (let tick = 4; tick < 60; tick++) {
          const changes = counter.output(tick) !== counter.output(tick + 1);
          expect(counter.nextTransition(tick) === tick + 1, `mode ${mode}, count ${count}, tick ${tick}`).toBe(changes);
        }
      }
    }
  });
});

describe('counting', () => {
  it('mode 3 counts down by two from N, from N − 1 when N is odd', () => {
    const counter = new PitCounter();
    counter.setMode(3, 3, false);
    write(counter, 6, 0);
    expect([1, 2, 3, 4, 5, 6, 7].map((tick) => latch(counter, tick))).toEqual([6, 4, 2, 6, 4, 2, 6]);
    counter.setMode(3, 3, false);
    write(counter, 5, 0);
    expect([1, 2, 3, 4, 5, 6].map((tick) => latch(counter, tick))).toEqual([4, 2, 0, 4, 2, 4]);
  });

  it('BCD counts in decimal; zero is the largest count', () => {
    const counter = new PitCounter();
    counter.setMode(3, 2, true);
    write(counter, 0x0100, 0);
    expect([1, 2, 3, 100, 101].map((tick) => latch(counter, tick))).toEqual([0x0100, 0x0099, 0x0098, 0x0001, 0x0100]);
    counter.setMode(3, 0, true);
    write(counter, 0, 0);
    expect(counter.output(10_000)).toBe(false);
    expect(counter.output(10_001)).toBe(true);
    counter.setMode(3, 0, false);
    write(counter, 0, 0);
    expect([65_536, 65_537].map((tick) => counter.output(tick))).toEqual([false, true]);
  });

  it('a latched count stays until it is read; a second latch is ignored', () => {
    const counter = new PitCounter();
    counter.setMode(3, 0, false);
    write(counter, 1000, 0);
    counter.latchCount(101);
    counter.latchCount(201);
    expect(counter.read(300) | (counter.read(300) << 8)).toBe(900);
    expect(latch(counter, 301)).toBe(700);
  });
});

describe('as a device', () => {
  const program = (platform: ReturnType<typeof testPlatform>, control: number, count: number) => {
    platform.devices.ports.write(0x43, 1, control);
    platform.devices.ports.write(0x40, 1, count & 0xff);
    platform.devices.ports.write(0x40, 1, count >> 8);
  };

  it('no timer runs until programmed', () => {
    expect(testPlatform().devices.nextEvent).toBe(Infinity);
  });

  it('counter 0 in mode 2 interrupts every N pulses', () => {
    const platform = testPlatform();
    const { devices } = platform;
    devices.ports.write(0x21, 1, 0xfe);
    program(platform, 0x34, 1193);
    const arrivals: number[] = [];
    while (arrivals.length < 5) {
      platform.runTo(devices.nextEvent);
      if (!devices.interrupts.pending()) continue;
      arrivals.push(platform.now);
      expect(devices.interrupts.acknowledge()).toBe(0x08);
      devices.ports.write(0x20, 1, 0x20);
    }
    // loaded by the pulse after the write, OUT rises N pulses later and every N from there
    expect(arrivals).toEqual([1, 2, 3, 4, 5].map((period) => cycleOfTick(1 + period * 1193, PIT_HERTZ)));
  });

  it('counter 0 in mode 0 interrupts once', () => {
    const platform = testPlatform();
    platform.devices.ports.write(0x21, 1, 0xfe);
    program(platform, 0x30, 100);
    platform.runTo(cycleOfTick(101, PIT_HERTZ) - 1);
    expect(platform.devices.interrupts.pending()).toBe(false);
    platform.runTo(cycleOfTick(101, PIT_HERTZ));
    expect(platform.devices.interrupts.pending()).toBe(true);
    expect(platform.devices.nextEvent).toBe(Infinity);
  });

  it('many periods missed are one interrupt', () => {
    const platform = testPlatform();
    platform.devices.ports.write(0x21, 1, 0xfe);
    program(platform, 0x34, 100);
    platform.now = TSC_HERTZ;
    platform.devices.advance(platform.now);
    expect(platform.devices.interrupts.acknowledge()).toBe(0x08);
    platform.devices.ports.write(0x20, 1, 0x20);
    expect(platform.devices.interrupts.pending()).toBe(false);
  });

  it('counter 2 is gated by port 61H, which shows its output', () => {
    const platform = testPlatform();
    const { ports } = platform.devices;
    ports.write(0x61, 1, 0x00);
    ports.write(0x43, 1, 0xb0);
    ports.write(0x42, 1, 50);
    ports.write(0x42, 1, 0);
    platform.runTo(cycleOfTick(1000, PIT_HERTZ));
    expect(ports.read(0x61, 1) & 0x21).toBe(0);
    ports.write(0x61, 1, 0x01);
    platform.runTo(cycleOfTick(1049, PIT_HERTZ));
    expect(ports.read(0x61, 1) & 0x21).toBe(0x01);
    platform.runTo(cycleOfTick(1050, PIT_HERTZ));
    expect(ports.read(0x61, 1) & 0x21).toBe(0x21);
  });
});

describe('time base', () => {
  it('ticks and cycles are inverse, exactly', () => {
    for (const tick of [0, 1, 2, 1192, 1_193_181, 1_193_182, 1_193_183, 10 ** 9 + 7]) {
      const cycle = cycleOfTick(tick, PIT_HERTZ);
      const exact = (BigInt(tick) * BigInt(TSC_HERTZ) + BigInt(PIT_HERTZ) - 1n) / BigInt(PIT_HERTZ);
      expect(BigInt(cycle)).toBe(exact);
      expect(ticksAt(cycle, PIT_HERTZ)).toBe(tick);
      if (cycle > 0) expect(ticksAt(cycle - 1, PIT_HERTZ)).toBe(tick - 1);
    }
  });
});
