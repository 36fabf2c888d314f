/**
 * Reserved bits of paging-structure entries by mode and level: SDM Vol. 3, the tables "Format of …" of each paging mode
 * and of "EPT Translation Mechanism". A mask is two 32-bit halves at index 2·level + (the entry maps a page).
 */
import { PagingMode } from './paging-mode.js';

export interface ReservedBits {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** Index of the masks of an entry. */
export function reservedIndex(level: number, mapsPage: boolean): number {
  return 2 * level + (mapsPage ? 1 : 0);
}

/** Bits first..last of a half, inclusive; empty when first > last. */
function bits(last: number, first: number): number {
  let mask = 0;
  for (let bit = first; bit <= last; bit++) mask |= 1 << bit;
  return mask;
}

/** Bits 51:M of an entry, as bits of its high half (M 32 to 52). */
function aboveAddress(maxPhysicalAddressBits: number, last: number): number {
  return bits(last - 32, maxPhysicalAddressBits - 32);
}

/**
 * @param noExecute EFER.NXE: XD is not reserved.
 */
export function guestReservedBits(mode: PagingMode, maxPhysicalAddressBits: number, noExecute: boolean): ReservedBits {
  const low = new Int32Array(12);
  const high = new Int32Array(12);
  if (mode === PagingMode.LEGACY_32BIT) {
    // Bits 20:13 of a 4-MByte page's entry are bits 39:32 of the address; those at or above MAXPHYADDR are reserved.
    low[reservedIndex(2, true)] = bits(21, Math.min(40, maxPhysicalAddressBits) - 19);
  } else if (mode !== PagingMode.NONE) {
    const executeDisable = noExecute ? 0 : bits(31, 31);
    // PAE paging has no ignored bits or keys above the address.
    const address = aboveAddress(maxPhysicalAddressBits, mode === PagingMode.PAE ? 62 : 51);
    high.fill(executeDisable | address);
    low[reservedIndex(2, true)] = bits(20, 13);
    low[reservedIndex(3, true)] = bits(29, 13);
    low[reservedIndex(4, false)] = bits(7, 7);
    low[reservedIndex(5, false)] = bits(7, 7);
  }
  return { low, high };
}

/** Reserved bits of a present PDPTE of PAE paging, which the MOV to CR3 checks. */
export function pdpteReservedBits(maxPhysicalAddressBits: number): { readonly low: number; readonly high: number } {
  return { low: bits(2, 1) | bits(8, 5), high: aboveAddress(maxPhysicalAddressBits, 63) };
}

/** Reserved bits of EPT entries; the memory type and the R/W/X combinations are checked apart. */
export function eptReservedBits(maxPhysicalAddressBits: number): ReservedBits {
  const low = new Int32Array(12);
  const high = new Int32Array(12).fill(aboveAddress(maxPhysicalAddressBits, 51));
  low[reservedIndex(5, false)] = bits(7, 3);
  low[reservedIndex(4, false)] = bits(7, 3);
  low[reservedIndex(3, false)] = bits(6, 3);
  low[reservedIndex(2, false)] = bits(6, 3);
  low[reservedIndex(3, true)] = bits(29, 12);
  low[reservedIndex(2, true)] = bits(20, 12);
  return { low, high };
}
