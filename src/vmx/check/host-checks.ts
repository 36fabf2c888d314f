/**
 * Checks on the host-state area. SDM Vol. 3, "Checks on Host Control Registers, MSRs, and SSP", "Checks on Host Segment
 * and Descriptor-Table Registers", "Checks Related to Address-Space Size". Failure is VMfailValid(8).
 */
import { CR0_ALLOWED, CR0_FIXED_1, CR4_FIXED_1 } from '../capabilities.js';
import { VmEntry, VmExit } from '../controls.js';
import { VmcsField, type VmcsFieldName } from '../vmcs-field.js';
import { CheckInput, type EntryCheck, type EntryView, section } from './entry-check.js';

const INPUTS = CheckInput.HOST | CheckInput.CONTROLS;
const CR4_PAE = 1n << 5n;
const CR4_PCIDE = 1n << 17n;
const EFER_DEFINED = 0xd01n;
const EFER_LME = 1n << 8n;
const EFER_LMA = 1n << 10n;

const longModeHost = (v: EntryView) => (v.exit & VmExit.HOST_ADDRESS_SPACE_SIZE) !== 0;

/** SDM: each byte of IA32_PAT is one of 0 (UC), 1 (WC), 4 (WT), 5 (WP), 6 (WB), 7 (UC-). */
export function patValid(value: bigint): boolean {
  for (let i = 0n; i < 8n; i++) if (![0n, 1n, 4n, 5n, 6n, 7n].includes((value >> (8n * i)) & 0xffn)) return false;
  return true;
}

const canonical = (...fields: VmcsFieldName[]) =>
  fields.map((field) => [field, 'must be canonical', (v: EntryView) => !v.canonical(v.get(VmcsField[field]))] as const);

const REGISTERS = section('Checks on Host Control Registers, MSRs, and SSP', INPUTS, [
  [
    'HOST_CR0',
    'bits fixed to 1 in VMX operation (PE, NE, PG) must be 1',
    (v) => (v.get(VmcsField.HOST_CR0) & CR0_FIXED_1) !== CR0_FIXED_1,
  ],
  ['HOST_CR0', 'bits fixed to 0 in VMX operation must be 0', (v) => (v.get(VmcsField.HOST_CR0) & ~CR0_ALLOWED) !== 0n],
  [
    'HOST_CR4',
    'bits fixed to 1 in VMX operation (VMXE) must be 1',
    (v) => (v.get(VmcsField.HOST_CR4) & CR4_FIXED_1) !== CR4_FIXED_1,
  ],
  ['HOST_CR4', 'bits fixed to 0 in VMX operation must be 0', (v) => (v.get(VmcsField.HOST_CR4) & ~v.cr4Allowed) !== 0n],
  ['HOST_CR3', 'must not set bits beyond the physical-address width', (v) => !v.physical(v.get(VmcsField.HOST_CR3))],
  ...canonical('HOST_IA32_SYSENTER_ESP', 'HOST_IA32_SYSENTER_EIP'),
  [
    'HOST_IA32_PAT',
    'each byte must be a memory type (0, 1, 4, 5, 6, 7) when "load IA32_PAT" is 1',
    (v) => (v.exit & VmExit.LOAD_PAT) !== 0 && !patValid(v.get(VmcsField.HOST_IA32_PAT)),
  ],
  [
    'HOST_IA32_EFER',
    'reserved bits must be 0 when "load IA32_EFER" is 1',
    (v) => (v.exit & VmExit.LOAD_EFER) !== 0 && (v.get(VmcsField.HOST_IA32_EFER) & ~EFER_DEFINED) !== 0n,
  ],
  [
    'HOST_IA32_EFER',
    'LMA must equal "host address-space size"',
    (v) =>
      (v.exit & VmExit.LOAD_EFER) !== 0 && ((v.get(VmcsField.HOST_IA32_EFER) & EFER_LMA) !== 0n) !== longModeHost(v),
  ],
  [
    'HOST_IA32_EFER',
    'LME must equal "host address-space size"',
    (v) =>
      (v.exit & VmExit.LOAD_EFER) !== 0 && ((v.get(VmcsField.HOST_IA32_EFER) & EFER_LME) !== 0n) !== longModeHost(v),
  ],
]);

const selector = (field: VmcsFieldName) =>
  [field, 'RPL and TI (bits 2:0) must be 0', (v: EntryView) => (v.low(VmcsField[field]) & 7) !== 0] as const;

const SEGMENTS = section('Checks on Host Segment and Descriptor-Table Registers', INPUTS, [
  selector('HOST_CS_SELECTOR'),
  selector('HOST_SS_SELECTOR'),
  selector('HOST_DS_SELECTOR'),
  selector('HOST_ES_SELECTOR'),
  selector('HOST_FS_SELECTOR'),
  selector('HOST_GS_SELECTOR'),
  selector('HOST_TR_SELECTOR'),
  ['HOST_CS_SELECTOR', 'must not be 0', (v) => v.low(VmcsField.HOST_CS_SELECTOR) === 0],
  ['HOST_TR_SELECTOR', 'must not be 0', (v) => v.low(VmcsField.HOST_TR_SELECTOR) === 0],
  [
    'HOST_SS_SELECTOR',
    'must not be 0 when "host address-space size" is 0',
    (v) => !longModeHost(v) && v.low(VmcsField.HOST_SS_SELECTOR) === 0,
  ],
  ...canonical('HOST_FS_BASE', 'HOST_GS_BASE', 'HOST_GDTR_BASE', 'HOST_IDTR_BASE', 'HOST_TR_BASE'),
]);

const ADDRESS_SPACE = section('Checks Related to Address-Space Size', INPUTS, [
  [
    'VM_ENTRY_CONTROLS',
    '"IA-32e mode guest" must be 0 when the processor is outside IA-32e mode',
    (v) => !v.hostLongMode && (v.entry & VmEntry.IA32E_MODE_GUEST) !== 0,
  ],
  [
    'VM_EXIT_CONTROLS',
    '"host address-space size" must be 0 when the processor is outside IA-32e mode',
    (v) => !v.hostLongMode && longModeHost(v),
  ],
  [
    'VM_EXIT_CONTROLS',
    '"host address-space size" must be 1 when the processor is in IA-32e mode',
    (v) => v.hostLongMode && !longModeHost(v),
  ],
  [
    'VM_ENTRY_CONTROLS',
    '"IA-32e mode guest" must be 0 when "host address-space size" is 0',
    (v) => !longModeHost(v) && (v.entry & VmEntry.IA32E_MODE_GUEST) !== 0,
  ],
  [
    'HOST_CR4',
    'PCIDE must be 0 when "host address-space size" is 0',
    (v) => !longModeHost(v) && (v.get(VmcsField.HOST_CR4) & CR4_PCIDE) !== 0n,
  ],
  [
    'HOST_RIP',
    'bits 63:32 must be 0 when "host address-space size" is 0',
    (v) => !longModeHost(v) && v.get(VmcsField.HOST_RIP) >> 32n !== 0n,
  ],
  [
    'HOST_CR4',
    'PAE must be 1 when "host address-space size" is 1',
    (v) => longModeHost(v) && (v.get(VmcsField.HOST_CR4) & CR4_PAE) === 0n,
  ],
  [
    'HOST_RIP',
    'must be canonical when "host address-space size" is 1',
    (v) => longModeHost(v) && !v.canonical(v.get(VmcsField.HOST_RIP)),
  ],
]);

export const HOST_CHECKS: readonly EntryCheck[] = [...REGISTERS, ...SEGMENTS, ...ADDRESS_SPACE];
