/** The bytes of one statement, before they go into a section. */
import type { BaseTerm } from './values.js';

/** A field of a chunk that depends on where sections lie. */
export interface ChunkField {
  /** Offset in the chunk, and width, bytes. */
  readonly offset: number;
  readonly size: number;
  readonly value: bigint;
  readonly bases: readonly BaseTerm[];
  /** For a relative field, the offset in the chunk of the address it is relative to. */
  readonly relativeTo: number | null;
}

/** A stretch without contents (RESB, `?`). */
export interface Gap {
  readonly offset: number;
  readonly length: number;
}

export interface Chunk {
  readonly bytes: ArrayLike<number>;
  /** Differs from bytes.length only for a chunk that is one gap. */
  readonly length: number;
  readonly fields: readonly ChunkField[];
  readonly gaps: readonly Gap[];
}

const NOTHING: readonly never[] = [];

export function plainChunk(bytes: ArrayLike<number>): Chunk {
  return { bytes, length: bytes.length, fields: NOTHING, gaps: NOTHING };
}

export function gapChunk(length: number): Chunk {
  return { bytes: NOTHING, length, fields: NOTHING, gaps: [{ offset: 0, length }] };
}

export function writeLittleEndian(bytes: Uint8Array, offset: number, size: number, value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  for (let i = 0; i < size && i < 8; i++) {
    bytes[offset + i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}
