/** Assembles a source with the project's own assembler and boots it, to its end, in one mode. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assemble, type Resolver } from '../../asm/index.js';
import { Machine } from '../../src/machine/machine.js';
import { DEFAULT_MEMORY, type Mode } from '../../src/machine/options.js';
import { prepareProgram } from '../../src/machine/program.js';
import type { Statistics } from '../../src/machine/statistics.js';
import { profileNamed } from '../../src/timing/profiles.js';

export interface Ended {
  /** What the guest transmitted on its serial port, one character a byte. */
  readonly serial: string;
  /** What the process would exit with. */
  readonly status: number;
  readonly statistics: Statistics;
}

/** Names beside the including file, or in `folder`. */
function resolver(folder: string): Resolver {
  return (path, from) => {
    for (const name of [join(folder, path), join(dirname(from), path)]) {
      try {
        return { name, bytes: readFileSync(name) };
      } catch {
        // Not there: the next one.
      }
    }
    return null;
  };
}

/** The image of `file`; includes are found from its folder. Fails on any message of the assembler's, warnings too. */
export function assembleSource(file: string, defines: Readonly<Record<string, string>> = {}): Uint8Array {
  const source = readFileSync(file, 'latin1');
  const result = assemble({ source, file, resolve: resolver(dirname(file)), defines });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => `${d.file}:${d.line}: ${d.message}`).join('\n'));
  return result.bytes;
}

/** Boots `image`; a run of more than `maxInstructions` ends with status 4. */
export async function boot(
  image: Uint8Array,
  mode: Mode,
  { maxInstructions = 20_000_000, profile = 'unit' } = {},
): Promise<Ended> {
  const bytes: number[] = [];
  const machine = new Machine({
    mode,
    memory: DEFAULT_MEMORY,
    profile: profileNamed(profile),
    maxPhysicalAddressBits: 40,
    vmx: false,
    seed: 0n,
    serialOutput: (byte) => bytes.push(byte),
  });
  machine.load(
    await prepareProgram(image, {
      name: 'test',
      ramSize: DEFAULT_MEMORY,
      loadAddress: null,
      append: '',
      modules: [],
      reserved: [],
    }),
  );
  const { status } = machine.run({ maxInstructions, maxCycles: Infinity });
  return { serial: String.fromCharCode(...bytes), status, statistics: machine.statistics() };
}
