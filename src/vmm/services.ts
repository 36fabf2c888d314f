/** What the parts of a built-in hypervisor share. */
import type { Vector } from '../execute/context.js';
import type { GuestMemory } from '../memory/guest-memory.js';
import type { VirtualMachine, VmxRoot } from '../vmx/root.js';
import type { Emulator } from './emulator.js';
import type { EventInjection } from './event-injection.js';
import type { GuestCpu } from './guest-cpu.js';
import type { GuestPaging } from './guest-paging.js';
import type { MemoryVirtualization } from './memory-virtualization.js';

/** Where a check of an emulated instruction puts its fault. */
export interface Faults {
  raise(vector: Vector, errorCode: number): void;
}

export interface HypervisorServices {
  readonly root: VmxRoot;
  readonly vm: VirtualMachine;
  readonly guest: GuestCpu;
  /** Guest-physical memory. */
  readonly memory: GuestMemory;
  readonly events: EventInjection;
  readonly virtualization: MemoryVirtualization;
  readonly paging: GuestPaging;
  readonly emulator: Emulator;
  invalidatePcid(faults: Faults, type: bigint, low: bigint, high: bigint): void;
}
