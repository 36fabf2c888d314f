/**
 * Bytes at physical addresses of a map: what a device, a loader, a hypervisor or a page walk reads and writes. Holes
 * read as ones and swallow writes, ROM drops writes (both counted by the map), MMIO goes to its device. Physical
 * addresses are numbers up to 2^52.
 */
import type { BusSize } from './bus.js';
import type { HostMemory } from './host-memory.js';
import { RAM_BASE } from './host-memory.js';
import type { PhysicalMap, Region } from './physical-map.js';

const PAGE = 0x1000;
const ONES = { 1: 0xffn, 2: 0xffffn, 4: 0xffffffffn, 8: 0xffffffffffffffffn } as const;

export class GuestMemory {
  readonly memory: HostMemory;
  readonly map: PhysicalMap;
  // The region of the last look-up: walks and copies stay in RAM.
  private region: Region | null = null;
  private start = 1;
  private end = 0;

  constructor(memory: HostMemory, map: PhysicalMap) {
    this.memory = memory;
    this.map = map;
  }

  /** The region that holds `address`, or null for a hole. */
  find(address: number): Region | null {
    if (address >= this.start && address < this.end) return this.region;
    const region = this.map.find(address);
    if (region !== null) {
      this.region = region;
      this.start = region.start;
      this.end = region.start + region.size;
    }
    return region;
  }

  /** Host offset of the byte at `address` in RAM, ROM or a frame buffer; −1 for MMIO and holes. */
  hostOffset(address: number): number {
    const region = this.find(address);
    if (region === null || region.device !== null) return -1;
    const offset = address & (PAGE - 1);
    return RAM_BASE + region.hostPage(address - offset) + offset;
  }

  /** The same for writing: −1 for ROM too. */
  writableOffset(address: number): number {
    const offset = this.hostOffset(address);
    return offset >= 0 && this.find(address)?.kind === 'rom' ? -1 : offset;
  }

  read8(address: number): number {
    const offset = this.hostOffset(address);
    return offset >= 0 ? this.memory.u8[offset]! : Number(this.readElsewhere(address, 1));
  }

  read16(address: number): number {
    const offset = this.offsetWithin(address, 2);
    return offset >= 0 ? this.memory.view.getUint16(offset, true) : Number(this.readElsewhere(address, 2));
  }

  read32(address: number): number {
    const offset = this.offsetWithin(address, 4);
    return offset >= 0 ? this.memory.view.getUint32(offset, true) : Number(this.readElsewhere(address, 4));
  }

  read64(address: number): bigint {
    const offset = this.offsetWithin(address, 8);
    return offset >= 0 ? this.memory.view.getBigUint64(offset, true) : this.readElsewhere(address, 8);
  }

  write8(address: number, value: number): void {
    this.write(address, 1, BigInt(value & 0xff));
  }

  write16(address: number, value: number): void {
    this.write(address, 2, BigInt(value & 0xffff));
  }

  write32(address: number, value: number): void {
    this.write(address, 4, BigInt(value >>> 0));
  }

  write64(address: number, value: bigint): void {
    this.write(address, 8, value);
  }

  /** `size` bytes, zero-extended. */
  read(address: number, size: BusSize): bigint {
    return size === 8 ? this.read64(address) : BigInt(this.readNumber(address, size));
  }

  /** The low `size` bytes of `value`. */
  write(address: number, size: BusSize, value: bigint): void {
    const offset = this.offsetWithin(address, size);
    if (offset >= 0 && this.find(address)!.kind !== 'rom') {
      const view = this.memory.view;
      if (size === 8) view.setBigUint64(offset, value, true);
      else if (size === 4) view.setUint32(offset, Number(BigInt.asUintN(32, value)), true);
      else if (size === 2) view.setUint16(offset, Number(BigInt.asUintN(16, value)), true);
      else view.setUint8(offset, Number(BigInt.asUintN(8, value)));
      this.memory.notifyWrite(offset, size);
    } else {
      this.writeElsewhere(address, size, value);
    }
  }

  /** `length` bytes from `address`; MMIO and holes read byte by byte. */
  copyOut(address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.eachPage(address, length, (at, offset, done, count) => {
      if (offset >= 0) bytes.set(this.memory.u8.subarray(offset, offset + count), done);
      else for (let i = 0; i < count; i++) bytes[done + i] = Number(this.readElsewhere(at + i, 1));
    });
    return bytes;
  }

  /** Writes `bytes` as a device or a hypervisor would: ROM and holes swallow them. */
  copyIn(address: number, bytes: Uint8Array): void {
    this.eachPage(address, bytes.length, (at, offset, done, count) => {
      if (offset >= 0 && this.find(at)!.kind !== 'rom') {
        this.memory.u8.set(bytes.subarray(done, done + count), offset);
        this.memory.notifyWrite(offset, count);
      } else {
        for (let i = 0; i < count; i++) this.writeElsewhere(at + i, 1, BigInt(bytes[done + i]!));
      }
    });
  }

  /** Puts `bytes` there as manufacture or a loader does: into ROM too. False when a byte has no memory behind it. */
  load(address: number, bytes: Uint8Array): boolean {
    let whole = true;
    this.eachPage(address, bytes.length, (_at, offset, done, count) => {
      if (offset < 0) whole = false;
      else {
        this.memory.u8.set(bytes.subarray(done, done + count), offset);
        this.memory.notifyWrite(offset, count);
      }
    });
    return whole;
  }

  private readNumber(address: number, size: 1 | 2 | 4): number {
    return size === 4 ? this.read32(address) : size === 2 ? this.read16(address) : this.read8(address);
  }

  /** Host offset when all `size` bytes lie in one page that has memory; else −1. */
  private offsetWithin(address: number, size: number): number {
    return (address & (PAGE - 1)) + size <= PAGE ? this.hostOffset(address) : -1;
  }

  /** MMIO, a hole, or an access that crosses pages. */
  private readElsewhere(address: number, size: BusSize): bigint {
    if ((address & (PAGE - 1)) + size > PAGE) {
      let value = 0n;
      for (let i = 0; i < size; i++) value |= BigInt(this.read8(address + i)) << BigInt(8 * i);
      return value;
    }
    const region = this.find(address);
    if (region?.device) return BigInt.asUintN(8 * size, region.device.readMmio(address - region.start, size));
    this.map.holeReads++;
    return ONES[size];
  }

  private writeElsewhere(address: number, size: BusSize, value: bigint): void {
    if ((address & (PAGE - 1)) + size > PAGE) {
      for (let i = 0; i < size; i++) this.write(address + i, 1, (value >> BigInt(8 * i)) & 0xffn);
      return;
    }
    const region = this.find(address);
    if (region?.device) region.device.writeMmio(address - region.start, size, BigInt.asUintN(8 * size, value));
    else if (region !== null) this.map.romWrites++;
    else this.map.holeWrites++;
  }

  private eachPage(
    address: number,
    length: number,
    visit: (address: number, hostOffset: number, done: number, count: number) => void,
  ): void {
    for (let done = 0; done < length; ) {
      const at = address + done;
      const count = Math.min(length - done, PAGE - (at & (PAGE - 1)));
      visit(at, this.hostOffset(at), done, count);
      done += count;
    }
  }
}
