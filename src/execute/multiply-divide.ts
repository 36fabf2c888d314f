/**
 * MUL, IMUL, DIV, IDIV. SDM Vol. 1, "Multiplication and Division Instructions". Flags that the SDM leaves undefined
 * are in undefined-results.ts.
 */
import { type Instruction, OperandKind } from '../isa/instruction.js';
import { Gpr } from '../isa/registers.js';
import { type SystemContext, Vector } from './context.js';
import type { Executors } from './executors.js';
import { maskOf, toSigned } from './integer.js';

/** Write a double-width value: AX for bytes, else rDX:rAX. Only the low two operand sizes of `value` count. */
function writeDouble(context: SystemContext, size: 1 | 2 | 4 | 8, value: bigint): void {
  if (size === 1) {
    context.setRegister(Gpr.RAX, 2, value);
  } else {
    context.setRegister(Gpr.RAX, size, value & maskOf(size));
    context.setRegister(Gpr.RDX, size, (value >> BigInt(size * 8)) & maskOf(size));
  }
}

/** AX or rDX:rAX, unsigned. */
function readDouble(context: SystemContext, size: 1 | 2 | 4 | 8): bigint {
  if (size === 1) return context.getRegister(Gpr.RAX, 2);
  return (context.getRegister(Gpr.RDX, size) << BigInt(size * 8)) | context.getRegister(Gpr.RAX, size);
}

/** Flags of a signed product whose low part is kept: CF and OF say that the upper part is needed. */
function signedProduct(context: SystemContext, size: number, product: bigint): bigint {
  const low = product & maskOf(size);
  const overflow = toSigned(low, size) !== product;
  return context.flags.result(size, low, overflow, overflow);
}

/** Quotient and remainder into AL:AH or rAX:rDX. */
function writeDivision(context: SystemContext, size: 1 | 2 | 4 | 8, quotient: bigint, remainder: bigint): void {
  if (size === 1) {
    context.setRegister(Gpr.RAX, 2, (quotient & 0xffn) | ((remainder & 0xffn) << 8n));
  } else {
    context.setRegister(Gpr.RAX, size, quotient & maskOf(size));
    context.setRegister(Gpr.RDX, size, remainder & maskOf(size));
  }
}

function signedMultiplyInto(context: SystemContext, insn: Instruction, first: number, second: number): void {
  const size = insn.operandSize;
  const product = toSigned(context.read(insn, first), size) * toSigned(context.read(insn, second), size);
  context.write(insn, 0, signedProduct(context, size, product));
}

export const multiplyDivide = {
  MUL(context, insn) {
    const size = insn.operandSize;
    const product = context.read(insn, 0) * context.getRegister(Gpr.RAX, size);
    const overflow = product > maskOf(size);
    context.flags.result(size, product & maskOf(size), overflow, overflow);
    writeDouble(context, size, product);
  },

  IMUL(context, insn) {
    if (insn.operands[2].kind !== OperandKind.NONE) signedMultiplyInto(context, insn, 1, 2);
    else if (insn.operands[1].kind !== OperandKind.NONE) signedMultiplyInto(context, insn, 0, 1);
    else {
      const size = insn.operandSize;
      const product = toSigned(context.read(insn, 0), size) * toSigned(context.getRegister(Gpr.RAX, size), size);
      signedProduct(context, size, product);
      writeDouble(context, size, product);
    }
  },

  DIV(context, insn) {
    const size = insn.operandSize;
    const divisor = context.read(insn, 0);
    if (context.aborted) return;
    const dividend = readDouble(context, size);
    if (divisor === 0n || dividend / divisor > maskOf(size)) context.raise(Vector.DE, -1);
    else writeDivision(context, size, dividend / divisor, dividend % divisor);
  },

  IDIV(context, insn) {
    const size = insn.operandSize;
    const divisor = toSigned(context.read(insn, 0), size);
    if (context.aborted) return;
    const dividend = toSigned(readDouble(context, size), 2 * size);
    if (divisor === 0n || toSigned(dividend / divisor, size) !== dividend / divisor) context.raise(Vector.DE, -1);
    else writeDivision(context, size, dividend / divisor, dividend % divisor);
  },
} satisfies Executors;
