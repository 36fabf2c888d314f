/**
 * Who may do what: SDM Vol. 3, "Determination of Access Rights" and "Protection Keys", and the error code of
 * "Page-Fault Exceptions". The one statement of the rule: the walker, the TLBs and the hypervisors ask here.
 */

export const Access = { READ: 0, WRITE: 1, EXECUTE: 2 } as const;
export type Access = (typeof Access)[keyof typeof Access];

/** Who makes an access: explicit and implicit supervisor-mode accesses differ for SMAP. */
export const Privilege = { SUPERVISOR: 0, USER: 1, IMPLICIT_SUPERVISOR: 2 } as const;
export type Privilege = (typeof Privilege)[keyof typeof Privilege];

/**
 * What a translation allows, accumulated over the walk: one word, kept in TLB entries.
 * Bits 11:8 the protection key, 16:12 the page's shift (both dimensions' smaller), 21:17 the guest page's own shift.
 */
export const Rights = {
  /** R/W is 1 in every entry. */
  WRITE: 1 << 0,
  /** U/S is 1 in every entry: a user-mode address. */
  USER: 1 << 1,
  /** XD is 1 in some entry. */
  NO_EXECUTE: 1 << 2,
  /** G of the leaf, with CR4.PGE. */
  GLOBAL: 1 << 3,
  /** D is known to be set wherever a write would set it. */
  DIRTY: 1 << 4,
  /** What EPT allows; all three without EPT. */
  EPT_READ: 1 << 5,
  EPT_WRITE: 1 << 6,
  EPT_EXECUTE: 1 << 7,
} as const;
export const RIGHTS_EPT_SHIFT = 5;
export const RIGHTS_EPT_ALL = Rights.EPT_READ | Rights.EPT_WRITE | Rights.EPT_EXECUTE;
export const RIGHTS_KEY_SHIFT = 8;
export const RIGHTS_PAGE_SHIFT = 12;
export const RIGHTS_GUEST_SHIFT = 17;

/** The register bits that the rule looks at. */
export interface AccessControls {
  /** CR0.WP. */
  readonly writeProtect: boolean;
  /** CR4.SMEP, CR4.SMAP. */
  readonly smep: boolean;
  readonly smap: boolean;
  /** EFLAGS.AC. */
  readonly alignmentCheck: boolean;
  /** CR4.PKE with EFER.LMA. */
  readonly protectionKeys: boolean;
  readonly pkru: number;
  /** The I/D flag of error codes: CR4.SMEP, or CR4.PAE with EFER.NXE. */
  readonly reportsFetch: boolean;
}

/** Whether paging (not EPT) allows the access to a page with these rights. */
export function permits(controls: AccessControls, rights: number, access: Access, privilege: Privilege): boolean {
  const userPage = (rights & Rights.USER) !== 0;
  if (access === Access.EXECUTE) {
    if (privilege === Privilege.USER ? !userPage : userPage && controls.smep) return false;
    return (rights & Rights.NO_EXECUTE) === 0;
  }
  if (privilege === Privilege.USER) {
    if (!userPage) return false;
  } else if (userPage && controls.smap) {
    if (privilege === Privilege.IMPLICIT_SUPERVISOR || !controls.alignmentCheck) return false;
  }
  if (access === Access.WRITE && (rights & Rights.WRITE) === 0) {
    if (privilege === Privilege.USER || controls.writeProtect) return false;
  }
  return !keyForbids(controls, rights, access, privilege);
}

/** Whether the page's protection key forbids the data access, whatever else does. */
export function keyForbids(controls: AccessControls, rights: number, access: Access, privilege: Privilege): boolean {
  if (!controls.protectionKeys || access === Access.EXECUTE || (rights & Rights.USER) === 0) return false;
  const key = (rights >>> RIGHTS_KEY_SHIFT) & 15;
  const disable = (controls.pkru >>> (2 * key)) & 3;
  if ((disable & 1) !== 0) return true;
  return (disable & 2) !== 0 && access === Access.WRITE && (privilege === Privilege.USER || controls.writeProtect);
}

/** Bits of a page fault's error code. */
export const PageFaultError = { P: 1, WR: 2, US: 4, RSVD: 8, ID: 16, PK: 32 } as const;

/** Error code of a fault on an access; `cause` holds P, RSVD and PK as they are found. */
export function pageFaultErrorCode(
  controls: AccessControls,
  access: Access,
  privilege: Privilege,
  cause: number,
): number {
  return (
    cause |
    (access === Access.WRITE ? PageFaultError.WR : 0) |
    (privilege === Privilege.USER ? PageFaultError.US : 0) |
    (access === Access.EXECUTE && controls.reportsFetch ? PageFaultError.ID : 0)
  );
}
