/** Disassembly of everything that nasm made: assembled again, the text gives the same bytes. */
import { describe, expect, it } from 'vitest';
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { disassemble } from '../../src/isa/disassemble.js';
import { encode } from '../../src/isa/encode.js';
import type { CodeBits } from '../../src/isa/registers.js';
import { bytesOf, readGolden } from './golden.js';
import { parseInstruction } from './parse-instruction.js';

const ADDRESS = 0x4000n;

/** Source whose bytes are not an instruction of that mode, or not one that a processor would read as meant. */
const NOT_AN_INSTRUCTION = [
  // Prefixes alone.
  /^((rep|repne|lock|es|wait|a32|o16)( |$))+$/,
  // Instructions that nasm assembles where the processor has none.
  /^(16|32)\|(o\d\d )?(syscall|sysret)$/,
  /^64\|salc$/,
  /mov (cs|cr1|cr9|dr8),/,
  /^lock (add eax|mov|rep movsb)/,
  /^ud(0|1|2b)$/,
  /^(16|32)\|mov cr8,/,
  // nasm puts the prefix in front and keeps the other size's operand.
  /^(16|32|64)\|o(16|32) (push|jmp|call) /,
  // A long form of what has a short one, forced by a contradiction that nasm warns of.
  /^a32 mov al,\[qword 0x10\]$/,
];

/** `code` read as instructions, each written out and assembled again. */
function again(code: string, bits: CodeBits): { text: string; bytes: string } {
  const bytes = bytesOf(code);
  const text: string[] = [];
  let result = '';
  for (let at = 0; at < bytes.length; ) {
    const insn = decode(bytes, at, bytes.length, bits);
    if (isDecodeFailure(insn)) return { text: insn.reason, bytes: result };
    const address = ADDRESS + BigInt(at);
    const line = disassemble(insn, address);
    text.push(line);
    const encoded = encode(parseInstruction(line.replace(/ ;.*/, ''), bits, 'full', address));
    if (!encoded.ok) return { text: line, bytes: encoded.message };
    for (const byte of encoded.bytes) result += byte.toString(16).padStart(2, '0');
    at += insn.length;
  }
  return { text: text.join('; '), bytes: result };
}

describe('disassemble', () => {
  it.each(['nasm-measured.txt', 'nasm-instructions.txt', 'nasm-corners.txt'])('round trip of %s', (file) => {
    const bad: string[] = [];
    for (const { bits, source, full, none } of readGolden(file)) {
      if (NOT_AN_INSTRUCTION.some((pattern) => pattern.test(source) || pattern.test(`${bits}|${source}`))) continue;
      for (const code of new Set([full, none])) {
        if (code.startsWith('ERR')) continue;
        const { text, bytes } = again(code, bits);
        if (bytes !== code) bad.push(`${bits}|${source}|${code}: '${text}' gives ${bytes}`);
      }
    }
    expect(bad).toEqual([]);
  });
});
