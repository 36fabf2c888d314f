/** A platform with a hand-driven clock and 16 MiB of RAM, no processor. */
import { backingSize, type RomImage } from '../../src/devices/memory-layout.js';
import { createPlatform, type PlatformDevices, type PlatformStop } from '../../src/devices/platform-devices.js';
import type { SerialInput } from '../../src/devices/serial.js';
import { HostMemory } from '../../src/memory/host-memory.js';
import { identityMap } from '../../src/memory/map-builder.js';

const RAM = 16 * 2 ** 20;

export interface TestPlatform {
  readonly devices: PlatformDevices;
  /** Simulated time, set by the test. */
  now: number;
  /** What the guest has transmitted. */
  transmitted: number[];
  readonly stops: PlatformStop[];
  /** Let time pass to `cycle`, device events on the way included. */
  runTo(cycle: number): void;
}

export function testPlatform(
  options: { serialInput?: SerialInput; roms?: readonly RomImage[]; ramSize?: number } = {},
): TestPlatform {
  const { serialInput = null, roms = [], ramSize = RAM } = options;
  const platform = { now: 0, transmitted: [] as number[], stops: [] as PlatformStop[] };
  const devices = createPlatform({
    ramSize,
    roms,
    memory: new HostMemory(ramSize + backingSize(roms)),
    backingBase: ramSize,
    buildMap: identityMap,
    clock: { now: () => platform.now },
    serialOutput: (byte) => platform.transmitted.push(byte),
    serialInput,
    onInterruptChange: () => undefined,
    onSchedule: () => undefined,
    onStop: (stop) => platform.stops.push(stop),
  });
  const runTo = (cycle: number) => {
    while (devices.nextEvent <= cycle) {
      platform.now = devices.nextEvent;
      devices.advance(platform.now);
    }
    platform.now = cycle;
  };
  return Object.assign(platform, { devices, runTo });
}
