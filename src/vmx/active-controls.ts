/** The controls that are in force in VMX non-root operation: read from the VMCS at VM entry. */
import { Primary, Secondary } from './controls.js';
import type { Vmcs } from './vmcs.js';
import { VmcsField } from './vmcs-field.js';

export class ActiveControls {
  pin = 0;
  primary = 0;
  secondary = 0;
  exit = 0;
  entry = 0;
  exceptionBitmap = 0;
  pageFaultMask = 0;
  pageFaultMatch = 0;
  cr0Mask = 0n;
  cr0Shadow = 0n;
  cr4Mask = 0n;
  cr4Shadow = 0n;
  cr3Targets: bigint[] = [];
  /** Host-physical addresses of the bitmaps; meaningful when the control that uses them is 1. */
  ioBitmapA = 0;
  ioBitmapB = 0;
  msrBitmaps = 0;
  tscOffset = 0n;
  eptp: bigint | null = null;
  vpid = 0;

  load(vmcs: Vmcs): void {
    this.pin = vmcs.read32(VmcsField.PIN_BASED_VM_EXECUTION_CONTROLS);
    this.primary = vmcs.read32(VmcsField.PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS);
    this.secondary = this.hasPrimary(Primary.ACTIVATE_SECONDARY_CONTROLS)
      ? vmcs.read32(VmcsField.SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS)
      : 0;
    this.exit = vmcs.read32(VmcsField.VM_EXIT_CONTROLS);
    this.entry = vmcs.read32(VmcsField.VM_ENTRY_CONTROLS);
    this.exceptionBitmap = vmcs.read32(VmcsField.EXCEPTION_BITMAP);
    this.pageFaultMask = vmcs.read32(VmcsField.PAGE_FAULT_ERROR_CODE_MASK);
    this.pageFaultMatch = vmcs.read32(VmcsField.PAGE_FAULT_ERROR_CODE_MATCH);
    this.cr0Mask = vmcs.read(VmcsField.CR0_GUEST_HOST_MASK);
    this.cr0Shadow = vmcs.read(VmcsField.CR0_READ_SHADOW);
    this.cr4Mask = vmcs.read(VmcsField.CR4_GUEST_HOST_MASK);
    this.cr4Shadow = vmcs.read(VmcsField.CR4_READ_SHADOW);
    const targets = vmcs.read32(VmcsField.CR3_TARGET_COUNT);
    this.cr3Targets = Array.from({ length: targets }, (_, i) => vmcs.read(VmcsField.CR3_TARGET_VALUE_0 + 2 * i));
    this.ioBitmapA = Number(vmcs.read(VmcsField.ADDRESS_OF_IO_BITMAP_A));
    this.ioBitmapB = Number(vmcs.read(VmcsField.ADDRESS_OF_IO_BITMAP_B));
    this.msrBitmaps = Number(vmcs.read(VmcsField.ADDRESS_OF_MSR_BITMAPS));
    this.tscOffset = this.hasPrimary(Primary.USE_TSC_OFFSETTING) ? vmcs.read(VmcsField.TSC_OFFSET) : 0n;
    this.eptp = this.hasSecondary(Secondary.ENABLE_EPT) ? vmcs.read(VmcsField.EPT_POINTER) : null;
    this.vpid = this.hasSecondary(Secondary.ENABLE_VPID) ? vmcs.read32(VmcsField.VIRTUAL_PROCESSOR_IDENTIFIER) : 0;
  }

  hasPin(bit: number): boolean {
    return (this.pin & bit) !== 0;
  }

  hasPrimary(bit: number): boolean {
    return (this.primary & bit) !== 0;
  }

  hasSecondary(bit: number): boolean {
    return (this.secondary & bit) !== 0;
  }

  hasExit(bit: number): boolean {
    return (this.exit & bit) !== 0;
  }

  hasEntry(bit: number): boolean {
    return (this.entry & bit) !== 0;
  }
}
