/**
 * What a TLB entry allows under the present registers, as one mask: the rule of paging/access-rights.ts tabulated, so
 * that a hit costs a look-up. Explicit supervisor accesses have two classes, since EFLAGS.AC changes often.
 *
 * Bit c: data read by class c; bit 4 + c: write; bit 8: supervisor fetch; bit 9: user fetch.
 * Classes: 0 supervisor with AC = 0, 1 user, 2 implicit supervisor, 3 supervisor with AC = 1.
 */
import { Access, Privilege, permits, RIGHTS_KEY_SHIFT, Rights } from '../paging/access-rights.js';
import type { PagingContext } from '../paging/paging-context.js';

export const ALLOWED_READ_SHIFT = 0;
export const ALLOWED_WRITE_SHIFT = 4;
export const ALLOWED_FETCH_SHIFT = 8;
export const ALLOWED_READS = 0x0f;
export const ALLOWED_WRITES = 0xf0;
export const ALLOWED_FETCHES = 0x300;
export const ALLOWED_ALL = ALLOWED_READS | ALLOWED_WRITES | ALLOWED_FETCHES;

/** Class of an explicit supervisor access. */
export function supervisorClass(alignmentCheck: boolean): number {
  return alignmentCheck ? 3 : 0;
}

/** Controls of the tabulated rule, as an index: paging on, CR0.WP, CR4.SMEP, CR4.SMAP. */
const PAGING = 8;
const WRITE_PROTECT = 4;
const SMEP = 2;
const SMAP = 1;

/** A table: by WRITE, USER and NO_EXECUTE (bits 2:0) and the two bits of the page's key in PKRU (bits 4:3). */
const TABLE_LENGTH = 32;

export class AllowedAccesses {
  /** By controls; each built when it is first wanted, since world switches go back and forth between few. */
  private readonly tables: (Uint16Array | undefined)[] = new Array(16).fill(undefined);
  private table = tabulate(0);
  private protectionKeys = false;
  private pkru = 0;

  /** Takes the registers of `context`. `paging` false: linear addresses are guest-physical, only EPT restricts. */
  configure(context: PagingContext, paging: boolean): void {
    this.protectionKeys = paging && context.protectionKeys;
    this.pkru = context.pkru;
    const { writeProtect, smep, smap } = context;
    const controls = (paging ? PAGING : 0) | (writeProtect ? WRITE_PROTECT : 0) | (smep ? SMEP : 0) | (smap ? SMAP : 0);
    let table = this.tables[controls];
    if (table === undefined) {
      table = tabulate(controls);
      this.tables[controls] = table;
    }
    this.table = table;
  }

  /** The mask for an entry's rights: paging, EPT, and no write before D is set. */
  of(rights: number): number {
    const key = this.protectionKeys ? (this.pkru >>> (2 * ((rights >>> RIGHTS_KEY_SHIFT) & 15))) & 3 : 0;
    let allowed = this.table[(rights & 7) | (key << 3)]!;
    if ((rights & Rights.EPT_READ) === 0) allowed &= ~ALLOWED_READS;
    if ((rights & (Rights.EPT_WRITE | Rights.DIRTY)) !== (Rights.EPT_WRITE | Rights.DIRTY)) allowed &= ~ALLOWED_WRITES;
    if ((rights & Rights.EPT_EXECUTE) === 0) allowed &= ~ALLOWED_FETCHES;
    return allowed;
  }
}

/** The rule of "Determination of Access Rights" for one setting of the controls. */
function tabulate(controls: number): Uint16Array {
  const table = new Uint16Array(TABLE_LENGTH).fill(ALLOWED_ALL);
  if ((controls & PAGING) === 0) return table;
  for (let index = 0; index < TABLE_LENGTH; index++) {
    let allowed = 0;
    for (let kind = 0; kind < 4; kind++) {
      const privilege = kind === 3 ? Privilege.SUPERVISOR : (kind as Privilege);
      const now = {
        writeProtect: (controls & WRITE_PROTECT) !== 0,
        smep: (controls & SMEP) !== 0,
        smap: (controls & SMAP) !== 0,
        alignmentCheck: kind === 3,
        protectionKeys: true,
        pkru: index >> 3,
        reportsFetch: false,
      };
      if (permits(now, index & 7, Access.READ, privilege)) allowed |= 1 << (ALLOWED_READ_SHIFT + kind);
      if (permits(now, index & 7, Access.WRITE, privilege)) allowed |= 1 << (ALLOWED_WRITE_SHIFT + kind);
      if (kind < 2 && permits(now, index & 7, Access.EXECUTE, privilege)) allowed |= 1 << (ALLOWED_FETCH_SHIFT + kind);
    }
    table[index] = allowed;
  }
  return table;
}
