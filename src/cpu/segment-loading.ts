/**
 * Loading segment registers: data segments, the stack segment, LDTR and TR.
 * SDM Vol. 2, "MOV", "POP", "LLDT", "LTR"; Vol. 3, "Privilege Level Checking When Accessing Data Segments".
 */
import {
  type Descriptor,
  dplOf,
  isCode,
  isConforming,
  isNull,
  isPresent,
  isSystem,
  isWritableData,
  markAccessed,
  requireDescriptor,
  setFromDescriptor,
  typeOf,
  writeType,
} from '../execute/descriptors.js';
import { SegmentIndex } from '../execute/segment-cache.js';
import { Rights, SystemType } from '../execute/segment-rights.js';
import { SegmentRegister } from '../isa/registers.js';
import type { CpuMemory } from './memory-access.js';

const GP = 13;
const NP = 11;
const SS_FAULT = 12;

/** MOV, POP, LDS … to a segment register other than CS. */
export function loadSegment(cpu: CpuMemory, index: number, selector: number): void {
  if (cpu.aborted) return;
  if (index === SegmentRegister.SS) loadStackSegment(cpu, selector);
  else loadDataSegment(cpu, index, selector);
}

function loadStackSegment(cpu: CpuMemory, selector: number): void {
  const rpl = selector & 3;
  if (isNull(selector)) {
    // 64-bit mode runs without a stack segment, except at CPL 3, where IRET and far returns need its RPL.
    if (cpu.bits !== 64 || cpu.cpl === 3 || rpl !== cpu.cpl) cpu.raise(GP, 0);
    else cpu.ss.setNull(selector, cpu.cpl);
    return;
  }
  const descriptor = requireDescriptor(cpu, selector, GP);
  if (descriptor === null) return;
  if (!isWritableData(descriptor) || rpl !== cpu.cpl || dplOf(descriptor) !== cpu.cpl) cpu.raiseSelector(GP, selector);
  else if (!isPresent(descriptor)) cpu.raiseSelector(SS_FAULT, selector);
  else {
    markAccessed(cpu, descriptor);
    if (cpu.aborted) return;
    setFromDescriptor(cpu, SegmentIndex.SS, selector, descriptor);
    cpu.updateMode();
  }
}

function loadDataSegment(cpu: CpuMemory, index: number, selector: number): void {
  if (isNull(selector)) {
    cpu.segments[index]!.setNull(selector, 0);
    return;
  }
  const descriptor = requireDescriptor(cpu, selector, GP);
  if (descriptor === null) return;
  const isReadable = !isCode(descriptor) || (descriptor.rights & Rights.READABLE) !== 0;
  if (isSystem(descriptor) || !isReadable) {
    cpu.raiseSelector(GP, selector);
    return;
  }
  const checksPrivilege = !isCode(descriptor) || !isConforming(descriptor);
  if (checksPrivilege && Math.max(cpu.cpl, selector & 3) > dplOf(descriptor)) cpu.raiseSelector(GP, selector);
  else if (!isPresent(descriptor)) cpu.raiseSelector(NP, selector);
  else {
    markAccessed(cpu, descriptor);
    if (!cpu.aborted) setFromDescriptor(cpu, index, selector, descriptor);
  }
}

/** LLDT. The privilege is checked before. */
export function loadLdtr(cpu: CpuMemory, selector: number): void {
  if (cpu.aborted) return;
  if (isNull(selector)) {
    cpu.ldtr.setNull(selector, 0);
    return;
  }
  const descriptor = requireGdtDescriptor(cpu, selector);
  if (descriptor === null) return;
  if (!isSystem(descriptor) || typeOf(descriptor) !== SystemType.LDT || !isWideBaseValid(cpu, descriptor)) {
    cpu.raiseSelector(GP, selector);
  } else if (!isPresent(descriptor)) cpu.raiseSelector(NP, selector);
  else setFromDescriptor(cpu, SegmentIndex.LDTR, selector, descriptor);
}

/** LTR: also marks the task-state segment busy. */
export function loadTr(cpu: CpuMemory, selector: number): void {
  if (cpu.aborted) return;
  if (isNull(selector)) {
    cpu.raise(GP, 0);
    return;
  }
  const descriptor = requireGdtDescriptor(cpu, selector);
  if (descriptor === null) return;
  const type = typeOf(descriptor);
  const isAvailable = type === SystemType.TSS_AVAILABLE || (type === SystemType.TSS16_AVAILABLE && !cpu.longMode);
  if (!isSystem(descriptor) || !isAvailable || !isWideBaseValid(cpu, descriptor)) cpu.raiseSelector(GP, selector);
  else if (!isPresent(descriptor)) cpu.raiseSelector(NP, selector);
  else {
    const busy = descriptor.rights | 2;
    writeType(cpu, descriptor, busy);
    if (!cpu.aborted) setFromDescriptor(cpu, SegmentIndex.TR, selector, { ...descriptor, rights: busy });
  }
}

/** LDTR and TR are loaded from the GDT only. */
function requireGdtDescriptor(cpu: CpuMemory, selector: number): Descriptor | null {
  if ((selector & 4) === 0) return requireDescriptor(cpu, selector, GP);
  cpu.raiseSelector(GP, selector);
  return null;
}

/** A 16-byte descriptor must have a canonical base, and zeros where its type would be repeated. */
function isWideBaseValid(cpu: CpuMemory, descriptor: Descriptor): boolean {
  return !cpu.longMode || (cpu.isCanonical(descriptor.upper) && (descriptor.top & 0x1f00) === 0);
}
