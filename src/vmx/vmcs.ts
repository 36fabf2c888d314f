/**
 * A virtual-machine control structure in its 4 KiB region of host-physical memory. SDM Vol. 3, "Format of the VMCS
 * Region". The first eight bytes are the manual's; the rest is the processor's own business, and ours is this:
 *
 *   0   bits 30:0 VMCS revision identifier
 *   4   VMX-abort indicator
 *   8   launch state: 0 clear, 1 launched
 *   16  one 8-byte slot for each field of VMCS_FIELDS, in ascending order of encoding
 *
 * Everything is kept here and nowhere else, so a VMCS is as plain and as serializable as the memory it lies in.
 */
import { type HostMemory, RAM_BASE } from '../memory/host-memory.js';
import { fieldWidth, VMCS_FIELDS } from './vmcs-field.js';

/** "VMCS revision identifier": changes whenever the layout above does. */
export const VMCS_REVISION = 0x54570001;
export const VMCS_REGION_SIZE = 0x1000;

const ABORT = 4;
const LAUNCH_STATE = 8;
const FIRST_SLOT = 16;

/** Byte offset of each encoding's slot, 0 for encodings that name no field. */
const SLOTS = new Uint16Array(0x8000);
VMCS_FIELDS.forEach((encoding, index) => {
  SLOTS[encoding] = FIRST_SLOT + 8 * index;
});

/** True when `encoding` (full or high access) names a field that exists. */
export function fieldExists(encoding: number): boolean {
  if (encoding < 0 || encoding >= SLOTS.length) return false;
  if ((encoding & 1) !== 0 && fieldWidth(encoding) !== 64) return false;
  return SLOTS[encoding & ~1] !== 0;
}

export class Vmcs {
  private readonly memory: HostMemory;
  /** Host-physical address of the current VMCS, or −1: none (the manual's FFFFFFFF_FFFFFFFFH). */
  address = -1;

  constructor(memory: HostMemory) {
    this.memory = memory;
  }

  get launched(): boolean {
    return this.memory.u32[(RAM_BASE + this.address + LAUNCH_STATE) >>> 2] === 1;
  }

  set launched(value: boolean) {
    this.memory.u32[(RAM_BASE + this.address + LAUNCH_STATE) >>> 2] = value ? 1 : 0;
  }

  /** VMX-abort indicator, SDM "VMX Aborts". */
  set abortIndicator(value: number) {
    this.memory.u32[(RAM_BASE + this.address + ABORT) >>> 2] = value;
  }

  /** Bits 31:0 of the region at `address`: revision identifier, bit 31 shadow-VMCS indicator. */
  revisionAt(address: number): number {
    return this.memory.u32[(RAM_BASE + address) >>> 2]!;
  }

  /** VMCLEAR: launch state clear. */
  clearAt(address: number): void {
    this.memory.u32[(RAM_BASE + address + LAUNCH_STATE) >>> 2] = 0;
  }

  /** A whole field; `field` exists and is full access. */
  read(field: number): bigint {
    return this.memory.u64[(RAM_BASE + this.address + SLOTS[field]!) >>> 3]!;
  }

  /** Store a value that already fits the field's width. */
  write(field: number, value: bigint): void {
    this.memory.u64[(RAM_BASE + this.address + SLOTS[field]!) >>> 3] = value;
  }

  /** Bits 31:0 of a field, unsigned. */
  read32(field: number): number {
    return this.memory.u32[(RAM_BASE + this.address + SLOTS[field]!) >>> 2]!;
  }

  /** Store an unsigned 32-bit value; bits 63:32 of the slot become 0. */
  write32(field: number, value: number): void {
    const slot = (RAM_BASE + this.address + SLOTS[field]!) >>> 2;
    this.memory.u32[slot] = value;
    this.memory.u32[slot + 1] = 0;
  }

  /** VMREAD: the field, or bits 63:32 of it for a high access. */
  vmread(encoding: number): bigint {
    return (encoding & 1) !== 0 ? this.read(encoding & ~1) >> 32n : this.read(encoding);
  }

  /** VMWRITE: the value truncated to the field's width; a high access replaces bits 63:32. */
  vmwrite(encoding: number, value: bigint): void {
    if ((encoding & 1) !== 0) {
      const field = encoding & ~1;
      this.write(field, (this.read(field) & 0xffffffffn) | (BigInt.asUintN(32, value) << 32n));
      return;
    }
    const width = fieldWidth(encoding);
    this.write(encoding, BigInt.asUintN(width === 'natural' ? 64 : width, value));
  }
}
