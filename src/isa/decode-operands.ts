/** Operands of decoded instructions: registers by number and size, immediates extended as their form says. */
import type { Encoding } from './encoding.js';
import { NO_REGISTER, type Operand, OperandKind } from './instruction.js';
import { OperandClass, type OperandPattern, widthInBytes } from './operand-pattern.js';
import type { AddressSize, CodeBits } from './registers.js';

export const NO_OPERAND = operand(OperandKind.NONE, 0, NO_REGISTER);

function operand(kind: OperandKind, size: number, register: number, highByte = false): Operand {
  return valueOperand(kind, size, register, highByte, 0n, 0);
}

function valueOperand(
  kind: OperandKind,
  size: number,
  register: number,
  highByte: boolean,
  immediate: bigint,
  selector: number,
): Operand {
  return {
    kind,
    size,
    register,
    highByte,
    segment: 3,
    base: NO_REGISTER,
    index: NO_REGISTER,
    scale: 1,
    displacement: 0,
    displacementSize: 0,
    immediate,
    selector,
  };
}

export function readInt32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

export function registerOperand(
  pattern: OperandPattern,
  register: number,
  operandSize: number,
  bits: CodeBits,
  rex: number,
): Operand {
  const size = widthInBytes(pattern.width, operandSize, bits);
  switch (pattern.kind) {
    case OperandClass.SEGMENT:
      return operand(OperandKind.SEGMENT, size, register & 7);
    case OperandClass.CONTROL:
      return operand(OperandKind.CONTROL, size, register);
    case OperandClass.DEBUG:
      return operand(OperandKind.DEBUG, size, register);
    case OperandClass.X87:
    case OperandClass.MMX:
    case OperandClass.MMX_OR_MEMORY:
      return operand(OperandKind.OTHER, size, register & 7);
    case OperandClass.XMM:
    case OperandClass.XMM_OR_MEMORY:
      return operand(OperandKind.OTHER, size, register);
    default:
      if (size === 1 && rex === 0 && register >= 4) return operand(OperandKind.REGISTER, 1, register - 4, true);
      return operand(OperandKind.REGISTER, size, register);
  }
}

/** MOV to CS is #UD, as are segment registers 6 and 7, control registers other than 0, 2, 3, 4, 8, and DR8 up. */
export function registerExists(pattern: OperandPattern, register: number, encoding: Encoding): boolean {
  switch (pattern.kind) {
    case OperandClass.SEGMENT:
      return register < 6 && !(register === 1 && encoding.reg === 0);
    case OperandClass.CONTROL:
      return register === 0 || (register >= 2 && register <= 4) || register === 8;
    case OperandClass.DEBUG:
      return register < 8;
    default:
      return true;
  }
}

export function immediateOperand(
  pattern: OperandPattern,
  bytes: Uint8Array,
  at: number,
  width: number,
  operandSize: number,
  bits: CodeBits,
  segment: number,
  addressSize: AddressSize,
): Operand {
  switch (pattern.kind) {
    case OperandClass.FAR_POINTER: {
      const offset = unsigned(bytes, at, width - 2);
      const selector = bytes[at + width - 2]! | (bytes[at + width - 1]! << 8);
      return valueOperand(OperandKind.FAR_POINTER, width, NO_REGISTER, false, offset, selector);
    }
    case OperandClass.OFFSET:
      return {
        kind: OperandKind.OFFSET,
        size: widthInBytes(pattern.width, operandSize, bits),
        register: NO_REGISTER,
        highByte: false,
        segment,
        base: NO_REGISTER,
        index: NO_REGISTER,
        scale: 1,
        displacement: 0,
        displacementSize: addressSize,
        immediate: unsigned(bytes, at, width),
        selector: 0,
      };
    case OperandClass.RELATIVE:
      return valueOperand(OperandKind.RELATIVE, width, NO_REGISTER, false, signed(bytes, at, width), 0);
    default: {
      const size = widthInBytes(pattern.width, operandSize, bits);
      const full = size === 4 && operandSize === 8 ? 8 : size;
      if (full <= width)
        return valueOperand(OperandKind.IMMEDIATE, size, NO_REGISTER, false, unsigned(bytes, at, width), 0);
      const value = BigInt.asUintN(full * 8, signed(bytes, at, width));
      return valueOperand(OperandKind.IMMEDIATE, full, NO_REGISTER, false, value, 0);
    }
  }
}

function unsigned(bytes: Uint8Array, at: number, width: number): bigint {
  switch (width) {
    case 1:
      return BigInt(bytes[at]!);
    case 2:
      return BigInt(bytes[at]! | (bytes[at + 1]! << 8));
    case 4:
      return BigInt(readInt32(bytes, at) >>> 0);
    default:
      return BigInt(readInt32(bytes, at) >>> 0) | (BigInt(readInt32(bytes, at + 4) >>> 0) << 32n);
  }
}

function signed(bytes: Uint8Array, at: number, width: number): bigint {
  switch (width) {
    case 1:
      return BigInt((bytes[at]! << 24) >> 24);
    case 2:
      return BigInt(((bytes[at]! | (bytes[at + 1]! << 8)) << 16) >> 16);
    default:
      return BigInt(readInt32(bytes, at));
  }
}

export function impliedOperand(pattern: OperandPattern, operandSize: number): Operand {
  switch (pattern.kind) {
    case OperandClass.FIXED_SEGMENT:
      return operand(OperandKind.SEGMENT, 2, pattern.register);
    case OperandClass.ONE:
      return valueOperand(OperandKind.IMMEDIATE, 1, NO_REGISTER, false, 1n, 0);
    case OperandClass.X87_TOP:
      return operand(OperandKind.OTHER, pattern.width, 0);
    default:
      return operand(OperandKind.REGISTER, widthInBytes(pattern.width, operandSize, 0), pattern.register);
  }
}
