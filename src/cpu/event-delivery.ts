/**
 * Delivery of an interrupt or exception through the IDT. Nothing of the interrupted state changes before all checks and
 * pushes have succeeded, so that a fault in between leaves it as it was.
 * SDM Vol. 3, "Exception- or Interrupt-Handler Procedures", "Interrupt and Exception Handling in 64-bit Mode";
 * Vol. 2, "INT n/INTO/INT3/INT1".
 */
import { FlagBit } from '../execute/flags.js';
import { dplOf, isCode, isConforming, isNull, isPresent, markAccessed, requireDescriptor } from './descriptors.js';
import { hasInvalidWidth, isTargetValid, isWideCode, setCodeSegment } from './far-target.js';
import { InnerStack } from './inner-stack.js';
import type { CpuMemory } from './memory-access.js';
import { Rights, SystemType } from './register-bits.js';
import { switchTask, TaskSwitchSource } from './task-switch.js';

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

/** Deliver; on failure `aborted` is set and says why. */
export function deliverEvent(cpu: CpuMemory, event: DeliveredEvent): void {
  const { vector } = event;
  const ext = isSoftware(event.type) ? 0 : 1;
  const gateError = (vector << 3) | IDT | ext;
  const gateSize = cpu.longMode ? 16 : 8;
  const offset = vector * gateSize;
  if (offset + gateSize - 1 > cpu.idtrLimit) {
    cpu.raise(GP, gateError);
    return;
  }
  const low = cpu.readSystem(cpu.idtrLo, cpu.idtrHi, offset, 4);
  const high = cpu.readSystem(cpu.idtrLo, cpu.idtrHi, offset + 4, 4);
  const upper = cpu.longMode ? cpu.readSystem(cpu.idtrLo, cpu.idtrHi, offset + 8, 4) : 0;
  if (cpu.aborted) return;

  const rights = (high >>> 8) & 0xff;
  const type = rights & (Rights.TYPE | Rights.S);
  if (!isGate(cpu, type) || (isSoftware(event.type) && ((rights >> Rights.DPL_SHIFT) & 3) < cpu.cpl)) {
    cpu.raise(GP, gateError);
    return;
  }
  if ((rights & Rights.P) === 0) {
    cpu.raise(NP, gateError);
    return;
  }
  const selector = low >>> 16;
  if (type === SystemType.TASK_GATE) {
    switchTask(cpu, selector, TaskSwitchSource.IDT, event);
    return;
  }
  const isSmall = type === SystemType.INTERRUPT_GATE16 || type === SystemType.TRAP_GATE16;
  const entry = (low & 0xffff) | (isSmall ? 0 : high & 0xffff0000);
  const target = (BigInt(upper >>> 0) << 32n) | BigInt(entry >>> 0);
  const stackTable = cpu.longMode ? high & 7 : 0;
  const size = cpu.longMode ? 8 : isSmall ? 2 : 4;
  const masks = type === SystemType.INTERRUPT_GATE || type === SystemType.INTERRUPT_GATE16;
  enterHandler(cpu, event, selector, target, size, stackTable, masks, ext);
}

function isGate(cpu: CpuMemory, type: number): boolean {
  switch (type) {
    case SystemType.INTERRUPT_GATE:
    case SystemType.TRAP_GATE:
      return true;
    case SystemType.INTERRUPT_GATE16:
    case SystemType.TRAP_GATE16:
    case SystemType.TASK_GATE:
      return !cpu.longMode;
    default:
      return false;
  }
}

function enterHandler(
  cpu: CpuMemory,
  event: DeliveredEvent,
  selector: number,
  target: bigint,
  size: 2 | 4 | 8,
  stackTable: number,
  masks: boolean,
  ext: number,
): void {
  if (isNull(selector)) {
    cpu.raise(GP, ext);
    return;
  }
  const code = requireDescriptor(cpu, selector, GP, ext);
  if (code === null) return;
  const needsWide = cpu.longMode && !isWideCode(cpu, code);
  if (!isCode(code) || dplOf(code) > cpu.cpl || needsWide || hasInvalidWidth(cpu, code)) {
    cpu.raiseSelector(GP, selector, ext);
    return;
  }
  if (!isPresent(code)) {
    cpu.raiseSelector(NP, selector, ext);
    return;
  }
  const cpl = isConforming(code) ? cpu.cpl : dplOf(code);
  const changesPrivilege = cpl !== cpu.cpl;
  const stack = selectStack(cpu, cpl, stackTable, ext);
  if (stack === null) return;
  if (!isTargetValid(cpu, code, target)) {
    cpu.raise(GP, ext);
    return;
  }

  const oldSelector = cpu.cs.selector;
  const image = (cpu.flags.image & ~FlagBit.RF) | (event.resumeFlag ? FlagBit.RF : 0);
  if (cpu.longMode) stack.align();
  if (changesPrivilege || cpu.longMode) {
    stack.push(cpu, size, BigInt(cpu.ss.selector));
    stack.push(cpu, size, cpu.rsp);
  }
  stack.push(cpu, size, BigInt(image >>> 0));
  stack.push(cpu, size, BigInt(oldSelector));
  stack.push(cpu, size, event.returnRip);
  if (event.errorCode >= 0) stack.push(cpu, size, BigInt(event.errorCode));
  markAccessed(cpu, code);
  if (cpu.aborted) return;

  setCodeSegment(cpu, selector, code, cpl);
  stack.commit(cpu);
  cpu.rip = target;
  cpu.flags.change(FlagBit.TF | FlagBit.NT | FlagBit.RF | FlagBit.VM | (masks ? FlagBit.IF : 0), false);
  cpu.updateMode();
  cpu.flagsChanged();
}

function selectStack(cpu: CpuMemory, cpl: number, stackTable: number, ext: number): InnerStack | null {
  if (!cpu.longMode) return cpl === cpu.cpl ? InnerStack.current(cpu, ext) : InnerStack.fromTss(cpu, cpl, ext);
  if (stackTable !== 0) return InnerStack.fromInterruptStackTable(cpu, stackTable, cpl, ext);
  return cpl === cpu.cpl ? InnerStack.wide(cpu, cpu.rsp, cpl, ext) : InnerStack.wideFromTss(cpu, cpl, ext);
}
