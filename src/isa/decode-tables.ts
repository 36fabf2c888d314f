/**
 * The decoder's index over the instruction table: for each mode and opcode the candidate forms, most specific first.
 * SDM Vol. 2, "Opcode Map".
 */
import { ENCODINGS, type Encoding } from './encoding.js';
import { ModRm, PrefixRule } from './opcode-column.js';
import type { CodeBits } from './registers.js';

/** Candidates by map × 256 + opcode. */
export type OpcodeIndex = readonly (readonly Encoding[] | null)[];

/** Forms that demand more bits of the instruction come before those that demand fewer. */
function specificity(encoding: Encoding): number {
  let score = 0;
  if (encoding.prefix >= PrefixRule.P66) score += 8;
  else if (encoding.prefix !== PrefixRule.ANY) score += 4;
  if (encoding.rexW) score += 2;
  if (encoding.modRm === ModRm.FIXED) score += 64;
  else if (encoding.modRm === ModRm.DIGIT) score += 32;
  if (encoding.fixedOperandSize !== 0) score += 1;
  if (encoding.opcodeSpan === 1) score += 16;
  return score;
}

function build(bits: CodeBits): OpcodeIndex {
  const index: (Encoding[] | null)[] = new Array<Encoding[] | null>(4 * 256).fill(null);
  for (const encoding of ENCODINGS) {
    if (encoding.asmonly || (bits === 64 ? encoding.no64 : encoding.x64)) continue;
    for (let i = 0; i < encoding.opcodeSpan; i++) {
      const at = encoding.map * 256 + encoding.opcode + i;
      const list = index[at];
      if (list) list.push(encoding);
      else index[at] = [encoding];
    }
  }
  for (const list of index) list?.sort((a, b) => specificity(b) - specificity(a) || a.index - b.index);
  return index;
}

const LEGACY_INDEX = build(32);
const LONG_INDEX = build(64);

/** The index for a code size. 16- and 32-bit code share one. */
export function opcodeIndex(bits: CodeBits): OpcodeIndex {
  return bits === 64 ? LONG_INDEX : LEGACY_INDEX;
}
