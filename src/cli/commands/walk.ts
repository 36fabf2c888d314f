/** `trapwalk walk`: a linear address taken apart, and the walk it takes in a program's state. */
import { parseInteger } from '../../util/size.js';
import { ExitStatus } from '../exit-status.js';
import { describeLinearAddress } from '../linear-address.js';
import type { MachineArguments } from '../machine-options.js';

interface WalkOptions extends MachineArguments {
  readonly program?: string;
  readonly at?: string;
  readonly maxInstructions?: string;
  readonly access?: 'r' | 'w' | 'x';
}

export async function walk(text: string, options: WalkOptions): Promise<number> {
  const address = BigInt.asUintN(64, parseInteger(text, 'address'));
  process.stdout.write(describeLinearAddress(address));
  if (options.program === undefined) return ExitStatus.OK;
  const { walkInProgram } = await import('../program-walk.js');
  return walkInProgram(address, options.program, options, options.access ?? 'r');
}
