/** Builds page tables and EPT in real memory for the tests: every table from its own frame, rising from `next`. */
import type { GuestMemory } from '../../src/memory/guest-memory.js';

export const P = 1n;
export const RW = 2n;
export const US = 4n;
export const A = 0x20n;
export const D = 0x40n;
export const PS = 0x80n;
export const G = 0x100n;
export const XD = 1n << 63n;

export const SIZES = { '4K': 1, '2M': 2, '1G': 3 } as const;
export type Size = keyof typeof SIZES;

/** Nine-bit tables of any depth, guest's or EPT's. */
export class Tables {
  readonly memory: GuestMemory;
  readonly root: number;
  readonly levels: number;
  /** Bits of non-leaf entries. */
  link: bigint;
  private readonly allocate: () => number;

  constructor(memory: GuestMemory, levels: number, allocate: () => number, link: bigint) {
    this.memory = memory;
    this.levels = levels;
    this.allocate = allocate;
    this.link = link;
    this.root = allocate();
  }

  /** Physical address of the entry of `level` for the address; tables above it are made. */
  entryFor(address: bigint, level: number): number {
    let table = this.root;
    for (let at = this.levels; ; at--) {
      const index = Number((address >> BigInt(12 + 9 * (at - 1))) & 0x1ffn);
      const entry = table + 8 * index;
      if (at === level) return entry;
      const value = this.memory.read64(entry);
      if (value === 0n) {
        const next = this.allocate();
        this.memory.write64(entry, BigInt(next) | this.link);
        table = next;
      } else {
        table = Number(value & 0xffffffffff000n);
      }
    }
  }

  /** Maps one page; `flags` of the leaf without PS. */
  map(address: bigint, physical: number, flags: bigint, size: Size = '4K'): number {
    const level = SIZES[size];
    const entry = this.entryFor(address, level);
    this.memory.write64(entry, BigInt(physical) | flags | (level > 1 ? PS : 0n));
    return entry;
  }
}

/** Frames from `start`, one after the other. */
export function frames(start: number): () => number {
  let next = start;
  return () => {
    next += 0x1000;
    return next - 0x1000;
  };
}

/** Low and high halves as the MMU takes them. */
export function halves(address: bigint): [number, number] {
  return [Number(BigInt.asIntN(32, address)), Number(BigInt.asIntN(32, address >> 32n))];
}
