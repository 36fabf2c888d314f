/** `trapwalk asm`: an image, a listing, symbols and a line map from one source. */
import { assemble, formatDiagnostic, lineMapJson, symbolsJson } from '../../../asm/index.js';
import type { AssembleOptions, Assembly } from '../../../asm/types.js';
import { UserError } from '../../util/user-error.js';
import { ExitStatus } from '../exit-status.js';
import { checkOutputs, fileResolver, readInput, writeOutput } from '../files.js';
import { complain } from '../output.js';

interface AsmOptions {
  readonly output?: string;
  readonly list?: string;
  readonly define?: readonly string[];
  readonly include?: readonly string[];
  readonly O?: string;
  readonly symbols?: string;
  readonly lineMap?: string;
}

const LEVELS: Readonly<Record<string, 'none' | 'full'>> = { '0': 'none', x: 'full' };

/** `NAME=value` and `NAME` as the assembler takes them. */
export function parseDefines(definitions: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    definitions.map((text) => {
      const at = text.indexOf('=');
      const name = at < 0 ? text : text.slice(0, at);
      if (!/^[A-Za-z_.?@][\w.?@$#~]*$/.test(name)) {
        throw new UserError('bad-define', `-D: '${text}' does not begin with a name`, 'write -D NAME or -D NAME=value');
      }
      return [name, at < 0 ? '' : text.slice(at + 1)];
    }),
  );
}

/** Assembles `file`, printing its messages on stderr; null when it has errors. */
export function assembleFile(
  file: string,
  include: readonly string[],
  options: Pick<AssembleOptions, 'defines' | 'optimization'>,
): Assembly | null {
  const result = assemble({ source: readInput(file), file, resolve: fileResolver(include), ...options });
  const messages = result.ok ? result.warnings : result.diagnostics;
  for (const message of messages) complain(`${formatDiagnostic(message)}\n`);
  return result.ok ? result : null;
}

const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

export function asm(file: string, options: AsmOptions): ExitStatus {
  const optimization = LEVELS[options.O ?? 'x'];
  if (optimization === undefined) {
    throw new UserError('bad-option', `-O${options.O}: no such level`, '-O0 or -Ox');
  }
  const output = options.output ?? (/\.(asm|s|nasm)$/i.test(file) ? file.replace(/\.[^.]*$/, '') : `${file}.bin`);
  const outputs = [
    { option: options.output === undefined ? '' : '-o', path: output },
    { option: '-l', path: options.list },
    { option: '--symbols', path: options.symbols },
    { option: '--line-map', path: options.lineMap },
  ];
  checkOutputs(outputs, [file]);
  const assembly = assembleFile(file, options.include ?? [], {
    defines: parseDefines(options.define ?? []),
    optimization,
  });
  if (assembly === null) return ExitStatus.BAD_INPUT;
  writeOutput(output, assembly.bytes, options.output === undefined ? '' : '-o');
  if (options.list !== undefined) writeOutput(options.list, assembly.listing(), '-l');
  if (options.symbols !== undefined) writeOutput(options.symbols, json(symbolsJson(assembly)), '--symbols');
  if (options.lineMap !== undefined) writeOutput(options.lineMap, json(lineMapJson(assembly)), '--line-map');
  return ExitStatus.OK;
}
