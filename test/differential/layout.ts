/**
 * Where a generated kernel keeps its things, and the linear addresses it plays with.
 *
 * Guest-physical, and linear through the core mapping:
 *
 *   100000H  text and data      160000H  variables        170000H  stacks (top of each)
 *   180000H  log                200000H  paging structures, 64 pages
 *   400000H  frames to map: 16 of 4 KiB; the 2-MiB pages at 400000H, 600000H and 800000H
 */

export type Width = 'long' | 'pae' | 'legacy' | 'flat';

export const CORE = 0x10_0000;
export const VARIABLES = 0x16_0000;
export const STACK_TOP = 0x17_2000;
export const IST_TOP = 0x17_4000;
export const RSP0_TOP = 0x17_6000;
export const USER_STACK = 0x17_8000;
export const LOG = 0x18_0000;
export const LOG_ENTRIES = 900;
export const TABLES = 0x20_0000;
export const TABLE_COUNT = 64;
export const FRAMES = 0x40_0000;
export const FRAME_COUNT = 16;
export const SCRATCH = 0x68_0000;

/** Variables, 8 bytes each. */
export const Variable = {
  /** Where the fault handler goes on. */
  RECOVER: VARIABLES,
  LOG_NEXT: VARIABLES + 8,
  EVENTS: VARIABLES + 16,
  /** An entry to write before a page fault's instruction is tried again, its value, and a page it maps; 0: none. */
  REPAIR_AT: VARIABLES + 24,
  REPAIR_VALUE: VARIABLES + 32,
  REPAIR_PAGE: VARIABLES + 64,
  SUM: VARIABLES + 40,
  USER_ACCESS: VARIABLES + 48,
  /** CR3 while the core's own mapping is being changed. */
  SAVED: VARIABLES + 56,
} as const;

/** How a paging mode cuts a linear address. */
export interface Geometry {
  readonly width: Width;
  readonly entryBytes: 4 | 8;
  /** Highest level of tables. */
  readonly top: number;
  readonly indexBits: number;
}

export const GEOMETRY: Readonly<Record<Width, Geometry>> = {
  long: { width: 'long', entryBytes: 8, top: 4, indexBits: 9 },
  pae: { width: 'pae', entryBytes: 8, top: 3, indexBits: 9 },
  legacy: { width: 'legacy', entryBytes: 4, top: 2, indexBits: 10 },
  flat: { width: 'flat', entryBytes: 4, top: 0, indexBits: 10 },
};

export function shiftOf(geometry: Geometry, level: number): bigint {
  return BigInt(12 + (level - 1) * geometry.indexBits);
}

/** Index that a linear address has at a level. */
export function indexOf(geometry: Geometry, address: bigint, level: number): number {
  return (
    Number((address >> shiftOf(geometry, level)) & ((1n << BigInt(geometry.indexBits)) - 1n)) &
    (geometry.width === 'pae' && level === 3 ? 3 : 0x3ff)
  );
}

export const canonical = (address: bigint): bigint =>
  (address & (1n << 47n)) !== 0n ? BigInt.asUintN(64, BigInt.asIntN(48, address)) : address & 0xffff_ffff_ffffn;

/** First addresses of the pages a kernel maps, unmaps and touches. */
export function windowPages(width: Width): bigint[] {
  const pages: bigint[] = [];
  if (width === 'long') {
    for (const l4 of [1n, 256n]) {
      for (const l3 of [0n, 511n]) {
        for (const l2 of [0n, 1n]) {
          for (const l1 of [0n, 1n, 2n, 511n]) {
            pages.push(canonical((l4 << 39n) | (l3 << 30n) | (l2 << 21n) | (l1 << 12n)));
          }
        }
      }
    }
  } else if (width === 'pae') {
    for (const l3 of [1n, 3n]) {
      for (const l2 of [0n, 1n, 511n]) {
        for (const l1 of [0n, 1n, 2n, 511n]) pages.push((l3 << 30n) | (l2 << 21n) | (l1 << 12n));
      }
    }
  } else if (width === 'legacy') {
    for (const l2 of [256n, 257n, 512n, 1023n]) {
      for (const l1 of [0n, 1n, 2n, 512n, 1023n]) pages.push((l2 << 22n) | (l1 << 12n));
    }
  } else {
    for (let i = 0n; i < 16n; i++) pages.push(BigInt(FRAMES) + (i << 12n));
    pages.push(0xa0000n, 0xb8000n, 0xffff_0000n, 0xfff000n, 0x100_0000n, 0xe000_0000n);
  }
  return pages;
}
