/**
 * What an assembler hands to the encoder: one instruction with operands already evaluated as far as this pass can.
 * The encoder chooses among the forms of the mnemonic exactly as nasm 2.16.01 does.
 */
import type { CodeBits } from './registers.js';

/** -O0 and -Ox of nasm: whether immediates and jumps shrink. */
export type Optimization = 'none' | 'full';

export interface RegisterOperand {
  readonly kind: 'register';
  /** Lower-case name: rax, al, ds, cr0, dr7, st0, xmm0 … */
  readonly name: string;
  /** Size prefix written before it (`dword eax`), bytes. */
  readonly size: number | null;
}

/** A value that may not be known in this pass (forward reference): `value` null then, a guess is not made here. */
export interface ImmediateOperand {
  readonly kind: 'immediate';
  readonly value: bigint | null;
  /** The value depends on where a section lies (a label): relative branches subtract the instruction's end from it; such a value is never shrunk to imm8 unless it is a known constant in nasm too. */
  readonly relocatable: boolean;
  /** The value is a label of the section being assembled: only then is the distance of a relative branch known, so only then can it be short. Otherwise the branch is near and its field a relocation. */
  readonly sameSection: boolean;
  /** `byte 1`, `dword 5`: bytes. `strict` forbids shrinking. */
  readonly size: number | null;
  readonly strict: boolean;
  /** `short`, `near`, `far` before the operand. */
  readonly distance: 'short' | 'near' | 'far' | null;
}

/** seg:offset immediate. */
export interface FarOperand {
  readonly kind: 'far';
  readonly selector: bigint | null;
  readonly offset: bigint | null;
  /** Whether selector or offset depend on where a section lies. */
  readonly selectorRelocatable: boolean;
  readonly offsetRelocatable: boolean;
  readonly size: number | null;
}

export interface MemoryOperand {
  readonly kind: 'memory';
  /** Operand size written before it, bytes (1, 2, 4, 8, 10, 16), or null. */
  readonly size: number | null;
  readonly far: boolean;
  readonly strict: boolean;
  readonly segment: string | null;
  /** Register names, lower case; the encoder does nasm's rearrangements ([rax*2] to base+index …). */
  readonly base: string | null;
  readonly index: string | null;
  readonly scale: number;
  readonly displacement: bigint | null;
  /** The displacement depends on where a section lies; RIP-relative then subtracts the instruction's end. */
  readonly relocatable: boolean;
  /** As in ImmediateOperand: a RIP-relative field is a relocation unless the displacement is a label of this section. */
  readonly sameSection: boolean;
  /** `[byte rax+0]`: width forced for the displacement (bytes), or for the address when there is no register ([qword x]). */
  readonly displacementSize: number | null;
  /** `rel` or `abs` written or set by DEFAULT; null when neither applies. */
  readonly addressing: 'rel' | 'abs' | null;
  readonly nosplit: boolean;
  /** The base was written with its own *1 or the hint of order that nasm keeps (eah); true when the index came from `reg*scale`. */
  readonly indexWasScaled: boolean;
}

export type OperandSyntax = RegisterOperand | ImmediateOperand | FarOperand | MemoryOperand;

export interface EncodeRequest {
  /** Upper case. */
  readonly mnemonic: string;
  /** Lower case, in source order: lock, rep, repe, repz, repne, repnz, a16, a32, a64, o16, o32, o64, es…gs, wait, rex, bnd… */
  readonly prefixes: readonly string[];
  readonly operands: readonly OperandSyntax[];
  readonly bits: CodeBits;
  readonly optimization: Optimization;
  /** What `$` is: this instruction's offset in its section (values of labels are offsets in their sections too; relocations are applied later). */
  readonly address: bigint;
  /** In a pass whose labels are not yet stable: relax optimistically as nasm's passes do. */
  readonly firstPass: boolean;
}

/** A field whose value changes when sections are placed: `relative` fields by target minus own section, others by target. */
export interface Relocation {
  /** Offset of the field in the instruction, and its width, bytes. */
  readonly offset: number;
  readonly size: number;
  readonly relative: boolean;
  /** Index of the operand whose value it holds; for a far pointer `selector` tells which half. */
  readonly operand: number;
  readonly selector: boolean;
}

export interface Encoded {
  readonly ok: true;
  readonly bytes: readonly number[];
  /** Relocatable operands' fields; also relative fields whose target is not in this section (constants included). Empty otherwise. */
  readonly relocations: readonly Relocation[];
  readonly warnings: readonly string[];
}

export interface EncodeFailure {
  readonly ok: false;
  /** Stable code, kebab-case: unknown-mnemonic, operand-combination, operation-size, mode, range, short-range … */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** Which operand is at fault, or null for the whole instruction. */
  readonly operand: number | null;
}

export type EncodeResult = Encoded | EncodeFailure;
