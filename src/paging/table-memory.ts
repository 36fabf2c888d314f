/**
 * How a walk reads and writes paging-structure entries. Tables lie in RAM, ROM or a frame buffer; where there is nothing
 * else a walk reads ones, MMIO included: a page walk does not disturb devices. (What it reads there is undefined by the
 * SDM, which wants paging structures in write-back memory.)
 */
import type { GuestMemory } from '../memory/guest-memory.js';

/** 32 bits at a physical address, a multiple of 4; signed. */
export function readEntry(memory: GuestMemory, address: number): number {
  const offset = memory.hostOffset(address);
  if (offset >= 0) return memory.memory.i32[offset >>> 2]!;
  if (memory.find(address) === null) memory.map.holeReads++;
  return -1;
}

/** Sets bits of the 32-bit word at `address`, as the processor's locked update of A and D does. ROM keeps its value. */
export function setEntryBits(memory: GuestMemory, address: number, bits: number): void {
  const offset = memory.writableOffset(address);
  if (offset >= 0) {
    memory.memory.i32[offset >>> 2]! |= bits;
    if (memory.memory.watched[offset >>> 12] !== 0) memory.memory.onWatchedWrite(offset, 4);
  } else if (memory.find(address)?.kind === 'rom') {
    memory.map.romWrites++;
  }
}
