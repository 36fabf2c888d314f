/**
 * The listing of nasm's -l: line number, offset in the section, bytes in hexadecimal, the source line at column 41.
 * Fields that relocation will change are in brackets (parentheses: relative), with their value before it.
 */
import type { Chunk } from './chunk.js';
import type { Finding } from './diagnostics.js';
import type { ListingLine } from './preprocessor/preprocessor.js';

const HEX_WIDTH = 18;
/** Longer stretches without contents are written as a count. */
const MAX_MARKED_GAP = 8;

/** Findings that nasm has too: only these are part of its listing. */
const NASM_CLASSES: ReadonlySet<string> = new Set([
  'zeroing', 'label-orphan', 'ea-absolute', 'number-overflow', 'user', 'other', 'db-empty', 'prefix-lock', 'prefix-seg', 'ea-dispsize', 'prefix-hle', 'label-redef',
  'pp-macro-params-multi', 'pp-macro-params-single', 'pp-macro-params-legacy', 'pp-macro-redef-multi', 'pp-rep-negative', 'pp-trailing', 'float-overflow', 'float-toolong',
]); // biome-ignore format: a table

export class ListingWriter {
  enabled = true;
  private readonly output: string[] = [];
  private pending: { text: string; depth: number } | null = null;
  private lineNumber = 0;
  private depth = 0;
  private hex = '';
  private hexOffset = 0n;

  line(line: ListingLine): void {
    this.flush();
    if (!this.enabled) return;
    this.lineNumber = line.line;
    this.depth = line.depth;
    this.pending = { text: line.text, depth: line.depth };
  }

  chunk(start: bigint, chunk: Chunk, times: number): void {
    if (!this.enabled) return;
    const { bytes, gaps, fields } = chunk;
    let at = 0;
    let gap = 0;
    let field = 0;
    while (at < chunk.length) {
      const offset = start + BigInt(at);
      if (gaps[gap]?.offset === at) {
        this.gap(offset, gaps[gap]!.length);
        at += gaps[gap]!.length;
        gap += 1;
      } else if (fields[field]?.offset === at) {
        const { size, value, bases, relativeTo } = fields[field]!;
        const digits = littleEndianHex(value, size);
        const relative = relativeTo !== null || bases.some((term) => term.factor < 0n);
        this.out(offset, !relative ? `[${digits}]` : `(${digits})`);
        at += size;
        field += 1;
      } else {
        this.out(offset, hexByte(bytes[at]!));
        at += 1;
      }
    }
    if (times > 1) this.repetitions(times);
  }

  /** What was shown stands for `times` of its kind. */
  repetitions(times: number): void {
    // On a line of its own it repeats the offset of the line before.
    if (this.enabled) this.out(this.hexOffset, `<rep ${times.toString(16).toUpperCase()}h>`);
  }

  /** incbin shows its length, not its bytes. */
  binary(start: bigint, length: number, times: number): void {
    if (!this.enabled) return;
    this.out(start, `<bin ${length.toString(16).toUpperCase()}h>`);
    if (times > 1) this.repetitions(times);
  }

  /** [list -]: from here on, the line that says so included. */
  stop(): void {
    this.pending = null;
    this.enabled = false;
  }

  finding(finding: Finding): void {
    if (!this.enabled || (finding.severity === 'warning' && !NASM_CLASSES.has(finding.code))) return;
    this.flush();
    const suffix = finding.severity === 'warning' ? ` [-w+${finding.code}]` : '';
    const text = `${finding.severity}: ${finding.message}${suffix}`;
    this.output.push(`${this.number()}${' '.repeat(9)}${'*'.repeat(HEX_WIDTH)} ${this.marker()}  ${text}`);
  }

  finish(): string {
    this.flush();
    return this.output.map((line) => `${line}\n`).join('');
  }

  private gap(offset: bigint, length: number): void {
    if (length > MAX_MARKED_GAP) this.out(offset, `<res ${length.toString(16).toUpperCase()}h>`);
    else this.out(offset, '??'.repeat(length));
  }

  private out(offset: bigint, text: string): void {
    if (this.hex.length + text.length > HEX_WIDTH) {
      this.hex += '-';
      this.flush();
    }
    if (this.hex === '') this.hexOffset = offset;
    this.hex += text;
  }

  private number(): string {
    return `${String(this.lineNumber).padStart(6)} `;
  }

  private marker(): string {
    return this.depth > 0 ? `${this.depth < 10 ? ' ' : ''}<${this.depth}>` : '    ';
  }

  private flush(): void {
    if (this.pending === null && this.hex === '') return;
    let line = this.number();
    if (this.hex === '') line += ' '.repeat(HEX_WIDTH + 10);
    else {
      const offset = BigInt.asUintN(32, this.hexOffset).toString(16).toUpperCase().padStart(8, '0');
      line += `${offset} ${this.hex.padEnd(HEX_WIDTH + 1)}`;
    }
    if (this.depth > 0 || this.pending !== null) line += this.marker();
    if (this.pending !== null) line += ` ${this.pending.text}`;
    this.output.push(line);
    this.pending = null;
    this.hex = '';
  }
}

function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

function littleEndianHex(value: bigint, size: number): string {
  let digits = '';
  let rest = BigInt.asUintN(64, value);
  for (let i = 0; i < size; i++) {
    digits += hexByte(Number(rest & 0xffn));
    rest >>= 8n;
  }
  return digits;
}
