/**
 * Bits of the control, debug and extended-feature registers, by their SDM names. SDM Vol. 3, "Control Registers", "Debug
 * Registers", "Extended Feature Enable Register". All are bits of unsigned 32-bit numbers.
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
/** LOCAL_ENABLES: L0 to L3 and LE. */
export const Dr7 = { ENABLES: 0xff, LOCAL_ENABLES: 0x155, GD: 1 << 13 } as const;
