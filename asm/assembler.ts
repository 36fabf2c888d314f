/**
 * The assembler: preprocessing, passes until no label moves, then sections get their addresses. NASM's language as
 * nasm 2.16.01 reads it for -f bin.
 */
import { type Layout, layOut } from './bin-layout.js';
import { fromBytes, toByteString, toText } from './byte-string.js';
import { writeLittleEndian } from './chunk.js';
import { criticalScope } from './critical.js';
import { Diagnostics } from './diagnostics.js';
import { Evaluator } from './evaluate.js';
import { ListingWriter } from './listing.js';
import { type ParsedLine, Parser } from './parser.js';
import { type AssemblyState, type EmittedRange, Pass } from './pass.js';
import { splitPieces } from './preprocessor/pieces.js';
import { type OutputLine, Preprocessor, type PreprocessorHost } from './preprocessor/preprocessor.js';
import { defineBuiltin, STANDARD_MACROS } from './preprocessor/standard-macros.js';
import { Section } from './sections.js';
import { columnOf } from './source-columns.js';
import { execute } from './statements.js';
import { Suggester } from './suggestions.js';
import { SymbolTable } from './symbols.js';
import { explainExpression, explainSyntax } from './syntax-errors.js';
import type { AssembleOptions, Assembly, AssemblyFailure, Diagnostic, LineMapEntry, SymbolEntry } from './types.js';
import { type Base, isConstant } from './values.js';

/** nasm gives up after 1000 passes without progress; labels that have not settled after this many never will. */
const MAX_PASSES = 200;
/** Beyond this many lines they are not kept from pass to pass. */
const MAX_KEPT_LINES = 200_000;

interface KeptLine {
  readonly line: OutputLine;
  readonly parsed: ParsedLine;
  /** For sorting what is found. */
  readonly order: number;
}

/** Assembles a source. Never throws; every error of the source is in the result. */
export function assemble(options: AssembleOptions): Assembly | AssemblyFailure {
  try {
    return new Assembler(options).run();
  } catch (error) {
    // The engine's own limits (stack, string and array length), where none of ours was met first.
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, diagnostics: [tooLarge(options)] };
  }
}

function tooLarge({ file }: AssembleOptions): Diagnostic {
  const message = 'the source needs more memory than there is';
  return {
    severity: 'error',
    code: 'limit-memory',
    message,
    hint: null,
    file,
    line: 1,
    column: 1,
    text: '',
    expansion: [],
  };
}

class Assembler {
  private readonly options: AssembleOptions;
  private readonly source: string;
  private readonly state: AssemblyState;
  private kept: KeptLine[] | null = null;

  constructor(options: AssembleOptions) {
    this.options = options;
    const { source } = options;
    this.source = typeof source === 'string' ? toByteString(source) : fromBytes(source);
    this.state = {
      symbols: new SymbolTable(),
      sections: [new Section('.text', null)],
      diagnostics: new Diagnostics(),
      suggester: new Suggester(),
      optimization: options.optimization ?? 'full',
      resolve: options.resolve ?? null,
      parser: new Parser(),
      preprocessingUsesLabels: false,
    };
  }

  run(): Assembly | AssemblyFailure {
    const { diagnostics, symbols } = this.state;
    let pass = this.pass(null);
    let settled = false;
    for (let count = 1; count < MAX_PASSES && !settled && !pass.aborted; count++) {
      pass = this.pass(null);
      settled = !symbols.changed;
    }
    if (!settled && !pass.aborted) pass.abort('unsettled', `labels still move after ${MAX_PASSES} passes`);
    const layout = layOut(this.state.sections, pass.origin);
    if (typeof layout === 'string') pass.abort('section-layout', layout);
    const found = diagnostics.all();
    if (typeof layout === 'string' || found.some(({ severity }) => severity === 'error')) {
      return { ok: false, diagnostics: found };
    }
    return this.result(pass, layout, found);
  }

  // Passes

  private pass(listing: ListingWriter | null): Pass {
    const { state } = this;
    const first = this.passes === 0;
    this.passes += 1;
    state.symbols.beginPass();
    state.diagnostics.beginPass();
    const pass = new Pass(state, first, listing);
    if (this.kept !== null && listing === null) this.replay(pass, this.kept);
    else this.preprocess(pass);
    return pass;
  }

  private passes = 0;

  private replay(pass: Pass, lines: readonly KeptLine[]): void {
    for (const { line, parsed, order } of lines) {
      this.state.diagnostics.order = order;
      this.execute(pass, line, parsed);
      if (pass.aborted) return;
    }
  }

  private preprocess(pass: Pass): void {
    const preprocessor = this.preprocessor(pass);
    const { diagnostics } = this.state;
    let kept: KeptLine[] | null = [];
    for (let order = 0; ; order += 2) {
      diagnostics.order = order;
      const line = preprocessor.next();
      if (line === null || pass.aborted) break;
      if (this.state.diagnostics.isFullOfLasting) {
        // Nothing more would be shown.
        pass.aborted = true;
        break;
      }
      const parsed = this.state.parser.parseLine(line.text);
      if (parsed.tokens.length === 0) continue;
      diagnostics.order = order + 1;
      if (parsed.syntax.kind === 'failure') this.reportSyntax(line, parsed);
      this.execute(pass, line, parsed);
      if (kept !== null && kept.length < MAX_KEPT_LINES) kept.push({ line, parsed, order: order + 1 });
      else kept = null;
    }
    if (!this.state.preprocessingUsesLabels && !pass.aborted) this.kept = kept;
  }

  private execute(pass: Pass, line: OutputLine, parsed: ParsedLine): void {
    const { diagnostics } = this.state;
    pass.line = line;
    pass.tokens = parsed.tokens;
    const before = diagnostics.passingCount;
    execute(pass, parsed);
    if (pass.listing === null || diagnostics.passingCount === before) return;
    for (const finding of diagnostics.passingFrom(before)) pass.listing.finding(finding);
  }

  private reportSyntax(line: OutputLine, parsed: ParsedLine): void {
    if (parsed.syntax.kind !== 'failure' || this.state.diagnostics.isFullOfLasting) return;
    const { tokens } = parsed;
    const { code, message, hint, at } = explainSyntax(tokens, parsed.syntax.at);
    const last = tokens.at(-1)!;
    const offset = tokens[at]?.offset ?? last.offset + last.text.length;
    const finding = {
      severity: 'error',
      code,
      message,
      hint,
      origin: line.origin,
      column: columnOf(line, offset),
    } as const;
    this.state.diagnostics.reportLasting(finding);
  }

  // Preprocessing

  private preprocessor(pass: Pass): Preprocessor {
    const { diagnostics, resolve } = this.state;
    const { listing } = pass;
    const host: PreprocessorHost = {
      evaluate: (text, pieces, origin, severity) => this.evaluateCritical(pass, { text, pieces, origin }, severity),
      report: (severity, code, message, origin, column, hint) => {
        const finding = { severity, code, message, origin, column: Math.max(0, column), hint };
        diagnostics.reportLasting(finding);
        listing?.finding(finding);
      },
      include: (path, from) => {
        const file = resolve?.(toText(path), toText(from), 'include') ?? null;
        return file === null ? null : { name: toByteString(file.name), text: fromBytes(file.bytes) };
      },
      find: (path, from) => {
        const file = resolve?.(toText(path), toText(from), 'include') ?? null;
        return file === null ? null : toByteString(file.name);
      },
      listing: listing === null ? null : (line) => listing.line(line),
    };
    const preprocessor = new Preprocessor(host, STANDARD_MACROS);
    const { macros } = preprocessor;
    defineBuiltin(macros, 'LINE', () => String(preprocessor.place().line));
    defineBuiltin(macros, 'FILE', () => `'${preprocessor.place().file}'`);
    defineBuiltin(macros, 'BITS', () => String(pass.bits));
    defineBuiltin(macros, 'PASS', () => (pass.first ? '1' : '2'));
    defineBuiltin(macros, 'PTR', () => ({ 16: 'word', 32: 'dword', 64: 'qword' })[pass.bits]);
    for (const [name, text] of Object.entries(this.options.defines ?? {})) {
      const body = splitPieces(toByteString(text), -1);
      macros.define({ name, caseSensitive: true, parameters: null, greedy: false, body, alias: false });
    }
    preprocessor.openFile(toByteString(this.options.file), this.source);
    return preprocessor;
  }

  /** What %if, %assign and %rep compute with: labels count if they are defined already. */
  private evaluateCritical(pass: Pass, line: OutputLine, worst: 'error' | 'warning'): bigint | null {
    const { diagnostics, parser } = this.state;
    const { tokens, syntax, trailing } = parser.parseExpression(line.text);
    const report = (
      severity: 'error' | 'warning',
      code: string,
      message: string,
      at: number,
      hint: string | null,
    ): void => {
      const column = columnOf(line, tokens[at]?.offset ?? line.text.length);
      const graded = severity === 'error' ? worst : severity;
      diagnostics.reportLasting({ severity: graded, code, message, hint, origin: line.origin, column });
    };
    if (syntax.kind === 'failure') {
      const { code, message, hint, at } = explainExpression(tokens, syntax.at);
      report('error', code, message, at, hint);
      return null;
    }
    if (trailing !== null) {
      const hint = `\`${tokens[trailing]!.text}' is not part of the expression before it`;
      report('warning', 'pp-trailing', 'trailing garbage after expression ignored', trailing, hint);
    }
    const scope = criticalScope(pass, report, () => {
      this.state.preprocessingUsesLabels = true;
    });
    const value = new Evaluator(tokens, scope, report).evaluate(syntax);
    if (value === null) return null;
    if (isConstant(value)) return value.constant;
    report(
      'error',
      'not-constant',
      'a plain number is needed here',
      0,
      'the difference of two labels is one: (label - $$)',
    );
    return null;
  }

  // Results

  private result(pass: Pass, layout: Layout, warnings: readonly Diagnostic[]): Assembly {
    const addressOf = baseAddresses(layout);
    const bytes = this.image(layout, addressOf);
    const { ranges } = pass;
    return {
      ok: true,
      bytes,
      origin: layout.origin,
      symbols: this.symbolMap(addressOf),
      lineMap: lineMap(ranges, layout),
      warnings,
      listing: () => this.list(),
    };
  }

  private image(layout: Layout, addressOf: ReadonlyMap<Base, bigint>): Uint8Array {
    const { placements, origin } = layout;
    const sections = layout.order.filter((section) => !section.noBits && section.offset > 0);
    let length = 0n;
    for (const section of sections) {
      const end = placements.get(section)!.start - origin + BigInt(section.offset);
      if (end > length) length = end;
    }
    const bytes = new Uint8Array(Number(length));
    for (const section of sections) {
      const { start, vstart } = placements.get(section)!;
      const place = Number(start - origin);
      bytes.set(section.contents(), place);
      for (const { position, size, value, bases, relativeTo } of section.fields) {
        let sum = value;
        for (const { base, factor } of bases) sum += (addressOf.get(base) ?? 0n) * factor;
        if (relativeTo !== null) sum -= vstart + BigInt(relativeTo);
        writeLittleEndian(bytes, place + position, size, sum);
      }
    }
    return bytes;
  }

  private symbolMap(addressOf: ReadonlyMap<Base, bigint>): Map<string, SymbolEntry> {
    const map = new Map<string, SymbolEntry>();
    for (const [name, value] of this.state.symbols.defined()) {
      const [term] = value.bases;
      const address = value.constant + (term === undefined ? 0n : (addressOf.get(term.base) ?? 0n));
      map.set(toText(name), { value: address, section: term === undefined ? null : toText(term.base.name) });
    }
    return map;
  }

  /** One more pass, with the same values, that writes down what it does. */
  private list(): string {
    const listing = new ListingWriter();
    this.pass(listing);
    return toText(listing.finish());
  }
}

function baseAddresses(layout: Layout): Map<Base, bigint> {
  const addresses = new Map<Base, bigint>();
  for (const [section, { start, vstart }] of layout.placements) {
    addresses.set(section, vstart);
    addresses.set(section.startBase, start);
    addresses.set(section.vstartBase, vstart);
  }
  return addresses;
}

function lineMap(ranges: readonly EmittedRange[], layout: Layout): LineMapEntry[] {
  return ranges.map(({ line, section, offset, length }) => {
    const { start, vstart } = layout.placements.get(section)!;
    const { origin } = line;
    return {
      file: toText(origin.file),
      line: origin.line,
      address: BigInt.asIntN(64, vstart + BigInt(offset)),
      offset: Number(start - layout.origin) + offset,
      length,
      macro: origin.frames[0] === undefined ? null : toText(origin.frames[0].macro),
    };
  });
}
