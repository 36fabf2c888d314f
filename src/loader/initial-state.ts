/**
 * Registers a kernel starts with.
 *
 * Multiboot ("Machine state"): 32-bit protected mode, flat segments, no paging, interrupts off, EAX = 2BADB002H,
 * EBX = information structure. ELF64 and flat images: 64-bit mode on the boot area's identity map; the same magic and
 * pointer in RAX and RBX and, for an entry point written in C, in RDI and RSI. Both have a stack whose top is a return
 * address that halts; other general registers are zero.
 */
import { CODE_SELECTOR, DATA_SELECTOR, GDT_ADDRESS, GDT_LIMIT, PAGE_TABLES_ADDRESS, STACK_TOP } from './boot-area.js';
import type { InitialSegment, InitialState } from './loaded-image.js';

export const BOOTLOADER_MAGIC = 0x2bad_b002n;

const Gpr = { RAX: 0, RBX: 3, RSP: 4, RSI: 6, RDI: 7 } as const;
const Cr0 = { PE: 0x1n, ET: 0x10n, PG: 0x8000_0000n } as const;
const CR4_PAE = 0x20n;
const Efer = { LME: 0x100n, LMA: 0x400n } as const;
/** Only the bit that is always set. */
const RFLAGS = 0x2n;

/** Access rights: present, ring 0, accessed; 4 KiB granularity. */
const RIGHTS = { CODE_32: 0xc09b, CODE_64: 0xa09b, DATA: 0xc093, LDT: 0x82, TSS: 0x8b } as const;

export function protectedModeState(entry: number, information: number): InitialState {
  const gpr = new Array<bigint>(16).fill(0n);
  gpr[Gpr.RAX] = BOOTLOADER_MAGIC;
  gpr[Gpr.RBX] = BigInt(information);
  gpr[Gpr.RSP] = BigInt(STACK_TOP - 4);
  return {
    ...common(entry, gpr, RIGHTS.CODE_32),
    mode: 'protected',
    cr0: Cr0.PE | Cr0.ET,
    cr3: 0n,
    cr4: 0n,
    efer: 0n,
  };
}

export function longModeState(entry: number, information: number): InitialState {
  const gpr = new Array<bigint>(16).fill(0n);
  gpr[Gpr.RAX] = BOOTLOADER_MAGIC;
  gpr[Gpr.RBX] = BigInt(information);
  gpr[Gpr.RDI] = BOOTLOADER_MAGIC;
  gpr[Gpr.RSI] = BigInt(information);
  gpr[Gpr.RSP] = BigInt(STACK_TOP - 8);
  return {
    ...common(entry, gpr, RIGHTS.CODE_64),
    mode: 'long',
    cr0: Cr0.PE | Cr0.ET | Cr0.PG,
    cr3: BigInt(PAGE_TABLES_ADDRESS),
    cr4: CR4_PAE,
    efer: Efer.LME | Efer.LMA,
  };
}

function common(entry: number, gpr: readonly bigint[], codeRights: number) {
  const data = flat(DATA_SELECTOR, RIGHTS.DATA);
  const segments = [
    data,
    flat(CODE_SELECTOR, codeRights),
    data,
    data,
    data,
    data,
    system(RIGHTS.LDT),
    system(RIGHTS.TSS),
  ];
  return {
    rip: BigInt(entry),
    rflags: RFLAGS,
    gpr,
    segments,
    gdtr: { base: BigInt(GDT_ADDRESS), limit: GDT_LIMIT },
    idtr: { base: 0n, limit: 0 },
  };
}

function flat(selector: number, accessRights: number): InitialSegment {
  return { selector, base: 0n, limit: 0xffff_ffff, accessRights };
}

/** LDTR and TR as after reset. */
function system(accessRights: number): InitialSegment {
  return { selector: 0, base: 0n, limit: 0xffff, accessRights };
}
