/**
 * I/O ports: permission by IOPL and the TSS's bit map, and I/O breakpoints.
 * SDM Vol. 1, "I/O Privilege Level", "I/O Permission Bit Map".
 */
import { ioBreakpoints } from '../execute/breakpoints.js';
import { Rights, SystemType } from '../execute/segment-rights.js';
import { Attention } from './attention.js';
import type { CpuMemory } from './memory-access.js';
import { Cr4 } from './register-bits.js';

const GP = 13;
/** Offset in the TSS of the bit map's own offset. */
const MAP_BASE = 102;

type PortSize = 1 | 2 | 4;

/** False: #GP(0) is recorded. */
export function checkPort(cpu: CpuMemory, port: number, size: PortSize): boolean {
  if (cpu.aborted) return false;
  if (cpu.cpl <= cpu.iopl) return true;
  const { tr } = cpu;
  const isSmall = (tr.rights & Rights.TYPE) === SystemType.TSS16_BUSY;
  if (!tr.usable || isSmall || tr.limit < MAP_BASE + 1) {
    cpu.raise(GP, 0);
    return false;
  }
  const map = cpu.readSystem(tr.baseLo, tr.baseHi, MAP_BASE, 2) + (port >> 3);
  if (cpu.aborted) return false;
  // Two bytes are read always, so that an access may straddle.
  const forbidden = map + 1 > tr.limit ? -1 : cpu.readSystem(tr.baseLo, tr.baseHi, map, 2) >> (port & 7);
  if ((forbidden & ((1 << size) - 1)) !== 0) cpu.raise(GP, 0);
  return !cpu.aborted;
}

export function portIn(cpu: CpuMemory, port: number, size: PortSize): bigint {
  if (cpu.aborted) return 0n;
  noteBreakpoint(cpu, port, size);
  return BigInt(cpu.buses.ports.read(port, size) >>> 0);
}

export function portOut(cpu: CpuMemory, port: number, size: PortSize, value: bigint): void {
  if (cpu.aborted) return;
  noteBreakpoint(cpu, port, size);
  cpu.buses.ports.write(port, size, Number(BigInt.asUintN(size * 8, value)));
}

function noteBreakpoint(cpu: CpuMemory, port: number, size: PortSize): void {
  if ((cpu.dataChecks & 2) === 0 || (cpu.cr4Bits & Cr4.DE) === 0) return;
  cpu.pendingDebug |= ioBreakpoints(cpu.dr7Bits, cpu.debugAddress, port, size);
  if (cpu.pendingDebug !== 0) cpu.attention |= Attention.TRAP;
}
