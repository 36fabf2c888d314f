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

describe('encode', () => {
  it.each(['nasm-measured.txt', 'nasm-instructions.txt', 'nasm-corners.txt'])('makes the bytes of %s', (file) => {
    expect(differences(file)).toEqual([]);
  });
});
