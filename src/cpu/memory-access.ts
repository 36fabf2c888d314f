/**
 * Memory through segments: the way of an operand's offset to a linear address and to the MMU.
 * SDM Vol. 3, "Limit Checking", "Type Checking", "Segmentation in IA-32e Mode", "Canonicality Checking";
 * Vol. 1, "Operand Addressing".
 *
 * Overrides the bigint arithmetic of OperandContext by 32-bit halves where it is hot; the meaning is the same.
 */
import type { AccessSize, Vector } from '../execute/context.js';
import { type Instruction, NO_REGISTER, type Operand, OperandKind } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import { dataBreakpointHit } from './breakpoints.js';
import { Privilege } from './mmu-types.js';
import { Rights } from './register-bits.js';
import { Attention, CpuState, NEXT_RIP_WORD, SCRATCH_HI, SCRATCH_LO } from './state.js';

const SCRATCH_WORD = SCRATCH_LO / 2;
const GP = 13;
const SS_FAULT = 12;
const AC = 17;
const FOUR_GIB = 0x1_0000_0000;

export abstract class CpuMemory extends CpuState {
  /** Results of the address calculations below: two halves. */
  protected linearLo = 0;
  protected linearHi = 0;
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

  /** An exception whose error code names a selector. */
  raiseSelector(vector: number, selector: number, ext = 0): void {
    this.raise(vector as Vector, (selector & 0xfffc) | ext);
  }

  // ---- linear addresses, for the system's own structures

  /**
   * Bytes of a descriptor table, TSS or the like at base + distance: an implicit supervisor access. 0 when it failed
   * (`aborted`). A base that is not canonical there is #GP(0), as for the table itself.
   */
  readSystem(baseLo: number, baseHi: number, distance: number, size: 1 | 2 | 4): number {
    if (this.aborted || !this.systemAddress(baseLo, baseHi, distance)) return 0;
    const { mmu, linearLo, linearHi } = this;
    const value =
      size === 4
        ? mmu.read32(linearLo, linearHi, Privilege.IMPLICIT_SUPERVISOR)
        : size === 2
          ? mmu.read16(linearLo, linearHi, Privilege.IMPLICIT_SUPERVISOR)
          : mmu.read8(linearLo, linearHi, Privilege.IMPLICIT_SUPERVISOR);
    if (mmu.failed) {
      this.memoryFailed();
      return 0;
    }
    return size === 4 ? value | 0 : value;
  }

  writeSystem(baseLo: number, baseHi: number, distance: number, size: 1 | 2 | 4, value: number): void {
    if (this.aborted || !this.systemAddress(baseLo, baseHi, distance)) return;
    const { mmu, linearLo, linearHi } = this;
    const done =
      size === 4
        ? mmu.write32(linearLo, linearHi, value, Privilege.IMPLICIT_SUPERVISOR)
        : size === 2
          ? mmu.write16(linearLo, linearHi, value, Privilege.IMPLICIT_SUPERVISOR)
          : mmu.write8(linearLo, linearHi, value, Privilege.IMPLICIT_SUPERVISOR);
    if (!done) this.memoryFailed();
  }

  private systemAddress(baseLo: number, baseHi: number, distance: number): boolean {
    const lo = (baseLo >>> 0) + distance;
    this.linearLo = lo | 0;
    this.linearHi = this.longMode ? (baseHi + (lo >= FOUR_GIB ? 1 : 0)) | 0 : 0;
    if (this.longMode && !this.isCanonical(this.linearHi)) {
      this.raise(GP, 0);
      return false;
    }
    return true;
  }

  /** Store on a stack that is not (yet) SS:RSP, at a linear address, with the privilege of that stack. */
  writeStackLinear(lo: number, hi: number, size: 2 | 4 | 8, value: bigint, cpl: number): void {
    if (this.aborted) return;
    const checks = this.dataChecks;
    // Alignment is checked at CPL 3 only, and the stack is that of the new CPL.
    if (cpl !== 3) this.dataChecks &= ~1;
    this.writeLinear(lo, hi, size, value, cpl === 3 ? Privilege.USER : Privilege.SUPERVISOR);
    this.dataChecks = checks;
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

  // ---- segment:offset

  private loadPair(segment: number, lo: number, hi: number, size: number): bigint {
    if (!this.toLinear(segment, lo, hi, size, false)) return 0n;
    if (this.wraps(size)) return this.readWrapped(size);
    const { mmu, linearLo, linearHi, privilege } = this;
    let value: bigint;
    switch (size) {
      case 8:
        value = mmu.read64(linearLo, linearHi, privilege);
        break;
      case 4:
        value = BigInt(mmu.read32(linearLo, linearHi, privilege) >>> 0);
        break;
      case 2:
        value = BigInt(mmu.read16(linearLo, linearHi, privilege));
        break;
      default:
        value = BigInt(mmu.read8(linearLo, linearHi, privilege));
    }
    if (mmu.failed) {
      this.memoryFailed();
      return 0n;
    }
    if (this.dataChecks !== 0) this.checkData(linearLo, linearHi, size, false);
    return value;
  }

  private loadPairForUpdate(segment: number, lo: number, hi: number, size: number): bigint {
    if (!this.toLinear(segment, lo, hi, size, true)) return 0n;
    if (this.wraps(size)) return this.readWrapped(size);
    const { mmu, linearLo, linearHi, privilege } = this;
    if (!mmu.probeWrite(linearLo, linearHi, size, privilege)) {
      this.memoryFailed();
      return 0n;
    }
    return this.loadPair(segment, lo, hi, size);
  }

  private storePair(segment: number, lo: number, hi: number, size: number, value: bigint): void {
    if (!this.toLinear(segment, lo, hi, size, true)) return;
    if (this.wraps(size)) {
      this.writeWrapped(size, value);
      return;
    }
    this.writeLinear(this.linearLo, this.linearHi, size, value, this.privilege);
  }

  private writeLinear(lo: number, hi: number, size: number, value: bigint, privilege: Privilege): void {
    const { mmu } = this;
    if (this.dataChecks !== 0) {
      // Alignment is checked after paging and before the write.
      if (!mmu.probeWrite(lo, hi, size, privilege)) {
        this.memoryFailed();
        return;
      }
      this.checkData(lo, hi, size, true);
      if (this.aborted) return;
    }
    let done: boolean;
    switch (size) {
      case 8:
        done = mmu.write64(lo, hi, BigInt.asUintN(64, value), privilege);
        break;
      case 4:
        done = mmu.write32(lo, hi, Number(BigInt.asUintN(32, value)), privilege);
        break;
      case 2:
        done = mmu.write16(lo, hi, Number(BigInt.asUintN(16, value)), privilege);
        break;
      default:
        done = mmu.write8(lo, hi, Number(BigInt.asUintN(8, value)), privilege);
    }
    if (!done) this.memoryFailed();
  }

  /** Segment and canonical checks of an access; the address into linearLo and linearHi. False: faulted. */
  private toLinear(segment: number, lo: number, hi: number, size: number, write: boolean): boolean {
    if (this.bits !== 64) return this.toLinear32(segment, lo, size, write);
    if (segment >= SegmentRegister.FS) {
      const cache = this.segments[segment]!;
      const sum = (lo >>> 0) + (cache.baseLo >>> 0);
      hi = (hi + cache.baseHi + (sum >= FOUR_GIB ? 1 : 0)) | 0;
      lo = sum | 0;
    }
    this.linearLo = lo;
    this.linearHi = hi;
    // The upper half decides, except where the access crosses into the next 4 GiB.
    if (this.isCanonical(hi) && ((lo >>> 0) + size <= FOUR_GIB || this.isCanonical((hi + 1) | 0))) return true;
    this.raise(segment === SegmentRegister.SS ? SS_FAULT : GP, 0);
    return false;
  }

  private toLinear32(segment: number, lo: number, size: number, write: boolean): boolean {
    const cache = this.segments[segment]!;
    this.linearLo = (cache.baseLo + lo) | 0;
    this.linearHi = 0;
    const offset = lo >>> 0;
    if (cache.flat) {
      if (offset + size <= FOUR_GIB) return true;
    } else if (this.checkSegment(cache.rights, write) && withinLimit(cache.rights, cache.limit, offset, size)) {
      return true;
    }
    this.raise(segment === SegmentRegister.SS ? SS_FAULT : GP, 0);
    return false;
  }

  private checkSegment(rights: number, write: boolean): boolean {
    if ((rights & Rights.UNUSABLE) !== 0) return false;
    if ((rights & Rights.CODE) !== 0) return !write && (rights & Rights.READABLE) !== 0;
    return !write || (rights & Rights.WRITABLE) !== 0;
  }

  /** Outside 64-bit mode base + offset wraps at 4 GiB, in the middle of an access too. */
  private wraps(size: number): boolean {
    return this.bits !== 64 && (this.linearLo >>> 0) + size > FOUR_GIB;
  }

  private readWrapped(size: number): bigint {
    const start = this.linearLo;
    let value = 0n;
    for (let n = size - 1; n >= 0; n--) {
      value = (value << 8n) | BigInt(this.mmu.read8((start + n) | 0, 0, this.privilege));
      if (this.mmu.failed) {
        this.memoryFailed();
        return 0n;
      }
    }
    return value;
  }

  private writeWrapped(size: number, value: bigint): void {
    const start = this.linearLo;
    for (let n = 0; n < size; n++) {
      if (!this.mmu.probeWrite((start + n) | 0, 0, 1, this.privilege)) {
        this.memoryFailed();
        return;
      }
    }
    for (let n = 0; n < size; n++) {
      const byte = Number((value >> BigInt(n * 8)) & 0xffn);
      this.mmu.write8((start + n) | 0, 0, byte, this.privilege);
    }
  }

  /** #AC, and data breakpoints: only while `dataChecks` says that something is enabled. */
  private checkData(lo: number, hi: number, size: number, write: boolean): void {
    if ((this.dataChecks & 1) !== 0 && (lo & (size - 1)) !== 0) {
      this.raise(AC, 0);
      return;
    }
    if ((this.dataChecks & 2) === 0) return;
    this.pendingDebug |= dataBreakpointHit(this, lo, hi, size, write);
    if (this.pendingDebug !== 0) this.attention |= Attention.TRAP;
  }
}

/** SDM Vol. 3, "Limit Checking". */
export function withinLimit(rights: number, limit: number, offset: number, size: number): boolean {
  const last = offset + size - 1;
  const isExpandDown = (rights & (Rights.CODE | Rights.EXPAND_DOWN)) === Rights.EXPAND_DOWN;
  if (!isExpandDown) return last <= limit;
  const top = (rights & Rights.DB) !== 0 ? 0xffffffff : 0xffff;
  return offset > limit && last <= top;
}
