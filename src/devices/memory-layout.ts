/**
 * The guest-physical map, the same in every mode:
 *
 * | from       | to         |                                                              |
 * |------------|------------|--------------------------------------------------------------|
 * | 00000000H  | 0009FFFFH  | RAM; 90000H–9FFFFH is the boot area (src/loader/boot-area.ts) |
 * | 000A0000H  | 000B7FFFH  | hole (VGA graphics memory, not there)                        |
 * | 000B8000H  | 000BFFFFH  | text frame buffer, 32 KiB                                    |
 * | 000C0000H  | RAM size   | RAM (firmware's place below 1 MiB too, zero-filled)          |
 * | E0000000H  | E012BFFFH  | linear frame buffer, 640 × 480 × 4 bytes                     |
 * | FEE00000H  | FEE00FFFH  | local APIC                                                   |
 *
 * ROM images lie over RAM or in the hole above it, where --rom puts them. Everything else is a hole. There is no
 * I/O APIC, HPET or PCI.
 */
import type { MmioDevice } from '../memory/bus.js';
import { LINEAR_FRAME_BUFFER, TEXT_FRAME_BUFFER, VGA_WINDOW } from '../memory/frame-buffers.js';
import { type AddressRange, backedRegion, type MapLayout, mmioRegion, PAGE_4K } from '../memory/map-builder.js';
import type { Region } from '../memory/physical-map.js';
import { hex } from '../util/hex.js';
import { UserError } from '../util/user-error.js';
import { LOCAL_APIC_ADDRESS } from './local-apic-registers.js';

const LOCAL_APIC_PAGE: AddressRange = { start: LOCAL_APIC_ADDRESS, size: PAGE_4K };

export interface RomImage {
  readonly name: string;
  /** Guest-physical address, a multiple of 4 KiB. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Bytes of host-physical memory that frame buffers and ROMs need besides RAM; a multiple of 4 KiB. */
export function backingSize(roms: readonly RomImage[]): number {
  const romBytes = roms.reduce((sum, rom) => sum + pageRound(rom.bytes.length), 0);
  return TEXT_FRAME_BUFFER.size + LINEAR_FRAME_BUFFER.size + romBytes;
}

/**
 * What `identityMap` and `scatteredMap` make the guest's map of. Frame buffers and ROMs are backed by host-physical
 * memory from `backingBase` (`backingSize` bytes). Throws UserError `bad-rom` for a ROM that is misplaced.
 */
export function memoryLayout(options: {
  readonly ramSize: number;
  readonly roms: readonly RomImage[];
  readonly backingBase: number;
  readonly localApic: MmioDevice;
}): MapLayout {
  const { ramSize, roms, localApic } = options;
  let hostBase = options.backingBase;
  const backed = (kind: 'rom' | 'framebuffer', name: string, range: AddressRange): Region => {
    const region = backedRegion({ kind, name, ...range, hostBase });
    hostBase += range.size;
    return region;
  };
  const regions = [
    backed('framebuffer', 'text frame buffer', TEXT_FRAME_BUFFER),
    backed('framebuffer', 'linear frame buffer', LINEAR_FRAME_BUFFER),
    mmioRegion({ name: 'local APIC', ...LOCAL_APIC_PAGE, device: localApic }),
  ];
  for (const rom of roms) {
    const range = { start: rom.address, size: pageRound(rom.bytes.length) };
    checkRom(rom, range, regions);
    regions.push(backed('rom', rom.name, range));
  }
  return { ramSize, holes: [VGA_WINDOW], regions };
}

function checkRom(rom: RomImage, range: AddressRange, others: readonly Region[]): void {
  const where = `ROM ${rom.name} at ${hex(rom.address)}`;
  if (rom.bytes.length === 0) throw new UserError('bad-rom', `${where} is empty`);
  if (rom.address % PAGE_4K !== 0) {
    throw new UserError('bad-rom', `${where} is not on a page boundary`, 'the address must be a multiple of 0x1000');
  }
  if (range.start + range.size > 2 ** 32) {
    throw new UserError('bad-rom', `${where} does not end below 4 GiB (${rom.bytes.length} bytes)`);
  }
  const other = others.find(
    (region) => range.start < region.start + region.size && region.start < range.start + range.size,
  );
  if (other !== undefined) throw new UserError('bad-rom', `${where} overlaps ${other.name} at ${hex(other.start)}`);
}

function pageRound(bytes: number): number {
  return Math.ceil(bytes / PAGE_4K) * PAGE_4K;
}
