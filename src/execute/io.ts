/** IN and OUT. SDM Vol. 1, "Input/Output": permission is checked before the port is touched. */
import type { Executors } from './executors.js';

type PortSize = 1 | 2 | 4;

export const io = {
  IN(context, insn) {
    const size = insn.operands[0].size as PortSize;
    const port = Number(context.read(insn, 1));
    if (context.checkPort(port, size)) context.write(insn, 0, context.portIn(port, size));
  },

  OUT(context, insn) {
    const size = insn.operands[1].size as PortSize;
    const port = Number(context.read(insn, 0));
    if (context.checkPort(port, size)) context.portOut(port, size, context.read(insn, 1));
  },
} satisfies Executors;
