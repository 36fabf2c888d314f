/**
 * Bits of the control, debug and extended-feature registers and of segment access rights, by their SDM names.
 * SDM Vol. 3, "Control Registers", "Debug Registers", "Extended Feature Enable Register"; access rights in the format
 * of the VMCS ("Guest Register State"). All are bits of unsigned 32-bit numbers.
 */

export const Cr0 = {
  PE: 1 << 0,
  MP: 1 << 1,
  EM: 1 << 2,
  TS: 1 << 3,
  ET: 1 << 4,
  NE: 1 << 5,
  WP: 1 << 16,
  AM: 1 << 18,
  NW: 1 << 29,
  CD: 1 << 30,
  PG: 0x80000000,
} as const;

export const Cr4 = {
  VME: 1 << 0,
  PVI: 1 << 1,
  TSD: 1 << 2,
  DE: 1 << 3,
  PSE: 1 << 4,
  PAE: 1 << 5,
  MCE: 1 << 6,
  PGE: 1 << 7,
  UMIP: 1 << 11,
  LA57: 1 << 12,
  VMXE: 1 << 13,
  FSGSBASE: 1 << 16,
  PCIDE: 1 << 17,
  SMEP: 1 << 20,
  SMAP: 1 << 21,
  PKE: 1 << 22,
} as const;

export const Efer = { SCE: 1 << 0, LME: 1 << 8, LMA: 1 << 10, NXE: 1 << 11 } as const;

export const Dr6 = { B_ANY: 15, BD: 1 << 13, BS: 1 << 14, BT: 1 << 15 } as const;
export const Dr7 = { ENABLES: 0xff, GD: 1 << 13 } as const;

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
