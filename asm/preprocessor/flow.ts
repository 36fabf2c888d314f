/** %macro, %rep, %include, contexts, messages and the rest. NASM manual, "Multi-Line Macros" to "Other Preprocessor Directives". */
import { unquote } from '../lexical/strings.js';
import { packageName } from './conditions.js';
import { parseSignature } from './macro-signature.js';
import { isOther, joinPieces, type Piece, plainText, skipSpaces, trimPieces, withoutColumns } from './pieces.js';
import type { Directive, Preprocessor } from './preprocessor.js';
import { stackArguments, stackLocals, stackSize } from './stack-frames.js';

type DirectiveLine = Parameters<Directive>[1];

/** nasm's limits: 1,000,000 repetitions, 10,000 nested macros. */
const MAX_REPETITIONS = 1_000_000n;
const MAX_RECURSION = 10_000;

const beginMacro: Directive = (preprocessor, line) => {
  const signature = parseSignature(line.pieces, true);
  if (typeof signature === 'string') {
    preprocessor.fail(
      'macro-signature',
      `\`${line.name}' ${signature}`,
      line.column,
      '%macro name 2 for two parameters',
    );
    preprocessor.beginDefinition(null, line.name);
    return;
  }
  const keyword = line.name.toLowerCase();
  const defaults = splitDefaults(signature.rest);
  if (signature.greedy) joinLastDefaults(defaults, signature.maximum - signature.minimum);
  if (defaults.length > 0 && !signature.greedy && signature.minimum + defaults.length > signature.maximum) {
    preprocessor.warn('pp-macro-defaults', 'too many default macro parameters', line.column);
  }
  preprocessor.beginDefinition(
    {
      name: signature.name,
      caseSensitive: !keyword.startsWith('%i'),
      minimum: signature.minimum,
      maximum: signature.maximum,
      greedy: signature.greedy,
      noList: signature.noList,
      recursion: keyword.includes('rmacro') ? MAX_RECURSION : 0,
      defaults,
      body: [],
      file: line.origin.file,
      line: line.origin.line,
      standard: preprocessor.readingStandardMacros,
    },
    line.name,
  );
};

function splitDefaults(pieces: readonly Piece[]): (readonly Piece[])[] {
  const trimmed = trimPieces(pieces);
  if (trimmed.length === 0) return [];
  const parts: Piece[][] = [[]];
  let braces = 0;
  for (const piece of trimmed) {
    if (isOther(piece, '{')) braces += 1;
    else if (isOther(piece, '}')) braces -= 1;
    if (braces === 0 && isOther(piece, ',')) parts.push([]);
    else parts.at(-1)!.push(piece);
  }
  return parts.map((part) => {
    const inner = trimPieces(part);
    const enclosed = isOther(inner[0], '{') && isOther(inner.at(-1), '}');
    return withoutColumns(enclosed ? inner.slice(1, -1) : inner);
  });
}

/** The default of a greedy parameter is all that is left. */
function joinLastDefaults(defaults: (readonly Piece[])[], count: number): void {
  if (count < 1 || defaults.length <= count) return;
  const comma: Piece = { kind: 'other', text: ',', column: -1 };
  const last = defaults.splice(count - 1).flatMap((part, i) => (i === 0 ? part : [comma, ...part]));
  defaults.push(last);
}

const strayEnd: Directive = (preprocessor, line) => {
  preprocessor.fail('stray-end', `\`${line.name}': not defining a macro`, line.column);
};

const unmacro: Directive = (preprocessor, line) => {
  const signature = parseSignature(line.pieces, true);
  if (typeof signature === 'string') {
    preprocessor.fail('macro-signature', `\`${line.name}' ${signature}`, line.column);
    return;
  }
  const { name, minimum, maximum, greedy } = signature;
  preprocessor.multiLineMacros.remove(name, minimum, maximum, greedy);
};

const rep: Directive = (preprocessor, line) => {
  const pieces = preprocessor.expand(line.pieces);
  const noListAt = pieces.findIndex((piece) => piece.kind === 'word' && piece.text.toLowerCase() === '.nolist');
  const counted = noListAt < 0 ? pieces : pieces.slice(0, noListAt);
  let count = preprocessor.evaluate(counted, line.column) ?? 0n;
  if (count < 0n) {
    preprocessor.warn('pp-rep-negative', `negative \`%rep' count: ${count}`, line.column);
    count = 0n;
  } else if (count > MAX_REPETITIONS) {
    preprocessor.fail(
      'limit-repetitions',
      `\`%rep' count ${count} exceeds limit (currently ${MAX_REPETITIONS})`,
      line.column,
    );
    count = 0n;
  }
  preprocessor.beginRepetition(Number(count), noListAt >= 0);
};

const exitrep: Directive = (preprocessor, line) => {
  if (!preprocessor.leave('repeat')) preprocessor.fail('not-in-rep', "`%exitrep' not within `%rep'", line.column);
};

const exitmacro: Directive = (preprocessor, line) => {
  if (!preprocessor.leave('macro'))
    preprocessor.fail('not-in-macro', "`%exitmacro' not within `%macro' definition", line.column);
};

const rotate: Directive = (preprocessor, line) => {
  const count = preprocessor.evaluate(preprocessor.expand(line.pieces), line.column);
  const { call } = preprocessor;
  if (call === null) {
    preprocessor.fail('not-in-macro', "`%rotate' invoked outside a macro call", line.column);
    return;
  }
  const size = call.parameters.length;
  if (count === null || size === 0) return;
  call.rotation = (((call.rotation + Number(count % BigInt(size))) % size) + size) % size;
};

function fileName(preprocessor: Preprocessor, line: DirectiveLine): string | null {
  const pieces = trimPieces(preprocessor.expand(line.pieces));
  if (pieces.length === 0) {
    preprocessor.fail('file-name', `\`${line.name}' expects a file name`, line.column);
    return null;
  }
  return pieces[0]!.kind === 'string' ? unquote(pieces[0]!.text) : joinPieces(pieces);
}

const include: Directive = (preprocessor, line) => {
  const path = fileName(preprocessor, line);
  if (path !== null) preprocessor.include(path, line.column + line.name.length + 1);
};

const use: Directive = (preprocessor, line) => {
  const name = packageName(preprocessor.expand(line.pieces));
  if (!preprocessor.usePackage(name)) {
    preprocessor.fail(
      'unknown-package',
      `unknown \`%use' package: \`${name}'`,
      line.column,
      'known: altreg, fp, ifunc, smartalign',
    );
  }
};

function contextName(line: DirectiveLine): string | null {
  const piece = trimPieces(line.pieces)[0];
  return piece?.kind === 'word' ? piece.text : null;
}

const push: Directive = (preprocessor, line) => preprocessor.contexts.push(contextName(line));

const pop: Directive = (preprocessor, line) => {
  const expected = contextName(line);
  const { top } = preprocessor.contexts;
  if (top === null) {
    preprocessor.fail('context-stack', "`%pop': context stack is already empty", line.column);
    return;
  }
  if (expected !== null && top.name !== expected) {
    const actual = top.name === null ? 'unnamed' : `\`${top.name}'`;
    return preprocessor.fail(
      'context-stack',
      `\`%pop' in wrong context: ${actual}, expected \`${expected}'`,
      line.column,
    );
  }
  preprocessor.contexts.pop();
};

const repl: Directive = (preprocessor, line) => {
  const { top } = preprocessor.contexts;
  if (top === null) {
    preprocessor.fail('context-stack', "`%repl': context stack is empty", line.column);
    return;
  }
  top.name = contextName(line);
};

function message(preprocessor: Preprocessor, line: DirectiveLine): string {
  const pieces = trimPieces(preprocessor.expand(line.pieces));
  return pieces.length === 1 && pieces[0]!.kind === 'string' ? unquote(pieces[0]!.text) : plainText(pieces);
}

const error: Directive = (preprocessor, line) => preprocessor.fail('user', message(preprocessor, line), line.column);
const warning: Directive = (preprocessor, line) => preprocessor.warn('user', message(preprocessor, line), line.column);
const fatal: Directive = (preprocessor, line) => {
  preprocessor.fail('user', message(preprocessor, line), line.column);
  preprocessor.stop();
};

/** %line n[+m] [file]: the next line is n+m. */
const lineDirective: Directive = (preprocessor, line) => {
  const pieces = trimPieces(line.pieces);
  const number = /^\d{1,9}$/.test(pieces[0]?.text ?? '') ? Number(pieces[0]!.text) : null;
  if (number === null) {
    preprocessor.fail('line-syntax', "`%line' expects a line number", line.column);
    return;
  }
  let at = 1;
  let increment = 1;
  if (isOther(pieces[at], '+') && /^\d{1,9}$/.test(pieces[at + 1]?.text ?? '')) {
    increment = Number(pieces[at + 1]!.text);
    at += 2;
  }
  const name = trimPieces(pieces.slice(at));
  preprocessor.setLine(number, increment, name.length === 0 ? null : unquoted(name));
};

function unquoted(pieces: readonly Piece[]): string {
  return pieces.length === 1 && pieces[0]!.kind === 'string' ? unquote(pieces[0]!.text) : joinPieces(pieces);
}

const clear: Directive = (preprocessor, line) => {
  const at = skipSpaces(line.pieces, 0);
  if (at < line.pieces.length) {
    preprocessor.fail('unsupported-directive', "`%clear' with arguments is not supported", line.column);
    return;
  }
  preprocessor.macros.clear();
  preprocessor.multiLineMacros.clear();
};

const nothing: Directive = () => {};

export const FLOW_DIRECTIVES: Readonly<Record<string, Directive>> = {
  '%macro': beginMacro,
  '%imacro': beginMacro,
  '%rmacro': beginMacro,
  '%irmacro': beginMacro,
  '%endm': strayEnd,
  '%endmacro': strayEnd,
  '%unmacro': unmacro,
  '%unimacro': unmacro,
  '%rep': rep,
  '%endrep': (preprocessor, line) => preprocessor.fail('stray-end', "`%endrep': no matching `%rep'", line.column),
  '%exitrep': exitrep,
  '%exitmacro': exitmacro,
  '%rotate': rotate,
  '%include': include,
  '%use': use,
  '%push': push,
  '%pop': pop,
  '%repl': repl,
  '%error': error,
  '%warning': warning,
  '%fatal': fatal,
  '%line': lineDirective,
  '%clear': clear,
  '%arg': stackArguments,
  '%local': stackLocals,
  '%stacksize': stackSize,
  '%depend': nothing,
  '%pragma': nothing,
  '%null': nothing,
};
