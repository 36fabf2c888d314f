/**
 * Reads one line of nasm source into an encode request: enough of the syntax to test the encoder without the
 * assembler. Constants only (C-like numbers, characters, + - << in addresses), `$` for the instruction's address.
 */

import { PREFIX_NAMES } from '../../src/isa/encode-prefixes.js';
import type { EncodeRequest, MemoryOperand, OperandSyntax, Optimization } from '../../src/isa/encode-types.js';
import { REGISTERS } from '../../src/isa/register-names.js';
import type { CodeBits } from '../../src/isa/registers.js';

const SIZES: Readonly<Record<string, number>> = { byte: 1, word: 2, dword: 4, qword: 8, tword: 10, oword: 16 };

export function parseInstruction(
  text: string,
  bits: CodeBits,
  optimization: Optimization,
  address: bigint,
): EncodeRequest {
  const words = text.trim().split(/\s+/);
  const prefixes: string[] = [];
  while (words.length > 0 && PREFIX_NAMES.has(words[0]!.toLowerCase())) prefixes.push(words.shift()!.toLowerCase());
  const mnemonic = (words.shift() ?? '').toUpperCase();
  const rest = words.join(' ');
  const operands =
    rest === '' ? [] : splitOperands(rest).map((operand) => parseOperand(operand.trim(), address, prefixes));
  return { mnemonic, prefixes, operands, bits, optimization, address, firstPass: false };
}

function splitOperands(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const c of text) {
    if (c === '[') depth++;
    if (c === ']') depth--;
    if (c === ',' && depth === 0) {
      parts.push(current);
      current = '';
    } else current += c;
  }
  parts.push(current);
  return parts;
}

interface Value {
  readonly value: bigint;
  readonly relocatable: boolean;
}

/** A sum of terms: numbers, `$`, characters, each perhaps shifted. */
function evaluate(text: string, address: bigint): Value {
  let value = 0n;
  let relocatable = false;
  const normalized = text.replace(/\s+/g, '');
  for (const term of normalized.match(/[-+]?('[^']*'|[^-+']+)/g) ?? []) {
    const negative = term.startsWith('-');
    const body = term.replace(/^[-+]/, '');
    let v: bigint;
    if (body === '$') {
      v = address;
      relocatable = true;
    } else if (body.startsWith("'")) {
      v = 0n;
      [...body.slice(1, -1)].forEach((c, i) => {
        v |= BigInt(c.charCodeAt(0)) << BigInt(8 * i);
      });
    } else {
      const [left, right] = body.split('<<');
      v = BigInt(left!) << BigInt(right ?? '0');
    }
    value += negative ? -v : v;
  }
  return { value, relocatable };
}

function parseOperand(text: string, address: bigint, prefixes: string[]): OperandSyntax {
  let rest = text;
  let size: number | null = null;
  let strict = false;
  let distance: 'short' | 'near' | 'far' | null = null;
  for (;;) {
    const word = /^(\w+)\s+|^(\w+)(?=\[)/.exec(rest);
    const name = word?.[1] ?? word?.[2];
    if (!word || name === undefined) break;
    if (SIZES[name] !== undefined) size = SIZES[name];
    else if (name === 'strict') strict = true;
    else if (name === 'short' || name === 'near' || name === 'far') distance = name;
    else break;
    rest = rest.slice(word[0].length);
  }
  if (REGISTERS.has(rest)) return { kind: 'register', name: rest, size };
  if (rest.startsWith('[')) return parseMemory(rest.slice(1, -1), size, strict, distance === 'far', address, prefixes);
  if (rest.includes(':')) {
    let [selector, offset] = rest.split(':') as [string, string];
    const sized = /^(\w+)\s+/.exec(offset);
    if (sized && SIZES[sized[1]!] !== undefined) {
      size = SIZES[sized[1]!]!;
      offset = offset.slice(sized[0].length);
    }
    const at = evaluate(offset, address);
    return {
      kind: 'far',
      selector: evaluate(selector, address).value,
      offset: at.value,
      selectorRelocatable: false,
      offsetRelocatable: at.relocatable,
      size,
    };
  }
  const { value, relocatable } = evaluate(rest, address);
  return { kind: 'immediate', value, relocatable, sameSection: relocatable, size, strict, distance };
}

function parseMemory(
  text: string,
  size: number | null,
  strict: boolean,
  far: boolean,
  address: bigint,
  prefixes: string[],
): MemoryOperand {
  let rest = text.trim();
  let displacementSize: number | null = null;
  let addressing: 'rel' | 'abs' | null = null;
  let nosplit = false;
  let segment: string | null = null;
  for (;;) {
    const word = /^(\w+)(\s+|:)/.exec(rest);
    if (!word) break;
    const name = word[1]!;
    if (word[2] === ':') segment = name;
    else if (SIZES[name] !== undefined) displacementSize = SIZES[name];
    else if (name === 'rel' || name === 'abs') addressing = name;
    else if (name === 'nosplit') nosplit = true;
    else if (/^a(16|32|64)$/.test(name)) prefixes.push(name);
    else break;
    rest = rest.slice(word[0].length);
  }
  let base: string | null = null;
  let index: string | null = null;
  let scale = 1;
  let indexWasScaled = false;
  const constants: string[] = [];
  for (const term of rest.replace(/\s+/g, '').match(/[-+]?[^-+]+/g) ?? []) {
    const body = term.replace(/^\+/, '');
    const scaled = /^(\w+)\*(\d+)$/.exec(body);
    if (scaled && REGISTERS.has(scaled[1]!)) {
      if (index !== null && base === null) base = index;
      index = scaled[1]!;
      scale = Number(scaled[2]);
      indexWasScaled = true;
    } else if (REGISTERS.has(body)) {
      if (base === null) base = body;
      else if (base === body && index === null) {
        // [rax+rax] is the sum 2*rax.
        index = base;
        base = null;
        scale = 2;
      } else index = body;
    } else constants.push(term);
  }
  const { value, relocatable } = evaluate(constants.join(''), address);
  return {
    kind: 'memory',
    size,
    far,
    strict,
    segment,
    base,
    index,
    scale,
    displacement: value,
    relocatable,
    sameSection: relocatable,
    displacementSize,
    addressing,
    nosplit,
    indexWasScaled,
  };
}
