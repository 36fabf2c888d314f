/**
 * NASM's preprocessor: pulls lines from files, macros and repetitions, obeys % directives, expands macros, and hands out
 * one statement at a time. It runs interleaved with assembly, since %if and %assign may ask for labels already defined.
 */

import { nearest } from '../suggestions.js';
import { conditionName } from './conditions.js';
import { DEFINITION_DIRECTIVES } from './definitions.js';
import { FLOW_DIRECTIVES } from './flow.js';
import {
  accepts,
  acceptsArguments,
  type BodyLine,
  bindArguments,
  type MacroCall,
  type MultiLineMacro,
  MultiLineMacroTable,
  splitArguments,
  substituteParameters,
} from './multi-line-macros.js';
import { PACKAGES } from './packages.js';
import {
  isOther,
  joinPieces,
  type Piece,
  pieceText,
  skipSpaces,
  splitPieces,
  trimPieces,
  withoutColumns,
} from './pieces.js';
import { MacroExpander, MacroTable } from './single-line-macros.js';
import { type BodySource, type FileSource, type Frame, fileSource, type Origin, type Source } from './sources.js';

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
  /** A critical expression: all its symbols must be defined by now. Reports its own errors. */
  evaluate(text: string, pieces: readonly Piece[], origin: Origin): bigint | null;
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

interface Context {
  name: string | null;
  readonly number: number;
  readonly macros: MacroTable;
}

interface Collection {
  readonly kind: 'macro' | 'repeat';
  readonly keyword: string;
  /** Null: the %macro line was wrong; the body is skipped. */
  readonly macro: MultiLineMacro | null;
  readonly count: number;
  readonly noList: boolean;
  nested: number;
  readonly lines: BodyLine[];
  readonly origin: Origin;
  readonly source: Source;
}

const DIRECTIVES: Readonly<Record<string, Directive>> = { ...DEFINITION_DIRECTIVES, ...FLOW_DIRECTIVES };
const MAX_INCLUDE_DEPTH = 64;
const MAX_MACRO_DEPTH = 10_000;
/** Longer expansion traces help nobody. */
const MAX_FRAMES = 16;
const MAX_LINES = 2_000_000;
const MAX_ARGUMENT_PIECES = 1_000_000;
const NOWHERE: Origin = { file: '', line: 0, text: '', frames: [] };

export interface StandardMacros {
  readonly single: MacroTable;
  readonly multi: MultiLineMacroTable;
}

export class Preprocessor {
  readonly macros: MacroTable;
  readonly multiLineMacros: MultiLineMacroTable;
  readonly contexts: Context[] = [];
  readonly readingStandardMacros: boolean;
  private readonly host: PreprocessorHost;
  private readonly expander: MacroExpander;
  private readonly sources: Source[] = [];
  private readonly files: FileSource[] = [];
  private readonly active = new Map<MultiLineMacro, number>();
  private readonly packages = new Set<string>();
  private collection: Collection | null = null;
  private origin: Origin = NOWHERE;
  private calls = 0;
  private contextCount = 0;
  private linesRead = 0;
  /** Pieces in the arguments of all active calls. */
  private argumentPieces = 0;
  private stopped = false;

  constructor(host: PreprocessorHost, standard: StandardMacros | null) {
    this.host = host;
    this.readingStandardMacros = standard === null;
    this.macros = new MacroTable(standard?.single);
    this.multiLineMacros = new MultiLineMacroTable(standard?.multi);
    this.expander = new MacroExpander(this.macros, {
      warn: (code, message, column) => this.warn(code, message, column),
      fail: (code, message, column) => this.fail(code, message, column),
      contextMacros: (name) => this.contextMacrosQuietly(name),
      evaluate: (text) => this.host.evaluate(text, [], this.origin),
    });
  }

  openFile(name: string, text: string): void {
    const source = fileSource(name, text);
    this.sources.push(source);
    this.files.push(source);
  }

  /** The next statement, or null at the end. */
  next(): OutputLine | null {
    while (!this.stopped) {
      const line = this.readLine();
      if (line === null) return null;
      const output = this.process(line.pieces, line.text);
      if (output !== null) return output;
    }
    return null;
  }

  // Lines

  private readLine(): { pieces: readonly Piece[]; text: string } | null {
    for (;;) {
      const source = this.sources.at(-1);
      if (source === undefined) return null;
      // Repetitions of nothing count too, though less: four of them make a line.
      this.linesRead += 0.25;
      if (this.linesRead > MAX_LINES) {
        this.fail('limit-lines', `more than ${MAX_LINES} lines after macro expansion`, 0);
        this.stopped = true;
        return null;
      }
      const left = source.kind !== 'file' && source.left;
      if (left) this.listSkipped(source);
      const line = source.kind === 'file' ? this.readFromFile(source) : left ? null : this.readFromBody(source);
      if (line !== null) {
        this.linesRead += 0.75;
        return line;
      }
      if (source.kind !== 'file' && source.remaining > 0 && !left) {
        source.remaining -= 1;
        source.next = 0;
        continue;
      }
      this.closeSource(source);
    }
  }

  private readFromFile(source: FileSource): { pieces: readonly Piece[]; text: string } | null {
    if (source.next >= source.lines.length) return null;
    let text = source.lines[source.next++]!;
    source.lineNumber += source.increment;
    const line = source.lineNumber;
    while (text.endsWith('\\') && source.next < source.lines.length) {
      text = text.slice(0, -1) + source.lines[source.next++]!;
      source.lineNumber += source.increment;
    }
    this.list(line, text);
    this.origin = { file: source.name, line, text, frames: [] };
    return { pieces: splitPieces(text, 0), text };
  }

  private readFromBody(source: BodySource): { pieces: readonly Piece[]; text: string } | null {
    const line = source.lines[source.next];
    if (line === undefined) return null;
    source.next += 1;
    if (this.host.listing !== null && !this.unlisted()) this.list(line.line, line.listed);
    if (source.callOrigin === null) this.origin = { file: line.file, line: line.line, text: line.text, frames: [] };
    else this.origin = this.originInMacro(source, line);
    return { pieces: line.pieces, text: line.text };
  }

  private originInMacro(source: BodySource, line: BodyLine): Origin {
    const outer = source.callOrigin!;
    const { macro } = source.call!;
    if (macro.standard) return outer;
    const frame: Frame = { macro: macro.name, file: line.file, line: line.line };
    // A repetition inside a macro shares its call origin, so the frame is added once in either case.
    return {
      file: outer.file,
      line: outer.line,
      text: outer.text,
      frames: [frame, ...outer.frames.slice(0, MAX_FRAMES - 1)],
    };
  }

  private unlisted(): boolean {
    return this.sources.some((source) => source.kind !== 'file' && source.noList);
  }

  private list(line: number, text: string): void {
    if (this.host.listing === null || this.unlisted()) return;
    this.host.listing({ line, text, depth: this.sources.length - 1 });
  }

  private closeSource(source: Source): void {
    if (this.collection !== null && this.collection.source === source) this.unfinishedCollection(this.collection);
    if (source.kind === 'file') {
      this.sources.pop();
      this.files.pop();
      for (const condition of source.conditions) {
        this.host.report(
          'error',
          'missing-endif',
          "expected `%endif' before end of file",
          condition.origin,
          0,
          'this %if is never closed',
        );
      }
    } else this.endBody(source);
  }

  private unfinishedCollection(collection: Collection): void {
    const end = collection.kind === 'macro' ? '%endmacro' : '%endrep';
    const name = collection.macro === null ? '' : ` ${collection.macro.name}`;
    this.host.report(
      'error',
      'missing-end',
      `\`${collection.keyword}${name}' without \`${end}'`,
      collection.origin,
      0,
      null,
    );
    this.collection = null;
  }

  private endCall(call: MacroCall): void {
    this.active.set(call.macro, this.active.get(call.macro)! - 1);
    this.argumentPieces -= sizeOf(call.parameters);
  }

  // Processing

  private process(read: readonly Piece[], text: string): OutputLine | null {
    const live = this.conditionsLive();
    let pieces = read;
    if (this.collection === null && live) pieces = substituteParameters(read, this.call, this.parameterHost);
    const first = pieces[skipSpaces(pieces, 0)];
    if (first !== undefined && first.kind === 'directive' && this.directive(pieces, first)) return null;
    if (this.collection !== null) {
      this.collect(read, text);
      return null;
    }
    if (!live) return null;
    return this.emit(
      pieces,
      pieces === read && this.origin.frames.length === 0 && this.sources.at(-1)!.kind === 'file',
      text,
    );
  }

  private readonly parameterHost = {
    fail: (code: string, message: string, column: number): void => this.fail(code, message, column),
    expandText: (text: string): readonly Piece[] => this.expander.expand(splitPieces(text, -1)),
  };

  private collect(pieces: readonly Piece[], text: string): void {
    const { file, line } = this.bodyPlace();
    const loose = this.collection!.kind === 'macro' ? withoutColumns(pieces) : pieces;
    this.collection!.lines.push({ pieces: loose, text, listed: listedText(pieces), file, line });
  }

  /** The line just read as a place of its own, inside a macro's body too. */
  private bodyPlace(): { file: string; line: number } {
    const source = this.sources.at(-1)!;
    if (source.kind === 'file') return { file: source.name, line: source.lineNumber };
    return source.lines[source.next - 1]!;
  }

  private emit(pieces: readonly Piece[], pristine: boolean, text: string): OutputLine | null {
    const expanded = this.expander.expand(pieces);
    const { origin } = this;
    const call = this.callMacro(expanded);
    if (call !== null) return call.label;
    if (pristine && expanded === pieces) {
      const hasLocal = pieces.some((piece) => piece.kind === 'contextLocal');
      if (!hasLocal) return { text, pieces: null, origin };
    }
    const resolved = this.resolveContextLocals(expanded);
    return { text: joinPieces(resolved), pieces: resolved, origin };
  }

  /** %$name that is no macro is a label of the context: ..@3.name. */
  private resolveContextLocals(pieces: readonly Piece[]): readonly Piece[] {
    if (!pieces.some((piece) => piece.kind === 'contextLocal')) return pieces;
    return pieces.map((piece) => {
      if (piece.kind !== 'contextLocal') return piece;
      const found = this.contextOf(piece.text, piece.column);
      if (found === null) return piece;
      return { kind: 'word', text: `..@${found.context.number}.${found.name}`, column: piece.column };
    });
  }

  // Directives

  private directive(pieces: readonly Piece[], first: Piece): boolean {
    const name = first.text.toLowerCase();
    const rest = pieces.slice(pieces.indexOf(first) + 1);
    if (this.collection !== null) return this.collectionDirective(name);
    const condition = conditionName(name);
    if (condition !== null || name === '%else' || name === '%endif') {
      this.conditional(name, condition, { name: first.text, pieces: rest, column: first.column, origin: this.origin });
      return true;
    }
    if (!this.conditionsLive()) return false;
    const directive = Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name] : undefined;
    if (directive === undefined) {
      this.fail(
        'unknown-directive',
        `unknown preprocessor directive \`${first.text}'`,
        first.column,
        suggestDirective(name),
      );
      return true;
    }
    directive(this, { name: first.text, pieces: rest, column: first.column, origin: this.origin });
    return true;
  }

  /** While a body is collected only what nests in it matters. True: the line ended the body. */
  private collectionDirective(name: string): boolean {
    const collection = this.collection!;
    const opens = collection.kind === 'macro' ? /^%i?r?macro$/ : /^%rep$/;
    const closes = collection.kind === 'macro' ? /^%endm(acro)?$/ : /^%endrep$/;
    if (opens.test(name)) collection.nested += 1;
    else if (closes.test(name)) {
      if (collection.nested === 0) {
        this.endCollection(collection);
        return true;
      }
      collection.nested -= 1;
    }
    return false;
  }

  private endCollection(collection: Collection): void {
    this.collection = null;
    if (collection.kind === 'macro') {
      if (collection.macro === null) return;
      collection.macro.body = collection.lines;
      this.multiLineMacros.add(collection.macro);
      return;
    }
    if (collection.count === 0) return;
    this.pushBody({
      kind: 'repeat',
      lines: collection.lines,
      next: 0,
      call: this.call,
      remaining: collection.count - 1,
      conditionDepth: this.conditions.length,
      callOrigin: this.enclosingCallOrigin(),
      noList: collection.noList,
      left: false,
    });
  }

  private enclosingCallOrigin(): Origin | null {
    const source = this.sources.at(-1);
    return source === undefined || source.kind === 'file' ? null : source.callOrigin;
  }

  beginDefinition(macro: MultiLineMacro | null, keyword: string): void {
    if (macro !== null && !this.readingStandardMacros) {
      const maximum = macro.greedy ? Number.POSITIVE_INFINITY : macro.maximum;
      const old = this.multiLineMacros.overlapping(macro.name, macro.minimum, maximum);
      if (old !== null) this.warn('pp-macro-redef-multi', `redefining multi-line macro \`${macro.name}'`, 0);
    }
    this.beginCollection('macro', keyword, macro, 0, false);
  }

  beginRepetition(count: number, noList: boolean): void {
    this.beginCollection('repeat', '%rep', null, count, noList);
  }

  private beginCollection(
    kind: 'macro' | 'repeat',
    keyword: string,
    macro: MultiLineMacro | null,
    count: number,
    noList: boolean,
  ): void {
    const source = this.sources.at(-1)!;
    this.collection = { kind, keyword, macro, count, noList, nested: 0, lines: [], origin: this.origin, source };
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
    const inner = this.sources.slice(at + 1) as BodySource[];
    target.left = true;
    // %exitrep in a macro that the repetition calls: the macro goes on to its end.
    if (inner.some((source) => source.kind === 'macro')) return true;
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

  private endBody(source: BodySource): void {
    this.sources.pop();
    if (source.kind === 'macro') this.endCall(source.call!);
    if (source.left) this.conditions.length = Math.min(this.conditions.length, source.conditionDepth);
  }

  // Conditions

  private get conditions(): FileSource['conditions'] {
    return this.files.at(-1)?.conditions ?? [];
  }

  private conditionsLive(): boolean {
    return this.conditions.at(-1)?.live ?? true;
  }

  private conditional(name: string, test: ReturnType<typeof conditionName>, line: DirectiveLine): void {
    const { conditions } = this;
    if (test !== null && !test.elseIf) {
      const outer = this.conditionsLive();
      const live = outer && this.holds(test, line);
      conditions.push({ origin: this.origin, live, pending: outer && !live, sawElse: false });
      return;
    }
    const top = conditions.at(-1);
    if (top === undefined) {
      this.fail('stray-condition', `\`${line.name}': no matching \`%if'`, line.column);
      return;
    }
    if (name === '%endif') {
      conditions.pop();
      return;
    }
    if (top.sawElse) {
      this.warn('pp-else-elif', `\`${line.name}' after \`%else', ignoring content`, line.column);
      top.live = false;
      return;
    }
    if (test === null) {
      top.sawElse = true;
      top.live = top.pending;
      top.pending = false;
      return;
    }
    top.live = false;
    if (!top.pending) return;
    top.live = this.holds(test, { ...line, pieces: substituteParameters(line.pieces, this.call, this.parameterHost) });
    top.pending = !top.live;
  }

  private holds(test: NonNullable<ReturnType<typeof conditionName>>, line: DirectiveLine): boolean {
    return test.test(this, line.pieces, line.column) !== test.negated;
  }

  // Macro calls

  /** What %1 means here. */
  get call(): MacroCall | null {
    const source = this.sources.at(-1);
    return source === undefined || source.kind === 'file' ? null : source.call;
  }

  /** If the line calls a macro, its body becomes the next source; a label in front is a statement of its own. */
  private callMacro(pieces: readonly Piece[]): { label: OutputLine | null } | null {
    let at = skipSpaces(pieces, 0);
    const first = pieces[at];
    if (first === undefined) return null;
    let found = this.matchMacro(pieces, at);
    let label: readonly Piece[] = [];
    let labelLine: readonly Piece[] = [];
    if (found === null) {
      if (first.kind !== 'word' && first.kind !== 'contextLocal' && first.kind !== 'macroLocal') return null;
      label = [first];
      at = skipSpaces(pieces, at + 1);
      if (isOther(pieces[at], ':')) at = skipSpaces(pieces, at + 1);
      labelLine = pieces.slice(0, at);
      found = this.matchMacro(pieces, at);
      if (found === null) return null;
    }
    const { macro, parameters, name } = found;
    this.checkArguments(macro, found.args);
    this.active.set(macro, (this.active.get(macro) ?? 0) + 1);
    this.argumentPieces += sizeOf(parameters);
    const usesLabel = macro.body.some((line) =>
      line.pieces.some((piece) => piece.kind === 'parameter' && piece.text === '00'),
    );
    const keepsLabel = label.length > 0 && !usesLabel;
    const { line: callLine } = this.bodyPlace();
    this.pushBody({
      kind: 'macro',
      lines: macro.body,
      next: 0,
      call: {
        macro,
        invokedAs: name,
        parameters,
        rotation: 0,
        unique: ++this.calls,
        label: this.resolveContextLocals(label),
      },
      remaining: 0,
      conditionDepth: this.conditions.length,
      callOrigin: this.origin,
      noList: macro.noList,
      left: false,
    });
    if (!keepsLabel) return { label: null };
    this.list(callLine, labelLine.some((piece) => isOther(piece, ':')) ? spaced(labelLine) : `${spaced(labelLine)}:`);
    return { label: this.labelLine(labelLine) };
  }

  /** The label in front of a call is a statement of its own; without its colon it is no orphan. */
  private labelLine(pieces: readonly Piece[]): OutputLine {
    const resolved = [...this.resolveContextLocals(trimPieces(pieces))];
    if (!isOther(resolved.at(-1), ':')) resolved.push({ kind: 'other', text: ':', column: -1 });
    return { text: joinPieces(resolved), pieces: resolved, origin: this.origin };
  }

  private matchMacro(pieces: readonly Piece[], at: number) {
    const piece = pieces[at];
    if (piece === undefined || (piece.kind !== 'word' && piece.kind !== 'contextLocal' && piece.kind !== 'macroLocal'))
      return null;
    if (!this.multiLineMacros.has(piece.text)) return null;
    let known = false;
    const args = splitArguments(pieces.slice(at + 1));
    let busy = false;
    for (const macro of this.multiLineMacros.candidates(piece.text)) {
      known = true;
      if (!acceptsArguments(macro, args)) continue;
      // A macro is not called from inside itself (so it may wrap the instruction it is named for), unless %rmacro.
      if ((this.active.get(macro) ?? 0) > macro.recursion) {
        busy = true;
        continue;
      }
      if (this.sources.length >= MAX_MACRO_DEPTH || this.argumentPieces > MAX_ARGUMENT_PIECES) {
        this.fail('limit-macro-depth', 'macros call each other without end', piece.column);
        this.stopped = true;
        return null;
      }
      return { macro, parameters: bindArguments(macro, args), args, name: piece.text };
    }
    if (known && !busy && !isOther(pieces[skipSpaces(pieces, at + 1)], ':')) {
      const count = args.parts.length;
      this.warn(
        'pp-macro-params-multi',
        `multi-line macro \`${piece.text}' exists, but not taking ${count} parameter${count === 1 ? '' : 's'}`,
        piece.column,
      );
    }
    return null;
  }

  private checkArguments(macro: MultiLineMacro, args: ReturnType<typeof splitArguments>): void {
    if (args.stray !== null && !macro.greedy) {
      this.fail('macro-braces', 'braces do not enclose all of macro parameter', args.stray.column);
    }
    if (!args.trailingEmpty) return;
    const count = args.parts.length + 1;
    const call = `multi-line macro \`${macro.name}'`;
    const message = accepts(macro, count)
      ? `dropping trailing empty parameter in call to ${call}`
      : `improperly calling ${call} with ${count} parameters`;
    this.warn('pp-macro-params-legacy', message, 0);
  }

  private pushBody(source: BodySource): void {
    this.sources.push(source);
  }

  // What directives use

  expand(pieces: readonly Piece[]): readonly Piece[] {
    return this.resolveContextLocals(this.expander.expand(pieces));
  }

  evaluate(pieces: readonly Piece[], column: number): bigint | null {
    const trimmed = trimPieces(pieces);
    if (trimmed.length === 0) {
      this.fail('expression-expected', 'an expression is missing here', column);
      return null;
    }
    return this.host.evaluate(joinPieces(trimmed), trimmed, this.origin);
  }

  fail(code: string, message: string, column: number, hint: string | null = null): void {
    this.host.report('error', code, message, this.origin, column, hint);
  }

  warn(code: string, message: string, column: number): void {
    this.host.report('warning', code, message, this.origin, column, null);
  }

  stop(): void {
    this.stopped = true;
  }

  include(path: string, column: number): void {
    const from = this.files.at(-1)?.name ?? '';
    if (this.files.length >= MAX_INCLUDE_DEPTH) {
      this.fail('limit-include', `files included more than ${MAX_INCLUDE_DEPTH} deep`, column);
      return;
    }
    const file = this.host.include(path, from);
    if (file !== null) this.openFile(file.name, file.text);
    else this.fail('file-not-found', `unable to open include file \`${path}'`, column, 'give its folder with -I');
  }

  findPath(path: string): string | null {
    return this.host.find(path, this.files.at(-1)?.name ?? '');
  }

  setLine(line: number, increment: number, name: string | null): void {
    const file = this.files.at(-1)!;
    file.lineNumber = line;
    file.increment = increment;
    if (name !== null) file.name = name;
  }

  /** __LINE__ and __FILE__: where the line is written, in a macro's body too. */
  place(): { file: string; line: number } {
    return this.sources.length === 0 ? this.origin : this.bodyPlace();
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
    this.pushBody({
      kind: 'repeat',
      lines: PACKAGES[name]!,
      next: 0,
      call: null,
      remaining: 0,
      conditionDepth: this.conditions.length,
      callOrigin: null,
      noList: true,
      left: false,
    });
    return true;
  }

  pushContext(name: string | null, _column: number): void {
    this.contexts.push({ name, number: ++this.contextCount, macros: new MacroTable() });
  }

  /** The table that %$name, %$$name belongs to. Reports when there is no such context. */
  contextMacros(text: string, column = 0): { table: MacroTable; name: string } | null {
    const found = this.contextOf(text, column);
    return found === null ? null : { table: found.context.macros, name: found.name };
  }

  private contextMacrosQuietly(text: string): { table: MacroTable; name: string } | null {
    const depth = /^%(\$+)/.exec(text)![1]!.length;
    const context = this.contexts.at(-depth);
    return context === undefined ? null : { table: context.macros, name: text.slice(1 + depth) };
  }

  private contextOf(text: string, column: number): { context: Context; name: string } | null {
    const depth = /^%(\$+)/.exec(text)![1]!.length;
    const context = this.contexts.at(-depth);
    if (context === undefined) {
      this.fail(
        'context-stack',
        `\`${text}': context stack has only ${this.contexts.length} level${this.contexts.length === 1 ? '' : 's'}`,
        column,
      );
      return null;
    }
    return { context, name: text.slice(1 + depth) };
  }
}

function sizeOf(parameters: readonly (readonly Piece[])[]): number {
  return parameters.reduce((sum, parameter) => sum + parameter.length, 0);
}

/** The listing shows the lines of a body as nasm keeps them: blanks as one, comment gone. */
function listedText(pieces: readonly Piece[]): string {
  return spaced(pieces).trimEnd();
}

function spaced(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.kind === 'space' ? ' ' : pieceText(piece))).join('');
}

function suggestDirective(name: string): string | null {
  const near = nearest(name, [...Object.keys(DIRECTIVES), '%if', '%ifdef', '%ifndef', '%elif', '%else', '%endif']);
  return near === null ? null : `did you mean ${near}?`;
}
