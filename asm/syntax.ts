/**
 * A statement as the grammar sees it. Nodes name tokens by index, not by content, so one parse serves every line of
 * the same shape (`mov REGISTER, NUMBER`): see parser.ts.
 */

export type Expression =
  | { readonly kind: 'number' | 'float' | 'string' | 'symbol' | 'register' | 'here' | 'base'; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: string; readonly at: number; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly at: number;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly at: number;
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  /** __?float32?__(1.5), __?utf16?__('x'), __?ilog2e?__(n): `at` is the function's token. */
  | { readonly kind: 'call'; readonly at: number; readonly argument: Expression };

export type Operand =
  | { readonly kind: 'memory'; readonly at: number; readonly modifiers: readonly number[]; readonly memory: Memory }
  | {
      readonly kind: 'expression';
      readonly at: number;
      readonly modifiers: readonly number[];
      readonly value: Expression;
    }
  | {
      readonly kind: 'far';
      readonly at: number;
      readonly modifiers: readonly number[];
      readonly selector: Expression;
      /** Between colon and offset. */
      readonly offsetModifiers: readonly number[];
      readonly offset: Expression;
    };

export interface Memory {
  /** byte … qword, rel, abs, nosplit, a16 … a64 inside the brackets. */
  readonly modifiers: readonly number[];
  /** Overrides, inside the brackets or before them. */
  readonly segments: readonly number[];
  readonly address: Expression;
}

export type DataItem =
  | { readonly kind: 'value'; readonly at: number; readonly size: number | null; readonly value: Expression }
  | { readonly kind: 'uninitialized'; readonly at: number; readonly size: number | null }
  | {
      readonly kind: 'list';
      readonly at: number;
      readonly size: number | null;
      readonly count: Expression | null;
      readonly items: readonly DataItem[];
    }
  /** An item parsed by itself: its token indices count from `at`, and it ends before `end`. */
  | { readonly kind: 'shifted'; readonly at: number; readonly end: number; readonly item: DataItem };

export type Body =
  | {
      readonly kind: 'instruction';
      readonly at: number;
      readonly prefixes: readonly number[];
      readonly operands: readonly Operand[];
    }
  /** Prefixes alone on a line. */
  | { readonly kind: 'prefixes'; readonly at: number; readonly prefixes: readonly number[] }
  | { readonly kind: 'data'; readonly at: number; readonly items: readonly DataItem[] }
  | { readonly kind: 'reserve'; readonly at: number; readonly count: Expression }
  | {
      readonly kind: 'equ';
      readonly at: number;
      readonly value: Expression;
      /** `a equ segment:offset`. */
      readonly offset: Expression | null;
    }
  | {
      readonly kind: 'incbin';
      readonly at: number;
      readonly name: Expression;
      readonly skip: Expression | null;
      readonly length: Expression | null;
    }
  | { readonly kind: 'times'; readonly at: number; readonly count: Expression; readonly body: Body };

export interface Statement {
  readonly kind: 'statement';
  readonly label: number | null;
  readonly colon: boolean;
  readonly body: Body | null;
}
