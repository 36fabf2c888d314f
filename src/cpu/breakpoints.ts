/**
 * Address breakpoints. SDM Vol. 3, "Debug Registers", "Breakpoint Field Recognition", "Breakpoint Exception
 * Conditions".
 *
 * Deviation: B0 to B3 are reported in DR6 for enabled breakpoints only (the SDM leaves disabled ones undefined).
 */
import { linearAddress } from './linear-address.js';
import type { CpuState } from './state.js';

const Condition = { EXECUTE: 0, WRITE: 1, IO: 2, READ_WRITE: 3 } as const;

/** Bytes watched by each LEN encoding. */
const LENGTHS = [1, 2, 8, 4] as const;

function isEnabled(dr7: number, n: number): boolean {
  return ((dr7 >> (n * 2)) & 3) !== 0;
}

function conditionOf(dr7: number, n: number): number {
  return (dr7 >> (16 + n * 4)) & 3;
}

function overlaps(state: CpuState, n: number, address: bigint, size: number): boolean {
  const length = LENGTHS[(state.dr7Bits >> (18 + n * 4)) & 3]!;
  const start = state.debugAddress[n]! & ~BigInt(length - 1);
  return address < start + BigInt(length) && start < address + BigInt(size);
}

/** DR6 bits of the data breakpoints that an access hits. */
export function dataBreakpointHit(state: CpuState, lo: number, hi: number, size: number, write: boolean): number {
  const address = linearAddress(lo, hi);
  let hits = 0;
  for (let n = 0; n < 4; n++) {
    if (!isEnabled(state.dr7Bits, n)) continue;
    const condition = conditionOf(state.dr7Bits, n);
    if (condition === Condition.READ_WRITE || (write && condition === Condition.WRITE)) {
      if (overlaps(state, n, address, size)) hits |= 1 << n;
    }
  }
  return hits;
}

/** DR6 bits of the I/O breakpoints (CR4.DE) that a port access hits. */
export function ioBreakpointHit(state: CpuState, port: number, size: number): number {
  let hits = 0;
  for (let n = 0; n < 4; n++) {
    if (isEnabled(state.dr7Bits, n) && conditionOf(state.dr7Bits, n) === Condition.IO) {
      if (overlaps(state, n, BigInt(port), size)) hits |= 1 << n;
    }
  }
  return hits;
}

/** DR6 bits of the instruction breakpoints at a linear address. */
export function instructionBreakpointHit(state: CpuState, lo: number, hi: number): number {
  const address = linearAddress(lo, hi);
  let hits = 0;
  for (let n = 0; n < 4; n++) {
    if (isEnabled(state.dr7Bits, n) && conditionOf(state.dr7Bits, n) === Condition.EXECUTE) {
      if (state.debugAddress[n] === address) hits |= 1 << n;
    }
  }
  return hits;
}

/** Whether any instruction breakpoint is enabled. */
export function hasInstructionBreakpoint(dr7: number): boolean {
  for (let n = 0; n < 4; n++) {
    if (isEnabled(dr7, n) && conditionOf(dr7, n) === Condition.EXECUTE) return true;
  }
  return false;
}
