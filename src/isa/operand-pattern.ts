/**
 * What a form says of one operand, compiled from its spelling in the SDM's notation.
 * SDM Vol. 2, "Interpreting the Instruction Reference Pages" and the letters of "Opcode Map": v = word, doubleword or
 * quadword by operand size; z = word, or doubleword for 32 and 64 bits; y = doubleword or quadword; n = the width
 * that is native to the mode (doubleword, quadword in 64-bit mode) whatever the operand size.
 */

export const OperandClass = {
  /** General register from reg, opcode or rm. */
  GPR: 0,
  /** General register or memory. */
  GPR_OR_MEMORY: 1,
  MEMORY: 2,
  IMMEDIATE: 3,
  RELATIVE: 4,
  FAR_POINTER: 5,
  OFFSET: 6,
  /** A register that the opcode implies. */
  FIXED_GPR: 7,
  SEGMENT: 8,
  FIXED_SEGMENT: 9,
  CONTROL: 10,
  DEBUG: 11,
  /** The constant 1 of shifts. */
  ONE: 12,
  /** x87 register ST(i), ST(0). */
  X87: 13,
  X87_TOP: 14,
  MMX: 15,
  MMX_OR_MEMORY: 16,
  XMM: 17,
  XMM_OR_MEMORY: 18,
} as const;
export type OperandClass = (typeof OperandClass)[keyof typeof OperandClass];

/** Width of an operand: bytes when positive, else one of these. */
export const WIDTH_V = -1;
export const WIDTH_Z = -2;
export const WIDTH_Y = -3;
export const WIDTH_N = -4;
/** m16:16, m16:32, m16:64. */
export const WIDTH_FAR_V = -5;
export const WIDTH_FAR_Z = -6;
/** m16&32, m16&64: what LGDT takes. */
export const WIDTH_TABLE = -7;
/** Memory whose size says nothing (LEA, INVLPG). */
export const WIDTH_NONE = 0;

/** Where an operand is encoded. */
export const Place = { IMPLIED: 0, REG: 1, RM: 2, OPCODE: 3, IMMEDIATE: 4 } as const;
export type Place = (typeof Place)[keyof typeof Place];

export interface OperandPattern {
  readonly token: string;
  readonly kind: OperandClass;
  /** Bytes or WIDTH_*. */
  readonly width: number;
  /** Width when it is memory: differs from `width` for rv/m16. */
  readonly memoryWidth: number;
  /** Number of a fixed register. */
  readonly register: number;
  /** imm8s: a byte, sign-extended to the operand size. */
  readonly signExtended: boolean;
  /** imm32u, imm32s: a quadword that fits 32 bits, zero- or sign-extended. */
  readonly narrowed: 'zero' | 'sign' | null;
}

const LETTER_WIDTHS: Readonly<Record<string, number>> = { v: WIDTH_V, z: WIDTH_Z, y: WIDTH_Y, n: WIDTH_N };

/** Bytes for `16`, WIDTH_* for a letter. */
function widthOf(text: string): number {
  return LETTER_WIDTHS[text] ?? Number(text) / 8;
}

interface Fixed {
  readonly kind: OperandClass;
  readonly width: number;
  readonly register: number;
}
const gpr = (width: number, register: number): Fixed => ({ kind: OperandClass.FIXED_GPR, width, register });
const segment = (register: number): Fixed => ({ kind: OperandClass.FIXED_SEGMENT, width: 2, register });
const plain = (kind: OperandClass, width: number): Fixed => ({ kind, width, register: -1 });

const FIXED_TOKENS: Readonly<Record<string, Fixed>> = {
  AL: gpr(1, 0),
  CL: gpr(1, 1),
  AX: gpr(2, 0),
  DX: gpr(2, 2),
  EAX: gpr(4, 0),
  ECX: gpr(4, 1),
  EDX: gpr(4, 2),
  RAX: gpr(8, 0),
  CX: gpr(2, 1),
  RCX: gpr(8, 1),
  eAX: gpr(WIDTH_Z, 0),
  rAX: gpr(WIDTH_V, 0),
  ES: segment(0),
  CS: segment(1),
  SS: segment(2),
  DS: segment(3),
  FS: segment(4),
  GS: segment(5),
  Sreg: plain(OperandClass.SEGMENT, 2),
  CRn: plain(OperandClass.CONTROL, WIDTH_N),
  DRn: plain(OperandClass.DEBUG, WIDTH_N),
  '1': plain(OperandClass.ONE, 1),
  ST0: plain(OperandClass.X87_TOP, 10),
  STi: plain(OperandClass.X87, 10),
  mm: plain(OperandClass.MMX, 8),
  xmm: plain(OperandClass.XMM, 16),
  m: plain(OperandClass.MEMORY, WIDTH_NONE),
  'm16:v': plain(OperandClass.MEMORY, WIDTH_FAR_V),
  'm16:z': plain(OperandClass.MEMORY, WIDTH_FAR_Z),
  'm16&n': plain(OperandClass.MEMORY, WIDTH_TABLE),
  'ptr16:z': plain(OperandClass.FAR_POINTER, WIDTH_FAR_Z),
};

/** Parses one operand of a syntax string. */
export function parseOperandPattern(token: string): OperandPattern {
  const pattern = (
    kind: OperandClass,
    width: number,
    rest: Partial<Pick<OperandPattern, 'memoryWidth' | 'register' | 'signExtended' | 'narrowed'>> = {},
  ): OperandPattern => ({
    token,
    kind,
    width,
    memoryWidth: rest.memoryWidth ?? width,
    register: rest.register ?? -1,
    signExtended: rest.signExtended ?? false,
    narrowed: rest.narrowed ?? null,
  });

  const fixed = FIXED_TOKENS[token];
  if (fixed) return pattern(fixed.kind, fixed.width, { register: fixed.register });
  if (token.startsWith('moffs')) return pattern(OperandClass.OFFSET, widthOf(token.slice(5)));
  if (token.startsWith('r/m')) return pattern(OperandClass.GPR_OR_MEMORY, widthOf(token.slice(3)));
  if (token === 'imm8s') return pattern(OperandClass.IMMEDIATE, WIDTH_V, { signExtended: true });
  if (token === 'imm32u') return pattern(OperandClass.IMMEDIATE, 8, { narrowed: 'zero' });
  if (token === 'imm32s') return pattern(OperandClass.IMMEDIATE, 8, { narrowed: 'sign' });
  if (token.startsWith('imm')) return pattern(OperandClass.IMMEDIATE, widthOf(token.slice(3)));
  if (token.startsWith('rel')) return pattern(OperandClass.RELATIVE, widthOf(token.slice(3)));
  const mixed = /^(r|mm\/|xmm\/)(\w*?)\/?m(\d+)$/.exec(token);
  if (mixed) {
    const [, register, width, memory] = mixed;
    if (register === 'mm/') return pattern(OperandClass.MMX_OR_MEMORY, 8, { memoryWidth: widthOf(memory ?? '') });
    if (register === 'xmm/') return pattern(OperandClass.XMM_OR_MEMORY, 16, { memoryWidth: widthOf(memory ?? '') });
    return pattern(OperandClass.GPR_OR_MEMORY, widthOf(width ?? ''), { memoryWidth: widthOf(memory ?? '') });
  }
  if (/^r(\d+|[vzyn])$/.test(token)) return pattern(OperandClass.GPR, widthOf(token.slice(1)));
  if (/^m(\d+|[vzyn])$/.test(token)) return pattern(OperandClass.MEMORY, widthOf(token.slice(1)));
  throw new Error(`instruction table: unknown operand '${token}'`);
}

/** Bytes of a width for an operand size and mode. */
export function widthInBytes(width: number, operandSize: number, bits: number): number {
  switch (width) {
    case WIDTH_V:
      return operandSize;
    case WIDTH_Z:
      return operandSize === 2 ? 2 : 4;
    case WIDTH_Y:
      return operandSize === 8 ? 8 : 4;
    case WIDTH_N:
      return bits === 64 ? 8 : 4;
    case WIDTH_FAR_V:
      return 2 + operandSize;
    case WIDTH_FAR_Z:
      return operandSize === 2 ? 4 : 6;
    case WIDTH_TABLE:
      return bits === 64 ? 10 : 6;
    default:
      return width;
  }
}

/** True when the width follows the operand size. */
export function isVariadic(width: number): boolean {
  return width === WIDTH_V || width === WIDTH_Z || width === WIDTH_Y || width === WIDTH_FAR_V || width === WIDTH_FAR_Z;
}
