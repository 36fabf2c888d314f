/**
 * One row of the instruction table: an SDM instruction form.
 * Notation: `opcode` and `syntax` are spelt as on the SDM Vol. 2 instruction pages, with `v` for the variadic
 * operand size (16, 32, 64): `01 /r` + `ADD r/mv, rv`.
 */

/** Base cost classes; a cost profile gives each its cycles. */
export const COST_CLASSES = [
  'nop',
  'move',
  'alu',
  'shift',
  'multiply',
  'divide',
  'branch',
  'call',
  'return',
  'stack',
  'string',
  'atomic',
  'flags',
  'segmentLoad',
  'farTransfer',
  'descriptorTable',
  'controlRegister',
  'debugRegister',
  'msr',
  'io',
  'cpuid',
  'tsc',
  'fence',
  'cacheControl',
  'invalidate',
  'interrupt',
  'interruptReturn',
  'fastSystemCall',
  'halt',
  'random',
  'vmx',
  'protectionKey',
  'monitor',
  'unsupported',
] as const;
export type CostClass = (typeof COST_CLASSES)[number];

/**
 * Facts beyond encoding and operands.
 * - `x64` only in 64-bit mode; `no64` not in 64-bit mode; `d64` 64-bit default operand size in 64-bit mode
 * - `cpl0` #GP(0) unless CPL is 0; `iopl` sensitive to IOPL
 * - `lock` LOCK allowed with a memory destination; `rep` REP means repetition; `repe` REPE/REPNE
 * - `noexec` assembles and disassembles, raises #UD at run time
 * - `asmonly`, `disonly` the row serves only the assembler, only the decoder
 * - `optimizing` the assembler takes it only at -Ox
 * - `anymode` assembles in every mode, as in nasm, although it decodes only where `x64` or `no64` lets it
 * - `names:A/B/C` what it is called with 16-, 32- and 64-bit operand size (`-`: no such size)
 * - `sized:A/B/C` further names that fix the operand size, for the assembler only
 * - `anames:A/B/C` what it is called with 16-, 32- and 64-bit address size
 * - `alias:A` a further name that assembles to this row
 * - `w:…` flags written, `u:…` left undefined, `r:…` read (letters o s z a p c d i t)
 */
export type Trait =
  | 'x64'
  | 'no64'
  | 'd64'
  | 'f64'
  | 'cpl0'
  | 'iopl'
  | 'lock'
  | 'rep'
  | 'repe'
  | 'noexec'
  | 'asmonly'
  | 'disonly'
  | 'optimizing'
  | 'anymode'
  | `names:${string}`
  | `sized:${string}`
  | `anames:${string}`
  | `alias:${string}`
  | `w:${string}`
  | `u:${string}`
  | `r:${string}`;

export interface InstructionForm {
  readonly opcode: string;
  readonly syntax: string;
  readonly cost: CostClass;
  readonly traits: readonly Trait[];
}

/** A row whose syntax string the type system knows, so that mnemonics are a type. */
export interface Row<Syntax extends string> extends InstructionForm {
  readonly syntax: Syntax;
}

/** One row: opcode, syntax, cost class, traits. */
export function form<const Syntax extends string>(
  opcode: string,
  syntax: Syntax,
  cost: CostClass,
  ...traits: Trait[]
): Row<Syntax> {
  return { opcode, syntax, cost, traits };
}
