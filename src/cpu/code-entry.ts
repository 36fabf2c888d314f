/** A decoded instruction ready to run. */
import type { Execute } from '../execute/context.js';
import { decode } from '../isa/decode.js';
import type { Instruction } from '../isa/instruction.js';

export interface CodeEntry {
  readonly execute: Execute;
  readonly insn: Instruction;
  /** Bytes. */
  readonly length: number;
  /** Base cost of its class, cycles. */
  readonly cost: number;
}

/** Stands for bytes that are no instruction: a NOP, never executed as such. */
export const NO_INSTRUCTION = decode(new Uint8Array([0x90]), 0, 1, 64) as Instruction;

/** Before the first instruction. */
export const NO_ENTRY: CodeEntry = { execute: () => {}, insn: NO_INSTRUCTION, length: 0, cost: 0 };
