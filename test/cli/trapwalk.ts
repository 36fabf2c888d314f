/** Runs the built command as its user would. `npm test` builds first. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/src/cli/main.js');

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `trapwalk ARGS…` in the project's folder; standard input empty unless given. */
export function trapwalk(args: readonly string[], input = ''): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    input,
    encoding: 'latin1',
    maxBuffer: 64 * 2 ** 20,
  });
  return { status, stdout, stderr };
}

/**
 * A line for bash in which `trapwalk` is the built command, in `folder`. Standard input is empty. Ends after a minute,
 * with status null.
 */
export function shell(line: string, folder: string = ROOT): CommandResult {
  const script = `set -o pipefail; trapwalk() { "${process.execPath}" "${MAIN}" "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    input: '',
    encoding: 'latin1',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

/** A fresh folder for a test's files. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'trapwalk-'));
}

/** Writes `text` as a file of its own and returns its path. */
export function temporaryFile(name: string, text: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}
