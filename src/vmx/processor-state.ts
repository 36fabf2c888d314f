/**
 * The registers that VM entry loads and VM exit saves, as the VMX layer sees a processor: SDM "Guest-State Area" and
 * "Host-State Area". The processor implements it; vmx never imports cpu.
 */

/** A segment register with its hidden part. Access rights in VMCS format (bit 16: unusable). */
export interface SegmentState {
  selector: number;
  base: bigint;
  limit: number;
  accessRights: number;
}

/** SDM "Guest Non-Register State": interruptibility bits. */
export const Interruptibility = { STI: 1, MOV_SS: 2, SMI: 4, NMI: 8 } as const;
export const ActivityState = { ACTIVE: 0, HLT: 1, SHUTDOWN: 2, WAIT_FOR_SIPI: 3 } as const;

export interface ContextSwitch {
  readonly nonRoot: boolean;
  readonly eptp: bigint | null;
  readonly vpid: number;
  /** True when the transition invalidates linear mappings (no VPID). */
  readonly flush: boolean;
  /** PAE paging: PDPTEs to use as they are (VM entry with EPT), or null to load them from CR3. */
  readonly pdptes: readonly bigint[] | null;
}

export interface ProcessorState {
  readonly gpr: BigUint64Array;
  rip: bigint;
  /** Architectural RFLAGS (lazy flags resolved on read). */
  rflags: bigint;
  cr0: bigint;
  cr2: bigint;
  cr3: bigint;
  cr4: bigint;
  /** DR0 to DR3. */
  readonly debugAddress: BigUint64Array;
  dr6: bigint;
  dr7: bigint;
  efer: bigint;
  readonly cpl: number;
  /** ES CS SS DS FS GS by SegmentRegister number; 6 LDTR, 7 TR. */
  getSegmentState(index: number): SegmentState;
  setSegmentState(index: number, state: SegmentState): void;
  gdtrBase: bigint;
  gdtrLimit: number;
  idtrBase: bigint;
  idtrLimit: number;
  /** MSR storage without checks: SYSENTER_*, PAT, DEBUGCTL, KERNEL_GS_BASE … */
  readMsrRaw(index: number): bigint;
  writeMsrRaw(index: number, value: bigint): void;
  /** As RDMSR and WRMSR at CPL 0: null and false where those would raise #GP(0). */
  rdmsr(index: number): bigint | null;
  wrmsr(index: number, value: bigint): boolean;
  interruptibility: number;
  activityState: number;
  pendingDebugExceptions: bigint;
  readonly maxPhysicalAddressBits: number;
  /** PAE page-directory-pointer-table entry registers, 0 to 3. */
  getPdpte(index: number): bigint;

  /** All of the above has been written: recompute mode, CPL, translation tags; invalidate as told. False: PDPTE loading failed. */
  contextLoaded(change: ContextSwitch): boolean;
  /** VM entry's event injection: deliver through the IDT as the SDM says. type as in the interruption-information field. */
  injectEvent(vector: number, type: number, errorCode: number, instructionLength: number): void;
}
