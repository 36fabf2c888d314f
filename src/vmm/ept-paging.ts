/**
 * Memory virtualized by EPT: the guest owns CR3 and its page tables; an EPT violation maps guest-physical memory, or is
 * the access to a device, a hole or ROM that the hypervisor emulates.
 *
 * Exits: one EPT violation for each guest-physical page (of the EPT page size) first touched; one for each access that
 * must be emulated; MOV CR0 that changes NE, CD or NW, and MOV CR4 that sets VMXE, because hardware holds other values.
 */
import { backingPageSize, PAGE_4K, type PageSize } from '../memory/map-builder.js';
import type { Region } from '../memory/physical-map.js';
import { type ControlRegisters, CR0_CD, CR0_NE, CR0_NW, type Invalidation } from '../paging/control-register-rules.js';
import { EFER_LMA } from '../paging/paging-mode.js';
import { CR4_FIXED_1 } from '../vmx/capabilities.js';
import { Secondary, VmEntry } from '../vmx/controls.js';
import { ExitReason } from '../vmx/exit-reason.js';
import { EptViolation } from '../vmx/qualification.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import { EPT_READ_EXECUTE, EPT_READ_WRITE_EXECUTE, EptTables } from './ept-tables.js';
import type { HypervisorParts } from './hypervisor.js';
import { LentPages } from './lent-pages.js';
import type { ExitHandlers, ExitResult, MemoryVirtualization } from './memory-virtualization.js';
import { VPID } from './vmcs-setup.js';

export interface EptOptions {
  /** Largest page mapped by one EPT entry; smaller around holes and at RAM's end. */
  readonly pageSize?: PageSize;
  /** Map on first touch, or everything before the guest starts. */
  readonly fill?: 'lazy' | 'eager';
}

const EPTP_WRITE_BACK = 6;
const EPTP_WALK_LENGTH_4 = 3 << 3;
const INVEPT_SINGLE_CONTEXT = 1;
const INVVPID_SINGLE_CONTEXT = 1;
const INVVPID_RETAINING_GLOBALS = 3;

export class EptPaging implements MemoryVirtualization {
  readonly controls = {
    primary: 0,
    secondary: Secondary.ENABLE_EPT | Secondary.UNRESTRICTED_GUEST,
    exceptionBitmap: 0,
  };
  readonly cr0Mask = CR0_NE | CR0_CD | CR0_NW;
  readonly cr4Mask = CR4_FIXED_1;
  readonly interceptedMsrs: readonly number[] = [];
  readonly handlers: ExitHandlers = {
    [ExitReason.EPT_VIOLATION]: () => this.violation(),
  };
  readonly shadowTableBytes = 0;
  readonly guestTableBytes = -1;

  private readonly parts: HypervisorParts;
  private readonly tables: EptTables;
  private readonly pageSize: PageSize;
  private readonly eager: boolean;
  private readonly eptp: bigint;
  /** Guest-physical pages opened for a single step. */
  private readonly opened = new Set<number>();
  private readonly lent: LentPages;

  constructor(parts: HypervisorParts, options: EptOptions) {
    this.parts = parts;
    this.lent = new LentPages(parts);
    this.pageSize = options.pageSize ?? PAGE_4K;
    this.eager = options.fill === 'eager';
    this.tables = new EptTables(parts.root, parts.vm);
    this.eptp = BigInt(this.tables.root) | BigInt(EPTP_WRITE_BACK | EPTP_WALK_LENGTH_4);
  }

  get eptTableBytes(): number {
    return this.tables.bytes;
  }

  start(): void {
    this.parts.root.vmwrite(VmcsField.EPT_POINTER, this.eptp);
    for (const region of this.parts.vm.platform.map.regions) {
      if (region.kind === 'framebuffer' || (this.eager && region.kind !== 'mmio')) this.mapRegion(region);
    }
  }

  private mapRegion(region: Region): void {
    for (let address = region.start; address < region.start + region.size; ) address += this.mapPage(region, address);
  }

  /** Maps the largest page that lies wholly in the region; returns its size. */
  private mapPage(region: Region, address: number): PageSize {
    const size = backingPageSize(this.parts.vm.platform.map, address, this.pageSize);
    const start = address - (address % size);
    const rights = region.kind === 'rom' ? EPT_READ_EXECUTE : EPT_READ_WRITE_EXECUTE;
    this.tables.map(start, region.hostPage(start), size, rights);
    return size;
  }

  private violation(): ExitResult {
    const { root, memory } = this.parts;
    const qualification = Number(root.vmread(VmcsField.EXIT_QUALIFICATION));
    const address = Number(root.vmread(VmcsField.GUEST_PHYSICAL_ADDRESS));
    const region = memory.find(address);
    const write = (qualification & EptViolation.WRITE) !== 0;
    if (region !== null && region.kind !== 'mmio' && !(write && region.kind === 'rom')) {
      this.mapPage(region, address);
      return 'resume';
    }
    return this.parts.emulate(address);
  }

  get guestCr3(): bigint {
    return this.parts.root.vmread(VmcsField.GUEST_CR3);
  }

  get guestEfer(): bigint {
    return this.parts.root.vmread(VmcsField.GUEST_IA32_EFER);
  }

  guestPdpte(index: number): bigint {
    return this.parts.root.vmread(VmcsField.GUEST_PDPTE0 + 2 * index);
  }

  inspectCr3(hardware: bigint): bigint {
    return hardware;
  }

  inspectEfer(hardware: bigint): bigint {
    return hardware;
  }

  loadControlRegisters(
    { cr0, cr3, cr4, efer }: ControlRegisters,
    pdptes: readonly bigint[] | null,
    invalidation: Invalidation,
  ): void {
    const { root } = this.parts;
    root.vmwrite(VmcsField.GUEST_CR0, cr0 | CR0_NE);
    root.vmwrite(VmcsField.CR0_READ_SHADOW, cr0);
    root.vmwrite(VmcsField.GUEST_CR3, cr3);
    root.vmwrite(VmcsField.GUEST_CR4, cr4 | CR4_FIXED_1);
    root.vmwrite(VmcsField.CR4_READ_SHADOW, cr4);
    root.vmwrite(VmcsField.GUEST_IA32_EFER, efer);
    const entry = root.vmread(VmcsField.VM_ENTRY_CONTROLS);
    const longMode = BigInt(VmEntry.IA32E_MODE_GUEST);
    root.vmwrite(VmcsField.VM_ENTRY_CONTROLS, (efer & EFER_LMA) !== 0n ? entry | longMode : entry & ~longMode);
    this.loadPdptes(pdptes);
    if (invalidation !== 'nothing') root.invvpid(INVVPID_SINGLE_CONTEXT, VPID, 0n);
  }

  /** A task switch; MOV to CR3 does not exit. */
  loadCr3(cr3: bigint, pdptes: readonly bigint[] | null, keep: boolean): void {
    const { root } = this.parts;
    root.vmwrite(VmcsField.GUEST_CR3, cr3);
    this.loadPdptes(pdptes);
    if (!keep) root.invvpid(INVVPID_RETAINING_GLOBALS, VPID, 0n);
  }

  private loadPdptes(pdptes: readonly bigint[] | null): void {
    pdptes?.forEach((value, index) => {
      this.parts.root.vmwrite(VmcsField.GUEST_PDPTE0 + 2 * index, value);
    });
  }

  invalidateAddress(): void {
    throw new Error('INVPCID does not exit under EPT');
  }

  beforeGuestWrite(): void {}

  afterGuestWrite(): void {}

  isProtected(): boolean {
    return false;
  }

  open(guestPhysical: number): void {
    const page = guestPhysical - (guestPhysical % PAGE_4K);
    this.tables.map(page, this.lent.lend(page), PAGE_4K, EPT_READ_WRITE_EXECUTE);
    this.opened.add(page);
    this.parts.root.invept(INVEPT_SINGLE_CONTEXT, this.eptp);
  }

  close(): void {
    for (const page of this.opened) {
      const region = this.parts.memory.find(page);
      if (region === null || region.kind === 'mmio') this.tables.unmap(page);
      else this.mapPage(region, page);
    }
    this.opened.clear();
    this.lent.settle();
    this.parts.root.invept(INVEPT_SINGLE_CONTEXT, this.eptp);
  }
}
