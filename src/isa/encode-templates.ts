/**
 * The encoder's index over the instruction table: for each name that source may use, the forms it can stand for, in
 * the table's order, each with its operand size fixed.
 */
import { CONDITION_NAMES } from './conditions.js';
import { ENCODINGS, type Encoding } from './encoding.js';
import { WIDTH_V, WIDTH_Y } from './operand-pattern.js';

export interface Template {
  readonly encoding: Encoding;
  /** Operand size, bytes; 0 when the form takes the default without saying so. */
  readonly size: 0 | 2 | 4 | 8;
  /** Address size that the name or the count register fixes, bytes; 0 none. */
  readonly addressSize: 0 | 2 | 4 | 8;
  /** Condition code, or -1. */
  readonly condition: number;
}

const SIZES = [2, 4, 8] as const;

/** Rows by upper-case name; expanded into templates when a name is first used. */
const ROWS = new Map<string, Encoding[]>();
const TEMPLATES = new Map<string, readonly Template[]>();

for (const encoding of ENCODINGS) {
  if (encoding.disonly) continue;
  for (const name of namesOf(encoding)) {
    const rows = ROWS.get(name);
    if (rows) rows.push(encoding);
    else ROWS.set(name, [encoding]);
  }
}

/** Upper-case names that a row answers to. */
function namesOf(encoding: Encoding): Set<string> {
  const names = new Set<string>(encoding.aliases);
  const stem = encoding.mnemonic.toLowerCase();
  if (encoding.conditional) {
    for (const condition of CONDITION_NAMES.flat()) names.add(stem.slice(0, -2) + condition);
  } else if (encoding.sizedNames) for (const name of encoding.sizedNames) names.add(name);
  else if (encoding.addressNames) for (const name of encoding.addressNames) names.add(name);
  else names.add(stem);
  for (const list of encoding.moreSizedNames) for (const name of list) names.add(name);
  names.delete('');
  return new Set([...names].map((name) => name.toUpperCase()));
}

function expand(name: string, encoding: Encoding): Template[] {
  const lower = name.toLowerCase();
  const fixed = (size: Template['size'], rest: Partial<Template> = {}): Template => ({
    encoding,
    size,
    addressSize: encoding.fixedAddressSize as Template['addressSize'],
    condition: -1,
    ...rest,
  });
  if (encoding.conditional) {
    const stem = encoding.mnemonic.length - 2;
    const condition = CONDITION_NAMES.findIndex((names) => names.includes(lower.slice(stem)));
    return sizesOf(encoding).map((size) => fixed(size, { condition }));
  }
  for (const names of [encoding.sizedNames ?? [], ...encoding.moreSizedNames]) {
    const at = names.indexOf(lower);
    if (at >= 0) return [fixed(names.length === 1 ? 0 : SIZES[at]!)];
  }
  const address = encoding.addressNames?.indexOf(lower) ?? -1;
  if (address >= 0) return [fixed(0, { addressSize: SIZES[address]! })];
  return (encoding.sizedNames ? ([0] as const) : sizesOf(encoding)).map((size) => fixed(size));
}

function sizesOf(encoding: Encoding): readonly Template['size'][] {
  if (encoding.fixedOperandSize !== 0) return [encoding.fixedOperandSize as Template['size']];
  if (!encoding.variadic) return [0];
  const onlyY = encoding.operands.some(({ width }) => width === WIDTH_Y);
  const hasV = encoding.operands.some(({ width }) => width === WIDTH_V);
  if (onlyY && !hasV) return [4, 8];
  return encoding.largestSize === 4 ? [2, 4] : SIZES;
}

/** Templates of an upper-case name, in the order of the table; empty when no instruction has it. */
export function templatesOf(name: string): readonly Template[] {
  const known = TEMPLATES.get(name);
  if (known) return known;
  const templates = (ROWS.get(name) ?? []).flatMap((encoding) => expand(name, encoding));
  if (templates.length > 0) TEMPLATES.set(name, templates);
  return templates;
}

/** Every name that assembles, upper case. */
export function assembledNames(): IterableIterator<string> {
  return ROWS.keys();
}
