/** Instructions: operands through the encoder into the section. */
import { encode } from '../src/isa/encode.js';
import { templatesOf } from '../src/isa/encode-templates.js';
import type { Encoded, EncodeFailure, EncodeRequest } from '../src/isa/encode-types.js';
import { type Chunk, type ChunkField, plainChunk } from './chunk.js';
import { type PreparedOperand, prepareOperand } from './operands.js';
import type { ParsedLine } from './parser.js';
import type { Pass } from './pass.js';
import type { Body, Operand } from './syntax.js';

type Instruction = Extract<Body, { kind: 'instruction' | 'prefixes' }>;

/** Instructions whose encoding depends on their place are encoded once for each repetition. */
const MAX_PLACED_REPETITIONS = 1_000_000;

export function assembleInstruction(pass: Pass, parsed: ParsedLine, body: Instruction, times: number): void {
  const key = cacheKey(pass);
  const cached = parsed.encoded?.get(key);
  if (cached !== undefined) {
    warnAbout(pass, body, cached);
    pass.emit(plainChunk(cached.bytes), times);
    return;
  }
  pass.touched = false;
  const findings = pass.state.diagnostics.passingCount;
  const request = buildRequest(pass, body);
  if (request === null) return;
  const fixed = !pass.touched && pass.state.diagnostics.passingCount === findings;
  let encoded = encodeHere(pass, request, body);
  if (encoded === null) return;
  if (fixed && encoded.relocations.length === 0) {
    parsed.encoded ??= new Map();
    parsed.encoded.set(key, encoded);
    pass.emit(plainChunk(encoded.bytes), times);
    return;
  }
  if (times > MAX_PLACED_REPETITIONS) {
    pass.abort(
      'limit-times',
      `more than ${MAX_PLACED_REPETITIONS} repetitions of an instruction that refers to a label`,
    );
    return;
  }
  pass.repeat(times, (i) => {
    if (i > 0) encoded = encodeHere(pass, request, body);
    if (encoded !== null) pass.emit(chunkOf(encoded, request.prepared), 1);
  });
}

function cacheKey(pass: Pass): string {
  return `${pass.bits}${pass.defaultAddressing}${pass.defaultBnd}`;
}

interface Request extends EncodeRequest {
  readonly prepared: readonly PreparedOperand[];
}

function buildRequest(pass: Pass, body: Instruction): Request | null {
  const { tokens } = pass;
  const prefixes = body.prefixes.map((at) => tokens[at]!.text.toLowerCase());
  const mnemonic = body.kind === 'prefixes' ? '' : tokens[body.at]!.text.toUpperCase();
  if (mnemonic !== '' && templatesOf(mnemonic).length === 0) {
    const name = mnemonic.toLowerCase();
    const hint = "the supported instructions are listed by `trapwalk isa'";
    pass.report(
      'error',
      'unsupported-instruction',
      `\`${name}' is an x86 instruction that trapwalk does not support`,
      body.at,
      hint,
    );
    return null;
  }
  const context = {
    tokens,
    scope: pass,
    report: pass.report,
    section: pass.section,
    defaultAddressing: pass.bits === 64 ? pass.defaultAddressing : null,
    prefixes,
  };
  const operands = body.kind === 'prefixes' ? [] : body.operands;
  if (pass.defaultBnd && takesBnd(mnemonic, prefixes)) prefixes.push('bnd');
  const prepared = operands.map((operand) => prepareOperand(operand, context));
  if (prepared.some((operand) => operand === null)) return null;
  const complete = prepared as PreparedOperand[];
  if (!completeTo(pass, mnemonic, operands, complete)) return null;
  return {
    mnemonic,
    prefixes,
    operands: complete.map(({ syntax }) => syntax),
    bits: pass.bits,
    optimization: pass.state.optimization,
    address: pass.locationValue().constant,
    firstPass: pass.first,
    prepared: complete,
  };
}

function takesBnd(mnemonic: string, prefixes: readonly string[]): boolean {
  return /^(J(?!.?CXZ).+|CALL|RETN?)$/.test(mnemonic) && !prefixes.some((prefix) => /bnd$/.test(prefix));
}

const TO_MNEMONICS: ReadonlySet<string> = new Set(['FADD', 'FMUL', 'FSUB', 'FSUBR', 'FDIV', 'FDIVR']);

/** `fadd to st1` is fadd st1, st0. */
function completeTo(pass: Pass, mnemonic: string, operands: readonly Operand[], prepared: PreparedOperand[]): boolean {
  let to: number | undefined;
  for (const { modifiers } of operands) for (const at of modifiers) if (pass.tokens[at]!.type === 'to') to = at;
  if (to === undefined) return true;
  if (TO_MNEMONICS.has(mnemonic) && prepared.length === 1 && prepared[0]!.syntax.kind === 'register') {
    prepared.push({ syntax: { kind: 'register', name: 'st0', size: null }, value: null, selector: null });
    return true;
  }
  const hint = 'it goes with one x87 register: fadd to st1';
  pass.report('error', 'to', `\`to' has no meaning for ${mnemonic.toLowerCase()} with these operands`, to, hint);
  return false;
}

function encodeHere(pass: Pass, request: Request, body: Instruction): Encoded | null {
  const result = encode({ ...request, address: pass.locationValue().constant });
  if (result.ok) {
    warnAbout(pass, body, result);
    return result;
  }
  if (result.code === 'short-range') return tooFar(pass, request, body, result);
  reportFailure(pass, request, body, result);
  return null;
}

/**
 * A branch that only has a short form and does not reach keeps its length, so that the other labels settle. Between
 * sections the distance is known only when they lie somewhere; nasm does not check it, nor do we.
 */
function tooFar(pass: Pass, request: Request, body: Instruction, failure: EncodeFailure): Encoded | null {
  const address = pass.locationValue().constant;
  const near = request.operands.map((operand) =>
    operand.kind === 'immediate' ? { ...operand, value: address } : operand,
  );
  const result = encode({ ...request, operands: near, address });
  const sameSection = request.operands.every((operand) => operand.kind !== 'immediate' || operand.sameSection);
  if (sameSection) reportFailure(pass, request, body, failure);
  return result.ok ? result : null;
}

function reportFailure(pass: Pass, request: Request, body: Instruction, result: EncodeFailure): void {
  const operand = result.operand === null || body.kind === 'prefixes' ? undefined : body.operands[result.operand];
  const at = operand === undefined ? body.at : operand.at;
  pass.report('error', result.code, result.message, at, hintFor(pass, request, body, result.hint));
}

/** Habits from other assemblers explain more than the encoder can. */
function hintFor(pass: Pass, request: Request, body: Instruction, hint: string | null): string | null {
  const [first, second] = request.operands;
  if (first?.kind === 'immediate' && second !== undefined && second.kind !== 'immediate') {
    const token = body.kind === 'instruction' ? pass.tokens[body.operands[0]!.at] : undefined;
    const dollar = token !== undefined && /^\$[0-9]/.test(token.text) ? `; ${token.text} is hexadecimal here` : '';
    return `the destination comes first in NASM: ${request.mnemonic.toLowerCase()} destination, source${dollar}`;
  }
  return hint;
}

function warnAbout(pass: Pass, body: Instruction, encoded: Encoded): void {
  for (const message of encoded.warnings) {
    // What DEFAULT BND adds may be dropped quietly.
    if (pass.defaultBnd && message.includes('bnd prefix dropped')) continue;
    pass.report('warning', warningClass(message), message, body.at, null);
  }
  if (pass.bits !== 64 || body.kind !== 'instruction') return;
  const token = pass.tokens[body.at]!;
  if (token.text.toLowerCase() !== 'iret' || body.prefixes.length > 0) return;
  pass.report(
    'warning',
    'iret-size',
    'iret pops 32-bit values in 64-bit code',
    body.at,
    'a 64-bit handler returns with iretq',
  );
}

function warningClass(message: string): string {
  if (message.includes('exceeds bounds')) return 'number-overflow';
  if (message.includes('RIP-relative')) return 'ea-absolute';
  if (message.includes('segment base generated')) return 'prefix-seg';
  if (message.includes('displacement size')) return 'ea-dispsize';
  return message.includes('lockable') ? 'prefix-lock' : 'other';
}

/** Fields of the encoding, with what they hold and what is to be added to them. */
function chunkOf(encoded: Encoded, prepared: readonly PreparedOperand[]): Chunk {
  if (encoded.relocations.length === 0) return plainChunk(encoded.bytes);
  const { length } = encoded.bytes;
  const fields: ChunkField[] = [];
  for (const { offset, size, relative, operand, selector } of encoded.relocations) {
    const source = selector ? prepared[operand]?.selector : prepared[operand]?.value;
    if (source === null || source === undefined) continue;
    fields.push({ offset, size, value: source.constant, bases: source.bases, relativeTo: relative ? length : null });
  }
  fields.sort((a, b) => a.offset - b.offset);
  return { bytes: encoded.bytes, length, fields, gaps: [] };
}
