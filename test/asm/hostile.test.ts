/** No source makes the assembler throw, hang or grow without bound: extreme sources, and seeded mutations of good ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assemble, formatDiagnostic } from '../../asm/index.js';

const FEATURES = new URL('../golden/asm/features/', import.meta.url);

function firstCode(source: string): string {
  const bytes = new TextEncoder().encode(source);
  const result = assemble({ source, file: 'h.asm', resolve: (name) => ({ name, bytes }) });
  if (result.ok) return `ok ${result.bytes.length}`;
  expect(result.diagnostics.length).toBeGreaterThan(0);
  for (const diagnostic of result.diagnostics) formatDiagnostic(diagnostic);
  return result.diagnostics[0]!.code;
}

const list = (count: number, make: (i: number) => string, separator = '\n'): string =>
  Array.from({ length: count }, (_, i) => make(i)).join(separator);

describe('extremes end soon, with a reason', () => {
  test.each<[string, string, string]>([
    ['a macro that calls itself', '%rmacro a 0\na\n%endmacro\na', 'limit-macro-depth'],
    ['a macro whose arguments grow', '%rmacro m 1\nm %1-1\n%endmacro\nm 1', 'limit-macro-depth'],
    ['repetitions of repetitions', '%rep 1000\n%rep 1000\n%rep 1000\n%endrep\n%endrep\n%endrep', 'limit-lines'],
    ['too many repetitions', '%rep 1000001\n%endrep', 'limit-repetitions'],
    ['doubling macros', `${list(40, (i) => `%define a${i} a${i + 1} a${i + 1}`)}\na0`, 'macro-size'],
    [
      'doubling macros, expanded at once',
      `%define a0 x\n${list(30, (i) => `%xdefine a${i + 1} a${i} a${i}`)}`,
      'macro-size',
    ],
    ['a long chain of macros', `${list(2000, (i) => `%define a${i} a${i + 1}`)}\ndb a0`, 'macro-depth'],
    ['doubling strings', '%define s "a"\n%rep 40\n%strcat s s,s\n%endrep', 'limit-string'],
    ['a file that includes itself', '%include "h"', 'limit-include'],
    ['nested indirection', `db ${'%['.repeat(1000)}1${']'.repeat(1000)}`, 'limit-indirection'],
    ['nested parentheses', `db ${'('.repeat(5000)}1${')'.repeat(5000)}`, 'syntax'],
    ['many operators', `db ${'1+'.repeat(20_000)}1`, 'syntax'],
    ['many signs', `db ${'-'.repeat(3000)}1`, 'syntax'],
    ['an image beyond the limit', 'times (64 << 20) + 1 db 0', 'limit-output'],
    ['data beyond the limit', 'db 1000 dup (1000 dup (1000 dup (1)))', 'limit-output'],
    ['reserved space without end', 'absolute 0\nresq 1 << 60', 'limit-offset'],
    ['too many placed instructions', 'times 2000000 jmp $', 'limit-times'],
    ['a count without end', 'times 1 << 62 db 0', 'limit-times'],
    ['an equate of itself', 'a equ a + 1\ndb a', 'circular'],
    ['equates of each other', 'a equ b\nb equ a\ndb a', 'circular'],
    ['conditions without end', '%if 1\n'.repeat(5000), 'missing-endif'],
    ['sections in a circle', 'section a vfollows=b\nsection b vfollows=a', 'section-layout'],
  ])('%s', (_name, source, code) => {
    const begin = performance.now();
    expect(firstCode(source)).toBe(code);
    expect(performance.now() - begin).toBeLessThan(20_000);
  });

  test.each<[string, string, string]>([
    ['the largest image', 'times 64 << 20 db 0', `ok ${64 << 20}`],
    ['a long data line', `db ${list(50_000, String, ',')}`, 'ok 50000'],
    ['a long string', `db '${'a'.repeat(1_000_000)}'`, 'ok 1000000'],
    ['many labels', list(20_000, (i) => `l${i}: dd l${(i + 7) % 20_000}`), 'ok 80000'],
    [
      'jumps that lengthen each other',
      list(500, (i) => `jmp e${i + 1}\ntimes 124 nop\ne${i}:`).concat('\ne500:'),
      'ok 63499',
    ],
    ['many contexts', '%push\n'.repeat(20_000), 'ok 0'],
    ['a macro defined over and over', '%macro m 0\n%endmacro\n'.repeat(5000), 'ok 0'],
    ['many sections', list(2000, (i) => `section s${i}\ndb 1`), 'ok 7997'],
  ])('%s is fine', (_name, source, result) => {
    expect(firstCode(source)).toBe(result);
  });
});

describe('mutations', () => {
  const sources = readdirSync(FEATURES)
    .filter((file) => file.endsWith('.asm') && !file.startsWith('random'))
    .flatMap((file) => readFileSync(new URL(file, FEATURES), 'utf8').split(/^;== .*\n/m));
  const nasty = [
    '%rep 99999', '%endrep', '%macro x 1-*', '%endmacro', '%if', '%elif', '%else', '%endif', '%[', '%{', '%$', '%%', '%+', '%1',
    '%exitrep', '%exitmacro', '%rotate 1<<63', '%push', '%pop', '%include "h"', '%assign a a+1', '%deftok a "%rep 9"', '%line 1 x',
    'times 1<<60 db 0', 'times -1', 'resb 1<<62', 'db 1<<40 dup (1)', 'a equ a', 'align 1<<40', 'align 0', 'org -1', 'absolute 1<<63',
    'struc', 'endstruc', 'istruc', 'at', 'iend', 'section', '[', ']', '(', ')', '"', "'", '`', '\\', '\0', '\xff', ':', '?', 'dup', '0x', '1e99999',
  ]; // biome-ignore format: a table

  test.each([1, 2, 3, 4])('seed %i', (seed) => {
    let state = seed;
    const random = (limit: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % limit;
    };
    const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
    for (let round = 0; round < 250; round++) {
      let source = pick(sources);
      for (let change = random(5); change >= 0; change--) {
        const at = random(source.length + 1);
        const [head, tail] = [source.slice(0, at), source.slice(at)];
        const kind = random(4);
        if (kind === 0) source = head + tail.slice(1 + random(8));
        else if (kind === 1) source = head + pick(nasty) + tail;
        else if (kind === 2) source = `${head}\n${pick(nasty)}\n${tail}`;
        else source = head + pick(sources);
      }
      const begin = performance.now();
      expect(() => firstCode(source), JSON.stringify(source)).not.toThrow();
      expect(performance.now() - begin, JSON.stringify(source)).toBeLessThan(20_000);
    }
  });
});
