/**
 * The Multiboot header of an image. Multiboot Specification version 0.6.96, "OS image format": in the first 8,192
 * bytes, on a four-byte boundary.
 */
import { Parser } from 'binary-parser';
import { hex } from '../util/hex.js';
import { requireBytes } from './elf.js';
import { LoadError } from './load-error.js';
import type { Segment } from './placement.js';

const HEADER_MAGIC = 0x1bad_b002;
const SEARCH_SIZE = 8192;
/** Multiboot2: another magic, eight-byte boundaries, and a checksum over magic, architecture and header length. */
const MULTIBOOT2 = { MAGIC: 0xe852_50d6, SEARCH_SIZE: 32768, HEADER_SIZE: 16 } as const;
/** Magic, flags, checksum; with the address fields; with the graphics fields too. */
const PLAIN_SIZE = 12;
const ADDRESS_SIZE = 32;
const GRAPHICS_SIZE = 48;

export const MultibootFlag = { PAGE_ALIGN: 0x1, MEMORY_INFO: 0x2, VIDEO_MODE: 0x4, ADDRESS_FIELDS: 0x1_0000 } as const;
/** Bits 15:0 are demands: one that a loader does not know means that it must refuse the image. */
const KNOWN_DEMANDS = MultibootFlag.PAGE_ALIGN | MultibootFlag.MEMORY_INFO | MultibootFlag.VIDEO_MODE;
/** mode_type of the graphics fields: 0 linear graphics, 1 EGA text. */
const LINEAR_GRAPHICS = 0;

interface AddressFields {
  headerAddress: number;
  loadAddress: number;
  loadEndAddress: number;
  bssEndAddress: number;
  entryAddress: number;
}

export interface MultibootHeader {
  /** Byte in the file. */
  readonly offset: number;
  readonly flags: number;
  readonly addresses: AddressFields | null;
  /** The kernel wants a linear graphics mode. */
  readonly graphics: boolean;
}

const addressParser = () =>
  new Parser()
    .endianness('little')
    .uint32('headerAddress')
    .uint32('loadAddress')
    .uint32('loadEndAddress')
    .uint32('bssEndAddress')
    .uint32('entryAddress');

/** The header, or null when there is none. Throws LoadError when there is one that cannot be honoured. */
export function findMultibootHeader(bytes: Uint8Array, name: string): MultibootHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Math.min(bytes.length, SEARCH_SIZE) - PLAIN_SIZE;
  for (let offset = 0; offset <= end; offset += 4) {
    if (view.getUint32(offset, true) !== HEADER_MAGIC) continue;
    const flags = view.getUint32(offset + 4, true);
    const checksum = view.getUint32(offset + 8, true);
    if ((HEADER_MAGIC + flags + checksum) >>> 0 === 0) return readHeader(bytes, view, offset, flags, name);
  }
  return null;
}

/** Whether there is a Multiboot2 header: a different protocol, which is not offered. */
export function hasMultiboot2Header(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Math.min(bytes.length, MULTIBOOT2.SEARCH_SIZE) - MULTIBOOT2.HEADER_SIZE;
  for (let offset = 0; offset <= end; offset += 8) {
    if (view.getUint32(offset, true) !== MULTIBOOT2.MAGIC) continue;
    const rest = [4, 8, 12].map((field) => view.getUint32(offset + field, true));
    if (rest.reduce((sum, word) => (sum + word) >>> 0, MULTIBOOT2.MAGIC) === 0) return true;
  }
  return false;
}

function readHeader(bytes: Uint8Array, view: DataView, offset: number, flags: number, name: string): MultibootHeader {
  const unknown = flags & 0xffff & ~KNOWN_DEMANDS;
  if (unknown !== 0) {
    throw new LoadError(
      'bad-multiboot',
      `${name}: multiboot header demands features ${hex(unknown)}, which do not exist`,
    );
  }
  const wantsMode = (flags & MultibootFlag.VIDEO_MODE) !== 0;
  const hasAddresses = (flags & MultibootFlag.ADDRESS_FIELDS) !== 0;
  const size = wantsMode ? GRAPHICS_SIZE : hasAddresses ? ADDRESS_SIZE : PLAIN_SIZE;
  requireBytes(bytes, name, 'its multiboot header', BigInt(offset), BigInt(size));
  return {
    offset,
    flags,
    addresses: hasAddresses ? addressParser().parse(bytes.subarray(offset + PLAIN_SIZE)) : null,
    graphics: wantsMode && view.getUint32(offset + ADDRESS_SIZE, true) === LINEAR_GRAPHICS,
  };
}

/** The a.out kludge: the header itself says what of the file goes where. */
export function segmentOfAddressFields(
  bytes: Uint8Array,
  header: MultibootHeader & { readonly addresses: AddressFields },
  name: string,
): { segment: Segment; entry: number } {
  const { headerAddress, loadAddress, loadEndAddress, bssEndAddress, entryAddress } = header.addresses;
  const start = header.offset - (headerAddress - loadAddress);
  if (loadAddress > headerAddress || start < 0) {
    throw new LoadError(
      'bad-multiboot',
      `${name}: load_addr ${hex(loadAddress)} and header_addr ${hex(headerAddress)} do not fit the header's place, byte ${header.offset} of the file`,
      'header_addr is the address of the header, load_addr that of the first byte to load',
    );
  }
  if (loadEndAddress !== 0 && loadEndAddress < loadAddress) {
    throw new LoadError('bad-multiboot', `${name}: load_end_addr ${hex(loadEndAddress)} is below load_addr`);
  }
  const fileSize = loadEndAddress === 0 ? bytes.length - start : loadEndAddress - loadAddress;
  requireBytes(bytes, name, 'the part to load (load_end_addr)', BigInt(start), BigInt(fileSize));
  const loadEnd = loadAddress + fileSize;
  if (bssEndAddress !== 0 && bssEndAddress < loadEnd) {
    throw new LoadError(
      'bad-multiboot',
      `${name}: bss_end_addr ${hex(bssEndAddress)} is below the end of the loaded part, ${hex(loadEnd)}`,
    );
  }
  const end = Math.max(loadEnd, bssEndAddress);
  if (entryAddress < loadAddress || entryAddress >= end) {
    throw new LoadError('bad-entry', `${name}: entry_addr ${hex(entryAddress)} is not in what is loaded`);
  }
  const segment = {
    label: 'image',
    address: loadAddress,
    bytes: bytes.subarray(start, start + fileSize),
    memorySize: end - loadAddress,
  };
  return { segment, entry: entryAddress };
}
