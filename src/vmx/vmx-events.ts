/**
 * What the processor asks in VMX non-root operation: which instructions and events exit, how CR0 and CR4 read and write,
 * what VMX operation allows. SDM Vol. 3, "Instructions That Cause VM Exits", "Other Causes of VM Exits", "Changes to
 * Instruction Behavior in VMX Non-Root Operation".
 */
import type { SystemContext } from '../execute/context.js';
import type { Instruction } from '../isa/instruction.js';
import {
  CR0_ALLOWED,
  CR0_FIXED_1,
  CR0_UNRESTRICTED_EXEMPT,
  CR4_FIXED_1,
  IA32_FEATURE_CONTROL,
  vmxCapability,
} from './capabilities.js';
import { PinBased, Secondary, VmExit } from './controls.js';
import { ExitReason } from './exit-reason.js';
import { intercept } from './intercepts.js';
import { InterruptionType, interruptionInformation, interruptionValid, isSoftwareEvent } from './interruption.js';
import { EptViolation, taskSwitchQualification } from './qualification.js';
import { VmcsField } from './vmcs-field.js';
import { VmxEntry } from './vmx-entry.js';

/** Exceptions that are traps or aborts, or (#DB) both: the saved RFLAGS has RF as it was. */
const WITHOUT_RESUME_FLAG: ReadonlySet<number> = new Set([1, 2, 3, 4, 8, 18]);
const PAGE_FAULT = 14;
const NMI = 2;
const RFLAGS_RF = 1n << 16n;

/** IA32_FEATURE_CONTROL as firmware leaves it: locked (0), VMXON outside SMX enabled (2). */
const FEATURE_CONTROL = 0x5n;

export abstract class VmxEvents extends VmxEntry {
  interceptInstruction(insn: Instruction, context: SystemContext): boolean {
    return intercept(this, insn, context);
  }

  interceptException(
    vector: number,
    errorCode: number,
    qualification: bigint,
    type: number,
    instructionLength: number,
  ): boolean {
    if (!this.nonRoot || !this.exceptionExits(vector, errorCode, type)) return false;
    this.beginExit(ExitReason.EXCEPTION_NMI, qualification);
    this.vmcs.write32(
      VmcsField.VM_EXIT_INTERRUPTION_INFORMATION,
      interruptionInformation(vector, type, errorCode >= 0),
    );
    this.vmcs.write32(VmcsField.VM_EXIT_INTERRUPTION_ERROR_CODE, Math.max(errorCode, 0));
    if (isSoftwareEvent(type)) this.vmcs.write32(VmcsField.VM_EXIT_INSTRUCTION_LENGTH, instructionLength);
    const faultLike = type === InterruptionType.HARDWARE_EXCEPTION && !WITHOUT_RESUME_FLAG.has(vector);
    this.completeExit(this.processor.rip, faultLike ? this.processor.rflags | RFLAGS_RF : this.processor.rflags);
    return true;
  }

  /** Exception bitmap, and for page faults PFEC mask and match: the bit decides when they match, its opposite when not. */
  private exceptionExits(vector: number, errorCode: number, type: number): boolean {
    const { controls } = this;
    if (type === InterruptionType.NMI || vector === NMI) return controls.hasPin(PinBased.NMI_EXITING);
    const bit = ((controls.exceptionBitmap >>> vector) & 1) !== 0;
    if (vector !== PAGE_FAULT) return bit;
    const matches = (errorCode & controls.pageFaultMask) >>> 0 === controls.pageFaultMatch;
    return bit === matches;
  }

  interceptExternalInterrupt(): boolean {
    if (!this.nonRoot || !this.controls.hasPin(PinBased.EXTERNAL_INTERRUPT_EXITING)) return false;
    this.beginExit(ExitReason.EXTERNAL_INTERRUPT, 0n);
    if (this.controls.hasExit(VmExit.ACKNOWLEDGE_INTERRUPT_ON_EXIT) && this.interrupts?.pending() === true) {
      const vector = this.interrupts.acknowledge();
      const information = interruptionInformation(vector, InterruptionType.EXTERNAL_INTERRUPT, false);
      this.vmcs.write32(VmcsField.VM_EXIT_INTERRUPTION_INFORMATION, information);
    }
    this.completeExit(this.processor.rip, this.processor.rflags);
    return true;
  }

  interceptInterruptWindow(): boolean {
    return this.nonRoot && this.interruptWindowExiting && this.exitNow(ExitReason.INTERRUPT_WINDOW, 0n);
  }

  eptViolation(qualification: number, guestPhysical: number, linear: bigint): void {
    this.beginExit(ExitReason.EPT_VIOLATION, BigInt(qualification));
    this.vmcs.write(VmcsField.GUEST_PHYSICAL_ADDRESS, BigInt(guestPhysical));
    if ((qualification & EptViolation.LINEAR_VALID) !== 0) this.vmcs.write(VmcsField.GUEST_LINEAR_ADDRESS, linear);
    this.completeExit(this.processor.rip, this.restartFlags());
  }

  eptMisconfiguration(guestPhysical: number): void {
    this.beginExit(ExitReason.EPT_MISCONFIGURATION, 0n);
    this.vmcs.write(VmcsField.GUEST_PHYSICAL_ADDRESS, BigInt(guestPhysical));
    this.completeExit(this.processor.rip, this.restartFlags());
  }

  /** EPT events save RF = 1, as a fault would, unless they hit the delivery of an event. */
  private restartFlags(): bigint {
    const { rflags } = this.processor;
    return interruptionValid(this.deliveringInformation) ? rflags : rflags | RFLAGS_RF;
  }

  tripleFault(): boolean {
    return this.nonRoot && this.exitNow(ExitReason.TRIPLE_FAULT, 0n);
  }

  taskSwitch(selector: number, source: number, instructionLength: number, resumeFlag: boolean): boolean {
    if (!this.nonRoot) return false;
    this.beginExit(ExitReason.TASK_SWITCH, taskSwitchQualification(selector, source));
    // For an event through the IDT the length is its own, if it has one.
    if (!interruptionValid(this.deliveringInformation)) {
      this.vmcs.write32(VmcsField.VM_EXIT_INSTRUCTION_LENGTH, instructionLength);
    }
    const { rip, rflags } = this.processor;
    this.completeExit(rip, resumeFlag ? rflags | RFLAGS_RF : rflags & ~RFLAGS_RF);
    return true;
  }

  setDelivering(information: number, errorCode: number, instructionLength: number): void {
    this.deliveringInformation = information >>> 0;
    this.deliveringErrorCode = Math.max(errorCode, 0);
    this.deliveringLength = instructionLength;
  }

  readCr0(real: bigint): bigint {
    if (!this.nonRoot) return real;
    return (real & ~this.controls.cr0Mask) | (this.controls.cr0Shadow & this.controls.cr0Mask);
  }

  readCr4(real: bigint): bigint {
    if (!this.nonRoot) return real;
    return (real & ~this.controls.cr4Mask) | (this.controls.cr4Shadow & this.controls.cr4Mask);
  }

  effectiveCr0(written: bigint, real: bigint): bigint {
    if (!this.nonRoot) return written;
    return (written & ~this.controls.cr0Mask) | (real & this.controls.cr0Mask);
  }

  effectiveCr4(written: bigint, real: bigint): bigint {
    if (!this.nonRoot) return written;
    return (written & ~this.controls.cr4Mask) | (real & this.controls.cr4Mask);
  }

  allowsCr0(value: bigint): boolean {
    if (!this.operating) return true;
    const unrestricted = this.nonRoot && this.controls.hasSecondary(Secondary.UNRESTRICTED_GUEST);
    const required = unrestricted ? CR0_FIXED_1 & ~CR0_UNRESTRICTED_EXEMPT : CR0_FIXED_1;
    return (value & required) === required && (value & ~CR0_ALLOWED) === 0n;
  }

  allowsCr4(value: bigint): boolean {
    return !this.operating || ((value & CR4_FIXED_1) === CR4_FIXED_1 && (value & ~this.view.cr4Allowed) === 0n);
  }

  readMsr(index: number): bigint | null {
    return index === IA32_FEATURE_CONTROL ? FEATURE_CONTROL : vmxCapability(index, this.view.cr4Allowed);
  }

  /** IA32_FEATURE_CONTROL is locked and the capability MSRs are read-only: every write is #GP(0). */
  writeMsr(_index: number, _value: bigint): boolean {
    return false;
  }

  preemptionTimerExpired(): boolean {
    return this.nonRoot && this.exitNow(ExitReason.PREEMPTION_TIMER, 0n);
  }

  monitorTrap(): boolean {
    return this.nonRoot && this.exitNow(ExitReason.MONITOR_TRAP_FLAG, 0n);
  }
}
