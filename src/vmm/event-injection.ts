/**
 * Events on their way into the guest: exceptions that the hypervisor raises, events whose delivery a VM exit has
 * interrupted, and the VM's interrupts. SDM Vol. 3, "Event Injection", "Information for VM Exits That Occur During Event
 * Delivery", "Interrupt 8—Double Fault Exception (#DF)".
 */
import type { InterruptSource } from '../memory/bus.js';
import { Primary } from '../vmx/controls.js';
import {
  exceptionHasErrorCode,
  InterruptionType,
  interruptionHasErrorCode,
  interruptionInformation,
  interruptionType,
  interruptionValid,
  interruptionVector,
  isSoftwareEvent,
} from '../vmx/interruption.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import type { GuestCpu } from './guest-cpu.js';

export const Exception = {
  DB: 1,
  BP: 3,
  OF: 4,
  UD: 6,
  NM: 7,
  DF: 8,
  TS: 10,
  NP: 11,
  SS: 12,
  GP: 13,
  PF: 14,
  AC: 17,
} as const;

const CONTRIBUTORY: ReadonlySet<number> = new Set([0, 10, 11, 12, 13]);
const RFLAGS_IF = 1n << 9n;
const RFLAGS_RF = 1n << 16n;
const DR7_ENABLES = 0xffn;
/** Traps: the saved RFLAGS has RF as it was. A double fault has RF = 1, as the fault that led to it. */
const TRAPS: ReadonlySet<number> = new Set([Exception.DB, Exception.BP, Exception.OF]);

export interface PendingEvent {
  readonly information: number;
  readonly errorCode: number;
  readonly instructionLength: number;
}

export class EventInjection {
  private readonly guest: GuestCpu;
  private readonly interrupts: InterruptSource;
  /** Event to inject at the next entry. */
  private pending: PendingEvent | null = null;
  /** Event that was being delivered when the VM exit happened. */
  private vectored: PendingEvent | null = null;
  private faultLike = false;
  private windowExiting = false;
  /** Interrupts wait while an instruction is single-stepped. */
  holdInterrupts = false;
  /** RIP of the string instruction that was last left between two repetitions; −1: the guest has executed since. */
  private repetition = -1n;
  /** The guest is to shut down: an exception hit the delivery of a double fault. */
  tripleFault = false;

  constructor(guest: GuestCpu, interrupts: InterruptSource) {
    this.guest = guest;
    this.interrupts = interrupts;
  }

  /** After each VM exit: what was being delivered. `faultLike`: the exit has saved RF = 1, as its fault would have pushed. */
  recordExit(faultLike: boolean): void {
    const { root } = this.guest;
    this.faultLike = faultLike;
    const information = Number(root.vmread(VmcsField.IDT_VECTORING_INFORMATION_FIELD));
    if (!interruptionValid(information)) {
      this.vectored = null;
      this.repetition = -1n;
      return;
    }
    const hasError = interruptionHasErrorCode(information);
    const software = isSoftwareEvent(interruptionType(information));
    this.vectored = {
      information: information & ~(1 << 12),
      errorCode: hasError ? Number(root.vmread(VmcsField.IDT_VECTORING_ERROR_CODE)) : 0,
      instructionLength: software ? Number(root.vmread(VmcsField.VM_EXIT_INSTRUCTION_LENGTH)) : 0,
    };
  }

  /** True when the exit happened while an event was being delivered. */
  get delivering(): boolean {
    return this.vectored !== null;
  }

  /** The event whose delivery the VM exit has interrupted, or null. */
  get interrupted(): PendingEvent | null {
    return this.vectored;
  }

  /** The hypervisor has completed that delivery itself. */
  completeDelivery(): void {
    this.vectored = null;
  }

  /**
   * The exception just raised, which the hypervisor is going to deliver itself: what is raised now hits its delivery. Null:
   * it ended in a triple fault.
   */
  deliverRaised(): PendingEvent | null {
    this.vectored = this.pending;
    this.pending = null;
    return this.vectored;
  }

  /**
   * Raise an exception in the guest. One that hits the delivery of another becomes #DF or a triple fault as the
   * processor itself would make it; a benign first event is lost, as it is natively.
   */
  raise(vector: number, errorCode: number): void {
    const first = this.vectored;
    this.vectored = null;
    if (first !== null && this.escalate(first, vector)) return;
    const hasError = exceptionHasErrorCode(vector);
    this.pending = {
      information: interruptionInformation(vector, InterruptionType.HARDWARE_EXCEPTION, hasError),
      errorCode: hasError ? errorCode : 0,
      instructionLength: 0,
    };
    if (!TRAPS.has(vector)) this.guest.rflags |= RFLAGS_RF;
  }

  raisePageFault(linear: bigint, errorCode: number): void {
    this.guest.root.cr2 = linear;
    this.raise(Exception.PF, errorCode);
  }

  private escalate(first: PendingEvent, second: number): boolean {
    if (interruptionType(first.information) !== InterruptionType.HARDWARE_EXCEPTION) return false;
    const vector = interruptionVector(first.information);
    const faults = CONTRIBUTORY.has(second) || second === Exception.PF;
    if (vector === Exception.DF && faults) {
      this.tripleFault = true;
      return true;
    }
    const doubles = vector === Exception.PF ? faults : CONTRIBUTORY.has(vector) && CONTRIBUTORY.has(second);
    if (!doubles) return false;
    this.guest.rflags |= RFLAGS_RF;
    this.pending = {
      information: interruptionInformation(Exception.DF, InterruptionType.HARDWARE_EXCEPTION, true),
      errorCode: 0,
      instructionLength: 0,
    };
    return true;
  }

  /** A string instruction is left between two repetitions: an event taken there pushes RF = 1. */
  leaveRepetition(): void {
    this.faultLike = false;
    this.guest.rflags |= RFLAGS_RF;
    this.repetition = this.guest.rip;
  }

  /** Before VM entry: what was interrupted goes on, or a new event is injected, or an interrupt if the guest takes one. */
  prepareEntry(): void {
    const event = this.pending ?? this.vectored;
    if (this.pending === null && this.vectored !== null) this.restoreResumeFlag(this.vectored);
    else if (event === null && this.faultLike) this.clearResumeFlag();
    this.pending = null;
    this.vectored = null;
    if (event !== null) this.inject(event);
    else if (!this.holdInterrupts && this.interrupts.pending() && this.canInterrupt()) {
      const vector = this.interrupts.acknowledge();
      const information = interruptionInformation(vector, InterruptionType.EXTERNAL_INTERRUPT, false);
      this.inject({ information, errorCode: 0, instructionLength: 0 });
    }
    this.setWindowExiting(!this.holdInterrupts && this.interrupts.pending());
  }

  /** The exit has left in RF what its own event would have pushed; a delivery that goes on pushes its event's. */
  private restoreResumeFlag({ information }: PendingEvent): void {
    const { guest } = this;
    const isFault =
      interruptionType(information) === InterruptionType.HARDWARE_EXCEPTION &&
      !TRAPS.has(interruptionVector(information));
    const flags = guest.rflags;
    const wanted = isFault || this.repetition === guest.rip ? flags | RFLAGS_RF : flags & ~RFLAGS_RF;
    if (wanted !== flags) guest.rflags = wanted;
  }

  /**
   * A fault that the guest does not see must not leave RF in it, where an interrupt would push it. (RF only suppresses
   * instruction breakpoints: it stays while the guest has breakpoints.)
   */
  private clearResumeFlag(): void {
    const { guest } = this;
    const flags = guest.rflags;
    const breakpoints = (guest.root.vmread(VmcsField.GUEST_DR7) & DR7_ENABLES) !== 0n;
    if ((flags & RFLAGS_RF) !== 0n && !breakpoints) guest.rflags = flags & ~RFLAGS_RF;
  }

  /** True when the guest takes external interrupts now. */
  canInterrupt(): boolean {
    return (
      (this.guest.rflags & RFLAGS_IF) !== 0n &&
      (this.guest.root.vmread(VmcsField.GUEST_INTERRUPTIBILITY_STATE) & 3n) === 0n
    );
  }

  private inject(event: PendingEvent): void {
    const { root } = this.guest;
    root.vmwrite(VmcsField.VM_ENTRY_INTERRUPTION_INFORMATION_FIELD, BigInt(event.information));
    if (interruptionHasErrorCode(event.information)) {
      root.vmwrite(VmcsField.VM_ENTRY_EXCEPTION_ERROR_CODE, BigInt(event.errorCode));
    }
    if (isSoftwareEvent(interruptionType(event.information))) {
      root.vmwrite(VmcsField.VM_ENTRY_INSTRUCTION_LENGTH, BigInt(event.instructionLength));
    }
    root.work('eventInjected', 1, interruptionVector(event.information));
  }

  private setWindowExiting(on: boolean): void {
    if (on === this.windowExiting) return;
    this.windowExiting = on;
    const { root } = this.guest;
    const field = VmcsField.PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS;
    const control = BigInt(Primary.INTERRUPT_WINDOW_EXITING);
    const controls = root.vmread(field);
    root.vmwrite(field, on ? controls | control : controls & ~control);
  }
}
