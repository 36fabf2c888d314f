/** `trapwalk isa`: the instruction table as assembler, decoder and processor read it. */
import { nearest } from '../../../asm/suggestions.js';
import { isaTable, mnemonicNames } from '../../isa/print.js';
import { UserError } from '../../util/user-error.js';
import { ExitStatus } from '../exit-status.js';
import { print } from '../output.js';
import { formatTable } from '../table.js';

export function isa(mnemonic: string | undefined, options: { readonly json?: boolean }): ExitStatus {
  const wanted = mnemonic?.toLowerCase();
  const rows = isaTable().filter(
    (row) => wanted === undefined || row.names.includes(wanted) || row.mnemonic.toLowerCase() === wanted,
  );
  if (wanted !== undefined && rows.length === 0) {
    const near = nearest(wanted, mnemonicNames)?.toLowerCase() ?? null;
    throw new UserError(
      'unknown-mnemonic',
      `no instruction '${mnemonic}'`,
      near === null ? null : `did you mean '${near}'?`,
    );
  }
  if (options.json === true) {
    print(`${JSON.stringify(rows, null, 1)}\n`);
    return ExitStatus.OK;
  }
  const cells = rows.map((row) => [row.opcode, row.syntax, row.modes, row.flags, row.cost, row.executes ? '' : 'no']);
  print(formatTable(['opcode', 'instruction', 'modes', 'flags', 'cost class', 'executes'], cells));
  return ExitStatus.OK;
}
