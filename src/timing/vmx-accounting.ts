/**
 * What VM exits and entries cost in hardware, and how often which exit happened. The cost of a VM entry is charged to the
 * reason of the exit that it ends (the first one, VMLAUNCH, to none), so that a round trip is one number per reason.
 */
import type { TraceSink } from '../util/trace.js';
import { Counter, EXIT_COUNT, EXIT_CYCLES } from './counters.js';
import type { CostProfile } from './profile.js';

export class VmxAccounting {
  private readonly counters: Float64Array;
  private readonly profile: CostProfile;
  trace: TraceSink | null;
  /** Reason of the exit that has not been followed by an entry; −1: none. */
  private openExit = -1;

  constructor(counters: Float64Array, profile: CostProfile, trace: TraceSink | null = null) {
    this.counters = counters;
    this.profile = profile;
    this.trace = trace;
  }

  /** A VM exit has completed: basic reason, qualification, and the guest's RIP. */
  exit(reason: number, qualification: bigint, rip: bigint): void {
    const { counters } = this;
    this.openExit = reason;
    counters[Counter.exits]!++;
    counters[EXIT_COUNT + reason]!++;
    this.charge(this.profile.events.vmExit);
    this.trace?.vmExit?.(reason, qualification, rip);
  }

  /** A VM entry has completed. */
  entry(rip: bigint): void {
    this.counters[Counter.vmEntries]!++;
    this.charge(this.profile.events.vmEntry);
    this.openExit = -1;
    this.trace?.vmEntry?.(rip);
  }

  /** For snapshots: the reason of an exit not yet followed by an entry, or −1. */
  get pendingReason(): number {
    return this.openExit;
  }

  set pendingReason(reason: number) {
    this.openExit = reason;
  }

  private charge(cycles: number): void {
    const { counters } = this;
    counters[Counter.cycles]! += cycles;
    counters[Counter.cyclesExits]! += cycles;
    if (this.openExit >= 0) counters[EXIT_CYCLES + this.openExit]! += cycles;
  }
}
