/**
 * The PC's two cascaded 8259As: master at 20H and 21H, slave at A0H and A1H on the master's IR2, and the edge/level
 * control registers at 4D0H and 4D1H. They start as firmware leaves them: vectors 08H–0FH and 70H–77H, all lines but
 * the cascade masked.
 */
import type { PortDevice } from '../memory/bus.js';
import { PicChip, type PicChipState } from './pic-chip.js';
import type { Stateful } from './stateful.js';

export const PicPort = {
  MASTER_COMMAND: 0x20,
  MASTER_DATA: 0x21,
  SLAVE_COMMAND: 0xa0,
  SLAVE_DATA: 0xa1,
  ELCR_MASTER: 0x4d0,
  ELCR_SLAVE: 0x4d1,
} as const;

/** The slave's place on the master. */
const CASCADE = 2;
/** Lines that may be level-triggered: not the timer, keyboard and cascade, not the clock and the coprocessor. */
const ELCR_WRITABLE = { master: 0xf8, slave: 0xde } as const;

export interface PicState {
  master: PicChipState;
  slave: PicChipState;
}

export class Pic implements PortDevice, Stateful<PicState> {
  readonly name = 'pic';
  /** The timer's OUT on IRQ 0 is high before it is programmed. */
  private readonly master = new PicChip(true, 0x08, 0xff & ~(1 << CASCADE), 0x01);
  private readonly slave = new PicChip(false, 0x70, 0xff, 0);
  private readonly onChange: () => void;

  /** `onChange`: the INT output may have changed. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  /** Level of IRQ 0–15 (2 is the cascade and takes no device). */
  setIrq(irq: number, level: boolean): void {
    const changed = irq < 8 ? this.master.setLine(irq, level) : this.slave.setLine(irq - 8, level);
    if (changed) this.update();
  }

  /** INT output to the processor (or to LINT0 of its local APIC). */
  get output(): boolean {
    return this.master.requested >= 0;
  }

  /** True when a rising edge on `irq` would raise INT, all else being as it is. */
  wouldInterrupt(irq: number): boolean {
    if (irq < 8) return this.master.wouldRequest(irq);
    return this.slave.wouldRequest(irq - 8) && this.master.wouldRequest(CASCADE);
  }

  /** The INTA cycles: returns the vector; a spurious one (IR7) when no request is left. */
  acknowledge(): number {
    const line = this.master.requested;
    let vector = this.master.acknowledge(line);
    if (line === CASCADE) {
      vector = this.slave.acknowledge(this.slave.requested);
      this.master.setLine(CASCADE, false); // the slave's INT drops with INTA, so that a further request is an edge
    }
    this.update();
    return vector;
  }

  readPort(port: number): number {
    let value: number;
    switch (port) {
      case PicPort.MASTER_COMMAND:
        value = this.master.readCommand();
        break;
      case PicPort.MASTER_DATA:
        value = this.master.readData();
        break;
      case PicPort.SLAVE_COMMAND:
        value = this.slave.readCommand();
        break;
      case PicPort.SLAVE_DATA:
        value = this.slave.readData();
        break;
      case PicPort.ELCR_MASTER:
        return this.master.state.elcr;
      default:
        return this.slave.state.elcr;
    }
    this.update(); // a read in poll mode acknowledges
    return value;
  }

  writePort(port: number, _size: number, value: number): void {
    switch (port) {
      case PicPort.MASTER_COMMAND:
        this.master.writeCommand(value);
        break;
      case PicPort.MASTER_DATA:
        this.master.writeData(value);
        break;
      case PicPort.SLAVE_COMMAND:
        this.slave.writeCommand(value);
        break;
      case PicPort.SLAVE_DATA:
        this.slave.writeData(value);
        break;
      case PicPort.ELCR_MASTER:
        this.master.state.elcr = value & ELCR_WRITABLE.master;
        break;
      default:
        this.slave.state.elcr = value & ELCR_WRITABLE.slave;
    }
    this.update();
  }

  saveState(): PicState {
    return structuredClone({ master: this.master.state, slave: this.slave.state });
  }

  restoreState(state: PicState): void {
    this.master.state = structuredClone(state.master);
    this.slave.state = structuredClone(state.slave);
    this.update();
  }

  private update(): void {
    this.master.setLine(CASCADE, this.slave.requested >= 0);
    this.onChange();
  }
}
