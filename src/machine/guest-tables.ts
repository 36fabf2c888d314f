/**
 * How much memory a guest's page tables take: the pages reachable from its CR3. SDM Vol. 3, "Paging".
 */
import type { GuestMemory } from '../memory/guest-memory.js';
import type { GuestRegisters } from '../vmx/guest-registers.js';

const CR0_PG = 1n << 31n;
const CR4_PSE = 1n << 4n;
const CR4_PAE = 1n << 5n;
const CR4_LA57 = 1n << 12n;
const EFER_LMA = 1n << 10n;
const PRESENT = 1n;
const PAGE_SIZE_BIT = 1n << 7n;

interface Format {
  /** Level of the table that CR3 names. */
  readonly top: number;
  readonly entryBytes: 4 | 8;
  /** Bytes of the top table. */
  readonly topBytes: number;
  /** PS is honoured at this level. */
  largeAt(level: number): boolean;
}

function formatOf({ cr0, cr4, efer }: GuestRegisters): Format | null {
  if ((cr0 & CR0_PG) === 0n) return null;
  if ((efer & EFER_LMA) !== 0n) {
    const top = (cr4 & CR4_LA57) === 0n ? 4 : 5;
    return { top, entryBytes: 8, topBytes: 4096, largeAt: (level) => level === 2 || level === 3 };
  }
  if ((cr4 & CR4_PAE) !== 0n) return { top: 3, entryBytes: 8, topBytes: 32, largeAt: (level) => level === 2 };
  return { top: 2, entryBytes: 4, topBytes: 4096, largeAt: (level) => level === 2 && (cr4 & CR4_PSE) !== 0n };
}

/** Bytes of the tables that translate for the guest now; a table reached twice counts once. */
export function guestTableBytes(
  registers: GuestRegisters,
  memory: GuestMemory,
  maxPhysicalAddressBits: number,
): number {
  const format = formatOf(registers);
  if (format === null) return 0;
  const addressMask = ((1n << BigInt(maxPhysicalAddressBits)) - 1n) & ~0xfffn;
  /** A self-map reaches one page at several levels: it is scanned at each and counted once. */
  const scanned = new Set<string>();
  const pages = new Set<number>();
  const scan = (address: number, level: number, bytes: number): void => {
    const key = `${address}/${level}`;
    if (scanned.has(key) || memory.hostOffset(address) < 0) return;
    scanned.add(key);
    pages.add(address - (address % 4096));
    if (level === 1) return;
    for (let at = 0; at < bytes; at += format.entryBytes) {
      const entry = format.entryBytes === 4 ? BigInt(memory.read32(address + at) >>> 0) : memory.read64(address + at);
      if ((entry & PRESENT) === 0n || (format.largeAt(level) && (entry & PAGE_SIZE_BIT) !== 0n)) continue;
      scan(Number(entry & addressMask & (format.entryBytes === 4 ? 0xffffffffn : ~0n)), level - 1, 4096);
    }
  };
  const rootMask = format.topBytes === 32 ? 0xffffffe0n : format.entryBytes === 4 ? 0xfffff000n : addressMask;
  scan(Number(registers.cr3 & rootMask), format.top, format.topBytes);
  return pages.size * 4096;
}
