/**
 * VM-entry checks: each is broken once, by the change of a VMCS that passes them all, and must be reported with its field,
 * through the manual's way of failing. The changes are written from the manual's text, not from the checks.
 */
import { describe, expect, it } from 'vitest';
import type { CheckArea } from '../../src/vmx/check/entry-check.js';
import { ENTRY_CHECKS } from '../../src/vmx/check/entry-checks.js';
import type { VmcsFieldName } from '../../src/vmx/vmcs-field.js';
import { bench, VALID_VMCS } from './plain-processor.js';

type Fields = Partial<Record<VmcsFieldName, bigint>>;
/** What is changed, and the field that must be named. */
type Case = readonly [changes: Fields, field: VmcsFieldName];

const WIDE = 1n << 40n;
const NON_CANONICAL = 1n << 47n;
const PRIMARY = VALID_VMCS.PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS!;
const EXIT = VALID_VMCS.VM_EXIT_CONTROLS!;
const ENTRY = VALID_VMCS.VM_ENTRY_CONTROLS!;
const IO_BITMAPS = { PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS: PRIMARY | (1n << 25n) } as const;
const MSR_BITMAPS = { PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS: PRIMARY | (1n << 28n) } as const;
const secondary = (bits: bigint) => ({ SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS: bits }) as const;
const EPT = { ...secondary(2n), EPT_POINTER: 0x801en } as const;
const UNRESTRICTED = { ...secondary(0x82n), EPT_POINTER: 0x801en } as const;
const inject = (information: bigint): Fields => ({
  VM_ENTRY_INTERRUPTION_INFORMATION_FIELD: (1n << 31n) | information,
});

const msrList = (address: VmcsFieldName, count: VmcsFieldName): Case[] => [
  [{ [count]: 1n, [address]: 8n }, address],
  [{ [count]: 1n, [address]: WIDE }, address],
  [{ [count]: 2n, [address]: WIDE - 16n }, address],
  [{ [count]: 513n }, count],
];

const CONTROLS: Case[] = [
  [{ PIN_BASED_VM_EXECUTION_CONTROLS: 0n }, 'PIN_BASED_VM_EXECUTION_CONTROLS'],
  [{ PIN_BASED_VM_EXECUTION_CONTROLS: 0x96n }, 'PIN_BASED_VM_EXECUTION_CONTROLS'],
  [{ PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS: 0n }, 'PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS'],
  [{ PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS: PRIMARY | 1n }, 'PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS'],
  [secondary(1n), 'SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS'],
  [secondary(0x80n), 'SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS'],
  [{ CR3_TARGET_COUNT: 5n }, 'CR3_TARGET_COUNT'],
  [{ ...IO_BITMAPS, ADDRESS_OF_IO_BITMAP_A: 0x7001n }, 'ADDRESS_OF_IO_BITMAP_A'],
  [{ ...IO_BITMAPS, ADDRESS_OF_IO_BITMAP_A: WIDE }, 'ADDRESS_OF_IO_BITMAP_A'],
  [{ ...IO_BITMAPS, ADDRESS_OF_IO_BITMAP_B: 0x800n }, 'ADDRESS_OF_IO_BITMAP_B'],
  [{ ...IO_BITMAPS, ADDRESS_OF_IO_BITMAP_B: WIDE }, 'ADDRESS_OF_IO_BITMAP_B'],
  [{ ...MSR_BITMAPS, ADDRESS_OF_MSR_BITMAPS: 0x7004n }, 'ADDRESS_OF_MSR_BITMAPS'],
  [{ ...MSR_BITMAPS, ADDRESS_OF_MSR_BITMAPS: WIDE }, 'ADDRESS_OF_MSR_BITMAPS'],
  [secondary(0x20n), 'VIRTUAL_PROCESSOR_IDENTIFIER'],
  [{ ...EPT, EPT_POINTER: 0x8019n }, 'EPT_POINTER'],
  [{ ...EPT, EPT_POINTER: 0x8016n }, 'EPT_POINTER'],
  [{ ...EPT, EPT_POINTER: 0x809en }, 'EPT_POINTER'],
  [{ ...EPT, EPT_POINTER: WIDE | 0x1en }, 'EPT_POINTER'],
  [{ VM_EXIT_CONTROLS: 0n }, 'VM_EXIT_CONTROLS'],
  [{ VM_EXIT_CONTROLS: EXIT | (1n << 31n) }, 'VM_EXIT_CONTROLS'],
  [{ VM_EXIT_CONTROLS: EXIT | (1n << 22n) }, 'VM_EXIT_CONTROLS'],
  ...msrList('VM_EXIT_MSR_STORE_ADDRESS', 'VM_EXIT_MSR_STORE_COUNT'),
  ...msrList('VM_EXIT_MSR_LOAD_ADDRESS', 'VM_EXIT_MSR_LOAD_COUNT'),
  ...msrList('VM_ENTRY_MSR_LOAD_ADDRESS', 'VM_ENTRY_MSR_LOAD_COUNT'),
  [{ VM_ENTRY_CONTROLS: 0n }, 'VM_ENTRY_CONTROLS'],
  [{ VM_ENTRY_CONTROLS: ENTRY | (1n << 13n) }, 'VM_ENTRY_CONTROLS'],
  [{ VM_ENTRY_CONTROLS: ENTRY | (1n << 10n) }, 'VM_ENTRY_CONTROLS'],
  [{ VM_ENTRY_CONTROLS: ENTRY | (1n << 11n) }, 'VM_ENTRY_CONTROLS'],
  [inject(0x120n), 'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD'],
  [inject(0x701n), 'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD'],
  [inject(0x203n), 'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD'],
  [inject(0x320n), 'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD'],
  // #GP without an error code, #UD with one.
  [inject(0x30dn), 'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD'],
  [inject(0xb06n), 'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD'],
  [inject(0x1306n), 'VM_ENTRY_INTERRUPTION_INFORMATION_FIELD'],
  [{ ...inject(0xb0dn), VM_ENTRY_EXCEPTION_ERROR_CODE: 0x10000n }, 'VM_ENTRY_EXCEPTION_ERROR_CODE'],
  [{ ...inject(0x603n), VM_ENTRY_INSTRUCTION_LENGTH: 16n }, 'VM_ENTRY_INSTRUCTION_LENGTH'],
];

const HOST_SELECTORS = ['CS', 'SS', 'DS', 'ES', 'FS', 'GS', 'TR'] as const;
const HOST_BASES = ['HOST_FS_BASE', 'HOST_GS_BASE', 'HOST_GDTR_BASE', 'HOST_IDTR_BASE', 'HOST_TR_BASE'] as const;

const HOST: Case[] = [
  [{ HOST_CR0: 0x80000011n }, 'HOST_CR0'],
  [{ HOST_CR0: 0x1_80000031n }, 'HOST_CR0'],
  [{ HOST_CR4: 0x20n }, 'HOST_CR4'],
  [{ HOST_CR4: 0x80002020n }, 'HOST_CR4'],
  [{ HOST_CR4: 0x2000n }, 'HOST_CR4'],
  [{ HOST_CR3: WIDE }, 'HOST_CR3'],
  [{ HOST_IA32_SYSENTER_ESP: NON_CANONICAL }, 'HOST_IA32_SYSENTER_ESP'],
  [{ HOST_IA32_SYSENTER_EIP: NON_CANONICAL }, 'HOST_IA32_SYSENTER_EIP'],
  [{ VM_EXIT_CONTROLS: EXIT | (1n << 19n), HOST_IA32_PAT: 2n }, 'HOST_IA32_PAT'],
  [{ VM_EXIT_CONTROLS: EXIT | (1n << 21n), HOST_IA32_EFER: 0x502n }, 'HOST_IA32_EFER'],
  [{ VM_EXIT_CONTROLS: EXIT | (1n << 21n), HOST_IA32_EFER: 0x100n }, 'HOST_IA32_EFER'],
  [{ VM_EXIT_CONTROLS: EXIT | (1n << 21n), HOST_IA32_EFER: 0x400n }, 'HOST_IA32_EFER'],
  ...HOST_SELECTORS.flatMap((name): Case[] => [
    [{ [`HOST_${name}_SELECTOR`]: 0x11n }, `HOST_${name}_SELECTOR`],
    [{ [`HOST_${name}_SELECTOR`]: 0x14n }, `HOST_${name}_SELECTOR`],
  ]),
  [{ HOST_CS_SELECTOR: 0n }, 'HOST_CS_SELECTOR'],
  [{ HOST_TR_SELECTOR: 0n }, 'HOST_TR_SELECTOR'],
  ...HOST_BASES.map((field): Case => [{ [field]: NON_CANONICAL }, field]),
  [{ VM_EXIT_CONTROLS: EXIT & ~0x200n }, 'VM_EXIT_CONTROLS'],
  [{ VM_EXIT_CONTROLS: EXIT & ~0x200n, HOST_SS_SELECTOR: 0n }, 'HOST_SS_SELECTOR'],
  [{ VM_EXIT_CONTROLS: EXIT & ~0x200n, HOST_CR4: 0x22020n }, 'HOST_CR4'],
  [{ VM_EXIT_CONTROLS: EXIT & ~0x200n, HOST_RIP: 1n << 32n }, 'HOST_RIP'],
  [{ VM_EXIT_CONTROLS: EXIT & ~0x200n }, 'VM_ENTRY_CONTROLS'],
  [{ HOST_RIP: NON_CANONICAL }, 'HOST_RIP'],
];

const VM86: Fields = { VM_ENTRY_CONTROLS: ENTRY & ~0x200n, GUEST_RFLAGS: 0x20002n };
const NAMES = ['CS', 'SS', 'DS', 'ES', 'FS', 'GS'] as const;
const USABLE: Fields = Object.fromEntries(
  NAMES.slice(2).flatMap((name) => [
    [`GUEST_${name}_ACCESS_RIGHTS`, 0xc093n],
    [`GUEST_${name}_LIMIT`, 0xffffffffn],
  ]),
);
const LDT: Fields = { GUEST_LDTR_ACCESS_RIGHTS: 0x82n, GUEST_LDTR_LIMIT: 0xffffn };
const rights = (name: string, value: bigint): Case => [
  { ...USABLE, ...LDT, [`GUEST_${name}_ACCESS_RIGHTS`]: value },
  `GUEST_${name}_ACCESS_RIGHTS` as VmcsFieldName,
];

const SEGMENTS: Case[] = [
  [{ GUEST_TR_SELECTOR: 0x2cn }, 'GUEST_TR_SELECTOR'],
  [{ ...LDT, GUEST_LDTR_SELECTOR: 4n }, 'GUEST_LDTR_SELECTOR'],
  [{ GUEST_SS_SELECTOR: 0x13n }, 'GUEST_SS_SELECTOR'],
  ...(['TR', 'FS', 'GS'] as const).map((n): Case => [{ [`GUEST_${n}_BASE`]: NON_CANONICAL }, `GUEST_${n}_BASE`]),
  [{ ...LDT, GUEST_LDTR_BASE: NON_CANONICAL }, 'GUEST_LDTR_BASE'],
  ...(['CS', 'SS', 'DS', 'ES'] as const).map(
    (n): Case => [{ ...USABLE, [`GUEST_${n}_BASE`]: 1n << 32n }, `GUEST_${n}_BASE`],
  ),
  ...NAMES.flatMap((n): Case[] => [
    [{ ...VM86, [`GUEST_${n}_BASE`]: 0x123n }, `GUEST_${n}_BASE`],
    [{ ...VM86, [`GUEST_${n}_LIMIT`]: 0xfffen }, `GUEST_${n}_LIMIT`],
    [{ ...VM86, [`GUEST_${n}_ACCESS_RIGHTS`]: 0xf2n }, `GUEST_${n}_ACCESS_RIGHTS`],
  ]),
  // Types: a data segment in CS, a code segment in SS, not accessed, execute-only.
  rights('CS', 0xa093n),
  rights('SS', 0xc09bn),
  ...NAMES.slice(2).flatMap((n) => [rights(n, 0xc092n), rights(n, 0xc099n)]),
  // S, DPL, P, reserved bits, G, D/B.
  ...NAMES.map((n) => rights(n, n === 'CS' ? 0xa08bn : 0xc083n)),
  [{ ...UNRESTRICTED, GUEST_CS_ACCESS_RIGHTS: 0xc0f3n }, 'GUEST_CS_ACCESS_RIGHTS'],
  rights('CS', 0xa0bbn),
  rights('CS', 0xa0ffn),
  rights('SS', 0xc0b3n),
  [{ ...UNRESTRICTED, GUEST_CS_ACCESS_RIGHTS: 0xc093n, GUEST_SS_ACCESS_RIGHTS: 0xc0f3n }, 'GUEST_SS_ACCESS_RIGHTS'],
  ...NAMES.slice(2).map(
    (n): Case => [{ ...USABLE, [`GUEST_${n}_SELECTOR`]: 3n }, `GUEST_${n}_ACCESS_RIGHTS` as VmcsFieldName],
  ),
  ...NAMES.map((n) => rights(n, n === 'CS' ? 0xa01bn : 0xc013n)),
  ...NAMES.map((n) => rights(n, n === 'CS' ? 0xa19bn : 0xc193n)),
  ...NAMES.map((n) => rights(n, n === 'CS' ? 0x209bn : 0x4093n)),
  ...NAMES.map((n) => rights(n, n === 'CS' ? 0x2a09bn : 0x2c093n)),
  rights('CS', 0xe09bn),
  rights('TR', 0x89n),
  rights('TR', 0x1008bn),
  rights('TR', 0x9bn),
  rights('TR', 0x0bn),
  rights('TR', 0x18bn),
  rights('TR', 0x808bn),
  rights('TR', 0x2008bn),
  rights('LDTR', 0x83n),
  rights('LDTR', 0x92n),
  rights('LDTR', 0x02n),
  rights('LDTR', 0x182n),
  [{ ...LDT, GUEST_LDTR_LIMIT: 0x100000n }, 'GUEST_LDTR_ACCESS_RIGHTS'],
  rights('LDTR', 0x20082n),
];

const LOAD_EFER = ENTRY | (1n << 15n);
const PAE: Fields = { ...EPT, VM_ENTRY_CONTROLS: ENTRY & ~0x200n };

const REGISTERS: Case[] = [
  [{ GUEST_CR0: 0x80000011n }, 'GUEST_CR0'],
  [{ GUEST_CR0: 0x1_80000031n }, 'GUEST_CR0'],
  [{ ...UNRESTRICTED, GUEST_CR0: 0x80000030n }, 'GUEST_CR0'],
  [{ ...UNRESTRICTED, GUEST_CR0: 0x31n }, 'GUEST_CR0'],
  [{ GUEST_CR4: 0x20n }, 'GUEST_CR4'],
  [{ GUEST_CR4: 0x80002020n }, 'GUEST_CR4'],
  [{ GUEST_CR4: 0x802020n }, 'GUEST_CR4'],
  [{ GUEST_CR4: 0x2000n }, 'GUEST_CR4'],
  [{ VM_ENTRY_CONTROLS: ENTRY & ~0x200n, GUEST_CR4: 0x22020n }, 'GUEST_CR4'],
  [{ GUEST_IA32_DEBUGCTL: 4n }, 'GUEST_IA32_DEBUGCTL'],
  [{ GUEST_CR3: WIDE }, 'GUEST_CR3'],
  [{ GUEST_DR7: 1n << 32n }, 'GUEST_DR7'],
  [{ GUEST_IA32_SYSENTER_ESP: NON_CANONICAL }, 'GUEST_IA32_SYSENTER_ESP'],
  [{ GUEST_IA32_SYSENTER_EIP: NON_CANONICAL }, 'GUEST_IA32_SYSENTER_EIP'],
  [{ VM_ENTRY_CONTROLS: ENTRY | (1n << 14n), GUEST_IA32_PAT: 3n }, 'GUEST_IA32_PAT'],
  [{ VM_ENTRY_CONTROLS: LOAD_EFER, GUEST_IA32_EFER: 0x502n }, 'GUEST_IA32_EFER'],
  [{ VM_ENTRY_CONTROLS: LOAD_EFER, GUEST_IA32_EFER: 0x100n }, 'GUEST_IA32_EFER'],
  [{ VM_ENTRY_CONTROLS: LOAD_EFER, GUEST_IA32_EFER: 0x400n }, 'GUEST_IA32_EFER'],
  ...([0, 1, 2, 3] as const).flatMap((i): Case[] => [
    [{ ...PAE, [`GUEST_PDPTE${i}`]: 3n }, `GUEST_PDPTE${i}`],
    [{ ...PAE, [`GUEST_PDPTE${i}`]: WIDE | 1n }, `GUEST_PDPTE${i}`],
  ]),
];

const HALTED = { GUEST_ACTIVITY_STATE: 1n } as const;
const OTHERS: Case[] = [
  [{ GUEST_GDTR_BASE: NON_CANONICAL }, 'GUEST_GDTR_BASE'],
  [{ GUEST_IDTR_BASE: NON_CANONICAL }, 'GUEST_IDTR_BASE'],
  [{ GUEST_GDTR_LIMIT: 0x10000n }, 'GUEST_GDTR_LIMIT'],
  [{ GUEST_IDTR_LIMIT: 0x10000n }, 'GUEST_IDTR_LIMIT'],
  [{ GUEST_CS_ACCESS_RIGHTS: 0xc09bn, GUEST_RIP: 1n << 32n }, 'GUEST_RIP'],
  [{ GUEST_RIP: 1n << 48n }, 'GUEST_RIP'],
  [{ GUEST_RFLAGS: 0n }, 'GUEST_RFLAGS'],
  ...[3n, 5n, 15n, 22n, 63n].map((bit): Case => [{ GUEST_RFLAGS: 2n | (1n << bit) }, 'GUEST_RFLAGS']),
  [{ GUEST_RFLAGS: 0x20002n }, 'GUEST_RFLAGS'],
  [inject(0x20n), 'GUEST_RFLAGS'],
  [{ GUEST_ACTIVITY_STATE: 2n }, 'GUEST_ACTIVITY_STATE'],
  [{ GUEST_ACTIVITY_STATE: 3n }, 'GUEST_ACTIVITY_STATE'],
  [{ ...HALTED, GUEST_SS_ACCESS_RIGHTS: 0xc0f3n, GUEST_SS_SELECTOR: 0x13n }, 'GUEST_ACTIVITY_STATE'],
  [{ ...HALTED, GUEST_RFLAGS: 0x202n, GUEST_INTERRUPTIBILITY_STATE: 1n }, 'GUEST_ACTIVITY_STATE'],
  [{ ...HALTED, ...inject(0x306n) }, 'GUEST_ACTIVITY_STATE'],
  [{ GUEST_INTERRUPTIBILITY_STATE: 0x20n }, 'GUEST_INTERRUPTIBILITY_STATE'],
  [{ GUEST_RFLAGS: 0x202n, GUEST_INTERRUPTIBILITY_STATE: 3n }, 'GUEST_INTERRUPTIBILITY_STATE'],
  [{ GUEST_INTERRUPTIBILITY_STATE: 1n }, 'GUEST_INTERRUPTIBILITY_STATE'],
  [{ ...inject(0x20n), GUEST_RFLAGS: 0x202n, GUEST_INTERRUPTIBILITY_STATE: 1n }, 'GUEST_INTERRUPTIBILITY_STATE'],
  [{ ...inject(0x202n), GUEST_INTERRUPTIBILITY_STATE: 2n }, 'GUEST_INTERRUPTIBILITY_STATE'],
  [{ GUEST_INTERRUPTIBILITY_STATE: 4n }, 'GUEST_INTERRUPTIBILITY_STATE'],
  [{ GUEST_INTERRUPTIBILITY_STATE: 0x10n }, 'GUEST_INTERRUPTIBILITY_STATE'],
  ...[4n, 11n, 13n, 15n, 16n, 63n].map(
    (bit): Case => [{ GUEST_PENDING_DEBUG_EXCEPTIONS: 1n << bit }, 'GUEST_PENDING_DEBUG_EXCEPTIONS'],
  ),
  [{ GUEST_RFLAGS: 0x302n, GUEST_INTERRUPTIBILITY_STATE: 1n }, 'GUEST_PENDING_DEBUG_EXCEPTIONS'],
  [{ ...HALTED, GUEST_PENDING_DEBUG_EXCEPTIONS: 0x4000n }, 'GUEST_PENDING_DEBUG_EXCEPTIONS'],
  [{ VMCS_LINK_POINTER: 0x801n }, 'VMCS_LINK_POINTER'],
  [{ VMCS_LINK_POINTER: WIDE }, 'VMCS_LINK_POINTER'],
  [{ VMCS_LINK_POINTER: 0x8000n }, 'VMCS_LINK_POINTER'],
  [{ VMCS_LINK_POINTER: 0x2000n }, 'VMCS_LINK_POINTER'],
];

const GUEST = [...REGISTERS, ...SEGMENTS, ...OTHERS];

const title = (changes: Fields, field: string) =>
  `${field}: ${Object.entries(changes)
    .map(([name, value]) => `${name} = ${value!.toString(16).toUpperCase()}H`)
    .join(', ')}`;

/** Checks that have failed in some case, as `area field rule`. */
const seen = new Set<string>();

function launch(area: CheckArea, changes: Fields, field: VmcsFieldName) {
  const self = bench();
  self.write(changes);
  const status = self.vmx.vmlaunch();
  for (const failure of self.vmx.lastEntryFailures) seen.add(`${failure.area} ${failure.field} ${failure.rule}`);
  const named = self.vmx.lastEntryFailures.filter((failure) => failure.field === field);
  expect(named.map((failure) => failure.area)).toContain(area);
  for (const failure of named) expect(failure.value).toBe(self.read(field));
  return { ...self, status };
}

describe('VM-entry checks', () => {
  it('a valid VMCS enters the guest', () => {
    const { vmx, processor } = bench();
    expect(vmx.vmlaunch()).toBe('VMsucceed');
    expect(vmx.lastEntryFailures).toEqual([]);
    expect([vmx.nonRoot, processor.rip]).toEqual([true, 0x100000n]);
  });

  for (const [changes, field] of CONTROLS) {
    it(`control ${title(changes, field)}`, () => {
      const { status, vmx, processor } = launch('controls', changes, field);
      expect(status).toEqual({ VMfailValid: 7 });
      expect([vmx.nonRoot, processor.rip]).toEqual([false, 0x1000n]);
    });
  }

  for (const [changes, field] of HOST) {
    it(`host ${title(changes, field)}`, () => {
      const { status, vmx } = launch('host', changes, field);
      expect(status).toEqual({ VMfailValid: 8 });
      expect(vmx.nonRoot).toBe(false);
    });
  }

  for (const [changes, field] of GUEST) {
    it(`guest ${title(changes, field)}`, () => {
      const { status, vmx, processor, read, exits } = launch('guest', changes, field);
      expect(status).toBe('VMsucceed');
      expect(read('EXIT_REASON')).toBe(0x80000021n);
      expect(exits).toEqual([33]);
      // The host's state is loaded; the launch state stays clear.
      expect([vmx.nonRoot, processor.rip]).toEqual([false, 0x4000n]);
      expect(vmx.vmresume()).toEqual({ VMfailValid: 5 });
    });
  }

  it('reports where guest state failed in the exit qualification', () => {
    expect(launch('guest', { VMCS_LINK_POINTER: 0x801n }, 'VMCS_LINK_POINTER').read('EXIT_QUALIFICATION')).toBe(4n);
    expect(launch('guest', { ...PAE, GUEST_PDPTE0: 3n }, 'GUEST_PDPTE0').read('EXIT_QUALIFICATION')).toBe(2n);
    expect(launch('guest', { GUEST_RFLAGS: 0n }, 'GUEST_RFLAGS').read('EXIT_QUALIFICATION')).toBe(0n);
  });

  it('checks again what a VMWRITE has changed since the last entry', () => {
    const { vmx, write, read } = bench();
    vmx.vmlaunch();
    vmx.tripleFault();
    write({ GUEST_RFLAGS: 0x20002n });
    vmx.vmresume();
    expect(read('EXIT_REASON')).toBe(0x80000021n);
    const fields = vmx.lastEntryFailures.map(({ field }) => field);
    expect(fields).toContain('GUEST_RFLAGS');
    expect(fields).toContain('GUEST_CS_LIMIT');
    write({ GUEST_RFLAGS: 2n, HOST_CR3: WIDE });
    expect(vmx.vmresume()).toEqual({ VMfailValid: 8 });
    write({ HOST_CR3: 0n });
    expect(vmx.vmresume()).toBe('VMsucceed');
    expect(vmx.nonRoot).toBe(true);
  });

  it('every check has failed in some case above', () => {
    const all = Object.entries(ENTRY_CHECKS).flatMap(([area, checks]) =>
      checks.map(({ field, rule }) => `${area} ${field} ${rule}`),
    );
    // The processor is in IA-32e mode in all cases.
    const outside = all.filter((name) => name.includes('when the processor is outside IA-32e mode'));
    expect(all.filter((name) => !seen.has(name) && !outside.includes(name))).toEqual([]);
    expect(outside).toHaveLength(2);
    expect(all.length).toBeGreaterThan(190);
  });
});
