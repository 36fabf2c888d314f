/**
 * The VMX capability MSRs: what this processor's VMX layer really does. SDM Vol. 3, Appendix "VMX Capability Reporting
 * Facility" and, for IA32_FEATURE_CONTROL, "Enabling and Entering VMX Operation".
 */
import { controlBits, PinBased, Primary, Secondary, VmEntry, VmExit } from './controls.js';
import { VMCS_REGION_SIZE, VMCS_REVISION } from './vmcs.js';
import { VMCS_FIELDS } from './vmcs-field.js';

export const IA32_FEATURE_CONTROL = 0x3a;
/** IA32_FEATURE_CONTROL of a processor whose firmware has locked VMX off. */
export const FEATURE_CONTROL_LOCKED = 1n;
export const VmxMsr = {
  IA32_VMX_BASIC: 0x480,
  IA32_VMX_PINBASED_CTLS: 0x481,
  IA32_VMX_PROCBASED_CTLS: 0x482,
  IA32_VMX_EXIT_CTLS: 0x483,
  IA32_VMX_ENTRY_CTLS: 0x484,
  IA32_VMX_MISC: 0x485,
  IA32_VMX_CR0_FIXED0: 0x486,
  IA32_VMX_CR0_FIXED1: 0x487,
  IA32_VMX_CR4_FIXED0: 0x488,
  IA32_VMX_CR4_FIXED1: 0x489,
  IA32_VMX_VMCS_ENUM: 0x48a,
  IA32_VMX_PROCBASED_CTLS2: 0x48b,
  IA32_VMX_EPT_VPID_CAP: 0x48c,
  IA32_VMX_TRUE_PINBASED_CTLS: 0x48d,
  IA32_VMX_TRUE_PROCBASED_CTLS: 0x48e,
  IA32_VMX_TRUE_EXIT_CTLS: 0x48f,
  IA32_VMX_TRUE_ENTRY_CTLS: 0x490,
} as const;

/** A control word's permissions: bits that must be 1 and bits that may be 1. */
export interface ControlRange {
  readonly must: number;
  readonly may: number;
}

/** SDM "Reserved Control Bits and Default Settings": the default1 class of each word. */
const DEFAULT1 = { pin: 0x16, primary: 0x0401e172, exit: 0x00036dff, entry: 0x000011ff } as const;

const range = (must: number, ...optional: number[]): ControlRange => ({
  must,
  may: (controlBits(...optional) | must) >>> 0,
});

export const PIN_RANGE = range(
  DEFAULT1.pin,
  PinBased.EXTERNAL_INTERRUPT_EXITING,
  PinBased.NMI_EXITING,
  PinBased.ACTIVATE_PREEMPTION_TIMER,
);
export const PRIMARY_RANGE = range(
  controlBits(DEFAULT1.primary & ~(Primary.CR3_LOAD_EXITING | Primary.CR3_STORE_EXITING)),
  Primary.INTERRUPT_WINDOW_EXITING,
  Primary.USE_TSC_OFFSETTING,
  Primary.HLT_EXITING,
  Primary.INVLPG_EXITING,
  Primary.MWAIT_EXITING,
  Primary.RDTSC_EXITING,
  Primary.CR3_LOAD_EXITING,
  Primary.CR3_STORE_EXITING,
  Primary.CR8_LOAD_EXITING,
  Primary.CR8_STORE_EXITING,
  Primary.MOV_DR_EXITING,
  Primary.UNCONDITIONAL_IO_EXITING,
  Primary.USE_IO_BITMAPS,
  Primary.MONITOR_TRAP_FLAG,
  Primary.USE_MSR_BITMAPS,
  Primary.MONITOR_EXITING,
  Primary.PAUSE_EXITING,
  Primary.ACTIVATE_SECONDARY_CONTROLS,
);
export const SECONDARY_RANGE = range(
  0,
  Secondary.ENABLE_EPT,
  Secondary.DESCRIPTOR_TABLE_EXITING,
  Secondary.ENABLE_RDTSCP,
  Secondary.ENABLE_VPID,
  Secondary.WBINVD_EXITING,
  Secondary.UNRESTRICTED_GUEST,
  Secondary.RDRAND_EXITING,
  Secondary.ENABLE_INVPCID,
);
export const EXIT_RANGE = range(
  controlBits(DEFAULT1.exit & ~VmExit.SAVE_DEBUG_CONTROLS),
  VmExit.SAVE_DEBUG_CONTROLS,
  VmExit.HOST_ADDRESS_SPACE_SIZE,
  VmExit.ACKNOWLEDGE_INTERRUPT_ON_EXIT,
  VmExit.SAVE_PAT,
  VmExit.LOAD_PAT,
  VmExit.SAVE_EFER,
  VmExit.LOAD_EFER,
  VmExit.SAVE_PREEMPTION_TIMER,
);
export const ENTRY_RANGE = range(
  controlBits(DEFAULT1.entry & ~VmEntry.LOAD_DEBUG_CONTROLS),
  VmEntry.LOAD_DEBUG_CONTROLS,
  VmEntry.IA32E_MODE_GUEST,
  VmEntry.LOAD_PAT,
  VmEntry.LOAD_EFER,
);

/** IA32_VMX_MISC bits 4:0: the preemption timer counts down once every 2^n TSC cycles. */
export const PREEMPTION_TIMER_SHIFT = 5;
export const CR3_TARGET_COUNT_MAX = 4;
/** IA32_VMX_MISC bits 27:25 = 0: at most 512 MSRs in a list. */
export const MSR_LIST_MAX = 512;
/** IA32_VMX_MISC bit 6: activity state HLT; shutdown and wait-for-SIPI are not supported. */
export const ACTIVITY_STATES_SUPPORTED: readonly number[] = [0, 1];

/** CR0 bits fixed to 1 in VMX operation: PE, NE, PG (PE and PG may be 0 in an unrestricted guest). */
export const CR0_FIXED_1 = 0x80000021n;
export const CR0_UNRESTRICTED_EXEMPT = 0x80000001n;
/** CR0 bits that may be 1. */
export const CR0_ALLOWED = 0xffffffffn;
/** CR4 bits that may be 1: TSD DE PSE PAE PGE UMIP VMXE FSGSBASE PCIDE SMEP SMAP PKE. */
export const CR4_ALLOWED = 0x7328bcn;
/** CR4.VMXE. */
export const CR4_FIXED_1 = 0x2000n;

const pair = ({ must, may }: ControlRange): bigint => (BigInt(may) << 32n) | BigInt(must);
const defaults = ({ may }: ControlRange, default1: number): bigint => (BigInt(may) << 32n) | BigInt(default1);

/** SDM "IA32_VMX_EPT_VPID_CAP": what EPT and VPID can do here. */
export const EptCapability = {
  EXECUTE_ONLY: 1n << 0n,
  WALK_LENGTH_4: 1n << 6n,
  UNCACHEABLE: 1n << 8n,
  WRITE_BACK: 1n << 14n,
  PAGE_2M: 1n << 16n,
  PAGE_1G: 1n << 17n,
  INVEPT: 1n << 20n,
  ACCESSED_DIRTY: 1n << 21n,
  INVEPT_SINGLE: 1n << 25n,
  INVEPT_ALL: 1n << 26n,
  INVVPID: 1n << 32n,
  INVVPID_ADDRESS: 1n << 40n,
  INVVPID_SINGLE: 1n << 41n,
  INVVPID_ALL: 1n << 42n,
  INVVPID_RETAINING_GLOBALS: 1n << 43n,
} as const;
const EPT_VPID_CAP = Object.values(EptCapability).reduce((sum, bit) => sum | bit, 0n);

const HIGHEST_INDEX = Math.max(...VMCS_FIELDS.map((encoding) => (encoding >> 1) & 0x1ff));

/** IA32_VMX_BASIC: revision, region size, write-back, INS/OUTS information (54), TRUE control MSRs (55). */
const BASIC = BigInt(VMCS_REVISION) | (BigInt(VMCS_REGION_SIZE) << 32n) | (6n << 50n) | (1n << 54n) | (1n << 55n);
/** IA32_VMX_MISC: timer rate, EFER.LMA stored to IA-32e mode guest (5), HLT (6), CR3 targets, zero-length injection (30). */
const MISC =
  BigInt(PREEMPTION_TIMER_SHIFT) | (1n << 5n) | (1n << 6n) | (BigInt(CR3_TARGET_COUNT_MAX) << 16n) | (1n << 30n);

/** Value of VMX capability MSR `index`, or null when there is none. `cr4Allowed`: CR4 bits that may be 1. */
export function vmxCapability(index: number, cr4Allowed: bigint): bigint | null {
  switch (index) {
    case VmxMsr.IA32_VMX_BASIC:
      return BASIC;
    case VmxMsr.IA32_VMX_PINBASED_CTLS:
      return defaults(PIN_RANGE, DEFAULT1.pin);
    case VmxMsr.IA32_VMX_PROCBASED_CTLS:
      return defaults(PRIMARY_RANGE, DEFAULT1.primary);
    case VmxMsr.IA32_VMX_EXIT_CTLS:
      return defaults(EXIT_RANGE, DEFAULT1.exit);
    case VmxMsr.IA32_VMX_ENTRY_CTLS:
      return defaults(ENTRY_RANGE, DEFAULT1.entry);
    case VmxMsr.IA32_VMX_MISC:
      return MISC;
    case VmxMsr.IA32_VMX_CR0_FIXED0:
      return CR0_FIXED_1;
    case VmxMsr.IA32_VMX_CR0_FIXED1:
      return CR0_ALLOWED;
    case VmxMsr.IA32_VMX_CR4_FIXED0:
      return CR4_FIXED_1;
    case VmxMsr.IA32_VMX_CR4_FIXED1:
      return cr4Allowed;
    case VmxMsr.IA32_VMX_VMCS_ENUM:
      return BigInt(HIGHEST_INDEX << 1);
    case VmxMsr.IA32_VMX_PROCBASED_CTLS2:
      return pair(SECONDARY_RANGE);
    case VmxMsr.IA32_VMX_EPT_VPID_CAP:
      return EPT_VPID_CAP;
    case VmxMsr.IA32_VMX_TRUE_PINBASED_CTLS:
      return pair(PIN_RANGE);
    case VmxMsr.IA32_VMX_TRUE_PROCBASED_CTLS:
      return pair(PRIMARY_RANGE);
    case VmxMsr.IA32_VMX_TRUE_EXIT_CTLS:
      return pair(EXIT_RANGE);
    case VmxMsr.IA32_VMX_TRUE_ENTRY_CTLS:
      return pair(ENTRY_RANGE);
    default:
      return null;
  }
}

/** True when `value` keeps the reserved bits of a control word as `range` wants them. */
export const controlsAllowed = (value: number, { must, may }: ControlRange): boolean =>
  (value & must) >>> 0 === must && (value & ~may) >>> 0 === 0;
