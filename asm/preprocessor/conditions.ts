/** %if and its families. NASM manual, "Conditional Assembly". */
import { readInteger } from '../lexical/numbers.js';
import { unquote } from '../lexical/strings.js';
import { parseSignature } from './macro-signature.js';
import { isOther, joinPieces, type Piece, skipSpaces, trimPieces } from './pieces.js';
import type { DirectiveLine, Preprocessor } from './preprocessor.js';
import type { Condition } from './sources.js';

type Test = (preprocessor: Preprocessor, pieces: readonly Piece[], column: number) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  '': (preprocessor, pieces, column) => (preprocessor.evaluate(preprocessor.expand(pieces), column) ?? 0n) !== 0n,
  def: isDefined,
  macro: isMacro,
  ctx: (preprocessor, pieces) => {
    const current = preprocessor.contexts.top?.name ?? null;
    return pieces.some((piece) => piece.kind === 'word' && piece.text === current);
  },
  idn: (preprocessor, pieces, column) => identical(preprocessor, pieces, column, false),
  idni: (preprocessor, pieces, column) => identical(preprocessor, pieces, column, true),
  id: (preprocessor, pieces) => {
    const { kind } = firstPiece(preprocessor, pieces) ?? { kind: 'space' };
    return kind === 'word' || kind === 'macroLocal' || kind === 'contextLocal';
  },
  num: isNumber,
  str: (preprocessor, pieces) => firstPiece(preprocessor, pieces)?.kind === 'string',
  token: (preprocessor, pieces) => trimPieces(preprocessor.expand(pieces)).length === 1,
  empty: (preprocessor, pieces) => trimPieces(preprocessor.expand(pieces)).length === 0,
  // The assembler knows no environment: results must not depend on the host.
  env: () => false,
  using: (preprocessor, pieces) => preprocessor.usesPackage(packageName(pieces)),
  usable: (preprocessor, pieces) => preprocessor.hasPackage(packageName(pieces)),
  defalias: (preprocessor, pieces) =>
    pieces.some((piece) => piece.kind === 'word' && preprocessor.macros.candidates(piece.text).some((m) => m.alias)),
};

export interface ConditionTest {
  readonly elseIf: boolean;
  readonly negated: boolean;
  readonly test: Test;
}

/** %ifdef, %elifnidn … taken apart, or null if the directive is none of them. */
export function conditionName(directive: string): ConditionTest | null {
  const match = /^%(el)?if([a-z]*)$/i.exec(directive);
  if (match === null) return null;
  const elseIf = match[1] !== undefined;
  const family = match[2]!.toLowerCase();
  const plain = TESTS[family];
  if (plain !== undefined) return { elseIf, negated: false, test: plain };
  const negated = family.startsWith('n') ? TESTS[family.slice(1)] : undefined;
  return negated === undefined ? null : { elseIf, negated: true, test: negated };
}

export interface ConditionHost {
  fail(code: string, message: string, column: number): void;
  warn(code: string, message: string, column: number): void;
  /** Null: it cannot be decided, which has been reported. */
  holds(test: ConditionTest): boolean | null;
}

/** Carries out %if, %elif, %else and %endif of every family on the open conditions of a file. */
export function updateConditions(
  conditions: Condition[],
  line: DirectiveLine,
  test: ConditionTest | null,
  host: ConditionHost,
): void {
  const top = conditions.at(-1);
  if (test !== null && !test.elseIf) {
    const outer = top?.live ?? true;
    const live = outer && host.holds(test) === true;
    conditions.push({ origin: line.origin, live, pending: outer && !live, sawElse: false });
  } else if (top === undefined) {
    host.fail('stray-condition', `\`${line.name}': no matching \`%if'`, line.column);
  } else if (test === null && line.name.toLowerCase() === '%endif') {
    conditions.pop();
  } else if (top.sawElse) {
    host.warn('pp-else-elif', `\`${line.name}' after \`%else', ignoring content`, line.column);
    top.live = false;
  } else {
    const holds = top.pending && (test === null || host.holds(test));
    top.live = holds === true;
    // After an %elif that nasm cannot decide it takes no branch, not even the last.
    if (holds !== false) top.pending = false;
    top.sawElse = test === null;
  }
}

export function packageName(pieces: readonly Piece[]): string {
  const piece = trimPieces(pieces)[0];
  if (piece === undefined) return '';
  return (piece.kind === 'string' ? unquote(piece.text) : piece.text).toLowerCase();
}

function firstPiece(preprocessor: Preprocessor, pieces: readonly Piece[]): Piece | undefined {
  const expanded = preprocessor.expand(pieces);
  return expanded[skipSpaces(expanded, 0)];
}

function isDefined(preprocessor: Preprocessor, pieces: readonly Piece[], column: number): boolean {
  let names = 0;
  for (const piece of pieces) {
    if (piece.kind === 'space') continue;
    names += 1;
    if (piece.kind === 'word' && preprocessor.macros.has(piece.text)) return true;
    if (piece.kind === 'contextLocal') {
      const local = preprocessor.contextMacros(piece.text);
      if (local?.table.has(local.name)) return true;
    }
  }
  if (names === 0) preprocessor.fail('condition-syntax', '%ifdef expects a macro name', column);
  return false;
}

function isMacro(preprocessor: Preprocessor, pieces: readonly Piece[], column: number): boolean {
  const signature = parseSignature(pieces, false);
  if (typeof signature === 'string') {
    preprocessor.fail('condition-syntax', `%ifmacro: ${signature}`, column);
    return false;
  }
  const maximum = signature.greedy ? Number.POSITIVE_INFINITY : signature.maximum;
  return preprocessor.multiLineMacros.overlapping(signature.name, signature.minimum, maximum) !== null;
}

function isNumber(preprocessor: Preprocessor, pieces: readonly Piece[]): boolean {
  const expanded = preprocessor.expand(pieces);
  let at = skipSpaces(expanded, 0);
  while (isOther(expanded[at], '-') || isOther(expanded[at], '+')) at = skipSpaces(expanded, at + 1);
  const piece = expanded[at];
  return piece?.kind === 'number' && readInteger(piece.text) !== null;
}

function identical(preprocessor: Preprocessor, pieces: readonly Piece[], column: number, foldCase: boolean): boolean {
  const expanded = preprocessor.expand(pieces);
  const comma = expanded.findIndex((piece) => isOther(piece, ','));
  if (comma < 0) {
    preprocessor.fail('condition-syntax', '%ifidn expects two texts, separated by a comma', column);
    return false;
  }
  // nasm compares a space before the comma with nothing, and finds them different.
  if (expanded[comma - 1]?.kind === 'space') return false;
  const significant = (piece: Piece): boolean => piece.kind !== 'space';
  const left = expanded.slice(0, comma).filter(significant);
  const right = expanded.slice(comma + 1).filter(significant);
  if (right.some((piece) => isOther(piece, ','))) return false;
  const content = (piece: Piece): string => {
    const text = piece.kind === 'string' ? `"${unquote(piece.text)}` : joinPieces([piece]);
    return foldCase ? text.toLowerCase() : text;
  };
  return left.length === right.length && left.every((piece, i) => content(piece) === content(right[i]!));
}
