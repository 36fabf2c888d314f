/** Findings have limits, so that sources with thousands of them end soon; none of the limits hides that there is an error. */
import { describe, expect, test } from 'vitest';
import { assemble } from '../../asm/index.js';

const lines = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${make(i)}\n`).join('');

function errorLines(source: string): number[] {
  const result = assemble({ source, file: 'limits.asm' });
  return result.ok ? [] : result.diagnostics.filter(({ severity }) => severity === 'error').map(({ line }) => line);
}

describe('limits of findings', () => {
  test('no number of warnings hides an error', () => {
    const warnings = lines(1500, (i) => `mov al,${300 + i}`);
    expect(errorLines(`${warnings}mov eax,rbx\nfoo bar baz\n`)).toEqual([1501, 1502]);
  });

  test('thousands of undefined symbols beside thousands of defined ones end soon', () => {
    const source = lines(5000, (i) => `label${i}: mov ax,undefined${i}`);
    const start = performance.now();
    expect(errorLines(source).length).toBe(1000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
