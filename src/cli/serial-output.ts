/** The guest's serial output on its way to standard output: bytes as they are, in chunks, on a terminal by lines. */
import { print, stdoutIsTerminal } from './output.js';

const CHUNK = 4096;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** On a terminal narrower than this, columns are not what we count. */
const NARROW = 80;

export class SerialOutput {
  private readonly beforeWrite: () => void;
  private readonly buffer = new Uint8Array(CHUNK);
  private length = 0;
  private place: number | null = 0;

  /** `beforeWrite` is called before bytes go out: a terminal's progress line has to go then. */
  constructor(beforeWrite: () => void = () => undefined) {
    this.beforeWrite = beforeWrite;
  }

  /** Column after what was written so far, from 0; null when a terminal alone can tell. */
  get column(): number | null {
    return this.place !== null && this.place < NARROW ? this.place : null;
  }

  write(byte: number): void {
    this.buffer[this.length++] = byte;
    if (this.length === CHUNK || (byte === LINE_FEED && stdoutIsTerminal)) this.flush();
  }

  /** Throws ReaderGone when nobody reads any more. */
  flush(): void {
    if (this.length === 0) return;
    const bytes = this.buffer.slice(0, this.length);
    this.length = 0;
    for (const byte of bytes) this.place = columnAfter(this.place, byte);
    this.beforeWrite();
    print(bytes);
  }
}

/** Where the cursor is after `byte`: null from a control sequence to the next line. */
function columnAfter(column: number | null, byte: number): number | null {
  if (byte === LINE_FEED || byte === CARRIAGE_RETURN) return 0;
  if (column === null || byte < 0x20 || byte === 0x7f) return null;
  const continuesCharacter = (byte & 0xc0) === 0x80;
  return continuesCharacter ? column : column + 1;
}
