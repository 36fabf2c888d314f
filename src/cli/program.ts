/** From a file's name to a program that a machine can load: assembled on the fly, or an image as it is. */
import { basename } from 'node:path';
import type { Assembly } from '../../asm/types.js';
import type { ImageSymbol } from '../loader/loaded-image.js';
import type { MachineOptions } from '../machine/options.js';
import type { Program } from '../machine/program.js';
import { prepareProgram } from '../machine/program.js';
import { parseInteger } from '../util/size.js';
import { UserError } from '../util/user-error.js';
import { parseDefines } from './commands/asm.js';
import { readInput } from './files.js';
import type { MachineArguments } from './machine-options.js';

/** What was loaded, with what helps to explain it. */
export interface LoadedProgram {
  readonly program: Program;
  /** Null for an image. */
  readonly assembly: Assembly | null;
}

/**
 * Reads `file`, assembling it when it is a source. Null when the assembler printed errors. Throws UserError for a file
 * that cannot be read or an image that cannot be loaded.
 */
export async function loadProgramFile(
  file: string,
  args: MachineArguments,
  machine: MachineOptions,
): Promise<LoadedProgram | null> {
  let assembly: Assembly | null = null;
  let image: Uint8Array;
  if (/\.(asm|nasm|s)$/i.test(file)) {
    const { assembleFile } = await import('./commands/asm.js');
    assembly = assembleFile(file, args.include ?? [], { defines: parseDefines(args.define ?? []) });
    if (assembly === null) return null;
    image = assembly.bytes;
  } else {
    image = readInput(file);
  }
  const origin = assembly === null ? null : Number(assembly.origin);
  const program = await prepareProgram(image, {
    name: basename(file),
    ramSize: machine.memory,
    loadAddress: args.load === undefined ? origin : Number(parseInteger(args.load, '--load')),
    append: args.append ?? '',
    modules: (args.module ?? []).map((name) => ({ name, bytes: readInput(name, '--module') })),
    reserved: (machine.roms ?? []).map(({ name, address, bytes }) => ({ name, start: address, size: bytes.length })),
  });
  if (args.load !== undefined && program.kind !== 'flat') {
    throw new UserError(
      'bad-option',
      `--load: ${file} says itself where it goes (${program.kind === 'multiboot' ? 'a multiboot image' : 'ELF64'})`,
      'leave --load out: it is for flat images',
    );
  }
  return { program, assembly };
}

/** Where an address comes from: file and line of a source, and the symbol before it. Null when unknown. */
export function describeAddress({ program, assembly }: LoadedProgram, address: bigint): string | null {
  const line = assembly === null ? null : sourceLine(assembly, address);
  const labels = symbolsOf(program, assembly).filter(({ constant }) => !constant);
  const known = [line, symbolBefore(labels, address)].filter((part) => part !== null);
  return known.length === 0 ? null : known.join(', ');
}

function sourceLine(assembly: Assembly, address: bigint): string | null {
  const signed = BigInt.asIntN(64, address);
  const entry = assembly.lineMap.find((line) => signed >= line.address && signed < line.address + BigInt(line.length));
  return entry === undefined ? null : `${entry.file}:${entry.line}`;
}

function symbolBefore(symbols: readonly ProgramSymbol[], address: bigint): string | null {
  let best: ProgramSymbol | null = null;
  for (const symbol of symbols) {
    if (symbol.address <= address && (best === null || symbol.address > best.address)) best = symbol;
  }
  if (best === null || (best.size > 0 && address >= best.address + BigInt(best.size))) return null;
  return best.address === address ? best.name : `${best.name}+${address - best.address}`;
}

export interface ProgramSymbol extends ImageSymbol {
  /** A number with a name (equ), not a place. */
  readonly constant: boolean;
}

/** Labels and constants of a source, or symbols of an image; addresses unsigned. */
export function symbolsOf(program: Program, assembly: Assembly | null): readonly ProgramSymbol[] {
  if (assembly === null) return program.symbols.map((symbol) => ({ ...symbol, constant: false }));
  return [...assembly.symbols].map(([name, { value, section }]) => ({
    name,
    address: BigInt.asUintN(64, value),
    size: 0,
    constant: section === null,
  }));
}
