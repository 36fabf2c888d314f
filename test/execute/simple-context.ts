/**
 * Instructions on plain memory in user mode, for tests: flat segments, areas of memory with absent bytes around them,
 * and faults that a test can place anywhere. What needs a processor (descriptors, gates) is refused.
 */
import { type DescriptorHalves, Vector } from '../../src/execute/context.js';
import { FLAGS_WORDS, FlagBit, STATUS_FLAGS } from '../../src/execute/flags.js';
import { EXECUTE } from '../../src/execute/index.js';
import { RestrictedContext } from '../../src/execute/restricted-context.js';
import type { Instruction } from '../../src/isa/instruction.js';
import { SegmentRegister } from '../../src/isa/registers.js';

export interface Area {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** One access to memory that was checked: a fault could have come here. */
export interface Access {
  readonly address: number;
  readonly size: number;
  readonly kind: 'load' | 'update' | 'store';
}

/** Flags that POPF changes at CPL 3 with IOPL 0. */
const USER_FLAGS = STATUS_FLAGS | FlagBit.TF | FlagBit.DF | FlagBit.NT | FlagBit.AC | FlagBit.ID;
const PRESENT = 1;
const WRITE = 2;
const USER = 4;

export class SimpleContext extends RestrictedContext {
  bits: 16 | 32 | 64 = 64;
  cpl = 3;
  rip = 0n;
  nextRip = 0n;
  areas: Area[] = [];
  /** Descriptors by selector without its RPL. */
  descriptors: ReadonlyMap<number, DescriptorHalves> = new Map();
  readonly segments = [0x2b, 0x33, 0x2b, 0x2b, 0, 0];
  readonly segmentBases = [0n, 0n, 0n, 0n, 0n, 0n];
  /** Checked accesses of the instruction, in order. */
  accesses: Access[] = [];
  /** Index in `accesses` of the one that faults, or −1. */
  faultAt = -1;
  /** Linear address of the last page fault. */
  faultAddress = 0;
  refused: string | null = null;
  interruptAfter = Number.POSITIVE_INFINITY;
  repeats = 0;
  ports: string[] = [];
  controls = new Map<string, bigint>();

  constructor() {
    super(new BigUint64Array(16), new BigUint64Array(FLAGS_WORDS));
  }

  /** Execute one decoded instruction at RIP, as a processor does: privilege first, then the executor. */
  run(insn: Instruction): void {
    this.beginInstruction();
    this.accesses = [];
    this.refused = null;
    this.repeats = 0;
    const start = this.rip;
    this.nextRip = BigInt.asUintN(this.bits, this.rip + BigInt(insn.length));
    this.target = null;
    if (insn.form.traits.includes('cpl0') && this.cpl !== 0) this.raise(Vector.GP, 0);
    else EXECUTE[insn.mnemonic](this, insn);
    if (this.aborted || this.suspended) this.rip = start;
    else this.rip = this.target ?? this.nextRip;
  }

  /** The little-endian value of memory, without any check. */
  peek(address: number, size: number): bigint {
    let value = 0n;
    for (let i = size - 1; i >= 0; i--)
      value = (value << 8n) | BigInt(this.byteAt(address + i)?.bytes[this.offset] ?? 0);
    return value;
  }

  poke(address: number, size: number, value: bigint): void {
    for (let i = 0; i < size; i++) {
      const area = this.byteAt(address + i);
      if (area !== null) area.bytes[this.offset] = Number((value >> BigInt(8 * i)) & 0xffn);
    }
  }

  override interruptRepeat(): boolean {
    this.suspended = this.repeats >= this.interruptAfter;
    return this.suspended;
  }
  override chargeRepeat(): void {
    this.repeats++;
  }

  isAligned(segment: number, offset: bigint, alignment: number): boolean {
    return this.linear(segment, offset) % alignment === 0;
  }

  override getSegment(segment: number): number {
    return this.segments[segment]!;
  }
  override readDescriptor(selector: number): DescriptorHalves | null {
    return this.descriptors.get(selector & ~3) ?? null;
  }
  override loadSegment(segment: number, selector: number): void {
    if (this.aborted) return;
    this.segments[segment] = selector;
  }
  override readSegmentBase(segment: number): bigint {
    return this.segmentBases[segment]!;
  }
  override writeFlagsImage(value: bigint, size: 2 | 4 | 8): void {
    const changed = size === 2 ? USER_FLAGS & 0xffff : USER_FLAGS;
    this.flags.image = (this.flags.image & ~changed) | (Number(value & 0xffff_ffffn) & changed);
  }
  override softwareInterrupt(vector: number, kind: 'software' | 'softwareException' | 'privileged'): void {
    // User code may use the gates of INT3 and INTO only.
    if (kind === 'software') this.raise(Vector.GP, vector * 8 + 2);
    else this.raise(vector as Vector, -1);
  }
  override checkPort(port: number, size: 1 | 2 | 4): boolean {
    if (this.iopl >= this.cpl) {
      this.ports.push(`check ${port.toString(16)} ${size}`);
      return true;
    }
    this.raise(Vector.GP, 0);
    return false;
  }
  override portIn(port: number, size: 1 | 2 | 4): bigint {
    this.ports.push(`in ${port.toString(16)} ${size}`);
    return 0x1234_5678n;
  }
  override portOut(port: number, size: 1 | 2 | 4, value: bigint): void {
    this.ports.push(`out ${port.toString(16)} ${size} ${value.toString(16)}`);
  }
  override clearInterruptFlag(): void {
    this.raise(Vector.GP, 0);
  }
  override setInterruptFlag(): void {
    this.raise(Vector.GP, 0);
  }
  override farJump(selector: number, offset: bigint): void {
    if (selector === this.segments[SegmentRegister.CS]) this.target = offset;
    else this.refuse('other code segments');
  }
  override farCall(selector: number, offset: bigint, size: 2 | 4 | 8): void {
    this.push(size, BigInt(selector));
    this.push(size, this.nextRip);
    this.farJump(selector, offset);
  }
  override farReturn(size: 2 | 4 | 8, extraBytes: number): void {
    const offset = this.pop(size);
    const selector = this.pop(size) & 0xffffn;
    this.setRegister(4, this.stackAddressSize, this.getRegister(4, this.stackAddressSize) + BigInt(extraBytes));
    this.farJump(Number(selector), offset);
  }
  override readControl(register: number): bigint {
    return this.controls.get(`cr${register}`) ?? 0n;
  }

  protected refuse(what: string): void {
    this.refused = what;
    this.abort();
  }

  protected readMemory(segment: number, offset: bigint, size: number, forUpdate: boolean): bigint {
    return this.check(segment, offset, size, forUpdate ? 'update' : 'load')
      ? this.peek(this.linear(segment, offset), size)
      : 0n;
  }

  protected writeMemory(segment: number, offset: bigint, size: number, value: bigint): void {
    const address = this.linear(segment, offset);
    const announced = this.accesses.some((a) => a.kind === 'update' && a.address === address && a.size === size);
    if (announced || this.check(segment, offset, size, 'store')) this.poke(address, size, value);
  }

  protected takeBranch(target: bigint): void {
    const canonical = BigInt.asUintN(64, BigInt.asIntN(48, target)) === target;
    if (this.bits === 64 && !canonical) this.raise(Vector.GP, 0);
    else this.target = target;
  }

  private target: bigint | null = null;
  private suspended = false;
  private offset = 0;

  private linear(segment: number, offset: bigint): number {
    return Number(BigInt.asUintN(this.bits, offset + this.segmentBases[segment]!));
  }

  /** The area that holds a byte; `offset` is then its index there. */
  private byteAt(address: number): Area | null {
    for (const area of this.areas) {
      this.offset = address - area.start;
      if (this.offset >= 0 && this.offset < area.bytes.length) return area;
    }
    return null;
  }

  private check(segment: number, offset: bigint, size: number, kind: Access['kind']): boolean {
    const address = this.linear(segment, offset);
    if (this.bits === 64 && BigInt.asUintN(64, BigInt.asIntN(48, offset)) !== offset) {
      this.raise(segment === SegmentRegister.SS ? Vector.SS : Vector.GP, 0);
      return false;
    }
    const error = USER | (kind === 'load' ? 0 : WRITE);
    if (this.accesses.length === this.faultAt) {
      this.faultAddress = address;
      this.raise(Vector.PF, error | PRESENT);
      return false;
    }
    this.accesses.push({ address, size, kind });
    for (let i = 0; i < size; i++) {
      if (this.byteAt(address + i) === null) {
        this.faultAddress = address + i;
        this.raise(Vector.PF, error);
        return false;
      }
    }
    return true;
  }
}
