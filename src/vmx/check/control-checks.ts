/**
 * Checks on VMX controls. SDM Vol. 3, "Checks on VMX Controls": VM-execution, VM-exit and VM-entry control fields, in
 * the manual's order. Failure is VMfailValid(7).
 */
import {
  type ControlRange,
  CR3_TARGET_COUNT_MAX,
  controlsAllowed,
  ENTRY_RANGE,
  EXIT_RANGE,
  MSR_LIST_MAX,
  PIN_RANGE,
  PRIMARY_RANGE,
  SECONDARY_RANGE,
} from '../capabilities.js';
import { PinBased, Primary, Secondary, VmEntry, VmExit } from '../controls.js';
import {
  exceptionHasErrorCode,
  InterruptionType,
  interruptionHasErrorCode,
  interruptionType,
  interruptionValid,
  interruptionVector,
  isSoftwareEvent,
} from '../interruption.js';
import { VmcsField, type VmcsFieldName } from '../vmcs-field.js';
import { CheckInput, type EntryCheck, type EntryView, section } from './entry-check.js';

const PAGE_OFFSET = 0xfffn;

const must = ({ must }: ControlRange) => `bits that must be 1 (${must.toString(16).toUpperCase()}H) must be 1`;
const may = ({ may }: ControlRange) => `bits that must be 0 (${(~may >>> 0).toString(16).toUpperCase()}H) must be 0`;
const missing = (value: number, range: ControlRange) => !controlsAllowed((value & range.must) >>> 0, range);
const excess = (value: number, range: ControlRange) => (value & ~range.may) >>> 0 !== 0;

const page = (field: VmcsFieldName, when: (view: EntryView) => boolean) =>
  [
    [field, 'bits 11:0 must be 0', (v: EntryView) => when(v) && (v.get(VmcsField[field]) & PAGE_OFFSET) !== 0n],
    [
      field,
      'must not set bits beyond the physical-address width',
      (v: EntryView) => when(v) && !v.physical(v.get(VmcsField[field])),
    ],
  ] as const;

const ioBitmaps = (v: EntryView) => (v.primary & Primary.USE_IO_BITMAPS) !== 0;
const msrBitmaps = (v: EntryView) => (v.primary & Primary.USE_MSR_BITMAPS) !== 0;
const ept = (v: EntryView) => (v.secondary & Secondary.ENABLE_EPT) !== 0;

const EXECUTION = section('VM-Execution Control Fields', CheckInput.CONTROLS, [
  ['PIN_BASED_VM_EXECUTION_CONTROLS', must(PIN_RANGE), (v) => missing(v.pin, PIN_RANGE)],
  ['PIN_BASED_VM_EXECUTION_CONTROLS', may(PIN_RANGE), (v) => excess(v.pin, PIN_RANGE)],
  ['PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS', must(PRIMARY_RANGE), (v) => missing(v.primary, PRIMARY_RANGE)],
  ['PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS', may(PRIMARY_RANGE), (v) => excess(v.primary, PRIMARY_RANGE)],
  [
    'SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS',
    may(SECONDARY_RANGE),
    (v) => excess(v.secondary, SECONDARY_RANGE),
  ],
  [
    'CR3_TARGET_COUNT',
    'must not be greater than 4 (IA32_VMX_MISC bits 24:16)',
    (v) => v.low(VmcsField.CR3_TARGET_COUNT) > CR3_TARGET_COUNT_MAX,
  ],
  ...page('ADDRESS_OF_IO_BITMAP_A', ioBitmaps),
  ...page('ADDRESS_OF_IO_BITMAP_B', ioBitmaps),
  ...page('ADDRESS_OF_MSR_BITMAPS', msrBitmaps),
  [
    'VIRTUAL_PROCESSOR_IDENTIFIER',
    'must not be 0 when "enable VPID" is 1',
    (v) => (v.secondary & Secondary.ENABLE_VPID) !== 0 && v.low(VmcsField.VIRTUAL_PROCESSOR_IDENTIFIER) === 0,
  ],
  [
    'EPT_POINTER',
    'memory type (bits 2:0) must be uncacheable (0) or write-back (6)',
    (v) => ept(v) && ![0n, 6n].includes(v.get(VmcsField.EPT_POINTER) & 7n),
  ],
  [
    'EPT_POINTER',
    'bits 5:3 must be 3: a page-walk length of 4',
    (v) => ept(v) && ((v.get(VmcsField.EPT_POINTER) >> 3n) & 7n) !== 3n,
  ],
  ['EPT_POINTER', 'reserved bits 11:7 must be 0', (v) => ept(v) && (v.get(VmcsField.EPT_POINTER) & 0xf80n) !== 0n],
  [
    'EPT_POINTER',
    'must not set bits beyond the physical-address width',
    (v) => ept(v) && !v.physical(v.get(VmcsField.EPT_POINTER)),
  ],
  [
    'SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS',
    '"unrestricted guest" requires "enable EPT"',
    (v) => (v.secondary & Secondary.UNRESTRICTED_GUEST) !== 0 && !ept(v),
  ],
]);

const timerSaved = (v: EntryView) =>
  (v.exit & VmExit.SAVE_PREEMPTION_TIMER) !== 0 && (v.pin & PinBased.ACTIVATE_PREEMPTION_TIMER) === 0;

/** An MSR list: alignment, width of its first and last byte, and its length. */
const msrList = (address: VmcsFieldName, count: VmcsFieldName) =>
  [
    [
      address,
      'bits 3:0 must be 0',
      (v: EntryView) => v.low(VmcsField[count]) !== 0 && (v.get(VmcsField[address]) & 15n) !== 0n,
    ],
    [
      address,
      'must not set bits beyond the physical-address width',
      (v: EntryView) => v.low(VmcsField[count]) !== 0 && !v.physical(v.get(VmcsField[address])),
    ],
    [
      address,
      'the last byte of the list must not set bits beyond the physical-address width',
      (v: EntryView) =>
        v.low(VmcsField[count]) !== 0 &&
        !v.physical(v.get(VmcsField[address]) + 16n * BigInt(v.low(VmcsField[count])) - 1n),
    ],
    [
      count,
      'must not be greater than 512 (IA32_VMX_MISC bits 27:25)',
      (v: EntryView) => v.low(VmcsField[count]) > MSR_LIST_MAX,
    ],
  ] as const;

const EXIT = section('VM-Exit Control Fields', CheckInput.CONTROLS, [
  ['VM_EXIT_CONTROLS', must(EXIT_RANGE), (v) => missing(v.exit, EXIT_RANGE)],
  ['VM_EXIT_CONTROLS', may(EXIT_RANGE), (v) => excess(v.exit, EXIT_RANGE)],
  ['VM_EXIT_CONTROLS', '"save VMX-preemption timer value" requires the timer to be activated', timerSaved],
  ...msrList('VM_EXIT_MSR_STORE_ADDRESS', 'VM_EXIT_MSR_STORE_COUNT'),
  ...msrList('VM_EXIT_MSR_LOAD_ADDRESS', 'VM_EXIT_MSR_LOAD_COUNT'),
]);

const ENTRY = section('VM-Entry Control Fields', CheckInput.CONTROLS, [
  ['VM_ENTRY_CONTROLS', must(ENTRY_RANGE), (v) => missing(v.entry, ENTRY_RANGE)],
  ['VM_ENTRY_CONTROLS', may(ENTRY_RANGE), (v) => excess(v.entry, ENTRY_RANGE)],
  ...msrList('VM_ENTRY_MSR_LOAD_ADDRESS', 'VM_ENTRY_MSR_LOAD_COUNT'),
]);

const information = (v: EntryView) => v.low(VmcsField.VM_ENTRY_INTERRUPTION_INFORMATION_FIELD);
const injecting = (v: EntryView) => interruptionValid(information(v));
const type = (v: EntryView) => interruptionType(information(v));
const vector = (v: EntryView) => interruptionVector(information(v));
const protectedGuest = (v: EntryView) =>
  (v.secondary & Secondary.UNRESTRICTED_GUEST) === 0 || (v.get(VmcsField.GUEST_CR0) & 1n) !== 0n;
const wantsErrorCode = (v: EntryView) =>
  type(v) === InterruptionType.HARDWARE_EXCEPTION && protectedGuest(v) && exceptionHasErrorCode(vector(v));

const INJECTION = section('VM-Entry Control Fields', CheckInput.EVENT, [
  [
    'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD',
    'interruption type 1 is reserved',
    (v) => injecting(v) && type(v) === InterruptionType.RESERVED,
  ],
  [
    'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD',
    'type other event (7) needs "monitor trap flag" support and vector 0',
    (v) => injecting(v) && type(v) === InterruptionType.OTHER_EVENT && vector(v) !== 0,
  ],
  [
    'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD',
    'an NMI (type 2) has vector 2',
    (v) => injecting(v) && type(v) === InterruptionType.NMI && vector(v) !== 2,
  ],
  [
    'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD',
    'a hardware exception (type 3) has a vector of at most 31',
    (v) => injecting(v) && type(v) === InterruptionType.HARDWARE_EXCEPTION && vector(v) > 31,
  ],
  [
    'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD',
    'deliver error code (bit 11) must be 1 exactly for the exceptions that have one',
    (v) => injecting(v) && interruptionHasErrorCode(information(v)) !== wantsErrorCode(v),
  ],
  [
    'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD',
    'reserved bits 30:12 must be 0',
    (v) => injecting(v) && (information(v) & 0x7ffff000) !== 0,
  ],
  [
    'VM_ENTRY_EXCEPTION_ERROR_CODE',
    'bits 31:16 must be 0 when an error code is delivered',
    (v) =>
      injecting(v) &&
      interruptionHasErrorCode(information(v)) &&
      v.low(VmcsField.VM_ENTRY_EXCEPTION_ERROR_CODE) > 0xffff,
  ],
  [
    'VM_ENTRY_INSTRUCTION_LENGTH',
    'must be in the range 0 to 15 for a software interrupt or exception',
    (v) => injecting(v) && isSoftwareEvent(type(v)) && v.low(VmcsField.VM_ENTRY_INSTRUCTION_LENGTH) > 15,
  ],
]);

const NEVER = section('VM-Entry Control Fields', CheckInput.CONTROLS, [
  ['VM_ENTRY_CONTROLS', '"entry to SMM" must be 0 outside SMM', (v) => (v.entry & VmEntry.ENTRY_TO_SMM) !== 0],
  [
    'VM_ENTRY_CONTROLS',
    '"deactivate dual-monitor treatment" must be 0 outside SMM',
    (v) => (v.entry & VmEntry.DEACTIVATE_DUAL_MONITOR) !== 0,
  ],
]);

export const CONTROL_CHECKS: readonly EntryCheck[] = [...EXECUTION, ...EXIT, ...ENTRY, ...INJECTION, ...NEVER];
