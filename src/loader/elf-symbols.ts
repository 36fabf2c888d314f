/** The symbol table of an ELF file, for messages. Loading does not depend on it: what is malformed is left out. */
import { type ElfHeader, type ElfReaders, type ElfSection, elfReaders, SectionType } from './elf-headers.js';
import type { ImageSymbol } from './loaded-image.js';

/** Symbol types in `info` bits 3:0 that name code or data. */
const NAMED_TYPES: ReadonlySet<number> = new Set([0, 1, 2]);
const UNDEFINED_SECTION = 0;
/** Section numbers from here are not sections: absolute symbols, common blocks. */
const RESERVED_SECTIONS = 0xff00;

/** Named symbols by address. */
export function elfSymbols(bytes: Uint8Array, header: ElfHeader, bits: 32 | 64): ImageSymbol[] {
  const readers = elfReaders(bits);
  const sections = sectionHeaders(bytes, header, readers);
  const symbols: ImageSymbol[] = [];
  for (const table of sections) {
    const names = sections[table.link];
    if (table.type !== SectionType.SYMBOL_TABLE || names === undefined) continue;
    if (!contains(bytes, table) || !contains(bytes, names)) continue;
    readTable(bytes, table, names, readers, symbols);
  }
  return symbols.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

function sectionHeaders(bytes: Uint8Array, header: ElfHeader, readers: ElfReaders): ElfSection[] {
  const { sectionHeaders: first, sectionHeaderCount: count, sectionHeaderSize: size } = header;
  const end = first + BigInt(count * readers.sectionSize);
  if (size !== readers.sectionSize || end > BigInt(bytes.length)) return [];
  return Array.from({ length: count }, (_, index) => readers.section(bytes, Number(first) + index * size));
}

function readTable(
  bytes: Uint8Array,
  table: ElfSection,
  names: ElfSection,
  readers: ElfReaders,
  into: ImageSymbol[],
): void {
  const count = Math.floor(Number(table.size) / readers.symbolSize);
  for (let index = 0; index < count; index++) {
    const symbol = readers.symbol(bytes, Number(table.offset) + index * readers.symbolSize);
    const { section } = symbol;
    if (section === UNDEFINED_SECTION || section >= RESERVED_SECTIONS || !NAMED_TYPES.has(symbol.info & 15)) continue;
    const name = stringAt(bytes, names, symbol.name);
    if (name !== '') into.push({ name, address: symbol.value, size: Number(symbol.size) });
  }
}

function stringAt(bytes: Uint8Array, names: ElfSection, index: number): string {
  const end = Number(names.offset + names.size);
  let text = '';
  for (let at = Number(names.offset) + index; at < end && bytes[at] !== 0; at++) {
    text += String.fromCharCode(bytes[at]!);
  }
  return text;
}

function contains(bytes: Uint8Array, section: ElfSection): boolean {
  return section.offset + section.size <= BigInt(bytes.length);
}
