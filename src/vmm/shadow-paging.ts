/**
 * Memory virtualized by shadow page tables, policy "trap": the guest's CR3 is virtual, real CR3 points to shadow tables;
 * guest tables are write-protected, and each write to one is trapped, emulated and propagated.
 *
 * Exits: every #PF (the guest's own are reflected, those it must not see fill the shadow or are emulated); MOV to and
 * from CR3; INVLPG and INVPCID; MOV to CR0 that changes PE, NE, WP, NW, CD or PG; MOV to CR4 that changes a bit of
 * `cr4Mask`; RDMSR and WRMSR of EFER.
 *
 * Real registers: CR0.PG, PE, NE and WP are 1, CR4.PAE and VMXE are 1, EFER.NXE is 1 (so that error codes tell fetches);
 * SMEP, SMAP, PKE, PGE and PCIDE are the guest's while it uses paging. A guest without paging runs on an identity shadow.
 */
import { Access, Privilege, RIGHTS_KEY_SHIFT, Rights } from '../paging/access-rights.js';
import {
  type ControlRegisters,
  CR0_CD,
  CR0_NE,
  CR0_NW,
  CR0_PE,
  type Invalidation,
} from '../paging/control-register-rules.js';
import {
  CR0_PG,
  CR0_WP,
  CR4_LA57,
  CR4_PAE,
  CR4_PCIDE,
  CR4_PGE,
  CR4_PKE,
  CR4_PSE,
  CR4_SMAP,
  CR4_SMEP,
  PagingMode,
} from '../paging/paging-mode.js';
import { guestPageShift } from '../paging/walk.js';
import { CR4_FIXED_1 } from '../vmx/capabilities.js';
import { Primary } from '../vmx/controls.js';
import { ExitReason } from '../vmx/exit-reason.js';
import { interruptionVector } from '../vmx/interruption.js';
import { Msr } from '../vmx/msr.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import { Exception } from './event-injection.js';
import { isCanonical } from './guest-segments.js';
import type { HypervisorParts } from './hypervisor.js';
import type { ExitHandlers, ExitResult, MemoryVirtualization } from './memory-virtualization.js';
import { type FillResult, fill } from './shadow-fill.js';
import { ShadowRoots } from './shadow-roots.js';
import { ShadowStep } from './shadow-step.js';
import { ShadowTables } from './shadow-tables.js';
import { VPID } from './vmcs-setup.js';

const PAGE = 0x1000;
const FAULT_WRITE = 2;
const FAULT_USER = 4;
const FAULT_FETCH = 16;
const INVVPID = { ADDRESS: 0, SINGLE_CONTEXT: 1, RETAINING_GLOBALS: 3 } as const;

export class ShadowPaging implements MemoryVirtualization {
  readonly controls = {
    primary: Primary.CR3_LOAD_EXITING | Primary.CR3_STORE_EXITING | Primary.INVLPG_EXITING,
    secondary: 0,
    exceptionBitmap: 1 << Exception.PF,
  };
  readonly cr0Mask = CR0_PE | CR0_NE | CR0_WP | CR0_NW | CR0_CD | CR0_PG;
  readonly cr4Mask = CR4_FIXED_1 | CR4_PSE | CR4_PAE | CR4_PGE | CR4_LA57 | CR4_PCIDE | CR4_SMEP | CR4_SMAP | CR4_PKE;
  readonly interceptedMsrs: readonly number[] = [Msr.IA32_EFER];
  readonly handlers: ExitHandlers = {
    [ExitReason.EXCEPTION_NMI]: () => this.exception(),
    [ExitReason.INVLPG]: () => this.invlpg(),
    [ExitReason.INVPCID]: () => this.invpcid(),
  };
  readonly eptTableBytes = 0;

  private readonly parts: HypervisorParts;
  private readonly tables: ShadowTables;
  private readonly step: ShadowStep;
  private readonly roots: ShadowRoots;
  /** Large guest pages that have been split, by `largePage`: INVLPG must reach all pieces in TLBs. */
  private readonly split = new Set<bigint>();
  /** The mirrored bytes around a write that is being emulated. */
  private before: Uint8Array | null = null;

  constructor(parts: HypervisorParts) {
    this.parts = parts;
    this.tables = new ShadowTables(parts.root, parts.vm);
    this.roots = new ShadowRoots(parts.root, this.tables);
    this.step = new ShadowStep(parts, this.tables);
  }

  get shadowTableBytes(): number {
    return this.tables.bytes;
  }

  get guestTableBytes(): number {
    return this.tables.guestTableBytes;
  }

  start(): void {}

  get guestCr3(): bigint {
    return this.roots.registers.cr3;
  }

  get guestEfer(): bigint {
    return this.roots.registers.efer;
  }

  guestPdpte(index: number): bigint {
    return this.roots.pdptes[index]!;
  }

  inspectCr3(): bigint {
    return this.roots.registers.cr3;
  }

  inspectEfer(): bigint {
    return this.roots.registers.efer;
  }

  // ---- control registers

  loadControlRegisters(
    registers: ControlRegisters,
    pdptes: readonly bigint[] | null,
    invalidation: Invalidation,
  ): void {
    if (this.roots.load(registers, pdptes) || invalidation !== 'nothing') this.invalidateAll();
  }

  loadCr3(cr3: bigint, pdptes: readonly bigint[] | null, keep: boolean): void {
    this.roots.loadCr3(cr3, pdptes);
    if (!keep) this.parts.root.invvpid(INVVPID.RETAINING_GLOBALS, VPID, 0n);
  }

  // ---- page faults

  private exception(): ExitResult {
    const { root, guest, paging, events } = this.parts;
    const vector = interruptionVector(Number(root.vmread(VmcsField.VM_EXIT_INTERRUPTION_INFORMATION)));
    if (vector !== Exception.PF) throw new Error(`exception ${vector} is not in the exception bitmap`);
    const code = Number(root.vmread(VmcsField.VM_EXIT_INTERRUPTION_ERROR_CODE));
    const linear = root.vmread(VmcsField.EXIT_QUALIFICATION);
    const access =
      (code & FAULT_FETCH) !== 0 ? Access.EXECUTE : (code & FAULT_WRITE) !== 0 ? Access.WRITE : Access.READ;
    paging.refresh(guest.rflags);
    const user = (code & FAULT_USER) !== 0;
    const implicit = !user && guest.cpl === 3;
    const privilege = user ? Privilege.USER : implicit ? Privilege.IMPLICIT_SUPERVISOR : Privilege.SUPERVISOR;
    const physical = paging.translate(linear, access, privilege, true);
    if (physical < 0) {
      events.raisePageFault(linear, paging.walk.errorCode);
      return 'resume';
    }
    return this.hiddenFault(linear, physical, access, privilege);
  }

  /** The guest's tables allow the access. */
  private hiddenFault(linear: bigint, physical: number, access: Access, privilege: Privilege): ExitResult {
    const region = this.parts.memory.find(physical);
    const page = physical - (physical % PAGE);
    const write = access === Access.WRITE;
    if (this.step.isOpen(page)) {
      const supervisorWrite = write && privilege !== Privilege.USER && this.writeProtectOff;
      this.fill(linear, page, this.step.hostPage(page), true, supervisorWrite ? this.step.forced : null);
      this.step.reopen(page, supervisorWrite);
      this.tables.flushIfDue();
      return 'resume';
    }
    if (region === null || region.kind === 'mmio' || (write && region.kind === 'rom')) {
      return this.parts.emulate(physical);
    }
    if (write && (this.isProtected(physical) || this.isOnPath(page) || this.needsEmulation())) {
      return this.parts.emulate(physical);
    }
    const result = this.fill(linear, page, region.hostPage(page), region.kind !== 'rom', null);
    if (result === 'changed') this.invalidate(linear);
    else if (result === 'same') return this.spurious(linear, access, privilege);
    return 'resume';
  }

  /** The page is a table that this very walk has used. */
  private isOnPath(page: number): boolean {
    const { walk } = this.parts.paging;
    if (this.roots.mode === PagingMode.NONE) return false;
    for (let level = walk.level; level <= (this.roots.mode === PagingMode.LEVEL_4 ? 4 : 2); level++) {
      const at = walk.entryAddress[level]!;
      if (at - (at % PAGE) === page) return true;
    }
    return false;
  }

  private get writeProtectOff(): boolean {
    return !this.roots.writeProtect && this.roots.mode !== PagingMode.NONE;
  }

  /**
   * CR0.WP = 0: a supervisor write to a page that users may read, which R/W = 0 or the page's protection key forbids with
   * real CR0.WP = 1.
   */
  private needsEmulation(): boolean {
    if (!this.writeProtectOff) return false;
    const { walk, context } = this.parts.paging;
    if ((walk.rights & Rights.USER) === 0) return false;
    const key = (walk.rights >>> RIGHTS_KEY_SHIFT) & 15;
    const keyForbids = context.protectionKeys && ((context.pkru >>> (2 * key + 1)) & 1) !== 0;
    return (walk.rights & Rights.WRITE) === 0 || keyForbids;
  }

  private fill(linear: bigint, page: number, hostPage: number, writable: boolean, forced: number[] | null): FillResult {
    const { tables } = this;
    if (!tables.topUp()) this.roots.loadRoot();
    const { walk } = this.parts.paging;
    const low = Number(BigInt.asIntN(32, linear));
    const frame = page / PAGE;
    const result = fill(tables, this.roots.top(low), {
      low,
      high: Number(BigInt.asIntN(32, linear >> 32n)),
      mode: this.roots.mode,
      format: this.roots.format,
      writeProtect: this.roots.writeProtect,
      walk,
      frame,
      hostPage,
      writableMemory: writable,
      forced,
    });
    const shift = guestPageShift(walk.rights);
    if (this.roots.mode !== PagingMode.NONE && shift > 12) this.split.add(largePage(linear, shift));
    tables.flushIfDue();
    return result;
  }

  /**
   * The shadow already allowed what faulted: the processor's implicit access to a system table under SMAP, which the
   * error code does not tell from an explicit one.
   */
  private spurious(linear: bigint, access: Access, privilege: Privilege): ExitResult {
    const { paging, events } = this.parts;
    if (privilege === Privilege.SUPERVISOR) {
      const physical = paging.translate(linear, access, Privilege.IMPLICIT_SUPERVISOR, true);
      if (physical < 0) {
        events.raisePageFault(linear, paging.walk.errorCode);
        return 'resume';
      }
    }
    // A TLB entry older than the shadow's.
    this.invalidate(linear);
    return 'resume';
  }

  // ---- invalidation

  private invlpg(): ExitResult {
    const linear = this.parts.root.vmread(VmcsField.EXIT_QUALIFICATION);
    if (isCanonical(linear)) this.invalidateAddress(linear);
    return 'resume-next';
  }

  private invpcid(): ExitResult {
    const result = this.parts.emulator.run();
    return result.kind === 'done' ? 'resume' : { kind: 'shutdown', reason: `cannot emulate INVPCID: ${result.what}` };
  }

  /** INVLPG: a large page that was split may be in TLBs in pieces, and was global or not: everything goes then. */
  invalidateAddress(linear: bigint): void {
    if (LARGE_SHIFTS.some((shift) => this.split.has(largePage(linear, shift)))) this.invalidateAll();
    else this.invalidate(linear);
  }

  private invalidate(linear: bigint): void {
    this.parts.root.invvpid(INVVPID.ADDRESS, VPID, linear);
  }

  private invalidateAll(): void {
    this.split.clear();
    this.parts.root.invvpid(INVVPID.SINGLE_CONTEXT, VPID, 0n);
  }

  // ---- writes to guest tables

  isProtected(guestPhysical: number): boolean {
    return this.tables.isMirrored(Math.floor(guestPhysical / PAGE));
  }

  beforeGuestWrite(guestPhysical: number, size: number): void {
    this.before = this.isProtected(guestPhysical) ? this.wordsAround(guestPhysical, size) : null;
  }

  afterGuestWrite(guestPhysical: number, size: number): void {
    if (this.before === null) return;
    const after = this.wordsAround(guestPhysical, size);
    const frame = Math.floor(guestPhysical / PAGE);
    this.tables.propagate(frame, (guestPhysical % PAGE) & ~7, this.before, after);
    this.parts.root.work('guestEntryWrite', 1, guestPhysical);
    this.before = null;
    this.tables.flushIfDue();
  }

  /** The aligned 8-byte words that the bytes lie in (writes are within a page). */
  private wordsAround(guestPhysical: number, size: number): Uint8Array {
    const start = guestPhysical - (guestPhysical % 8);
    const end = guestPhysical + size + 7;
    return this.parts.memory.copyOut(start, end - (end % 8) - start);
  }

  // ---- single steps

  /** The fault that follows fills the shadow with the open page. */
  open(guestPhysical: number): void {
    this.step.open(guestPhysical);
  }

  close(): void {
    this.step.close();
    this.tables.flushIfDue();
  }
}

/** 2 MBytes, 4 MBytes, 1 GByte. */
const LARGE_SHIFTS = [21, 22, 30] as const;
/** A number for the large page of size 2^`shift` that holds `linear`: its page number with its size. */
const largePage = (linear: bigint, shift: number): bigint => ((linear >> BigInt(shift)) << 6n) | BigInt(shift);
