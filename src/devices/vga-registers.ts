/**
 * The VGA's registers at 3C0H to 3DAH (colour addresses), as much of them as text mode needs: indexed registers keep
 * what is written, the CRTC's cursor and start address mean something to the screen, and input status 1 shows the
 * retraces of 720×400 at 70 Hz in simulated time, so that a wait for vertical retrace ends.
 *
 * Deviation: writes do not change the mode. The screen is 80×25 text at B8000H, or the linear frame buffer.
 */
import type { Clock, PortDevice } from '../memory/bus.js';
import type { Stateful } from './stateful.js';
import { TSC_HERTZ } from './time-base.js';

export const VGA_FIRST_PORT = 0x3c0;
export const VGA_PORTS = 0x1b;

const VgaPort = {
  ATTRIBUTE: 0x3c0,
  ATTRIBUTE_READ: 0x3c1,
  MISCELLANEOUS_WRITE: 0x3c2,
  SEQUENCER: 0x3c4,
  PALETTE_MASK: 0x3c6,
  PALETTE_READ_INDEX: 0x3c7,
  PALETTE_WRITE_INDEX: 0x3c8,
  PALETTE_DATA: 0x3c9,
  MISCELLANEOUS_READ: 0x3cc,
  GRAPHICS: 0x3ce,
  CRTC: 0x3d4,
  INPUT_STATUS_1: 0x3da,
} as const;

/** CRTC registers. */
const Crtc = { START_HIGH: 0x0c, START_LOW: 0x0d, CURSOR_HIGH: 0x0e, CURSOR_LOW: 0x0f } as const;

/** Colour addresses, RAM enabled, 28 MHz clock: as firmware sets it for text. */
const MISCELLANEOUS = 0x67;

const FRAME_CYCLES = TSC_HERTZ / 70;
const LINES = 449;
const VISIBLE_LINES = 400;
const RETRACE_FIRST_LINE = 412;
const RETRACE_LAST_LINE = 413;
const InputStatus = { DISPLAY_DISABLED: 0x01, VERTICAL_RETRACE: 0x08 } as const;

interface IndexedRegisters {
  index: number;
  values: number[];
}

export interface VgaState {
  attribute: IndexedRegisters;
  sequencer: IndexedRegisters;
  graphics: IndexedRegisters;
  crtc: IndexedRegisters;
  /** Port 3C0H takes data next, not an index. */
  attributeData: boolean;
  miscellaneous: number;
  paletteMask: number;
  /** Position in `palette` (3 × index + component) of the next read and write. */
  paletteRead: number;
  paletteWrite: number;
  palette: number[];
}

function indexed(): IndexedRegisters {
  return { index: 0, values: new Array<number>(256).fill(0) };
}

export class VgaRegisters implements PortDevice, Stateful<VgaState> {
  readonly name = 'vga';
  private state: VgaState = {
    attribute: indexed(),
    sequencer: indexed(),
    graphics: indexed(),
    crtc: indexed(),
    attributeData: false,
    miscellaneous: MISCELLANEOUS,
    paletteMask: 0xff,
    paletteRead: 0,
    paletteWrite: 0,
    palette: new Array<number>(768).fill(0),
  };
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** First character cell shown, and the cell of the cursor, counted from B8000H in cells of two bytes. */
  get startCell(): number {
    return this.crtcWord(Crtc.START_HIGH);
  }

  get cursorCell(): number {
    return this.crtcWord(Crtc.CURSOR_HIGH);
  }

  readPort(port: number): number {
    const s = this.state;
    switch (port) {
      case VgaPort.ATTRIBUTE:
        return s.attribute.index;
      case VgaPort.ATTRIBUTE_READ:
        return s.attribute.values[s.attribute.index]!;
      case VgaPort.PALETTE_MASK:
        return s.paletteMask;
      case VgaPort.PALETTE_WRITE_INDEX:
        return Math.floor(s.paletteWrite / 3);
      case VgaPort.PALETTE_DATA: {
        const value = s.palette[s.paletteRead]!;
        s.paletteRead = (s.paletteRead + 1) % 768;
        return value;
      }
      case VgaPort.MISCELLANEOUS_READ:
        return s.miscellaneous;
      case VgaPort.INPUT_STATUS_1:
        s.attributeData = false;
        return this.inputStatus();
      default: {
        const registers = this.registersAt(port & ~1);
        if (registers === null) return 0xff;
        return port & 1 ? registers.values[registers.index]! : registers.index;
      }
    }
  }

  writePort(port: number, _size: number, value: number): void {
    const s = this.state;
    switch (port) {
      case VgaPort.ATTRIBUTE:
        if (s.attributeData) s.attribute.values[s.attribute.index] = value;
        else s.attribute.index = value & 0x1f;
        s.attributeData = !s.attributeData;
        break;
      case VgaPort.MISCELLANEOUS_WRITE:
        s.miscellaneous = value;
        break;
      case VgaPort.PALETTE_MASK:
        s.paletteMask = value;
        break;
      case VgaPort.PALETTE_READ_INDEX:
        s.paletteRead = value * 3;
        break;
      case VgaPort.PALETTE_WRITE_INDEX:
        s.paletteWrite = value * 3;
        break;
      case VgaPort.PALETTE_DATA:
        s.palette[s.paletteWrite] = value & 0x3f;
        s.paletteWrite = (s.paletteWrite + 1) % 768;
        break;
      default: {
        const registers = this.registersAt(port & ~1);
        if (registers === null) break;
        if (port & 1) registers.values[registers.index] = value;
        else registers.index = value;
      }
    }
  }

  saveState(): VgaState {
    return structuredClone(this.state);
  }

  restoreState(state: VgaState): void {
    this.state = structuredClone(state);
  }

  private registersAt(indexPort: number): IndexedRegisters | null {
    if (indexPort === VgaPort.SEQUENCER) return this.state.sequencer;
    if (indexPort === VgaPort.GRAPHICS) return this.state.graphics;
    return indexPort === VgaPort.CRTC ? this.state.crtc : null;
  }

  private crtcWord(high: number): number {
    const { values } = this.state.crtc;
    return (values[high]! << 8) | values[high + 1]!;
  }

  private inputStatus(): number {
    const line = ((this.clock.now() % FRAME_CYCLES) / FRAME_CYCLES) * LINES;
    const whole = Math.floor(line);
    const blank = whole >= VISIBLE_LINES || line - whole >= 0.8; // the last fifth of a line is horizontal blanking
    const retrace = whole >= RETRACE_FIRST_LINE && whole <= RETRACE_LAST_LINE;
    return (blank ? InputStatus.DISPLAY_DISABLED : 0) | (retrace ? InputStatus.VERTICAL_RETRACE : 0);
  }
}
