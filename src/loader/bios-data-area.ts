/**
 * The few words of the BIOS data area (400H) that kernels started by a boot loader still read: where firmware would have
 * left the size of base memory, the first serial port, and the text mode. IBM PC AT Technical Reference, "BIOS Data Area".
 */
import { BOOT_AREA } from './boot-area.js';
import type { MemoryWrite } from './loaded-image.js';

export const BIOS_DATA_AREA = { start: 0x400, size: 0x100 } as const;

const COM1_PORT = { at: 0x400, value: 0x3f8 } as const;
/** Segment of the extended BIOS data area: base memory ends there. The boot area lies in its place. */
const EXTENDED_AREA_SEGMENT = { at: 0x40e, value: BOOT_AREA.start >>> 4 } as const;
const BASE_MEMORY_KIB = { at: 0x413, value: BOOT_AREA.start >>> 10 } as const;
/** Colour text, 80 columns; the byte of rows is their number less one. */
const VIDEO_MODE = { at: 0x449, value: 3 } as const;
const COLUMNS = { at: 0x44a, value: 80 } as const;
const CRTC_PORT = { at: 0x463, value: 0x3d4 } as const;
const LAST_ROW = { at: 0x484, value: 24 } as const;

export function biosDataArea(): MemoryWrite {
  const bytes = new Uint8Array(BIOS_DATA_AREA.size);
  const view = new DataView(bytes.buffer);
  for (const { at, value } of [COM1_PORT, EXTENDED_AREA_SEGMENT, BASE_MEMORY_KIB, COLUMNS, CRTC_PORT]) {
    view.setUint16(at - BIOS_DATA_AREA.start, value, true);
  }
  for (const { at, value } of [VIDEO_MODE, LAST_ROW]) view.setUint8(at - BIOS_DATA_AREA.start, value);
  return { address: BIOS_DATA_AREA.start, bytes };
}
