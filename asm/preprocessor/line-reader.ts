/** Reads lines from files, macro bodies and repetitions, one inside the other, and knows where each line is written. */
import type { BodyLine, MacroCall } from './multi-line-macros.js';
import { type Piece, splitPieces } from './pieces.js';
import type { ListingLine } from './preprocessor.js';
import {
  type BodySource,
  type Condition,
  type FileSource,
  type Frame,
  fileSource,
  type Origin,
  type Source,
} from './sources.js';

/** Longer expansion traces help nobody. */
const MAX_FRAMES = 16;
const MAX_LINES = 2_000_000;
const NOWHERE: Origin = { file: '', line: 0, text: '', frames: [] };

export interface ReadLine {
  readonly pieces: readonly Piece[];
  readonly text: string;
}

export interface LineReaderHost {
  readonly listing: ((line: ListingLine) => void) | null;
  /** A source has come to its end. */
  closed(source: Source): void;
  callEnded(call: MacroCall): void;
  tooManyLines(limit: number): void;
}

export class LineReader {
  /** Of the line read last. */
  origin: Origin = NOWHERE;
  private readonly sources: Source[] = [];
  private readonly files: FileSource[] = [];
  private linesRead = 0;
  private stopped = false;
  private readonly host: LineReaderHost;

  constructor(host: LineReaderHost) {
    this.host = host;
  }

  openFile(name: string, text: string): void {
    const source = fileSource(name, text);
    this.sources.push(source);
    this.files.push(source);
  }

  push(source: BodySource): void {
    this.sources.push(source);
  }

  stop(): void {
    this.stopped = true;
  }

  /** The next line of the innermost source, or null when all are done. */
  read(): ReadLine | null {
    while (!this.stopped) {
      const source = this.sources.at(-1);
      if (source === undefined) return null;
      // Repetitions of nothing count too, though less: four of them make a line.
      this.linesRead += 0.25;
      if (this.linesRead > MAX_LINES) {
        this.host.tooManyLines(MAX_LINES);
        this.stopped = true;
        return null;
      }
      const line = source.kind === 'file' ? this.readFromFile(source) : this.readFromBody(source);
      if (line !== null) {
        this.linesRead += 0.75;
        return line;
      }
      if (source.kind === 'file' || !beginAgain(source)) this.close(source);
    }
    return null;
  }

  private readFromFile(source: FileSource): ReadLine | null {
    if (source.next >= source.lines.length) return null;
    let text = source.lines[source.next++]!;
    source.lineNumber += source.increment;
    const line = source.lineNumber;
    source.firstNumber = line;
    while (text.endsWith('\\') && source.next < source.lines.length) {
      text = text.slice(0, -1) + source.lines[source.next++]!;
      source.lineNumber += source.increment;
    }
    this.list(line, text);
    this.origin = { file: source.name, line, text, frames: [] };
    return { pieces: splitPieces(text, 0), text };
  }

  private readFromBody(source: BodySource): ReadLine | null {
    if (source.left) this.listSkipped(source);
    const line = source.lines[source.next];
    if (line === undefined || source.left) return null;
    source.next += 1;
    this.list(line.line, line.listed);
    this.origin = originInBody(source, line);
    return { pieces: line.pieces, text: line.text };
  }

  private close(source: Source): void {
    this.host.closed(source);
    if (source.kind === 'file') {
      this.sources.pop();
      this.files.pop();
    } else this.endBody(source);
  }

  private endBody(source: BodySource): void {
    this.sources.pop();
    if (source.kind === 'macro') this.host.callEnded(source.call!);
    if (source.left) this.conditions.length = Math.min(this.conditions.length, source.conditionDepth);
  }

  /** %exitmacro, %exitrep: drops what is left of the innermost one. False: there is none. */
  leave(kind: 'macro' | 'repeat'): boolean {
    let at = this.sources.length - 1;
    while (at >= 0 && this.sources[at]!.kind !== kind) {
      if (this.sources[at]!.kind === 'file') return false;
      at -= 1;
    }
    const target = this.sources[at];
    if (target === undefined || target.kind === 'file') return false;
    target.left = true;
    // %exitrep in a macro that the repetition calls: the macro goes on to its end.
    if (this.sources.slice(at + 1).some((source) => source.kind === 'macro')) return true;
    this.listSkipped(target);
    while (this.sources.length > at) this.endBody(this.sources.at(-1) as BodySource);
    return true;
  }

  /** The listing shows what %exitrep skips. */
  private listSkipped(source: BodySource): void {
    if (source.kind !== 'repeat') return;
    for (const line of source.lines.slice(source.next)) this.list(line.line, line.listed);
    source.next = source.lines.length;
  }

  list(line: number, text: string): void {
    const { listing } = this.host;
    if (listing === null || this.sources.some((source) => source.kind !== 'file' && source.noList)) return;
    listing({ line, text, depth: this.sources.length - 1 });
  }

  // Where we are

  /** The source that lines come from now. */
  get source(): Source | null {
    return this.sources.at(-1) ?? null;
  }

  get depth(): number {
    return this.sources.length;
  }

  get file(): FileSource | null {
    return this.files.at(-1) ?? null;
  }

  get fileDepth(): number {
    return this.files.length;
  }

  /** Open %if of the current file. */
  get conditions(): Condition[] {
    return this.files.at(-1)?.conditions ?? [];
  }

  /** What %1 means here. */
  get call(): MacroCall | null {
    const { source } = this;
    return source === null || source.kind === 'file' ? null : source.call;
  }

  /** Where the call stands that the current line comes from; null in a file. */
  get callOrigin(): Origin | null {
    const { source } = this;
    return source === null || source.kind === 'file' ? null : source.callOrigin;
  }

  /** The line just read as a place of its own, inside a macro's body too. */
  get place(): { file: string; line: number } {
    const { source } = this;
    if (source === null) return this.origin;
    if (source.kind === 'file') return { file: source.name, line: source.firstNumber };
    return source.lines[source.next - 1] ?? this.origin;
  }
}

function beginAgain(source: BodySource): boolean {
  if (source.remaining === 0 || source.left) return false;
  source.remaining -= 1;
  source.next = 0;
  return true;
}

function originInBody(source: BodySource, line: BodyLine): Origin {
  const outer = source.callOrigin;
  if (outer === null) return { file: line.file, line: line.line, text: line.text, frames: [] };
  const { macro } = source.call!;
  if (macro.standard) return outer;
  const frame: Frame = { macro: macro.name, file: line.file, line: line.line };
  const { file, text } = outer;
  return { file, line: outer.line, text, frames: [frame, ...outer.frames.slice(0, MAX_FRAMES - 1)] };
}
