/**
 * Which values MOV may put into CR0, CR3, CR4 and WRMSR into IA32_EFER, and what each change brings with it. SDM Vol. 3,
 * "Control Registers", "IA-32e Mode Initialization", "PDPTE Registers", "Operations that Invalidate TLBs and
 * Paging-Structure Caches". Pure: values in, verdicts out.
 */
import { CR0_PG, CR4_PAE, CR4_PCIDE, CR4_PGE, CR4_PSE, CR4_SMEP, EFER_LMA } from './paging-mode.js';

export const CR0_PE = 1n << 0n;
export const CR0_ET = 1n << 4n;
export const CR0_NE = 1n << 5n;
export const CR0_NW = 1n << 29n;
export const CR0_CD = 1n << 30n;
export const EFER_SCE = 1n << 0n;
export const EFER_LME = 1n << 8n;
const EFER_DEFINED = 0xd01n;
const CR0_DEFINED = 0xe005003fn;
/** CR3 bit 63 in the operand of MOV to CR3 with CR4.PCIDE: keep the translations of the PCID. */
export const CR3_NO_FLUSH = 1n << 63n;

/** What the checks look at besides the value. */
export interface ControlRegisters {
  readonly cr0: bigint;
  readonly cr3: bigint;
  readonly cr4: bigint;
  readonly efer: bigint;
}

export interface CodeAndTask {
  /** The code that executes is 64-bit code. */
  readonly code64: boolean;
  /** CS.L. */
  readonly csLong: boolean;
  /** TR holds a 16-bit TSS. */
  readonly smallTask: boolean;
}

/** CR0 as MOV would set it (ET is always 1, undefined bits are ignored), or null: #GP(0). */
export function checkedCr0(value: bigint, registers: ControlRegisters, code: CodeAndTask): bigint | null {
  if (value >> 32n !== 0n) return null;
  const cr0 = (value & CR0_DEFINED) | CR0_ET;
  if ((cr0 & CR0_PE) === 0n || ((cr0 & CR0_NW) !== 0n && (cr0 & CR0_CD) === 0n)) return null;
  if (((cr0 ^ registers.cr0) & CR0_PG) === 0n) return cr0;
  if ((cr0 & CR0_PG) === 0n) return code.code64 || (registers.cr4 & CR4_PCIDE) !== 0n ? null : cr0;
  if ((registers.efer & EFER_LME) === 0n) return cr0;
  return (registers.cr4 & CR4_PAE) !== 0n && !code.csLong && !code.smallTask ? cr0 : null;
}

/** EFER after CR0 has changed: LMA follows PG and LME. */
export function eferAfterCr0(efer: bigint, cr0: bigint): bigint {
  return (cr0 & CR0_PG) !== 0n && (efer & EFER_LME) !== 0n ? efer | EFER_LMA : efer & ~EFER_LMA;
}

/** CR3 as MOV would set it, or null: #GP(0). */
export function checkedCr3(value: bigint, registers: ControlRegisters, maxPhysicalAddressBits: number): bigint | null {
  const cr3 = (registers.cr4 & CR4_PCIDE) !== 0n ? value & ~CR3_NO_FLUSH : value;
  return cr3 >> BigInt(maxPhysicalAddressBits) === 0n ? cr3 : null;
}

/** CR4 as MOV would set it, or null: #GP(0). `allowed`: bits that the processor has. */
export function checkedCr4(value: bigint, registers: ControlRegisters, allowed: bigint): bigint | null {
  if ((value & ~allowed) !== 0n) return null;
  const longMode = (registers.efer & EFER_LMA) !== 0n;
  if (longMode && (value & CR4_PAE) === 0n) return null;
  const pcidsRise = (value & ~registers.cr4 & CR4_PCIDE) !== 0n;
  return pcidsRise && !(longMode && (registers.cr3 & 0xfffn) === 0n) ? null : value;
}

/** EFER as WRMSR would set it (LMA is read-only), or null: #GP(0). */
export function checkedEfer(value: bigint, registers: ControlRegisters): bigint | null {
  const changesMode = ((value ^ registers.efer) & EFER_LME) !== 0n;
  if ((value & ~EFER_DEFINED) !== 0n || ((registers.cr0 & CR0_PG) !== 0n && changesMode)) return null;
  return (value & ~EFER_LMA) | (registers.efer & EFER_LMA);
}

/** PAE paging: PDPTE registers are in use. */
export const usesPdptes = ({ cr0, cr4, efer }: ControlRegisters): boolean =>
  (cr0 & CR0_PG) !== 0n && (cr4 & CR4_PAE) !== 0n && (efer & EFER_LMA) === 0n;

const CR0_RELOADS = CR0_PG | CR0_CD | CR0_NW;
const CR4_RELOADS = CR4_PAE | CR4_PGE | CR4_PSE | CR4_SMEP;

/** Whether going from `before` to `after` loads the PDPTE registers again. */
export function reloadsPdptes(before: ControlRegisters, after: ControlRegisters): boolean {
  if (!usesPdptes(after)) return false;
  return ((before.cr0 ^ after.cr0) & CR0_RELOADS) !== 0n || ((before.cr4 ^ after.cr4) & CR4_RELOADS) !== 0n;
}

/** What a change of control registers invalidates. */
export type Invalidation = 'nothing' | 'pcid' | 'everything';

/** MOV to CR0: clearing PG invalidates everything. */
export const invalidatedByCr0 = (before: bigint, after: bigint): Invalidation =>
  (before & ~after & CR0_PG) !== 0n ? 'everything' : 'nothing';

/** MOV to CR4: everything on a change of PGE or when PCIDE falls; the PCID's, global ones too, for PAE or SMEP rising. */
export function invalidatedByCr4(before: bigint, after: bigint): Invalidation {
  const changed = before ^ after;
  if ((changed & CR4_PGE) !== 0n || (before & ~after & CR4_PCIDE) !== 0n) return 'everything';
  return (changed & CR4_PAE) !== 0n || (after & ~before & CR4_SMEP) !== 0n ? 'pcid' : 'nothing';
}
