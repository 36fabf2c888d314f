/** `trapwalk walk`: a linear address taken apart, and the walk it takes in a program's state. */
import { UserError } from '../../util/user-error.js';
import { ExitStatus } from '../exit-status.js';
import { describeLinearAddress, parseAddress } from '../linear-address.js';
import { print } from '../output.js';
import type { ProgramWalkArguments } from '../program-walk.js';

interface WalkArguments extends ProgramWalkArguments {
  readonly program?: string;
}

export async function walk(text: string, args: WalkArguments): Promise<number> {
  const address = parseAddress(text, 'address');
  if (args.program === undefined) {
    if (args.at !== undefined) {
      throw new UserError('bad-option', '--at: at which point of which program?', 'add --program FILE');
    }
    print(describeLinearAddress(address));
    return ExitStatus.OK;
  }
  const { walkInProgram } = await import('../program-walk.js');
  const walks = await walkInProgram(address, args.program, args);
  if (walks === null) return ExitStatus.BAD_INPUT;
  print(describeLinearAddress(address) + walks);
  return ExitStatus.OK;
}
