/**
 * A processor with RAM for tests: 16 MiB identity-mapped physical memory, the real MMU and decoder, an interrupt
 * controller of one line and ports that record. Programs are NASM source.
 */

import { Cpu } from '../../src/cpu/cpu.js';
import { ProcessorMmu } from '../../src/cpu/mmu.js';
import type { RunStop } from '../../src/cpu/run-stop.js';
import type { InterruptSource, PortBus } from '../../src/memory/bus.js';
import { HostMemory, RAM_BASE } from '../../src/memory/host-memory.js';
import { PhysicalMap } from '../../src/memory/physical-map.js';
import { allocateCounters, Counter, type CounterName } from '../../src/timing/counters.js';
import { PROFILES } from '../../src/timing/profiles.js';
import type { TraceSink } from '../../src/util/trace.js';
import { assembled } from './assembly.js';

export const RAM_SIZE = 16 * 1024 * 1024;

/** Where tests put things. */
export const CODE = 0x10000;
export const HANDLERS = 0x20000;
export const GDT = 0x1000;
export const IDT = 0x2000;
export const TSS = 0x3000;
export const STACK = 0x80000;
export const PML4 = 0x100000;

export class OneLineController implements InterruptSource {
  vector = -1;
  priority = 0;
  pending(): boolean {
    return this.vector >= 0;
  }
  acknowledge(): number {
    const { vector } = this;
    this.vector = -1;
    return vector;
  }
  readTaskPriority(): number {
    return this.priority;
  }
  writeTaskPriority(value: number): void {
    this.priority = value;
  }
}

export class RecordingPorts implements PortBus {
  readonly writes: [port: number, size: number, value: number][] = [];
  input = 0;
  read(): number {
    return this.input;
  }
  write(port: number, size: 1 | 2 | 4, value: number): void {
    this.writes.push([port, size, value]);
  }
}

export interface ComputerOptions {
  readonly profile?: string;
  readonly vmx?: boolean;
  readonly seed?: bigint;
  readonly maxPhysicalAddressBits?: number;
  readonly trace?: TraceSink;
}

export class Computer {
  readonly memory = new HostMemory(RAM_SIZE);
  readonly counters = allocateCounters(this.memory);
  readonly controller = new OneLineController();
  readonly ports = new RecordingPorts();
  readonly mmu: ProcessorMmu;
  readonly cpu: Cpu;

  constructor(options: ComputerOptions = {}) {
    const profile = PROFILES[options.profile ?? 'unit']!;
    const map = new PhysicalMap([
      { kind: 'ram', name: 'ram', start: 0, size: RAM_SIZE, hostPage: (address) => address, device: null },
    ]);
    const maxPhysicalAddressBits = options.maxPhysicalAddressBits ?? 40;
    const { memory, counters } = this;
    this.mmu = new ProcessorMmu({ memory, map, profile, counters, maxPhysicalAddressBits });
    this.cpu = new Cpu({
      memory,
      platform: {
        ports: this.ports,
        interrupts: this.controller,
        msrs: { handles: () => false, readMsr: () => null, writeMsr: () => false },
      },
      mmu: this.mmu,
      profile,
      counters,
      maxPhysicalAddressBits,
      vmx: options.vmx ?? false,
      seed: options.seed ?? 0n,
      trace: options.trace ?? null,
    });
  }

  count(name: CounterName): number {
    return this.counters[Counter[name]]!;
  }

  /** Hexadecimal bytes (blanks ignored) to a physical address. */
  put(address: number, hex: string): this {
    const digits = hex.replace(/\s+/g, '');
    for (let n = 0; n < digits.length; n += 2) {
      this.memory.u8[RAM_BASE + address + n / 2] = Number.parseInt(digits.slice(n, n + 2), 16);
    }
    return this;
  }

  put64(address: number, value: bigint): this {
    this.put32(address, Number(value & 0xffff_ffffn));
    return this.put32(address + 4, Number(value >> 32n));
  }

  put32(address: number, value: number): this {
    this.memory.u32[(RAM_BASE + address) / 4] = value;
    return this;
  }

  get64(address: number): bigint {
    return (BigInt(this.get32(address + 4)) << 32n) | BigInt(this.get32(address));
  }

  get32(address: number): number {
    return this.memory.u32[(RAM_BASE + address) / 4]!;
  }

  /** Flat segments in a GDT: 08 code32, 10 data, 18 code64, 20 code32 ring 3, 28 data ring 3, 30 code64 ring 3, 38 TSS. */
  putGdt(): this {
    this.put64(GDT, 0n);
    this.put64(GDT + 0x08, 0x00cf9b000000ffffn);
    this.put64(GDT + 0x10, 0x00cf93000000ffffn);
    this.put64(GDT + 0x18, 0x00af9b000000ffffn);
    this.put64(GDT + 0x20, 0x00cffb000000ffffn);
    this.put64(GDT + 0x28, 0x00cff3000000ffffn);
    this.put64(GDT + 0x30, 0x00affb000000ffffn);
    // TSS at TSS, limit 0x2067 so that a whole I/O map fits.
    this.put64(GDT + 0x38, 0x0000890000000000n | (BigInt(TSS) << 16n) | 0x2067n);
    this.put64(GDT + 0x40, 0n);
    return this;
  }

  /** A 64-bit interrupt (E) or trap (F) gate to HANDLERS + 16 × vector in ring 0 code64. */
  putGate64(
    vector: number,
    options: { type?: number; dpl?: number; ist?: number; selector?: number; present?: boolean; handler?: bigint } = {},
  ): this {
    const { type = 0xe, dpl = 0, ist = 0, selector = 0x18, present = true } = options;
    const handler = options.handler ?? BigInt(HANDLERS + 16 * vector);
    const access = BigInt((present ? 0x80 : 0) | (dpl << 5) | type);
    this.put64(
      IDT + 16 * vector,
      (handler & 0xffffn) |
        (BigInt(selector) << 16n) |
        (BigInt(ist) << 32n) |
        (access << 40n) |
        ((handler & 0xffff0000n) << 32n),
    );
    return this.put64(IDT + 16 * vector + 8, handler >> 32n);
  }

  /** A 32-bit gate. */
  putGate32(vector: number, options: { type?: number; dpl?: number; selector?: number; handler?: number } = {}): this {
    const { type = 0xe, dpl = 0, selector = 0x08, handler = HANDLERS + 16 * vector } = options;
    const access = BigInt(0x80 | (dpl << 5) | type);
    return this.put64(
      IDT + 8 * vector,
      BigInt(handler & 0xffff) | (BigInt(selector) << 16n) | (access << 40n) | (BigInt(handler >>> 16) << 48n),
    );
  }

  /** Identity tables: 2 MiB pages for all RAM, user-accessible and writable. Returns CR3. */
  putTables(): bigint {
    this.put64(PML4, BigInt(PML4 + 0x1000) | 7n);
    this.put64(PML4 + 0x1000, BigInt(PML4 + 0x2000) | 7n);
    for (let n = 0; n < RAM_SIZE / 0x200000; n++) this.put64(PML4 + 0x2000 + 8 * n, BigInt(n * 0x200000) | 0x87n);
    return BigInt(PML4);
  }

  /** NASM source to a physical address. */
  asm(address: number, bits: 32 | 64, source: string): this {
    return this.put(address, assembled(source, bits, address));
  }

  /** HLT as the handler of every vector, 16 bytes apart, and 64-bit interrupt gates of DPL 0 to them. */
  haltingHandlers64(): this {
    for (let vector = 0; vector < 256; vector++) this.putGate64(vector).put(HANDLERS + 16 * vector, 'F4');
    return this;
  }

  haltingHandlers32(): this {
    for (let vector = 0; vector < 256; vector++) this.putGate32(vector).put(HANDLERS + 16 * vector, 'F4');
    return this;
  }

  /** The vector whose handler (HLT) has run. */
  get handledVector(): number {
    return (Number(this.cpu.rip) - 1 - HANDLERS) / 16;
  }

  /** 64-bit words at the top of the stack. */
  stack64(count: number): bigint[] {
    return Array.from({ length: count }, (_, n) => this.get64(Number(this.cpu.rsp) + 8 * n));
  }

  stack32(count: number): number[] {
    return Array.from({ length: count }, (_, n) => this.get32(Number(this.cpu.rsp) + 4 * n));
  }

  /** 64-bit mode at CODE with identity paging, the GDT above, an empty IDT of 256 gates and TR loaded. */
  long(code: string, ring: 0 | 3 = 0): this {
    this.putGdt();
    const cr3 = this.putTables();
    this.asm(CODE, 64, code);
    const dpl = ring << 5;
    const data = { selector: ring === 0 ? 0x10 : 0x2b, base: 0n, limit: 0xffffffff, accessRights: 0xc093 | dpl };
    this.cpu.resetTo({
      rip: BigInt(CODE),
      rflags: 2n,
      gpr: [0n, 0n, 0n, 0n, BigInt(STACK), ...Array<bigint>(11).fill(0n)],
      cr0: 0x80010031n,
      cr3,
      cr4: 0x20n,
      efer: 0x500n,
      segments: [
        data,
        { selector: ring === 0 ? 0x18 : 0x33, base: 0n, limit: 0xffffffff, accessRights: 0xa09b | dpl },
        data,
        data,
        data,
        data,
        { selector: 0, base: 0n, limit: 0, accessRights: 0x10000 },
        { selector: 0x38, base: BigInt(TSS), limit: 0x2067, accessRights: 0x8b },
      ],
      gdtr: { base: BigInt(GDT), limit: 0x47 },
      idtr: { base: BigInt(IDT), limit: 0xfff },
    });
    return this;
  }

  /** 32-bit protected mode at CODE, flat, paging off. */
  protected(code: string, ring: 0 | 3 = 0): this {
    this.putGdt();
    this.asm(CODE, 32, code);
    const dpl = ring << 5;
    const data = { selector: ring === 0 ? 0x10 : 0x2b, base: 0n, limit: 0xffffffff, accessRights: 0xc093 | dpl };
    this.cpu.resetTo({
      rip: BigInt(CODE),
      rflags: 2n,
      gpr: [0n, 0n, 0n, 0n, BigInt(STACK), ...Array<bigint>(11).fill(0n)],
      cr0: 0x11n,
      cr3: 0n,
      cr4: 0n,
      efer: 0n,
      segments: [
        data,
        { selector: ring === 0 ? 0x08 : 0x23, base: 0n, limit: 0xffffffff, accessRights: 0xc09b | dpl },
        data,
        data,
        data,
        data,
        { selector: 0, base: 0n, limit: 0, accessRights: 0x10000 },
        { selector: 0x38, base: BigInt(TSS), limit: 0x2067, accessRights: 0x8b },
      ],
      gdtr: { base: BigInt(GDT), limit: 0x47 },
      idtr: { base: BigInt(IDT), limit: 0x7ff },
    });
    return this;
  }

  run(maxInstructions = 10_000): RunStop {
    return this.cpu.run(Number.POSITIVE_INFINITY, maxInstructions);
  }

  steps(n: number): this {
    for (let i = 0; i < n; i++) this.cpu.step();
    return this;
  }
}
