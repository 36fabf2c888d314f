/**
 * A segment register with its hidden part (descriptor cache).
 * SDM Vol. 3, "Segment Registers".
 */
import { Rights } from './segment-rights.js';

/** Indices of the processor's segment registers; 0 to 5 as instructions encode them. */
export const SegmentIndex = { ES: 0, CS: 1, SS: 2, DS: 3, FS: 4, GS: 5, LDTR: 6, TR: 7 } as const;

export class SegmentCache {
  selector = 0;
  /** Base as two 32-bit halves, any signedness; the upper half is 0 except for FS, GS, LDTR and TR in IA-32e mode. */
  baseLo = 0;
  baseHi = 0;
  /** Last byte (expand-up), in bytes, unsigned 32 bits: granularity applied. */
  limit = 0;
  /** VMCS format (Rights). */
  rights: number = Rights.UNUSABLE;
  /** A data segment that reaches all 4 GiB for reading and writing: only the wrap at 4 GiB is left to check. */
  flat = false;

  /** Take a descriptor's contents. */
  set(selector: number, baseLo: number, baseHi: number, limit: number, rights: number): void {
    this.selector = selector & 0xffff;
    this.baseLo = baseLo | 0;
    this.baseHi = baseHi | 0;
    this.limit = limit >>> 0;
    this.rights = rights;
    const type = rights & (Rights.UNUSABLE | Rights.S | Rights.CODE | Rights.EXPAND_DOWN | Rights.WRITABLE);
    this.flat = type === (Rights.S | Rights.WRITABLE) && this.limit === 0xffffffff;
  }

  /** A null selector: nothing can be accessed through it outside 64-bit mode. `dpl` is kept for SS, whose DPL is the CPL. */
  setNull(selector: number, dpl: number): void {
    this.set(selector, 0, 0, 0, Rights.UNUSABLE | (dpl << Rights.DPL_SHIFT));
  }

  get usable(): boolean {
    return (this.rights & Rights.UNUSABLE) === 0;
  }

  get dpl(): number {
    return (this.rights >> Rights.DPL_SHIFT) & 3;
  }
}
