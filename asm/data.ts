/** DB, DW, DD, DQ, DT, DO, DY, DZ. NASM manual, "DB and Friends: Declaring Initialized Data". */
import type { Chunk, ChunkField, Gap } from './chunk.js';
import { Evaluator, type FloatLiteral, floatLiteral, type Report, type Scope } from './evaluate.js';
import { encodeFloat, FLOAT_FORMATS, type FloatFormat } from './lexical/floats.js';
import { stringValue } from './string-value.js';
import type { DataItem, Expression } from './syntax.js';
import type { Token } from './tokens.js';
import { type Base, isConstant, isFieldValue, type Value } from './values.js';
import { SIZE_WORDS } from './words.js';

export interface DataContext {
  readonly tokens: readonly Token[];
  readonly scope: Scope;
  readonly report: Report;
  /** For what only the first pass can see. */
  readonly reportLasting: Report;
  readonly section: Base | null;
  /** Bytes that may still be produced. */
  readonly budget: number;
}

const UNIT_NAMES: Readonly<Record<number, string>> = { 1: 'byte', 2: 'word', 4: 'dword', 8: 'qword' };
const MAX_FIELDS = 1 << 20;

/** The bytes of the items, or null when one is wrong (reported). */
export function assembleData(items: readonly DataItem[], unit: number, context: DataContext): Chunk | null {
  const builder = new DataBuilder(context);
  builder.items(items, unit);
  return builder.finish();
}

class DataBuilder {
  /** Token index that the items' own indices count from. */
  private shift = 0;
  private shiftedTokens: readonly Token[];
  private bytes = new Uint8Array(64);
  private length = 0;
  private fields: ChunkField[] = [];
  private gaps: Gap[] = [];
  private failed = false;
  private readonly context: DataContext;
  private readonly scope: Scope;

  constructor(context: DataContext) {
    this.context = context;
    this.shiftedTokens = context.tokens;
    const outer = context.scope;
    this.scope = {
      characterLimit: outer.characterLimit,
      symbol: (name, at) => outer.symbol(name, at + this.shift),
      here: (at) => outer.here(at + this.shift),
      base: (at) => outer.base(at + this.shift),
    };
  }

  private readonly report: Report = (severity, code, message, at, hint) => {
    this.context.report(severity, code, message, at + this.shift, hint);
  };

  finish(): Chunk | null {
    if (this.failed) return null;
    const { length, fields, gaps } = this;
    return { bytes: this.bytes.subarray(0, length), length, fields, gaps };
  }

  items(items: readonly DataItem[], unit: number): void {
    for (const item of items) {
      if (this.failed && this.length > this.context.budget) return;
      this.item(item, unit);
    }
  }

  private item(item: DataItem, outerUnit: number): void {
    if (item.kind === 'shifted') {
      this.shift = item.at;
      this.shiftedTokens = this.context.tokens.slice(item.at, item.end);
      this.item(item.item, outerUnit);
      this.shift = 0;
      this.shiftedTokens = this.context.tokens;
      return;
    }
    const unit = item.size === null ? outerUnit : SIZE_WORDS[this.text(item.size).toLowerCase()]!;
    switch (item.kind) {
      case 'value':
        this.value(item.value, unit);
        return;
      case 'uninitialized':
        this.gap(unit, item.at);
        return;
      case 'list':
        this.list(item, unit);
    }
  }

  private list(item: Extract<DataItem, { kind: 'list' }>, unit: number): void {
    const count = item.count === null ? 1n : this.count(item.count);
    if (count === null || count === 0n) return;
    const start = { length: this.length, fields: this.fields.length, gaps: this.gaps.length };
    this.items(item.items, unit);
    if (count > 1n) this.repeat(start, count, item.at);
  }

  private count(node: Expression): bigint | null {
    const value = this.evaluate(node);
    if (value === null) return null;
    if (!isConstant(value)) {
      this.failed = true;
      const message = 'non-constant argument supplied to DUP';
      this.context.reportLasting('error', 'not-constant', message, node.at + this.shift, null);
      return null;
    }
    if (value.constant < 0n) {
      this.error('negative-count', `DUP count ${value.constant} is negative`, node.at);
      return null;
    }
    return value.constant;
  }

  /** Repeats everything since `start` so that it is there `count` times. */
  private repeat(start: { length: number; fields: number; gaps: number }, count: bigint, at: number): void {
    const size = this.length - start.length;
    if (size === 0) return;
    const fields = this.fields.slice(start.fields);
    const gaps = this.gaps.slice(start.gaps);
    const tooMany = count * BigInt(Math.max(1, fields.length + gaps.length)) > BigInt(MAX_FIELDS);
    const onlyGap = gaps.length === 1 && gaps[0]!.length === size;
    if (
      !this.room(count * BigInt(size) - BigInt(size), at) ||
      (tooMany && !onlyGap && fields.length + gaps.length > 0)
    ) {
      if (!this.failed) this.error('limit-fields', 'too many values in one DUP', at);
      return;
    }
    const times = Number(count);
    if (onlyGap) {
      this.gaps.pop();
      this.gaps.push({ offset: start.length, length: size * times });
    }
    const total = size * times;
    this.grow(start.length + total);
    for (let filled = size; filled < total; filled *= 2) {
      this.bytes.copyWithin(start.length + filled, start.length, start.length + Math.min(filled, total - filled));
    }
    this.length = start.length + total;
    if (onlyGap) return;
    for (let i = 1; i < times; i++) {
      for (const field of fields) this.fields.push({ ...field, offset: field.offset + i * size });
      for (const gap of gaps) this.gaps.push({ ...gap, offset: gap.offset + i * size });
    }
  }

  private value(node: Expression, unit: number): void {
    const tokens = this.shiftedTokens;
    const text = stringValue(node, tokens);
    if (text !== null) {
      this.string(text, unit, node.at);
      return;
    }
    const float = floatLiteral(node, tokens);
    if (float !== null) {
      this.float(float, unit, node.at);
      return;
    }
    const value = this.evaluate(node);
    if (value !== null) this.integer(value, unit, node.at);
  }

  private string(text: string, unit: number, at: number): void {
    const padded = Math.ceil(text.length / unit) * unit;
    if (!this.room(BigInt(padded), at)) return;
    this.grow(this.length + padded);
    for (let i = 0; i < text.length; i++) this.bytes[this.length + i] = text.charCodeAt(i);
    this.bytes.fill(0, this.length + text.length, this.length + padded);
    this.length += padded;
  }

  private float(literal: FloatLiteral, unit: number, at: number): void {
    const format = FLOAT_FORMATS[unit];
    const bits = format === undefined ? null : this.floatBits(literal, format, at);
    if (bits === null) {
      this.error('bad-float', `\`${literal.text}' cannot be a ${unit * 8}-bit floating-point constant`, at);
      return;
    }
    if (!this.room(BigInt(unit), at)) return;
    this.grow(this.length + unit);
    for (let i = 0; i < unit; i++) this.bytes[this.length++] = Number((bits >> BigInt(8 * i)) & 0xffn);
  }

  private floatBits(literal: FloatLiteral, format: FloatFormat, at: number): bigint | null {
    const warn = (code: string, message: string): void => this.report('warning', code, message, at, null);
    return encodeFloat(literal.text, literal.negative, format, warn);
  }

  private integer(value: Value, unit: number, at: number): void {
    if (unit > 8) {
      this.error(
        'integer-size',
        `integer supplied as ${unit * 8}-bit data`,
        at,
        'write a floating-point constant, or two dq',
      );
      return;
    }
    if (value.registers.length > 0 || !isFieldValue(value, this.context.section)) {
      this.error('not-relocatable', 'expression is not simple or relocatable', at);
      return;
    }
    const limit = 1n << BigInt(unit * 8);
    if (isConstant(value) && unit < 8 && (value.constant >= limit || value.constant < -limit)) {
      this.report('warning', 'number-overflow', `${UNIT_NAMES[unit]} data exceeds bounds`, at, null);
    }
    if (!this.room(BigInt(unit), at)) return;
    this.grow(this.length + unit);
    let rest = BigInt.asUintN(64, value.constant);
    const offset = this.length;
    for (let i = 0; i < unit; i++) {
      this.bytes[offset + i] = Number(rest & 0xffn);
      rest >>= 8n;
    }
    this.length += unit;
    if (value.bases.length === 0 || value.unknown !== 0n) return;
    this.fields.push({ offset, size: unit, value: value.constant, bases: value.bases, relativeTo: null });
  }

  private gap(unit: number, at: number): void {
    if (!this.room(BigInt(unit), at)) return;
    this.grow(this.length + unit);
    this.bytes.fill(0, this.length, this.length + unit);
    const last = this.gaps.at(-1);
    if (last !== undefined && last.offset + last.length === this.length) {
      this.gaps.pop();
      this.gaps.push({ offset: last.offset, length: last.length + unit });
    } else this.gaps.push({ offset: this.length, length: unit });
    this.length += unit;
  }

  private evaluate(node: Expression): Value | null {
    const value = new Evaluator(this.shiftedTokens, this.scope, this.report).evaluate(node);
    if (value === null) this.failed = true;
    return value;
  }

  private text(at: number): string {
    return this.shiftedTokens[at]!.text;
  }

  private error(code: string, message: string, at: number, hint: string | null = null): void {
    this.failed = true;
    this.report('error', code, message, at, hint);
  }

  private room(more: bigint, at: number): boolean {
    if (BigInt(this.length) + more <= BigInt(this.context.budget)) return true;
    if (!this.failed) this.error('limit-output', 'the image would be larger than 64 MiB', at);
    return false;
  }

  private grow(length: number): void {
    if (length <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(length, this.bytes.length * 2));
    bigger.set(this.bytes.subarray(0, this.length));
    this.bytes = bigger;
  }
}
