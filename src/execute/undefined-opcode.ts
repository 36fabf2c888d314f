/** Instructions that raise #UD: UD0, UD1, UD2 by definition, and every row that does not execute (trait `noexec`). */
import { type ExecutedMnemonic, INSTRUCTION_FORMS, type Mnemonic } from '../isa/table.js';
import { type Execute, Vector } from './context.js';
import type { Executors } from './executors.js';

/** #UD. */
const undefinedOpcode: Execute = (context) => context.raise(Vector.UD, -1);

export const undefinedOpcodes = {
  UD0: undefinedOpcode,
  UD1: undefinedOpcode,
  UD2: undefinedOpcode,
} satisfies Executors;

/** The mnemonics that only assemble and disassemble, from the table. */
export const NOT_EXECUTED = Object.fromEntries(
  INSTRUCTION_FORMS.filter((form) => form.traits.includes('noexec')).map((form) => [
    form.syntax.split(' ', 1)[0],
    undefinedOpcode,
  ]),
) as Record<Exclude<Mnemonic, ExecutedMnemonic>, Execute>;
