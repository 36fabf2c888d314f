/** The guest's serial output on its way to a stream: bytes as they are, written in chunks and at each line's end. */

const CHUNK = 4096;
const LINE_FEED = 10;

export class SerialOutput {
  private readonly stream: NodeJS.WriteStream;
  private readonly buffer = new Uint8Array(CHUNK);
  private length = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  write(byte: number): void {
    this.buffer[this.length++] = byte;
    if (this.length === CHUNK || (byte === LINE_FEED && this.stream.isTTY)) this.flush();
  }

  flush(): void {
    if (this.length === 0) return;
    this.stream.write(this.buffer.slice(0, this.length));
    this.length = 0;
  }
}
