/**
 * %define and its kin. NASM manual, "Single-Line Macros": parameters are substituted unexpanded, the result is scanned
 * again, and a macro is not expanded inside its own expansion.
 */

import { quote } from '../lexical/strings.js';
import {
  applyPastes,
  isOther,
  joinPieces,
  type Piece,
  plainText,
  skipSpaces,
  splitPieces,
  trimPieces,
} from './pieces.js';

export interface MacroParameter {
  readonly name: string;
  /** `=name`: the argument is evaluated; `&name`: made a string; `&&name`, both flags: unless it is one. */
  readonly evaluate: boolean;
  readonly stringify: boolean;
  /** `!name`: spaces and braces stay. */
  readonly raw: boolean;
}

export interface SingleLineMacro {
  readonly name: string;
  readonly caseSensitive: boolean;
  /** Null: no parentheses. */
  readonly parameters: readonly MacroParameter[] | null;
  /** The last parameter takes all that is left. */
  readonly greedy: boolean;
  readonly body: readonly Piece[] | (() => string);
  /** %defalias: names another macro, whose definition counts. */
  readonly alias: boolean;
}

export interface ExpansionHost {
  warn(code: string, message: string, column: number): void;
  fail(code: string, message: string, column: number): void;
  /** The macros of context-local names (%$x), or null. */
  contextMacros(name: string): { table: MacroTable; name: string } | null;
  evaluate(text: string): bigint | null;
}

const MAX_NESTING = 256;
const MAX_PIECES = 200_000;

/** Macros by name; of several definitions of one name the newest comes first. */
export class MacroTable {
  private readonly byName = new Map<string, SingleLineMacro[]>();

  constructor(initial?: MacroTable) {
    if (initial !== undefined) for (const [name, list] of initial.byName) this.byName.set(name, [...list]);
  }

  /** %aliases: whether those of %defalias count. */
  aliases = true;

  candidates(name: string): readonly SingleLineMacro[] {
    const list = this.byName.get(name.toLowerCase());
    if (list === undefined) return [];
    if (list.length === 1 && list[0]!.name === name && this.aliases) return list;
    return list.filter((macro) => (!macro.caseSensitive || macro.name === name) && (this.aliases || !macro.alias));
  }

  has(name: string): boolean {
    return this.byName.size > 0 && this.candidates(this.resolve(name)).length > 0;
  }

  /** The name that an alias stands for in the end; any other name as it is. */
  resolve(name: string): string {
    let resolved = name;
    for (let steps = 0; steps < MAX_NESTING; steps++) {
      const alias = this.candidates(resolved).find((macro) => macro.alias);
      if (alias === undefined || typeof alias.body === 'function') return resolved;
      const [piece] = alias.body;
      if (piece?.kind !== 'word' || alias.body.length > 1) return resolved;
      resolved = piece.text;
    }
    return resolved;
  }

  /** Replaces the definition of the same name, case rule and parameter count; others stay behind it. */
  define(macro: SingleLineMacro): void {
    const key = macro.name.toLowerCase();
    const list = this.byName.get(key) ?? [];
    const count = macro.parameters?.length ?? -1;
    const others = list.filter(
      (old) =>
        (old.parameters?.length ?? -1) !== count ||
        old.caseSensitive !== macro.caseSensitive ||
        (old.caseSensitive && old.name !== macro.name) ||
        (macro.parameters !== null && old.greedy !== macro.greedy),
    );
    this.byName.set(key, [macro, ...others]);
  }

  undefine(name: string): void {
    const key = name.toLowerCase();
    const list = this.byName.get(key);
    if (list === undefined) return;
    const kept = list.filter((macro) => macro.caseSensitive && macro.name !== name);
    if (kept.length === 0) this.byName.delete(key);
    else this.byName.set(key, kept);
  }

  clear(): void {
    this.byName.clear();
  }

  names(): IterableIterator<string> {
    return this.byName.keys();
  }
}

interface Expansion {
  readonly pieces: readonly Piece[];
  readonly end: number;
}

export class MacroExpander {
  private readonly inProgress = new Set<SingleLineMacro>();
  private produced = 0;
  private readonly table: MacroTable;
  private readonly host: ExpansionHost;

  constructor(table: MacroTable, host: ExpansionHost) {
    this.table = table;
    this.host = host;
  }

  /** The same array when nothing was there to expand. */
  expand(pieces: readonly Piece[]): readonly Piece[] {
    this.produced = 0;
    let result = this.scan(pieces, 0);
    // Pasting may make the name of another macro, so the line is scanned again.
    for (let round = 0; round < 8 && result.some((piece) => piece.kind === 'paste'); round++) {
      result = this.scan(applyPastes(result), 0);
    }
    return result;
  }

  private scan(pieces: readonly Piece[], depth: number): readonly Piece[] {
    let result: Piece[] | null = null;
    for (let at = 0; at < pieces.length; at++) {
      const piece = pieces[at]!;
      const expansion = this.expansionAt(pieces, at, depth);
      if (expansion === null) {
        result?.push(piece);
        continue;
      }
      result ??= pieces.slice(0, at);
      for (const part of expansion.pieces) result.push(part);
      at = expansion.end - 1;
    }
    return result ?? pieces;
  }

  private expansionAt(pieces: readonly Piece[], at: number, depth: number): Expansion | null {
    const piece = pieces[at]!;
    if (piece.kind === 'word') return this.expandName(this.table, piece.text, pieces, at, depth);
    if (piece.kind !== 'contextLocal') return null;
    const local = this.host.contextMacros(piece.text);
    return local === null ? null : this.expandName(local.table, local.name, pieces, at, depth);
  }

  private expandName(
    table: MacroTable,
    name: string,
    pieces: readonly Piece[],
    at: number,
    depth: number,
  ): Expansion | null {
    let candidates = table.candidates(name);
    if (candidates.length === 0) return null;
    if (candidates[0]!.alias) {
      const real = table.candidates(table.resolve(name));
      if (real.length > 0) candidates = real;
    }
    const { column } = pieces[at]!;
    // Only where case rules differ can one name be with and without parameters: then the newest decides.
    const plain = candidates[0]!;
    if (plain.parameters === null) {
      if (this.inProgress.has(plain)) return null;
      return { pieces: this.instantiate(plain, name, [], column, depth), end: at + 1 };
    }
    const open = skipSpaces(pieces, at + 1);
    if (!isOther(pieces[open], '(')) return null;
    const call = parseArguments(pieces, open);
    if (call === null) {
      this.host.fail('macro-call', `expecting ')' to end the arguments of macro \`${name}'`, column);
      return null;
    }
    const macro = selectOverload(
      candidates.filter(({ parameters }) => parameters !== null),
      call.parts,
    );
    if (macro === null) {
      const count = call.parts.length;
      this.host.warn(
        'pp-macro-params-single',
        `single-line macro \`${name}' exists, but not taking ${count} parameter${count === 1 ? '' : 's'}`,
        column,
      );
      return null;
    }
    if (this.inProgress.has(macro)) return null;
    return { pieces: this.instantiate(macro, name, this.arguments(macro, call.parts), column, depth), end: call.end };
  }

  private arguments(macro: SingleLineMacro, parts: readonly (readonly Piece[])[]): (readonly Piece[])[] {
    const parameters = macro.parameters!;
    let given = [...parts];
    if (macro.greedy && given.length > parameters.length) {
      const tail = given.slice(parameters.length - 1);
      const comma: Piece = { kind: 'other', text: ',', column: -1 };
      given = [
        ...given.slice(0, parameters.length - 1),
        tail.flatMap((part, i) => (i === 0 ? part : [comma, ...part])),
      ];
    }
    return parameters.map((parameter, i) => {
      const part = given[i] ?? [];
      const stripped = parameter.raw ? part : stripBraces(trimPieces(part));
      if (parameter.stringify) {
        const expanded = this.scan(stripped, 0);
        if (parameter.evaluate && expanded.length === 1 && expanded[0]!.kind === 'string') return expanded;
        const text = plainText(expanded);
        return [{ kind: 'string', text: quote(text), column: -1 }];
      }
      if (!parameter.evaluate) return stripped;
      const value = this.host.evaluate(joinPieces(this.scan(stripped, 0)));
      return splitPieces((value ?? 0n).toString(), -1);
    });
  }

  private instantiate(
    macro: SingleLineMacro,
    invokedAs: string,
    args: readonly (readonly Piece[])[],
    column: number,
    depth: number,
  ): readonly Piece[] {
    if (depth >= MAX_NESTING) {
      this.host.fail(
        'macro-depth',
        `single-line macros nested more than ${MAX_NESTING} deep in \`${macro.name}'`,
        column,
      );
      return [];
    }
    const body = typeof macro.body === 'function' ? splitPieces(macro.body(), -1) : macro.body;
    const pieces: Piece[] = [];
    for (const piece of body) {
      if (piece.kind === 'argument') pieces.push(...args[Number(piece.text)]!);
      else if (piece.kind === 'query') pieces.push(...queryName(piece, macro.name, invokedAs));
      else pieces.push(piece.column < 0 ? { kind: piece.kind, text: piece.text, column } : piece);
    }
    this.produced += pieces.length;
    if (this.produced > MAX_PIECES) {
      this.host.fail(
        'macro-size',
        `expanding \`${macro.name}' makes the line longer than ${MAX_PIECES} tokens`,
        column,
      );
      return [];
    }
    this.inProgress.add(macro);
    const result = this.scan(pieces, depth + 1);
    this.inProgress.delete(macro);
    return result;
  }
}

function queryName(piece: Piece, declared: string, invokedAs: string): Piece[] {
  const name = piece.text.endsWith('??') ? declared : invokedAs;
  return splitPieces(name, -1);
}

function selectOverload(
  candidates: readonly SingleLineMacro[],
  parts: readonly (readonly Piece[])[],
): SingleLineMacro | null {
  const count = parts.length;
  const exact = candidates.find((macro) => macro.parameters!.length === count && !macro.greedy);
  if (exact !== undefined) return exact;
  const empty = count === 1 && trimPieces(parts[0]!).length === 0;
  if (empty) {
    const none = candidates.find((macro) => macro.parameters!.length === 0);
    if (none !== undefined) return none;
  }
  return candidates.find((macro) => macro.greedy && count >= macro.parameters!.length) ?? null;
}

/** From the opening parenthesis: the parts between commas, and the index after the closing one. */
function parseArguments(pieces: readonly Piece[], open: number): { parts: Piece[][]; end: number } | null {
  const parts: Piece[][] = [[]];
  let parentheses = 1;
  let braces = 0;
  for (let at = open + 1; at < pieces.length; at++) {
    const piece = pieces[at]!;
    if (piece.kind === 'other') {
      if (piece.text === '{') braces += 1;
      else if (piece.text === '}') braces -= 1;
      else if (braces <= 0 && piece.text === '(') parentheses += 1;
      else if (braces <= 0 && piece.text === ')' && --parentheses === 0) return { parts, end: at + 1 };
      else if (braces <= 0 && piece.text === ',' && parentheses === 1) {
        parts.push([]);
        continue;
      }
    }
    parts.at(-1)!.push(piece);
  }
  return null;
}

/** `{a,b}` is `a,b`. */
export function stripBraces(pieces: readonly Piece[]): readonly Piece[] {
  if (!isOther(pieces[0], '{') || !isOther(pieces.at(-1), '}')) return pieces;
  return pieces.slice(1, -1);
}
