/** `trapwalk run`: boot a kernel. Its serial output, and nothing else, goes to stdout. */
import { Machine } from '../../machine/machine.js';
import type { RunLimits, RunResult } from '../../machine/result.js';
import { parseInteger } from '../../util/size.js';
import { ExitStatus } from '../exit-status.js';
import { checkOutputs, writeOutput } from '../files.js';
import { type MachineArguments, parseMachineOptions } from '../machine-options.js';
import { complain, printToStderr, stderrIsTerminal, stdoutIsTerminal } from '../output.js';
import { type LoadedProgram, loadProgramFile } from '../program.js';
import { type Progress, startProgress } from '../progress.js';
import { formatStatistics } from '../report.js';
import { SerialInput } from '../serial-input.js';
import { SerialOutput } from '../serial-output.js';
import { explainShutdown } from '../shutdown-report.js';
import { openTrace } from '../trace-file.js';

export interface RunArguments extends MachineArguments {
  readonly maxInstructions?: string;
  readonly maxCycles?: string;
  readonly stats?: 'text' | 'json' | 'none';
  readonly statsFile?: string;
  readonly screen?: string;
  readonly trace?: string;
}

/** --max-instructions and --max-cycles. */
export function parseLimits(args: Pick<RunArguments, 'maxInstructions' | 'maxCycles'>): RunLimits {
  const limit = (text: string | undefined, what: string) =>
    text === undefined ? Number.POSITIVE_INFINITY : Number(parseInteger(text, what));
  return {
    maxInstructions: limit(args.maxInstructions, '--max-instructions'),
    maxCycles: limit(args.maxCycles, '--max-cycles'),
  };
}

/** Runs `machine` to its end or a limit, with progress on a terminal, which shares it with the guest's output. */
export function runWithProgress(
  machine: Machine,
  limits: RunLimits,
  progress: Progress,
  serial: SerialOutput | null = null,
): RunResult {
  try {
    return machine.run(limits, () => {
      if (stdoutIsTerminal) serial?.flush();
      progress.update(machine.instructions, machine.cycles);
    });
  } finally {
    progress.clear();
    serial?.flush();
  }
}

/** What a person should know about how the run ended, on stderr. Nothing for a halt or a debug exit. */
export function reportEnd(machine: Machine, result: RunResult, loaded: LoadedProgram, run = 'trapwalk'): void {
  if (result.kind === 'limit') complain(`${run}: ${result.reason}\n`);
  if (result.kind === 'shutdown') complain(`${run}: ${explainShutdown(machine, result, loaded)}`);
}

function writeStatistics(args: RunArguments, machine: Machine): void {
  const form = args.stats ?? (args.statsFile !== undefined ? 'json' : stderrIsTerminal ? 'text' : 'none');
  if (form === 'none') return;
  const statistics = machine.statistics();
  const text =
    form === 'json' ? `${JSON.stringify(statistics, null, 2)}\n` : formatStatistics(statistics, machine.unclaimedReads);
  if (args.statsFile === undefined) printToStderr(text);
  else writeOutput(args.statsFile, text, '--stats-file');
}

export async function run(file: string, args: RunArguments): Promise<number> {
  const limits = parseLimits(args);
  const options = parseMachineOptions(args);
  const outputs = [
    { option: '--stats-file', path: args.statsFile },
    { option: '--screen', path: args.screen },
    { option: '--trace', path: args.trace },
  ];
  checkOutputs(outputs, [file, ...(args.module ?? []), ...options.roms.map(({ name }) => name)]);
  const loaded = await loadProgramFile(file, args, options);
  if (loaded === null) return ExitStatus.BAD_INPUT;
  const serial = new SerialOutput(() => progress.clear());
  const progress = startProgress(file, () => (stdoutIsTerminal ? serial.column : 0));
  const readInput = new SerialInput().reader();
  const serialInput = () => {
    serial.flush();
    progress.clear();
    return readInput();
  };
  const trace = args.trace === undefined ? null : openTrace(args.trace);
  const serialOutput = (byte: number) => serial.write(byte);
  const machine = new Machine({ ...options, serialOutput, serialInput, trace: trace?.sink ?? null });
  machine.load(loaded.program);
  try {
    const result = runWithProgress(machine, limits, progress, serial);
    if (stdoutIsTerminal && stderrIsTerminal && serial.column !== 0) complain('\n');
    reportEnd(machine, result, loaded);
    if (args.screen !== undefined) {
      writeOutput(args.screen, /\.png$/i.test(args.screen) ? machine.screenImage() : machine.screenText(), '--screen');
    }
    writeStatistics(args, machine);
    return result.status;
  } finally {
    trace?.close();
  }
}
