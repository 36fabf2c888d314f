/**
 * Segment and system descriptors in the GDT and LDT.
 * SDM Vol. 3, "Segment Descriptors", "System Descriptor Types", "Segment Descriptor Tables in IA-32e Mode".
 */
import { Rights } from './segment-rights.js';
import type { TransferContext } from './transfer-context.js';

/** A descriptor read from a table, with the place it came from. */
export interface Descriptor {
  readonly selector: number;
  readonly low: number;
  readonly high: number;
  /** Bits 95:64 and 127:96 of a 16-byte descriptor of IA-32e mode (system segments and gates); 0 otherwise. */
  readonly upper: number;
  readonly top: number;
  /** VMCS format. */
  readonly rights: number;
}

/** Error code that names a selector: its RPL makes room for EXT and IDT. */
export function selectorError(selector: number, ext = 0): number {
  return (selector & 0xfffc) | ext;
}

export function isNull(selector: number): boolean {
  return (selector & 0xfffc) === 0;
}

/** Base of a descriptor's segment, low 32 bits. */
export function baseOf(descriptor: Descriptor): number {
  return (descriptor.low >>> 16) | ((descriptor.high & 0xff) << 16) | (descriptor.high & 0xff000000);
}

/** Limit in bytes, granularity applied, unsigned. */
export function limitOf(descriptor: Descriptor): number {
  const limit = (descriptor.low & 0xffff) | (descriptor.high & 0xf0000);
  return (descriptor.high & 0x800000) !== 0 ? ((limit << 12) | 0xfff) >>> 0 : limit;
}

export function dplOf(descriptor: Descriptor): number {
  return (descriptor.rights >> Rights.DPL_SHIFT) & 3;
}

export function typeOf(descriptor: Descriptor): number {
  return descriptor.rights & Rights.TYPE;
}

export function isPresent(descriptor: Descriptor): boolean {
  return (descriptor.rights & Rights.P) !== 0;
}

/** A code segment (S = 1). */
export function isCode(descriptor: Descriptor): boolean {
  return (descriptor.rights & (Rights.S | Rights.CODE)) === (Rights.S | Rights.CODE);
}

export function isSystem(descriptor: Descriptor): boolean {
  return (descriptor.rights & Rights.S) === 0;
}

export function isConforming(descriptor: Descriptor): boolean {
  return (descriptor.rights & Rights.CONFORMING) !== 0;
}

/** A data segment that can be written: what SS takes. */
export function isWritableData(descriptor: Descriptor): boolean {
  return (descriptor.rights & (Rights.S | Rights.CODE | Rights.WRITABLE)) === (Rights.S | Rights.WRITABLE);
}

/**
 * Read the descriptor that `selector` names (not null). Returns null when it lies beyond its table's limit, or when the
 * access faulted (`aborted`). `wide`: 16 bytes, for system descriptors of IA-32e mode.
 */
export function readDescriptor(context: TransferContext, selector: number, wide: boolean): Descriptor | null {
  const index = selector & 0xfff8;
  const last = index + (wide ? 15 : 7);
  let baseLo = context.gdtrLo;
  let baseHi = context.gdtrHi;
  if ((selector & 4) === 0) {
    if (last > context.gdtrLimit) return null;
  } else {
    const { ldtr } = context;
    if (!ldtr.usable || last > ldtr.limit) return null;
    baseLo = ldtr.baseLo;
    baseHi = ldtr.baseHi;
  }
  const low = context.readSystem(baseLo, baseHi, index, 4);
  const high = context.readSystem(baseLo, baseHi, index + 4, 4);
  const upper = wide ? context.readSystem(baseLo, baseHi, index + 8, 4) : 0;
  const top = wide ? context.readSystem(baseLo, baseHi, index + 12, 4) : 0;
  if (context.aborted) return null;
  return { selector, low, high, upper, top, rights: (high >>> 8) & 0xf0ff };
}

/**
 * The same, read 16 bytes wide when IA-32e mode gives this kind of descriptor that size. Raises #GP(selector) when it
 * is beyond the limit; null whenever `aborted`.
 */
export function requireDescriptor(
  context: TransferContext,
  selector: number,
  vector: number,
  ext = 0,
): Descriptor | null {
  const descriptor = readDescriptor(context, selector, false);
  if (context.aborted) return null;
  if (descriptor === null) {
    context.raiseSelector(vector, selector, ext);
    return null;
  }
  if (!context.longMode || !isSystem(descriptor)) return descriptor;
  const wide = readDescriptor(context, selector, true);
  if (wide === null && !context.aborted) context.raiseSelector(vector, selector, ext);
  return wide;
}

/** Set the accessed bit of a code or data descriptor in its table, if it is clear. */
export function markAccessed(context: TransferContext, descriptor: Descriptor): void {
  if ((descriptor.rights & Rights.ACCESSED) === 0) writeType(context, descriptor, descriptor.rights | Rights.ACCESSED);
}

/** Rewrite bits 47:40 (type, S, DPL, P) of a descriptor in its table. */
export function writeType(context: TransferContext, descriptor: Descriptor, rights: number): void {
  const { selector } = descriptor;
  const inGdt = (selector & 4) === 0;
  const baseLo = inGdt ? context.gdtrLo : context.ldtr.baseLo;
  const baseHi = inGdt ? context.gdtrHi : context.ldtr.baseHi;
  context.writeSystem(baseLo, baseHi, (selector & 0xfff8) + 5, 1, rights & 0xff);
}

/** Fill the hidden part; the accessed bit is set in it. */
export function setFromDescriptor(
  context: TransferContext,
  index: number,
  selector: number,
  descriptor: Descriptor,
): void {
  const rights = isSystem(descriptor) ? descriptor.rights : descriptor.rights | Rights.ACCESSED;
  context.segments[index]!.set(selector, baseOf(descriptor), descriptor.upper, limitOf(descriptor), rights);
}
