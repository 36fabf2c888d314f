/** What makes the run loop leave its fast path, and how an instruction can end without completing. */

/** Reasons for the run loop to look up before the next instruction (bits of `attention`). */
export const Attention = {
  STOP: 1,
  /** A VM exit has happened and a built-in hypervisor waits for it. */
  EXITED: 2,
  /** VM entry left an event to deliver. */
  INJECT: 4,
  /** INTR is asserted and could be taken. */
  INTERRUPT: 8,
  /** Interrupts are held off for one instruction (STI, MOV SS). */
  SHADOW: 16,
  /** Debug exceptions are pending. */
  TRAP: 32,
  /** Not in the active state (HLT, shutdown). */
  INACTIVE: 64,
  /** TF is set. */
  SINGLE_STEP: 128,
  /** An instruction breakpoint is enabled. */
  BREAKPOINT: 256,
  /** CS has a limit that must be checked. */
  CODE_LIMIT: 512,
  TRACE: 1024,
  MONITOR_TRAP: 2048,
  INTERRUPT_WINDOW: 4096,
  /** RF is set: it is cleared after the next instruction. */
  RESUME: 8192,
} as const;

/** Why an instruction was given up. */
export const Abort = {
  /** `exception` says which. */
  EXCEPTION: 0,
  /** The MMU reported an EPT event. */
  MEMORY_EVENT: 1,
  /** Execution has moved already: a VM exit has completed, or a fault of the instruction has been taken. */
  TRANSFERRED: 2,
} as const;
export type Abort = (typeof Abort)[keyof typeof Abort];
