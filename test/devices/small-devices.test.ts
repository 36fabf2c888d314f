/** CMOS clock, keyboard controller, chipset ports, VGA status, debug exit. */
import { describe, expect, it } from 'vitest';
import { dateAfter } from '../../src/devices/calendar.js';
import { TSC_HERTZ } from '../../src/devices/time-base.js';
import { testPlatform } from './test-platform.js';

function machine(ramSize?: number) {
  const platform = testPlatform(ramSize === undefined ? {} : { ramSize });
  const { ports } = platform.devices;
  return {
    platform,
    ports,
    cmos: (index: number) => {
      ports.write(0x70, 1, index);
      return ports.read(0x71, 1);
    },
    setCmos: (index: number, value: number) => {
      ports.write(0x70, 1, index);
      ports.write(0x71, 1, value);
    },
  };
}

describe('CMOS', () => {
  it('the calendar is the Gregorian one', () => {
    for (let days = 0; days < 50_000; days += 17) {
      const date = new Date(Date.UTC(2000, 0, 1) + days * 86_400_000);
      expect(dateAfter(days)).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        weekday: date.getUTCDay() + 1,
      });
    }
  });

  it('the clock runs in simulated time, BCD and 24 hours unless told', () => {
    const { platform, cmos, setCmos } = machine();
    const time = () => [0x32, 0x09, 0x08, 0x07, 0x06, 0x04, 0x02, 0x00].map(cmos);
    expect(time()).toEqual([0x20, 0x00, 0x01, 0x01, 0x07, 0x00, 0x00, 0x00]);
    platform.now = TSC_HERTZ * (86_400 * 31 + 13 * 3600 + 59 * 60 + 48) + 5;
    expect(time()).toEqual([0x20, 0x00, 0x02, 0x01, 0x03, 0x13, 0x59, 0x48]);
    setCmos(0x0b, 0x04); // binary, 12 hours
    expect(time()).toEqual([20, 0, 2, 1, 3, 0x81, 59, 48]);
    setCmos(0x00, 0x33); // time registers are not writable
    expect(cmos(0x00)).toBe(48);
    expect(cmos(0x0b)).toBe(0x04);
    setCmos(0x0b, 0x72);
    expect(cmos(0x0b)).toBe(0x02); // no interrupts to enable
  });

  it('shows an update in progress at the end of each second', () => {
    const { platform, cmos } = machine();
    const inProgress = () => (cmos(0x0a) & 0x80) !== 0;
    expect(inProgress()).toBe(false);
    platform.now = TSC_HERTZ - 2000;
    expect(inProgress()).toBe(true);
    platform.now = TSC_HERTZ;
    expect(inProgress()).toBe(false);
  });

  it('tells the size of memory', () => {
    for (const [ram, extended, above] of [
      [16, 15 * 1024, 0],
      [64, 63 * 1024, 48 * 16],
      [256, 0xffff, 240 * 16],
    ] as const) {
      const { cmos } = machine(ram * 2 ** 20);
      const word = (index: number) => cmos(index) | (cmos(index + 1) << 8);
      expect([word(0x15), word(0x17), word(0x30), word(0x34)]).toEqual([640, extended, extended, above]);
    }
  });
});

describe('resets and exits', () => {
  it.each([
    ['keyboard controller, pulse reset', [[0x64, 0xfe]], 'keyboard-controller'],
    [
      'keyboard controller, output port',
      [
        [0x64, 0xd1],
        [0x60, 0x02],
      ],
      'keyboard-controller',
    ],
    ['port 92H', [[0x92, 0x01]], 'system'],
    [
      'port CF9H',
      [
        [0xcf9, 0x02],
        [0xcf9, 0x06],
      ],
      'system',
    ],
  ] as const)('%s', (_, writes, source) => {
    const { platform, ports } = machine();
    for (const [port, value] of writes) ports.write(port, 1, value);
    expect(platform.stops).toEqual([{ kind: 'reset', source }]);
  });

  it('what looks alike and is none', () => {
    const { platform, ports } = machine();
    for (const [port, value] of [
      [0x64, 0xff], // pulses nothing
      [0x64, 0xd1],
      [0x60, 0xdf], // A20 on, reset line high
      [0x92, 0x02],
      [0xcf9, 0x02],
    ] as const) {
      ports.write(port, 1, value);
    }
    expect(platform.stops).toEqual([]);
    expect(ports.read(0x92, 1)).toBe(0x02);
  });

  it('debug exit: (value << 1) | 1', () => {
    const { platform, ports } = machine();
    ports.write(0xf4, 1, 0x10);
    ports.write(0xf4, 4, 0x8000_0001);
    ports.write(0xf4, 2, 0xffff);
    expect(platform.stops.map((stop) => stop.kind === 'debug-exit' && stop.status)).toEqual([0x21, 3, 0x1ffff]);
    expect(ports.read(0xf4, 1)).toBe(0);
  });
});

describe('polls end', () => {
  it('vertical retrace comes and goes 70 times a second', () => {
    const { platform, ports } = machine();
    let rises = 0;
    let before = false;
    for (let time = 0; time < TSC_HERTZ; time += 20_000) {
      platform.now = time;
      const retrace = (ports.read(0x3da, 1) & 0x08) !== 0;
      if (retrace && !before) rises++;
      before = retrace;
    }
    expect(rises).toBe(70);
  });

  it('port 61H bit 4 toggles every 15 µs', () => {
    const { platform, ports } = machine();
    const level = (microseconds: number) => {
      platform.now = microseconds * 2000;
      return ports.read(0x61, 1) & 0x10;
    };
    expect([level(0), level(16), level(31), level(46)]).toEqual([0, 0x10, 0, 0x10]);
  });

  it('the input buffer of the keyboard controller is never full', () => {
    const { ports } = machine();
    for (const command of [0xad, 0xa7, 0x20, 0xaa, 0xae]) {
      expect(ports.read(0x64, 1) & 0x02).toBe(0);
      ports.write(0x64, 1, command);
    }
  });
});
