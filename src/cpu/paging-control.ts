/**
 * MOV to CR0, CR3 and CR4, with EFER where paging depends on it: consistency checks, mode changes and what each change
 * invalidates. SDM Vol. 3, "Control Registers", "IA-32e Mode Initialization", "Operations that Invalidate TLBs and
 * Paging-Structure Caches", "PDPTE Registers", "Process-Context Identifiers (PCIDs)".
 *
 * Deviation: real-address mode does not exist here; clearing CR0.PE raises #GP(0). Five-level paging (CR4.LA57) is not
 * offered yet.
 */
import { Rights, SystemType } from '../execute/segment-rights.js';
import type { CpuMemory } from './memory-access.js';
import { Cr0, Cr4, Efer } from './register-bits.js';
import type { CpuState } from './state.js';

const GP = 13;
const CR0_DEFINED =
  (Cr0.PE | Cr0.MP | Cr0.EM | Cr0.TS | Cr0.ET | Cr0.NE | Cr0.WP | Cr0.AM | Cr0.NW | Cr0.CD | Cr0.PG) >>> 0;
/** A change of one of these loads the PDPTEs again when PAE paging is used. */
const CR0_RELOADS_PDPTES = (Cr0.PG | Cr0.CD | Cr0.NW) >>> 0;
const CR4_RELOADS_PDPTES = Cr4.PAE | Cr4.PGE | Cr4.PSE | Cr4.SMEP;
const CR4_OFFERED =
  Cr4.TSD | Cr4.DE | Cr4.PSE | Cr4.PAE | Cr4.PGE | Cr4.UMIP | Cr4.FSGSBASE | Cr4.PCIDE | Cr4.SMEP | Cr4.SMAP | Cr4.PKE;
const EFER_DEFINED = Efer.SCE | Efer.LME | Efer.LMA | Efer.NXE;
const NO_FLUSH = 1n << 63n;
const PCID_MASK = 0xfffn;

/** CR4 bits that may be 1. */
export function allowedCr4(cpu: CpuMemory): number {
  return CR4_OFFERED | (cpu.vmxOffered ? Cr4.VMXE : 0);
}

function usesPae(cr0: number, cr4: number, efer: number): boolean {
  return (cr0 & Cr0.PG) !== 0 && (cr4 & Cr4.PAE) !== 0 && (efer & Efer.LMA) === 0;
}

/** PCID in use: CR3 bits 11:0 when CR4.PCIDE is set. */
export function currentPcid(cpu: CpuMemory): number {
  return (cpu.cr4Bits & Cr4.PCIDE) !== 0 ? Number(cpu.cr3Value & PCID_MASK) : 0;
}

/** Load the PDPTE registers; false: #GP(0) or an event of the access is recorded. */
function loadPdptes(cpu: CpuMemory, cr3: bigint): boolean {
  if (cpu.mmu.loadPdptes(cr3)) return true;
  if (cpu.mmu.failed) cpu.memoryFailed();
  else cpu.raise(GP, 0);
  return false;
}

export function writeCr0(cpu: CpuMemory, value: bigint): void {
  if (value >> 32n !== 0n) {
    cpu.raise(GP, 0);
    return;
  }
  const old = cpu.cr0Bits;
  let cr0 = ((Number(value) & CR0_DEFINED) | Cr0.ET) >>> 0;
  const hooks = cpu.vmxHooks;
  if (cpu.nonRoot) cr0 = Number(hooks!.effectiveCr0(BigInt(cr0), BigInt(old)));
  if (!isCr0Consistent(cr0) || (hooks !== null && !hooks.allowsCr0(BigInt(cr0)))) {
    cpu.raise(GP, 0);
    return;
  }
  const changed = cr0 ^ old;
  let efer = cpu.eferBits;
  if ((changed & Cr0.PG) !== 0) {
    if (!mayChangePaging(cpu, (cr0 & Cr0.PG) !== 0)) {
      cpu.raise(GP, 0);
      return;
    }
    if ((cr0 & Cr0.PG) === 0) efer &= ~Efer.LMA;
    else if ((efer & Efer.LME) !== 0) efer |= Efer.LMA;
  }
  if (usesPae(cr0, cpu.cr4Bits, efer) && (changed & CR0_RELOADS_PDPTES) !== 0 && !loadPdptes(cpu, cpu.cr3Value)) return;
  cpu.cr0Bits = cr0;
  cpu.eferBits = efer;
  cpu.configureMmu();
  if ((changed & Cr0.PG) !== 0 && (cr0 & Cr0.PG) === 0) cpu.mmu.flushAll();
  cpu.updateMode();
}

function isCr0Consistent(cr0: number): boolean {
  if ((cr0 & Cr0.PE) === 0) return false;
  return (cr0 & Cr0.NW) === 0 || (cr0 & Cr0.CD) !== 0;
}

/** Conditions for setting or clearing CR0.PG, IA-32e mode being entered or left with it. */
function mayChangePaging(cpu: CpuMemory, on: boolean): boolean {
  if (!on) return cpu.bits !== 64 && (cpu.cr4Bits & Cr4.PCIDE) === 0;
  if ((cpu.eferBits & Efer.LME) === 0) return true;
  const { cs, tr } = cpu;
  const hasSmallTask = tr.usable && (tr.rights & Rights.TYPE) === SystemType.TSS16_BUSY;
  return (cpu.cr4Bits & Cr4.PAE) !== 0 && (cs.rights & Rights.L) === 0 && !hasSmallTask;
}

/** LMSW: PE can be set, not cleared. */
export function loadMachineStatusWord(cpu: CpuMemory, word: number): void {
  const low = Cr0.PE | Cr0.MP | Cr0.EM | Cr0.TS;
  const cr0 = (cpu.cr0Bits & ~(low & ~Cr0.PE)) | (word & low);
  writeCr0(cpu, BigInt(cr0 >>> 0));
}

export function clearTaskSwitched(cpu: CpuMemory): void {
  if (!cpu.aborted) writeCr0(cpu, BigInt((cpu.cr0Bits & ~Cr0.TS) >>> 0));
}

export function writeCr3(cpu: CpuMemory, value: bigint): void {
  const hasPcids = (cpu.cr4Bits & Cr4.PCIDE) !== 0;
  const keeps = hasPcids && (value & NO_FLUSH) !== 0n;
  const cr3 = keeps ? value & ~NO_FLUSH : value;
  if (cr3 >> BigInt(cpu.maxPhysicalAddressBits) !== 0n) {
    cpu.raise(GP, 0);
    return;
  }
  if (usesPae(cpu.cr0Bits, cpu.cr4Bits, cpu.eferBits) && !loadPdptes(cpu, cr3)) return;
  cpu.cr3Value = cr3;
  cpu.configureMmu();
  if (!keeps) cpu.mmu.flushPcid(currentPcid(cpu), false);
  cpu.charge(cpu.profile.events.movToCr3);
}

/** CR3 from a TSS, when it changes: as MOV to CR3, and false instead of a fault when the PDPTEs are bad. */
export function loadCr3ForTask(cpu: CpuState, cr3: bigint): boolean {
  if (cr3 === cpu.cr3Value || (cpu.cr0Bits & Cr0.PG) === 0) return true;
  if (usesPae(cpu.cr0Bits, cpu.cr4Bits, cpu.eferBits) && !cpu.mmu.loadPdptes(cr3)) return false;
  cpu.cr3Value = cr3;
  cpu.configureMmu();
  cpu.mmu.flushPcid(0, false);
  return true;
}

export function writeCr4(cpu: CpuMemory, value: bigint): void {
  const old = cpu.cr4Bits;
  const hooks = cpu.vmxHooks;
  const written = cpu.nonRoot ? hooks!.effectiveCr4(value, BigInt(old)) : value;
  if ((written & ~BigInt(allowedCr4(cpu))) !== 0n || (hooks !== null && !hooks.allowsCr4(written))) {
    cpu.raise(GP, 0);
    return;
  }
  const cr4 = Number(written);
  const changed = cr4 ^ old;
  const rises = cr4 & ~old;
  if (!isCr4Consistent(cpu, cr4, rises)) {
    cpu.raise(GP, 0);
    return;
  }
  const reloads = (changed & CR4_RELOADS_PDPTES) !== 0 && usesPae(cpu.cr0Bits, cr4, cpu.eferBits);
  if (reloads && !loadPdptes(cpu, cpu.cr3Value)) return;
  const pcid = currentPcid(cpu);
  cpu.cr4Bits = cr4;
  cpu.configureMmu();
  if ((changed & Cr4.PGE) !== 0 || ((changed & Cr4.PCIDE) !== 0 && (rises & Cr4.PCIDE) === 0)) cpu.mmu.flushAll();
  else if ((changed & Cr4.PAE) !== 0 || (rises & Cr4.SMEP) !== 0) cpu.mmu.flushPcid(pcid, true);
  cpu.updateMode();
}

function isCr4Consistent(cpu: CpuMemory, cr4: number, rises: number): boolean {
  if (cpu.longMode && (cr4 & Cr4.PAE) === 0) return false;
  if ((rises & Cr4.PCIDE) !== 0) return cpu.longMode && (cpu.cr3Value & PCID_MASK) === 0n;
  return true;
}

/** WRMSR to IA32_EFER; false: refused. */
export function writeEfer(cpu: CpuMemory, value: bigint): boolean {
  const isPaging = (cpu.cr0Bits & Cr0.PG) !== 0;
  const efer = Number(value & 0xffff_ffffn);
  const changesMode = ((efer ^ cpu.eferBits) & Efer.LME) !== 0;
  if ((value & ~BigInt(EFER_DEFINED)) !== 0n || (isPaging && changesMode)) return false;
  // LMA is read-only.
  cpu.eferBits = (efer & ~Efer.LMA) | (cpu.eferBits & Efer.LMA);
  cpu.configureMmu();
  return true;
}
