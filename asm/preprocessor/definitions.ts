/** %define, %assign and the string functions. NASM manual, "Single-Line Macros", "String Manipulation in Macros". */
import { quote, unquote } from '../lexical/strings.js';
import {
  isOther,
  joinPieces,
  type Piece,
  plainText,
  skipSpaces,
  splitPieces,
  trimPieces,
  withoutColumns,
} from './pieces.js';
import type { Directive, Preprocessor } from './preprocessor.js';
import type { MacroParameter, MacroTable } from './single-line-macros.js';

interface Target {
  readonly piece: Piece;
  /** After the name. */
  readonly rest: readonly Piece[];
}

function target(preprocessor: Preprocessor, line: DirectiveLine): Target | null {
  const at = skipSpaces(line.pieces, 0);
  const piece = line.pieces[at];
  if (piece?.kind === 'word' || piece?.kind === 'contextLocal') return { piece, rest: line.pieces.slice(at + 1) };
  preprocessor.fail('macro-name', `\`${line.name}' expects a macro name`, piece?.column ?? line.column);
  return null;
}

type DirectiveLine = Parameters<Directive>[1];

/** %idefine, %ixdefine, %iassign …: the name's case does not matter. */
function caseSensitive(line: DirectiveLine): boolean {
  return !line.name.toLowerCase().startsWith('%i');
}

function store(preprocessor: Preprocessor, line: DirectiveLine, name: Piece, body: readonly Piece[]): void {
  defineMacro(preprocessor, name, caseSensitive(line), null, false, body, false);
}

function defineMacro(
  preprocessor: Preprocessor,
  name: Piece,
  sensitive: boolean,
  parameters: readonly MacroParameter[] | null,
  greedy: boolean,
  body: readonly Piece[],
  alias: boolean,
): void {
  const place =
    name.kind === 'contextLocal'
      ? preprocessor.contextMacros(name.text, name.column)
      : { table: preprocessor.macros, name: name.text };
  if (place === null) return;
  const defined = alias ? place.name : place.table.resolve(place.name);
  warnOfShadow(preprocessor, place.table, defined, sensitive, name.column);
  const [newest] = place.table.candidates(defined);
  const rival = newest !== undefined && !newest.alias && newest.caseSensitive === sensitive;
  if (rival && (newest.parameters === null) !== (parameters === null)) {
    preprocessor.fail(
      'pp-macro-def-param-single',
      `macro \`${place.name}' defined both with and without parameters`,
      name.column,
      `%undef ${place.name} first, or choose another name`,
    );
    return;
  }
  place.table.define({
    name: defined,
    caseSensitive: sensitive,
    parameters,
    greedy,
    body: withoutColumns(trimPieces(body)),
    alias,
  });
}

function warnOfShadow(
  preprocessor: Preprocessor,
  table: MacroTable,
  name: string,
  sensitive: boolean,
  column: number,
): void {
  const [old] = table.candidates(name);
  if (old === undefined || old.alias || old.caseSensitive === sensitive) return;
  const [mine, its] = sensitive ? ['sensitive', 'insensitive'] : ['insensitive', 'sensitive'];
  const message = `case ${mine} definition of macro \`${name}' will shadow ${its} macro \`${old.name}'`;
  preprocessor.warn('pp-macro-def-case-single', message, column);
}

const define: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found === null) return;
  const expandNow = line.name.toLowerCase().endsWith('xdefine');
  let { rest } = found;
  let parameters: MacroParameter[] | null = null;
  let greedy = false;
  if (isOther(rest[0], '(')) {
    const head = parseParameters(rest);
    if (typeof head === 'string') {
      preprocessor.fail('macro-parameters', head, found.piece.column);
      return;
    }
    ({ parameters, greedy, rest } = head);
  }
  if (expandNow) rest = preprocessor.expand(rest);
  if (parameters !== null && parameters.length > 0) rest = markArguments(rest, parameters);
  defineMacro(preprocessor, found.piece, caseSensitive(line), parameters, greedy, rest, false);
};

interface ParameterList {
  readonly parameters: MacroParameter[];
  readonly greedy: boolean;
  readonly rest: readonly Piece[];
}

/** `(a, =b, &c, d+) body`. */
function parseParameters(pieces: readonly Piece[]): ParameterList | string {
  const parameters: MacroParameter[] = [];
  let greedy = false;
  let at = skipSpaces(pieces, 1);
  if (isOther(pieces[at], ')')) return { parameters, greedy, rest: pieces.slice(at + 1) };
  for (;;) {
    let evaluate = false;
    let stringify = false;
    let raw = false;
    while (pieces[at]?.kind === 'other' && /^(=|&&?|!)$/.test(pieces[at]!.text)) {
      const { text } = pieces[at]!;
      if (text === '=') evaluate = true;
      else if (text === '!') raw = true;
      else {
        stringify = true;
        if (text === '&&') evaluate = true;
      }
      at = skipSpaces(pieces, at + 1);
    }
    const piece = pieces[at];
    const name = piece?.kind === 'word' ? piece.text : '';
    if (name !== '') at = skipSpaces(pieces, at + 1);
    if (isOther(pieces[at], '+')) {
      greedy = true;
      at = skipSpaces(pieces, at + 1);
    }
    parameters.push({ name, evaluate, stringify, raw });
    if (isOther(pieces[at], ')')) return { parameters, greedy, rest: pieces.slice(at + 1) };
    if (!isOther(pieces[at], ',')) return "expecting ')' to terminate the macro's parameters";
    at = skipSpaces(pieces, at + 1);
  }
}

function markArguments(body: readonly Piece[], parameters: readonly MacroParameter[]): Piece[] {
  return body.map((piece) => {
    if (piece.kind !== 'word') return piece;
    const index = parameters.findIndex((parameter) => parameter.name === piece.text);
    return index < 0 ? piece : { kind: 'argument', text: String(index), column: -1 };
  });
}

const defalias: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found !== null) defineMacro(preprocessor, found.piece, caseSensitive(line), null, false, found.rest, true);
};

/** %undef of an alias is about the macro it stands for, %undefalias about the alias. */
const undef: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found === null) return;
  const { piece } = found;
  const place =
    piece.kind === 'word'
      ? { table: preprocessor.macros, name: piece.text }
      : preprocessor.contextMacros(piece.text, piece.column);
  if (place === null) return;
  const { table, name } = place;
  table.undefine(line.name.toLowerCase() === '%undefalias' ? name : table.resolve(name));
};

const aliases: Directive = (preprocessor, line) => {
  const word = plainText(preprocessor.expand(line.pieces)).toLowerCase();
  if (word === 'on' || word === 'off') preprocessor.macros.aliases = word === 'on';
  else preprocessor.fail('aliases', "`%aliases' is switched on or off", line.column);
};

const assign: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found === null) return;
  const value = preprocessor.evaluate(preprocessor.expand(found.rest), found.piece.column);
  if (value !== null) store(preprocessor, line, found.piece, splitPieces(value.toString(), -1));
};

const defstr: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found === null) return;
  const text = plainText(preprocessor.expand(found.rest));
  storeString(preprocessor, line, found.piece, text);
};

function storeString(preprocessor: Preprocessor, line: DirectiveLine, name: Piece, text: string): void {
  store(preprocessor, line, name, [{ kind: 'string', text: quote(text), column: -1 }]);
}

const deftok: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found === null) return;
  const piece = trimPieces(preprocessor.expand(found.rest))[0];
  if (piece?.kind !== 'string') {
    missingString(preprocessor, line, found);
    return;
  }
  store(preprocessor, line, found.piece, splitPieces(unquote(piece.text), -1));
};

function missingString(preprocessor: Preprocessor, line: DirectiveLine, found: Target): void {
  preprocessor.fail('string-expected', `\`${line.name}' expects a string`, found.piece.column);
}

const strlen: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found === null) return;
  const piece = trimPieces(preprocessor.expand(found.rest))[0];
  if (piece?.kind !== 'string') {
    missingString(preprocessor, line, found);
    return;
  }
  store(preprocessor, line, found.piece, splitPieces(String(unquote(piece.text).length), -1));
};

const MAX_STRING = 1 << 20;

const strcat: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found === null) return;
  let text = '';
  for (const piece of preprocessor.expand(found.rest)) {
    if (piece.kind === 'space' || isOther(piece, ',')) continue;
    if (piece.kind !== 'string') {
      missingString(preprocessor, line, found);
      return;
    }
    text += unquote(piece.text);
    if (text.length > MAX_STRING) {
      preprocessor.fail('limit-string', `the string is longer than ${MAX_STRING} bytes`, found.piece.column);
      return;
    }
  }
  storeString(preprocessor, line, found.piece, text);
};

/** %substr name 'string' start[, count]: a negative count reaches to that many characters before the end. */
const substr: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found === null) return;
  const pieces = trimPieces(preprocessor.expand(found.rest));
  const piece = pieces[0];
  if (piece?.kind !== 'string') {
    missingString(preprocessor, line, found);
    return;
  }
  const text = unquote(piece.text);
  let rest = pieces.slice(1);
  if (isOther(rest[skipSpaces(rest, 0)], ',')) rest = rest.slice(skipSpaces(rest, 0) + 1);
  const comma = rest.findIndex((part) => isOther(part, ','));
  const startPieces = comma < 0 ? rest : rest.slice(0, comma);
  const first = preprocessor.evaluate(startPieces, found.piece.column);
  const written = comma < 0 ? 1n : preprocessor.evaluate(rest.slice(comma + 1), found.piece.column);
  if (first === null || written === null) return;
  const length = BigInt(text.length);
  const start = first < 1n ? 0n : first - 1n;
  let count = written < 0n ? written + length + 1n - start : written;
  if (start + count > length) count = length - start;
  const result = count <= 0n || start >= length ? '' : text.slice(Number(start), Number(start + count));
  storeString(preprocessor, line, found.piece, result);
};

const pathsearch: Directive = (preprocessor, line) => {
  const found = target(preprocessor, line);
  if (found === null) return;
  const piece = trimPieces(preprocessor.expand(found.rest))[0];
  if (piece === undefined) {
    missingString(preprocessor, line, found);
    return;
  }
  const path = piece.kind === 'string' ? unquote(piece.text) : joinPieces(trimPieces(found.rest));
  storeString(preprocessor, line, found.piece, preprocessor.findPath(path) ?? path);
};

export const DEFINITION_DIRECTIVES: Readonly<Record<string, Directive>> = {
  '%define': define,
  '%idefine': define,
  '%xdefine': define,
  '%ixdefine': define,
  '%defalias': defalias,
  '%idefalias': defalias,
  '%aliases': aliases,
  '%undef': undef,
  '%undefalias': undef,
  '%assign': assign,
  '%iassign': assign,
  '%defstr': defstr,
  '%idefstr': defstr,
  '%deftok': deftok,
  '%ideftok': deftok,
  '%strlen': strlen,
  '%istrlen': strlen,
  '%strcat': strcat,
  '%istrcat': strcat,
  '%substr': substr,
  '%isubstr': substr,
  '%pathsearch': pathsearch,
  '%ipathsearch': pathsearch,
};
