/**
 * The Multiboot information structure and what it points to, at the start of the boot area's information part.
 * Multiboot Specification version 0.6.96, "Boot information format". Kernels of all kinds get it.
 *
 * Given: memory sizes, command line, modules, memory map, loader name, frame buffer. Not given: boot device, symbols,
 * drives, configuration table, APM, VBE.
 */
import {
  LINEAR_FRAME_BUFFER,
  LINEAR_HEIGHT,
  LINEAR_PITCH,
  LINEAR_WIDTH,
  TEXT_COLUMNS,
  TEXT_FRAME_BUFFER,
  TEXT_ROWS,
} from '../memory/frame-buffers.js';
import { BOOT_AREA, INFORMATION_AREA } from './boot-area.js';
import { LoadError } from './load-error.js';
import type { LoadOptions, MemoryWrite } from './loaded-image.js';

const LOADER_NAME = 'trapwalk';

const InfoFlag = {
  MEMORY: 1 << 0,
  COMMAND_LINE: 1 << 2,
  MODULES: 1 << 3,
  MEMORY_MAP: 1 << 6,
  LOADER_NAME: 1 << 9,
  FRAME_BUFFER: 1 << 12,
} as const;

/** Byte offsets in the structure. */
const Field = {
  FLAGS: 0,
  MEM_LOWER: 4,
  MEM_UPPER: 8,
  COMMAND_LINE: 16,
  MODULE_COUNT: 20,
  MODULE_LIST: 24,
  MAP_LENGTH: 44,
  MAP_ADDRESS: 48,
  LOADER_NAME: 64,
  FRAME_BUFFER_ADDRESS: 88,
  FRAME_BUFFER_PITCH: 96,
  FRAME_BUFFER_WIDTH: 100,
  FRAME_BUFFER_HEIGHT: 104,
  FRAME_BUFFER_BITS: 108,
  FRAME_BUFFER_TYPE: 109,
  COLOR_INFO: 110,
} as const;
const STRUCTURE_SIZE = 120;
const MODULE_SIZE = 16;
const MAP_ENTRY_SIZE = 24;

const FrameBufferType = { RGB: 1, EGA_TEXT: 2 } as const;
/** Position and width of red, green and blue in a pixel. */
const RGB_FIELDS = [16, 8, 8, 8, 0, 8] as const;
const MapType = { AVAILABLE: 1, RESERVED: 2 } as const;

const LOW_MEMORY_END = 0xa_0000;
const FIRMWARE_START = 0xf_0000;
const HIGH_MEMORY_START = 0x10_0000;

export interface PlacedModule {
  readonly name: string;
  readonly start: number;
  /** First byte after it. */
  readonly end: number;
}

/** Throws LoadError `boot-area-full` when strings and modules do not fit. */
export function multibootInfo(
  options: LoadOptions,
  modules: readonly PlacedModule[],
  graphics: boolean,
): { address: number; write: MemoryWrite } {
  const area = new InformationArea();
  const structure = area.reserve(STRUCTURE_SIZE);
  const { view } = area;
  const set = (field: number, value: number) => view.setUint32(structure + field, value, true);

  set(
    Field.FLAGS,
    InfoFlag.MEMORY |
      InfoFlag.COMMAND_LINE |
      InfoFlag.MODULES |
      InfoFlag.MEMORY_MAP |
      InfoFlag.LOADER_NAME |
      InfoFlag.FRAME_BUFFER,
  );
  set(Field.MEM_LOWER, BOOT_AREA.start / 1024);
  set(Field.MEM_UPPER, (options.ramSize - HIGH_MEMORY_START) / 1024);
  const commandLine = options.append === '' ? options.name : `${options.name} ${options.append}`;
  set(Field.COMMAND_LINE, area.string(commandLine));
  set(Field.MODULE_COUNT, modules.length);
  set(Field.MODULE_LIST, moduleList(area, modules));
  const map = memoryMap(area, options.ramSize);
  set(Field.MAP_ADDRESS, map.address);
  set(Field.MAP_LENGTH, map.length);
  set(Field.LOADER_NAME, area.string(LOADER_NAME));
  frameBuffer(view, structure, graphics);
  return { address: INFORMATION_AREA.start, write: { address: INFORMATION_AREA.start, bytes: area.used() } };
}

function moduleList(area: InformationArea, modules: readonly PlacedModule[]): number {
  const list = area.reserve(modules.length * MODULE_SIZE);
  for (const [index, module] of modules.entries()) {
    const at = list + index * MODULE_SIZE;
    area.view.setUint32(at, module.start, true);
    area.view.setUint32(at + 4, module.end, true);
    area.view.setUint32(at + 8, area.string(module.name), true);
  }
  return INFORMATION_AREA.start + list;
}

function memoryMap(area: InformationArea, ramSize: number): { address: number; length: number } {
  const entries = [
    [0, BOOT_AREA.start, MapType.AVAILABLE],
    [BOOT_AREA.start, LOW_MEMORY_END, MapType.RESERVED],
    [FIRMWARE_START, HIGH_MEMORY_START, MapType.RESERVED],
    [HIGH_MEMORY_START, ramSize, MapType.AVAILABLE],
  ] as const;
  const length = entries.length * MAP_ENTRY_SIZE;
  const first = area.reserve(length);
  for (const [index, [start, end, type]] of entries.entries()) {
    const at = first + index * MAP_ENTRY_SIZE;
    area.view.setUint32(at, MAP_ENTRY_SIZE - 4, true); // the size field does not count itself
    area.view.setBigUint64(at + 4, BigInt(start), true);
    area.view.setBigUint64(at + 12, BigInt(end - start), true);
    area.view.setUint32(at + 20, type, true);
  }
  return { address: INFORMATION_AREA.start + first, length };
}

function frameBuffer(view: DataView, structure: number, graphics: boolean): void {
  const set = (field: number, value: number) => view.setUint32(structure + field, value, true);
  const address = graphics ? LINEAR_FRAME_BUFFER.start : TEXT_FRAME_BUFFER.start;
  view.setBigUint64(structure + Field.FRAME_BUFFER_ADDRESS, BigInt(address), true);
  set(Field.FRAME_BUFFER_PITCH, graphics ? LINEAR_PITCH : TEXT_COLUMNS * 2);
  set(Field.FRAME_BUFFER_WIDTH, graphics ? LINEAR_WIDTH : TEXT_COLUMNS);
  set(Field.FRAME_BUFFER_HEIGHT, graphics ? LINEAR_HEIGHT : TEXT_ROWS);
  view.setUint8(structure + Field.FRAME_BUFFER_BITS, graphics ? 32 : 16);
  view.setUint8(structure + Field.FRAME_BUFFER_TYPE, graphics ? FrameBufferType.RGB : FrameBufferType.EGA_TEXT);
  if (!graphics) return;
  for (const [index, value] of RGB_FIELDS.entries()) view.setUint8(structure + Field.COLOR_INFO + index, value);
}

/** Bump allocation in the boot area's information part. Offsets are from its start. */
class InformationArea {
  readonly view = new DataView(new ArrayBuffer(INFORMATION_AREA.size));
  private next = 0;

  /** Zeroed bytes on a four-byte boundary. */
  reserve(bytes: number): number {
    const offset = (this.next + 3) & ~3;
    this.next = offset + bytes;
    if (this.next > INFORMATION_AREA.size) {
      throw new LoadError(
        'boot-area-full',
        `command line and modules need more than the ${INFORMATION_AREA.size} bytes there are for multiboot information`,
      );
    }
    return offset;
  }

  /** Guest-physical address of a zero-terminated copy in UTF-8. */
  string(text: string): number {
    const bytes = new TextEncoder().encode(text);
    const offset = this.reserve(bytes.length + 1);
    new Uint8Array(this.view.buffer).set(bytes, offset);
    return INFORMATION_AREA.start + offset;
  }

  used(): Uint8Array {
    return new Uint8Array(this.view.buffer).slice(0, this.next);
  }
}
