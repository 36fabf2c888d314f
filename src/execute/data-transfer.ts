/**
 * MOV in all its forms, extension, conditional move, exchange, far pointers, table look-up.
 * SDM Vol. 1, "Data Transfer Instructions".
 */
import { type Instruction, OperandKind } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import { dataSegment, offsetWithin } from './addressing.js';
import type { Execute, SystemContext } from './context.js';
import type { Executors } from './executors.js';
import { toSigned, truncate } from './integer.js';

/** Source of a MOV, whatever kind of register it is. */
function moveSource(context: SystemContext, insn: Instruction): bigint {
  const source = insn.operands[1];
  switch (source.kind) {
    case OperandKind.SEGMENT:
      return BigInt(context.getSegment(source.register));
    case OperandKind.CONTROL:
      return context.readControl(source.register);
    case OperandKind.DEBUG:
      return context.readDebug(source.register);
    default:
      return context.read(insn, 1);
  }
}

/** LDS, LES, LFS, LGS, LSS: the offset lies first, the selector after it. */
function loadFarPointer(segmentRegister: number): Execute {
  return (context, insn) => {
    const size = insn.operandSize as 2 | 4 | 8;
    const { segment } = insn.operands[1];
    const offset = context.load(segment, context.effectiveAddress(insn, 1), size);
    const selector = context.load(segment, offsetWithin(context, insn, 1, BigInt(size)), 2);
    context.loadSegment(segmentRegister, Number(selector));
    context.write(insn, 0, offset);
  };
}

function signExtend(context: SystemContext, insn: Instruction): void {
  context.write(insn, 0, toSigned(context.read(insn, 1), insn.operands[1].size));
}

function zeroExtend(context: SystemContext, insn: Instruction): void {
  context.write(insn, 0, context.read(insn, 1));
}

export const dataTransfer = {
  MOV(context, insn) {
    const value = moveSource(context, insn);
    const destination = insn.operands[0];
    switch (destination.kind) {
      case OperandKind.SEGMENT:
        context.loadSegment(destination.register, Number(truncate(value, 2)));
        break;
      case OperandKind.CONTROL:
        context.writeControl(destination.register, value);
        break;
      case OperandKind.DEBUG:
        context.writeDebug(destination.register, value);
        break;
      default:
        context.write(insn, 0, value);
    }
  },

  MOVZX: zeroExtend,
  MOVSX: signExtend,
  MOVSXD: signExtend,

  /** The source is read, and a 32-bit destination zero-extended, even when the condition is false. */
  CMOVcc(context, insn) {
    const source = context.read(insn, 1);
    context.write(insn, 0, context.flags.condition(insn.condition) ? source : context.read(insn, 0));
  },

  LEA(context, insn) {
    context.write(insn, 0, context.effectiveAddress(insn, 1));
  },

  /** A memory operand is written first: its address may depend on the register that is written after it. */
  XCHG(context, insn) {
    const first = context.readForUpdate(insn, 0);
    const second = context.readForUpdate(insn, 1);
    if (insn.operands[0].kind === OperandKind.MEMORY) {
      context.write(insn, 0, second);
      context.write(insn, 1, first);
    } else {
      context.write(insn, 1, first);
      context.write(insn, 0, second);
    }
  },

  /** A 16-bit BSWAP gives 0 (undefined result, see undefined-results.ts). */
  BSWAP(context, insn) {
    const { register, size } = insn.operands[0];
    if (insn.operandSize === 2) {
      context.setRegister(register, 2, 0n);
      return;
    }
    let rest = context.read(insn, 0);
    let swapped = 0n;
    for (let byte = 0; byte < size; byte++) {
      swapped = (swapped << 8n) | (rest & 0xffn);
      rest >>= 8n;
    }
    context.write(insn, 0, swapped);
  },

  XLAT(context, insn) {
    const table = context.getRegister(Gpr.RBX, insn.addressSize);
    const offset = truncate(table + context.getRegister(Gpr.RAX, 1), insn.addressSize);
    context.setRegister(Gpr.RAX, 1, context.load(dataSegment(insn), offset, 1));
  },

  LDS: loadFarPointer(SegmentRegister.DS),
  LES: loadFarPointer(SegmentRegister.ES),
  LFS: loadFarPointer(SegmentRegister.FS),
  LGS: loadFarPointer(SegmentRegister.GS),
  LSS: loadFarPointer(SegmentRegister.SS),
} satisfies Executors;
