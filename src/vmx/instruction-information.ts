/**
 * The VM-exit instruction-information field. SDM Vol. 3, "Information for VM Exits Due to Instruction Execution".
 *
 *   1:0 scaling | 6:3 register 1 | 9:7 address size | 10 register operand | 11 operand size (LGDT …)
 *   12:11 operand size (RDRAND) | 17:15 segment | 21:18 index | 22 index invalid | 26:23 base | 27 base invalid
 *   29:28 which instruction | 31:28 register 2
 */
import { type Instruction, NO_REGISTER, type Operand, OperandKind } from '../isa/instruction.js';

const ADDRESS_SIZE: Readonly<Record<number, number>> = { 2: 0, 4: 1, 8: 2 };
const SCALING: Readonly<Record<number, number>> = { 1: 0, 2: 1, 4: 2, 8: 3 };

const addressSize = (insn: Instruction) => ADDRESS_SIZE[insn.addressSize]! << 7;

/** Bits that describe a memory operand; a base of RIP counts as none (the qualification holds the address). */
function memoryBits(insn: Instruction, operand: Operand): number {
  const hasIndex = operand.index !== NO_REGISTER;
  const hasBase = operand.base !== NO_REGISTER && operand.base < 16;
  return (
    (hasIndex ? SCALING[operand.scale]! | (operand.index << 18) : 1 << 22) |
    (hasBase ? operand.base << 23 : 1 << 27) |
    (operand.segment << 15) |
    addressSize(insn)
  );
}

/** INS and OUTS: address size, and for OUTS the segment. */
export const stringIoInformation = (insn: Instruction, segment: number): number => addressSize(insn) | (segment << 15);

/** INVEPT, INVVPID, INVPCID: operands register, memory. */
export const invalidationInformation = (insn: Instruction): number =>
  (memoryBits(insn, insn.operands[1]) | (insn.operands[0].register << 28)) >>> 0;

/** LGDT, LIDT, SGDT, SIDT. */
export function descriptorTableInformation(insn: Instruction): number {
  const identity: Readonly<Record<string, number>> = { SGDT: 0, SIDT: 1, LGDT: 2, LIDT: 3 };
  const operandSize = insn.bits === 64 || insn.operandSize !== 2 ? 1 << 11 : 0;
  return (memoryBits(insn, insn.operands[0]) | operandSize | (identity[insn.mnemonic]! << 28)) >>> 0;
}

/** LLDT, LTR, SLDT, STR. */
export function segmentTableInformation(insn: Instruction): number {
  const identity: Readonly<Record<string, number>> = { SLDT: 0, STR: 1, LLDT: 2, LTR: 3 };
  return (registerOrMemory(insn, insn.operands[0]) | (identity[insn.mnemonic]! << 28)) >>> 0;
}

/** RDRAND: destination and operand size. */
export function randomInformation(insn: Instruction): number {
  const size: Readonly<Record<number, number>> = { 2: 0, 4: 1, 8: 2 };
  return (insn.operands[0].register << 3) | (size[insn.operandSize]! << 11);
}

/** VMCLEAR, VMPTRLD, VMPTRST, VMXON. */
export const vmcsPointerInformation = (insn: Instruction): number => memoryBits(insn, insn.operands[0]) >>> 0;

/** VMREAD, VMWRITE: the field's register is register 2. */
export function vmcsAccessInformation(insn: Instruction): number {
  const reading = insn.mnemonic === 'VMREAD';
  const data = insn.operands[reading ? 0 : 1];
  const field = insn.operands[reading ? 1 : 0];
  return (registerOrMemory(insn, data) | (field.register << 28)) >>> 0;
}

function registerOrMemory(insn: Instruction, operand: Operand): number {
  return operand.kind === OperandKind.REGISTER ? (1 << 10) | (operand.register << 3) : memoryBits(insn, operand);
}

/**
 * Exit qualification of an instruction with a memory operand: its displacement, sign-extended; with RIP as the base,
 * the sum with the address of the next instruction.
 */
export function displacementQualification(insn: Instruction, operand: Operand, nextRip: bigint): bigint {
  if (operand.kind === OperandKind.REGISTER) return 0n;
  const displacement = BigInt(operand.displacement) + (operand.base >= 16 ? nextRip : 0n);
  return BigInt.asUintN(insn.addressSize * 8, BigInt.asUintN(64, displacement));
}
