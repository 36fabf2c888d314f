/**
 * A decoded instruction: what the decoder hands to executors, the disassembler, intercepts and the cost model.
 * Every Instruction and every Operand has all its fields always, so that hot call sites stay monomorphic.
 */

import type { InstructionForm } from './form.js';
import type { AddressSize, CodeBits, OperandSize } from './registers.js';
import type { Mnemonic } from './table.js';

/** What an operand is. Numbers, so that a switch over them is a jump table. */
export const OperandKind = {
  NONE: 0,
  /** General register; `register` 0–15, `highByte` for AH, CH, DH, BH (register 0–3 then). */
  REGISTER: 1,
  /** Memory; segment, base, index, scale, displacement. */
  MEMORY: 2,
  /** Immediate, already sign- or zero-extended to the operand's size as the form says; `immediate`. */
  IMMEDIATE: 3,
  /** Branch displacement, relative to the next instruction; `immediate` (signed). */
  RELATIVE: 4,
  /** Far pointer ptr16:16 or ptr16:32; `immediate` = offset, `selector`. */
  FAR_POINTER: 5,
  SEGMENT: 6,
  CONTROL: 7,
  DEBUG: 8,
  /** Absolute memory offset of MOV AL/AX/EAX/RAX, moffs; like MEMORY with no base and no index. */
  OFFSET: 9,
  /** A register of a class that does not execute here (x87, MMX, XMM): disassembly only. */
  OTHER: 10,
} as const;
export type OperandKind = (typeof OperandKind)[keyof typeof OperandKind];

/** No register: value of base and index when absent. RIP-relative addresses have base RIP_BASE. */
export const NO_REGISTER = -1;
export const RIP_BASE = 16;

export interface Operand {
  readonly kind: OperandKind;
  /** Bytes: 1, 2, 4, 8; 0 where a width has no meaning (LEA's, INVLPG's memory operand); 6, 10, 16 for m16:32 and the like. */
  readonly size: number;
  readonly register: number;
  readonly highByte: boolean;
  /** Effective segment of a memory operand (override or default), a SegmentRegister. */
  readonly segment: number;
  readonly base: number;
  readonly index: number;
  readonly scale: 1 | 2 | 4 | 8;
  /** Displacement, sign-extended to 64 bits as a signed number of at most 32 bits (moffs64: see immediate). */
  readonly displacement: number;
  /** Width of the displacement in bytes as encoded: 0, 1, 2, 4 or 8. */
  readonly displacementSize: number;
  /** Immediate or relative or moffs value. Immediates: the value as an unsigned integer of the operand's size. Relative: signed. */
  readonly immediate: bigint;
  readonly selector: number;
}

export const REPEAT_NONE = 0;
/** F3: REP or REPE. */
export const REPEAT_EQUAL = 1;
/** F2: REPNE. */
export const REPEAT_NOT_EQUAL = 2;

export const PREFIX_OPERAND_SIZE = 1;
export const PREFIX_ADDRESS_SIZE = 2;
export const PREFIX_LOCK = 4;
export const PREFIX_REPNE = 8;
export const PREFIX_REP = 16;
/** ES; the other segment registers follow in encoding order. */
export const PREFIX_SEGMENT = 32;

/**
 * Bytes that are no instruction: `invalid` raises #UD, `too-long` (more than 15 bytes) #GP(0); `truncated` means that
 * `end` came first and more bytes decide.
 */
export interface DecodeFailure {
  readonly failure: 'invalid' | 'truncated' | 'too-long';
  readonly reason: string;
}

export interface Instruction {
  readonly form: InstructionForm;
  readonly mnemonic: Mnemonic;
  /** Bytes, 1 to 15. */
  readonly length: number;
  /** Code size it was decoded for. */
  readonly bits: CodeBits;
  /** Effective operand size in bytes; 1 for byte forms. */
  readonly operandSize: OperandSize;
  readonly addressSize: AddressSize;
  readonly lock: boolean;
  /** REPEAT_NONE, REPEAT_EQUAL, REPEAT_NOT_EQUAL as it applies to this instruction. */
  readonly repeat: 0 | 1 | 2;
  /** Segment override prefix (SegmentRegister), or -1. String instructions' source honours it. */
  readonly segmentOverride: number;
  readonly rex: number;
  /** Legacy prefixes that are present, used or not: PREFIX_* bits. The disassembler spells out those without effect. */
  readonly prefixes: number;
  /** Condition code 0–15 of Jcc, SETcc, CMOVcc; -1 otherwise. */
  readonly condition: number;
  /** Exactly four, OperandKind.NONE where absent. Explicit operands first, in the order of the syntax. */
  readonly operands: readonly [Operand, Operand, Operand, Operand];
}
