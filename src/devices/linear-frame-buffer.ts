/** The linear frame buffer as a picture: PNG, 8 bits a channel, RGB. */
import { encode } from 'fast-png';
import { LINEAR_FRAME_BUFFER, LINEAR_HEIGHT, LINEAR_WIDTH } from '../memory/frame-buffers.js';
import type { GuestMemory } from '../memory/guest-memory.js';

/** Bytes of a PNG file; equal for equal screens. */
export function renderPng(memory: GuestMemory): Uint8Array {
  const pixels = memory.copyOut(LINEAR_FRAME_BUFFER.start, LINEAR_FRAME_BUFFER.size);
  const data = new Uint8Array(LINEAR_WIDTH * LINEAR_HEIGHT * 3);
  for (let from = 0, to = 0; from < pixels.length; from += 4) {
    data[to++] = pixels[from + 2]!;
    data[to++] = pixels[from + 1]!;
    data[to++] = pixels[from]!;
  }
  return encode({ width: LINEAR_WIDTH, height: LINEAR_HEIGHT, data, channels: 3, depth: 8 });
}
