/**
 * Address breakpoints: which of the four conditions in DR7 an access meets. SDM Vol. 3, "Debug Registers", "Breakpoint
 * Field Recognition", "Breakpoint Exception Conditions".
 *
 * Deviation: B0 to B3 are reported for enabled breakpoints only (the SDM leaves disabled ones undefined).
 */
const Condition = { EXECUTE: 0, WRITE: 1, IO: 2, READ_WRITE: 3 } as const;

/** Bytes watched by each LEN encoding. */
const LENGTHS = [1, 2, 8, 4] as const;

const isEnabled = (dr7: number, n: number): boolean => ((dr7 >> (n * 2)) & 3) !== 0;
const conditionOf = (dr7: number, n: number): number => (dr7 >> (16 + n * 4)) & 3;

function overlaps(dr7: number, addresses: BigUint64Array, n: number, address: bigint, size: number): boolean {
  const length = LENGTHS[(dr7 >> (18 + n * 4)) & 3]!;
  const start = addresses[n]! & ~BigInt(length - 1);
  return address < start + BigInt(length) && start < address + BigInt(size);
}

/** DR6 bits of the data breakpoints that an access of `size` bytes at a linear address hits. `addresses`: DR0 to DR3. */
export function dataBreakpoints(
  dr7: number,
  addresses: BigUint64Array,
  address: bigint,
  size: number,
  write: boolean,
): number {
  let hits = 0;
  for (let n = 0; n < 4; n++) {
    if (!isEnabled(dr7, n)) continue;
    const condition = conditionOf(dr7, n);
    if (condition === Condition.READ_WRITE || (write && condition === Condition.WRITE)) {
      if (overlaps(dr7, addresses, n, address, size)) hits |= 1 << n;
    }
  }
  return hits;
}

/** DR6 bits of the I/O breakpoints (CR4.DE) that a port access hits. */
export function ioBreakpoints(dr7: number, addresses: BigUint64Array, port: number, size: number): number {
  let hits = 0;
  for (let n = 0; n < 4; n++) {
    if (isEnabled(dr7, n) && conditionOf(dr7, n) === Condition.IO) {
      if (overlaps(dr7, addresses, n, BigInt(port), size)) hits |= 1 << n;
    }
  }
  return hits;
}

/** DR6 bits of the instruction breakpoints at a linear address. */
export function instructionBreakpoints(dr7: number, addresses: BigUint64Array, address: bigint): number {
  let hits = 0;
  for (let n = 0; n < 4; n++) {
    if (isEnabled(dr7, n) && conditionOf(dr7, n) === Condition.EXECUTE && addresses[n] === address) hits |= 1 << n;
  }
  return hits;
}

/** Whether any instruction breakpoint is enabled. */
export function hasInstructionBreakpoint(dr7: number): boolean {
  for (let n = 0; n < 4; n++) if (isEnabled(dr7, n) && conditionOf(dr7, n) === Condition.EXECUTE) return true;
  return false;
}
