/** The memory references of one walk, in order: preallocated, overwritten by the next walk. */

/** Two dimensions of five levels each make 35. */
const CAPACITY = 64;

export class ReferenceLog {
  /** Physical address read, in the address space of the walk's memory. */
  readonly address = new Float64Array(CAPACITY);
  readonly entryLow = new Int32Array(CAPACITY);
  readonly entryHigh = new Int32Array(CAPACITY);
  /** 1 = page table … 5 = PML5 table. */
  readonly level = new Uint8Array(CAPACITY);
  /** 1 for an entry of the EPT paging structures. */
  readonly nested = new Uint8Array(CAPACITY);
  count = 0;
  nestedCount = 0;

  clear(): void {
    this.count = 0;
    this.nestedCount = 0;
  }

  record(address: number, low: number, high: number, level: number, nested: number): void {
    const at = this.count++;
    this.address[at] = address;
    this.entryLow[at] = low;
    this.entryHigh[at] = high;
    this.level[at] = level;
    this.nested[at] = nested;
    this.nestedCount += nested;
  }

  /** The entry read by reference `at`, an unsigned 64-bit value. */
  entry(at: number): bigint {
    return (BigInt(this.entryHigh[at]! >>> 0) << 32n) | BigInt(this.entryLow[at]! >>> 0);
  }
}
