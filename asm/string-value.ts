/** Expressions that stand for strings: quoted text and the UTF-16/UTF-32 conversions of it. */
import { transcode, unquote } from './lexical/strings.js';
import type { Expression } from './syntax.js';
import { type Token, underscoredName } from './tokens.js';

const UNITS: Readonly<Record<string, { unit: 2 | 4; bigEndian: boolean }>> = {
  utf16: { unit: 2, bigEndian: false },
  utf16le: { unit: 2, bigEndian: false },
  utf16be: { unit: 2, bigEndian: true },
  utf32: { unit: 4, bigEndian: false },
  utf32le: { unit: 4, bigEndian: false },
  utf32be: { unit: 4, bigEndian: true },
};

/** The bytes of a string expression, or null if the expression is none. */
export function stringValue(node: Expression, tokens: readonly Token[]): string | null {
  if (node.kind === 'string') return unquote(tokens[node.at]!.text);
  if (node.kind !== 'call' || node.argument.kind !== 'string') return null;
  const form = UNITS[underscoredName(tokens[node.at]!.text) ?? ''];
  if (form === undefined) return null;
  return transcode(unquote(tokens[node.argument.at]!.text), form.unit, form.bigEndian);
}
