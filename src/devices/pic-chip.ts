/**
 * One 8259A programmable interrupt controller: initialization and operation command words, priorities, masks, the
 * in-service register, poll mode. Trigger mode per line comes from the PC's edge/level control register (ELCR), which
 * overrides ICW1.LTIM. MCS-80 mode is not there: ICW4.µPM is taken as set.
 */

/** Initialization command word 1 is a write to the even port with bit 4 set. */
const Icw1 = { IC4: 0x01, SNGL: 0x02, MARK: 0x10 } as const;
const Icw4 = { AEOI: 0x02, SFNM: 0x10 } as const;
/** Operation command word 3 is a write to the even port with bit 3 set. */
const Ocw3 = { RIS: 0x01, RR: 0x02, POLL: 0x04, MARK: 0x08, SMM: 0x20, ESMM: 0x40 } as const;
/** OCW2 commands, bits 7:5. */
const Ocw2 = {
  ROTATE_AUTO_CLEAR: 0,
  EOI: 1,
  EOI_SPECIFIC: 3,
  ROTATE_AUTO_SET: 4,
  ROTATE_EOI: 5,
  SET_PRIORITY: 6,
  ROTATE_EOI_SPECIFIC: 7,
} as const;

export interface PicChipState {
  /** Levels of IR0–IR7. */
  lines: number;
  /** Rising edges seen and not yet acknowledged; a line that falls takes its edge back. */
  edges: number;
  isr: number;
  imr: number;
  elcr: number;
  vectorBase: number;
  /** The initialization word that the odd port expects: 0 none (it is the mask), else 2, 3 or 4. */
  expects: number;
  icw4Needed: boolean;
  single: boolean;
  autoEoi: boolean;
  rotateOnAutoEoi: boolean;
  specialFullyNested: boolean;
  specialMask: boolean;
  readInService: boolean;
  poll: boolean;
  /** IR with the lowest priority: the next one up, modulo 8, has the highest. */
  lowest: number;
}

export class PicChip {
  state: PicChipState;
  private readonly master: boolean;

  /** `lines`: levels of the inputs at power-up, which are no edges. */
  constructor(master: boolean, vectorBase: number, imr: number, lines: number) {
    this.master = master;
    this.state = {
      lines,
      edges: 0,
      isr: 0,
      imr,
      elcr: 0,
      vectorBase,
      expects: 0,
      icw4Needed: true,
      single: false,
      autoEoi: false,
      rotateOnAutoEoi: false,
      specialFullyNested: false,
      specialMask: false,
      readInService: false,
      poll: false,
      lowest: 7,
    };
  }

  /** Interrupt request register: level lines as they are, edge lines as latched. */
  get irr(): number {
    const { lines, edges, elcr } = this.state;
    return (elcr & lines) | (~elcr & edges & 0xff);
  }

  /** Level of an input. False when it had that level already. */
  setLine(line: number, level: boolean): boolean {
    const s = this.state;
    const bit = 1 << line;
    if (((s.lines & bit) !== 0) === level) return false;
    if (level) {
      s.edges |= bit;
      s.lines |= bit;
    } else {
      // The request must stay high until the first INTA; otherwise it is forgotten.
      s.lines &= ~bit;
      s.edges &= ~bit;
    }
    return true;
  }

  /** The IR that INT stands for, or −1 when INT is low. */
  get requested(): number {
    return this.highestOf(this.irr);
  }

  /** True when INT would be high if `line` were requested, all else being as it is. */
  wouldRequest(line: number): boolean {
    return this.highestOf(1 << line) === line;
  }

  /** INTA: marks `line` in service and takes its edge. Returns the vector. −1: a spurious interrupt, IR7, not in service. */
  acknowledge(line: number): number {
    const s = this.state;
    if (line < 0) return s.vectorBase + 7;
    s.edges &= ~(1 << line);
    if (!s.autoEoi) s.isr |= 1 << line;
    else if (s.rotateOnAutoEoi) s.lowest = line;
    return s.vectorBase + line;
  }

  /** Even port (A0 = 0). */
  readCommand(): number {
    if (this.state.poll) return this.readPoll();
    return this.state.readInService ? this.state.isr : this.irr;
  }

  /** Odd port (A0 = 1). */
  readData(): number {
    return this.state.poll ? this.readPoll() : this.state.imr;
  }

  writeCommand(value: number): void {
    if (value & Icw1.MARK) this.initialize(value);
    else if (value & Ocw3.MARK) this.writeOcw3(value);
    else this.writeOcw2(value >> 5, value & 7);
  }

  writeData(value: number): void {
    const s = this.state;
    switch (s.expects) {
      case 2:
        s.vectorBase = value & 0xf8;
        s.expects = s.single ? (s.icw4Needed ? 4 : 0) : 3;
        break;
      case 3: // how the two chips are wired is fixed: the slave on IR2
        s.expects = s.icw4Needed ? 4 : 0;
        break;
      case 4:
        s.autoEoi = (value & Icw4.AEOI) !== 0;
        s.specialFullyNested = (value & Icw4.SFNM) !== 0;
        s.expects = 0;
        break;
      default:
        s.imr = value;
    }
  }

  private initialize(icw1: number): void {
    const s = this.state;
    s.edges = 0;
    s.isr = 0;
    s.imr = 0;
    s.lowest = 7;
    s.specialMask = false;
    s.readInService = false;
    s.poll = false;
    s.autoEoi = false;
    s.rotateOnAutoEoi = false;
    s.specialFullyNested = false;
    s.single = (icw1 & Icw1.SNGL) !== 0;
    s.icw4Needed = (icw1 & Icw1.IC4) !== 0;
    s.expects = 2;
  }

  private writeOcw2(command: number, level: number): void {
    const s = this.state;
    const highest = this.highestInService();
    switch (command) {
      case Ocw2.EOI:
      case Ocw2.ROTATE_EOI:
        if (highest < 0) break;
        s.isr &= ~(1 << highest);
        if (command === Ocw2.ROTATE_EOI) s.lowest = highest;
        break;
      case Ocw2.EOI_SPECIFIC:
      case Ocw2.ROTATE_EOI_SPECIFIC:
        s.isr &= ~(1 << level);
        if (command === Ocw2.ROTATE_EOI_SPECIFIC) s.lowest = level;
        break;
      case Ocw2.SET_PRIORITY:
        s.lowest = level;
        break;
      case Ocw2.ROTATE_AUTO_SET:
        s.rotateOnAutoEoi = true;
        break;
      case Ocw2.ROTATE_AUTO_CLEAR:
        s.rotateOnAutoEoi = false;
        break;
      default: // 010: no operation
    }
  }

  private writeOcw3(value: number): void {
    const s = this.state;
    if (value & Ocw3.ESMM) s.specialMask = (value & Ocw3.SMM) !== 0;
    s.poll = (value & Ocw3.POLL) !== 0;
    if (value & Ocw3.RR) s.readInService = (value & Ocw3.RIS) !== 0;
  }

  /** Poll: the read is the INTA. Bit 7 says whether there was an interrupt, bits 2:0 which. */
  private readPoll(): number {
    const line = this.requested;
    this.state.poll = false;
    if (line < 0) return 0;
    this.acknowledge(line);
    return 0x80 | line;
  }

  /** Highest-priority unmasked bit of `requests` that no interrupt in service holds back, or −1. */
  private highestOf(requests: number): number {
    const s = this.state;
    const candidates = requests & ~s.imr;
    if (candidates === 0) return -1;
    // Special mask mode: a level in service that is masked holds nothing back.
    const blocking = s.specialMask ? s.isr & ~s.imr : s.isr;
    for (let i = 1; i <= 8; i++) {
      const line = (s.lowest + i) & 7;
      const bit = 1 << line;
      // Special fully nested mode: the slave may interrupt again while one of its interrupts is in service.
      const nested = s.specialFullyNested && this.master && line === 2 && (candidates & bit) !== 0;
      if (blocking & bit && !nested) return -1;
      if (candidates & bit) return line;
    }
    return -1;
  }

  private highestInService(): number {
    const s = this.state;
    const considered = s.specialMask ? s.isr & ~s.imr : s.isr;
    for (let i = 1; i <= 8; i++) {
      const line = (s.lowest + i) & 7;
      if (considered & (1 << line)) return line;
    }
    return -1;
  }
}
