/** A 256-bit register of the local APIC (IRR, ISR, TMR): one bit per vector, in eight 32-bit words. */
export type VectorSet = number[];

export function emptyVectorSet(): VectorSet {
  return [0, 0, 0, 0, 0, 0, 0, 0];
}

export function setVector(set: VectorSet, vector: number, value: boolean): void {
  const word = vector >> 5;
  const bit = 1 << (vector & 31);
  set[word] = (value ? set[word]! | bit : set[word]! & ~bit) >>> 0;
}

export function hasVector(set: VectorSet, vector: number): boolean {
  return ((set[vector >> 5]! >>> (vector & 31)) & 1) !== 0;
}

/** Highest vector in the set; −1 when it is empty. */
export function highestVector(set: VectorSet): number {
  for (let word = 7; word >= 0; word--) {
    if (set[word] !== 0) return word * 32 + 31 - Math.clz32(set[word]!);
  }
  return -1;
}
