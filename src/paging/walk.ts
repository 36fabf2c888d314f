/**
 * The page walker: SDM Vol. 3, "32-Bit Paging", "PAE Paging", "4-Level Paging and 5-Level Paging", "Accessed and Dirty
 * Flags". The only one: the processor, hypervisors that walk a guest's tables and debuggers all use it. With EPT each
 * table address, and at the end the page's, is guest-physical and goes through the EPT walk first.
 *
 * An entry's A is set when the walk uses it, before the next is read; the last entry's A, and D for a write, when the
 * access is permitted. Nothing is allocated and nothing thrown: the outcome and every reference are left in `Walk`.
 */
import {
  Access,
  keyForbids,
  PageFaultError,
  type Privilege,
  pageFaultErrorCode,
  permits,
  RIGHTS_EPT_ALL,
  RIGHTS_EPT_SHIFT,
  RIGHTS_GUEST_SHIFT,
  RIGHTS_KEY_SHIFT,
  RIGHTS_PAGE_SHIFT,
  Rights,
} from './access-rights.js';
import {
  ENTRY_A,
  ENTRY_D,
  ENTRY_G,
  ENTRY_HIGH_KEY_SHIFT,
  ENTRY_P,
  ENTRY_PS,
  EPT_R,
  EPT_W,
  EPT_X,
  entryAddress,
  entryAddress4M,
  LEVEL_SHIFT,
  tableIndex,
} from './entry.js';
import { EptTranslation, EptViolation, translateGuestPhysical } from './ept.js';
import type { PagingContext } from './paging-context.js';
import { MODE_LEVELS, PagingMode } from './paging-mode.js';
import { ReferenceLog } from './reference-log.js';
import { reservedIndex } from './reserved-bits.js';
import { readEntry, setEntryBits } from './table-memory.js';
import { WalkEvent } from './walk-event.js';

/** What a walk may use to be shorter, and what it tells to those that make later ones shorter. */
export interface WalkCaches {
  /** A guest-physical mapping that is good for the access, into `result`. */
  findNested(address: number, access: number, result: EptTranslation): boolean;
  fillNested(address: number, translation: EptTranslation): void;
  /**
   * A non-leaf entry of `level` was used. `table` is where the next table lies in the processor's physical memory,
   * `guestTable` its address as the entry has it, `rights` what is allowed so far (EPT_WRITE: the table may be written).
   */
  fillStructure(level: number, low: number, high: number, table: number, guestTable: number, rights: number): void;
}

/** Inputs, working storage and outcome of walks; made once, reused. */
export class Walk {
  readonly log = new ReferenceLog();
  readonly nested = new EptTranslation();
  caches: WalkCaches | null = null;

  /** Start below the root, at the table of this level that a paging-structure cache knows; 0: at the root. */
  startLevel = 0;
  startTable = 0;
  startGuestTable = 0;
  startRights = 0;

  event: WalkEvent = WalkEvent.NONE;
  /** Page-fault error code. */
  errorCode = 0;
  /** Exit qualification of an EPT violation. */
  qualification = 0;
  /** Translated address before EPT; of an EPT event, the address that did not translate; of a page fault 0. */
  guestPhysical = 0;
  /** Address of the byte in the processor's physical memory. */
  physical = 0;
  /** Rights and page sizes (access-rights.ts). */
  rights = 0;
  /** Level of the last entry read. */
  level = 0;
  /** Address of the last guest entry read, in the processor's physical memory, and of the EPT entry that maps the page. */
  leaf = 0;
  nestedLeaf = 0;
  /** Of each level read: the entry's address as `leaf`, and its halves as read. */
  readonly entryAddress = new Float64Array(6);
  readonly entryLow = new Int32Array(6);
  readonly entryHigh = new Int32Array(6);
}

/** log2 of the size of the page that `rights` describes (the smaller of both dimensions). */
export function pageShift(rights: number): number {
  return (rights >>> RIGHTS_PAGE_SHIFT) & 31;
}

/** log2 of the size of the guest's own page. */
export function guestPageShift(rights: number): number {
  return (rights >>> RIGHTS_GUEST_SHIFT) & 31;
}

/**
 * Translates the linear address `high`:`low` (canonical) for an access. False: `walk.event` says what happened.
 * With paging disabled only EPT, if any, translates.
 */
export function walk(
  w: Walk,
  context: PagingContext,
  low: number,
  high: number,
  access: Access,
  privilege: Privilege,
): boolean {
  w.log.clear();
  w.event = WalkEvent.NONE;
  w.errorCode = 0;
  w.qualification = 0;
  const mode = context.mode;
  if (mode === PagingMode.NONE) {
    const rights = Rights.WRITE | Rights.USER | Rights.DIRTY | (LEVEL_SHIFT[3]! << RIGHTS_GUEST_SHIFT);
    return finish(w, context, low >>> 0, LEVEL_SHIFT[3]!, rights, access);
  }
  const small = mode === PagingMode.LEGACY_32BIT;
  // The dimension of the next table is asked of the context for every entry: one local keeps it out of the loop today.
  const nested = context.ept !== null;
  let level = MODE_LEVELS[mode]!;
  let table = context.root;
  let rights: number = Rights.WRITE | Rights.USER;
  // Address of the current table in the processor's memory when a cache knows it, else −1.
  let known = -1;
  // EPT_W when the current table's page may be written; without EPT always.
  let tableWritable = EPT_W;
  if (w.startLevel !== 0) {
    level = w.startLevel;
    known = w.startTable;
    table = w.startGuestTable;
    rights = w.startRights & (Rights.WRITE | Rights.USER | Rights.NO_EXECUTE);
    tableWritable = (w.startRights & Rights.EPT_WRITE) !== 0 ? EPT_W : 0;
  } else if (mode === PagingMode.PAE) {
    const register = (low >>> 30) << 1;
    if ((context.pdptes[register]! & ENTRY_P) === 0) return pageFault(w, context, access, privilege, 0);
    table = entryAddress(context.pdptes[register]!, context.pdptes[register + 1]!, 12);
  }
  let firstTable = true;
  for (; ; level--) {
    const offset = small ? (level === 2 ? low >>> 22 : (low >>> 12) & 0x3ff) * 4 : tableIndex(low, high, level) * 8;
    const guestAt = table + offset;
    let at = known >= 0 ? known + offset : guestAt;
    if (nested && known < 0) {
      if (!translateTable(w, context, guestAt, EPT_R)) return false;
      at = w.nested.physical;
      tableWritable = w.nested.rights & EPT_W;
    }
    if (!firstTable && w.caches !== null) {
      const kept = rights | (tableWritable !== 0 ? Rights.EPT_WRITE : 0);
      w.caches.fillStructure(level + 1, low, high, at - offset, table, kept);
    }
    firstTable = false;
    known = -1;

    const entryLow = readEntry(context.memory, at);
    const entryHigh = small ? 0 : readEntry(context.memory, at + 4);
    w.log.record(at, entryLow, entryHigh, level, 0);
    w.level = level;
    w.leaf = at;
    w.entryAddress[level] = at;
    w.entryLow[level] = entryLow;
    w.entryHigh[level] = entryHigh;

    if ((entryLow & ENTRY_P) === 0) return pageFault(w, context, access, privilege, 0);
    const leaf =
      level === 1 || ((entryLow & ENTRY_PS) !== 0 && (level === 2 ? !small || context.pageSize4M : level === 3));
    const reserved = reservedIndex(level, leaf);
    if (((entryLow & context.reserved.low[reserved]!) | (entryHigh & context.reserved.high[reserved]!)) !== 0) {
      return pageFault(w, context, access, privilege, PageFaultError.P | PageFaultError.RSVD);
    }
    // R/W and U/S become WRITE and USER, XD becomes NO_EXECUTE: allowed by all, forbidden by any.
    rights = (rights & ((entryLow >>> 1) & 3)) | (rights & Rights.NO_EXECUTE) | ((entryHigh >>> 31) << 2);

    if (!leaf) {
      if ((entryLow & ENTRY_A) === 0 && context.updates) {
        if (nested && tableWritable === 0 && !translateTable(w, context, guestAt, EPT_R | EPT_W)) return false;
        setEntryBits(context.memory, at, ENTRY_A);
      }
      table = entryAddress(entryLow, entryHigh, 12);
      continue;
    }

    rights |= ((entryHigh >>> ENTRY_HIGH_KEY_SHIFT) & 15) << RIGHTS_KEY_SHIFT;
    if (context.enforcesRights && !permits(context, rights, access, privilege)) {
      const key = keyForbids(context, rights, access, privilege) ? PageFaultError.PK : 0;
      return pageFault(w, context, access, privilege, PageFaultError.P | key);
    }
    const wanted = access === Access.WRITE ? ENTRY_A | ENTRY_D : ENTRY_A;
    let now = entryLow;
    if ((entryLow & wanted) !== wanted && context.updates) {
      if (nested && tableWritable === 0 && !translateTable(w, context, guestAt, EPT_R | EPT_W)) return false;
      setEntryBits(context.memory, at, wanted);
      now |= wanted;
    }
    if ((now & ENTRY_D) !== 0) rights |= Rights.DIRTY;
    if ((entryLow & ENTRY_G) !== 0 && context.globalPages) rights |= Rights.GLOBAL;
    const shift = small && level === 2 ? 22 : LEVEL_SHIFT[level]!;
    const page = shift === 22 ? entryAddress4M(entryLow) : entryAddress(entryLow, entryHigh, shift);
    rights |= shift << RIGHTS_GUEST_SHIFT;
    return finish(w, context, page + ((low & ~(-1 << shift)) >>> 0), shift, rights, access);
  }
}

/** The page's address is known: through EPT, if there is any. */
function finish(
  w: Walk,
  context: PagingContext,
  address: number,
  shift: number,
  rights: number,
  access: Access,
): boolean {
  w.guestPhysical = address;
  // TLBs hold a 4-MByte page as two of 2 MBytes.
  const held = shift === 22 ? 21 : shift;
  if (context.ept === null) {
    w.physical = address;
    w.nestedLeaf = 0;
    w.rights = rights | RIGHTS_EPT_ALL | (held << RIGHTS_PAGE_SHIFT);
    return true;
  }
  const wanted = access === Access.WRITE ? EPT_W : access === Access.EXECUTE ? EPT_X : EPT_R;
  if (!translate(w, context, address, wanted)) return eptEvent(w, address, EptViolation.FINAL);
  const { nested } = w;
  w.physical = nested.physical;
  w.nestedLeaf = nested.leaf;
  const smaller = Math.min(held, nested.shift);
  const dirty = nested.dirty ? -1 : ~Rights.DIRTY;
  w.rights = (rights & dirty) | ((nested.rights & 7) << RIGHTS_EPT_SHIFT) | (smaller << RIGHTS_PAGE_SHIFT);
  return true;
}

/** The address of a paging-structure entry through EPT. With accessed and dirty flags such an access is a write. */
function translateTable(w: Walk, context: PagingContext, address: number, access: number): boolean {
  const wanted = context.ept!.accessedDirty ? access | EPT_W : access;
  return translate(w, context, address, wanted) || eptEvent(w, address, 0);
}

function translate(w: Walk, context: PagingContext, address: number, access: number): boolean {
  const { caches, nested } = w;
  if (caches?.findNested(address, access, nested)) return true;
  if (!translateGuestPhysical(nested, context.ept!, context.memory, address, access, w.log, context.updates)) {
    return false;
  }
  caches?.fillNested(address, nested);
  return true;
}

function eptEvent(w: Walk, address: number, final: number): boolean {
  w.event = w.nested.event;
  w.guestPhysical = address;
  w.qualification = w.nested.qualification | EptViolation.LINEAR_VALID | final;
  return false;
}

function pageFault(w: Walk, context: PagingContext, access: Access, privilege: Privilege, cause: number): boolean {
  w.event = WalkEvent.PAGE_FAULT;
  w.guestPhysical = 0;
  w.errorCode = pageFaultErrorCode(context, access, privilege, cause);
  return false;
}
