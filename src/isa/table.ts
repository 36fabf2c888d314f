/**
 * THE instruction table: one row per instruction form, in groups. Everything that knows instructions reads it: the
 * encoder, the decoder, the disassembler, the executors' dispatch (by type), the cost model and the tests.
 * SDM Vol. 2, "Instruction Set Reference"; the notation is described in opcode-column.ts, operand-pattern.ts and form.ts.
 *
 * Order matters where several rows accept the same operands: the assembler takes the first, as nasm 2.16.01 does.
 */
import type { InstructionForm } from './form.js';
import { ARITHMETIC } from './table/arithmetic.js';
import { CONTROL_TRANSFER } from './table/control-transfer.js';
import { DATA_TRANSFER } from './table/data-transfer.js';
import { LEGACY } from './table/legacy.js';
import { SHIFT_AND_BIT } from './table/shift-and-bit.js';
import { STRING } from './table/string.js';
import { SYSTEM } from './table/system.js';
import { VECTOR } from './table/vector.js';
import { VMX } from './table/vmx.js';
import { X87 } from './table/x87.js';

/** Forms that execute. */
const EXECUTED = [
  ...DATA_TRANSFER,
  ...ARITHMETIC,
  ...SHIFT_AND_BIT,
  ...CONTROL_TRANSFER,
  ...STRING,
  ...SYSTEM,
  ...VMX,
] as const;

/** Forms that only assemble and disassemble; running one raises #UD. */
const NOT_EXECUTED = [...LEGACY, ...X87, ...VECTOR] as const;

type MnemonicOf<Syntax extends string> = Syntax extends `${infer M} ${string}` ? M : Syntax;

/** Every mnemonic that executes: the key of the executors' dispatch. Conditional ones are Jcc, SETcc, CMOVcc. */
export type ExecutedMnemonic = MnemonicOf<(typeof EXECUTED)[number]['syntax']>;
/** Every mnemonic of the table. */
export type Mnemonic = ExecutedMnemonic | MnemonicOf<(typeof NOT_EXECUTED)[number]['syntax']>;

export const INSTRUCTION_FORMS: readonly InstructionForm[] = [...EXECUTED, ...NOT_EXECUTED];
