/** Symbols, line map, listing on demand, and what an assembly says of itself. */
import { expect, test } from 'vitest';
import { assemble, lineMapJson, symbolsJson } from '../../asm/index.js';
import type { AssembleOptions, Assembly } from '../../asm/types.js';

function assembled(source: string | Uint8Array, options: Partial<AssembleOptions> = {}): Assembly {
  const result = assemble({ source, file: 'k.asm', ...options });
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result;
}

const lines = (...parts: string[]): string => parts.join('\n');

test('symbols: addresses, sections, local labels under their parents', () => {
  const source = lines(
    'org 0x7c00',
    'bits 16',
    'start: nop',
    '.loop: jmp .loop',
    'LIMIT equ 510',
    'END equ $',
    'section .data vstart=0x8000',
    'message: db 1',
    'section .bss',
    'buffer: resb 4',
  );
  expect(symbolsJson(assembled(source))).toEqual({
    start: { value: 0x7c00, section: '.text' },
    'start.loop': { value: 0x7c01, section: '.text' },
    LIMIT: { value: 510, section: null },
    END: { value: 0x7c03, section: '.text' },
    message: { value: 0x8000, section: '.data' },
    buffer: { value: 0x8004, section: '.bss' },
  });
});

test('a symbol named like a property of objects is a symbol', () => {
  const symbols = symbolsJson(assembled('toString: db 1\nhasOwnProperty: db 2'));
  expect(Object.keys(symbols)).toEqual(['toString', 'hasOwnProperty']);
});

test('values beyond 2^53 are hexadecimal texts', () => {
  const symbols = symbolsJson(assembled('HIGH equ 0xffffffff80000000\nBIG equ 0x123456789abcdef0\nMINUS equ -1'));
  expect(symbols.HIGH?.value).toBe(-0x80000000);
  expect(symbols.BIG?.value).toBe('0x123456789abcdef0');
  expect(symbols.MINUS?.value).toBe(-1);
});

test('line map: file, line, address, place in the image, macro', () => {
  const source = lines(
    'org 0x100',
    '%macro twice 1',
    ' db %1',
    ' db %1',
    '%endmacro',
    'nop',
    'twice 5',
    'align 4',
    'section .data vstart=0x2000',
    'dd 1, 2',
    'section .bss',
    'resb 9',
  );
  const entry = (line: number, address: number, length: number, macro: string | null = null) => ({
    file: 'k.asm',
    line,
    address,
    length,
    macro,
  });
  expect(lineMapJson(assembled(source))).toEqual([
    entry(6, 0x100, 1),
    entry(7, 0x101, 1, 'twice'),
    entry(7, 0x102, 1, 'twice'),
    entry(8, 0x103, 1),
    entry(10, 0x2000, 8),
  ]);
});

test('the line map covers the image without holes or overlaps', () => {
  const result = assembled(
    lines('bits 32', 'a: jmp b', 'times 200 nop', 'b: call a', 'align 16', 'db "x", 0', 'resb 3'),
  );
  let end = 0;
  for (const { offset, length } of result.lineMap) {
    expect(offset).toBe(end);
    end = offset + length;
  }
  expect(end).toBe(result.bytes.length);
});

test('files of %include and incbin come from the resolver, which learns who asks', () => {
  const asked: string[] = [];
  const files: Readonly<Record<string, string>> = {
    'a.inc': '%include "b.inc"\n',
    'b.inc': 'incbin "data"\n',
    data: 'xyz',
  };
  const result = assembled('%include "a.inc"\n', {
    resolve: (path, from, kind) => {
      asked.push(`${kind} ${path} from ${from}`);
      const text = files[path];
      return text === undefined ? null : { name: path, bytes: new TextEncoder().encode(text) };
    },
  });
  expect(new TextDecoder().decode(result.bytes)).toBe('xyz');
  expect(new Set(asked)).toEqual(
    new Set(['include a.inc from k.asm', 'include b.inc from a.inc', 'incbin data from b.inc']),
  );
  expect(lineMapJson(result)).toMatchObject([{ file: 'b.inc', line: 1 }]);
});

test('-D: defines with and without a value', () => {
  const source = lines('%ifdef DEBUG', 'db LEVEL', '%else', 'db 0', '%endif');
  expect([...assembled(source).bytes]).toEqual([0]);
  expect([...assembled(source, { defines: { DEBUG: '', LEVEL: '2 + 1' } }).bytes]).toEqual([3]);
});

test('the same source gives the same everything, and the clock does not show', () => {
  const source = lines('db __DATE__, __TIME__', 'dd __POSIX_TIME__, __?UTC_DATE_NUM?__', 'x: jmp x');
  const [first, second] = [assembled(source), assembled(source)];
  expect(second.bytes).toEqual(first.bytes);
  expect(second.listing()).toBe(first.listing());
  expect(first.listing()).toBe(first.listing());
  expect(second.lineMap).toEqual(first.lineMap);
});

test('the origin is what org or the first section says', () => {
  expect(assembled('org 0x7c00\nnop').origin).toBe(0x7c00n);
  expect(assembled('section .text start=0x100\nnop').origin).toBe(0x100n);
  expect(assembled('nop').origin).toBe(0n);
});

test('addresses of a kernel in the upper half are exact', () => {
  const high = assembled(lines('bits 64', 'org 0xffffffff80100123', 'start: nop', 'again: jmp again'));
  expect(lineMapJson(high).map(({ address }) => address)).toEqual([-0x7feffedd, -0x7feffedc]);
  expect(symbolsJson(high).again).toEqual({ value: -0x7feffedc, section: '.text' });
  const five = assembled(lines('bits 64', 'org 0xff00000000000001', 'start: nop'));
  expect(lineMapJson(five).map(({ address }) => address)).toEqual(['0xff00000000000001']);
});

test("a source's bytes stay as they are, whatever their encoding", () => {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
  expect([...assembled(bytes('db "\xc3\xa9\xff"')).bytes]).toEqual([0xc3, 0xa9, 0xff]);
  expect([...assembled('db "\u00e9"').bytes]).toEqual([0xc3, 0xa9]);
});
