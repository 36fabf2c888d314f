/** Ten thousand lines of ordinary code assemble, and each kind of line is what it should be (no time is asserted). */
import { expect, test } from 'vitest';
import { assemble } from '../../asm/index.js';

test('10,000 lines', () => {
  const functions = 1250;
  const lines = ['bits 64', 'org 0x100000'];
  for (let i = 0; i < functions; i++) {
    lines.push(
      `function_${i}:`,
      '        push    rbp',
      '        mov     rbp, rsp',
      `        mov     eax, [rbp + ${(i % 100) * 4}] ; a comment`,
      `        cmp     eax, ${i}`,
      '        jne     .skip',
      `        call    function_${(i * 7) % functions}`,
      '.skip:  ret',
    );
  }
  const result = assemble({ source: lines.join('\n'), file: 'many.asm' });
  expect(result.ok).toBe(true);
  if (!result.ok) return;
  expect(result.symbols.size).toBe(functions * 2);
  expect(result.lineMap).toHaveLength(functions * 7);
  const last = result.symbols.get(`function_${functions - 1}.skip`)!;
  expect(last.value).toBe(0x100000n + BigInt(result.bytes.length) - 1n);
});
