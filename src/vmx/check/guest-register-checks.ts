/**
 * Checks on guest control registers, debug registers, MSRs and PDPTEs. SDM Vol. 3, "Checks on Guest Control Registers,
 * Debug Registers, and MSRs", "Checks on Guest Page-Directory-Pointer-Table Entries".
 */
import { CR0_ALLOWED, CR0_FIXED_1, CR0_UNRESTRICTED_EXEMPT, CR4_FIXED_1 } from '../capabilities.js';
import { Secondary, VmEntry } from '../controls.js';
import { VmcsField } from '../vmcs-field.js';
import { CheckInput, type EntryCheck, type EntryView, section } from './entry-check.js';
import { patValid } from './host-checks.js';

const INPUTS = CheckInput.GUEST_REGISTERS | CheckInput.GUEST_CR0 | CheckInput.CONTROLS;

export const CR0_PE = 1n;
export const CR0_PG = 1n << 31n;
const CR0_WP = 1n << 16n;
const CR4_PAE = 1n << 5n;
const CR4_PCIDE = 1n << 17n;
const CR4_CET = 1n << 23n;
const EFER_DEFINED = 0xd01n;
const EFER_LME = 1n << 8n;
const EFER_LMA = 1n << 10n;
/** DEBUGCTL: LBR, BTF and the trace bits are not implemented; BTF (1) and LBR (0) are accepted as defined bits. */
const DEBUGCTL_RESERVED = ~0xffc3n & 0xffffffffffffffffn;

const unrestricted = (v: EntryView) => (v.secondary & Secondary.UNRESTRICTED_GUEST) !== 0;
const longModeGuest = (v: EntryView) => (v.entry & VmEntry.IA32E_MODE_GUEST) !== 0;
const fixed = (v: EntryView) => (unrestricted(v) ? CR0_FIXED_1 & ~CR0_UNRESTRICTED_EXEMPT : CR0_FIXED_1);
const loadsEfer = (v: EntryView) => (v.entry & VmEntry.LOAD_EFER) !== 0;
const loadsDebug = (v: EntryView) => (v.entry & VmEntry.LOAD_DEBUG_CONTROLS) !== 0;

const REGISTERS = section('Checks on Guest Control Registers, Debug Registers, and MSRs', INPUTS, [
  [
    'GUEST_CR0',
    'bits fixed to 1 in VMX operation must be 1 (PE and PG may be 0 in an unrestricted guest)',
    (v) => (v.get(VmcsField.GUEST_CR0) & fixed(v)) !== fixed(v),
  ],
  [
    'GUEST_CR0',
    'bits fixed to 0 in VMX operation must be 0',
    (v) => (v.get(VmcsField.GUEST_CR0) & ~CR0_ALLOWED) !== 0n,
  ],
  [
    'GUEST_CR0',
    'PE must be 1 when PG is 1',
    (v) => (v.get(VmcsField.GUEST_CR0) & CR0_PG) !== 0n && (v.get(VmcsField.GUEST_CR0) & CR0_PE) === 0n,
  ],
  [
    'GUEST_CR4',
    'bits fixed to 1 in VMX operation (VMXE) must be 1',
    (v) => (v.get(VmcsField.GUEST_CR4) & CR4_FIXED_1) !== CR4_FIXED_1,
  ],
  [
    'GUEST_CR4',
    'bits fixed to 0 in VMX operation must be 0',
    (v) => (v.get(VmcsField.GUEST_CR4) & ~v.cr4Allowed) !== 0n,
  ],
  [
    'GUEST_CR4',
    'CET must be 0 when CR0.WP is 0',
    (v) => (v.get(VmcsField.GUEST_CR4) & CR4_CET) !== 0n && (v.get(VmcsField.GUEST_CR0) & CR0_WP) === 0n,
  ],
  [
    'GUEST_IA32_DEBUGCTL',
    'reserved bits must be 0 when "load debug controls" is 1',
    (v) => loadsDebug(v) && (v.get(VmcsField.GUEST_IA32_DEBUGCTL) & DEBUGCTL_RESERVED) !== 0n,
  ],
  [
    'GUEST_CR0',
    'PG must be 1 when "IA-32e mode guest" is 1',
    (v) => longModeGuest(v) && (v.get(VmcsField.GUEST_CR0) & CR0_PG) === 0n,
  ],
  [
    'GUEST_CR4',
    'PAE must be 1 when "IA-32e mode guest" is 1',
    (v) => longModeGuest(v) && (v.get(VmcsField.GUEST_CR4) & CR4_PAE) === 0n,
  ],
  [
    'GUEST_CR4',
    'PCIDE must be 0 when "IA-32e mode guest" is 0',
    (v) => !longModeGuest(v) && (v.get(VmcsField.GUEST_CR4) & CR4_PCIDE) !== 0n,
  ],
  ['GUEST_CR3', 'must not set bits beyond the physical-address width', (v) => !v.physical(v.get(VmcsField.GUEST_CR3))],
  [
    'GUEST_DR7',
    'bits 63:32 must be 0 when "load debug controls" is 1',
    (v) => loadsDebug(v) && v.get(VmcsField.GUEST_DR7) >> 32n !== 0n,
  ],
  ['GUEST_IA32_SYSENTER_ESP', 'must be canonical', (v) => !v.canonical(v.get(VmcsField.GUEST_IA32_SYSENTER_ESP))],
  ['GUEST_IA32_SYSENTER_EIP', 'must be canonical', (v) => !v.canonical(v.get(VmcsField.GUEST_IA32_SYSENTER_EIP))],
  [
    'GUEST_IA32_PAT',
    'each byte must be a memory type (0, 1, 4, 5, 6, 7) when "load IA32_PAT" is 1',
    (v) => (v.entry & VmEntry.LOAD_PAT) !== 0 && !patValid(v.get(VmcsField.GUEST_IA32_PAT)),
  ],
  [
    'GUEST_IA32_EFER',
    'reserved bits must be 0 when "load IA32_EFER" is 1',
    (v) => loadsEfer(v) && (v.get(VmcsField.GUEST_IA32_EFER) & ~EFER_DEFINED) !== 0n,
  ],
  [
    'GUEST_IA32_EFER',
    'LMA must equal "IA-32e mode guest"',
    (v) => loadsEfer(v) && ((v.get(VmcsField.GUEST_IA32_EFER) & EFER_LMA) !== 0n) !== longModeGuest(v),
  ],
  [
    'GUEST_IA32_EFER',
    'LMA must equal LME when CR0.PG is 1',
    (v) =>
      loadsEfer(v) &&
      (v.get(VmcsField.GUEST_CR0) & CR0_PG) !== 0n &&
      ((v.get(VmcsField.GUEST_IA32_EFER) & EFER_LMA) !== 0n) !== ((v.get(VmcsField.GUEST_IA32_EFER) & EFER_LME) !== 0n),
  ],
]);

/** True when the entry uses PAE paging in the guest. */
export const entersPaePaging = (v: EntryView): boolean =>
  !longModeGuest(v) && (v.get(VmcsField.GUEST_CR0) & CR0_PG) !== 0n && (v.get(VmcsField.GUEST_CR4) & CR4_PAE) !== 0n;

/** A present PDPTE has reserved bits 2:1, 8:5 and those beyond the physical-address width 0. */
const pdpteInvalid = (v: EntryView, value: bigint) =>
  (value & 1n) !== 0n && ((value & 0x1e6n) !== 0n || !v.physical(value));

const PDPTES = section(
  'Checks on Guest Page-Directory-Pointer-Table Entries',
  INPUTS,
  (['GUEST_PDPTE0', 'GUEST_PDPTE1', 'GUEST_PDPTE2', 'GUEST_PDPTE3'] as const).map(
    (field) =>
      [
        field,
        'reserved bits of a present entry must be 0 (PAE paging with EPT)',
        (v: EntryView) =>
          (v.secondary & Secondary.ENABLE_EPT) !== 0 && entersPaePaging(v) && pdpteInvalid(v, v.get(VmcsField[field])),
      ] as const,
  ),
);

export const GUEST_REGISTER_CHECKS: readonly EntryCheck[] = REGISTERS;
export const PDPTE_CHECKS: readonly EntryCheck[] = PDPTES;
