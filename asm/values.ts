/**
 * What an expression is worth: a constant plus multiples of registers and of section bases, as nasm's vectors.
 * A label is its section's base plus its offset there; two labels of one section differ by a constant.
 */

/** A section, as far as values care: only identity counts. */
export interface Base {
  readonly name: string;
}

export interface RegisterTerm {
  readonly register: string;
  readonly factor: bigint;
}

export interface BaseTerm {
  readonly base: Base;
  readonly factor: bigint;
}

export interface Value {
  /** Signed, 64 bits. */
  readonly constant: bigint;
  readonly registers: readonly RegisterTerm[];
  readonly bases: readonly BaseTerm[];
  /**
   * How often a symbol counts that this pass has not met yet, 0 for none. All such symbols are alike, so the difference
   * of two is a plain number for now, as in nasm.
   */
  readonly unknown: bigint;
}

const NO_REGISTERS: readonly RegisterTerm[] = [];
const NO_BASES: readonly BaseTerm[] = [];

export function constantValue(value: bigint): Value {
  return { constant: BigInt.asIntN(64, value), registers: NO_REGISTERS, bases: NO_BASES, unknown: 0n };
}

export const UNKNOWN: Value = { constant: 0n, registers: NO_REGISTERS, bases: NO_BASES, unknown: 1n };
export const ZERO = constantValue(0n);

export function labelValue(base: Base | null, offset: bigint): Value {
  const bases = base === null ? NO_BASES : [{ base, factor: 1n }];
  return { constant: BigInt.asIntN(64, offset), registers: NO_REGISTERS, bases, unknown: 0n };
}

export function registerValue(register: string): Value {
  return { constant: 0n, registers: [{ register, factor: 1n }], bases: NO_BASES, unknown: 0n };
}

/** A plain number, known now. */
export function isConstant(value: Value): boolean {
  return value.unknown === 0n && value.bases.length === 0 && value.registers.length === 0;
}

/** One section base, once: what a field of the image can hold besides a constant. */
export function isRelocatable(value: Value): boolean {
  return value.registers.length === 0 && value.bases.length === 1 && value.bases[0]!.factor === 1n;
}

/** What a field can hold besides a constant: at most one address, less the address of the section it stands in. */
export function isFieldValue(value: Value, section: Base | null): boolean {
  const others = value.bases.filter((term) => term.base !== section || term.factor !== -1n);
  return others.length <= 1 && others.every((term) => term.factor === 1n);
}

/** Offsets in place of addresses. */
export function withoutBases(value: Value): Value {
  return value.bases.length === 0 ? value : { ...value, bases: NO_BASES };
}

export function add(left: Value, right: Value): Value {
  return {
    constant: BigInt.asIntN(64, left.constant + right.constant),
    registers: mergeRegisters(left.registers, right.registers),
    bases: mergeBases(left.bases, right.bases),
    unknown: left.unknown + right.unknown,
  };
}

export function multiply(value: Value, factor: bigint): Value {
  if (factor === 0n) return ZERO;
  return {
    constant: BigInt.asIntN(64, value.constant * factor),
    registers:
      value.registers.length === 0
        ? NO_REGISTERS
        : value.registers.map((term) => ({ register: term.register, factor: term.factor * factor })),
    bases:
      value.bases.length === 0
        ? NO_BASES
        : value.bases.map((term) => ({ base: term.base, factor: term.factor * factor })),
    unknown: value.unknown * factor,
  };
}

function mergeRegisters(left: readonly RegisterTerm[], right: readonly RegisterTerm[]): readonly RegisterTerm[] {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const sums = new Map<string, bigint>();
  for (const { register, factor } of [...left, ...right]) sums.set(register, (sums.get(register) ?? 0n) + factor);
  return [...sums].filter(([, factor]) => factor !== 0n).map(([register, factor]) => ({ register, factor }));
}

function mergeBases(left: readonly BaseTerm[], right: readonly BaseTerm[]): readonly BaseTerm[] {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const sums = new Map<Base, bigint>();
  for (const { base, factor } of [...left, ...right]) sums.set(base, (sums.get(base) ?? 0n) + factor);
  return [...sums].filter(([, factor]) => factor !== 0n).map(([base, factor]) => ({ base, factor }));
}
