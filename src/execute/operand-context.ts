/**
 * An ExecutionContext short of its memory: general registers, operands, effective addresses, the stack and the rule of
 * abort, on a BigUint64Array of registers. A hypervisor that emulates an instruction extends it with its way to the
 * guest's memory. SDM Vol. 1, "Operand Addressing"; Vol. 3, "Segmentation in IA-32e Mode".
 */
import { type Instruction, NO_REGISTER, OperandKind, RIP_BASE } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import type { AccessSize, ExecutionContext, Vector } from './context.js';
import { Flags } from './flags.js';
import { truncate } from './integer.js';

/** An exception that an instruction recorded; `errorCode` −1: none. */
export interface RaisedException {
  readonly vector: Vector;
  readonly errorCode: number;
}

export abstract class OperandContext implements ExecutionContext {
  aborted = false;
  /** Why the instruction was given up, when that was an exception. */
  exception: RaisedException | null = null;
  readonly flags: Flags;
  /** RAX … R15 in encoding order. */
  readonly registers: BigUint64Array;

  abstract readonly cpl: number;
  abstract readonly rip: bigint;
  abstract readonly nextRip: bigint;
  abstract readonly stackAddressSize: 2 | 4 | 8;

  /** `registers`: sixteen; `flagWords`: FLAGS_WORDS (see Flags). Both are kept, not copied. */
  constructor(registers: BigUint64Array, flagWords: BigUint64Array) {
    this.registers = registers;
    this.flags = new Flags(flagWords);
  }

  /** Read memory; on a fault, `raise` or `abort` and return anything. Not called once aborted. */
  protected abstract readMemory(segment: number, offset: bigint, size: AccessSize, forUpdate: boolean): bigint;
  /** Write memory; on a fault, `raise` or `abort` and change nothing. Not called once aborted. */
  protected abstract writeMemory(segment: number, offset: bigint, size: AccessSize, value: bigint): void;
  /** Check a branch target (already truncated) and take it. Not called once aborted. */
  protected abstract takeBranch(target: bigint): void;
  abstract isAligned(segment: number, offset: bigint, alignment: number): boolean;
  abstract interruptRepeat(): boolean;
  abstract chargeRepeat(): void;

  /** Before each instruction: forget the last one's abort. */
  beginInstruction(): void {
    this.aborted = false;
    this.exception = null;
    this.flags.frozen = false;
  }

  /** Give the instruction up without an exception of its own (a VM exit, for example). */
  abort(): void {
    this.aborted = true;
    this.flags.frozen = true;
  }

  raise(vector: Vector, errorCode: number): void {
    if (this.aborted) return;
    this.exception = { vector, errorCode };
    this.abort();
  }

  load(segment: number, offset: bigint, size: AccessSize): bigint {
    return this.access(segment, offset, size, false);
  }

  loadForUpdate(segment: number, offset: bigint, size: AccessSize): bigint {
    return this.access(segment, offset, size, true);
  }

  store(segment: number, offset: bigint, size: AccessSize, value: bigint): void {
    if (!this.aborted) this.writeMemory(segment, offset, size, truncate(value, size));
  }

  getRegister(register: number, size: AccessSize): bigint {
    const value = this.registers[register]!;
    return size === 8 ? value : truncate(value, size);
  }

  setRegister(register: number, size: AccessSize, value: bigint): void {
    if (this.aborted) return;
    if (size === 8) this.registers[register] = value;
    else if (size === 4) this.registers[register] = truncate(value, 4);
    else {
      const old = this.registers[register]!;
      this.registers[register] = old ^ truncate(old ^ value, size);
    }
  }

  read(insn: Instruction, n: number): bigint {
    return this.readOperand(insn, n, false);
  }

  readForUpdate(insn: Instruction, n: number): bigint {
    return this.readOperand(insn, n, true);
  }

  write(insn: Instruction, n: number, value: bigint): void {
    const operand = insn.operands[n]!;
    if (operand.kind !== OperandKind.REGISTER) {
      this.store(operand.segment, this.effectiveAddress(insn, n), operand.size as AccessSize, value);
    } else if (operand.highByte) {
      if (this.aborted) return;
      const old = this.registers[operand.register]!;
      this.registers[operand.register] = (old & ~0xff00n) | (truncate(value, 1) << 8n);
    } else {
      this.setRegister(operand.register, operand.size as AccessSize, value);
    }
  }

  effectiveAddress(insn: Instruction, n: number): bigint {
    const operand = insn.operands[n]!;
    if (operand.kind === OperandKind.OFFSET) return truncate(operand.immediate, insn.addressSize);
    let address = BigInt(operand.displacement);
    if (operand.base === RIP_BASE) address += this.nextRip;
    else if (operand.base !== NO_REGISTER) address += this.registers[operand.base]!;
    if (operand.index !== NO_REGISTER) address += this.registers[operand.index]! * BigInt(operand.scale);
    return truncate(address, insn.addressSize);
  }

  push(size: 2 | 4 | 8, value: bigint): void {
    const pointer = truncate(this.stackPointer() - BigInt(size), this.stackAddressSize);
    this.store(SegmentRegister.SS, pointer, size, value);
    this.setRegister(Gpr.RSP, this.stackAddressSize, pointer);
  }

  pop(size: 2 | 4 | 8): bigint {
    const pointer = this.stackPointer();
    const value = this.load(SegmentRegister.SS, pointer, size);
    this.setRegister(Gpr.RSP, this.stackAddressSize, pointer + BigInt(size));
    return value;
  }

  branch(target: bigint, size: 2 | 4 | 8): void {
    if (!this.aborted) this.takeBranch(truncate(target, size));
  }

  private stackPointer(): bigint {
    return this.getRegister(Gpr.RSP, this.stackAddressSize);
  }

  private access(segment: number, offset: bigint, size: AccessSize, forUpdate: boolean): bigint {
    if (this.aborted) return 0n;
    const value = this.readMemory(segment, offset, size, forUpdate);
    return this.aborted ? 0n : value;
  }

  private readOperand(insn: Instruction, n: number, forUpdate: boolean): bigint {
    const operand = insn.operands[n]!;
    switch (operand.kind) {
      case OperandKind.REGISTER:
        if (operand.highByte) return (this.registers[operand.register]! >> 8n) & 0xffn;
        return this.getRegister(operand.register, operand.size as AccessSize);
      case OperandKind.IMMEDIATE:
      case OperandKind.RELATIVE:
        return operand.immediate;
      default:
        return this.access(operand.segment, this.effectiveAddress(insn, n), operand.size as AccessSize, forUpdate);
    }
  }
}
