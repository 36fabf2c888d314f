/**
 * The disassembler: an Instruction as nasm source. Assembled again at -Ox it gives the same bytes for every encoding
 * that nasm makes; of encodings that nasm never makes (a redundant REX, an accumulator in the long form) it gives the
 * canonical one.
 */
import { CONDITION_NAMES } from './conditions.js';
import { ENCODINGS, type Encoding, encodingOf } from './encoding.js';
import {
  type Instruction,
  NO_REGISTER,
  type Operand,
  OperandKind,
  PREFIX_ADDRESS_SIZE,
  PREFIX_OPERAND_SIZE,
  PREFIX_REP,
  PREFIX_REPNE,
  PREFIX_SEGMENT,
  RIP_BASE,
} from './instruction.js';
import { PrefixRule } from './opcode-column.js';
import {
  isVariadic,
  OperandClass,
  type OperandPattern,
  WIDTH_FAR_V,
  WIDTH_FAR_Z,
  WIDTH_NONE,
  WIDTH_TABLE,
} from './operand-pattern.js';
import {
  HIGH_BYTE_NAMES,
  REGISTER_NAMES_8,
  REGISTER_NAMES_16,
  REGISTER_NAMES_32,
  REGISTER_NAMES_64,
  SEGMENT_NAMES,
} from './registers.js';

export interface DisassembleOptions {
  /** Name for an address that a branch or a RIP-relative operand refers to, or null. */
  readonly symbol?: (address: bigint) => string | null;
}

const SIZE_WORDS: Readonly<Record<number, string>> = {
  1: 'byte',
  2: 'word',
  4: 'dword',
  8: 'qword',
  10: 'tword',
  16: 'oword',
};

/** Mnemonics that have a sign-extended byte form, which the assembler would choose for a small immediate. */
const HAS_BYTE_FORM: ReadonlySet<string> = new Set(
  ENCODINGS.filter(({ operands }) => operands.some((pattern) => pattern.signExtended)).map(({ mnemonic }) => mnemonic),
);

/** One instruction at `address` (of its first byte) as a line of nasm source, without indentation. */
export function disassemble(insn: Instruction, address: bigint, options: DisassembleOptions = {}): string {
  const encoding = encodingOf(insn.form);
  const words = prefixWords(insn, encoding);
  const comments: string[] = [];
  const operands: string[] = [];
  encoding.operands.forEach((pattern, i) => {
    operands.push(operandText(insn, encoding, pattern, i, address, options, comments));
  });
  words.push(nameOf(insn, encoding));
  let text = words.join(' ');
  if (operands.length > 0) text += ` ${operands.join(',')}`;
  return comments.length > 0 ? `${text} ; ${comments.join(', ')}` : text;
}

function nameOf(insn: Instruction, encoding: Encoding): string {
  const mnemonic = encoding.mnemonic.toLowerCase();
  if (encoding.conditional) return mnemonic.slice(0, -2) + CONDITION_NAMES[insn.condition]![0]!;
  const bySize = Math.log2(insn.operandSize) - 1;
  if (encoding.sizedNames) {
    if (encoding.sizedNames.length === 1) return encoding.sizedNames[0]!;
    if (insn.bits !== 64 && insn.operandSize * 8 === insn.bits && encoding.aliases.includes(mnemonic)) return mnemonic;
    return encoding.sizedNames[bySize] || mnemonic;
  }
  if (encoding.addressNames) return encoding.addressNames[Math.log2(insn.addressSize) - 1] ?? mnemonic;
  return mnemonic;
}

/** Prefixes that the rest of the text does not imply. */
function prefixWords(insn: Instruction, encoding: Encoding): string[] {
  const words: string[] = [];
  const { prefixes, bits } = insn;
  if (encoding.prefix < PrefixRule.P66) {
    const repeat = prefixes & (PREFIX_REP | PREFIX_REPNE);
    if (repeat === PREFIX_REPNE || insn.repeat === 2) words.push('repne');
    else if (repeat !== 0) words.push(insn.form.traits.includes('repe') ? 'repe' : 'rep');
  }
  if (insn.lock) words.push('lock');
  const memory = insn.operands.find(({ kind }) => kind === OperandKind.MEMORY || kind === OperandKind.OFFSET);
  for (let segment = 0; segment < SEGMENT_NAMES.length; segment++) {
    if ((prefixes & (PREFIX_SEGMENT << segment)) === 0) continue;
    if (memory === undefined || (insn.segmentOverride !== segment && insn.segmentOverride < 0)) {
      words.push(SEGMENT_NAMES[segment]!);
      break;
    }
  }
  if (!sizeIsSaid(insn, encoding, memory)) {
    if ((insn.rex & 8) !== 0 && !encoding.rexW) words.push('o64');
    else if ((prefixes & PREFIX_OPERAND_SIZE) !== 0 && encoding.prefix !== PrefixRule.P66)
      words.push(bits === 16 ? 'o32' : 'o16');
  } else if ((insn.rex & 8) !== 0 && (prefixes & PREFIX_OPERAND_SIZE) !== 0 && encoding.prefix !== PrefixRule.P66) {
    words.push('o16');
  }
  if ((prefixes & PREFIX_ADDRESS_SIZE) !== 0 && !encoding.addressNames) {
    const registers = memory !== undefined && (memory.base >= 0 || memory.index >= 0) && memory.base !== RIP_BASE;
    const width = memory !== undefined && bits !== 64;
    if (!registers && !width) words.push(bits === 32 ? 'a16' : 'a32');
  }
  return words;
}

/** Whether operands or name say the operand size, so that 66 and REX.W need no words of their own. */
function sizeIsSaid(insn: Instruction, encoding: Encoding, memory: Operand | undefined): boolean {
  if (encoding.byteForm) return false;
  if (encoding.f64 && insn.bits === 64) return false;
  if (encoding.sizedNames) return !(encoding.d64 && (insn.rex & 8) !== 0);
  // At -Ox a register beside a segment register does not say it.
  const segment = encoding.operands.some(({ kind }) => kind === OperandClass.SEGMENT);
  if (segment && memory === undefined) {
    if ((insn.rex & 8) !== 0) return false;
    return encoding.operands[0]?.kind !== OperandClass.SEGMENT;
  }
  return encoding.operands.some((pattern, i) => {
    const operand = insn.operands[i]!;
    return isVariadic(operand.kind === OperandKind.MEMORY ? pattern.memoryWidth : pattern.width);
  });
}

/** 0x1f, -0x1f. */
function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

function operandText(
  insn: Instruction,
  encoding: Encoding,
  pattern: OperandPattern,
  i: number,
  address: bigint,
  options: DisassembleOptions,
  comments: string[],
): string {
  const operand = insn.operands[i]!;
  switch (operand.kind) {
    case OperandKind.REGISTER:
      return registerName(operand);
    case OperandKind.SEGMENT:
      return SEGMENT_NAMES[operand.register]!;
    case OperandKind.CONTROL:
      return `cr${operand.register}`;
    case OperandKind.DEBUG:
      return `dr${operand.register}`;
    case OperandKind.OTHER:
      return otherRegister(pattern, operand);
    case OperandKind.IMMEDIATE:
      return immediateText(insn, encoding, pattern, operand);
    case OperandKind.RELATIVE:
      return branchText(insn, encoding, operand, address, options);
    case OperandKind.FAR_POINTER: {
      const size = insn.operandSize * 8 === insn.bits ? '' : `${SIZE_WORDS[insn.operandSize]} `;
      return `${size}${hex(BigInt(operand.selector))}:${hex(operand.immediate)}`;
    }
    default:
      return memoryWords(encoding, pattern, i, operand) + memoryText(insn, operand, address, options, comments);
  }
}

/** Name of a general register operand. */
export function registerName(operand: Operand): string {
  switch (operand.size) {
    case 1:
      return operand.highByte ? HIGH_BYTE_NAMES[operand.register]! : REGISTER_NAMES_8[operand.register]!;
    case 2:
      return REGISTER_NAMES_16[operand.register]!;
    case 4:
      return REGISTER_NAMES_32[operand.register]!;
    default:
      return REGISTER_NAMES_64[operand.register]!;
  }
}

function otherRegister(pattern: OperandPattern, operand: Operand): string {
  switch (pattern.kind) {
    case OperandClass.X87:
    case OperandClass.X87_TOP:
      return `st${operand.register}`;
    case OperandClass.MMX:
    case OperandClass.MMX_OR_MEMORY:
      return `mm${operand.register}`;
    default:
      return `xmm${operand.register}`;
  }
}

function immediateText(insn: Instruction, encoding: Encoding, pattern: OperandPattern, operand: Operand): string {
  if (pattern.kind === OperandClass.ONE) return '1';
  const value = operand.immediate;
  const signed = BigInt.asIntN(operand.size * 8, value);
  const fitsByte = signed >= -128n && signed <= 127n;
  if (pattern.signExtended || encoding.d64) {
    // PUSH says its size; ENTER's operands have none.
    let size = '';
    if (encoding.mnemonic === 'PUSH') {
      const own = insn.bits === 64 ? 8 : insn.bits / 8;
      if (!pattern.signExtended && fitsByte) size = `strict ${SIZE_WORDS[Math.min(insn.operandSize, 4)]} `;
      else if (insn.operandSize !== own) size = `${SIZE_WORDS[insn.operandSize]} `;
    }
    return size + hex(encoding.mnemonic === 'ENTER' ? value : signed);
  }
  if (encoding.form.cost === 'shift' && value === 1n) return 'byte 0x1';
  if (!isVariadic(pattern.width)) return hex(value);
  if (HAS_BYTE_FORM.has(encoding.mnemonic) && fitsByte)
    return `strict ${SIZE_WORDS[insn.operandSize === 2 ? 2 : operand.size === 8 ? 8 : 4]} ${hex(signed)}`;
  if (insn.operandSize !== 8) return hex(value);
  if (encoding.mnemonic !== 'MOV') return hex(signed);
  return moveImmediate(encoding, insn.operands[0], value, signed);
}

/** MOV to a 64-bit register has three forms, of which the assembler takes the shortest unless told. */
function moveImmediate(encoding: Encoding, target: Operand, value: bigint, signed: bigint): string {
  const shortest = value <= 0xffff_ffffn || BigInt.asIntN(32, signed) === signed;
  if (encoding.opcodeSpan === 8) return shortest ? `strict qword ${hex(value)}` : hex(value);
  if (target.kind === OperandKind.REGISTER && signed >= 0n) return `strict dword ${hex(value)}`;
  return hex(signed);
}

function branchText(
  insn: Instruction,
  encoding: Encoding,
  operand: Operand,
  address: bigint,
  options: DisassembleOptions,
): string {
  const width = insn.bits === 64 ? 64 : insn.operandSize * 8;
  const target = BigInt.asUintN(width, address + BigInt(insn.length) + operand.immediate);
  const symbol = options.symbol?.(target) ?? null;
  const text = symbol ?? hex(target);
  if (encoding.mnemonic !== 'JMP' && encoding.mnemonic !== 'Jcc' && encoding.mnemonic !== 'CALL') return text;
  if (operand.size === 1) return `short ${text}`;
  if (insn.bits !== 64 && insn.operandSize * 8 !== insn.bits) return `${SIZE_WORDS[insn.operandSize]} ${text}`;
  return symbol !== null && encoding.mnemonic !== 'CALL' ? `near ${text}` : text;
}

/** Size words in front of a memory operand: none where a register beside it has the same size. */
function memoryWords(encoding: Encoding, pattern: OperandPattern, i: number, operand: Operand): string {
  const width = pattern.memoryWidth;
  if (width === WIDTH_NONE || width === WIDTH_TABLE) return '';
  if (width === WIDTH_FAR_V || width === WIDTH_FAR_Z) {
    const branch = encoding.operands.length === 1;
    return branch ? `far ${SIZE_WORDS[operand.size - 2]} ` : '';
  }
  const known = encoding.operands.some((other, at) => {
    if (at === i) return false;
    if (other.kind === OperandClass.FIXED_GPR) return other.register === 0 && other.width === width;
    return (other.kind === OperandClass.GPR || other.kind === OperandClass.GPR_OR_MEMORY) && other.width === width;
  });
  return known ? '' : `${SIZE_WORDS[operand.size] ?? ''} `;
}

function memoryText(
  insn: Instruction,
  operand: Operand,
  address: bigint,
  options: DisassembleOptions,
  comments: string[],
): string {
  const segment = insn.segmentOverride >= 0 ? `${SEGMENT_NAMES[insn.segmentOverride]}:` : '';
  if (operand.kind === OperandKind.OFFSET) {
    const width = insn.bits === 64 && insn.addressSize === 4 ? '' : absoluteWidth(insn, true);
    return `[${width}${segment}${hex(operand.immediate)}]`;
  }
  if (operand.base === RIP_BASE) {
    const offset = BigInt(insn.length) + BigInt(operand.displacement);
    const target = BigInt.asUintN(insn.addressSize * 8, address + offset);
    const symbol = options.symbol?.(target) ?? null;
    if (symbol !== null) return `[rel ${segment}${symbol}]`;
    comments.push(hex(target));
    return `[rel ${segment}$${offset < 0n ? '' : '+'}${hex(offset)}]`;
  }
  if (operand.base === NO_REGISTER && operand.index === NO_REGISTER) {
    const value = BigInt.asUintN(insn.addressSize * 8, BigInt(operand.displacement));
    return `[${absoluteWidth(insn, false)}${segment}${hex(value)}]`;
  }
  return indirectText(insn, operand, segment);
}

/** `dword` and the like in front of an address without registers that is not of the mode's width. */
function absoluteWidth(insn: Instruction, offset: boolean): string {
  if (insn.bits === 64) return offset ? 'qword ' : '';
  return insn.addressSize * 8 === insn.bits ? '' : `${SIZE_WORDS[insn.addressSize]} `;
}

function indirectText(insn: Instruction, operand: Operand, segment: string): string {
  const names =
    insn.addressSize === 8 ? REGISTER_NAMES_64 : insn.addressSize === 4 ? REGISTER_NAMES_32 : REGISTER_NAMES_16;
  const { displacement, displacementSize } = operand;
  let text = '';
  let words = '';
  if (operand.base !== NO_REGISTER) text = names[operand.base]!;
  if (operand.index !== NO_REGISTER) {
    const scaled = operand.scale > 1 || operand.base === NO_REGISTER ? `*${operand.scale}` : '';
    text += `${text === '' ? '' : '+'}${names[operand.index]!}${scaled}`;
    // [rax*2] would become [rax+rax].
    if (operand.base === NO_REGISTER && operand.scale <= 2) words = 'nosplit ';
  }
  if (operand.base !== NO_REGISTER) {
    // rBP and R13 cannot go without a displacement.
    const needed = insn.addressSize === 2 ? text === 'bp' : (operand.base & 7) === 5;
    const shortest = displacement === 0 && !needed ? 0 : displacement >= -128 && displacement <= 127 ? 1 : 4;
    const full = insn.addressSize === 2 ? 2 : 4;
    if (displacementSize > Math.min(shortest, full)) words = `${SIZE_WORDS[displacementSize]} `;
  }
  if (displacementSize > 0) text += displacement < 0 ? hex(BigInt(displacement)) : `+${hex(BigInt(displacement))}`;
  return `[${words}${segment}${text}]`;
}
