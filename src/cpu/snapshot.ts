/**
 * The processor's state as plain data: what is not already in host memory's state region, and a copy of the registers,
 * which are. The TLBs lie there too and are not repeated here; the VMX layer keeps its own.
 */

import type { SegmentState } from '../vmx/processor-state.js';
import { Attention } from './attention.js';
import type { MmuSnapshot } from './mmu-types.js';
import type { CpuRegisters, InjectedEvent } from './processor-registers.js';
import type { FaultRecord, ShutdownRecord } from './run-stop.js';

/** Structured-cloneable. */
export interface CpuSnapshot {
  /** Register file and flags: general registers, RIP, random state. */
  readonly words: BigUint64Array;
  readonly segments: readonly SegmentState[];
  readonly gdtr: readonly [base: bigint, limit: number];
  readonly idtr: readonly [base: bigint, limit: number];
  readonly cr0: number;
  readonly cr2: bigint;
  readonly cr3: bigint;
  readonly cr4: number;
  readonly efer: number;
  readonly debugAddress: BigUint64Array;
  readonly dr6: number;
  readonly dr7: number;
  readonly pkru: number;
  readonly msrs: readonly (readonly [number, bigint])[];
  readonly tscBase: bigint;
  readonly cpl: number;
  readonly nonRoot: boolean;
  readonly eptp: bigint | null;
  readonly vpid: number;
  readonly preemptionDeadline: number;
  readonly interruptibility: number;
  readonly activity: number;
  readonly pendingDebug: number;
  readonly interruptLine: boolean;
  readonly monitorArmed: boolean;
  readonly monitorTrapPending: boolean;
  readonly midRepeat: boolean;
  readonly injected: InjectedEvent | null;
  readonly attention: number;
  readonly shutdownRecord: ShutdownRecord | null;
  readonly exceptionLog: readonly FaultRecord[];
  /** What of the MMU is not in the state region. */
  readonly mmu: MmuSnapshot;
}

export function takeSnapshot(cpu: CpuRegisters): CpuSnapshot {
  return {
    words: cpu.words.slice(),
    segments: cpu.segments.map((_, index) => cpu.getSegmentState(index)),
    gdtr: [cpu.gdtrBase, cpu.gdtrLimit],
    idtr: [cpu.idtrBase, cpu.idtrLimit],
    cr0: cpu.cr0Bits,
    cr2: cpu.cr2,
    cr3: cpu.cr3Value,
    cr4: cpu.cr4Bits,
    efer: cpu.eferBits,
    debugAddress: cpu.debugAddress.slice(),
    dr6: cpu.dr6Bits,
    dr7: cpu.dr7Bits,
    pkru: cpu.pkru,
    msrs: [...cpu.msrs],
    tscBase: cpu.tscBase,
    cpl: cpu.cpl,
    nonRoot: cpu.nonRoot,
    eptp: cpu.eptp,
    vpid: cpu.vpid,
    preemptionDeadline: cpu.preemptionDeadline,
    interruptibility: cpu.interruptibility,
    activity: cpu.activity,
    pendingDebug: cpu.pendingDebug,
    interruptLine: cpu.interruptLine,
    monitorArmed: cpu.monitorArmed,
    monitorTrapPending: cpu.monitorTrapPending,
    midRepeat: cpu.midRepeat,
    injected: cpu.injected,
    attention: cpu.attention,
    shutdownRecord: cpu.shutdownRecord,
    exceptionLog: [...cpu.exceptionLog],
    mmu: cpu.mmu.saveState(),
  };
}

/** The caller forgets decoded instructions. */
export function applySnapshot(cpu: CpuRegisters, state: CpuSnapshot): void {
  cpu.words.set(state.words);
  state.segments.forEach((segment, index) => {
    cpu.setSegmentState(index, segment);
  });
  cpu.setGdtr(...state.gdtr);
  cpu.setIdtr(...state.idtr);
  cpu.cr0Bits = state.cr0;
  cpu.cr2 = state.cr2;
  cpu.cr3Value = state.cr3;
  cpu.cr4Bits = state.cr4;
  cpu.eferBits = state.efer;
  cpu.debugAddress.set(state.debugAddress);
  cpu.dr6Bits = state.dr6;
  cpu.dr7Bits = state.dr7;
  cpu.pkru = state.pkru;
  cpu.msrs = new Map(state.msrs);
  cpu.tscBase = state.tscBase;
  cpu.cpl = state.cpl;
  cpu.nonRoot = state.nonRoot;
  cpu.eptp = state.eptp;
  cpu.vpid = state.vpid;
  cpu.preemptionDeadline = state.preemptionDeadline;
  cpu.interruptibility = state.interruptibility;
  cpu.setActivity(state.activity);
  cpu.pendingDebug = state.pendingDebug;
  cpu.interruptLine = state.interruptLine;
  cpu.monitorArmed = state.monitorArmed;
  cpu.monitorTrapPending = state.monitorTrapPending;
  cpu.midRepeat = state.midRepeat;
  cpu.injected = state.injected;
  cpu.shutdownRecord = state.shutdownRecord;
  cpu.exceptionLog.splice(0, cpu.exceptionLog.length, ...state.exceptionLog);
  cpu.beginInstruction();
  cpu.configureMmu();
  cpu.mmu.restoreState(state.mmu);
  cpu.updateMode();
  const observed = cpu.trace === null ? 0 : Attention.TRACE;
  cpu.attention = (state.attention & ~Attention.TRACE) | observed;
}
