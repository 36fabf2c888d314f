/**
 * The bare host that a hypervisor's processor sits on: RAM and nothing else. The guest's devices belong to its VM; the
 * hypervisor, not the processor, reaches them.
 */
import type { InterruptSource, MsrDevice, PortBus } from '../memory/bus.js';
import type { PhysicalMap } from '../memory/physical-map.js';
import type { Platform } from '../memory/platform.js';

const noPorts: PortBus = {
  read: (_port, size) => (size === 4 ? 0xffffffff : size === 2 ? 0xffff : 0xff),
  write: () => undefined,
};

const noMsrs: MsrDevice = { handles: () => false, readMsr: () => null, writeMsr: () => false };

const noInterrupts: InterruptSource = {
  pending: () => false,
  acknowledge: () => 0xff,
  readTaskPriority: () => 0,
  writeTaskPriority: () => undefined,
};

/** A platform of RAM alone. `map` is host-physical memory; `ramSize` bytes. */
export function hostPlatform(map: PhysicalMap, ramSize: number): Platform {
  return { map, ports: noPorts, msrs: noMsrs, interrupts: noInterrupts, ramSize };
}
