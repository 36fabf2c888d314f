/** Feeds the grammar from a list of tokens instead of text. */

/** What the grammar sees of a token. */
export interface GrammarToken {
  readonly type: string;
  /** What literals of the grammar ("+", "times") compare with; differs from `type` for none of them. */
  readonly text: string;
  /** Index in the statement. */
  readonly at: number;
  readonly value: string;
}

class TokenSource {
  private tokens: readonly GrammarToken[] = [];
  private position = 0;

  /** nearley hands over a chunk; ours is one string with the token types, separated by spaces. */
  reset(chunk: string): void {
    this.position = 0;
    this.tokens = chunk === '' ? [] : chunk.split(' ').map((type, at) => ({ type, text: type, at, value: type }));
  }

  next(): GrammarToken | undefined {
    return this.tokens[this.position++];
  }

  save(): object {
    return {};
  }

  formatError(token: GrammarToken): string {
    return token.text;
  }

  has(_type: string): boolean {
    return true;
  }
}

export const lexer = new TokenSource();
