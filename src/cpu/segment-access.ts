/**
 * Memory at segment:offset: the way of an offset to a linear address and to the MMU, and the accesses that the processor
 * makes for itself to descriptor tables, the TSS and stacks that are not yet in use.
 * SDM Vol. 3, "Limit Checking", "Type Checking", "Segmentation in IA-32e Mode", "Canonicality Checking".
 */
import { dataBreakpoints } from '../execute/breakpoints.js';
import type { Vector } from '../execute/context.js';
import { Rights, withinLimit } from '../execute/segment-rights.js';
import { SegmentRegister } from '../isa/registers.js';
import { Attention } from './attention.js';
import { linearAddress } from './linear-address.js';
import { Privilege } from './mmu-types.js';
import { CpuState } from './state.js';

const GP = 13;
const SS_FAULT = 12;
const AC = 17;
const FOUR_GIB = 0x1_0000_0000;

export abstract class CpuSegments extends CpuState {
  /** Linear address of the access under way: two halves. */
  private linearLo = 0;
  private linearHi = 0;

  /** An exception whose error code names a selector. */
  raiseSelector(vector: number, selector: number, ext = 0): void {
    this.raise(vector as Vector, (selector & 0xfffc) | ext);
  }

  // ---- linear addresses, for the system's own structures

  /**
   * Bytes of a descriptor table, TSS or the like at base + distance: an implicit supervisor access. 0 when it failed
   * (`aborted`). A base that is not canonical there is #GP(0), as for the table itself.
   */
  readSystem(baseLo: number, baseHi: number, distance: number, size: 1 | 2 | 4): number {
    if (this.aborted || !this.systemAddress(baseLo, baseHi, distance)) return 0;
    const { mmu, linearLo, linearHi } = this;
    const value =
      size === 4
        ? mmu.read32(linearLo, linearHi, Privilege.IMPLICIT_SUPERVISOR)
        : size === 2
          ? mmu.read16(linearLo, linearHi, Privilege.IMPLICIT_SUPERVISOR)
          : mmu.read8(linearLo, linearHi, Privilege.IMPLICIT_SUPERVISOR);
    if (mmu.failed) {
      this.memoryFailed();
      return 0;
    }
    return size === 4 ? value | 0 : value;
  }

  writeSystem(baseLo: number, baseHi: number, distance: number, size: 1 | 2 | 4, value: number): void {
    if (this.aborted || !this.systemAddress(baseLo, baseHi, distance)) return;
    const { mmu, linearLo, linearHi } = this;
    const done =
      size === 4
        ? mmu.write32(linearLo, linearHi, value, Privilege.IMPLICIT_SUPERVISOR)
        : size === 2
          ? mmu.write16(linearLo, linearHi, value, Privilege.IMPLICIT_SUPERVISOR)
          : mmu.write8(linearLo, linearHi, value, Privilege.IMPLICIT_SUPERVISOR);
    if (!done) this.memoryFailed();
  }

  private systemAddress(baseLo: number, baseHi: number, distance: number): boolean {
    const lo = (baseLo >>> 0) + distance;
    this.linearLo = lo | 0;
    this.linearHi = this.longMode ? (baseHi + (lo >= FOUR_GIB ? 1 : 0)) | 0 : 0;
    if (this.longMode && !this.isCanonical(this.linearHi)) {
      this.raise(GP, 0);
      return false;
    }
    return true;
  }

  /** Store on a stack that is not (yet) SS:RSP, at a linear address, with the privilege of that stack. */
  writeStackLinear(lo: number, hi: number, size: 2 | 4 | 8, value: bigint, cpl: number): void {
    if (this.aborted) return;
    const checks = this.dataChecks;
    // Alignment is checked at CPL 3 only, and the stack is that of the new CPL.
    if (cpl !== 3) this.dataChecks &= ~1;
    this.writeLinear(lo, hi, size, value, cpl === 3 ? Privilege.USER : Privilege.SUPERVISOR);
    this.dataChecks = checks;
  }

  // ---- segment:offset

  protected loadPair(segment: number, lo: number, hi: number, size: number): bigint {
    if (!this.toLinear(segment, lo, hi, size, false)) return 0n;
    if (this.wraps(size)) return this.readWrapped(size);
    const { mmu, linearLo, linearHi, privilege } = this;
    let value: bigint;
    switch (size) {
      case 8:
        value = mmu.read64(linearLo, linearHi, privilege);
        break;
      case 4:
        value = BigInt(mmu.read32(linearLo, linearHi, privilege) >>> 0);
        break;
      case 2:
        value = BigInt(mmu.read16(linearLo, linearHi, privilege));
        break;
      default:
        value = BigInt(mmu.read8(linearLo, linearHi, privilege));
    }
    if (mmu.failed) {
      this.memoryFailed();
      return 0n;
    }
    if (this.dataChecks !== 0) this.checkData(linearLo, linearHi, size, false);
    return value;
  }

  protected loadPairForUpdate(segment: number, lo: number, hi: number, size: number): bigint {
    if (!this.toLinear(segment, lo, hi, size, true)) return 0n;
    if (this.wraps(size)) return this.readWrapped(size);
    const { mmu, linearLo, linearHi, privilege } = this;
    if (!mmu.probeWrite(linearLo, linearHi, size, privilege)) {
      this.memoryFailed();
      return 0n;
    }
    return this.loadPair(segment, lo, hi, size);
  }

  protected storePair(segment: number, lo: number, hi: number, size: number, value: bigint): void {
    if (!this.toLinear(segment, lo, hi, size, true)) return;
    if (this.wraps(size)) {
      this.writeWrapped(size, value);
      return;
    }
    this.writeLinear(this.linearLo, this.linearHi, size, value, this.privilege);
  }

  private writeLinear(lo: number, hi: number, size: number, value: bigint, privilege: Privilege): void {
    const { mmu } = this;
    if (this.dataChecks !== 0) {
      // Alignment is checked after paging and before the write.
      if (!mmu.probeWrite(lo, hi, size, privilege)) {
        this.memoryFailed();
        return;
      }
      this.checkData(lo, hi, size, true);
      if (this.aborted) return;
    }
    let done: boolean;
    switch (size) {
      case 8:
        done = mmu.write64(lo, hi, BigInt.asUintN(64, value), privilege);
        break;
      case 4:
        done = mmu.write32(lo, hi, Number(BigInt.asUintN(32, value)), privilege);
        break;
      case 2:
        done = mmu.write16(lo, hi, Number(BigInt.asUintN(16, value)), privilege);
        break;
      default:
        done = mmu.write8(lo, hi, Number(BigInt.asUintN(8, value)), privilege);
    }
    if (!done) this.memoryFailed();
  }

  /** Segment and canonical checks of an access; the address into linearLo and linearHi. False: faulted. */
  private toLinear(segment: number, lo: number, hi: number, size: number, write: boolean): boolean {
    if (this.bits !== 64) return this.toLinear32(segment, lo, size, write);
    if (segment >= SegmentRegister.FS) {
      const cache = this.segments[segment]!;
      const sum = (lo >>> 0) + (cache.baseLo >>> 0);
      hi = (hi + cache.baseHi + (sum >= FOUR_GIB ? 1 : 0)) | 0;
      lo = sum | 0;
    }
    this.linearLo = lo;
    this.linearHi = hi;
    // The upper half decides, except where the access crosses into the next 4 GiB.
    if (this.isCanonical(hi) && ((lo >>> 0) + size <= FOUR_GIB || this.isCanonical((hi + 1) | 0))) return true;
    this.raise(segment === SegmentRegister.SS ? SS_FAULT : GP, 0);
    return false;
  }

  private toLinear32(segment: number, lo: number, size: number, write: boolean): boolean {
    const cache = this.segments[segment]!;
    this.linearLo = (cache.baseLo + lo) | 0;
    this.linearHi = 0;
    const offset = lo >>> 0;
    if (cache.flat) {
      if (offset + size <= FOUR_GIB) return true;
    } else if (this.checkSegment(cache.rights, write) && withinLimit(cache.rights, cache.limit, offset, size)) {
      return true;
    }
    this.raise(segment === SegmentRegister.SS ? SS_FAULT : GP, 0);
    return false;
  }

  private checkSegment(rights: number, write: boolean): boolean {
    if ((rights & Rights.UNUSABLE) !== 0) return false;
    if ((rights & Rights.CODE) !== 0) return !write && (rights & Rights.READABLE) !== 0;
    return !write || (rights & Rights.WRITABLE) !== 0;
  }

  /** Outside 64-bit mode base + offset wraps at 4 GiB, in the middle of an access too. */
  private wraps(size: number): boolean {
    return this.bits !== 64 && (this.linearLo >>> 0) + size > FOUR_GIB;
  }

  private readWrapped(size: number): bigint {
    const start = this.linearLo;
    let value = 0n;
    for (let n = size - 1; n >= 0; n--) {
      value = (value << 8n) | BigInt(this.mmu.read8((start + n) | 0, 0, this.privilege));
      if (this.mmu.failed) {
        this.memoryFailed();
        return 0n;
      }
    }
    return value;
  }

  private writeWrapped(size: number, value: bigint): void {
    const start = this.linearLo;
    for (let n = 0; n < size; n++) {
      if (!this.mmu.probeWrite((start + n) | 0, 0, 1, this.privilege)) {
        this.memoryFailed();
        return;
      }
    }
    for (let n = 0; n < size; n++) {
      const byte = Number((value >> BigInt(n * 8)) & 0xffn);
      this.mmu.write8((start + n) | 0, 0, byte, this.privilege);
    }
  }

  /** #AC, and data breakpoints: only while `dataChecks` says that something is enabled. */
  private checkData(lo: number, hi: number, size: number, write: boolean): void {
    if ((this.dataChecks & 1) !== 0 && (lo & (size - 1)) !== 0) {
      this.raise(AC, 0);
      return;
    }
    if ((this.dataChecks & 2) === 0) return;
    this.pendingDebug |= dataBreakpoints(this.dr7Bits, this.debugAddress, linearAddress(lo, hi), size, write);
    if (this.pendingDebug !== 0) this.attention |= Attention.TRAP;
  }
}
