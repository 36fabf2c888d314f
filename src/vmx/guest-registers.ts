/** A guest's registers as the guest itself would read them, whoever virtualizes it. */
import type { SegmentState } from './processor-state.js';

export interface GuestRegisters {
  /** RAX…R15, encoding order; RSP included. */
  readonly gpr: readonly bigint[];
  readonly rip: bigint;
  readonly rflags: bigint;
  readonly cr0: bigint;
  readonly cr2: bigint;
  readonly cr3: bigint;
  readonly cr4: bigint;
  readonly efer: bigint;
  /** ES CS SS DS FS GS LDTR TR. */
  readonly segments: readonly SegmentState[];
  readonly gdtrBase: bigint;
  readonly gdtrLimit: number;
  readonly idtrBase: bigint;
  readonly idtrLimit: number;
}
