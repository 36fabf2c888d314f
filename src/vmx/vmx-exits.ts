/**
 * VM exit: record why, save the guest's state, load the host's. SDM Vol. 3, "VM Exits". Always the same, whoever the
 * hypervisor is.
 */
import type { Instruction } from '../isa/instruction.js';
import { PREEMPTION_TIMER_SHIFT } from './capabilities.js';
import { VmExit } from './controls.js';
import type { ExitReason } from './exit-reason.js';
import type { InterceptHost } from './intercept.js';
import { INTERRUPTION_VALID, interruptionType, interruptionValid, isSoftwareEvent } from './interruption.js';
import { loadMsrList, storeMsrList } from './msr-lists.js';
import { ActivityState } from './processor-state.js';
import { loadHostState, saveGuestState } from './state-transfer.js';
import { VmcsField } from './vmcs-field.js';
import { VmxLayerState } from './vmx-state.js';

const RFLAGS_RF = 1n << 16n;

/** VMX-abort indicators, SDM "VMX Aborts". */
const VmxAbort = { SAVING_GUEST_MSRS: 1, HOST_PDPTES: 2, LOADING_HOST_MSRS: 4 } as const;

export abstract class VmxExits extends VmxLayerState implements InterceptHost {
  /** "Recording VM-Exit Information": what every exit records. Fields of one kind of exit are written afterwards. */
  protected beginExit(reason: ExitReason, qualification: bigint): void {
    const { vmcs } = this;
    vmcs.write32(VmcsField.EXIT_REASON, reason);
    vmcs.write(VmcsField.EXIT_QUALIFICATION, qualification);
    vmcs.write32(VmcsField.VM_EXIT_INTERRUPTION_INFORMATION, 0);
    vmcs.write32(VmcsField.IDT_VECTORING_INFORMATION_FIELD, this.deliveringInformation);
    if (interruptionValid(this.deliveringInformation)) {
      vmcs.write32(VmcsField.IDT_VECTORING_ERROR_CODE, this.deliveringErrorCode);
      if (isSoftwareEvent(interruptionType(this.deliveringInformation))) {
        vmcs.write32(VmcsField.VM_EXIT_INSTRUCTION_LENGTH, this.deliveringLength);
      }
    }
    const injection = vmcs.read32(VmcsField.VM_ENTRY_INTERRUPTION_INFORMATION_FIELD);
    if (interruptionValid(injection)) {
      vmcs.write32(VmcsField.VM_ENTRY_INTERRUPTION_INFORMATION_FIELD, (injection & ~INTERRUPTION_VALID) >>> 0);
    }
  }

  /** Save guest state, load host state. */
  protected completeExit(rip: bigint, rflags: bigint): void {
    const { vmcs, processor, controls } = this;
    this.deliveringInformation = 0;
    saveGuestState(vmcs, processor, controls, rip, rflags);
    if (controls.hasExit(VmExit.SAVE_PREEMPTION_TIMER)) {
      const left = Math.max(0, this.preemptionDeadline - this.clock.now());
      vmcs.write32(VmcsField.VMX_PREEMPTION_TIMER_VALUE, Math.floor(left / 2 ** PREEMPTION_TIMER_SHIFT));
    }
    const count = vmcs.read32(VmcsField.VM_EXIT_MSR_STORE_COUNT);
    const list = Number(vmcs.read(VmcsField.VM_EXIT_MSR_STORE_ADDRESS));
    const stored = count === 0 || storeMsrList(this.memory, processor, list, count);
    const reason = vmcs.read32(VmcsField.EXIT_REASON) & 0xffff;
    this.leaveGuest(reason, vmcs.read(VmcsField.EXIT_QUALIFICATION), rip);
    if (!stored) this.abort(VmxAbort.SAVING_GUEST_MSRS);
  }

  /** Load host state and leave VMX non-root operation. */
  protected leaveGuest(reason: number, qualification: bigint, rip: bigint): void {
    const { vmcs, processor, controls } = this;
    this.nonRoot = false;
    this.tscOffset = 0n;
    this.interruptWindowExiting = false;
    this.monitorTrapFlag = false;
    this.preemptionDeadline = Number.POSITIVE_INFINITY;
    loadHostState(vmcs, processor, controls);
    const loaded = processor.contextLoaded({
      nonRoot: false,
      eptp: null,
      vpid: 0,
      flush: controls.vpid === 0,
      pdptes: null,
    });
    if (!loaded) this.abort(VmxAbort.HOST_PDPTES);
    const count = vmcs.read32(VmcsField.VM_EXIT_MSR_LOAD_COUNT);
    const list = Number(vmcs.read(VmcsField.VM_EXIT_MSR_LOAD_ADDRESS));
    if (count !== 0 && loadMsrList(this.memory, processor, list, count) !== 0) this.abort(VmxAbort.LOADING_HOST_MSRS);
    this.observer?.exit(reason, qualification, rip);
  }

  /** "VMX Aborts": the indicator is stored and the processor is in the shutdown state. */
  private abort(indicator: number): void {
    this.vmcs.abortIndicator = indicator;
    this.processor.activityState = ActivityState.SHUTDOWN;
  }

  exitInstruction(
    reason: ExitReason,
    insn: Instruction,
    qualification: bigint,
    information: number,
    linearAddress: bigint | null = null,
  ): boolean {
    this.beginExit(reason, qualification);
    this.vmcs.write32(VmcsField.VM_EXIT_INSTRUCTION_LENGTH, insn.length);
    this.vmcs.write32(VmcsField.VM_EXIT_INSTRUCTION_INFORMATION, information);
    if (linearAddress !== null) this.vmcs.write(VmcsField.GUEST_LINEAR_ADDRESS, linearAddress);
    this.completeExit(this.processor.rip, this.processor.rflags & ~RFLAGS_RF);
    return true;
  }

  /** An exit that is not an instruction's: RIP and RFLAGS as they stand. */
  protected exitNow(reason: ExitReason, qualification: bigint): boolean {
    this.beginExit(reason, qualification);
    this.completeExit(this.processor.rip, this.processor.rflags);
    return true;
  }
}
