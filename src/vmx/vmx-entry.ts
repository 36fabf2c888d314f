/** VM entry: checks, loading of the guest's state, event injection. SDM Vol. 3, "VM Entries". */
import { PREEMPTION_TIMER_SHIFT } from './capabilities.js';
import { ALWAYS_CHECKED } from './check/entry-check.js';
import { qualificationOf, runChecks } from './check/entry-checks.js';
import { entersPaePaging } from './check/guest-register-checks.js';
import { PinBased, Primary } from './controls.js';
import { ExitReason } from './exit-reason.js';
import { VmInstructionError } from './instruction-error.js';
import {
  interruptionHasErrorCode,
  interruptionType,
  interruptionValid,
  interruptionVector,
  isSoftwareEvent,
} from './interruption.js';
import { EFER_LMA } from './msr.js';
import { loadMsrList } from './msr-lists.js';
import { Interruptibility } from './processor-state.js';
import type { VmxStatus } from './root.js';
import { loadGuestState } from './state-transfer.js';
import { VmcsField } from './vmcs-field.js';
import { VmxExits } from './vmx-exits.js';

const ENTRY_FAILURE = 0x80000000;

export abstract class VmxEntry extends VmxExits {
  protected enter(launch: boolean): VmxStatus {
    const { vmcs, processor, view, controls } = this;
    if (vmcs.address < 0) return this.finish('VMfailInvalid');
    if ((processor.interruptibility & Interruptibility.MOV_SS) !== 0) {
      return this.fail(VmInstructionError.ENTRY_BLOCKED_BY_MOV_SS);
    }
    if (launch && vmcs.launched) return this.fail(VmInstructionError.VMLAUNCH_NON_CLEAR_VMCS);
    if (!launch && !vmcs.launched) return this.fail(VmInstructionError.VMRESUME_NON_LAUNCHED_VMCS);

    view.refresh((processor.efer & EFER_LMA) !== 0n);
    const inputs = this.dirty | ALWAYS_CHECKED;
    this.lastEntryFailures = runChecks('controls', view, inputs);
    if (this.lastEntryFailures.length > 0) return this.fail(VmInstructionError.ENTRY_INVALID_CONTROL_FIELDS);
    this.lastEntryFailures = runChecks('host', view, inputs);
    if (this.lastEntryFailures.length > 0) return this.fail(VmInstructionError.ENTRY_INVALID_HOST_STATE);
    controls.load(vmcs);
    this.lastEntryFailures = runChecks('guest', view, inputs);
    const failure = this.lastEntryFailures[0];
    if (failure !== undefined) {
      return this.failEntry(ExitReason.ENTRY_FAILURE_GUEST_STATE, qualificationOf(failure));
    }
    if (!this.loadGuest()) return this.finish('VMsucceed');
    this.dirty = 0;
    vmcs.launched = true;
    this.observer?.entry(processor.rip);
    this.injectEvent();
    return this.finish('VMsucceed');
  }

  /** "Loading Guest State". False when that failed: the VM-entry failure has been recorded and the host's state loaded. */
  private loadGuest(): boolean {
    const { vmcs, processor, controls, view } = this;
    this.nonRoot = true;
    this.tscOffset = controls.tscOffset;
    this.interruptWindowExiting = controls.hasPrimary(Primary.INTERRUPT_WINDOW_EXITING);
    this.monitorTrapFlag = controls.hasPrimary(Primary.MONITOR_TRAP_FLAG);
    this.preemptionDeadline = controls.hasPin(PinBased.ACTIVATE_PREEMPTION_TIMER)
      ? this.clock.now() + vmcs.read32(VmcsField.VMX_PREEMPTION_TIMER_VALUE) * 2 ** PREEMPTION_TIMER_SHIFT
      : Number.POSITIVE_INFINITY;
    loadGuestState(vmcs, processor, controls);
    const ownPdptes = controls.eptp !== null && entersPaePaging(view);
    const loaded = processor.contextLoaded({
      nonRoot: true,
      eptp: controls.eptp,
      vpid: controls.vpid,
      flush: controls.vpid === 0,
      pdptes: ownPdptes ? [0, 1, 2, 3].map((i) => vmcs.read(VmcsField.GUEST_PDPTE0 + 2 * i)) : null,
    });
    if (!loaded) {
      this.failEntry(ExitReason.ENTRY_FAILURE_GUEST_STATE, 2n);
      return false;
    }
    const count = vmcs.read32(VmcsField.VM_ENTRY_MSR_LOAD_COUNT);
    const list = Number(vmcs.read(VmcsField.VM_ENTRY_MSR_LOAD_ADDRESS));
    const failed = count === 0 ? 0 : loadMsrList(this.memory, processor, list, count);
    if (failed !== 0) this.failEntry(ExitReason.ENTRY_FAILURE_MSR_LOADING, BigInt(failed));
    return failed === 0;
  }

  /** "VM-Entry Failures During or After Loading Guest State": like a VM exit, but no guest state is saved. */
  private failEntry(reason: ExitReason, qualification: bigint): VmxStatus {
    this.vmcs.write32(VmcsField.EXIT_REASON, (ENTRY_FAILURE | reason) >>> 0);
    this.vmcs.write(VmcsField.EXIT_QUALIFICATION, qualification);
    this.leaveGuest(reason, qualification, this.vmcs.read(VmcsField.GUEST_RIP));
    return this.finish('VMsucceed');
  }

  /** "Event Injection". */
  private injectEvent(): void {
    const { vmcs } = this;
    const information = vmcs.read32(VmcsField.VM_ENTRY_INTERRUPTION_INFORMATION_FIELD);
    if (!interruptionValid(information)) return;
    const type = interruptionType(information);
    const errorCode = interruptionHasErrorCode(information) ? vmcs.read32(VmcsField.VM_ENTRY_EXCEPTION_ERROR_CODE) : -1;
    // The instruction length counts for software events only.
    const length = isSoftwareEvent(type) ? vmcs.read32(VmcsField.VM_ENTRY_INSTRUCTION_LENGTH) : 0;
    this.processor.injectEvent(interruptionVector(information), type, errorCode, length);
  }
}
