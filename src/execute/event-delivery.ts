/**
 * Delivery of an interrupt or exception through the IDT. Nothing of the interrupted state changes before all checks and
 * pushes have succeeded, so that a fault in between leaves it as it was.
 * SDM Vol. 3, "Exception- or Interrupt-Handler Procedures", "Interrupt and Exception Handling in 64-bit Mode";
 * Vol. 2, "INT n/INTO/INT3/INT1".
 */
import { dplOf, isCode, isConforming, isNull, isPresent, markAccessed, requireDescriptor } from './descriptors.js';
import { hasInvalidWidth, isTargetValid, isWideCode, setCodeSegment } from './far-target.js';
import { FlagBit } from './flags.js';
import { InnerStack } from './inner-stack.js';
import { Rights, SystemType } from './segment-rights.js';
import { switchTask } from './task-switch.js';
import { type TaskContext, TaskSwitchSource } from './transfer-context.js';

/** Interruption types, as VM-exit and VM-entry information number them. SDM Vol. 3, "VM-Entry Interruption-Information Field". */
export const EventType = {
  EXTERNAL_INTERRUPT: 0,
  NMI: 2,
  HARDWARE_EXCEPTION: 3,
  SOFTWARE_INTERRUPT: 4,
  /** INT1. */
  PRIVILEGED_SOFTWARE_EXCEPTION: 5,
  /** INT3, INTO. */
  SOFTWARE_EXCEPTION: 6,
  /** Pending MTF VM exit. */
  OTHER: 7,
} as const;

const GP = 13;
const NP = 11;
/** Error-code bit: the index is of the IDT. */
const IDT = 2;

/** An event on its way to its handler. */
export interface DeliveredEvent {
  vector: number;
  /** EventType. */
  type: number;
  /** −1: none. */
  errorCode: number;
  /** Address that the handler returns to. */
  returnRip: bigint;
  /** Value of RF in the flags image that is pushed. */
  resumeFlag: boolean;
}

/** INT n, INT3 and INTO may only use gates that their privilege may; they are not external to the program either. */
function isSoftware(type: number): boolean {
  return type === EventType.SOFTWARE_INTERRUPT || type === EventType.SOFTWARE_EXCEPTION;
}

/** Bit 0 (EXT) of error codes of faults in the delivery of an event of this type. */
export const externalBit = (type: number): 0 | 1 => (isSoftware(type) ? 0 : 1);

/** Deliver; on failure `aborted` is set and says why. */
export function deliverEvent(context: TaskContext, event: DeliveredEvent): void {
  const { vector } = event;
  const ext = externalBit(event.type);
  const gateError = (vector << 3) | IDT | ext;
  const gateSize = context.longMode ? 16 : 8;
  const offset = vector * gateSize;
  if (offset + gateSize - 1 > context.idtrLimit) {
    context.raise(GP, gateError);
    return;
  }
  const low = context.readSystem(context.idtrLo, context.idtrHi, offset, 4);
  const high = context.readSystem(context.idtrLo, context.idtrHi, offset + 4, 4);
  const upper = context.longMode ? context.readSystem(context.idtrLo, context.idtrHi, offset + 8, 4) : 0;
  if (context.aborted) return;

  const rights = (high >>> 8) & 0xff;
  const type = rights & (Rights.TYPE | Rights.S);
  if (!isGate(context, type) || (isSoftware(event.type) && ((rights >> Rights.DPL_SHIFT) & 3) < context.cpl)) {
    context.raise(GP, gateError);
    return;
  }
  if ((rights & Rights.P) === 0) {
    context.raise(NP, gateError);
    return;
  }
  const selector = low >>> 16;
  if (type === SystemType.TASK_GATE) {
    switchTask(context, selector, TaskSwitchSource.IDT, { ...event, ext });
    return;
  }
  const isSmall = type === SystemType.INTERRUPT_GATE16 || type === SystemType.TRAP_GATE16;
  const entry = (low & 0xffff) | (isSmall ? 0 : high & 0xffff0000);
  const target = (BigInt(upper >>> 0) << 32n) | BigInt(entry >>> 0);
  const stackTable = context.longMode ? high & 7 : 0;
  const size = context.longMode ? 8 : isSmall ? 2 : 4;
  const masks = type === SystemType.INTERRUPT_GATE || type === SystemType.INTERRUPT_GATE16;
  enterHandler(context, event, selector, target, size, stackTable, masks, ext);
}

function isGate(context: TaskContext, type: number): boolean {
  switch (type) {
    case SystemType.INTERRUPT_GATE:
    case SystemType.TRAP_GATE:
      return true;
    case SystemType.INTERRUPT_GATE16:
    case SystemType.TRAP_GATE16:
    case SystemType.TASK_GATE:
      return !context.longMode;
    default:
      return false;
  }
}

function enterHandler(
  context: TaskContext,
  event: DeliveredEvent,
  selector: number,
  target: bigint,
  size: 2 | 4 | 8,
  stackTable: number,
  masks: boolean,
  ext: number,
): void {
  if (isNull(selector)) {
    context.raise(GP, ext);
    return;
  }
  const code = requireDescriptor(context, selector, GP, ext);
  if (code === null) return;
  const needsWide = context.longMode && !isWideCode(context, code);
  if (!isCode(code) || dplOf(code) > context.cpl || needsWide || hasInvalidWidth(context, code)) {
    context.raiseSelector(GP, selector, ext);
    return;
  }
  if (!isPresent(code)) {
    context.raiseSelector(NP, selector, ext);
    return;
  }
  const cpl = isConforming(code) ? context.cpl : dplOf(code);
  const changesPrivilege = cpl !== context.cpl;
  const stack = selectStack(context, cpl, stackTable, ext);
  if (stack === null) return;
  if (!isTargetValid(context, code, target)) {
    context.raise(GP, ext);
    return;
  }

  const oldSelector = context.cs.selector;
  const image = (context.flags.image & ~FlagBit.RF) | (event.resumeFlag ? FlagBit.RF : 0);
  if (context.longMode) stack.align();
  if (changesPrivilege || context.longMode) {
    stack.push(context, size, BigInt(context.ss.selector));
    stack.push(context, size, context.rsp);
  }
  stack.push(context, size, BigInt(image >>> 0));
  stack.push(context, size, BigInt(oldSelector));
  stack.push(context, size, event.returnRip);
  if (event.errorCode >= 0) stack.push(context, size, BigInt(event.errorCode));
  markAccessed(context, code);
  if (context.aborted) return;

  setCodeSegment(context, selector, code, cpl);
  stack.commit(context);
  context.rip = target;
  context.flags.change(FlagBit.TF | FlagBit.NT | FlagBit.RF | FlagBit.VM | (masks ? FlagBit.IF : 0), false);
  context.updateMode();
  context.flagsChanged();
}

function selectStack(context: TaskContext, cpl: number, stackTable: number, ext: number): InnerStack | null {
  if (!context.longMode)
    return cpl === context.cpl ? InnerStack.current(context, ext) : InnerStack.fromTss(context, cpl, ext);
  if (stackTable !== 0) return InnerStack.fromInterruptStackTable(context, stackTable, cpl, ext);
  return cpl === context.cpl
    ? InnerStack.wide(context, context.rsp, cpl, ext)
    : InnerStack.wideFromTss(context, cpl, ext);
}
