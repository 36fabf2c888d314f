/**
 * Which way of a set is replaced. LRU by time stamps; tree-PLRU by one word of tree bits a set, where a use is an AND
 * and an OR with constants of its way. With m·2^k ways there are m trees, and the victim is in the one after the tree
 * used last (measured of Skylake's second level: three trees of four ways).
 */

/** The state of every set of one structure, in arrays that the caller provides (state region). */
export interface Replacement {
  /** Entry `index` was used. */
  touch(index: number): void;
  /** The entry of `set` to replace; all its entries are valid. */
  victim(set: number): number;
}

export class LruReplacement implements Replacement {
  private readonly stamps: Float64Array;
  /** One element: the time of the last use. */
  private readonly clock: Float64Array;
  private readonly ways: number;

  constructor(stamps: Float64Array, clock: Float64Array, ways: number) {
    this.stamps = stamps;
    this.clock = clock;
    this.ways = ways;
  }

  touch(index: number): void {
    const now = this.clock[0]! + 1;
    this.clock[0] = now;
    this.stamps[index] = now;
  }

  victim(set: number): number {
    const first = set * this.ways;
    let oldest = first;
    for (let i = first + 1; i < first + this.ways; i++) if (this.stamps[i]! < this.stamps[oldest]!) oldest = i;
    return oldest;
  }
}

/** Position of the number of the group used last, in a set's word. */
const GROUP_SHIFT = 28;

export class TreePlruReplacement implements Replacement {
  private readonly bits: Int32Array;
  private readonly ways: number;
  private readonly tree: number;
  private readonly groups: number;
  private readonly keep: Int32Array;
  private readonly set: Int32Array;

  /** @param bits one word a set. */
  constructor(bits: Int32Array, ways: number) {
    this.bits = bits;
    this.ways = ways;
    this.tree = ways & -ways;
    this.groups = ways / this.tree;
    this.keep = new Int32Array(ways);
    this.set = new Int32Array(ways);
    for (let way = 0; way < ways; way++) this.prepare(way);
  }

  /** Each node on the way's path comes to point away from it. */
  private prepare(way: number): void {
    const group = Math.floor(way / this.tree);
    const leaf = way % this.tree;
    let path = 0;
    let away = 0;
    let node = 1;
    for (let half = this.tree >> 1; half > 0; half >>= 1) {
      const bit = 1 << (group * (this.tree - 1) + node - 1);
      const side = (leaf & half) === 0 ? 0 : 1;
      path |= bit;
      if (side === 0) away |= bit;
      node = 2 * node + side;
    }
    if (this.groups > 1) {
      path |= 15 << GROUP_SHIFT;
      away |= group << GROUP_SHIFT;
    }
    this.keep[way] = ~path;
    this.set[way] = away;
  }

  touch(index: number): void {
    const way = index % this.ways;
    const set = (index - way) / this.ways;
    this.bits[set] = (this.bits[set]! & this.keep[way]!) | this.set[way]!;
  }

  victim(set: number): number {
    const word = this.bits[set]!;
    const group = this.groups === 1 ? 0 : ((word >>> GROUP_SHIFT) + 1) % this.groups;
    let node = 1;
    while (node < this.tree) node = 2 * node + ((word >>> (group * (this.tree - 1) + node - 1)) & 1);
    return set * this.ways + group * this.tree + node - this.tree;
  }
}
