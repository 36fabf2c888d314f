/**
 * Emission: a chosen template's prefixes, REX, opcode, ModR/M, displacement and immediates, with the relocations and
 * warnings that belong to them. SDM Vol. 2, "Instruction Format".
 */
import { type EffectiveAddress, encodeAddress } from './encode-address.js';
import { failure } from './encode-errors.js';
import { defaultSize } from './encode-match.js';
import { type EffectiveSizes, prefixBytes, type WrittenPrefixes } from './encode-prefixes.js';
import type { Template } from './encode-templates.js';
import type { EncodeRequest, EncodeResult, ImmediateOperand, MemoryOperand, Relocation } from './encode-types.js';
import {
  IMMEDIATE_FAR,
  IMMEDIATE_OFFSET,
  IMMEDIATE_V,
  IMMEDIATE_Z,
  ModRm,
  OpcodeMap,
  PrefixRule,
} from './opcode-column.js';
import { isVariadic, OperandClass, Place, WIDTH_N } from './operand-pattern.js';
import type { NamedRegister } from './register-names.js';
import type { AddressSize } from './registers.js';
import { SEGMENT_NAMES } from './registers.js';

/** True when a value is outside what `size` bytes hold, signed or unsigned. */
function overflows(value: bigint, size: number): boolean {
  if (size >= 8) return false;
  const width = BigInt(size * 8);
  return value < -(1n << width) || value >= 1n << width;
}

/** Bytes that nasm takes for signed or unsigned; all others (ports, vectors, counts, bit numbers) are unsigned. */
const EITHER_SIGN: ReadonlySet<string> = new Set('MOV ADD OR ADC SBB AND SUB XOR CMP TEST'.split(' '));

function overflowsSigned(value: bigint, size: number): boolean {
  return BigInt.asIntN(size * 8, value) !== BigInt.asIntN(64, value);
}

const SIZE_NAMES: Readonly<Record<number, string>> = { 1: 'byte', 2: 'word', 4: 'dword', 8: 'qword' };

/** Field whose value needs the instruction's length: filled in at the end. */
interface RelativeField {
  readonly at: number;
  readonly size: number;
  readonly target: bigint | null;
}

/** What the bytes are made of: a template that takes the operands, and all that was found out on the way to it. */
export interface Choice {
  readonly template: Template;
  readonly request: EncodeRequest;
  readonly registers: readonly (NamedRegister | null)[];
  readonly written: WrittenPrefixes;
  readonly memory: MemoryOperand | null;
  readonly addressSize: AddressSize;
}

/** The bytes of a chosen template. */
export function emit(choice: Choice): EncodeResult {
  return new Emitter(choice).emit();
}

class Emitter {
  readonly #template: Template;
  readonly #request: EncodeRequest;
  readonly #registers: readonly (NamedRegister | null)[];
  readonly #written: WrittenPrefixes;
  readonly #memory: MemoryOperand | null;
  readonly #addressSize: AddressSize;
  readonly #warnings: string[];
  readonly #relocations: Relocation[] = [];
  readonly #relative: RelativeField[] = [];
  #bytes: number[] = [];
  /** Operand size of immediates, bytes. */
  #size: number;

  constructor({ template, request, registers, written, memory, addressSize }: Choice) {
    this.#template = template;
    this.#request = request;
    this.#registers = registers;
    this.#written = written;
    this.#memory = memory;
    this.#addressSize = addressSize;
    this.#warnings = [...written.warnings];
    this.#size = template.size === 0 ? defaultSize(template, request.bits) : template.size;
  }

  emit(): EncodeResult {
    const { encoding } = this.#template;
    const { bits } = this.#request;
    let address: EffectiveAddress | null = null;
    if (this.#memory && encoding.operands.every(({ kind }) => kind !== OperandClass.OFFSET)) {
      const encoded = encodeAddress(this.#memory, bits, this.#addressSize);
      const operand = this.#request.operands.indexOf(this.#memory);
      if (typeof encoded === 'string') return failure('address', encoded, null, operand);
      address = encoded;
      if (address.warning !== null) this.#warnings.push(address.warning);
    }
    const segment = this.#segment();
    if (typeof segment === 'string') return failure('segment', segment, null, null);

    // REX: W by operand size, R, X, B by register numbers, and bare where SPL and its like need it.
    const sizePrefix = this.#operandSizePrefix();
    let rex = sizePrefix.rexW ? 8 : 0;
    let needsRex = false;
    let highByte: string | null = null;
    let rm = 0;
    let reg = Math.max(encoding.digit, 0);
    let plus = 0;
    let lockAsRexR = false;
    this.#registers.forEach((register, i) => {
      const place = encoding.places[i]!;
      if (!register || place === Place.IMPLIED) {
        if (register && encoding.operands[i]!.kind === OperandClass.FIXED_GPR && register.highByte)
          highByte = register.name;
        return;
      }
      if (register.highByte) highByte = register.name;
      if (register.class === 'general' && register.needsRex) needsRex = true;
      const high = register.number >= 8;
      if (place === Place.RM) {
        rm = register.number & 7;
        if (high) rex |= 1;
      } else if (place === Place.REG) {
        reg = register.number & 7;
        if (high && bits !== 64) lockAsRexR = true;
        else if (high) rex |= 4;
      } else {
        plus = register.number & 7;
        if (high) rex |= 1;
      }
    });
    if (encoding.reg >= 0 && encoding.rm < 0) {
      // IMUL r, imm: one register is both.
      rm = reg;
      if ((rex & 4) !== 0) rex |= 1;
    }
    if (address) rex |= address.rex;
    if (highByte !== null && (rex !== 0 || needsRex))
      return failure(
        'high-byte',
        `cannot use high byte register ${highByte} in an instruction that needs a REX prefix`,
        'ah, bh, ch and dh exist only without registers r8 to r15, spl, bpl, sil, dil and 64-bit operands',
        null,
      );

    const sizes: EffectiveSizes = {
      operandSize: sizePrefix.operandSize,
      addressSize: this.#effectiveAddressSize(),
      segment,
    };
    let written = lockAsRexR ? { ...this.#written, lock: true } : this.#written;
    if (written.bnd && encoding.mnemonic === 'JMP' && encoding.opcode === 0xeb) {
      this.#warnings.push('jmp short does not init bnd regs - bnd prefix dropped');
      written = { ...written, repeat: 0 };
    }
    this.#bytes = prefixBytes(encoding.wait ? { ...written, wait: true } : written, sizes, bits);
    this.#checkPrefixes(segment);
    if (encoding.prefix === PrefixRule.P66) this.#bytes.push(0x66);
    else if (encoding.prefix === PrefixRule.PF2) this.#bytes.push(0xf2);
    else if (encoding.prefix === PrefixRule.PF3) this.#bytes.push(0xf3);
    if (rex !== 0 || needsRex) this.#bytes.push(0x40 | rex);
    if (encoding.map !== OpcodeMap.ONE_BYTE) this.#bytes.push(0x0f);
    if (encoding.map === OpcodeMap.M0F38) this.#bytes.push(0x38);
    else if (encoding.map === OpcodeMap.M0F3A) this.#bytes.push(0x3a);
    this.#bytes.push(encoding.opcode + plus + Math.max(this.#template.condition, 0));
    if (encoding.modRm === ModRm.FIXED) this.#bytes.push(encoding.modRmLow);
    else if (encoding.modRm !== ModRm.NONE) this.#emitModRm(address, reg, rm);
    const problem = this.#emitImmediates();
    if (problem) return problem;
    return this.#finish();
  }

  /** The segment prefix to emit, -1 for none; a message when prefix and address contradict each other. */
  #segment(): number | string {
    const inAddress = this.#memory?.segment ?? null;
    if (inAddress === null) return this.#written.segment;
    if (this.#written.segment >= 0) return 'instruction has conflicting segment overrides';
    const segment = (SEGMENT_NAMES as readonly string[]).indexOf(inAddress);
    return segment < 0 ? `${inAddress} is not a segment register` : segment;
  }

  #operandSizePrefix(): { operandSize: number; rexW: boolean } {
    const { encoding, size } = this.#template;
    const { bits } = this.#request;
    const asked = this.#written.operandSize;
    // An r32/m16 operand that is memory does not say an operand size.
    const says = size !== 0 && !(encoding.fixedOperandSize === 0 && this.#memory !== null && !this.#hasOtherVariadic());
    const wanted = says ? size : 0;
    if (asked !== 0 && wanted !== 0 && asked !== wanted && wanted !== 8)
      this.#warnings.push(`invalid operand size prefix, must be o${wanted * 8}`);
    const needsW = wanted === 8 && !encoding.d64 && !encoding.f64;
    const asks64 = asked === 8 && bits === 64 && !this.#isWideByDefault();
    const rexW = needsW || asks64 || encoding.rexW;
    if (wanted === 8) return { operandSize: asked, rexW };
    return { operandSize: asked !== 0 ? asked : wanted, rexW };
  }

  /** Operands that are 64-bit without REX.W, so that an o64 adds nothing: PUSH RBX, CALL RAX, MOV CR3, RAX. */
  #isWideByDefault(): boolean {
    const { encoding, size } = this.#template;
    if (encoding.operands.some(({ width }) => width === WIDTH_N)) return true;
    return (
      size === 8 &&
      (encoding.d64 || encoding.f64) &&
      encoding.operands.some(({ kind, width }) => isVariadic(width) && kind !== OperandClass.RELATIVE)
    );
  }

  /** Whether an operand other than a memory operand of fixed width varies with the operand size. */
  #hasOtherVariadic(): boolean {
    const { encoding } = this.#template;
    if (encoding.sizedNames || encoding.moreSizedNames.length > 0) return true;
    return encoding.operands.some((pattern, i) =>
      isVariadic(this.#request.operands[i]!.kind === 'memory' ? pattern.memoryWidth : pattern.width),
    );
  }

  #effectiveAddressSize(): number {
    if (this.#memory) return this.#addressSize;
    const own = this.#template.addressSize;
    return own !== 0 && own * 8 !== this.#request.bits ? own : this.#written.addressSize;
  }

  #checkPrefixes(segment: number): void {
    const { encoding } = this.#template;
    const { bits } = this.#request;
    if (bits === 64 && segment >= 0 && segment < 4)
      this.#warnings.push(`${SEGMENT_NAMES[segment]} segment base generated, but will be ignored in 64-bit mode`);
    if (this.#written.lock && !(encoding.lockable && this.#memory !== null))
      this.#warnings.push('instruction is not lockable');
  }

  #emitModRm(address: EffectiveAddress | null, reg: number, rm: number): void {
    if (!address || !this.#memory) {
      this.#bytes.push(0xc0 | (reg << 3) | rm);
      return;
    }
    this.#bytes.push((address.mod << 6) | (reg << 3) | address.rm);
    if (address.sib >= 0) this.#bytes.push(address.sib);
    if (address.displacementSize === 0) return;
    const operand = this.#request.operands.indexOf(this.#memory);
    const { displacement, relocatable, sameSection } = this.#memory;
    if (address.ripRelative) {
      this.#relative.push({ at: this.#bytes.length, size: 4, target: displacement });
      if (!sameSection) this.#relocate(4, true, operand, false);
      this.#pushValue(0n, 4);
      return;
    }
    const size = address.displacementSize;
    const value = displacement ?? 0n;
    const signed = size === 1 || (size === 4 && this.#addressSize === 8);
    if (signed ? overflowsSigned(value, size) : overflows(value, size))
      this.#warnings.push(`${SIZE_NAMES[size]} data exceeds bounds`);
    if (relocatable) this.#relocate(size, false, operand, false);
    this.#pushValue(value, size);
  }

  #emitImmediates(): EncodeResult | null {
    const { encoding } = this.#template;
    for (let i = 0; i < encoding.operands.length; i++) {
      if (encoding.places[i] !== Place.IMMEDIATE) continue;
      const operand = this.#request.operands[i]!;
      const pattern = encoding.operands[i]!;
      const encoded = encoding.immediateWidths[i]!;
      let width = encoded;
      if (encoded === IMMEDIATE_Z) width = this.#size === 2 ? 2 : 4;
      else if (encoded === IMMEDIATE_V) width = this.#size;
      else if (encoded === IMMEDIATE_OFFSET) width = this.#addressSize;
      if (encoded === IMMEDIATE_FAR) {
        if (operand.kind !== 'far') continue;
        const offsetSize = this.#size === 2 ? 2 : 4;
        if (operand.offsetRelocatable) this.#relocate(offsetSize, false, i, false);
        this.#warnOverflow(operand.offset, offsetSize);
        this.#pushValue(operand.offset ?? 0n, offsetSize);
        if (operand.selectorRelocatable) this.#relocate(2, false, i, true);
        this.#warnOverflow(operand.selector, 2);
        this.#pushValue(operand.selector ?? 0n, 2);
      } else if (operand.kind === 'memory') {
        if (operand.relocatable) this.#relocate(width, false, i, false);
        this.#warnOverflow(operand.displacement, width);
        this.#pushValue(operand.displacement ?? 0n, width);
      } else if (operand.kind === 'immediate') {
        if (pattern.kind === OperandClass.RELATIVE) this.#emitRelative(operand, width, i);
        else this.#emitImmediate(operand, width, pattern.signExtended, pattern.narrowed !== null, i);
      }
    }
    return null;
  }

  #emitRelative(operand: ImmediateOperand, width: number, i: number): void {
    if (!operand.sameSection && operand.value !== null) this.#relocate(width, true, i, false);
    this.#relative.push({ at: this.#bytes.length, size: width, target: operand.value });
    this.#pushValue(0n, width);
  }

  #emitImmediate(operand: ImmediateOperand, width: number, signExtended: boolean, narrowed: boolean, i: number): void {
    const value = operand.value ?? 0n;
    if (operand.relocatable) this.#relocate(width, false, i, false);
    else if (signExtended) this.#warnSignedByte(value, operand.size === 1);
    else if (width === 4 && this.#size === 8 && !narrowed) {
      if (overflowsSigned(value, 4)) {
        this.#warnings.push('signed dword immediate exceeds bounds', 'dword data exceeds bounds');
      }
    } else if (width === 1 && value < 0n && !EITHER_SIGN.has(this.#template.encoding.mnemonic)) {
      this.#warnings.push('byte data exceeds bounds');
    } else if (!narrowed) this.#warnOverflow(value, width);
    this.#pushValue(value, width);
  }

  /** A byte that the processor sign-extends to the operand size. */
  #warnSignedByte(value: bigint, writtenByte: boolean): void {
    const unsigned = BigInt.asUintN(64, value);
    const modulus = 1n << BigInt(this.#size * 8);
    const small = unsigned <= 127n || unsigned >= (1n << 64n) - 128n;
    if (small || (unsigned >= modulus - 128n && unsigned <= modulus - 1n)) return;
    const what = writtenByte ? 'signed byte' : this.#size === 2 ? 'word' : this.#size === 4 ? 'dword' : 'signed dword';
    this.#warnings.push(`${what} value exceeds bounds`);
  }

  #warnOverflow(value: bigint | null, size: number): void {
    if (value !== null && overflows(BigInt.asIntN(64, value), size) && overflows(value, size))
      this.#warnings.push(`${SIZE_NAMES[size]} data exceeds bounds`);
  }

  #relocate(size: number, relative: boolean, operand: number, selector: boolean): void {
    this.#relocations.push({ offset: this.#bytes.length, size, relative, operand, selector });
  }

  #pushValue(value: bigint, size: number): void {
    let rest = BigInt.asUintN(size * 8, value);
    for (let i = 0; i < size; i++) {
      this.#bytes.push(Number(rest & 0xffn));
      rest >>= 8n;
    }
  }

  /** Fills relative fields, which count from the end of the instruction. */
  #finish(): EncodeResult {
    const bytes = this.#bytes;
    const end = this.#request.address + BigInt(bytes.length);
    for (const field of this.#relative) {
      if (field.target === null) continue;
      const distance = field.target - end;
      if (field.size === 1 && (distance < -128n || distance > 127n) && !this.#request.firstPass)
        return failure(
          'short-range',
          `short jump is out of range: the target is ${distance} bytes from the end of the instruction`,
          'a short jump reaches -128 to 127 bytes; leave out short, or jump to a near jump',
          0,
        );
      if (field.size === 2 && this.#request.bits === 32 && !this.#request.firstPass && overflows(distance, 2))
        this.#warnings.push('word data exceeds bounds');
      let rest = BigInt.asUintN(field.size * 8, distance);
      for (let i = 0; i < field.size; i++) {
        bytes[field.at + i] = Number(rest & 0xffn);
        rest >>= 8n;
      }
    }
    return { ok: true, bytes, relocations: this.#relocations, warnings: this.#warnings };
  }
}
