/**
 * The guest's control registers under shadow paging, and the roots that follow from them: what CR3 really is, and which
 * shadow table a walk of the processor starts at.
 */
import { type ControlRegisters, CR0_NE, CR0_PE, EFER_LME, EFER_SCE } from '../paging/control-register-rules.js';
import {
  CR0_PG,
  CR0_WP,
  CR4_PAE,
  CR4_PCIDE,
  CR4_PKE,
  CR4_PSE,
  CR4_SMAP,
  CR4_SMEP,
  EFER_LMA,
  EFER_NXE,
  PagingMode,
  pagingMode,
} from '../paging/paging-mode.js';
import { CR4_FIXED_1 } from '../vmx/capabilities.js';
import { VmEntry } from '../vmx/controls.js';
import type { VmxRoot } from '../vmx/root.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import { ANY_ACCESS, directRole, IDENTITY_FORMAT, mirrorRole, type ShadowTable, tableFormat } from './shadow-table.js';
import type { ShadowTables } from './shadow-tables.js';

const PRESENT = 1;
const FRAMES_PER_GIGABYTE = 0x40000;
const CR4_NEEDS_PAGING = CR4_SMEP | CR4_SMAP | CR4_PKE;

export class ShadowRoots {
  private readonly root: VmxRoot;
  private readonly tables: ShadowTables;
  registers: ControlRegisters = { cr0: 0n, cr3: 0n, cr4: 0n, efer: 0n };
  pdptes: readonly bigint[] = [0n, 0n, 0n, 0n];
  mode: PagingMode = PagingMode.NONE;
  /** How guest entries read now (tableFormat). */
  format = -1;

  constructor(root: VmxRoot, tables: ShadowTables) {
    this.root = root;
    this.tables = tables;
  }

  /** CR0.WP of a guest that uses paging. */
  get writeProtect(): boolean {
    return (this.registers.cr0 & CR0_WP) !== 0n;
  }

  /** Takes the guest's registers and puts the real ones into the VMCS. True when guest entries read differently now. */
  load(registers: ControlRegisters, pdptes: readonly bigint[] | null): boolean {
    const { root } = this;
    const { cr0, cr4, efer } = registers;
    this.registers = registers;
    if (pdptes !== null) this.pdptes = pdptes;
    const longMode = (efer & EFER_LMA) !== 0n;
    const needsPaging = (cr0 & CR0_PG) !== 0n ? 0n : CR4_NEEDS_PAGING;
    root.vmwrite(VmcsField.GUEST_CR0, cr0 | CR0_PE | CR0_NE | CR0_WP | CR0_PG);
    root.vmwrite(VmcsField.CR0_READ_SHADOW, cr0);
    root.vmwrite(VmcsField.GUEST_CR4, (cr4 & ~needsPaging) | CR4_FIXED_1 | CR4_PAE);
    root.vmwrite(VmcsField.CR4_READ_SHADOW, cr4);
    root.vmwrite(VmcsField.GUEST_IA32_EFER, (efer & EFER_SCE) | EFER_NXE | (longMode ? EFER_LMA | EFER_LME : 0n));
    const entry = root.vmread(VmcsField.VM_ENTRY_CONTROLS);
    const control = BigInt(VmEntry.IA32E_MODE_GUEST);
    root.vmwrite(VmcsField.VM_ENTRY_CONTROLS, longMode ? entry | control : entry & ~control);

    this.mode = pagingMode(cr0, cr4, efer);
    const format = tableFormat(
      this.mode,
      (efer & EFER_NXE) !== 0n,
      (cr4 & CR4_PSE) !== 0n && this.mode === PagingMode.LEGACY_32BIT,
      (cr0 & CR0_WP) !== 0n,
    );
    const changed = format !== this.format;
    this.format = format;
    this.loadRoot();
    return changed;
  }

  /** MOV to CR3. */
  loadCr3(cr3: bigint, pdptes: readonly bigint[] | null): void {
    this.registers = { ...this.registers, cr3 };
    if (pdptes !== null) this.pdptes = pdptes;
    this.loadRoot();
  }

  /** Real CR3 for the guest's CR3: the shadow of its root, or the pointer table of PAE shadows. */
  loadRoot(): void {
    const { tables, mode } = this;
    const { cr3, cr4 } = this.registers;
    tables.topUp();
    let real: number;
    if (mode === PagingMode.LEVEL_4) {
      const root = this.mirror(4, Number((cr3 & 0xffffffffff000n) >> 12n), 0);
      tables.setRoots([root]);
      real = root.page + ((cr4 & CR4_PCIDE) !== 0n ? Number(cr3 & 0xfffn) : 0);
    } else {
      tables.setRoots([0, 1, 2, 3].map((index) => this.loadPointer(index)).filter((table) => table !== null));
      real = tables.pointerTable;
    }
    tables.flushIfDue();
    this.root.vmwrite(VmcsField.GUEST_CR3, BigInt(real));
  }

  private mirror(level: number, frame: number, quadrant: number): ShadowTable {
    return this.tables.table(frame, mirrorRole(level, this.format, quadrant, ANY_ACCESS));
  }

  /** Shadow page directory of one gigabyte, or null when the guest's PDPTE is not present. */
  private directory(index: number): ShadowTable | null {
    switch (this.mode) {
      case PagingMode.NONE:
        return this.tables.table(index * FRAMES_PER_GIGABYTE, directRole(2, IDENTITY_FORMAT, 0, 0));
      case PagingMode.LEGACY_32BIT:
        return this.mirror(2, Number((this.registers.cr3 & 0xfffff000n) >> 12n), index);
      default: {
        const pdpte = this.pdptes[index]!;
        return (pdpte & 1n) === 0n ? null : this.mirror(2, Number((pdpte & 0xffffffffff000n) >> 12n), 0);
      }
    }
  }

  private loadPointer(index: number): ShadowTable | null {
    const entry = this.tables.pointerTable + 8 * index;
    const table = this.directory(index);
    if (table === null) this.tables.zap(entry);
    else this.tables.link(entry, table, PRESENT, 0);
    return table;
  }

  /** Shadow table that real CR3 (or the PDPTE register) leads to for a linear address. */
  top(low: number): ShadowTable {
    if (this.mode === PagingMode.LEVEL_4) {
      return this.mirror(4, Number((this.registers.cr3 & 0xffffffffff000n) >> 12n), 0);
    }
    return this.directory(low >>> 30)!;
  }
}
