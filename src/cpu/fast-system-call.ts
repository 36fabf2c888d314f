/**
 * SYSCALL, SYSRET, SYSENTER, SYSEXIT, SWAPGS: privilege changes without descriptors or stack.
 * SDM Vol. 2, the instructions; Vol. 3, "Fast System Calls in 64-Bit Mode", "Performing Fast Calls to System Procedures
 * with the SYSENTER and SYSEXIT Instructions".
 */
import { FlagBit } from '../execute/flags.js';
import { Rights } from '../execute/segment-rights.js';
import { Gpr } from '../isa/registers.js';
import type { CpuMemory } from './memory-access.js';
import { Msr } from './msr-index.js';
import { Efer } from './register-bits.js';

const UD = 6;
const GP = 13;

/** Flags that SYSRET takes from R11: all defined ones but RF and VM. */
const SYSRET_FLAGS = 0x3c7fd7;
const FOUR_GIB_LIMIT = 0xffffffff;
const CODE_READ_ACCESSED = 11;
const DATA_WRITE_ACCESSED = 3;

function setFlatCode(cpu: CpuMemory, selector: number, cpl: number, wide: boolean): void {
  const rights = CODE_READ_ACCESSED | Rights.S | (cpl << Rights.DPL_SHIFT) | Rights.P | Rights.G;
  cpu.cs.set((selector & 0xfffc) | cpl, 0, 0, FOUR_GIB_LIMIT, rights | (wide ? Rights.L : Rights.DB));
  cpu.cpl = cpl;
}

function setFlatStack(cpu: CpuMemory, selector: number, cpl: number): void {
  const rights = DATA_WRITE_ACCESSED | Rights.S | (cpl << Rights.DPL_SHIFT) | Rights.P | Rights.DB | Rights.G;
  cpu.ss.set((selector & 0xfffc) | cpl, 0, 0, FOUR_GIB_LIMIT, rights);
}

function isSyscallEnabled(cpu: CpuMemory): boolean {
  return cpu.bits === 64 && (cpu.eferBits & Efer.SCE) !== 0;
}

/** Bits 15:0 of STAR's upper half (SYSCALL) or top quarter (SYSRET). */
function starSelector(cpu: CpuMemory, shift: bigint): number {
  return Number((cpu.msrValue(Msr.STAR) >> shift) & 0xffffn);
}

export function syscall(cpu: CpuMemory): void {
  if (!isSyscallEnabled(cpu)) {
    cpu.raise(UD, -1);
    return;
  }
  const image = cpu.flags.image;
  cpu.registers[Gpr.RCX] = cpu.nextRip;
  cpu.registers[Gpr.R11] = BigInt((image & ~FlagBit.RF) >>> 0);
  cpu.flags.image = image & ~Number(cpu.msrValue(Msr.FMASK) & 0xffff_ffffn) & ~FlagBit.RF;
  const selector = starSelector(cpu, 32n);
  setFlatCode(cpu, selector, 0, true);
  setFlatStack(cpu, (selector & 0xfffc) + 8, 0);
  cpu.nextRip = cpu.msrValue(Msr.LSTAR);
  cpu.updateMode();
  cpu.flagsChanged();
}

export function sysret(cpu: CpuMemory, size: 4 | 8): void {
  if (!isSyscallEnabled(cpu)) {
    cpu.raise(UD, -1);
    return;
  }
  const target = cpu.registers[Gpr.RCX]!;
  if (cpu.cpl !== 0 || (size === 8 && !cpu.isCanonicalAddress(target))) {
    cpu.raise(GP, 0);
    return;
  }
  const selector = starSelector(cpu, 48n);
  cpu.flags.image = Number(cpu.registers[Gpr.R11]! & 0xffff_ffffn) & SYSRET_FLAGS;
  setFlatCode(cpu, size === 8 ? selector + 16 : selector, 3, size === 8);
  setFlatStack(cpu, selector + 8, 3);
  cpu.nextRip = size === 8 ? target : target & 0xffff_ffffn;
  cpu.updateMode();
  cpu.flagsChanged();
}

/** IA32_SYSENTER_CS without its RPL; 0 raises #GP(0). */
function sysenterSelector(cpu: CpuMemory): number {
  const selector = Number(cpu.msrValue(Msr.SYSENTER_CS) & 0xfffcn);
  if (selector === 0) cpu.raise(GP, 0);
  return selector;
}

export function sysenter(cpu: CpuMemory): void {
  const selector = sysenterSelector(cpu);
  if (cpu.aborted) return;
  cpu.flags.change(FlagBit.VM | FlagBit.IF, false);
  const mask = cpu.longMode ? 0xffff_ffff_ffff_ffffn : 0xffff_ffffn;
  cpu.registers[Gpr.RSP] = cpu.msrValue(Msr.SYSENTER_ESP) & mask;
  cpu.nextRip = cpu.msrValue(Msr.SYSENTER_EIP) & mask;
  setFlatCode(cpu, selector, 0, cpu.longMode);
  setFlatStack(cpu, selector + 8, 0);
  cpu.updateMode();
  cpu.flagsChanged();
}

export function sysexit(cpu: CpuMemory, size: 4 | 8): void {
  const selector = sysenterSelector(cpu);
  const stack = cpu.registers[Gpr.RCX]!;
  const target = cpu.registers[Gpr.RDX]!;
  const isWide = size === 8;
  if (cpu.cpl !== 0 || (isWide && !(cpu.isCanonicalAddress(stack) && cpu.isCanonicalAddress(target)))) {
    cpu.raise(GP, 0);
  }
  if (cpu.aborted) return;
  setFlatCode(cpu, selector + (isWide ? 32 : 16), 3, isWide);
  setFlatStack(cpu, selector + (isWide ? 40 : 24), 3);
  cpu.registers[Gpr.RSP] = isWide ? stack : stack & 0xffff_ffffn;
  cpu.nextRip = isWide ? target : target & 0xffff_ffffn;
  cpu.updateMode();
}

/** Exchange the base of GS with IA32_KERNEL_GS_BASE. */
export function swapgs(cpu: CpuMemory): void {
  if (cpu.aborted) return;
  const base = cpu.msrValue(Msr.GS_BASE);
  cpu.setMsrValue(Msr.GS_BASE, cpu.msrValue(Msr.KERNEL_GS_BASE));
  cpu.setMsrValue(Msr.KERNEL_GS_BASE, base);
}
