/**
 * Far JMP and CALL: code segments, call gates, tasks.
 * SDM Vol. 2, "JMP", "CALL"; Vol. 3, "Call Gates", "Accessing a Code Segment Through a Call Gate", "IA-32e Mode Call
 * Gates".
 */
import {
  type Descriptor,
  dplOf,
  isCode,
  isConforming,
  isNull,
  isPresent,
  isSystem,
  markAccessed,
  requireDescriptor,
  typeOf,
} from '../execute/descriptors.js';
import { hasInvalidWidth, isTargetValid, isWideCode, setCodeSegment, targetOf } from '../execute/far-target.js';
import { InnerStack } from '../execute/inner-stack.js';
import { SystemType } from '../execute/segment-rights.js';
import { switchTask } from '../execute/task-switch.js';
import { TaskSwitchSource } from '../execute/transfer-context.js';
import type { CpuMemory } from './memory-access.js';

const GP = 13;
const NP = 11;

type TransferSize = 2 | 4 | 8;

export function farJump(cpu: CpuMemory, selector: number, offset: bigint): void {
  farTransfer(cpu, selector, offset, 8, false);
}

export function farCall(cpu: CpuMemory, selector: number, offset: bigint, size: TransferSize): void {
  farTransfer(cpu, selector, offset, size, true);
}

function farTransfer(cpu: CpuMemory, selector: number, offset: bigint, size: TransferSize, isCall: boolean): void {
  if (cpu.aborted) return;
  if (isNull(selector)) {
    cpu.raise(GP, 0);
    return;
  }
  const descriptor = requireDescriptor(cpu, selector, GP);
  if (descriptor === null) return;
  if (!isSystem(descriptor)) transferToCode(cpu, selector, descriptor, offset, size, isCall);
  else transferThroughSystemDescriptor(cpu, selector, descriptor, isCall);
}

/** Straight to a code segment: the privilege level stays. */
function transferToCode(
  cpu: CpuMemory,
  selector: number,
  code: Descriptor,
  offset: bigint,
  size: TransferSize,
  isCall: boolean,
): void {
  const dpl = dplOf(code);
  const isAllowed = isConforming(code) ? dpl <= cpu.cpl : (selector & 3) <= cpu.cpl && dpl === cpu.cpl;
  if (!isCode(code) || !isAllowed || hasInvalidWidth(cpu, code)) cpu.raiseSelector(GP, selector);
  else if (!isPresent(code)) cpu.raiseSelector(NP, selector);
  else if (!isTargetValid(cpu, code, offset)) cpu.raise(GP, 0);
  else enterSameLevel(cpu, selector, code, offset, size, isCall);
}

function enterSameLevel(
  cpu: CpuMemory,
  selector: number,
  code: Descriptor,
  offset: bigint,
  size: TransferSize,
  isCall: boolean,
): void {
  if (isCall) {
    cpu.pokeStack(-size, size, BigInt(cpu.cs.selector));
    cpu.pokeStack(-2 * size, size, cpu.nextRip);
  }
  markAccessed(cpu, code);
  if (cpu.aborted) return;
  if (isCall) cpu.moveStackPointer(-2 * size);
  setCodeSegment(cpu, selector, code, cpu.cpl);
  cpu.updateMode();
  cpu.nextRip = targetOf(cpu, code, offset);
}

function transferThroughSystemDescriptor(cpu: CpuMemory, selector: number, gate: Descriptor, isCall: boolean): void {
  const type = typeOf(gate);
  const isCallGate = type === SystemType.CALL_GATE || (type === SystemType.CALL_GATE16 && !cpu.longMode);
  const isTss = type === SystemType.TSS_AVAILABLE || type === SystemType.TSS16_AVAILABLE;
  const isTask = !cpu.longMode && (type === SystemType.TASK_GATE || isTss);
  if (!(isCallGate || isTask) || dplOf(gate) < Math.max(cpu.cpl, selector & 3)) cpu.raiseSelector(GP, selector);
  else if (!isPresent(gate)) cpu.raiseSelector(NP, selector);
  else if (isTask) {
    const task = type === SystemType.TASK_GATE ? gate.low >>> 16 : selector;
    switchTask(cpu, task, isCall ? TaskSwitchSource.CALL : TaskSwitchSource.JMP, null);
  } else if (cpu.longMode && (gate.top & 0x1f00) !== 0) cpu.raiseSelector(GP, selector);
  else transferThroughCallGate(cpu, gate, isCall);
}

function transferThroughCallGate(cpu: CpuMemory, gate: Descriptor, isCall: boolean): void {
  const selector = gate.low >>> 16;
  if (isNull(selector)) {
    cpu.raise(GP, 0);
    return;
  }
  const code = requireDescriptor(cpu, selector, GP);
  if (code === null) return;
  const dpl = dplOf(code);
  const isAllowed = isCall || isConforming(code) ? dpl <= cpu.cpl : dpl === cpu.cpl;
  const isWide = isWideCode(cpu, code);
  if (!isCode(code) || !isAllowed || (cpu.longMode && !isWide) || hasInvalidWidth(cpu, code)) {
    cpu.raiseSelector(GP, selector);
    return;
  }
  if (!isPresent(code)) {
    cpu.raiseSelector(NP, selector);
    return;
  }
  const size = cpu.longMode ? 8 : typeOf(gate) === SystemType.CALL_GATE ? 4 : 2;
  const entry = (gate.low & 0xffff) | (size === 2 ? 0 : gate.high & 0xffff0000);
  const offset = (BigInt(gate.upper >>> 0) << 32n) | BigInt(entry >>> 0);
  if (!isTargetValid(cpu, code, offset)) {
    cpu.raise(GP, 0);
    return;
  }
  if (isCall && !isConforming(code) && dpl < cpu.cpl) {
    callInnerLevel(cpu, selector, code, offset, size, cpu.longMode ? 0 : gate.high & 31);
  } else {
    enterSameLevel(cpu, selector, code, offset, size, isCall);
  }
}

/** A call through a gate to a more privileged level: new stack, parameters copied. */
function callInnerLevel(
  cpu: CpuMemory,
  selector: number,
  code: Descriptor,
  offset: bigint,
  size: TransferSize,
  parameterCount: number,
): void {
  const cpl = dplOf(code);
  const stack = cpu.longMode ? InnerStack.wideFromTss(cpu, cpl, 0) : InnerStack.fromTss(cpu, cpl, 0);
  if (stack === null) return;
  stack.push(cpu, size, BigInt(cpu.ss.selector));
  stack.push(cpu, size, cpu.getRegister(4, 8));
  for (let n = parameterCount - 1; n >= 0; n--) stack.push(cpu, size, cpu.peekStack(n * size, size));
  stack.push(cpu, size, BigInt(cpu.cs.selector));
  stack.push(cpu, size, cpu.nextRip);
  markAccessed(cpu, code);
  if (cpu.aborted) return;
  setCodeSegment(cpu, selector, code, cpl);
  stack.commit(cpu);
  cpu.updateMode();
  cpu.nextRip = targetOf(cpu, code, offset);
}
