/** How the command ends when something throws: a message for people, and the exit status. */
import { CommanderError } from 'commander';
import { UserError } from '../util/user-error.js';
import { ExitStatus } from './exit-status.js';
import { complain, ReaderGone } from './output.js';

/** Tells on standard error what went wrong and returns the exit status. A stack is shown only for errors of ours. */
export function reportFailure(error: unknown): ExitStatus {
  if (error instanceof ReaderGone) return ExitStatus.OK;
  // Commander has written its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitStatus.OK : ExitStatus.BAD_INPUT;
  if (error instanceof UserError) {
    complain(`trapwalk: error: ${error.message}\n${error.hint === null ? '' : `  hint: ${error.hint}\n`}`);
    return ExitStatus.BAD_INPUT;
  }
  complain(`trapwalk: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  return ExitStatus.INTERNAL;
}
