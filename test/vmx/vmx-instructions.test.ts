/** VMX instructions: VMsucceed, VMfailInvalid, VMfailValid with the manual's error numbers. */
import { describe, expect, it } from 'vitest';
import { RAM_BASE } from '../../src/memory/host-memory.js';
import { VmcsField } from '../../src/vmx/vmcs-field.js';
import { bench, VMCS_REGION, VMXON_REGION } from './plain-processor.js';

const valid = (error: number) => ({ VMfailValid: error });

describe('VMX instructions', () => {
  it('VMXON and VMXOFF begin and end VMX operation', () => {
    const { vmx, memory } = bench();
    expect(vmx.operating).toBe(true);
    expect(vmx.vmxon(VMXON_REGION)).toEqual(valid(15));
    expect(vmx.vmxoff()).toBe('VMsucceed');
    expect(vmx.operating).toBe(false);
    expect(vmx.vmxon(0x1800)).toBe('VMfailInvalid');
    memory.u32[(RAM_BASE + VMXON_REGION) >>> 2] = 1;
    expect(vmx.vmxon(VMXON_REGION)).toBe('VMfailInvalid');
  });

  it('VMCLEAR and VMPTRLD check their pointer', () => {
    const { vmx, memory } = bench();
    expect(vmx.vmclear(0x2008)).toEqual(valid(2));
    expect(vmx.vmclear(2 ** 40)).toEqual(valid(2));
    expect(vmx.vmclear(VMXON_REGION)).toEqual(valid(3));
    expect(vmx.vmptrld(0x2008)).toEqual(valid(9));
    expect(vmx.vmptrld(VMXON_REGION)).toEqual(valid(10));
    memory.u32[(RAM_BASE + 0x3000) >>> 2] = 0x1234;
    expect(vmx.vmptrld(0x3000)).toEqual(valid(11));
    expect(vmx.vmptrst()).toBe(VMCS_REGION);
    expect(vmx.vmclear(VMCS_REGION)).toBe('VMsucceed');
    expect(vmx.vmptrst()).toBe(-1);
  });

  it('VMREAD and VMWRITE know fields, widths and what is read-only', () => {
    const { vmx } = bench();
    vmx.vmwrite(VmcsField.GUEST_CS_SELECTOR, 0x12345n);
    expect(vmx.vmread(VmcsField.GUEST_CS_SELECTOR)).toBe(0x2345n);
    vmx.vmwrite(VmcsField.EXCEPTION_BITMAP, 0x1_ffff_ffffn);
    expect(vmx.vmread(VmcsField.EXCEPTION_BITMAP)).toBe(0xffffffffn);
    vmx.vmwrite(VmcsField.TSC_OFFSET, 0x1122334455667788n);
    expect(vmx.vmread(VmcsField.TSC_OFFSET | 1)).toBe(0x11223344n);
    vmx.vmwrite(VmcsField.TSC_OFFSET | 1, 0xaabbccddn);
    expect(vmx.vmread(VmcsField.TSC_OFFSET)).toBe(0xaabbccdd55667788n);
    expect(vmx.vmwrite(VmcsField.EXIT_REASON, 0n)).toEqual(valid(13));
    expect(vmx.vmwrite(0x0812, 0n)).toEqual(valid(12));
    expect(vmx.vmread(0x0812)).toBe(0n);
    expect(vmx.lastStatus).toEqual(valid(12));
    expect(vmx.vmread(VmcsField.VM_INSTRUCTION_ERROR)).toBe(12n);
  });

  it('without a current VMCS, what needs one is VMfailInvalid', () => {
    const { vmx } = bench();
    vmx.vmclear(VMCS_REGION);
    expect(vmx.vmwrite(VmcsField.GUEST_RIP, 0n)).toBe('VMfailInvalid');
    vmx.vmread(VmcsField.GUEST_RIP);
    expect(vmx.lastStatus).toBe('VMfailInvalid');
    expect(vmx.vmlaunch()).toBe('VMfailInvalid');
    expect(vmx.vmptrld(0x2008)).toBe('VMfailInvalid');
  });

  it('VMLAUNCH wants a clear VMCS, VMRESUME a launched one', () => {
    const { vmx } = bench();
    expect(vmx.vmresume()).toEqual(valid(5));
    expect(vmx.vmlaunch()).toBe('VMsucceed');
    expect(vmx.nonRoot).toBe(true);
    vmx.tripleFault();
    expect(vmx.vmlaunch()).toEqual(valid(4));
    expect(vmx.vmresume()).toBe('VMsucceed');
  });

  it('VM entry is refused while MOV SS blocks events', () => {
    const { vmx, processor } = bench();
    processor.interruptibility = 2;
    expect(vmx.vmlaunch()).toEqual(valid(26));
  });

  it('INVEPT and INVVPID check type, EPTP, VPID and address', () => {
    const { vmx, invalidations } = bench();
    expect(vmx.invept(0, 0n)).toEqual(valid(28));
    expect(vmx.invept(3, 0n)).toEqual(valid(28));
    expect(vmx.invept(1, 0x1001n)).toEqual(valid(28));
    expect(vmx.invept(1, 0x801en)).toBe('VMsucceed');
    expect(vmx.invept(2, 0x1001n)).toBe('VMsucceed');
    expect(vmx.invvpid(4, 1, 0n)).toEqual(valid(28));
    expect(vmx.invvpid(0, 0, 0n)).toEqual(valid(28));
    expect(vmx.invvpid(0, 1, 1n << 47n)).toEqual(valid(28));
    expect(vmx.invvpid(0, 1, 0xffff800000001000n)).toBe('VMsucceed');
    expect(vmx.invvpid(2, 0, 0n)).toBe('VMsucceed');
    expect(invalidations).toEqual(['invept 1 801e', 'invept 2 1001', 'invvpid 0 1 -32768:4096', 'invvpid 2 0 0:0']);
  });
});
