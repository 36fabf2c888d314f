/**
 * The VMX layer of one logical processor. SDM Vol. 3, "VMX Instruction Reference". Here are the instructions; what they
 * stand on is in vmx-events.ts, vmx-entry.ts, vmx-exits.ts and vmx-state.ts. It serves whoever executes them: opcode
 * executors or a built-in hypervisor.
 */
import type { SystemContext } from '../execute/context.js';
import type { Instruction } from '../isa/instruction.js';
import { ALL_INPUTS, CheckInput } from './check/entry-check.js';
import { inputOf } from './check/entry-checks.js';
import type { VmxHooks } from './hooks.js';
import { VmInstructionError } from './instruction-error.js';
import type { VmxInstructions, VmxStatus } from './root.js';
import { fieldExists, VMCS_REGION_SIZE, VMCS_REVISION } from './vmcs.js';
import { fieldType, VmcsField } from './vmcs-field.js';
import { VmxEvents } from './vmx-events.js';
import { executeVmxInstruction } from './vmx-instructions.js';

export type { VmxInvalidation, VmxObserver, VmxOptions, VmxState } from './vmx-state.js';

const RFLAGS_VM = 1n << 17n;

export class Vmx extends VmxEvents implements VmxInstructions, VmxHooks {
  vmxon(region: number): VmxStatus {
    if (this.operating) return this.fail(VmInstructionError.VMXON_IN_ROOT);
    const valid = this.regionValid(region) && this.vmcs.revisionAt(region) === VMCS_REVISION;
    if (!valid) return this.finish('VMfailInvalid');
    this.vmxonRegion = region;
    this.vmcs.address = -1;
    return this.finish('VMsucceed');
  }

  vmxoff(): VmxStatus {
    this.vmxonRegion = -1;
    this.vmcs.address = -1;
    return this.finish('VMsucceed');
  }

  vmclear(vmcs: number): VmxStatus {
    if (!this.regionValid(vmcs)) return this.fail(VmInstructionError.VMCLEAR_INVALID_ADDRESS);
    if (vmcs === this.vmxonRegion) return this.fail(VmInstructionError.VMCLEAR_VMXON_POINTER);
    this.vmcs.clearAt(vmcs);
    if (vmcs === this.vmcs.address) this.vmcs.address = -1;
    return this.finish('VMsucceed');
  }

  vmptrld(vmcs: number): VmxStatus {
    if (!this.regionValid(vmcs)) return this.fail(VmInstructionError.VMPTRLD_INVALID_ADDRESS);
    if (vmcs === this.vmxonRegion) return this.fail(VmInstructionError.VMPTRLD_VMXON_POINTER);
    if (this.vmcs.revisionAt(vmcs) !== VMCS_REVISION) return this.fail(VmInstructionError.VMPTRLD_INCORRECT_REVISION);
    this.vmcs.address = vmcs;
    this.dirty = ALL_INPUTS;
    return this.finish('VMsucceed');
  }

  vmptrst(): number {
    return this.vmcs.address;
  }

  vmread(field: number): bigint {
    if (this.vmcs.address < 0) {
      this.finish('VMfailInvalid');
      return 0n;
    }
    if (!fieldExists(field)) {
      this.fail(VmInstructionError.UNSUPPORTED_VMCS_COMPONENT);
      return 0n;
    }
    this.lastStatus = 'VMsucceed';
    return this.vmcs.vmread(field);
  }

  vmwrite(field: number, value: bigint): VmxStatus {
    if (this.vmcs.address < 0) return this.finish('VMfailInvalid');
    if (!fieldExists(field)) return this.fail(VmInstructionError.UNSUPPORTED_VMCS_COMPONENT);
    if (fieldType(field) === 'read-only') return this.fail(VmInstructionError.VMWRITE_READ_ONLY_COMPONENT);
    const before = field === VmcsField.GUEST_RFLAGS ? this.vmcs.read(field) : 0n;
    this.vmcs.vmwrite(field, value);
    this.dirty |= inputOf((field & ~1) as VmcsField);
    // What segments must be depends on virtual-8086 mode.
    if (field === VmcsField.GUEST_RFLAGS && ((before ^ value) & RFLAGS_VM) !== 0n) {
      this.dirty |= CheckInput.GUEST_SEGMENTS;
    }
    return this.finish('VMsucceed');
  }

  vmlaunch(): VmxStatus {
    return this.enter(true);
  }

  vmresume(): VmxStatus {
    return this.enter(false);
  }

  invept(type: number, eptp: bigint): VmxStatus {
    const single = type === 1;
    if (!single && type !== 2) return this.fail(VmInstructionError.INVALID_OPERAND_TO_INVEPT_INVVPID);
    if (single && !this.eptpValid(eptp)) return this.fail(VmInstructionError.INVALID_OPERAND_TO_INVEPT_INVVPID);
    this.mmu.invept(type, eptp);
    return this.finish('VMsucceed');
  }

  invvpid(type: number, vpid: number, address: bigint): VmxStatus {
    const known = Number.isInteger(type) && type >= 0 && type <= 3;
    const vpidValid = type === 2 || (vpid > 0 && vpid <= 0xffff);
    const addressValid = type !== 0 || this.view.canonical(address);
    if (!known || !vpidValid || !addressValid) return this.fail(VmInstructionError.INVALID_OPERAND_TO_INVEPT_INVVPID);
    this.mmu.invvpid(type, vpid, Number(BigInt.asIntN(32, address)), Number(BigInt.asIntN(32, address >> 32n)));
    return this.finish('VMsucceed');
  }

  execute(insn: Instruction, context: SystemContext): void {
    executeVmxInstruction(this, insn, context);
  }

  /** A region pointer: 4 KiB aligned, within the physical-address width, and memory. */
  private regionValid(address: number): boolean {
    return (
      Number.isSafeInteger(address) &&
      address >= 0 &&
      address % VMCS_REGION_SIZE === 0 &&
      address + VMCS_REGION_SIZE <= this.memory.ramSize &&
      this.view.physical(BigInt(address))
    );
  }

  private eptpValid(eptp: bigint): boolean {
    const type = eptp & 7n;
    return (
      (type === 0n || type === 6n) && ((eptp >> 3n) & 7n) === 3n && (eptp & 0xf80n) === 0n && this.view.physical(eptp)
    );
  }
}
