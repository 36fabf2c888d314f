/**
 * TASK_SWITCH: in VMX non-root operation every task switch is a VM exit, and the hypervisor makes the switch with the
 * code that the processor itself uses. Exceptions before the point of no return are injected into the old task. Those
 * after it find the new task half loaded, which no VM entry would accept: they are delivered here too.
 * SDM Vol. 3, "Treatment of Task Switches", "Information for VM Exits That Occur During Event Delivery".
 */
import { deliverEvent, EventType, externalBit } from '../execute/event-delivery.js';
import { FlagBit } from '../execute/flags.js';
import { switchTask, type TaskEvent } from '../execute/task-switch.js';
import type { TaskSwitchSource } from '../execute/transfer-context.js';
import {
  interruptionHasErrorCode,
  interruptionType,
  interruptionVector,
  isSoftwareEvent,
} from '../vmx/interruption.js';
import { unpackTaskSwitch } from '../vmx/qualification.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import type { ControlRegisterExits } from './control-register-exits.js';
import { Exception, type PendingEvent } from './event-injection.js';
import type { HypervisorParts } from './hypervisor.js';
import type { ExitResult } from './memory-virtualization.js';
import { TransferEmulation } from './transfer-emulation.js';

const DR6_B_ANY = 15n;
const DR6_BT = 1n << 15n;
const DR7_GD = 1n << 13n;
/** B0 to B3 and BS, in DR6 and in the pending debug exceptions alike. */
const PENDING_CONDITIONS = 0x400fn;

export class TaskSwitchExits {
  private readonly parts: HypervisorParts;
  private readonly emulation: TransferEmulation;

  constructor(parts: HypervisorParts, registers: ControlRegisterExits) {
    this.parts = parts;
    this.emulation = new TransferEmulation(parts, (cr3) => registers.loadTaskCr3(cr3));
  }

  handle(): ExitResult {
    const { root, events, stepper } = this.parts;
    const { emulation } = this;
    stepper.cut();
    const { selector, source } = unpackTaskSwitch(root.vmread(VmcsField.EXIT_QUALIFICATION));
    emulation.begin();
    const { interrupted } = events;
    const isInstruction = interrupted === null || isSoftwareEvent(interruptionType(interrupted.information));
    const length = isInstruction ? root.vmread(VmcsField.VM_EXIT_INSTRUCTION_LENGTH) : 0n;
    emulation.nextRip = BigInt.asUintN(32, emulation.rip + length);
    const steps = isInstruction && emulation.flags.has(FlagBit.TF);

    switchTask(
      emulation,
      selector,
      source as TaskSwitchSource,
      interrupted === null ? null : this.eventOf(interrupted),
    );
    root.work('instructionEmulated', 1, Number(emulation.rip));
    if (!emulation.aborted) {
      events.completeDelivery();
      emulation.commit();
      // Single-stepping INT n goes by the flags after it.
      const stepped = steps && (interrupted === null || emulation.flags.has(FlagBit.TF));
      this.finish(isInstruction, stepped);
    } else if (emulation.switched) return this.deliverInNewTask();
    else this.raise();
    return 'resume';
  }

  private eventOf({ information, errorCode }: PendingEvent): TaskEvent {
    return {
      errorCode: interruptionHasErrorCode(information) ? errorCode : -1,
      returnRip: this.emulation.nextRip,
      // The VM exit has saved RF as the old TSS is to get it.
      resumeFlag: this.emulation.flags.has(FlagBit.RF),
      ext: externalBit(interruptionType(information)),
    };
  }

  /** The new task runs. */
  private finish(isInstruction: boolean, stepped: boolean): void {
    const { root, guest, events } = this.parts;
    const { emulation } = this;
    if (isInstruction) root.retire();
    if (stepped) guest.singleStepped();
    guest.breakpoints(emulation.breakpoints);
    if (!emulation.taskTrap) return;
    // The VMCS has no pending T flag: its #DB takes the other conditions with it.
    const pending = root.vmread(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS);
    root.vmwrite(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS, 0n);
    root.dr6 = (root.dr6 & ~DR6_B_ANY) | (pending & PENDING_CONDITIONS) | DR6_BT;
    root.vmwrite(VmcsField.GUEST_DR7, root.vmread(VmcsField.GUEST_DR7) & ~DR7_GD);
    events.raise(Exception.DB, 0);
  }

  /** The exception that ended the transfer is on its way. */
  private raise(): void {
    const { events } = this.parts;
    const { vector, errorCode } = this.emulation.takeException();
    if (vector === Exception.PF) events.raisePageFault(this.emulation.faultAddress, errorCode);
    else events.raise(vector, errorCode);
  }

  /** Delivers exceptions of the new task until a handler runs, or to a triple fault. */
  private deliverInNewTask(): ExitResult {
    const { events } = this.parts;
    const { emulation } = this;
    while (emulation.aborted) {
      this.raise();
      const event = events.deliverRaised();
      if (event === null) {
        emulation.commit();
        return { kind: 'shutdown', reason: 'triple fault' };
      }
      const { information, errorCode } = event;
      deliverEvent(emulation, {
        vector: interruptionVector(information),
        type: EventType.HARDWARE_EXCEPTION,
        errorCode: interruptionHasErrorCode(information) ? errorCode : -1,
        returnRip: emulation.rip,
        resumeFlag: true,
      });
    }
    events.completeDelivery();
    emulation.commit();
    return 'resume';
  }
}
