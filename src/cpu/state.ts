/**
 * The registers of a logical processor and the modes that follow from them.
 * SDM Vol. 1, "Basic Program Execution Registers"; Vol. 3, "Modes of Operation", "System-Level Registers".
 *
 * General registers, RIP and the flags lie in the state region of host memory, where generated code finds them too.
 * Linear addresses are handled as pairs of 32-bit halves: bigint allocates, and a number cannot hold 57 bits.
 */
import type { Vector } from '../execute/context.js';
import { FLAGS_WORDS, FlagBit } from '../execute/flags.js';
import { OperandContext } from '../execute/operand-context.js';
import { SegmentCache, SegmentIndex } from '../execute/segment-cache.js';
import { Rights } from '../execute/segment-rights.js';
import { type CodeBits, Gpr } from '../isa/registers.js';
import type { InterruptSource, MsrDevice, PortBus } from '../memory/bus.js';
import type { HostMemory } from '../memory/host-memory.js';
import { Counter } from '../timing/counters.js';
import type { CostProfile } from '../timing/profile.js';
import type { TraceSink } from '../util/trace.js';
import type { VmxHooks } from '../vmx/hooks.js';
import { ActivityState } from '../vmx/processor-state.js';
import { Abort, Attention } from './attention.js';
import { type CodeEntry, NO_ENTRY } from './code-entry.js';
import { linearAddress } from './linear-address.js';
import { type Mmu, MmuEvent, Privilege } from './mmu-types.js';
import { Msr } from './msr-index.js';
import { resetMsrs } from './msrs.js';
import { Cr0, Cr4, Efer } from './register-bits.js';
import type { FaultRecord, ShutdownRecord } from './run-stop.js';

/** What the processor reaches outside itself. Under a hypervisor these are the host's, not the guest's. */
export interface ProcessorBuses {
  readonly ports: PortBus;
  readonly msrs: MsrDevice;
  readonly interrupts: InterruptSource;
}

export interface CpuOptions {
  readonly memory: HostMemory;
  readonly platform: ProcessorBuses;
  readonly mmu: Mmu;
  readonly profile: CostProfile;
  /** COUNTERS_LENGTH counters (timing/counters.ts), in the state region. */
  readonly counters: Float64Array;
  /** Bits of a physical address, 36 to 52; 40 when left out. */
  readonly maxPhysicalAddressBits?: number;
  /** Whether CPUID and CR4 offer VMX. */
  readonly vmx?: boolean;
  /** Seed of RDRAND; 0 when left out. */
  readonly seed?: bigint;
  readonly trace?: TraceSink | null;
}

/** 64-bit words of the register file, after the sixteen general registers. */
export const NEXT_RIP_WORD = 16;
const RIP_WORD = 17;
const SCRATCH_WORD = 18;
export const RANDOM_WORD = 19;
const REGISTER_WORDS = 20;
/** The same as indices of 32-bit halves. NEXT_RIP has the register number RIP_BASE, so RIP-relative operands need no case of their own. */
export const NEXT_LO = NEXT_RIP_WORD * 2;
export const NEXT_HI = NEXT_LO + 1;
export const RIP_LO = RIP_WORD * 2;
export const RIP_HI = RIP_LO + 1;
export const SCRATCH_LO = SCRATCH_WORD * 2;
export const SCRATCH_HI = SCRATCH_LO + 1;

const REPEATS = Counter.repeats!;
const EXCEPTIONS = Counter.exceptions!;
const INTERRUPTS = Counter.interrupts!;

const EXCEPTION_LOG_LENGTH = 16;

/** `fetchLo` when no page is being fetched from: its low bits never match a page's. */
export const NO_PAGE = 1;

const CYCLES = Counter.cycles!;

export abstract class CpuState extends OperandContext {
  readonly memory: HostMemory;
  readonly buses: ProcessorBuses;
  readonly mmu: Mmu;
  readonly profile: CostProfile;
  readonly counters: Float64Array;
  readonly maxPhysicalAddressBits: number;
  /** Whether VMX is offered to software. */
  readonly vmxOffered: boolean;
  trace: TraceSink | null;
  vmxHooks: VmxHooks | null = null;

  /** The register file: general registers, next RIP, RIP, scratch, random state; as 64-bit words, halves and bytes. */
  readonly words: BigUint64Array;
  readonly halves: Int32Array;
  readonly bytes: Uint8Array;

  readonly segments: readonly SegmentCache[];
  gdtrLo = 0;
  gdtrHi = 0;
  gdtrLimit = 0xffff;
  idtrLo = 0;
  idtrHi = 0;
  idtrLimit = 0xffff;

  /** Control registers that fit 32 bits, unsigned. */
  cr0Bits: number = Cr0.ET;
  cr4Bits = 0;
  eferBits = 0;
  cr2 = 0n;
  cr3Value = 0n;
  readonly debugAddress = new BigUint64Array(4);
  dr6Bits = 0xffff0ff0;
  dr7Bits = 0x400;
  pkru = 0;
  /** MSRs that are storage, by index. */
  msrs: Map<number, bigint> = resetMsrs();
  /** Time-stamp counter less simulated cycles. */
  tscBase = 0n;

  cpl = 0;
  bits: CodeBits = 32;
  longMode = false;
  stackAddressSize: 2 | 4 | 8 = 4;
  /** Privilege of ordinary data accesses: USER at CPL 3. */
  privilege: Privilege = Privilege.SUPERVISOR;
  /** A linear address is canonical when its upper half shifted right by this is 0 or −1. */
  canonicalShift = 15;
  /** CS base outside 64-bit mode, where instruction addresses have one. */
  codeBaseLo = 0;

  /** VMX non-root operation, and what of it translation depends on. */
  nonRoot = false;
  eptp: bigint | null = null;
  vpid = 0;
  preemptionDeadline = Number.POSITIVE_INFINITY;
  /** A built-in hypervisor takes VM exits: `run` returns at each. Otherwise execution goes on at HOST_RIP. */
  hypervisorInstalled = false;

  /** Interruptibility (vmx/processor-state.ts): blocking by STI or MOV SS. */
  shadow = 0;
  shadowFresh = false;
  /** Blocking by NMI: from the delivery of an NMI to the next IRET. */
  nmiBlocked = false;
  activity: number = ActivityState.ACTIVE;
  /** Pending debug exceptions, as DR6 bits. */
  pendingDebug = 0;
  /**
   * Repetitions, exceptions and interrupts, all together, at which a run stops: a guest can go on with these for ever
   * without completing an instruction.
   */
  uncountedLimit = Number.POSITIVE_INFINITY;
  interruptLine = false;
  attention = 0;
  /** Checks beyond the usual on each data access: bit 0 alignment (#AC), bit 1 data breakpoints. */
  dataChecks = 0;

  abortKind: Abort = Abort.EXCEPTION;
  /** Linear address of the last page fault, or of an EPT event. */
  faultLo = 0;
  faultHi = 0;

  /** Conditions of a #DB fault of the instruction, as DR6 bits. */
  faultDebug = 0;
  /** What the MMU said of the last EPT event (MmuEvent). */
  eventKind: number = MmuEvent.NONE;
  eventQualification = 0;
  eventGuestPhysical = 0;
  /** The faults of the last triple fault, whether it shut the processor down or was a VM exit; null before the first. */
  shutdownRecord: ShutdownRecord | null = null;
  /** The last exceptions, newest last: at most EXCEPTION_LOG_LENGTH. */
  readonly exceptionLog: FaultRecord[] = [];

  /** Page that instructions are fetched from, linear; NO_PAGE when a new lookup is due. */
  fetchLo: number = NO_PAGE;
  fetchHi = 0;
  /** The instruction that executes. */
  entry: CodeEntry = NO_ENTRY;
  /** INT n or SYSCALL has entered a handler: single-stepping follows the flags as they are now. */
  softwareEntered = false;
  /** A task switch has loaded the flags, RF among them, for the next instruction. */
  flagsLoaded = false;
  /** A repeated string instruction stopped between two iterations: interrupts then push RF = 1. */
  midRepeat = false;

  constructor(options: CpuOptions) {
    const { memory } = options;
    const offset = memory.allocateState((REGISTER_WORDS + FLAGS_WORDS) * 8);
    const { buffer } = memory.memory;
    super(new BigUint64Array(buffer, offset, 16), new BigUint64Array(buffer, offset + REGISTER_WORDS * 8, FLAGS_WORDS));
    this.words = new BigUint64Array(buffer, offset, REGISTER_WORDS + FLAGS_WORDS);
    this.halves = new Int32Array(buffer, offset, (REGISTER_WORDS + FLAGS_WORDS) * 2);
    this.bytes = new Uint8Array(buffer, offset, 16 * 8);
    this.memory = memory;
    this.buses = options.platform;
    this.mmu = options.mmu;
    this.profile = options.profile;
    this.counters = options.counters;
    this.maxPhysicalAddressBits = options.maxPhysicalAddressBits ?? 40;
    this.vmxOffered = options.vmx ?? false;
    this.trace = options.trace ?? null;
    this.segments = Array.from({ length: 8 }, () => new SegmentCache());
  }

  // ---- instruction pointer

  /** Address of the instruction that executes, or of the next one between instructions. */
  get rip(): bigint {
    return this.words[RIP_WORD]!;
  }

  /** Moves execution: also replaces the next RIP. */
  set rip(value: bigint) {
    this.words[RIP_WORD] = value;
    this.words[NEXT_RIP_WORD] = value;
  }

  get nextRip(): bigint {
    return this.words[NEXT_RIP_WORD]!;
  }

  set nextRip(value: bigint) {
    this.words[NEXT_RIP_WORD] = value;
  }

  get rsp(): bigint {
    return this.registers[Gpr.RSP]!;
  }

  set rsp(value: bigint) {
    this.registers[Gpr.RSP] = value;
  }

  // ---- segments by name

  get cs(): SegmentCache {
    return this.segments[SegmentIndex.CS]!;
  }

  get ss(): SegmentCache {
    return this.segments[SegmentIndex.SS]!;
  }

  get tr(): SegmentCache {
    return this.segments[SegmentIndex.TR]!;
  }

  get ldtr(): SegmentCache {
    return this.segments[SegmentIndex.LDTR]!;
  }

  get iopl(): number {
    return this.flags.iopl;
  }

  // ---- rule of abort

  override raise(vector: Vector, errorCode: number): void {
    if (this.aborted) return;
    this.abortKind = Abort.EXCEPTION;
    super.raise(vector, errorCode);
  }

  /** Give the instruction up for a reason that is no exception of its own. */
  giveUp(kind: Abort): void {
    this.abortKind = kind;
    this.abort();
  }

  /** The MMU's last access failed: record what it says. */
  memoryFailed(): void {
    const { event } = this.mmu;
    this.faultLo = event.linearLo;
    this.faultHi = event.linearHi;
    this.eventKind = event.kind;
    this.eventQualification = event.qualification;
    this.eventGuestPhysical = event.guestPhysical;
    const isPageFault = event.kind === MmuEvent.PAGE_FAULT;
    this.mmu.clearEvent();
    if (isPageFault) this.raise(14, event.errorCode);
    else if (!this.aborted) this.giveUp(Abort.MEMORY_EVENT);
  }

  logException(record: FaultRecord): void {
    if (this.exceptionLog.length === EXCEPTION_LOG_LENGTH) this.exceptionLog.shift();
    this.exceptionLog.push(record);
  }

  // ---- model-specific registers and time

  /** A stored MSR, or the base of FS or GS, without checks. */
  msrValue(index: number): bigint {
    if (index === Msr.FS_BASE || index === Msr.GS_BASE) {
      const { baseLo, baseHi } = this.segments[index === Msr.FS_BASE ? SegmentIndex.FS : SegmentIndex.GS]!;
      return linearAddress(baseLo, baseHi);
    }
    return this.msrs.get(index) ?? 0n;
  }

  setMsrValue(index: number, value: bigint): void {
    if (index === Msr.FS_BASE || index === Msr.GS_BASE) {
      const segment = this.segments[index === Msr.FS_BASE ? SegmentIndex.FS : SegmentIndex.GS]!;
      this.words[SCRATCH_WORD] = value;
      segment.baseLo = this.halves[SCRATCH_LO]!;
      segment.baseHi = this.halves[SCRATCH_HI]!;
    } else {
      this.msrs.set(index, value);
    }
  }

  /** The time-stamp counter as RDTSC reads it: simulated cycles, moved by WRMSR and by the TSC offset of a guest. */
  timeStampCounter(): bigint {
    const offset = this.nonRoot ? this.vmxHooks!.tscOffset : 0n;
    return BigInt.asUintN(64, BigInt(Math.floor(this.counters[CYCLES]!)) + this.tscBase + offset);
  }

  /** WRMSR to IA32_TIME_STAMP_COUNTER: a TSC offset of non-root operation is not part of what it writes. */
  setTimeStampCounter(value: bigint): void {
    this.tscBase = BigInt.asIntN(64, value - BigInt(Math.floor(this.counters[CYCLES]!)));
  }

  // ---- what follows from the registers

  /** Whether an address, by its upper half, is canonical. */
  isCanonical(hi: number): boolean {
    const upper = hi >> this.canonicalShift;
    return upper === 0 || upper === -1;
  }

  /** The same for an unsigned 64-bit value. */
  isCanonicalAddress(address: bigint): boolean {
    this.words[SCRATCH_WORD] = address;
    return this.isCanonical(this.halves[SCRATCH_HI]!);
  }

  charge(cycles: number): void {
    this.counters[CYCLES]! += cycles;
  }

  /** Stops the run when what completes no instruction has reached its limit. */
  protected boundUncounted(): void {
    const { counters } = this;
    const count = counters[REPEATS]! + counters[EXCEPTIONS]! + counters[INTERRUPTS]!;
    if (count >= this.uncountedLimit) this.attention |= Attention.STOP;
  }

  /** One repetition of a string instruction is done. */
  countRepeat(): void {
    this.counters[REPEATS]! += 1;
    this.boundUncounted();
  }

  /** An exception or interrupt has been delivered. */
  countDelivery(isException: boolean): void {
    this.counters[isException ? EXCEPTIONS : INTERRUPTS]! += 1;
    this.boundUncounted();
  }

  setAttention(bit: number, on: boolean): void {
    this.attention = on ? this.attention | bit : this.attention & ~bit;
  }

  /** After CR0, CR4, EFER, CS, SS or CPL changed: mode, widths, privilege. */
  updateMode(): void {
    const cs = this.cs;
    this.longMode = (this.eferBits & Efer.LMA) !== 0;
    const is64 = this.longMode && (cs.rights & Rights.L) !== 0;
    this.bits = is64 ? 64 : (cs.rights & Rights.DB) !== 0 ? 32 : 16;
    this.stackAddressSize = is64 ? 8 : (this.ss.rights & Rights.DB) !== 0 ? 4 : 2;
    this.codeBaseLo = is64 ? 0 : cs.baseLo;
    this.privilege = this.cpl === 3 ? Privilege.USER : Privilege.SUPERVISOR;
    this.canonicalShift = (this.cr4Bits & Cr4.LA57) !== 0 ? 24 : 15;
    this.setAttention(Attention.CODE_LIMIT, !is64 && cs.limit !== 0xffffffff);
    this.fetchLo = NO_PAGE;
    this.updateDataChecks();
  }

  /** After a change of flags other than the status flags and DF. */
  flagsChanged(): void {
    this.setAttention(Attention.SINGLE_STEP, this.flags.has(FlagBit.TF));
    this.setAttention(Attention.RESUME, this.flags.has(FlagBit.RF));
    this.updateInterruptAttention();
    if (this.flags.has(FlagBit.AC) !== this.translationAc) this.configureMmu();
    this.updateDataChecks();
  }

  updateInterruptAttention(): void {
    const enabled = this.flags.has(FlagBit.IF);
    this.setAttention(Attention.INTERRUPT, this.interruptLine && (enabled || this.nonRoot));
    const window = this.nonRoot && this.vmxHooks!.interruptWindowExiting;
    this.setAttention(Attention.INTERRUPT_WINDOW, window && enabled);
  }

  updateDataChecks(): void {
    const alignment = this.cpl === 3 && (this.cr0Bits & Cr0.AM) !== 0 && this.flags.has(FlagBit.AC);
    this.dataChecks = (alignment ? 1 : 0) | (this.hasDataBreakpoint() ? 2 : 0);
  }

  /** Whether DR7 enables a breakpoint of a kind other than instruction execution. */
  private hasDataBreakpoint(): boolean {
    for (let n = 0; n < 4; n++) {
      if (((this.dr7Bits >> (n * 2)) & 3) !== 0 && ((this.dr7Bits >> (16 + n * 4)) & 3) !== 0) return true;
    }
    return false;
  }

  /** Give the MMU the registers that translation depends on. */
  configureMmu(): void {
    this.translationAc = this.flags.has(FlagBit.AC);
    this.mmu.configure({
      cr0: BigInt(this.cr0Bits >>> 0),
      cr3: this.cr3Value,
      cr4: BigInt(this.cr4Bits >>> 0),
      efer: BigInt(this.eferBits),
      pkru: this.pkru,
      ac: this.translationAc,
      eptp: this.eptp,
      vpid: this.vpid,
    });
  }

  /** EFLAGS.AC as the MMU last heard of it. */
  private translationAc = false;

  /** Interrupts are held off until after the next instruction (STI, MOV SS). */
  setShadow(bit: number): void {
    this.shadow = bit;
    this.shadowFresh = true;
    this.attention |= Attention.SHADOW;
  }

  setActivity(state: number): void {
    this.activity = state;
    this.setAttention(Attention.INACTIVE, state !== ActivityState.ACTIVE);
  }
}
