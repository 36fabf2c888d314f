/**
 * Decoded instructions, kept per host page and code size. Writes to a page are reported by the MMU, which drops exactly
 * the instructions that the bytes written belong to: self-modifying code works, and data beside code is cheap.
 */
import { EXECUTE } from '../execute/index.js';
import { decode, isDecodeFailure, MAX_INSTRUCTION_LENGTH } from '../isa/decode.js';
import type { InstructionForm } from '../isa/form.js';
import type { DecodeFailure, Instruction } from '../isa/instruction.js';
import type { CodeBits } from '../isa/registers.js';
import type { CostProfile } from '../timing/profile.js';
import { type CodeEntry, NO_INSTRUCTION } from './code-entry.js';
import { bindExecutor, failingExecutor } from './dispatch.js';

export const PAGE_SIZE = 4096;

/** An instruction whose bytes go on in the next page: valid while they are the same. */
interface CrossingEntry {
  readonly entry: CodeEntry;
  readonly bytes: Uint8Array;
}

/** Host offset of the page that a host offset lies in. Host memory reaches beyond 2 GiB: offsets are unsigned. */
export function pageOf(hostOffset: number): number {
  return (hostOffset & ~(PAGE_SIZE - 1)) >>> 0;
}

export class CodePage {
  readonly hostOffset: number;
  readonly bits: CodeBits;
  /** By offset of the first byte. */
  readonly entries: (CodeEntry | undefined)[] = new Array<CodeEntry | undefined>(PAGE_SIZE).fill(undefined);
  readonly crossing = new Map<number, CrossingEntry>();
  count = 0;

  constructor(hostOffset: number, bits: CodeBits) {
    this.hostOffset = hostOffset;
    this.bits = bits;
  }
}

/** What the cache needs of the MMU. */
export interface CodeWatcher {
  markCodePage(hostOffset: number): void;
  unmarkCodePage(hostOffset: number): void;
}

export class CodeCache {
  private readonly memory: Uint8Array;
  private readonly watcher: CodeWatcher;
  private readonly profile: CostProfile;
  private readonly pages: Readonly<Record<CodeBits, Map<number, CodePage>>> = {
    16: new Map(),
    32: new Map(),
    64: new Map(),
  };
  private readonly costs = new Map<InstructionForm, number>();
  private readonly straddle = new Uint8Array(2 * MAX_INSTRUCTION_LENGTH);

  constructor(memory: Uint8Array, watcher: CodeWatcher, profile: CostProfile) {
    this.memory = memory;
    this.watcher = watcher;
    this.profile = profile;
  }

  /** The page at a host offset (multiple of 4096), for code of this size. */
  page(hostOffset: number, bits: CodeBits): CodePage {
    const pages = this.pages[bits];
    let page = pages.get(hostOffset);
    if (page === undefined) {
      page = new CodePage(hostOffset, bits);
      pages.set(hostOffset, page);
    }
    return page;
  }

  /** Decode at `offset` of a page and keep the result. Null: the instruction goes on in the next page. */
  decode(page: CodePage, offset: number): CodeEntry | null {
    const end = page.hostOffset + PAGE_SIZE;
    const result = decode(this.memory, page.hostOffset + offset, end, page.bits);
    if (isDecodeFailure(result) && result.failure === 'truncated') return null;
    const entry = this.entryOf(result);
    if (page.count === 0) this.watcher.markCodePage(page.hostOffset);
    page.entries[offset] = entry;
    page.count++;
    return entry;
  }

  /** An instruction that begins at `offset` of one page and ends in another; `second` −1: nothing executable is there. */
  decodeCrossing(page: CodePage, offset: number, second: number): CodeEntry {
    const { straddle, memory } = this;
    const first = PAGE_SIZE - offset;
    straddle.fill(0xff);
    for (let n = 0; n < first; n++) straddle[n] = memory[page.hostOffset + offset + n]!;
    if (second >= 0) for (let n = first; n < MAX_INSTRUCTION_LENGTH; n++) straddle[n] = memory[second + n - first]!;
    const known = page.crossing.get(offset);
    if (known?.bytes.every((byte, n) => byte === straddle[n])) return known.entry;
    const entry = this.decodeBytes(straddle, page.bits);
    page.crossing.set(offset, { entry, bytes: straddle.slice(0, entry.length) });
    return entry;
  }

  /** An instruction whose first byte lies in no page and reads FFH; `second` as above. */
  decodeAfterHole(second: number, bits: CodeBits): CodeEntry {
    const { straddle, memory } = this;
    straddle.fill(0xff);
    if (second >= 0) straddle.set(memory.subarray(second, second + MAX_INSTRUCTION_LENGTH - 1), 1);
    return this.decodeBytes(straddle, bits);
  }

  /** Decode bytes that lie in no page: what a fetch from nowhere reads. */
  decodeBytes(bytes: Uint8Array, bits: CodeBits): CodeEntry {
    return this.entryOf(decode(bytes, 0, bytes.length, bits));
  }

  /** `size` bytes at a host offset have been or are about to be written. */
  written(hostOffset: number, size: number): void {
    const first = hostOffset - (MAX_INSTRUCTION_LENGTH - 1);
    const firstPage = pageOf(hostOffset);
    const lastPage = pageOf(hostOffset + size - 1);
    this.drop(firstPage, first, hostOffset + size);
    if (lastPage !== firstPage) this.drop(lastPage, first, hostOffset + size);
  }

  /** Forget everything: memory has changed behind the MMU's back (a snapshot was restored). */
  clear(): void {
    for (const pages of Object.values(this.pages)) {
      for (const page of pages.values()) {
        if (page.count > 0) this.watcher.unmarkCodePage(page.hostOffset);
        page.entries.fill(undefined);
        page.crossing.clear();
        page.count = 0;
      }
    }
  }

  /** Drop the instructions of a page that begin in [first, end). */
  private drop(hostPage: number, first: number, end: number): void {
    let left = 0;
    for (const bits of [16, 32, 64] as const) {
      const page = this.pages[bits].get(hostPage);
      if (page === undefined) continue;
      const from = Math.max(first - hostPage, 0);
      const to = Math.min(end - hostPage, PAGE_SIZE);
      for (let offset = from; offset < to; offset++) {
        if (page.entries[offset] !== undefined) {
          page.entries[offset] = undefined;
          page.count--;
        }
      }
      left += page.count;
    }
    if (left === 0) this.watcher.unmarkCodePage(hostPage);
  }

  private entryOf(result: Instruction | DecodeFailure): CodeEntry {
    if (isDecodeFailure(result)) return { execute: failingExecutor(result), insn: NO_INSTRUCTION, length: 1, cost: 0 };
    return {
      execute: bindExecutor(result, EXECUTE[result.mnemonic]),
      insn: result,
      length: result.length,
      cost: this.costOf(result.form),
    };
  }

  private costOf(form: InstructionForm): number {
    let cost = this.costs.get(form);
    if (cost === undefined) {
      cost = this.profile.instruction[form.cost] ?? 0;
      this.costs.set(form, cost);
    }
    return cost;
  }
}
