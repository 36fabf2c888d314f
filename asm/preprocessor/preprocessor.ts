/**
 * NASM's preprocessor: pulls lines from files, macros and repetitions, obeys % directives, expands macros, and hands out
 * one statement at a time. It runs interleaved with assembly, since %if and %assign may ask for labels already defined.
 */

import { nearest } from '../suggestions.js';
import { Collection } from './collection.js';
import { type ConditionTest, conditionName, updateConditions } from './conditions.js';
import { ContextStack } from './contexts.js';
import { DEFINITION_DIRECTIVES } from './definitions.js';
import { FLOW_DIRECTIVES } from './flow.js';
import { LineReader } from './line-reader.js';
import { MacroCalls } from './macro-calls.js';
import { type MacroCall, type MultiLineMacro, MultiLineMacroTable, substituteParameters } from './multi-line-macros.js';
import { PACKAGES } from './packages.js';
import { isOther, joinPieces, type Piece, skipSpaces, spacedText, splitPieces, trimPieces } from './pieces.js';
import { MacroExpander, MacroTable } from './single-line-macros.js';
import type { BodySource, Origin, Source } from './sources.js';
import { StackFrame } from './stack-frames.js';

export interface DirectiveLine {
  /** As written, with its %. */
  readonly name: string;
  /** After the name. */
  readonly pieces: readonly Piece[];
  readonly column: number;
  readonly origin: Origin;
}

export type Directive = (preprocessor: Preprocessor, line: DirectiveLine) => void;

/** A line for the assembler. */
export interface OutputLine {
  readonly text: string;
  /** Null when the text is the source line as it stands, so that offsets are columns. */
  readonly pieces: readonly Piece[] | null;
  readonly origin: Origin;
}

export interface ListingLine {
  readonly line: number;
  readonly text: string;
  /** Nesting of %include and macros. */
  readonly depth: number;
}

export interface PreprocessorHost {
  /** A critical expression: all its symbols must be defined by now. Reports its own errors, with this severity. */
  evaluate(text: string, pieces: readonly Piece[], origin: Origin, severity: 'error' | 'warning'): bigint | null;
  report(
    severity: 'error' | 'warning',
    code: string,
    message: string,
    origin: Origin,
    column: number,
    hint: string | null,
  ): void;
  include(path: string, from: string): { name: string; text: string } | null;
  /** Whether a file exists that %pathsearch looks for; its name, or null. */
  find(path: string, from: string): string | null;
  /** Called for each line read, in order. Null: nobody wants a listing. */
  readonly listing: ((line: ListingLine) => void) | null;
}

const DIRECTIVES: Readonly<Record<string, Directive>> = { ...DEFINITION_DIRECTIVES, ...FLOW_DIRECTIVES };
const PACKAGE_BODIES: ReadonlySet<unknown> = new Set(Object.values(PACKAGES));
const MAX_INCLUDE_DEPTH = 64;

export interface StandardMacros {
  readonly single: MacroTable;
  readonly multi: MultiLineMacroTable;
}

export class Preprocessor {
  readonly macros: MacroTable;
  readonly multiLineMacros: MultiLineMacroTable;
  readonly contexts = new ContextStack();
  readonly stackFrame = new StackFrame();
  private readonly bootstrapping: boolean;
  private readonly host: PreprocessorHost;
  private readonly reader: LineReader;
  private readonly calls: MacroCalls;
  private readonly expander: MacroExpander;
  private readonly packages = new Set<string>();
  private collection: Collection | null = null;

  constructor(host: PreprocessorHost, standard: StandardMacros | null) {
    this.host = host;
    this.bootstrapping = standard === null;
    this.macros = new MacroTable(standard?.single);
    this.multiLineMacros = new MultiLineMacroTable(standard?.multi);
    const fail = (code: string, message: string, column: number): void => this.fail(code, message, column);
    const warn = (code: string, message: string, column: number): void => this.warn(code, message, column);
    this.reader = new LineReader({
      listing: host.listing,
      closed: (source) => this.closed(source),
      callEnded: (call) => this.calls.end(call),
      tooManyLines: (limit) => fail('limit-lines', `more than ${limit} lines after macro expansion`, 0),
    });
    this.calls = new MacroCalls(this.multiLineMacros, { fail, warn, stop: () => this.stop() });
    this.expander = new MacroExpander(this.macros, {
      warn,
      fail,
      contextMacros: (name) => {
        const found = this.contexts.find(name);
        return found === null ? null : { table: found.context.macros, name: found.name };
      },
      evaluate: (text) => this.host.evaluate(text, [], this.reader.origin, this.errorSeverity),
    });
  }

  openFile(name: string, text: string): void {
    this.reader.openFile(name, text);
  }

  /** The next statement, or null at the end. */
  next(): OutputLine | null {
    for (;;) {
      const line = this.reader.read();
      if (line === null) return null;
      const output = this.process(line.pieces, line.text);
      if (output !== null) return output;
    }
  }

  private closed(source: Source): void {
    const { collection } = this;
    if (collection !== null && collection.source === source) {
      this.host.report('error', 'missing-end', collection.unfinished, collection.origin, 0, null);
      this.collection = null;
    }
    if (source.kind !== 'file') return;
    const message = "expected `%endif' before end of file";
    for (const { origin } of source.conditions) {
      this.host.report('error', 'missing-endif', message, origin, 0, 'this %if is never closed');
    }
  }

  // A line

  private process(read: readonly Piece[], text: string): OutputLine | null {
    const live = this.live;
    let pieces = read;
    if (this.collection === null && live) pieces = this.substitute(read);
    const first = pieces[skipSpaces(pieces, 0)];
    if (first !== undefined && first.kind === 'directive' && this.directive(pieces, first)) return null;
    if (this.collection !== null) {
      this.collection.add(read, text, this.reader.place);
      return null;
    }
    if (!live) return null;
    const pristine = pieces === read && this.reader.source!.kind === 'file';
    return this.emit(pieces, pristine, text);
  }

  private get live(): boolean {
    return this.reader.conditions.at(-1)?.live ?? true;
  }

  private substitute(pieces: readonly Piece[]): readonly Piece[] {
    return substituteParameters(pieces, this.call, this.parameterHost);
  }

  private readonly parameterHost = {
    fail: (code: string, message: string, column: number): void => this.fail(code, message, column),
    expandText: (text: string): readonly Piece[] => this.expander.expand(splitPieces(text, -1)),
  };

  private emit(pieces: readonly Piece[], pristine: boolean, text: string): OutputLine | null {
    const expanded = this.expander.expand(pieces);
    const { origin } = this.reader;
    const callLine = this.calls.begin(expanded, (label) => this.resolve(label));
    if (callLine !== null) {
      this.enter(callLine.call);
      return callLine.label === null ? null : this.labelLine(callLine.label, origin);
    }
    const resolved = this.resolve(expanded);
    if (pristine && resolved === pieces) return { text, pieces: null, origin };
    return { text: joinPieces(resolved), pieces: resolved, origin };
  }

  private enter(call: MacroCall): void {
    const { macro } = call;
    this.callLine = this.reader.place.line;
    this.reader.push(this.body('macro', macro.body, call, this.reader.origin, macro.noList, 0));
  }

  private callLine = 0;

  /** The label in front of a call is a statement of its own; without its colon it is no orphan. */
  private labelLine(label: readonly Piece[], origin: Origin): OutputLine {
    const hasColon = label.some((piece) => isOther(piece, ':'));
    this.reader.list(this.callLine, hasColon ? spacedText(label) : `${spacedText(label)}:`);
    const pieces = [...this.resolve(trimPieces(label))];
    if (!hasColon) pieces.push({ kind: 'other', text: ':', column: -1 });
    return { text: joinPieces(pieces), pieces, origin };
  }

  private body(
    kind: BodySource['kind'],
    lines: BodySource['lines'],
    call: MacroCall | null,
    callOrigin: Origin | null,
    noList: boolean,
    remaining: number,
  ): BodySource {
    const conditionDepth = this.reader.conditions.length;
    return { kind, lines, next: 0, call, remaining, conditionDepth, callOrigin, noList, left: false };
  }

  private resolve(pieces: readonly Piece[]): readonly Piece[] {
    return this.contexts.resolve(pieces, (piece) => this.missingContext(piece.text, piece.column));
  }

  private missingContext(text: string, column: number): void {
    const { depth } = this.contexts;
    const levels = `${depth} level${depth === 1 ? '' : 's'}`;
    this.fail('context-stack', `\`${text}': context stack has only ${levels}`, column);
  }

  // Directives

  private directive(pieces: readonly Piece[], first: Piece): boolean {
    const name = first.text.toLowerCase();
    const { collection } = this;
    if (collection !== null) {
      const ends = collection.ends(name);
      if (ends) this.endCollection(collection);
      return ends;
    }
    const rest = pieces.slice(pieces.indexOf(first) + 1);
    const line = { name: first.text, pieces: rest, column: first.column, origin: this.reader.origin };
    const condition = conditionName(name);
    if (condition !== null || name === '%else' || name === '%endif') {
      this.conditional(line, condition);
      return true;
    }
    if (!this.live) return false;
    const directive = Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name] : undefined;
    if (directive !== undefined) directive(this, line);
    else {
      const message = `unknown preprocessor directive \`${first.text}'`;
      this.fail('unknown-directive', message, first.column, suggestDirective(name));
    }
    return true;
  }

  private conditional(line: DirectiveLine, test: ConditionTest | null): void {
    updateConditions(this.reader.conditions, line, test, {
      fail: (code, message, column) => this.fail(code, message, column),
      warn: (code, message, column) => this.warn(code, message, column),
      holds: (condition) => this.holds(line, condition),
    });
  }

  private holds(line: DirectiveLine, { test, elseIf, negated }: ConditionTest): boolean | null {
    if (!elseIf) return test(this, line.pieces, line.column) !== negated;
    this.elseIf = true;
    this.undecided = false;
    // What follows %elif has not been looked at if the branch before it was dead.
    const holds = test(this, this.substitute(line.pieces), line.column) !== negated;
    this.elseIf = false;
    return this.undecided ? null : holds;
  }

  /** An %elif is being decided: for nasm its errors are none. */
  private elseIf = false;
  private undecided = false;

  private endCollection(collection: Collection): void {
    this.collection = null;
    if (collection.kind === 'macro') {
      if (collection.macro === null) return;
      collection.macro.body = collection.lines;
      this.multiLineMacros.add(collection.macro);
      return;
    }
    const { count, lines, noList } = collection;
    if (count === 0) return;
    this.reader.push(this.body('repeat', lines, this.call, this.reader.callOrigin, noList, count - 1));
  }

  // What directives use

  /** The line is ours, not the source's: a standard macro or a package. */
  get readingStandardMacros(): boolean {
    const { source } = this.reader;
    return this.bootstrapping || (source !== null && source.kind !== 'file' && PACKAGE_BODIES.has(source.lines));
  }

  beginDefinition(macro: MultiLineMacro | null, keyword: string): void {
    if (macro !== null && !this.readingStandardMacros) {
      const maximum = macro.greedy ? Number.POSITIVE_INFINITY : macro.maximum;
      const old = this.multiLineMacros.overlapping(macro.name, macro.minimum, maximum);
      if (old !== null) this.warn('pp-macro-redef-multi', `redefining multi-line macro \`${macro.name}'`, 0);
    }
    this.collection = new Collection(keyword, { macro }, this.reader.origin, this.reader.source!);
  }

  beginRepetition(count: number, noList: boolean): void {
    this.collection = new Collection('%rep', { count, noList }, this.reader.origin, this.reader.source!);
  }

  /** %exitmacro, %exitrep. False: there is nothing to leave. */
  leave(kind: 'macro' | 'repeat'): boolean {
    return this.reader.leave(kind);
  }

  /** What %1 means here. */
  get call(): MacroCall | null {
    return this.reader.call;
  }

  expand(pieces: readonly Piece[]): readonly Piece[] {
    return this.resolve(this.expander.expand(pieces));
  }

  evaluate(pieces: readonly Piece[], column: number): bigint | null {
    const trimmed = trimPieces(pieces);
    if (trimmed.length === 0) {
      this.fail('expression-expected', 'an expression is missing here', column);
      return null;
    }
    const value = this.host.evaluate(joinPieces(trimmed), trimmed, this.reader.origin, this.errorSeverity);
    if (value === null) this.undecided = true;
    return value;
  }

  private get errorSeverity(): 'error' | 'warning' {
    return this.elseIf ? 'warning' : 'error';
  }

  fail(code: string, message: string, column: number, hint: string | null = null): void {
    this.undecided = true;
    this.host.report(this.errorSeverity, code, message, this.reader.origin, column, hint);
  }

  warn(code: string, message: string, column: number): void {
    this.host.report('warning', code, message, this.reader.origin, column, null);
  }

  stop(): void {
    this.reader.stop();
  }

  include(path: string, column: number): void {
    const { reader } = this;
    if (reader.fileDepth >= MAX_INCLUDE_DEPTH) {
      this.fail('limit-include', `files included more than ${MAX_INCLUDE_DEPTH} deep`, column);
      this.stop();
      return;
    }
    const file = this.host.include(path, reader.file?.name ?? '');
    if (file !== null) this.openFile(file.name, file.text);
    else this.fail('file-not-found', `unable to open include file \`${path}'`, column, 'give its folder with -I');
  }

  findPath(path: string): string | null {
    return this.host.find(path, this.reader.file?.name ?? '');
  }

  setLine(line: number, increment: number, name: string | null): void {
    const file = this.reader.file!;
    file.lineNumber = line;
    file.increment = increment;
    if (name !== null) file.name = name;
  }

  /** __LINE__ and __FILE__: where the line is written, in a macro's body too. */
  place(): { file: string; line: number } {
    return this.reader.place;
  }

  hasPackage(name: string): boolean {
    return Object.hasOwn(PACKAGES, name);
  }

  usesPackage(name: string): boolean {
    return this.packages.has(name);
  }

  usePackage(name: string): boolean {
    if (!this.hasPackage(name)) return false;
    if (this.packages.has(name)) return true;
    this.packages.add(name);
    this.reader.push(this.body('repeat', PACKAGES[name]!, null, null, true, 0));
    return true;
  }

  /** %define name text. */
  defineText(name: string, text: string, column = 0): void {
    const place = name.startsWith('%') ? this.contextMacros(name, column) : { table: this.macros, name };
    if (place === null) return;
    const body = splitPieces(text, -1);
    place.table.define({ name: place.name, caseSensitive: true, parameters: null, greedy: false, body, alias: false });
  }

  /** The table that %$name, %$$name belongs to. Reports when there is no such context. */
  contextMacros(text: string, column = 0): { table: MacroTable; name: string } | null {
    const found = this.contexts.find(text);
    if (found !== null) return { table: found.context.macros, name: found.name };
    this.missingContext(text, column);
    return null;
  }
}

function suggestDirective(name: string): string | null {
  const near = nearest(name, [...Object.keys(DIRECTIVES), '%if', '%ifdef', '%ifndef', '%elif', '%else', '%endif']);
  return near === null ? null : `did you mean ${near}?`;
}
