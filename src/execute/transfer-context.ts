/**
 * What far transfers, event delivery and task switches need of a processor beyond ordinary execution: the hidden parts of
 * its segments, its descriptor tables, and accesses that it makes for itself. The processor implements it, and so does a
 * hypervisor that must complete such a transfer on behalf of its guest. The rule of abort is that of ExecutionContext.
 */
import type { Vector } from './context.js';
import type { Flags } from './flags.js';
import type { SegmentCache } from './segment-cache.js';

export interface TransferContext {
  readonly aborted: boolean;
  readonly flags: Flags;
  /** IA-32e mode is active. */
  readonly longMode: boolean;
  cpl: number;
  /** Setting it moves execution: the next RIP follows. */
  rip: bigint;
  nextRip: bigint;
  readonly rsp: bigint;
  readonly stackAddressSize: 2 | 4 | 8;

  /** By SegmentIndex; CS, SS, LDTR and TR by name too. */
  readonly segments: readonly SegmentCache[];
  readonly cs: SegmentCache;
  readonly ss: SegmentCache;
  readonly ldtr: SegmentCache;
  readonly tr: SegmentCache;
  /** Bases of the descriptor tables as two 32-bit halves, any signedness. */
  readonly gdtrLo: number;
  readonly gdtrHi: number;
  readonly gdtrLimit: number;
  readonly idtrLo: number;
  readonly idtrHi: number;
  readonly idtrLimit: number;

  raise(vector: Vector, errorCode: number): void;
  /** An exception whose error code names a selector; `ext`: its bit 0. */
  raiseSelector(vector: number, selector: number, ext?: number): void;
  getRegister(register: number, size: 2 | 4 | 8): bigint;
  setRegister(register: number, size: 2 | 4 | 8, value: bigint): void;

  /**
   * Bytes of a descriptor table, TSS or the like at base + distance: an implicit supervisor access. 0 when it failed
   * (`aborted`); 4 bytes read are signed.
   */
  readSystem(baseLo: number, baseHi: number, distance: number, size: 1 | 2 | 4): number;
  writeSystem(baseLo: number, baseHi: number, distance: number, size: 1 | 2 | 4, value: number): void;
  /** Store on a stack that is not (yet) SS:RSP, at a linear address, with the privilege of that stack. */
  writeStackLinear(lo: number, hi: number, size: 2 | 4 | 8, value: bigint, cpl: number): void;

  /** Whether a linear address is canonical: by its upper half, and whole. */
  isCanonical(hi: number): boolean;
  isCanonicalAddress(address: bigint): boolean;

  /** CS, SS or CPL have changed. */
  updateMode(): void;
  /** The flags image has changed as a whole. */
  flagsChanged(): void;
}

/** What asks for a task switch, numbered as in the exit qualification for task switches. */
export const TaskSwitchSource = { CALL: 0, IRET: 1, JMP: 2, IDT: 3 } as const;
export type TaskSwitchSource = (typeof TaskSwitchSource)[keyof typeof TaskSwitchSource];

export interface TaskContext extends TransferContext {
  /** True when a VM exit has replaced the switch. `resumeFlag`: RF in the image that the old TSS would get. */
  interceptTaskSwitch(selector: number, source: TaskSwitchSource, resumeFlag: boolean): boolean;
  /** The point of no return: sets CR0.TS and clears the local enables of breakpoints. Faults are the new task's from here. */
  commitTask(): void;
  /** CR3 from a TSS, when paging is enabled: as MOV to CR3, but nothing when it does not change. False: bad PDPTEs. */
  loadTaskCr3(cr3: bigint): boolean;
  /** The new task's T flag: #DB before its first instruction. */
  pendTaskTrap(): void;
}
