/**
 * EPT paging structures: real entries in host-physical memory. SDM Vol. 3, "EPT Translation Mechanism".
 *
 *   leaf: 51:12 page | 7 PS | 5:3 memory type (6 write-back) | 2 X | 1 W | 0 R        table: 51:12 | 2:0 RWX
 */
import { type HostMemory, RAM_BASE } from '../memory/host-memory.js';
import type { PageSize } from '../memory/map-builder.js';
import { EPT_MEMORY_TYPE_SHIFT, EPT_PS, EPT_R, EPT_W, EPT_X } from '../paging/entry.js';
import type { VirtualMachine, VmxRoot } from '../vmx/root.js';
import { allocateHostPage } from './host-pages.js';

const WRITE_BACK = 6 << EPT_MEMORY_TYPE_SHIFT;
const ALL = EPT_R | EPT_W | EPT_X;
const TWO_32 = 2 ** 32;
const TOP_LEVEL = 4;
const LEAF_LEVEL: Readonly<Record<PageSize, number>> = { 4096: 1, 2097152: 2, 1073741824: 3 };
/** Bytes that an entry of each level covers. */
const COVERAGE: readonly number[] = [0, 2 ** 12, 2 ** 21, 2 ** 30, 2 ** 39];

export const EPT_READ_EXECUTE = EPT_R | EPT_X;
export const EPT_READ_WRITE_EXECUTE = ALL;

export class EptTables {
  /** Host-physical address of the EPT PML4 table. */
  readonly root: number;
  private readonly hypervisor: VmxRoot;
  private readonly vm: VirtualMachine;
  private readonly memory: HostMemory;
  private tables = 0;

  constructor(hypervisor: VmxRoot, vm: VirtualMachine) {
    this.hypervisor = hypervisor;
    this.vm = vm;
    this.memory = hypervisor.memory;
    this.root = this.newTable();
  }

  get bytes(): number {
    return this.tables * 0x1000;
  }

  /** Maps the page of `size` at a guest-physical address to host-physical `hostPage`, both aligned to it. */
  map(guestPhysical: number, hostPage: number, size: PageSize, rights: number): void {
    const leafLevel = LEAF_LEVEL[size];
    let table = this.root;
    for (let level = TOP_LEVEL; level > leafLevel; level--) {
      const entry = entryAt(table, guestPhysical, level);
      if ((this.low(entry) & ALL) === 0) this.write(entry, this.newTable(), ALL);
      table = this.address(entry);
    }
    const large = leafLevel > 1 ? EPT_PS : 0;
    this.write(entryAt(table, guestPhysical, leafLevel), hostPage, rights | WRITE_BACK | large);
  }

  /** Removes the 4-KiB mapping of a guest-physical address, if there is one. */
  unmap(guestPhysical: number): void {
    let table = this.root;
    for (let level = TOP_LEVEL; level > 1; level--) {
      const entry = entryAt(table, guestPhysical, level);
      if ((this.low(entry) & ALL) === 0) return;
      table = this.address(entry);
    }
    this.write(entryAt(table, guestPhysical, 1), 0, 0);
  }

  private newTable(): number {
    const page = allocateHostPage(this.vm);
    this.tables++;
    this.hypervisor.work('tableBuilt', 1, page);
    return page;
  }

  private low(entry: number): number {
    return this.memory.u32[(RAM_BASE + entry) >>> 2]!;
  }

  /** Host-physical address in bits 51:12. */
  private address(entry: number): number {
    const index = (RAM_BASE + entry) >>> 2;
    return (this.memory.u32[index + 1]! & 0xfffff) * TWO_32 + ((this.memory.u32[index]! & 0xfffff000) >>> 0);
  }

  private write(entry: number, hostPage: number, bits: number): void {
    const index = (RAM_BASE + entry) >>> 2;
    this.memory.u32[index] = (hostPage % TWO_32) + bits;
    this.memory.u32[index + 1] = Math.floor(hostPage / TWO_32);
    this.hypervisor.work('eptEntryWrite', 1, entry);
  }
}

const entryAt = (table: number, address: number, level: number): number =>
  table + (Math.floor(address / COVERAGE[level]!) % 512) * 8;
