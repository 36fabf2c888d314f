/** IO_INSTRUCTION, RDMSR, WRMSR, CPUID and MOV CR8: what the VM's devices and identity answer. */
import { ioBreakpoints } from '../execute/breakpoints.js';
import { CR4_PKE } from '../paging/paging-mode.js';
import {
  CR4_ALLOWED,
  CR4_FIXED_1,
  FEATURE_CONTROL_LOCKED,
  IA32_FEATURE_CONTROL,
  vmxCapability,
} from '../vmx/capabilities.js';
import { Msr } from '../vmx/msr.js';
import { unpackIo } from '../vmx/qualification.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import type { ControlRegisterExits } from './control-register-exits.js';
import { Exception } from './event-injection.js';
import type { ExitResult } from './memory-virtualization.js';
import type { HypervisorServices } from './services.js';

const RAX = 0;
const RCX = 1;
const RDX = 2;
const RBX = 3;
const LOW_32 = 0xffffffffn;
const CR4_DE = 1n << 3n;
const IA32_TSC_DEADLINE = 0x6e0;

/** One port access; INS and OUTS go through the emulator, one element for each exit. */
export function ioInstruction(services: HypervisorServices): ExitResult {
  const { root, guest, vm, emulator } = services;
  const access = unpackIo(root.vmread(VmcsField.EXIT_QUALIFICATION));
  if (access.string) {
    const result = emulator.run();
    return result.kind === 'done'
      ? 'resume'
      : { kind: 'shutdown', reason: `cannot emulate INS or OUTS: ${result.what}` };
  }
  root.work('portForwarded', 1, access.port);
  noteBreakpoint(services, access.port, access.size);
  const mask = (1n << BigInt(8 * access.size)) - 1n;
  const rax = guest.getRegister(RAX);
  if (!access.input) {
    vm.platform.ports.write(access.port, access.size, Number(rax & mask));
  } else {
    const value = BigInt(vm.platform.ports.read(access.port, access.size) >>> 0) & mask;
    guest.setRegister(RAX, access.size === 4 ? value : (rax & ~mask) | value);
  }
  return 'resume-next';
}

/** CR4.DE: I/O breakpoints. */
function noteBreakpoint({ root, guest }: HypervisorServices, port: number, size: number): void {
  if ((guest.cr4 & CR4_DE) === 0n) return;
  const dr7 = Number(root.vmread(VmcsField.GUEST_DR7));
  guest.breakpoints(ioBreakpoints(dr7, root.debugAddress, port, size));
}

function fault(services: HypervisorServices): ExitResult {
  services.events.raise(Exception.GP, 0);
  return 'resume';
}

/** Value of an MSR that exits: the VM's devices', EFER when it is virtual, VMX's as far as the guest sees it; null: none. */
function msrValue({ vm, virtualization }: HypervisorServices, index: number): bigint | null {
  const { msrs } = vm.platform;
  if (index === Msr.IA32_EFER) return virtualization.guestEfer;
  if (msrs.handles(index)) return msrs.readMsr(index);
  if (!vm.vmxOffered) return null;
  return index === IA32_FEATURE_CONTROL ? FEATURE_CONTROL_LOCKED : vmxCapability(index, CR4_ALLOWED);
}

/** Every MSR that exits and has no value here does not exist for the guest. */
export function rdmsr(services: HypervisorServices): ExitResult {
  const { root, guest } = services;
  const index = Number(guest.getRegister(RCX) & LOW_32);
  root.work('msrForwarded', 1, index);
  const value = msrValue(services, index);
  if (value === null) return fault(services);
  guest.setRegister(RAX, value & LOW_32);
  guest.setRegister(RDX, value >> 32n);
  return 'resume-next';
}

export function wrmsr(services: HypervisorServices, registers: ControlRegisterExits): ExitResult {
  const { root, guest, vm } = services;
  const index = Number(guest.getRegister(RCX) & LOW_32);
  root.work('msrForwarded', 1, index);
  const value = ((guest.getRegister(RDX) & LOW_32) << 32n) | (guest.getRegister(RAX) & LOW_32);
  const { msrs } = vm.platform;
  const done =
    index === Msr.IA32_EFER ? registers.writeEfer(value) : msrs.handles(index) && msrs.writeMsr(index, value);
  return done ? 'resume-next' : fault(services);
}

/** VMXON of a guest that sees VMX as firmware has locked it off: #GP(0), or #UD until it sets CR4.VMXE (or sees none). */
export function vmxon({ guest, events }: HypervisorServices): ExitResult {
  if ((guest.cr4 & CR4_FIXED_1) !== 0n) events.raise(Exception.GP, 0);
  else events.raise(Exception.UD, 0);
  return 'resume';
}

const X2APIC = 1 << 21;
const TSC_DEADLINE = 1 << 24;
const VMX = 1 << 5;
const APIC = 1 << 9;
const OSPKE = 1 << 4;
/** Shown in 64-bit mode only. */
const SYSCALL = 1 << 11;
const EXTENDED_FEATURES = 0x80000001;
const EFER_LMA = 1n << 10n;
const APIC_GLOBAL_ENABLE = 1n << 11n;

/** The processor's answer with what is the VM's own: VMX if it is offered, the VM's APIC, CR4 as the guest has it. */
export function cpuid(services: HypervisorServices): ExitResult {
  const { root, guest, vm, virtualization } = services;
  const leaf = Number(guest.getRegister(RAX) & LOW_32);
  const subleaf = Number(guest.getRegister(RCX) & LOW_32);
  let { eax, ebx, ecx, edx } = root.cpuid(leaf, subleaf);
  if (leaf === 1) {
    const { msrs } = vm.platform;
    const base = msrs.handles(Msr.IA32_APIC_BASE) ? (msrs.readMsr(Msr.IA32_APIC_BASE) ?? 0n) : 0n;
    ecx = set(
      set(set(ecx, VMX, vm.vmxOffered), X2APIC, msrs.handles(Msr.IA32_APIC_BASE)),
      TSC_DEADLINE,
      msrs.handles(IA32_TSC_DEADLINE),
    );
    edx = set(edx, APIC, (base & APIC_GLOBAL_ENABLE) !== 0n);
  } else if (leaf === 7 && subleaf === 0) {
    ecx = set(ecx, OSPKE, (guest.cr4 & CR4_PKE) !== 0n);
  }
  if (leaf === EXTENDED_FEATURES) edx = set(edx, SYSCALL, guest.code64((virtualization.guestEfer & EFER_LMA) !== 0n));
  guest.setRegister32(RAX, eax);
  guest.setRegister32(RBX, ebx);
  guest.setRegister32(RCX, ecx);
  guest.setRegister32(RDX, edx);
  return 'resume-next';
}

const set = (value: number, bit: number, on: boolean): number => (on ? value | bit : value & ~bit) >>> 0;

/** MOV CR8: the task priority of the VM's interrupt controller. Bits 63:4 are reserved. */
export function moveToCr8(services: HypervisorServices, gpr: number): ExitResult {
  const value = services.guest.getRegister(gpr);
  if (value >> 4n !== 0n) return fault(services);
  services.vm.platform.interrupts.writeTaskPriority(Number(value));
  return 'resume-next';
}

export function moveFromCr8(services: HypervisorServices, gpr: number): ExitResult {
  services.guest.setRegister(gpr, BigInt(services.vm.platform.interrupts.readTaskPriority()));
  return 'resume-next';
}
