/**
 * The one event stream. Counters, traces, breakpoints on events, matchers and the debugger listen to it; each method
 * is optional, and whoever emits checks for null first, so that an event nobody wants costs one test.
 * Addresses are numbers when physical (bytes), bigint when linear.
 */
export interface TraceSink {
  retired?(rip: bigint, length: number): void;
  access?(linear: bigint, physical: number, size: number, kind: 'read' | 'write' | 'execute'): void;
  tlbFill?(tlb: string, linear: bigint, physical: number, pageSize: number): void;
  tlbFlush?(what: string): void;
  /** One memory reference of a page walk, in order. `dimension` guest or nested (EPT); level 1 = PTE … 5 = PML5E. */
  walkReference?(address: number, entry: bigint, level: number, dimension: 'guest' | 'nested'): void;
  walkEnd?(linear: bigint, references: number, ok: boolean): void;
  fault?(vector: number, errorCode: number, rip: bigint, address: bigint): void;
  interrupt?(vector: number, rip: bigint): void;
  vmExit?(reason: number, qualification: bigint, rip: bigint): void;
  vmEntry?(rip: bigint): void;
  hypervisor?(action: string, address: number): void;
  device?(name: string, action: string, value: number): void;
}
