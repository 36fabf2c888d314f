/**
 * A SystemContext for running instructions away from a processor: what needs only registers, flags and memory works, the
 * rest is refused. A hypervisor extends it to emulate an instruction; so do tests. Override what you can serve.
 */
import type { Instruction } from '../isa/instruction.js';
import type { DescriptorHalves, SystemContext } from './context.js';
import { FlagBit } from './flags.js';
import { OperandContext } from './operand-context.js';

export abstract class RestrictedContext extends OperandContext implements SystemContext {
  abstract readonly bits: 16 | 32 | 64;
  readonly longMode: boolean = true;
  readonly gdtrBase: bigint = 0n;
  readonly gdtrLimit: number = 0;
  readonly idtrBase: bigint = 0n;
  readonly idtrLimit: number = 0;
  readonly umipBlocks: boolean = false;
  readonly tscAux: number = 0;

  /** The instruction needs `what`, which this context does not serve. Must `abort` or `raise`. */
  protected abstract refuse(what: string): void;

  get iopl(): number {
    return this.flags.iopl;
  }

  /** RF and VM read as 0. */
  readFlagsImage(): bigint {
    return BigInt(this.flags.image & ~(FlagBit.RF | FlagBit.VM));
  }

  /** 64-bit mode: 8; the SS.B bit decides otherwise: override. */
  get stackAddressSize(): 2 | 4 | 8 {
    return this.bits === 64 ? 8 : 4;
  }

  /** No interrupt is looked for between repetitions. */
  interruptRepeat(): boolean {
    return false;
  }

  chargeRepeat(): void {}
  pause(): void {}
  cacheControl(): void {}

  getSegment(_segment: number): number {
    return this.refuseNumber('segment selectors');
  }
  loadSegment(_segment: number, _selector: number): void {
    this.refuse('segment loads');
  }
  getLdtr(): number {
    return this.refuseNumber('LDTR');
  }
  getTr(): number {
    return this.refuseNumber('TR');
  }
  loadLdtr(_selector: number): void {
    this.refuse('LDTR');
  }
  loadTr(_selector: number): void {
    this.refuse('TR');
  }
  readDescriptor(_selector: number): DescriptorHalves | null {
    this.refuse('descriptors');
    return null;
  }
  loadGdtr(_base: bigint, _limit: number): void {
    this.refuse('GDTR');
  }
  loadIdtr(_base: bigint, _limit: number): void {
    this.refuse('IDTR');
  }
  readControl(_register: number): bigint {
    return this.refuseBigInt('control registers');
  }
  writeControl(_register: number, _value: bigint): void {
    this.refuse('control registers');
  }
  clearTaskSwitched(): void {
    this.refuse('control registers');
  }
  loadMachineStatusWord(_value: number): void {
    this.refuse('control registers');
  }
  readDebug(_register: number): bigint {
    return this.refuseBigInt('debug registers');
  }
  writeDebug(_register: number, _value: bigint): void {
    this.refuse('debug registers');
  }
  readMsr(_index: number): bigint {
    return this.refuseBigInt('MSRs');
  }
  writeMsr(_index: number, _value: bigint): void {
    this.refuse('MSRs');
  }
  farJump(_selector: number, _offset: bigint, _size: 2 | 4 | 8): void {
    this.refuse('far transfers');
  }
  farCall(_selector: number, _offset: bigint, _size: 2 | 4 | 8): void {
    this.refuse('far transfers');
  }
  farReturn(_size: 2 | 4 | 8, _extraBytes: number): void {
    this.refuse('far transfers');
  }
  interruptReturn(_size: 2 | 4 | 8): void {
    this.refuse('interrupt returns');
  }
  softwareInterrupt(_vector: number, _kind: 'software' | 'softwareException' | 'privileged'): void {
    this.refuse('software interrupts');
  }
  syscall(): void {
    this.refuse('system calls');
  }
  sysret(_size: 4 | 8): void {
    this.refuse('system calls');
  }
  sysenter(): void {
    this.refuse('system calls');
  }
  sysexit(_size: 4 | 8): void {
    this.refuse('system calls');
  }
  swapgs(): void {
    this.refuse('segment bases');
  }
  readSegmentBase(_segment: number): bigint {
    return this.refuseBigInt('segment bases');
  }
  writeSegmentBase(_segment: number, _value: bigint): void {
    this.refuse('segment bases');
  }
  setInterruptFlag(): void {
    this.refuse('the interrupt flag');
  }
  clearInterruptFlag(): void {
    this.refuse('the interrupt flag');
  }
  writeFlagsImage(_value: bigint, _size: 2 | 4 | 8): void {
    this.refuse('the flags image');
  }
  checkPort(_port: number, _size: 1 | 2 | 4): boolean {
    this.refuse('ports');
    return false;
  }
  portIn(_port: number, _size: 1 | 2 | 4): bigint {
    return this.refuseBigInt('ports');
  }
  portOut(_port: number, _size: 1 | 2 | 4, _value: bigint): void {
    this.refuse('ports');
  }
  halt(): void {
    this.refuse('HLT');
  }
  monitor(_address: bigint): void {
    this.refuse('MONITOR');
  }
  mwait(): void {
    this.refuse('MWAIT');
  }
  invalidatePage(_segment: number, _offset: bigint): void {
    this.refuse('TLBs');
  }
  invalidatePcid(_type: bigint, _descriptorLow: bigint, _descriptorHigh: bigint): void {
    this.refuse('TLBs');
  }
  cpuid(_leaf: number, _subleaf: number): { eax: number; ebx: number; ecx: number; edx: number } {
    this.refuse('CPUID');
    return { eax: 0, ebx: 0, ecx: 0, edx: 0 };
  }
  readTsc(): bigint {
    return this.refuseBigInt('the time-stamp counter');
  }
  random(_size: 2 | 4 | 8): bigint {
    return this.refuseBigInt('random numbers');
  }
  readPkru(): number {
    return this.refuseNumber('PKRU');
  }
  writePkru(_value: number): void {
    this.refuse('PKRU');
  }
  setAlignmentCheck(_value: boolean): void {
    this.refuse('STAC and CLAC');
  }
  vmx(_insn: Instruction): void {
    this.refuse('VMX');
  }

  private refuseNumber(what: string): number {
    this.refuse(what);
    return 0;
  }

  private refuseBigInt(what: string): bigint {
    this.refuse(what);
    return 0n;
  }
}
