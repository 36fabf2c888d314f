/** Instructions that set, clear, save or load flags. SDM Vol. 1, "Flag Control (EFLAG) Instructions". */
import { Gpr } from '../isa/registers.js';
import type { Executors } from './executors.js';
import { FlagBit } from './flags.js';

/** What LAHF and SAHF move through AH. */
const AH_FLAGS = FlagBit.SF | FlagBit.ZF | FlagBit.AF | FlagBit.PF | FlagBit.CF;

export const flagControl = {
  CLC(context) {
    context.flags.change(FlagBit.CF, false);
  },
  STC(context) {
    context.flags.change(FlagBit.CF, true);
  },
  CMC(context) {
    context.flags.change(FlagBit.CF, !context.flags.cf);
  },
  CLD(context) {
    context.flags.change(FlagBit.DF, false);
  },
  STD(context) {
    context.flags.change(FlagBit.DF, true);
  },
  CLI(context) {
    context.clearInterruptFlag();
  },
  STI(context) {
    context.setInterruptFlag();
  },
  CLAC(context) {
    context.setAlignmentCheck(false);
  },
  STAC(context) {
    context.setAlignmentCheck(true);
  },

  LAHF(context) {
    const image = (context.flags.image & AH_FLAGS) | FlagBit.ALWAYS_ONE;
    context.setRegister(Gpr.RAX, 2, (BigInt(image) << 8n) | context.getRegister(Gpr.RAX, 1));
  },

  SAHF(context) {
    const ah = Number(context.getRegister(Gpr.RAX, 2)) >> 8;
    context.flags.image = (context.flags.image & ~AH_FLAGS) | (ah & AH_FLAGS);
  },
} satisfies Executors;
