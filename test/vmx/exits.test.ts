/**
 * VM exits: which instructions and events exit under which controls, with the manual's qualification, length and
 * instruction information; and what an exit saves and loads.
 */
import { describe, expect, it } from 'vitest';
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { RAM_BASE } from '../../src/memory/host-memory.js';
import { ExitReason } from '../../src/vmx/exit-reason.js';
import type { VmcsFieldName } from '../../src/vmx/vmcs-field.js';
import { SimpleContext } from '../execute/simple-context.js';
import { type Bench, bench, VALID_VMCS } from './plain-processor.js';

type Fields = Partial<Record<VmcsFieldName, bigint>>;

const PRIMARY = VALID_VMCS.PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS!;
const primary = (bits: bigint): Fields => ({ PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS: PRIMARY | bits });
const secondary = (bits: bigint): Fields => ({ SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS: bits });

function guest(fields: Fields = {}): Bench {
  const self = bench();
  self.write(fields);
  expect(self.vmx.vmlaunch()).toBe('VMsucceed');
  return self;
}

/** Shows `code` (64-bit) to the VMX layer with these general registers; the exit, or null. */
function run(self: Bench, code: string, registers: Readonly<Record<number, bigint>> = {}) {
  const bytes = Uint8Array.from(code.split(' ').map((byte) => Number.parseInt(byte, 16)));
  const insn = decode(bytes, 0, bytes.length, 64);
  if (isDecodeFailure(insn)) throw new Error(`${code}: ${insn.reason}`);
  const context = new SimpleContext();
  context.cpl = 0;
  context.rip = self.processor.rip;
  context.nextRip = context.rip + BigInt(insn.length);
  for (const [register, value] of Object.entries(registers)) context.registers[Number(register)] = value;
  context.beginInstruction();
  if (!self.vmx.interceptInstruction(insn, context)) return null;
  return {
    reason: Number(self.read('EXIT_REASON')),
    qualification: self.read('EXIT_QUALIFICATION'),
    length: Number(self.read('VM_EXIT_INSTRUCTION_LENGTH')),
    information: Number(self.read('VM_EXIT_INSTRUCTION_INFORMATION')),
    linear: self.read('GUEST_LINEAR_ADDRESS'),
  };
}

const RAX = 0;
const RCX = 1;
const RDX = 2;
const RBX = 3;
const RSI = 6;

describe('instructions that exit', () => {
  it('CPUID and INVD always', () => {
    expect(run(guest(), '0f a2')).toMatchObject({ reason: ExitReason.CPUID, qualification: 0n, length: 2 });
    expect(run(guest(), '0f 08')).toMatchObject({ reason: ExitReason.INVD, length: 2 });
  });

  it('by a primary control', () => {
    const cases: readonly (readonly [bit: bigint, code: string, reason: number])[] = [
      [7n, 'f4', ExitReason.HLT],
      [10n, '0f 01 c9', ExitReason.MWAIT],
      [12n, '0f 31', ExitReason.RDTSC],
      [29n, '0f 01 c8', ExitReason.MONITOR],
      [30n, 'f3 90', ExitReason.PAUSE],
    ];
    for (const [bit, code, reason] of cases) {
      expect(run(guest(), code)).toBeNull();
      expect(run(guest(primary(1n << bit)), code)).toMatchObject({ reason, length: code.split(' ').length });
    }
  });

  it('by a secondary control', () => {
    expect(run(guest(), '0f 09')).toBeNull();
    expect(run(guest(secondary(1n << 6n)), '0f 09')).toMatchObject({ reason: ExitReason.WBINVD_WBNOINVD });
    expect(run(guest(), '48 0f c7 f3')).toBeNull();
    // RDRAND RBX: register in bits 6:3, operand size 2 (64-bit) in bits 12:11.
    expect(run(guest(secondary(1n << 11n)), '48 0f c7 f3')).toMatchObject({
      reason: ExitReason.RDRAND,
      information: (RBX << 3) | (2 << 11),
    });
    // SGDT [RAX+RCX*4+10H]: scaling 2, address size 2, operand size bit 11, DS, index RCX, base RAX, identity 0.
    expect(run(guest(), '0f 01 44 88 10')).toBeNull();
    expect(run(guest(secondary(1n << 2n)), '0f 01 44 88 10')).toMatchObject({
      reason: ExitReason.GDTR_IDTR_ACCESS,
      qualification: 0x10n,
      information: 2 | (2 << 7) | (1 << 11) | (3 << 15) | (RCX << 18) | (RAX << 23),
    });
    // LIDT [RIP+10H]: the qualification is the address; base and index are invalid; identity 3.
    const relative = run(guest(secondary(1n << 2n)), '0f 01 1d 10 00 00 00')!;
    expect(relative.qualification).toBe(0x100000n + 7n + 0x10n);
    expect(relative.information).toBe((2 << 7) | (1 << 11) | (3 << 15) | (1 << 22) | (1 << 27) | (3 << 28));
    // LTR AX: a register operand; identity 3.
    expect(run(guest(secondary(1n << 2n)), '0f 00 d8')).toMatchObject({
      reason: ExitReason.LDTR_TR_ACCESS,
      information: (1 << 10) | (3 << 28),
    });
  });

  it('VMX instructions always', () => {
    expect(run(guest(), '0f 01 c1')).toMatchObject({ reason: ExitReason.VMCALL });
    expect(run(guest(), '0f 01 c3')).toMatchObject({ reason: ExitReason.VMRESUME });
    // VMREAD RAX, RBX: register operand RAX, field register RBX in bits 31:28.
    expect(run(guest(), '0f 78 d8')).toMatchObject({
      reason: ExitReason.VMREAD,
      information: ((1 << 10) | (RBX << 28)) >>> 0,
    });
    expect(run(guest(), '0f c7 36')).toMatchObject({ reason: ExitReason.VMPTRLD, qualification: 0n });
  });

  it('MOV to CR0 and CR4 when a host-owned bit would differ from its read shadow', () => {
    const fields = { CR0_GUEST_HOST_MASK: 0x80010000n, CR0_READ_SHADOW: 0x10000n };
    expect(run(guest(fields), '0f 22 c3', { [RBX]: 0x10033n })).toBeNull();
    // MOV CR0, RBX: register 0, access type 0, general register 3.
    expect(run(guest(fields), '0f 22 c3', { [RBX]: 0x80010033n })).toMatchObject({
      reason: ExitReason.CR_ACCESS,
      qualification: 0x300n,
      length: 3,
    });
    expect(run(guest({ CR4_GUEST_HOST_MASK: 0x2000n }), '0f 22 e0', { [RAX]: 0x2020n })).toMatchObject({
      qualification: 4n,
    });
    expect(run(guest({ CR4_GUEST_HOST_MASK: 0x2000n }), '0f 22 e0', { [RAX]: 0x20n })).toBeNull();
    expect(run(guest({ CR0_GUEST_HOST_MASK: ~0n }), '0f 20 c0')).toBeNull();
  });

  it('MOV with CR3 and CR8 by control, but for CR3-target values', () => {
    expect(run(guest(), '0f 22 d8', { [RAX]: 0x1000n })).toBeNull();
    const targets = { ...primary(1n << 15n), CR3_TARGET_COUNT: 2n, CR3_TARGET_VALUE_1: 0x5000n };
    expect(run(guest(targets), '0f 22 d8', { [RAX]: 0x5000n })).toBeNull();
    expect(run(guest(targets), '0f 22 d8', { [RAX]: 0x6000n })).toMatchObject({ qualification: 3n });
    expect(run(guest(primary(1n << 16n)), '0f 20 db')).toMatchObject({ qualification: 0x313n });
    expect(run(guest(primary(1n << 19n)), '44 0f 22 c0')).toMatchObject({ qualification: 8n, length: 4 });
    expect(run(guest(primary(1n << 20n)), '44 0f 20 c0')).toMatchObject({ qualification: 0x18n });
  });

  it('CLTS and LMSW', () => {
    const owned = { CR0_GUEST_HOST_MASK: 0xfn, CR0_READ_SHADOW: 8n };
    expect(run(guest(owned), '0f 06')).toMatchObject({ reason: ExitReason.CR_ACCESS, qualification: 0x20n });
    expect(run(guest({ ...owned, CR0_READ_SHADOW: 0n }), '0f 06')).toBeNull();
    // LMSW AX: access type 3, source in bits 31:16. PE clear in the source does not count.
    expect(run(guest(owned), '0f 01 f0', { [RAX]: 8n })).toBeNull();
    expect(run(guest({ ...owned, CR0_READ_SHADOW: 9n }), '0f 01 f0', { [RAX]: 8n })).toBeNull();
    expect(run(guest(owned), '0f 01 f0', { [RAX]: 9n })).toMatchObject({ qualification: 0x90030n });
    expect(run(guest(owned), '0f 01 f0', { [RAX]: 0xan })).toMatchObject({ qualification: 0xa0030n });
  });

  it('MOV DR by control', () => {
    expect(run(guest(), '0f 23 f8')).toBeNull();
    expect(run(guest(primary(1n << 23n)), '0f 23 f9')).toMatchObject({
      reason: ExitReason.DR_ACCESS,
      qualification: 7n | (1n << 8n),
    });
    expect(run(guest(primary(1n << 23n)), '0f 21 f0')).toMatchObject({ qualification: 6n | (1n << 4n) });
  });

  it('INVLPG with its linear address; INVPCID and RDTSCP need their enable', () => {
    expect(run(guest(), '0f 01 38', { [RAX]: 0x1234n })).toBeNull();
    expect(run(guest(primary(1n << 9n)), '0f 01 38', { [RAX]: 0x1234n })).toMatchObject({
      reason: ExitReason.INVLPG,
      qualification: 0x1234n,
    });
    expect(run(guest({ ...primary(1n << 9n), ...secondary(1n << 12n) }), '66 0f 38 82 18')).toMatchObject({
      reason: ExitReason.INVPCID,
      information: ((2 << 7) | (3 << 15) | (1 << 22) | (RBX << 28)) >>> 0,
    });
    expect(run(guest({ ...primary(1n << 12n), ...secondary(8n) }), '0f 01 f9')).toMatchObject({
      reason: ExitReason.RDTSCP,
    });
  });

  it('ports by control or bitmap', () => {
    expect(run(guest(), 'e6 f4')).toBeNull();
    // OUT F4H, AL: size 1, immediate operand, port in bits 31:16.
    expect(run(guest(primary(1n << 24n)), 'e6 f4')).toMatchObject({
      reason: ExitReason.IO_INSTRUCTION,
      qualification: 0xf40040n,
    });
    expect(run(guest(primary(1n << 24n)), 'ed', { [RDX]: 0xcf8n })).toMatchObject({ qualification: 0xcf8000bn });
    // REP OUTSB: string and REP; the information has the address size and the segment.
    expect(run(guest(primary(1n << 24n)), 'f3 6e', { [RCX]: 2n, [RDX]: 0x3f8n, [RSI]: 0x5000n })).toMatchObject({
      qualification: 0x3f80030n,
      information: (2 << 7) | (3 << 15),
      linear: 0x5000n,
    });
    expect(run(guest(primary(1n << 24n)), 'f3 6e', { [RCX]: 0n, [RDX]: 0x3f8n })).toBeNull();

    const bitmaps = { ...primary(1n << 25n), ADDRESS_OF_IO_BITMAP_A: 0xa000n, ADDRESS_OF_IO_BITMAP_B: 0xb000n };
    const self = guest(bitmaps);
    self.memory.u8[RAM_BASE + 0xa000 + (0x60 >> 3)] = 1;
    self.memory.u8[RAM_BASE + 0xb000] = 1;
    expect(run(self, 'e4 61')).toBeNull();
    expect(run(self, 'ec', { [RDX]: 0x7fffn })).toBeNull();
    // A 16-bit access to 5FH touches 60H, one to 7FFFH touches 8000H; one to FFFFH wraps around.
    for (const port of [0x5fn, 0x60n, 0x7fffn, 0x8000n, 0xffffn]) {
      const again = guest(bitmaps);
      again.memory.u8[RAM_BASE + 0xa000 + (0x60 >> 3)] = 1;
      again.memory.u8[RAM_BASE + 0xb000] = 1;
      expect(run(again, '66 ed', { [RDX]: port })).toMatchObject({ qualification: (port << 16n) | 9n });
    }
  });

  it('MSRs by bitmap, or all of them', () => {
    expect(run(guest(), '0f 32', { [RCX]: 0x10n })).toMatchObject({ reason: ExitReason.RDMSR });
    const bitmaps = { ...primary(1n << 28n), ADDRESS_OF_MSR_BITMAPS: 0xa000n };
    const set = (offset: number) => {
      const self = guest(bitmaps);
      self.memory.u8[RAM_BASE + 0xa000 + offset] = 1;
      return self;
    };
    expect(run(guest(bitmaps), '0f 32', { [RCX]: 0x10n })).toBeNull();
    expect(run(set(2), '0f 32', { [RCX]: 0x10n })).toMatchObject({ reason: ExitReason.RDMSR });
    expect(run(set(2), '0f 30', { [RCX]: 0x10n })).toBeNull();
    expect(run(set(0x400 + 0x10), '0f 32', { [RCX]: 0xc0000080n })).toMatchObject({ reason: ExitReason.RDMSR });
    expect(run(set(0x802), '0f 30', { [RCX]: 0x10n })).toMatchObject({ reason: ExitReason.WRMSR });
    expect(run(set(0xc10), '0f 30', { [RCX]: 0xc0000080n })).toMatchObject({ reason: ExitReason.WRMSR });
    expect(run(guest(bitmaps), '0f 32', { [RCX]: 0x2000n })).toMatchObject({ reason: ExitReason.RDMSR });
  });
});

describe('events that exit', () => {
  const PF = 14;
  const bitmap = { EXCEPTION_BITMAP: 1n << 14n };

  it('exceptions by bitmap, with information, error code and qualification', () => {
    expect(guest().vmx.interceptException(13, 0x10, 0n, 3, 0)).toBe(false);
    const { vmx, read, processor } = guest({ EXCEPTION_BITMAP: 1n << 13n });
    expect(vmx.interceptException(13, 0x10, 0n, 3, 0)).toBe(true);
    expect(read('EXIT_REASON')).toBe(0n);
    expect(read('VM_EXIT_INTERRUPTION_INFORMATION')).toBe(0x80000b0dn);
    expect(read('VM_EXIT_INTERRUPTION_ERROR_CODE')).toBe(0x10n);
    // RF as the fault would have pushed it; the host's own flags are the fixed ones.
    expect(read('GUEST_RFLAGS')).toBe(0x10002n);
    expect(processor.rflags).toBe(2n);
  });

  it('INT3 carries its length, and leaves RF alone', () => {
    const { vmx, read } = guest({ EXCEPTION_BITMAP: 8n });
    expect(vmx.interceptException(3, -1, 0n, 6, 1)).toBe(true);
    expect(read('VM_EXIT_INTERRUPTION_INFORMATION')).toBe(0x80000603n);
    expect([read('VM_EXIT_INSTRUCTION_LENGTH'), read('GUEST_RFLAGS')]).toEqual([1n, 2n]);
  });

  it('page faults by bitmap, error-code mask and match', () => {
    const exits = (fields: Fields, code: number) => guest(fields).vmx.interceptException(PF, code, 0x1000n, 3, 0);
    expect(exits(bitmap, 2)).toBe(true);
    expect(exits({}, 2)).toBe(false);
    const present = { PAGE_FAULT_ERROR_CODE_MASK: 1n, PAGE_FAULT_ERROR_CODE_MATCH: 1n };
    expect(exits({ ...bitmap, ...present }, 3)).toBe(true);
    expect(exits({ ...bitmap, ...present }, 2)).toBe(false);
    expect(exits(present, 3)).toBe(false);
    expect(exits(present, 2)).toBe(true);
    const { vmx, read } = guest(bitmap);
    vmx.interceptException(PF, 2, 0xffff800000001000n, 3, 0);
    expect(read('EXIT_QUALIFICATION')).toBe(0xffff800000001000n);
  });

  it('an exit during event delivery has IDT-vectoring information', () => {
    const { vmx, read } = guest(bitmap);
    vmx.setDelivering(0x80000b0d, 0x18, 0);
    vmx.interceptException(PF, 0, 0x1000n, 3, 0);
    expect([read('IDT_VECTORING_INFORMATION_FIELD'), read('IDT_VECTORING_ERROR_CODE')]).toEqual([0x80000b0dn, 0x18n]);
    const software = guest({ ...secondary(2n), EPT_POINTER: 0x801en });
    software.vmx.setDelivering(0x80000480, 0, 2);
    software.vmx.eptViolation(0x182, 0x5000, 0x1234n);
    expect(software.read('IDT_VECTORING_INFORMATION_FIELD')).toBe(0x80000480n);
    expect(software.read('VM_EXIT_INSTRUCTION_LENGTH')).toBe(2n);
    expect([software.read('GUEST_PHYSICAL_ADDRESS'), software.read('GUEST_LINEAR_ADDRESS')]).toEqual([
      0x5000n,
      0x1234n,
    ]);
  });

  it('external interrupts and the interrupt window by control', () => {
    expect(guest().vmx.interceptExternalInterrupt()).toBe(false);
    const { vmx, read } = guest({ PIN_BASED_VM_EXECUTION_CONTROLS: 0x17n });
    expect(vmx.interceptExternalInterrupt()).toBe(true);
    expect([read('EXIT_REASON'), read('VM_EXIT_INTERRUPTION_INFORMATION')]).toEqual([1n, 0n]);
    expect(guest().vmx.interceptInterruptWindow()).toBe(false);
    expect(guest(primary(4n)).vmx.interceptInterruptWindow()).toBe(true);
  });

  it('the preemption timer runs at 1/32 of the clock and can be saved', () => {
    const self = bench();
    self.clock = 1000;
    self.write({
      PIN_BASED_VM_EXECUTION_CONTROLS: 0x56n,
      VM_EXIT_CONTROLS: VALID_VMCS.VM_EXIT_CONTROLS! | (1n << 22n),
      VMX_PREEMPTION_TIMER_VALUE: 100n,
    });
    self.vmx.vmlaunch();
    expect(self.vmx.preemptionDeadline).toBe(1000 + 3200);
    self.clock = 1000 + 320;
    self.vmx.tripleFault();
    expect([self.read('EXIT_REASON'), self.read('VMX_PREEMPTION_TIMER_VALUE')]).toEqual([2n, 90n]);
    expect(self.vmx.preemptionDeadline).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('VM entry and exit', () => {
  it('inject an event once; its instruction length counts for software events only', () => {
    const { vmx, processor, read, write } = guest({
      VM_ENTRY_INTERRUPTION_INFORMATION_FIELD: 0x80000b0en,
      VM_ENTRY_EXCEPTION_ERROR_CODE: 6n,
      VM_ENTRY_INSTRUCTION_LENGTH: 3n,
    });
    vmx.tripleFault();
    expect(read('VM_ENTRY_INTERRUPTION_INFORMATION_FIELD')).toBe(0xb0en);
    write({ VM_ENTRY_INTERRUPTION_INFORMATION_FIELD: 0x80000480n });
    vmx.vmresume();
    expect(processor.injected).toEqual([
      [14, 3, 6, 0],
      [0x80, 4, -1, 3],
    ]);
  });

  it('load guest and host state, leave CD, NW and ET of CR0 alone, and save what the guest has become', () => {
    const self = bench();
    self.processor.cr0 = 0xe0000031n;
    self.write({ GUEST_CR0: 0x80000039n, HOST_FS_BASE: 0x1111n, HOST_IDTR_BASE: 0x2222n });
    self.vmx.vmlaunch();
    const { processor, vmx, read } = self;
    expect(processor.cr0).toBe(0xe0000039n);
    processor.gpr[4] = 0x7777n;
    processor.rip = 0x123456n;
    processor.cr3 = 0x8000n;
    vmx.tripleFault();
    expect([read('GUEST_CR0'), read('GUEST_CR3'), read('GUEST_RIP'), read('GUEST_RSP')]).toEqual([
      0xe0000039n,
      0x8000n,
      0x123456n,
      0x7777n,
    ]);
    expect([processor.cr0, processor.cr3, processor.gpr[4]]).toEqual([0xe0000031n, 0x3000n, 0x5000n]);
    expect([processor.idtrBase, processor.idtrLimit, processor.gdtrLimit]).toEqual([0x2222n, 0xffff, 0xffff]);
    // Hidden parts of host segments are fixed: 64-bit code, flat data, 67H bytes of busy TSS; a null selector is unusable.
    expect(processor.getSegmentState(1)).toEqual({ selector: 8, base: 0n, limit: 0xffffffff, accessRights: 0xa09b });
    expect(processor.getSegmentState(4)).toEqual({
      selector: 0,
      base: 0x1111n,
      limit: 0xffffffff,
      accessRights: 0x1c093,
    });
    expect(processor.getSegmentState(7)).toMatchObject({ selector: 0x18, limit: 0x67, accessRights: 0x8b });
    expect(processor.switches).toMatchObject([
      { nonRoot: true, flush: true },
      { nonRoot: false, flush: true },
    ]);
  });

  it('with a VPID, transitions invalidate nothing', () => {
    const { vmx, processor } = guest({ ...secondary(0x20n), VIRTUAL_PROCESSOR_IDENTIFIER: 7n });
    vmx.tripleFault();
    expect(processor.switches).toMatchObject([
      { nonRoot: true, vpid: 7, flush: false },
      { nonRoot: false, vpid: 0, flush: false },
    ]);
  });

  it('CR0 and CR4 read through mask and shadow, and keep host-owned bits', () => {
    const { vmx } = guest({ CR0_GUEST_HOST_MASK: 0x20n, CR4_GUEST_HOST_MASK: 0x2000n });
    expect([vmx.readCr0(0x80000031n), vmx.readCr4(0x2020n)]).toEqual([0x80000011n, 0x20n]);
    expect(vmx.effectiveCr0(0x80000001n, 0x80000031n)).toBe(0x80000021n);
    expect(vmx.effectiveCr4(0x20n, 0x2000n)).toBe(0x2020n);
    expect([vmx.allowsCr0(0x80000011n), vmx.allowsCr0(0x31n), vmx.allowsCr4(0x20n)]).toEqual([false, false, false]);
    const unrestricted = guest({ ...secondary(0x82n), EPT_POINTER: 0x801en }).vmx;
    expect([unrestricted.allowsCr0(0x20n), unrestricted.allowsCr0(0x11n)]).toEqual([true, false]);
  });

  it('MSR areas are loaded and stored; one that cannot be loaded fails the entry by its number', () => {
    const entryAt = (self: Bench, address: number, index: number, value: bigint) => {
      self.memory.u32[(RAM_BASE + address) >>> 2] = index;
      self.memory.u64[(RAM_BASE + address + 8) >>> 3] = value;
    };
    const lists = {
      VM_ENTRY_MSR_LOAD_ADDRESS: 0x8000n,
      VM_ENTRY_MSR_LOAD_COUNT: 2n,
      VM_EXIT_MSR_STORE_ADDRESS: 0x9000n,
      VM_EXIT_MSR_STORE_COUNT: 1n,
      VM_EXIT_MSR_LOAD_ADDRESS: 0xa000n,
      VM_EXIT_MSR_LOAD_COUNT: 1n,
    };
    const self = bench();
    self.write(lists);
    entryAt(self, 0x8000, 0xc0000081, 1n);
    entryAt(self, 0x8010, 0xc0000082, 2n);
    entryAt(self, 0x9000, 0xc0000082, 0n);
    entryAt(self, 0xa000, 0xc0000081, 3n);
    self.vmx.vmlaunch();
    expect([self.processor.rdmsr(0xc0000081), self.processor.rdmsr(0xc0000082)]).toEqual([1n, 2n]);
    self.processor.wrmsr(0xc0000082, 5n);
    self.vmx.tripleFault();
    expect(self.memory.u64[(RAM_BASE + 0x9008) >>> 3]).toBe(5n);
    expect(self.processor.rdmsr(0xc0000081)).toBe(3n);

    const failing = bench();
    failing.write(lists);
    entryAt(failing, 0x8000, 0xc0000081, 1n);
    entryAt(failing, 0x8010, 0xbad, 2n);
    failing.vmx.vmlaunch();
    expect([failing.read('EXIT_REASON'), failing.read('EXIT_QUALIFICATION')]).toEqual([0x80000022n, 2n]);
  });
});
