/** Sources by the hundred, chapter by chapter of NASM's manual, against the bytes nasm 2.16.01 made (test/oracles/record-asm.py). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assemble } from '../../asm/index.js';
import type { Resolver } from '../../asm/types.js';

const FOLDER = new URL('../golden/asm/bytes/', import.meta.url);

const resolve: Resolver = (path) => {
  const url = new URL(path, FOLDER);
  return existsSync(url) ? { name: path, bytes: new Uint8Array(readFileSync(url)) } : null;
};

/** As recorded: `-` for a refused source, `0` for an empty image. */
function outcome(source: string, optimization: 'full' | 'none'): string {
  const result = assemble({ source, file: 'input.asm', resolve, optimization });
  return result.ok ? Buffer.from(result.bytes).toString('hex') || '0' : '-';
}

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.asm'))
  .map((file) => file.slice(0, -4));

describe.each(names)('%s', (name) => {
  const [, ...parts] = readFileSync(new URL(`${name}.asm`, FOLDER), 'utf8').split(/^;== (.*)\n/m);
  const lines = readFileSync(new URL(`${name}.txt`, FOLDER), 'utf8')
    .trimEnd()
    .split('\n');
  const cases = lines.map((line, i) => [parts[2 * i]!, parts[2 * i + 1]!, line] as const);

  test('there is a record for each source', () => {
    expect(2 * lines.length).toBe(parts.length);
  });

  test.each(cases)('source %s', (_title, source, line) => {
    const [full, none] = line.split(' ');
    expect(outcome(source, 'full'), source).toBe(full);
    expect(outcome(source, 'none'), source).toBe(none === '=' ? full : none);
  });
});
