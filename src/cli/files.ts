/** The file system, for everything below the command line that must not know there is one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Resolver } from '../../asm/types.js';
import { UserError } from '../util/user-error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  ENOTDIR: 'not a directory',
  ENOSPC: 'no space left on the device',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

/** Bytes of `path`. Throws UserError `cannot-read`. */
export function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError('cannot-read', `${path}: ${reason(error)}`);
  }
}

/** Writes `path`. Throws UserError `cannot-write`. */
export function writeOutput(path: string, data: string | Uint8Array): void {
  try {
    writeFileSync(path, data);
  } catch (error) {
    throw new UserError('cannot-write', `${path}: ${reason(error)}`);
  }
}

/**
 * Finds included files as nasm does: as named (from the working directory), then in each -I directory; and, because
 * that is what people mean, beside the including file.
 */
export function fileResolver(includeDirectories: readonly string[]): Resolver {
  return (path, from) => {
    const candidates = [
      path,
      join(dirname(from), path),
      ...includeDirectories.map((directory) => join(directory, path)),
    ];
    for (const candidate of candidates) {
      try {
        return { name: normalize(candidate), bytes: readFileSync(candidate) };
      } catch {
        // Not there: the next one.
      }
    }
    return null;
  };
}
