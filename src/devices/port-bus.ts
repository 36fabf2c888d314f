/**
 * The I/O address space: which device answers at which port.
 *
 * An access wider than its device goes out as several accesses of the device's width, lowest port first, as the bus
 * controller of a PC does for 8-bit devices: a word written to 3F8H is two bytes, to 3F8H and to 3F9H. So does an access
 * that spans two devices, byte by byte. Ports nobody claims read as ones and ignore writes.
 */
import type { PortBus, PortDevice } from '../memory/bus.js';
import { assert } from '../util/assert.js';
import type { TraceSink } from '../util/trace.js';

type PortSize = 1 | 2 | 4;

interface Claim {
  readonly device: PortDevice;
  readonly width: PortSize;
}

const PORTS = 0x10000;

export class RegisteredPortBus implements PortBus {
  /** Accesses of which at least one byte hit no device. */
  unclaimedReads = 0;
  unclaimedWrites = 0;
  trace: TraceSink | null = null;
  /** Per port: 0 none, else 1 + index into `claims`. */
  private readonly owner = new Uint8Array(PORTS);
  private readonly claims: Claim[] = [];

  /** Give `device` the ports `first` … `first + count − 1`. `width`: the widest access it takes, in bytes. */
  register(device: PortDevice, first: number, count: number, width: PortSize): void {
    assert(first >= 0 && first + count <= PORTS, `ports of ${device.name} beyond FFFFH`);
    this.claims.push({ device, width });
    assert(this.claims.length < 256, 'too many port registrations');
    for (let port = first; port < first + count; port++) {
      const other = this.owner[port]!;
      assert(
        other === 0,
        `port ${port.toString(16)} claimed by ${device.name} and ${this.claims[other - 1]?.device.name}`,
      );
      this.owner[port] = this.claims.length;
    }
  }

  /** Value of `size` bytes at `port`, zero-extended. */
  read(port: number, size: PortSize): number {
    const whole = this.wholeOwner(port, size);
    if (whole !== null) {
      const value = readInParts(whole.device, port, size, whole.width);
      this.trace?.device?.(whole.device.name, `in ${port.toString(16)}`, value);
      return value;
    }
    let value = 0;
    let missed = false;
    for (let i = 0; i < size; i++) {
      const claim = this.claimOf(port + i);
      if (claim === null) missed = true;
      value += (claim === null ? 0xff : claim.device.readPort(port + i, 1)) * 2 ** (8 * i);
    }
    if (missed) this.unclaimedReads++;
    return value;
  }

  write(port: number, size: PortSize, value: number): void {
    const whole = this.wholeOwner(port, size);
    if (whole !== null) {
      this.trace?.device?.(whole.device.name, `out ${port.toString(16)}`, value);
      writeInParts(whole.device, port, size, whole.width, value);
      return;
    }
    let missed = false;
    for (let i = 0; i < size; i++) {
      const claim = this.claimOf(port + i);
      if (claim === null) missed = true;
      else claim.device.writePort(port + i, 1, (value >>> (8 * i)) & 0xff);
    }
    if (missed) this.unclaimedWrites++;
  }

  private claimOf(port: number): Claim | null {
    return port < PORTS ? (this.claims[this.owner[port]! - 1] ?? null) : null;
  }

  /** The claim that holds all bytes of the access, or null. */
  private wholeOwner(port: number, size: PortSize): Claim | null {
    const claim = this.claimOf(port);
    if (claim === null) return null;
    const index = this.owner[port]!;
    for (let i = 1; i < size; i++) if (port + i >= PORTS || this.owner[port + i] !== index) return null;
    return claim;
  }
}

function readInParts(device: PortDevice, port: number, size: PortSize, width: PortSize): number {
  if (size <= width) return device.readPort(port, size);
  let value = 0;
  for (let i = 0; i < size; i += width) value += device.readPort(port + i, width) * 2 ** (8 * i);
  return value;
}

function writeInParts(device: PortDevice, port: number, size: PortSize, width: PortSize, value: number): void {
  if (size <= width) {
    device.writePort(port, size, value);
    return;
  }
  const mask = width === 1 ? 0xff : 0xffff;
  for (let i = 0; i < size; i += width) device.writePort(port + i, width, (value >>> (8 * i)) & mask);
}
