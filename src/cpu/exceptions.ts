/**
 * Taking an exception: VM exits that it causes, registers that report it, delivery, and what an exception during
 * delivery becomes: handled in turn, a double fault, or shutdown.
 * SDM Vol. 3, "Interrupt 8—Double Fault Exception (#DF)", "Debug Exceptions", "Information for VM Exits Due to
 * Vectored Events", "Information for VM Exits That Occur During Event Delivery".
 */
import { type DeliveredEvent, deliverEvent, EventType } from '../execute/event-delivery.js';
import { ActivityState } from '../vmx/processor-state.js';
import { Abort, Attention } from './attention.js';
import { linearAddress } from './linear-address.js';
import type { CpuMemory } from './memory-access.js';
import { MmuEvent } from './mmu-types.js';
import { Dr6, Dr7 } from './register-bits.js';
import type { FaultRecord } from './run-stop.js';

const DB = 1;
const DF = 8;
const PF = 14;

/** #DE #TS #NP #SS #GP #CP. */
const CONTRIBUTORY = new Set([0, 10, 11, 12, 13, 21]);
/** #PF #VE. */
const PAGE_FAULTS = new Set([14, 20]);
/** Exceptions that push an error code. */
const WITH_ERROR_CODE = new Set([8, 10, 11, 12, 13, 14, 17, 21]);

export function hasErrorCode(vector: number): boolean {
  return WITH_ERROR_CODE.has(vector);
}

type Class = 'benign' | 'contributory' | 'page fault' | 'double fault';

function classOf(vector: number, type: number): Class {
  if (type !== EventType.HARDWARE_EXCEPTION) return 'benign';
  if (vector === DF) return 'double fault';
  if (PAGE_FAULTS.has(vector)) return 'page fault';
  return CONTRIBUTORY.has(vector) ? 'contributory' : 'benign';
}

/** Conditions for Generating a Double Fault: what `second`, raised while `first` was delivered, leads to. */
function combine(first: Class, second: Class): 'serial' | 'double fault' | 'shutdown' {
  if (second === 'benign' || first === 'benign') return 'serial';
  if (first === 'double fault') return 'shutdown';
  if (first === 'contributory') return second === 'contributory' ? 'double fault' : 'serial';
  return 'double fault';
}

/** An exception or interrupt to take. */
export interface TakenEvent extends DeliveredEvent {
  /** Length of the instruction for software interrupts and exceptions, else 0. */
  length: number;
  /** #DB: the conditions, as DR6 bits. */
  debug: number;
  /** Injected by VM entry: no VM exit for it, and CR2 and DR6 are the hypervisor's to set. */
  injected: boolean;
}

/**
 * Take an event. Afterwards its handler runs (true), or that of a fault in its delivery, or a VM exit has happened, or
 * the processor has shut down (all false). RIP is the value that a fault-like VM exit saves.
 */
export function takeEvent(cpu: CpuMemory, event: TakenEvent): boolean {
  const hooks = cpu.vmxHooks;
  const history: FaultRecord[] = [];
  let current = event;
  cpu.beginInstruction();
  for (;;) {
    const isException = current.type === EventType.HARDWARE_EXCEPTION || current.type >= 5;
    if (isException) {
      history.push(recordFault(cpu, current));
      if (!current.injected) {
        if (cpu.nonRoot && interceptedByHypervisor(cpu, current)) return false;
        reportInRegisters(cpu, current);
      }
    }
    if (cpu.nonRoot) hooks!.setDelivering(informationOf(current), Math.max(current.errorCode, 0), current.length);
    cpu.beginInstruction();
    deliverEvent(cpu, current);
    const failed = cpu.aborted;
    if (failed && cpu.abortKind === Abort.MEMORY_EVENT) reportMemoryEvent(cpu);
    if (hooks?.operating && !(failed && cpu.abortKind === Abort.EXCEPTION)) hooks.setDelivering(0, 0, 0);
    if (!failed) {
      account(cpu, isException);
      return current === event;
    }
    if (cpu.abortKind !== Abort.EXCEPTION) return false;

    const { vector, errorCode } = cpu.exception!;
    cpu.beginInstruction();
    // A fault restarts the instruction; a task switch may have moved RIP.
    const second = hardwareException(vector, errorCode, cpu.rip);
    if (cpu.nonRoot) {
      // The second exception may be a VM exit by itself, with the first as IDT-vectoring information, before both combine.
      if (interceptedByHypervisor(cpu, second)) return false;
      hooks!.setDelivering(0, 0, 0);
    }
    // CR2 is loaded when a page fault is found, whatever becomes of it.
    if (vector === PF) cpu.cr2 = linearAddress(cpu.faultLo, cpu.faultHi);
    const outcome = combine(classOf(current.vector, current.type), classOf(vector, second.type));
    if (outcome === 'shutdown') {
      history.push(recordFault(cpu, second));
      shutDown(cpu, history);
      return false;
    }
    if (outcome === 'double fault') {
      history.push(recordFault(cpu, second));
      // The events that led to it are not reported with a VM exit due to #DF.
      // RF is pushed as the fault that doubled would have pushed it.
      current = hardwareException(DF, 0, cpu.rip);
    } else {
      current = second;
    }
  }
}

/** A fault-class exception of the instruction at `rip`. */
export function hardwareException(vector: number, errorCode: number, rip: bigint): TakenEvent {
  return {
    vector,
    type: EventType.HARDWARE_EXCEPTION,
    errorCode,
    returnRip: rip,
    resumeFlag: true,
    length: 0,
    debug: 0,
    injected: false,
  };
}

/** An EPT violation or misconfiguration ended an access: the VMX layer makes the VM exit. */
export function reportMemoryEvent(cpu: CpuMemory): void {
  const hooks = cpu.vmxHooks!;
  cpu.beginInstruction();
  if (cpu.eventKind === MmuEvent.EPT_VIOLATION) {
    hooks.eptViolation(cpu.eventQualification, cpu.eventGuestPhysical, linearAddress(cpu.faultLo, cpu.faultHi));
  } else {
    hooks.eptMisconfiguration(cpu.eventGuestPhysical);
  }
  cpu.giveUp(Abort.TRANSFERRED);
}

function interceptedByHypervisor(cpu: CpuMemory, event: TakenEvent): boolean {
  const qualification = event.vector === PF ? linearAddress(cpu.faultLo, cpu.faultHi) : BigInt(event.debug);
  return cpu.vmxHooks!.interceptException(event.vector, event.errorCode, qualification, event.type, event.length);
}

/** CR2 and DR6 change only when the exception is not a VM exit. */
function reportInRegisters(cpu: CpuMemory, event: TakenEvent): void {
  if (event.type !== EventType.HARDWARE_EXCEPTION) return;
  if (event.vector === PF) cpu.cr2 = linearAddress(cpu.faultLo, cpu.faultHi);
  else if (event.vector === DB) {
    cpu.dr6Bits = (cpu.dr6Bits & ~Dr6.B_ANY) | event.debug;
    cpu.dr7Bits &= ~Dr7.GD;
  }
}

/** Interruption-information format, valid bit set. */
function informationOf(event: TakenEvent): number {
  return (0x80000000 | (event.errorCode >= 0 ? 0x800 : 0) | (event.type << 8) | event.vector) >>> 0;
}

function account(cpu: CpuMemory, isException: boolean): void {
  const { events } = cpu.profile;
  cpu.shadow = 0;
  cpu.setAttention(Attention.SHADOW, false);
  cpu.setActivity(ActivityState.ACTIVE);
  cpu.countDelivery(isException);
  cpu.charge(isException ? events.exceptionDelivery : events.interruptDelivery);
}

function recordFault(cpu: CpuMemory, event: TakenEvent): FaultRecord {
  const address = event.vector === PF ? linearAddress(cpu.faultLo, cpu.faultHi) : 0n;
  const record = { vector: event.vector, errorCode: event.errorCode, rip: cpu.rip, address };
  cpu.logException(record);
  cpu.trace?.fault?.(record.vector, record.errorCode, record.rip, record.address);
  return record;
}

/** Triple fault: a VM exit in non-root operation, else the processor stops until it is reset. */
function shutDown(cpu: CpuMemory, faults: readonly FaultRecord[]): void {
  cpu.shutdownRecord = { faults };
  if (cpu.nonRoot && cpu.vmxHooks!.tripleFault()) {
    cpu.giveUp(Abort.TRANSFERRED);
    return;
  }
  cpu.setActivity(ActivityState.SHUTDOWN);
}
