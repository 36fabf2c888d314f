/**
 * INVLPG and INVPCID. SDM Vol. 2, "INVLPG", "INVPCID"; Vol. 3, "Operations that Invalidate TLBs and Paging-Structure
 * Caches".
 */
import { SegmentRegister } from '../isa/registers.js';
import type { CpuMemory } from './memory-access.js';
import { Cr4 } from './register-bits.js';

const GP = 13;
const LOW = 0xffff_ffffn;

const InvpcidType = { ADDRESS: 0n, SINGLE: 1n, ALL: 2n, ALL_NON_GLOBAL: 3n } as const;

/** INVLPG: no segment checks are made; an address that is not canonical does nothing. */
export function invalidatePage(cpu: CpuMemory, segment: number, offset: bigint): void {
  if (cpu.aborted) return;
  const { baseLo, baseHi } = cpu.segments[segment]!;
  const hasBase = cpu.bits !== 64 || segment >= SegmentRegister.FS;
  const base = hasBase ? (BigInt(baseHi >>> 0) << 32n) | BigInt(baseLo >>> 0) : 0n;
  const linear = (base + offset) & (cpu.bits === 64 ? 0xffff_ffff_ffff_ffffn : LOW);
  cpu.charge(cpu.profile.events.invlpg);
  if (!cpu.isCanonicalAddress(linear)) return;
  cpu.mmu.invalidatePage(Number(linear & LOW) | 0, Number(linear >> 32n) | 0);
}

/** INVPCID with its descriptor in two halves. */
export function invalidatePcid(cpu: CpuMemory, type: bigint, low: bigint, linear: bigint): void {
  if (cpu.aborted) return;
  const pcid = Number(low & 0xfffn);
  const namesPcid = type === InvpcidType.ADDRESS || type === InvpcidType.SINGLE;
  const needsPcide = namesPcid && pcid !== 0 && (cpu.cr4Bits & Cr4.PCIDE) === 0;
  const isAddressBad = type === InvpcidType.ADDRESS && !cpu.isCanonicalAddress(linear);
  if (type > InvpcidType.ALL_NON_GLOBAL || low >> 12n !== 0n || needsPcide || isAddressBad) {
    cpu.raise(GP, 0);
    return;
  }
  cpu.charge(cpu.profile.events.invpcid);
  if (type === InvpcidType.ADDRESS) {
    cpu.mmu.invalidatePcidPage(pcid, Number(linear & LOW) | 0, Number(linear >> 32n) | 0);
  } else if (type === InvpcidType.SINGLE) cpu.mmu.flushPcid(pcid, false);
  else if (type === InvpcidType.ALL) cpu.mmu.flushAll();
  else cpu.mmu.flushNonGlobal();
}
