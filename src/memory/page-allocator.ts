/**
 * Host-physical pages handed out one by one: for a hypervisor's VMCS, bitmaps and tables. Deterministic: rising
 * addresses first, then the page freed last.
 */
import type { HostMemory } from './host-memory.js';
import { RAM_BASE } from './host-memory.js';

const PAGE = 0x1000;

/** What a snapshot keeps of an allocator. */
export interface PageAllocatorState {
  readonly next: number;
  readonly free: readonly number[];
}

export class HostPageAllocator {
  private readonly memory: HostMemory;
  private readonly start: number;
  private readonly end: number;
  /** Pages in use at one time, at most. */
  readonly cap: number;
  private next: number;
  private freeList: number[] = [];
  /** 1 for a page handed out. */
  private readonly used: Uint8Array;

  /** Pages from host-physical `start` up to `end` (bytes, multiples of 4 KiB). */
  constructor(memory: HostMemory, start: number, end: number, cap = Number.POSITIVE_INFINITY) {
    if (start % PAGE !== 0 || end % PAGE !== 0 || start > end || end > memory.ramSize) {
      throw new RangeError(`bad range for host pages: ${start} to ${end}`);
    }
    this.memory = memory;
    this.start = start;
    this.end = end;
    this.next = start;
    this.cap = cap;
    this.used = new Uint8Array((end - start) / PAGE);
  }

  /** Pages handed out and not freed. */
  get inUse(): number {
    return (this.next - this.start) / PAGE - this.freeList.length;
  }

  /** Host-physical address of a page of zeros; −1 when none is left or the cap is met. */
  allocate(): number {
    if (this.inUse >= this.cap) return -1;
    const again = this.freeList.pop();
    const page = again ?? this.next;
    if (again === undefined) {
      if (this.next >= this.end) return -1;
      this.next += PAGE;
    }
    this.used[(page - this.start) / PAGE] = 1;
    this.memory.u8.fill(0, RAM_BASE + page, RAM_BASE + page + PAGE);
    this.memory.notifyWrite(RAM_BASE + page, PAGE);
    return page;
  }

  /** Consecutive zeroed pages, never from the free list; the first one's address, or −1. Freed page by page. */
  allocateRun(pages: number): number {
    if (this.inUse + pages > this.cap || this.next + pages * PAGE > this.end) return -1;
    const first = this.next;
    this.next += pages * PAGE;
    this.used.fill(1, (first - this.start) / PAGE, (this.next - this.start) / PAGE);
    this.memory.u8.fill(0, RAM_BASE + first, RAM_BASE + this.next);
    return first;
  }

  /** Gives a page back. Throws RangeError when it is not one handed out here. */
  free(page: number): void {
    const index = (page - this.start) / PAGE;
    if (this.used[index] !== 1) throw new RangeError(`not a page in use: ${page}`);
    this.used[index] = 0;
    this.freeList.push(page);
  }

  save(): PageAllocatorState {
    return { next: this.next, free: [...this.freeList] };
  }

  restore(state: PageAllocatorState): void {
    this.next = state.next;
    this.freeList = [...state.free];
    this.used.fill(0).fill(1, 0, (this.next - this.start) / PAGE);
    for (const page of this.freeList) this.used[(page - this.start) / PAGE] = 0;
  }
}
