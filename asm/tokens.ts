/**
 * Tokens of a statement (moo). NASM manual, "Layout of a NASM Source Line" and "Constants". A token's type says what
 * it may be in the grammar; operators and punctuation are their own type.
 */
import moo from 'moo';
import { KNOWN_MNEMONICS } from './known-mnemonics.js';
import { FLOAT_FUNCTIONS } from './lexical/floats.js';
import { WORD_TYPES } from './words.js';

export interface Token {
  readonly type: string;
  /** As written. */
  readonly text: string;
  /** Offset in the statement's text. */
  readonly offset: number;
}

const STRING_FUNCTIONS = new Set(['utf16', 'utf16le', 'utf16be', 'utf32', 'utf32le', 'utf32be']);
const SPECIAL_FLOATS = new Set(['infinity', 'nan', 'qnan', 'snan']);
const INTEGER_FUNCTIONS = new Set(['ilog2e', 'ilog2w', 'ilog2f', 'ilog2c']);

/** `__?name?__` and the older `__name__`: the bare name in lower case, or null. */
export function underscoredName(text: string): string | null {
  const match = /^__\??([A-Za-z0-9]+)\??__$/.exec(text);
  return match === null ? null : match[1]!.toLowerCase();
}

function wordType(text: string): string {
  const known = WORD_TYPES.get(text) ?? (KNOWN_MNEMONICS.has(text) ? 'mnemonic' : undefined);
  if (known !== undefined) return known;
  const lower = text.toLowerCase();
  if (lower !== text) {
    const folded = WORD_TYPES.get(lower) ?? (KNOWN_MNEMONICS.has(lower) ? 'mnemonic' : undefined);
    if (folded !== undefined) return folded;
  }
  if (text === '?') return '?';
  if (text.startsWith('__')) {
    const name = underscoredName(text);
    if (name !== null) {
      if (Object.hasOwn(FLOAT_FUNCTIONS, name)) return 'floatFunction';
      if (STRING_FUNCTIONS.has(name)) return 'stringFunction';
      if (SPECIAL_FLOATS.has(name)) return 'float';
      if (INTEGER_FUNCTIONS.has(name)) return 'integerFunction';
    }
  }
  return 'name';
}

const OPERATORS = [
  '<=>', '<<<', '>>>', '<<', '>>', '<=', '=<', '>=', '=>', '<>', '==', '!=', '&&', '||', '^^', '//', '%%',
  '<', '>', '=', '|', '^', '&', '+', '-', '*', '/', '%', '~', '!', '(', ')', '[', ']', '{', '}', ',', ':',
]; // biome-ignore format: a table

const ITEM_STARTS: ReadonlySet<string> = new Set(['data', ',', 'dup', 'size', 'listOpen']);

const lexer = moo.compile({
  space: /[ \t\r\f\v\0]+/,
  comment: /;.*/,
  string: /'[^'\n]*'|"[^"\n]*"|`(?:\\.|[^`\\\n])*`/,
  float: [
    /[0-9][0-9_]*\.[0-9_]*(?:[eE][+-]?[0-9_]*)?(?![0-9A-Za-z_])/,
    /[0-9][0-9_]*[eE][+-][0-9_]+/,
    /0[xXhHoOqQbByY][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]+)?[pP][+-]?[0-9_]+/,
    /0[xXhHoOqQbByY][0-9a-fA-F_]*\.[0-9a-fA-F_]+(?:[pP][+-]?[0-9_]+)?/,
    /0[dDtT][0-9_]*\.[0-9_]*(?:[eE][+-]?[0-9_]*)?(?![0-9A-Za-z_])/,
    /\$[0-9][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]+)?[pP][+-]?[0-9_]+/,
    /0[pP][0-9_]+|[0-9][0-9_]*[eE][0-9_]+(?![0-9A-Za-z_])|[0-9][0-9_]*[pP](?![0-9A-Za-z_])/,
  ],
  number: /\$?[0-9][0-9A-Za-z_]*/,
  escaped: /\$[A-Za-z_.?@\x80-\xff][\w$#@~.?\x80-\xff]*/,
  word: { match: /[A-Za-z_.?@\x80-\xff][\w$#@~.?\x80-\xff]*/, type: wordType },
  base: '$$',
  here: '$',
  operator: { match: OPERATORS, type: (text: string) => text },
  unterminated: /['"`].*/,
  bad: { match: /[\s\S]/, lineBreaks: true },
});

/** The statement's tokens without spaces and comment. Characters that are none come as type `bad` or `unterminated`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  lexer.reset(text);
  for (;;) {
    const token = lexer.next();
    if (token === undefined) return tokens;
    const type = token.type!;
    if (type === 'space' || type === 'comment') continue;
    if (type === 'escaped') tokens.push({ type: 'name', text: token.text, offset: token.offset });
    else tokens.push({ type, text: token.text, offset: token.offset });
    if (type === '(') markList(tokens);
  }
}

/**
 * In data a parenthesis after DUP or a size opens a list of items, and so does %( where an item begins; elsewhere it
 * belongs to an expression.
 */
function markList(tokens: Token[]): void {
  const open = tokens.pop()!;
  const before = tokens.at(-1)?.type;
  if (before === '%' && ITEM_STARTS.has(tokens.at(-2)?.type ?? '')) tokens.pop();
  else if ((before !== 'dup' && before !== 'size') || !tokens.some(({ type }) => type === 'data')) {
    tokens.push(open);
    return;
  }
  tokens.push({ type: 'listOpen', text: open.text, offset: open.offset });
}
