/**
 * The local APIC: registers, acceptance and priority of interrupts. SDM Vol. 3, "Advanced Programmable Interrupt
 * Controller (APIC)". How the processor reaches the registers (xAPIC page, x2APIC MSRs) is in local-apic-access.ts.
 *
 * There is one processor and no I/O APIC: interrupts come from the LVT, from IPIs to itself and, through LINT0, from
 * the 8259s. It starts as firmware leaves it: enabled, LINT0 delivering ExtINT (virtual wire), LINT1 NMI (nothing is
 * connected to it).
 *
 * Deviation: NMI, SMI, INIT and start-up messages, sent through the ICR or delivered by an LVT entry, are dropped.
 */
import type { Clock } from '../memory/bus.js';
import { ApicTimer, type ApicTimerState } from './apic-timer.js';
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
import { emptyVectorSet, hasVector, highestVector, setVector, type VectorSet } from './vector-set.js';

/** Index into `lvt`. */
const LvtEntry = { TIMER: 0, THERMAL: 1, PERFORMANCE: 2, LINT0: 3, LINT1: 4, ERROR: 5 } as const;

export interface LocalApicState {
  /** IA32_APIC_BASE.EN and EXTD. */
  enabled: boolean;
  x2apic: boolean;
  tpr: number;
  ldr: number;
  dfr: number;
  svr: number;
  irr: VectorSet;
  isr: VectorSet;
  tmr: VectorSet;
  /** Error status as read, and errors since the last write to ESR. */
  esr: number;
  errors: number;
  icrLow: number;
  icrHigh: number;
  lvt: number[];
  lint0: boolean;
  timer: ApicTimerState;
}

export interface LocalApicOptions {
  readonly clock: Clock;
  /** The interrupt output may have changed. */
  readonly onChange: () => void;
  /** `nextEvent` may have changed. */
  readonly onSchedule: () => void;
}

type RegisterState = Omit<LocalApicState, 'timer' | 'enabled' | 'x2apic' | 'lint0'>;

/** SDM "Local APIC State After Power-Up or Reset". */
function powerUpState(): RegisterState {
  return {
    tpr: 0,
    ldr: 0,
    dfr: 0xffff_ffff,
    svr: 0xff,
    irr: emptyVectorSet(),
    isr: emptyVectorSet(),
    tmr: emptyVectorSet(),
    esr: 0,
    errors: 0,
    icrLow: 0,
    icrHigh: 0,
    lvt: LVT_WRITABLE.map(() => Lvt.MASKED),
  };
}

export class LocalApic implements Stateful<LocalApicState> {
  /** xAPIC and x2APIC ID. */
  readonly id = 0;
  readonly timer: ApicTimer;
  private state: Omit<LocalApicState, 'timer'>;
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
      const { tscOffset } = this.timer.state;
      this.timer.state = { ...new ApicTimer(this.options.clock).state, tscOffset };
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

  /** Vector ready for the processor, or −1: the highest request whose class is above the processor priority's. */
  get ready(): number {
    const s = this.state;
    if (!s.enabled || !(s.svr & Svr.ENABLE)) return -1;
    const vector = highestVector(s.irr);
    return vector >> 4 > this.processorPriority >> 4 ? vector : -1;
  }

  /** INTA for a local interrupt: from IRR to ISR. Only when `ready` is not −1. */
  acknowledge(): number {
    const vector = this.ready;
    setVector(this.state.irr, vector, false);
    setVector(this.state.isr, vector, true);
    this.changed();
    return vector;
  }

  /** LINT0 lets the 8259s' INT through: ExtINT unmasked, or the APIC off, which connects the pin to the processor. */
  get passesExtInt(): boolean {
    const { enabled, lvt } = this.state;
    return !enabled || (lvt[LvtEntry.LINT0]! & (Lvt.MASKED | Lvt.DELIVERY_MODE)) === DeliveryMode.EXTINT;
  }

  /** Level of the LINT0 pin. Its own line: delivers when the LVT entry says fixed. */
  setLint0(level: boolean): void {
    const s = this.state;
    const rising = level && !s.lint0;
    s.lint0 = level;
    if (s.enabled) this.deliverLint0(rising);
  }

  /** Everything of the timer that is due. */
  advance(now: number): void {
    if (this.timer.expire(now)) this.deliverLvt(LvtEntry.TIMER);
  }

  /** True when the timer's interrupt, were it to come now, would be delivered. */
  get timerCanInterrupt(): boolean {
    return this.wouldDeliver(LvtEntry.TIMER);
  }

  /** True when a rising edge on LINT0 would be delivered as a fixed interrupt. */
  get lint0CanInterrupt(): boolean {
    const entry = this.state.lvt[LvtEntry.LINT0]!;
    return (entry & Lvt.DELIVERY_MODE) === DeliveryMode.FIXED && this.wouldDeliver(LvtEntry.LINT0);
  }

  get taskPriority(): number {
    return this.state.tpr;
  }

  set taskPriority(value: number) {
    this.state.tpr = value;
    this.changed();
  }

  /** SDM "Task and Processor Priorities". */
  private get processorPriority(): number {
    const { tpr, isr } = this.state;
    const inService = Math.max(0, highestVector(isr)) & 0xf0;
    return (tpr & 0xf0) >= inService ? tpr : inService;
  }

  private endOfInterrupt(): void {
    const s = this.state;
    const vector = highestVector(s.isr);
    if (vector < 0) return;
    setVector(s.isr, vector, false);
    const lint0 = s.lvt[LvtEntry.LINT0]!;
    if (hasVector(s.tmr, vector) && lint0 & Lvt.REMOTE_IRR && (lint0 & Lvt.VECTOR) === vector) {
      s.lvt[LvtEntry.LINT0] = lint0 & ~Lvt.REMOTE_IRR;
      this.deliverLint0(false); // a level still asserted asks again
    }
    this.changed();
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

  private deliverLvt(index: number): void {
    const entry = this.state.lvt[index]!;
    if (!(entry & Lvt.MASKED)) this.accept(entry & Lvt.VECTOR, false);
  }

  private wouldDeliver(index: number): boolean {
    const s = this.state;
    const entry = s.lvt[index]!;
    if (!s.enabled || !(s.svr & Svr.ENABLE) || entry & Lvt.MASKED) return false;
    const vector = entry & Lvt.VECTOR;
    return vector >= 16 && vector >> 4 > this.processorPriority >> 4;
  }

  private accept(vector: number, level: boolean): void {
    const s = this.state;
    if (!(s.svr & Svr.ENABLE)) return;
    if (vector < 16) {
      this.error(Esr.RECEIVE_ILLEGAL_VECTOR);
      return;
    }
    setVector(s.irr, vector, true);
    setVector(s.tmr, vector, level);
    this.changed();
  }

  /** SDM "Error Handling". An error vector that is itself illegal is not reported again. */
  private error(bit: number): void {
    const s = this.state;
    s.errors |= bit;
    const entry = s.lvt[LvtEntry.ERROR]!;
    if ((entry & Lvt.VECTOR) >= 16) this.deliverLvt(LvtEntry.ERROR);
  }

  private sendIpi(command: number, destination: number): void {
    const shorthand = command & Icr.SHORTHAND;
    const self =
      shorthand === Shorthand.SELF ||
      shorthand === Shorthand.ALL ||
      (shorthand === Shorthand.NONE && this.isDestination(destination, (command & Icr.DESTINATION_MODE_LOGICAL) !== 0));
    const mode = command & Lvt.DELIVERY_MODE;
    if (mode !== DeliveryMode.FIXED && mode !== DeliveryMode.LOWEST_PRIORITY) return;
    const vector = command & Lvt.VECTOR;
    if (vector < 16) this.error(Esr.SEND_ILLEGAL_VECTOR);
    else if (self) this.accept(vector, false);
  }

  /** SDM "Determining IPI Destination". */
  private isDestination(destination: number, logical: boolean): boolean {
    const { x2apic, ldr, dfr } = this.state;
    if (x2apic) {
      if (destination === 0xffff_ffff) return true;
      if (!logical) return destination === this.id;
      return destination >>> 16 === ldr >>> 16 && (destination & ldr & 0xffff) !== 0;
    }
    const id = destination >>> 24;
    if (id === 0xff) return true;
    if (!logical) return id === this.id;
    const own = ldr >>> 24;
    const flat = dfr >>> 28 === 0xf;
    return flat ? (id & own) !== 0 : id >> 4 === own >> 4 && (id & own & 0x0f) !== 0;
  }

  private changed(): void {
    this.options.onChange();
    this.options.onSchedule();
  }

  // Registers

  /** Value of a register; null when there is none of that number in the present mode (or it cannot be read, x2APIC). */
  read(register: number): number | null {
    const s = this.state;
    if (register >= ApicRegister.ISR && register < ApicRegister.ESR) {
      const set = register < ApicRegister.TMR ? s.isr : register < ApicRegister.IRR ? s.tmr : s.irr;
      return set[register & 7]!;
    }
    if (register >= ApicRegister.LVT_TIMER && register <= ApicRegister.LVT_ERROR) {
      return s.lvt[register - ApicRegister.LVT_TIMER]!;
    }
    switch (register) {
      case ApicRegister.ID:
        return s.x2apic ? this.id : (this.id << 24) >>> 0;
      case ApicRegister.VERSION:
        return APIC_VERSION;
      case ApicRegister.TPR:
        return s.tpr;
      case ApicRegister.PPR:
        return this.processorPriority;
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

  private readXapicOnly(register: number): number | null {
    switch (register) {
      case ApicRegister.APR: // arbitration is gone from processors of this version
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

  /** Writing the ICR's low half (x2APIC: the whole) sends the IPI. */
  writeIcr(low: number, high: number): void {
    const s = this.state;
    s.icrLow = low & Icr.WRITABLE;
    s.icrHigh = high >>> 0;
    this.sendIpi(s.icrLow, s.icrHigh);
  }

  /** Unsigned 32-bit `value`; bits that are not writable are ignored. False when nothing of that number is writable. */
  write(register: number, value: number): boolean {
    const s = this.state;
    if (register >= ApicRegister.LVT_TIMER && register <= ApicRegister.LVT_ERROR) {
      this.writeLvt(register - ApicRegister.LVT_TIMER, value);
      return true;
    }
    switch (register) {
      case ApicRegister.TPR:
        this.taskPriority = value & 0xff;
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
      case ApicRegister.SELF_IPI:
        if (!s.x2apic) return false;
        this.sendIpi(Shorthand.SELF | (value & Lvt.VECTOR), 0);
        break;
      default:
        if (s.x2apic || !this.writeXapicOnly(register, value)) return false;
    }
    this.changed();
    return true;
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

  private writeSpuriousVector(value: number): void {
    const s = this.state;
    s.svr = value & Svr.WRITABLE;
    // Software disable sets the mask bits and keeps them set.
    if (!(s.svr & Svr.ENABLE)) s.lvt = s.lvt.map((entry) => entry | Lvt.MASKED);
  }

  private writeLvt(index: number, value: number): void {
    const s = this.state;
    const readOnly = s.lvt[index]! & Lvt.REMOTE_IRR;
    let entry = (value & LVT_WRITABLE[index]!) | readOnly;
    if (!(s.svr & Svr.ENABLE)) entry |= Lvt.MASKED;
    if (!(entry & Lvt.LEVEL)) entry &= ~Lvt.REMOTE_IRR;
    s.lvt[index] = entry;
    if (index === LvtEntry.TIMER) this.timer.setMode(entry & Lvt.TIMER_MODE);
    if (index === LvtEntry.LINT0) this.deliverLint0(false);
    this.changed();
  }

  /** A register number that does not exist was accessed through the xAPIC page. */
  reportIllegalRegister(): void {
    this.error(Esr.ILLEGAL_REGISTER);
  }

  /** A new relation between clock and time-stamp counter, for TSC-deadline mode. */
  setTscOffset(offset: bigint): void {
    this.timer.setTscOffset(offset);
    this.options.onSchedule();
  }

  writeDeadline(deadline: bigint): void {
    this.timer.setDeadline(deadline);
    this.options.onSchedule();
  }

  saveState(): LocalApicState {
    return structuredClone({ ...this.state, timer: this.timer.state });
  }

  restoreState(saved: LocalApicState): void {
    const { timer, ...state } = structuredClone(saved);
    this.state = state;
    this.timer.state = timer;
    this.changed();
  }
}
