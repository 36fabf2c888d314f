/** From a file's name to a program that a machine can load: assembled on the fly, or an image as it is. */
import { basename } from 'node:path';
import type { Assembly } from '../../asm/types.js';
import type { MachineOptions } from '../machine/options.js';
import type { Program } from '../machine/program.js';
import { prepareProgram } from '../machine/program.js';
import { parseInteger } from '../util/size.js';
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
    modules: (args.module ?? []).map((name) => ({ name, bytes: readInput(name) })),
    reserved: (machine.roms ?? []).map(({ name, address, bytes }) => ({ name, start: address, size: bytes.length })),
  });
  return { program, assembly };
}

/** Where an address comes from in the source: `file:line`, with the label before it. Null when unknown. */
export function describeAddress(assembly: Assembly | null, address: bigint): string | null {
  if (assembly === null) return null;
  const value = Number(address);
  const entry = assembly.lineMap.find((line) => value >= line.address && value < line.address + line.length);
  if (entry === undefined) return null;
  let label: string | null = null;
  let best = -1n;
  for (const [name, symbol] of assembly.symbols) {
    if (symbol.section !== null && symbol.value <= address && symbol.value > best) {
      best = symbol.value;
      label = name;
    }
  }
  const place = `${entry.file}:${entry.line}`;
  return label === null ? place : `${place}, ${label}${best === address ? '' : `+${address - best}`}`;
}
