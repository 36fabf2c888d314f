/** %use packages. NASM manual, "Standard Macro Packages". */
import { FLOAT_FUNCTIONS } from '../lexical/floats.js';
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
const IFUNC = Object.entries({
  ilog2: 'e',
  ilog2e: 'e',
  ilog2w: 'w',
  ilog2f: 'f',
  ilog2fw: 'f',
  ilog2c: 'c',
  ilog2cw: 'c',
}).map(([name, kind]) => `%idefine ${name}(x) __?ilog2${kind}?__(x)`);

/** Names without underscores for special values and for the bits of floating-point constants. */
const FP = [
  ...['NaN', 'QNaN', 'SNaN'].map((name) => `%define ${name} __?${name}?__`),
  '%define Inf __?Infinity?__',
  ...Object.keys(FLOAT_FUNCTIONS).map((name) => `%define ${name}(x) __?${name}?__(x)`),
];

/** Padding of 1, 2, 3 … bytes that does nothing, as nasm's smartalign has it (measured); longer padding repeats the last. */
const PADDING: Readonly<Record<string, readonly string[]>> = {
  nop_16: ['90'],
  nop_32: ['90'],
  nop_64: ['90'],
  generic_16: ['90', '89f6', '8d7400', '8db40000', '8db4000090', '8db4000089ff', '8db400008d7d00', '8db400008dbd0000'],
  generic_32: ['90', '89f6', '8d7600', '8d742600', '908d742600', '8db600000000', '8db42600000000'],
  generic_64: ['90', '6690', '666690', '66666690'],
  p6_16: ['90', '6690', '0f1f00', '0f1f4000'],
  p6_32: ['90', '6690', '0f1f00', '0f1f4000', '0f1f440000', '660f1f440000', '0f1f8000000000', '0f1f840000000000'],
  p6_64: ['90', '6690', '0f1f00', '0f1f4000', '0f1f440000', '660f1f440000', '0f1f8000000000', '0f1f840000000000'],
  k7_16: ['90', '6690', '666690', '66666690', '8db4000090', '8db4000089ff', '8db400008d7d00', '8db400008dbd0000'],
  k7_32: ['90', '8bc0', '8d0420', '8d442000', '8d44200090', '8d8000000000', '8d040500000000'],
  k7_64: ['90', '6690', '666690', '66666690'],
  k8_16: ['90', '6690', '666690', '66666690'],
  k8_32: ['90', '6690', '666690', '66666690'],
  k8_64: ['90', '6690', '666690', '66666690'],
};
/** More padding than this is jumped over. */
const JUMP_THRESHOLDS: Readonly<Record<string, number>> = { generic: 8, nop: 16, p6: 16, k7: 16, k8: 16 };

const dataBytes = (hex: string): string => hex.replace(/(..)/g, '0x$1,').slice(0, -1);

/** align without a fill pads with few long instructions, or jumps; alignmode chooses them. */
const SMARTALIGN = [
  ...Object.entries(PADDING).flatMap(([name, lengths]) => [
    `%define __align_${name}_most ${lengths.length}`,
    ...lengths.map((hex, i) => `%define __align_${name}_${i + 1} ${dataBytes(hex)}`),
  ]),
  '%imacro alignmode 1-2.nolist',
  ...Object.entries(JUMP_THRESHOLDS).flatMap(([mode, threshold], i) => [
    `${i === 0 ? '%ifidni' : '%elifidni'} %1,${mode}`,
    `%define __align_mode ${mode}`,
    `%assign __align_jump ${threshold}`,
  ]),
  '%else',
  '%error unknown alignment mode: %1',
  '%endif',
  '%if %0 > 1',
  '%ifidni %2,nojmp',
  '%assign __align_jump -1',
  '%else',
  '%assign __align_jump %2',
  '%endif',
  '%endif',
  '%endmacro',
  '%imacro align 1.nolist',
  '[sectalign %1]',
  '%push',
  '%assign %$pad ((%1)-(($-$$)%(%1)))%(%1)',
  '%if __align_jump >= 0 && %$pad > __align_jump',
  'jmp %$end',
  'times ((%1)-(($-$$)%(%1)))%(%1) nop',
  '%$end:',
  '%else',
  '%assign %$most __align_%[__align_mode]_%[__?BITS?__]_most',
  'times %$pad / %$most db __align_%[__align_mode]_%[__?BITS?__]_%[%$most]',
  '%assign %$rest %$pad % %$most',
  '%if %$rest',
  'db __align_%[__align_mode]_%[__?BITS?__]_%[%$rest]',
  '%endif',
  '%endif',
  '%pop',
  '%endmacro',
  'alignmode generic',
];

function bodyOf(name: string, lines: readonly string[]): BodyLine[] {
  return lines.map((text, i) => ({ pieces: splitPieces(text, -1), text, listed: text, file: name, line: i + 1 }));
}

export const PACKAGES: Readonly<Record<string, readonly BodyLine[]>> = {
  altreg: bodyOf('altreg', ALTREG),
  fp: bodyOf('fp', FP),
  ifunc: bodyOf('ifunc', IFUNC),
  smartalign: bodyOf('smartalign', SMARTALIGN),
};
