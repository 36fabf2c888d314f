/**
 * From a file to a machine ready to run: which kind of image it is, what goes where, how the processor starts.
 *
 * | file                                      | kind      | starts in              |
 * |-------------------------------------------|-----------|------------------------|
 * | multiboot header, with address fields      | multiboot | 32-bit protected mode  |
 * | multiboot header, ELF32 or ELF64           | multiboot | 32-bit protected mode  |
 * | ELF64 without one                          | elf64     | 64-bit mode            |
 * | anything else, with a load address         | flat      | 64-bit mode            |
 */
import { hex } from '../util/hex.js';
import { BIOS_DATA_AREA, biosDataArea } from './bios-data-area.js';
import { bootArea } from './boot-area.js';
import { isElf, parseElf } from './elf.js';
import { elfSymbols } from './elf-symbols.js';
import { longModeState, protectedModeState } from './initial-state.js';
import { LoadError } from './load-error.js';
import type { ImageKind, ImageSymbol, LoadedImage, LoadOptions } from './loaded-image.js';
import { findMultibootHeader, hasMultiboot2Header, segmentOfAddressFields } from './multiboot-header.js';
import { multibootInfo, type PlacedModule } from './multiboot-info.js';
import { checkPlacement, type Segment } from './placement.js';

const PAGE = 0x1000;
/** Modules never lie below 1 MiB, where the boot area and the VGA window are. */
const FIRST_MODULE_ADDRESS = 0x10_0000;

/** What of the file goes where. */
interface Kernel {
  readonly kind: ImageKind;
  readonly segments: readonly Segment[];
  readonly entry: number;
  readonly graphics: boolean;
  readonly symbols: readonly ImageSymbol[];
}

/** Throws LoadError: code, message, hint. */
export function loadImage(bytes: Uint8Array, options: LoadOptions): LoadedImage {
  const kernel = recognize(bytes, options);
  checkPlacement(options.name, kernel.segments, options);
  const modules = placeModules(kernel, options);
  const segments = [...kernel.segments, ...modules];
  checkPlacement(options.name, segments, options);

  const placed: PlacedModule[] = modules.map((segment, index) => ({
    name: options.modules[index]!.name,
    start: segment.address,
    end: segment.address + segment.memorySize,
  }));
  const information = multibootInfo(options, placed, kernel.graphics);
  const bits = kernel.kind === 'multiboot' ? 32 : 64;
  const state = bits === 32 ? protectedModeState : longModeState;
  return {
    kind: kernel.kind,
    writes: [
      ...segments.map(({ address, bytes: content }) => ({ address, bytes: content })),
      ...bootArea(bits),
      ...(isFree(BIOS_DATA_AREA, [...segments.map(extent), ...options.reserved]) ? [biosDataArea()] : []),
      information.write,
    ].filter((write) => write.bytes.length > 0),
    zeros: segments
      .map(({ address, bytes: content, memorySize }) => ({
        address: address + content.length,
        size: memorySize - content.length,
      }))
      .filter((range) => range.size > 0),
    initialState: state(kernel.entry, information.address),
    entry: kernel.entry,
    graphics: kernel.graphics,
    symbols: kernel.symbols,
  };
}

function recognize(bytes: Uint8Array, options: LoadOptions): Kernel {
  const { name } = options;
  if (bytes.length === 0) throw new LoadError('truncated-image', `${name} is empty`);
  const header = findMultibootHeader(bytes, name);
  if (header !== null && header.addresses !== null) {
    const { segment, entry } = segmentOfAddressFields(bytes, { ...header, addresses: header.addresses }, name);
    return { kind: 'multiboot', segments: [segment], entry, graphics: header.graphics, symbols: [] };
  }
  if (header === null && hasMultiboot2Header(bytes)) {
    throw new LoadError(
      'unsupported-image',
      `${name}: a Multiboot2 kernel; only Multiboot (version 1) is offered`,
      'add a Multiboot header beside it: dd 0x1BADB002, 0, -0x1BADB002',
    );
  }
  if (isElf(bytes)) {
    const elf = parseElf(bytes, name);
    if (header === null && elf.bits === 32) {
      throw new LoadError(
        'unsupported-image',
        `${name}: 32-bit ELF without a multiboot header in its first 8192 bytes`,
        'add a multiboot header (dd 0x1BADB002, 0, -0x1BADB002 in the first section), or build for x86-64',
      );
    }
    const kind = header === null ? 'elf64' : 'multiboot';
    const symbols = elfSymbols(bytes, elf.header, elf.bits);
    return { kind, segments: elf.segments, entry: elf.entry, graphics: header?.graphics ?? false, symbols };
  }
  if (header !== null) {
    throw new LoadError(
      'bad-multiboot',
      `${name}: multiboot header without address fields in a file that is not ELF`,
      'set flag bit 16 and give header_addr, load_addr, load_end_addr, bss_end_addr and entry_addr',
    );
  }
  return flat(bytes, options);
}

function flat(bytes: Uint8Array, options: LoadOptions): Kernel {
  const { name, loadAddress } = options;
  if (loadAddress === null) {
    throw new LoadError(
      'unknown-image',
      `${name}: neither ELF nor multiboot`,
      'a flat binary of 64-bit code needs --load ADDRESS, the address it was assembled for',
    );
  }
  const segment = { label: 'image', address: loadAddress, bytes, memorySize: bytes.length };
  return { kind: 'flat', segments: [segment], entry: loadAddress, graphics: false, symbols: [] };
}

/** Modules follow the kernel, each on a page boundary. */
function placeModules(kernel: Kernel, options: LoadOptions): Segment[] {
  const end = (segment: Segment) => segment.address + segment.memorySize;
  let next = Math.max(FIRST_MODULE_ADDRESS, ...kernel.segments.map(end));
  return options.modules.map(({ name, bytes }, index) => {
    const address = Math.ceil(next / PAGE) * PAGE;
    next = address + bytes.length;
    if (next > options.ramSize) {
      throw new LoadError(
        'bad-module',
        `module ${name} (${bytes.length} bytes at ${hex(address)}) does not fit in RAM, which ends at ${hex(options.ramSize)}`,
        'give the guest more with --memory',
      );
    }
    return { label: `module ${index + 1} (${name})`, address, bytes, memorySize: bytes.length };
  });
}

interface Extent {
  readonly start: number;
  readonly size: number;
}

function extent({ address, memorySize }: Segment): Extent {
  return { start: address, size: memorySize };
}

function isFree(place: Extent, taken: readonly Extent[]): boolean {
  return taken.every(({ start, size }) => start + size <= place.start || place.start + place.size <= start);
}
