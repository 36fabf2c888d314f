/**
 * The standard streams, written at once and to the end: a run is synchronous, so nothing may wait for it to finish, and a
 * reader that has gone must stop it.
 */
import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { UserError } from '../util/user-error.js';
import { reason } from './files.js';

const STDOUT = 1;
const STDERR = 2;
const RETRY_MILLISECONDS = 5;

/** The reader of standard output has seen enough (head, less): the command ends, and that is no error. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

export const stdoutIsTerminal = isatty(STDOUT);
export const stderrIsTerminal = isatty(STDERR);

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Lets the other end of a non-blocking stream come along. */
export function pause(milliseconds: number = RETRY_MILLISECONDS): void {
  Atomics.wait(sleeper, 0, 0, milliseconds);
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** All of `bytes`, whatever a single write takes. */
export function writeFully(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') throw error;
      pause();
    }
  }
}

function write(file: number, name: string, data: string | Uint8Array): void {
  try {
    writeFully(file, typeof data === 'string' ? Buffer.from(data) : data);
  } catch (error) {
    if (errorCode(error) === 'EPIPE') throw new ReaderGone();
    throw new UserError('cannot-write', `${name}: ${reason(error)}`);
  }
}

/** To standard output. Throws UserError `cannot-write`, or ReaderGone. */
export function print(data: string | Uint8Array): void {
  write(STDOUT, 'standard output', data);
}

/** What was asked for on standard error. Throws as `print` does. */
export function printToStderr(text: string): void {
  write(STDERR, 'standard error', text);
}

/** A message on standard error. When it cannot be written there is nobody left to tell. */
export function complain(text: string): void {
  try {
    printToStderr(text);
  } catch {
    // The exit status still tells.
  }
}
