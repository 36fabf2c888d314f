/** AND, OR, XOR, NOT, TEST. SDM Vol. 1, "Logical Instructions". AF, left undefined there, is 0. */
import type { Executors } from './executors.js';
import { maskOf } from './integer.js';

export const logic = {
  AND(context, insn) {
    const destination = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.logic(insn.operandSize, destination & context.read(insn, 1)));
  },

  OR(context, insn) {
    const destination = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.logic(insn.operandSize, destination | context.read(insn, 1)));
  },

  XOR(context, insn) {
    const destination = context.readForUpdate(insn, 0);
    context.write(insn, 0, context.flags.logic(insn.operandSize, destination ^ context.read(insn, 1)));
  },

  NOT(context, insn) {
    context.write(insn, 0, context.readForUpdate(insn, 0) ^ maskOf(insn.operandSize));
  },

  TEST(context, insn) {
    const first = context.read(insn, 0);
    context.flags.logic(insn.operandSize, first & context.read(insn, 1));
  },
} satisfies Executors;
