/** The options that describe a machine, shared by every subcommand that runs one. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { MachineOptions } from '../machine/options.js';
import { DEFAULT_MEMORY, MAXIMUM_MEMORY, MINIMUM_MEMORY, MODES, type Mode, type Rom } from '../machine/options.js';
import { PROFILES, profileNamed } from '../timing/profiles.js';
import { parseInteger, parseSize } from '../util/size.js';
import { UserError } from '../util/user-error.js';
import { readInput } from './files.js';

/** Options as commander parsed them. */
export interface MachineArguments {
  readonly mode?: string;
  readonly memory?: string;
  readonly append?: string;
  readonly module?: readonly string[];
  readonly load?: string;
  readonly rom?: readonly string[];
  readonly maxphyaddr?: string;
  readonly vmx?: string;
  readonly seed?: string;
  readonly profile?: string;
  readonly define?: readonly string[];
  readonly include?: readonly string[];
}

/** Collects a repeatable option. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** Adds the machine's options to a subcommand. */
export function machineOptions(command: Command): Command {
  return command
    .option('--memory <size>', "the guest's RAM, 16M to 2G", '64M')
    .option('--append <text>', 'command line of a multiboot kernel')
    .option('--module <file>', 'multiboot module; may be repeated', collect)
    .option('--load <address>', 'where a flat image goes (default: the org of an .asm file)')
    .option('--rom <file@address>', 'map a file as ROM; may be repeated', collect)
    .option('--maxphyaddr <bits>', 'physical-address width, 36 to 52', '40')
    .addOption(new Option('--vmx <state>', 'show VMX in CPUID').choices(['on', 'off']).default('off'))
    .option('--seed <n>', 'seed of RDRAND', '0')
    .addOption(new Option('--profile <name>', 'cost profile').choices(Object.keys(PROFILES)).default('skylake'))
    .option('-D, --define <name[=value]>', 'define a macro for an .asm file; may be repeated', collect)
    .option('-I, --include <dir>', 'look for included files there too; may be repeated', collect);
}

export const MACHINE_HELP = `An .asm file is assembled on the fly. A file with a multiboot header starts in 32-bit protected mode as
qemu-system-x86_64 -kernel starts it; an ELF64 or flat image without one starts in long mode with an identity map.
The profile 'unit' is for counting by hand: an instruction 1 cycle, a walk reference 1, a VM exit 1000.`;

function integerIn(text: string, what: string, low: bigint, high: bigint): bigint {
  const value = parseInteger(text, what);
  if (value < low || value > high)
    throw new UserError('out-of-range', `${what}: ${text} is not within ${low} to ${high}`);
  return value;
}

function parseRom(text: string): Rom {
  const at = text.lastIndexOf('@');
  if (at <= 0) throw new UserError('bad-rom', `--rom: '${text}' has no address`, 'write --rom FILE@0xf0000');
  const name = text.slice(0, at);
  const address = Number(integerIn(text.slice(at + 1), '--rom', 0n, (1n << 52n) - 1n));
  return { name, address, bytes: readInput(name, '--rom') };
}

/** Machine options as the command line gives them. */
export interface CommandMachineOptions extends MachineOptions {
  readonly roms: readonly Rom[];
}

/** Machine options from the command line's. Throws UserError naming the option. */
export function parseMachineOptions(
  args: MachineArguments,
  mode: string = args.mode ?? 'native',
): CommandMachineOptions {
  if (!(MODES as readonly string[]).includes(mode)) {
    throw new UserError('bad-mode', `--modes: '${mode}' is not a mode`, `one of ${MODES.join(', ')}`);
  }
  const memory = parseSize(args.memory ?? '64M', '--memory');
  if (memory < MINIMUM_MEMORY || memory > MAXIMUM_MEMORY || memory % 4096 !== 0) {
    throw new UserError(
      'bad-memory',
      `--memory: ${args.memory} is not within 16M to 2G in whole pages`,
      `default ${DEFAULT_MEMORY / 2 ** 20}M`,
    );
  }
  return {
    mode: mode as Mode,
    memory,
    profile: profileNamed(args.profile ?? 'skylake'),
    maxPhysicalAddressBits: Number(integerIn(args.maxphyaddr ?? '40', '--maxphyaddr', 36n, 52n)),
    vmx: args.vmx === 'on',
    seed: integerIn(args.seed ?? '0', '--seed', 0n, (1n << 64n) - 1n),
    roms: (args.rom ?? []).map(parseRom),
  };
}
