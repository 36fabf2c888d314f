/**
 * A cost profile: every constant of the cost model, in cycles unless said. Shipped profiles are data files beside this
 * one; each constant names its source.
 */

export interface TlbGeometry {
  readonly entries: number;
  /** Ways; equal to `entries` when fully associative. */
  readonly ways: number;
  /** tree-plru: 2^k ways, or m·2^k with the group after the most recently used one giving the victim. */
  readonly replacement: 'lru' | 'tree-plru';
  /** Set index: the low bits of the page number (the default), or those XORed with the bits above them. */
  readonly indexing?: 'linear' | 'xor';
}

export interface CostProfile {
  readonly name: string;
  readonly description: string;
  /** Base cost per instruction class (isa's COST_CLASSES). */
  readonly instruction: Readonly<Record<string, number>>;
  /** Added to a taken branch; each further string repetition. */
  readonly takenBranch: number;
  readonly repeat: number;
  readonly tlb: {
    /** A structure that is null leaves its pages to the next smaller one, which must then be fully associative. */
    readonly l1i4K: TlbGeometry;
    readonly l1iLarge: TlbGeometry | null;
    readonly l1d4K: TlbGeometry;
    readonly l1d2M: TlbGeometry | null;
    readonly l1d1G: TlbGeometry | null;
    /** Unified second level; 4K and 2M pages. Null: none. */
    readonly l2: TlbGeometry | null;
    /** Second level for 1G pages. Null: none. */
    readonly l2For1G: TlbGeometry | null;
    /** Cycles of a look-up in the second level, whether it hits or a walk follows. */
    readonly l2Hit: number;
  };
  /** Entries of the paging-structure caches, fully associative LRU; 0 is none. */
  readonly pagingStructureCaches: {
    readonly pml4e: number;
    readonly pdpte: number;
    readonly pde: number;
    /** Cycles of a walk that one of them shortened. */
    readonly hit: number;
  };
  /** Cache of guest-physical to host-physical translations used by two-dimensional walks; null: none. */
  readonly nestedTlb: (TlbGeometry & { readonly hit: number }) | null;
  /** Cycles of each walk, and of each memory reference that it makes. */
  readonly walk: { readonly fixed: number; readonly reference: number };
  /** Added to the base cost of the instruction, if one causes the event. */
  readonly events: {
    readonly exceptionDelivery: number;
    readonly interruptDelivery: number;
    readonly movToCr3: number;
    readonly invlpg: number;
    readonly invpcid: number;
    readonly vmExit: number;
    readonly vmEntry: number;
    readonly vmread: number;
    readonly vmwrite: number;
  };
  /** Work of a built-in hypervisor, per unit (vmx/root.ts VmmWork). VMREAD and VMWRITE are in events. */
  readonly vmm: Readonly<Record<string, number>>;
  /** Source of each constant: dotted path to text. A path's prefix covers what is below it. */
  readonly sources: Readonly<Record<string, string>>;
}
