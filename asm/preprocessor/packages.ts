/** %use packages. NASM manual, "Standard Macro Packages". */
import type { BodyLine } from './multi-line-macros.js';
import { splitPieces } from './pieces.js';

const ORDER_64 = ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi'];
const LOW_BYTES = ['al', 'cl', 'dl', 'bl', 'spl', 'bpl', 'sil', 'dil'];

/** r0 … r7 for the registers that have names of their own, r0l and r0h for their bytes. */
const ALTREG = [
  ...ORDER_64.flatMap((name, i) => [
    `%idefine r${i} ${name}`,
    `%idefine r${i}d e${name.slice(1)}`,
    `%idefine r${i}w ${name.slice(1)}`,
    `%idefine r${i}b ${LOW_BYTES[i]}`,
    `%idefine r${i}l ${LOW_BYTES[i]}`,
  ]),
  ...['ah', 'ch', 'dh', 'bh'].map((name, i) => `%idefine r${i}h ${name}`),
  ...[8, 9, 10, 11, 12, 13, 14, 15].map((i) => `%idefine r${i}l r${i}b`),
];

/** Names without underscores for the integer logarithms. */
const IFUNC = ['ilog2e', 'ilog2w', 'ilog2f', 'ilog2c'].map((name) => `%idefine ${name}(x) __?${name}?__(x)`);

function bodyOf(name: string, lines: readonly string[]): BodyLine[] {
  return lines.map((text, i) => ({ pieces: splitPieces(text, -1), text, listed: text, file: name, line: i + 1 }));
}

export const PACKAGES: Readonly<Record<string, readonly BodyLine[]>> = {
  altreg: bodyOf('altreg', ALTREG),
  ifunc: bodyOf('ifunc', IFUNC),
};
