/**
 * Reads the recorded vectors of test/golden/execute. The format and the base state are described in
 * test/oracles/execute/record.py.
 */
import { readdirSync, readFileSync } from 'node:fs';

export const CODE = 0x1000_0800;
export const DATA = 0x1001_0000;
export const DATA_SIZE = 0x2000;
export const STACK = 0x1002_0000;
export const STACK_SIZE = 0x1000;
export const GS_BASE = 0x1001_0800n;

/** The descriptors of Linux that LAR and its kin were recorded with, by selector without RPL: [low, high]. */
export const DESCRIPTORS: ReadonlyMap<number, { low: number; high: number }> = new Map([
  [0x08, { low: 0xffff, high: 0x00cf_9b00 }],
  [0x10, { low: 0xffff, high: 0x00af_9b00 }],
  [0x18, { low: 0xffff, high: 0x00cf_9300 }],
  [0x20, { low: 0xffff, high: 0x00cf_fb00 }],
  [0x28, { low: 0xffff, high: 0x00cf_f300 }],
  [0x30, { low: 0xffff, high: 0x00af_fb00 }],
]);

/** The files of test/golden/execute, without `.txt`. */
export const FAMILIES: readonly string[] = readdirSync(new URL('../golden/execute/', import.meta.url))
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length));

const NAMES = 'rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15'.split(' ');

export interface State {
  readonly registers: bigint[];
  flags: number;
  readonly data: Uint8Array;
  readonly stack: Uint8Array;
}

export interface VectorCase {
  readonly bits: 32 | 64;
  readonly code: Uint8Array;
  readonly text: string;
  readonly line: string;
  readonly before: State;
  readonly after: State;
  /** Where the processor went, from the instruction's start; null: an exception. */
  readonly ip: number | null;
  readonly exception: { readonly vector: number; readonly errorCode: number; readonly address: number } | null;
}

const BASE_DATA = Uint8Array.from({ length: DATA_SIZE }, (_, i) => i * 7 + 3);
const BASE_STACK = Uint8Array.from({ length: STACK_SIZE }, (_, i) => i * 5 + 1);

export function baseState(bits: 32 | 64): State {
  const registers = NAMES.map((_, n) => BigInt.asUintN(bits, BigInt(n + 1) * 0x0101_0101_0101_0101n));
  registers[4] = BigInt(STACK + STACK_SIZE / 2);
  return {
    registers,
    flags: 0x202,
    data: BASE_DATA.slice(),
    stack: BASE_STACK.slice(),
  };
}

function copyOf(state: State): State {
  return {
    registers: [...state.registers],
    flags: state.flags,
    data: state.data.slice(),
    stack: state.stack.slice(),
  };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Apply `rax=…`, `f=…` and `@address=bytes` to a state; returns the words that are something else. */
function apply(state: State, words: readonly string[]): string[] {
  const rest: string[] = [];
  for (const word of words) {
    const [name, value] = word.split('=') as [string, string];
    if (name.startsWith('@')) {
      const address = Number.parseInt(name.slice(1), 16);
      const inData = address >= DATA && address < DATA + DATA_SIZE;
      if (inData) state.data.set(bytesOf(value), address - DATA);
      else state.stack.set(bytesOf(value), address - STACK);
    } else if (name === 'f') state.flags = Number.parseInt(value, 16);
    else if (NAMES.includes(name)) state.registers[NAMES.indexOf(name)] = BigInt(`0x${value}`);
    else rest.push(word);
  }
  return rest;
}

function signedHex(text: string): number {
  return text.startsWith('-') ? -Number.parseInt(text.slice(1), 16) : Number.parseInt(text, 16);
}

/** All cases of one family (a file name without `.txt`). */
export function* readVectors(family: string): Generator<VectorCase> {
  const file = new URL(`../golden/execute/${family}.txt`, import.meta.url);
  let bits: 32 | 64 = 64;
  let code = new Uint8Array();
  let text = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    if (line.startsWith('> ')) {
      const [, width, hex] = line.split(' ');
      bits = width === '32' ? 32 : 64;
      code = bytesOf(hex!) as typeof code;
      text = line.split(' ').slice(3).join(' ');
      continue;
    }
    const [input, output] = line.split('|').map((half) => half.split(' ').filter((word) => word !== ''));
    const before = baseState(bits);
    apply(before, input!);
    const after = copyOf(before);
    let ip: number | null = code.length;
    let exception: VectorCase['exception'] = null;
    for (const word of apply(after, output!)) {
      if (word.startsWith('ip=')) ip = signedHex(word.slice(3));
      else {
        const [vector, errorCode, address] = word.slice(1).split(',');
        exception = {
          vector: Number(vector),
          errorCode: Number.parseInt(errorCode!, 16),
          address: Number.parseInt(address!, 16),
        };
        ip = null;
      }
    }
    yield { bits, code, text, line, before, after, ip, exception };
  }
}
