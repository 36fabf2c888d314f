/** `trapwalk compare`: one kernel in several modes, and what each cost. */
import { Machine } from '../../machine/machine.js';
import type { Statistics } from '../../machine/statistics.js';
import { UserError } from '../../util/user-error.js';
import { ExitStatus } from '../exit-status.js';
import { type MachineArguments, parseMachineOptions } from '../machine-options.js';
import { print } from '../output.js';
import { loadProgramFile } from '../program.js';
import { startProgress } from '../progress.js';
import { formatComparison } from '../report.js';
import { SerialInput } from '../serial-input.js';
import { parseLimits, reportEnd, runWithProgress } from './run.js';

interface CompareArguments extends MachineArguments {
  readonly modes?: string;
  readonly maxInstructions?: string;
  readonly maxCycles?: string;
  readonly json?: boolean;
}

/** A guest that ends in its own way is a result to compare; a limit or a shutdown is not one to trust. */
function worst(statuses: readonly number[]): number {
  return statuses.find((status) => status !== 0 && status % 2 === 0) ?? ExitStatus.OK;
}

export async function compare(file: string, args: CompareArguments): Promise<number> {
  const limits = parseLimits(args);
  const modes = (args.modes ?? 'native,shadow,ept').split(',').map((mode) => mode.trim());
  const twice = modes.find((mode, index) => modes.indexOf(mode) !== index);
  if (twice !== undefined) throw new UserError('bad-mode', `--modes: '${twice}' is there twice`);
  const optionsOf = modes.map((mode) => parseMachineOptions(args, mode));
  const loaded = await loadProgramFile(file, args, optionsOf[0]!);
  if (loaded === null) return ExitStatus.BAD_INPUT;
  const all: Statistics[] = [];
  const outputs: string[] = [];
  const input = new SerialInput();
  for (const options of optionsOf) {
    let output = '';
    const machine = new Machine({
      ...options,
      serialOutput: (byte) => (output += String.fromCharCode(byte)),
      serialInput: input.reader(),
    });
    machine.load(loaded.program);
    const result = runWithProgress(machine, limits, startProgress(options.mode));
    reportEnd(machine, result, loaded, `trapwalk: ${options.mode}`);
    all.push(machine.statistics());
    outputs.push(output);
  }
  if (args.json === true) print(`${JSON.stringify(all, null, 2)}\n`);
  else print(`${file}, profile ${all[0]!.profile}\n\n${formatComparison(all)}${verdict(all, outputs)}`);
  return worst(all.map(({ result }) => result.status));
}

/** Whether the guest could tell: output, status and final state in every mode. */
function verdict(all: readonly Statistics[], outputs: readonly string[]): string {
  if (all.length < 2) return '';
  const same = (values: readonly unknown[]) => values.every((value) => value === values[0]);
  const differing = [
    same(outputs) ? null : 'serial output',
    same(all.map(({ result }) => result.status)) ? null : 'exit status',
    same(all.map(({ result }) => result.hash)) ? null : 'final registers or memory',
  ].filter((what) => what !== null);
  return differing.length === 0
    ? '\nThe guest could not tell: output, exit status, registers and memory are the same in every mode.\n'
    : `\nThe guest could tell (it may look at time): ${differing.join(', ')} differ between modes.\n`;
}
