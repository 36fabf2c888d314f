/** The cascaded 8259As against the data sheet: vectors, priorities, rotation, masks, spurious interrupts. */
import { describe, expect, it } from 'vitest';
import { Pic } from '../../src/devices/pic.js';

const MASTER = 0x20;
const SLAVE = 0xa0;

/** Initialized as PC software does: vectors 20H and 28H, all lines open. `icw4` 01H plain, 03H automatic EOI. */
function pic(icw4 = 0x01): Pic {
  const device = new Pic(() => undefined);
  for (const [base, icw2, icw3] of [
    [MASTER, 0x20, 0x04],
    [SLAVE, 0x28, 0x02],
  ] as const) {
    device.writePort(base, 1, 0x11);
    for (const word of [icw2, icw3, icw4]) device.writePort(base + 1, 1, word);
  }
  device.setIrq(0, false); // the timer's output is high at power-up
  return device;
}

const raise = (device: Pic, ...lines: number[]) => {
  for (const line of lines) device.setIrq(line, true);
};

/** Acknowledges and ends everything, non-specific EOI at both chips. */
function drain(device: Pic): number[] {
  const vectors: number[] = [];
  while (device.output) {
    const vector = device.acknowledge();
    vectors.push(vector);
    if (vector >= 0x28) device.writePort(SLAVE, 1, 0x20);
    device.writePort(MASTER, 1, 0x20);
  }
  return vectors;
}

describe('fixed priority', () => {
  it('IR0 first; the slave’s lines at the place of IR2', () => {
    const device = pic();
    raise(device, 15, 7, 3, 8, 1, 0, 12);
    expect(drain(device)).toEqual([0x20, 0x21, 0x28, 0x2c, 0x2f, 0x23, 0x27]);
  });

  it('only a higher priority interrupts one in service', () => {
    for (let inService = 0; inService < 8; inService++) {
      for (let request = 0; request < 8; request++) {
        if (inService === 2 || request === 2) continue;
        const device = pic();
        raise(device, inService);
        device.acknowledge();
        device.setIrq(inService, false);
        raise(device, request);
        expect(device.output, `${request} while ${inService}`).toBe(request < inService);
        expect(device.wouldInterrupt(request)).toBe(request < inService);
      }
    }
  });

  it('masks hold back requests, which wait', () => {
    const device = pic();
    device.writePort(MASTER + 1, 1, 0x08);
    raise(device, 3);
    expect([device.output, device.wouldInterrupt(3)]).toEqual([false, false]);
    device.writePort(MASTER + 1, 1, 0x00);
    expect(drain(device)).toEqual([0x23]);
  });
});

describe('end of interrupt', () => {
  it('automatic: nothing stays in service', () => {
    const device = pic(0x03);
    raise(device, 3);
    expect(device.acknowledge()).toBe(0x23);
    device.writePort(MASTER, 1, 0x0b);
    expect(device.readPort(MASTER)).toBe(0);
    raise(device, 4);
    expect(device.output).toBe(true);
  });

  it('non-specific ends the highest in service, specific the one it names', () => {
    const device = pic();
    raise(device, 5);
    device.acknowledge();
    raise(device, 1);
    device.acknowledge();
    device.writePort(MASTER, 1, 0x0b);
    expect(device.readPort(MASTER)).toBe(0x22);
    device.writePort(MASTER, 1, 0x65);
    expect(device.readPort(MASTER)).toBe(0x02);
    device.writePort(MASTER, 1, 0x20);
    expect(device.readPort(MASTER)).toBe(0x00);
  });

  it('rotation gives the one served the lowest priority', () => {
    const device = pic();
    raise(device, 4);
    device.acknowledge();
    device.setIrq(4, false);
    device.writePort(MASTER, 1, 0xa0); // rotate on non-specific EOI
    raise(device, 4, 5, 3, 6);
    const served: number[] = [];
    while (device.output) {
      served.push(device.acknowledge());
      device.writePort(MASTER, 1, 0x20);
    }
    expect(served).toEqual([0x25, 0x26, 0x23, 0x24]);
    device.writePort(MASTER, 1, 0xc2); // set priority: IR2 lowest, IR3 highest
    for (const line of [1, 3, 7]) {
      device.setIrq(line, false);
      raise(device, line);
    }
    expect(device.acknowledge()).toBe(0x23);
  });

  it('rotation with automatic EOI', () => {
    const device = pic(0x03);
    device.writePort(MASTER, 1, 0x80);
    raise(device, 0, 1);
    expect(device.acknowledge()).toBe(0x20);
    device.setIrq(0, false);
    raise(device, 0);
    expect([device.acknowledge(), device.acknowledge()]).toEqual([0x21, 0x20]);
  });
});

describe('modes', () => {
  it('special mask: a masked level in service holds nothing back', () => {
    const device = pic();
    raise(device, 1);
    device.acknowledge();
    raise(device, 6);
    expect(device.output).toBe(false);
    device.writePort(MASTER + 1, 1, 0x02);
    device.writePort(MASTER, 1, 0x68);
    expect(device.acknowledge()).toBe(0x26);
    device.writePort(MASTER, 1, 0x48);
    raise(device, 7);
    expect(device.output).toBe(false);
  });

  it('special fully nested: the slave may interrupt itself through the master', () => {
    for (const [icw4, nested] of [
      [0x01, false],
      [0x11, true],
    ] as const) {
      const device = pic(icw4);
      raise(device, 12);
      expect(device.acknowledge()).toBe(0x2c);
      raise(device, 9);
      expect(device.output).toBe(nested);
    }
  });

  it('level-triggered lines (ELCR) ask again while they are high', () => {
    const device = pic();
    device.writePort(0x4d1, 1, 0x02);
    raise(device, 9);
    for (let time = 0; time < 3; time++) {
      expect(device.acknowledge()).toBe(0x29);
      expect(device.output).toBe(false);
      device.writePort(SLAVE, 1, 0x20);
      device.writePort(MASTER, 1, 0x20);
    }
    device.setIrq(9, false);
    expect(device.output).toBe(false);
  });

  it('ICW1 forgets edges, masks and what is in service', () => {
    const device = pic();
    raise(device, 3, 4);
    device.acknowledge();
    device.writePort(MASTER, 1, 0x11);
    for (const word of [0x40, 0x04, 0x01]) device.writePort(MASTER + 1, 1, word);
    expect(device.output).toBe(false);
    device.setIrq(4, false);
    raise(device, 4);
    expect(device.acknowledge()).toBe(0x44);
  });
});

describe('spurious interrupts', () => {
  it('a request that is gone at INTA gives IR7, not in service', () => {
    const device = pic();
    raise(device, 3);
    device.setIrq(3, false);
    expect(device.output).toBe(false);
    expect(device.acknowledge()).toBe(0x27);
    device.writePort(MASTER, 1, 0x0b);
    expect(device.readPort(MASTER)).toBe(0);
  });

  it('an edge-triggered line that stays high interrupts once', () => {
    const device = pic();
    raise(device, 3);
    expect(drain(device)).toEqual([0x23]);
    raise(device, 3);
    expect(device.output).toBe(false);
    device.setIrq(3, false);
    raise(device, 3);
    expect(drain(device)).toEqual([0x23]);
  });

  it('one slave line after another, also a higher one while a lower is in service', () => {
    const device = pic();
    raise(device, 14);
    expect(device.acknowledge()).toBe(0x2e);
    raise(device, 8);
    device.writePort(MASTER, 1, 0x20); // master's EOI first: the slave may come again
    expect(device.acknowledge()).toBe(0x28);
  });
});
