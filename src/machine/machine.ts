/**
 * A computer: processor, memory, devices and, unless native, a hypervisor under which the guest runs. Builds the parts,
 * loads a program, lets time pass, and says how it ended.
 */
import { Cpu } from '../cpu/cpu.js';
import { ProcessorMmu } from '../cpu/mmu.js';
import type { RunStop, ShutdownRecord } from '../cpu/run-stop.js';
import type { PlatformDevices, PlatformStop } from '../devices/platform-devices.js';
import { GuestMemory } from '../memory/guest-memory.js';
import type { HostMemory } from '../memory/host-memory.js';
import type { HostPageAllocator } from '../memory/page-allocator.js';
import type { ExplainedWalk } from '../paging/explain-walk.js';
import { Counter } from '../timing/counters.js';
import { VmxAccounting } from '../timing/vmx-accounting.js';
import { EptVmm } from '../vmm/ept-vmm.js';
import { RootAccess } from '../vmm/root-access.js';
import { ShadowVmm } from '../vmm/shadow-vmm.js';
import { captureRegisters, type GuestRegisters } from '../vmx/guest-registers.js';
import type { Vmm, VmmAction } from '../vmx/root.js';
import { Vmx } from '../vmx/vmx.js';
import { guestTableBytes } from './guest-tables.js';
import { type ExplainedAccess, entryState, explainWith, type WalkSurroundings } from './guest-walk.js';
import { buildHardware } from './hardware.js';
import type { MachineOptions, Mode } from './options.js';
import type { Program } from './program.js';
import type { RunLimits, RunResult } from './result.js';
import { hashGuest } from './state-hash.js';
import { collectStatistics, type Statistics } from './statistics.js';

/** Instructions, and stops of the processor, between two calls of a run's observer. */
const SLICE = 2_000_000;
const STOPS_PER_SLICE = 20_000;
/** How often the guest has read what is not there. */
export interface UnclaimedReads {
  readonly memory: number;
  readonly ports: number;
}

/** A triple fault is a third exception on the way to the second's handler. */
const FAULTS_TO_SHUTDOWN = 3;

/** Repetitions and exceptions that come with a limit of instructions: a generous number for each. */
function uncountedLimit({ maxInstructions }: RunLimits): number {
  return Math.max(1_000_000, 256 * maxInstructions);
}

export class Machine {
  readonly mode: Mode;
  readonly options: MachineOptions;
  readonly memory: HostMemory;
  readonly counters: Float64Array;
  readonly cpu: Cpu;
  readonly devices: PlatformDevices;
  /** The guest's physical memory, wherever it lies. */
  readonly guestMemory: GuestMemory;
  /** What the processor addresses: the guest's memory natively, all of the host's under a hypervisor. */
  private readonly processorMemory: GuestMemory;
  private readonly mmu: ProcessorMmu;
  private readonly vmm: Vmm | null;
  private readonly root: RootAccess | null;
  private readonly pages: HostPageAllocator | null;
  private stopRequest: PlatformStop | null = null;
  private result: RunResult | null = null;
  /** A hypervisor knows of every interrupt request that was there at its last VM exit. */
  private hypervisorTold = false;

  constructor(options: MachineOptions) {
    this.options = options;
    this.mode = options.mode;
    const hardware = buildHardware(options, {
      now: () => this.cycles,
      onInterruptChange: () => this.interruptsChanged(),
      onSchedule: () => this.cpu.requestDeadline(this.devices.nextEvent),
      onStop: (stop) => {
        this.stopRequest = stop;
        this.cpu.requestStop();
      },
    });
    const { memory, counters, processorPlatform } = hardware;
    this.memory = memory;
    this.counters = counters;
    this.devices = hardware.devices;
    this.guestMemory = new GuestMemory(memory, this.devices.map);
    this.processorMemory = new GuestMemory(memory, processorPlatform.map);
    this.pages = hardware.pages;
    const trace = options.trace ?? null;
    this.mmu = new ProcessorMmu({
      memory,
      map: processorPlatform.map,
      profile: options.profile,
      counters,
      trace,
      maxPhysicalAddressBits: options.maxPhysicalAddressBits,
    });
    const cpu = new Cpu({
      memory,
      platform: processorPlatform,
      profile: options.profile,
      counters,
      mmu: this.mmu,
      maxPhysicalAddressBits: options.maxPhysicalAddressBits,
      // A hypervisor needs a processor with VMX; its guest sees none.
      vmx: options.vmx || options.mode !== 'native',
      seed: options.seed,
      trace,
    });
    this.cpu = cpu;
    if (options.mode === 'native') {
      this.vmm = null;
      this.root = null;
    } else {
      const accounting = new VmxAccounting(counters, options.profile);
      accounting.trace = trace;
      const vmx = new Vmx({
        processor: cpu,
        memory,
        mmu: this.mmu,
        clock: { now: () => this.cycles },
        observer: accounting,
      });
      cpu.installVmx(vmx);
      cpu.hypervisorInstalled = true;
      this.vmm = options.mode === 'ept' ? new EptVmm() : new ShadowVmm();
      this.root = new RootAccess({
        vmx,
        processor: cpu,
        memory,
        counters,
        profile: options.profile,
        cpuid: (leaf, subleaf) => cpu.cpuid(leaf, subleaf),
        trace,
      });
    }
  }

  /** Guest instructions completed. */
  get instructions(): number {
    return this.counters[Counter.instructions]!;
  }

  /** Repetitions, exceptions and interrupts: what a guest can do for ever without completing an instruction. */
  private get uncounted(): number {
    const { counters } = this;
    return counters[Counter.repeats]! + counters[Counter.exceptions]! + counters[Counter.interrupts]!;
  }

  /** Simulated cycles since reset. */
  get cycles(): number {
    return this.counters[Counter.cycles]!;
  }

  /**
   * Puts a program into guest memory and the processor into its initial state; under a hypervisor, launches the guest.
   * To be called once, before the first run.
   */
  load(program: Program): void {
    for (const { address, size } of program.zeros) this.guestMemory.load(address, new Uint8Array(size));
    for (const { address, bytes } of program.writes) this.guestMemory.load(address, bytes);
    this.cpu.resetTo(program.initialState);
    const pages = this.pages;
    if (this.vmm !== null && this.root !== null && pages !== null) {
      const vm = {
        platform: this.devices,
        vmxOffered: this.options.vmx,
        allocatePage: () => pages.allocate(),
        freePage: (address: number) => pages.free(address),
      };
      this.vmm.start(this.root, vm, captureRegisters(this.cpu));
      // Counting and time begin with the guest's first instruction, in every mode; what a host sets up before is its own.
      this.counters.fill(0);
    }
  }

  /**
   * Runs until the guest ends or a limit is met. `observe` is called now and then. A machine whose
   * guest has ended gives the same result again.
   */
  run(limits: RunLimits, observe?: () => void): RunResult {
    if (this.result !== null && this.result.kind !== 'limit') return this.result;
    let slice = this.instructions + SLICE;
    let stops = 0;
    for (;;) {
      const limited = this.limitReached(limits);
      if (limited !== null) {
        this.result = limited;
        return limited;
      }
      const deadline = Math.min(this.devices.nextEvent, limits.maxCycles);
      this.cpu.uncountedLimit = uncountedLimit(limits);
      const stop = this.cpu.run(deadline, Math.min(slice, limits.maxInstructions) - this.instructions);
      const ended = this.handleStop(stop, limits);
      if (ended !== null) {
        this.result = ended;
        return ended;
      }
      if (this.instructions >= slice || ++stops >= STOPS_PER_SLICE) {
        slice = this.instructions + SLICE;
        stops = 0;
        observe?.();
      }
    }
  }

  /**
   * Runs until the guest is about to execute the instruction at linear address `address`; null then. Else the guest has
   * ended, or a limit was met, first.
   */
  runTo(address: bigint, limits: RunLimits): RunResult | null {
    while (this.cpu.rip !== address || !this.guestRuns) {
      const result = this.run({ ...limits, maxInstructions: Math.min(limits.maxInstructions, this.instructions + 1) });
      if (result.kind !== 'limit' || this.limitReached(limits) !== null) return result;
    }
    return null;
  }

  /**
   * The walk that the processor would make for an access of the guest's, with empty caches, without doing it: through the
   * shadow tables or in two dimensions when there is a hypervisor, even while that one runs.
   */
  explainWalk(access: ExplainedAccess): ExplainedWalk {
    const { root } = this;
    if (root === null || root.inGuest) {
      const low = Number(BigInt.asIntN(32, access.address));
      const high = Number(BigInt.asIntN(32, access.address >> 32n));
      return this.mmu.explain(low, high, access.access, access.privilege);
    }
    const entry = entryState(root, this.mode === 'ept');
    return explainWith(root.inspectGuest(), this.walkSurroundings(this.processorMemory, entry), access);
  }

  /** The walk through the guest's own tables: guest-physical addresses, the same in every mode. */
  explainGuestWalk(access: ExplainedAccess): ExplainedWalk {
    const surroundings = this.walkSurroundings(this.guestMemory, { eptp: null, pdptes: null });
    return explainWith(this.guestRegisters(), surroundings, access);
  }

  private walkSurroundings(memory: GuestMemory, entry: Pick<WalkSurroundings, 'eptp' | 'pdptes'>): WalkSurroundings {
    return { memory, maxPhysicalAddressBits: this.options.maxPhysicalAddressBits, pkru: this.cpu.pkru, ...entry };
  }

  /** What the run has cost so far, and its result (a run not ended yet says so). */
  statistics(): Statistics {
    const registers = this.guestRegisters();
    return collectStatistics(this.counters, {
      mode: this.mode,
      profile: this.options.profile.name,
      memory: {
        guestPageTables: guestTableBytes(registers, this.guestMemory, this.options.maxPhysicalAddressBits),
        shadowPageTables: this.vmm?.shadowTableBytes ?? 0,
        eptPageTables: this.vmm?.eptTableBytes ?? 0,
      },
      result: {
        status: this.result?.status ?? 0,
        reason: this.result?.reason ?? 'running',
        hash: hashGuest(registers, this.devices.map, this.memory),
      },
    });
  }

  /** The processor executes the guest's instructions now, not (or no longer) a hypervisor's. */
  private get guestRuns(): boolean {
    return this.root === null || this.root.inGuest;
  }

  /** The guest's registers as it would read them itself. */
  guestRegisters(): GuestRegisters {
    return this.vmm !== null && this.root !== null ? this.vmm.guestRegisters(this.root) : captureRegisters(this.cpu);
  }

  /** Reads of addresses and of ports behind which there is nothing: all ones, and usually a mistake. */
  get unclaimedReads(): UnclaimedReads {
    return { memory: this.devices.map.holeReads, ports: this.devices.ports.unclaimedReads };
  }

  /** The text screen, 25 lines of 80. */
  screenText(): string {
    return this.devices.screenText();
  }

  /** The linear frame buffer as a PNG. */
  screenImage(): Uint8Array {
    return this.devices.screenPng();
  }

  private limitReached(limits: RunLimits): RunResult | null {
    const limit = (what: string, value: number): RunResult => ({
      kind: 'limit',
      status: 4,
      reason: `limit of ${value} ${what} reached`,
      shutdown: null,
    });
    if (this.instructions >= limits.maxInstructions) return limit('instructions', limits.maxInstructions);
    const uncounted = uncountedLimit(limits);
    if (this.uncounted >= uncounted) return limit('repetitions and exceptions', uncounted);
    if (this.cycles >= limits.maxCycles) return limit('cycles', limits.maxCycles);
    return null;
  }

  private handleStop(stop: RunStop, limits: RunLimits): RunResult | null {
    switch (stop.kind) {
      case 'stopped':
        return this.stopRequest === null ? null : this.stopped(this.stopRequest);
      case 'shutdown':
        return { kind: 'shutdown', status: 6, reason: 'triple fault', shutdown: stop.record };
      case 'halted':
        return this.waitForInterrupt(stop.interruptsEnabled, limits);
      case 'vmExit':
        return this.afterExit(this.vmm!.onVmExit(this.root!), limits);
      case 'deadline':
        this.letDevicesRun();
        return null;
      case 'instructions':
        return null;
    }
  }

  private stopped(stop: PlatformStop): RunResult {
    if (stop.kind === 'reset')
      return { kind: 'shutdown', status: 6, reason: `reset by ${stop.source}`, shutdown: null };
    const status = stop.status & 0xff;
    return { kind: 'debugExit', status, reason: `debug exit, value ${stop.status >>> 1}`, shutdown: null };
  }

  /** A hypervisor has handled an exit. */
  private afterExit(action: VmmAction, limits: RunLimits): RunResult | null {
    this.hypervisorTold = this.devices.interrupts.pending();
    this.cpu.setInterruptLine(false);
    if (this.stopRequest !== null) return this.stopped(this.stopRequest);
    switch (action.kind) {
      case 'resume':
        return null;
      case 'shutdown':
        return { kind: 'shutdown', status: 6, reason: action.reason, shutdown: this.lastFaults() };
      case 'halted':
        return this.waitForInterrupt(action.wakeable, limits);
    }
  }

  /** The faults that led to a triple fault under a hypervisor, which may have reflected some of them itself. */
  private lastFaults(): ShutdownRecord {
    return this.cpu.shutdownRecord ?? { faults: this.cpu.exceptionLog.slice(-FAULTS_TO_SHUTDOWN) };
  }

  /** HLT: time passes until a device interrupts, or the guest has halted for good. */
  private waitForInterrupt(wakeable: boolean, limits: RunLimits): RunResult | null {
    const halted: RunResult = { kind: 'halted', status: 0, reason: 'halted', shutdown: null };
    if (!wakeable) return halted;
    while (!this.devices.interrupts.pending()) {
      if (!this.devices.canWake && !(this.devices.wantsInput && this.devices.serial.requestInput())) return halted;
      const limited = this.limitReached(limits);
      if (limited !== null) return limited;
      this.cpu.idleUntil(Math.min(this.devices.nextEvent, limits.maxCycles));
      this.devices.advance(this.cycles);
    }
    if (this.vmm === null) {
      this.cpu.setInterruptLine(true);
      return null;
    }
    return this.afterExit(this.vmm.onWakeUp(this.root!), limits);
  }

  /** Everything due by now happens; the processor learns of new interrupts. */
  private letDevicesRun(): void {
    this.devices.advance(this.cycles);
    this.interruptsChanged();
  }

  /** The interrupt controllers' request has changed, by time or by an access. */
  private interruptsChanged(): void {
    const pending = this.devices.interrupts.pending();
    if (this.vmm === null) {
      this.cpu.setInterruptLine(pending);
    } else {
      if (!pending) this.hypervisorTold = false;
      this.cpu.setInterruptLine(pending && !this.hypervisorTold);
    }
  }
}
