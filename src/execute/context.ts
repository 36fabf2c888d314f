/**
 * What an executor may touch. The processor implements it; so does a hypervisor that must emulate an instruction.
 *
 * Rule of abort: when an access or a check fails, the context records the event (`raise`) and `aborted` becomes true.
 * From then on every further access of the same instruction returns 0n and every change (register, flag, memory,
 * branch) is ignored, so a faulted instruction leaves no trace without an executor having to test anything. Executors
 * that loop, or that would do much work for nothing, test `aborted`.
 *
 * Rule of order: a store that was not announced by a read for update (`readForUpdate`, `loadForUpdate`) comes before
 * any change of a register or flag that its fault would have to undo. (Changes made before a fault stay.)
 */
import type { Instruction } from '../isa/instruction.js';
import type { Flags } from './flags.js';

/** Bytes of one access. */
export type AccessSize = 1 | 2 | 4 | 8;

/** SDM Vol. 3, "Exception and Interrupt Reference". */
export const Vector = {
  DE: 0,
  DB: 1,
  NMI: 2,
  BP: 3,
  OF: 4,
  BR: 5,
  UD: 6,
  NM: 7,
  DF: 8,
  TS: 10,
  NP: 11,
  SS: 12,
  GP: 13,
  PF: 14,
  MF: 16,
  AC: 17,
  MC: 18,
  XM: 19,
  VE: 20,
  CP: 21,
} as const;
export type Vector = (typeof Vector)[keyof typeof Vector];

export interface ExecutionContext {
  /** True once this instruction has faulted, exited or otherwise been given up. */
  readonly aborted: boolean;
  readonly flags: Flags;
  /** Current privilege level, 0 to 3. */
  readonly cpl: number;
  /** RIP of the instruction and of the next one, as unsigned 64-bit values. */
  readonly rip: bigint;
  readonly nextRip: bigint;

  /** Record an exception of this instruction. The first one stands. `errorCode` -1: none. */
  raise(vector: Vector, errorCode: number): void;

  /** Operand `n`, zero-extended from its own size. Segment, control and debug registers are read through SystemContext. */
  read(insn: Instruction, n: number): bigint;
  /** The same, with the write checked too: the write that follows cannot fault (read-modify-write). */
  readForUpdate(insn: Instruction, n: number): bigint;
  /** Write operand `n`, truncated to its size; a 32-bit general register is zero-extended to 64 bits. */
  write(insn: Instruction, n: number, value: bigint): void;
  /** Offset in its segment of memory operand `n`, truncated to the address size (LEA, INVLPG, bit strings). */
  effectiveAddress(insn: Instruction, n: number): bigint;

  /** Memory at segment:offset (offset unsigned 64-bit), all segment, canonical and paging checks made. */
  load(segment: number, offset: bigint, size: AccessSize): bigint;
  loadForUpdate(segment: number, offset: bigint, size: AccessSize): bigint;
  store(segment: number, offset: bigint, size: AccessSize, value: bigint): void;

  /** Whether the linear address of segment:offset is a multiple of `alignment` (a power of two): CMPXCHG16B, #GP(0). */
  isAligned(segment: number, offset: bigint, alignment: number): boolean;

  /** General register by number, zero-extended from `size`; low byte for size 1 (never AH…). */
  getRegister(register: number, size: AccessSize): bigint;
  setRegister(register: number, size: AccessSize, value: bigint): void;

  /** Stack width in bytes: 8 in 64-bit mode, else by SS.B. Width of RSP arithmetic. */
  readonly stackAddressSize: 2 | 4 | 8;
  /** Push; RSP changes only when the store succeeds. */
  push(size: 2 | 4 | 8, value: bigint): void;
  /** Pop; the new RSP is committed at once (an executor that can fault afterwards uses `load` and `setRegister`). */
  pop(size: 2 | 4 | 8): bigint;

  /** Near branch: RIP = target truncated to `size` bytes, with canonical or limit check (#GP(0) before anything changes). */
  branch(target: bigint, size: 2 | 4 | 8): void;
  /**
   * A REP iteration is done and more remain: asks whether an interrupt or a limit is due. When true the executor
   * returns with its counters updated; the context has put RIP back on the instruction.
   */
  interruptRepeat(): boolean;
  /** One more repetition of a string instruction, for the cost model. */
  chargeRepeat(): void;
}

/** What LAR, LSL, VERR, VERW and segment loads see of a descriptor: the two 32-bit halves, or none. */
export interface DescriptorHalves {
  readonly low: number;
  readonly high: number;
}

export interface SystemContext extends ExecutionContext {
  /** 64-bit mode, compatibility mode or legacy protected mode of the running code. */
  readonly bits: 16 | 32 | 64;
  /** IA-32e mode is active (EFER.LMA): 64-bit or compatibility mode. LAR and LSL accept fewer descriptor types there. */
  readonly longMode: boolean;
  readonly iopl: number;

  getSegment(segment: number): number;
  /** MOV/POP to a segment register (never CS), all checks; SS also sets the interrupt shadow. */
  loadSegment(segment: number, selector: number): void;
  getLdtr(): number;
  getTr(): number;
  loadLdtr(selector: number): void;
  loadTr(selector: number): void;
  /** Descriptor that a selector names, or null when null or beyond the table's limit. May fault on the access. */
  readDescriptor(selector: number): DescriptorHalves | null;
  loadGdtr(base: bigint, limit: number): void;
  loadIdtr(base: bigint, limit: number): void;
  readonly gdtrBase: bigint;
  readonly gdtrLimit: number;
  readonly idtrBase: bigint;
  readonly idtrLimit: number;

  readControl(register: number): bigint;
  writeControl(register: number, value: bigint): void;
  /** CLTS. */
  clearTaskSwitched(): void;
  /** LMSW: loads the low four bits of CR0; PE cannot be cleared. */
  loadMachineStatusWord(value: number): void;
  readDebug(register: number): bigint;
  writeDebug(register: number, value: bigint): void;
  readMsr(index: number): bigint;
  writeMsr(index: number, value: bigint): void;
  /** UMIP: true when SGDT, SIDT, SLDT, SMSW, STR must raise #GP(0) here. */
  readonly umipBlocks: boolean;

  farJump(selector: number, offset: bigint, size: 2 | 4 | 8): void;
  farCall(selector: number, offset: bigint, size: 2 | 4 | 8): void;
  farReturn(size: 2 | 4 | 8, extraBytes: number): void;
  interruptReturn(size: 2 | 4 | 8): void;
  /** INT n ('software'), INT3 and INTO ('softwareException'), INT1 ('privileged'). */
  softwareInterrupt(vector: number, kind: 'software' | 'softwareException' | 'privileged'): void;
  syscall(): void;
  sysret(size: 4 | 8): void;
  sysenter(): void;
  sysexit(size: 4 | 8): void;
  swapgs(): void;
  /** Base of FS or GS for RDFSBASE and the like; #UD unless CR4.FSGSBASE. */
  readSegmentBase(segment: number): bigint;
  writeSegmentBase(segment: number, value: bigint): void;

  /** STI with its one-instruction shadow; CLI. Privilege (IOPL) is checked here. */
  setInterruptFlag(): void;
  clearInterruptFlag(): void;
  /** POPF, IRET semantics: which bits may change depends on CPL and IOPL. */
  writeFlagsImage(value: bigint, size: 2 | 4 | 8): void;
  /** RFLAGS image as PUSHF stores it (RF and VM read as 0). */
  readFlagsImage(): bigint;

  /** #GP(0) raised when CPL > IOPL and the TSS I/O bitmap forbids it. True when allowed. */
  checkPort(port: number, size: 1 | 2 | 4): boolean;
  portIn(port: number, size: 1 | 2 | 4): bigint;
  portOut(port: number, size: 1 | 2 | 4, value: bigint): void;

  halt(): void;
  monitor(address: bigint): void;
  mwait(): void;
  pause(): void;
  invalidatePage(segment: number, offset: bigint): void;
  invalidatePcid(type: bigint, descriptorLow: bigint, descriptorHigh: bigint): void;
  /** INVD, WBINVD, CLFLUSH and the like change nothing here; they cost. */
  cacheControl(): void;
  cpuid(leaf: number, subleaf: number): { eax: number; ebx: number; ecx: number; edx: number };
  /** TSC as RDTSC reads it, CR4.TSD checked. */
  readTsc(): bigint;
  readonly tscAux: number;
  random(size: 2 | 4 | 8): bigint;
  /** Protection-key rights register; #UD unless CR4.PKE. */
  readPkru(): number;
  writePkru(value: number): void;
  /** STAC (true), CLAC (false); #UD unless CR4.SMAP is enumerated and CPL 0. */
  setAlignmentCheck(value: boolean): void;
  /** Any VMX instruction: the VMX layer does all of it. */
  vmx(insn: Instruction): void;
}

export type Execute = (context: SystemContext, insn: Instruction) => void;
