/** A ProcessorState that is nothing but its registers: what VM entry loaded can be looked at, and nothing executes. */
import { HostMemory, RAM_BASE } from '../../src/memory/host-memory.js';
import type { ContextSwitch, ProcessorState, SegmentState } from '../../src/vmx/processor-state.js';
import { VMCS_REVISION } from '../../src/vmx/vmcs.js';
import { VmcsField, type VmcsFieldName } from '../../src/vmx/vmcs-field.js';
import { Vmx } from '../../src/vmx/vmx.js';

export class PlainProcessor implements ProcessorState {
  readonly gpr = new BigUint64Array(16);
  readonly debugAddress = new BigUint64Array(4);
  readonly maxPhysicalAddressBits = 40;
  rip = 0x1000n;
  rflags = 2n;
  cr0 = 0x80000031n;
  cr2 = 0n;
  cr3 = 0n;
  cr4 = 0x2020n;
  dr6 = 0n;
  dr7 = 0x400n;
  efer = 0x500n;
  cpl = 0;
  gdtrBase = 0n;
  gdtrLimit = 0;
  idtrBase = 0n;
  idtrLimit = 0;
  interruptibility = 0;
  activityState = 0;
  pendingDebugExceptions = 0n;
  readonly switches: ContextSwitch[] = [];
  readonly injected: (readonly [vector: number, type: number, errorCode: number, length: number])[] = [];
  private readonly segments: SegmentState[] = Array.from({ length: 8 }, () => ({
    selector: 0,
    base: 0n,
    limit: 0,
    accessRights: 0x10000,
  }));
  private readonly msrs = new Map<number, bigint>();

  getSegmentState(index: number): SegmentState {
    return this.segments[index]!;
  }
  setSegmentState(index: number, state: SegmentState): void {
    this.segments[index] = state;
  }
  readMsrRaw(index: number): bigint {
    return this.msrs.get(index) ?? 0n;
  }
  writeMsrRaw(index: number, value: bigint): void {
    this.msrs.set(index, value);
  }
  rdmsr(index: number): bigint | null {
    return index === 0xbad ? null : this.readMsrRaw(index);
  }
  wrmsr(index: number, value: bigint): boolean {
    this.writeMsrRaw(index, value);
    return index !== 0xbad;
  }
  getPdpte(): bigint {
    return 0n;
  }
  contextLoaded(change: ContextSwitch): boolean {
    this.switches.push(change);
    return true;
  }
  injectEvent(vector: number, type: number, errorCode: number, length: number): void {
    this.injected.push([vector, type, errorCode, length]);
  }
}

export const VMXON_REGION = 0x1000;
export const VMCS_REGION = 0x2000;

/** Fields of a VMCS that every check accepts: a 64-bit guest of a 64-bit host. Others are 0. */
export const VALID_VMCS: Partial<Record<VmcsFieldName, bigint>> = {
  PIN_BASED_VM_EXECUTION_CONTROLS: 0x16n,
  PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS: 0x84006172n,
  VM_EXIT_CONTROLS: 0x36fffn,
  VM_ENTRY_CONTROLS: 0x13ffn,
  HOST_CR0: 0x80000031n,
  HOST_CR3: 0x3000n,
  HOST_CR4: 0x2020n,
  HOST_CS_SELECTOR: 8n,
  HOST_SS_SELECTOR: 0x10n,
  HOST_TR_SELECTOR: 0x18n,
  HOST_RIP: 0x4000n,
  HOST_RSP: 0x5000n,
  GUEST_CR0: 0x80000031n,
  GUEST_CR3: 0x6000n,
  GUEST_CR4: 0x2020n,
  GUEST_DR7: 0x400n,
  GUEST_RIP: 0x100000n,
  GUEST_RSP: 0x9000n,
  GUEST_RFLAGS: 2n,
  VMCS_LINK_POINTER: 0xffffffffffffffffn,
  GUEST_CS_SELECTOR: 8n,
  GUEST_CS_LIMIT: 0xffffffffn,
  GUEST_CS_ACCESS_RIGHTS: 0xa09bn,
  GUEST_SS_SELECTOR: 0x10n,
  GUEST_SS_LIMIT: 0xffffffffn,
  GUEST_SS_ACCESS_RIGHTS: 0xc093n,
  GUEST_DS_SELECTOR: 0x10n,
  GUEST_DS_LIMIT: 0xffffffffn,
  GUEST_DS_ACCESS_RIGHTS: 0xc093n,
  GUEST_ES_ACCESS_RIGHTS: 0x10000n,
  GUEST_FS_ACCESS_RIGHTS: 0x10000n,
  GUEST_GS_ACCESS_RIGHTS: 0x10000n,
  GUEST_LDTR_ACCESS_RIGHTS: 0x10000n,
  GUEST_TR_SELECTOR: 0x28n,
  GUEST_TR_LIMIT: 0x67n,
  GUEST_TR_ACCESS_RIGHTS: 0x8bn,
  ADDRESS_OF_IO_BITMAP_A: 0x7000n,
};

export interface Bench {
  readonly processor: PlainProcessor;
  readonly memory: HostMemory;
  readonly vmx: Vmx;
  /** Calls of INVVPID and INVEPT as the memory-management unit got them. */
  readonly invalidations: string[];
  readonly exits: number[];
  clock: number;
  write(fields: Partial<Record<VmcsFieldName, bigint>>): void;
  read(field: VmcsFieldName): bigint;
}

/** In VMX operation, with a current VMCS that holds VALID_VMCS. */
export function bench(): Bench {
  const memory = new HostMemory(0x40000);
  const processor = new PlainProcessor();
  const invalidations: string[] = [];
  const exits: number[] = [];
  const self: Bench = {
    processor,
    memory,
    invalidations,
    exits,
    clock: 0,
    vmx: new Vmx({
      processor,
      memory,
      mmu: {
        invvpid: (type, vpid, lo, hi) => invalidations.push(`invvpid ${type} ${vpid} ${hi}:${lo}`),
        invept: (type, eptp) => invalidations.push(`invept ${type} ${eptp.toString(16)}`),
      },
      clock: { now: () => self.clock },
      observer: { exit: (reason) => exits.push(reason), entry: () => undefined },
    }),
    write(fields) {
      for (const [name, value] of Object.entries(fields)) {
        const status = self.vmx.vmwrite(VmcsField[name as VmcsFieldName], value);
        if (status !== 'VMsucceed') throw new Error(`VMWRITE of ${name} failed`);
      }
    },
    read: (field) => self.vmx.vmread(VmcsField[field]),
  };
  for (const region of [VMXON_REGION, VMCS_REGION]) memory.u32[(RAM_BASE + region) >>> 2] = VMCS_REVISION;
  self.vmx.vmxon(VMXON_REGION);
  self.vmx.vmclear(VMCS_REGION);
  self.vmx.vmptrld(VMCS_REGION);
  self.write(VALID_VMCS);
  return self;
}
