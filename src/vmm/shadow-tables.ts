/**
 * The cache of shadow tables: real entries in host pages, found by guest frame and role, linked to each other, with a
 * reverse map from each guest frame to the entries that map it. Guest frames that are mirrored are write-protected.
 *
 * Reclaim, all of it countable: a guest table that nothing reaches any more loses its shadow at the next write to it; so
 * does one written IDLE_WRITES_LIMIT times without being used; and when host pages run out every shadow table goes.
 */
import { type HostMemory, RAM_BASE } from '../memory/host-memory.js';
import { ENTRY_D, ENTRY_P, ENTRY_RW, ENTRY_US } from '../paging/entry.js';
import type { VirtualMachine, VmxRoot } from '../vmx/root.js';
import { allocateHostPage } from './host-pages.js';
import { isSmallFormat, mirroredIndex, type ShadowRole, type ShadowTable, shadowKey } from './shadow-table.js';
import { VPID } from './vmcs-setup.js';

const PAGE = 0x1000;
const ENTRIES = 512;
const TWO_32 = 2 ** 32;
const INVVPID_SINGLE_CONTEXT = 1;
/** Pages that one fill can need: a table for each level, and the pages of a large page split. */
const RESERVE = 6;
export const IDLE_WRITES_LIMIT = 1024;

export class ShadowTables {
  private readonly root: VmxRoot;
  private readonly vm: VirtualMachine;
  private readonly memory: HostMemory;
  private readonly byKey = new Map<string, ShadowTable>();
  private readonly byPage = new Map<number, ShadowTable>();
  /** Mirrors of each guest frame. */
  private readonly mirrors = new Map<number, ShadowTable[]>();
  /** Shadow leaf entries that map each guest frame, by host-physical address of the entry. */
  private readonly mappings = new Map<number, Set<number>>();
  /** Guest frame that each host page backs, for pages that have been mapped. */
  private readonly frameOfHost = new Map<number, number>();
  private readonly reserve: number[] = [];
  /** Freed pages may still be in TLBs and paging-structure caches: they are given back after the next flush. */
  private readonly retired: number[] = [];
  private flushDue = false;
  private roots: ReadonlySet<ShadowTable> = new Set();
  /** PAE shadows: the page-directory-pointer table. Its entries are parents like others. */
  readonly pointerTable: number;

  constructor(root: VmxRoot, vm: VirtualMachine) {
    this.root = root;
    this.vm = vm;
    this.memory = root.memory;
    this.pointerTable = allocateHostPage(vm);
  }

  get bytes(): number {
    return (this.byKey.size + 1) * PAGE;
  }

  get guestTableBytes(): number {
    return this.mirrors.size * PAGE;
  }

  /** True when the guest frame is a table that a shadow mirrors. */
  isMirrored(frame: number): boolean {
    return this.mirrors.has(frame);
  }

  /** Makes sure that one fill finds its pages. False: all shadow tables had to go. */
  topUp(): boolean {
    while (this.reserve.length < RESERVE) {
      const page = this.vm.allocatePage();
      if (page < 0) {
        this.reclaimAll();
        return false;
      }
      this.reserve.push(page);
    }
    return true;
  }

  /** The shadow table of this role, made if it is not there. */
  table(frame: number, role: ShadowRole): ShadowTable {
    const key = shadowKey(frame, role);
    const known = this.byKey.get(key);
    if (known !== undefined) {
      known.idleWrites = 0;
      return known;
    }
    const page = this.reserve.pop() ?? allocateHostPage(this.vm);
    const table: ShadowTable = { key, page, frame, role, parents: new Set(), isRoot: false, idleWrites: 0 };
    this.byKey.set(key, table);
    this.byPage.set(page, table);
    this.root.work('tableBuilt', 1, page);
    if (!role.direct) this.addMirror(table);
    return table;
  }

  private addMirror(table: ShadowTable): void {
    const known = this.mirrors.get(table.frame);
    if (known !== undefined) {
      known.push(table);
      return;
    }
    this.mirrors.set(table.frame, [table]);
    // A frame becomes a table: no writable mapping of it may remain, in shadow tables or in TLBs.
    for (const entry of this.mappings.get(table.frame) ?? []) {
      if ((this.low(entry) & ENTRY_RW) === 0) continue;
      this.store(entry, this.low(entry) & ~ENTRY_RW, this.high(entry));
      this.flushDue = true;
    }
  }

  // ---- entries

  low(entry: number): number {
    return this.memory.i32[(RAM_BASE + entry) >>> 2]!;
  }

  high(entry: number): number {
    return this.memory.i32[((RAM_BASE + entry) >>> 2) + 1]!;
  }

  private store(entry: number, low: number, high: number): void {
    const index = (RAM_BASE + entry) >>> 2;
    this.memory.i32[index] = low;
    this.memory.i32[index + 1] = high;
    this.root.work('shadowEntryWrite', 1, entry);
  }

  /** What changed: 'same' nothing, 'new' an entry that was not present, 'changed' one that TLBs may hold. */
  private replace(entry: number, low: number, high: number): 'same' | 'new' | 'changed' {
    const before = this.low(entry);
    if (before === low && this.high(entry) === high) return 'same';
    this.store(entry, low, high);
    return (before & ENTRY_P) === 0 ? 'new' : 'changed';
  }

  /** Points an entry of a table (or of the pointer table) to `child`. */
  link(entry: number, child: ShadowTable, low: number, high: number): 'same' | 'new' | 'changed' {
    const previous = this.child(entry);
    if (previous !== null && previous !== child) previous.parents.delete(entry);
    child.parents.add(entry);
    return this.replace(entry, low | child.page, high | Math.floor(child.page / TWO_32));
  }

  /** Maps a 4-KiB guest frame, which host page `hostPage` backs. */
  map(entry: number, frame: number, hostPage: number, low: number, high: number): 'same' | 'new' | 'changed' {
    const previous = this.mappedFrame(entry);
    if (previous >= 0 && previous !== frame) this.mappings.get(previous)!.delete(entry);
    let entries = this.mappings.get(frame);
    if (entries === undefined) {
      entries = new Set();
      this.mappings.set(frame, entries);
    }
    entries.add(entry);
    this.frameOfHost.set(hostPage, frame);
    return this.replace(entry, low | (hostPage % TWO_32), high | Math.floor(hostPage / TWO_32));
  }

  private address(entry: number): number {
    return (this.high(entry) & 0xfffff) * TWO_32 + ((this.low(entry) & 0xfffff000) >>> 0);
  }

  /** Table that a present entry points to; null for a leaf entry and an empty one. */
  private child(entry: number): ShadowTable | null {
    return (this.low(entry) & ENTRY_P) === 0 ? null : (this.byPage.get(this.address(entry)) ?? null);
  }

  /** Guest frame that a present leaf entry maps, or −1. */
  private mappedFrame(entry: number): number {
    if ((this.low(entry) & ENTRY_P) === 0) return -1;
    return this.frameOfHost.get(this.address(entry)) ?? -1;
  }

  /** Empties an entry. TLBs keep what they have until the guest invalidates, as on the bare processor. */
  zap(entry: number): void {
    if ((this.low(entry) & ENTRY_P) === 0) return;
    const child = this.child(entry);
    if (child !== null) child.parents.delete(entry);
    else {
      const frame = this.mappedFrame(entry);
      if (frame >= 0) this.mappings.get(frame)?.delete(entry);
    }
    this.store(entry, 0, 0);
  }

  /** Every entry of the table that is present. */
  private *present(table: ShadowTable): Iterable<number> {
    for (let i = 0; i < ENTRIES; i++) {
      const entry = table.page + 8 * i;
      if ((this.low(entry) & ENTRY_P) !== 0) yield entry;
    }
  }

  // ---- guest writes

  /**
   * The guest has changed `size` bytes of a mirrored table at `offset`; `before` and `after` are the whole table's
   * aligned words around them, from `start`. Shadows of the entries that changed become empty.
   */
  propagate(frame: number, start: number, before: Uint8Array, after: Uint8Array): void {
    for (const table of [...(this.mirrors.get(frame) ?? [])]) {
      if (this.isAbandoned(table)) {
        this.drop(table);
        continue;
      }
      const bytes = isSmallFormat(table.role.format) ? 4 : 8;
      for (let at = 0; at < before.length; at += bytes) {
        if (sameBytes(before, after, at, bytes)) continue;
        const index = mirroredIndex(table.role, (start + at) / bytes);
        if (index < 0) continue;
        this.zap(table.page + 8 * index);
        if (bytes === 4 && table.role.level === 2) this.zap(table.page + 8 * (index + 1));
      }
    }
  }

  /** Nothing reaches the table any more, or it is only written. */
  private isAbandoned(table: ShadowTable): boolean {
    if (this.roots.has(table)) return false;
    return ++table.idleWrites > IDLE_WRITES_LIMIT || (!table.isRoot && table.parents.size === 0);
  }

  /** The tables that real CR3 and the PDPTE registers lead to from now on. */
  setRoots(roots: readonly ShadowTable[]): void {
    this.roots = new Set(roots);
    for (const table of roots) table.isRoot = true;
  }

  // ---- reclaim

  /** Takes a shadow table away: its entries, the entries that point to it, and the protection of its guest table. */
  drop(table: ShadowTable): void {
    for (const entry of this.present(table)) this.zap(entry);
    for (const parent of [...table.parents]) this.zap(parent);
    this.byKey.delete(table.key);
    this.byPage.delete(table.page);
    const others = this.mirrors.get(table.frame)?.filter((other) => other !== table) ?? [];
    if (!table.role.direct) {
      if (others.length > 0) this.mirrors.set(table.frame, others);
      else this.mirrors.delete(table.frame);
    }
    this.retired.push(table.page);
    this.flushDue = true;
    this.root.work('tableReclaimed', 1, table.page);
  }

  /** All of them; roots are built again when they are needed. */
  reclaimAll(): void {
    for (const table of [...this.byKey.values()]) this.drop(table);
    this.mappings.clear();
    this.flush();
  }

  /** Invalidates what TLBs hold of the VM if that is due: before the next VM entry. */
  flushIfDue(): void {
    if (this.flushDue) this.flush();
  }

  private flush(): void {
    this.root.invvpid(INVVPID_SINGLE_CONTEXT, VPID, 0n);
    this.flushDue = false;
    for (const page of this.retired.splice(0)) this.vm.freePage(page);
  }

  /** Removes every mapping of a guest frame. */
  unmap(frame: number): void {
    for (const entry of [...(this.mappings.get(frame) ?? [])]) this.zap(entry);
    this.flushDue = true;
  }

  /** For a single step: every mapping of the frame is writable, and for `supervisorOnly` not a user page. */
  setWritable(frame: number, supervisorOnly: boolean): void {
    for (const entry of this.mappings.get(frame) ?? []) {
      const low = this.low(entry) | ENTRY_RW | ENTRY_D;
      this.store(entry, supervisorOnly ? low & ~ENTRY_US : low, this.high(entry));
    }
    this.flushDue = true;
  }
}

function sameBytes(before: Uint8Array, after: Uint8Array, start: number, length: number): boolean {
  for (let i = start; i < start + length; i++) if (before[i] !== after[i]) return false;
  return true;
}
