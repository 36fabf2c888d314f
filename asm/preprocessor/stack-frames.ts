/** %stacksize, %arg and %local: names for what a procedure finds on its stack. NASM manual, "Stack Relative Preprocessor Directives". */
import { readInteger } from '../lexical/numbers.js';
import { isOther, type Piece, plainText, splitPieces } from './pieces.js';
import type { Directive } from './preprocessor.js';

interface Model {
  readonly slot: number;
  readonly pointer: string;
  /** Where arguments begin, above the pointer. */
  readonly firstArgument: number;
}

const FLAT: Model = { slot: 4, pointer: 'ebp', firstArgument: 8 };
const MODELS: Readonly<Record<string, Model>> = {
  flat: FLAT,
  flat64: { slot: 8, pointer: 'rbp', firstArgument: 16 },
  large: { slot: 2, pointer: 'bp', firstArgument: 4 },
  small: { slot: 2, pointer: 'bp', firstArgument: 6 },
};

const SIZES: Readonly<Record<string, number>> = { byte: 1, word: 2, dword: 4, qword: 8, tword: 10, oword: 16 };

/** What %stacksize chose, and how far %arg and %local have come since. */
export class StackFrame {
  model: Model = FLAT;
  arguments = this.model.firstArgument;
  locals = 0;

  choose(model: Model): void {
    this.model = model;
    this.arguments = model.firstArgument;
    this.locals = 0;
  }
}

export const stackSize: Directive = (preprocessor, line) => {
  const name = plainText(preprocessor.expand(line.pieces)).toLowerCase();
  if (Object.hasOwn(MODELS, name)) preprocessor.stackFrame.choose(MODELS[name]!);
  else preprocessor.fail('stack-size', "`%stacksize' is flat, flat64, large or small", line.column);
};

interface Slot {
  readonly name: Piece;
  readonly size: number;
}

/** `name:size, name:size …`, or a text that says what is wrong. */
function readSlots(pieces: readonly Piece[], unit: number): Slot[] | string {
  const significant = pieces.filter(({ kind }) => kind !== 'space');
  const slots: Slot[] = [];
  for (let at = 0; at < significant.length; at += 4) {
    const [name, colon, size, comma] = significant.slice(at, at + 4);
    if (name?.kind !== 'word') return 'expects names';
    if (!isOther(colon, ':') || size === undefined) return `needs a size after \`${name.text}': ${name.text}:dword`;
    const word = size.text.toLowerCase();
    const bytes = Object.hasOwn(SIZES, word) ? SIZES[word]! : Number(readInteger(word)?.value ?? 0n);
    if (bytes < 1 || bytes > 1 << 20) return `does not know the size \`${size.text}'`;
    slots.push({ name, size: Math.ceil(bytes / unit) * unit });
    if (comma !== undefined && !isOther(comma, ',')) return 'expects names separated by commas';
  }
  return slots.length === 0 ? 'expects names' : slots;
}

export const stackArguments: Directive = (preprocessor, line) => {
  const { stackFrame } = preprocessor;
  const { model } = stackFrame;
  const slots = readSlots(line.pieces, model.slot);
  if (typeof slots === 'string') {
    preprocessor.fail('stack-slot', `\`${line.name}' ${slots}`, line.column);
    return;
  }
  for (const { name, size } of slots) {
    preprocessor.defineText(name.text, `(${model.pointer}+${stackFrame.arguments})`);
    stackFrame.arguments += size;
  }
};

/** Locals lie below the pointer; what they take is added to %$localsize, for ENTER. */
export const stackLocals: Directive = (preprocessor, line) => {
  const { stackFrame } = preprocessor;
  const { model } = stackFrame;
  const slots = readSlots(line.pieces, model.slot);
  if (typeof slots === 'string') {
    preprocessor.fail('stack-slot', `\`${line.name}' ${slots}`, line.column);
    return;
  }
  for (const { name, size } of slots) {
    stackFrame.locals += size;
    preprocessor.defineText(name.text, `(${model.pointer}-${stackFrame.locals})`);
    const total = preprocessor.evaluate(preprocessor.expand(splitPieces(`%$localsize+${size}`, -1)), line.column);
    if (total === null) return;
    preprocessor.defineText('%$localsize', total.toString(), line.column);
  }
};
