/**
 * RDMSR and WRMSR: a table of the registers that exist, their reset values and what may be written. Any other index, and
 * any value that breaks a rule, is #GP(0).
 * SDM Vol. 4, "Architectural MSRs"; Vol. 3, "Memory Type Range Registers", "Page Attribute Table".
 *
 * Memory types have no effect here (memory is coherent and in order), so MTRRs and PAT are storage with their checks.
 */
import { FEATURE_CONTROL_LOCKED, vmxCapability } from '../vmx/capabilities.js';
import type { CpuMemory } from './memory-access.js';
import { Msr } from './msr-index.js';
import { allowedCr4, writeEfer } from './paging-control.js';

const GP = 13;

type Check = (cpu: CpuMemory, value: bigint) => boolean;

interface MsrRow {
  readonly index: number;
  readonly initial: bigint;
  /** Whether WRMSR may store the value. */
  readonly accepts: Check;
}

const anything: Check = () => true;
const readOnly: Check = () => false;
const canonical: Check = (cpu, value) => cpu.isCanonicalAddress(value);
const lower32: Check = (_cpu, value) => value >> 32n === 0n;
const zero: Check = (_cpu, value) => value === 0n;

/** UC 0, WC 1, WT 4, WP 5, WB 6, and UC− 7 in the PAT. */
const MTRR_TYPES = new Set([0, 1, 4, 5, 6]);

function everyByte(value: bigint, test: (byte: number) => boolean): boolean {
  for (let n = 0n; n < 8n; n++) if (!test(Number((value >> (n * 8n)) & 0xffn))) return false;
  return true;
}

const patTypes: Check = (_cpu, value) => everyByte(value, (byte) => MTRR_TYPES.has(byte) || byte === 7);
const fixedTypes: Check = (_cpu, value) => everyByte(value, (byte) => MTRR_TYPES.has(byte));

function withinPhysical(cpu: CpuMemory, value: bigint): boolean {
  return value >> BigInt(cpu.maxPhysicalAddressBits) === 0n;
}
const mtrrBase: Check = (cpu, value) =>
  withinPhysical(cpu, value) && (value & 0xf00n) === 0n && MTRR_TYPES.has(Number(value & 0xffn));
const mtrrMask: Check = (cpu, value) => withinPhysical(cpu, value) && (value & 0x7ffn) === 0n;
const mtrrDefault: Check = (_cpu, value) => (value & ~0xcffn) === 0n && MTRR_TYPES.has(Number(value & 0xffn));

/** Eight variable ranges, fixed ranges and write combining. */
const MTRR_CAPABILITIES = 0x508n;
const VARIABLE_RANGES = 8;
/** UC WB WT UC− twice, as after reset. */
const PAT_RESET = 0x0007_0406_0007_0406n;
/** Fast strings on; BTS and PEBS unavailable; MONITOR enabled. */
const MISC_ENABLE_RESET = 0x4_1801n;
const miscEnable: Check = (_cpu, value) => (value & ~1n) === (MISC_ENABLE_RESET & ~1n);

function row(index: number, accepts: Check, initial = 0n): MsrRow {
  return { index, initial, accepts };
}

const ROWS: readonly MsrRow[] = [
  row(Msr.PLATFORM_ID, readOnly),
  // No microcode update is loaded: CPUID leaves it as it was written.
  row(Msr.BIOS_SIGN_ID, anything),
  row(Msr.MTRRCAP, readOnly, MTRR_CAPABILITIES),
  row(Msr.SYSENTER_CS, anything),
  row(Msr.SYSENTER_ESP, canonical),
  row(Msr.SYSENTER_EIP, canonical),
  row(Msr.MISC_ENABLE, miscEnable, MISC_ENABLE_RESET),
  // No debug store, last-branch records or branch single-stepping.
  row(Msr.DEBUGCTL, zero),
  ...Array.from({ length: VARIABLE_RANGES }, (_, n) => [
    row(Msr.MTRR_PHYSBASE0 + 2 * n, mtrrBase),
    row(Msr.MTRR_PHYSBASE0 + 2 * n + 1, mtrrMask),
  ]).flat(),
  row(Msr.MTRR_FIX64K_00000, fixedTypes),
  row(Msr.MTRR_FIX16K_80000, fixedTypes),
  row(Msr.MTRR_FIX16K_A0000, fixedTypes),
  ...Array.from({ length: 8 }, (_, n) => row(Msr.MTRR_FIX4K_C0000 + n, fixedTypes)),
  row(Msr.PAT, patTypes, PAT_RESET),
  row(Msr.MTRR_DEF_TYPE, mtrrDefault),
  row(Msr.STAR, anything),
  row(Msr.LSTAR, canonical),
  row(Msr.CSTAR, canonical),
  row(Msr.FMASK, lower32),
  row(Msr.KERNEL_GS_BASE, canonical),
  row(Msr.TSC_AUX, lower32),
];
const BY_INDEX = new Map(ROWS.map((entry) => [entry.index, entry]));

/** Stored registers with their reset values. */
export function resetMsrs(): Map<number, bigint> {
  return new Map(ROWS.map(({ index, initial }) => [index, initial]));
}

function isVmxMsr(index: number): boolean {
  return index === Msr.FEATURE_CONTROL || (index >= Msr.VMX_BASIC && index <= Msr.VMX_VMFUNC);
}

/** Without a VMX layer: what firmware that has locked VMX off leaves. The capabilities can be read all the same. */
function readVmxMsr(cpu: CpuMemory, index: number): bigint | null {
  if (cpu.vmxHooks !== null) return cpu.vmxHooks.readMsr(index);
  return index === Msr.FEATURE_CONTROL ? FEATURE_CONTROL_LOCKED : vmxCapability(index, BigInt(allowedCr4(cpu)));
}

/** Value of an MSR; null: there is none with this index, or it cannot be read now. */
export function readMsr(cpu: CpuMemory, index: number): bigint | null {
  switch (index) {
    case Msr.TIME_STAMP_COUNTER:
      return cpu.timeStampCounter();
    case Msr.EFER:
      return BigInt(cpu.eferBits);
    case Msr.FS_BASE:
    case Msr.GS_BASE:
      return cpu.msrValue(index);
    default:
  }
  if (BY_INDEX.has(index)) return cpu.msrValue(index);
  if (isVmxMsr(index)) return cpu.vmxOffered ? readVmxMsr(cpu, index) : null;
  return cpu.buses.msrs.handles(index) ? cpu.buses.msrs.readMsr(index) : null;
}

/** False: no such register, or the value is refused. Nothing has changed then. */
export function writeMsr(cpu: CpuMemory, index: number, value: bigint): boolean {
  switch (index) {
    case Msr.TIME_STAMP_COUNTER:
      cpu.setTimeStampCounter(value);
      return true;
    case Msr.EFER:
      return writeEfer(cpu, value);
    case Msr.FS_BASE:
    case Msr.GS_BASE:
      if (!cpu.isCanonicalAddress(value)) return false;
      cpu.setMsrValue(index, value);
      return true;
    default:
  }
  const stored = BY_INDEX.get(index);
  if (stored !== undefined) {
    if (!stored.accepts(cpu, value)) return false;
    cpu.setMsrValue(index, value);
    return true;
  }
  if (isVmxMsr(index)) return cpu.vmxOffered && (cpu.vmxHooks?.writeMsr(index, value) ?? false);
  return cpu.buses.msrs.handles(index) && cpu.buses.msrs.writeMsr(index, value);
}

/** RDMSR. */
export function executeRdmsr(cpu: CpuMemory, index: number): bigint {
  if (cpu.aborted) return 0n;
  const value = readMsr(cpu, index);
  if (value === null) cpu.raise(GP, 0);
  return value ?? 0n;
}

/** WRMSR. */
export function executeWrmsr(cpu: CpuMemory, index: number, value: bigint): void {
  if (!cpu.aborted && !writeMsr(cpu, index, value)) cpu.raise(GP, 0);
}
