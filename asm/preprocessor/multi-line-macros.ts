/** %macro: definitions, matching of a call to a definition, and the parameters of a call. NASM manual, "Multi-Line Macros". */
import { INVERSE_CONDITIONS } from '../words.js';
import {
  isOther,
  isWordlike,
  joinPieces,
  type Piece,
  pieceText,
  skipSpaces,
  splitPieces,
  trimPieces,
} from './pieces.js';

export interface BodyLine {
  readonly pieces: readonly Piece[];
  /** As written. */
  readonly text: string;
  readonly listed: string;
  readonly file: string;
  readonly line: number;
}

export interface MultiLineMacro {
  readonly name: string;
  readonly caseSensitive: boolean;
  readonly minimum: number;
  /** Infinity for `*`. */
  readonly maximum: number;
  readonly greedy: boolean;
  readonly noList: boolean;
  /** How often it may be active at once beyond the first: 0 unless %rmacro. */
  readonly recursion: number;
  readonly defaults: readonly (readonly Piece[])[];
  body: readonly BodyLine[];
  readonly file: string;
  readonly line: number;
  /** One of ours (struc, align …), which messages do not mention. */
  readonly standard: boolean;
}

/** One use of a macro: what %1, %0, %00, %%x mean inside. */
export interface MacroCall {
  readonly macro: MultiLineMacro;
  readonly invokedAs: string;
  /** Arguments, defaults added. %rotate changes `rotation`. */
  readonly parameters: readonly (readonly Piece[])[];
  rotation: number;
  readonly unique: number;
  /** The label before the call. */
  readonly label: readonly Piece[];
}

export class MultiLineMacroTable {
  /** Definitions of a name, newest last. */
  private readonly byName = new Map<string, MultiLineMacro[]>();

  constructor(initial?: MultiLineMacroTable) {
    if (initial !== undefined) for (const [name, list] of initial.byName) this.byName.set(name, [...list]);
  }

  /** Newest first. */
  *candidates(name: string): IterableIterator<MultiLineMacro> {
    const list = this.byName.get(name.toLowerCase());
    if (list === undefined) return;
    for (let i = list.length - 1; i >= 0; i--) {
      const macro = list[i]!;
      if (!macro.caseSensitive || macro.name === name) yield macro;
    }
  }

  has(name: string): boolean {
    return this.byName.has(name.toLowerCase());
  }

  /** A definition that takes some number of parameters both would take, or null. */
  overlapping(name: string, minimum: number, maximum: number): MultiLineMacro | null {
    for (const macro of this.candidates(name)) {
      if (macro.minimum <= maximum && macro.maximum >= minimum) return macro;
    }
    return null;
  }

  add(macro: MultiLineMacro): void {
    const key = macro.name.toLowerCase();
    const list = this.byName.get(key);
    if (list === undefined) this.byName.set(key, [macro]);
    else list.push(macro);
  }

  /** Removes the definitions with exactly this range. */
  remove(name: string, minimum: number, maximum: number, greedy: boolean): void {
    const list = this.byName.get(name.toLowerCase());
    if (list === undefined) return;
    const kept = list.filter(
      (macro) =>
        !(
          (!macro.caseSensitive || macro.name === name) &&
          macro.minimum === minimum &&
          macro.maximum === maximum &&
          macro.greedy === greedy
        ),
    );
    this.byName.set(name.toLowerCase(), kept);
  }

  clear(): void {
    this.byName.clear();
  }

  names(): IterableIterator<string> {
    return this.byName.keys();
  }
}

export interface MacroArguments {
  /** Braces removed, spaces trimmed. */
  readonly parts: readonly (readonly Piece[])[];
  /** The same as written, commas and spaces included, for greedy parameters: from the n-th argument to the end. */
  readonly from: (index: number) => readonly Piece[];
  /** A brace that does not enclose the whole argument, or null. */
  readonly stray: Piece | null;
  /** A comma ends the line: an empty argument that helps to choose the definition, and is then dropped. */
  readonly trailingEmpty: boolean;
}

/** Splits what follows a macro's name at commas outside braces. */
export function splitArguments(pieces: readonly Piece[]): MacroArguments {
  const parts: (readonly Piece[])[] = [];
  const starts: number[] = [];
  let stray: Piece | null = null;
  let trailingEmpty = false;
  let at = skipSpaces(pieces, 0);
  while (at < pieces.length) {
    at = skipSpaces(pieces, at);
    starts.push(at);
    const start = at;
    let braces = 0;
    while (at < pieces.length && !(braces === 0 && isOther(pieces[at], ','))) {
      if (isOther(pieces[at], '{')) braces += 1;
      else if (isOther(pieces[at], '}') && braces > 0) braces -= 1;
      at += 1;
    }
    const part = trimPieces(pieces.slice(start, at));
    if (isOther(part[0], '{')) {
      const closing = matchingBrace(part);
      if (closing !== part.length - 1) stray ??= part[0]!;
      parts.push(trimPieces(part.slice(1, closing < 0 ? part.length : closing)));
    } else parts.push(part);
    if (at < pieces.length) {
      at += 1;
      trailingEmpty = skipSpaces(pieces, at) >= pieces.length;
      if (trailingEmpty) break;
    }
  }
  // Of a greedy parameter that begins with a brace nasm keeps what the braces hold.
  const from = (index: number): readonly Piece[] => {
    const rest = trimPieces(pieces.slice(starts[index] ?? pieces.length));
    return isOther(rest[0], '{') ? parts[index]! : rest;
  };
  return { parts, from, stray, trailingEmpty };
}

function matchingBrace(pieces: readonly Piece[]): number {
  let depth = 0;
  for (let i = 0; i < pieces.length; i++) {
    if (isOther(pieces[i], '{')) depth += 1;
    else if (isOther(pieces[i], '}') && --depth === 0) return i;
  }
  return -1;
}

/** Whether a definition takes so many arguments. */
export function accepts(macro: MultiLineMacro, count: number): boolean {
  return count >= macro.minimum && (count <= macro.maximum || macro.greedy);
}

/** Whether a definition takes these arguments, with or without the empty one after a last comma. */
export function acceptsArguments(macro: MultiLineMacro, args: MacroArguments): boolean {
  const count = args.parts.length;
  return accepts(macro, args.trailingEmpty ? count + 1 : count) || (args.trailingEmpty && accepts(macro, count));
}

/** The parameters a definition receives from these arguments. */
export function bindArguments(macro: MultiLineMacro, args: MacroArguments): readonly (readonly Piece[])[] {
  const count = args.parts.length;
  let parameters = [...args.parts];
  if (macro.greedy && count > macro.maximum && macro.maximum > 0) {
    parameters = [...parameters.slice(0, macro.maximum - 1), args.from(macro.maximum - 1)];
  } else if (macro.greedy && macro.maximum === 0) parameters = [];
  const { defaults } = macro;
  if (parameters.length < macro.minimum) return parameters;
  while (parameters.length < macro.minimum + defaults.length && parameters.length < macro.maximum) {
    parameters.push(defaults[parameters.length - macro.minimum]!);
  }
  return parameters;
}

export interface ParameterHost {
  fail(code: string, message: string, column: number): void;
  expandText(text: string): readonly Piece[];
}

/** Replaces %1, %0, %%x, %?, %[…] and pastes what touches: what happens to a line before anything else. */
export function substituteParameters(
  pieces: readonly Piece[],
  call: MacroCall | null,
  host: ParameterHost,
  depth = 0,
): readonly Piece[] {
  let result: Piece[] | null = null;
  let touched: Set<number> | null = null;
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!;
    const replacement = replacementFor(piece, call, host, depth);
    if (replacement === null) {
      result?.push(piece);
      continue;
    }
    result ??= pieces.slice(0, at);
    touched ??= new Set();
    touched.add(result.length);
    for (const part of replacement) result.push(part);
    touched.add(result.length);
  }
  if (result === null || touched === null) return pieces;
  return joinTouching(result, touched);
}

const MAX_INDIRECTION = 64;

function replacementFor(
  piece: Piece,
  call: MacroCall | null,
  host: ParameterHost,
  depth: number,
): readonly Piece[] | null {
  switch (piece.kind) {
    case 'parameter':
      return call === null ? outside(piece, host) : parameterPieces(piece, call, host);
    case 'macroLocal':
      if (call === null) return outside(piece, host);
      return [{ kind: 'word', text: `..@${call.unique}.${piece.text.slice(2)}`, column: piece.column }];
    case 'query':
      if (call === null || piece.text.startsWith('%*')) return null;
      return splitPieces(piece.text.endsWith('??') ? call.macro.name : call.invokedAs, -1);
    case 'indirect': {
      if (depth >= MAX_INDIRECTION) {
        host.fail('limit-indirection', `%[ ] nested more than ${MAX_INDIRECTION} deep`, piece.column);
        return [];
      }
      const inner = substituteParameters(splitPieces(piece.text, -1), call, host, depth + 1);
      const { column } = piece;
      return host.expandText(joinPieces(inner)).map((part) => ({ ...part, column }));
    }
    default:
      return null;
  }
}

function outside(piece: Piece, host: ParameterHost): readonly Piece[] {
  host.fail('not-in-macro', `\`${pieceText(piece)}': not in a macro call`, piece.column);
  return [];
}

function numberPiece(value: number, column: number): Piece {
  return { kind: 'number', text: String(value), column };
}

function parameterAt(call: MacroCall, number: number): readonly Piece[] {
  const count = call.parameters.length;
  if (number < 1 || number > count) return [];
  return call.parameters[(number - 1 + call.rotation) % count]!;
}

function parameterPieces(piece: Piece, call: MacroCall, host: ParameterHost): readonly Piece[] {
  const { text, column } = piece;
  if (text === '0') return [numberPiece(call.parameters.length, column)];
  if (text === '00') return call.label;
  const range = /^(-?\d+):(-?\d+)$/.exec(text);
  if (range !== null) return parameterRange(call, Number(range[1]), Number(range[2]));
  const number = Number(text.replace(/^[+-]/, ''));
  const value = parameterAt(call, number);
  if (/^\d/.test(text)) return value;
  const condition = joinPieces(trimPieces(value)).toLowerCase();
  if (!Object.hasOwn(INVERSE_CONDITIONS, condition)) {
    host.fail('not-a-condition', `macro parameter \`%${text}' is not a condition code`, column);
    return [];
  }
  if (text.startsWith('+')) return [{ kind: 'word', text: condition, column }];
  const inverse = INVERSE_CONDITIONS[condition]!;
  if (inverse === '') {
    host.fail('not-a-condition', `condition code \`${condition}' is not invertible`, column);
    return [];
  }
  return [{ kind: 'word', text: inverse, column }];
}

/** %{2:4}, %{-1:1}: parameters joined by commas; negative numbers count from the last. */
function parameterRange(call: MacroCall, first: number, last: number): readonly Piece[] {
  const count = call.parameters.length;
  const resolve = (number: number): number => (number < 0 ? count + 1 + number : number);
  const from = resolve(first);
  const to = resolve(last);
  if (from < 1 || to < 1 || from > count || to > count) return [];
  const step = from <= to ? 1 : -1;
  const result: Piece[] = [];
  for (let number = from; ; number += step) {
    if (result.length > 0) result.push({ kind: 'other', text: ',', column: -1 });
    result.push(...parameterAt(call, number));
    if (number === to) return result;
  }
}

/** Words and numbers that a substitution brought together are one: %1_end, j%-1. */
function joinTouching(pieces: readonly Piece[], seams: ReadonlySet<number>): readonly Piece[] {
  const result: Piece[] = [];
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i]!;
    const left = result.at(-1);
    if (!seams.has(i) || !isWordlike(piece) || !isWordlike(left)) {
      result.push(piece);
      continue;
    }
    result.pop();
    const column = left.column;
    result.push(...splitPieces(left.text + piece.text, -1).map((part) => ({ ...part, column })));
  }
  return result;
}
