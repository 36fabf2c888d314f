/**
 * Flags that the SDM leaves undefined, instruction by instruction ("Flags Affected" in Vol. 2): what a processor did
 * with them proves nothing, so recorded vectors are compared without them. Written from the manual, not from the table.
 */
import { FlagBit } from '../../src/execute/flags.js';
import type { Instruction } from '../../src/isa/instruction.js';

const { CF, PF, AF, ZF, SF, OF } = FlagBit;

/** Always undefined, whatever the operands. */
const ALWAYS: Readonly<Record<string, number>> = {
  // "The state of the AF flag is undefined."
  AND: AF,
  OR: AF,
  XOR: AF,
  TEST: AF,
  // "The SF, ZF, AF, and PF flags are undefined."
  MUL: SF | ZF | AF | PF,
  IMUL: SF | ZF | AF | PF,
  // "The CF, OF, SF, ZF, AF, and PF flags are undefined."
  DIV: CF | OF | SF | ZF | AF | PF,
  IDIV: CF | OF | SF | ZF | AF | PF,
  // "The ZF flag is unaffected. The OF, SF, AF, and PF flags are undefined."
  BT: OF | SF | AF | PF,
  BTS: OF | SF | AF | PF,
  BTR: OF | SF | AF | PF,
  BTC: OF | SF | AF | PF,
  // "ZF is set or cleared; the CF, OF, SF, AF, and PF flags are undefined."
  BSF: CF | OF | SF | AF | PF,
  BSR: CF | OF | SF | AF | PF,
  // "OF, SF, PF, and AF flags are undefined."
  TZCNT: OF | SF | PF | AF,
  LZCNT: OF | SF | PF | AF,
};

/**
 * Flags undefined after this execution of `insn`. `count`: the masked count of a shift or rotate, else 0.
 */
export function undefinedFlags(insn: Instruction, count: number): number {
  const bits = insn.operandSize * 8;
  switch (insn.mnemonic) {
    case 'ROL':
    case 'ROR':
    case 'RCL':
    case 'RCR':
      // "The OF flag is defined only for the 1-bit rotates."
      return count > 1 ? OF : 0;
    case 'SHL':
    case 'SHR':
    case 'SAR':
      // "The CF flag … is undefined for SHL and SHR instructions where the count is greater than or equal to the size
      // (in bits) of the destination operand. The OF flag is affected only for 1-bit shifts; otherwise, it is
      // undefined. … For a non-zero count, the AF flag is undefined."
      if (count === 0) return 0;
      return AF | (count > 1 ? OF : 0) | (count >= bits && insn.mnemonic !== 'SAR' ? CF : 0);
    case 'SHLD':
    case 'SHRD':
      // "If the count is greater than the operand size, the flags are undefined."
      if (count === 0) return 0;
      if (count > bits) return CF | OF | SF | ZF | AF | PF;
      return AF | (count > 1 ? OF : 0);
    default:
      return ALWAYS[insn.mnemonic] ?? 0;
  }
}

/** Whether the SDM leaves the destination itself undefined. */
export function undefinedDestination(insn: Instruction, count: number): boolean {
  switch (insn.mnemonic) {
    case 'SHLD':
    case 'SHRD':
      // "If a count is greater than the operand size, the result is undefined."
      return count > insn.operandSize * 8;
    case 'BSWAP':
      // "When the BSWAP instruction references a 16-bit register, the result is undefined."
      return insn.operandSize === 2;
    default:
      return false;
  }
}
