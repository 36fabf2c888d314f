/**
 * Registers of the local APIC by number: xAPIC offset = number × 16 from the base, x2APIC MSR = 800H + number.
 * SDM Vol. 3, "Local APIC Register Address Map" and "x2APIC Register Address Space".
 */

export const ApicRegister = {
  ID: 0x02,
  VERSION: 0x03,
  TPR: 0x08,
  APR: 0x09,
  PPR: 0x0a,
  EOI: 0x0b,
  RRD: 0x0c,
  LDR: 0x0d,
  DFR: 0x0e,
  SVR: 0x0f,
  /** Eight registers each, vectors 0–31 first. */
  ISR: 0x10,
  TMR: 0x18,
  IRR: 0x20,
  ESR: 0x28,
  ICR: 0x30,
  ICR_HIGH: 0x31,
  LVT_TIMER: 0x32,
  LVT_THERMAL: 0x33,
  LVT_PERFORMANCE: 0x34,
  LVT_LINT0: 0x35,
  LVT_LINT1: 0x36,
  LVT_ERROR: 0x37,
  INITIAL_COUNT: 0x38,
  CURRENT_COUNT: 0x39,
  DIVIDE_CONFIGURATION: 0x3e,
  SELF_IPI: 0x3f,
} as const;

/** Version 14H, six LVT entries, no directed EOI. */
export const APIC_VERSION = 0x0005_0014;

/** IA32_APIC_BASE: its address is fixed here, see local-apic-msrs.ts. */
export const IA32_APIC_BASE = 0x1b;
export const IA32_TSC_DEADLINE = 0x6e0;
export const X2APIC_FIRST = 0x800;
export const X2APIC_LAST = 0x8ff;
export const ApicBase = { BSP: 0x100, EXTD: 0x400, EN: 0x800 } as const;
export const LOCAL_APIC_ADDRESS = 0xfee0_0000;

/** Spurious-interrupt vector register. Bit 9 (focus checking) is stored; suppression of EOI broadcasts is not offered. */
export const Svr = { ENABLE: 0x100, WRITABLE: 0x3ff } as const;

/** Local vector table. */
export const Lvt = {
  VECTOR: 0xff,
  DELIVERY_MODE: 0x700,
  PENDING: 0x1000,
  POLARITY: 0x2000,
  REMOTE_IRR: 0x4000,
  LEVEL: 0x8000,
  MASKED: 0x1_0000,
  TIMER_MODE: 0x6_0000,
} as const;
export const TimerMode = { ONE_SHOT: 0, PERIODIC: 0x2_0000, TSC_DEADLINE: 0x4_0000 } as const;

/** Bits a guest can write in each LVT entry, by index from LVT_TIMER. */
export const LVT_WRITABLE = [
  Lvt.VECTOR | Lvt.MASKED | Lvt.TIMER_MODE,
  Lvt.VECTOR | Lvt.MASKED | Lvt.DELIVERY_MODE,
  Lvt.VECTOR | Lvt.MASKED | Lvt.DELIVERY_MODE,
  Lvt.VECTOR | Lvt.MASKED | Lvt.DELIVERY_MODE | Lvt.POLARITY | Lvt.LEVEL,
  Lvt.VECTOR | Lvt.MASKED | Lvt.DELIVERY_MODE | Lvt.POLARITY | Lvt.LEVEL,
  Lvt.VECTOR | Lvt.MASKED,
] as const;

/** Delivery modes, LVT and ICR bits 10:8. */
export const DeliveryMode = {
  FIXED: 0x000,
  LOWEST_PRIORITY: 0x100,
  SMI: 0x200,
  NMI: 0x400,
  INIT: 0x500,
  STARTUP: 0x600,
  EXTINT: 0x700,
} as const;

/** Interrupt command register, low half. */
export const Icr = {
  DESTINATION_MODE_LOGICAL: 0x800,
  SHORTHAND: 0xc_0000,
  /** Vector, delivery mode, destination mode, level, trigger mode, shorthand. */
  WRITABLE: 0xc_cfff,
} as const;
export const Shorthand = { NONE: 0, SELF: 0x4_0000, ALL: 0x8_0000, OTHERS: 0xc_0000 } as const;

/** Error status register. */
export const Esr = { SEND_ILLEGAL_VECTOR: 0x20, RECEIVE_ILLEGAL_VECTOR: 0x40, ILLEGAL_REGISTER: 0x80 } as const;
