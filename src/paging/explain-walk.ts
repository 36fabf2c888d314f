/**
 * A page walk told step by step, for people: every reference with its entry taken apart, in both dimensions, and the
 * first check that failed. The walk itself is the walker's, without side effects.
 */
import { Access, keyForbids, PageFaultError, Privilege, RIGHTS_KEY_SHIFT, Rights } from './access-rights.js';
import {
  ENTRY_A,
  ENTRY_D,
  ENTRY_G,
  ENTRY_HIGH_KEY_SHIFT,
  ENTRY_P,
  ENTRY_PCD,
  ENTRY_PS,
  ENTRY_PWT,
  ENTRY_RW,
  ENTRY_US,
  EPT_A,
  EPT_D,
  EPT_ENTRY_NAMES,
  EPT_MEMORY_TYPE_SHIFT,
  EPT_PS,
  EPT_R,
  EPT_W,
  EPT_X,
  GUEST_ENTRY_NAMES,
} from './entry.js';
import type { PagingContext } from './paging-context.js';
import { MODE_LEVELS, PAGING_MODE_NAMES, PagingMode } from './paging-mode.js';
import { reservedIndex } from './reserved-bits.js';
import { pageShift, Walk, walk } from './walk.js';
import { WalkEvent } from './walk-event.js';

export interface WalkStep {
  /** From 1, over both dimensions. */
  readonly number: number;
  readonly dimension: 'guest' | 'nested';
  readonly level: number;
  /** PML4E, EPT PDE … */
  readonly name: string;
  /** What an EPT reference is made for: the guest entry's name, or `page`. Null for guest references. */
  readonly purpose: string | null;
  /** Physical address read (host-physical under EPT). */
  readonly address: number;
  readonly entry: bigint;
  /** Names of the bits that are set, the key and the memory type where there is one. */
  readonly flags: readonly string[];
}

export interface ExplainedWalk {
  readonly mode: string;
  readonly steps: readonly WalkStep[];
  readonly event: 'none' | 'page fault' | 'EPT violation' | 'EPT misconfiguration';
  /** Page fault's error code, or exit qualification. */
  readonly code: number;
  /** Physical address of the byte when the walk succeeds, and the size of the page in bytes. */
  readonly physical: number | null;
  readonly pageSize: number | null;
  /** With EPT: the address before the last translation, or the one that failed. */
  readonly guestPhysical: number | null;
  readonly failedCheck: string | null;
}

const EVENTS = ['none', 'page fault', 'EPT violation', 'EPT misconfiguration'] as const;

/** The walk that an access to the linear address `high`:`low` would make with empty caches. */
export function explainWalk(
  context: PagingContext,
  low: number,
  high: number,
  access: Access,
  privilege: Privilege,
): ExplainedWalk {
  const w = new Walk();
  const updates = context.updates;
  context.updates = false;
  const ok = walk(w, context, low, high, access, privilege);
  context.updates = updates;
  const translates = context.mode !== PagingMode.NONE || context.ept !== null;
  return {
    mode: PAGING_MODE_NAMES[context.mode]!,
    steps: describeSteps(w, context),
    event: EVENTS[w.event as 0 | 1 | 2 | 3],
    code: w.event === WalkEvent.PAGE_FAULT ? w.errorCode : w.event === WalkEvent.EPT_VIOLATION ? w.qualification : 0,
    physical: ok ? w.physical : null,
    pageSize: ok && translates ? 2 ** pageShift(w.rights) : null,
    guestPhysical: context.ept !== null && w.event !== WalkEvent.PAGE_FAULT ? w.guestPhysical : null,
    failedCheck: ok ? null : describeFailure(w, context, access, privilege),
  };
}

function describeSteps(w: Walk, context: PagingContext): WalkStep[] {
  const { log } = w;
  const steps: WalkStep[] = [];
  // The guest level that EPT references are made for: counts down with the guest's own references.
  let next = MODE_LEVELS[context.mode]!;
  let mapped = next === 0;
  for (let i = 0; i < log.count; i++) {
    const nested = log.nested[i] === 1;
    const level = log.level[i]!;
    const entryLow = log.entryLow[i]!;
    const entryHigh = log.entryHigh[i]!;
    steps.push({
      number: i + 1,
      dimension: nested ? 'nested' : 'guest',
      level,
      name: (nested ? EPT_ENTRY_NAMES : GUEST_ENTRY_NAMES)[level]!,
      purpose: nested ? (mapped ? 'page' : GUEST_ENTRY_NAMES[next]!) : null,
      address: log.address[i]!,
      entry: log.entry(i),
      flags: nested ? eptFlags(entryLow, level) : guestFlags(entryLow, entryHigh, level, context),
    });
    if (nested) continue;
    next = level - 1;
    mapped = isLeaf(entryLow, level, context);
  }
  return steps;
}

function isLeaf(entryLow: number, level: number, context: PagingContext): boolean {
  if (level === 1) return true;
  if ((entryLow & ENTRY_PS) === 0 || level > 3) return false;
  return context.mode !== PagingMode.LEGACY_32BIT || context.pageSize4M;
}

function guestFlags(low: number, high: number, level: number, context: PagingContext): string[] {
  const flags: string[] = [];
  const leaf = isLeaf(low, level, context);
  const add = (bit: number, name: string) => {
    if ((low & bit) !== 0) flags.push(name);
  };
  add(ENTRY_P, 'P');
  add(ENTRY_RW, 'R/W');
  add(ENTRY_US, 'U/S');
  add(ENTRY_PWT, 'PWT');
  add(ENTRY_PCD, 'PCD');
  add(ENTRY_A, 'A');
  if (leaf) add(ENTRY_D, 'D');
  if (level === 1) add(ENTRY_PS, 'PAT');
  else add(ENTRY_PS, 'PS');
  if (leaf) add(ENTRY_G, 'G');
  if (high < 0) flags.push('XD');
  const key = (high >>> ENTRY_HIGH_KEY_SHIFT) & 15;
  if (leaf && context.protectionKeys && key !== 0) flags.push(`key ${key}`);
  return flags;
}

const MEMORY_TYPES: Readonly<Record<number, string>> = { 0: 'UC', 1: 'WC', 4: 'WT', 5: 'WP', 6: 'WB' };

function eptFlags(low: number, level: number): string[] {
  const leaf = level === 1 || (level <= 3 && (low & EPT_PS) !== 0);
  const bits: readonly (readonly [number, string])[] = [
    [EPT_R, 'R'],
    [EPT_W, 'W'],
    [EPT_X, 'X'],
    [level > 1 ? EPT_PS : 0, 'PS'],
    [EPT_A, 'A'],
    [leaf ? EPT_D : 0, 'D'],
  ];
  const flags = bits.filter(([bit]) => (low & bit) !== 0).map(([, name]) => name);
  const type = (low >>> EPT_MEMORY_TYPE_SHIFT) & 7;
  if (leaf) flags.push(MEMORY_TYPES[type] ?? `memory type ${type}`);
  return flags;
}

function describeFailure(w: Walk, context: PagingContext, access: Access, privilege: Privilege): string {
  if (w.event === WalkEvent.EPT_MISCONFIGURATION) {
    return `${EPT_ENTRY_NAMES[w.log.level[w.log.count - 1] ?? 0]} is misconfigured`;
  }
  if (w.event === WalkEvent.EPT_VIOLATION) {
    const last = w.log.count - 1;
    const name = EPT_ENTRY_NAMES[w.log.level[last] ?? 0];
    if (last >= 0 && (w.log.entryLow[last]! & 7) === 0) return `${name} is not present (R = W = X = 0)`;
    const wanted = ['read', 'write', 'fetch'].filter((_, bit) => (w.qualification & (1 << bit)) !== 0);
    return `the EPT entries do not all allow ${wanted.join(' and ')}`;
  }
  const name = w.log.count === 0 ? 'PDPTE register' : GUEST_ENTRY_NAMES[w.level];
  if ((w.errorCode & PageFaultError.P) === 0) return `${name} is not present (P = 0)`;
  if ((w.errorCode & PageFaultError.RSVD) !== 0) return `${name} has reserved bits set: ${reservedBitsSet(w, context)}`;
  return describeDenial(w, context, access, privilege);
}

/** Numbers of the reserved bits that are 1 in the last entry read. */
function reservedBitsSet(w: Walk, context: PagingContext): string {
  const low = w.entryLow[w.level]!;
  const high = w.entryHigh[w.level]!;
  const index = reservedIndex(w.level, isLeaf(low, w.level, context));
  const wrongLow = low & context.reserved.low[index]!;
  const wrongHigh = high & context.reserved.high[index]!;
  const bits: number[] = [];
  for (let bit = 0; bit < 32; bit++) if ((wrongLow >>> bit) & 1) bits.push(bit);
  for (let bit = 0; bit < 32; bit++) if ((wrongHigh >>> bit) & 1) bits.push(bit + 32);
  return bits.join(', ');
}

/** Which rule of "Determination of Access Rights" said no; the order is that of the rules there. */
function describeDenial(w: Walk, context: PagingContext, access: Access, privilege: Privilege): string {
  const names = MODE_LEVELS[context.mode]!;
  const where = (test: (low: number, high: number) => boolean): string => {
    for (let level = names; level >= w.level; level--) {
      if (test(w.entryLow[level]!, w.entryHigh[level]!)) return GUEST_ENTRY_NAMES[level]!;
    }
    return 'an entry';
  };
  const supervisorEntry = where((low) => (low & ENTRY_US) === 0);
  const userPage = supervisorEntry === 'an entry';
  if (privilege === Privilege.USER && !userPage)
    return `user-mode access to a supervisor page (U/S = 0 in ${supervisorEntry})`;
  if (access === Access.EXECUTE) {
    if (privilege !== Privilege.USER && userPage && context.smep)
      return 'supervisor fetch from a user page (CR4.SMEP = 1)';
    return `fetch from a page with XD = 1 in ${where((_low, high) => high < 0)}`;
  }
  if (privilege !== Privilege.USER && userPage && context.smap) {
    if (privilege === Privilege.IMPLICIT_SUPERVISOR) return 'implicit supervisor access to a user page (CR4.SMAP = 1)';
    if (!context.alignmentCheck) return 'supervisor access to a user page (CR4.SMAP = 1, EFLAGS.AC = 0)';
  }
  const readOnly = where((low) => (low & ENTRY_RW) === 0);
  if (access === Access.WRITE && readOnly !== 'an entry' && (privilege === Privilege.USER || context.writeProtect)) {
    return `write to a read-only page (R/W = 0 in ${readOnly}${privilege === Privilege.USER ? '' : ', CR0.WP = 1'})`;
  }
  const key = (w.entryHigh[w.level]! >>> ENTRY_HIGH_KEY_SHIFT) & 15;
  const rights = Rights.USER | (key << RIGHTS_KEY_SHIFT);
  return keyForbids(context, rights, access, privilege) ? `protection key ${key} forbids it in PKRU` : 'access denied';
}
