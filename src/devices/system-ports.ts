/**
 * The small ports of a PC's chipset: the diagnostic port 80H, system control port A (92H), the PCI configuration
 * mechanism (CF8H, CFCH) with no device behind it, and reset control (CF9H).
 */
import type { PortDevice } from '../memory/bus.js';
import type { Stateful } from './stateful.js';

export const SystemPort = {
  DIAGNOSTIC: 0x80,
  CONTROL_A: 0x92,
  PCI_ADDRESS: 0xcf8,
  RESET_CONTROL: 0xcf9,
  PCI_DATA: 0xcfc,
} as const;

/** Port 92H: bit 0 resets; bit 1 is the A20 gate, which is always open. */
const ControlA = { RESET: 0x01, A20: 0x02 } as const;
/** Port CF9H: bit 2 going from 0 to 1 resets. */
const RESET_CPU = 0x04;

export interface SystemPortsState {
  diagnostic: number;
  pciAddress: number;
  resetControl: number;
}

export class SystemPorts implements PortDevice, Stateful<SystemPortsState> {
  readonly name = 'system';
  private state: SystemPortsState = { diagnostic: 0, pciAddress: 0, resetControl: 0 };
  private readonly onReset: () => void;

  constructor(onReset: () => void) {
    this.onReset = onReset;
  }

  readPort(port: number, size: 1 | 2 | 4): number {
    const s = this.state;
    if (port === SystemPort.DIAGNOSTIC) return s.diagnostic;
    if (port === SystemPort.CONTROL_A) return ControlA.A20;
    if (port === SystemPort.RESET_CONTROL && size === 1) return s.resetControl;
    if (port === SystemPort.PCI_ADDRESS && size === 4) return s.pciAddress;
    return size === 4 ? 0xffff_ffff : size === 2 ? 0xffff : 0xff; // no device answers a configuration read
  }

  writePort(port: number, size: 1 | 2 | 4, value: number): void {
    const s = this.state;
    if (port === SystemPort.DIAGNOSTIC) s.diagnostic = value;
    else if (port === SystemPort.CONTROL_A) {
      if (value & ControlA.RESET) this.onReset();
    } else if (port === SystemPort.RESET_CONTROL && size === 1) {
      const resets = (value & RESET_CPU) !== 0 && (s.resetControl & RESET_CPU) === 0;
      s.resetControl = value;
      if (resets) this.onReset();
    } else if (port === SystemPort.PCI_ADDRESS && size === 4) {
      s.pciAddress = (value & 0x80ff_fffc) >>> 0; // enable bit and address; the rest is reserved
    }
  }

  saveState(): SystemPortsState {
    return { ...this.state };
  }

  restoreState(state: SystemPortsState): void {
    this.state = { ...state };
  }
}
