/**
 * All VM-entry checks in the manual's order, and the run over them. SDM Vol. 3, "VM Entries".
 */
import { VmcsField as Field, fieldType, type VmcsField, type VmcsFieldName } from '../vmcs-field.js';
import { CONTROL_CHECKS } from './control-checks.js';
import { type CheckArea, CheckInput, type EntryCheck, type EntryCheckFailure, type EntryView } from './entry-check.js';
import { GUEST_REGISTER_CHECKS, PDPTE_CHECKS } from './guest-register-checks.js';
import { GUEST_SEGMENT_CHECKS } from './guest-segment-checks.js';
import { GUEST_STATE_CHECKS, LINK_POINTER_CHECKS } from './guest-state-checks.js';
import { HOST_CHECKS } from './host-checks.js';

/** Exit qualification of a VM-entry failure due to invalid guest state, SDM "VM-Entry Failures During or After Loading Guest State". */
export const EntryFailureQualification = { OTHER: 0n, PDPTE: 2n, NMI: 3n, LINK_POINTER: 4n } as const;

export const ENTRY_CHECKS: Readonly<Record<CheckArea, readonly EntryCheck[]>> = {
  controls: CONTROL_CHECKS,
  host: HOST_CHECKS,
  guest: [
    ...GUEST_REGISTER_CHECKS,
    ...GUEST_SEGMENT_CHECKS,
    ...GUEST_STATE_CHECKS,
    ...LINK_POINTER_CHECKS,
    ...PDPTE_CHECKS,
  ],
};

/** Qualification that the failure of a guest check is reported with. */
export function qualificationOf(failure: EntryCheckFailure): bigint {
  if (failure.field === 'VMCS_LINK_POINTER') return EntryFailureQualification.LINK_POINTER;
  if (failure.field.startsWith('GUEST_PDPTE')) return EntryFailureQualification.PDPTE;
  return EntryFailureQualification.OTHER;
}

/** Checks by area and by the inputs that they read any of: an entry after a few VMWRITEs runs a few of them. */
const SELECTIONS: Readonly<Record<CheckArea, Map<number, readonly EntryCheck[]>>> = {
  controls: new Map(),
  host: new Map(),
  guest: new Map(),
};

function selection(area: CheckArea, inputs: number): readonly EntryCheck[] {
  const known = SELECTIONS[area].get(inputs);
  if (known !== undefined) return known;
  const checks = ENTRY_CHECKS[area].filter((check) => (check.inputs & inputs) !== 0);
  SELECTIONS[area].set(inputs, checks);
  return checks;
}

const NONE: readonly EntryCheckFailure[] = [];

/** The checks of `area` that read any of `inputs`; all that fail are returned, in order. */
export function runChecks(area: CheckArea, view: EntryView, inputs: number): readonly EntryCheckFailure[] {
  let failures: EntryCheckFailure[] | null = null;
  for (const check of selection(area, inputs)) {
    if (!check.violated(view)) continue;
    const { field, rule, section } = check;
    failures ??= [];
    failures.push({ area, field, value: view.get(Field[field]), rule, section });
  }
  return failures ?? NONE;
}

/** Which inputs a VMWRITE to `field` touches. */
export function inputOf(field: VmcsField): number {
  switch (fieldType(field)) {
    case 'host':
      return CheckInput.HOST;
    case 'guest':
      return guestInput(field);
    default:
      return field === Field.VM_ENTRY_INTERRUPTION_INFORMATION_FIELD ||
        field === Field.VM_ENTRY_EXCEPTION_ERROR_CODE ||
        field === Field.VM_ENTRY_INSTRUCTION_LENGTH
        ? CheckInput.EVENT
        : CheckInput.CONTROLS;
  }
}

const SEGMENT = /_(ES|CS|SS|DS|FS|GS|LDTR|TR)_(SELECTOR|BASE|LIMIT|ACCESS_RIGHTS)$/;

const GUEST_INPUTS = new Map<number, number>(
  (Object.entries(Field) as [VmcsFieldName, number][]).map(([name, encoding]) => {
    // Any value of RSP is valid.
    if (name === 'GUEST_RSP') return [encoding, 0];
    if (name === 'GUEST_CR0') return [encoding, CheckInput.GUEST_CR0];
    if (SEGMENT.test(name)) return [encoding, CheckInput.GUEST_SEGMENTS];
    if (name.includes('GDTR') || name.includes('IDTR')) return [encoding, CheckInput.GUEST_TABLES];
    if (name === 'GUEST_RIP' || name === 'GUEST_RFLAGS') return [encoding, CheckInput.GUEST_RIP_RFLAGS];
    if (/ACTIVITY|INTERRUPTIBILITY|PENDING|LINK/.test(name)) return [encoding, CheckInput.GUEST_NON_REGISTER];
    return [encoding, CheckInput.GUEST_REGISTERS];
  }),
);
const guestInput = (field: number): number => GUEST_INPUTS.get(field) ?? CheckInput.GUEST_REGISTERS;
