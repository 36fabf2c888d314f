/**
 * Standard input for the guest's serial port. Read only when the guest waits for it, so that an open, unused stream stops
 * nothing; handed over line by line, so that a run does not depend on how the bytes happened to arrive.
 */
import { readSync } from 'node:fs';
import { UserError } from '../util/user-error.js';
import { reason } from './files.js';
import { errorCode, pause } from './output.js';

const STDIN = 0;
const LINE_FEED = 10;
/** A line longer than this is handed over in parts. */
const LONGEST = 4096;

/** Reads some bytes into `buffer`; 0 at the end. */
export type ReadSome = (buffer: Uint8Array) => number;

function readStandardInput(buffer: Uint8Array): number {
  for (;;) {
    try {
      return readSync(STDIN, buffer);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw new UserError('cannot-read', `standard input: ${reason(error)}`);
      pause();
    }
  }
}

export class SerialInput {
  private readonly readSome: ReadSome;
  private readonly lines: Uint8Array[] = [];
  private rest: Uint8Array = new Uint8Array(0);
  private ended = false;

  constructor(readSome: ReadSome = readStandardInput) {
    this.readSome = readSome;
  }

  /** A reader from the first line on: each of several machines gets the same input. Null at the end. */
  reader(): () => Uint8Array | null {
    let next = 0;
    return () => {
      if (next === this.lines.length) {
        const line = this.readLine();
        if (line === null) return null;
        this.lines.push(line);
      }
      return this.lines[next++]!;
    };
  }

  private readLine(): Uint8Array | null {
    for (;;) {
      const end = this.rest.indexOf(LINE_FEED) + 1;
      if (end > 0 && end <= LONGEST) return this.take(end);
      if (this.rest.length >= LONGEST) return this.take(LONGEST);
      if (this.ended) return this.rest.length > 0 ? this.take(this.rest.length) : null;
      const buffer = new Uint8Array(LONGEST);
      const count = this.readSome(buffer);
      this.ended = count === 0;
      this.rest = Buffer.concat([this.rest, buffer.subarray(0, count)]);
    }
  }

  private take(count: number): Uint8Array {
    const line = this.rest.slice(0, count);
    this.rest = this.rest.slice(count);
    return new Uint8Array(line);
  }
}
