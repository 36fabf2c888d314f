/**
 * Operands, the stack and near branches: the ExecutionContext of executors. SDM Vol. 1, "Operand Addressing", "Stacks",
 * "Calling Procedures Using CALL and RET".
 *
 * Overrides the bigint arithmetic of OperandContext by 32-bit halves where it is hot; the meaning is the same.
 */
import type { AccessSize } from '../execute/context.js';
import { type Instruction, NO_REGISTER, type Operand, OperandKind } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import { NEXT_RIP_WORD, SCRATCH_HI, SCRATCH_LO } from './state.js';
import { CpuTasks } from './task-registers.js';

const SCRATCH_WORD = SCRATCH_LO / 2;
const GP = 13;
const FOUR_GIB = 0x1_0000_0000;

export abstract class CpuMemory extends CpuTasks {
  /** Result of an address calculation: two halves. */
  private offsetLo = 0;
  private offsetHi = 0;

  // ---- ExecutionContext

  override load(segment: number, offset: bigint, size: AccessSize): bigint {
    if (this.aborted) return 0n;
    this.words[SCRATCH_WORD] = offset;
    return this.loadPair(segment, this.halves[SCRATCH_LO]!, this.halves[SCRATCH_HI]!, size);
  }

  override loadForUpdate(segment: number, offset: bigint, size: AccessSize): bigint {
    if (this.aborted) return 0n;
    this.words[SCRATCH_WORD] = offset;
    return this.loadPairForUpdate(segment, this.halves[SCRATCH_LO]!, this.halves[SCRATCH_HI]!, size);
  }

  override store(segment: number, offset: bigint, size: AccessSize, value: bigint): void {
    if (this.aborted) return;
    this.words[SCRATCH_WORD] = offset;
    this.storePair(segment, this.halves[SCRATCH_LO]!, this.halves[SCRATCH_HI]!, size, value);
  }

  override read(insn: Instruction, n: number): bigint {
    const operand = insn.operands[n]!;
    switch (operand.kind) {
      case OperandKind.REGISTER:
        return this.readRegisterOperand(operand);
      case OperandKind.IMMEDIATE:
      case OperandKind.RELATIVE:
        return operand.immediate;
      default:
        if (this.aborted) return 0n;
        this.operandOffset(insn, operand);
        return this.loadPair(operand.segment, this.offsetLo, this.offsetHi, operand.size);
    }
  }

  override readForUpdate(insn: Instruction, n: number): bigint {
    const operand = insn.operands[n]!;
    if (operand.kind === OperandKind.REGISTER) return this.readRegisterOperand(operand);
    if (this.aborted) return 0n;
    this.operandOffset(insn, operand);
    return this.loadPairForUpdate(operand.segment, this.offsetLo, this.offsetHi, operand.size);
  }

  override write(insn: Instruction, n: number, value: bigint): void {
    if (this.aborted) return;
    const operand = insn.operands[n]!;
    if (operand.kind === OperandKind.REGISTER) {
      if (operand.highByte) this.bytes[operand.register * 8 + 1] = Number(BigInt.asUintN(8, value));
      else this.setRegister(operand.register, operand.size as AccessSize, value);
    } else {
      this.operandOffset(insn, operand);
      this.storePair(operand.segment, this.offsetLo, this.offsetHi, operand.size, value);
    }
  }

  override getRegister(register: number, size: AccessSize): bigint {
    const value = this.registers[register]!;
    switch (size) {
      case 8:
        return value;
      case 4:
        return BigInt.asUintN(32, value);
      case 2:
        return BigInt.asUintN(16, value);
      default:
        return BigInt.asUintN(8, value);
    }
  }

  override setRegister(register: number, size: AccessSize, value: bigint): void {
    if (this.aborted) return;
    if (size === 8) this.registers[register] = value;
    else if (size === 4) this.registers[register] = BigInt.asUintN(32, value);
    else {
      const bits = Number(BigInt.asUintN(16, value));
      this.bytes[register * 8] = bits;
      if (size === 2) this.bytes[register * 8 + 1] = bits >> 8;
    }
  }

  override effectiveAddress(insn: Instruction, n: number): bigint {
    this.operandOffset(insn, insn.operands[n]!);
    this.halves[SCRATCH_LO] = this.offsetLo;
    this.halves[SCRATCH_HI] = this.offsetHi;
    return this.words[SCRATCH_WORD]!;
  }

  override isAligned(segment: number, offset: bigint, alignment: number): boolean {
    this.words[SCRATCH_WORD] = offset;
    const cache = this.segments[segment]!;
    const base = this.bits === 64 && segment < SegmentRegister.FS ? 0 : cache.baseLo;
    return ((this.halves[SCRATCH_LO]! + base) & (alignment - 1)) === 0;
  }

  override push(size: 2 | 4 | 8, value: bigint): void {
    if (this.aborted) return;
    this.stackOffset(-size);
    const lo = this.offsetLo;
    const hi = this.offsetHi;
    this.storePair(SegmentRegister.SS, lo, hi, size, value);
    if (!this.aborted) this.commitStack(lo, hi);
  }

  override pop(size: 2 | 4 | 8): bigint {
    if (this.aborted) return 0n;
    this.stackOffset(0);
    const value = this.loadPair(SegmentRegister.SS, this.offsetLo, this.offsetHi, size);
    if (this.aborted) return 0n;
    this.stackOffset(size);
    this.commitStack(this.offsetLo, this.offsetHi);
    return value;
  }

  /** A value on the stack, `distance` bytes above its top; RSP stays. */
  peekStack(distance: number, size: 2 | 4 | 8): bigint {
    if (this.aborted) return 0n;
    this.stackOffset(distance);
    return this.loadPair(SegmentRegister.SS, this.offsetLo, this.offsetHi, size);
  }

  /** Store on the stack, `distance` bytes from its top; RSP stays. */
  pokeStack(distance: number, size: 2 | 4 | 8, value: bigint): void {
    if (this.aborted) return;
    this.stackOffset(distance);
    this.storePair(SegmentRegister.SS, this.offsetLo, this.offsetHi, size, value);
  }

  /** RSP moved by `distance`, in the width of the stack. */
  moveStackPointer(distance: number): void {
    this.stackOffset(distance);
    this.commitStack(this.offsetLo, this.offsetHi);
  }

  override branch(target: bigint, size: 2 | 4 | 8): void {
    if (this.aborted) return;
    this.takeBranch(size === 8 ? target : size === 4 ? BigInt.asUintN(32, target) : BigInt.asUintN(16, target));
  }

  protected takeBranch(target: bigint): void {
    this.words[SCRATCH_WORD] = target;
    const lo = this.halves[SCRATCH_LO]!;
    const hi = this.halves[SCRATCH_HI]!;
    if (this.bits === 64 ? !this.isCanonical(hi) : lo >>> 0 > this.cs.limit) {
      this.raise(GP, 0);
      return;
    }
    this.words[NEXT_RIP_WORD] = target;
    this.charge(this.profile.takenBranch);
  }

  protected readMemory(segment: number, offset: bigint, size: AccessSize, forUpdate: boolean): bigint {
    return forUpdate ? this.loadForUpdate(segment, offset, size) : this.load(segment, offset, size);
  }

  protected writeMemory(segment: number, offset: bigint, size: AccessSize, value: bigint): void {
    this.store(segment, offset, size, value);
  }

  // ---- operands

  private readRegisterOperand(operand: Operand): bigint {
    const value = this.registers[operand.register]!;
    switch (operand.size) {
      case 8:
        return value;
      case 4:
        return BigInt.asUintN(32, value);
      case 2:
        return BigInt.asUintN(16, value);
      default:
        return BigInt(this.bytes[operand.register * 8 + (operand.highByte ? 1 : 0)]!);
    }
  }

  /** Offset of a memory operand in its segment, into offsetLo and offsetHi. */
  private operandOffset(insn: Instruction, operand: Operand): void {
    const { halves } = this;
    let lo: number;
    let hi: number;
    if (operand.kind === OperandKind.OFFSET) {
      this.words[SCRATCH_WORD] = operand.immediate;
      lo = halves[SCRATCH_LO]!;
      hi = halves[SCRATCH_HI]!;
    } else {
      const { displacement, base, index } = operand;
      let sum = displacement >>> 0;
      hi = displacement >> 31;
      if (base !== NO_REGISTER) {
        sum += halves[base * 2]! >>> 0;
        hi += halves[base * 2 + 1]!;
      }
      if (index !== NO_REGISTER) {
        sum += (halves[index * 2]! >>> 0) * operand.scale;
        hi += halves[index * 2 + 1]! * operand.scale;
      }
      lo = sum | 0;
      hi = (hi + Math.floor(sum / FOUR_GIB)) | 0;
    }
    const { addressSize } = insn;
    this.offsetLo = addressSize === 2 ? lo & 0xffff : lo;
    this.offsetHi = addressSize === 8 ? hi : 0;
  }

  /** SP, ESP or RSP plus `distance`, into offsetLo and offsetHi. */
  private stackOffset(distance: number): void {
    const lo = this.halves[Gpr.RSP * 2]!;
    if (this.stackAddressSize === 8) {
      const sum = (lo >>> 0) + distance;
      this.offsetLo = sum | 0;
      this.offsetHi = (this.halves[Gpr.RSP * 2 + 1]! + (sum < 0 ? -1 : sum >= FOUR_GIB ? 1 : 0)) | 0;
    } else {
      this.offsetLo = this.stackAddressSize === 4 ? (lo + distance) | 0 : (lo + distance) & 0xffff;
      this.offsetHi = 0;
    }
  }

  private commitStack(lo: number, hi: number): void {
    if (this.stackAddressSize === 2) {
      this.halves[Gpr.RSP * 2] = (this.halves[Gpr.RSP * 2]! & ~0xffff) | lo;
    } else {
      this.halves[Gpr.RSP * 2] = lo;
      this.halves[Gpr.RSP * 2 + 1] = hi;
    }
  }
}
