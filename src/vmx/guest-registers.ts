/** A guest's registers as the guest itself would read them, whoever virtualizes it. */
import type { ProcessorState, SegmentState } from './processor-state.js';

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

/** All of them from a processor's registers. */
export function captureRegisters(processor: ProcessorState): GuestRegisters {
  return {
    gpr: [...processor.gpr],
    rip: processor.rip,
    rflags: processor.rflags,
    cr0: processor.cr0,
    cr2: processor.cr2,
    cr3: processor.cr3,
    cr4: processor.cr4,
    efer: processor.efer,
    segments: Array.from({ length: 8 }, (_, index) => processor.getSegmentState(index)),
    gdtrBase: processor.gdtrBase,
    gdtrLimit: processor.gdtrLimit,
    idtrBase: processor.idtrBase,
    idtrLimit: processor.idtrLimit,
  };
}
