/** Addition, subtraction, comparison and sign conversion. SDM Vol. 1, "Binary Arithmetic Instructions". */
import { Gpr } from '../isa/registers.js';
import type { AccessSize } from './context.js';
import type { Executors } from './executors.js';
import { toSigned } from './integer.js';

export const arithmetic = {
  ADD(context, insn) {
    const destination = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.add(insn.operandSize, destination, context.read(insn, 1)));
  },

  ADC(context, insn) {
    const destination = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.addWithCarry(insn.operandSize, destination, context.read(insn, 1)));
  },

  SUB(context, insn) {
    const destination = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.subtract(insn.operandSize, destination, context.read(insn, 1)));
  },

  SBB(context, insn) {
    const destination = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.subtractWithBorrow(insn.operandSize, destination, context.read(insn, 1)));
  },

  CMP(context, insn) {
    const first = context.read(insn, 0);
    context.flags.subtract(insn.operandSize, first, context.read(insn, 1));
  },

  INC(context, insn) {
    const value = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.increment(insn.operandSize, value));
  },

  DEC(context, insn) {
    const value = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.decrement(insn.operandSize, value));
  },

  NEG(context, insn) {
    const value = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.subtract(insn.operandSize, 0n, value));
  },

  /** CBW, CWDE, CDQE: the accumulator's lower half extended over the whole. */
  CBW(context, insn) {
    const half = (insn.operandSize / 2) as AccessSize;
    context.setRegister(Gpr.RAX, insn.operandSize, toSigned(context.getRegister(Gpr.RAX, half), half));
  },

  /** CWD, CDQ, CQO: the accumulator's sign in every bit of rDX. */
  CWD(context, insn) {
    const size = insn.operandSize;
    const negative = toSigned(context.getRegister(Gpr.RAX, size), size) < 0n;
    context.setRegister(Gpr.RDX, size, negative ? -1n : 0n);
  },
} satisfies Executors;
