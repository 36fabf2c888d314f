/**
 * With what a cached translation is tagged: SDM Vol. 3, "Process-Context Identifiers (PCIDs)", and, for VMX, "Caching
 * Translation Information": linear mappings by VPID and PCID, combined mappings by VPID, PCID and EP4TA, guest-physical
 * mappings by EP4TA. A tag is one word, 0 in an invalid entry: a kind bit, VPID in 27:12, PCID in 11:0.
 */

export const LINEAR_MAPPING = 1 << 28;
export const COMBINED_MAPPING = 1 << 29;
export const GUEST_PHYSICAL_MAPPING = 1 << 30;

export const TAG_PCID = 0xfff;
export const TAG_VPID = 0xffff000;

export function makeTag(kind: number, vpid: number, pcid: number): number {
  return kind === GUEST_PHYSICAL_MAPPING ? kind : kind | (vpid << 12) | pcid;
}

/** The EP4TA as tags hold it: its page number. */
export function eptTag(root: number): number {
  return (root / 4096) | 0;
}

/** Which mappings an operation invalidates: those of the kinds whose tag equals `value` under `mask`. */
export interface InvalidationScope {
  /** Kind bits. */
  readonly kinds: number;
  readonly mask: number;
  readonly value: number;
  /** Global translations: spared; those under the scope like others; or those of any PCID. */
  readonly global: 'keep' | 'own' | 'any';
  /** Those of one EP4TA only (a tag), or null for all. */
  readonly ept: number | null;
  /** VPID 0000H is spared (INVVPID, all contexts). */
  readonly spareVpid0: boolean;
}

const LINEAR_AND_COMBINED = LINEAR_MAPPING | COMBINED_MAPPING;

/** All PCIDs of a VPID, all EP4TAs. */
export function vpidScope(vpid: number, global: 'keep' | 'own'): InvalidationScope {
  return { kinds: LINEAR_AND_COMBINED, mask: TAG_VPID, value: vpid << 12, global, ept: null, spareVpid0: false };
}

/** One PCID of a VPID. */
export function pcidScope(vpid: number, pcid: number, global: 'keep' | 'any'): InvalidationScope {
  return {
    kinds: LINEAR_AND_COMBINED,
    mask: TAG_VPID | TAG_PCID,
    value: (vpid << 12) | pcid,
    global,
    ept: null,
    spareVpid0: false,
  };
}

/** Every VPID but 0000H. */
export function allVpidsScope(): InvalidationScope {
  return { kinds: LINEAR_AND_COMBINED, mask: 0, value: 0, global: 'own', ept: null, spareVpid0: true };
}

/** Guest-physical and combined mappings of an EP4TA, or of all. */
export function eptScope(ept: number | null): InvalidationScope {
  const kinds = GUEST_PHYSICAL_MAPPING | COMBINED_MAPPING;
  return { kinds, mask: 0, value: 0, global: 'own', ept, spareVpid0: false };
}

/** Guest-physical mappings of an EP4TA alone. */
export function guestPhysicalScope(ept: number): InvalidationScope {
  return { kinds: GUEST_PHYSICAL_MAPPING, mask: 0, value: 0, global: 'own', ept, spareVpid0: false };
}

/** Whether a translation with this tag, EP4TA and globality falls under the scope. */
export function inScope(scope: InvalidationScope, tag: number, ept: number, global: boolean): boolean {
  const mask = global && scope.global === 'any' ? scope.mask & ~TAG_PCID : scope.mask;
  return (
    (tag & scope.kinds) !== 0 &&
    ((tag ^ scope.value) & mask) === 0 &&
    !(global && scope.global === 'keep') &&
    (scope.ept === null || scope.ept === ept) &&
    !(scope.spareVpid0 && (tag & TAG_VPID) === 0)
  );
}
