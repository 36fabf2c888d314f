/** Small sources, feature by feature, against what nasm 2.16.01 made of them (test/oracles/record-asm.py). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assemble } from '../../asm/index.js';
import type { Resolver } from '../../asm/types.js';

const FEATURES = new URL('../golden/asm/features/', import.meta.url);
const KERNELS = new URL('../golden/asm/kernels/', import.meta.url);

interface Recorded {
  readonly full: string | null;
  readonly none: string | null;
  readonly listing: string | null;
}

const resolve: Resolver = (path) => {
  const url = new URL(path, FEATURES);
  return existsSync(url) ? { name: path, bytes: new Uint8Array(readFileSync(url)) } : null;
};

function bytesOf(source: string, optimization: 'full' | 'none'): string | null {
  const result = assemble({ source, file: 'input.asm', resolve, optimization });
  return result.ok ? Buffer.from(result.bytes).toString('hex') : null;
}

function listingOf(source: string): string | null {
  const result = assemble({ source, file: 'input.asm', resolve });
  return result.ok ? result.listing() : null;
}

const names = (folder: URL): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.asm'))
    .map((file) => file.slice(0, -4));

describe.each(names(FEATURES))('%s', (name) => {
  const sources = readFileSync(new URL(`${name}.asm`, FEATURES), 'utf8')
    .split(/^;== .*\n/m)
    .slice(1);
  const recorded: Recorded[] = JSON.parse(readFileSync(new URL(`${name}.json`, FEATURES), 'utf8'));

  test('there is a record for each source', () => {
    expect(recorded.length).toBe(sources.length);
  });

  test.each(sources.map((source, i) => [i + 1, source] as const))('source %i', (number, source) => {
    const { full, none, listing } = recorded[number - 1]!;
    expect(bytesOf(source, 'full'), source).toBe(full);
    expect(bytesOf(source, 'none'), source).toBe(none);
    expect(listingOf(source), source).toBe(listing);
  });
});

describe.each(names(KERNELS))('kernel %s', (name) => {
  const read = (suffix: string): string => readFileSync(new URL(`${name}${suffix}`, KERNELS), 'utf8');
  const source = read('.asm');

  test('bytes', () => {
    expect(bytesOf(source, 'full')).toBe(read('.hex').replaceAll('\n', ''));
    expect(bytesOf(source, 'none')).toBe(read('.O0.hex').replaceAll('\n', ''));
  });

  test('listing', () => {
    expect(listingOf(source)).toBe(read('.lst'));
  });
});
