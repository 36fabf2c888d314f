/** Expressions to values. NASM manual, "Expressions" and "Critical Expressions". */
import { encodeFloat, FLOAT_FUNCTIONS } from './lexical/floats.js';
import { readInteger } from './lexical/numbers.js';
import { characterConstant, unquote } from './lexical/strings.js';
import { COMPARISONS, DIVISIONS, EQUALITIES, integerLogarithm, SCALAR_OPERATORS } from './operators.js';
import { stringValue } from './string-value.js';
import type { Expression } from './syntax.js';
import { type Token, underscoredName } from './tokens.js';
import {
  add,
  constantValue,
  isConstant,
  multiply,
  type RegisterTerm,
  registerValue,
  UNKNOWN,
  type Value,
} from './values.js';

export type Report = (
  severity: 'error' | 'warning',
  code: string,
  message: string,
  at: number,
  hint: string | null,
) => void;

/** What symbols, $ and $$ mean where the expression stands. */
export interface Scope {
  /** Null: not defined, which the scope itself has reported. */
  symbol(name: string, at: number): Value | null;
  here(at: number): Value | null;
  base(at: number): Value | null;
  /** Characters that a character constant may have. */
  readonly characterLimit: number;
}

/**
 * nasm remembers which register an effective address named first, and whether it was multiplied, to choose base and
 * index: [ebx+eax] has base ebx, [eax*1+ebx] too.
 */
export interface RegisterHint {
  register: string | null;
  kind: 'none' | 'base' | 'index' | 'summed';
}

export class Evaluator {
  readonly hint: RegisterHint = { register: null, kind: 'none' };
  private readonly tokens: readonly Token[];
  private readonly scope: Scope;
  private readonly report: Report;

  constructor(tokens: readonly Token[], scope: Scope, report: Report) {
    this.tokens = tokens;
    this.scope = scope;
    this.report = report;
  }

  /** Null when the expression is wrong; the reason has been reported. */
  evaluate(node: Expression): Value | null {
    switch (node.kind) {
      case 'number':
        return this.number(node.at);
      case 'string':
        return this.characters(unquote(this.text(node.at)), node.at);
      case 'float':
        return this.error(
          'float-in-expression',
          'a floating-point constant cannot be used in an integer expression',
          node.at,
          'write it alone in dd, dq or dt, or take its bits: __?float32?__(1.5)',
        );
      case 'symbol': {
        const name = this.text(node.at);
        return this.scope.symbol(name.startsWith('$') ? name.slice(1) : name, node.at);
      }
      case 'register':
        return this.register(this.text(node.at).toLowerCase());
      case 'here':
        return this.scope.here(node.at);
      case 'base':
        return this.scope.base(node.at);
      case 'unary':
        return this.unary(node.operator, node.operand, node.at);
      case 'binary':
        return this.binary(node.operator, node.left, node.right, node.at);
      case 'conditional':
        return this.conditional(node);
      case 'call':
        return this.call(node);
    }
  }

  private text(at: number): string {
    return this.tokens[at]!.text;
  }

  private error(code: string, message: string, at: number, hint: string | null = null): null {
    this.report('error', code, message, at, hint);
    return null;
  }

  private number(at: number): Value | null {
    const text = this.text(at);
    const constant = readInteger(text);
    if (constant === null)
      return this.error(
        'bad-number',
        `\`${text}' is not a number in any base`,
        at,
        'hexadecimal: 0x1F or 1Fh (a digit first: 0FFh); binary: 0b101 or 101b',
      );
    if (constant.overflow)
      this.report('warning', 'number-overflow', `numeric constant ${text} does not fit in 64 bits`, at, null);
    return constantValue(constant.value);
  }

  private characters(bytes: string, at: number): Value {
    const { characterLimit } = this.scope;
    if (bytes.length > characterLimit) this.report('warning', 'other', 'character constant too long', at, null);
    return constantValue(characterConstant(bytes.slice(0, characterLimit)));
  }

  private register(name: string): Value {
    if (this.hint.kind === 'none') {
      this.hint.kind = 'base';
      this.hint.register = name;
    }
    return registerValue(name);
  }

  private unary(operator: string, operand: Expression, at: number): Value | null {
    if (operator === 'seg')
      return this.error(
        'seg-in-binary',
        'binary output format does not support segment base references',
        at,
        'in a flat image a label is its address; write the segment number itself',
      );
    const value = this.evaluate(operand);
    if (value === null || operator === '+') return value;
    if (operator === '-') return multiply(value, -1n);
    if (value.unknown !== 0n) return UNKNOWN;
    if (!isConstant(value))
      return this.error(
        'not-scalar',
        `\`${operator}' needs a plain number, and this depends on ${describe(value)}`,
        at,
      );
    return constantValue(operator === '~' ? ~value.constant : value.constant === 0n ? 1n : 0n);
  }

  private binary(operator: string, left: Expression, right: Expression, at: number): Value | null {
    const a = this.evaluate(left);
    const b = this.evaluate(right);
    if (a === null || b === null) return null;
    if (operator === '+') return this.sum(a, b);
    if (operator === '-') return this.sum(a, multiply(b, -1n));
    if (operator === '*') return this.product(a, b, at);
    if (operator === 'wrt')
      return this.error('wrt-in-binary', 'WRT has no meaning in a flat binary: there are no segments to refer to', at);
    if (Object.hasOwn(COMPARISONS, operator)) return this.compare(operator, a, b, at);
    if (a.unknown !== 0n || b.unknown !== 0n) return UNKNOWN;
    if (!isConstant(a) || !isConstant(b)) {
      const culprit = isConstant(a) ? b : a;
      return this.error(
        'not-scalar',
        `\`${operator}' needs plain numbers on both sides, and this depends on ${describe(culprit)}`,
        at,
        culprit.bases.length > 0 ? 'the difference of two labels of one section is a plain number: (label - $$)' : null,
      );
    }
    if (DIVISIONS.has(operator) && b.constant === 0n) return this.error('division-by-zero', 'division by zero', at);
    return constantValue(SCALAR_OPERATORS[operator]!(a.constant, b.constant));
  }

  /** nasm forgets the order of registers as soon as two terms of one kind, two numbers for example, make a third. */
  private sum(a: Value, b: Value): Value {
    if (hasNumber(a) && hasNumber(b) && a.constant + b.constant !== 0n) this.hint.kind = 'summed';
    const alike = (left: RegisterTerm, right: RegisterTerm): boolean =>
      left.register === right.register && left.factor + right.factor !== 0n;
    if (a.registers.some((left) => b.registers.some((right) => alike(left, right)))) this.hint.kind = 'summed';
    return add(a, b);
  }

  private product(a: Value, b: Value, at: number): Value | null {
    const [scalar, other] = isConstant(b) ? [b, a] : [a, b];
    if (isConstant(scalar)) {
      if (this.hint.kind === 'base' && other.registers.some((t) => t.register === this.hint.register))
        this.hint.kind = 'index';
      return multiply(other, scalar.constant);
    }
    if (a.unknown !== 0n || b.unknown !== 0n) return UNKNOWN;
    return this.error('not-scalar', 'unable to multiply two non-scalar objects', at);
  }

  private compare(operator: string, a: Value, b: Value, at: number): Value | null {
    const difference = this.sum(a, multiply(b, -1n));
    if (difference.unknown !== 0n) return UNKNOWN;
    if (!isConstant(difference)) {
      if (EQUALITIES.has(operator)) return constantValue(COMPARISONS[operator]!(1n));
      return this.error('not-scalar', `\`${operator}': operands differ by ${describe(difference)}`, at);
    }
    const result = COMPARISONS[operator]!(difference.constant);
    // nasm 2.16.01 takes the -1 of <=> for its own mark of an unknown value.
    return result === -1n ? UNKNOWN : constantValue(result);
  }

  private conditional(node: Extract<Expression, { kind: 'conditional' }>): Value | null {
    const condition = this.evaluate(node.condition);
    const whenTrue = this.evaluate(node.whenTrue);
    const whenFalse = this.evaluate(node.whenFalse);
    if (condition === null || whenTrue === null || whenFalse === null) return null;
    if (condition.unknown !== 0n) return UNKNOWN;
    if (!isConstant(condition)) return this.error('not-scalar', "`?' needs a plain number as its condition", node.at);
    return condition.constant !== 0n ? whenTrue : whenFalse;
  }

  private call(node: Extract<Expression, { kind: 'call' }>): Value | null {
    const name = underscoredName(this.text(node.at))!;
    if (Object.hasOwn(FLOAT_FUNCTIONS, name)) return this.floatCall(name, node);
    const bytes = stringValue(node, this.tokens);
    if (bytes !== null) return this.characters(bytes, node.at);
    const argument = this.evaluate(node.argument);
    if (argument === null) return null;
    if (argument.unknown !== 0n) return UNKNOWN;
    if (!isConstant(argument)) return this.error('not-scalar', `${name} needs a plain number`, node.at);
    const result = integerLogarithm(name, argument.constant);
    return result === null
      ? this.error('not-a-power', `${name}: argument is not a power of two`, node.at)
      : constantValue(result);
  }

  private floatCall(name: string, node: Extract<Expression, { kind: 'call' }>): Value | null {
    const literal = floatLiteral(node.argument, this.tokens);
    const { format, shift } = FLOAT_FUNCTIONS[name]!;
    const bits =
      literal === null
        ? null
        : encodeFloat(literal.text, literal.negative, format, (code, message) =>
            this.report('warning', code, message, node.at, null),
          );
    if (bits === null)
      return this.error(
        'bad-float',
        `${name} needs a floating-point constant`,
        node.at,
        `for example __?${name}?__(1.5)`,
      );
    return constantValue(bits >> BigInt(shift));
  }
}

/** Whether a value has a plain number among its terms, if only 0. */
function hasNumber(value: Value): boolean {
  return value.constant !== 0n || value.registers.length === 0;
}

export interface FloatLiteral {
  readonly text: string;
  readonly negative: boolean;
}

/** `1.5`, `-1.5`, `+__?Infinity?__`: the constant and its sign, or null. */
export function floatLiteral(node: Expression, tokens: readonly Token[]): FloatLiteral | null {
  if (node.kind === 'float') {
    const text = tokens[node.at]!.text;
    return { text: underscoredName(text) ?? text, negative: false };
  }
  if (node.kind !== 'unary' || (node.operator !== '-' && node.operator !== '+')) return null;
  if (node.operand.kind !== 'float') return null;
  const inner = floatLiteral(node.operand, tokens);
  return inner === null ? null : { text: inner.text, negative: node.operator === '-' };
}

/** What keeps a value from being a plain number, in words. */
export function describe(value: Value): string {
  if (value.registers.length > 0) return `register ${value.registers[0]!.register}`;
  if (value.bases.length > 0) return `where section ${value.bases[0]!.base.name} lies`;
  return 'a symbol not defined yet';
}
