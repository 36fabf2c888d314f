/** The decoder against GNU objdump on byte strings that no assembler made: length and mnemonic. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { disassemble } from '../../src/isa/disassemble.js';
import { isaTable } from '../../src/isa/print.js';
import type { CodeBits } from '../../src/isa/registers.js';
import { bytesOf } from './golden.js';

const PREFIX =
  /^((rex(\.\w+)?|lock|rep|repz|repnz|data(16|32)|addr(16|32)|[c-gs]s|xacquire|xrelease|bnd|notrack|\{\w+\})( |$))+/;

/** Lines that prove nothing: where objdump does less than the SDM, or says it otherwise. */
function isComparable(hex: string, text: string): boolean {
  if (text.replace(PREFIX, '') === '') return false;
  // LOCK where it is #UD, and registers that do not exist, objdump shows all the same.
  if (/\block\b/.test(text) || /\?/.test(text)) return false;
  // WAIT and what follows are one line for objdump.
  if (/^(f2|f3|66|67|[23][6e]|6[45]|4.)*9b/.test(hex)) return false;
  // Registers that no processor of ours has, and MOV to CS.
  if (/\b(tr\d|cr[15-79]|cr1[0-5]|dr[89]|dr1[0-5]|mov cs)\b/.test(text)) return false;
  const opcode = hex.replace(/^(f2|f3|66|67|[23][6e]|6[45])*/, '').replace(/^4.(?=0f)/, '');
  // NP forms with a mandatory prefix in front are #UD in the SDM; so are SWAPGS and RDFSBASE outside 64-bit mode.
  if (/^0f(01[cdef]|c7|ae)/.test(opcode) && /66|f2|f3/.test(hex.slice(0, hex.indexOf(opcode)))) return false;
  if (/\b(swapgs|mov cr8,|mov \w+,cr8)/.test(text)) return false;
  // F2 in front of BSF and BSR is ignored.
  if (/^0fb[cd]/.test(opcode)) return false;
  // SALC; fences with another r/m than 0; what MPX, CLDEMOTE and 3DNow! took from the NOPs; SYSCALL outside 64-bit mode.
  return !/^(d6|0fae[ef]|0f0d|0f1[abc]|0f05|0f07)/.test(opcode);
}

/** Instructions that objdump shows with a size letter behind them. */
const WITH_SUFFIX =
  /^(call|jmp|ret|retf|iret|push|pop|pusha|popa|pushf|popf|sysret|sysexit|enter|leave|[sl][gi]dt|fldenv|fnstenv|fnsave|frstor)[wdlq]$/;

/** Whether objdump may show a row under this name. */
function isCalled(names: readonly string[], stem: string, shown: string): boolean {
  if (shown === 'movabs') return names.includes('mov');
  // 66 90 and 48 90.
  if (shown === 'xchg' && names.includes('nop')) return true;
  return names.includes(shown) || names.includes(shown.replace(WITH_SUFFIX, '$1')) || stem === shown;
}

describe('decode', () => {
  it('agrees with objdump', () => {
    const table = isaTable();
    const known = new Set(table.flatMap(({ names }) => names));
    const bad: string[] = [];
    for (const line of readFileSync('test/golden/isa/objdump-decode.txt', 'utf8').trim().split('\n')) {
      const [bits = '', hex = '', length = '', text = ''] = line.split('|');
      if (!isComparable(hex, text)) continue;
      const code = bytesOf(hex);
      const insn = decode(code, 0, code.length, Number(bits) as CodeBits);
      const shown = text.replace(PREFIX, '').split(/[ ,]/)[0]!;
      const ours = isDecodeFailure(insn) ? insn.reason : `${disassemble(insn, 0n)} (${insn.length})`;
      if (text.includes('(bad)')) {
        if (!isDecodeFailure(insn)) bad.push(`${line}: ${ours}`);
      } else if (isDecodeFailure(insn)) {
        if (known.has(shown)) bad.push(`${line}: ${ours}`);
      } else {
        const rows = table.filter((row) => row.syntax === insn.form.syntax && row.opcode === insn.form.opcode);
        const named = rows.some((row) => isCalled(row.names, row.mnemonic.toLowerCase(), shown));
        if (insn.length !== Number(length) || !named) bad.push(`${line}: ${ours}`);
      }
    }
    expect(bad).toEqual([]);
  });
});
