/**
 * Which interrupt of a local APIC is next: requests (IRR), interrupts in service (ISR), their trigger modes (TMR) and
 * the task priority. SDM Vol. 3, "Interrupt, Task, and Processor Priority" and "Interrupt Acceptance for Fixed
 * Interrupts".
 */

/** A 256-bit register: one bit per vector, in eight 32-bit words. */
export type VectorSet = number[];

export interface ApicPrioritiesState {
  tpr: number;
  irr: VectorSet;
  isr: VectorSet;
  /** Set: level-triggered. */
  tmr: VectorSet;
}

export class ApicPriorities {
  state: ApicPrioritiesState = { tpr: 0, irr: emptySet(), isr: emptySet(), tmr: emptySet() };

  /** A fixed interrupt has been accepted. */
  request(vector: number, level: boolean): void {
    setVector(this.state.irr, vector, true);
    setVector(this.state.tmr, vector, level);
  }

  /** Vector the processor is to take now, or −1: the highest request whose class is above the processor priority's. */
  get deliverable(): number {
    const vector = highestVector(this.state.irr);
    return this.exceedsPriority(vector) ? vector : -1;
  }

  /** Whether an interrupt of this vector would be delivered at once. */
  exceedsPriority(vector: number): boolean {
    return vector >> 4 > this.processorPriority >> 4;
  }

  /** INTA: from IRR to ISR. */
  beginService(vector: number): void {
    setVector(this.state.irr, vector, false);
    setVector(this.state.isr, vector, true);
  }

  /** EOI: the highest interrupt in service is over. Returns its vector, −1 when there was none. */
  endService(): number {
    const vector = highestVector(this.state.isr);
    if (vector >= 0) setVector(this.state.isr, vector, false);
    return vector;
  }

  isLevel(vector: number): boolean {
    return ((this.state.tmr[vector >> 5]! >>> (vector & 31)) & 1) !== 0;
  }

  /** The PPR: the task priority, or the class in service when that is higher. */
  get processorPriority(): number {
    const { tpr, isr } = this.state;
    const inService = Math.max(0, highestVector(isr)) & 0xf0;
    return (tpr & 0xf0) >= inService ? tpr : inService;
  }
}

function emptySet(): VectorSet {
  return [0, 0, 0, 0, 0, 0, 0, 0];
}

function setVector(set: VectorSet, vector: number, value: boolean): void {
  const word = vector >> 5;
  const bit = 1 << (vector & 31);
  set[word] = (value ? set[word]! | bit : set[word]! & ~bit) >>> 0;
}

/** Highest vector in the set; −1 when it is empty. */
function highestVector(set: VectorSet): number {
  for (let word = 7; word >= 0; word--) {
    if (set[word] !== 0) return word * 32 + 31 - Math.clz32(set[word]!);
  }
  return -1;
}
