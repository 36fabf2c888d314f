/**
 * A 16550A serial port, with its FIFOs, loopback and interrupts. The transmitter is always ready: a byte written to THR
 * is out at once. Input arrives over the line in simulated time, one character time a byte.
 *
 * The line is polite where a real one is not, so that what a run receives does not depend on the host: the far end is
 * asked for bytes only when the guest evidently waits for some (SerialInput), and it holds the next byte back while the
 * receiver is full or in loopback. Overruns happen in loopback only; parity, framing and break errors never.
 */
import type { Clock, PortDevice, TimedDevice } from '../memory/bus.js';
import { Fcr, FIFO_SIZE, Ier, Iir, Lcr, Lsr, Mcr, Msr, SerialRegister, TRIGGER_LEVELS } from './serial-registers.js';
import type { Stateful } from './stateful.js';
import { TSC_HERTZ, UART_HERTZ } from './time-base.js';

/** Where input comes from: some bytes, an empty array when there are none now, null at the end (never asked again). */
export type SerialInput = () => Uint8Array | null;

export interface SerialState {
  ier: number;
  fcr: number;
  lcr: number;
  mcr: number;
  lsrErrors: number;
  modemDelta: number;
  scr: number;
  divisor: number;
  /** Receiver FIFO, oldest first; at most one byte with the FIFOs disabled. */
  received: number[];
  transmitInterrupt: boolean;
  timeoutInterrupt: boolean;
  /** Bytes the far end has handed over and the line has not delivered. */
  line: number[];
  inputEnded: boolean;
  /** Cycle at which the next byte of the line is complete, and of the character timeout; −1 when none is under way. */
  arrival: number;
  timeout: number;
  /** LSR was read with THRE and nothing was transmitted since: a second read is a wait for input. */
  polledIdle: boolean;
}

export interface SerialOptions {
  readonly clock: Clock;
  /** Each byte transmitted. */
  readonly transmit: (byte: number) => void;
  readonly input: SerialInput | null;
  /** Level of the interrupt line. */
  readonly setIrq: (level: boolean) => void;
  /** `nextEvent` may have changed. */
  readonly onSchedule: () => void;
}

/** State as firmware leaves it: 115,200 baud, 8 data bits, OUT2 set, so that a guest that initializes nothing has a usable port. */
function resetState(): SerialState {
  return {
    ier: 0,
    fcr: 0,
    lcr: 0x03,
    mcr: Mcr.OUT2,
    lsrErrors: 0,
    modemDelta: 0,
    scr: 0,
    divisor: 1,
    received: [],
    transmitInterrupt: false,
    timeoutInterrupt: false,
    line: [],
    inputEnded: false,
    arrival: -1,
    timeout: -1,
    polledIdle: false,
  };
}

export class SerialPort implements PortDevice, TimedDevice, Stateful<SerialState> {
  readonly name = 'serial';
  private state = resetState();
  private readonly options: SerialOptions;
  private readonly base: number;

  constructor(base: number, options: SerialOptions) {
    this.base = base;
    this.options = options;
    this.state.inputEnded = options.input === null;
  }

  /** The guest would take a byte by interrupt and none is on its way: the machine may ask the outside before it idles. */
  get wantsInput(): boolean {
    const s = this.state;
    return (s.ier & Ier.ERBFI) !== 0 && !s.inputEnded && s.received.length === 0 && s.line.length === 0;
  }

  /** Ask the provider now (see `wantsInput`). True when bytes came. */
  requestInput(): boolean {
    this.fillLine();
    return this.state.line.length > 0;
  }

  /** The far end sends `bytes`, after what it already sent. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.state.line.push(byte);
    this.startLine();
  }

  readPort(port: number): number {
    const s = this.state;
    switch (port - this.base) {
      case SerialRegister.RBR_THR:
        return s.lcr & Lcr.DLAB ? s.divisor & 0xff : this.readReceiveBuffer();
      case SerialRegister.IER:
        return s.lcr & Lcr.DLAB ? s.divisor >> 8 : s.ier;
      case SerialRegister.IIR_FCR:
        return this.readInterruptIdentification();
      case SerialRegister.LCR:
        return s.lcr;
      case SerialRegister.MCR:
        return s.mcr;
      case SerialRegister.LSR:
        return this.readLineStatus();
      case SerialRegister.MSR:
        return this.readModemStatus();
      default:
        return s.scr;
    }
  }

  writePort(port: number, _size: number, value: number): void {
    const s = this.state;
    switch (port - this.base) {
      case SerialRegister.RBR_THR:
        if (s.lcr & Lcr.DLAB) s.divisor = (s.divisor & 0xff00) | value;
        else this.transmit(value);
        break;
      case SerialRegister.IER:
        if (s.lcr & Lcr.DLAB) s.divisor = (s.divisor & 0x00ff) | (value << 8);
        else this.writeInterruptEnable(value);
        break;
      case SerialRegister.IIR_FCR:
        this.writeFifoControl(value);
        break;
      case SerialRegister.LCR:
        s.lcr = value;
        break;
      case SerialRegister.MCR:
        this.writeModemControl(value);
        break;
      case SerialRegister.LSR:
      case SerialRegister.MSR:
        break; // read-only; writes are for factory testing
      default:
        s.scr = value;
    }
  }

  get nextEvent(): number {
    const { arrival, timeout } = this.state;
    if (arrival < 0) return timeout < 0 ? Infinity : timeout;
    return timeout < 0 ? arrival : Math.min(arrival, timeout);
  }

  advance(now: number): void {
    const s = this.state;
    while (this.nextEvent <= now) {
      if (s.timeout >= 0 && (s.arrival < 0 || s.timeout < s.arrival)) {
        s.timeout = -1;
        s.timeoutInterrupt = true;
      } else {
        this.deliverFromLine(s.arrival);
      }
    }
    this.updateInterrupt();
  }

  /** True when an event still to come can raise the interrupt line, with the registers as they are. */
  get canInterrupt(): boolean {
    return this.nextEvent !== Infinity && (this.state.ier & Ier.ERBFI) !== 0 && this.lineEnabled;
  }

  saveState(): SerialState {
    return structuredClone(this.state);
  }

  restoreState(state: SerialState): void {
    this.state = structuredClone(state);
    this.updateInterrupt();
    this.options.onSchedule();
  }

  // Registers

  private readReceiveBuffer(): number {
    const s = this.state;
    if (s.received.length === 0) this.fillLine();
    const byte = s.received.shift() ?? 0;
    s.timeoutInterrupt = false;
    this.restartTimeout(this.options.clock.now());
    this.startLine();
    this.updateInterrupt();
    return byte;
  }

  private readInterruptIdentification(): number {
    const s = this.state;
    const source = this.interruptSource();
    if (source === Iir.THR_EMPTY) {
      s.transmitInterrupt = false;
      this.updateInterrupt();
    }
    return source | (s.fcr & Fcr.ENABLE ? Iir.FIFOS_ENABLED : 0);
  }

  private readLineStatus(): number {
    const s = this.state;
    const status = s.lsrErrors | Lsr.THRE | Lsr.TEMT | (s.received.length > 0 ? Lsr.DR : 0);
    s.lsrErrors = 0;
    if (s.polledIdle && s.received.length === 0) this.fillLine();
    s.polledIdle = true;
    this.updateInterrupt();
    return status;
  }

  private readModemStatus(): number {
    const status = this.modemLines() | this.state.modemDelta;
    this.state.modemDelta = 0;
    this.updateInterrupt();
    return status;
  }

  private transmit(byte: number): void {
    const s = this.state;
    s.polledIdle = false;
    if (s.mcr & Mcr.LOOP) this.storeReceived(byte, this.options.clock.now());
    else this.options.transmit(byte);
    s.transmitInterrupt = true; // and empty again at once
    this.updateInterrupt();
  }

  private writeInterruptEnable(value: number): void {
    const s = this.state;
    const enabled = value & ~s.ier;
    s.ier = value & 0x0f;
    if (enabled & Ier.ETBEI) s.transmitInterrupt = true;
    if (enabled & Ier.ERBFI) this.fillLine();
    this.updateInterrupt();
  }

  private writeFifoControl(value: number): void {
    const s = this.state;
    const toggled = ((value ^ s.fcr) & Fcr.ENABLE) !== 0;
    const cleared = (value & Fcr.ENABLE) !== 0 && (value & Fcr.CLEAR_RECEIVE) !== 0;
    if (toggled || cleared) {
      s.received.length = 0;
      s.timeoutInterrupt = false;
      s.timeout = -1;
      this.startLine();
    }
    // With FCR bit 0 clear the other bits are not programmed.
    s.fcr = value & Fcr.ENABLE ? value & 0xc9 : 0;
    this.updateInterrupt();
  }

  private writeModemControl(value: number): void {
    const s = this.state;
    const before = this.modemLines();
    s.mcr = value & 0x1f;
    const after = this.modemLines();
    const changed = before ^ after;
    s.modemDelta |= (changed & (Msr.CTS | Msr.DSR | Msr.DCD)) >> 4;
    if (before & ~after & Msr.RI) s.modemDelta |= Msr.TERI;
    this.startLine();
    this.updateInterrupt();
  }

  /** CTS, DSR and DCD are asserted by the far end; in loopback the four lines are MCR's outputs. */
  private modemLines(): number {
    const { mcr } = this.state;
    if (!(mcr & Mcr.LOOP)) return Msr.CTS | Msr.DSR | Msr.DCD;
    let lines = 0;
    if (mcr & Mcr.RTS) lines |= Msr.CTS;
    if (mcr & Mcr.DTR) lines |= Msr.DSR;
    if (mcr & Mcr.OUT1) lines |= Msr.RI;
    if (mcr & Mcr.OUT2) lines |= Msr.DCD;
    return lines;
  }

  // Interrupts

  private interruptSource(): number {
    const s = this.state;
    if (s.ier & Ier.ELSI && s.lsrErrors) return Iir.LINE_STATUS;
    if (s.ier & Ier.ERBFI) {
      if (s.received.length >= this.triggerLevel) return Iir.DATA_AVAILABLE;
      if (s.timeoutInterrupt) return Iir.CHARACTER_TIMEOUT;
    }
    if (s.ier & Ier.ETBEI && s.transmitInterrupt) return Iir.THR_EMPTY;
    if (s.ier & Ier.EDSSI && s.modemDelta) return Iir.MODEM_STATUS;
    return Iir.NONE;
  }

  /** On a PC, OUT2 gates the interrupt line; loopback disconnects OUT2's pin. */
  private get lineEnabled(): boolean {
    return (this.state.mcr & (Mcr.OUT2 | Mcr.LOOP)) === Mcr.OUT2;
  }

  private updateInterrupt(): void {
    this.options.setIrq(this.lineEnabled && this.interruptSource() !== Iir.NONE);
  }

  private get triggerLevel(): number {
    const { fcr } = this.state;
    return fcr & Fcr.ENABLE ? TRIGGER_LEVELS[(fcr >> 6) & 3]! : 1;
  }

  // Receiver and line

  private get capacity(): number {
    return this.state.fcr & Fcr.ENABLE ? FIFO_SIZE : 1;
  }

  /** Start, data, parity and stop bits of one character, in cycles. */
  private get characterTime(): number {
    const { lcr, divisor } = this.state;
    const bits = 1 + 5 + (lcr & 3) + (lcr & 0x08 ? 1 : 0) + (lcr & 0x04 ? 2 : 1);
    return Math.ceil((bits * 16 * (divisor || 0x10000) * TSC_HERTZ) / UART_HERTZ);
  }

  private fillLine(): void {
    const s = this.state;
    if (s.inputEnded || s.line.length > 0 || this.options.input === null) return;
    const bytes = this.options.input();
    if (bytes === null) s.inputEnded = true;
    else this.receive(bytes);
  }

  /** Let the next byte travel, when there is one and the receiver will have room for it. */
  private startLine(): void {
    const s = this.state;
    const ready = s.line.length > 0 && s.received.length < this.capacity && !(s.mcr & Mcr.LOOP);
    if (!ready) s.arrival = -1;
    else if (s.arrival < 0) s.arrival = this.options.clock.now() + this.characterTime;
    this.options.onSchedule();
  }

  private deliverFromLine(now: number): void {
    const s = this.state;
    const byte = s.line.shift();
    s.arrival = -1;
    if (byte === undefined) return;
    this.storeReceived(byte, now);
    if (s.line.length > 0 && s.received.length < this.capacity) s.arrival = now + this.characterTime;
  }

  private storeReceived(byte: number, now: number): void {
    const s = this.state;
    if (s.received.length >= this.capacity) {
      s.lsrErrors |= Lsr.OE;
      // FIFO mode loses the new character, 16450 mode the old one.
      if (!(s.fcr & Fcr.ENABLE)) s.received[0] = byte;
      return;
    }
    s.received.push(byte);
    this.restartTimeout(now);
  }

  /** FIFO mode: an interrupt when bytes below the trigger level lie unread for four character times. */
  private restartTimeout(now: number): void {
    const s = this.state;
    s.timeoutInterrupt = false;
    const waiting = (s.fcr & Fcr.ENABLE) !== 0 && s.received.length > 0 && s.received.length < this.triggerLevel;
    s.timeout = waiting ? now + 4 * this.characterTime : -1;
    this.options.onSchedule();
  }
}
