/** Where lines come from: files, and the bodies of macros and repetitions being replayed. */
import type { BodyLine, MacroCall } from './multi-line-macros.js';

/** A step of macro expansion, innermost first in a list. */
export interface Frame {
  readonly macro: string;
  readonly file: string;
  readonly line: number;
}

/** The place in a file that a line comes from; for a macro's line, the place of the outermost call. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly frames: readonly Frame[];
}

/** Of %if … %endif. */
export interface Condition {
  readonly origin: Origin;
  /** Lines are live now. */
  live: boolean;
  /** A later %elif or %else may still become live. */
  pending: boolean;
  sawElse: boolean;
}

export interface FileSource {
  readonly kind: 'file';
  name: string;
  readonly lines: readonly string[];
  next: number;
  /** Number of the line read last, as %line sets it. */
  lineNumber: number;
  /** Where that line began, if \ continued it. */
  firstNumber: number;
  increment: number;
  readonly conditions: Condition[];
}

export interface BodySource {
  readonly kind: 'macro' | 'repeat';
  readonly lines: readonly BodyLine[];
  next: number;
  /** What %1 means: the call itself, or the call around a repetition. */
  readonly call: MacroCall | null;
  /** Times to go again. */
  remaining: number;
  /** How many conditions were open when it began: %exitmacro and %exitrep close the others. */
  readonly conditionDepth: number;
  /** The line of the outermost call; null for a repetition in a file, whose lines are their own origin. */
  readonly callOrigin: Origin | null;
  readonly noList: boolean;
  /** %exitmacro or %exitrep was met: nothing more comes from here. */
  left: boolean;
}

export type Source = FileSource | BodySource;

export function fileSource(name: string, text: string): FileSource {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return { kind: 'file', name, lines, next: 0, lineNumber: 0, firstNumber: 0, increment: 1, conditions: [] };
}
