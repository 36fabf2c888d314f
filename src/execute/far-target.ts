/**
 * Code segments as targets of far transfers: their checks, and loading CS.
 * SDM Vol. 3, "Accessing Code Segments", "Privilege Level Checking When Transferring Program Control Between Code
 * Segments"; IA-32e mode refuses code segments with both L and D.
 */
import { baseOf, type Descriptor, limitOf } from './descriptors.js';
import { Rights } from './segment-rights.js';
import type { TransferContext } from './transfer-context.js';

/** L and D both set, in IA-32e mode. */
export function hasInvalidWidth(context: TransferContext, code: Descriptor): boolean {
  return context.longMode && (code.rights & (Rights.L | Rights.DB)) === (Rights.L | Rights.DB);
}

/** Runs 64-bit code in IA-32e mode. */
export function isWideCode(context: TransferContext, code: Descriptor): boolean {
  return context.longMode && (code.rights & Rights.L) !== 0;
}

/** The instruction pointer that `offset` means in the code segment: 32 bits of it outside 64-bit code. */
export function targetOf(context: TransferContext, code: Descriptor, offset: bigint): bigint {
  return isWideCode(context, code) ? offset : BigInt.asUintN(32, offset);
}

/** Whether `offset` lies in the code segment: canonical for 64-bit code, else within the limit. */
export function isTargetValid(context: TransferContext, code: Descriptor, offset: bigint): boolean {
  if (isWideCode(context, code)) return context.isCanonicalAddress(offset);
  return targetOf(context, code, offset) <= BigInt(limitOf(code));
}

/** Load CS and with it the privilege level. The caller calls `updateMode` when the stack is in place too. */
export function setCodeSegment(context: TransferContext, selector: number, code: Descriptor, cpl: number): void {
  context.cpl = cpl;
  const rights = code.rights | Rights.ACCESSED;
  context.cs.set((selector & 0xfffc) | cpl, baseOf(code), 0, limitOf(code), rights);
}
