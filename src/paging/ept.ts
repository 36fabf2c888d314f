/**
 * Extended page tables: SDM Vol. 3, "The Extended Page Table Mechanism (EPT)": translation, EPT misconfigurations, EPT
 * violations with the exit qualification of "Exit Qualification for EPT Violations", accessed and dirty flags.
 */
import type { GuestMemory } from '../memory/guest-memory.js';
import {
  EPT_A,
  EPT_D,
  EPT_MEMORY_TYPE_SHIFT,
  EPT_PS,
  EPT_R,
  EPT_W,
  EPT_X,
  entryAddress,
  LEVEL_SHIFT,
  tableIndex,
} from './entry.js';
import type { ReferenceLog } from './reference-log.js';
import { eptReservedBits, type ReservedBits, reservedIndex } from './reserved-bits.js';
import { readEntry, setEntryBits } from './table-memory.js';
import { WalkEvent } from './walk-event.js';

/** Bits of the exit qualification of an EPT violation. */
export const EptViolation = {
  READ: 1 << 0,
  WRITE: 1 << 1,
  FETCH: 1 << 2,
  READABLE: 1 << 3,
  WRITABLE: 1 << 4,
  EXECUTABLE: 1 << 5,
  /** The guest linear-address field is valid. */
  LINEAR_VALID: 1 << 7,
  /** The access was to the translation of the linear address, not to a paging-structure entry. */
  FINAL: 1 << 8,
} as const;

/** EPT memory types; 2, 3 and 7 are reserved. */
const MEMORY_TYPE_VALID = (1 << 0) | (1 << 1) | (1 << 4) | (1 << 5) | (1 << 6);

/** What an EPTP says, and what the processor supports. */
export class EptContext {
  /** Host-physical address of the EPT PML4 or PML5 table: the EP4TA. */
  root = 0;
  levels = 4;
  /** EPTP bit 6: accessed and dirty flags; accesses to guest paging structures are then writes. */
  accessedDirty = false;
  reserved: ReservedBits;
  private readonly maxPhysicalAddressBits: number;

  constructor(eptp: bigint, maxPhysicalAddressBits: number) {
    this.maxPhysicalAddressBits = maxPhysicalAddressBits;
    this.reserved = eptReservedBits(this.maxPhysicalAddressBits);
    this.load(eptp);
  }

  load(eptp: bigint): void {
    this.root = Number(eptp & 0xffffffffff000n);
    this.levels = Number((eptp >> 3n) & 7n) + 1;
    this.accessedDirty = (eptp & 0x40n) !== 0n;
  }
}

/** A guest-physical to host-physical translation, or why there is none. */
export class EptTranslation {
  event: WalkEvent = WalkEvent.NONE;
  /** Host-physical address of the byte. */
  physical = 0;
  /** log2 of the page size: 12, 21, 30. */
  shift = 0;
  /** R, W, X as in an entry: allowed by all entries used. */
  rights = 0;
  /** D of the leaf is set, or accessed and dirty flags are off. */
  dirty = false;
  /** Host-physical address of the entry that maps the page. */
  leaf = 0;
  memoryType = 0;
  /** Bits 5:0 of the exit qualification of an EPT violation. */
  qualification = 0;
}

/**
 * Translates guest-physical `address` for `access` (EPT_R, EPT_W, EPT_X or several). Records each reference in `log`.
 * With `update`, sets A of each entry when used and D of the leaf on a write, if the EPTP enables them.
 */
export function translateGuestPhysical(
  result: EptTranslation,
  ept: EptContext,
  memory: GuestMemory,
  address: number,
  access: number,
  log: ReferenceLog,
  update: boolean,
): boolean {
  const low = address | 0;
  const high = Math.floor(address / 0x100000000);
  let rights = EPT_R | EPT_W | EPT_X;
  let table = ept.root;
  // A guest-physical address wider than the EPT translates has no entry.
  if (ept.levels === 4 && high >= 0x10000) return violation(result, access, 0);
  for (let level = ept.levels; ; level--) {
    const at = table + tableIndex(low, high, level) * 8;
    const entryLow = readEntry(memory, at);
    const entryHigh = readEntry(memory, at + 4);
    log.record(at, entryLow, entryHigh, level, 1);
    rights &= entryLow;
    if ((entryLow & (EPT_R | EPT_W | EPT_X)) === 0) return violation(result, access, 0);
    const leaf = level === 1 || (level <= 3 && (entryLow & EPT_PS) !== 0);
    if (isMisconfigured(ept, entryLow, entryHigh, level, leaf)) {
      result.event = WalkEvent.EPT_MISCONFIGURATION;
      return false;
    }
    if (!leaf) {
      if (update && ept.accessedDirty && (entryLow & EPT_A) === 0) setEntryBits(memory, at, EPT_A);
      table = entryAddress(entryLow, entryHigh, 12);
      continue;
    }
    if ((rights & access) !== access) return violation(result, access, rights);
    let dirty = (entryLow & EPT_D) !== 0;
    if (ept.accessedDirty) {
      const wanted = EPT_A | ((access & EPT_W) !== 0 ? EPT_D : 0);
      if (update && (entryLow & wanted) !== wanted) {
        setEntryBits(memory, at, wanted);
        dirty ||= (access & EPT_W) !== 0;
      }
    } else {
      dirty = true;
    }
    const shift = LEVEL_SHIFT[level]!;
    result.event = WalkEvent.NONE;
    result.physical = entryAddress(entryLow, entryHigh, shift) + ((low & ~(-1 << shift)) >>> 0);
    result.shift = shift;
    result.rights = rights;
    result.dirty = dirty;
    result.leaf = at;
    result.memoryType = (entryLow >>> EPT_MEMORY_TYPE_SHIFT) & 7;
    return true;
  }
}

/** SDM "EPT Misconfigurations". Execute-only translations are supported. */
function isMisconfigured(ept: EptContext, low: number, high: number, level: number, leaf: boolean): boolean {
  if ((low & EPT_W) !== 0 && (low & EPT_R) === 0) return true;
  const index = reservedIndex(level, leaf);
  if (((low & ept.reserved.low[index]!) | (high & ept.reserved.high[index]!)) !== 0) return true;
  return leaf && ((MEMORY_TYPE_VALID >>> ((low >>> EPT_MEMORY_TYPE_SHIFT) & 7)) & 1) === 0;
}

/** `rights`: AND of bits 2:0 of the entries used, 0 when one is not present. */
function violation(result: EptTranslation, access: number, rights: number): boolean {
  result.event = WalkEvent.EPT_VIOLATION;
  result.qualification = access | ((rights & 7) << 3);
  return false;
}
