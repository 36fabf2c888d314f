/** Where an image's parts lie in guest-physical memory: inside RAM, apart from one another and from what is reserved. */
import { VGA_WINDOW } from '../memory/frame-buffers.js';
import { hex } from '../util/hex.js';
import { BOOT_AREA } from './boot-area.js';
import { LoadError } from './load-error.js';
import type { LoadOptions } from './loaded-image.js';

export interface Segment {
  /** For messages: "segment 1", "module 2 (initrd)". */
  readonly label: string;
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Bytes in memory, at least `bytes.length`; the rest is zero. */
  readonly memorySize: number;
}

/** Throws LoadError when a segment is not all in usable RAM, or two overlap. */
export function checkPlacement(name: string, segments: readonly Segment[], options: LoadOptions): void {
  const fixed = [
    { name: 'the boot area', ...BOOT_AREA },
    { name: 'VGA memory', ...VGA_WINDOW },
  ];
  for (const segment of segments) {
    if (segment.address + segment.memorySize > options.ramSize) {
      throw new LoadError(
        'outside-ram',
        `${name}: ${range(segment)} ends outside RAM, which ends at ${hex(options.ramSize)}`,
        'give the guest more with --memory, or link it lower',
      );
    }
    for (const reserved of [...fixed, ...options.reserved]) {
      if (segment.address < reserved.start + reserved.size && reserved.start < segment.address + segment.memorySize) {
        const where = `${hex(reserved.start)} to ${hex(reserved.start + reserved.size - 1)}`;
        throw new LoadError('overlap', `${name}: ${range(segment)} overlaps ${reserved.name} (${where})`);
      }
    }
  }
  const sorted = [...segments].sort((a, b) => a.address - b.address);
  for (let index = 1; index < sorted.length; index++) {
    const before = sorted[index - 1]!;
    const after = sorted[index]!;
    if (before.address + before.memorySize > after.address) {
      throw new LoadError('overlap', `${name}: ${range(before)} overlaps ${range(after)}`);
    }
  }
}

function range(segment: Segment): string {
  return `${segment.label} (${hex(segment.address)} to ${hex(segment.address + segment.memorySize - 1)})`;
}
