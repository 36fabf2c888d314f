/**
 * The one WebAssembly.Memory that holds everything: a reserved region for processor state and counters, then
 * host-physical RAM. Generated WebAssembly and TypeScript see the same bytes. It never grows (views stay valid); pages
 * cost the host nothing until touched.
 *
 * A *host offset* is a byte offset into this memory. Host-physical address p is at host offset RAM_BASE + p.
 */

/** Bytes reserved below RAM for processor state, TLB arrays and counters. */
export const RAM_BASE = 0x100000;
const WASM_PAGE = 0x10000;

/** What is used of WebAssembly.Memory: the ECMAScript library types do not have it. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
declare const WebAssembly: {
  readonly Memory: new (descriptor: { initial: number; maximum: number }) => WasmMemory;
};

export class HostMemory {
  readonly memory: WasmMemory;
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly i32: Int32Array;
  readonly u64: BigUint64Array;
  readonly f64: Float64Array;
  /** For accesses of any alignment (little-endian). */
  readonly view: DataView;
  /** One byte per 4 KiB page of the whole memory: not 0 when someone must see writes to the page. */
  readonly watched: Uint8Array;
  /** Told of each write to a watched page, after it was made: the exact bytes. */
  onWatchedWrite: (hostOffset: number, size: number) => void = () => undefined;
  /** Bytes of host-physical RAM. */
  readonly ramSize: number;
  private stateUsed = 64;

  /** @param ramSize bytes of host-physical RAM, a multiple of 4 KiB; at most 4 GiB − 64 KiB with the state region. */
  constructor(ramSize: number) {
    this.ramSize = ramSize;
    const pages = Math.ceil((RAM_BASE + ramSize) / WASM_PAGE);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const buffer = this.memory.buffer;
    this.u8 = new Uint8Array(buffer);
    this.u16 = new Uint16Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u64 = new BigUint64Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.view = new DataView(buffer);
    this.watched = new Uint8Array(buffer.byteLength / 4096);
  }

  /** Reserve `bytes` of the state region (64-byte aligned); returns the host offset. */
  allocateState(bytes: number): number {
    const offset = this.stateUsed;
    const end = offset + ((bytes + 63) & ~63);
    if (end > RAM_BASE) throw new RangeError(`state region exhausted: ${end} > ${RAM_BASE}`);
    this.stateUsed = end;
    return offset;
  }

  /**
   * Announces a write that was made straight through the views. Processor, walker and GuestMemory announce their own.
   * @param size bytes; the range may span pages.
   */
  notifyWrite(hostOffset: number, size: number): void {
    const last = (hostOffset + size - 1) >>> 12;
    for (let page = hostOffset >>> 12; page <= last; page++) {
      if (this.watched[page] === 0) continue;
      const start = Math.max(hostOffset, page * 4096);
      this.onWatchedWrite(start, Math.min(hostOffset + size, (page + 1) * 4096) - start);
    }
  }
}
