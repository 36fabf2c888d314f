/** EQU, TIMES, RESB and kin, INCBIN. NASM manual, "Pseudo-Instructions". */
import { gapChunk, plainChunk } from './chunk.js';
import { Evaluator } from './evaluate.js';
import { unquote } from './lexical/strings.js';
import type { Pass } from './pass.js';
import type { Body, Expression } from './syntax.js';
import { isConstant, isFieldValue, isRelocatable, type Value } from './values.js';
import { RESERVE_WORDS } from './words.js';

function evaluate(pass: Pass, node: Expression): Value | null {
  return new Evaluator(pass.tokens, pass, pass.report).evaluate(node);
}

export function defineEquate(pass: Pass, label: number | null, body: Extract<Body, { kind: 'equ' }>): void {
  if (label === null) {
    pass.report('error', 'equ-without-label', 'EQU not preceded by label', body.at, 'write: name equ value');
    return;
  }
  const value = evaluate(pass, body.value);
  if (value === null) return;
  if (body.offset !== null || value.registers.length > 0) {
    const hint = value.registers.length > 0 ? 'give a register another name with %define' : null;
    pass.report('error', 'equ-value', 'bad syntax for EQU: a number or a label is expected', body.value.at, hint);
    return;
  }
  const address = equateAddress(pass, value, body.value.at);
  if (address === null) return;
  const name = pass.tokens[label]!.text;
  pass.define(name.startsWith('$') ? name.slice(1) : name, address, label, false);
}

/**
 * An equate is a number or one address. nasm drops what else an expression has of addresses, which is right only for
 * sections that begin at 0.
 */
function equateAddress(pass: Pass, value: Value, at: number): Value | null {
  if (value.unknown !== 0n || value.bases.length === 0 || isRelocatable(value)) return value;
  const kept = value.bases.length === 1 ? [] : value.bases.filter((term) => term.factor === 1n);
  if (kept.length > 1 || !(value.bases.length === 1 || isFieldValue(value, pass.section))) {
    pass.report('error', 'not-relocatable', 'expression is not simple or relocatable', at, null);
    return null;
  }
  const dropped = value.bases.find((term) => term.factor !== 1n)!.base.name;
  const hint = 'the distance of two sections is known only when all is laid out: put it into a dd, or use one section';
  const message = `the address of section ${dropped} cannot be part of an equate: offset taken instead`;
  pass.report('warning', 'offset-for-address', message, at, hint);
  return { ...value, bases: kept };
}

/** How often TIMES repeats, or null when that is wrong (reported). */
export function timesCount(pass: Pass, node: Expression, at: number): number | null {
  const value = evaluate(pass, node);
  if (value === null) return null;
  if (!isConstant(value)) {
    const hint = 'it must be a number, made of symbols defined before this line';
    pass.reportLasting('error', 'not-constant', 'non-constant argument supplied to TIMES', node.at, hint);
    return null;
  }
  const count = value.constant;
  if (count < 0n) {
    pass.report('error', 'times-negative', `TIMES value ${count} is negative`, at, tooLongHint(pass, -count));
    return null;
  }
  if (count > BigInt(Number.MAX_SAFE_INTEGER)) {
    pass.report('error', 'limit-times', `TIMES value ${count} is too large`, at, null);
    return null;
  }
  return Number(count);
}

function tooLongHint(pass: Pass, excess: bigint): string | null {
  const isPadding = pass.tokens.some((token) => token.type === 'here');
  if (!isPadding) return null;
  const bytes = `${excess} byte${excess === 1n ? '' : 's'} too long`;
  const isBootSector = pass.tokens.some((token) => /^(510|0x1fe|446|512|0x200)$/i.test(token.text));
  return isBootSector ? `the boot sector is ${bytes}` : `what comes before is ${bytes} for the place it must end at`;
}

export function reserve(pass: Pass, body: Extract<Body, { kind: 'reserve' }>, times: number): void {
  const value = evaluate(pass, body.count);
  if (value === null) return;
  const unit = RESERVE_WORDS[pass.tokens[body.at]!.text.toLowerCase()]!;
  if (!isConstant(value)) {
    // A later equate will do: it is known in the next pass.
    if (pass.first && value.unknown !== 0n) return;
    const message = 'attempt to reserve non-constant quantity of BSS space';
    const hint = 'the difference of two labels of one section is a number';
    pass.report('error', 'not-constant', message, body.count.at, hint);
    return;
  }
  if (value.constant < 0n) {
    pass.report('error', 'negative-count', `cannot reserve ${value.constant} units`, body.count.at, null);
    return;
  }
  const length = value.constant * BigInt(unit);
  if (length * BigInt(times) > 2n ** 48n) {
    pass.abort('limit-offset', 'the section is larger than 2^48 bytes');
    return;
  }
  pass.emit(gapChunk(Number(length) * times), 1);
}

export function includeBinary(pass: Pass, body: Extract<Body, { kind: 'incbin' }>, times: number): void {
  const path = unquote(pass.tokens[body.name.at]!.text);
  const file = pass.state.resolve?.(path, pass.line.origin.file, 'incbin') ?? null;
  if (file === null) {
    pass.report(
      'error',
      'file-not-found',
      `incbin: unable to open file \`${path}'`,
      body.name.at,
      'give its folder with -I',
    );
    return;
  }
  const skip = body.skip === null ? 0n : constant(pass, body.skip, 'skip');
  const limit = body.length === null ? null : constant(pass, body.length, 'length');
  if (skip === null || (body.length !== null && limit === null)) return;
  const size = BigInt(file.bytes.length);
  if (skip > size) {
    pass.report('warning', 'incbin-range', `incbin: \`${path}' has only ${size} bytes`, body.at, null);
    return;
  }
  const end = limit === null || skip + limit > size ? size : skip + limit;
  const bytes = file.bytes.subarray(Number(skip), Number(end));
  pass.emitBinary(plainChunk(bytes), times);
}

function constant(pass: Pass, node: Expression, what: string): bigint | null {
  const value = evaluate(pass, node);
  if (value === null) return null;
  if (isConstant(value) && value.constant >= 0n) return value.constant;
  pass.report('error', 'not-constant', `incbin: the ${what} must be a number, 0 or more`, node.at, null);
  return null;
}
