/**
 * The processor: fetch, execute, and what happens between instructions.
 * SDM Vol. 3, "Priority Among Concurrent Events", "Masking Exceptions and Interrupts When Switching Stacks",
 * "Single-Step Exception Condition"; for VMX non-root operation "Other Causes of VM Exits".
 *
 * An instruction is counted and charged when it completes. One that faults or exits is neither.
 */
import { FlagBit } from '../execute/flags.js';
import { Counter } from '../timing/counters.js';
import type { VmxHooks } from '../vmx/hooks.js';
import { ActivityState, Interruptibility } from '../vmx/processor-state.js';
import { instructionBreakpointHit } from './breakpoints.js';
import { CodeCache, type CodePage, PAGE_SIZE } from './code-cache.js';
import type { CodeEntry } from './code-entry.js';
import { EventType } from './event-delivery.js';
import { hardwareException, reportMemoryEvent, takeEvent } from './exceptions.js';
import { applyInitialState, type InitialState } from './initial-state.js';
import { CpuRegisters } from './processor-registers.js';
import { Dr6 } from './register-bits.js';
import {
  RUN_DEADLINE,
  RUN_HALTED,
  RUN_HALTED_FOR_GOOD,
  RUN_INSTRUCTIONS,
  RUN_STOPPED,
  RUN_VM_EXIT,
  type RunStop,
} from './run-stop.js';
import { Abort, Attention, type CpuOptions, NEXT_HI, NEXT_LO, NO_PAGE, RANDOM_WORD, RIP_HI, RIP_LO } from './state.js';

const GP = 13;
const UD = 6;
const DB = 1;
const FOUR_GIB = 0x1_0000_0000;
const OFFSET_IN_PAGE = PAGE_SIZE - 1;
const MAX_LENGTH = 15;

const CYCLES = Counter.cycles!;
const CYCLES_IDLE = Counter.cyclesIdle!;
const INSTRUCTIONS = Counter.instructions!;

/** A fetch from nowhere reads ones. */
const ONES = new Uint8Array(MAX_LENGTH).fill(0xff);

/** An undefined opcode that the program ran into. */
export interface UndefinedOpcode {
  readonly rip: bigint;
  /** The bytes there, as far as they can be read. */
  readonly bytes: readonly number[];
}

export class Cpu extends CpuRegisters {
  /** The last #UD that an instruction raised. */
  lastUndefined: UndefinedOpcode | null = null;

  private readonly codeCache: CodeCache;
  private codePage: CodePage;
  private fetchEpoch = -1;
  private runUntil = Number.POSITIVE_INFINITY;
  /** The nearer of `runUntil` and the VMX-preemption timer. */
  private deadline = Number.POSITIVE_INFINITY;
  /** Debug conditions that were pending before the instruction. */
  private pendingBefore = 0;

  constructor(options: CpuOptions) {
    super(options);
    this.codeCache = new CodeCache(options.memory.u8, options.mmu, options.profile);
    this.codePage = this.codeCache.page(0, 64);
    this.words[RANDOM_WORD] = BigInt.asUintN(64, BigInt(options.seed ?? 0));
    this.setAttention(Attention.TRACE, this.trace !== null);
    options.mmu.onCodeWrite = (hostOffset, size) => this.codeCache.written(hostOffset, size);
  }

  /** Connect the VMX layer. */
  installVmx(hooks: VmxHooks): void {
    this.vmxHooks = hooks;
  }

  /** Start a program: registers as `state` says, everything else as after reset. */
  resetTo(state: InitialState): void {
    applyInitialState(this, state);
  }

  /** Host memory was written past the MMU (a device or a hypervisor): decoded instructions there are dropped. */
  codeWritten(hostOffset: number, size: number): void {
    this.codeCache.written(hostOffset, size);
  }

  /** Memory has been replaced as a whole. */
  forgetCode(): void {
    this.codeCache.clear();
    this.fetchLo = NO_PAGE;
  }

  /** Stop `run` before the next instruction. */
  requestStop(): void {
    this.attention |= Attention.STOP;
  }

  /** A device event has come nearer during a run. */
  requestDeadline(cycle: number): void {
    this.runUntil = Math.min(this.runUntil, cycle);
    this.deadlineChanged();
  }

  /** Let simulated time pass until `cycle` while halted; charged as idle. */
  idleUntil(cycle: number): void {
    const { counters } = this;
    const idle = cycle - counters[CYCLES]!;
    if (idle <= 0) return;
    counters[CYCLES] = cycle;
    counters[CYCLES_IDLE]! += idle;
  }

  /**
   * Run until `untilCycle` is reached, `maxInstructions` more instructions have completed, or something else stops the
   * processor. Events due at the same boundary are taken when it runs on.
   */
  run(untilCycle: number, maxInstructions: number): RunStop {
    const { counters } = this;
    const limit = counters[INSTRUCTIONS]! + maxInstructions;
    this.runUntil = untilCycle;
    this.deadlineChanged();
    for (;;) {
      if (this.attention === 0 && counters[CYCLES]! < this.deadline && counters[INSTRUCTIONS]! < limit) {
        this.executeOne();
        continue;
      }
      const stop = this.betweenInstructions(limit);
      if (stop !== null) return stop;
      if (this.attention === 0) this.executeOne();
      else this.executeCarefully();
    }
  }

  /** Take what is due, then one instruction. Null: the processor can run on. */
  step(): RunStop | null {
    this.runUntil = Number.POSITIVE_INFINITY;
    this.deadlineChanged();
    const stop = this.betweenInstructions(Number.POSITIVE_INFINITY);
    if (stop === null) this.executeCarefully();
    return stop;
  }

  protected deadlineChanged(): void {
    this.deadline = Math.min(this.runUntil, this.preemptionDeadline);
  }

  protected isDeadlineReached(): boolean {
    return this.counters[CYCLES]! >= this.deadline;
  }

  protected uncountInstruction(): void {
    this.counters[INSTRUCTIONS]! -= 1;
    this.counters[CYCLES]! -= this.entry.cost;
  }

  // ---- one instruction

  /** Fetch and execute. False: it did not complete, and what it led to has been taken. */
  private executeOne(): boolean {
    const { halves, counters } = this;
    const ripLo = halves[RIP_LO]!;
    const ripHi = halves[RIP_HI]!;
    const lo = (ripLo + this.codeBaseLo) | 0;
    let entry: CodeEntry | undefined;
    if ((lo & ~OFFSET_IN_PAGE) === this.fetchLo && ripHi === this.fetchHi && this.mmu.fetchEpoch === this.fetchEpoch) {
      entry = this.codePage.entries[lo & OFFSET_IN_PAGE];
    }
    if (entry === undefined) {
      const fetched = this.fetch(lo, ripHi);
      if (fetched === null) {
        this.takeAbort();
        return false;
      }
      entry = fetched;
    }
    this.entry = entry;
    const next = (ripLo >>> 0) + entry.length;
    halves[NEXT_LO] = next | 0;
    halves[NEXT_HI] = next < FOUR_GIB ? ripHi : this.bits === 64 ? ripHi + 1 : 0;
    entry.execute(this, entry.insn);
    if (this.aborted) {
      this.takeAbort();
      return false;
    }
    halves[RIP_LO] = halves[NEXT_LO]!;
    halves[RIP_HI] = halves[NEXT_HI]!;
    counters[INSTRUCTIONS]! += 1;
    counters[CYCLES]! += entry.cost;
    return true;
  }

  /** Look the page up, then the instruction in it. Null: a fault is recorded. */
  private fetch(lo: number, hi: number): CodeEntry | null {
    if (this.bits === 64 && !this.isCanonical(hi)) {
      this.raise(GP, 0);
      return null;
    }
    const host = this.fetchPage(lo, hi);
    if (this.aborted) return null;
    if (host < 0) return this.codeCache.decodeBytes(ONES, this.bits);
    const page = this.codePage;
    const offset = lo & OFFSET_IN_PAGE;
    const entry = page.entries[offset] ?? this.codeCache.decode(page, offset);
    if (entry !== null) return entry;

    const secondLo = ((lo | OFFSET_IN_PAGE) + 1) | 0;
    const secondHi = secondLo === 0 && this.bits === 64 ? hi + 1 : hi;
    if (this.bits === 64 && !this.isCanonical(secondHi)) {
      this.raise(GP, 0);
      return null;
    }
    const second = this.fetchPage(secondLo, secondHi);
    return this.aborted ? null : this.codeCache.decodeCrossing(page, offset, second);
  }

  /** Make a page the one that is fetched from. Its host offset, or −1 where nothing can be executed. */
  private fetchPage(lo: number, hi: number): number {
    const { mmu } = this;
    const host = mmu.fetch(lo, hi, this.privilege);
    if (host < 0) {
      this.fetchLo = NO_PAGE;
      if (mmu.failed) this.memoryFailed();
      return -1;
    }
    this.fetchLo = lo & ~OFFSET_IN_PAGE;
    this.fetchHi = hi;
    this.fetchEpoch = mmu.fetchEpoch;
    this.codePage = this.codeCache.page(host & ~OFFSET_IN_PAGE, this.bits);
    return host;
  }

  /** The instruction was given up: take the exception, or the VM exit, that it led to. */
  private takeAbort(): void {
    const kind = this.abortKind;
    const { exception } = this;
    if (kind === Abort.MEMORY_EVENT) reportMemoryEvent(this);
    this.beginInstruction();
    if (kind !== Abort.EXCEPTION) return;
    // A fault undoes the data breakpoints that the instruction met.
    this.pendingDebug = this.pendingBefore;
    const { vector, errorCode } = exception!;
    if (vector === UD) this.recordUndefined();
    const event = hardwareException(vector, errorCode, this.rip);
    if (vector === DB) event.debug = this.faultDebug;
    takeEvent(this, event);
    this.beginInstruction();
  }

  private recordUndefined(): void {
    const { halves } = this;
    const start = (halves[RIP_LO]! + this.codeBaseLo) | 0;
    const bytes: number[] = [];
    for (let n = 0; n < MAX_LENGTH; n++) {
      const sum = (start >>> 0) + n;
      const host = this.mmu.peek(sum | 0, halves[RIP_HI]! + (sum >= FOUR_GIB ? 1 : 0));
      if (host < 0) break;
      bytes.push(this.memory.u8[host]!);
    }
    this.lastUndefined = { rip: this.rip, bytes };
  }

  /** One instruction while something is to be watched: breakpoints, single-stepping, shadows, limits, observers. */
  private executeCarefully(): void {
    const { flags } = this;
    const resume = flags.has(FlagBit.RF);
    if (!resume && this.meetsBreakpoint()) return;
    if (!this.isWithinCodeLimit()) {
      this.raise(GP, 0);
      this.takeAbort();
      return;
    }
    const steps = flags.has(FlagBit.TF);
    const { rip } = this;
    this.pendingBefore = this.pendingDebug;
    this.shadowFresh = false;
    this.softwareEntered = false;
    this.midRepeat = false;
    const completed = this.executeOne();
    this.pendingBefore = 0;
    if (!this.shadowFresh) this.endShadow();
    if (completed && !this.midRepeat) {
      if (resume && this.entry.insn.mnemonic !== 'IRET') flags.change(FlagBit.RF, false);
      if (this.trace !== null) this.trace.retired?.(rip, this.entry.length);
    }
    if (completed && steps && this.shadow !== Interruptibility.MOV_SS) {
      if (!this.softwareEntered || flags.has(FlagBit.TF)) this.pendingDebug |= Dr6.BS;
    }
    this.setAttention(Attention.TRAP, this.pendingDebug !== 0);
    this.setAttention(Attention.RESUME, flags.has(FlagBit.RF));
    if ((this.attention & Attention.MONITOR_TRAP) !== 0) this.monitorTrapPending = true;
  }

  private endShadow(): void {
    this.shadow = 0;
    this.setAttention(Attention.SHADOW, false);
  }

  /** An instruction breakpoint at this instruction: #DB before it executes. */
  private meetsBreakpoint(): boolean {
    if ((this.attention & Attention.BREAKPOINT) === 0) return false;
    const lo = (this.halves[RIP_LO]! + this.codeBaseLo) | 0;
    const hits = instructionBreakpointHit(this, lo, this.halves[RIP_HI]!);
    if (hits === 0) return false;
    this.takeDebug(hits, false);
    return true;
  }

  private isWithinCodeLimit(): boolean {
    if ((this.attention & Attention.CODE_LIMIT) === 0) return true;
    const start = this.halves[RIP_LO]! >>> 0;
    const { limit } = this.cs;
    if (start > limit) return false;
    if (start + MAX_LENGTH - 1 <= limit) return true;
    // Near the limit the length decides.
    const entry = this.fetch((start + this.codeBaseLo) | 0, 0);
    return entry === null ? !this.aborted : start + entry.length - 1 <= limit;
  }

  private takeDebug(conditions: number, isRepeat: boolean): void {
    const event = hardwareException(DB, -1, this.rip);
    event.debug = conditions;
    event.resumeFlag = isRepeat || this.flags.has(FlagBit.RF);
    takeEvent(this, event);
    this.beginInstruction();
  }

  // ---- between instructions

  /** Stops that are due, or null after all events that are due have been taken, in the SDM's order of priority. */
  private betweenInstructions(limit: number): RunStop | null {
    for (;;) {
      const { attention } = this;
      if ((attention & Attention.EXITED) !== 0) {
        this.setAttention(Attention.EXITED, false);
        return RUN_VM_EXIT;
      }
      if ((attention & Attention.STOP) !== 0) {
        this.setAttention(Attention.STOP, false);
        return RUN_STOPPED;
      }
      if (this.shutdownRecord !== null) return { kind: 'shutdown', record: this.shutdownRecord };
      if (this.counters[CYCLES]! >= this.runUntil) return RUN_DEADLINE;
      if (this.counters[INSTRUCTIONS]! >= limit) return RUN_INSTRUCTIONS;
      if (this.takeNextEvent()) continue;
      if (this.activity === ActivityState.ACTIVE) return null;
      return this.flags.has(FlagBit.IF) ? RUN_HALTED : RUN_HALTED_FOR_GOOD;
    }
  }

  /** Take the event of highest priority that is due now; false when there is none. */
  private takeNextEvent(): boolean {
    const { attention } = this;
    const hooks = this.vmxHooks;
    if ((attention & Attention.INJECT) !== 0) {
      this.deliverInjected();
      return true;
    }
    if (this.monitorTrapPending) {
      this.monitorTrapPending = false;
      if (hooks!.monitorTrap()) return true;
    }
    if ((attention & Attention.TRAP) !== 0 && this.shadow !== Interruptibility.MOV_SS) {
      const conditions = this.pendingDebug;
      this.pendingDebug = 0;
      this.setAttention(Attention.TRAP, false);
      this.takeDebug(conditions, this.midRepeat);
      return true;
    }
    if (this.counters[CYCLES]! >= this.preemptionDeadline && hooks!.preemptionTimerExpired()) return true;
    if (this.shadow !== 0) return false;
    if ((attention & Attention.INTERRUPT_WINDOW) !== 0 && hooks!.interceptInterruptWindow()) return true;
    return (attention & Attention.INTERRUPT) !== 0 && this.takeInterrupt();
  }

  private deliverInjected(): void {
    const { vector, type, errorCode, instructionLength } = this.injected!;
    this.injected = null;
    this.setAttention(Attention.INJECT, false);
    if (type === EventType.OTHER) {
      this.monitorTrapPending = true;
      return;
    }
    const event = hardwareException(vector, errorCode, this.rip + BigInt(instructionLength));
    event.type = type;
    event.length = instructionLength;
    event.resumeFlag = this.flags.has(FlagBit.RF);
    event.injected = true;
    takeEvent(this, event);
    this.beginInstruction();
    if ((this.attention & Attention.MONITOR_TRAP) !== 0) this.monitorTrapPending = true;
  }

  private takeInterrupt(): boolean {
    if (this.nonRoot && this.vmxHooks!.interceptExternalInterrupt()) return true;
    const { interrupts } = this.buses;
    if (!this.flags.has(FlagBit.IF)) return false;
    if (!interrupts.pending()) {
      this.setInterruptLine(false);
      return false;
    }
    const vector = interrupts.acknowledge();
    this.setInterruptLine(interrupts.pending());
    this.trace?.interrupt?.(vector, this.rip);
    const event = hardwareException(vector, -1, this.rip);
    event.type = EventType.EXTERNAL_INTERRUPT;
    event.resumeFlag = this.midRepeat || this.flags.has(FlagBit.RF);
    takeEvent(this, event);
    this.beginInstruction();
    return true;
  }
}
