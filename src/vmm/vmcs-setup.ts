/**
 * What every built-in hypervisor puts into its VMCS: host state, and the controls and guest state that do not depend on
 * how memory is virtualized. SDM Vol. 3, "Initialization Steps" of a VMM (chapter "Virtual-Machine Monitor Programming
 * Considerations").
 */
import type { MsrDevice } from '../memory/bus.js';
import { type HostMemory, RAM_BASE } from '../memory/host-memory.js';
import {
  ENTRY_RANGE,
  EXIT_RANGE,
  IA32_FEATURE_CONTROL,
  PIN_RANGE,
  PRIMARY_RANGE,
  VmxMsr,
} from '../vmx/capabilities.js';
import { controlBits, PinBased, Primary, Secondary, VmEntry, VmExit } from '../vmx/controls.js';
import type { GuestRegisters } from '../vmx/guest-registers.js';
import type { VmxRoot } from '../vmx/root.js';
import { segmentField, VmcsField } from '../vmx/vmcs-field.js';

/** Control bits that a way of virtualizing memory adds to the common ones. */
export interface ExtraControls {
  readonly primary: number;
  readonly secondary: number;
  readonly exceptionBitmap: number;
}

const HOST_CODE = 0x08n;
const HOST_DATA = 0x10n;
const HOST_TSS = 0x18n;
const NO_LINK = 0xffffffffffffffffn;
export const VPID = 1;

/** Host state: 64-bit mode, CPL 0, as `prepareHost` left it. HOST_RIP is where an assembly hypervisor would be entered. */
export function writeHostState(root: VmxRoot, cr3: number, entryPoint: number, stack: number): void {
  const values: readonly (readonly [number, bigint])[] = [
    [VmcsField.HOST_CR0, 0x80000031n],
    [VmcsField.HOST_CR3, BigInt(cr3)],
    [VmcsField.HOST_CR4, 0x2020n],
    [VmcsField.HOST_ES_SELECTOR, HOST_DATA],
    [VmcsField.HOST_CS_SELECTOR, HOST_CODE],
    [VmcsField.HOST_SS_SELECTOR, HOST_DATA],
    [VmcsField.HOST_DS_SELECTOR, HOST_DATA],
    [VmcsField.HOST_FS_SELECTOR, 0n],
    [VmcsField.HOST_GS_SELECTOR, 0n],
    [VmcsField.HOST_TR_SELECTOR, HOST_TSS],
    [VmcsField.HOST_IA32_EFER, 0x500n],
    [VmcsField.HOST_RIP, BigInt(entryPoint)],
    [VmcsField.HOST_RSP, BigInt(stack)],
  ];
  for (const [field, value] of values) root.vmwrite(field, value);
}

/** Controls: the bits that must be 1, those every hypervisor here uses, and `extra`. */
export function writeControls(root: VmxRoot, extra: ExtraControls, msrBitmaps: number): void {
  const primary = controlBits(
    PRIMARY_RANGE.must,
    Primary.HLT_EXITING,
    Primary.CR8_LOAD_EXITING,
    Primary.CR8_STORE_EXITING,
    Primary.UNCONDITIONAL_IO_EXITING,
    Primary.USE_MSR_BITMAPS,
    Primary.ACTIVATE_SECONDARY_CONTROLS,
    extra.primary,
  );
  const secondary = controlBits(
    Secondary.ENABLE_RDTSCP,
    Secondary.ENABLE_INVPCID,
    Secondary.ENABLE_VPID,
    extra.secondary,
  );
  const exit = controlBits(
    EXIT_RANGE.must,
    VmExit.SAVE_DEBUG_CONTROLS,
    VmExit.HOST_ADDRESS_SPACE_SIZE,
    VmExit.SAVE_EFER,
    VmExit.LOAD_EFER,
  );
  const pin = controlBits(PIN_RANGE.must, PinBased.EXTERNAL_INTERRUPT_EXITING);
  const write = (field: number, value: number) => root.vmwrite(field, BigInt(value));
  write(VmcsField.PIN_BASED_VM_EXECUTION_CONTROLS, pin);
  write(VmcsField.PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS, primary);
  write(VmcsField.SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS, secondary);
  write(VmcsField.VM_EXIT_CONTROLS, exit);
  write(VmcsField.VM_ENTRY_CONTROLS, controlBits(ENTRY_RANGE.must, VmEntry.LOAD_DEBUG_CONTROLS, VmEntry.LOAD_EFER));
  write(VmcsField.EXCEPTION_BITMAP, extra.exceptionBitmap);
  write(VmcsField.ADDRESS_OF_MSR_BITMAPS, msrBitmaps);
  write(VmcsField.VIRTUAL_PROCESSOR_IDENTIFIER, VPID);
}

/** Guest state that is the same however memory is virtualized; control registers and EFER are not. */
export function writeGuestState(root: VmxRoot, initial: GuestRegisters): void {
  initial.segments.forEach((segment, index) => {
    root.vmwrite(segmentField(VmcsField.GUEST_ES_SELECTOR, index), BigInt(segment.selector));
    root.vmwrite(segmentField(VmcsField.GUEST_ES_BASE, index), segment.base);
    root.vmwrite(segmentField(VmcsField.GUEST_ES_LIMIT, index), BigInt(segment.limit));
    root.vmwrite(segmentField(VmcsField.GUEST_ES_ACCESS_RIGHTS, index), BigInt(segment.accessRights));
  });
  const values: readonly (readonly [number, bigint])[] = [
    [VmcsField.GUEST_GDTR_BASE, initial.gdtrBase],
    [VmcsField.GUEST_GDTR_LIMIT, BigInt(initial.gdtrLimit)],
    [VmcsField.GUEST_IDTR_BASE, initial.idtrBase],
    [VmcsField.GUEST_IDTR_LIMIT, BigInt(initial.idtrLimit)],
    [VmcsField.GUEST_RIP, initial.rip],
    [VmcsField.GUEST_RSP, initial.gpr[4]!],
    [VmcsField.GUEST_RFLAGS, initial.rflags],
    [VmcsField.GUEST_DR7, 0x400n],
    [VmcsField.VMCS_LINK_POINTER, NO_LINK],
  ];
  for (const [field, value] of values) root.vmwrite(field, value);
}

const LOW_MSRS = 0x2000;
const WRITES = 0x800;
const HIGH = 0x400;

/** One bit in the read and in the write bitmap. */
function intercept(memory: HostMemory, bitmaps: number, index: number): void {
  const offset = index < LOW_MSRS ? index >> 3 : HIGH + ((index & 0x1fff) >> 3);
  for (const at of [offset, offset + WRITES]) memory.u8[RAM_BASE + bitmaps + at]! |= 1 << (index & 7);
}

/**
 * MSR bitmaps: MSRs of the VM's devices, IA32_FEATURE_CONTROL and the VMX capability MSRs exit, and `others`. All the rest
 * is the guest's own: hardware holds the values (nothing of ours uses them), and raises #GP(0) for those that do not exist.
 */
export function fillMsrBitmaps(
  memory: HostMemory,
  bitmaps: number,
  devices: MsrDevice,
  others: readonly number[],
): void {
  for (let index = 0; index < LOW_MSRS; index++) if (devices.handles(index)) intercept(memory, bitmaps, index);
  intercept(memory, bitmaps, IA32_FEATURE_CONTROL);
  for (let index: number = VmxMsr.IA32_VMX_BASIC; index <= VmxMsr.IA32_VMX_BASIC + 0x1f; index++) {
    intercept(memory, bitmaps, index);
  }
  for (const index of others) intercept(memory, bitmaps, index);
}
