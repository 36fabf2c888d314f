/** The encoder against bytes that nasm 2.16.01 made. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/isa/encode.js';
import type { Optimization } from '../../src/isa/encode-types.js';
import type { CodeBits } from '../../src/isa/registers.js';
import { parseInstruction } from './parse-instruction.js';

function assemble(source: string, bits: CodeBits, optimization: Optimization): string {
  const result = encode(parseInstruction(source, bits, optimization, 0n));
  return result.ok ? result.bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('') : `ERR ${result.message}`;
}

describe('encode', () => {
  it('makes the measured bytes of nasm at -Ox and -O0', () => {
    const bad: string[] = [];
    for (const line of readFileSync('test/golden/isa/nasm-measured.txt', 'utf8').trim().split('\n')) {
      const [bits = '', source = '', full = '', none = ''] = line.split('|').map((field) => field.trim());
      // RIP is no register of nasm's: the assembler reports it as an undefined symbol.
      if (full.startsWith('ERR')) continue;
      const size = Number(bits) as CodeBits;
      const atFull = assemble(source, size, 'full');
      if (atFull !== full) bad.push(`${bits} ${source} -Ox: ${atFull}, not ${full}`);
      const atNone = assemble(source, size, 'none');
      if (atNone !== (none || full)) bad.push(`${bits} ${source} -O0: ${atNone}, not ${none || full}`);
    }
    expect(bad).toEqual([]);
  });
});
