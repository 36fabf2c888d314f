/**
 * The VMX layer of one logical processor: VMX operation, the current VMCS, VM entry and VM exit. SDM Vol. 3, "VMX
 * Instruction Reference", "VM Entries", "VM Exits". It serves whoever executes its instructions: opcode executors or a
 * built-in hypervisor.
 *
 * Invariant: between VM entry and VM exit `controls` is what the VMCS said at entry, and the VMCS's guest-state area is
 * stale; between VM exit and VM entry the guest-state area is the guest's state.
 */
import type { SystemContext } from '../execute/context.js';
import type { Instruction } from '../isa/instruction.js';
import type { Clock, InterruptSource } from '../memory/bus.js';
import type { HostMemory } from '../memory/host-memory.js';
import { ActiveControls } from './active-controls.js';
import {
  CR0_ALLOWED,
  CR0_FIXED_1,
  CR0_UNRESTRICTED_EXEMPT,
  CR4_ALLOWED,
  CR4_FIXED_1,
  IA32_FEATURE_CONTROL,
  PREEMPTION_TIMER_SHIFT,
  vmxCapability,
} from './capabilities.js';
import { ALL_INPUTS, ALWAYS_CHECKED, CheckInput, type EntryCheckFailure, EntryView } from './check/entry-check.js';
import { inputOf, qualificationOf, runChecks } from './check/entry-checks.js';
import { entersPaePaging } from './check/guest-register-checks.js';
import { PinBased, Primary, Secondary, VmExit } from './controls.js';
import { ExitReason } from './exit-reason.js';
import type { VmxHooks } from './hooks.js';
import { VmInstructionError } from './instruction-error.js';
import type { InterceptHost } from './intercept.js';
import { intercept } from './intercepts.js';
import {
  INTERRUPTION_VALID,
  InterruptionType,
  interruptionHasErrorCode,
  interruptionInformation,
  interruptionType,
  interruptionValid,
  interruptionVector,
  isSoftwareEvent,
} from './interruption.js';
import { EFER_LMA } from './msr.js';
import { loadMsrList, storeMsrList } from './msr-lists.js';
import { ActivityState, Interruptibility, type ProcessorState } from './processor-state.js';
import { EptViolation, taskSwitchQualification } from './qualification.js';
import type { VmxInstructions, VmxStatus } from './root.js';
import { loadGuestState, loadHostState, saveGuestState } from './state-transfer.js';
import { fieldExists, VMCS_REGION_SIZE, VMCS_REVISION, Vmcs } from './vmcs.js';
import { fieldType, VmcsField } from './vmcs-field.js';
import { executeVmxInstruction } from './vmx-instructions.js';

/** Invalidation of cached translations, as VMX has validated it; the memory-management unit does it. */
export interface VmxInvalidation {
  invvpid(type: number, vpid: number, lo: number, hi: number): void;
  invept(type: number, eptp: bigint): void;
}

/** Told of each transition: accounting and tracing. */
export interface VmxObserver {
  exit(reason: number, qualification: bigint, rip: bigint): void;
  entry(rip: bigint): void;
}

export interface VmxOptions {
  readonly processor: ProcessorState;
  readonly memory: HostMemory;
  readonly mmu: VmxInvalidation;
  readonly clock: Clock;
  /** Who gives the vector under "acknowledge interrupt on exit". */
  readonly interrupts?: InterruptSource;
  readonly observer: VmxObserver | null;
}

/** What a snapshot keeps beside memory and processor. */
export interface VmxState {
  readonly vmxonRegion: number;
  readonly currentVmcs: number;
  readonly nonRoot: boolean;
  readonly dirty: number;
  readonly delivering: readonly [information: number, errorCode: number, instructionLength: number];
  readonly preemptionDeadline: number;
}

/** Exceptions that are traps or aborts, or (#DB) both: the saved RFLAGS has RF as it was. */
const WITHOUT_RESUME_FLAG: ReadonlySet<number> = new Set([1, 2, 3, 4, 8, 18]);
const PAGE_FAULT = 14;
const NMI = 2;
const RFLAGS_RF = 1n << 16n;
const RFLAGS_VM = 1n << 17n;

/** IA32_FEATURE_CONTROL as firmware leaves it: locked (0), VMXON outside SMX enabled (2). */
const FEATURE_CONTROL = 0x5n;
const ENTRY_FAILURE = 0x80000000;

/** VMX-abort indicators, SDM "VMX Aborts". */
const VmxAbort = { SAVING_GUEST_MSRS: 1, HOST_PDPTES: 2, LOADING_HOST_MSRS: 4 } as const;

export class Vmx implements VmxInstructions, VmxHooks, InterceptHost {
  readonly processor: ProcessorState;
  readonly memory: HostMemory;
  readonly controls = new ActiveControls();
  /** Result of the last VMX instruction. */
  lastStatus: VmxStatus = 'VMsucceed';
  /** Every check that failed at the last VM entry that did not succeed. */
  lastEntryFailures: readonly EntryCheckFailure[] = [];
  observer: VmxObserver | null;

  nonRoot = false;
  tscOffset = 0n;
  interruptWindowExiting = false;
  monitorTrapFlag = false;
  preemptionDeadline = Number.POSITIVE_INFINITY;

  private readonly vmcs: Vmcs;
  private readonly view: EntryView;
  private readonly mmu: VmxInvalidation;
  private readonly clock: Clock;
  private readonly interrupts: InterruptSource | null;
  private vmxonRegion = -1;
  /** CheckInput bits that VMWRITE has touched since the last successful entry. */
  private dirty = ALL_INPUTS;
  private deliveringInformation = 0;
  private deliveringErrorCode = 0;
  private deliveringLength = 0;

  constructor(options: VmxOptions) {
    this.processor = options.processor;
    this.memory = options.memory;
    this.mmu = options.mmu;
    this.clock = options.clock;
    this.interrupts = options.interrupts ?? null;
    this.observer = options.observer;
    this.vmcs = new Vmcs(options.memory);
    this.view = new EntryView(this.vmcs, options.processor.maxPhysicalAddressBits, CR4_ALLOWED);
  }

  get operating(): boolean {
    return this.vmxonRegion >= 0;
  }

  // ---- VMX instructions

  vmxon(region: number): VmxStatus {
    if (this.operating) return this.fail(VmInstructionError.VMXON_IN_ROOT);
    const valid = this.regionValid(region) && this.vmcs.revisionAt(region) === VMCS_REVISION;
    if (!valid) return this.finish('VMfailInvalid');
    this.vmxonRegion = region;
    this.vmcs.address = -1;
    return this.finish('VMsucceed');
  }

  vmxoff(): VmxStatus {
    this.vmxonRegion = -1;
    this.vmcs.address = -1;
    return this.finish('VMsucceed');
  }

  vmclear(vmcs: number): VmxStatus {
    if (!this.regionValid(vmcs)) return this.fail(VmInstructionError.VMCLEAR_INVALID_ADDRESS);
    if (vmcs === this.vmxonRegion) return this.fail(VmInstructionError.VMCLEAR_VMXON_POINTER);
    this.vmcs.clearAt(vmcs);
    if (vmcs === this.vmcs.address) this.vmcs.address = -1;
    return this.finish('VMsucceed');
  }

  vmptrld(vmcs: number): VmxStatus {
    if (!this.regionValid(vmcs)) return this.fail(VmInstructionError.VMPTRLD_INVALID_ADDRESS);
    if (vmcs === this.vmxonRegion) return this.fail(VmInstructionError.VMPTRLD_VMXON_POINTER);
    if (this.vmcs.revisionAt(vmcs) !== VMCS_REVISION) return this.fail(VmInstructionError.VMPTRLD_INCORRECT_REVISION);
    this.vmcs.address = vmcs;
    this.dirty = ALL_INPUTS;
    return this.finish('VMsucceed');
  }

  vmptrst(): number {
    return this.vmcs.address;
  }

  vmread(field: number): bigint {
    if (this.vmcs.address < 0) {
      this.finish('VMfailInvalid');
      return 0n;
    }
    if (!fieldExists(field)) {
      this.fail(VmInstructionError.UNSUPPORTED_VMCS_COMPONENT);
      return 0n;
    }
    this.lastStatus = 'VMsucceed';
    return this.vmcs.vmread(field);
  }

  vmwrite(field: number, value: bigint): VmxStatus {
    if (this.vmcs.address < 0) return this.finish('VMfailInvalid');
    if (!fieldExists(field)) return this.fail(VmInstructionError.UNSUPPORTED_VMCS_COMPONENT);
    if (fieldType(field) === 'read-only') return this.fail(VmInstructionError.VMWRITE_READ_ONLY_COMPONENT);
    const before = field === VmcsField.GUEST_RFLAGS ? this.vmcs.read(field) : 0n;
    this.vmcs.vmwrite(field, value);
    this.dirty |= inputOf((field & ~1) as VmcsField);
    // What segments must be depends on virtual-8086 mode.
    if (field === VmcsField.GUEST_RFLAGS && ((before ^ value) & RFLAGS_VM) !== 0n) {
      this.dirty |= CheckInput.GUEST_SEGMENTS;
    }
    return this.finish('VMsucceed');
  }

  vmlaunch(): VmxStatus {
    return this.enter(true);
  }

  vmresume(): VmxStatus {
    return this.enter(false);
  }

  invept(type: number, eptp: bigint): VmxStatus {
    const single = type === 1;
    if (!single && type !== 2) return this.fail(VmInstructionError.INVALID_OPERAND_TO_INVEPT_INVVPID);
    if (single && !this.eptpValid(eptp)) return this.fail(VmInstructionError.INVALID_OPERAND_TO_INVEPT_INVVPID);
    this.mmu.invept(type, eptp);
    return this.finish('VMsucceed');
  }

  invvpid(type: number, vpid: number, address: bigint): VmxStatus {
    const known = Number.isInteger(type) && type >= 0 && type <= 3;
    const vpidValid = type === 2 || (vpid > 0 && vpid <= 0xffff);
    const addressValid = type !== 0 || this.view.canonical(address);
    if (!known || !vpidValid || !addressValid) return this.fail(VmInstructionError.INVALID_OPERAND_TO_INVEPT_INVVPID);
    this.mmu.invvpid(type, vpid, Number(BigInt.asIntN(32, address)), Number(BigInt.asIntN(32, address >> 32n)));
    return this.finish('VMsucceed');
  }

  execute(insn: Instruction, context: SystemContext): void {
    executeVmxInstruction(this, insn, context);
  }

  /** "VMfail(error)": VMfailValid when there is a current VMCS, else VMfailInvalid. */
  fail(error: VmInstructionError): VmxStatus {
    if (this.vmcs.address < 0) return this.finish('VMfailInvalid');
    this.vmcs.write32(VmcsField.VM_INSTRUCTION_ERROR, error);
    return this.finish({ VMfailValid: error });
  }

  private finish(status: VmxStatus): VmxStatus {
    this.lastStatus = status;
    return status;
  }

  /** A region pointer: 4 KiB aligned, within the physical-address width, and memory. */
  private regionValid(address: number): boolean {
    return (
      Number.isSafeInteger(address) &&
      address >= 0 &&
      address % VMCS_REGION_SIZE === 0 &&
      address + VMCS_REGION_SIZE <= this.memory.ramSize &&
      this.view.physical(BigInt(address))
    );
  }

  private eptpValid(eptp: bigint): boolean {
    const type = eptp & 7n;
    return (
      (type === 0n || type === 6n) && ((eptp >> 3n) & 7n) === 3n && (eptp & 0xf80n) === 0n && this.view.physical(eptp)
    );
  }

  // ---- VM entry

  private enter(launch: boolean): VmxStatus {
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

  // ---- VM exit

  /** "Recording VM-Exit Information": what every exit records. Fields of one kind of exit are written afterwards. */
  private beginExit(reason: ExitReason, qualification: bigint): void {
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
  private completeExit(rip: bigint, rflags: bigint): void {
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
  private leaveGuest(reason: number, qualification: bigint, rip: bigint): void {
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
  private exitNow(reason: ExitReason, qualification: bigint): boolean {
    this.beginExit(reason, qualification);
    this.completeExit(this.processor.rip, this.processor.rflags);
    return true;
  }

  // ---- hooks of the processor

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

  // ---- snapshots

  saveState(): VmxState {
    return {
      vmxonRegion: this.vmxonRegion,
      currentVmcs: this.vmcs.address,
      nonRoot: this.nonRoot,
      dirty: this.dirty,
      delivering: [this.deliveringInformation, this.deliveringErrorCode, this.deliveringLength],
      preemptionDeadline: this.preemptionDeadline,
    };
  }

  /** After memory has been restored: the controls in force are in the VMCS. */
  restoreState(state: VmxState): void {
    this.vmxonRegion = state.vmxonRegion;
    this.vmcs.address = state.currentVmcs;
    this.nonRoot = state.nonRoot;
    this.dirty = state.dirty;
    [this.deliveringInformation, this.deliveringErrorCode, this.deliveringLength] = state.delivering;
    this.preemptionDeadline = state.preemptionDeadline;
    if (state.nonRoot) this.controls.load(this.vmcs);
    this.tscOffset = state.nonRoot ? this.controls.tscOffset : 0n;
    this.interruptWindowExiting = state.nonRoot && this.controls.hasPrimary(Primary.INTERRUPT_WINDOW_EXITING);
    this.monitorTrapFlag = state.nonRoot && this.controls.hasPrimary(Primary.MONITOR_TRAP_FLAG);
  }
}
