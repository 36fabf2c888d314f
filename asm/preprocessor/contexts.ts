/** The context stack: %push, %pop and the names that belong to a context. NASM manual, "The Context Stack". */
import type { Piece } from './pieces.js';
import { MacroTable } from './single-line-macros.js';

export interface Context {
  name: string | null;
  readonly number: number;
  readonly macros: MacroTable;
}

export class ContextStack {
  private readonly contexts: Context[] = [];
  private count = 0;

  get top(): Context | null {
    return this.contexts.at(-1) ?? null;
  }

  get depth(): number {
    return this.contexts.length;
  }

  push(name: string | null): void {
    this.contexts.push({ name, number: ++this.count, macros: new MacroTable() });
  }

  pop(): void {
    this.contexts.pop();
  }

  /** %$name is the innermost context's, %$$name the one around it. Null: there is no such context. */
  find(text: string): { context: Context; name: string } | null {
    const depth = /^%(\$+)/.exec(text)![1]!.length;
    const context = this.contexts.at(-depth);
    return context === undefined ? null : { context, name: text.slice(1 + depth) };
  }

  /** Those %$names that are no macros are labels of their context: ..@3.name. */
  resolve(pieces: readonly Piece[], missing: (piece: Piece) => void): readonly Piece[] {
    if (!pieces.some((piece) => piece.kind === 'contextLocal')) return pieces;
    return pieces.map((piece) => {
      if (piece.kind !== 'contextLocal') return piece;
      const found = this.find(piece.text);
      if (found !== null)
        return { kind: 'word', text: `..@${found.context.number}.${found.name}`, column: piece.column };
      missing(piece);
      return piece;
    });
  }
}
