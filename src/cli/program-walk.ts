/** The walk that a linear address takes in a program's state: each reference, and the first check that fails. */
import { nearest } from '../../asm/suggestions.js';
import type { ExplainedAccess } from '../machine/guest-walk.js';
import { Machine } from '../machine/machine.js';
import type { RunLimits } from '../machine/result.js';
import { Access, Privilege } from '../paging/access-rights.js';
import type { ExplainedWalk, WalkStep } from '../paging/explain-walk.js';
import { hex, hex64 } from '../util/hex.js';
import { UserError } from '../util/user-error.js';
import { parseLimits, reportEnd, runWithProgress } from './commands/run.js';
import { linearAddressFields, parseAddress } from './linear-address.js';
import { type MachineArguments, parseMachineOptions } from './machine-options.js';
import { type LoadedProgram, loadProgramFile, symbolsOf } from './program.js';
import { startProgress } from './progress.js';
import { SerialInput } from './serial-input.js';
import { formatTable } from './table.js';

export interface ProgramWalkArguments extends MachineArguments {
  readonly at?: string;
  readonly maxInstructions?: string;
  readonly access?: WalkAccess;
  readonly user?: boolean;
}

const EFER_LMA = 1n << 10n;
const ACCESSES = { r: Access.READ, w: Access.WRITE, x: Access.EXECUTE } as const;
type WalkAccess = keyof typeof ACCESSES;

/** Where to stop: a label of the source or image, or a number. */
function resolveStop(text: string, { program, assembly }: LoadedProgram): bigint {
  const symbols = symbolsOf(program, assembly);
  const symbol = symbols.find(({ name }) => name === text);
  if (symbol !== undefined) return symbol.address;
  if (/^[0-9]/.test(text)) return parseAddress(text, '--at');
  const near = nearest(
    text,
    symbols.map(({ name }) => name),
  );
  const hint = symbols.length === 0 ? 'give an address: the image has no symbols' : null;
  throw new UserError(
    'unknown-symbol',
    `--at: the program has no symbol '${text}'`,
    near === null ? hint : `did you mean '${near}'?`,
  );
}

/** Runs `file` to --at (or its end) and returns, as text, the walk of `address`; null when it does not assemble. */
export async function walkInProgram(address: bigint, file: string, args: ProgramWalkArguments): Promise<string | null> {
  const options = parseMachineOptions(args);
  const limits = parseLimits({ maxInstructions: args.maxInstructions ?? '100e6' });
  const loaded = await loadProgramFile(file, args, options);
  if (loaded === null) return null;
  const stop = args.at === undefined ? null : resolveStop(args.at, loaded);
  const machine = new Machine({ ...options, serialInput: new SerialInput().reader() });
  machine.load(loaded.program);
  const where =
    stop === null ? runToEnd(machine, limits, file, loaded) : runToStop(machine, limits, stop, args.at!, loaded);
  const access: ExplainedAccess = {
    address,
    access: ACCESSES[args.access ?? 'r'],
    privilege: args.user === true ? Privilege.USER : Privilege.SUPERVISOR,
  };
  return `\n${file}, ${options.mode}: ${where}\n${describeWalks(machine, access)}`;
}

function runToEnd(machine: Machine, limits: RunLimits, file: string, loaded: LoadedProgram): string {
  const result = runWithProgress(machine, limits, startProgress(file));
  reportEnd(machine, result, loaded);
  return `when it has ended (${result.reason})`;
}

function runToStop(machine: Machine, limits: RunLimits, stop: bigint, name: string, loaded: LoadedProgram): string {
  const result = machine.runTo(stop, limits);
  if (result !== null) {
    reportEnd(machine, result, loaded);
    throw new UserError('not-reached', `--at: ${name} was not reached: ${result.reason}`);
  }
  return `at ${name} (${hex64(stop)})`;
}

/** Every walk of the address there is in this mode. */
function describeWalks(machine: Machine, access: ExplainedAccess): string {
  const { address } = access;
  const longMode = (machine.guestRegisters().efer & EFER_LMA) !== 0n;
  if (longMode && !linearAddressFields(address).canonical) return 'no walk: the address is not canonical\n';
  if (!longMode && address > 0xffffffffn) return 'no walk: outside IA-32e mode a linear address has 32 bits\n';
  const walk = machine.explainWalk(access);
  switch (machine.mode) {
    case 'native':
      return formatWalk(address, walk, { title: paging(walk), at: 'at', space: 'physical' });
    case 'ept':
      return formatWalk(address, walk, {
        title: `${paging(walk)} of the guest, and the EPT; addresses are host-physical`,
        at: 'at (host)',
        space: 'host-physical',
      });
    case 'shadow': {
      const guest = machine.explainGuestWalk(access);
      const believed = formatWalk(address, guest, {
        title: `the guest's own tables, ${paging(guest)}; addresses are guest-physical`,
        at: 'at (guest)',
        space: 'guest-physical',
      });
      const real = formatWalk(address, walk, {
        title: `the shadow tables, which the processor walks, ${paging(walk)}; addresses are host-physical`,
        at: 'at (host)',
        space: 'host-physical',
      });
      return `${believed}\n${real}`;
    }
  }
}

/** 4-level paging, PAE paging, no paging. */
function paging({ mode }: ExplainedWalk): string {
  return mode.endsWith('paging') ? mode : `${mode} paging`;
}

interface Labels {
  readonly title: string;
  /** Title of the column of addresses. */
  readonly at: string;
  /** What kind of address the walk ends with. */
  readonly space: string;
}

/** The references, numbered, EPT's indented under the guest reference that they are made for. */
export function formatWalk(address: bigint, walk: ExplainedWalk, { title, at, space }: Labels): string {
  const nested = walk.steps.filter(({ dimension }) => dimension === 'nested').length;
  const total = walk.steps.length;
  const references = total === 1 ? '1 reference' : `${total} references`;
  const count = nested === 0 ? references : `${references}, ${total - nested} guest and ${nested} EPT`;
  const between = walk.guestPhysical === null ? '' : `guest-physical address ${hex(walk.guestPhysical, 12)}\n`;
  return `${title}\n${walkTable(walk, at)}${count}\n${between}${outcome(address, walk, space)}\n`;
}

function walkTable(walk: ExplainedWalk, at: string): string {
  if (walk.steps.length === 0) return '';
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
  return formatTable(['#', 'entry', at, 'value', 'flags', ''], rows, [0]);
}

function outcome(address: bigint, walk: ExplainedWalk, space: string): string {
  if (walk.physical !== null) {
    const page = walk.pageSize === null ? '' : `, in a page of ${pageSize(walk.pageSize)}`;
    return `${hex64(address)} is at ${space} address ${hex(walk.physical, 12)}${page}`;
  }
  const code = walk.event === 'page fault' ? `error code ${hex(walk.code)}` : `exit qualification ${hex(walk.code)}`;
  return `${walk.event}, ${code}: ${walk.failedCheck}`;
}

function pageSize(bytes: number): string {
  if (bytes >= 2 ** 30) return `${bytes / 2 ** 30} GiB`;
  return bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 2 ** 10} KiB`;
}
