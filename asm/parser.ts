/**
 * From a statement's text to its syntax. The grammar is run once for each shape of line (the sequence of token types);
 * lines of the same shape share the result, whose nodes refer to tokens by index.
 */
import nearley from 'nearley';
import grammar from './grammar.js';
import type { Expression, Statement } from './syntax.js';
import { type Token, tokenize } from './tokens.js';

export interface SyntaxFailure {
  readonly kind: 'failure';
  /** Index of the token that cannot follow; tokens.length when the line ends too early. */
  readonly at: number;
}

export interface ParsedLine {
  readonly tokens: readonly Token[];
  readonly syntax: Statement | SyntaxFailure;
}

export interface ParsedExpression {
  readonly tokens: readonly Token[];
  readonly syntax: Expression | SyntaxFailure;
}

/** An Earley parse costs more than linear time in a long line of one shape; nobody writes lines this long. */
const MAX_TOKENS = 4096;
const MAX_NESTING = 256;
const SHAPE_CACHE_LIMIT = 20_000;

const LINE_GRAMMAR = nearley.Grammar.fromCompiled({ ...grammar, ParserStart: 'line' });
const EXPRESSION_GRAMMAR = nearley.Grammar.fromCompiled({ ...grammar, ParserStart: 'expression' });

/** Holds the shapes met so far; one for each assembly. */
export class Parser {
  private readonly lines = new Map<string, Statement | SyntaxFailure>();
  private readonly expressions = new Map<string, Expression | SyntaxFailure>();

  parseLine(text: string): ParsedLine {
    const tokens = tokenize(text);
    return { tokens, syntax: parseShape<Statement>(LINE_GRAMMAR, this.lines, tokens) };
  }

  parseExpression(text: string): ParsedExpression {
    const tokens = tokenize(text);
    return { tokens, syntax: parseShape<Expression>(EXPRESSION_GRAMMAR, this.expressions, tokens) };
  }
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
    if (type === '(' || type === '[') depth += 1;
    else if (type === ')' || type === ']') depth -= 1;
    unary = type === '-' || type === '+' || type === '~' || type === '!' || type === 'seg' ? unary + 1 : 0;
    if (depth > MAX_NESTING || unary > MAX_NESTING) return i;
  }
  return null;
}
