/**
 * From a statement's text to its syntax. The grammar is run once for each shape of line (the sequence of token types);
 * lines of the same shape share the result, whose nodes refer to tokens by index.
 */
import nearley from 'nearley';
import type { Encoded } from '../src/isa/encode-types.js';
import type { Chunk } from './chunk.js';
import grammar from './grammar.js';
import type { DataItem, Expression, Statement } from './syntax.js';
import { type Token, tokenize } from './tokens.js';

export interface SyntaxFailure {
  readonly kind: 'failure';
  /** Index of the token that cannot follow; tokens.length when the line ends too early. */
  readonly at: number;
}

/** [name value]: what lies between name and bracket is the directive's own affair. */
export interface ParsedDirective {
  readonly kind: 'directive';
  /** Lower case. */
  readonly name: string;
  readonly value: string;
  /** Token index where the value begins. */
  readonly at: number;
}

/** A line that is no statement; a label that it plainly begins with is defined all the same. */
export interface FailedLine extends SyntaxFailure {
  readonly label: number | null;
}

export interface ParsedLine {
  readonly tokens: readonly Token[];
  readonly syntax: Statement | ParsedDirective | FailedLine;
  /** Encodings that depend on nothing but the text and the key (code size and default addressing). */
  encoded?: Map<string, Encoded>;
  /** The bytes of a data line that refers to no symbol. */
  data?: Chunk;
}

export interface ParsedExpression {
  readonly tokens: readonly Token[];
  readonly syntax: Expression | SyntaxFailure;
  /** Token where text begins that is not part of the expression any more, or null. */
  readonly trailing: number | null;
}

/** An Earley parse costs more than linear time in a long line of one shape; nobody writes lines this long. */
const MAX_TOKENS = 4096;
const MAX_NESTING = 256;
const SHAPE_CACHE_LIMIT = 20_000;
const TEXT_CACHE_LIMIT = 20_000;
/** Data lines with more commas are parsed item by item: their shapes rarely come twice. */
const LONG_DATA = 12;

const LINE_GRAMMAR = nearley.Grammar.fromCompiled({ ...grammar, ParserStart: 'line' });
const ITEM_GRAMMAR = nearley.Grammar.fromCompiled({ ...grammar, ParserStart: 'item' });
const EXPRESSION_GRAMMAR = nearley.Grammar.fromCompiled({ ...grammar, ParserStart: 'expression' });

/** Holds what was parsed so far; one for each assembly. */
export class Parser {
  private readonly texts = new Map<string, ParsedLine>();
  private readonly lines = new Map<string, Statement | SyntaxFailure>();
  private readonly items = new Map<string, DataItem | SyntaxFailure>();
  private readonly expressions = new Map<string, Expression | SyntaxFailure>();

  parseLine(text: string): ParsedLine {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const tokens = tokenize(text);
    const parsed: ParsedLine = { tokens, syntax: directive(text, tokens) ?? this.statement(tokens) };
    if (this.texts.size >= TEXT_CACHE_LIMIT) this.texts.clear();
    this.texts.set(text, parsed);
    return parsed;
  }

  parseExpression(text: string): ParsedExpression {
    const tokens = tokenize(text);
    const parse = (part: readonly Token[]): Expression | SyntaxFailure =>
      parseShape<Expression>(EXPRESSION_GRAMMAR, this.expressions, part);
    const syntax = parse(tokens);
    if (syntax.kind !== 'failure' || syntax.at === 0 || syntax.at === tokens.length) {
      return { tokens, syntax, trailing: null };
    }
    const { type } = tokens[syntax.at]!;
    const leading = type === 'bad' || type === 'unterminated' ? syntax : parse(tokens.slice(0, syntax.at));
    if (leading.kind === 'failure') return { tokens, syntax, trailing: null };
    return { tokens, syntax: leading, trailing: syntax.at };
  }

  private statement(tokens: readonly Token[]): Statement | FailedLine {
    const syntax = this.longData(tokens) ?? parseShape<Statement>(LINE_GRAMMAR, this.lines, tokens);
    if (syntax.kind !== 'failure') return syntax;
    const labelled = tokens[0]?.type === 'name' && tokens[1]?.type === ':';
    return { kind: 'failure', at: syntax.at, label: labelled ? 0 : null };
  }

  /** `db` and a long list: the head by the grammar, then each item by itself. Null: not such a line, or not valid. */
  private longData(tokens: readonly Token[]): Statement | null {
    const at = tokens.findIndex(({ type }) => type === 'data');
    if (at < 0 || tokens.length < at + 2 * LONG_DATA) return null;
    const starts = itemStarts(tokens, at + 1);
    if (starts.at(-1) === tokens.length) starts.pop(); // a comma may end the line
    if (starts.length < LONG_DATA) return null;
    const head = parseShape<Statement>(LINE_GRAMMAR, this.lines, tokens.slice(0, at + 1));
    if (head.kind === 'failure' || head.body?.kind !== 'data') return null;
    const items: DataItem[] = [];
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i]!;
      const end = i + 1 < starts.length ? starts[i + 1]! - 1 : lastItemEnd(tokens);
      const item = parseShape<DataItem>(ITEM_GRAMMAR, this.items, tokens.slice(start, end));
      if (item.kind === 'failure') return null;
      items.push({ kind: 'shifted', at: start, end, item });
    }
    return { ...head, body: { ...head.body, items } };
  }
}

/** Where the items of a data line begin: after each comma outside parentheses. */
function itemStarts(tokens: readonly Token[], first: number): number[] {
  const starts = [first];
  let depth = 0;
  for (let i = first; i < tokens.length; i++) {
    const { type } = tokens[i]!;
    if (type === '(' || type === 'listOpen') depth += 1;
    else if (type === ')') depth -= 1;
    else if (type === ',' && depth === 0) starts.push(i + 1);
  }
  return starts;
}

function lastItemEnd(tokens: readonly Token[]): number {
  return tokens.at(-1)!.type === ',' ? tokens.length - 1 : tokens.length;
}

function directive(text: string, tokens: readonly Token[]): ParsedDirective | FailedLine | null {
  if (tokens[0]?.type !== '[') return null;
  const close = tokens.length - 1;
  const name = tokens[1];
  if (tokens[close]!.type !== ']' || name === undefined || close < 2)
    return { kind: 'failure', at: tokens.length, label: null };
  const value = text.slice(name.offset + name.text.length, tokens[close]!.offset).trim();
  return { kind: 'directive', name: name.text.toLowerCase(), value, at: Math.min(2, close) };
}

function parseShape<T extends { kind: string }>(
  rules: nearley.Grammar,
  cache: Map<string, T | SyntaxFailure>,
  tokens: readonly Token[],
): T | SyntaxFailure {
  let shape = '';
  for (const token of tokens) shape += shape === '' ? token.type : ` ${token.type}`;
  const known = cache.get(shape);
  if (known !== undefined) return known;
  const syntax = runGrammar<T>(rules, shape, tokens);
  if (cache.size >= SHAPE_CACHE_LIMIT) cache.clear();
  cache.set(shape, syntax);
  return syntax;
}

function runGrammar<T>(rules: nearley.Grammar, shape: string, tokens: readonly Token[]): T | SyntaxFailure {
  const tooMuch = excess(tokens);
  if (tooMuch !== null) return { kind: 'failure', at: tooMuch };
  const parser = new nearley.Parser(rules);
  try {
    parser.feed(shape);
  } catch {
    // nearley reports a token it cannot place by throwing; `current` is that token's index.
    return { kind: 'failure', at: parser.current };
  }
  const result: unknown = parser.results[0];
  return result === undefined ? { kind: 'failure', at: tokens.length } : (result as T);
}

/** Where a line gets too long or too deeply nested to parse, or null. */
function excess(tokens: readonly Token[]): number | null {
  if (tokens.length > MAX_TOKENS) return MAX_TOKENS;
  let depth = 0;
  let unary = 0;
  for (let i = 0; i < tokens.length; i++) {
    const { type } = tokens[i]!;
    if (type === '(' || type === '[' || type === 'listOpen') depth += 1;
    else if (type === ')' || type === ']') depth -= 1;
    unary = type === '-' || type === '+' || type === '~' || type === '!' || type === 'seg' ? unary + 1 : 0;
    if (depth > MAX_NESTING || unary > MAX_NESTING) return i;
  }
  return null;
}
