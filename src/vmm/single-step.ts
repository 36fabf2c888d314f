/**
 * The way out when an access cannot be emulated: the page is opened for one instruction (or one event delivery), which
 * the processor executes under the monitor trap flag, and closed again. SDM Vol. 3, "Monitor Trap Flag".
 */
import { Primary } from '../vmx/controls.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import type { ExitResult } from './memory-virtualization.js';
import type { HypervisorServices } from './services.js';

export class SingleStep {
  private readonly services: HypervisorServices;
  private active = false;

  constructor(services: HypervisorServices) {
    this.services = services;
  }

  /** Opens the page and steps. */
  begin(guestPhysical: number): ExitResult {
    this.services.virtualization.open(guestPhysical);
    this.set(true);
    return 'resume';
  }

  /** MONITOR_TRAP_FLAG: the step is done. */
  end(): ExitResult {
    this.services.virtualization.close();
    this.set(false);
    return 'resume';
  }

  /** Another VM exit completes what was to be stepped. */
  cut(): void {
    if (this.active) this.end();
  }

  private set(on: boolean): void {
    if (on === this.active) return;
    this.active = on;
    const { root, events } = this.services;
    events.holdInterrupts = on;
    const field = VmcsField.PRIMARY_PROCESSOR_BASED_VM_EXECUTION_CONTROLS;
    const controls = root.vmread(field);
    const flag = BigInt(Primary.MONITOR_TRAP_FLAG);
    root.vmwrite(field, on ? controls | flag : controls & ~flag);
  }
}
