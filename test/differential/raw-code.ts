/**
 * Guests that are hardly programs: random bytes, random instructions, mutated kernels. Flat images for 2 MiB, started in
 * 64-bit mode on the loader's identity map.
 */
import { Random } from './random.js';

export const RAW_ADDRESS = 0x20_0000;
const IDT = 0x8000;
const HANDLER = 0x9000;

/** First bytes worth meeting often: control transfers, string instructions, the system's two-byte opcodes. */
const COMMON = [
  0x0f, 0xf3, 0xf2, 0x66, 0x67, 0x48, 0x41, 0x4d, 0xa4, 0xa5, 0xaa, 0xab, 0xe8, 0xeb, 0xff, 0x50, 0x58, 0xc3, 0xcf,
  0xcd, 0xf4, 0xfa, 0xfb, 0x9d, 0x9c, 0x8e, 0x8c, 0xe4, 0xe6, 0xec, 0xee, 0x6c, 0x6e, 0xf0, 0x64, 0x65,
];
const TWO_BYTE = [
  0x00, 0x01, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x20, 0x21, 0x22, 0x23, 0x30, 0x32, 0x34, 0x35, 0xa2, 0xab, 0xae,
  0xb1, 0xba, 0xc7, 0x78, 0x79,
];

/** RDTSC, RDTSCP, RDPMC and reads of timers tell the time: their opcodes are avoided where they are generated on purpose. */
function randomBytes(random: Random, length: number): number[] {
  const bytes: number[] = [];
  while (bytes.length < length) {
    const common = random.chance(0.6);
    const byte = common ? random.pick(COMMON) : random.below(256);
    bytes.push(byte);
    if (byte === 0x0f && random.chance(0.7)) bytes.push(random.pick(TWO_BYTE));
  }
  return bytes.slice(0, length);
}

const le = (value: number, size: number): number[] =>
  Array.from({ length: size }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 0xff);

/** `mov reg, imm64` for all registers but RSP: values that reach something. */
function registerValues(random: Random): number[] {
  const bytes: number[] = [];
  for (let register = 0; register < 16; register++) {
    if (register === 4) continue;
    const low =
      register === 1
        ? random.below(0x800)
        : random.pick([
            random.below(0x100),
            RAW_ADDRESS + random.below(0x2000),
            random.below(0x100_0000),
            0x9_1000 + random.below(0x6000),
            random.word(),
            0xfee0_0000,
            0xb_8000,
            0xffff_0000,
          ]);
    // RCX counts repetitions.
    const high = register === 1 ? 0 : random.pick([0, 0, 0, 0, 0xffff_ffff, random.word(), 0x8000]);
    bytes.push(0x48 | (register >> 3), 0xb8 | (register & 7), ...le(low, 4), ...le(high, 4));
  }
  return bytes;
}

/** An image from random bytes; one in two has an IDT whose handler drops the error code's worth of stack and goes on. */
export function randomImage(seed: number): Uint8Array {
  const random = new Random(seed);
  const code: number[] = [];
  const image = new Uint8Array(0xa000);
  if (random.chance(0.6)) {
    // lidt [pointer]; every gate leads to a handler that jumps into the code again, with a counter that ends it.
    code.push(0x0f, 0x01, 0x1c, 0x25, ...le(RAW_ADDRESS + IDT + 0xff0, 4));
    for (let vector = 0; vector < 255; vector++) {
      const handler = RAW_ADDRESS + HANDLER;
      image.set(
        [...le(handler & 0xffff, 2), 8, 0, 0, 0x8e, ...le(handler >>> 16, 2), 0, 0, 0, 0, 0, 0, 0, 0],
        IDT + vector * 16,
      );
    }
    image.set([...le(0xfef, 2), ...le(RAW_ADDRESS + IDT, 8)], IDT + 0xff0);
    // mov esp, 208000h; inc dword [counter]; cmp dword [counter], 40; ja end; mov eax, [counter]; imul eax, 37;
    // add eax, code; jmp rax; end: hlt
    const counter = RAW_ADDRESS + 0x9800;
    image.set(
      [
        ...[0xbc, ...le(RAW_ADDRESS + 0x7f00, 4)],
        ...[0xff, 0x04, 0x25, ...le(counter, 4)],
        ...[0x83, 0x3c, 0x25, ...le(counter, 4), 40],
        ...[0x77, 0x11],
        ...[0x8b, 0x04, 0x25, ...le(counter, 4)],
        ...[0x6b, 0xc0, 37],
        ...[0x05, ...le(RAW_ADDRESS + 0xb0, 4)],
        ...[0xff, 0xe0],
        0x90,
        0xf4,
      ],
      HANDLER,
    );
  }
  code.push(...registerValues(random));
  code.push(...randomBytes(random, 0x2000 - code.length));
  image.set(code, 0);
  return image;
}
