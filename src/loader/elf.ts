/** ELF executables: which bytes go where, where execution begins, what the symbols are. Checks before it believes. */
import { hex } from '../util/hex.js';
import {
  ELF_IDENTIFICATION_SIZE,
  ElfClass,
  ElfData,
  type ElfHeader,
  ElfMachine,
  type ElfReaders,
  type ElfSegment,
  ElfType,
  elfReaders,
  SegmentType,
} from './elf-headers.js';
import { LoadError } from './load-error.js';
import type { Segment } from './placement.js';

export interface ElfImage {
  readonly bits: 32 | 64;
  /** Loadable segments by physical address. */
  readonly segments: readonly Segment[];
  /** Physical address of the entry point. */
  readonly entry: number;
  readonly header: ElfHeader;
}

const MAGIC = [0x7f, 0x45, 0x4c, 0x46] as const;
const Identification = { CLASS: 4, DATA: 5, VERSION: 6 } as const;
/** e_phnum when the real number is elsewhere. */
const MANY_SEGMENTS = 0xffff;

export function isElf(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/** Throws LoadError; `name` is used in messages. */
export function parseElf(bytes: Uint8Array, name: string): ElfImage {
  const bits = checkIdentification(bytes, name);
  const readers = elfReaders(bits);
  requireBytes(bytes, name, 'its ELF header', 0n, BigInt(readers.headerSize));
  const header = readers.header(bytes);
  checkHeader(header, bits, readers, name);
  const segments = programHeaders(bytes, header, readers, name);
  const loadable = segments.filter((segment) => segment.type === SegmentType.LOAD && segment.memorySize > 0n);
  if (loadable.length === 0) throw new LoadError('bad-elf', `${name}: no segment to load`);
  return {
    bits,
    segments: loadable.map((segment, index) => toSegment(bytes, segment, `segment ${index}`, name)),
    entry: physicalEntry(header.entry, loadable, name),
    header,
  };
}

function checkIdentification(bytes: Uint8Array, name: string): 32 | 64 {
  requireBytes(bytes, name, 'its ELF identification', 0n, BigInt(ELF_IDENTIFICATION_SIZE));
  const elfClass = bytes[Identification.CLASS];
  const data = bytes[Identification.DATA];
  const version = bytes[Identification.VERSION];
  if (data === ElfData.BIG) throw new LoadError('wrong-machine', `${name}: big-endian ELF; x86 is little-endian`);
  if (data !== ElfData.LITTLE) throw new LoadError('bad-elf', `${name}: ELF data encoding ${data} does not exist`);
  if (version !== 1) throw new LoadError('bad-elf', `${name}: ELF version ${version} does not exist`);
  if (elfClass === ElfClass.ELF32) return 32;
  if (elfClass === ElfClass.ELF64) return 64;
  throw new LoadError('bad-elf', `${name}: ELF class ${elfClass} does not exist`);
}

function checkHeader(header: ElfHeader, bits: 32 | 64, readers: ElfReaders, name: string): void {
  const { type, machine } = header;
  const expected = bits === 64 ? ElfMachine.X86_64 : ElfMachine.I386;
  if (machine !== expected) {
    throw new LoadError(
      'wrong-machine',
      `${name}: ELF${bits} for machine ${machine}; expected ${expected} (${bits === 64 ? 'x86-64' : 'i386'})`,
    );
  }
  if (type === ElfType.RELOCATABLE) {
    throw new LoadError('not-linked', `${name}: an object file, not linked`, 'link it: ld -o kernel.elf …');
  }
  if (type === ElfType.SHARED) {
    throw new LoadError(
      'not-linked',
      `${name}: position-independent; nothing would relocate it`,
      'link with -no-pie (and compile with -fno-pie)',
    );
  }
  if (type !== ElfType.EXECUTABLE) throw new LoadError('bad-elf', `${name}: ELF type ${type} is not an executable`);
  if (header.programHeaderCount === 0) throw new LoadError('bad-elf', `${name}: no program headers`);
  if (header.programHeaderCount === MANY_SEGMENTS) {
    throw new LoadError('bad-elf', `${name}: more program headers than a kernel can have`);
  }
  if (header.programHeaderSize !== readers.segmentSize) {
    throw new LoadError(
      'bad-elf',
      `${name}: program headers of ${header.programHeaderSize} bytes; ELF${bits} has ${readers.segmentSize}`,
    );
  }
}

function programHeaders(bytes: Uint8Array, header: ElfHeader, readers: ElfReaders, name: string): ElfSegment[] {
  const size = BigInt(header.programHeaderCount * readers.segmentSize);
  requireBytes(bytes, name, 'its program headers', header.programHeaders, size);
  const first = Number(header.programHeaders);
  const segments: ElfSegment[] = [];
  for (let index = 0; index < header.programHeaderCount; index++) {
    const segment = readers.segment(bytes, first + index * readers.segmentSize);
    if (segment.type === SegmentType.INTERPRETER || segment.type === SegmentType.DYNAMIC) {
      throw new LoadError('not-linked', `${name}: needs a dynamic linker`, 'link with -static -no-pie');
    }
    segments.push(segment);
  }
  return segments;
}

function toSegment(bytes: Uint8Array, segment: ElfSegment, label: string, name: string): Segment {
  const { offset, fileSize, memorySize, physicalAddress } = segment;
  if (fileSize > memorySize) {
    throw new LoadError(
      'bad-segment',
      `${name}: ${label} has ${hex(fileSize)} bytes in the file and ${hex(memorySize)} in memory`,
    );
  }
  requireBytes(bytes, name, label, offset, fileSize);
  if (physicalAddress + memorySize > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new LoadError(
      'outside-ram',
      `${name}: ${label} at physical address ${hex(physicalAddress)}`,
      'a higher-half kernel needs load addresses: AT(ADDR(.text) - KERNEL_BASE) in the linker script',
    );
  }
  const start = Number(offset);
  return {
    label,
    address: Number(physicalAddress),
    bytes: bytes.subarray(start, start + Number(fileSize)),
    memorySize: Number(memorySize),
  };
}

/** The entry point is a virtual address; the segment that holds it says where that is in physical memory. */
function physicalEntry(entry: bigint, segments: readonly ElfSegment[], name: string): number {
  const holds = (start: bigint, size: bigint) => entry >= start && entry < start + size;
  const virtual = segments.find((segment) => holds(segment.virtualAddress, segment.memorySize));
  if (virtual !== undefined) return Number(entry - virtual.virtualAddress + virtual.physicalAddress);
  const physical = segments.find((segment) => holds(segment.physicalAddress, segment.memorySize));
  if (physical !== undefined) return Number(entry);
  throw new LoadError('bad-entry', `${name}: entry point ${hex(entry)} is in no segment`, 'ENTRY(…) or ld -e names it');
}

/** The file must have `size` bytes at `offset`. */
export function requireBytes(bytes: Uint8Array, name: string, what: string, offset: bigint, size: bigint): void {
  if (offset + size <= BigInt(bytes.length)) return;
  throw new LoadError(
    'truncated-image',
    `${name}: ${what} would end at byte ${offset + size}; the file has ${bytes.length}`,
  );
}
