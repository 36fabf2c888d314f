/**
 * The door between a hypervisor and the processor. Opcode executors and built-in hypervisors call exactly these; the
 * processor does not know which it serves.
 */
import type { HostMemory } from '../memory/host-memory.js';
import type { Platform } from '../memory/platform.js';
import type { GuestRegisters } from './guest-registers.js';

/** SDM "Conventions": VMsucceed, VMfailInvalid, VMfailValid(error). Never thrown: an executor turns it into CF/ZF. */
export type VmxStatus = 'VMsucceed' | 'VMfailInvalid' | { readonly VMfailValid: number };

/** The VMX instructions. Addresses are host-physical bytes; fields are SDM encodings. */
export interface VmxInstructions {
  vmxon(region: number): VmxStatus;
  vmxoff(): VmxStatus;
  vmclear(vmcs: number): VmxStatus;
  vmptrld(vmcs: number): VmxStatus;
  /** Address of the current VMCS, or −1. */
  vmptrst(): number;
  /** 0n when the instruction fails (`lastStatus` says why). */
  vmread(field: number): bigint;
  vmwrite(field: number, value: bigint): VmxStatus;
  vmlaunch(): VmxStatus;
  vmresume(): VmxStatus;
  invept(type: number, eptp: bigint): VmxStatus;
  invvpid(type: number, vpid: number, address: bigint): VmxStatus;
}

/** What a hypervisor did, for the cost profile and the trace. */
export type VmmWork =
  | 'exitDispatch'
  | 'guestEntryRead'
  | 'guestEntryWrite'
  | 'shadowEntryWrite'
  | 'eptEntryWrite'
  | 'tableBuilt'
  | 'tableReclaimed'
  | 'instructionEmulated'
  | 'eventInjected'
  | 'portForwarded'
  | 'mmioForwarded'
  | 'msrForwarded';

/** All that software in VMX root operation can touch. */
export interface VmxRoot extends VmxInstructions {
  /** RAX…R15, encoding order: hardware does not save these at VM exit. Index 4 (RSP) is not the guest's: GUEST_RSP is. */
  readonly gpr: BigUint64Array;
  /** Guest CR2 stays in the register across exit and entry. */
  cr2: bigint;
  /** DR0 to DR3 and DR6, which neither exit nor entry touches. */
  readonly debugAddress: BigUint64Array;
  dr6: bigint;
  /** Other such registers: PKRU and MSRs such as KERNEL_GS_BASE, STAR. */
  readonly memory: HostMemory;
  rdmsr(index: number): bigint | null;
  wrmsr(index: number, value: bigint): boolean;
  cpuid(leaf: number, subleaf: number): { eax: number; ebx: number; ecx: number; edx: number };
  readonly pkru: number;
  readonly maxPhysicalAddressBits: number;
  /** CPL 0 of 64-bit mode with CR0.NE and CR4.VMXE, on the page tables at `cr3`: what VMXON wants. */
  prepareHost(cr3: number): void;
  /** VMREAD for inspection: uncharged. */
  peek(field: number): bigint;
  /** The checks that failed at the last VM entry, in words; empty when none did. */
  entryFailures(): string;
  /** True when the last VMLAUNCH or VMRESUME has entered the guest and no exit has followed yet. */
  readonly inGuest: boolean;
  /** The registers that hardware holds or the VMCS has saved for the guest, uncharged: for debuggers and the state hash. */
  inspectGuest(): GuestRegisters;
  /** The hypervisor has completed an instruction on the guest's behalf: it counts as the guest's. */
  retire(): void;
  /** It has done one repetition of a string instruction of the guest's. */
  repeat(): void;
  /** Charge work of the hypervisor by the cost profile and report it to the trace. `count` units, at `address`. */
  work(kind: VmmWork, count: number, address: number): void;
  /** Simulated time, cycles. */
  now(): number;
}

/** The VM a hypervisor was given: its devices, and the host pages it may use for tables. */
export interface VirtualMachine {
  readonly platform: Platform;
  /** Whether the guest is to see a processor with VMX. */
  readonly vmxOffered: boolean;
  /** Host-physical pages for VMCS, tables and bitmaps: `allocate` gives a zeroed 4 KiB page's address, or −1 when the cap is met. */
  allocatePage(): number;
  freePage(address: number): void;
}

export type VmmAction =
  | { readonly kind: 'resume' }
  /**
   * The guest has halted and nothing is pending. `wakeable`: it takes interrupts, so the machine idles until a device
   * event and calls `onWakeUp`; otherwise it has halted for good.
   */
  | { readonly kind: 'halted'; readonly wakeable: boolean }
  | { readonly kind: 'shutdown'; readonly reason: string };

/** A built-in hypervisor. A guest-written one needs none of this: it runs at HOST_RIP. */
export interface Vmm {
  readonly name: string;
  /** VMXON, build VMCS and tables, VMLAUNCH. General registers are in `root.gpr` already; the others in `initial`. */
  start(root: VmxRoot, vm: VirtualMachine, initial: GuestRegisters): VmmAction;
  /** A VM exit has completed. Handles it and ends with VMRESUME (kind resume), or says why not. */
  onVmExit(root: VmxRoot): VmmAction;
  /** The host was idle because the guest has halted, and a device event has happened. */
  onWakeUp(root: VmxRoot): VmmAction;
  /** The guest's own view of its registers, in root and non-root operation. Uncharged. */
  guestRegisters(root: VmxRoot): GuestRegisters;
  /** Bytes of shadow and EPT tables in use now. */
  readonly shadowTableBytes: number;
  readonly eptTableBytes: number;
  /** Bytes of guest page tables known to be in use (shadowed), or −1 when the hypervisor does not know. */
  readonly guestTableBytes: number;
}
