/** `name 1-3+.nolist defaults`: what follows %macro, %ifmacro and %unmacro. */
import { readInteger } from '../lexical/numbers.js';
import { isOther, isWordlike, type Piece, skipSpaces } from './pieces.js';

export interface Signature {
  readonly name: string;
  readonly nameColumn: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly greedy: boolean;
  readonly noList: boolean;
  /** Pieces after the counts: default values. */
  readonly rest: readonly Piece[];
}

/** A text when it is wrong. `countRequired`: %macro wants a count, %ifmacro takes any number without one. */
export function parseSignature(pieces: readonly Piece[], countRequired: boolean): Signature | string {
  let at = skipSpaces(pieces, 0);
  const name = pieces[at];
  if (!isWordlike(name) || name.kind === 'number') return 'expects a macro name';
  at = skipSpaces(pieces, at + 1);
  let minimum = 0;
  let maximum = Number.POSITIVE_INFINITY;
  const first = countAt(pieces, at);
  if (first !== null) {
    minimum = first;
    maximum = first;
    at += 1;
    if (isOther(pieces[at], '-')) {
      at += 1;
      const last = countAt(pieces, at);
      if (last !== null) maximum = last;
      else if (isOther(pieces[at], '*')) maximum = Number.POSITIVE_INFINITY;
      else return 'expects a number or * after -';
      if (maximum < minimum) return 'minimum parameter count exceeds maximum';
      at += 1;
    }
  } else if (isOther(pieces[at], '*')) {
    at += 1;
  } else if (countRequired) return 'expects a parameter count';
  let greedy = false;
  if (isOther(pieces[at], '+')) {
    greedy = true;
    at += 1;
  }
  let noList = false;
  if (pieces[at]?.kind === 'word' && pieces[at]!.text.toLowerCase() === '.nolist') {
    noList = true;
    at += 1;
  }
  const { text, column } = name;
  return { name: text, nameColumn: column, minimum, maximum, greedy, noList, rest: pieces.slice(at) };
}

const MAX_PARAMETERS = 1_000_000;

function countAt(pieces: readonly Piece[], at: number): number | null {
  const piece = pieces[at];
  if (piece === undefined || piece.kind !== 'number') return null;
  const constant = readInteger(piece.text);
  return constant === null || constant.value > BigInt(MAX_PARAMETERS) ? null : Number(constant.value);
}
