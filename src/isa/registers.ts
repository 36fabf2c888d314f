/**
 * Registers by the numbers that instructions encode them with.
 * SDM Vol. 2, "Instruction Format": ModR/M, SIB and REX fields.
 */

/** General-purpose registers, encoding order (ModR/M.rm, REX.B as bit 3). */
export const Gpr = {
  RAX: 0,
  RCX: 1,
  RDX: 2,
  RBX: 3,
  RSP: 4,
  RBP: 5,
  RSI: 6,
  RDI: 7,
  R8: 8,
  R9: 9,
  R10: 10,
  R11: 11,
  R12: 12,
  R13: 13,
  R14: 14,
  R15: 15,
} as const;
export type Gpr = (typeof Gpr)[keyof typeof Gpr];

/** Segment registers, encoding order (Sreg field). */
export const SegmentRegister = { ES: 0, CS: 1, SS: 2, DS: 3, FS: 4, GS: 5 } as const;
export type SegmentRegister = (typeof SegmentRegister)[keyof typeof SegmentRegister];

/** Bits in the operand, address or code size of an instruction; also widths in bytes. */
export type CodeBits = 16 | 32 | 64;
export type OperandSize = 1 | 2 | 4 | 8;
export type AddressSize = 2 | 4 | 8;

export const REGISTER_NAMES_64 = [
  'rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi',
  'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15',
] as const; // biome-ignore format: a table
export const REGISTER_NAMES_32 = [
  'eax',
  'ecx',
  'edx',
  'ebx',
  'esp',
  'ebp',
  'esi',
  'edi',
  'r8d',
  'r9d',
  'r10d',
  'r11d',
  'r12d',
  'r13d',
  'r14d',
  'r15d',
] as const;
export const REGISTER_NAMES_16 = [
  'ax',
  'cx',
  'dx',
  'bx',
  'sp',
  'bp',
  'si',
  'di',
  'r8w',
  'r9w',
  'r10w',
  'r11w',
  'r12w',
  'r13w',
  'r14w',
  'r15w',
] as const;
/** Byte registers with a REX prefix; without one, 4 to 7 are AH, CH, DH, BH (HIGH_BYTE_NAMES). */
export const REGISTER_NAMES_8 = [
  'al',
  'cl',
  'dl',
  'bl',
  'spl',
  'bpl',
  'sil',
  'dil',
  'r8b',
  'r9b',
  'r10b',
  'r11b',
  'r12b',
  'r13b',
  'r14b',
  'r15b',
] as const;
/** AH, CH, DH, BH: bits 15:8 of RAX, RCX, RDX, RBX. */
export const HIGH_BYTE_NAMES = ['ah', 'ch', 'dh', 'bh'] as const;
export const SEGMENT_NAMES = ['es', 'cs', 'ss', 'ds', 'fs', 'gs'] as const;
