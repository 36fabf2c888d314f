/** The instruction table for people: what `trapwalk isa` prints, and the names that assemble. */
import { assembledNames, templatesOf } from './encode-templates.js';
import { ENCODINGS, type Encoding } from './encoding.js';
import type { CostClass } from './form.js';

export interface IsaRow {
  /** As in the table; Jcc, SETcc, CMOVcc stand for all their conditions. */
  readonly mnemonic: string;
  readonly opcode: string;
  readonly syntax: string;
  /** Code sizes it exists in: `16 32 64`. */
  readonly modes: string;
  /** Flags written, undefined (in parentheses) and read: `oszapc`, `oszpc (a)`, `reads c`. */
  readonly flags: string;
  readonly cost: CostClass;
  /** False: assembles and disassembles, raises #UD when run. */
  readonly executes: boolean;
  /** Every name that source can use for it, lower case. */
  readonly names: readonly string[];
}

/** The rows of the table that describe instructions, in its order; the assembler's further spellings are left out. */
export function isaTable(): IsaRow[] {
  return ENCODINGS.filter(({ asmonly }) => !asmonly).map((encoding) => ({
    mnemonic: encoding.mnemonic,
    opcode: encoding.form.opcode,
    syntax: encoding.form.syntax,
    modes: encoding.x64 ? '64' : encoding.no64 ? '16 32' : '16 32 64',
    flags: flagsOf(encoding),
    cost: encoding.form.cost,
    executes: !encoding.noexec,
    names: NAMES_BY_ROW.get(encoding) ?? [encoding.mnemonic.toLowerCase()],
  }));
}

function flagsOf(encoding: Encoding): string {
  const letters = (key: string): string =>
    encoding.form.traits.find((trait) => trait.startsWith(`${key}:`))?.slice(2) ?? '';
  const parts = [letters('w')];
  if (letters('u') !== '') parts.push(`(${letters('u')})`);
  if (letters('r') !== '') parts.push(`reads ${letters('r')}`);
  return parts.filter((part) => part !== '').join(' ');
}

/** Every mnemonic that assembles, upper case, aliases included. */
export const mnemonicNames: ReadonlySet<string> = new Set(assembledNames());

const NAMES_BY_ROW = new Map<Encoding, string[]>();
for (const name of mnemonicNames) {
  for (const encoding of new Set(templatesOf(name).map((template) => template.encoding))) {
    const names = NAMES_BY_ROW.get(encoding);
    if (names) names.push(name.toLowerCase());
    else NAMES_BY_ROW.set(encoding, [name.toLowerCase()]);
  }
}
