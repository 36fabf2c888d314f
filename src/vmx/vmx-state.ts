/**
 * What the VMX layer holds: VMX operation, the current VMCS, the controls in force. Everything else lies in the VMCS.
 *
 * Invariant: between VM entry and VM exit `controls` is what the VMCS said at entry, and the VMCS's guest-state area is
 * stale; between VM exit and VM entry the guest-state area is the guest's state.
 */
import type { Clock, InterruptSource } from '../memory/bus.js';
import type { HostMemory } from '../memory/host-memory.js';
import { ActiveControls } from './active-controls.js';
import { CR4_ALLOWED } from './capabilities.js';
import { ALL_INPUTS, type EntryCheckFailure, EntryView } from './check/entry-check.js';
import { Primary } from './controls.js';
import type { VmInstructionError } from './instruction-error.js';
import type { ProcessorState } from './processor-state.js';
import type { VmxStatus } from './root.js';
import { Vmcs } from './vmcs.js';
import { VmcsField } from './vmcs-field.js';

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

export abstract class VmxLayerState {
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

  protected readonly vmcs: Vmcs;
  protected readonly view: EntryView;
  protected readonly mmu: VmxInvalidation;
  protected readonly clock: Clock;
  protected readonly interrupts: InterruptSource | null;
  protected vmxonRegion = -1;
  /** CheckInput bits that VMWRITE has touched since the last successful entry. */
  protected dirty = ALL_INPUTS;
  protected deliveringInformation = 0;
  protected deliveringErrorCode = 0;
  protected deliveringLength = 0;

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

  /** "VMfail(error)": VMfailValid when there is a current VMCS, else VMfailInvalid. */
  fail(error: VmInstructionError): VmxStatus {
    if (this.vmcs.address < 0) return this.finish('VMfailInvalid');
    this.vmcs.write32(VmcsField.VM_INSTRUCTION_ERROR, error);
    return this.finish({ VMfailValid: error });
  }

  protected finish(status: VmxStatus): VmxStatus {
    this.lastStatus = status;
    return status;
  }

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
