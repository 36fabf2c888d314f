/**
 * Layout of ELF files, little-endian, 32 and 64 bits: Tool Interface Standard ELF Specification 1.2 and System V ABI.
 * binary-parser compiles its parsers at run time; that happens at the first ELF file, not when this module is loaded.
 */
import { Parser } from 'binary-parser';

export const ELF_IDENTIFICATION_SIZE = 16;
export const ElfClass = { ELF32: 1, ELF64: 2 } as const;
export const ElfData = { LITTLE: 1, BIG: 2 } as const;
export const ElfType = { RELOCATABLE: 1, EXECUTABLE: 2, SHARED: 3 } as const;
export const ElfMachine = { I386: 3, X86_64: 62 } as const;
export const SegmentType = { LOAD: 1, DYNAMIC: 2, INTERPRETER: 3 } as const;
export const SectionType = { SYMBOL_TABLE: 2 } as const;

export interface ElfHeader {
  type: number;
  machine: number;
  version: number;
  entry: bigint;
  programHeaders: bigint;
  sectionHeaders: bigint;
  programHeaderSize: number;
  programHeaderCount: number;
  sectionHeaderSize: number;
  sectionHeaderCount: number;
}

export interface ElfSegment {
  type: number;
  offset: bigint;
  virtualAddress: bigint;
  physicalAddress: bigint;
  fileSize: bigint;
  memorySize: bigint;
}

export interface ElfSection {
  type: number;
  offset: bigint;
  size: bigint;
  link: number;
}

export interface ElfSymbol {
  name: number;
  info: number;
  section: number;
  value: bigint;
  size: bigint;
}

/** Readers for one class: sizes in bytes, and what is at an offset. The caller has checked that the bytes are there. */
export interface ElfReaders {
  readonly headerSize: number;
  readonly segmentSize: number;
  readonly sectionSize: number;
  readonly symbolSize: number;
  header(bytes: Uint8Array): ElfHeader;
  segment(bytes: Uint8Array, offset: number): ElfSegment;
  section(bytes: Uint8Array, offset: number): ElfSection;
  symbol(bytes: Uint8Array, offset: number): ElfSymbol;
}

function headerParser(bits: 32 | 64) {
  const start = little().seek(ELF_IDENTIFICATION_SIZE).uint16('type').uint16('machine').uint32('version');
  const addresses =
    bits === 64
      ? start.uint64('entry').uint64('programHeaders').uint64('sectionHeaders')
      : start.uint32('entry').uint32('programHeaders').uint32('sectionHeaders');
  return addresses
    .uint32('flags')
    .uint16('headerSize')
    .uint16('programHeaderSize')
    .uint16('programHeaderCount')
    .uint16('sectionHeaderSize')
    .uint16('sectionHeaderCount');
}

const segment64 = () =>
  little()
    .uint32('type')
    .uint32('flags')
    .uint64('offset')
    .uint64('virtualAddress')
    .uint64('physicalAddress')
    .uint64('fileSize')
    .uint64('memorySize');
const segment32 = () =>
  little()
    .uint32('type')
    .uint32('offset')
    .uint32('virtualAddress')
    .uint32('physicalAddress')
    .uint32('fileSize')
    .uint32('memorySize');
const section64 = () => little().seek(4).uint32('type').seek(16).uint64('offset').uint64('size').uint32('link');
const section32 = () => little().seek(4).uint32('type').seek(8).uint32('offset').uint32('size').uint32('link');
const symbol64 = () => little().uint32('name').uint8('info').seek(1).uint16('section').uint64('value').uint64('size');
const symbol32 = () => little().uint32('name').uint32('value').uint32('size').uint8('info').seek(1).uint16('section');

function little() {
  return new Parser().endianness('little');
}

/** The parts of a parser that are used here; its own type names each field of each layout. */
interface Compiled {
  parse(bytes: Uint8Array): object;
}

/** 32-bit layouts give numbers where 64-bit ones give bigints: from here on all are bigints. */
const WIDE: ReadonlySet<string> = new Set([
  'entry',
  'programHeaders',
  'sectionHeaders',
  'offset',
  'virtualAddress',
  'physicalAddress',
  'fileSize',
  'memorySize',
  'size',
  'value',
]);

function widen<T>(fields: object): T {
  const entries = Object.entries(fields).map(([name, value]) => [name, WIDE.has(name) ? BigInt(value) : value]);
  return Object.fromEntries(entries) as T;
}

function readers(bits: 32 | 64): ElfReaders {
  const wide = bits === 64;
  const header: Compiled = headerParser(bits);
  const segment: Compiled = wide ? segment64() : segment32();
  const section: Compiled = wide ? section64() : section32();
  const symbol: Compiled = wide ? symbol64() : symbol32();
  return {
    headerSize: wide ? 64 : 52,
    segmentSize: wide ? 56 : 32,
    sectionSize: wide ? 64 : 40,
    symbolSize: wide ? 24 : 16,
    header: (bytes) => widen(header.parse(bytes)),
    segment: (bytes, offset) => widen(segment.parse(bytes.subarray(offset))),
    section: (bytes, offset) => widen(section.parse(bytes.subarray(offset))),
    symbol: (bytes, offset) => widen(symbol.parse(bytes.subarray(offset))),
  };
}

/** Parsers have no state: one set of each class serves all. */
const compiled = new Map<32 | 64, ElfReaders>();

export function elfReaders(bits: 32 | 64): ElfReaders {
  const known = compiled.get(bits);
  if (known !== undefined) return known;
  const made = readers(bits);
  compiled.set(bits, made);
  return made;
}
