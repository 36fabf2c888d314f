/**
 * What a shadow table is: 512 entries of 8 bytes in a host page, which mirror a guest table (or part of one), or map a
 * large guest page piece by piece ("direct"), since host frames are scattered in pieces of 4 KiB.
 *
 * A 32-bit guest runs on PAE shadow tables: a guest page directory of 1024 entries is mirrored by four shadow tables, a
 * guest page table by two; the quadrant says which part. A 4-MByte guest entry is two shadow entries.
 */
import { PagingMode } from '../paging/paging-mode.js';

export interface ShadowRole {
  /** 1 = page table … 4 = PML4 table. */
  readonly level: number;
  readonly direct: boolean;
  /** How guest entries read (tableFormat). Direct tables: IDENTITY_FORMAT without paging, else SPLIT_FORMAT. */
  readonly format: number;
  readonly quadrant: number;
  /**
   * CR0.WP = 0 in the guest: what the entries above allow (bit 0 write, bit 1 user), because then a supervisor write is
   * allowed or not by all levels together. With WP = 1 the entries themselves carry it: ANY_ACCESS.
   */
  readonly access: number;
  /** Direct tables: G and protection key of the large page, as bits of a shadow entry (low half, high half). */
  readonly leafLow: number;
  readonly leafHigh: number;
}

export const ANY_ACCESS = 7;
export const SPLIT_FORMAT = 0;
export const IDENTITY_FORMAT = 1;

export interface ShadowTable {
  readonly key: string;
  /** Host-physical address. */
  readonly page: number;
  /** Guest frame of the table mirrored, or the first frame that a direct table maps. */
  readonly frame: number;
  readonly role: ShadowRole;
  /** Host-physical addresses of the shadow entries that point here. */
  readonly parents: Set<number>;
  /** It has been the root of an address space: kept though nothing points to it. */
  isRoot: boolean;
  /** Guest writes since the table was last used for a fill. */
  idleWrites: number;
}

/** Everything that changes how a guest entry reads: mode, XD, 4-MByte pages, CR0.WP. */
export const tableFormat = (mode: PagingMode, noExecute: boolean, pageSize4M: boolean, writeProtect: boolean): number =>
  (mode << 3) | (noExecute ? 4 : 0) | (pageSize4M ? 2 : 0) | (writeProtect ? 1 : 0);

export const isSmallFormat = (format: number): boolean => format >> 3 === PagingMode.LEGACY_32BIT;

export const shadowKey = (frame: number, role: ShadowRole): string =>
  role.direct
    ? `d${role.format}.${frame}.${role.level}.${role.leafLow}.${role.leafHigh}`
    : `${frame}.${role.level}.${role.format}.${role.quadrant}.${role.access}`;

export const mirrorRole = (level: number, format: number, quadrant: number, access: number): ShadowRole => ({
  level,
  direct: false,
  format,
  quadrant,
  access,
  leafLow: 0,
  leafHigh: 0,
});

export const directRole = (level: number, format: number, leafLow: number, leafHigh: number): ShadowRole => ({
  level,
  direct: true,
  format,
  quadrant: 0,
  access: ANY_ACCESS,
  leafLow,
  leafHigh,
});

/** Shadow entries of `table` that mirror guest entry `index`: the first one's index, or −1; two for a large 32-bit entry. */
export function mirroredIndex(role: ShadowRole, index: number): number {
  if (!isSmallFormat(role.format)) return index;
  if (role.level === 1) return index >> 9 === role.quadrant ? index & 511 : -1;
  return index >> 8 === role.quadrant ? (index & 255) * 2 : -1;
}
