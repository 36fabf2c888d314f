/** Instructions made from every row of the table that executes, so that a new row is tested before anyone remembers to. */
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { ENCODINGS, type Encoding } from '../../src/isa/encoding.js';
import type { Instruction } from '../../src/isa/instruction.js';
import { ModRm, OpcodeMap, PrefixRule } from '../../src/isa/opcode-column.js';

export interface Sample {
  readonly name: string;
  readonly encoding: Encoding;
  readonly insn: Instruction;
}

const MANDATORY: Readonly<Record<number, number[]>> = {
  [PrefixRule.P66]: [0x66],
  [PrefixRule.PF2]: [0xf2],
  [PrefixRule.PF3]: [0xf3],
};
const ESCAPES: Readonly<Record<number, number[]>> = {
  [OpcodeMap.ONE_BYTE]: [],
  [OpcodeMap.M0F]: [0x0f],
  [OpcodeMap.M0F38]: [0x0f, 0x38],
  [OpcodeMap.M0F3A]: [0x0f, 0x3a],
};
/** ModR/M with rm = [rsi] or rm = RBX; reg is 1, the same as rCX. */
const MEMORY_RM = 0x06;
const REGISTER_RM = 0xc3;

function modRmBytes(encoding: Encoding, memory: boolean): number[] {
  const rm = memory ? MEMORY_RM : REGISTER_RM;
  switch (encoding.modRm) {
    case ModRm.REGISTER:
      // Debug and control registers: DR0 and CR0 for reg 0; segment register 3 (DS).
      if (encoding.form.syntax.includes('CRn') || encoding.form.syntax.includes('DRn')) return [rm];
      return [rm | ((encoding.form.syntax.includes('Sreg') ? 3 : 1) << 3)];
    case ModRm.DIGIT:
      return [rm | (encoding.digit << 3)];
    case ModRm.FIXED:
      return [encoding.modRmLow];
    default:
      return [];
  }
}

function sample(encoding: Encoding, bits: 32 | 64, prefixes: number[], memory: boolean): Sample | null {
  const rex = encoding.rexW || prefixes.includes(0x48) ? [0x48] : [];
  const legacy = prefixes.filter((byte) => byte !== 0x48);
  const bytes = Uint8Array.from([
    ...legacy,
    ...(MANDATORY[encoding.prefix] ?? []),
    ...rex,
    ...ESCAPES[encoding.map]!,
    // Condition 4 (E) for families, register 1 for +r.
    encoding.opcode + (encoding.conditional ? 4 : encoding.opcodeSpan === 8 ? 1 : 0),
    ...modRmBytes(encoding, memory),
    // Immediates, branch displacements and absolute offsets are all 8.
    ...[8, 0, 0, 0, 0, 0, 0, 0],
  ]);
  const insn = decode(bytes, 0, bytes.length, bits);
  if (isDecodeFailure(insn) || insn.form !== encoding.form) return null;
  const name = `${encoding.form.syntax} (${bits}-bit${legacy.length > 0 ? ', prefixed' : ''}${rex.length > 0 ? ', REX.W' : ''}, ${memory ? 'memory' : 'register'})`;
  return { name, encoding, insn };
}

/** Every executing row, in each mode it exists in, with each operand size, with memory and register operands. */
export function tableSamples(): Sample[] {
  const samples: Sample[] = [];
  for (const encoding of ENCODINGS) {
    if (encoding.noexec || encoding.asmonly) continue;
    for (const bits of [32, 64] as const) {
      for (const prefixes of bits === 64 ? [[], [0x66], [0x48]] : [[], [0x66]]) {
        for (const memory of [true, false]) {
          if (encoding.modRm === ModRm.NONE && memory) continue;
          const made = sample(encoding, bits, prefixes, memory);
          if (made !== null) samples.push(made);
        }
      }
    }
  }
  return samples;
}
