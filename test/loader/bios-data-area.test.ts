import { describe, expect, it } from 'vitest';
import { biosDataArea } from '../../src/loader/bios-data-area.js';
import { loadImage } from '../../src/loader/load-image.js';

const options = { name: 'k', ramSize: 2 ** 24, append: '', modules: [], reserved: [] };
const load = (loadAddress: number) => loadImage(new Uint8Array(0x800).fill(0x90), { ...options, loadAddress });

describe('BIOS data area', () => {
  // IBM PC AT Technical Reference: word 40EH extended area segment, word 413H base memory in KiB.
  it('agrees with itself and with the multiboot mem_lower', () => {
    const { address, bytes } = biosDataArea();
    const view = new DataView(bytes.buffer);
    expect(address).toBe(0x400);
    expect(view.getUint16(0x0e, true) * 16).toBe(view.getUint16(0x13, true) * 1024);
    const information = load(0x100000).writes.find((write) => write.address === 0x97000)!;
    expect(new DataView(information.bytes.buffer, information.bytes.byteOffset).getUint32(4, true)).toBe(
      view.getUint16(0x13, true),
    );
  });

  it('gives way to an image that lies there', () => {
    expect(load(0x100000).writes.some(({ address }) => address === 0x400)).toBe(true);
    expect(load(0x7c00).writes.some(({ address }) => address === 0x400)).toBe(true);
    expect(load(0).writes.filter(({ address }) => address === 0x400)).toEqual([]);
  });
});
