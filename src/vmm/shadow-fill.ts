/**
 * A hidden fault: the guest's own tables allow the access, so the shadow is filled along the walk. Upper entries carry
 * the guest's own R/W, U/S and XD, so that the processor combines them as it would the guest's; the leaf is writable only
 * once D is set in the guest's entry, and never while its frame is a page table.
 *
 * CR0.WP = 0 in the guest: real CR0.WP stays 1 (or page tables could not be protected), so R/W no longer tells who may
 * write. Upper entries are writable then, and what all levels allow together decides at the leaf: a page that users may
 * not reach is writable; one that users may read is not, and supervisor writes to it are emulated.
 */
import { Rights } from '../paging/access-rights.js';
import {
  ENTRY_A,
  ENTRY_D,
  ENTRY_G,
  ENTRY_HIGH_XD,
  ENTRY_P,
  ENTRY_RW,
  ENTRY_US,
  entryAddress,
  tableIndex,
} from '../paging/entry.js';
import { PagingMode } from '../paging/paging-mode.js';
import type { Walk } from '../paging/walk.js';
import { ANY_ACCESS, directRole, mirrorRole, type ShadowTable, SPLIT_FORMAT } from './shadow-table.js';
import type { ShadowTables } from './shadow-tables.js';

const PAGE = 0x1000;
/** Protection key of an entry, in its high half. */
const HIGH_KEY = 0x78000000;
const WRITE = 1;
const USER = 2;

/** A linear address that the guest's tables translate, and what they allow. */
export interface GuestTranslation {
  readonly low: number;
  readonly high: number;
  readonly mode: PagingMode;
  /** Format of the guest's tables now (tableFormat), and CR0.WP. */
  readonly format: number;
  readonly writeProtect: boolean;
  /** Entries read, by level; `walk.level` is the leaf's. Meaningless without paging. */
  readonly walk: Walk;
  /** Guest frame of the page, and the host page that backs it. */
  readonly frame: number;
  readonly hostPage: number;
  /** The page is memory that writes change (not ROM). */
  readonly writableMemory: boolean;
  /** A single step writes whatever the guest's entries allow: the large-page entries made writable for it are noted here. */
  readonly forced: number[] | null;
}

/** TLBs may hold something older than what the fill has made. */
export type FillResult = 'same' | 'new' | 'changed';

/** What the guest's entries allow together, bit 0 write, bit 1 user. */
const accessOf = (low: number): number => (low >> 1) & 3;

/** Fills the shadow from `top`, the shadow table of the highest level that the mode's tables have in memory. */
export function fill(tables: ShadowTables, top: ShadowTable, guest: GuestTranslation): FillResult {
  const { low, high, walk, mode, format, writeProtect } = guest;
  const small = mode === PagingMode.LEGACY_32BIT;
  let table = top;
  let access = WRITE | USER;
  let result: FillResult = 'same';
  // The tables from here on map pieces of a large page, or of memory without paging.
  let split = mode === PagingMode.NONE;
  let leafLow = 0;
  let leafHigh = 0;
  for (let level = top.role.level; level > 1; level--) {
    const entry = table.page + 8 * tableIndex(low, high, level);
    let bits = ENTRY_P | ENTRY_A | ENTRY_RW | ENTRY_US;
    let highBits = 0;
    if (!split && level === walk.level) {
      // A large page: its own entry becomes a pointer to a table of its pieces.
      split = true;
      const entryLow = walk.entryLow[level]!;
      const entryHigh = small ? 0 : walk.entryHigh[level]!;
      access &= accessOf(entryLow);
      bits = ENTRY_P | ENTRY_A | (entryLow & ENTRY_US) | (mayWrite(guest, entryLow, access) ? ENTRY_RW : 0);
      if (guest.forced !== null && (bits & ENTRY_RW) === 0) {
        bits |= ENTRY_RW;
        guest.forced.push(entry);
      }
      highBits = entryHigh & ENTRY_HIGH_XD;
      leafLow = entryLow & ENTRY_G;
      leafHigh = entryHigh & HIGH_KEY;
    } else if (!split) {
      const entryLow = walk.entryLow[level]!;
      const entryHigh = small ? 0 : walk.entryHigh[level]!;
      access &= accessOf(entryLow);
      bits = ENTRY_P | ENTRY_A | (entryLow & ENTRY_US) | (writeProtect ? entryLow & ENTRY_RW : ENTRY_RW);
      highBits = entryHigh & ENTRY_HIGH_XD;
    }
    const below = level - 1;
    let child: ShadowTable;
    if (split) {
      const span = below === 2 ? 0x40000 : 0x200;
      const first = guest.frame - (guest.frame % span);
      child = tables.table(
        first,
        directRole(below, table.role.direct ? table.role.format : SPLIT_FORMAT, leafLow, leafHigh),
      );
    } else {
      const frame = entryAddress(walk.entryLow[level]!, small ? 0 : walk.entryHigh[level]!, 12) / PAGE;
      const quadrant = small ? (low >>> 21) & 1 : 0;
      child = tables.table(frame, mirrorRole(below, format, quadrant, writeProtect ? ANY_ACCESS : access));
    }
    result = stronger(result, tables.link(entry, child, bits, highBits));
    table = child;
  }
  const entry = table.page + 8 * tableIndex(low, high, 1);
  // Asked only now: the path itself may have made the frame a mirrored table.
  const writableFrame = guest.writableMemory && !tables.isMirrored(guest.frame);
  const leaf = leafBits(guest, writableFrame, split, access, leafLow, leafHigh);
  return stronger(result, tables.map(entry, guest.frame, guest.hostPage, leaf.low, leaf.high));
}

/** The one of two results that asks for more. */
function stronger(a: FillResult, b: FillResult): FillResult {
  if (a === 'changed' || b === 'changed') return 'changed';
  return a === 'same' ? b : a;
}

/** Bits of the entry that maps the 4-KiB page. A piece of a large page has its rights in the entry above. */
function leafBits(
  guest: GuestTranslation,
  writableFrame: boolean,
  split: boolean,
  access: number,
  leafLow: number,
  leafHigh: number,
): { readonly low: number; readonly high: number } {
  const fixed = ENTRY_P | ENTRY_A;
  if (split) {
    const write = writableFrame ? ENTRY_RW | ENTRY_D : 0;
    return { low: fixed | ENTRY_US | write | leafLow, high: leafHigh };
  }
  const entryLow = guest.walk.entryLow[1]!;
  const entryHigh = guest.mode === PagingMode.LEGACY_32BIT ? 0 : guest.walk.entryHigh[1]!;
  const writable = writableFrame && mayWrite(guest, entryLow, access & accessOf(entryLow));
  return {
    low: fixed | (entryLow & (ENTRY_US | ENTRY_G)) | (writable ? ENTRY_RW | ENTRY_D : 0),
    high: entryHigh & (ENTRY_HIGH_XD | HIGH_KEY),
  };
}

/** Whether a leaf entry's shadow is writable: D is set, and the guest allows writes to all who can reach the page. */
function mayWrite(guest: GuestTranslation, entryLow: number, access: number): boolean {
  if ((guest.walk.rights & Rights.DIRTY) === 0) return false;
  if (guest.writeProtect) return (entryLow & ENTRY_RW) !== 0;
  return (access & WRITE) !== 0 || (access & USER) === 0;
}
