import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import type { CodeBits } from '../../src/isa/registers.js';

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

describe('decode', () => {
  it('takes each measured encoding of nasm as one instruction', () => {
    const bad: string[] = [];
    for (const line of readFileSync('test/golden/isa/nasm-measured.txt', 'utf8').split('\n')) {
      const [bits, _source, ...encodings] = line.split('|').map((field) => field.trim());
      for (const bytes of encodings) {
        if (!/^[0-9a-f]+$/.test(bytes)) continue;
        const code = hex(bytes);
        const insn = decode(code, 0, code.length, Number(bits) as CodeBits);
        if (isDecodeFailure(insn)) bad.push(`${line}: ${insn.reason}`);
        else if (insn.length !== code.length) bad.push(`${line}: ${insn.mnemonic} of ${insn.length} bytes`);
      }
    }
    expect(bad).toEqual([]);
  });
});
