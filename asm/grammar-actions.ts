/** What each production of grammar.ne builds. nearley passes the parts of a production as an array. */
import type { Body, DataItem, Expression, Memory, Operand, Statement } from './syntax.js';
import type { GrammarToken } from './token-source.js';

type Parts = readonly unknown[];

const at = (part: unknown): number => (part as GrammarToken).at;
const indices = (part: unknown): number[] => (part as GrammarToken[]).map((token) => token.at);
const expression = (part: unknown): Expression => part as Expression;

export function first<T>(parts: readonly T[]): T {
  return parts[0]!;
}

/** `head ("," item):*` as one list. */
export function list(parts: Parts): unknown[] {
  return [parts[0], ...(parts[1] as unknown[][]).map((pair) => pair[1])];
}

// Lines

export function empty(): Statement {
  return { kind: 'statement', label: null, colon: false, body: null };
}

export function unlabelled(parts: Parts): Statement {
  return { kind: 'statement', label: null, colon: false, body: parts[0] as Body };
}

export function loneLabel(parts: Parts): Statement {
  return { kind: 'statement', label: at(parts[0]), colon: parts.length > 1, body: null };
}

export function labelled(parts: Parts): Statement {
  return { kind: 'statement', label: at(parts[0]), colon: parts.length > 2, body: parts.at(-1) as Body };
}

// Bodies

export function instruction(parts: Parts): Body {
  return {
    kind: 'instruction',
    at: at(parts[1]),
    prefixes: indices(parts[0]),
    operands: (parts[2] as Operand[] | undefined) ?? [],
  };
}

export function prefixes(parts: Parts): Body {
  const list = indices(parts[0]);
  return { kind: 'prefixes', at: list[0]!, prefixes: list };
}

export function data(parts: Parts): Body {
  return { kind: 'data', at: at(parts[0]), items: (parts[1] as DataItem[] | undefined) ?? [] };
}

export function reserve(parts: Parts): Body {
  return { kind: 'reserve', at: at(parts[0]), count: expression(parts[1]) };
}

export function equ(parts: Parts): Body {
  const offset = parts.length > 2 ? expression(parts[3]) : null;
  return { kind: 'equ', at: at(parts[0]), value: expression(parts[1]), offset };
}

export function incbin(parts: Parts): Body {
  return {
    kind: 'incbin',
    at: at(parts[0]),
    name: expression(parts[1]),
    skip: parts.length > 2 ? expression(parts[3]) : null,
    length: parts.length > 4 ? expression(parts[5]) : null,
  };
}

export function times(parts: Parts): Body {
  const body = (parts[2] as Body | undefined) ?? { kind: 'prefixes', at: at(parts[0]), prefixes: [] };
  return { kind: 'times', at: at(parts[0]), count: expression(parts[1]), body };
}

/** `a32 times 3 movsb`: the prefixes are the instruction's. */
export function prefixedTimes(parts: Parts): Body {
  const repeated = times(parts.slice(1)) as Extract<Body, { kind: 'times' }>;
  const { body } = repeated;
  if (body.kind !== 'instruction') return repeated;
  return { ...repeated, body: { ...body, prefixes: [...indices(parts[0]), ...body.prefixes] } };
}

// Operands

export function memoryOperand(parts: Parts): Operand {
  return { kind: 'memory', at: at(parts[1]), modifiers: indices(parts[0]), memory: parts[2] as Memory };
}

/** `table[bx]`: MASM's way to write [table + bx]. */
export function indexedOperand(parts: Parts): Operand {
  const memory = parts[3] as Memory;
  const address = sum(expression(parts[1]), at(parts[2]), memory.address);
  return { kind: 'memory', at: address.at, modifiers: indices(parts[0]), memory: { ...memory, address } };
}

/** `es:[di]`, `es:table[di]`: the segment is written outside the brackets. */
export function overriddenOperand(parts: Parts): Operand {
  const indexed = parts.length > 7;
  const inner = parts[indexed ? 6 : 5] as Memory;
  const address = indexed ? sum(expression(parts[4]), at(parts[5]), inner.address) : inner.address;
  const modifiers = [...indices(parts[3]), ...inner.modifiers];
  const memory = { modifiers, segments: [at(parts[1]), ...inner.segments], address };
  return { kind: 'memory', at: at(parts[1]), modifiers: indices(parts[0]), memory };
}

function sum(left: Expression, operatorAt: number, right: Expression): Expression {
  return { kind: 'binary', operator: '+', at: operatorAt, left, right };
}

export function expressionOperand(parts: Parts): Operand {
  const value = expression(parts[1]);
  return { kind: 'expression', at: value.at, modifiers: indices(parts[0]), value };
}

export function farOperand(parts: Parts): Operand {
  const selector = expression(parts[1]);
  const offset = expression(parts[4]);
  const [modifiers, offsetModifiers] = [indices(parts[0]), indices(parts[3])];
  return { kind: 'far', at: selector.at, modifiers, selector, offsetModifiers, offset };
}

export function memory(parts: Parts): Memory {
  return { modifiers: indices(parts[0]), segments: [], address: expression(parts[1]) };
}

/** [base, index*scale]: the sum of both. */
export function splitMemory(parts: Parts): Memory {
  const address = sum(expression(parts[1]), at(parts[2]), expression(parts[3]));
  return { modifiers: indices(parts[0]), segments: [], address };
}

export function segmentMemory(parts: Parts): Memory {
  const modifiers = [...indices(parts[0]), ...indices(parts[3])];
  return { modifiers, segments: [at(parts[1])], address: expression(parts[4]) };
}

// Data

export function value(parts: Parts): DataItem {
  return { kind: 'value', at: expression(parts[0]).at, size: null, value: expression(parts[0]) };
}

export function sizedValue(parts: Parts): DataItem {
  return { kind: 'value', at: expression(parts[1]).at, size: at(parts[0]), value: expression(parts[1]) };
}

export function uninitialized(parts: Parts): DataItem {
  return { kind: 'uninitialized', at: at(parts.at(-1)), size: parts.length > 1 ? at(parts[0]) : null };
}

export function group(parts: Parts): DataItem {
  return { kind: 'list', at: at(parts[0]), size: null, count: null, items: parts[1] as DataItem[] };
}

export function sizedGroup(parts: Parts): DataItem {
  return { ...(parts[1] as Extract<DataItem, { kind: 'list' }>), size: at(parts[0]) };
}

export function duplicate(parts: Parts): DataItem {
  const count = expression(parts[0]);
  const item = parts[2] as DataItem;
  return { kind: 'list', at: count.at, size: null, count, items: [item] };
}

// Expressions

export function binary(parts: Parts): Expression {
  const operator = parts[1] as GrammarToken;
  return {
    kind: 'binary',
    operator: operator.text,
    at: operator.at,
    left: expression(parts[0]),
    right: expression(parts[2]),
  };
}

export function conditional(parts: Parts): Expression {
  return {
    kind: 'conditional',
    at: at(parts[1]),
    condition: expression(parts[0]),
    whenTrue: expression(parts[2]),
    whenFalse: expression(parts[4]),
  };
}

export function unary(parts: Parts): Expression {
  const operator = parts[0] as GrammarToken;
  return { kind: 'unary', operator: operator.text, at: operator.at, operand: expression(parts[1]) };
}

/** A string in parentheses is a number, not bytes: the unary plus says so. */
export function parenthesized(parts: Parts): Expression {
  const inner = expression(parts[1]);
  return inner.kind === 'string' ? { kind: 'unary', operator: '+', at: inner.at, operand: inner } : inner;
}

export function call(parts: Parts): Expression {
  return { kind: 'call', at: at(parts[0]), argument: expression(parts[2]) };
}

export function callString(parts: Parts): Expression {
  return { kind: 'call', at: at(parts[0]), argument: string([parts[1]]) };
}

type Leaf = 'number' | 'float' | 'string' | 'symbol' | 'register' | 'here' | 'base';

function leaf(kind: Leaf): (parts: Parts) => Expression {
  return (parts) => ({ kind, at: at(parts[0]) });
}

export const number = leaf('number');
export const float = leaf('float');
export const string = leaf('string');
export const symbol = leaf('symbol');
export const register = leaf('register');
export const here = leaf('here');
export const base = leaf('base');
