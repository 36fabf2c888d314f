/**
 * VMX root operation as a built-in hypervisor sees it: the VMX instructions, host-physical memory and the registers that
 * neither VM entry nor VM exit touches. What an assembly hypervisor would pay for VMREAD, VMWRITE and its own work is
 * charged here by the cost profile.
 */
import type { HostMemory } from '../memory/host-memory.js';
import { chargeWork } from '../timing/charge.js';
import { Counter } from '../timing/counters.js';
import type { CostProfile } from '../timing/profile.js';
import type { TraceSink } from '../util/trace.js';
import { captureRegisters, type GuestRegisters } from '../vmx/guest-registers.js';
import type { ProcessorState } from '../vmx/processor-state.js';
import type { VmmWork, VmxRoot, VmxStatus } from '../vmx/root.js';
import { segmentField, VmcsField } from '../vmx/vmcs-field.js';
import type { Vmx } from '../vmx/vmx.js';

export interface RootAccessOptions {
  readonly vmx: Vmx;
  readonly processor: ProcessorState & { readonly pkru: number };
  readonly memory: HostMemory;
  readonly counters: Float64Array;
  readonly profile: CostProfile;
  cpuid(leaf: number, subleaf: number): { eax: number; ebx: number; ecx: number; edx: number };
  readonly trace: TraceSink | null;
}

export class RootAccess implements VmxRoot {
  readonly gpr: BigUint64Array;
  readonly debugAddress: BigUint64Array;
  readonly memory: HostMemory;
  private readonly vmx: Vmx;
  private readonly processor: ProcessorState & { readonly pkru: number };
  private readonly counters: Float64Array;
  private readonly profile: CostProfile;
  private readonly readCpuid: RootAccessOptions['cpuid'];
  private readonly trace: TraceSink | null;

  constructor(options: RootAccessOptions) {
    this.vmx = options.vmx;
    this.processor = options.processor;
    this.gpr = options.processor.gpr;
    this.debugAddress = options.processor.debugAddress;
    this.memory = options.memory;
    this.counters = options.counters;
    this.profile = options.profile;
    this.readCpuid = options.cpuid;
    this.trace = options.trace;
  }

  vmxon(region: number): VmxStatus {
    return this.vmx.vmxon(region);
  }

  vmxoff(): VmxStatus {
    return this.vmx.vmxoff();
  }

  vmclear(vmcs: number): VmxStatus {
    return this.vmx.vmclear(vmcs);
  }

  vmptrld(vmcs: number): VmxStatus {
    return this.vmx.vmptrld(vmcs);
  }

  vmptrst(): number {
    return this.vmx.vmptrst();
  }

  vmread(field: number): bigint {
    this.charge(this.profile.events.vmread);
    return this.vmx.vmread(field);
  }

  vmwrite(field: number, value: bigint): VmxStatus {
    this.charge(this.profile.events.vmwrite);
    return this.vmx.vmwrite(field, value);
  }

  vmlaunch(): VmxStatus {
    return this.vmx.vmlaunch();
  }

  vmresume(): VmxStatus {
    return this.vmx.vmresume();
  }

  invept(type: number, eptp: bigint): VmxStatus {
    this.charge(this.profile.events.invpcid);
    return this.vmx.invept(type, eptp);
  }

  invvpid(type: number, vpid: number, address: bigint): VmxStatus {
    this.charge(this.profile.events.invpcid);
    return this.vmx.invvpid(type, vpid, address);
  }

  get cr2(): bigint {
    return this.processor.cr2;
  }

  set cr2(value: bigint) {
    this.processor.cr2 = value;
  }

  get dr6(): bigint {
    return this.processor.dr6;
  }

  set dr6(value: bigint) {
    this.processor.dr6 = value;
  }

  get pkru(): number {
    return this.processor.pkru;
  }

  rdmsr(index: number): bigint | null {
    return this.processor.rdmsr(index);
  }

  wrmsr(index: number, value: bigint): boolean {
    return this.processor.wrmsr(index, value);
  }

  cpuid(leaf: number, subleaf: number): { eax: number; ebx: number; ecx: number; edx: number } {
    return this.readCpuid(leaf, subleaf);
  }

  get maxPhysicalAddressBits(): number {
    return this.processor.maxPhysicalAddressBits;
  }

  /**
   * The state in which the host's boot leaves its processor before VMXON: CPL 0 of 64-bit mode with CR0.NE and CR4.VMXE,
   * on the (empty) page tables at `cr3`.
   */
  prepareHost(cr3: number): void {
    const { processor } = this;
    processor.cr0 = 0x80000031n;
    processor.cr3 = BigInt(cr3);
    processor.cr4 = 0x2020n;
    processor.efer = 0x500n;
    processor.rflags = 2n;
    processor.setSegmentState(1, { selector: 8, base: 0n, limit: 0xffffffff, accessRights: 0xa09b });
    processor.contextLoaded({ nonRoot: false, eptp: null, vpid: 0, flush: true, pdptes: null });
  }

  get inGuest(): boolean {
    return this.vmx.nonRoot;
  }

  /** In non-root operation the processor has them, in root operation the VMCS. General registers but RSP are the same. */
  inspectGuest(): GuestRegisters {
    if (this.vmx.nonRoot) return captureRegisters(this.processor);
    const read = (field: number) => this.vmx.vmread(field);
    const gpr = [...this.gpr];
    gpr[4] = read(VmcsField.GUEST_RSP);
    return {
      gpr,
      rip: read(VmcsField.GUEST_RIP),
      rflags: read(VmcsField.GUEST_RFLAGS),
      cr0: read(VmcsField.GUEST_CR0),
      cr2: this.processor.cr2,
      cr3: read(VmcsField.GUEST_CR3),
      cr4: read(VmcsField.GUEST_CR4),
      efer: read(VmcsField.GUEST_IA32_EFER),
      segments: Array.from({ length: 8 }, (_, index) => ({
        selector: Number(read(segmentField(VmcsField.GUEST_ES_SELECTOR, index))),
        base: read(segmentField(VmcsField.GUEST_ES_BASE, index)),
        limit: Number(read(segmentField(VmcsField.GUEST_ES_LIMIT, index))),
        accessRights: Number(read(segmentField(VmcsField.GUEST_ES_ACCESS_RIGHTS, index))),
      })),
      gdtrBase: read(VmcsField.GUEST_GDTR_BASE),
      gdtrLimit: Number(read(VmcsField.GUEST_GDTR_LIMIT)),
      idtrBase: read(VmcsField.GUEST_IDTR_BASE),
      idtrLimit: Number(read(VmcsField.GUEST_IDTR_LIMIT)),
    };
  }

  /** Uncharged VMREAD, for inspection. */
  peek(field: number): bigint {
    return this.vmx.vmread(field);
  }

  /** Checks that failed at the last VM entry, in words. */
  entryFailures(): string {
    return this.vmx.lastEntryFailures
      .map(({ field, value, rule }) => `${field} = ${value.toString(16).toUpperCase()}H: ${rule}`)
      .join('; ');
  }

  /** What an attempt costs that ends in a VM exit: an instruction fetched and decoded, as a NOP is. It is compute. */
  retire(): void {
    this.counters[Counter.instructions]!++;
    this.counters[Counter.cycles]! += this.profile.instruction.nop ?? 0;
  }

  repeat(): void {
    this.counters[Counter.repeats]!++;
  }

  work(kind: VmmWork, count: number, address: number): void {
    if (count === 0) return;
    chargeWork(this.counters, this.profile, kind, count);
    this.trace?.hypervisor?.(kind, address);
  }

  now(): number {
    return this.counters[Counter.cycles]!;
  }

  private charge(cycles: number): void {
    if (cycles === 0) return;
    this.counters[Counter.cycles]! += cycles;
    this.counters[Counter.cyclesVmm]! += cycles;
  }
}
