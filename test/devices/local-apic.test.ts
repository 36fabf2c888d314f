/** The local APIC against the rules of the SDM's chapter on it. */
import { describe, expect, it } from 'vitest';
import { testPlatform } from './test-platform.js';

const PAGE = 0xfee0_0000;
const TPR = 0x80;
const PPR = 0xa0;
const EOI = 0xb0;
const SVR = 0xf0;
const ISR = 0x100;
const TMR = 0x180;
const IRR = 0x200;
const ESR = 0x280;
const ICR = 0x300;
const LVT_TIMER = 0x320;
const LINT0 = 0x350;
const LVT_ERROR = 0x370;
const INITIAL = 0x380;
const CURRENT = 0x390;
const DIVIDE = 0x3e0;
const SELF = 0x4_0000;
const BASE_MSR = 0x1b;
const DEADLINE_MSR = 0x6e0;

function apic() {
  const platform = testPlatform();
  const { devices } = platform;
  return {
    ...platform,
    platform,
    devices,
    read: (offset: number) => devices.guestMemory.read32(PAGE + offset) >>> 0,
    write: (offset: number, value: number) => devices.guestMemory.write32(PAGE + offset, value),
    selfIpi: (vector: number) => devices.guestMemory.write32(PAGE + ICR, SELF | vector),
    /** Vectors set in a 256-bit register. */
    vectors: (offset: number) => {
      const set: number[] = [];
      for (let vector = 0; vector < 256; vector++) {
        const word = devices.guestMemory.read32(PAGE + offset + (vector >> 5) * 16);
        if ((word >>> (vector & 31)) & 1) set.push(vector);
      }
      return set;
    },
  };
}

describe('priorities', () => {
  it('takes the highest vector first and nests only higher classes', () => {
    const { devices, selfIpi, write, vectors } = apic();
    for (const vector of [0x31, 0x52, 0x40]) selfIpi(vector);
    expect(vectors(IRR)).toEqual([0x31, 0x40, 0x52]);
    expect(devices.interrupts.acknowledge()).toBe(0x52);
    expect(vectors(ISR)).toEqual([0x52]);
    expect(devices.interrupts.pending()).toBe(false);
    selfIpi(0x5f); // same class: waits
    expect(devices.interrupts.pending()).toBe(false);
    selfIpi(0x60);
    expect(devices.interrupts.acknowledge()).toBe(0x60);
    write(EOI, 0);
    expect(vectors(ISR)).toEqual([0x52]);
    write(EOI, 0);
    const order = [];
    while (devices.interrupts.pending()) {
      order.push(devices.interrupts.acknowledge());
      write(EOI, 0);
    }
    expect(order).toEqual([0x5f, 0x40, 0x31]);
    expect(vectors(ISR)).toEqual([]);
  });

  it('the task priority holds back its class and those below; CR8 is its upper half', () => {
    // SDM: delivered when the class of the interrupt is above the processor-priority class.
    for (let tpr = 0; tpr < 256; tpr += 5) {
      for (const vector of [0x10, 0x2f, 0x80, 0xff]) {
        const { devices, read, write, selfIpi } = apic();
        write(TPR, tpr);
        expect(devices.interrupts.readTaskPriority()).toBe(tpr >> 4);
        expect(read(PPR)).toBe(tpr);
        selfIpi(vector);
        expect(devices.interrupts.pending()).toBe(vector >> 4 > tpr >> 4);
      }
    }
    const { devices, read, selfIpi } = apic();
    devices.interrupts.writeTaskPriority(7);
    expect(read(TPR)).toBe(0x70);
    selfIpi(0x7f);
    expect(devices.interrupts.pending()).toBe(false);
    devices.interrupts.writeTaskPriority(6);
    expect(devices.interrupts.pending()).toBe(true);
  });

  it('PPR is the higher class of TPR and ISR', () => {
    const { devices, read, write, selfIpi } = apic();
    selfIpi(0x55);
    devices.interrupts.acknowledge();
    expect(read(PPR)).toBe(0x50);
    write(TPR, 0x53);
    expect(read(PPR)).toBe(0x53);
    write(TPR, 0x4f);
    expect(read(PPR)).toBe(0x50);
    write(TPR, 0x61);
    expect(read(PPR)).toBe(0x61);
  });
});

describe('errors', () => {
  it('illegal vectors and registers are reported in ESR after a write to it, and by the error interrupt', () => {
    const { devices, read, write, selfIpi } = apic();
    write(LVT_ERROR, 0xe0);
    selfIpi(0x0f);
    expect(read(ESR)).toBe(0);
    write(ESR, 0);
    expect(read(ESR)).toBe(0x20);
    write(ESR, 0);
    expect(read(ESR)).toBe(0);
    expect(devices.interrupts.acknowledge()).toBe(0xe0);
    write(EOI, 0);
    expect(read(0x2d0)).toBe(0); // reserved
    write(ESR, 0);
    expect(read(ESR)).toBe(0x80);
    write(LVT_TIMER, 5);
    write(INITIAL, 10);
    devices.advance(1_000_000);
    write(ESR, 0);
    expect(read(ESR)).toBe(0x40);
  });
});

describe('timer', () => {
  it('does not run until programmed', () => {
    expect(apic().devices.nextEvent).toBe(Infinity);
  });

  it('one-shot: counts divide × 2 cycles a count, interrupts once at zero', () => {
    const divisors: Record<number, number> = { 0: 2, 1: 4, 2: 8, 3: 16, 8: 32, 9: 64, 10: 128, 11: 1 };
    for (const [code, divisor] of Object.entries(divisors)) {
      const { devices, platform, read, write } = apic();
      platform.runTo(12_345);
      write(DIVIDE, Number(code));
      write(LVT_TIMER, 0x40);
      write(INITIAL, 100);
      const end = 12_345 + 100 * divisor * 2;
      platform.runTo(12_345 + 30 * divisor * 2);
      expect(read(CURRENT)).toBe(70);
      expect(devices.nextEvent).toBe(end);
      platform.runTo(end - 1);
      expect(devices.interrupts.pending()).toBe(false);
      expect(read(CURRENT)).toBe(1);
      platform.runTo(end);
      expect(devices.interrupts.acknowledge()).toBe(0x40);
      expect(read(CURRENT)).toBe(0);
      expect(devices.nextEvent).toBe(Infinity);
    }
  });

  it('periodic: reloads; a new initial count restarts it, zero stops it', () => {
    const { devices, platform, read, write } = apic();
    write(DIVIDE, 0xb);
    write(LVT_TIMER, 0x2_0040);
    write(INITIAL, 500);
    for (const time of [1000, 2000, 3000]) {
      expect(devices.nextEvent).toBe(time);
      platform.runTo(time);
      expect(devices.interrupts.acknowledge()).toBe(0x40);
      write(EOI, 0);
    }
    platform.runTo(3500);
    expect(read(CURRENT)).toBe(250);
    write(INITIAL, 100);
    expect(devices.nextEvent).toBe(3700);
    write(INITIAL, 0);
    expect(devices.nextEvent).toBe(Infinity);
  });

  it('masked: counts on without interrupting', () => {
    const { devices, platform, write } = apic();
    write(LVT_TIMER, 0x1_0040);
    write(INITIAL, 10);
    platform.runTo(10_000);
    expect(devices.interrupts.pending()).toBe(false);
  });

  it('TSC-deadline: at the deadline, at once when it has passed, disarmed by zero and by a change of mode', () => {
    const { devices, platform, read, write } = apic();
    const { msrs } = devices;
    msrs.writeMsr(DEADLINE_MSR, 1000n); // not in that mode: ignored
    expect(msrs.readMsr(DEADLINE_MSR)).toBe(0n);
    write(LVT_TIMER, 0x4_0050);
    write(INITIAL, 10); // ignored in that mode
    expect(read(INITIAL)).toBe(0);
    msrs.writeMsr(DEADLINE_MSR, 1000n);
    expect(msrs.readMsr(DEADLINE_MSR)).toBe(1000n);
    expect(devices.nextEvent).toBe(1000);
    platform.runTo(1000);
    expect(devices.interrupts.acknowledge()).toBe(0x50);
    expect(msrs.readMsr(DEADLINE_MSR)).toBe(0n);
    write(EOI, 0);
    msrs.writeMsr(DEADLINE_MSR, 7n);
    platform.runTo(1000);
    expect(devices.interrupts.acknowledge()).toBe(0x50);
    msrs.writeMsr(DEADLINE_MSR, 5000n);
    msrs.writeMsr(DEADLINE_MSR, 0n);
    expect(devices.nextEvent).toBe(Infinity);
    msrs.writeMsr(DEADLINE_MSR, 5000n);
    write(LVT_TIMER, 0x50);
    expect(devices.nextEvent).toBe(Infinity);
    expect(msrs.readMsr(DEADLINE_MSR)).toBe(0n);
  });

  it('TSC-deadline follows a time-stamp counter that the guest has set', () => {
    const { devices, write } = apic();
    write(LVT_TIMER, 0x4_0050);
    devices.msrs.writeMsr(DEADLINE_MSR, 5000n);
    devices.setTscOffset(1000n);
    expect(devices.nextEvent).toBe(4000);
    devices.setTscOffset(-1000n);
    expect(devices.nextEvent).toBe(6000);
  });
});

describe('modes', () => {
  const EN = 0x800n;
  const EXTD = 0x400n;
  const FIXED = 0xfee0_0100n;

  it('IA32_APIC_BASE: the transitions of the SDM’s figure, all others #GP', () => {
    const states = { off: 0n, xapic: EN, x2apic: EN | EXTD, invalid: EXTD };
    const legal = new Set([
      'off off',
      'off xapic',
      'xapic xapic',
      'xapic off',
      'xapic x2apic',
      'x2apic x2apic',
      'x2apic off',
    ]);
    for (const [from, start] of Object.entries(states)) {
      if (from === 'invalid') continue;
      for (const [to, target] of Object.entries(states)) {
        const { msrs } = testPlatform().devices;
        if (from !== 'xapic') expect(msrs.writeMsr(BASE_MSR, FIXED | start)).toBe(true);
        expect(msrs.writeMsr(BASE_MSR, FIXED | target), `${from} to ${to}`).toBe(legal.has(`${from} ${to}`));
        const expected = legal.has(`${from} ${to}`) ? target : start;
        expect(msrs.readMsr(BASE_MSR)).toBe(FIXED | expected);
      }
    }
    const { msrs } = testPlatform().devices;
    for (const bad of [FIXED | EN | 1n, FIXED | EN | 0x200n, 0xfee0_1900n, (1n << 52n) | FIXED | EN]) {
      expect(msrs.writeMsr(BASE_MSR, bad)).toBe(false);
    }
  });

  it('off: the page reads as ones and the registers start afresh when it is on again', () => {
    const { devices, read, write } = apic();
    write(TPR, 0x33);
    devices.msrs.writeMsr(BASE_MSR, FIXED);
    expect(read(TPR)).toBe(0xffff_ffff);
    devices.msrs.writeMsr(BASE_MSR, FIXED | EN);
    expect([read(TPR), read(SVR), read(LINT0)]).toEqual([0, 0xff, 0x1_0000]);
  });

  it('x2APIC: registers as MSRs, 64-bit ICR, self-IPI, and #GP for what the SDM reserves', () => {
    const { devices, read } = apic();
    const { msrs, interrupts } = devices;
    expect(msrs.readMsr(0x802)).toBe(null); // not in x2APIC mode yet
    expect(msrs.writeMsr(BASE_MSR, FIXED | EN | EXTD)).toBe(true);
    expect(read(TPR)).toBe(0xffff_ffff); // the page is gone
    expect(msrs.readMsr(0x802)).toBe(0n);
    expect(msrs.readMsr(0x80d)).toBe(1n); // cluster 0, bit 0
    expect(msrs.writeMsr(0x83f, 0x61n)).toBe(true);
    expect(interrupts.acknowledge()).toBe(0x61);
    expect(msrs.writeMsr(0x80b, 1n)).toBe(false);
    expect(msrs.writeMsr(0x80b, 0n)).toBe(true);
    expect(msrs.writeMsr(0x830, 0x62n)).toBe(true); // physical destination 0
    expect(interrupts.acknowledge()).toBe(0x62);
    msrs.writeMsr(0x80b, 0n);
    expect(msrs.writeMsr(0x830, (0xffff_ffffn << 32n) | 0x63n)).toBe(true); // broadcast
    expect(msrs.readMsr(0x830)).toBe((0xffff_ffffn << 32n) | 0x63n);
    expect(interrupts.acknowledge()).toBe(0x63);
    msrs.writeMsr(0x80b, 0n);
    expect(msrs.writeMsr(0x830, (0x0000_0001n << 32n) | 0x0864n)).toBe(true); // logical
    expect(interrupts.acknowledge()).toBe(0x64);
    msrs.writeMsr(0x80b, 0n);
    expect(msrs.writeMsr(0x830, (5n << 32n) | 0x65n)).toBe(true); // nobody
    expect(interrupts.pending()).toBe(false);
    // reserved or read-only
    for (const index of [0x802, 0x803, 0x80a, 0x80d, 0x810, 0x818, 0x820, 0x839]) {
      expect(msrs.writeMsr(index, 0n), index.toString(16)).toBe(false);
      expect(msrs.readMsr(index)).not.toBe(null);
    }
    for (const index of [0x800, 0x809, 0x80c, 0x80e, 0x82f, 0x831, 0x840, 0x8ff]) {
      expect(msrs.readMsr(index), index.toString(16)).toBe(null);
      expect(msrs.writeMsr(index, 0n)).toBe(false);
    }
    for (const index of [0x80b, 0x83f]) expect(msrs.readMsr(index)).toBe(null); // write-only
    for (const [index, value] of [
      [0x808, 0x100n],
      [0x80f, 0x1000n],
      [0x828, 1n],
      [0x832, 0x100n],
      [0x830, 0x1000n],
      [0x838, 1n << 32n],
      [0x83e, 4n],
      [0x83f, 0x100n],
    ] as const) {
      expect(msrs.writeMsr(index, value), index.toString(16)).toBe(false);
    }
  });

  it('the page: other than aligned 32-bit accesses read bytes and write nothing', () => {
    const { devices, write, read } = apic();
    const memory = devices.guestMemory;
    write(TPR, 0x5a);
    expect(memory.read8(PAGE + TPR)).toBe(0x5a);
    expect(memory.read8(PAGE + TPR + 1)).toBe(0);
    expect(memory.read16(PAGE + 0x30)).toBe(0x14);
    expect(memory.read8(PAGE + 0x32)).toBe(0x05);
    expect(memory.read32(PAGE + TPR + 4)).toBe(0);
    memory.write8(PAGE + TPR, 1);
    memory.write32(PAGE + TPR + 4, 1);
    expect(read(TPR)).toBe(0x5a);
  });
});

describe('LINT0', () => {
  /** An edge on IRQ 1: a byte in the keyboard controller's output buffer. */
  const keyboard = (devices: ReturnType<typeof apic>['devices']) => {
    devices.ports.write(0x64, 1, 0xd2);
    devices.ports.write(0x60, 1, 0x55);
  };

  it('virtual wire: the 8259’s vector, whatever the task priority', () => {
    const { devices, write } = apic();
    write(TPR, 0xff);
    devices.ports.write(0x21, 1, 0xfd);
    keyboard(devices);
    expect(devices.interrupts.acknowledge()).toBe(0x09);
  });

  it('masked: the 8259 is cut off; with the APIC disabled its line goes straight to the processor', () => {
    const { devices, write } = apic();
    devices.ports.write(0x21, 1, 0xfd);
    write(LINT0, 0x1_0700);
    keyboard(devices);
    expect(devices.interrupts.pending()).toBe(false);
    devices.msrs.writeMsr(BASE_MSR, 0xfee0_0100n);
    expect(devices.interrupts.acknowledge()).toBe(0x09);
  });

  it('fixed, edge: one interrupt of its own vector for each rise', () => {
    const { devices, write, vectors } = apic();
    devices.ports.write(0x21, 1, 0xfd);
    write(LINT0, 0x45);
    keyboard(devices);
    expect(devices.interrupts.acknowledge()).toBe(0x45);
    expect(vectors(TMR)).toEqual([]);
    write(EOI, 0);
    expect(devices.interrupts.pending()).toBe(false);
  });

  it('fixed, level: asks again after EOI while the line is high', () => {
    const { devices, read, write, vectors } = apic();
    devices.ports.write(0x21, 1, 0xfd);
    write(LINT0, 0x8045);
    keyboard(devices);
    expect(read(LINT0)).toBe(0xc045); // remote IRR
    expect(devices.interrupts.acknowledge()).toBe(0x45);
    expect(vectors(TMR)).toEqual([0x45]);
    write(EOI, 0);
    expect(devices.interrupts.acknowledge()).toBe(0x45);
    devices.ports.read(0x60, 1); // the line falls
    write(EOI, 0);
    expect(devices.interrupts.pending()).toBe(false);
    expect(read(LINT0)).toBe(0x8045);
  });
});
