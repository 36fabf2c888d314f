/**
 * Preprocessor tokens. They keep every space, because single-line macros and the listing are text; a piece knows the
 * column of the source line it came from, for carets.
 */

export type PieceKind =
  | 'space'
  | 'word'
  | 'number'
  | 'string'
  | 'other'
  /** %if, %define … and %name in general. */
  | 'directive'
  /** %1, %0, %00, %-1, %+1, %{1:3}: text after the % (braces dropped). */
  | 'parameter'
  /** %%name */
  | 'macroLocal'
  /** %$name, %$$name */
  | 'contextLocal'
  /** %[...]: text is what stands inside. */
  | 'indirect'
  /** %+ */
  | 'paste'
  /** %!name */
  | 'environment'
  /** %?, %??, %*?, %*?? */
  | 'query'
  /** A parameter in the body of a single-line macro; text is its index. */
  | 'argument';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
  /** From 0 in the source line, or -1: from a macro's body. */
  readonly column: number;
}

const SPACE = /[ \t\r\f\v\0]+/y;
const WORD = /\$?[A-Za-z_.?@\x80-\xff][\w$#@~.?\x80-\xff]*/y;
const NUMBER = /\$?[0-9][0-9A-Za-z_]*(?:\.(?=[0-9eEpP_])[0-9A-Za-z_]*)?/y;
const SIGNED_EXPONENT = /[+-][0-9][0-9_]*/y;
const PLAIN_STRING = /'[^']*'|"[^"]*"|`(?:\\.|[^`\\])*`/y;
const OPERATOR = /<=>|<<<|>>>|<<|>>|<=|=<|>=|=>|<>|==|!=|&&|\|\||\^\^|\/\/|::|[\s\S]/y;
const PERCENT =
  /%(?:(\+)(?![0-9])|(\[)|(\{)|(\?\??|\*\?\??)|(%)(?=[\w.?@$#~])|(%)|(\$+)([\w.?@#~$\x80-\xff]*)|!('[^']*'|"[^"]*"|`[^`]*`|[\w.?@#~$]*)|([+-]?[0-9]+)|([A-Za-z_?@.][\w.?@$#~]*))/y;
const LOCAL_NAME = /[\w.?@$#~\x80-\xff]+/y;

const EXPONENT_NUMBER = /^(?!\$|0[xXhH])[0-9][0-9_]*(?:\.[0-9_]*)?[eE]$|^(?:\$|0[xXhH])[0-9A-Fa-f_.]*[pP]$|[pP]$/;

/** Splits a line (comment dropped). `column` is the first character's column, or -1 when columns mean nothing. */
export function splitPieces(line: string, column: number): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const push = (kind: PieceKind, text: string, start: number): void => {
    pieces.push({ kind, text, column: column < 0 ? -1 : column + start });
  };
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(line)?.[0] ?? null;
  };
  while (at < line.length) {
    const start = at;
    const code = line.charCodeAt(at);
    if (code === 0x3b) break; // ;
    if (code === 0x20 || code === 0x09) {
      const text = match(SPACE)!;
      at += text.length;
      push('space', text, start);
      continue;
    }
    const word = match(WORD);
    if (word !== null) {
      at += word.length;
      push('word', word, start);
      continue;
    }
    let text = match(NUMBER);
    if (text !== null) {
      at += text.length;
      if (EXPONENT_NUMBER.test(text)) {
        const exponent = match(SIGNED_EXPONENT);
        if (exponent !== null) {
          text += exponent;
          at += exponent.length;
        }
      }
      push('number', text, start);
    } else if (code === 0x25) {
      at = splitPercent(line, at, push);
    } else if (code === 0x27 || code === 0x22 || code === 0x60) {
      // An unterminated string runs to the end of the line; the statement's tokens report it.
      text = match(PLAIN_STRING) ?? line.slice(at);
      at += text.length;
      push(text.length > 1 && text.at(-1) === text[0] ? 'string' : 'other', text, start);
    } else {
      text = match(SPACE) ?? match(OPERATOR)!;
      at += text.length;
      push(text.trim() === '' ? 'space' : 'other', text, start);
    }
  }
  return pieces;
}

type Push = (kind: PieceKind, text: string, start: number) => void;

/** Everything that begins with %. Returns where it ends. */
function splitPercent(line: string, start: number, push: Push): number {
  PERCENT.lastIndex = start;
  const match = PERCENT.exec(line);
  if (match === null) {
    push('other', '%', start);
    return start + 1;
  }
  const end = start + match[0].length;
  const [, paste, bracket, brace, query, local, modulo, dollars, context, environment, parameter, word] = match;
  if (paste !== undefined) push('paste', '%+', start);
  else if (bracket !== undefined) return splitNested(line, start, '[', ']', push);
  else if (brace !== undefined) return splitNested(line, start, '{', '}', push);
  else if (query !== undefined) push('query', `%${query}`, start);
  else if (local !== undefined) {
    LOCAL_NAME.lastIndex = end;
    const name = LOCAL_NAME.exec(line)![0];
    push('macroLocal', `%%${name}`, start);
    return end + name.length;
  } else if (modulo !== undefined) push('other', '%%', start);
  else if (dollars !== undefined) push('contextLocal', `%${dollars}${context}`, start);
  else if (environment !== undefined) push('environment', environment, start);
  else if (parameter !== undefined) push('parameter', parameter, start);
  else push('directive', `%${word}`, start);
  return end;
}

/** %[ … ] and %{ … }, which nest. Without its end it is just characters. */
function splitNested(line: string, start: number, open: string, close: string, push: Push): number {
  let depth = 0;
  for (let at = start + 1; at < line.length; at++) {
    const character = line[at]!;
    if (character === "'" || character === '"' || character === '`') {
      const end = line.indexOf(character, at + 1);
      if (end < 0) break;
      at = end;
    } else if (character === open) depth += 1;
    else if (character === close) depth -= 1;
    if (depth > 0) continue;
    const inner = line.slice(start + 2, at);
    if (open === '[') push('indirect', inner, start);
    else pushBraced(inner, start, push);
    return at + 1;
  }
  push('other', `%${open}`, start);
  return start + 2;
}

function pushBraced(inner: string, start: number, push: Push): void {
  if (/^[+-]?[0-9]/.test(inner)) push('parameter', inner, start);
  else if (inner.startsWith('%')) push('macroLocal', `%${inner}`, start);
  else if (inner.startsWith('$')) push('contextLocal', `%${inner}`, start);
  else if (/^\*?\?\??$/.test(inner)) push('query', `%${inner}`, start);
  else if (inner.startsWith('!')) push('environment', inner.slice(1), start);
  else if (inner === '+') push('paste', '%+', start);
  else push('directive', `%${inner}`, start);
}

/** A piece as text, as it was written. */
export function pieceText(piece: Piece): string {
  switch (piece.kind) {
    case 'indirect':
      return `%[${piece.text}]`;
    case 'parameter':
      return `%${piece.text}`;
    case 'environment':
      return `%!${piece.text}`;
    default:
      return piece.text;
  }
}

export function joinPieces(pieces: readonly Piece[]): string {
  let text = '';
  for (const piece of pieces) text += pieceText(piece);
  return text;
}

/** The text without spaces around it, each space inside as one blank: what nasm makes strings and messages of. */
export function plainText(pieces: readonly Piece[]): string {
  return spacedText(trimPieces(pieces));
}

/** The text with each space as one blank, as the listing shows lines of macros. */
export function spacedText(pieces: readonly Piece[]): string {
  let text = '';
  for (const piece of pieces) text += piece.kind === 'space' ? ' ' : pieceText(piece);
  return text;
}

export function trimPieces(pieces: readonly Piece[]): readonly Piece[] {
  let start = 0;
  let end = pieces.length;
  while (start < end && pieces[start]!.kind === 'space') start++;
  while (end > start && pieces[end - 1]!.kind === 'space') end--;
  return start === 0 && end === pieces.length ? pieces : pieces.slice(start, end);
}

/** Index of the first piece at or after `from` that is not a space. */
export function skipSpaces(pieces: readonly Piece[], from: number): number {
  let at = from;
  while (at < pieces.length && pieces[at]!.kind === 'space') at++;
  return at;
}

export function isOther(piece: Piece | undefined, text: string): boolean {
  return piece !== undefined && piece.kind === 'other' && piece.text === text;
}

/** The same pieces, cut loose from the columns of the line they stand on: the body of a macro. */
export function withoutColumns(pieces: readonly Piece[]): Piece[] {
  return pieces.map((piece) => (piece.column < 0 ? piece : { kind: piece.kind, text: piece.text, column: -1 }));
}

const WORDLIKE: ReadonlySet<PieceKind> = new Set(['word', 'number', 'directive', 'macroLocal', 'contextLocal']);

export function isWordlike(piece: Piece | undefined): piece is Piece {
  return piece !== undefined && WORDLIKE.has(piece.kind);
}

/** Applies every %+: its neighbours, spaces aside, become one text and are split again. */
export function applyPastes(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!;
    if (piece.kind !== 'paste') {
      result.push(piece);
      continue;
    }
    while (result.at(-1)?.kind === 'space') result.pop();
    const next = skipSpaces(pieces, at + 1);
    const right = pieces[next];
    if (right === undefined || right.kind === 'paste') {
      at = next - 1;
      continue;
    }
    const left = result.pop();
    const text = (left === undefined ? '' : pieceText(left)) + pieceText(right);
    const column = left?.column ?? right.column;
    result.push(...splitPieces(text, -1).map((part) => ({ ...part, column })));
    at = next;
  }
  return result;
}
