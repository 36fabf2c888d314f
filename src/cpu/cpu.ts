/**
 * The processor: the run loop, and the events that it takes between instructions.
 * SDM Vol. 3, "Priority Among Concurrent Events"; for VMX non-root operation "Other Causes of VM Exits".
 */
import { EventType } from '../execute/event-delivery.js';
import { FlagBit } from '../execute/flags.js';
import { Counter } from '../timing/counters.js';
import type { VmxHooks } from '../vmx/hooks.js';
import { ActivityState, Interruptibility } from '../vmx/processor-state.js';
import { Attention } from './attention.js';
import { hardwareException, takeEvent } from './exceptions.js';
import { applyInitialState, type InitialState } from './initial-state.js';
import { CpuExecution } from './instruction-execution.js';
import {
  RUN_DEADLINE,
  RUN_HALTED,
  RUN_HALTED_FOR_GOOD,
  RUN_INSTRUCTIONS,
  RUN_STOPPED,
  RUN_VM_EXIT,
  type RunStop,
} from './run-stop.js';
import { applySnapshot, type CpuSnapshot, takeSnapshot } from './snapshot.js';
import { type CpuOptions, RANDOM_WORD } from './state.js';

const CYCLES = Counter.cycles!;
const CYCLES_IDLE = Counter.cyclesIdle!;
const INSTRUCTIONS = Counter.instructions!;

export class Cpu extends CpuExecution {
  private runUntil = Number.POSITIVE_INFINITY;
  /** The nearer of `runUntil` and the VMX-preemption timer. */
  private deadline = Number.POSITIVE_INFINITY;

  constructor(options: CpuOptions) {
    super(options);
    this.words[RANDOM_WORD] = BigInt.asUintN(64, options.seed ?? 0n);
    this.setAttention(Attention.TRACE, this.trace !== null);
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

  /** The processor's own state as plain data; memory, the MMU's caches and the VMX layer keep theirs. */
  saveState(): CpuSnapshot {
    return takeSnapshot(this);
  }

  /** Take back what `saveState` gave. Memory is assumed to have been replaced too: decoded instructions are forgotten. */
  restoreState(state: CpuSnapshot): void {
    applySnapshot(this, state);
    this.forgetCode();
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
    // Nothing is due before a string instruction goes on that the last run left between two repetitions.
    if (this.attention === 0) this.midRepeat = false;
    for (;;) {
      if (this.attention === 0 && counters[CYCLES]! < this.deadline && counters[INSTRUCTIONS]! < limit) {
        this.executeOne();
        continue;
      }
      const stop = this.betweenInstructions(limit);
      if (stop !== null) return stop;
      if (this.attention === 0) {
        this.midRepeat = false;
        this.executeOne();
      } else this.executeCarefully();
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
      if (this.activity === ActivityState.SHUTDOWN) {
        return { kind: 'shutdown', record: this.shutdownRecord ?? { faults: [] } };
      }
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
    // A VM exit saves the RFLAGS that the interrupt would push.
    if (this.nonRoot && this.midRepeat) {
      this.flags.change(FlagBit.RF, true);
      this.setAttention(Attention.RESUME, true);
    }
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
    // Only an instruction's own events return behind it.
    const isSoftware = type === EventType.SOFTWARE_INTERRUPT || type >= EventType.PRIVILEGED_SOFTWARE_EXCEPTION;
    const length = isSoftware ? instructionLength : 0;
    const event = hardwareException(vector, errorCode, this.rip + BigInt(length));
    event.type = type;
    event.length = length;
    event.resumeFlag = this.flags.has(FlagBit.RF);
    event.injected = true;
    const delivered = takeEvent(this, event);
    if (delivered && type === EventType.NMI) this.nmiBlocked = true;
    if (delivered && type >= EventType.SOFTWARE_INTERRUPT) {
      // INT n, INT3, INTO or INT1, whose delivery a VM exit had interrupted: now it has retired.
      this.counters[INSTRUCTIONS]! += 1;
      this.counters[CYCLES]! += this.profile.instruction.interrupt ?? 0;
    }
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
