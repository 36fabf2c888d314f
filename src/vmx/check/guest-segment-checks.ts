/** Checks on guest segment registers. SDM Vol. 3, "Checks on Guest Segment Registers". */
import { Secondary, VmEntry } from '../controls.js';
import { VmcsField, type VmcsFieldName } from '../vmcs-field.js';
import { CheckInput, type EntryCheck, type EntryView, section } from './entry-check.js';

/** RFLAGS counts for its VM bit alone: a VMWRITE that changes that touches the segments (vmx.ts). */
const INPUTS = CheckInput.GUEST_SEGMENTS | CheckInput.GUEST_CR0 | CheckInput.CONTROLS;

type SegmentName = 'ES' | 'CS' | 'SS' | 'DS' | 'FS' | 'GS' | 'LDTR' | 'TR';
type Row = readonly [field: VmcsFieldName, rule: string, violated: (view: EntryView) => boolean];

const UNUSABLE = 1 << 16;
const selector = (name: SegmentName): VmcsFieldName => `GUEST_${name}_SELECTOR`;
const base = (name: SegmentName): VmcsFieldName => `GUEST_${name}_BASE`;
const limit = (name: SegmentName): VmcsFieldName => `GUEST_${name}_LIMIT`;
const rights = (name: SegmentName): VmcsFieldName => `GUEST_${name}_ACCESS_RIGHTS`;

const ar = (v: EntryView, name: SegmentName) => v.low(VmcsField[rights(name)]);
const type = (v: EntryView, name: SegmentName) => ar(v, name) & 15;
const dpl = (v: EntryView, name: SegmentName) => (ar(v, name) >> 5) & 3;
const rpl = (v: EntryView, name: SegmentName) => v.low(VmcsField[selector(name)]) & 3;
const usable = (v: EntryView, name: SegmentName) => name === 'CS' || (ar(v, name) & UNUSABLE) === 0;
const virtual8086 = (v: EntryView) => (v.low(VmcsField.GUEST_RFLAGS) & (1 << 17)) !== 0;
const unrestricted = (v: EntryView) => (v.secondary & Secondary.UNRESTRICTED_GUEST) !== 0;
const longModeGuest = (v: EntryView) => (v.entry & VmEntry.IA32E_MODE_GUEST) !== 0;
const realMode = (v: EntryView) => (v.get(VmcsField.GUEST_CR0) & 1n) === 0n;

/** G must be 0 when the limit's low 12 bits are not all ones, and 1 when any of its high 12 bits is set. */
function granularityWrong(v: EntryView, name: SegmentName): boolean {
  const value = v.low(VmcsField[limit(name)]);
  const granular = (ar(v, name) & (1 << 15)) !== 0;
  return ((value & 0xfff) !== 0xfff && granular) || (value >>> 20 !== 0 && !granular);
}

const CODE_AND_DATA: readonly SegmentName[] = ['CS', 'SS', 'DS', 'ES', 'FS', 'GS'];
const DATA: readonly SegmentName[] = ['DS', 'ES', 'FS', 'GS'];

const SELECTORS: readonly Row[] = [
  [selector('TR'), 'TI (bit 2) must be 0', (v) => (v.low(VmcsField[selector('TR')]) & 4) !== 0],
  [
    selector('LDTR'),
    'TI (bit 2) must be 0 when LDTR is usable',
    (v) => usable(v, 'LDTR') && (v.low(VmcsField[selector('LDTR')]) & 4) !== 0,
  ],
  [
    selector('SS'),
    'RPL must equal the RPL of CS unless the guest is virtual-8086 or unrestricted',
    (v) => !virtual8086(v) && !unrestricted(v) && rpl(v, 'SS') !== rpl(v, 'CS'),
  ],
];

const BASES: readonly Row[] = [
  ...CODE_AND_DATA.map(
    (name): Row => [
      base(name),
      'must be the selector times 16 in virtual-8086 mode',
      (v) => virtual8086(v) && v.get(VmcsField[base(name)]) !== BigInt(v.low(VmcsField[selector(name)]) << 4),
    ],
  ),
  ...(['TR', 'FS', 'GS'] as const).map(
    (name): Row => [base(name), 'must be canonical', (v) => !v.canonical(v.get(VmcsField[base(name)]))],
  ),
  [
    base('LDTR'),
    'must be canonical when LDTR is usable',
    (v) => usable(v, 'LDTR') && !v.canonical(v.get(VmcsField[base('LDTR')])),
  ],
  [base('CS'), 'bits 63:32 must be 0', (v) => v.get(VmcsField[base('CS')]) >> 32n !== 0n],
  ...(['SS', 'DS', 'ES'] as const).map(
    (name): Row => [
      base(name),
      'bits 63:32 must be 0 when the register is usable',
      (v) => usable(v, name) && v.get(VmcsField[base(name)]) >> 32n !== 0n,
    ],
  ),
];

const VIRTUAL_8086: readonly Row[] = CODE_AND_DATA.flatMap((name): Row[] => [
  [
    limit(name),
    'must be FFFFH in virtual-8086 mode',
    (v) => virtual8086(v) && v.low(VmcsField[limit(name)]) !== 0xffff,
  ],
  [rights(name), 'must be F3H in virtual-8086 mode', (v) => virtual8086(v) && ar(v, name) !== 0xf3],
]);

const ordinary = (v: EntryView, name: SegmentName) => !virtual8086(v) && usable(v, name);

const ACCESS_RIGHTS: readonly Row[] = [
  [
    rights('CS'),
    'type must be 9, 11, 13 or 15 (or 3 in an unrestricted guest)',
    (v) => ordinary(v, 'CS') && !([9, 11, 13, 15].includes(type(v, 'CS')) || (unrestricted(v) && type(v, 'CS') === 3)),
  ],
  [
    rights('SS'),
    'type must be 3 or 7 when SS is usable',
    (v) => ordinary(v, 'SS') && type(v, 'SS') !== 3 && type(v, 'SS') !== 7,
  ],
  ...DATA.flatMap((name): Row[] => [
    [
      rights(name),
      'accessed (type bit 0) must be 1 when the register is usable',
      (v) => ordinary(v, name) && (type(v, name) & 1) === 0,
    ],
    [
      rights(name),
      'a code segment must be readable (type bit 1) when the register is usable',
      (v) => ordinary(v, name) && (type(v, name) & 8) !== 0 && (type(v, name) & 2) === 0,
    ],
  ]),
  ...CODE_AND_DATA.map(
    (name): Row => [rights(name), 'S (bit 4) must be 1', (v) => ordinary(v, name) && (ar(v, name) & 0x10) === 0],
  ),
  [
    rights('CS'),
    'DPL must be 0 when the type is 3',
    (v) => !virtual8086(v) && type(v, 'CS') === 3 && dpl(v, 'CS') !== 0,
  ],
  [
    rights('CS'),
    'DPL must equal the DPL of SS for a nonconforming code segment',
    (v) => !virtual8086(v) && [9, 11].includes(type(v, 'CS')) && dpl(v, 'CS') !== dpl(v, 'SS'),
  ],
  [
    rights('CS'),
    'DPL must not be greater than the DPL of SS for a conforming code segment',
    (v) => !virtual8086(v) && [13, 15].includes(type(v, 'CS')) && dpl(v, 'CS') > dpl(v, 'SS'),
  ],
  [
    rights('SS'),
    'DPL must equal the RPL of SS unless the guest is unrestricted',
    (v) => !virtual8086(v) && !unrestricted(v) && dpl(v, 'SS') !== rpl(v, 'SS'),
  ],
  [
    rights('SS'),
    'DPL must be 0 when the type of CS is 3 or CR0.PE is 0',
    (v) => !virtual8086(v) && (type(v, 'CS') === 3 || realMode(v)) && dpl(v, 'SS') !== 0,
  ],
  ...DATA.map(
    (name): Row => [
      rights(name),
      'DPL must not be less than the RPL for a data or nonconforming code segment',
      (v) => ordinary(v, name) && !unrestricted(v) && type(v, name) <= 11 && dpl(v, name) < rpl(v, name),
    ],
  ),
  ...CODE_AND_DATA.flatMap((name): Row[] => [
    [rights(name), 'P (bit 7) must be 1', (v) => ordinary(v, name) && (ar(v, name) & 0x80) === 0],
    [rights(name), 'reserved bits 11:8 must be 0', (v) => ordinary(v, name) && (ar(v, name) & 0xf00) !== 0],
    [rights(name), 'G must agree with the limit', (v) => ordinary(v, name) && granularityWrong(v, name)],
    [rights(name), 'reserved bits 31:17 must be 0', (v) => ordinary(v, name) && ar(v, name) >>> 17 !== 0],
  ]),
  [
    rights('CS'),
    'D/B must be 0 when L is 1 and "IA-32e mode guest" is 1',
    (v) => !virtual8086(v) && longModeGuest(v) && (ar(v, 'CS') & 0x6000) === 0x6000,
  ],
];

/** TR and LDTR are system segments; LDTR is checked only when usable. */
const system = (name: 'TR' | 'LDTR', applies: (v: EntryView) => boolean): Row[] => [
  [rights(name), 'S (bit 4) must be 0', (v) => applies(v) && (ar(v, name) & 0x10) !== 0],
  [rights(name), 'P (bit 7) must be 1', (v) => applies(v) && (ar(v, name) & 0x80) === 0],
  [rights(name), 'reserved bits 11:8 must be 0', (v) => applies(v) && (ar(v, name) & 0xf00) !== 0],
  [rights(name), 'G must agree with the limit', (v) => applies(v) && granularityWrong(v, name)],
  [rights(name), 'reserved bits 31:17 must be 0', (v) => applies(v) && ar(v, name) >>> 17 !== 0],
];

const SYSTEM_SEGMENTS: readonly Row[] = [
  [
    rights('TR'),
    'type must be 11 (busy TSS), or 3 outside IA-32e mode',
    (v) => type(v, 'TR') !== 11 && (longModeGuest(v) || type(v, 'TR') !== 3),
  ],
  [rights('TR'), 'TR must be usable (bit 16 must be 0)', (v) => (ar(v, 'TR') & UNUSABLE) !== 0],
  ...system('TR', () => true),
  [rights('LDTR'), 'type must be 2 (LDT) when LDTR is usable', (v) => usable(v, 'LDTR') && type(v, 'LDTR') !== 2],
  ...system('LDTR', (v) => usable(v, 'LDTR')),
];

export const GUEST_SEGMENT_CHECKS: readonly EntryCheck[] = section('Checks on Guest Segment Registers', INPUTS, [
  ...SELECTORS,
  ...BASES,
  ...VIRTUAL_8086,
  ...ACCESS_RIGHTS,
  ...SYSTEM_SEGMENTS,
]);
