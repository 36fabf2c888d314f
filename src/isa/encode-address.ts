/**
 * Effective addresses: memory operand to ModR/M, SIB and displacement, with nasm's rearrangements.
 * SDM Vol. 2, "Addressing-Mode Encoding of ModR/M and SIB Bytes".
 */
import type { MemoryOperand } from './encode-types.js';
import { type NamedRegister, REGISTERS } from './register-names.js';
import type { AddressSize, CodeBits } from './registers.js';

export interface EffectiveAddress {
  readonly mod: number;
  readonly rm: number;
  /** SIB byte, or -1. */
  readonly sib: number;
  /** Bytes of displacement. */
  readonly displacementSize: number;
  /** REX.X and REX.B bits. */
  readonly rex: number;
  readonly ripRelative: boolean;
  readonly warning: string | null;
}

const general = (name: string | null): NamedRegister | null => (name === null ? null : (REGISTERS.get(name) ?? null));

const NUMBER_SP = 4;
const NUMBER_BP = 5;

/** Register names of an address that are no general registers, or sizes that do not go together: a message. */
export function addressProblem(operand: MemoryOperand): string | null {
  for (const name of [operand.base, operand.index]) {
    if (name === null) continue;
    const register = general(name);
    if (register?.class !== 'general' || register.size === 1) return `${name} cannot be part of an address`;
  }
  const base = general(operand.base);
  const index = general(operand.index);
  if (base && index && base.size !== index.size)
    return `base and index of an address have one size: ${base.name} is ${base.size * 8}-bit, ${index.name} is ${index.size * 8}-bit`;
  return null;
}

/**
 * Address size in bytes for the instruction's memory operand: the mode's, or the other one that 67 selects.
 * `prefix` is 2, 4, 8 for a16, a32, a64, 0 for none. Null: no address size serves.
 */
export function addressSizeOf(operand: MemoryOperand | null, bits: CodeBits, prefix: number): AddressSize | null {
  const own = (bits / 8) as AddressSize;
  const other: AddressSize = bits === 32 ? 2 : 4;
  let valid = bits === 64 ? [8, 4] : [4, 2];
  if (prefix !== 0) valid = valid.filter((size) => size === prefix);
  if (operand) {
    const registers = [general(operand.base), general(operand.index)].filter((r) => r !== null);
    for (const register of registers) valid = valid.filter((size) => size === register.size);
    const forced = operand.displacementSize ?? 0;
    if (registers.length === 0 && (bits === 64 ? forced === 2 : forced > 1))
      valid = valid.filter((size) => size === forced);
  }
  if (valid.includes(own)) return own;
  return valid.includes(other) ? other : null;
}

/** True when the operand can be a moffs: no registers, and as wide an offset as the address size. */
export function isOffsetOperand(operand: MemoryOperand, bits: CodeBits, addressSize: AddressSize): boolean {
  if (operand.base !== null || operand.index !== null) return false;
  if (bits === 64 && operand.addressing === 'rel' && operand.relocatable) return false;
  return (operand.displacementSize ?? (addressSize === 2 ? 2 : 4)) === addressSize;
}

/** The bytes of an address, or a message. `addressSize` in bytes comes from addressSizeOf. */
export function encodeAddress(
  operand: MemoryOperand,
  bits: CodeBits,
  addressSize: AddressSize,
): EffectiveAddress | string {
  const base = general(operand.base);
  const index = general(operand.index);
  if (!base && !index) return absoluteAddress(operand, bits, addressSize);
  return addressSize === 2 ? address16(operand, base, index) : address32(operand, base, index);
}

function absoluteAddress(operand: MemoryOperand, bits: CodeBits, addressSize: AddressSize): EffectiveAddress {
  const wide = addressSize === 2 ? 2 : 4;
  const forced = operand.displacementSize;
  let warning =
    forced !== null && forced !== wide && (forced === 1 || forced === 2 || forced === 8)
      ? 'displacement size ignored on absolute address'
      : null;
  const relative = bits === 64 && operand.addressing === 'rel';
  if (relative && operand.relocatable)
    return { mod: 0, rm: 5, sib: -1, displacementSize: 4, rex: 0, ripRelative: true, warning };
  if (relative) warning ??= 'absolute address can not be RIP-relative';
  if (bits === 64) return { mod: 0, rm: 4, sib: 0x25, displacementSize: 4, rex: 0, ripRelative: false, warning };
  return {
    mod: 0,
    rm: addressSize === 2 ? 6 : 5,
    sib: -1,
    displacementSize: wide,
    rex: 0,
    ripRelative: false,
    warning,
  };
}

/** ModR/M.mod for a base register: whether the displacement is absent (0), a byte (1) or full (2). */
function displacementMode(operand: MemoryOperand, width: 16 | 32, needsDisplacement: boolean): number {
  const value = operand.displacement;
  const forced = operand.displacementSize;
  if (forced === 1) return 1;
  if (forced !== null || value === null || operand.relocatable) return 2;
  const offset = BigInt.asIntN(width, value);
  if (offset === 0n && !needsDisplacement) return 0;
  return offset >= -128n && offset <= 127n ? 1 : 2;
}

function address32(
  operand: MemoryOperand,
  writtenBase: NamedRegister | null,
  writtenIndex: NamedRegister | null,
): EffectiveAddress | string {
  const invalid = (why: string): string => `invalid effective address: ${why}`;
  if (operand.displacementSize === 2 || operand.displacementSize === 8)
    return invalid('a displacement beside registers is a byte or a dword');
  let base = writtenBase;
  let index = writtenIndex;
  let scale = index ? operand.scale : 1;
  if (!base && scale === 1 && !(operand.nosplit && operand.indexWasScaled)) {
    base = index;
    index = null;
  }
  if (
    !base &&
    index &&
    ((scale === 2 && index.number !== NUMBER_SP && !operand.nosplit) || [3, 5, 9].includes(scale))
  ) {
    // [rax*2] is [rax+rax]: a base saves the 32-bit displacement.
    base = index;
    scale--;
  }
  if (index?.number === NUMBER_SP && scale === 1 && base?.number !== NUMBER_SP) [base, index] = [index, base];
  if (index?.number === NUMBER_SP) return invalid(`${index.name} cannot be an index`);
  if (index && ![1, 2, 4, 8].includes(scale)) return invalid(`a scale is 1, 2, 4 or 8, not ${scale}`);

  const rex = ((index?.number ?? 0) >= 8 ? 2 : 0) | ((base?.number ?? 0) >= 8 ? 1 : 0);
  const mod = base ? displacementMode(operand, 32, (base.number & 7) === NUMBER_BP) : 0;
  const displacementSize = !base || mod === 2 ? 4 : mod;
  const rest = { mod, displacementSize, rex, ripRelative: false, warning: relativeWarning(operand) };
  if (base && !index && (base.number & 7) !== NUMBER_SP) return { ...rest, rm: base.number & 7, sib: -1 };
  const sib = (Math.log2(scale) << 6) | (((index ? index.number : 4) & 7) << 3) | ((base ? base.number : 5) & 7);
  return { ...rest, rm: 4, sib };
}

function relativeWarning(operand: MemoryOperand): string | null {
  return operand.addressing === 'rel' ? 'indirect address displacements cannot be RIP-relative' : null;
}

/** SDM: the eight base and index pairs of 16-bit addressing. */
const RM_16: Readonly<Record<string, number>> = {
  'bx+si': 0,
  'bx+di': 1,
  'bp+si': 2,
  'bp+di': 3,
  si: 4,
  di: 5,
  bp: 6,
  bx: 7,
};

function address16(
  operand: MemoryOperand,
  base: NamedRegister | null,
  index: NamedRegister | null,
): EffectiveAddress | string {
  if (operand.displacementSize === 4 || operand.displacementSize === 8)
    return 'invalid 16-bit effective address: a displacement is a byte or a word';
  if (index && operand.scale !== 1) return 'invalid 16-bit effective address: no scale in 16-bit addresses';
  const names = [base?.name, index?.name].filter((name) => name !== undefined);
  const rm = RM_16[names.join('+')] ?? RM_16[names.reverse().join('+')];
  if (rm === undefined)
    return `invalid 16-bit effective address: one of bx, bp with one of si, di, not ${names.reverse().join('+')}`;
  const mod = displacementMode(operand, 16, rm === 6);
  return { mod, rm, sib: -1, displacementSize: mod, rex: 0, ripRelative: false, warning: null };
}
