/** What a machine is built from. */
import type { CostProfile } from '../timing/profile.js';
import type { TraceSink } from '../util/trace.js';

/** How memory is virtualized. */
export const MODES = ['native', 'shadow', 'ept'] as const;
export type Mode = (typeof MODES)[number];

/** Bytes of guest RAM. */
export const MINIMUM_MEMORY = 16 * 2 ** 20;
export const DEFAULT_MEMORY = 64 * 2 ** 20;
export const MAXIMUM_MEMORY = 2 * 2 ** 30;

export interface Rom {
  readonly name: string;
  /** Guest-physical address; a multiple of 4 KiB. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface MachineOptions {
  readonly mode: Mode;
  /** The guest's RAM in bytes, from guest-physical 0; the same in every mode. */
  readonly memory: number;
  readonly profile: CostProfile;
  /** MAXPHYADDR, 36 to 52. */
  readonly maxPhysicalAddressBits: number;
  /** Whether CPUID shows VMX. */
  readonly vmx: boolean;
  /** Start of RDRAND's sequence, 64 bits. */
  readonly seed: bigint;
  readonly roms?: readonly Rom[];
  /** Each byte the guest transmits. */
  readonly serialOutput?: (byte: number) => void;
  /** Asked when the guest waits for serial input: more bytes, or null for the end. */
  readonly serialInput?: () => Uint8Array | null;
  readonly trace?: TraceSink | null;
}
