/** Labels and equates. A pass sees the values of the pass before for what it has not defined yet. */
import type { Origin } from './preprocessor/sources.js';
import type { Value } from './values.js';

interface Entry {
  value: Value;
  pass: number;
  origin: Origin;
}

export class SymbolTable {
  private readonly entries = new Map<string, Entry>();
  private pass = 0;
  /** A value differs from the pass before, or a symbol is new. */
  changed = false;

  beginPass(): void {
    this.pass += 1;
    this.changed = false;
  }

  lookup(name: string): Value | null {
    return this.entries.get(name)?.value ?? null;
  }

  /** Where a symbol was defined already in this pass with another value; null when the definition is fine. */
  define(name: string, value: Value, origin: Origin): Origin | null {
    const entry = this.entries.get(name);
    if (entry === undefined) {
      this.entries.set(name, { value, pass: this.pass, origin });
      this.changed = true;
      return null;
    }
    const same = sameValue(entry.value, value);
    if (entry.pass === this.pass) return same ? null : entry.origin;
    if (!same) this.changed = true;
    entry.value = value;
    entry.pass = this.pass;
    entry.origin = origin;
    return null;
  }

  /** Symbols of the last pass. */
  *defined(): IterableIterator<[string, Value]> {
    for (const [name, entry] of this.entries) if (entry.pass === this.pass) yield [name, entry.value];
  }

  names(): IterableIterator<string> {
    return this.entries.keys();
  }
}

function sameValue(left: Value, right: Value): boolean {
  if (left.constant !== right.constant || left.unknown !== right.unknown) return false;
  if (left.bases.length !== right.bases.length || left.registers.length !== right.registers.length) return false;
  return (
    left.bases.every((term, i) => term.base === right.bases[i]!.base && term.factor === right.bases[i]!.factor) &&
    left.registers.every((term, i) => term.register === right.registers[i]!.register)
  );
}
