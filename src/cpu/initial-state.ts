/** Register states in which loaders start a program. */
import type { CpuRegisters } from './processor-registers.js';
import { Cr0, Cr4, Efer, Rights, SystemType } from './register-bits.js';
import { SegmentIndex } from './segment-cache.js';

export interface InitialState {
  /** 'protected': 32-bit, flat segments, paging off. 'long': 64-bit mode, paging through `cr3`. */
  readonly kind: 'protected' | 'long';
  readonly rip: bigint;
  readonly rsp?: bigint;
  /** Page tables; required for 'long'. */
  readonly cr3?: bigint;
  /** General registers by number; the others are 0. */
  readonly registers?: Readonly<Record<number, bigint>>;
  readonly gdt?: { readonly base: bigint; readonly limit: number };
}

const CODE_SELECTOR = 0x08;
const DATA_SELECTOR = 0x10;
const CODE = 11 | Rights.S | Rights.P | Rights.G;
const DATA = 3 | Rights.S | Rights.P | Rights.G | Rights.DB;

/** Put every register of a processor that has just been reset into an initial state. RFLAGS is 2: interrupts are off. */
export function applyInitialState(cpu: CpuRegisters, state: InitialState): void {
  const isLong = state.kind === 'long';
  cpu.registers.fill(0n);
  for (const [register, value] of Object.entries(state.registers ?? {})) cpu.registers[Number(register)] = value;
  if (state.rsp !== undefined) cpu.rsp = state.rsp;
  cpu.cr0Bits = isLong ? (Cr0.PE | Cr0.ET | Cr0.NE | Cr0.WP | Cr0.PG) >>> 0 : Cr0.PE | Cr0.ET;
  cpu.cr4Bits = isLong ? Cr4.PAE : 0;
  cpu.eferBits = isLong ? Efer.LME | Efer.LMA : 0;
  cpu.cr2 = 0n;
  cpu.cr3Value = state.cr3 ?? 0n;
  const { segments } = cpu;
  segments[SegmentIndex.CS]!.set(CODE_SELECTOR, 0, 0, 0xffffffff, CODE | (isLong ? Rights.L : Rights.DB));
  for (const index of [SegmentIndex.ES, SegmentIndex.SS, SegmentIndex.DS, SegmentIndex.FS, SegmentIndex.GS]) {
    segments[index]!.set(DATA_SELECTOR, 0, 0, 0xffffffff, DATA);
  }
  segments[SegmentIndex.LDTR]!.set(0, 0, 0, 0xffff, SystemType.LDT | Rights.P);
  segments[SegmentIndex.TR]!.set(0, 0, 0, 0xffff, SystemType.TSS_BUSY | Rights.P);
  cpu.setGdtr(state.gdt?.base ?? 0n, state.gdt?.limit ?? 0);
  cpu.setIdtr(0n, 0);
  cpu.cpl = 0;
  cpu.rip = state.rip;
  cpu.flags.image = 2;
  cpu.configureMmu();
  cpu.mmu.flushAll();
  cpu.updateMode();
  cpu.flagsChanged();
}
