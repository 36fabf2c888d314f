/**
 * RETF and IRET, to the same and to an outer privilege level, in all widths and from 64-bit mode to compatibility mode.
 * SDM Vol. 2, "RET", "IRET/IRETD/IRETQ"; Vol. 3, "Returning from a Called Procedure".
 *
 * Deviation: virtual-8086 mode does not exist here; an IRET outside IA-32e mode that would enter it raises #GP(0).
 */
import {
  type Descriptor,
  dplOf,
  isCode,
  isConforming,
  isNull,
  isPresent,
  isWritableData,
  markAccessed,
  requireDescriptor,
  setFromDescriptor,
} from '../execute/descriptors.js';
import { hasInvalidWidth, isTargetValid, isWideCode, setCodeSegment, targetOf } from '../execute/far-target.js';
import { DEFINED_FLAGS, FlagBit } from '../execute/flags.js';
import { SegmentIndex } from '../execute/segment-cache.js';
import { Rights } from '../execute/segment-rights.js';
import { returnToPreviousTask } from '../execute/task-switch.js';
import { Gpr } from '../isa/registers.js';
import type { CpuMemory } from './memory-access.js';

const GP = 13;
const NP = 11;
const SS_FAULT = 12;

type ReturnSize = 2 | 4 | 8;

/** RETF; `extra` bytes of parameters are released on both stacks. */
export function farReturn(cpu: CpuMemory, size: ReturnSize, extra: number): void {
  const target = cpu.peekStack(0, size);
  const selector = Number(cpu.peekStack(size, size) & 0xffffn);
  if (cpu.aborted) return;
  const code = returnSegment(cpu, selector, target);
  if (code === null) return;
  const consumed = 2 * size + extra;
  if ((selector & 3) === cpu.cpl) {
    markAccessed(cpu, code);
    if (cpu.aborted) return;
    cpu.moveStackPointer(consumed);
    enter(cpu, selector, code, target);
  } else {
    const stack = readOuterStack(cpu, consumed, size, selector, code);
    if (stack === null) return;
    markAccessed(cpu, code);
    if (cpu.aborted) return;
    enterOuter(cpu, selector, code, target, stack);
    cpu.moveStackPointer(extra);
  }
}

/** IRET. */
export function interruptReturn(cpu: CpuMemory, size: ReturnSize): void {
  if (cpu.aborted) return;
  if (cpu.flags.has(FlagBit.NT)) {
    if (cpu.longMode) cpu.raise(GP, 0);
    else returnToPreviousTask(cpu);
    if (!cpu.aborted) cpu.nmiBlocked = false;
    return;
  }
  const target = cpu.peekStack(0, size);
  const selector = Number(cpu.peekStack(size, size) & 0xffffn);
  const image = Number(cpu.peekStack(2 * size, size) & 0xffff_ffffn) | 0;
  if (cpu.aborted) return;
  if (!cpu.longMode && size === 4 && (image & FlagBit.VM) !== 0 && cpu.cpl === 0) {
    cpu.raise(GP, 0);
    return;
  }
  const code = returnSegment(cpu, selector, target);
  if (code === null) return;
  // What may change depends on the privilege before the return.
  const flags = returnedFlags(cpu, image, size);
  // In 64-bit mode SS:RSP is popped whatever the privilege levels.
  if ((selector & 3) === cpu.cpl && cpu.bits !== 64) {
    markAccessed(cpu, code);
    if (cpu.aborted) return;
    cpu.moveStackPointer(3 * size);
    enter(cpu, selector, code, target);
  } else {
    const stack = readOuterStack(cpu, 3 * size, size, selector, code);
    if (stack === null) return;
    markAccessed(cpu, code);
    if (cpu.aborted) return;
    enterOuter(cpu, selector, code, target, stack);
  }
  cpu.flags.image = flags;
  cpu.nmiBlocked = false;
  cpu.flagsChanged();
}

/** Checks of the code segment returned to; null: faulted. */
function returnSegment(cpu: CpuMemory, selector: number, target: bigint): Descriptor | null {
  if (isNull(selector)) {
    cpu.raise(GP, 0);
    return null;
  }
  const code = requireDescriptor(cpu, selector, GP);
  if (code === null) return null;
  const rpl = selector & 3;
  const dpl = dplOf(code);
  const isAllowed = isConforming(code) ? dpl <= rpl : dpl === rpl;
  if (!isCode(code) || rpl < cpu.cpl || !isAllowed || hasInvalidWidth(cpu, code)) {
    cpu.raiseSelector(GP, selector);
    return null;
  }
  if (!isPresent(code)) {
    cpu.raiseSelector(NP, selector);
    return null;
  }
  if (!isTargetValid(cpu, code, target)) {
    cpu.raise(GP, 0);
    return null;
  }
  return code;
}

interface OuterStack {
  readonly pointer: bigint;
  readonly selector: number;
  /** Null: a null selector, which 64-bit mode allows below CPL 3. */
  readonly descriptor: Descriptor | null;
}

/** RSP and SS that lie `distance` bytes up the stack, checked for the privilege level returned to. Null: faulted. */
function readOuterStack(
  cpu: CpuMemory,
  distance: number,
  size: ReturnSize,
  codeSelector: number,
  code: Descriptor,
): OuterStack | null {
  const pointer = cpu.peekStack(distance, size);
  const selector = Number(cpu.peekStack(distance + size, size) & 0xffffn);
  if (cpu.aborted) return null;
  const rpl = codeSelector & 3;
  if (isNull(selector)) {
    // Its RPL must be the new CPL: VM entry would refuse an SS whose RPL is not its DPL.
    if (isWideCode(cpu, code) && rpl !== 3 && (selector & 3) === rpl) return { pointer, selector, descriptor: null };
    cpu.raise(GP, 0);
    return null;
  }
  const descriptor = requireDescriptor(cpu, selector, GP);
  if (descriptor === null) return null;
  if ((selector & 3) !== rpl || !isWritableData(descriptor) || dplOf(descriptor) !== rpl) {
    cpu.raiseSelector(GP, selector);
    return null;
  }
  if (!isPresent(descriptor)) {
    cpu.raiseSelector(SS_FAULT, selector);
    return null;
  }
  markAccessed(cpu, descriptor);
  return cpu.aborted ? null : { pointer, selector, descriptor };
}

function enter(cpu: CpuMemory, selector: number, code: Descriptor, target: bigint): void {
  setCodeSegment(cpu, selector, code, selector & 3);
  cpu.updateMode();
  cpu.nextRip = targetOf(cpu, code, target);
}

function enterOuter(cpu: CpuMemory, selector: number, code: Descriptor, target: bigint, stack: OuterStack): void {
  const oldCpl = cpu.cpl;
  setCodeSegment(cpu, selector, code, selector & 3);
  if (stack.descriptor === null) cpu.ss.setNull(stack.selector, cpu.cpl);
  else setFromDescriptor(cpu, SegmentIndex.SS, stack.selector, stack.descriptor);
  cpu.updateMode();
  // A 16-bit stack keeps the upper half of ESP.
  cpu.setRegister(Gpr.RSP, cpu.stackAddressSize, stack.pointer);
  cpu.nextRip = targetOf(cpu, code, target);
  if (cpu.cpl !== oldCpl) dropInaccessibleSegments(cpu);
}

/** Data segments that the outer level may not use become null. */
function dropInaccessibleSegments(cpu: CpuMemory): void {
  for (const index of [SegmentIndex.ES, SegmentIndex.DS, SegmentIndex.FS, SegmentIndex.GS]) {
    const segment = cpu.segments[index]!;
    const isConformingCode = (segment.rights & (Rights.CODE | Rights.CONFORMING)) === (Rights.CODE | Rights.CONFORMING);
    if (segment.usable && segment.dpl < cpu.cpl && !isConformingCode) segment.setNull(0, 0);
  }
}

/** The flags after IRET: IOPL, VIF and VIP only at CPL 0, IF only at CPL ≤ IOPL, the upper half only with 32 bits or more. */
function returnedFlags(cpu: CpuMemory, image: number, size: ReturnSize): number {
  let changeable = DEFINED_FLAGS & ~(FlagBit.VM | FlagBit.VIF | FlagBit.VIP | FlagBit.IOPL | FlagBit.IF);
  if (cpu.cpl === 0) changeable |= FlagBit.IOPL | FlagBit.VIF | FlagBit.VIP;
  if (cpu.cpl <= cpu.iopl) changeable |= FlagBit.IF;
  if (size === 2) changeable &= 0xffff;
  return (cpu.flags.image & ~changeable) | (image & changeable);
}
