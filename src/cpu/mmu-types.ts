/**
 * The memory-management unit as the rest of the processor sees it. Linear addresses are pairs of 32-bit halves
 * (`lo` any 32-bit integer, `hi` signed): a number cannot hold 57-bit ones, and a bigint allocates. All linear
 * addresses given here are canonical already (segment and canonical checks are the processor's).
 */

import type { Privilege } from '../paging/access-rights.js';
import type { PagingRegisters } from '../paging/paging-context.js';
import type { WalkEvent } from '../paging/walk-event.js';

export { Privilege } from '../paging/access-rights.js';
export { WalkEvent as MmuEvent } from '../paging/walk-event.js';

/** Registers that translation depends on. */
export interface TranslationRegisters extends PagingRegisters {
  /** VPID tag: 0 outside non-root operation or without the control. */
  readonly vpid: number;
}

/** What a snapshot keeps of an MMU beside the state region of host memory and the registers. */
export interface MmuSnapshot {
  readonly pdptes: readonly bigint[];
  /** Page of the current instruction fetches: it is not looked up again. */
  readonly fetchPage: {
    readonly lo: number;
    readonly hi: number;
    readonly privilege: number;
    /** Host offset of the page, −1 for MMIO and holes. */
    readonly host: number;
  } | null;
}

export interface Mmu {
  /** What made the last access return false, −1 or "faulted": preallocated, overwritten by the next. */
  readonly event: {
    kind: WalkEvent;
    /** #PF error code. */
    errorCode: number;
    linearLo: number;
    linearHi: number;
    /** EPT events. */
    guestPhysical: number;
    qualification: number;
  };
  /** True after a failed access until `clearEvent`. */
  readonly failed: boolean;
  clearEvent(): void;

  /** Take new control-register values. Does not invalidate anything by itself: the calls below do, as the SDM says for each instruction. */
  configure(registers: TranslationRegisters): void;

  /** 1, 2, 4 or 8 bytes at a linear address, also across pages, RAM or MMIO. On failure `failed` is true and 0 returned. */
  read8(lo: number, hi: number, privilege: Privilege): number;
  read16(lo: number, hi: number, privilege: Privilege): number;
  read32(lo: number, hi: number, privilege: Privilege): number;
  read64(lo: number, hi: number, privilege: Privilege): bigint;
  /** Writes; false and `failed` when the access failed, with nothing written. */
  write8(lo: number, hi: number, value: number, privilege: Privilege): boolean;
  write16(lo: number, hi: number, value: number, privilege: Privilege): boolean;
  write32(lo: number, hi: number, value: number, privilege: Privilege): boolean;
  write64(lo: number, hi: number, value: bigint, privilege: Privilege): boolean;
  /** Checks (and sets A/D for) a write of `size` bytes without making it: the read half of a read-modify-write. */
  probeWrite(lo: number, hi: number, size: number, privilege: Privilege): boolean;
  /**
   * Translate an instruction fetch. Returns the host offset of the byte, in RAM, ROM or a frame buffer, or −1 (`failed`
   * says whether a fault; not failed: the address is MMIO or a hole, which does not execute: all-ones bytes).
   */
  fetch(lo: number, hi: number, privilege: Privilege): number;

  /** Without side effects (no A/D, no TLB fill, no cost): host offset or −1. For debuggers and error messages. */
  peek(lo: number, hi: number): number;

  /** Changes when a translation that `fetch` gave may have become invalid: by any invalidation and any `configure`. */
  readonly fetchEpoch: number;

  /** PAE: load and check the four PDPTEs that CR3 names. False: a reserved bit is set (#GP(0)) or an EPT event occurred (`failed`). */
  loadPdptes(cr3: bigint): boolean;
  /** PDPTE registers as they are (VM entry loads, VM exit saves them). */
  setPdptes(values: readonly bigint[]): void;
  getPdpte(index: number): bigint;

  /** INVLPG. Also all paging-structure-cache entries of the current PCID. */
  invalidatePage(lo: number, hi: number): void;
  /** MOV CR3 with bit 63 clear: non-global entries of the PCID given. */
  flushPcid(pcid: number, includeGlobal: boolean): void;
  /** MOV to CR0/CR4 changes and INVPCID type 2: everything of the current VPID, global entries included. */
  flushAll(): void;
  /** INVPCID type 3: all PCIDs except global. */
  flushNonGlobal(): void;
  invalidatePcidPage(pcid: number, lo: number, hi: number): void;
  /** INVVPID types 0–3 and INVEPT types 1–2, as vmx validated them. */
  invvpid(type: number, vpid: number, lo: number, hi: number): void;
  invept(type: number, eptp: bigint): void;
  /** VM entry and exit without VPID: linear and combined mappings of VPID 0, all PCIDs. */
  flushWorldSwitch(): void;

  /**
   * Whoever caches decoded instructions wants to know of writes to that host page: each then calls `onCodeWrite` with the
   * exact bytes, until the page is unmarked.
   */
  markCodePage(hostOffset: number): void;
  unmarkCodePage(hostOffset: number): void;
  onCodeWrite: (hostOffset: number, size: number) => void;

  saveState(): MmuSnapshot;
  /** After host memory, state region included, has been put back and `configure` called. */
  restoreState(state: MmuSnapshot): void;
}
