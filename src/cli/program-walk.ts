/** The walk that a linear address takes in a program's state: each reference, and the first check that fails. */
import type { Assembly } from '../../asm/types.js';
import { Machine } from '../machine/machine.js';
import type { Program } from '../machine/program.js';
import { Access, Privilege } from '../paging/access-rights.js';
import type { ExplainedWalk, WalkStep } from '../paging/explain-walk.js';
import { hex, hex64 } from '../util/hex.js';
import { parseInteger } from '../util/size.js';
import { UserError } from '../util/user-error.js';
import { parseLimits, reportEnd } from './commands/run.js';
import { ExitStatus } from './exit-status.js';
import { linearAddressFields } from './linear-address.js';
import { type MachineArguments, parseMachineOptions } from './machine-options.js';
import { loadProgramFile } from './program.js';
import { formatTable } from './table.js';

interface ProgramWalkArguments extends MachineArguments {
  readonly at?: string;
  readonly maxInstructions?: string;
}

const ACCESSES = { r: Access.READ, w: Access.WRITE, x: Access.EXECUTE } as const;
export type WalkAccess = keyof typeof ACCESSES;

/** Where to stop: a label of the source or image, or a number. */
function resolveStop(text: string, assembly: Assembly | null, program: Program): bigint {
  const symbol = assembly?.symbols.get(text)?.value ?? program.symbols.find(({ name }) => name === text)?.address;
  if (symbol !== undefined) return symbol;
  if (/^[0-9]/.test(text)) return BigInt.asUintN(64, parseInteger(text, '--at'));
  const names = [...(assembly?.symbols.keys() ?? []), ...program.symbols.map(({ name }) => name)];
  const near = names.filter((name) => name.includes(text) || text.includes(name)).slice(0, 3);
  throw new UserError(
    'unknown-symbol',
    `--at: the program has no symbol '${text}'`,
    near.length > 0 ? `did you mean ${near.map((name) => `'${name}'`).join(' or ')}?` : null,
  );
}

/** Runs `file` to --at (or its end) and prints the walk of `address`. */
export async function walkInProgram(
  address: bigint,
  file: string,
  args: ProgramWalkArguments,
  access: WalkAccess,
): Promise<number> {
  const options = parseMachineOptions(args);
  const loaded = await loadProgramFile(file, args, options);
  if (loaded === null) return ExitStatus.BAD_INPUT;
  const machine = new Machine(options);
  machine.load(loaded.program);
  const limits = parseLimits({ maxInstructions: args.maxInstructions ?? '100e6' });
  if (args.at === undefined) {
    const result = machine.run(limits);
    reportEnd(machine, result, loaded.assembly);
    process.stdout.write(`\n${file}, ${options.mode}: when it has ended (${result.reason})\n`);
  } else {
    const stop = resolveStop(args.at, loaded.assembly, loaded.program);
    const result = machine.runTo(stop, limits);
    if (result !== null) {
      reportEnd(machine, result, loaded.assembly);
      throw new UserError('not-reached', `--at: ${args.at} was not reached: ${result.reason}`);
    }
    process.stdout.write(`\n${file}, ${options.mode}: at ${args.at} (${hex64(stop)})\n`);
  }
  if (!linearAddressFields(address).canonical) {
    process.stdout.write('no walk: the address is not canonical\n');
    return ExitStatus.OK;
  }
  process.stdout.write(formatWalk(address, machine.explainWalk(address, ACCESSES[access], Privilege.SUPERVISOR)));
  return ExitStatus.OK;
}

/** The references, numbered, EPT's indented under the guest reference that they are made for. */
export function formatWalk(address: bigint, walk: ExplainedWalk): string {
  const purpose = (step: WalkStep) =>
    step.purpose === null ? '' : step.purpose === 'page' ? 'for the page' : `for the ${step.purpose}`;
  const rows = walk.steps.map((step) => [
    String(step.number),
    step.dimension === 'nested' ? `  ${step.name}` : step.name,
    hex(step.address, 12),
    hex64(step.entry),
    step.flags.join(' '),
    purpose(step),
  ]);
  const nested = walk.steps.filter(({ dimension }) => dimension === 'nested').length;
  const count =
    nested === 0
      ? `${rows.length} references`
      : `${rows.length} references, ${rows.length - nested} guest and ${nested} EPT`;
  const end =
    walk.physical === null
      ? `${walk.event}, ${walk.event === 'page fault' ? `error code ${hex(walk.code)}` : `exit qualification ${hex(walk.code)}`}: ${walk.failedCheck}`
      : `${hex64(address)} is at physical address ${hex(walk.physical, 12)}${walk.pageSize === null ? '' : `, in a page of ${pageSize(walk.pageSize)}`}`;
  const between = walk.guestPhysical === null ? '' : `guest-physical address ${hex(walk.guestPhysical, 12)}\n`;
  const table = rows.length === 0 ? '' : formatTable(['#', 'entry', 'at', 'value', 'flags', ''], rows, [0]);
  return `${walk.mode}\n${table}${count}\n${between}${end}\n`;
}

function pageSize(bytes: number): string {
  return bytes >= 2 ** 30
    ? `${bytes / 2 ** 30} GiB`
    : bytes >= 2 ** 20
      ? `${bytes / 2 ** 20} MiB`
      : `${bytes / 2 ** 10} KiB`;
}
