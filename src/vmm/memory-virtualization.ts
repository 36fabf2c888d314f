/**
 * How a hypervisor virtualizes memory: EPT or shadow paging. The rest of a hypervisor is the same for both.
 */
import type { ControlRegisters, Invalidation } from '../paging/control-register-rules.js';
import type { ExitReason } from '../vmx/exit-reason.js';
import type { VmmAction } from '../vmx/root.js';
import type { ExtraControls } from './vmcs-setup.js';

/** What a handler made of a VM exit: go on, go on after the instruction, or an end. */
export type ExitResult = 'resume' | 'resume-next' | VmmAction;
export type ExitHandler = () => ExitResult;
export type ExitHandlers = Partial<Record<ExitReason, ExitHandler>>;

export interface MemoryVirtualization {
  readonly controls: ExtraControls;
  /** Bits of CR0 and CR4 that the guest reads from the read shadow. */
  readonly cr0Mask: bigint;
  readonly cr4Mask: bigint;
  /** MSRs beyond the common ones whose accesses exit. */
  readonly interceptedMsrs: readonly number[];
  readonly handlers: ExitHandlers;

  /** Build what is there from the start. The VMCS is current; `loadControlRegisters` follows. */
  start(): void;
  /** The guest's own CR3 and EFER, and its PDPTE registers. */
  readonly guestCr3: bigint;
  readonly guestEfer: bigint;
  guestPdpte(index: number): bigint;
  /** The same from what hardware holds, uncharged and in non-root operation too. */
  inspectCr3(hardware: bigint): bigint;
  inspectEfer(hardware: bigint): bigint;
  /**
   * The guest has these control registers now: put what they need into the VMCS. `pdptes`: new PDPTE registers, or null
   * to keep them. `invalidation`: what the change invalidates natively.
   */
  loadControlRegisters(registers: ControlRegisters, pdptes: readonly bigint[] | null, invalidation: Invalidation): void;
  /** MOV to CR3 that exits, or a task switch. `keep`: translations of the PCID survive. */
  loadCr3(cr3: bigint, pdptes: readonly bigint[] | null, keep: boolean): void;

  /** INVPCID for one address. */
  invalidateAddress(linear: bigint): void;

  /** The hypervisor is about to write guest memory on the guest's behalf, or has done so. */
  beforeGuestWrite(guestPhysical: number, size: number): void;
  afterGuestWrite(guestPhysical: number, size: number): void;
  /** True when a guest write to this page must not reach it unseen. */
  isProtected(guestPhysical: number): boolean;

  /** Let the next instruction reach a page that hardware keeps from it, for one step. */
  open(guestPhysical: number): void;
  /** The step is over. */
  close(): void;

  readonly shadowTableBytes: number;
  readonly eptTableBytes: number;
  readonly guestTableBytes: number;
}
