/**
 * Instructions that raise #UD: UD0, UD1, UD2 by definition, and those that assemble and disassemble here but do not
 * execute (trait `noexec`).
 */
import { type Execute, Vector } from './context.js';
import type { Executors } from './executors.js';

/** #UD. */
export const undefinedOpcode: Execute = (context) => context.raise(Vector.UD, -1);

export const undefinedOpcodes = {
  UD0: undefinedOpcode,
  UD1: undefinedOpcode,
  UD2: undefinedOpcode,

  AAA: undefinedOpcode,
  AAS: undefinedOpcode,
  DAA: undefinedOpcode,
  DAS: undefinedOpcode,
  AAM: undefinedOpcode,
  AAD: undefinedOpcode,
  SALC: undefinedOpcode,
  BOUND: undefinedOpcode,
  ARPL: undefinedOpcode,
  RDPMC: undefinedOpcode,
  RSM: undefinedOpcode,
  RDSEED: undefinedOpcode,
} satisfies Executors;
