/**
 * String instructions. SDM Vol. 1, "String Instructions"; Vol. 2, "REP/REPE/REPZ/REPNE/REPNZ".
 *
 * Each iteration is complete before the next begins: registers show the iterations done, so that an interrupt between
 * two (interruptRepeat) or a fault in one leaves a state from which the instruction simply starts again. CMPS and SCAS
 * set the flags of their last comparison only when they end or are interrupted: a fault leaves the flags as they were.
 */
import { type Instruction, REPEAT_EQUAL, REPEAT_NONE } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import { dataSegment } from './addressing.js';
import type { Execute, SystemContext } from './context.js';
import type { Executors } from './executors.js';

/** One iteration: accesses first, then RSI and RDI. */
type Iteration = (context: SystemContext, insn: Instruction) => void;

function source(context: SystemContext, insn: Instruction): bigint {
  return context.load(dataSegment(insn), context.getRegister(Gpr.RSI, insn.addressSize), insn.operandSize);
}

/** RDI's segment is ES, whatever the override. */
function destination(context: SystemContext, insn: Instruction): bigint {
  return context.load(SegmentRegister.ES, context.getRegister(Gpr.RDI, insn.addressSize), insn.operandSize);
}

function storeDestination(context: SystemContext, insn: Instruction, value: bigint): void {
  context.store(SegmentRegister.ES, context.getRegister(Gpr.RDI, insn.addressSize), insn.operandSize, value);
}

/** Move RSI or RDI past the element just handled, in the direction that DF gives. */
function advance(context: SystemContext, insn: Instruction, register: number): void {
  const step = BigInt(context.flags.df ? -insn.operandSize : insn.operandSize);
  context.setRegister(register, insn.addressSize, context.getRegister(register, insn.addressSize) + step);
}

/** Count one repetition off (R|E)CX; returns what is left. */
function countDown(context: SystemContext, insn: Instruction): bigint {
  const left = context.getRegister(Gpr.RCX, insn.addressSize) - 1n;
  context.setRegister(Gpr.RCX, insn.addressSize, left);
  context.chargeRepeat();
  return left;
}

/** MOVS, STOS, LODS, INS, OUTS: REP alone governs them. */
function repeated(iterate: Iteration): Execute {
  return (context, insn) => {
    if (insn.repeat === REPEAT_NONE) {
      iterate(context, insn);
      return;
    }
    if (context.getRegister(Gpr.RCX, insn.addressSize) === 0n) return;
    for (;;) {
      iterate(context, insn);
      if (context.aborted || countDown(context, insn) === 0n || context.interruptRepeat()) return;
    }
  };
}

/** CMPS and SCAS: `first` − [RDI], repeated while the comparison says so. */
function compared(
  first: (context: SystemContext, insn: Instruction) => bigint,
  advancePointers: (context: SystemContext, insn: Instruction) => void,
): Execute {
  return (context, insn) => {
    const repeats = insn.repeat !== REPEAT_NONE;
    if (repeats && context.getRegister(Gpr.RCX, insn.addressSize) === 0n) return;
    for (;;) {
      const a = first(context, insn);
      const b = destination(context, insn);
      if (context.aborted) return;
      advancePointers(context, insn);
      const ends = !repeats || countDown(context, insn) === 0n || (a === b) !== (insn.repeat === REPEAT_EQUAL);
      if (ends || context.interruptRepeat()) {
        context.flags.subtract(insn.operandSize, a, b);
        return;
      }
    }
  };
}

/** INS and OUTS: the port is checked once, before the first iteration and even when there is none. */
function withPort(execute: Execute): Execute {
  return (context, insn) => {
    if (context.checkPort(port(context), insn.operandSize as 1 | 2 | 4)) execute(context, insn);
  };
}

function port(context: SystemContext): number {
  return Number(context.getRegister(Gpr.RDX, 2));
}

export const string = {
  MOVS: repeated((context, insn) => {
    storeDestination(context, insn, source(context, insn));
    advance(context, insn, Gpr.RSI);
    advance(context, insn, Gpr.RDI);
  }),

  STOS: repeated((context, insn) => {
    storeDestination(context, insn, context.getRegister(Gpr.RAX, insn.operandSize));
    advance(context, insn, Gpr.RDI);
  }),

  LODS: repeated((context, insn) => {
    context.setRegister(Gpr.RAX, insn.operandSize, source(context, insn));
    advance(context, insn, Gpr.RSI);
  }),

  CMPS: compared(source, (context, insn) => {
    advance(context, insn, Gpr.RSI);
    advance(context, insn, Gpr.RDI);
  }),

  SCAS: compared(
    (context, insn) => context.getRegister(Gpr.RAX, insn.operandSize),
    (context, insn) => advance(context, insn, Gpr.RDI),
  ),

  /** Memory is checked before the port is read: a read may not be repeated. */
  INS: withPort(
    repeated((context, insn) => {
      const size = insn.operandSize as 1 | 2 | 4;
      context.loadForUpdate(SegmentRegister.ES, context.getRegister(Gpr.RDI, insn.addressSize), size);
      if (context.aborted) return;
      storeDestination(context, insn, context.portIn(port(context), size));
      advance(context, insn, Gpr.RDI);
    }),
  ),

  OUTS: withPort(
    repeated((context, insn) => {
      const value = source(context, insn);
      if (context.aborted) return;
      context.portOut(port(context), insn.operandSize as 1 | 2 | 4, value);
      advance(context, insn, Gpr.RSI);
    }),
  ),
} satisfies Executors;
