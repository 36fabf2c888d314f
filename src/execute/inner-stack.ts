/**
 * The stack of a more privileged level, which the TSS names, and pushes on it before it becomes SS:RSP: nothing of the
 * old state has changed when a push faults.
 * SDM Vol. 3, "Stack Switching", "Stack Switching in IA-32e Mode", "Task-State Segment (TSS)", "64-Bit Mode Stack".
 */
import {
  baseOf,
  type Descriptor,
  dplOf,
  isNull,
  isPresent,
  isWritableData,
  limitOf,
  markAccessed,
  requireDescriptor,
  setFromDescriptor,
} from './descriptors.js';
import { SegmentIndex } from './segment-cache.js';
import { Rights, SystemType, withinLimit } from './segment-rights.js';
import type { TransferContext } from './transfer-context.js';

const TS = 10;
const SS_FAULT = 12;

export class InnerStack {
  readonly selector: number;
  /** Null: the null SS of 64-bit mode, or an SS that stays as it is (`keepsSegment`). */
  private readonly descriptor: Descriptor | null;
  private readonly cpl: number;
  private readonly keepsSegment: boolean;
  private readonly ext: number;
  private readonly baseLo: number;
  private readonly limit: number;
  private readonly rights: number;
  private readonly width: 2 | 4 | 8;
  private pointer: bigint;

  private constructor(
    context: TransferContext,
    selector: number,
    descriptor: Descriptor | null,
    pointer: bigint,
    cpl: number,
    ext: number,
    keepsSegment: boolean,
  ) {
    this.selector = selector;
    this.descriptor = descriptor;
    this.cpl = cpl;
    this.ext = ext;
    this.keepsSegment = keepsSegment;
    this.pointer = pointer;
    const current = context.ss;
    this.baseLo = descriptor === null ? current.baseLo : baseOf(descriptor);
    this.limit = descriptor === null ? current.limit : limitOf(descriptor);
    this.rights = descriptor === null ? current.rights : descriptor.rights;
    this.width = context.longMode ? 8 : (this.rights & Rights.DB) !== 0 ? 4 : 2;
  }

  /** IA-32e mode: RSP `pointer`, SS null with the new CPL as RPL when that changes, else as it is. */
  static wide(context: TransferContext, pointer: bigint, cpl: number, ext: number): InnerStack {
    const keepsSegment = cpl === context.cpl;
    return new InnerStack(context, keepsSegment ? context.ss.selector : cpl, null, pointer, cpl, ext, keepsSegment);
  }

  /** The stack in use, for a transfer that stays at this privilege outside IA-32e mode. */
  static current(context: TransferContext, ext: number): InnerStack {
    const pointer = context.getRegister(4, context.stackAddressSize);
    return new InnerStack(context, context.ss.selector, null, pointer, context.cpl, ext, true);
  }

  /** Outside IA-32e mode: the stack that the TSS names for `cpl`, with the checks of its segment. Null: faulted. */
  static fromTss(context: TransferContext, cpl: number, ext: number): InnerStack | null {
    const { tr } = context;
    const isSmall = (tr.rights & Rights.TYPE) === SystemType.TSS16_BUSY;
    const offset = isSmall ? 2 + cpl * 4 : 4 + cpl * 8;
    if (!tr.usable || offset + (isSmall ? 3 : 5) > tr.limit) {
      context.raiseSelector(TS, tr.selector, ext);
      return null;
    }
    const pointer = context.readSystem(tr.baseLo, 0, offset, isSmall ? 2 : 4) >>> 0;
    const selector = context.readSystem(tr.baseLo, 0, offset + (isSmall ? 2 : 4), 2);
    if (context.aborted) return null;
    if (isNull(selector)) {
      context.raiseSelector(TS, selector, ext);
      return null;
    }
    const descriptor = requireDescriptor(context, selector, TS, ext);
    if (descriptor === null) return null;
    if ((selector & 3) !== cpl || dplOf(descriptor) !== cpl || !isWritableData(descriptor)) {
      context.raiseSelector(TS, selector, ext);
      return null;
    }
    if (!isPresent(descriptor)) {
      context.raiseSelector(SS_FAULT, selector, ext);
      return null;
    }
    markAccessed(context, descriptor);
    return context.aborted ? null : new InnerStack(context, selector, descriptor, BigInt(pointer), cpl, ext, false);
  }

  /** RSPn of the 64-bit TSS, for a change to `cpl`. Null: faulted. */
  static wideFromTss(context: TransferContext, cpl: number, ext: number): InnerStack | null {
    const pointer = readWidePointer(context, 4 + cpl * 8, ext);
    return pointer === null ? null : InnerStack.wide(context, pointer, cpl, ext);
  }

  /** ISTn of the 64-bit TSS, n 1 to 7. */
  static fromInterruptStackTable(context: TransferContext, n: number, cpl: number, ext: number): InnerStack | null {
    const pointer = readWidePointer(context, 36 + (n - 1) * 8, ext);
    return pointer === null ? null : InnerStack.wide(context, pointer, cpl, ext);
  }

  /** Interrupts in IA-32e mode push on a 16-byte boundary. */
  align(): void {
    this.pointer &= ~15n;
  }

  push(context: TransferContext, size: 2 | 4 | 8, value: bigint): void {
    if (context.aborted) return;
    const mask = this.width === 8 ? 0xffff_ffff_ffff_ffffn : this.width === 4 ? 0xffff_ffffn : 0xffffn;
    const pointer = (this.pointer - BigInt(size)) & mask;
    let linear = pointer;
    if (context.longMode) {
      if (!context.isCanonicalAddress(pointer)) {
        context.raiseSelector(SS_FAULT, this.keepsSegment ? 0 : this.selector & 0xfffc, this.ext);
        return;
      }
    } else {
      if (!withinLimit(this.rights, this.limit, Number(pointer), size)) {
        context.raiseSelector(SS_FAULT, this.keepsSegment ? 0 : this.selector, this.ext);
        return;
      }
      linear = (pointer + BigInt(this.baseLo >>> 0)) & 0xffff_ffffn;
    }
    const lo = Number(linear & 0xffff_ffffn) | 0;
    const hi = Number(linear >> 32n) | 0;
    context.writeStackLinear(lo, hi, size, value, this.cpl);
    this.pointer = pointer;
  }

  /** Becomes SS:RSP. The caller has set the new CPL and calls `updateMode` afterwards. */
  commit(context: TransferContext): void {
    if (!this.keepsSegment) {
      if (this.descriptor === null) context.ss.setNull(this.selector, this.cpl);
      else setFromDescriptor(context, SegmentIndex.SS, this.selector, this.descriptor);
    }
    context.setRegister(4, this.width, this.pointer);
  }
}

/** A 64-bit stack pointer of the TSS; null when beyond its limit (#TS) or faulted. */
function readWidePointer(context: TransferContext, offset: number, ext: number): bigint | null {
  const { tr } = context;
  if (!tr.usable || offset + 7 > tr.limit) {
    context.raiseSelector(TS, tr.selector, ext);
    return null;
  }
  const lo = context.readSystem(tr.baseLo, tr.baseHi, offset, 4);
  const hi = context.readSystem(tr.baseLo, tr.baseHi, offset + 4, 4);
  return context.aborted ? null : (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}
