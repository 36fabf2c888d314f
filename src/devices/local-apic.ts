/**
 * The local APIC: its registers and where its interrupts come from. SDM Vol. 3, "Advanced Programmable Interrupt
 * Controller (APIC)". How the processor reaches the registers (xAPIC page, x2APIC MSRs) is in local-apic-access.ts.
 *
 * There is one processor and no I/O APIC: interrupts come from the LVT, from IPIs to itself and, through LINT0, from
 * the 8259s. It starts as firmware leaves it: enabled, LINT0 delivering ExtINT (virtual wire), LINT1 NMI (nothing is
 * connected to it).
 *
 * Deviation: NMI, SMI, INIT and start-up messages, sent through the ICR or delivered by an LVT entry, are dropped.
 */
import type { Clock } from '../memory/bus.js';
import { ApicPriorities, type ApicPrioritiesState } from './apic-priorities.js';
import { ApicTimer, type ApicTimerState } from './apic-timer.js';
import { isDestination } from './ipi-destination.js';
import {
  APIC_VERSION,
  ApicRegister,
  DeliveryMode,
  Esr,
  Icr,
  LVT_WRITABLE,
  Lvt,
  Shorthand,
  Svr,
} from './local-apic-registers.js';
import type { Stateful } from './stateful.js';

/** Index into `lvt`. */
const LvtEntry = { TIMER: 0, LINT0: 3, LINT1: 4, ERROR: 5 } as const;

interface RegisterState {
  ldr: number;
  dfr: number;
  svr: number;
  /** Error status as read, and errors since the last write to ESR. */
  esr: number;
  errors: number;
  icrLow: number;
  icrHigh: number;
  lvt: number[];
}

export interface LocalApicState extends RegisterState {
  /** IA32_APIC_BASE.EN and EXTD. */
  enabled: boolean;
  x2apic: boolean;
  /** Level of the LINT0 pin. */
  lint0: boolean;
  priorities: ApicPrioritiesState;
  timer: ApicTimerState;
}

export interface LocalApicOptions {
  readonly clock: Clock;
  /** The interrupt output may have changed. */
  readonly onChange: () => void;
  /** The timer's `nextEvent` may have changed. */
  readonly onSchedule: () => void;
}

/** SDM "Local APIC State After Power-Up or Reset". */
function powerUpState(): RegisterState {
  const lvt = LVT_WRITABLE.map(() => Lvt.MASKED);
  return { ldr: 0, dfr: 0xffff_ffff, svr: 0xff, esr: 0, errors: 0, icrLow: 0, icrHigh: 0, lvt };
}

export class LocalApic implements Stateful<LocalApicState> {
  /** xAPIC and x2APIC ID. */
  readonly id = 0;
  timer: ApicTimer;
  private priorities = new ApicPriorities();
  private state: Omit<LocalApicState, 'timer' | 'priorities'>;
  private readonly options: LocalApicOptions;

  constructor(options: LocalApicOptions) {
    this.options = options;
    this.timer = new ApicTimer(options.clock);
    this.state = { ...powerUpState(), enabled: true, x2apic: false, lint0: false };
    this.state.svr |= Svr.ENABLE;
    this.state.lvt[LvtEntry.LINT0] = DeliveryMode.EXTINT | Lvt.LEVEL;
    this.state.lvt[LvtEntry.LINT1] = DeliveryMode.NMI | Lvt.LEVEL;
  }

  // Modes

  get enabled(): boolean {
    return this.state.enabled;
  }

  get x2apic(): boolean {
    return this.state.x2apic;
  }

  /** A legal transition of IA32_APIC_BASE. Disabling loses all state; entering x2APIC keeps it and derives the LDR. */
  setMode(enabled: boolean, x2apic: boolean): void {
    const s = this.state;
    if (!enabled && s.enabled) {
      this.state = { ...powerUpState(), enabled, x2apic, lint0: s.lint0 };
      this.priorities = new ApicPriorities();
      const { tscOffset } = this.timer.state;
      this.timer = new ApicTimer(this.options.clock);
      this.timer.setTscOffset(tscOffset);
    } else {
      if (x2apic && !s.x2apic) {
        s.icrHigh = 0;
        s.ldr = ((this.id >> 4) << 16) | (1 << (this.id & 15));
      }
      s.enabled = enabled;
      s.x2apic = x2apic;
    }
    this.changed();
  }

  // Interrupts

  /** Vector ready for the processor, or −1. */
  get ready(): number {
    return this.delivering ? this.priorities.deliverable : -1;
  }

  /** INTA for a local interrupt. Only when `ready` is not −1. */
  acknowledge(): number {
    const vector = this.ready;
    this.priorities.beginService(vector);
    this.changed();
    return vector;
  }

  /** LINT0 lets the 8259s' INT through: ExtINT unmasked, or the APIC off, which connects the pin to the processor. */
  get passesExtInt(): boolean {
    const { enabled, lvt } = this.state;
    return !enabled || (lvt[LvtEntry.LINT0]! & (Lvt.MASKED | Lvt.DELIVERY_MODE)) === DeliveryMode.EXTINT;
  }

  /** Level of the LINT0 pin. A fixed interrupt when its LVT entry says so. */
  setLint0(level: boolean): void {
    const s = this.state;
    const rising = level && !s.lint0;
    s.lint0 = level;
    if (s.enabled) this.deliverLint0(rising);
  }

  /** Everything of the timer that is due. */
  advance(now: number): void {
    if (this.timer.expire(now)) this.deliver(LvtEntry.TIMER);
  }

  /** Whether the timer's interrupt, were it to come now, would be delivered. */
  get timerCanInterrupt(): boolean {
    return this.wouldDeliver(LvtEntry.TIMER);
  }

  /** Whether a rising edge on LINT0 would be delivered as a fixed interrupt. */
  get lint0CanInterrupt(): boolean {
    const fixed = (this.state.lvt[LvtEntry.LINT0]! & Lvt.DELIVERY_MODE) === DeliveryMode.FIXED;
    return fixed && this.wouldDeliver(LvtEntry.LINT0);
  }

  get taskPriority(): number {
    return this.priorities.state.tpr;
  }

  set taskPriority(value: number) {
    this.priorities.state.tpr = value;
    this.changed();
  }

  /** On, and enabled by software: delivers and accepts fixed interrupts. */
  private get delivering(): boolean {
    return this.state.enabled && (this.state.svr & Svr.ENABLE) !== 0;
  }

  private endOfInterrupt(): void {
    const vector = this.priorities.endService();
    if (vector < 0) return;
    const lint0 = this.state.lvt[LvtEntry.LINT0]!;
    if (this.priorities.isLevel(vector) && lint0 & Lvt.REMOTE_IRR && (lint0 & Lvt.VECTOR) === vector) {
      this.state.lvt[LvtEntry.LINT0] = lint0 & ~Lvt.REMOTE_IRR;
      this.deliverLint0(false); // a level still asserted asks again
    }
  }

  private deliverLint0(rising: boolean): void {
    const s = this.state;
    const entry = s.lvt[LvtEntry.LINT0]!;
    if (entry & Lvt.MASKED || (entry & Lvt.DELIVERY_MODE) !== DeliveryMode.FIXED) return;
    if (!(entry & Lvt.LEVEL)) {
      if (rising) this.accept(entry & Lvt.VECTOR, false);
    } else if (s.lint0 && !(entry & Lvt.REMOTE_IRR)) {
      s.lvt[LvtEntry.LINT0] = entry | Lvt.REMOTE_IRR;
      this.accept(entry & Lvt.VECTOR, true);
    }
  }

  private deliver(index: number): void {
    const entry = this.state.lvt[index]!;
    if (!(entry & Lvt.MASKED)) this.accept(entry & Lvt.VECTOR, false);
  }

  private wouldDeliver(index: number): boolean {
    const entry = this.state.lvt[index]!;
    const vector = entry & Lvt.VECTOR;
    return this.delivering && !(entry & Lvt.MASKED) && vector >= 16 && this.priorities.exceedsPriority(vector);
  }

  private accept(vector: number, level: boolean): void {
    if (!this.delivering) return;
    if (vector < 16) {
      this.error(Esr.RECEIVE_ILLEGAL_VECTOR);
      return;
    }
    this.priorities.request(vector, level);
    this.changed();
  }

  /** SDM "Error Handling". An error vector that is itself illegal is not reported again. */
  private error(bit: number): void {
    this.state.errors |= bit;
    if ((this.state.lvt[LvtEntry.ERROR]! & Lvt.VECTOR) >= 16) this.deliver(LvtEntry.ERROR);
  }

  private sendIpi(command: number, destination: number): void {
    const mode = command & Lvt.DELIVERY_MODE;
    if (mode !== DeliveryMode.FIXED && mode !== DeliveryMode.LOWEST_PRIORITY) return;
    const { x2apic, ldr, dfr } = this.state;
    const vector = command & Lvt.VECTOR;
    if (vector < 16) this.error(Esr.SEND_ILLEGAL_VECTOR);
    else if (isDestination(command, destination, { id: this.id, x2apic, ldr, dfr })) this.accept(vector, false);
  }

  private changed(): void {
    this.options.onChange();
    this.options.onSchedule();
  }

  // Registers

  /** Value of a register; null when there is none of that number in the present mode (or it cannot be read, x2APIC). */
  read(register: number): number | null {
    const s = this.state;
    if (register >= ApicRegister.ISR && register < ApicRegister.ESR) return this.readVectorSet(register);
    if (register >= ApicRegister.LVT_TIMER && register <= ApicRegister.LVT_ERROR) {
      return s.lvt[register - ApicRegister.LVT_TIMER]!;
    }
    switch (register) {
      case ApicRegister.ID:
        return s.x2apic ? this.id : (this.id << 24) >>> 0;
      case ApicRegister.VERSION:
        return APIC_VERSION;
      case ApicRegister.TPR:
        return this.taskPriority;
      case ApicRegister.PPR:
        return this.priorities.processorPriority;
      case ApicRegister.LDR:
        return s.ldr;
      case ApicRegister.SVR:
        return s.svr;
      case ApicRegister.ESR:
        return s.esr;
      case ApicRegister.ICR:
        return s.icrLow;
      case ApicRegister.INITIAL_COUNT:
        return this.timer.state.initialCount;
      case ApicRegister.CURRENT_COUNT:
        return this.timer.currentCount;
      case ApicRegister.DIVIDE_CONFIGURATION:
        return this.timer.state.divideConfiguration;
      default:
        return s.x2apic ? null : this.readXapicOnly(register);
    }
  }

  private readVectorSet(register: number): number {
    const { isr, tmr, irr } = this.priorities.state;
    const set = register < ApicRegister.TMR ? isr : register < ApicRegister.IRR ? tmr : irr;
    return set[register & 7]!;
  }

  private readXapicOnly(register: number): number | null {
    switch (register) {
      case ApicRegister.APR: // processors of this version do not arbitrate
      case ApicRegister.RRD:
      case ApicRegister.EOI:
        return 0;
      case ApicRegister.DFR:
        return this.state.dfr;
      case ApicRegister.ICR_HIGH:
        return this.state.icrHigh;
      default:
        return null;
    }
  }

  /** Both halves of the ICR, x2APIC. */
  readIcr(): bigint {
    return (BigInt(this.state.icrHigh) << 32n) | BigInt(this.state.icrLow);
  }

  /** Unsigned 32-bit `value`; bits that are not writable are ignored. False when nothing of that number is writable. */
  write(register: number, value: number): boolean {
    const s = this.state;
    if (register >= ApicRegister.LVT_TIMER && register <= ApicRegister.LVT_ERROR) {
      this.writeLvt(register - ApicRegister.LVT_TIMER, value);
    } else {
      switch (register) {
        case ApicRegister.TPR:
          this.priorities.state.tpr = value & 0xff;
          break;
        case ApicRegister.EOI:
          this.endOfInterrupt();
          break;
        case ApicRegister.SVR:
          this.writeSpuriousVector(value);
          break;
        case ApicRegister.ESR:
          s.esr = s.errors;
          s.errors = 0;
          break;
        case ApicRegister.ICR:
          this.writeIcr(value, s.icrHigh);
          break;
        case ApicRegister.INITIAL_COUNT:
          this.timer.setInitialCount(value);
          break;
        case ApicRegister.DIVIDE_CONFIGURATION:
          this.timer.setDivideConfiguration(value);
          break;
        default:
          if (!(s.x2apic ? this.writeX2apicOnly(register, value) : this.writeXapicOnly(register, value))) return false;
      }
    }
    this.changed();
    return true;
  }

  /** Writing the ICR's low half (x2APIC: the whole) sends the IPI. */
  writeIcr(low: number, high: number): void {
    const s = this.state;
    s.icrLow = low & Icr.WRITABLE;
    s.icrHigh = high;
    this.sendIpi(s.icrLow, s.icrHigh);
  }

  private writeXapicOnly(register: number, value: number): boolean {
    const s = this.state;
    switch (register) {
      case ApicRegister.LDR:
        s.ldr = (value & 0xff00_0000) >>> 0;
        return true;
      case ApicRegister.DFR:
        s.dfr = (value | 0x0fff_ffff) >>> 0;
        return true;
      case ApicRegister.ICR_HIGH:
        s.icrHigh = (value & 0xff00_0000) >>> 0;
        return true;
      default:
        return false;
    }
  }

  private writeX2apicOnly(register: number, value: number): boolean {
    if (register !== ApicRegister.SELF_IPI) return false;
    this.sendIpi(Shorthand.SELF | (value & Lvt.VECTOR), 0);
    return true;
  }

  private writeSpuriousVector(value: number): void {
    const s = this.state;
    s.svr = value & Svr.WRITABLE;
    // Software disable sets the mask bits and keeps them set.
    if (!(s.svr & Svr.ENABLE)) s.lvt = s.lvt.map((entry) => entry | Lvt.MASKED);
  }

  private writeLvt(index: number, value: number): void {
    const s = this.state;
    let entry = (value & LVT_WRITABLE[index]!) | (s.lvt[index]! & Lvt.REMOTE_IRR);
    if (!(s.svr & Svr.ENABLE)) entry |= Lvt.MASKED;
    if (!(entry & Lvt.LEVEL)) entry &= ~Lvt.REMOTE_IRR;
    s.lvt[index] = entry;
    if (index === LvtEntry.TIMER) this.timer.setMode(entry & Lvt.TIMER_MODE);
    if (index === LvtEntry.LINT0) this.deliverLint0(false);
  }

  /** A register number that does not exist was accessed through the xAPIC page. */
  reportIllegalRegister(): void {
    this.error(Esr.ILLEGAL_REGISTER);
  }

  // TSC-deadline mode

  writeDeadline(deadline: bigint): void {
    this.timer.setDeadline(deadline);
    this.options.onSchedule();
  }

  /** A new relation between clock and time-stamp counter. */
  setTscOffset(offset: bigint): void {
    this.timer.setTscOffset(offset);
    this.options.onSchedule();
  }

  saveState(): LocalApicState {
    return structuredClone({ ...this.state, priorities: this.priorities.state, timer: this.timer.state });
  }

  restoreState(saved: LocalApicState): void {
    const { timer, priorities, ...state } = structuredClone(saved);
    this.state = state;
    this.priorities.state = priorities;
    this.timer.state = timer;
    this.changed();
  }
}
