/** What the help says can be typed, and works. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, shell, trapwalk } from './trapwalk.js';

const COMMANDS = ['run', 'compare', 'walk', 'asm', 'disasm', 'isa'];
const HELPS = [[], ...COMMANDS.map((command) => [command])];

const examplesOf = (help: string) =>
  [...help.matchAll(/^ {2}\$ (trapwalk .*?)(?: {2,}.*)?$/gm)].map(([, line]) => line!);
/** Files that an example makes up. */
const MADE_UP = /\b(kernel|boot|initrd)\.\w+/;

describe.each(HELPS)('trapwalk %s --help', (...command) => {
  const { status, stdout, stderr } = trapwalk([...command, '--help']);

  it('goes to stdout, with examples and without internals', () => {
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: trapwalk/);
    expect(stdout).toContain('\n\nExamples:\n');
    expect(stdout).not.toContain('default: []');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('has examples that work', () => {
    const examples = examplesOf(stdout);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples.filter((line) => !MADE_UP.test(line))) {
      const result = shell(example);
      expect([0, 1], `${example}\n${result.stderr}`).toContain(result.status);
      for (const file of example.match(/programs\/\S+/g) ?? []) expect(existsSync(join(ROOT, file))).toBe(true);
    }
  });
});

it('names every subcommand', () => {
  const { stdout } = trapwalk(['--help']);
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
});

it('is offered, on stderr and with status 2, to who types nothing or something else', () => {
  expect(trapwalk([])).toMatchObject({ status: 2, stdout: '' });
  expect(trapwalk([]).stderr).toMatch(/^Usage: trapwalk/);
  expect(trapwalk(['rum'])).toEqual({
    status: 2,
    stdout: '',
    stderr: "trapwalk: error: unknown command 'rum'\n(Did you mean run?)\n(--help tells more)\n",
  });
});
