/** Sections of a flat image: what the source says of each, and its bytes. NASM manual, "bin: Flat-Form Binary Output". */
import type { Base, BaseTerm } from './values.js';

/** A field to be filled in when the sections have addresses. */
export interface PendingField {
  /** Of the field in its section. */
  readonly position: number;
  readonly size: number;
  /** What it holds apart from the addresses: the sum of base addresses is added. */
  readonly value: bigint;
  readonly bases: readonly BaseTerm[];
  /** For a field relative to the address after its instruction: that address's offset in the section. */
  readonly relativeTo: number | null;
}

export interface SectionAttributes {
  /** Null: by the name (.bss is nobits). */
  type: 'progbits' | 'nobits' | null;
  start: bigint | null;
  vstart: bigint | null;
  align: bigint | null;
  valign: bigint | null;
  follows: string | null;
  vfollows: string | null;
}

const INITIAL_CAPACITY = 256;

/** Most bytes that an image may have. */
export const MAX_IMAGE_BYTES = 64 * 1024 * 1024;

export class Section implements Base {
  readonly name: string;
  /** The section created before it, which a nobits section lies behind by default; null for .bss (the end of all). */
  readonly previous: Section | null;
  attributes: SectionAttributes = noAttributes();
  /** Where the next statement goes; after a pass, the length. */
  offset = 0;
  fields: PendingField[] = [];
  /** Bases of the symbols section.NAME.start and section.NAME.vstart. */
  readonly startBase: Base;
  readonly vstartBase: Base;
  private bytes = new Uint8Array(INITIAL_CAPACITY);

  constructor(name: string, previous: Section | null) {
    this.name = name;
    this.previous = name === '.bss' ? null : previous;
    this.startBase = { name: `section.${name}.start` };
    this.vstartBase = { name: `section.${name}.vstart` };
  }

  beginPass(): void {
    this.attributes = noAttributes();
    this.offset = 0;
    this.fields = [];
  }

  get noBits(): boolean {
    return this.attributes.type === null ? this.name === '.bss' : this.attributes.type === 'nobits';
  }

  /** Stores bytes at the current offset; does not advance it. */
  store(bytes: ArrayLike<number>): void {
    this.reserve(this.offset + bytes.length);
    this.bytes.set(bytes, this.offset);
  }

  storeZeros(count: number): void {
    this.reserve(this.offset + count);
    this.bytes.fill(0, this.offset, this.offset + count);
  }

  /** Repeats the last `length` bytes before the offset until `end`. */
  storeRepeated(length: number, end: number): void {
    this.reserve(end);
    const start = this.offset - length;
    for (let filled = length; start + filled < end; ) {
      const count = Math.min(filled, end - start - filled);
      this.bytes.copyWithin(start + filled, start, start + count);
      filled += count;
    }
  }

  contents(): Uint8Array {
    return this.bytes.subarray(0, this.offset);
  }

  private reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(length, this.bytes.length * 2));
    bigger.set(this.bytes);
    this.bytes = bigger;
  }
}

function noAttributes(): SectionAttributes {
  return { type: null, start: null, vstart: null, align: null, valign: null, follows: null, vfollows: null };
}
