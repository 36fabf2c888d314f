/**
 * Hardware task switching, outside IA-32e mode (inside it every way to a task is #GP).
 * SDM Vol. 3, "Task Management": "Task Switching", "Task Linking"; the exceptions that the new task takes follow
 * "Exception Conditions Checked During a Task Switch". In VMX non-root operation every switch is a VM exit, after the
 * checks of the new TSS's descriptor ("Treatment of Task Switches"); the hypervisor then makes the same switch.
 *
 * Deviation: there is no virtual-8086 mode; a TSS with EFLAGS.VM set raises #GP(0) in the new task.
 */
import {
  baseOf,
  type Descriptor,
  dplOf,
  isCode,
  isConforming,
  isNull,
  isPresent,
  isSystem,
  isWritableData,
  limitOf,
  markAccessed,
  readDescriptor,
  requireDescriptor,
  setFromDescriptor,
  typeOf,
  writeType,
} from './descriptors.js';
import { setCodeSegment } from './far-target.js';
import { FlagBit } from './flags.js';
import { InnerStack } from './inner-stack.js';
import { SegmentIndex } from './segment-cache.js';
import { Rights, SystemType } from './segment-rights.js';
import { type TaskContext, TaskSwitchSource, type TransferContext } from './transfer-context.js';

const TS = 10;
const NP = 11;
const SS_FAULT = 12;
const GP = 13;

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

/** The event that comes through a task gate in the IDT. */
export interface TaskEvent {
  /** Pushed on the new task's stack; −1: none. */
  readonly errorCode: number;
  /** Where the old task goes on. */
  readonly returnRip: bigint;
  /** RF in the flags that the old task is left with. */
  readonly resumeFlag: boolean;
  /** Bit 0 of error codes: the event is external to the program. */
  readonly ext: number;
}

/** Switch to the task whose TSS `selector` names. The caller has checked the privilege. */
export function switchTask(
  context: TaskContext,
  selector: number,
  source: TaskSwitchSource,
  event: TaskEvent | null,
): void {
  const isReturn = source === TaskSwitchSource.IRET;
  const ext = event?.ext ?? 0;
  const task = requireTask(context, selector, isReturn, ext);
  if (task === null) return;
  const resumeFlag = event?.resumeFlag ?? context.flags.has(FlagBit.RF);
  if (context.interceptTaskSwitch(selector, source, resumeFlag)) return;
  const layout = layoutOf(task.rights);
  const base = baseOf(task);
  const next = readTask(context, base, layout);
  saveTask(context, isReturn, resumeFlag, event?.returnRip ?? context.nextRip);
  if (context.aborted) return;

  const isNested = source === TaskSwitchSource.CALL || source === TaskSwitchSource.IDT;
  if (!isNested) setBusy(context, context.tr.selector, false);
  if (isNested) context.writeSystem(base, 0, 0, 2, context.tr.selector);
  if (!isReturn) setBusy(context, selector, true);
  if (context.aborted) return;

  context.tr.set(selector, base, 0, limitOf(task), task.rights | BUSY);
  context.commitTask();
  loadTask(context, next, layout, isNested, ext);
  if (event !== null && event.errorCode >= 0 && !context.aborted) {
    const stack = InnerStack.current(context, ext);
    stack.push(context, layout.width, BigInt(event.errorCode));
    if (!context.aborted) stack.commit(context);
  }
  if (context.aborted) return;
  if (context.nextRip > BigInt(context.cs.limit)) context.raise(GP, ext);
  else if (layout === TSS32 && (next.trap & 1) !== 0) context.pendTaskTrap();
}

/** IRET with NT set: back to the task that the current TSS links to. */
export function returnToPreviousTask(context: TaskContext): void {
  const link = context.readSystem(context.tr.baseLo, 0, 0, 2);
  if (!context.aborted) switchTask(context, link, TaskSwitchSource.IRET, null);
}

/** The descriptor of an available TSS (busy, for a return), large enough and in the GDT; null: faulted. */
function requireTask(context: TransferContext, selector: number, isReturn: boolean, ext: number): Descriptor | null {
  const vector = isReturn ? TS : GP;
  if (isNull(selector) || (selector & 4) !== 0) {
    context.raiseSelector(vector, selector, ext);
    return null;
  }
  const task = requireDescriptor(context, selector, vector, ext);
  if (task === null) return null;
  const isTss = isSystem(task) && [1, 3, 9, 11].includes(typeOf(task));
  const isBusy = (task.rights & BUSY) !== 0;
  if (!isTss || isBusy !== isReturn) {
    context.raiseSelector(vector, selector, ext);
    return null;
  }
  if (!isPresent(task)) {
    context.raiseSelector(NP, selector, ext);
    return null;
  }
  if (limitOf(task) < layoutOf(task.rights).minimumLimit) {
    context.raiseSelector(TS, selector, ext);
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
function readTask(context: TransferContext, base: number, layout: TssLayout): TaskState {
  const read = (offset: number, size: 2 | 4): number => context.readSystem(base, 0, offset, size);
  const { width } = layout;
  return {
    cr3: width === 4 ? read(TSS32_CR3, 4) : 0,
    ip: read(layout.ip, width),
    flags: read(layout.flags, width),
    registers: Array.from({ length: 8 }, (_, n) => read(layout.registers + n * width, width)),
    segments: Array.from({ length: layout.segmentCount }, (_, n) => read(layout.segments + n * width, 2)),
    ldt: read(layout.ldt, 2),
    trap: width === 4 ? read(TSS32_TRAP, 2) : 0,
  };
}

function saveTask(context: TransferContext, isReturn: boolean, resumeFlag: boolean, returnRip: bigint): void {
  const { tr } = context;
  const layout = layoutOf(tr.rights);
  const { width } = layout;
  const write = (offset: number, size: 2 | 4, value: number): void =>
    context.writeSystem(tr.baseLo, 0, offset, size, value);
  const cleared = FlagBit.RF | (isReturn ? FlagBit.NT : 0);
  const flags = (context.flags.image & ~cleared) | (resumeFlag ? FlagBit.RF : 0);
  write(layout.ip, width, Number(returnRip & 0xffff_ffffn));
  write(layout.flags, width, flags);
  for (let n = 0; n < 8; n++) {
    write(layout.registers + n * width, width, Number(context.getRegister(n, 4)));
  }
  for (let n = 0; n < layout.segmentCount; n++) write(layout.segments + n * width, 2, context.segments[n]!.selector);
}

function setBusy(context: TransferContext, selector: number, busy: boolean): void {
  const descriptor = readDescriptor(context, selector, false);
  if (descriptor !== null) {
    writeType(context, descriptor, busy ? descriptor.rights | BUSY : descriptor.rights & ~BUSY);
  }
}

/** The new task's registers; faults are the new task's. */
function loadTask(context: TaskContext, next: TaskState, layout: TssLayout, isNested: boolean, ext: number): void {
  const isWide = layout === TSS32;
  const isCr3Valid = !isWide || context.loadTaskCr3(BigInt(next.cr3 >>> 0));
  for (let n = 0; n < 8; n++) {
    const kept = isWide ? 0n : context.getRegister(n, 4) & 0xffff0000n;
    context.setRegister(n, 4, kept | BigInt(next.registers[n]! >>> 0));
  }
  context.flags.image = (next.flags & ~FlagBit.VM) | (isNested ? FlagBit.NT : 0);
  context.rip = BigInt(next.ip >>> 0);
  next.segments.forEach((selector, n) => {
    context.segments[n]!.setNull(selector, 0);
  });
  if (!isWide) for (const n of [SegmentIndex.FS, SegmentIndex.GS]) context.segments[n]!.setNull(0, 0);
  context.ldtr.setNull(next.ldt, 0);
  context.cpl = next.segments[SegmentIndex.CS]! & 3;
  if (!isCr3Valid) context.raiseSelector(TS, context.tr.selector, ext);
  else if ((next.flags & FlagBit.VM) !== 0) context.raise(GP, ext);
  else loadTaskSegments(context, next, ext);
  context.updateMode();
  context.flagsChanged();
}

function loadTaskSegments(context: TransferContext, next: TaskState, ext: number): void {
  if (!isNull(next.ldt)) {
    const ldt = (next.ldt & 4) === 0 ? requireDescriptor(context, next.ldt, TS, ext) : null;
    if (ldt === null || !isSystem(ldt) || typeOf(ldt) !== SystemType.LDT || !isPresent(ldt)) {
      context.raiseSelector(TS, next.ldt, ext);
      return;
    }
    setFromDescriptor(context, SegmentIndex.LDTR, next.ldt, ldt);
  }
  loadTaskStack(context, next.segments[SegmentIndex.SS]!, ext);
  loadTaskCode(context, next.segments[SegmentIndex.CS]!, ext);
  for (const index of [SegmentIndex.ES, SegmentIndex.DS, SegmentIndex.FS, SegmentIndex.GS]) {
    loadTaskData(context, index, next.segments[index] ?? 0, ext);
  }
}

function loadTaskStack(context: TransferContext, selector: number, ext: number): void {
  if (isNull(selector)) context.raiseSelector(TS, selector, ext);
  const stack = context.aborted ? null : requireDescriptor(context, selector, TS, ext);
  if (stack === null) return;
  if (!isWritableData(stack) || (selector & 3) !== context.cpl || dplOf(stack) !== context.cpl) {
    context.raiseSelector(TS, selector, ext);
  } else if (!isPresent(stack)) context.raiseSelector(SS_FAULT, selector, ext);
  else {
    markAccessed(context, stack);
    if (!context.aborted) setFromDescriptor(context, SegmentIndex.SS, selector, stack);
  }
}

function loadTaskCode(context: TransferContext, selector: number, ext: number): void {
  if (context.aborted) return;
  const code = isNull(selector) ? null : requireDescriptor(context, selector, TS, ext);
  const dpl = code === null ? 0 : dplOf(code);
  if (code === null || !isCode(code) || (isConforming(code) ? dpl > context.cpl : dpl !== context.cpl)) {
    context.raiseSelector(TS, selector, ext);
  } else if (!isPresent(code)) context.raiseSelector(NP, selector, ext);
  else {
    markAccessed(context, code);
    if (!context.aborted) setCodeSegment(context, selector, code, context.cpl);
  }
}

function loadTaskData(context: TransferContext, index: number, selector: number, ext: number): void {
  if (context.aborted || isNull(selector)) return;
  const data = requireDescriptor(context, selector, TS, ext);
  if (data === null) return;
  const isReadable = !isCode(data) || (data.rights & Rights.READABLE) !== 0;
  const checksPrivilege = !isCode(data) || !isConforming(data);
  if (isSystem(data) || !isReadable || (checksPrivilege && Math.max(context.cpl, selector & 3) > dplOf(data))) {
    context.raiseSelector(TS, selector, ext);
  } else if (!isPresent(data)) context.raiseSelector(NP, selector, ext);
  else {
    markAccessed(context, data);
    if (!context.aborted) setFromDescriptor(context, index, selector, data);
  }
}
