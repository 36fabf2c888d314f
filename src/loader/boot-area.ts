/**
 * The boot area: what a loader leaves in low memory for the kernel (and, at 400H, bios-data-area.ts). No image may lie there; the multiboot memory map
 * shows it as reserved. A kernel that no longer needs what is in it can use it like any RAM.
 *
 * | from   | to     |                                                                                     |
 * |--------|--------|-------------------------------------------------------------------------------------|
 * | 90000H | 90017H | GDT: null, code (08H), data (10H); flat, ring 0                                     |
 * | 90040H | 90043H | `cli; hlt; jmp $-1`: where a return from the kernel's entry goes                      |
 * | 91000H | 96FFFH | long mode: PML4, PDPT and four page directories that map the first 4 GiB to         |
 * |        |        | themselves with writable 2 MiB pages                                                |
 * | 97000H | 9AFFFH | multiboot information: structure, strings, module list, memory map                  |
 * | 9B000H | 9EFFFH | stack                                                                               |
 */
import type { MemoryWrite } from './loaded-image.js';

export const BOOT_AREA = { start: 0x9_0000, size: 0x1_0000 } as const;
export const GDT_ADDRESS = 0x9_0000;
export const GDT_LIMIT = 3 * 8 - 1;
export const HALT_ADDRESS = 0x9_0040;
export const PAGE_TABLES_ADDRESS = 0x9_1000;
export const INFORMATION_AREA = { start: 0x9_7000, size: 0x4000 } as const;
export const STACK_TOP = 0x9_f000;

/** Selectors in the GDT. */
export const CODE_SELECTOR = 0x08;
export const DATA_SELECTOR = 0x10;

const CODE_32 = 0x00cf_9b00_0000_ffffn;
const CODE_64 = 0x00af_9b00_0000_ffffn;
const DATA = 0x00cf_9300_0000_ffffn;
/** CLI, HLT, JMP back to the HLT. */
const HALT = Uint8Array.of(0xfa, 0xf4, 0xeb, 0xfd);

const PAGE = 0x1000;
const LARGE_PAGE = 0x20_0000n;
/** Present and writable; PS for the 2 MiB pages. */
const TABLE_ENTRY = 0x03n;
const LARGE_ENTRY = 0x83n;
/** Page directories for 4 GiB. */
const DIRECTORIES = 4;

/** GDT, halt code, and a stack whose top holds the halt code's address. RSP is `STACK_TOP` less the width of it. */
export function bootArea(bits: 32 | 64): MemoryWrite[] {
  const gdt = quadwords([0n, bits === 64 ? CODE_64 : CODE_32, DATA]);
  const returnAddress = quadwords([BigInt(HALT_ADDRESS)]).subarray(0, bits / 8);
  const writes: MemoryWrite[] = [
    { address: GDT_ADDRESS, bytes: gdt },
    { address: HALT_ADDRESS, bytes: HALT },
    { address: STACK_TOP - bits / 8, bytes: returnAddress },
  ];
  if (bits === 64) writes.push({ address: PAGE_TABLES_ADDRESS, bytes: identityTables() });
  return writes;
}

/** PML4 (CR3 points to it), PDPT, page directories. */
function identityTables(): Uint8Array {
  const entries = new Array<bigint>(((2 + DIRECTORIES) * PAGE) / 8).fill(0n);
  const directory = (index: number) => BigInt(PAGE_TABLES_ADDRESS + (2 + index) * PAGE);
  entries[0] = BigInt(PAGE_TABLES_ADDRESS + PAGE) | TABLE_ENTRY;
  for (let index = 0; index < DIRECTORIES; index++) entries[PAGE / 8 + index] = directory(index) | TABLE_ENTRY;
  for (let page = 0; page < DIRECTORIES * 512; page++) {
    entries[(2 * PAGE) / 8 + page] = (BigInt(page) * LARGE_PAGE) | LARGE_ENTRY;
  }
  return quadwords(entries);
}

function quadwords(values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setBigUint64(index * 8, value, true);
  return bytes;
}
