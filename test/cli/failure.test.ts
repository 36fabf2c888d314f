import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { reportFailure } from '../../src/cli/failure.js';
import { ReaderGone } from '../../src/cli/output.js';
import { UserError } from '../../src/util/user-error.js';
import { ROOT, trapwalk } from './trapwalk.js';

describe('exit status of what is thrown', () => {
  it('is 0 when the reader has gone or help was asked for, 2 for bad input', () => {
    expect(reportFailure(new ReaderGone())).toBe(0);
    expect(reportFailure(new CommanderError(0, 'commander.helpDisplayed', ''))).toBe(0);
    expect(reportFailure(new CommanderError(1, 'commander.unknownOption', ''))).toBe(2);
  });

  it('is 70, with a stack, for what nothing else has caught', () => {
    // A Node that lacks a function we call stands for a mistake of ours.
    const broken = 'data:text/javascript,performance.now = () => { throw new Error("broken on purpose"); }';
    const args = ['--import', broken, join(ROOT, 'dist/src/cli/main.js'), 'run', 'programs/hello.asm'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 70, stdout: '' });
    expect(stderr).toMatch(/^trapwalk: internal error: Error: broken on purpose\n {4}at /);
  });

  it("shows no stack for a user's mistake", () => {
    expect(new UserError('x', 'y')).toBeInstanceOf(Error);
    for (const args of [
      ['run', 'none.asm'],
      ['run', '--frob'],
      ['walk', 'x'],
      ['disasm', '/'],
      ['isa', 'mvo'],
    ]) {
      const { status, stderr } = trapwalk(args);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^trapwalk: error: /);
      expect(stderr).not.toMatch(/^ {4}at /m);
    }
  });
});
