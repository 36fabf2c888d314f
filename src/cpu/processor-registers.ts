/**
 * The processor as the VMX layer sees it: registers that VM entry loads and VM exit saves, and what the processor does
 * when they have been replaced. SDM Vol. 3, "Guest-State Area", "Host-State Area", "Loading Guest State".
 */
import { ActivityState, type ContextSwitch, type ProcessorState, type SegmentState } from '../vmx/processor-state.js';
import { Attention } from './attention.js';
import { setDr6, setDr7 } from './debug-registers.js';
import { linearAddress } from './linear-address.js';
import { Msr } from './msr-index.js';
import { readMsr, writeMsr } from './msrs.js';
import { Cr0, Cr4, Dr6, Efer } from './register-bits.js';
import { CpuSystem } from './system-context.js';

/** Pending debug exceptions: B0–B3 and BS as in DR6; bit 12 says that an enabled breakpoint was met. */
const PENDING_BREAKPOINT = 1 << 12;
const BLOCKING_BY_STI_OR_MOV_SS = 3;
const NMI_BLOCKING = 8;

/** An event that VM entry left to deliver. */
export interface InjectedEvent {
  readonly vector: number;
  readonly type: number;
  readonly errorCode: number;
  readonly instructionLength: number;
}

export abstract class CpuRegisters extends CpuSystem implements ProcessorState {
  injected: InjectedEvent | null = null;
  /** An MTF VM exit is due before the next instruction. */
  monitorTrapPending = false;

  get gpr(): BigUint64Array {
    return this.registers;
  }

  get rflags(): bigint {
    return BigInt(this.flags.image >>> 0);
  }

  set rflags(value: bigint) {
    this.flags.image = Number(value & 0xffff_ffffn);
    this.flagsChanged();
  }

  get cr0(): bigint {
    return BigInt(this.cr0Bits >>> 0);
  }

  set cr0(value: bigint) {
    this.cr0Bits = Number(value & 0xffff_ffffn);
  }

  get cr3(): bigint {
    return this.cr3Value;
  }

  set cr3(value: bigint) {
    this.cr3Value = value;
  }

  get cr4(): bigint {
    return BigInt(this.cr4Bits >>> 0);
  }

  set cr4(value: bigint) {
    this.cr4Bits = Number(value & 0xffff_ffffn);
  }

  get efer(): bigint {
    return BigInt(this.eferBits);
  }

  set efer(value: bigint) {
    this.eferBits = Number(value & 0xffff_ffffn);
  }

  get dr6(): bigint {
    return BigInt(this.dr6Bits >>> 0);
  }

  set dr6(value: bigint) {
    setDr6(this, Number(value & 0xffff_ffffn));
  }

  get dr7(): bigint {
    return BigInt(this.dr7Bits >>> 0);
  }

  set dr7(value: bigint) {
    setDr7(this, Number(value & 0xffff_ffffn));
  }

  override get gdtrBase(): bigint {
    return linearAddress(this.gdtrLo, this.gdtrHi);
  }

  override set gdtrBase(value: bigint) {
    this.setGdtr(value, this.gdtrLimit);
  }

  override get idtrBase(): bigint {
    return linearAddress(this.idtrLo, this.idtrHi);
  }

  override set idtrBase(value: bigint) {
    this.setIdtr(value, this.idtrLimit);
  }

  getSegmentState(index: number): SegmentState {
    const { selector, baseLo, baseHi, limit, rights } = this.segments[index]!;
    return { selector, base: linearAddress(baseLo, baseHi), limit, accessRights: rights };
  }

  /** The caller ends a series of these with `contextLoaded`. */
  setSegmentState(index: number, state: SegmentState): void {
    const { selector, base, limit, accessRights } = state;
    const lo = Number(base & 0xffff_ffffn);
    this.segments[index]!.set(selector, lo, Number((base >> 32n) & 0xffff_ffffn), limit, accessRights);
  }

  readMsrRaw(index: number): bigint {
    return index === Msr.EFER ? this.efer : this.msrValue(index);
  }

  writeMsrRaw(index: number, value: bigint): void {
    if (index === Msr.EFER) this.efer = value;
    else this.setMsrValue(index, value);
  }

  rdmsr(index: number): bigint | null {
    return readMsr(this, index);
  }

  wrmsr(index: number, value: bigint): boolean {
    return writeMsr(this, index, value);
  }

  get interruptibility(): number {
    return this.shadow | (this.nmiBlocked ? NMI_BLOCKING : 0);
  }

  set interruptibility(value: number) {
    this.nmiBlocked = (value & NMI_BLOCKING) !== 0;
    this.shadow = value & BLOCKING_BY_STI_OR_MOV_SS;
    // It lasts until the next instruction has completed, not to the end of one that loads this state (VM entry).
    this.shadowFresh = true;
    this.setAttention(Attention.SHADOW, this.shadow !== 0);
  }

  get activityState(): number {
    return this.activity;
  }

  set activityState(value: number) {
    this.setActivity(value);
  }

  get pendingDebugExceptions(): bigint {
    const hits = this.pendingDebug & Dr6.B_ANY;
    return BigInt(hits | (this.pendingDebug & Dr6.BS) | (hits !== 0 ? PENDING_BREAKPOINT : 0));
  }

  set pendingDebugExceptions(value: bigint) {
    this.pendingDebug = Number(value) & (Dr6.B_ANY | Dr6.BS);
    this.setAttention(Attention.TRAP, this.pendingDebug !== 0);
  }

  getPdpte(index: number): bigint {
    return this.mmu.getPdpte(index);
  }

  contextLoaded(change: ContextSwitch): boolean {
    this.nonRoot = change.nonRoot;
    this.eptp = change.eptp;
    this.vpid = change.vpid;
    // CS.RPL does not say it after VM entry; SS.DPL is the CPL.
    this.cpl = this.ss.dpl;
    this.monitorArmed = false;
    this.monitorTrapPending = false;
    this.injected = null;
    const hooks = this.vmxHooks!;
    this.preemptionDeadline = change.nonRoot ? hooks.preemptionDeadline : Number.POSITIVE_INFINITY;
    if (!change.nonRoot) {
      this.interruptibility = this.interruptibility & NMI_BLOCKING;
      this.pendingDebugExceptions = 0n;
      this.setActivity(ActivityState.ACTIVE);
    }
    this.setAttention(Attention.INJECT, false);
    this.setAttention(Attention.MONITOR_TRAP, change.nonRoot && hooks.monitorTrapFlag);
    this.setAttention(Attention.EXITED, !change.nonRoot && this.hypervisorInstalled);
    this.deadlineChanged();
    this.configureMmu();
    if (change.flush) this.mmu.flushWorldSwitch();
    this.updateMode();
    this.flagsChanged();
    return this.loadPdptesAfterSwitch(change.pdptes);
  }

  private loadPdptesAfterSwitch(pdptes: readonly bigint[] | null): boolean {
    const isPaging = (this.cr0Bits & Cr0.PG) !== 0 && (this.cr4Bits & Cr4.PAE) !== 0;
    if (!isPaging || (this.eferBits & Efer.LMA) !== 0) return true;
    if (pdptes !== null) {
      this.mmu.setPdptes(pdptes);
      return true;
    }
    const loaded = this.mmu.loadPdptes(this.cr3Value);
    if (!loaded && this.mmu.failed) this.mmu.clearEvent();
    return loaded;
  }

  /** The event is delivered before anything else when execution goes on. */
  injectEvent(vector: number, type: number, errorCode: number, instructionLength: number): void {
    this.injected = { vector, type, errorCode, instructionLength };
    this.attention |= Attention.INJECT;
  }

  /** `preemptionDeadline` has changed. */
  protected abstract deadlineChanged(): void;
}
