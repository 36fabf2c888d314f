/** `trapwalk run`: boot a kernel. Its serial output, and nothing else, goes to stdout. */
import type { Assembly } from '../../../asm/types.js';
import { Machine } from '../../machine/machine.js';
import type { RunLimits, RunResult } from '../../machine/result.js';
import type { Statistics } from '../../machine/statistics.js';
import { parseInteger } from '../../util/size.js';
import { ExitStatus } from '../exit-status.js';
import { writeOutput } from '../files.js';
import { type MachineArguments, parseMachineOptions } from '../machine-options.js';
import { loadProgramFile } from '../program.js';
import { startProgress } from '../progress.js';
import { formatStatistics } from '../report.js';
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

/** Runs `machine` to its end or a limit, with progress on a terminal. */
export function runWithProgress(machine: Machine, limits: RunLimits, label: string): RunResult {
  const progress = startProgress(process.stderr, label);
  try {
    return machine.run(limits, () => progress.update(machine.instructions, machine.cycles));
  } finally {
    progress.done();
  }
}

/** What a person should know about how the run ended, on stderr. Nothing for a halt or a debug exit. */
export function reportEnd(machine: Machine, result: RunResult, assembly: Assembly | null): void {
  if (result.kind === 'limit') process.stderr.write(`trapwalk: ${result.reason}\n`);
  if (result.kind === 'shutdown') process.stderr.write(explainShutdown(machine, result, assembly));
}

function writeStatistics(args: RunArguments, statistics: () => Statistics): void {
  const form = args.stats ?? (args.statsFile !== undefined ? 'json' : process.stderr.isTTY ? 'text' : 'none');
  if (form === 'none') return;
  const text = form === 'json' ? `${JSON.stringify(statistics(), null, 2)}\n` : formatStatistics(statistics());
  if (args.statsFile === undefined) process.stderr.write(text);
  else writeOutput(args.statsFile, text);
}

export async function run(file: string, args: RunArguments): Promise<number> {
  const limits = parseLimits(args);
  const options = parseMachineOptions(args);
  const loaded = await loadProgramFile(file, args, options);
  if (loaded === null) return ExitStatus.BAD_INPUT;
  const serial = new SerialOutput(process.stdout);
  const trace = args.trace === undefined ? null : openTrace(args.trace);
  const machine = new Machine({ ...options, serialOutput: (byte) => serial.write(byte), trace: trace?.sink ?? null });
  machine.load(loaded.program);
  try {
    const result = runWithProgress(machine, limits, file);
    serial.flush();
    reportEnd(machine, result, loaded.assembly);
    if (args.screen !== undefined) {
      writeOutput(args.screen, args.screen.endsWith('.png') ? machine.screenImage() : machine.screenText());
    }
    writeStatistics(args, () => machine.statistics());
    return result.status;
  } finally {
    serial.flush();
    trace?.close();
  }
}
