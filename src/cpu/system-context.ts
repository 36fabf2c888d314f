/**
 * The SystemContext of executors: each instruction's effect on the system, handed to the file that models it.
 * SDM Vol. 3, "System Instruction Summary".
 */
import type { DescriptorHalves, SystemContext } from '../execute/context.js';
import { isNull, readDescriptor } from '../execute/descriptors.js';
import { EventType } from '../execute/event-delivery.js';
import { FlagBit } from '../execute/flags.js';
import type { Instruction } from '../isa/instruction.js';
import { SegmentRegister } from '../isa/registers.js';
import { ActivityState, Interruptibility } from '../vmx/processor-state.js';
import { Abort, Attention } from './attention.js';
import { cpuid } from './cpuid.js';
import { readDebug, writeDebug } from './debug-registers.js';
import { hardwareException, takeEvent } from './exceptions.js';
import { farReturn, interruptReturn } from './far-return.js';
import { farCall, farJump } from './far-transfer.js';
import { swapgs, syscall, sysenter, sysexit, sysret } from './fast-system-call.js';
import { linearAddress } from './linear-address.js';
import { CpuMemory } from './memory-access.js';
import { Msr } from './msr-index.js';
import { executeRdmsr, executeWrmsr } from './msrs.js';
import { clearTaskSwitched, loadMachineStatusWord, writeCr0, writeCr3, writeCr4 } from './paging-control.js';
import { checkPort, portIn, portOut } from './port-access.js';
import { nextRandom } from './random.js';
import { Cr4 } from './register-bits.js';
import { loadLdtr, loadSegment, loadTr } from './segment-loading.js';
import { RANDOM_WORD } from './state.js';
import { invalidatePage, invalidatePcid } from './tlb-control.js';

const UD = 6;
const GP = 13;

/** Flags that POPF may change at CPL 0. */
const POPF_FLAGS =
  FlagBit.CF |
  FlagBit.PF |
  FlagBit.AF |
  FlagBit.ZF |
  FlagBit.SF |
  FlagBit.TF |
  FlagBit.DF |
  FlagBit.OF |
  FlagBit.NT |
  FlagBit.AC |
  FlagBit.ID;

/** What stops a repeated string instruction between two iterations. */
const INTERRUPTS_REPEAT =
  Attention.STOP |
  Attention.INTERRUPT |
  Attention.TRAP |
  Attention.SINGLE_STEP |
  Attention.MONITOR_TRAP |
  Attention.INTERRUPT_WINDOW;

const EVENT_TYPES = {
  software: EventType.SOFTWARE_INTERRUPT,
  softwareException: EventType.SOFTWARE_EXCEPTION,
  privileged: EventType.PRIVILEGED_SOFTWARE_EXCEPTION,
} as const;

export abstract class CpuSystem extends CpuMemory implements SystemContext {
  /** MONITOR has armed an address. */
  monitorArmed = false;

  // ---- segments and descriptor tables

  getSegment(segment: number): number {
    return this.segments[segment]!.selector;
  }

  loadSegment(segment: number, selector: number): void {
    loadSegment(this, segment, selector);
    // MOV and POP to SS hold interrupts off; LSS does not.
    const holdsOff = segment === SegmentRegister.SS && this.entry.insn.mnemonic !== 'LSS';
    if (holdsOff && !this.aborted) this.setShadow(Interruptibility.MOV_SS);
  }

  getLdtr(): number {
    return this.ldtr.selector;
  }

  getTr(): number {
    return this.tr.selector;
  }

  loadLdtr(selector: number): void {
    loadLdtr(this, selector);
  }

  loadTr(selector: number): void {
    loadTr(this, selector);
  }

  readDescriptor(selector: number): DescriptorHalves | null {
    return this.aborted || isNull(selector) ? null : readDescriptor(this, selector, false);
  }

  get gdtrBase(): bigint {
    return linearAddress(this.gdtrLo, this.gdtrHi);
  }

  get idtrBase(): bigint {
    return linearAddress(this.idtrLo, this.idtrHi);
  }

  loadGdtr(base: bigint, limit: number): void {
    if (!this.isTableBaseValid(base)) return;
    this.setGdtr(base, limit);
  }

  loadIdtr(base: bigint, limit: number): void {
    if (!this.isTableBaseValid(base)) return;
    this.setIdtr(base, limit);
  }

  setGdtr(base: bigint, limit: number): void {
    this.gdtrLo = Number(base & 0xffff_ffffn) | 0;
    this.gdtrHi = Number(base >> 32n) | 0;
    this.gdtrLimit = limit & 0xffff;
  }

  setIdtr(base: bigint, limit: number): void {
    this.idtrLo = Number(base & 0xffff_ffffn) | 0;
    this.idtrHi = Number(base >> 32n) | 0;
    this.idtrLimit = limit & 0xffff;
  }

  private isTableBaseValid(base: bigint): boolean {
    if (this.bits === 64 && !this.isCanonicalAddress(base)) this.raise(GP, 0);
    return !this.aborted;
  }

  // ---- control, debug and model-specific registers

  readControl(register: number): bigint {
    switch (register) {
      case 0: {
        const cr0 = BigInt(this.cr0Bits >>> 0);
        return this.nonRoot ? this.vmxHooks!.readCr0(cr0) : cr0;
      }
      case 2:
        return this.cr2;
      case 3:
        return this.cr3Value;
      case 4: {
        const cr4 = BigInt(this.cr4Bits >>> 0);
        return this.nonRoot ? this.vmxHooks!.readCr4(cr4) : cr4;
      }
      case 8:
        return BigInt(this.buses.interrupts.readTaskPriority());
      default:
        this.raise(UD, -1);
        return 0n;
    }
  }

  writeControl(register: number, value: bigint): void {
    if (this.aborted) return;
    switch (register) {
      case 0:
        writeCr0(this, value);
        break;
      case 2:
        this.cr2 = value;
        break;
      case 3:
        writeCr3(this, value);
        break;
      case 4:
        writeCr4(this, value);
        break;
      case 8:
        this.writeTaskPriority(value);
        break;
      default:
        this.raise(UD, -1);
    }
  }

  private writeTaskPriority(value: bigint): void {
    if (value > 15n) {
      this.raise(GP, 0);
      return;
    }
    const { interrupts } = this.buses;
    interrupts.writeTaskPriority(Number(value));
    if (!this.nonRoot) this.setInterruptLine(interrupts.pending());
  }

  clearTaskSwitched(): void {
    clearTaskSwitched(this);
  }

  loadMachineStatusWord(value: number): void {
    if (!this.aborted) loadMachineStatusWord(this, value);
  }

  readDebug(register: number): bigint {
    return readDebug(this, register);
  }

  writeDebug(register: number, value: bigint): void {
    writeDebug(this, register, value);
  }

  readMsr(index: number): bigint {
    return executeRdmsr(this, index);
  }

  writeMsr(index: number, value: bigint): void {
    executeWrmsr(this, index, value);
  }

  get umipBlocks(): boolean {
    return this.cpl > 0 && (this.cr4Bits & Cr4.UMIP) !== 0;
  }

  readSegmentBase(segment: number): bigint {
    if (!this.requireCr4(Cr4.FSGSBASE)) return 0n;
    return this.msrValue(segment === SegmentRegister.FS ? Msr.FS_BASE : Msr.GS_BASE);
  }

  writeSegmentBase(segment: number, value: bigint): void {
    if (!this.requireCr4(Cr4.FSGSBASE)) return;
    if (this.isCanonicalAddress(value)) {
      this.setMsrValue(segment === SegmentRegister.FS ? Msr.FS_BASE : Msr.GS_BASE, value);
    } else this.raise(GP, 0);
  }

  readPkru(): number {
    return this.requireCr4(Cr4.PKE) ? this.pkru : 0;
  }

  writePkru(value: number): void {
    if (!this.requireCr4(Cr4.PKE)) return;
    this.pkru = value >>> 0;
    this.configureMmu();
  }

  /** #UD unless a CR4 bit enables the instruction. */
  private requireCr4(bit: number): boolean {
    if ((this.cr4Bits & bit) === 0) this.raise(UD, -1);
    return !this.aborted;
  }

  // ---- control transfer

  farJump(selector: number, offset: bigint): void {
    farJump(this, selector, offset);
  }

  farCall(selector: number, offset: bigint, size: 2 | 4 | 8): void {
    farCall(this, selector, offset, size);
  }

  farReturn(size: 2 | 4 | 8, extraBytes: number): void {
    farReturn(this, size, extraBytes);
  }

  interruptReturn(size: 2 | 4 | 8): void {
    interruptReturn(this, size);
  }

  softwareInterrupt(vector: number, kind: 'software' | 'softwareException' | 'privileged'): void {
    if (this.aborted) return;
    const event = hardwareException(vector, -1, this.nextRip);
    event.type = EVENT_TYPES[kind];
    event.resumeFlag = this.flags.has(FlagBit.RF);
    event.length = this.entry.length;
    // A fault in its delivery, or a VM exit, has moved execution by itself: the instruction has not completed.
    if (!takeEvent(this, event)) this.giveUp(Abort.TRANSFERRED);
    else this.softwareEntered = true;
  }

  syscall(): void {
    if (this.aborted) return;
    syscall(this);
    this.softwareEntered = true;
  }

  sysret(size: 4 | 8): void {
    if (!this.aborted) sysret(this, size);
  }

  sysenter(): void {
    if (!this.aborted) sysenter(this);
  }

  sysexit(size: 4 | 8): void {
    if (!this.aborted) sysexit(this, size);
  }

  swapgs(): void {
    swapgs(this);
  }

  // ---- flags

  setInterruptFlag(): void {
    if (!this.requireIopl()) return;
    if (!this.flags.has(FlagBit.IF)) {
      this.flags.change(FlagBit.IF, true);
      this.setShadow(Interruptibility.STI);
      this.flagsChanged();
    }
  }

  clearInterruptFlag(): void {
    if (!this.requireIopl()) return;
    this.flags.change(FlagBit.IF, false);
    this.flagsChanged();
  }

  private requireIopl(): boolean {
    if (this.cpl > this.iopl) this.raise(GP, 0);
    return !this.aborted;
  }

  writeFlagsImage(value: bigint, size: 2 | 4 | 8): void {
    if (this.aborted) return;
    let changeable = POPF_FLAGS;
    if (this.cpl === 0) changeable |= FlagBit.IOPL;
    if (this.cpl <= this.iopl) changeable |= FlagBit.IF;
    // RF, VIF and VIP are cleared, the last two by the wide forms only.
    let cleared: number = FlagBit.RF | FlagBit.VIF | FlagBit.VIP;
    if (size === 2) {
      changeable &= 0xffff;
      cleared = FlagBit.RF;
    }
    const image = Number(value & 0xffff_ffffn);
    const old = this.flags.image & ~cleared;
    this.flags.image = (old & ~changeable) | (image & changeable);
    this.flagsChanged();
  }

  readFlagsImage(): bigint {
    return BigInt((this.flags.image & ~(FlagBit.RF | FlagBit.VM)) >>> 0);
  }

  setAlignmentCheck(value: boolean): void {
    if (this.cpl !== 0) this.raise(UD, -1);
    this.flags.change(FlagBit.AC, value);
    if (!this.aborted) this.flagsChanged();
  }

  // ---- ports

  checkPort(port: number, size: 1 | 2 | 4): boolean {
    return checkPort(this, port, size);
  }

  portIn(port: number, size: 1 | 2 | 4): bigint {
    return portIn(this, port, size);
  }

  portOut(port: number, size: 1 | 2 | 4, value: bigint): void {
    portOut(this, port, size, value);
  }

  // ---- the rest

  halt(): void {
    if (!this.aborted) this.setActivity(ActivityState.HLT);
  }

  monitor(_address: bigint): void {
    if (!this.aborted) this.monitorArmed = true;
  }

  /**
   * Waits as HLT does when MONITOR has armed an address, since nothing but an interrupt handler can write to it;
   * otherwise does nothing, as the SDM says.
   */
  mwait(): void {
    if (this.aborted || !this.monitorArmed) return;
    this.monitorArmed = false;
    this.setActivity(ActivityState.HLT);
  }

  pause(): void {}

  cacheControl(): void {}

  invalidatePage(segment: number, offset: bigint): void {
    invalidatePage(this, segment, offset);
  }

  invalidatePcid(type: bigint, descriptorLow: bigint, descriptorHigh: bigint): void {
    invalidatePcid(this, type, descriptorLow, descriptorHigh);
  }

  cpuid(leaf: number, subleaf: number): { eax: number; ebx: number; ecx: number; edx: number } {
    return cpuid(this, leaf >>> 0, subleaf >>> 0);
  }

  readTsc(): bigint {
    if (this.cpl !== 0 && (this.cr4Bits & Cr4.TSD) !== 0) this.raise(GP, 0);
    return this.timeStampCounter();
  }

  get tscAux(): number {
    return Number(this.msrValue(Msr.TSC_AUX));
  }

  random(size: 2 | 4 | 8): bigint {
    return this.aborted ? 0n : BigInt.asUintN(size * 8, nextRandom(this.words, RANDOM_WORD));
  }

  vmx(insn: Instruction): void {
    if (this.aborted) return;
    if (this.vmxHooks !== null) this.vmxHooks.execute(insn, this);
    else this.vmxLockedOff(insn);
  }

  /** VMX instructions on a processor whose firmware has locked VMX off, or that has none: all but VMXON are undefined. */
  private vmxLockedOff(insn: Instruction): void {
    const isOther = insn.mnemonic !== 'VMXON' || (this.cr4Bits & Cr4.VMXE) === 0;
    if (isOther || (this.longMode && this.bits !== 64)) this.raise(UD, -1);
    else this.raise(GP, 0);
  }

  /** Called by bound executors before an instruction that can exit: true when a VM exit has replaced it. */
  intercept(insn: Instruction): boolean {
    if (!this.nonRoot || !this.vmxHooks!.interceptInstruction(insn, this)) return false;
    if (!this.aborted) this.giveUp(Abort.TRANSFERRED);
    return true;
  }

  /** INTR, as the interrupt controller drives it. */
  setInterruptLine(asserted: boolean): void {
    this.interruptLine = asserted;
    this.updateInterruptAttention();
  }

  chargeRepeat(): void {
    this.countRepeat();
    this.charge(this.profile.repeat);
  }

  interruptRepeat(): boolean {
    const isEventDue = (this.attention & INTERRUPTS_REPEAT) !== 0 || this.isDeadlineReached();
    if (!isEventDue && !this.isOverwritten()) return false;
    // Between iterations the instruction has not retired: the run loop counts it again when it does.
    this.nextRip = this.rip;
    this.uncountInstruction();
    this.midRepeat = isEventDue;
    return true;
  }

  /** Whether the run loop should look up: the cycle it runs to is reached. */
  protected abstract isDeadlineReached(): boolean;
  /** Whether the bytes of the instruction under way have been written: it is fetched again. */
  protected abstract isOverwritten(): boolean;
  /** Take back the count and cost that the run loop adds after the instruction. */
  protected abstract uncountInstruction(): void;
}
