/**
 * The walks of a guest's address, told step by step: through the guest's own tables, as the guest believes them to be, and
 * as the processor does it in the guest's place, through shadow tables or in two dimensions. The second needs the
 * registers that VM entry loads, which lie in the VMCS while the hypervisor runs. SDM "VMX Support for Address
 * Translation".
 */
import type { GuestMemory } from '../memory/guest-memory.js';
import type { Access, Privilege } from '../paging/access-rights.js';
import { type ExplainedWalk, explainWalk } from '../paging/explain-walk.js';
import { PagingContext } from '../paging/paging-context.js';
import { PagingMode } from '../paging/paging-mode.js';
import type { RootAccess } from '../vmm/root-access.js';
import type { GuestRegisters } from '../vmx/guest-registers.js';
import { VmcsField } from '../vmx/vmcs-field.js';

const FLAG_AC = 1n << 18n;

/** An access to explain. `address` is linear, unsigned. */
export interface ExplainedAccess {
  readonly address: bigint;
  readonly access: Access;
  readonly privilege: Privilege;
}

/** What does not come with the guest's registers. */
export interface WalkSurroundings {
  /** Where the tables lie. */
  readonly memory: GuestMemory;
  readonly maxPhysicalAddressBits: number;
  readonly pkru: number;
  readonly eptp: bigint | null;
  /** PDPTE registers of PAE paging; null: as a MOV to CR3 would load them. */
  readonly pdptes: readonly bigint[] | null;
}

/** The walk of `access` with empty caches, changing nothing. */
export function explainWith(
  registers: Pick<GuestRegisters, 'cr0' | 'cr3' | 'cr4' | 'efer' | 'rflags'>,
  surroundings: WalkSurroundings,
  { address, access, privilege }: ExplainedAccess,
): ExplainedWalk {
  const { memory, maxPhysicalAddressBits, pkru, eptp } = surroundings;
  const context = new PagingContext(memory, maxPhysicalAddressBits);
  context.load({ ...registers, pkru, ac: (registers.rflags & FLAG_AC) !== 0n, eptp });
  if (context.mode === PagingMode.PAE) {
    const pdptes = surroundings.pdptes ?? [0, 1, 2, 3].map((index) => memory.read64(context.root + 8 * index));
    pdptes.forEach((value, index) => {
      context.setPdpte(index, value);
    });
  }
  const low = Number(BigInt.asIntN(32, address));
  const high = Number(BigInt.asIntN(32, address >> 32n));
  return explainWalk(context, low, high, access, privilege);
}

/** EPTP and PDPTE registers that VM entry would load; null without EPT. */
export function entryState(root: RootAccess, usesEpt: boolean): Pick<WalkSurroundings, 'eptp' | 'pdptes'> {
  if (!usesEpt) return { eptp: null, pdptes: null };
  const { EPT_POINTER, GUEST_PDPTE0, GUEST_PDPTE1, GUEST_PDPTE2, GUEST_PDPTE3 } = VmcsField;
  return {
    eptp: root.peek(EPT_POINTER),
    pdptes: [GUEST_PDPTE0, GUEST_PDPTE1, GUEST_PDPTE2, GUEST_PDPTE3].map((field) => root.peek(field)),
  };
}
