/** The 16550A: interrupts by priority, FIFO and timeout, and input that arrives in simulated time. */
import { describe, expect, it } from 'vitest';
import { testPlatform } from './test-platform.js';

const RBR = 0x3f8;
const IER = 0x3f9;
const IIR = 0x3fa;
const LCR = 0x3fb;
const MCR = 0x3fc;
const LSR = 0x3fd;
const DR = 0x01;
/** 8N1 at 115,200 baud: ten bits of 1/115,200 s at 2 GHz. */
const CHARACTER = Math.ceil((10 * 2e9) / 115_200);

/** A platform whose line delivers the texts given, one for each time it is asked, then ends. `asked` counts. */
function serial(...texts: string[]) {
  const asked = { times: 0 };
  const platform = testPlatform({
    serialInput: () => {
      const text = texts[asked.times++];
      return text === undefined ? null : new TextEncoder().encode(text);
    },
  });
  const { ports } = platform.devices;
  return {
    platform,
    asked,
    devices: platform.devices,
    read: (port: number) => ports.read(port, 1),
    write: (port: number, value: number) => ports.write(port, 1, value),
  };
}

describe('transmitter', () => {
  it('is always ready and sends each byte at once', () => {
    const { platform, read, write } = serial();
    for (const byte of [0x48, 0x69, 0xff]) {
      expect(read(LSR) & 0x60).toBe(0x60);
      write(RBR, byte);
    }
    expect(platform.transmitted).toEqual([0x48, 0x69, 0xff]);
  });

  it('does not send in loopback', () => {
    const { platform, read, write } = serial();
    write(MCR, 0x10);
    write(RBR, 0x55);
    expect(platform.transmitted).toEqual([]);
    expect(read(RBR)).toBe(0x55);
  });
});

describe('input', () => {
  it('is not asked for by a guest that only transmits', () => {
    const { asked, read, write, platform } = serial('x');
    for (let i = 0; i < 5; i++) {
      read(LSR);
      write(RBR, 0x41);
    }
    platform.runTo(10 * CHARACTER);
    expect(read(LSR) & DR).toBe(0);
    expect(asked.times).toBe(0);
  });

  it('comes one character time after the guest began to wait, then one a character time', () => {
    const { platform, read } = serial('ab');
    expect([read(LSR) & DR, read(LSR) & DR]).toEqual([0, 0]);
    platform.runTo(CHARACTER - 1);
    expect(read(LSR) & DR).toBe(0);
    platform.runTo(CHARACTER);
    expect(read(LSR) & DR).toBe(DR);
    platform.runTo(5 * CHARACTER); // nobody reads: the next byte waits
    expect(read(RBR)).toBe(0x61);
    expect(read(LSR) & DR).toBe(0);
    platform.runTo(6 * CHARACTER);
    expect(read(RBR)).toBe(0x62);
  });

  it('travels at the rate the guest programs', () => {
    const { platform, read, write, devices } = serial('a');
    write(LCR, 0x87); // 8 data bits, two stop bits
    write(RBR, 12);
    write(IER, 0);
    write(LCR, 0x07);
    read(RBR);
    expect(devices.nextEvent).toBe(Math.ceil((11 * 16 * 12 * 2e9) / 1_843_200));
    platform.runTo(devices.nextEvent);
    expect(read(RBR)).toBe(0x61);
  });

  it('is asked for again when used up, never after its end', () => {
    const { platform, read, asked } = serial('a', '');
    read(RBR);
    platform.runTo(CHARACTER);
    expect(read(RBR)).toBe(0x61);
    expect(asked.times).toBe(1);
    read(RBR);
    expect(asked.times).toBe(2);
    for (let i = 0; i < 5; i++) read(RBR);
    expect(asked.times).toBe(3);
  });

  it('an initialization that clears the FIFO loses nothing', () => {
    const { platform, read, write } = serial('a');
    write(IER, 0);
    write(LCR, 0x80);
    write(RBR, 1);
    write(IER, 0);
    write(LCR, 0x03);
    write(IIR, 0xc7);
    write(MCR, 0x1e);
    write(RBR, 0xae);
    expect(read(RBR)).toBe(0xae);
    write(MCR, 0x0f);
    platform.runTo(10 * CHARACTER);
    read(LSR);
    read(LSR);
    platform.runTo(11 * CHARACTER);
    expect(read(RBR)).toBe(0x61);
  });
});

describe('interrupts', () => {
  it('received data: IRQ 4 through OUT2 until read', () => {
    const { platform, devices, read, write } = serial('a');
    write(0x21, 0xef);
    write(IER, 0x01);
    expect(devices.wantsInput).toBe(false); // a byte is on its way
    platform.runTo(CHARACTER);
    expect(read(IIR)).toBe(0x04);
    expect(devices.interrupts.acknowledge()).toBe(0x0c);
    write(0x20, 0x20);
    read(RBR);
    expect(read(IIR)).toBe(0x01);
    expect(devices.wantsInput).toBe(true);
    expect(devices.serial.requestInput()).toBe(false);
    expect(devices.wantsInput).toBe(false); // the line has ended
  });

  it('without OUT2 the line stays low', () => {
    const { platform, devices, write } = serial('a');
    write(0x21, 0xef);
    write(MCR, 0x03);
    write(IER, 0x01);
    platform.runTo(CHARACTER);
    expect(devices.interrupts.pending()).toBe(false);
    write(MCR, 0x0b);
    expect(devices.interrupts.pending()).toBe(true);
  });

  it('THR empty: when enabled and after each byte, cleared by reading IIR', () => {
    const { read, write } = serial();
    write(IER, 0x02);
    expect([read(IIR), read(IIR)]).toEqual([0x02, 0x01]);
    write(RBR, 0x41);
    expect([read(IIR), read(IIR)]).toEqual([0x02, 0x01]);
  });

  it('priority: line status, data, timeout, THR empty, modem status', () => {
    const { read, write } = serial();
    write(MCR, 0x10);
    write(IER, 0x0f);
    write(MCR, 0x12); // a modem delta
    write(RBR, 1);
    write(RBR, 2); // overrun: one byte deep without FIFOs
    expect(read(IIR)).toBe(0x06);
    expect(read(LSR) & 0x03).toBe(0x03);
    expect(read(IIR)).toBe(0x04);
    expect(read(RBR)).toBe(2); // the newer byte has replaced the older
    expect(read(IIR)).toBe(0x02);
    expect(read(IIR)).toBe(0x00);
    read(0x3fe);
    expect(read(IIR)).toBe(0x01);
  });

  it('FIFO: 16 bytes, the trigger level, and a timeout after four characters below it', () => {
    const { platform, devices, read, write } = serial('abcdefghijklmnopqrst');
    write(IIR, 0xc7); // trigger level 14
    write(IER, 0x01);
    platform.runTo(13 * CHARACTER);
    expect(read(IIR)).toBe(0xc1);
    platform.runTo(14 * CHARACTER);
    expect(read(IIR)).toBe(0xc4);
    platform.runTo(40 * CHARACTER);
    const received: number[] = [];
    while (read(LSR) & DR) received.push(read(RBR));
    expect(String.fromCharCode(...received)).toBe('abcdefghijklmnop');
    platform.runTo(44 * CHARACTER); // the remaining four arrive
    expect(read(IIR)).toBe(0xc1);
    expect(devices.nextEvent).toBe(48 * CHARACTER);
    platform.runTo(48 * CHARACTER);
    expect(read(IIR)).toBe(0xcc);
    expect(read(RBR)).toBe(0x71);
    expect(read(IIR)).toBe(0xc1);
  });
});
