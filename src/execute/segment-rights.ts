/**
 * Segment access rights in the format of the VMCS, descriptor types, and the limit check. SDM Vol. 3, "Segment
 * Descriptors", "System Descriptor Types", "Limit Checking", "Guest Register State".
 */

/** Segment access rights, VMCS format. */
export const Rights = {
  TYPE: 15,
  /** Type bits of a code or data segment. */
  ACCESSED: 1,
  /** Data: writable. Code: readable. */
  WRITABLE: 2,
  READABLE: 2,
  /** Data: expand-down. Code: conforming. */
  EXPAND_DOWN: 4,
  CONFORMING: 4,
  CODE: 8,
  /** Code or data (S). */
  S: 1 << 4,
  DPL_SHIFT: 5,
  P: 1 << 7,
  L: 1 << 13,
  DB: 1 << 14,
  G: 1 << 15,
  UNUSABLE: 1 << 16,
} as const;

/** System-segment and gate types (S = 0). SDM Vol. 3, "System Descriptor Types". */
export const SystemType = {
  TSS16_AVAILABLE: 1,
  LDT: 2,
  TSS16_BUSY: 3,
  CALL_GATE16: 4,
  TASK_GATE: 5,
  INTERRUPT_GATE16: 6,
  TRAP_GATE16: 7,
  /** 32-bit; in IA-32e mode the 64-bit one. */
  TSS_AVAILABLE: 9,
  TSS_BUSY: 11,
  CALL_GATE: 12,
  INTERRUPT_GATE: 14,
  TRAP_GATE: 15,
} as const;

/** Whether `size` bytes at `offset` lie in a segment, expand-down data segments included. */
export function withinLimit(rights: number, limit: number, offset: number, size: number): boolean {
  const last = offset + size - 1;
  const isExpandDown = (rights & (Rights.CODE | Rights.EXPAND_DOWN)) === Rights.EXPAND_DOWN;
  if (!isExpandDown) return last <= limit;
  const top = (rights & Rights.DB) !== 0 ? 0xffffffff : 0xffff;
  return offset > limit && last <= top;
}
