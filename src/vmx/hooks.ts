/**
 * What the processor asks of the VMX layer while it runs. Each method that returns true has completed a VM exit: state
 * is the host's, the instruction or delivery is over.
 */
import type { SystemContext } from '../execute/context.js';
import type { Instruction } from '../isa/instruction.js';

export interface VmxHooks {
  /** In VMX non-root operation. Read on hot paths. */
  readonly nonRoot: boolean;
  /** In VMX operation (between VMXON and VMXOFF). */
  readonly operating: boolean;
  /** Before an instruction that has an intercept executes (after #UD and CPL checks). */
  interceptInstruction(insn: Instruction, context: SystemContext): boolean;
  /** A VMX instruction, in root operation or outside VMX. */
  execute(insn: Instruction, context: SystemContext): void;
  /** An exception before delivery. `errorCode` −1: none. `qualification`: linear address for #PF, DR6 bits for #DB. `type` 3 hardware, 5 privileged software, 6 software. */
  interceptException(
    vector: number,
    errorCode: number,
    qualification: bigint,
    type: number,
    instructionLength: number,
  ): boolean;
  /** INTR is asserted (whatever IF is). True when it caused an EXTERNAL_INTERRUPT exit. */
  interceptExternalInterrupt(): boolean;
  /** The control "interrupt-window exiting" in non-root operation; changes at VM entry and exit only. */
  readonly interruptWindowExiting: boolean;
  /** Guest can take interrupts now: interrupt-window exiting. */
  interceptInterruptWindow(): boolean;
  eptViolation(qualification: number, guestPhysical: number, linear: bigint): void;
  eptMisconfiguration(guestPhysical: number): void;
  tripleFault(): boolean;
  /** `instructionLength`: of CALL, IRET or JMP. `resumeFlag`: RF as the old task's TSS would get it. */
  taskSwitch(selector: number, source: number, instructionLength: number, resumeFlag: boolean): boolean;
  /** The event whose delivery is under way, in interruption-information format, 0 for none: becomes IDT-vectoring information. */
  setDelivering(information: number, errorCode: number, instructionLength: number): void;
  /** CR0 and CR4 as the guest reads them (mask and read shadow). */
  readCr0(real: bigint): bigint;
  readCr4(real: bigint): bigint;
  /** Value a MOV to CR0/CR4 that did not exit really writes (host-owned bits kept). */
  effectiveCr0(written: bigint, real: bigint): bigint;
  effectiveCr4(written: bigint, real: bigint): bigint;
  /** Whether VMX operation lets CR0 or CR4 have this value (bits fixed in VMX operation); true outside VMX operation. */
  allowsCr0(value: bigint): boolean;
  allowsCr4(value: bigint): boolean;
  /** IA32_FEATURE_CONTROL and the VMX capability MSRs (3AH, 480H–491H). `null` and false: #GP(0). */
  readMsr(index: number): bigint | null;
  writeMsr(index: number, value: bigint): boolean;
  /** TSC offset in non-root operation, else 0n. */
  readonly tscOffset: bigint;
  /** Absolute cycle at which the VMX-preemption timer expires; Infinity when not running. */
  readonly preemptionDeadline: number;
  preemptionTimerExpired(): boolean;
  /** Monitor trap flag: after each instruction. */
  readonly monitorTrapFlag: boolean;
  monitorTrap(): boolean;
}
