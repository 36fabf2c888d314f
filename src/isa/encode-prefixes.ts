/**
 * Legacy prefixes as source writes them, in the slots and the order in which nasm emits them: wait, repeat, lock,
 * segment, operand size, address size. SDM Vol. 2, "Instruction Prefixes".
 */
import type { CodeBits } from './registers.js';
import { SEGMENT_NAMES } from './registers.js';

const WAIT = 0x9b;
const LOCK = 0xf0;
const REPNE = 0xf2;
const REP = 0xf3;
const OPERAND_SIZE = 0x66;
const ADDRESS_SIZE = 0x67;
const SEGMENT_BYTES = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65] as const;

const REPEAT_BYTES: Readonly<Record<string, number>> = {
  rep: REP,
  repe: REP,
  repz: REP,
  xrelease: REP,
  repne: REPNE,
  repnz: REPNE,
  xacquire: REPNE,
  bnd: REPNE,
};

/** Lower-case words that are prefixes. */
export const PREFIX_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(REPEAT_BYTES),
  ...SEGMENT_NAMES,
  ...['lock', 'wait', 'nobnd', 'a16', 'a32', 'a64', 'o16', 'o32', 'o64'],
]);

/** What the prefixes in front of an instruction ask for. */
export interface WrittenPrefixes {
  wait: boolean;
  /** F2 or F3, 0 none. */
  repeat: number;
  bnd: boolean;
  lock: boolean;
  /** SegmentRegister, -1 none. */
  segment: number;
  /** Bytes, 0 none. */
  operandSize: number;
  addressSize: number;
  warnings: string[];
}

/** Reads prefix words; a string is the message for words that contradict each other. */
export function parsePrefixes(words: readonly string[]): WrittenPrefixes | string {
  const written: WrittenPrefixes = {
    wait: false,
    repeat: 0,
    bnd: false,
    lock: false,
    segment: -1,
    operandSize: 0,
    addressSize: 0,
    warnings: [],
  };
  const seen = new Map<string, string>();
  for (const word of words) {
    const slot = slotOf(word);
    if (slot === null) return `'${word}' is not an instruction prefix`;
    const before = seen.get(slot);
    if (before !== undefined) {
      if (before !== word) return `instruction has conflicting prefixes: ${before} and ${word}`;
      written.warnings.push('instruction has redundant prefixes');
    }
    seen.set(slot, word);
    const segment = (SEGMENT_NAMES as readonly string[]).indexOf(word);
    if (word === 'wait') written.wait = true;
    else if (word === 'lock') written.lock = true;
    else if (segment >= 0) written.segment = segment;
    else if (/^o\d/.test(word)) written.operandSize = Number(word.slice(1)) / 8;
    else if (/^a\d/.test(word)) written.addressSize = Number(word.slice(1)) / 8;
    else written.repeat = REPEAT_BYTES[word] ?? 0;
    if (word === 'bnd') written.bnd = true;
  }
  return written;
}

function slotOf(word: string): string | null {
  if (REPEAT_BYTES[word] !== undefined || word === 'nobnd') return 'repeat';
  if ((SEGMENT_NAMES as readonly string[]).includes(word)) return 'segment';
  if (/^o(16|32|64)$/.test(word)) return 'operand size';
  if (/^a(16|32|64)$/.test(word)) return 'address size';
  return word === 'lock' || word === 'wait' ? word : null;
}

/** Sizes that the instruction takes in the end; 0: no prefix asked for. */
export interface EffectiveSizes {
  readonly operandSize: number;
  readonly addressSize: number;
  readonly segment: number;
}

/** The bytes in front of REX and opcode. */
export function prefixBytes(written: WrittenPrefixes, sizes: EffectiveSizes, bits: CodeBits): number[] {
  const bytes: number[] = [];
  if (written.wait) bytes.push(WAIT);
  if (written.repeat !== 0) bytes.push(written.repeat);
  if (written.lock) bytes.push(LOCK);
  if (sizes.segment >= 0) bytes.push(SEGMENT_BYTES[sizes.segment]!);
  if (needsOperandSizePrefix(sizes.operandSize, bits)) bytes.push(OPERAND_SIZE);
  if (sizes.addressSize !== 0 && sizes.addressSize * 8 !== bits) bytes.push(ADDRESS_SIZE);
  return bytes;
}

/** 66 turns 32-bit operands into 16-bit ones, or the reverse in 16-bit code. */
export function needsOperandSizePrefix(operandSize: number, bits: CodeBits): boolean {
  if (operandSize === 2) return bits !== 16;
  return operandSize === 4 && bits === 16;
}
