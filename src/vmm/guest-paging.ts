/**
 * The guest's own paging as the hypervisor walks it: the processor's walker over guest-physical memory, with the guest's
 * registers. It sets A and D as the processor would, and each entry read is charged.
 */
import type { GuestMemory } from '../memory/guest-memory.js';
import type { Access, Privilege } from '../paging/access-rights.js';
import { PagingContext } from '../paging/paging-context.js';
import { Walk, walk } from '../paging/walk.js';
import { WalkEvent } from '../paging/walk-event.js';
import type { GuestCpu } from './guest-cpu.js';
import type { MemoryVirtualization } from './memory-virtualization.js';

const RFLAGS_AC = 1n << 18n;

export class GuestPaging {
  /** Outcome of the last walk. */
  readonly walk = new Walk();
  readonly context: PagingContext;
  private readonly guest: GuestCpu;
  private readonly virtualization: MemoryVirtualization;

  constructor(guest: GuestCpu, virtualization: MemoryVirtualization, memory: GuestMemory) {
    this.guest = guest;
    this.virtualization = virtualization;
    this.context = new PagingContext(memory, guest.root.maxPhysicalAddressBits);
  }

  /** Takes the guest's registers as they are now: before the first translation after a VM exit. */
  refresh(rflags: bigint): void {
    const { guest, virtualization, context } = this;
    context.load({
      cr0: guest.cr0,
      cr3: virtualization.guestCr3,
      cr4: guest.cr4,
      efer: virtualization.guestEfer,
      pkru: guest.root.pkru,
      ac: (rflags & RFLAGS_AC) !== 0n,
      eptp: null,
    });
    for (let i = 0; i < 4; i++) context.setPdpte(i, virtualization.guestPdpte(i));
  }

  /**
   * Guest-physical address of a canonical linear address, or −1: `walk.errorCode` is the page fault's. `charged`: the
   * entries read are work of their own (those of an emulated instruction are part of its cost).
   */
  translate(linear: bigint, access: Access, privilege: Privilege, charged: boolean): number {
    const low = Number(BigInt.asIntN(32, linear));
    const high = Number(BigInt.asIntN(32, linear >> 32n));
    const ok = walk(this.walk, this.context, low, high, access, privilege);
    const { log } = this.walk;
    if (charged && log.count > 0) this.guest.root.work('guestEntryRead', log.count, log.address[log.count - 1]!);
    if (ok) return this.walk.guestPhysical;
    if (this.walk.event !== WalkEvent.PAGE_FAULT) throw new Error('a walk without EPT ended in an EPT event');
    return -1;
  }
}
