/**
 * Where everything lies in host-physical memory.
 *
 * Native:              guest RAM | frame buffers, ROM            (the processor's map is the guest's)
 * Under a hypervisor:  its pages | frame buffers, ROM | frames   (the processor's map is all of this as plain RAM)
 */

import { backingSize } from '../devices/memory-layout.js';
import { createPlatform, type PlatformDevices, type PlatformStop } from '../devices/platform-devices.js';
import type { Clock } from '../memory/bus.js';
import { HostMemory } from '../memory/host-memory.js';
import { identityMap, scatteredMap } from '../memory/map-builder.js';
import { HostPageAllocator } from '../memory/page-allocator.js';
import type { Platform } from '../memory/platform.js';
import { allocateCounters } from '../timing/counters.js';
import { hostPlatform } from './host-platform.js';
import type { MachineOptions } from './options.js';

/** Guest frames are scattered in units of the EPT page. */
const FRAME_UNIT = 4096;
const MEBIBYTE = 2 ** 20;

/** Bytes a hypervisor may use for its VMCS, EPT and shadow tables. */
function hypervisorBytes(guestRam: number): number {
  return 16 * MEBIBYTE + guestRam / 8;
}

export interface HardwareEvents extends Clock {
  onInterruptChange(): void;
  onSchedule(): void;
  onStop(stop: PlatformStop): void;
}

export interface Hardware {
  readonly memory: HostMemory;
  readonly counters: Float64Array;
  /** The guest's machine. */
  readonly devices: PlatformDevices;
  /** What the processor itself sits on: the guest's machine natively, the bare host under a hypervisor. */
  readonly processorPlatform: Platform;
  /** Pages for a hypervisor; null natively. */
  readonly pages: HostPageAllocator | null;
}

/** Memory, devices and their places for a machine of these options. */
export function buildHardware(options: MachineOptions, events: HardwareEvents): Hardware {
  const roms = options.roms ?? [];
  const backing = backingSize(roms);
  const native = options.mode === 'native';
  const pool = native ? 0 : hypervisorBytes(options.memory);
  const memory = new HostMemory(pool + backing + options.memory);
  const counters = allocateCounters(memory);
  const devices = createPlatform({
    ramSize: options.memory,
    roms,
    memory,
    backingBase: native ? options.memory : pool,
    buildMap: (layout) =>
      native ? identityMap(layout) : scatteredMap({ ...layout, hostBase: pool + backing, unit: FRAME_UNIT }),
    clock: { now: () => events.now() },
    serialOutput: options.serialOutput ?? (() => undefined),
    serialInput: options.serialInput ?? null,
    onInterruptChange: () => events.onInterruptChange(),
    onSchedule: () => events.onSchedule(),
    onStop: (stop) => events.onStop(stop),
  });
  if (native) return { memory, counters, devices, processorPlatform: devices, pages: null };
  const hostRam = memory.ramSize;
  return {
    memory,
    counters,
    devices,
    processorPlatform: hostPlatform(identityMap({ ramSize: hostRam }), hostRam),
    pages: new HostPageAllocator(memory, 0, pool),
  };
}
