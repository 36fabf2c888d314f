/**
 * A cost profile: every constant of the cost model, in cycles unless said. Shipped profiles are data files beside this
 * one; each constant names its source.
 */

export interface TlbGeometry {
  readonly entries: number;
  /** Ways; equal to `entries` when fully associative. */
  readonly ways: number;
  readonly replacement: 'lru' | 'tree-plru';
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
    readonly l1i4K: TlbGeometry;
    readonly l1iLarge: TlbGeometry | null;
    readonly l1d4K: TlbGeometry;
    readonly l1d2M: TlbGeometry | null;
    readonly l1d1G: TlbGeometry | null;
    /** Unified second level; 4K and 2M pages. Null: none. */
    readonly l2: TlbGeometry | null;
    readonly l2Hit: number;
  };
  /** Entries of the paging-structure caches, fully associative LRU; 0 is none. */
  readonly pagingStructureCaches: {
    readonly pml4e: number;
    readonly pdpte: number;
    readonly pde: number;
    readonly hit: number;
  };
  /** Cache of guest-physical to host-physical translations used by two-dimensional walks; null: none. */
  readonly nestedTlb: (TlbGeometry & { readonly hit: number }) | null;
  readonly walk: { readonly fixed: number; readonly reference: number };
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
  /** Work of a built-in hypervisor, per unit (vmx/root.ts VmmWork). */
  readonly vmm: Readonly<Record<string, number>>;
  /** Source of each constant: dotted path to text. A path's prefix covers what is below it. */
  readonly sources: Readonly<Record<string, string>>;
}
