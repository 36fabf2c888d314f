/**
 * The guest's processor as a hypervisor handles it in VMX root operation: general registers in place, everything else in
 * the VMCS. Each property is one VMREAD or VMWRITE.
 */
import type { SegmentState } from '../vmx/processor-state.js';
import type { VmxRoot } from '../vmx/root.js';
import { segmentField, VmcsField } from '../vmx/vmcs-field.js';

const RSP = 4;
const SS = 2;
const CS = 1;
const CS_L = 1 << 13;
const EVENT_BLOCKING = 3n;
const RFLAGS_TF = 1n << 8n;
const RFLAGS_RF = 1n << 16n;
const PENDING_BS = 1n << 14n;
const PENDING_ENABLED_BREAKPOINT = 1n << 12n;

/** What a guest without an instruction of its own under way has at VM entry. */
export class GuestCpu {
  readonly root: VmxRoot;

  constructor(root: VmxRoot) {
    this.root = root;
  }

  get rip(): bigint {
    return this.root.vmread(VmcsField.GUEST_RIP);
  }

  set rip(value: bigint) {
    this.root.vmwrite(VmcsField.GUEST_RIP, value);
  }

  get rflags(): bigint {
    return this.root.vmread(VmcsField.GUEST_RFLAGS);
  }

  set rflags(value: bigint) {
    this.root.vmwrite(VmcsField.GUEST_RFLAGS, value);
  }

  /** CR0 and CR4 as the guest reads them: host-owned bits from the read shadow. */
  get cr0(): bigint {
    return this.masked(VmcsField.GUEST_CR0, VmcsField.CR0_GUEST_HOST_MASK, VmcsField.CR0_READ_SHADOW);
  }

  get cr4(): bigint {
    return this.masked(VmcsField.GUEST_CR4, VmcsField.CR4_GUEST_HOST_MASK, VmcsField.CR4_READ_SHADOW);
  }

  /** General register by number, 64 bits; RSP is in the VMCS. */
  getRegister(register: number): bigint {
    return register === RSP ? this.root.vmread(VmcsField.GUEST_RSP) : this.root.gpr[register]!;
  }

  setRegister(register: number, value: bigint): void {
    if (register === RSP) this.root.vmwrite(VmcsField.GUEST_RSP, value);
    else this.root.gpr[register] = value;
  }

  /** EAX-like write: bits 63:32 become 0. */
  setRegister32(register: number, value: number): void {
    this.setRegister(register, BigInt(value >>> 0));
  }

  segment(index: number): SegmentState {
    const { root } = this;
    return {
      selector: Number(root.vmread(segmentField(VmcsField.GUEST_ES_SELECTOR, index))),
      base: root.vmread(segmentField(VmcsField.GUEST_ES_BASE, index)),
      limit: Number(root.vmread(segmentField(VmcsField.GUEST_ES_LIMIT, index))),
      accessRights: this.accessRights(index),
    };
  }

  setSegment(index: number, state: SegmentState): void {
    const { root } = this;
    root.vmwrite(segmentField(VmcsField.GUEST_ES_SELECTOR, index), BigInt(state.selector));
    root.vmwrite(segmentField(VmcsField.GUEST_ES_BASE, index), state.base);
    root.vmwrite(segmentField(VmcsField.GUEST_ES_LIMIT, index), BigInt(state.limit));
    root.vmwrite(segmentField(VmcsField.GUEST_ES_ACCESS_RIGHTS, index), BigInt(state.accessRights));
  }

  accessRights(index: number): number {
    return Number(this.root.vmread(segmentField(VmcsField.GUEST_ES_ACCESS_RIGHTS, index)));
  }

  /** Current privilege level: the DPL of SS. */
  get cpl(): number {
    return (this.accessRights(SS) >> 5) & 3;
  }

  /** 64-bit mode: IA-32e mode with CS.L. */
  code64(longMode: boolean): boolean {
    return longMode && (this.accessRights(CS) & CS_L) !== 0;
  }

  /** The instruction at RIP is done: RIP moves on, its event blocking and RF end, a single step becomes pending. */
  finishInstruction(nextRip: bigint): void {
    const { root } = this;
    this.rip = nextRip;
    const blocking = root.vmread(VmcsField.GUEST_INTERRUPTIBILITY_STATE);
    if ((blocking & EVENT_BLOCKING) !== 0n) {
      root.vmwrite(VmcsField.GUEST_INTERRUPTIBILITY_STATE, blocking & ~EVENT_BLOCKING);
    }
    const flags = this.rflags;
    if ((flags & RFLAGS_RF) !== 0n) this.rflags = flags & ~RFLAGS_RF;
    if ((flags & RFLAGS_TF) !== 0n) this.singleStepped();
    root.retire();
  }

  /** A single-step #DB is due. */
  singleStepped(): void {
    this.addPending(PENDING_BS);
  }

  /** Data or I/O breakpoints that an emulated access has met: a #DB follows the instruction. `hits`: bits of DR6, or 0. */
  breakpoints(hits: number): void {
    if (hits !== 0) this.addPending(BigInt(hits) | PENDING_ENABLED_BREAKPOINT);
  }

  private addPending(conditions: bigint): void {
    const { root } = this;
    const pending = root.vmread(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS);
    root.vmwrite(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS, pending | conditions);
  }

  private masked(field: number, maskField: number, shadowField: number): bigint {
    const mask = this.root.vmread(maskField);
    return (this.root.vmread(field) & ~mask) | (this.root.vmread(shadowField) & mask);
  }
}
