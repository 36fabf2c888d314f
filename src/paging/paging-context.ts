/**
 * All that a page walk depends on besides the address: the registers of SDM Vol. 3, "Paging Modes and Control Bits",
 * the memory in which the tables lie, and EPT. Filled once per register change, read on every walk.
 */
import type { GuestMemory } from '../memory/guest-memory.js';
import type { AccessControls } from './access-rights.js';
import { EptContext } from './ept.js';
import {
  CR0_WP,
  CR4_PAE,
  CR4_PGE,
  CR4_PKE,
  CR4_PSE,
  CR4_SMAP,
  CR4_SMEP,
  EFER_LMA,
  EFER_NXE,
  PagingMode,
  pagingMode,
} from './paging-mode.js';
import { guestReservedBits, pdpteReservedBits, type ReservedBits } from './reserved-bits.js';

/** Registers that translation depends on. */
export interface PagingRegisters {
  readonly cr0: bigint;
  readonly cr3: bigint;
  readonly cr4: bigint;
  readonly efer: bigint;
  readonly pkru: number;
  /** EFLAGS.AC, for SMAP. */
  readonly ac: boolean;
  /** EPTP when in VMX non-root operation with EPT, else null. */
  readonly eptp: bigint | null;
}

export class PagingContext implements AccessControls {
  /** Where the tables lie: addressed host-physically by a processor (and with EPT), guest-physically by a hypervisor. */
  readonly memory: GuestMemory;
  readonly maxPhysicalAddressBits: number;
  /** Whether walks set A and D. False: they change nothing, which is what a debugger wants. */
  updates = true;
  /** Whether walks check access rights. */
  enforcesRights = true;

  mode: PagingMode = PagingMode.NONE;
  /** Physical address of the first table (CR3). */
  root = 0;
  /** PAE paging: PDPTE registers, low and high halves in turn. */
  readonly pdptes = new Int32Array(8);
  /** 4-MByte pages: CR4.PSE, 32-bit paging only. */
  pageSize4M = false;
  globalPages = false;
  writeProtect = false;
  smep = false;
  smap = false;
  alignmentCheck = false;
  protectionKeys = false;
  pkru = 0;
  reportsFetch = false;
  reserved: ReservedBits;
  ept: EptContext | null = null;

  private readonly eptContext: EptContext;
  private reservedKey = -1;

  constructor(memory: GuestMemory, maxPhysicalAddressBits: number) {
    this.memory = memory;
    this.maxPhysicalAddressBits = maxPhysicalAddressBits;
    this.eptContext = new EptContext(0n, maxPhysicalAddressBits);
    this.reserved = guestReservedBits(PagingMode.NONE, maxPhysicalAddressBits, false);
  }

  /** Takes new register values. PDPTE registers stay: `loadPdptes` or `setPdpte` change them. */
  load(registers: PagingRegisters): void {
    const { cr0, cr3, cr4, efer, eptp } = registers;
    this.mode = pagingMode(cr0, cr4, efer);
    const longMode = this.mode >= PagingMode.LEVEL_4;
    this.root = Number(cr3 & (longMode ? 0xffffffffff000n : this.mode === PagingMode.PAE ? 0xffffffe0n : 0xfffff000n));
    this.pageSize4M = (cr4 & CR4_PSE) !== 0n;
    this.globalPages = (cr4 & CR4_PGE) !== 0n;
    this.writeProtect = (cr0 & CR0_WP) !== 0n;
    this.smep = (cr4 & CR4_SMEP) !== 0n;
    this.smap = (cr4 & CR4_SMAP) !== 0n;
    this.alignmentCheck = registers.ac;
    this.protectionKeys = longMode && (cr4 & CR4_PKE) !== 0n && (efer & EFER_LMA) !== 0n;
    this.pkru = registers.pkru;
    const noExecute = (efer & EFER_NXE) !== 0n;
    this.reportsFetch = this.smep || (noExecute && (cr4 & CR4_PAE) !== 0n);
    const key = this.mode * 2 + (noExecute ? 1 : 0);
    if (key !== this.reservedKey) {
      this.reservedKey = key;
      this.reserved = guestReservedBits(this.mode, this.maxPhysicalAddressBits, noExecute);
    }
    if (eptp === null) this.ept = null;
    else {
      this.eptContext.load(eptp);
      this.ept = this.eptContext;
    }
  }

  /** PDPTE register `index` (0 to 3) of PAE paging, without checks. */
  setPdpte(index: number, value: bigint): void {
    this.pdptes[2 * index] = Number(BigInt.asIntN(32, value));
    this.pdptes[2 * index + 1] = Number(BigInt.asIntN(32, value >> 32n));
  }

  getPdpte(index: number): bigint {
    return (BigInt(this.pdptes[2 * index + 1]! >>> 0) << 32n) | BigInt(this.pdptes[2 * index]! >>> 0);
  }

  /** Whether a PDPTE may be loaded: SDM "PAE Paging", "PDPTE Registers". */
  isValidPdpte(value: bigint): boolean {
    if ((value & 1n) === 0n) return true;
    const { low, high } = pdpteReservedBits(this.maxPhysicalAddressBits);
    return (Number(BigInt.asIntN(32, value)) & low) === 0 && (Number(BigInt.asIntN(32, value >> 32n)) & high) === 0;
  }
}
