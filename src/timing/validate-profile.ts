/**
 * Checks a cost profile that somebody wrote: all of it is there and nothing else, costs are whole cycles, geometries are
 * possible, each constant has a source. All errors are reported, each with its dotted path.
 */
import type { CostProfile, TlbGeometry } from './profile.js';
import { UNIT_PROFILE } from './unit-profile.js';

export interface ProfileError {
  /** Dotted path of the constant, `tlb.l2.ways`. */
  readonly path: string;
  readonly message: string;
}

/** Entries of one structure: its arrays lie in the state region. */
const MAXIMUM_ENTRIES = 4096;
/** Of all structures together. */
const MAXIMUM_TOTAL = 8192;

/** Empty when `value` is a CostProfile. */
export function profileErrors(value: unknown): ProfileError[] {
  const errors: ProfileError[] = [];
  const report = (path: string, message: string) => errors.push({ path, message });
  if (!isRecord(value)) return [{ path: '', message: 'not an object' }];
  compareShape(value, UNIT_PROFILE, '', report);
  if (errors.length > 0) return errors;
  const profile = value as unknown as CostProfile;
  checkGeometries(profile, report);
  if (errors.length === 0) checkSources(profile, report);
  return errors;
}

type Report = (path: string, message: string) => void;

const TLB_PATHS: ReadonlySet<string> = new Set([
  'tlb.l1i4K',
  'tlb.l1iLarge',
  'tlb.l1d4K',
  'tlb.l1d2M',
  'tlb.l1d1G',
  'tlb.l2',
  'tlb.l2For1G',
  'nestedTlb',
]);
const REQUIRED_TLBS: ReadonlySet<string> = new Set(['tlb.l1i4K', 'tlb.l1d4K']);

/** The unit profile has every constant there is: it is the shape. */
function compareShape(value: Readonly<Record<string, unknown>>, shape: object, path: string, report: Report): void {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  for (const key of Object.keys(value)) if (!Object.hasOwn(shape, key)) report(at(key), 'there is no such constant');
  for (const [key, model] of Object.entries(shape)) {
    const here = at(key);
    const actual = value[key];
    if (actual === undefined) report(here, 'missing');
    else if (TLB_PATHS.has(here)) compareTlb(actual, here, report);
    else if (here === 'sources') {
      if (!isRecord(actual) || !Object.values(actual).every((text) => typeof text === 'string')) {
        report(here, 'must map dotted paths to text');
      }
    } else if (typeof model === 'string') {
      if (typeof actual !== 'string' || actual === '') report(here, 'must be text');
    } else if (typeof model === 'number') checkCount(actual, here, report);
    else if (!isRecord(actual)) report(here, 'must be an object');
    else compareShape(actual, model as object, here, report);
  }
}

function compareTlb(value: unknown, path: string, report: Report): void {
  if (value === null && !REQUIRED_TLBS.has(path)) return;
  if (!isRecord(value)) {
    report(path, REQUIRED_TLBS.has(path) ? 'must be an object' : 'must be an object or null');
    return;
  }
  const keys = path === 'nestedTlb' ? ['entries', 'ways', 'hit'] : ['entries', 'ways'];
  for (const key of keys) {
    if (value[key] === undefined) report(`${path}.${key}`, 'missing');
    else checkCount(value[key], `${path}.${key}`, report);
  }
  for (const key of Object.keys(value)) {
    if (![...keys, 'replacement', 'indexing'].includes(key)) report(`${path}.${key}`, 'there is no such constant');
  }
  if (value.replacement !== 'lru' && value.replacement !== 'tree-plru') {
    report(`${path}.replacement`, "must be 'lru' or 'tree-plru'");
  }
  if (value.indexing !== undefined && value.indexing !== 'linear' && value.indexing !== 'xor') {
    report(`${path}.indexing`, "must be 'linear' or 'xor'");
  }
}

function checkCount(value: unknown, path: string, report: Report): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0) report(path, 'must be a whole number, 0 or more');
}

function checkGeometries(profile: CostProfile, report: Report): void {
  const { l1i4K, l1iLarge, l1d4K, l1d2M, l1d1G, l2, l2For1G } = profile.tlb;
  const all = { l1i4K, l1iLarge, l1d4K, l1d2M, l1d1G, l2, l2For1G };
  for (const [name, geometry] of Object.entries(all)) {
    if (geometry !== null) checkGeometry(geometry, `tlb.${name}`, report);
  }
  if (profile.nestedTlb !== null) checkGeometry(profile.nestedTlb, 'nestedTlb', report);
  const total = [...Object.values(all), profile.nestedTlb].reduce((sum, one) => sum + (one?.entries ?? 0), 0);
  if (total > MAXIMUM_TOTAL) report('tlb', `${total} entries in all; at most ${MAXIMUM_TOTAL} are possible`);
  const mixed = (path: string, geometry: TlbGeometry, why: string) => {
    if (geometry.ways !== geometry.entries) report(path, `must be fully associative, since it holds ${why} as well`);
  };
  if (l1iLarge === null) mixed('tlb.l1i4K', l1i4K, 'large pages');
  else mixed('tlb.l1iLarge', l1iLarge, '1G pages');
  if (l1d2M === null) mixed('tlb.l1d4K', l1d4K, 'large pages');
  else if (l1d1G === null) mixed('tlb.l1d2M', l1d2M, '1G pages');
  for (const key of ['pml4e', 'pdpte', 'pde'] as const) {
    if (profile.pagingStructureCaches[key] > MAXIMUM_ENTRIES) {
      report(`pagingStructureCaches.${key}`, `at most ${MAXIMUM_ENTRIES} entries`);
    }
  }
}

function checkGeometry(geometry: TlbGeometry, path: string, report: Report): void {
  const { entries, ways, replacement } = geometry;
  if (entries < 1 || entries > MAXIMUM_ENTRIES) report(`${path}.entries`, `must be 1 to ${MAXIMUM_ENTRIES}`);
  else if (ways < 1 || entries % ways !== 0) report(`${path}.ways`, `must divide the ${entries} entries`);
  else if (!isPowerOfTwo(entries / ways)) report(`${path}.entries`, 'must give a power of two of sets');
  else if (replacement === 'tree-plru' && !hasPlruTree(ways)) {
    report(`${path}.ways`, 'tree-plru wants 2^k ways up to 32, or m times 2^k with at most 28 tree bits');
  }
}

/** Whether the tree's bits of a set fit one word: m trees of 2^k − 1 bits, and four bits for the group when m > 1. */
export function hasPlruTree(ways: number): boolean {
  const tree = ways & -ways;
  const groups = ways / tree;
  return groups === 1 ? ways <= 32 : groups <= 15 && groups * (tree - 1) <= 28;
}

/** Each constant is covered by the source of its path or of a prefix. */
function checkSources(profile: CostProfile, report: Report): void {
  const covered = (path: string): boolean =>
    Object.hasOwn(profile.sources, path) || (path !== '' && covered(path.slice(0, Math.max(0, path.lastIndexOf('.')))));
  for (const [key, value] of Object.entries(profile)) {
    if (key === 'name' || key === 'description' || key === 'sources') continue;
    const constants = isRecord(value) ? Object.keys(value).map((name) => `${key}.${name}`) : [key];
    for (const path of constants) if (!covered(path)) report(path, 'has no source');
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPowerOfTwo(value: number): boolean {
  return (value & (value - 1)) === 0;
}
