/**
 * Code segments as targets of far transfers: their checks, and loading CS.
 * SDM Vol. 3, "Accessing Code Segments", "Privilege Level Checking When Transferring Program Control Between Code
 * Segments"; IA-32e mode refuses code segments with both L and D.
 */
import { baseOf, type Descriptor, limitOf } from './descriptors.js';
import type { CpuMemory } from './memory-access.js';
import { Rights } from './register-bits.js';

/** L and D both set, in IA-32e mode. */
export function hasInvalidWidth(cpu: CpuMemory, code: Descriptor): boolean {
  return cpu.longMode && (code.rights & (Rights.L | Rights.DB)) === (Rights.L | Rights.DB);
}

/** Runs 64-bit code in IA-32e mode. */
export function isWideCode(cpu: CpuMemory, code: Descriptor): boolean {
  return cpu.longMode && (code.rights & Rights.L) !== 0;
}

/** The instruction pointer that `offset` means in the code segment: 32 bits of it outside 64-bit code. */
export function targetOf(cpu: CpuMemory, code: Descriptor, offset: bigint): bigint {
  return isWideCode(cpu, code) ? offset : BigInt.asUintN(32, offset);
}

/** Whether `offset` lies in the code segment: canonical for 64-bit code, else within the limit. */
export function isTargetValid(cpu: CpuMemory, code: Descriptor, offset: bigint): boolean {
  if (isWideCode(cpu, code)) return cpu.isCanonicalAddress(offset);
  return targetOf(cpu, code, offset) <= BigInt(limitOf(code));
}

/** Load CS and with it the privilege level. The caller calls `updateMode` when the stack is in place too. */
export function setCodeSegment(cpu: CpuMemory, selector: number, code: Descriptor, cpl: number): void {
  cpu.cpl = cpl;
  const rights = code.rights | Rights.ACCESSED;
  cpu.cs.set((selector & 0xfffc) | cpl, baseOf(code), 0, limitOf(code), rights);
}
