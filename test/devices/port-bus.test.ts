/** The port bus: who answers, how wide accesses are split, what happens where nobody is. */
import { expect, it } from 'vitest';
import { RegisteredPortBus } from '../../src/devices/port-bus.js';
import type { PortDevice } from '../../src/memory/bus.js';

/** Reads give the port's low byte in every byte; accesses are noted. */
function recorder(name: string, log: string[]): PortDevice {
  return {
    name,
    readPort: (port, size) => {
      log.push(`${name} r${size} ${port.toString(16)}`);
      return ((port & 0xff) * 0x01010101) % 2 ** (8 * size);
    },
    writePort: (port, size, value) => log.push(`${name} w${size} ${port.toString(16)} ${value.toString(16)}`),
  };
}

function bus() {
  const log: string[] = [];
  const ports = new RegisteredPortBus();
  ports.register(recorder('byte', log), 0x10, 4, 1);
  ports.register(recorder('wide', log), 0x20, 8, 4);
  ports.register(recorder('word', log), 0x28, 4, 2);
  return { ports, log };
}

it('splits what is wider than the device, lowest port first', () => {
  const { ports, log } = bus();
  expect(ports.read(0x10, 4)).toBe(0x13121110);
  ports.write(0x10, 2, 0xbeef);
  ports.write(0x28, 4, 0xdeadbeef);
  expect(ports.read(0x28, 4)).toBe(0x2a2a2828);
  ports.write(0x20, 4, 0xdeadbeef);
  expect(ports.read(0x21, 2)).toBe(0x2121);
  expect(log).toEqual([
    'byte r1 10', 'byte r1 11', 'byte r1 12', 'byte r1 13',
    'byte w1 10 ef', 'byte w1 11 be',
    'word w2 28 beef', 'word w2 2a dead',
    'word r2 28', 'word r2 2a',
    'wide w4 20 deadbeef',
    'wide r2 21',
  ]); // biome-ignore format: one access a line
});

it('goes byte by byte across devices and holes', () => {
  const { ports, log } = bus();
  expect(ports.read(0x26, 4)).toBe(0x29282726);
  expect(ports.read(0x12, 4)).toBe(0xffff1312);
  ports.write(0x13, 2, 0xabcd);
  expect(log).toEqual([
    'wide r1 26',
    'wide r1 27',
    'word r1 28',
    'word r1 29',
    'byte r1 12',
    'byte r1 13',
    'byte w1 13 cd',
  ]);
  expect([ports.unclaimedReads, ports.unclaimedWrites]).toEqual([1, 1]);
});

it('ports of nobody read as ones, ignore writes and are counted', () => {
  const { ports } = bus();
  expect([ports.read(0x80, 1), ports.read(0x80, 2), ports.read(0x80, 4)]).toEqual([0xff, 0xffff, 0xffff_ffff]);
  expect(ports.read(0xffff, 4)).toBe(0xffff_ffff);
  ports.write(0xffff, 4, 1);
  expect([ports.unclaimedReads, ports.unclaimedWrites]).toEqual([4, 1]);
});

it('refuses two devices on one port', () => {
  const { ports } = bus();
  expect(() => ports.register(recorder('other', []), 0x13, 1, 1)).toThrow(/13 claimed by other and byte/);
  expect(() => ports.register(recorder('other', []), 0xffff, 2, 1)).toThrow(/beyond/);
});

it('tells the trace which device was accessed', () => {
  const { ports } = bus();
  const events: string[] = [];
  ports.trace = { device: (name, action, value) => events.push(`${name} ${action} ${value}`) };
  ports.write(0x20, 1, 7);
  ports.read(0x20, 1);
  expect(events).toEqual(['wide out 20 7', 'wide in 20 32']);
});
