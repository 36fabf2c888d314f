/** The file system, for everything below the command line that must not know there is one. */
import { accessSync, constants, readFileSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Resolver } from '../../asm/types.js';
import { UserError } from '../util/user-error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'not a directory',
  ENOSPC: 'no space left on the device',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  ERR_FS_FILE_TOO_LARGE: 'larger than 2 GiB',
};

/** Why a file operation failed, for people. */
export function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

const named = (option: string, path: string) => (option === '' ? path : `${option} ${path}`);

/** Bytes of `path`, which `option` names (empty: an argument does). Throws UserError `cannot-read`. */
export function readInput(path: string, option = ''): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UserError('cannot-read', `${named(option, path)}: ${reason(error)}`);
  }
}

/** Writes `path`. Throws UserError `cannot-write`. */
export function writeOutput(path: string, data: string | Uint8Array, option = ''): void {
  try {
    writeFileSync(path, data);
  } catch (error) {
    throw new UserError('cannot-write', `${named(option, path)}: ${reason(error)}`);
  }
}

/** A file that is going to be written, and the option that says so (empty: the default). */
export interface Output {
  readonly option: string;
  readonly path: string | undefined;
}

/**
 * Refuses outputs that cannot be written, or that would overwrite one of `inputs` or each other, before any work is done
 * and without touching them. Throws UserError.
 */
export function checkOutputs(outputs: readonly Output[], inputs: readonly string[]): void {
  const taken = new Map(inputs.map((path) => [identity(path), 'the input']));
  for (const { option, path } of outputs) {
    if (path === undefined) continue;
    checkWritable(path, option);
    const key = identity(path);
    const owner = taken.get(key);
    if (owner !== undefined && !isDevice(path)) {
      throw new UserError('overwrites', `${named(option, path)}: would overwrite ${owner}`, 'give another name');
    }
    taken.set(key, option === '' ? 'the output' : `the file of ${option}`);
  }
}

function checkWritable(path: string, option: string): void {
  const refuse = (why: string) => new UserError('cannot-write', `${named(option, path)}: ${why}`);
  const existing = stat(path);
  if (existing?.isDirectory()) throw refuse('is a directory');
  try {
    accessSync(existing === null ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw refuse(existing === null && reason(error) === REASONS.ENOENT ? 'no such directory' : reason(error));
  }
}

/** Null for what is not there or cannot be looked at. */
function stat(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** Two names of one file have one identity. */
function identity(path: string): string {
  const file = stat(path);
  if (file !== null) return `${file.dev}/${file.ino}`;
  const folder = stat(dirname(path));
  return folder === null ? normalize(path) : `${folder.dev}/${folder.ino}/${normalize(path).split('/').at(-1)}`;
}

function isDevice(path: string): boolean {
  const file = stat(path);
  return file !== null && !file.isFile();
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
