/**
 * The remaining checks on the guest-state area. SDM Vol. 3, "Checks on Guest Descriptor-Table Registers", "Checks on
 * Guest RIP, RFLAGS, and SSP", "Checks on Guest Non-Register State".
 */
import { ACTIVITY_STATES_SUPPORTED } from '../capabilities.js';
import { VmEntry } from '../controls.js';
import { InterruptionType, interruptionType, interruptionValid, interruptionVector } from '../interruption.js';
import { ActivityState, Interruptibility } from '../processor-state.js';
import { VMCS_REVISION } from '../vmcs.js';
import { VmcsField } from '../vmcs-field.js';
import { CheckInput, type EntryCheck, type EntryView, section } from './entry-check.js';

const TABLES = section('Checks on Guest Descriptor-Table Registers', CheckInput.GUEST_TABLES, [
  ['GUEST_GDTR_BASE', 'must be canonical', (v) => !v.canonical(v.get(VmcsField.GUEST_GDTR_BASE))],
  ['GUEST_IDTR_BASE', 'must be canonical', (v) => !v.canonical(v.get(VmcsField.GUEST_IDTR_BASE))],
  ['GUEST_GDTR_LIMIT', 'bits 31:16 must be 0', (v) => v.low(VmcsField.GUEST_GDTR_LIMIT) > 0xffff],
  ['GUEST_IDTR_LIMIT', 'bits 31:16 must be 0', (v) => v.low(VmcsField.GUEST_IDTR_LIMIT) > 0xffff],
]);

const RFLAGS_RESERVED_0 = 0xffffffffffc08028n;
const TF = 1 << 8;
const IF = 1 << 9;
const VM = 1 << 17;

const longModeGuest = (v: EntryView) => (v.entry & VmEntry.IA32E_MODE_GUEST) !== 0;
const code64 = (v: EntryView) => longModeGuest(v) && (v.low(VmcsField.GUEST_CS_ACCESS_RIGHTS) & (1 << 13)) !== 0;
const information = (v: EntryView) => v.low(VmcsField.VM_ENTRY_INTERRUPTION_INFORMATION_FIELD);
const injects = (v: EntryView, type: InterruptionType) =>
  interruptionValid(information(v)) && interruptionType(information(v)) === type;
const flag = (v: EntryView, bit: number) => (v.low(VmcsField.GUEST_RFLAGS) & bit) !== 0;

const RIP_RFLAGS = section(
  'Checks on Guest RIP, RFLAGS, and SSP',
  CheckInput.GUEST_RIP_RFLAGS | CheckInput.EVENT | CheckInput.CONTROLS,
  [
    [
      'GUEST_RIP',
      'bits 63:32 must be 0 outside 64-bit mode',
      (v) => !code64(v) && v.get(VmcsField.GUEST_RIP) >> 32n !== 0n,
    ],
    [
      'GUEST_RIP',
      'bits beyond the linear-address width must be identical in 64-bit mode',
      (v) => {
        const high = v.get(VmcsField.GUEST_RIP) >> 48n;
        return code64(v) && high !== 0n && high !== 0xffffn;
      },
    ],
    [
      'GUEST_RFLAGS',
      'reserved bits 63:22, 15, 5 and 3 must be 0',
      (v) => (v.get(VmcsField.GUEST_RFLAGS) & RFLAGS_RESERVED_0) !== 0n,
    ],
    ['GUEST_RFLAGS', 'reserved bit 1 must be 1', (v) => !flag(v, 2)],
    [
      'GUEST_RFLAGS',
      'VM must be 0 in an IA-32e mode guest and when CR0.PE is 0',
      (v) => flag(v, VM) && (longModeGuest(v) || (v.low(VmcsField.GUEST_CR0) & 1) === 0),
    ],
    [
      'GUEST_RFLAGS',
      'IF must be 1 when an external interrupt is injected',
      (v) => injects(v, InterruptionType.EXTERNAL_INTERRUPT) && !flag(v, IF),
    ],
  ],
);

const activity = (v: EntryView) => v.low(VmcsField.GUEST_ACTIVITY_STATE);
const blocking = (v: EntryView, bits: number) => (v.low(VmcsField.GUEST_INTERRUPTIBILITY_STATE) & bits) !== 0;
const pending = (v: EntryView) => v.get(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS);
const PENDING_RESERVED = 0xffffffffffffaff0n;
const BS = 1n << 14n;
const BTF = 1n << 1n;

/** What may wake a halted guest at entry: external interrupts, NMIs, #DB and #MC, MTF. */
function mayInjectIntoHalt(v: EntryView): boolean {
  const vector = interruptionVector(information(v));
  switch (interruptionType(information(v))) {
    case InterruptionType.EXTERNAL_INTERRUPT:
    case InterruptionType.NMI:
      return true;
    case InterruptionType.HARDWARE_EXCEPTION:
      return vector === 1 || vector === 18;
    case InterruptionType.OTHER_EVENT:
      return vector === 0;
    default:
      return false;
  }
}

/** Single-step state matters when a debug exception could be pending across the entry. */
const singleStepMatters = (v: EntryView) =>
  blocking(v, Interruptibility.STI | Interruptibility.MOV_SS) || activity(v) === ActivityState.HLT;
const singleSteps = (v: EntryView) => flag(v, TF) && (v.get(VmcsField.GUEST_IA32_DEBUGCTL) & BTF) === 0n;

const NO_LINK = 0xffffffffffffffffn;
const linked = (v: EntryView) => v.get(VmcsField.VMCS_LINK_POINTER) !== NO_LINK;

const NON_REGISTER = section(
  'Checks on Guest Non-Register State',
  CheckInput.GUEST_NON_REGISTER | CheckInput.GUEST_RIP_RFLAGS | CheckInput.EVENT,
  [
    [
      'GUEST_ACTIVITY_STATE',
      'must be an activity state that is supported (0 active, 1 HLT)',
      (v) => !ACTIVITY_STATES_SUPPORTED.includes(activity(v)),
    ],
    [
      'GUEST_ACTIVITY_STATE',
      'must not be HLT when the DPL of SS is not 0',
      (v) => activity(v) === ActivityState.HLT && ((v.low(VmcsField.GUEST_SS_ACCESS_RIGHTS) >> 5) & 3) !== 0,
    ],
    [
      'GUEST_ACTIVITY_STATE',
      'must be active when there is blocking by STI or by MOV SS',
      (v) => activity(v) !== ActivityState.ACTIVE && blocking(v, Interruptibility.STI | Interruptibility.MOV_SS),
    ],
    [
      'GUEST_ACTIVITY_STATE',
      'HLT allows only external interrupts, NMIs, #DB, #MC and MTF to be injected',
      (v) => activity(v) === ActivityState.HLT && interruptionValid(information(v)) && !mayInjectIntoHalt(v),
    ],
    [
      'GUEST_INTERRUPTIBILITY_STATE',
      'reserved bits 31:5 must be 0',
      (v) => v.low(VmcsField.GUEST_INTERRUPTIBILITY_STATE) >>> 5 !== 0,
    ],
    [
      'GUEST_INTERRUPTIBILITY_STATE',
      'blocking by STI and by MOV SS must not both be 1',
      (v) => blocking(v, Interruptibility.STI) && blocking(v, Interruptibility.MOV_SS),
    ],
    [
      'GUEST_INTERRUPTIBILITY_STATE',
      'blocking by STI must be 0 when RFLAGS.IF is 0',
      (v) => blocking(v, Interruptibility.STI) && !flag(v, IF),
    ],
    [
      'GUEST_INTERRUPTIBILITY_STATE',
      'blocking by STI and by MOV SS must be 0 when an external interrupt is injected',
      (v) =>
        injects(v, InterruptionType.EXTERNAL_INTERRUPT) && blocking(v, Interruptibility.STI | Interruptibility.MOV_SS),
    ],
    [
      'GUEST_INTERRUPTIBILITY_STATE',
      'blocking by MOV SS must be 0 when an NMI is injected',
      (v) => injects(v, InterruptionType.NMI) && blocking(v, Interruptibility.MOV_SS),
    ],
    [
      'GUEST_INTERRUPTIBILITY_STATE',
      'blocking by SMI (bit 2) must be 0 outside SMM',
      (v) => blocking(v, Interruptibility.SMI),
    ],
    [
      'GUEST_INTERRUPTIBILITY_STATE',
      'enclave interruption (bit 4) must be 0: SGX is not supported',
      (v) => blocking(v, 0x10),
    ],
    [
      'GUEST_PENDING_DEBUG_EXCEPTIONS',
      'reserved bits 11:4, 13, 15 and 63:16 must be 0',
      (v) => (pending(v) & PENDING_RESERVED) !== 0n,
    ],
    [
      'GUEST_PENDING_DEBUG_EXCEPTIONS',
      'BS must be 1 when TF is 1 and events are blocked or the guest is halted',
      (v) => singleStepMatters(v) && singleSteps(v) && (pending(v) & BS) === 0n,
    ],
    [
      'GUEST_PENDING_DEBUG_EXCEPTIONS',
      'BS must be 0 when TF is 0 or BTF is 1 and events are blocked or the guest is halted',
      (v) => singleStepMatters(v) && !singleSteps(v) && (pending(v) & BS) !== 0n,
    ],
  ],
);

const LINK = section('Checks on Guest Non-Register State', CheckInput.GUEST_NON_REGISTER, [
  [
    'VMCS_LINK_POINTER',
    'bits 11:0 must be 0',
    (v) => linked(v) && (v.get(VmcsField.VMCS_LINK_POINTER) & 0xfffn) !== 0n,
  ],
  [
    'VMCS_LINK_POINTER',
    'must not set bits beyond the physical-address width',
    (v) => linked(v) && !v.physical(v.get(VmcsField.VMCS_LINK_POINTER)),
  ],
  [
    'VMCS_LINK_POINTER',
    'the region it names must hold the VMCS revision identifier, and no shadow-VMCS indicator',
    (v) => linked(v) && v.vmcs.revisionAt(Number(v.get(VmcsField.VMCS_LINK_POINTER))) !== VMCS_REVISION,
  ],
  [
    'VMCS_LINK_POINTER',
    'must not be the current VMCS',
    (v) => linked(v) && v.get(VmcsField.VMCS_LINK_POINTER) === BigInt(v.vmcs.address),
  ],
]);

export const GUEST_STATE_CHECKS: readonly EntryCheck[] = [...TABLES, ...RIP_RFLAGS, ...NON_REGISTER];
export const LINK_POINTER_CHECKS: readonly EntryCheck[] = LINK;
