/**
 * The real-time clock and CMOS RAM (MC146818A) at ports 70H and 71H. The clock starts at 00:00:00 on 1 January 2000 and
 * runs in simulated time, so that every run reads the same. Bit 7 of the index (NMI mask) is ignored. Writes to the time
 * registers and to the rate in register A are dropped.
 *
 * Deviation: the clock raises no interrupts: PIE, AIE and UIE in register B read as zero, as does register C.
 */
import type { Clock, PortDevice } from '../memory/bus.js';
import { dateAfter } from './calendar.js';
import type { Stateful } from './stateful.js';
import { TSC_HERTZ } from './time-base.js';

const INDEX_PORT = 0x70;

const Register = {
  SECONDS: 0x00,
  MINUTES: 0x02,
  HOURS: 0x04,
  WEEKDAY: 0x06,
  DAY: 0x07,
  MONTH: 0x08,
  YEAR: 0x09,
  A: 0x0a,
  B: 0x0b,
  C: 0x0c,
  D: 0x0d,
  BASE_MEMORY: 0x15,
  EXTENDED_MEMORY: 0x17,
  EXTENDED_MEMORY_MEASURED: 0x30,
  CENTURY: 0x32,
  MEMORY_ABOVE_16M: 0x34,
} as const;

/** 32.768 kHz oscillator, 1,024 Hz rate; update in progress for 2,228 µs at the end of each second. */
const REGISTER_A = 0x26;
const UPDATE_IN_PROGRESS = 0x80;
const UPDATE_CYCLES = (TSC_HERTZ / 1_000_000) * 2228;
const RegisterB = { HOURS_24: 0x02, BINARY: 0x04, WRITABLE: 0x86 } as const;
/** RAM and time are valid. */
const REGISTER_D = 0x80;

export interface CmosState {
  index: number;
  ram: number[];
}

export class Cmos implements PortDevice, Stateful<CmosState> {
  readonly name = 'cmos';
  private index = Register.D as number;
  private ram: number[] = new Array<number>(128).fill(0);
  private readonly clock: Clock;

  /** `ramSize` in bytes is shown in the memory-size bytes. */
  constructor(clock: Clock, ramSize: number) {
    this.clock = clock;
    this.ram[Register.B] = RegisterB.HOURS_24;
    this.setWord(Register.BASE_MEMORY, 640);
    const extended = Math.min(0xffff, ramSize / 1024 - 1024);
    this.setWord(Register.EXTENDED_MEMORY, extended);
    this.setWord(Register.EXTENDED_MEMORY_MEASURED, extended);
    this.setWord(Register.MEMORY_ABOVE_16M, Math.max(0, Math.floor((ramSize - 0x100_0000) / 0x1_0000)));
  }

  readPort(port: number): number {
    if (port === INDEX_PORT) return 0xff; // write-only
    switch (this.index) {
      case Register.A:
        return REGISTER_A | (this.clock.now() % TSC_HERTZ >= TSC_HERTZ - UPDATE_CYCLES ? UPDATE_IN_PROGRESS : 0);
      case Register.C:
        return 0;
      case Register.D:
        return REGISTER_D;
      default:
        return this.time(this.index) ?? this.ram[this.index]!;
    }
  }

  writePort(port: number, _size: number, value: number): void {
    if (port === INDEX_PORT) this.index = value & 0x7f;
    else if (this.index === Register.B) this.ram[Register.B] = value & RegisterB.WRITABLE;
    else if (this.index > Register.D && this.index !== Register.CENTURY) this.ram[this.index] = value;
  }

  saveState(): CmosState {
    return { index: this.index, ram: [...this.ram] };
  }

  restoreState(state: CmosState): void {
    this.index = state.index;
    this.ram = [...state.ram];
  }

  /** Value of a time register in the format register B asks for; null for any other register. */
  private time(register: number): number | null {
    const seconds = Math.floor(this.clock.now() / TSC_HERTZ);
    const date = dateAfter(Math.floor(seconds / 86_400));
    switch (register) {
      case Register.SECONDS:
        return this.format(seconds % 60);
      case Register.MINUTES:
        return this.format(Math.floor(seconds / 60) % 60);
      case Register.HOURS:
        return this.hours(Math.floor(seconds / 3600) % 24);
      case Register.WEEKDAY:
        return this.format(date.weekday);
      case Register.DAY:
        return this.format(date.day);
      case Register.MONTH:
        return this.format(date.month);
      case Register.YEAR:
        return this.format(date.year % 100);
      case Register.CENTURY:
        return this.format(Math.floor(date.year / 100));
      default:
        return null;
    }
  }

  private hours(hour: number): number {
    if (this.ram[Register.B]! & RegisterB.HOURS_24) return this.format(hour);
    return this.format(hour % 12 || 12) | (hour >= 12 ? 0x80 : 0);
  }

  private format(value: number): number {
    return this.ram[Register.B]! & RegisterB.BINARY ? value : Math.floor(value / 10) * 16 + (value % 10);
  }

  private setWord(register: number, value: number): void {
    this.ram[register] = value & 0xff;
    this.ram[register + 1] = value >> 8;
  }
}
