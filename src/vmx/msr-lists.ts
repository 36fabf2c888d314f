/**
 * The VM-exit MSR-store, VM-exit MSR-load and VM-entry MSR-load areas. SDM Vol. 3, "VM-Exit Controls for MSRs",
 * "Loading MSRs". An entry is 16 bytes: bits 31:0 MSR index, 63:32 reserved, 127:64 value.
 */
import { type HostMemory, RAM_BASE } from '../memory/host-memory.js';
import { Msr } from './msr.js';
import type { ProcessorState } from './processor-state.js';

const ENTRY_SIZE = 16;

const isX2Apic = (index: number): boolean => index >= 0x800 && index <= 0x8ff;
const inMemory = (memory: HostMemory, address: number, count: number): boolean =>
  address + count * ENTRY_SIZE <= memory.ramSize;

/** Loads `count` MSRs; 0 when all went well, else the number (from 1) of the entry that failed. */
export function loadMsrList(memory: HostMemory, processor: ProcessorState, address: number, count: number): number {
  if (!inMemory(memory, address, count)) return 1;
  for (let i = 0; i < count; i++) {
    const at = (RAM_BASE + address + i * ENTRY_SIZE) >>> 2;
    const index = memory.u32[at]!;
    const reserved = memory.u32[at + 1]!;
    const value = memory.u64[(at >>> 1) + 1]!;
    const excluded = index === Msr.IA32_FS_BASE || index === Msr.IA32_GS_BASE || isX2Apic(index);
    if (reserved !== 0 || excluded || !processor.wrmsr(index, value)) return i + 1;
  }
  return 0;
}

/** Stores `count` MSRs; false when one of them cannot be read (a VMX abort). */
export function storeMsrList(memory: HostMemory, processor: ProcessorState, address: number, count: number): boolean {
  if (!inMemory(memory, address, count)) return false;
  for (let i = 0; i < count; i++) {
    const at = (RAM_BASE + address + i * ENTRY_SIZE) >>> 2;
    const index = memory.u32[at]!;
    const value = memory.u32[at + 1] === 0 && !isX2Apic(index) ? processor.rdmsr(index) : null;
    if (value === null) return false;
    memory.u64[(at >>> 1) + 1] = value;
    memory.notifyWrite((at + 2) * 4, 8);
  }
  return true;
}
