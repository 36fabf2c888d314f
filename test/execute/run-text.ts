/** Runs instruction bytes with a few registers set, in the state of a test. */
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { SimpleContext } from './simple-context.js';

const NAMES = 'rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15'.split(' ');

export interface Setup {
  readonly bits?: 32 | 64;
  readonly flags?: number;
  readonly registers?: Readonly<Record<string, bigint>>;
  readonly memory?: readonly { readonly start: number; readonly bytes: Uint8Array }[];
}

/** Prepares `context` and executes the one instruction whose bytes are `hex`. */
export function runBytes<Context extends SimpleContext>(context: Context, hex: string, setup: Setup = {}): Context {
  const bytes = Uint8Array.from(hex.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16));
  const insn = decode(bytes, 0, bytes.length, setup.bits ?? 64);
  if (isDecodeFailure(insn) || insn.length !== bytes.length) throw new Error(`not one instruction: ${hex}`);
  context.bits = setup.bits ?? 64;
  context.areas = [...(setup.memory ?? [])];
  context.flags.image = setup.flags ?? 2;
  for (const [name, value] of Object.entries(setup.registers ?? {})) context.registers[NAMES.indexOf(name)] = value;
  context.run(insn);
  return context;
}

export function run(hex: string, setup: Setup = {}): SimpleContext {
  return runBytes(new SimpleContext(), hex, setup);
}

/** A general register by its 64-bit name. */
export function register(context: SimpleContext, name: string): bigint {
  return context.registers[NAMES.indexOf(name)]!;
}
