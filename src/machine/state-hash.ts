/**
 * A digest of what a guest leaves behind: its registers and its RAM, wherever the RAM lies. The same in every mode for a
 * guest that does not look at time. A checksum, not a cryptographic hash: two 32-bit lanes of multiply and rotate.
 */
import type { HostMemory } from '../memory/host-memory.js';
import { RAM_BASE } from '../memory/host-memory.js';
import type { PhysicalMap } from '../memory/physical-map.js';
import type { GuestRegisters } from '../vmx/guest-registers.js';

const PAGE_WORDS = 1024;

class Digest {
  private a = 0x9e3779b9;
  private b = 0x85ebca6b;

  word(value: number): void {
    this.a = Math.imul(this.a ^ value, 0x01000193);
    this.a = (this.a << 13) | (this.a >>> 19);
    this.b = Math.imul(this.b ^ value, 0xcc9e2d51);
    this.b = ((this.b << 15) | (this.b >>> 17)) + this.a;
  }

  quad(value: bigint): void {
    this.word(Number(value & 0xffffffffn));
    this.word(Number((value >> 32n) & 0xffffffffn));
  }

  text(): string {
    const half = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
    return half(this.a) + half(this.b);
  }
}

/** Sixteen hexadecimal digits over `registers` and every RAM page of `map` that is not all zero. */
export function hashGuest(registers: GuestRegisters, map: PhysicalMap, memory: HostMemory): string {
  const digest = new Digest();
  for (const value of registers.gpr) digest.quad(value);
  for (const key of ['rip', 'rflags', 'cr0', 'cr2', 'cr3', 'cr4', 'efer', 'gdtrBase', 'idtrBase'] as const) {
    digest.quad(registers[key]);
  }
  for (const segment of registers.segments) {
    digest.word(segment.selector);
    digest.quad(segment.base);
  }
  const words = memory.i32;
  for (const region of map.regions) {
    if (region.kind !== 'ram') continue;
    for (let address = region.start; address < region.start + region.size; address += 4096) {
      const first = (RAM_BASE + region.hostPage(address)) >>> 2;
      let any = 0;
      for (let i = 0; i < PAGE_WORDS && any === 0; i++) any = words[first + i]!;
      if (any === 0) continue;
      digest.word(address / 4096);
      for (let i = 0; i < PAGE_WORDS; i++) digest.word(words[first + i]!);
    }
  }
  return digest.text();
}
