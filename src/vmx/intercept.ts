/** What an instruction's intercept sees of the VMX layer. */
import type { SystemContext } from '../execute/context.js';
import type { Instruction } from '../isa/instruction.js';
import type { HostMemory } from '../memory/host-memory.js';
import type { ActiveControls } from './active-controls.js';
import type { ExitReason } from './exit-reason.js';
import type { ProcessorState } from './processor-state.js';

export interface InterceptHost {
  readonly controls: ActiveControls;
  readonly processor: ProcessorState;
  readonly memory: HostMemory;
  /** VM exit of an instruction: its length and, where the manual gives it one, its information are recorded. Returns true. */
  exitInstruction(
    reason: ExitReason,
    insn: Instruction,
    qualification: bigint,
    information: number,
    linearAddress?: bigint,
  ): boolean;
}

/** True when the instruction has caused a VM exit. It may also have raised a fault of higher priority in `context`. */
export type Intercept = (host: InterceptHost, insn: Instruction, context: SystemContext) => boolean;

const CS_L = 1 << 13;
const FS = 4;

/** Linear address of segment:offset, with no checks: FS and GS only have a base in 64-bit mode. */
export function linearAddress(processor: ProcessorState, segment: number, offset: bigint): bigint {
  const longCode = (processor.efer & (1n << 10n)) !== 0n && (processor.getSegmentState(1).accessRights & CS_L) !== 0;
  if (longCode) return BigInt.asUintN(64, offset + (segment >= FS ? processor.getSegmentState(segment).base : 0n));
  return (processor.getSegmentState(segment).base + offset) & 0xffffffffn;
}
