/** asm/grammar.ts is what nearley makes of asm/grammar.ne, and no statement reads two ways. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import nearley from 'nearley';
import { describe, expect, test } from 'vitest';
import grammar from '../../asm/grammar.js';
import { tokenize } from '../../asm/tokens.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('grammar.ts is up to date (npm run grammar)', () => {
  const compiler = `${ROOT}node_modules/nearley/bin/nearleyc.js`;
  const compiled = execFileSync(process.execPath, [compiler, `${ROOT}asm/grammar.ne`], { encoding: 'utf8' });
  expect(readFileSync(`${ROOT}asm/grammar.ts`, 'utf8')).toBe(compiled);
});

describe('one reading', () => {
  test.each([
    'label: mov eax, [es:ebx + esi*4 + 8]',
    'times 510-($-$$) db 0',
    'jmp dword 8:start',
    'jmp short .next',
    'db 1, "text", 2 dup (3, ?), dword 4, %(5, 6), -1.5, (7)',
    'dw 3 dup (1) , byte (2, 3)',
    'x equ a ? b : c',
    'x equ 1 + 2 * 3 << 4 & 5 | 6 ^ 7 == 8 && 9 || 10',
    'dd __?float32?__(-1.5), __?utf16?__("x")',
    'lock rep es mov byte [rel x], strict byte 5',
    'incbin "file", 1, 2',
    'times 3 a32 movsb',
    'a32 times 3 movsb',
    'dd 5 % (3), 6 %% 4',
  ])('%s', (line) => {
    const parser = new nearley.Parser(nearley.Grammar.fromCompiled({ ...grammar, ParserStart: 'line' }));
    parser.feed(
      tokenize(line)
        .map(({ type }) => type)
        .join(' '),
    );
    const readings = new Set(parser.results.map((result) => JSON.stringify(result)));
    expect(readings.size).toBe(1);
  });
});
