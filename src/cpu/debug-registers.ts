/**
 * MOV to and from the debug registers. SDM Vol. 3, "Debug Registers", "General Detect"; Vol. 2, "MOV—Move to/from
 * Debug Registers".
 */

import { hasInstructionBreakpoint } from '../execute/breakpoints.js';
import { Attention } from './attention.js';
import type { CpuMemory } from './memory-access.js';
import { Cr4, Dr6, Dr7 } from './register-bits.js';

const UD = 6;
const DB = 1;
const GP = 13;

/** Bits of DR6 that software can change; the others read as 1, bit 12 as 0. */
const DR6_WRITABLE = 0xe00f;
const DR6_ONES = 0xffff0ff0;
const DR7_WRITABLE = 0xffff23ff;
const DR7_ONES = 0x400;

/** Number of the register meant; DR4 and DR5 are DR6 and DR7 unless CR4.DE makes them undefined. −1: faulted. */
function resolve(cpu: CpuMemory, register: number): number {
  if (cpu.aborted) return -1;
  if ((register === 4 || register === 5) && (cpu.cr4Bits & Cr4.DE) !== 0) {
    cpu.raise(UD, -1);
    return -1;
  }
  if ((cpu.dr7Bits & Dr7.GD) !== 0) {
    cpu.raise(DB, -1);
    cpu.faultDebug = Dr6.BD;
    return -1;
  }
  return register === 4 || register === 5 ? register + 2 : register;
}

export function readDebug(cpu: CpuMemory, register: number): bigint {
  const n = resolve(cpu, register);
  if (n < 0) return 0n;
  if (n < 4) return cpu.debugAddress[n]!;
  return BigInt((n === 6 ? cpu.dr6Bits : cpu.dr7Bits) >>> 0);
}

export function writeDebug(cpu: CpuMemory, register: number, value: bigint): void {
  const n = resolve(cpu, register);
  if (n < 0) return;
  if (n < 4) cpu.debugAddress[n] = value;
  else if (value >> 32n !== 0n) cpu.raise(GP, 0);
  else if (n === 6) setDr6(cpu, Number(value));
  else setDr7(cpu, Number(value));
}

/** Take a value for DR6, fixed bits forced. */
export function setDr6(cpu: CpuMemory, value: number): void {
  cpu.dr6Bits = ((value & DR6_WRITABLE) | DR6_ONES) >>> 0;
}

/** Take a value for DR7, fixed bits forced, and start or stop looking for breakpoints. */
export function setDr7(cpu: CpuMemory, value: number): void {
  cpu.dr7Bits = ((value & DR7_WRITABLE) | DR7_ONES) >>> 0;
  cpu.setAttention(Attention.BREAKPOINT, hasInstructionBreakpoint(cpu.dr7Bits));
  cpu.updateDataChecks();
}
