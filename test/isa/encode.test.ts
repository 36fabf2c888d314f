/** The encoder against bytes that nasm 2.16.01 made. */
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/isa/encode.js';
import type { Optimization } from '../../src/isa/encode-types.js';
import type { CodeBits } from '../../src/isa/registers.js';
import { readGolden } from './golden.js';
import { parseInstruction } from './parse-instruction.js';

function assemble(source: string, bits: CodeBits, optimization: Optimization): string {
  const result = encode(parseInstruction(source, bits, optimization, 0n));
  return result.ok ? result.bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('') : `ERR ${result.message}`;
}

/** Lines of a golden file whose bytes differ from ours. */
function differences(file: string): string[] {
  const bad: string[] = [];
  for (const { bits, source, full, none } of readGolden(file)) {
    for (const [optimization, wanted] of [
      ['full', full],
      ['none', none],
    ] as const) {
      if (wanted.startsWith('ERR')) continue;
      const ours = assemble(source, bits, optimization);
      if (ours !== wanted) bad.push(`${bits}|${source} at ${optimization}: ${ours}, not ${wanted}`);
    }
  }
  return bad;
}

/** Source that nasm refuses and that is taken here on purpose: the meaning is plain. */
const EXTENSIONS: readonly RegExp[] = [
  // MOVSXD without REX.W: the SDM has it, and the disassembler shows it.
  /^movsxd (e|r?\w+d|ax|bx|si|r\d+w)/,
  // `short` for what is always short.
  /^(loop\w*|j\w*cxz) short/,
  /^prefetchw byte/,
  // A size that only repeats what the form says.
  /^sh[lr]d rax,rbx,byte/,
  /^mov \[rax\],qword 1$/,
  // nasm has them in 64-bit mode only, the SDM in every mode.
  /^(rd|wr)pkru$/,
];

describe('encode', () => {
  it.each(['nasm-instructions.txt', 'nasm-corners.txt'])('refuses what nasm refuses in %s', (file) => {
    const taken = readGolden(file)
      .filter(({ full, source }) => full === 'ERR' && !EXTENSIONS.some((pattern) => pattern.test(source)))
      .map(({ bits, source }) => `${bits}|${source}: ${assemble(source, bits, 'full')}`)
      .filter((line) => !line.includes(': ERR'));
    expect(taken).toEqual([]);
  });

  it.each(['nasm-measured.txt', 'nasm-instructions.txt', 'nasm-corners.txt'])('makes the bytes of %s', (file) => {
    expect(differences(file)).toEqual([]);
  });
});
