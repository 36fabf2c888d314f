/**
 * A VM-entry check as data: the field it is about, the rule in words, and a predicate. A failed check is a structured
 * fact that a debugger, a test or the command line can show. SDM Vol. 3, "VM Entries".
 */
import { Primary } from '../controls.js';
import type { Vmcs } from '../vmcs.js';
import { VmcsField, type VmcsFieldName } from '../vmcs-field.js';

export type CheckArea = 'controls' | 'host' | 'guest';

/**
 * What a check reads. Guest state that VM exit has saved is valid as it stands, so a check runs only when VMWRITE has
 * touched something it reads (or always, for what is written before every entry).
 */
export const CheckInput = {
  CONTROLS: 1,
  EVENT: 2,
  HOST: 4,
  GUEST_REGISTERS: 8,
  GUEST_SEGMENTS: 16,
  GUEST_TABLES: 32,
  GUEST_RIP_RFLAGS: 64,
  GUEST_NON_REGISTER: 128,
  GUEST_CR0: 256,
} as const;
export const ALL_INPUTS = 0x1ff;
/** Inputs of the checks that every entry makes. */
export const ALWAYS_CHECKED = CheckInput.EVENT | CheckInput.GUEST_RIP_RFLAGS | CheckInput.GUEST_NON_REGISTER;

export interface EntryCheck {
  readonly field: VmcsFieldName;
  /** What must hold. */
  readonly rule: string;
  /** Title of the SDM section that says so. */
  readonly section: string;
  /** Sum of CheckInput. */
  readonly inputs: number;
  readonly violated: (view: EntryView) => boolean;
}

export interface EntryCheckFailure {
  readonly area: CheckArea;
  readonly field: VmcsFieldName;
  readonly value: bigint;
  readonly rule: string;
  readonly section: string;
}

/** The VMCS and the processor's limits as checks see them. */
export class EntryView {
  readonly vmcs: Vmcs;
  readonly maxPhysicalAddressBits: number;
  /** CR4 bits that may be 1 on this processor. */
  readonly cr4Allowed: bigint;
  /** EFER.LMA of the processor before VM entry. */
  hostLongMode = false;
  pin = 0;
  primary = 0;
  /** 0 unless the secondary controls are activated. */
  secondary = 0;
  exit = 0;
  entry = 0;

  constructor(vmcs: Vmcs, maxPhysicalAddressBits: number, cr4Allowed: bigint) {
    this.vmcs = vmcs;
    this.maxPhysicalAddressBits = maxPhysicalAddressBits;
    this.cr4Allowed = cr4Allowed;
  }

  /** Read the control words of the current VMCS again. */
  refresh(hostLongMode: boolean): void {
    const { vmcs } = this;
    this.hostLongMode = hostLongMode;
    this.pin = vmcs.read32(VmcsField.PIN_BASED_VM_EXECUTION_CONTROLS);
    this.primary = vmcs.read32(VmcsField.PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS);
    const activated = (this.primary & Primary.ACTIVATE_SECONDARY_CONTROLS) !== 0;
    this.secondary = activated ? vmcs.read32(VmcsField.SECONDARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS) : 0;
    this.exit = vmcs.read32(VmcsField.VM_EXIT_CONTROLS);
    this.entry = vmcs.read32(VmcsField.VM_ENTRY_CONTROLS);
  }

  /** A field's value. */
  get(field: VmcsField): bigint {
    return this.vmcs.read(field);
  }

  /** Bits 31:0 of a field. */
  low(field: VmcsField): number {
    return this.vmcs.read32(field);
  }

  /** True when `address` has no bit set beyond the physical-address width. */
  physical(address: bigint): boolean {
    return address >> BigInt(this.maxPhysicalAddressBits) === 0n;
  }

  /** True when bits 63:47 of a linear address are equal (bits 63:56 when `bits` is 57). */
  canonical(address: bigint, bits = 48): boolean {
    return BigInt.asUintN(64, BigInt.asIntN(bits, address)) === address;
  }
}

/** Rows of one section, sharing title and inputs. */
export function section(
  title: string,
  inputs: number,
  rows: readonly (readonly [field: VmcsFieldName, rule: string, violated: (view: EntryView) => boolean])[],
): EntryCheck[] {
  return rows.map(([field, rule, violated]) => ({ field, rule, section: title, inputs, violated }));
}
