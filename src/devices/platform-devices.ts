/**
 * A PC's devices composed into the Platform of one VM: buses, interrupt controllers, memory map, and the handles that
 * the machine around it needs (time, serial line, screen, snapshots).
 */
import type { Clock, TimedDevice } from '../memory/bus.js';
import { GuestMemory } from '../memory/guest-memory.js';
import type { HostMemory } from '../memory/host-memory.js';
import type { MapLayout } from '../memory/map-builder.js';
import type { PhysicalMap } from '../memory/physical-map.js';
import type { Platform } from '../memory/platform.js';
import type { TraceSink } from '../util/trace.js';
import { Cmos, type CmosState } from './cmos.js';
import { DebugExit } from './debug-exit.js';
import { InterruptController } from './interrupt-controller.js';
import { KeyboardController, type KeyboardControllerState, KeyboardPort } from './keyboard-controller.js';
import { renderPng } from './linear-frame-buffer.js';
import { LocalApic, type LocalApicState } from './local-apic.js';
import { ApicMsrs, XapicPage } from './local-apic-access.js';
import { memoryLayout, type RomImage } from './memory-layout.js';
import { Pic, PicPort, type PicState } from './pic.js';
import { Pit, PitPort, type PitState } from './pit.js';
import { RegisteredPortBus } from './port-bus.js';
import { type SerialInput, SerialPort, type SerialState } from './serial.js';
import type { Stateful } from './stateful.js';
import { SystemPort, SystemPorts, type SystemPortsState } from './system-ports.js';
import { renderText } from './text-frame-buffer.js';
import { VGA_FIRST_PORT, VGA_PORTS, VgaRegisters, type VgaState } from './vga-registers.js';

const IRQ = { TIMER: 0, KEYBOARD: 1, SERIAL: 4 } as const;
const SERIAL_BASE = 0x3f8;
const DEBUG_EXIT_BASE = 0xf4;

/** The guest asks for the run to end: by debug exit, or by pulling the processor's reset line. */
export type PlatformStop =
  | { readonly kind: 'debug-exit' /** (value << 1) | 1, unsigned 32 bits. */; readonly status: number }
  | { readonly kind: 'reset' /** Which device did it. */; readonly source: string };

export interface PlatformOptions {
  /** Bytes of RAM from guest-physical 0, a multiple of 4 KiB, at most 2 GiB. */
  readonly ramSize: number;
  readonly roms: readonly RomImage[];
  readonly memory: HostMemory;
  /** Host-physical address of `backingSize(roms)` bytes for frame buffers and ROMs. */
  readonly backingBase: number;
  /** identityMap, or scatteredMap with its host range. */
  readonly buildMap: (layout: MapLayout) => PhysicalMap;
  readonly clock: Clock;
  /** Each byte the guest transmits. */
  readonly serialOutput: (byte: number) => void;
  /** Null: nothing is connected to the receiver. */
  readonly serialInput: SerialInput | null;
  /** `interrupts.pending()` may have changed. */
  readonly onInterruptChange: () => void;
  /** `nextEvent` may have changed. */
  readonly onSchedule: () => void;
  readonly onStop: (stop: PlatformStop) => void;
}

export interface PlatformState {
  readonly serial: SerialState;
  readonly pic: PicState;
  readonly pit: PitState;
  readonly localApic: LocalApicState;
  readonly cmos: CmosState;
  readonly keyboardController: KeyboardControllerState;
  readonly systemPorts: SystemPortsState;
  readonly vga: VgaState;
  readonly unclaimedReads: number;
  readonly unclaimedWrites: number;
}

export class PlatformDevices implements Platform, TimedDevice, Stateful<PlatformState> {
  readonly map: PhysicalMap;
  readonly ports: RegisteredPortBus;
  readonly msrs: ApicMsrs;
  readonly interrupts: InterruptController;
  readonly ramSize: number;
  /** Guest-physical memory through `map`. */
  readonly guestMemory: GuestMemory;
  readonly serial: SerialPort;
  private readonly pic: Pic;
  private readonly pit: Pit;
  private readonly localApic: LocalApic;
  private readonly cmos: Cmos;
  private readonly keyboardController: KeyboardController;
  private readonly systemPorts: SystemPorts;
  private readonly vga: VgaRegisters;

  constructor(options: PlatformOptions) {
    const { clock, ramSize, roms, memory, backingBase, onSchedule, onInterruptChange, onStop } = options;
    this.ramSize = ramSize;
    this.localApic = new LocalApic({ clock, onChange: onInterruptChange, onSchedule });
    this.pic = new Pic(() => {
      this.localApic.setLint0(this.pic.output);
      onInterruptChange();
    });
    this.interrupts = new InterruptController(this.localApic, this.pic);
    this.msrs = new ApicMsrs(this.localApic);
    this.pit = new Pit(clock, (level) => this.pic.setIrq(IRQ.TIMER, level), onSchedule);
    this.serial = new SerialPort(SERIAL_BASE, {
      clock,
      transmit: options.serialOutput,
      input: options.serialInput,
      setIrq: (level) => this.pic.setIrq(IRQ.SERIAL, level),
      onSchedule,
    });
    this.cmos = new Cmos(clock, ramSize);
    this.keyboardController = new KeyboardController(
      (level) => this.pic.setIrq(IRQ.KEYBOARD, level),
      () => onStop({ kind: 'reset', source: this.keyboardController.name }),
    );
    this.systemPorts = new SystemPorts(() => onStop({ kind: 'reset', source: this.systemPorts.name }));
    this.vga = new VgaRegisters(clock);
    this.ports = this.connectPorts(new DebugExit((status) => onStop({ kind: 'debug-exit', status })));

    const localApic = new XapicPage(this.localApic);
    this.map = options.buildMap(memoryLayout({ ramSize, roms, backingBase, localApic }));
    this.guestMemory = new GuestMemory(memory, this.map);
    for (const rom of roms) this.guestMemory.load(rom.address, rom.bytes);
  }

  private connectPorts(debugExit: DebugExit): RegisteredPortBus {
    const bus = new RegisteredPortBus();
    bus.register(this.pic, PicPort.MASTER_COMMAND, 2, 1);
    bus.register(this.pit, PitPort.COUNTER_0, 4, 1);
    bus.register(this.keyboardController, KeyboardPort.DATA, 1, 1);
    bus.register(this.pit, PitPort.PORT_B, 1, 1);
    bus.register(this.keyboardController, KeyboardPort.STATUS_COMMAND, 1, 1);
    bus.register(this.cmos, 0x70, 2, 1);
    bus.register(this.systemPorts, SystemPort.DIAGNOSTIC, 1, 1);
    bus.register(this.systemPorts, SystemPort.CONTROL_A, 1, 1);
    bus.register(this.pic, PicPort.SLAVE_COMMAND, 2, 1);
    bus.register(debugExit, DEBUG_EXIT_BASE, 4, 4);
    bus.register(this.vga, VGA_FIRST_PORT, VGA_PORTS, 1);
    bus.register(this.serial, SERIAL_BASE, 8, 1);
    bus.register(this.pic, PicPort.ELCR_MASTER, 2, 1);
    bus.register(this.systemPorts, SystemPort.PCI_ADDRESS, 8, 4);
    return bus;
  }

  /** Device events of the one stream: port accesses. */
  set trace(trace: TraceSink | null) {
    this.ports.trace = trace;
  }

  /** Absolute cycle of the next thing a device does by itself; Infinity when none. */
  get nextEvent(): number {
    return Math.min(this.pit.nextEvent, this.localApic.timer.nextEvent, this.serial.nextEvent);
  }

  advance(now: number): void {
    this.pit.advance(now);
    this.localApic.advance(now);
    this.serial.advance(now);
  }

  /**
   * Whether a device event still to come can make an interrupt pending with masks and priorities as they are: what
   * decides if a processor that halts with interrupts enabled, and none pending, will ever run again.
   */
  get canWake(): boolean {
    return (
      (this.localApic.timer.nextEvent !== Infinity && this.localApic.timerCanInterrupt) ||
      (this.pit.nextEvent !== Infinity && this.interrupts.wouldInterrupt(IRQ.TIMER)) ||
      (this.serial.canInterrupt && this.interrupts.wouldInterrupt(IRQ.SERIAL))
    );
  }

  /** The guest would take serial input by interrupt and none is on its way (`serial.requestInput` asks for it). */
  get wantsInput(): boolean {
    return this.serial.wantsInput && this.interrupts.wouldInterrupt(IRQ.SERIAL);
  }

  /** What the guest has added to its time-stamp counter, for the APIC timer's TSC-deadline mode. */
  setTscOffset(cycles: bigint): void {
    this.localApic.setTscOffset(cycles);
  }

  /** The text screen: 25 lines. */
  screenText(): string {
    return renderText(this.guestMemory, this.vga.startCell);
  }

  /** The linear frame buffer: bytes of a PNG file. */
  screenPng(): Uint8Array {
    return renderPng(this.guestMemory);
  }

  /** Devices' registers; memory (frame buffers, ROM) is saved by whoever saves host memory. */
  saveState(): PlatformState {
    return {
      serial: this.serial.saveState(),
      pic: this.pic.saveState(),
      pit: this.pit.saveState(),
      localApic: this.localApic.saveState(),
      cmos: this.cmos.saveState(),
      keyboardController: this.keyboardController.saveState(),
      systemPorts: this.systemPorts.saveState(),
      vga: this.vga.saveState(),
      unclaimedReads: this.ports.unclaimedReads,
      unclaimedWrites: this.ports.unclaimedWrites,
    };
  }

  restoreState(state: PlatformState): void {
    // The interrupt controllers around the rest: devices drive their lines while they are restored.
    this.pic.restoreState(state.pic);
    this.serial.restoreState(state.serial);
    this.pit.restoreState(state.pit);
    this.cmos.restoreState(state.cmos);
    this.keyboardController.restoreState(state.keyboardController);
    this.systemPorts.restoreState(state.systemPorts);
    this.vga.restoreState(state.vga);
    this.localApic.restoreState(state.localApic);
    this.ports.unclaimedReads = state.unclaimedReads;
    this.ports.unclaimedWrites = state.unclaimedWrites;
  }
}

/** A VM's hardware, after reset. */
export function createPlatform(options: PlatformOptions): PlatformDevices {
  return new PlatformDevices(options);
}
