/**
 * Formats of paging-structure entries: SDM Vol. 3, "32-Bit Paging", "PAE Paging", "4-Level Paging and 5-Level Paging"
 * and "EPT Translation Mechanism". An entry is handled as two 32-bit halves; the constants are bits of the low half
 * unless they say otherwise.
 *
 *   63   62:59  51:12 / 51:21 / 51:30   12   8   7   6   5   4    3    2    1    0
 *   XD   key    address                 PAT  G   PS  D   A   PCD  PWT  U/S  R/W  P
 */

export const ENTRY_P = 1 << 0;
export const ENTRY_RW = 1 << 1;
export const ENTRY_US = 1 << 2;
export const ENTRY_PWT = 1 << 3;
export const ENTRY_PCD = 1 << 4;
export const ENTRY_A = 1 << 5;
export const ENTRY_D = 1 << 6;
/** Page size: the entry maps a page. Bit 7 of a PTE is PAT. */
export const ENTRY_PS = 1 << 7;
export const ENTRY_G = 1 << 8;
/** Of the high half: execute-disable. */
export const ENTRY_HIGH_XD = 1 << 31;
/** Of the high half: position of the protection key, four bits. */
export const ENTRY_HIGH_KEY_SHIFT = 27;

/** SDM "Extended Page-Table Mechanism": the entries of the EPT paging structures. */
export const EPT_R = 1 << 0;
export const EPT_W = 1 << 1;
export const EPT_X = 1 << 2;
export const EPT_MEMORY_TYPE_SHIFT = 3;
export const EPT_PS = 1 << 7;
export const EPT_A = 1 << 8;
export const EPT_D = 1 << 9;

/** Bits 31:0 and 51:32 of a physical address. */
const TWO_32 = 0x100000000;

/** Physical address in bits 51:shift of an entry, low bits zero. */
export function entryAddress(low: number, high: number, shift: number): number {
  return (high & 0xfffff) * TWO_32 + ((low & (-1 << shift)) >>> 0);
}

/** Physical address of a 4-MByte page (SDM "32-Bit Paging", PSE-36): bits 39:32 in bits 20:13 of the entry. */
export function entryAddress4M(low: number): number {
  return ((low >>> 13) & 0xff) * TWO_32 + ((low & 0xffc00000) >>> 0);
}

/** Index into the table of `level` (1 = page table … 5 = PML5 table), nine bits of the linear address. */
export function tableIndex(low: number, high: number, level: number): number {
  switch (level) {
    case 1:
      return (low >>> 12) & 0x1ff;
    case 2:
      return (low >>> 21) & 0x1ff;
    case 3:
      return ((low >>> 30) | (high << 2)) & 0x1ff;
    case 4:
      return (high >>> 7) & 0x1ff;
    default:
      return (high >>> 16) & 0x1ff;
  }
}

/** Names of an entry by level. */
export const GUEST_ENTRY_NAMES: readonly string[] = ['', 'PTE', 'PDE', 'PDPTE', 'PML4E', 'PML5E'];
export const EPT_ENTRY_NAMES: readonly string[] = ['', 'EPT PTE', 'EPT PDE', 'EPT PDPTE', 'EPT PML4E', 'EPT PML5E'];

/** Position of the page offset's end for a page mapped at `level` with nine-bit indices: 12, 21, 30. */
export const LEVEL_SHIFT: readonly number[] = [0, 12, 21, 30, 39, 48];
