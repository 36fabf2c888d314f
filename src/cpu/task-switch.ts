/**
 * Hardware task switching, outside IA-32e mode (inside it every way to a task is #GP).
 * SDM Vol. 3, "Task Management": "Task Switching", "Task Linking"; the exceptions that the new task takes follow
 * "Exception Conditions Checked During a Task Switch".
 */
import { FlagBit } from '../execute/flags.js';
import { Abort, Attention } from './attention.js';
import {
  baseOf,
  type Descriptor,
  dplOf,
  isCode,
  isConforming,
  isNull,
  isPresent,
  isSystem,
  limitOf,
  markAccessed,
  readDescriptor,
  requireDescriptor,
  typeOf,
  writeType,
} from './descriptors.js';
import { setCodeSegment } from './far-target.js';
import type { CpuMemory } from './memory-access.js';
import { loadCr3ForTask } from './paging-control.js';
import { Cr0, Dr6, Rights, SystemType } from './register-bits.js';
import { SegmentIndex } from './segment-cache.js';
import { isWritableData, setFromDescriptor } from './segment-loading.js';

const TS = 10;
const NP = 11;
const SS_FAULT = 12;
const GP = 13;

/** What asks for the switch, numbered as in the exit qualification for task switches. */
export const TaskSwitchSource = { CALL: 0, IRET: 1, JMP: 2, IDT: 3 } as const;
export type TaskSwitchSource = (typeof TaskSwitchSource)[keyof typeof TaskSwitchSource];

/** Where a TSS keeps what. SDM Vol. 3, "Task-State Segment (TSS)", "16-Bit Task-State Segment". */
interface TssLayout {
  readonly width: 2 | 4;
  readonly minimumLimit: number;
  readonly ip: number;
  readonly flags: number;
  /** EAX ECX EDX EBX ESP EBP ESI EDI follow each other. */
  readonly registers: number;
  /** ES CS SS DS and, in a 32-bit TSS, FS GS. */
  readonly segments: number;
  readonly segmentCount: number;
  readonly ldt: number;
}
const TSS32: TssLayout = {
  width: 4,
  minimumLimit: 0x67,
  ip: 32,
  flags: 36,
  registers: 40,
  segments: 72,
  segmentCount: 6,
  ldt: 96,
};
const TSS16: TssLayout = {
  width: 2,
  minimumLimit: 0x2b,
  ip: 14,
  flags: 16,
  registers: 18,
  segments: 34,
  segmentCount: 4,
  ldt: 42,
};
const TSS32_CR3 = 28;
const TSS32_TRAP = 100;
const BUSY = 2;

function layoutOf(rights: number): TssLayout {
  return (rights & 8) !== 0 ? TSS32 : TSS16;
}

/**
 * Switch to the task whose TSS `selector` names. The caller has checked the privilege. `errorCode` of the exception that
 * came through a task gate (−1: none) is pushed on the new task's stack; `event` also says where the old task goes on.
 */
export function switchTask(
  cpu: CpuMemory,
  selector: number,
  source: TaskSwitchSource,
  event: { readonly errorCode: number; readonly returnRip: bigint } | null,
): void {
  const isReturn = source === TaskSwitchSource.IRET;
  const ext = event === null ? 0 : 1;
  const task = requireTask(cpu, selector, isReturn, ext);
  if (task === null) return;
  if (cpu.nonRoot && cpu.vmxHooks!.taskSwitch(selector, source, event === null ? cpu.entry.insn.length : 0)) {
    cpu.giveUp(Abort.TRANSFERRED);
    return;
  }
  const layout = layoutOf(task.rights);
  const base = baseOf(task);
  const next = readTask(cpu, base, layout);
  saveTask(cpu, isReturn, event?.returnRip ?? cpu.nextRip);
  if (cpu.aborted) return;

  const isNested = source === TaskSwitchSource.CALL || source === TaskSwitchSource.IDT;
  if (!isNested) setBusy(cpu, cpu.tr.selector, false);
  if (isNested) cpu.writeSystem(base, 0, 0, 2, cpu.tr.selector);
  if (!isReturn) setBusy(cpu, selector, true);
  if (cpu.aborted) return;

  cpu.tr.set(selector, base, 0, limitOf(task), task.rights | BUSY);
  loadTask(cpu, next, layout, isNested);
  if (cpu.aborted) return;
  if (event !== null && event.errorCode >= 0) cpu.push(layout.width, BigInt(event.errorCode));
  if (cpu.aborted) return;
  if (cpu.nextRip > BigInt(cpu.cs.limit)) cpu.raise(GP, 0);
  else if (layout === TSS32 && (next.trap & 1) !== 0) {
    cpu.pendingDebug |= Dr6.BT;
    cpu.attention |= Attention.TRAP;
  }
}

/** IRET with NT set: back to the task that the current TSS links to. */
export function returnToPreviousTask(cpu: CpuMemory): void {
  const link = cpu.readSystem(cpu.tr.baseLo, 0, 0, 2);
  if (!cpu.aborted) switchTask(cpu, link, TaskSwitchSource.IRET, null);
}

/** The descriptor of an available TSS (busy, for a return), large enough and in the GDT; null: faulted. */
function requireTask(cpu: CpuMemory, selector: number, isReturn: boolean, ext: number): Descriptor | null {
  const vector = isReturn ? TS : GP;
  if (isNull(selector) || (selector & 4) !== 0) {
    cpu.raiseSelector(vector, selector, ext);
    return null;
  }
  const task = requireDescriptor(cpu, selector, vector, ext);
  if (task === null) return null;
  const isTss = isSystem(task) && [1, 3, 9, 11].includes(typeOf(task));
  const isBusy = (task.rights & BUSY) !== 0;
  if (!isTss || isBusy !== isReturn) {
    cpu.raiseSelector(vector, selector, ext);
    return null;
  }
  if (!isPresent(task)) {
    cpu.raiseSelector(NP, selector, ext);
    return null;
  }
  if (limitOf(task) < layoutOf(task.rights).minimumLimit) {
    cpu.raiseSelector(TS, selector, ext);
    return null;
  }
  return task;
}

interface TaskState {
  readonly cr3: number;
  readonly ip: number;
  readonly flags: number;
  readonly registers: readonly number[];
  readonly segments: readonly number[];
  readonly ldt: number;
  readonly trap: number;
}

/** Everything is read before anything changes, so that a page fault here leaves the old task running. */
function readTask(cpu: CpuMemory, base: number, layout: TssLayout): TaskState {
  const read = (offset: number, size: 2 | 4): number => cpu.readSystem(base, 0, offset, size);
  const { width } = layout;
  const segmentStep = width;
  return {
    cr3: width === 4 ? read(TSS32_CR3, 4) : 0,
    ip: read(layout.ip, width),
    flags: read(layout.flags, width),
    registers: Array.from({ length: 8 }, (_, n) => read(layout.registers + n * width, width)),
    segments: Array.from({ length: layout.segmentCount }, (_, n) => read(layout.segments + n * segmentStep, 2)),
    ldt: read(layout.ldt, 2),
    trap: width === 4 ? read(TSS32_TRAP, 2) : 0,
  };
}

function saveTask(cpu: CpuMemory, isReturn: boolean, returnRip: bigint): void {
  const { tr } = cpu;
  const layout = layoutOf(tr.rights);
  const { width } = layout;
  const write = (offset: number, size: 2 | 4, value: number): void =>
    cpu.writeSystem(tr.baseLo, 0, offset, size, value);
  const flags = isReturn ? cpu.flags.image & ~FlagBit.NT : cpu.flags.image;
  write(layout.ip, width, Number(returnRip & 0xffff_ffffn));
  write(layout.flags, width, flags);
  for (let n = 0; n < 8; n++) write(layout.registers + n * width, width, cpu.halves[n * 2]!);
  for (let n = 0; n < layout.segmentCount; n++) write(layout.segments + n * width, 2, cpu.segments[n]!.selector);
}

function setBusy(cpu: CpuMemory, selector: number, busy: boolean): void {
  const descriptor = readDescriptor(cpu, selector, false);
  if (descriptor !== null) {
    writeType(cpu, descriptor, busy ? descriptor.rights | BUSY : descriptor.rights & ~BUSY);
  }
}

/** The new task's registers; from here on faults are the new task's. */
function loadTask(cpu: CpuMemory, next: TaskState, layout: TssLayout, isNested: boolean): void {
  cpu.cr0Bits = (cpu.cr0Bits | Cr0.TS) >>> 0;
  // Local breakpoints belong to the old task.
  cpu.dr7Bits &= ~0x155;
  if (layout === TSS32 && (cpu.cr0Bits & Cr0.PG) !== 0 && !loadCr3ForTask(cpu, BigInt(next.cr3 >>> 0))) {
    cpu.raiseSelector(TS, cpu.tr.selector);
  }
  const wide = layout.width === 4;
  const upper = wide ? 0 : 0xffff0000;
  for (let n = 0; n < 8; n++) {
    cpu.halves[n * 2] = (cpu.halves[n * 2]! & upper) | next.registers[n]!;
    cpu.halves[n * 2 + 1] = 0;
  }
  cpu.flags.image = next.flags | (isNested ? FlagBit.NT : 0);
  cpu.rip = BigInt(next.ip >>> 0);
  next.segments.forEach((selector, n) => {
    cpu.segments[n]!.setNull(selector, 0);
  });
  if (!wide) for (const n of [SegmentIndex.FS, SegmentIndex.GS]) cpu.segments[n]!.setNull(0, 0);
  cpu.ldtr.setNull(next.ldt, 0);
  cpu.cpl = next.segments[SegmentIndex.CS]! & 3;
  loadTaskSegments(cpu, next);
  cpu.updateMode();
  cpu.configureMmu();
  cpu.flagsChanged();
}

function loadTaskSegments(cpu: CpuMemory, next: TaskState): void {
  if (!isNull(next.ldt)) {
    const ldt = (next.ldt & 4) === 0 ? requireDescriptor(cpu, next.ldt, TS) : null;
    if (ldt === null || !isSystem(ldt) || typeOf(ldt) !== SystemType.LDT || !isPresent(ldt)) {
      cpu.raiseSelector(TS, next.ldt);
      return;
    }
    setFromDescriptor(cpu, SegmentIndex.LDTR, next.ldt, ldt);
  }
  loadTaskStack(cpu, next.segments[SegmentIndex.SS]!);
  loadTaskCode(cpu, next.segments[SegmentIndex.CS]!);
  for (const index of [SegmentIndex.ES, SegmentIndex.DS, SegmentIndex.FS, SegmentIndex.GS]) {
    loadTaskData(cpu, index, next.segments[index] ?? 0);
  }
}

function loadTaskStack(cpu: CpuMemory, selector: number): void {
  if (isNull(selector)) cpu.raiseSelector(TS, selector);
  const stack = cpu.aborted ? null : requireDescriptor(cpu, selector, TS);
  if (stack === null) return;
  if (!isWritableData(stack) || (selector & 3) !== cpu.cpl || dplOf(stack) !== cpu.cpl) cpu.raiseSelector(TS, selector);
  else if (!isPresent(stack)) cpu.raiseSelector(SS_FAULT, selector);
  else {
    markAccessed(cpu, stack);
    if (!cpu.aborted) setFromDescriptor(cpu, SegmentIndex.SS, selector, stack);
  }
}

function loadTaskCode(cpu: CpuMemory, selector: number): void {
  if (cpu.aborted) return;
  const code = isNull(selector) ? null : requireDescriptor(cpu, selector, TS);
  const dpl = code === null ? 0 : dplOf(code);
  if (code === null || !isCode(code) || (isConforming(code) ? dpl > cpu.cpl : dpl !== cpu.cpl)) {
    cpu.raiseSelector(TS, selector);
  } else if (!isPresent(code)) cpu.raiseSelector(NP, selector);
  else {
    markAccessed(cpu, code);
    if (!cpu.aborted) setCodeSegment(cpu, selector, code, cpu.cpl);
  }
}

function loadTaskData(cpu: CpuMemory, index: number, selector: number): void {
  if (cpu.aborted || isNull(selector)) return;
  const data = requireDescriptor(cpu, selector, TS);
  if (data === null) return;
  const isReadable = !isCode(data) || (data.rights & Rights.READABLE) !== 0;
  const checksPrivilege = !isCode(data) || !isConforming(data);
  if (isSystem(data) || !isReadable || (checksPrivilege && Math.max(cpu.cpl, selector & 3) > dplOf(data))) {
    cpu.raiseSelector(TS, selector);
  } else if (!isPresent(data)) cpu.raiseSelector(NP, selector);
  else {
    markAccessed(cpu, data);
    if (!cpu.aborted) setFromDescriptor(cpu, index, selector, data);
  }
}
