/**
 * The recorded vectors once more, as user code on the whole processor: segments, paging, the decode cache, privilege and
 * the delivery of exceptions take part.
 */
import { describe, expect, test } from 'vitest';
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { RAM_BASE } from '../../src/memory/host-memory.js';
import { Computer, GDT, HANDLERS, IDT, PML4, TSS } from '../cpu/computer.js';
import { differences } from './vector-compare.js';
import { CODE, DATA, DESCRIPTORS, FAMILIES, GS_BASE, readVectors, STACK, type VectorCase } from './vector-file.js';

/** Physical places of the areas of the vectors; the handlers' stack. */
const PHYSICAL_CODE = 0x200000;
const PHYSICAL_DATA = 0x210000;
const PHYSICAL_STACK = 0x220000;
const KERNEL_STACK = 0x90000;
const PAGE = 0x1000;
const CODE_PAGE = CODE & -PAGE;
/** Vectors that push an error code. */
const WITH_ERROR_CODE = new Set([8, 10, 11, 12, 13, 14, 17]);

/** Linux's selectors, a page table for the areas of the vectors, and a handler for each exception. */
function computer(): Computer {
  const machine = new Computer().long('nop').haltingHandlers64();
  for (const [selector, { low, high }] of DESCRIPTORS) {
    machine.put32(GDT + selector, low).put32(GDT + selector + 4, high);
  }
  for (let vector = 0; vector < 256; vector++) {
    const dpl = vector === 3 || vector === 4 ? 3 : 0;
    machine.putGate64(vector, { selector: 0x10, dpl });
  }
  machine.put64(TSS + 4, BigInt(KERNEL_STACK)).put32(TSS + 0x64, 0x68 << 16);
  // Linear 256 to 258 MiB: one page table; everything below 16 MiB stays as it is, for the supervisor.
  const table = PML4 + 0x3000;
  machine.put64(PML4 + 0x2000 + 8 * (CODE_PAGE >>> 21), BigInt(table) | 7n);
  const map = (linear: number, physical: number) =>
    machine.put64(table + 8 * ((linear >>> 12) & 0x1ff), BigInt(physical) | 7n);
  map(CODE_PAGE, PHYSICAL_CODE);
  map(DATA, PHYSICAL_DATA);
  map(DATA + PAGE, PHYSICAL_DATA + PAGE);
  map(STACK, PHYSICAL_STACK);
  return machine;
}

function prepare(machine: Computer, vector: VectorCase): void {
  const { memory } = machine;
  const { u8 } = memory;
  u8.fill(0xcc, RAM_BASE + PHYSICAL_CODE, RAM_BASE + PHYSICAL_CODE + PAGE);
  u8.set(vector.code, RAM_BASE + PHYSICAL_CODE + (CODE & (PAGE - 1)));
  u8.set(vector.before.data, RAM_BASE + PHYSICAL_DATA);
  u8.set(vector.before.stack, RAM_BASE + PHYSICAL_STACK);
  memory.notifyWrite(RAM_BASE + PHYSICAL_CODE, PAGE);
  const data = { selector: 0x2b, base: 0n, limit: 0xffff_ffff, accessRights: 0xc0f3 };
  const none = { selector: 0, base: 0n, limit: 0, accessRights: 0x1_0000 };
  const code = vector.bits === 64 ? { selector: 0x33, accessRights: 0xa0fb } : { selector: 0x23, accessRights: 0xc0fb };
  machine.cpu.resetTo({
    rip: BigInt(CODE),
    rflags: BigInt(vector.before.flags),
    gpr: vector.before.registers,
    cr0: 0x8001_0033n,
    cr3: BigInt(PML4),
    // PAE, FSGSBASE.
    cr4: 0x1_0020n,
    efer: 0x500n,
    segments: [
      data,
      { ...code, base: 0n, limit: 0xffff_ffff },
      data,
      data,
      none,
      vector.bits === 64 ? { ...none, base: GS_BASE } : none,
      none,
      { selector: 0x38, base: BigInt(TSS), limit: 0x67, accessRights: 0x8b },
    ],
    gdtr: { base: BigInt(GDT), limit: 0x47 },
    idtr: { base: BigInt(IDT), limit: 0xfff },
  });
}

function replay(machine: Computer, vector: VectorCase): string[] {
  const insn = decode(vector.code, 0, vector.code.length, vector.bits);
  if (isDecodeFailure(insn)) return [`not decoded: ${insn.reason}`];
  prepare(machine, vector);
  const { cpu } = machine;
  cpu.step();
  const registers = [...cpu.gpr];
  let exception = null;
  let flags = Number(cpu.rflags);
  if (cpu.cpl === 0) {
    // In the handler: the interrupted state is on its stack.
    const number = (Number(cpu.rip) - HANDLERS) / 16;
    const frame = machine.stack64(6);
    const errorCode = WITH_ERROR_CODE.has(number) ? Number(frame.shift()) : 0;
    exception = { vector: number, errorCode, address: Number(cpu.cr2) };
    flags = Number(frame[2]);
    registers[4] = frame[3]!;
  }
  const at = (physical: number, size: number) =>
    machine.memory.u8.subarray(RAM_BASE + physical, RAM_BASE + physical + size);
  return differences(vector, insn, {
    exception,
    rip: cpu.rip,
    flags,
    registers,
    data: at(PHYSICAL_DATA, 2 * PAGE),
    stack: at(PHYSICAL_STACK, PAGE),
  });
}

describe('the processor does what a real one did', () => {
  for (const family of FAMILIES) {
    test(family, () => {
      const machine = computer();
      const wrong: string[] = [];
      for (const vector of readVectors(family)) {
        const found = replay(machine, vector);
        if (found.length > 0) wrong.push(`${vector.bits} ${vector.text} [${vector.line}] → ${found.join(', ')}`);
      }
      expect(wrong).toEqual([]);
    });
  }
});
