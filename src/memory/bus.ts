/**
 * What devices offer and who may reach them. Natively the processor uses a platform's buses; under a hypervisor they
 * are handed to it, and the processor reaches none of them.
 */

/** Bytes of one port or MMIO access. */
export type BusSize = 1 | 2 | 4 | 8;

export interface PortDevice {
  readonly name: string;
  /** Value read, zero-extended; `port` absolute. */
  readPort(port: number, size: 1 | 2 | 4): number;
  writePort(port: number, size: 1 | 2 | 4, value: number): void;
}

/** Ports without a device read as all ones and ignore writes; both are counted by the bus. */
export interface PortBus {
  read(port: number, size: 1 | 2 | 4): number;
  write(port: number, size: 1 | 2 | 4, value: number): void;
}

export interface MmioDevice {
  readonly name: string;
  /** `offset` from the region's first byte. */
  readMmio(offset: number, size: BusSize): bigint;
  writeMmio(offset: number, size: BusSize, value: bigint): void;
}

/** The interrupt controllers of a VM seen from a processor. */
export interface InterruptSource {
  /** True when an interrupt is ready for delivery now (priority against TPR and ISR already weighed). */
  pending(): boolean;
  /** INTA: takes the highest interrupt; returns its vector. Only when pending(). */
  acknowledge(): number;
  /** CR8: task priority, 0 to 15. */
  readTaskPriority(): number;
  writeTaskPriority(value: number): void;
}

/** MSRs that belong to a device: IA32_APIC_BASE (1BH) and x2APIC (800H–8FFH). `null`/false: #GP(0). */
export interface MsrDevice {
  handles(index: number): boolean;
  readMsr(index: number): bigint | null;
  writeMsr(index: number, value: bigint): boolean;
}

/** Simulated time, in cycles since reset. */
export interface Clock {
  now(): number;
}

/** A device that does something by itself at a known time. */
export interface TimedDevice {
  /** Absolute cycle of its next event; Infinity when none. */
  readonly nextEvent: number;
  /** Do everything due at or before `now`. */
  advance(now: number): void;
}
