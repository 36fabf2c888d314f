/**
 * The context in which a hypervisor completes a task switch, or the delivery of an exception, on behalf of its guest: the
 * guest's segments, tables and flags from the VMCS, memory as EmulationContext reaches it. Task switches exist outside
 * IA-32e mode only, so linear addresses have 32 bits here.
 */
import { dataBreakpoints } from '../execute/breakpoints.js';
import type { RaisedException } from '../execute/operand-context.js';
import { SegmentCache, SegmentIndex } from '../execute/segment-cache.js';
import { Rights } from '../execute/segment-rights.js';
import type { TaskContext } from '../execute/transfer-context.js';
import { Privilege } from '../paging/access-rights.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import { EmulationContext } from './emulation-context.js';
import { Exception } from './event-injection.js';
import type { HypervisorServices } from './services.js';

const CR0_TS = 1n << 3n;
const CR0_AM = 1n << 18n;
const RFLAGS_AC = 1 << 18;
/** L0 to L3 and LE of DR7. */
const LOCAL_ENABLES = 0x155n;
/** Blocking by STI and by MOV SS. */
const EVENT_BLOCKING = 3n;

export class TransferEmulation implements TaskContext {
  readonly segments = Array.from({ length: 8 }, () => new SegmentCache());
  readonly longMode = false;
  cpl = 0;
  nextRip = 0n;
  gdtrLo = 0;
  readonly gdtrHi = 0;
  gdtrLimit = 0;
  idtrLo = 0;
  readonly idtrHi = 0;
  idtrLimit = 0;
  /** A new task's registers are loaded: exceptions are the new task's. */
  switched = false;
  /** The new task's T flag is set. */
  taskTrap = false;
  /** Data breakpoints that a push has met, as bits of DR6. */
  breakpoints = 0;

  private currentRip = 0n;
  private readonly services: HypervisorServices;
  private readonly context: EmulationContext;
  private readonly loadCr3: (cr3: bigint) => boolean;

  /** `loadCr3`: CR3 as a task switch loads it; false: bad PDPTEs. */
  constructor(services: HypervisorServices, loadCr3: (cr3: bigint) => boolean) {
    this.services = services;
    this.context = new EmulationContext(services);
    this.loadCr3 = loadCr3;
  }

  /** Takes the guest's state as the VM exit left it. */
  begin(): void {
    const { guest, root } = this.services;
    this.context.begin();
    this.segments.forEach((cache, index) => {
      const { selector, base, limit, accessRights } = guest.segment(index);
      cache.set(selector, Number(base & 0xffffffffn), 0, limit, accessRights);
    });
    this.cpl = guest.cpl;
    this.rip = guest.rip;
    this.gdtrLo = Number(root.vmread(VmcsField.GUEST_GDTR_BASE) & 0xffffffffn);
    this.gdtrLimit = Number(root.vmread(VmcsField.GUEST_GDTR_LIMIT));
    this.idtrLo = Number(root.vmread(VmcsField.GUEST_IDTR_BASE) & 0xffffffffn);
    this.idtrLimit = Number(root.vmread(VmcsField.GUEST_IDTR_LIMIT));
    this.switched = false;
    this.taskTrap = false;
    this.breakpoints = 0;
  }

  /** Puts the new state into the guest; event blocking ends. */
  commit(): void {
    const { guest, root } = this.services;
    this.context.commit();
    guest.rip = this.rip;
    this.segments.forEach(({ selector, baseLo, limit, rights }, index) => {
      guest.setSegment(index, { selector, base: BigInt(baseLo >>> 0), limit, accessRights: rights });
    });
    const blocking = root.vmread(VmcsField.GUEST_INTERRUPTIBILITY_STATE);
    if ((blocking & EVENT_BLOCKING) !== 0n) {
      root.vmwrite(VmcsField.GUEST_INTERRUPTIBILITY_STATE, blocking & ~EVENT_BLOCKING);
    }
  }

  /** The exception that ended the transfer is taken over: its delivery can begin. */
  takeException(): RaisedException {
    const { exception } = this.context;
    if (exception === null) throw new Error('the transfer was not ended by an exception');
    this.context.beginInstruction();
    return exception;
  }

  /** Linear address of a page fault. */
  get faultAddress(): bigint {
    return this.context.faultAddress;
  }

  get aborted(): boolean {
    return this.context.aborted;
  }

  get flags() {
    return this.context.flags;
  }

  get rip(): bigint {
    return this.currentRip;
  }

  set rip(value: bigint) {
    this.currentRip = value;
    this.nextRip = value;
  }

  get rsp(): bigint {
    return this.context.getRegister(4, 8);
  }

  get cs(): SegmentCache {
    return this.segments[SegmentIndex.CS]!;
  }

  get ss(): SegmentCache {
    return this.segments[SegmentIndex.SS]!;
  }

  get ldtr(): SegmentCache {
    return this.segments[SegmentIndex.LDTR]!;
  }

  get tr(): SegmentCache {
    return this.segments[SegmentIndex.TR]!;
  }

  get stackAddressSize(): 2 | 4 | 8 {
    return (this.ss.rights & Rights.DB) !== 0 ? 4 : 2;
  }

  raise(vector: RaisedException['vector'], errorCode: number): void {
    this.context.raise(vector, errorCode);
  }

  raiseSelector(vector: number, selector: number, ext = 0): void {
    this.raise(vector as RaisedException['vector'], (selector & 0xfffc) | ext);
  }

  getRegister(register: number, size: 2 | 4 | 8): bigint {
    return this.context.getRegister(register, size);
  }

  setRegister(register: number, size: 2 | 4 | 8, value: bigint): void {
    this.context.setRegister(register, size, value);
  }

  readSystem(baseLo: number, _baseHi: number, distance: number, size: 1 | 2 | 4): number {
    const value = Number(this.context.readLinear(linear(baseLo, distance), size, Privilege.IMPLICIT_SUPERVISOR));
    return size === 4 ? value | 0 : value;
  }

  writeSystem(baseLo: number, _baseHi: number, distance: number, size: 1 | 2 | 4, value: number): void {
    const bits = BigInt.asUintN(8 * size, BigInt(value));
    this.context.writeLinear(linear(baseLo, distance), size, bits, Privilege.IMPLICIT_SUPERVISOR);
  }

  writeStackLinear(lo: number, _hi: number, size: 2 | 4 | 8, value: bigint, cpl: number): void {
    if (this.aborted) return;
    const { guest, root } = this.services;
    const at = linear(lo, 0);
    const checksAlignment = cpl === 3 && this.flags.has(RFLAGS_AC) && (guest.cr0 & CR0_AM) !== 0n;
    if (checksAlignment && (at & BigInt(size - 1)) !== 0n) this.raise(Exception.AC, 0);
    const bits = BigInt.asUintN(8 * size, value);
    this.context.writeLinear(at, size, bits, cpl === 3 ? Privilege.USER : Privilege.SUPERVISOR);
    const dr7 = Number(root.vmread(VmcsField.GUEST_DR7));
    if (!this.aborted) this.breakpoints |= dataBreakpoints(dr7, root.debugAddress, at, size, true);
  }

  isCanonical(): boolean {
    return true;
  }

  isCanonicalAddress(): boolean {
    return true;
  }

  updateMode(): void {}

  flagsChanged(): void {
    this.services.paging.refresh(BigInt(this.flags.image >>> 0));
  }

  /** The hypervisor makes the switch. */
  interceptTaskSwitch(): boolean {
    return false;
  }

  commitTask(): void {
    const { root } = this.services;
    this.switched = true;
    // TS and DR7 are the guest's own.
    root.vmwrite(VmcsField.GUEST_CR0, root.vmread(VmcsField.GUEST_CR0) | CR0_TS);
    root.vmwrite(VmcsField.GUEST_DR7, root.vmread(VmcsField.GUEST_DR7) & ~LOCAL_ENABLES);
  }

  loadTaskCr3(cr3: bigint): boolean {
    const loaded = this.loadCr3(cr3);
    this.flagsChanged();
    return loaded;
  }

  pendTaskTrap(): void {
    this.taskTrap = true;
  }
}

/** base + distance, modulo 4 GiB. */
const linear = (base: number, distance: number): bigint => BigInt(((base >>> 0) + distance) >>> 0);
