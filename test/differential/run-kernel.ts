/** Runs one image in one configuration and keeps what the guest could have noticed. */
import { Machine } from '../../src/machine/machine.js';
import { MINIMUM_MEMORY, type Mode } from '../../src/machine/options.js';
import { type Program, prepareProgram } from '../../src/machine/program.js';
import type { Statistics } from '../../src/machine/statistics.js';
import { profileNamed } from '../../src/timing/profiles.js';

/** How a kernel is run; the guest must not be able to tell one from another. */
export interface Configuration {
  readonly mode: Mode;
  readonly profile: 'unit' | 'skylake';
}

export const CONFIGURATIONS: readonly Configuration[] = [
  { mode: 'native', profile: 'unit' },
  { mode: 'native', profile: 'skylake' },
  { mode: 'shadow', profile: 'unit' },
  { mode: 'shadow', profile: 'skylake' },
  { mode: 'ept', profile: 'unit' },
  { mode: 'ept', profile: 'skylake' },
];

export const nameOf = ({ mode, profile }: Configuration): string => `${mode}/${profile}`;

/** ROM that kernels find at the end of the fourth gigabyte less 64 KiB. */
export const ROM_ADDRESS = 0xffff_0000;
const ROM = Uint8Array.from({ length: 0x2000 }, (_, i) => (i % 16 === 0 ? 0xc3 : (i * 37) & 0xff));

export interface Outcome {
  readonly status: number;
  readonly serial: string;
  readonly instructions: number;
  readonly hash: string;
  readonly statistics: Statistics;
  readonly machine: Machine;
}

/** A program for machines of `RAM` bytes. */
export const RAM = MINIMUM_MEMORY;

export function prepare(image: Uint8Array, loadAddress: number | null = null): Promise<Program> {
  return prepareProgram(image, {
    name: 'kernel',
    ramSize: RAM,
    loadAddress,
    append: '',
    modules: [],
    reserved: [{ name: 'rom', start: ROM_ADDRESS, size: ROM.length }],
  });
}

export function newMachine(program: Program, { mode, profile }: Configuration, output: number[] = []): Machine {
  const machine = new Machine({
    mode,
    memory: RAM,
    profile: profileNamed(profile),
    maxPhysicalAddressBits: 40,
    vmx: false,
    seed: 7n,
    roms: [{ name: 'rom', address: ROM_ADDRESS, bytes: ROM }],
    serialOutput: (byte) => output.push(byte),
  });
  machine.load(program);
  return machine;
}

/** Runs to the end, or for `maxInstructions` (status 4 then). */
export function runKernel(program: Program, configuration: Configuration, maxInstructions: number): Outcome {
  const output: number[] = [];
  const machine = newMachine(program, configuration, output);
  const { status } = machine.run({ maxInstructions, maxCycles: 1e12 });
  const statistics = machine.statistics();
  return {
    status,
    serial: String.fromCharCode(...output),
    instructions: statistics.instructions,
    hash: statistics.result.hash,
    statistics,
    machine,
  };
}

/** What differs, or null. */
export function difference(expected: Outcome, actual: Outcome): string | null {
  for (const key of ['status', 'serial', 'instructions', 'hash'] as const) {
    if (expected[key] !== actual[key]) {
      const reason = `${expected.statistics.result.reason} / ${actual.statistics.result.reason}`;
      return `${key}: ${expected[key]} / ${actual[key]} (${reason})`;
    }
  }
  return null;
}
