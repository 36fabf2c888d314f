/** Why the processor stopped running, and what is left to tell about a shutdown. */

/** One exception as it was taken. */
export interface FaultRecord {
  readonly vector: number;
  /** −1: none. */
  readonly errorCode: number;
  /** Instruction that raised it or was interrupted by it. */
  readonly rip: bigint;
  /** Linear address of a page fault, else 0. */
  readonly address: bigint;
}

/** The exceptions that led to a shutdown (triple fault), in order: usually three. */
export interface ShutdownRecord {
  readonly faults: readonly FaultRecord[];
}

export type RunStop =
  /** The cycle asked for is reached. */
  | { readonly kind: 'deadline' }
  /** The number of instructions asked for is reached. */
  | { readonly kind: 'instructions' }
  /** HLT or MWAIT, and nothing that wakes the processor now. */
  | { readonly kind: 'halted'; readonly interruptsEnabled: boolean }
  | { readonly kind: 'shutdown'; readonly record: ShutdownRecord }
  /** A VM exit has completed and a built-in hypervisor is to handle it. */
  | { readonly kind: 'vmExit' }
  /** `requestStop` was called. */
  | { readonly kind: 'stopped' };

export const RUN_DEADLINE: RunStop = { kind: 'deadline' };
export const RUN_INSTRUCTIONS: RunStop = { kind: 'instructions' };
export const RUN_HALTED: RunStop = { kind: 'halted', interruptsEnabled: true };
export const RUN_HALTED_FOR_GOOD: RunStop = { kind: 'halted', interruptsEnabled: false };
export const RUN_VM_EXIT: RunStop = { kind: 'vmExit' };
export const RUN_STOPPED: RunStop = { kind: 'stopped' };
