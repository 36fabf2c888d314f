/**
 * The context in which a hypervisor runs the processor's own executors on behalf of its guest: registers and segments
 * from the VMCS, memory through the guest's page tables and physical map. What it does not serve it refuses; the
 * instruction is then single-stepped instead (single-step.ts).
 */
import { dataBreakpoints, ioBreakpoints } from '../execute/breakpoints.js';
import type { AccessSize, Vector } from '../execute/context.js';
import { FLAGS_WORDS } from '../execute/index.js';
import { RestrictedContext } from '../execute/restricted-context.js';
import { MAX_INSTRUCTION_LENGTH } from '../isa/decode.js';
import type { BusSize } from '../memory/bus.js';
import { Access, Privilege } from '../paging/access-rights.js';
import type { SegmentState } from '../vmx/processor-state.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import { Exception } from './event-injection.js';
import { checkedLinear } from './guest-segments.js';
import type { HypervisorServices } from './services.js';

const RSP = 4;
const SS = 2;
const CS = 1;
const LDTR = 6;
const TR = 7;
const PAGE = 0x1000;
/** Repetitions of a string instruction in one emulation: interrupts and limits are looked at in between. */
const MAX_REPETITIONS = 4096;
const CR0_AM = 1n << 18n;
const RFLAGS_AC = 1 << 18;
const CR4_DE = 1n << 3n;
const CR4_UMIP = 1n << 11n;
const EFER_LMA = 1n << 10n;
const BIG = 1 << 14;
const CS_L = 1 << 13;

export class EmulationContext extends RestrictedContext {
  bits: 16 | 32 | 64 = 32;
  override longMode = false;
  override gdtrBase = 0n;
  override gdtrLimit = 0;
  override idtrBase = 0n;
  override idtrLimit = 0;
  override umipBlocks = false;
  cpl = 0;
  rip = 0n;
  nextRip = 0n;
  /** Linear address of the page fault that the instruction raised. */
  faultAddress = 0n;
  /** What the instruction needed and was refused, or null. */
  refused: string | null = null;
  /** The guest has to execute the instruction again: a repetition was left early. */
  repeats = false;
  /** Data and I/O breakpoints met, as bits of DR6. */
  breakpoints = 0;
  private dr7 = 0;
  private repetitions = 0;
  /** A store has reached the instruction's own bytes: the guest fetches it again. */
  private overwritten = false;

  private readonly services: HypervisorServices;
  private readonly segments: (SegmentState | null)[] = new Array(8).fill(null);
  /** Guest-physical pages by linear page, as this instruction has translated them. */
  private readonly readPages = new Map<bigint, number>();
  private readonly writePages = new Map<bigint, number>();
  /** Linear and guest-physical address of the page that code is being fetched from. */
  private codePage = -1n;
  private codePhysical = 0;
  /** The current repetition has reached a page that only the hypervisor may touch / a device. */
  private reachedProtected = false;
  private reachedDevice = false;

  constructor(services: HypervisorServices) {
    super(new BigUint64Array(16), new BigUint64Array(FLAGS_WORDS));
    this.services = services;
  }

  /** Takes the guest's state as the VM exit left it. */
  begin(): void {
    const { guest, paging, virtualization } = this.services;
    this.segments.fill(null);
    this.codePage = -1n;
    this.readPages.clear();
    this.writePages.clear();
    this.registers.set(guest.root.gpr);
    this.registers[RSP] = guest.root.vmread(VmcsField.GUEST_RSP);
    const rflags = guest.rflags;
    this.beginInstruction();
    this.flags.image = Number(rflags);
    this.rip = guest.rip;
    this.cpl = guest.cpl;
    this.longMode = (virtualization.guestEfer & EFER_LMA) !== 0n;
    const rights = this.segment(CS).accessRights;
    this.bits = this.longMode && (rights & CS_L) !== 0 ? 64 : (rights & BIG) !== 0 ? 32 : 16;
    this.refused = null;
    this.repeats = false;
    this.breakpoints = 0;
    this.repetitions = 0;
    this.overwritten = false;
    this.dr7 = Number(guest.root.vmread(VmcsField.GUEST_DR7));
    this.reachedProtected = false;
    this.reachedDevice = false;
    paging.refresh(rflags);
  }

  /** Puts what the instruction did into the guest: general registers and flags (RIP is the caller's). */
  commit(): void {
    const { guest } = this.services;
    for (let i = 0; i < 16; i++) if (i !== RSP) guest.root.gpr[i] = this.registers[i]!;
    guest.root.vmwrite(VmcsField.GUEST_RSP, this.registers[RSP]!);
    guest.rflags = BigInt(this.flags.image);
  }

  private segment(index: number): SegmentState {
    const known = this.segments[index];
    if (known) return known;
    const state = this.services.guest.segment(index);
    this.segments[index] = state;
    return state;
  }

  override get stackAddressSize(): 2 | 4 | 8 {
    if (this.bits === 64) return 8;
    return (this.segment(SS).accessRights & BIG) !== 0 ? 4 : 2;
  }

  protected refuse(what: string): void {
    if (this.aborted) return;
    this.refused = what;
    this.abort();
  }

  // ---- memory

  private linear(segment: number, offset: bigint, size: number, write: boolean): bigint | null {
    const linear = checkedLinear(this.segment(segment), segment, offset, size, write, this.bits === 64);
    if (linear === null) {
      this.raise((segment === SS ? Exception.SS : Exception.GP) as Vector, 0);
      return null;
    }
    if (this.checksAlignment && (linear & BigInt(size - 1)) !== 0n) {
      this.raise(Exception.AC as Vector, 0);
      return null;
    }
    this.breakpoints |= dataBreakpoints(this.dr7, this.services.root.debugAddress, linear, size, write);
    return linear;
  }

  private get checksAlignment(): boolean {
    return this.cpl === 3 && this.flags.has(RFLAGS_AC) && (this.services.guest.cr0 & CR0_AM) !== 0n;
  }

  /** Guest-physical address, or −1. What the instruction has translated once holds for all of it, as in a TLB. */
  private translate(linear: bigint, access: Access): number {
    const offset = Number(linear & 0xfffn);
    const page = linear - BigInt(offset);
    const known = this.writePages.get(page) ?? (access === Access.READ ? this.readPages.get(page) : undefined);
    if (known !== undefined && access !== Access.EXECUTE) return known + offset;
    const physical = this.walkTo(linear, access, this.cpl === 3 ? Privilege.USER : Privilege.SUPERVISOR);
    if (physical < 0) return -1;
    if (access === Access.WRITE) this.writePages.set(page, physical - offset);
    else if (access === Access.READ) this.readPages.set(page, physical - offset);
    return physical;
  }

  private walkTo(linear: bigint, access: Access, privilege: Privilege): number {
    const { paging } = this.services;
    const physical = paging.translate(linear, access, privilege, false);
    if (physical < 0) {
      this.faultAddress = linear;
      this.raise(Exception.PF as Vector, paging.walk.errorCode);
    }
    return physical;
  }

  /** Guest-physical addresses of an access: the second is that of the next page's first byte, or −1. */
  private readonly places: [number, number] = [-1, -1];

  private locate(segment: number, offset: bigint, size: number, access: Access): boolean {
    const linear = this.linear(segment, offset, size, access === Access.WRITE);
    return linear !== null && this.place(linear, size, (at) => this.translate(at, access));
  }

  private place(linear: bigint, size: number, translate: (linear: bigint) => number): boolean {
    this.places[0] = translate(linear);
    this.places[1] = -1;
    const within = PAGE - Number(linear & 0xfffn);
    if (!this.aborted && size > within) {
      const mask = this.bits === 64 ? 64 : 32;
      this.places[1] = translate(BigInt.asUintN(mask, linear + BigInt(within)));
    }
    return !this.aborted;
  }

  /** Memory at a linear address, with a privilege of its own, as the processor reaches it for itself. 0n once aborted. */
  readLinear(linear: bigint, size: AccessSize, privilege: Privilege): bigint {
    if (this.aborted || !this.place(linear, size, (at) => this.walkTo(at, Access.READ, privilege))) return 0n;
    return this.readPlaces(size);
  }

  writeLinear(linear: bigint, size: AccessSize, value: bigint, privilege: Privilege): void {
    if (this.aborted || !this.place(linear, size, (at) => this.walkTo(at, Access.WRITE, privilege))) return;
    this.writePlaces(size, value);
  }

  protected override readMemory(segment: number, offset: bigint, size: AccessSize, forUpdate: boolean): bigint {
    return this.locate(segment, offset, size, forUpdate ? Access.WRITE : Access.READ) ? this.readPlaces(size) : 0n;
  }

  private readPlaces(size: AccessSize): bigint {
    const [first, second] = this.places;
    if (second < 0) return this.readPhysical(first, size);
    const split = PAGE - (first & (PAGE - 1));
    let value = 0n;
    for (let i = 0; i < size; i++) {
      const at = i < split ? first + i : second + i - split;
      value |= this.readPhysical(at, 1) << BigInt(8 * i);
    }
    return value;
  }

  protected override writeMemory(segment: number, offset: bigint, size: AccessSize, value: bigint): void {
    if (this.locate(segment, offset, size, Access.WRITE)) this.writePlaces(size, value);
  }

  private writePlaces(size: AccessSize, value: bigint): void {
    const [first, second] = this.places;
    if (second < 0) {
      this.writePhysical(first, size, value);
      return;
    }
    const split = PAGE - (first & (PAGE - 1));
    for (let i = 0; i < size; i++) {
      const at = i < split ? first + i : second + i - split;
      this.writePhysical(at, 1, (value >> BigInt(8 * i)) & 0xffn);
    }
  }

  private note(address: number, write: boolean): void {
    const { memory, virtualization, root } = this.services;
    const region = memory.find(address);
    if (region?.kind === 'mmio') {
      this.reachedDevice = true;
      root.work('mmioForwarded', 1, address);
    } else if (region === null || (write && (region.kind === 'rom' || virtualization.isProtected(address)))) {
      this.reachedProtected = true;
    }
  }

  private readPhysical(address: number, size: BusSize): bigint {
    this.note(address, false);
    return this.services.memory.read(address, size);
  }

  private writePhysical(address: number, size: BusSize, value: bigint): void {
    const { memory, virtualization } = this.services;
    this.note(address, true);
    const distance = address - (this.codePhysical + Number(this.rip & 0xfffn));
    if (distance > -size && distance < MAX_INSTRUCTION_LENGTH) this.overwritten = true;
    virtualization.beforeGuestWrite(address, size);
    memory.write(address, size, value);
    virtualization.afterGuestWrite(address, size);
  }

  /** A byte of code, or −1 when its page faults. Devices are not read: there is nothing to execute in them. */
  fetch(linear: bigint): number {
    const offset = Number(linear & 0xfffn);
    if (linear - BigInt(offset) !== this.codePage) {
      const physical = this.translate(linear, Access.EXECUTE);
      if (physical < 0) return -1;
      this.codePage = linear - BigInt(offset);
      this.codePhysical = physical - offset;
    }
    const { memory } = this.services;
    return memory.hostOffset(this.codePhysical) < 0 ? 0xff : memory.read8(this.codePhysical + offset);
  }

  isAligned(segment: number, offset: bigint, alignment: number): boolean {
    const base = this.bits === 64 && segment < 4 ? 0n : this.segment(segment).base;
    return (base + offset) % BigInt(alignment) === 0n;
  }

  // ---- control flow

  protected override takeBranch(target: bigint): void {
    if (this.bits !== 64 && target > BigInt(this.segment(CS).limit)) this.raise(Exception.GP as Vector, 0);
    else if (this.bits === 64 && BigInt.asUintN(64, BigInt.asIntN(48, target)) !== target) {
      this.raise(Exception.GP as Vector, 0);
    } else this.nextRip = target;
  }

  override chargeRepeat(): void {
    this.repetitions++;
    this.services.root.repeat();
  }

  /**
   * A repetition goes on here only while it keeps reaching protected pages; each access to a device is a VM exit of its
   * own, and what needs no help is the processor's to do.
   */
  override interruptRepeat(): boolean {
    const goesOn =
      this.reachedProtected &&
      !this.reachedDevice &&
      this.breakpoints === 0 &&
      this.repetitions < MAX_REPETITIONS &&
      !this.overwritten;
    this.reachedProtected = false;
    this.reachedDevice = false;
    this.repeats = !goesOn;
    return !goesOn;
  }

  // ---- ports: INS and OUTS, whose permission the processor has checked before the VM exit

  override checkPort(): boolean {
    return !this.aborted;
  }

  override portIn(port: number, size: 1 | 2 | 4): bigint {
    if (this.aborted) return 0n;
    const { vm, root } = this.services;
    root.work('portForwarded', 1, port);
    this.notePort(port, size);
    return BigInt(vm.platform.ports.read(port, size) >>> 0);
  }

  override portOut(port: number, size: 1 | 2 | 4, value: bigint): void {
    if (this.aborted) return;
    const { vm, root } = this.services;
    root.work('portForwarded', 1, port);
    this.notePort(port, size);
    vm.platform.ports.write(port, size, Number(BigInt.asUintN(8 * size, value)));
  }

  private notePort(port: number, size: number): void {
    const { root, guest } = this.services;
    this.reachedDevice = true;
    if ((guest.cr4 & CR4_DE) !== 0n) this.breakpoints |= ioBreakpoints(this.dr7, root.debugAddress, port, size);
  }

  // ---- system state that is a VMCS field

  override getSegment(segment: number): number {
    return this.segment(segment).selector;
  }

  override getLdtr(): number {
    return this.segment(LDTR).selector;
  }

  override getTr(): number {
    return this.segment(TR).selector;
  }

  /** Reads what SGDT, SIDT and the other instructions under UMIP need. */
  readTables(): void {
    const { root, guest } = this.services;
    this.gdtrBase = root.vmread(VmcsField.GUEST_GDTR_BASE);
    this.gdtrLimit = Number(root.vmread(VmcsField.GUEST_GDTR_LIMIT));
    this.idtrBase = root.vmread(VmcsField.GUEST_IDTR_BASE);
    this.idtrLimit = Number(root.vmread(VmcsField.GUEST_IDTR_LIMIT));
    this.umipBlocks = this.cpl > 0 && (guest.cr4 & CR4_UMIP) !== 0n;
  }

  override readControl(register: number): bigint {
    if (register === 0) return this.services.guest.cr0;
    this.refuse('control registers');
    return 0n;
  }

  override invalidatePcid(type: bigint, low: bigint, high: bigint): void {
    if (!this.aborted) this.services.invalidatePcid(this, type, low, high);
  }
}
