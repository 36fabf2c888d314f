/**
 * The decoder: bytes to an Instruction. SDM Vol. 2, "Instruction Format", "Instruction Prefixes", "ModR/M and SIB
 * Bytes", "REX Prefixes"; Vol. 3, "Invalid Opcode Exception".
 */

import {
  immediateOperand,
  impliedOperand,
  NO_OPERAND,
  readInt32,
  registerExists,
  registerOperand,
} from './decode-operands.js';
import { opcodeIndex } from './decode-tables.js';
import type { Encoding } from './encoding.js';
import {
  type DecodeFailure,
  type Instruction,
  NO_REGISTER,
  type Operand,
  OperandKind,
  PREFIX_ADDRESS_SIZE,
  PREFIX_LOCK,
  PREFIX_OPERAND_SIZE,
  PREFIX_REP,
  PREFIX_REPNE,
  PREFIX_SEGMENT,
  REPEAT_EQUAL,
  REPEAT_NONE,
  REPEAT_NOT_EQUAL,
  RIP_BASE,
} from './instruction.js';
import { IMMEDIATE_FAR, IMMEDIATE_OFFSET, IMMEDIATE_V, IMMEDIATE_Z, ModRm, PrefixRule } from './opcode-column.js';
import { Place, widthInBytes } from './operand-pattern.js';
import type { AddressSize, CodeBits, OperandSize } from './registers.js';

/** SDM: an instruction longer than this raises #GP(0). */
export const MAX_INSTRUCTION_LENGTH = 15;

const failure = (kind: DecodeFailure['failure'], reason: string): DecodeFailure =>
  Object.freeze({ failure: kind, reason });
const INVALID = failure('invalid', 'no instruction has this encoding');
const INVALID_LOCK = failure('invalid', 'LOCK needs a lockable instruction with a memory destination');
const INVALID_REGISTER = failure('invalid', 'no such segment, control or debug register');
const TRUNCATED = failure('truncated', 'the instruction continues beyond the end');
const TOO_LONG = failure('too-long', 'an instruction has at most 15 bytes');

/** True when `decode` found no instruction. */
export function isDecodeFailure(result: Instruction | DecodeFailure): result is DecodeFailure {
  return 'failure' in result;
}

/** SDM Vol. 2, "16-Bit Addressing Forms with the ModR/M Byte": base and index of rm 0 to 7. */
const BASE_16 = [3, 3, 5, 5, 6, 7, 5, 3];
const INDEX_16 = [6, 7, 6, 7, NO_REGISTER, NO_REGISTER, NO_REGISTER, NO_REGISTER];

const SEGMENT_SS = 2;
const SEGMENT_DS = 3;
const SEGMENT_FS = 4;

/**
 * Decodes the instruction at `bytes[offset]`, reading below `end` only.
 * `bits` is the code size: 64 in 64-bit mode, else by CS.D.
 */
export function decode(bytes: Uint8Array, offset: number, end: number, bits: CodeBits): Instruction | DecodeFailure {
  const limit = Math.min(end, offset + MAX_INSTRUCTION_LENGTH, bytes.length);
  const exhausted = limit === offset + MAX_INSTRUCTION_LENGTH ? TOO_LONG : TRUNCATED;
  const long = bits === 64;

  // Prefixes. REX counts only when the opcode follows at once.
  let at = offset;
  let prefixes = 0;
  let segmentOverride = -1;
  let repeat: 0 | 1 | 2 = REPEAT_NONE;
  let rex = 0;
  let byte = 0;
  for (; ; at++) {
    if (at >= limit) return exhausted;
    byte = bytes[at]!;
    if (long && (byte & 0xf0) === 0x40) {
      rex = byte;
      continue;
    }
    let segment = -1;
    if (byte === 0x66) prefixes |= PREFIX_OPERAND_SIZE;
    else if (byte === 0x67) prefixes |= PREFIX_ADDRESS_SIZE;
    else if (byte === 0xf0) prefixes |= PREFIX_LOCK;
    else if (byte === 0xf2) {
      prefixes |= PREFIX_REPNE;
      repeat = REPEAT_NOT_EQUAL;
    } else if (byte === 0xf3) {
      prefixes |= PREFIX_REP;
      repeat = REPEAT_EQUAL;
    } else if ((byte & 0xe7) === 0x26) segment = (byte >> 3) & 3;
    else if (byte === 0x64 || byte === 0x65) segment = byte & 7;
    else break;
    if (segment >= 0) {
      prefixes |= PREFIX_SEGMENT << segment;
      // In 64-bit mode ES, CS, SS and DS overrides are null prefixes.
      if (!long || segment >= SEGMENT_FS) segmentOverride = segment;
    }
    rex = 0;
  }

  // Opcode.
  let key = byte;
  at++;
  if (byte === 0x0f) {
    if (at >= limit) return exhausted;
    byte = bytes[at++]!;
    key = 256 + byte;
    if (byte === 0x38 || byte === 0x3a) {
      key = byte === 0x38 ? 512 : 768;
      if (at >= limit) return exhausted;
      key += bytes[at++]!;
    }
  }
  const candidates = opcodeIndex(bits)[key];
  if (!candidates) return INVALID;

  // The form. ModR/M is looked at only when a candidate has one.
  const prefix66 = (prefixes & PREFIX_OPERAND_SIZE) !== 0;
  const rexW = (rex & 8) !== 0;
  let encoding: Encoding | null = null;
  let modRm = -1;
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i]!;
    if (candidate.modRm !== ModRm.NONE && modRm < 0) {
      if (at >= limit) return exhausted;
      modRm = bytes[at]!;
    }
    if (matches(candidate, modRm, prefix66, repeat, rexW, rex)) {
      encoding = candidate;
      break;
    }
  }
  if (encoding === null) return INVALID;

  // Operand size: SDM Vol. 1, "Operand-Size and Address-Size Attributes", and the 64-bit mode defaults.
  let operandSize: OperandSize;
  const mandatory66 = encoding.prefix === PrefixRule.P66;
  if (encoding.byteForm) operandSize = 1;
  else if (encoding.fixedOperandSize !== 0) operandSize = encoding.fixedOperandSize as OperandSize;
  else if (long) {
    if (encoding.f64) operandSize = 8;
    else if (rexW) operandSize = encoding.largestSize;
    else if (prefix66 && !mandatory66) operandSize = 2;
    else operandSize = encoding.d64 ? 8 : 4;
  } else operandSize = (bits === 32) === (prefix66 && !mandatory66) ? 2 : 4;

  const prefix67 = (prefixes & PREFIX_ADDRESS_SIZE) !== 0;
  const addressSize: AddressSize = long ? (prefix67 ? 4 : 8) : (bits === 32) === prefix67 ? 2 : 4;

  // ModR/M, SIB and displacement.
  const rexR = (rex & 4) << 1;
  const rexX = (rex & 2) << 2;
  const rexB = (rex & 1) << 3;
  let base = NO_REGISTER;
  let index = NO_REGISTER;
  let scale: 1 | 2 | 4 | 8 = 1;
  let displacement = 0;
  let displacementSize = 0;
  let segment = SEGMENT_DS;
  let isMemory = false;
  const hasModRm = encoding.modRm !== ModRm.NONE;
  if (hasModRm) {
    at++;
    const mod = modRm >> 6;
    const rm = modRm & 7;
    if (mod !== 3 && !encoding.modIgnored) {
      isMemory = true;
      displacementSize = mod === 1 ? 1 : mod === 2 ? (addressSize === 2 ? 2 : 4) : 0;
      if (addressSize === 2) {
        if (mod === 0 && rm === 6) displacementSize = 2;
        else {
          base = BASE_16[rm]!;
          index = INDEX_16[rm]!;
          if (base === 5) segment = SEGMENT_SS;
        }
      } else {
        let low = rm;
        if (rm === 4) {
          if (at >= limit) return exhausted;
          const sib = bytes[at++]!;
          low = sib & 7;
          const sibIndex = ((sib >> 3) & 7) | rexX;
          scale = (1 << (sib >> 6)) as 1 | 2 | 4 | 8;
          if (sibIndex !== 4) index = sibIndex;
          if (low === 5 && mod === 0) displacementSize = 4;
          else base = low | rexB;
        } else if (rm === 5 && mod === 0) {
          displacementSize = 4;
          if (long) base = RIP_BASE;
        } else base = rm | rexB;
        if (base === 4 || base === 5) segment = SEGMENT_SS;
      }
      if (displacementSize !== 0) {
        if (at + displacementSize > limit) return exhausted;
        if (displacementSize === 1) displacement = (bytes[at]! << 24) >> 24;
        else if (displacementSize === 2) displacement = ((bytes[at]! | (bytes[at + 1]! << 8)) << 16) >> 16;
        else displacement = readInt32(bytes, at);
        at += displacementSize;
      }
    }
  }
  if (segmentOverride >= 0) segment = segmentOverride;

  // Operands in the order of the syntax; immediates follow in that order in the bytes, too.
  let first = NO_OPERAND;
  let second = NO_OPERAND;
  let third = NO_OPERAND;
  const patterns = encoding.operands;
  for (let i = 0; i < patterns.length; i++) {
    const pattern = patterns[i]!;
    let value: Operand;
    switch (encoding.places[i]!) {
      case Place.RM:
        if (isMemory) {
          value = {
            kind: OperandKind.MEMORY,
            size: widthInBytes(pattern.memoryWidth, operandSize, bits),
            register: NO_REGISTER,
            highByte: false,
            segment,
            base,
            index,
            scale,
            displacement,
            displacementSize,
            immediate: 0n,
            selector: 0,
          };
        } else value = registerOperand(pattern, (modRm & 7) | rexB, operandSize, bits, rex);
        break;
      case Place.REG:
        value = registerOperand(pattern, ((modRm >> 3) & 7) | rexR, operandSize, bits, rex);
        if (!registerExists(pattern, value.register, encoding)) return INVALID_REGISTER;
        break;
      case Place.OPCODE:
        value = registerOperand(pattern, (key & 7) | rexB, operandSize, bits, rex);
        break;
      case Place.IMMEDIATE: {
        const encoded = encoding.immediateWidths[i]!;
        let width = encoded;
        if (encoded === IMMEDIATE_Z) width = operandSize === 2 ? 2 : 4;
        else if (encoded === IMMEDIATE_V) width = operandSize;
        else if (encoded === IMMEDIATE_FAR) width = operandSize === 2 ? 4 : 6;
        else if (encoded === IMMEDIATE_OFFSET) width = addressSize;
        if (at + width > limit) return exhausted;
        value = immediateOperand(pattern, bytes, at, width, operandSize, bits, segment, addressSize);
        at += width;
        break;
      }
      default:
        value = impliedOperand(pattern, operandSize);
    }
    if (i === 0) first = value;
    else if (i === 1) second = value;
    else third = value;
  }

  const lock = (prefixes & PREFIX_LOCK) !== 0;
  if (lock && !(encoding.lockable && isMemory)) return INVALID_LOCK;
  return {
    form: encoding.form,
    mnemonic: encoding.mnemonic,
    length: at - offset,
    bits,
    operandSize,
    addressSize,
    lock,
    repeat: encoding.repeatable ? repeat : REPEAT_NONE,
    segmentOverride,
    rex,
    prefixes,
    condition: encoding.conditional ? key & 15 : -1,
    operands: [first, second, third, NO_OPERAND],
  };
}

/** Whether a candidate's prefixes, REX.W and ModR/M demands are met. */
function matches(
  candidate: Encoding,
  modRm: number,
  prefix66: boolean,
  repeat: 0 | 1 | 2,
  rexW: boolean,
  rex: number,
): boolean {
  switch (candidate.prefix) {
    case PrefixRule.NP:
      if (prefix66 || repeat !== REPEAT_NONE) return false;
      break;
    case PrefixRule.NFX:
      if (repeat !== REPEAT_NONE) return false;
      break;
    case PrefixRule.P66:
      if (!prefix66 || repeat !== REPEAT_NONE) return false;
      break;
    case PrefixRule.PF2:
      if (repeat !== REPEAT_NOT_EQUAL) return false;
      break;
    case PrefixRule.PF3:
      if (repeat !== REPEAT_EQUAL) return false;
      break;
    default:
  }
  if (candidate.rexW && !rexW) return false;
  switch (candidate.modRm) {
    case ModRm.NONE:
      // 90 is NOP (with F3 PAUSE) unless REX.B makes it XCHG R8, rAX.
      return candidate.opcode !== 0x90 || candidate.map !== 0 || candidate.opcodeSpan !== 1 || (rex & 1) === 0;
    case ModRm.FIXED:
      return modRm >= candidate.modRmLow && modRm <= candidate.modRmHigh;
    case ModRm.DIGIT:
      if (((modRm >> 3) & 7) !== candidate.digit) return false;
      break;
    default:
  }
  if (candidate.memoryOnly) return modRm < 0xc0;
  if (candidate.registerOnly) return modRm >= 0xc0;
  return true;
}
