/** Progress and statistics on a terminal, and nothing of either when piped. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formatProgress, startProgress } from '../../src/cli/progress.js';
import { shell, trapwalk } from './trapwalk.js';

/** What a run shows that is asked for progress at these times (milliseconds), its output ending at `column`. */
function shownAt(times: readonly number[], column: number | null, isTerminal = true): string {
  let text = '';
  let time = 0;
  const write = (piece: string) => {
    text += piece;
  };
  const progress = startProgress('k.asm', () => column, { isTerminal, now: () => time, write });
  for (time of times) progress.update(1e6 * time, 2e6 * time);
  progress.clear();
  progress.clear();
  return text;
}

describe('progress', () => {
  const at = (seconds: number) =>
    `\r\x1b[Kk.asm: ${seconds * 1000}.0 M instructions, ${seconds * 2000}.0 M cycles, 1000.0 MIPS`;

  it('is shown after two seconds, five times a second, and taken away at the end', () => {
    expect(shownAt([0, 1000, 1999], 0)).toBe('');
    expect(shownAt([1000, 2000, 2100, 3000], 0)).toBe(`${at(2)}${at(3)}\r\x1b[K`);
  });

  it('goes under a line that the guest has not finished, and back to its end', () => {
    expect(shownAt([2000, 3000], 7)).toBe(`\n${at(2)}${at(3)}\r\x1b[K\x1b[A\x1b[8G`);
  });

  it('is not shown where it would do harm', () => {
    expect(shownAt([2000, 3000], null)).toBe('');
    expect(shownAt([2000, 3000], 0, false)).toBe('');
  });

  it('fits a terminal of 80 columns', () => {
    const line = formatProgress('/a/very/long/path/to/some/where/else/entirely/kernel.asm', 5e9, 9e10, 60_000);
    expect(line.length).toBeLessThan(80);
    expect(line).toContain('kernel.asm: 5000.0 M instructions, 90000.0 M cycles, 83.3 MIPS');
  });
});

const hasTerminal = spawnSync('script', ['--version']).status === 0;

describe.runIf(hasTerminal)('on a terminal', () => {
  it('a run ends with its statistics as text', () => {
    const command = `"${process.execPath}" dist/src/cli/main.js run programs/hello.asm`;
    const { stdout } = shell(`script -qec '${command}' /dev/null`);
    expect(stdout).toMatch(/^hello from long mode\r\nmode +native, profile skylake\r\ninstructions +112\r\n/);
    expect(shell(`script -qec '${command} --stats none' /dev/null`).stdout).toBe('hello from long mode\r\n');
  });
});

it('text statistics fit 100 columns', () => {
  for (const mode of ['native', 'shadow', 'ept']) {
    const { stderr } = trapwalk(['run', 'programs/own-page-tables.asm', '--mode', mode, '--stats', 'text']);
    expect(Math.max(...stderr.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  }
  const { stdout } = trapwalk(['compare', 'programs/own-page-tables.asm']);
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});
