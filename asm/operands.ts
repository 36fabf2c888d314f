/** Operands of an instruction: from syntax to what the encoder takes. */
import type { ImmediateOperand, MemoryOperand, OperandSyntax } from '../src/isa/encode-types.js';
import { describe, Evaluator, type Report, type Scope } from './evaluate.js';
import type { Memory, Operand } from './syntax.js';
import type { Token } from './tokens.js';
import { type Base, isConstant, isFieldValue, type Value, withoutBases } from './values.js';
import { SIZE_WORDS } from './words.js';

export interface OperandContext {
  readonly tokens: readonly Token[];
  readonly scope: Scope;
  readonly report: Report;
  /** The section being assembled, null in absolute space. */
  readonly section: Base | null;
  /** DEFAULT REL or ABS in 64-bit code, else null. */
  readonly defaultAddressing: 'rel' | 'abs' | null;
  /** Of the instruction; an address size inside brackets joins them. */
  readonly prefixes: string[];
}

export interface PreparedOperand {
  readonly syntax: OperandSyntax;
  /** The value of its field that may need relocation; the offset of a far pointer. */
  readonly value: Value | null;
  readonly selector: Value | null;
}

interface Modifiers {
  size: number | null;
  strict: boolean;
  distance: 'short' | 'near' | 'far' | null;
}

/** Null when the operand is wrong, which has been reported. */
export function prepareOperand(operand: Operand, context: OperandContext): PreparedOperand | null {
  const modifiers = readModifiers(operand.modifiers, context);
  switch (operand.kind) {
    case 'memory':
      return memoryOperand(operand.memory, modifiers, context);
    case 'far': {
      const { selector, offset } = operand;
      if (selector.kind !== 'register' || !isSegment(selector.at, context)) return farOperand(operand, context);
      // `es:table` without brackets is memory all the same.
      const memory = { modifiers: operand.offsetModifiers, segments: [selector.at], address: offset };
      return memoryOperand(memory, modifiers, context);
    }
    case 'expression':
      return plainOperand(operand, modifiers, context);
  }
}

function isSegment(at: number, context: OperandContext): boolean {
  return context.tokens[at]!.type === 'segment';
}

function readModifiers(indices: readonly number[], context: OperandContext): Modifiers {
  const modifiers: Modifiers = { size: null, strict: false, distance: null };
  for (const at of indices) {
    const { type, text } = context.tokens[at]!;
    if (type === 'size') modifiers.size = SIZE_WORDS[text.toLowerCase()]!;
    else if (type === 'strict') modifiers.strict = true;
    else if (type === 'short' || type === 'near' || type === 'far') modifiers.distance = type;
  }
  return modifiers;
}

function plainOperand(
  operand: Extract<Operand, { kind: 'expression' }>,
  modifiers: Modifiers,
  context: OperandContext,
): PreparedOperand | null {
  const value = new Evaluator(context.tokens, context.scope, context.report).evaluate(operand.value);
  if (value === null) return null;
  const [register] = value.registers;
  if (register === undefined) return immediate(value, modifiers, operand.at, context);
  const alone = value.registers.length === 1 && register.factor === 1n && value.constant === 0n;
  if (alone && value.bases.length === 0 && value.unknown === 0n) {
    return { syntax: { kind: 'register', name: register.register, size: modifiers.size }, value: null, selector: null };
  }
  context.report(
    'error',
    'register-arithmetic',
    `register ${register.register} cannot be part of an expression here`,
    operand.at,
    'an address is written in brackets: [register + value]',
  );
  return null;
}

function immediate(given: Value, modifiers: Modifiers, at: number, context: OperandContext): PreparedOperand | null {
  const value = fieldValue(given, at, true, context);
  if (value === null) return null;
  const syntax: ImmediateOperand = {
    kind: 'immediate',
    value: value.unknown !== 0n ? null : value.constant,
    relocatable: given.bases.length > 0 || value.unknown !== 0n,
    sameSection: isInSection(value, context.section),
    size: modifiers.size,
    strict: modifiers.strict,
    distance: modifiers.distance,
  };
  return { syntax, value, selector: null };
}

function isInSection(value: Value, section: Base | null): boolean {
  if (section === null) return value.bases.length === 0;
  const [term, other] = value.bases;
  return term !== undefined && other === undefined && term.base === section && term.factor === 1n;
}

/**
 * A value as a field can hold it. nasm takes a multiple of an address too, or a negative one in brackets, and computes
 * with the offset in the section instead: right only in a section that begins at 0.
 */
function fieldValue(value: Value, at: number, immediate: boolean, context: OperandContext): Value | null {
  if (value.unknown !== 0n || value.bases.length === 0) return value;
  if (isFieldValue(value, context.section)) return value;
  const [term, other] = value.bases;
  if (other === undefined && immediate) {
    const message = `the address is taken as an offset in section ${term!.base.name}`;
    context.report('warning', 'offset-for-address', message, at, 'only the address itself can be relocated');
    return withoutBases(value);
  }
  const hint = 'add a constant to one label, or take the difference of two of the same section';
  context.report('error', 'not-relocatable', 'expression is not simple or relocatable', at, hint);
  return null;
}

function farOperand(operand: Extract<Operand, { kind: 'far' }>, context: OperandContext): PreparedOperand | null {
  const modifiers = readModifiers([...operand.modifiers, ...operand.offsetModifiers], context);
  const evaluate = (node: typeof operand.selector): Value | null => {
    const value = new Evaluator(context.tokens, context.scope, context.report).evaluate(node);
    if (value !== null && value.registers.length > 0) {
      const text = `${describe(value)} cannot be part of a far address`;
      context.report('error', 'far-register', text, node.at, 'a segment override goes inside the brackets: [es:di]');
      return null;
    }
    return value === null ? null : fieldValue(value, node.at, true, context);
  };
  const selector = evaluate(operand.selector);
  const offset = evaluate(operand.offset);
  if (selector === null || offset === null) return null;
  const syntax: OperandSyntax = {
    kind: 'far',
    selector: selector.unknown !== 0n ? null : selector.constant,
    offset: offset.unknown !== 0n ? null : offset.constant,
    selectorRelocatable: !isConstant(selector),
    offsetRelocatable: !isConstant(offset),
    size: modifiers.size,
  };
  return { syntax, value: offset, selector };
}

function memoryOperand(memory: Memory, modifiers: Modifiers, context: OperandContext): PreparedOperand | null {
  const evaluator = new Evaluator(context.tokens, context.scope, context.report);
  const sum = evaluator.evaluate(memory.address);
  let value = sum === null ? null : fieldValue(sum, memory.address.at, false, context);
  if (value === null) return null;
  let displacementSize: number | null = null;
  let written: 'rel' | 'abs' | null = null;
  let nosplit = false;
  for (const index of memory.modifiers) {
    const { type, text } = context.tokens[index]!;
    if (type === 'size') displacementSize = SIZE_WORDS[text.toLowerCase()]!;
    else if (type === 'nosplit') nosplit = true;
    else if (type === 'prefix') {
      if (!addAddressSize(text.toLowerCase(), index, context)) return null;
    } else if (type === 'rel' || type === 'abs') written = type;
    else {
      context.report('error', 'address', `\`${text}' cannot be part of an address`, index, null);
      return null;
    }
  }
  // nasm judges a negative address by its offset, and may give it no displacement or a byte that cannot hold it.
  if (displacementSize === null && value.bases.length === 1 && value.bases[0]!.factor === -1n) {
    if (value.constant === 0n) value = withoutBases(value);
    else if (value.constant >= -128n && value.constant <= 127n) displacementSize = 1;
  }
  const parts = baseAndIndex(value, evaluator, memory.address.at, context);
  if (parts === null) return null;
  const [segment = null, other] = memory.segments.map((at) => context.tokens[at]!.text.toLowerCase());
  if (other !== undefined) {
    const at = memory.segments[1]!;
    context.report('error', 'address', 'instruction has conflicting segment overrides', at, null);
    return null;
  }
  const ownSegment = segment === 'fs' || segment === 'gs';
  const syntax: MemoryOperand = {
    kind: 'memory',
    size: modifiers.size,
    far: modifiers.distance === 'far',
    strict: modifiers.strict,
    segment,
    ...parts,
    displacement: value.unknown !== 0n ? null : value.constant,
    relocatable: value.bases.length > 0 || value.unknown !== 0n,
    sameSection: isInSection(value, context.section),
    displacementSize,
    // DEFAULT REL is for plain addresses in the ordinary segments.
    addressing: written ?? (ownSegment || value.registers.length > 0 ? null : context.defaultAddressing),
    nosplit: nosplit && evaluator.hint.kind !== 'summed',
  };
  return { syntax, value, selector: null };
}

function addAddressSize(word: string, at: number, context: OperandContext): boolean {
  const { prefixes } = context;
  const before = prefixes.find((prefix) => /^a\d/.test(prefix));
  if (!/^a\d/.test(word)) {
    context.report('error', 'address', `\`${word}' cannot be part of an address`, at, null);
    return false;
  }
  if (before !== undefined && before !== word) {
    context.report('error', 'address', 'conflicting address size specifications', at, null);
    return false;
  }
  if (before === undefined) prefixes.push(word);
  return true;
}

type AddressParts = Pick<MemoryOperand, 'base' | 'index' | 'scale' | 'indexWasScaled'>;

/**
 * Which register is base and which index, by nasm's rule: the one written first is the base unless it was multiplied;
 * where the order is forgotten, the first of the alphabet.
 */
function baseAndIndex(value: Value, evaluator: Evaluator, at: number, context: OperandContext): AddressParts | null {
  // The terms of nasm's sums are in the order of its register numbers, which is that of the alphabet.
  const registers = [...value.registers].sort((a, b) => (a.register < b.register ? -1 : 1));
  const { hint } = evaluator;
  const fail = (message: string): null => {
    context.report('error', 'address', `invalid effective address: ${message}`, at, null);
    return null;
  };
  if (registers.length > 2) return fail('too many registers');
  const scaled = registers.filter((term) => term.factor !== 1n);
  if (scaled.length > 1) return fail('two index registers');
  if (scaled.some(({ factor }) => factor < 1n || factor > 9n)) return fail('impossible register multiplier');
  const [first, second] = registers;
  if (first === undefined) return { base: null, index: null, scale: 1, indexWasScaled: false };
  if (second === undefined) {
    const multiplied = hint.kind === 'index' && hint.register === first.register;
    if (first.factor === 1n && !multiplied) {
      return { base: first.register, index: null, scale: 1, indexWasScaled: false };
    }
    return { base: null, index: first.register, scale: Number(first.factor), indexWasScaled: multiplied };
  }
  let [base, index] = first.factor === 1n ? [first, second] : [second, first];
  if (index.factor === 1n) {
    const swap =
      (hint.kind === 'index' && hint.register === base.register) ||
      (hint.kind === 'base' && hint.register === index.register);
    if (swap) [base, index] = [index, base];
  }
  const indexWasScaled = hint.kind === 'index' && hint.register === index.register;
  return { base: base.register, index: index.register, scale: Number(index.factor), indexWasScaled };
}
