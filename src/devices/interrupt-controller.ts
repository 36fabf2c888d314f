/**
 * The interrupt controllers as the processor's INTR pin and INTA cycles see them: local APIC first, then the 8259s
 * through LINT0. An ExtINT is not weighed against the task priority.
 */
import type { InterruptSource } from '../memory/bus.js';
import type { LocalApic } from './local-apic.js';
import type { Pic } from './pic.js';

export class InterruptController implements InterruptSource {
  private readonly apic: LocalApic;
  private readonly pic: Pic;

  constructor(apic: LocalApic, pic: Pic) {
    this.apic = apic;
    this.pic = pic;
  }

  pending(): boolean {
    return this.apic.ready >= 0 || this.externalPending;
  }

  acknowledge(): number {
    return this.apic.ready >= 0 ? this.apic.acknowledge() : this.pic.acknowledge();
  }

  readTaskPriority(): number {
    return this.apic.taskPriority >> 4;
  }

  writeTaskPriority(value: number): void {
    this.apic.taskPriority = (value & 15) << 4;
  }

  /** True when a rising edge on `irq` would make an interrupt pending, all else being as it is. */
  wouldInterrupt(irq: number): boolean {
    return this.pic.wouldInterrupt(irq) && (this.apic.passesExtInt || this.apic.lint0CanInterrupt);
  }

  private get externalPending(): boolean {
    return this.pic.output && this.apic.passesExtInt;
  }
}
