/** A VM's hardware around the processor: its physical map and its buses. */
import type { InterruptSource, MsrDevice, PortBus } from './bus.js';
import type { PhysicalMap } from './physical-map.js';

export interface Platform {
  readonly map: PhysicalMap;
  readonly ports: PortBus;
  readonly msrs: MsrDevice;
  readonly interrupts: InterruptSource;
  /** Bytes of RAM from physical address 0. */
  readonly ramSize: number;
}
