/**
 * MOV to CR0, CR3 and CR4, with EFER where paging depends on it: the rules of paging/control-register-rules.ts applied to
 * this processor. SDM Vol. 3, "Control Registers", "PDPTE Registers", "Process-Context Identifiers (PCIDs)".
 *
 * Deviation: real-address mode does not exist here; clearing CR0.PE raises #GP(0). Five-level paging (CR4.LA57) is not
 * offered yet.
 */
import { Rights, SystemType } from '../execute/segment-rights.js';
import {
  type CodeAndTask,
  type ControlRegisters,
  CR3_NO_FLUSH,
  checkedCr0,
  checkedCr3,
  checkedCr4,
  checkedEfer,
  eferAfterCr0,
  type Invalidation,
  invalidatedByCr0,
  invalidatedByCr4,
  reloadsPdptes,
  usesPdptes,
} from '../paging/control-register-rules.js';
import type { CpuMemory } from './memory-access.js';
import { Cr0, Cr4 } from './register-bits.js';
import type { CpuState } from './state.js';

const GP = 13;
const CR4_OFFERED =
  Cr4.TSD | Cr4.DE | Cr4.PSE | Cr4.PAE | Cr4.PGE | Cr4.UMIP | Cr4.FSGSBASE | Cr4.PCIDE | Cr4.SMEP | Cr4.SMAP | Cr4.PKE;
const PCID_MASK = 0xfffn;

/** CR4 bits that may be 1. */
export function allowedCr4(cpu: CpuMemory): number {
  return CR4_OFFERED | (cpu.vmxOffered ? Cr4.VMXE : 0);
}

/** PCID in use: CR3 bits 11:0 when CR4.PCIDE is set. */
export function currentPcid(cpu: CpuState): number {
  return (cpu.cr4Bits & Cr4.PCIDE) !== 0 ? Number(cpu.cr3Value & PCID_MASK) : 0;
}

function registersOf(cpu: CpuState): ControlRegisters {
  return {
    cr0: BigInt(cpu.cr0Bits),
    cr3: cpu.cr3Value,
    cr4: BigInt(cpu.cr4Bits),
    efer: BigInt(cpu.eferBits),
  };
}

function codeAndTaskOf({ bits, cs, tr }: CpuMemory): CodeAndTask {
  return {
    code64: bits === 64,
    csLong: (cs.rights & Rights.L) !== 0,
    smallTask: tr.usable && (tr.rights & Rights.TYPE) === SystemType.TSS16_BUSY,
  };
}

/** Load the PDPTE registers; false: #GP(0) or an event of the access is recorded. */
function loadPdptes(cpu: CpuMemory, cr3: bigint): boolean {
  if (cpu.mmu.loadPdptes(cr3)) return true;
  if (cpu.mmu.failed) cpu.memoryFailed();
  else cpu.raise(GP, 0);
  return false;
}

function invalidate(cpu: CpuMemory, what: Invalidation, pcid: number): void {
  if (what === 'everything') cpu.mmu.flushAll();
  else if (what === 'pcid') cpu.mmu.flushPcid(pcid, true);
}

export function writeCr0(cpu: CpuMemory, value: bigint): void {
  const before = registersOf(cpu);
  const hooks = cpu.vmxHooks;
  const written = cpu.nonRoot && value >> 32n === 0n ? hooks!.effectiveCr0(value, before.cr0) : value;
  const cr0 = checkedCr0(written, before, codeAndTaskOf(cpu));
  if (cr0 === null || (hooks !== null && !hooks.allowsCr0(cr0))) {
    cpu.raise(GP, 0);
    return;
  }
  const after = { ...before, cr0, efer: eferAfterCr0(before.efer, cr0) };
  if (reloadsPdptes(before, after) && !loadPdptes(cpu, cpu.cr3Value)) return;
  cpu.cr0Bits = Number(cr0);
  cpu.eferBits = Number(after.efer);
  cpu.configureMmu();
  invalidate(cpu, invalidatedByCr0(before.cr0, cr0), currentPcid(cpu));
  cpu.updateMode();
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
  const registers = registersOf(cpu);
  const cr3 = checkedCr3(value, registers, cpu.maxPhysicalAddressBits);
  if (cr3 === null) {
    cpu.raise(GP, 0);
    return;
  }
  if (usesPdptes(registers) && !loadPdptes(cpu, cr3)) return;
  cpu.cr3Value = cr3;
  cpu.configureMmu();
  const keeps = (cpu.cr4Bits & Cr4.PCIDE) !== 0 && (value & CR3_NO_FLUSH) !== 0n;
  if (!keeps) cpu.mmu.flushPcid(currentPcid(cpu), false);
  cpu.charge(cpu.profile.events.movToCr3);
}

/** CR3 from a TSS, when it changes: as MOV to CR3, and false instead of a fault when the PDPTEs are bad. */
export function loadCr3ForTask(cpu: CpuState, cr3: bigint): boolean {
  if (cr3 === cpu.cr3Value || (cpu.cr0Bits & Cr0.PG) === 0) return true;
  if (usesPdptes(registersOf(cpu)) && !cpu.mmu.loadPdptes(cr3)) return false;
  cpu.cr3Value = cr3;
  cpu.configureMmu();
  cpu.mmu.flushPcid(0, false);
  return true;
}

export function writeCr4(cpu: CpuMemory, value: bigint): void {
  const before = registersOf(cpu);
  const hooks = cpu.vmxHooks;
  const written = cpu.nonRoot ? hooks!.effectiveCr4(value, before.cr4) : value;
  const cr4 = checkedCr4(written, before, BigInt(allowedCr4(cpu)));
  if (cr4 === null || (hooks !== null && !hooks.allowsCr4(cr4))) {
    cpu.raise(GP, 0);
    return;
  }
  if (reloadsPdptes(before, { ...before, cr4 }) && !loadPdptes(cpu, cpu.cr3Value)) return;
  const pcid = currentPcid(cpu);
  cpu.cr4Bits = Number(cr4);
  cpu.configureMmu();
  invalidate(cpu, invalidatedByCr4(before.cr4, cr4), pcid);
  cpu.updateMode();
}

/** WRMSR to IA32_EFER; false: refused. */
export function writeEfer(cpu: CpuMemory, value: bigint): boolean {
  const efer = checkedEfer(value, registersOf(cpu));
  if (efer === null) return false;
  cpu.eferBits = Number(efer);
  cpu.configureMmu();
  return true;
}
