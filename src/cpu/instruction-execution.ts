/**
 * One instruction: fetch through the decode cache, execution, and what a fault or VM exit in it leads to.
 * SDM Vol. 3, "Self-Modifying Code"; for what is watched, "Single-Step Exception Condition", "Instruction-Breakpoint
 * Exception Condition", "Masking Exceptions and Interrupts When Switching Stacks".
 *
 * An instruction is counted and charged when it completes. One that faults or exits is neither.
 */
import { instructionBreakpoints } from '../execute/breakpoints.js';
import { FlagBit } from '../execute/flags.js';
import { Counter } from '../timing/counters.js';
import { Interruptibility } from '../vmx/processor-state.js';
import { Abort, Attention } from './attention.js';
import { CodeCache, type CodePage, PAGE_SIZE, pageOf } from './code-cache.js';
import type { CodeEntry } from './code-entry.js';
import { hardwareException, reportMemoryEvent, takeEvent } from './exceptions.js';
import { linearAddress } from './linear-address.js';
import { CpuRegisters } from './processor-registers.js';
import { Dr6 } from './register-bits.js';
import { type CpuOptions, NEXT_HI, NEXT_LO, NO_PAGE, RIP_HI, RIP_LO } from './state.js';

const GP = 13;
const UD = 6;
const DB = 1;
const FOUR_GIB = 0x1_0000_0000;
const OFFSET_IN_PAGE = PAGE_SIZE - 1;
const MAX_LENGTH = 15;

const CYCLES = Counter.cycles!;
const INSTRUCTIONS = Counter.instructions!;

/** A fetch from nowhere reads ones. */
const ONES = new Uint8Array(MAX_LENGTH).fill(0xff);

/** An undefined opcode that the program ran into. */
export interface UndefinedOpcode {
  readonly rip: bigint;
  /** The bytes there, as far as they can be read. */
  readonly bytes: readonly number[];
}

export abstract class CpuExecution extends CpuRegisters {
  /** The last #UD that an instruction raised. */
  lastUndefined: UndefinedOpcode | null = null;

  protected readonly codeCache: CodeCache;
  private codePage: CodePage;
  private fetchEpoch = -1;
  /** Debug conditions that were pending before the instruction. */
  private pendingBefore = 0;

  constructor(options: CpuOptions) {
    super(options);
    this.codeCache = new CodeCache(options.memory.u8, options.mmu, options.profile);
    this.codePage = this.codeCache.page(0, 64);
    options.mmu.onCodeWrite = (hostOffset, size) => this.codeCache.written(hostOffset, size);
  }

  /** Memory has been replaced as a whole. */
  forgetCode(): void {
    this.codeCache.clear();
    this.fetchLo = NO_PAGE;
  }

  /** Fetch and execute. False: it did not complete, and what it led to has been taken. */
  protected executeOne(): boolean {
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
    const offset = lo & OFFSET_IN_PAGE;
    if (host < 0) {
      // Two bytes of ones are an undefined opcode already; one is not.
      if (offset !== OFFSET_IN_PAGE) return this.codeCache.decodeBytes(ONES, this.bits);
      const second = this.fetchSecondPage(lo, hi);
      return this.aborted ? null : this.codeCache.decodeAfterHole(second, this.bits);
    }
    const page = this.codePage;
    const entry = page.entries[offset] ?? this.codeCache.decode(page, offset);
    if (entry !== null) return entry;
    const second = this.fetchSecondPage(lo, hi);
    return this.aborted ? null : this.codeCache.decodeCrossing(page, offset, second);
  }

  /** The instruction that begins at an address goes on in the next page: look that up. As fetchPage. */
  private fetchSecondPage(lo: number, hi: number): number {
    const secondLo = ((lo | OFFSET_IN_PAGE) + 1) | 0;
    const secondHi = secondLo === 0 && this.bits === 64 ? hi + 1 : hi;
    const isValid =
      this.bits === 64
        ? this.isCanonical(secondHi)
        : // Beyond the limit of CS nothing is fetched; one of 4 GiB is none (SDM Vol. 3, "Limit Checking").
          (this.attention & Attention.CODE_LIMIT) === 0 ||
          (this.halves[RIP_LO]! >>> 0) + PAGE_SIZE - (lo & OFFSET_IN_PAGE) <= this.cs.limit;
    if (isValid) return this.fetchPage(secondLo, secondHi);
    this.raise(GP, 0);
    return -1;
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
    this.codePage = this.codeCache.page(pageOf(host), this.bits);
    return host;
  }

  protected isOverwritten(): boolean {
    const { entry } = this;
    if (this.codePage.entries[(this.halves[RIP_LO]! + this.codeBaseLo) & OFFSET_IN_PAGE] === entry) return false;
    // One that crosses pages is kept elsewhere.
    return ((this.halves[RIP_LO]! + this.codeBaseLo) & OFFSET_IN_PAGE) + entry.length <= PAGE_SIZE;
  }

  /** The instruction was given up: take the exception, or the VM exit, that it led to. */
  private takeAbort(): void {
    const kind = this.abortKind;
    const { exception } = this;
    // A fault, or an EPT event, undoes the data breakpoints that the instruction met.
    if (kind !== Abort.TRANSFERRED) {
      this.pendingDebug = this.pendingBefore;
      this.setAttention(Attention.TRAP, this.pendingDebug !== 0);
    }
    if (kind === Abort.MEMORY_EVENT) reportMemoryEvent(this);
    this.beginInstruction();
    if (kind !== Abort.EXCEPTION) return;
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
    let host = -1;
    for (let n = 0; n < MAX_LENGTH; n++, host++) {
      const sum = (start >>> 0) + n;
      if (n === 0 || (sum & OFFSET_IN_PAGE) === 0) {
        host = this.mmu.peek(sum | 0, halves[RIP_HI]! + (sum >= FOUR_GIB ? 1 : 0));
        if (host < 0) break;
      }
      bytes.push(this.memory.u8[host]!);
    }
    this.lastUndefined = { rip: this.rip, bytes };
  }

  /** One instruction while something is to be watched: breakpoints, single-stepping, shadows, limits, observers. */
  protected executeCarefully(): void {
    const { flags } = this;
    const resume = flags.has(FlagBit.RF);
    if (!resume && this.meetsBreakpoint()) return;
    if (!this.isWithinCodeLimit()) {
      this.raise(GP, 0);
      this.takeAbort();
      return;
    }
    const steps = flags.has(FlagBit.TF);
    const { rip, nonRoot } = this;
    const monitors = (this.attention & Attention.MONITOR_TRAP) !== 0;
    this.pendingBefore = this.pendingDebug;
    this.shadowFresh = false;
    this.softwareEntered = false;
    this.flagsLoaded = false;
    this.midRepeat = false;
    const completed = this.executeOne();
    this.pendingBefore = 0;
    if (!this.shadowFresh) this.endShadow();
    if (completed && !this.midRepeat && this.trace !== null) this.trace.retired?.(rip, this.entry.length);
    // After VM entry the flags and debug conditions are those of the state that it loaded.
    if (completed && nonRoot === this.nonRoot) {
      const keepsResume = this.midRepeat || this.flagsLoaded || this.entry.insn.mnemonic === 'IRET';
      if (resume && !keepsResume) flags.change(FlagBit.RF, false);
      const traps = steps && this.shadow !== Interruptibility.MOV_SS;
      if (traps && (!this.softwareEntered || flags.has(FlagBit.TF))) this.pendingDebug |= Dr6.BS;
    }
    this.setAttention(Attention.TRAP, this.pendingDebug !== 0);
    this.setAttention(Attention.RESUME, flags.has(FlagBit.RF));
    if (monitors && (this.attention & Attention.MONITOR_TRAP) !== 0) this.monitorTrapPending = true;
  }

  private endShadow(): void {
    this.shadow = 0;
    this.setAttention(Attention.SHADOW, false);
  }

  /** An instruction breakpoint at this instruction: #DB before it executes. */
  private meetsBreakpoint(): boolean {
    // The shadow of MOV SS holds debug exceptions off: the breakpoint is passed over as if RF were set.
    if ((this.attention & Attention.BREAKPOINT) === 0 || this.shadow === Interruptibility.MOV_SS) return false;
    const lo = (this.halves[RIP_LO]! + this.codeBaseLo) | 0;
    const hits = instructionBreakpoints(this.dr7Bits, this.debugAddress, linearAddress(lo, this.halves[RIP_HI]!));
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

  protected takeDebug(conditions: number, isRepeat: boolean): void {
    const event = hardwareException(DB, -1, this.rip);
    event.debug = conditions;
    event.resumeFlag = isRepeat || this.flags.has(FlagBit.RF);
    takeEvent(this, event);
    this.beginInstruction();
  }
}
