/**
 * Random page tables: their initial contents, and values that later go into their entries. Address spaces share the core
 * (kernel, tables, frames) and have subtrees for the window pages, of their own or shared.
 */
import { CORE, FRAME_COUNT, FRAMES, type Geometry, indexOf, TABLE_COUNT, TABLES, windowPages } from './layout.js';
import type { Random } from './random.js';

export interface Features {
  readonly noExecute: boolean;
  readonly global: boolean;
  readonly keys: boolean;
  /** Window pages may lead to page tables. */
  readonly aliases: boolean;
  /** Window pages may lead to the local APIC. */
  readonly apic: boolean;
  /** Broken entries: reserved bits, nonsense pointers. */
  readonly broken: boolean;
  readonly largePages: boolean;
}

/** An entry that a kernel may change. */
export interface EntryPlace {
  readonly space: number;
  readonly level: number;
  /** Guest-physical address. */
  readonly address: number;
  /** First window page that it translates in its space. */
  readonly page: bigint;
}

const P = 1n;
const RW = 2n;
const US = 4n;
const A = 0x20n;
const D = 0x40n;
const PS = 0x80n;
const G = 0x100n;
const NX = 1n << 63n;
const HOLES = [0xa0000n, 0x100_0000n, 0x3fff_f000n, 0x90_0000_0000n, 0xff_ffff_f000n];
const BACKED = [0xb8000n, 0xe000_0000n, 0xffff_0000n, 0xffff_1000n, 0xfff000n];
const APIC = 0xfee0_0000n;

export class PageTables {
  readonly geometry: Geometry;
  /** Initial entries by address. */
  readonly entries = new Map<number, bigint>();
  readonly roots: number[] = [];
  readonly places: EntryPlace[] = [];
  /** Window tables by level. */
  readonly tables: number[][] = [[], [], [], [], []];
  /** Entries of the core that map single pages, when it is mapped so. */
  readonly coreLeaves: number[] = [];
  /** Index of the recursive top-level entry, or −1. */
  readonly selfIndex: number;
  private readonly random: Random;
  private readonly features: Features;
  private next = 0;

  constructor(random: Random, geometry: Geometry, features: Features, spaces: number) {
    this.random = random;
    this.geometry = geometry;
    this.features = features;
    this.selfIndex = geometry.width === 'pae' || !random.chance(0.35) ? -1 : geometry.width === 'long' ? 510 : 1022;
    if (geometry.top === 0) return;
    const core = this.buildCore();
    for (let space = 0; space < spaces; space++) this.buildSpace(space, core);
  }

  private allocate(): number {
    if (this.next >= TABLE_COUNT) throw new Error('too many page tables');
    return TABLES + 4096 * this.next++;
  }

  private put(table: number, index: number, value: bigint): number {
    const address = table + index * this.geometry.entryBytes;
    this.entries.set(address, value);
    return address;
  }

  /** First 16 MiB to themselves, the APIC, and all of it once more for users. Returns [index, entry] of the top level. */
  private buildCore(): [number, bigint][] {
    const { random, geometry } = this;
    const small = random.chance(0.5);
    const global = this.features.global && random.chance(0.5) ? G : 0n;
    const fresh = () => (random.chance(0.5) ? 0n : A | (random.chance(0.5) ? D : 0n));
    if (geometry.width === 'legacy') {
      const result: [number, bigint][] = [];
      for (let i = 0; i < 4; i++) {
        const base = BigInt(i) << 22n;
        // Users reach the first 4 MiB at 8000 0000H less what is below.
        if (small && i < 2) {
          const table = this.allocate();
          for (let n = 0; n < 1024; n++) {
            const at = this.put(table, n, base | (BigInt(n) << 12n) | P | RW | global | fresh());
            if ((i << 10) + n >= CORE >> 12) this.coreLeaves.push(at);
          }
          result.push([i, BigInt(table) | P | RW | fresh()]);
        } else result.push([i, base | P | RW | PS | global | fresh()]);
      }
      result.push([576, P | RW | US | PS]);
      return result;
    }
    const directory = this.allocate();
    for (let i = 0; i < 8; i++) {
      const base = BigInt(i) << 21n;
      if (small && i < 2) {
        const table = this.allocate();
        for (let n = 0; n < 512; n++) {
          const at = this.put(table, n, base | (BigInt(n) << 12n) | P | RW | global | fresh());
          if ((i << 9) + n >= CORE >> 12) this.coreLeaves.push(at);
        }
        this.put(directory, i, BigInt(table) | P | RW | fresh());
      } else this.put(directory, i, base | P | RW | PS | global | fresh());
    }
    // Users see the first 2 MiB at 1000 0000H.
    this.put(directory, 128, P | RW | US | PS);
    if (geometry.width === 'pae') return [[0, BigInt(directory) | P]];
    // The directory entry of users needs U/S above it.
    const pointers = this.allocate();
    this.put(pointers, 0, BigInt(directory) | P | RW | US);
    const high = this.allocate();
    this.put(high, Number((APIC >> 21n) & 511n), (APIC & ~0x1f_ffffn) | P | RW | PS | 0x18n);
    this.put(pointers, 3, BigInt(high) | P | RW);
    return [[0, BigInt(pointers) | P | RW | US | fresh()]];
  }

  private buildSpace(space: number, core: [number, bigint][]): void {
    const { random, geometry } = this;
    const { top } = geometry;
    const root = this.allocate();
    this.roots.push(root);
    for (const [index, entry] of core) this.put(root, index, entry);
    if (this.selfIndex >= 0) this.put(root, this.selfIndex, BigInt(root) | P | RW);
    // Children by (table, index): one tree, or tables reached twice when a kernel has aliases.
    const children = new Map<string, number>();
    for (const page of windowPages(geometry.width)) {
      let table = root;
      for (let level = top; level >= 1; level--) {
        const index = indexOf(geometry, page, level);
        const address = table + index * geometry.entryBytes;
        if (!this.places.some((place) => place.address === address && place.space === space)) {
          this.places.push({ space, level, address, page });
        }
        if (level === 1) {
          if (!this.entries.has(address)) this.entries.set(address, this.leaf(1));
          break;
        }
        const key = `${table}.${index}`;
        let child = children.get(key);
        if (child === undefined) {
          const pool = this.tables[level - 1]!;
          const share =
            pool.length > 0 && (this.next > 40 || random.chance(this.features.aliases || space > 0 ? 0.4 : 0));
          child = share ? random.pick(pool) : this.allocate();
          if (!share) pool.push(child);
          children.set(key, child);
          if (!this.entries.has(address)) {
            this.entries.set(
              address,
              this.features.largePages && random.chance(0.12) && level < top + (geometry.width === 'legacy' ? 1 : 0)
                ? this.leaf(level)
                : this.pointer(level, child),
            );
          }
        }
        table = child;
      }
    }
  }

  /** Entry that points to a table. */
  pointer(level: number, table: number): bigint {
    const { random, geometry } = this;
    if (geometry.width === 'pae' && level === 3) return BigInt(table) | P | (random.chance(0.2) ? 0x18n : 0n);
    let entry = BigInt(table) | P;
    if (random.chance(0.85)) entry |= RW;
    if (random.chance(0.7)) entry |= US;
    if (random.chance(0.3)) entry |= A;
    if (random.chance(0.1)) entry |= 8n << BigInt(random.below(2));
    if (random.chance(0.1)) entry |= 0x600n;
    if (geometry.entryBytes === 8 && this.features.noExecute && random.chance(0.08)) entry |= NX;
    return entry;
  }

  /** Any value for an entry of a level: mostly sound, sometimes not. */
  value(level: number): bigint {
    const { random, features, geometry } = this;
    const kind = random.below(100);
    if (kind < 10) return 0n;
    if (kind < 15)
      return (BigInt(random.word()) << 12n) & 0xf_ffff_f000n & (geometry.entryBytes === 4 ? 0xffff_fffen : ~0n);
    if (level === 1 || (features.largePages && level < 4 && kind < 35 && !(geometry.width === 'pae' && level === 3)))
      return this.leaf(level);
    const pool = this.tables[level - 1]!;
    if (features.broken && kind > 92) {
      const wild = random.pick([BigInt(FRAMES + 4096 * random.below(FRAME_COUNT)), ...HOLES, ...BACKED]);
      return (geometry.entryBytes === 4 ? wild & 0xffff_f000n : wild) | P | RW | US;
    }
    if (features.aliases && kind > 88) return this.pointer(level, TABLES + 4096 * random.below(this.next));
    return this.pointer(level, random.pick(pool));
  }

  /** An entry that maps a page. */
  leaf(level: number): bigint {
    const { random, features, geometry } = this;
    const long = geometry.entryBytes === 8;
    let entry = this.frame(level) | P;
    if (!long) entry &= 0xffff_ffffn;
    if (random.chance(0.7)) entry |= RW;
    if (random.chance(0.6)) entry |= US;
    if (random.chance(0.35)) entry |= A;
    if (random.chance(0.25)) entry |= D;
    if (random.chance(0.15)) entry |= 8n << BigInt(random.below(2));
    if (features.global && random.chance(0.3)) entry |= G;
    if (random.chance(0.15)) entry |= BigInt(random.below(8)) << 9n;
    if (long) {
      if (random.chance(0.1)) entry |= BigInt(random.below(128)) << 52n;
      if (features.keys) entry |= BigInt(random.below(16)) << 59n;
      if (random.chance(features.noExecute ? 0.25 : features.broken ? 0.03 : 0)) entry |= NX;
    }
    if (features.broken && long && random.chance(0.04)) entry |= 1n << BigInt(40 + random.below(12));
    if (features.broken && level > 1 && random.chance(0.05)) entry |= 1n << BigInt(13 + random.below(8));
    return level > 1 ? entry | PS : entry;
  }

  private frame(level: number): bigint {
    const { random, features, geometry } = this;
    const kind = random.below(100);
    if (level === 3)
      return random.pick([0x4000_0000n, 0xc000_0000n, 0x40_0000_0000n, features.aliases ? 0n : 0x8000_0000n]);
    if (level === 2) {
      const size = geometry.width === 'legacy' ? 22n : 21n;
      const align = (address: bigint) => (address >> size) << size;
      if (kind < 70) return align(BigInt(FRAMES + 0x20_0000 * random.below(3)));
      if (features.aliases && kind < 85) return align(BigInt(TABLES));
      return align(random.pick([...HOLES.slice(1), 0xe000_0000n, features.apic ? APIC : 0xa00_0000n]));
    }
    if (kind < 80) return BigInt(FRAMES + 4096 * random.below(FRAME_COUNT));
    if (features.aliases && kind < 90) return BigInt(TABLES + 4096 * random.below(Math.max(this.next, 1)));
    if (kind < 95) return random.pick(HOLES);
    return features.apic && random.chance(0.4) ? APIC : random.pick(BACKED);
  }
}
