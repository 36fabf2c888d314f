/** SDM Vol. 3, "Paging Modes and Control Bits". */

export const PagingMode = { NONE: 0, LEGACY_32BIT: 1, PAE: 2, LEVEL_4: 3, LEVEL_5: 4 } as const;
export type PagingMode = (typeof PagingMode)[keyof typeof PagingMode];

export const PAGING_MODE_NAMES: readonly string[] = ['no paging', '32-bit', 'PAE', '4-level', '5-level'];

export const CR0_WP = 1n << 16n;
export const CR0_PG = 1n << 31n;
export const CR4_PSE = 1n << 4n;
export const CR4_PAE = 1n << 5n;
export const CR4_PGE = 1n << 7n;
export const CR4_LA57 = 1n << 12n;
export const CR4_PCIDE = 1n << 17n;
export const CR4_SMEP = 1n << 20n;
export const CR4_SMAP = 1n << 21n;
export const CR4_PKE = 1n << 22n;
export const EFER_LMA = 1n << 10n;
export const EFER_NXE = 1n << 11n;

/** The mode that the registers select. EFER.LMA, not LME, tells: it is set when paging is enabled with LME. */
export function pagingMode(cr0: bigint, cr4: bigint, efer: bigint): PagingMode {
  if ((cr0 & CR0_PG) === 0n) return PagingMode.NONE;
  if ((efer & EFER_LMA) !== 0n) return (cr4 & CR4_LA57) !== 0n ? PagingMode.LEVEL_5 : PagingMode.LEVEL_4;
  return (cr4 & CR4_PAE) !== 0n ? PagingMode.PAE : PagingMode.LEGACY_32BIT;
}

/** Levels of tables read in memory by a walk for a small page; PAE's PDPTEs are registers. */
export const MODE_LEVELS: readonly number[] = [0, 2, 2, 4, 5];
