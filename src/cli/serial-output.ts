/** The guest's serial output on its way to standard output: bytes as they are, in chunks, on a terminal by lines. */
import { print, stdoutIsTerminal } from './output.js';

const CHUNK = 4096;
const LINE_FEED = 10;

export class SerialOutput {
  private readonly beforeWrite: () => void;
  private readonly buffer = new Uint8Array(CHUNK);
  private length = 0;
  private last = LINE_FEED;

  /** `beforeWrite` is called before bytes go out: a terminal's progress line has to go then. */
  constructor(beforeWrite: () => void = () => undefined) {
    this.beforeWrite = beforeWrite;
  }

  /** Whether what was written so far ends with a whole line. */
  get atLineStart(): boolean {
    return this.last === LINE_FEED;
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
    this.last = bytes.at(-1)!;
    this.beforeWrite();
    print(bytes);
  }
}
