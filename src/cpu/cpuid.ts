/**
 * CPUID: a plain, truthful Intel processor. A feature is shown only when it exists.
 * SDM Vol. 2, "CPUID—CPU Identification".
 *
 * Not shown because absent: x87, MMX, SSE and later, XSAVE, performance monitoring, machine check, virtual-8086
 * extensions, SMX. BMI1 is not shown, since only TZCNT of it exists (it executes as TZCNT all the same).
 */

import { Msr } from './msr-index.js';
import { Cr4 } from './register-bits.js';
import type { CpuState } from './state.js';

export interface CpuidResult {
  readonly eax: number;
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
}

const HIGHEST_BASIC = 0xb;
const HIGHEST_EXTENDED = 0x80000008;
/** Family 6, model 5EH, stepping 3: Skylake, which the default cost profile describes too. */
const SIGNATURE = 0x000506e3;
const CACHE_LINE = 64;
const LINEAR_ADDRESS_BITS = 48;
const BRAND = 'trapwalk virtual processor';
/** IA32_APIC_BASE: APIC global enable. */
const APIC_ENABLED = 1n << 11n;

const ZERO: CpuidResult = { eax: 0, ebx: 0, ecx: 0, edx: 0 };

/** Four characters from `offset` as a register holds them; zeros beyond the end. */
function text(value: string, offset: number): number {
  let register = 0;
  for (let n = 0; n < 4; n++) register |= (value.charCodeAt(offset + n) || 0) << (n * 8);
  return register >>> 0;
}

function bits(...numbers: number[]): number {
  return numbers.reduce((value, bit) => value | (1 << bit), 0) >>> 0;
}

/** A register each as an unsigned 32-bit number. */
export function cpuid(cpu: CpuState, leaf: number, subleaf: number): CpuidResult {
  if (leaf >= 0x80000000 && leaf <= HIGHEST_EXTENDED) return extended(cpu, leaf);
  return basic(cpu, Math.min(leaf, HIGHEST_BASIC), subleaf);
}

function basic(cpu: CpuState, leaf: number, subleaf: number): CpuidResult {
  switch (leaf) {
    case 0:
      return {
        eax: HIGHEST_BASIC,
        ebx: text('GenuineIntel', 0),
        edx: text('GenuineIntel', 4),
        ecx: text('GenuineIntel', 8),
      };
    case 1:
      return features(cpu);
    case 2:
      // One descriptor byte each; all null: caches are not modelled, TLBs are the cost profile's.
      return { eax: 1, ebx: 0, ecx: 0, edx: 0 };
    case 5:
      return { eax: CACHE_LINE, ebx: CACHE_LINE, ecx: 0, edx: 0 };
    case 6:
      // The APIC timer always runs.
      return { eax: bits(2), ebx: 0, ecx: 0, edx: 0 };
    case 7:
      return subleaf === 0 ? structuredFeatures(cpu) : ZERO;
    case 0xb:
      return topology(subleaf);
    default:
      return ZERO;
  }
}

function features(cpu: CpuState): CpuidResult {
  const hasApic = ((cpu.buses.msrs.readMsr(Msr.APIC_BASE) ?? 0n) & APIC_ENABLED) !== 0n;
  const hasDeadline = cpu.buses.msrs.handles(Msr.TSC_DEADLINE);
  const hasX2Apic = cpu.buses.msrs.handles(Msr.APIC_BASE);
  return {
    eax: SIGNATURE,
    // CLFLUSH line in 8-byte units, one logical processor, initial APIC ID 0.
    ebx: ((CACHE_LINE / 8) << 8) | (1 << 16),
    // MONITOR, PCID, CMPXCHG16B, POPCNT, RDRAND.
    ecx:
      (bits(3, 13, 17, 23, 30) |
        (cpu.vmxOffered ? bits(5) : 0) |
        (hasX2Apic ? bits(21) : 0) |
        (hasDeadline ? bits(24) : 0)) >>>
      0,
    // DE PSE TSC MSR PAE CX8 SEP MTRR PGE CMOV PAT PSE-36 CLFSH.
    edx: bits(2, 3, 4, 5, 6, 8, 11, 12, 13, 15, 16, 17, 19) | (hasApic ? bits(9) : 0),
  };
}

function structuredFeatures(cpu: CpuState): CpuidResult {
  return {
    eax: 0,
    // FSGSBASE, SMEP, INVPCID, SMAP.
    ebx: bits(0, 7, 10, 20),
    // UMIP, PKU, and OSPKE when CR4.PKE is set.
    ecx: bits(2, 3) | ((cpu.cr4Bits & Cr4.PKE) !== 0 ? bits(4) : 0),
    edx: 0,
  };
}

/** One core with one thread. */
function topology(subleaf: number): CpuidResult {
  const THREAD = 1;
  const CORE = 2;
  if (subleaf > 1) return { eax: 0, ebx: 0, ecx: subleaf & 0xff, edx: 0 };
  return { eax: 0, ebx: 1, ecx: ((subleaf === 0 ? THREAD : CORE) << 8) | subleaf, edx: 0 };
}

function extended(cpu: CpuState, leaf: number): CpuidResult {
  switch (leaf) {
    case 0x80000000:
      return { eax: HIGHEST_EXTENDED, ebx: 0, ecx: 0, edx: 0 };
    case 0x80000001:
      return {
        eax: 0,
        ebx: 0,
        // LAHF and SAHF in 64-bit mode, LZCNT, PREFETCHW.
        ecx: bits(0, 5, 8),
        // SYSCALL (shown in 64-bit mode only, as Intel does), NX, 1-GByte pages, RDTSCP, Intel 64.
        edx: (bits(20, 26, 27, 29) | (cpu.bits === 64 ? bits(11) : 0)) >>> 0,
      };
    case 0x80000002:
    case 0x80000003:
    case 0x80000004: {
      const start = (leaf - 0x80000002) * 16;
      return {
        eax: text(BRAND, start),
        ebx: text(BRAND, start + 4),
        ecx: text(BRAND, start + 8),
        edx: text(BRAND, start + 12),
      };
    }
    case 0x80000007:
      // Invariant TSC.
      return { eax: 0, ebx: 0, ecx: 0, edx: bits(8) };
    case 0x80000008:
      return { eax: cpu.maxPhysicalAddressBits | (LINEAR_ADDRESS_BITS << 8), ebx: 0, ecx: 0, edx: 0 };
    default:
      return ZERO;
  }
}
