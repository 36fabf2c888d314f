/** Finds the multi-line macro that a line calls, and keeps count of the calls going on. */
import {
  accepts,
  acceptsArguments,
  bindArguments,
  type MacroArguments,
  type MacroCall,
  type MultiLineMacro,
  type MultiLineMacroTable,
  splitArguments,
} from './multi-line-macros.js';
import { isOther, type Piece, skipSpaces } from './pieces.js';

const MAX_DEPTH = 10_000;
const MAX_ARGUMENT_PIECES = 200_000;

export interface MacroCallHost {
  fail(code: string, message: string, column: number): void;
  warn(code: string, message: string, column: number): void;
  /** Calls go on without end: nothing more is to be read. */
  stop(): void;
}

interface Match {
  readonly macro: MultiLineMacro;
  readonly args: MacroArguments;
  readonly name: string;
}

export interface CallLine {
  readonly call: MacroCall;
  /** What stands before the macro's name, if a label does and the macro does not take it as %00. */
  readonly label: readonly Piece[] | null;
}

export class MacroCalls {
  private readonly table: MultiLineMacroTable;
  private readonly host: MacroCallHost;
  private readonly active = new Map<MultiLineMacro, number>();
  /** Pieces in the arguments of all active calls, and how many these are. */
  private argumentPieces = 0;
  private depth = 0;
  private count = 0;

  constructor(table: MultiLineMacroTable, host: MacroCallHost) {
    this.table = table;
    this.host = host;
  }

  /** The call that a line makes, after a label perhaps; null if it makes none. `resolve` prepares the label for %00. */
  begin(pieces: readonly Piece[], resolve: (label: readonly Piece[]) => readonly Piece[]): CallLine | null {
    let at = skipSpaces(pieces, 0);
    const first = pieces[at];
    if (!canBeName(first)) return null;
    let match = this.match(pieces, at);
    let label: readonly Piece[] = [];
    if (match === null) {
      label = [first];
      at = skipSpaces(pieces, at + 1);
      if (isOther(pieces[at], ':')) at = skipSpaces(pieces, at + 1);
      match = this.match(pieces, at);
      if (match === null) return null;
    }
    const { macro, args, name } = match;
    this.checkArguments(macro, args);
    const parameters = bindArguments(macro, args);
    this.active.set(macro, (this.active.get(macro) ?? 0) + 1);
    this.argumentPieces += sizeOf(parameters);
    this.depth += 1;
    const unique = ++this.count;
    const call: MacroCall = { macro, invokedAs: name, parameters, rotation: 0, unique, label: resolve(label) };
    return { call, label: label.length > 0 && !usesLabel(macro) ? pieces.slice(0, at) : null };
  }

  end(call: MacroCall): void {
    this.active.set(call.macro, this.active.get(call.macro)! - 1);
    this.argumentPieces -= sizeOf(call.parameters);
    this.depth -= 1;
  }

  private match(pieces: readonly Piece[], at: number): Match | null {
    const piece = pieces[at];
    if (!canBeName(piece) || !this.table.has(piece.text)) return null;
    const args = splitArguments(pieces.slice(at + 1));
    let known = false;
    let busy = false;
    for (const macro of this.table.candidates(piece.text)) {
      // A macro is not called from inside itself (so it may wrap the instruction it is named for), unless %rmacro.
      const inside = (this.active.get(macro) ?? 0) > macro.recursion;
      if (!inside) known = true;
      if (!acceptsArguments(macro, args)) continue;
      if (inside) {
        busy = true;
        continue;
      }
      if (this.depth < MAX_DEPTH && this.argumentPieces <= MAX_ARGUMENT_PIECES)
        return { macro, args, name: piece.text };
      this.host.fail('limit-macro-depth', 'macros call each other without end', piece.column);
      this.host.stop();
      return null;
    }
    if (known && !busy && !isOther(pieces[skipSpaces(pieces, at + 1)], ':')) this.warnCount(piece, args.parts.length);
    return null;
  }

  private warnCount(name: Piece, count: number): void {
    const taking = `not taking ${count} parameter${count === 1 ? '' : 's'}`;
    this.host.warn('pp-macro-params-multi', `multi-line macro \`${name.text}' exists, but ${taking}`, name.column);
  }

  private checkArguments(macro: MultiLineMacro, args: MacroArguments): void {
    if (args.stray !== null && !macro.greedy) {
      this.host.fail('macro-braces', 'braces do not enclose all of macro parameter', args.stray.column);
    }
    if (!args.trailingEmpty) return;
    const count = args.parts.length + 1;
    const call = `multi-line macro \`${macro.name}'`;
    const message = accepts(macro, count)
      ? `dropping trailing empty parameter in call to ${call}`
      : `improperly calling ${call} with ${count} parameters`;
    this.host.warn('pp-macro-params-legacy', message, 0);
  }
}

function canBeName(piece: Piece | undefined): piece is Piece {
  return piece !== undefined && (piece.kind === 'word' || piece.kind === 'contextLocal' || piece.kind === 'macroLocal');
}

/** %00 in the body: the macro wants the label for itself. */
function usesLabel(macro: MultiLineMacro): boolean {
  return macro.body.some((line) => line.pieces.some((piece) => piece.kind === 'parameter' && piece.text === '00'));
}

function sizeOf(parameters: readonly (readonly Piece[])[]): number {
  return parameters.reduce((sum, parameter) => sum + parameter.length, 0);
}
