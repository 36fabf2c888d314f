/** Compares what an instruction did with a recorded vector, leaving out what the SDM leaves undefined. */
import { FlagBit } from '../../src/execute/flags.js';
import { type Instruction, OperandKind } from '../../src/isa/instruction.js';
import { undefinedDestination, undefinedFlags } from './undefined-flags.js';
import { CODE, type VectorCase } from './vector-file.js';

/** The state after an instruction. */
export interface Outcome {
  /** Null: none. `address` counts for page faults only. */
  readonly exception: { readonly vector: number; readonly errorCode: number; readonly address: number } | null;
  readonly rip: bigint;
  readonly flags: number;
  readonly registers: ArrayLike<bigint>;
  readonly data: Uint8Array;
  readonly stack: Uint8Array;
}

/** Masked count of a shift or rotate; 0 for other instructions. */
function shiftCount(insn: Instruction, vector: VectorCase): number {
  if (!/^(RO|RC|SH|SA)[LR]D?$/.test(insn.mnemonic)) return 0;
  const count = insn.operands[insn.operands[2].kind === OperandKind.NONE ? 1 : 2];
  const cl = Number(vector.before.registers[1]! & 0xffn);
  const value = count.kind === OperandKind.IMMEDIATE ? Number(count.immediate) : cl;
  return value & (insn.operandSize === 8 ? 63 : 31);
}

/**
 * SDM, "REP": "If a fault occurs during the execution of a CMPS or SCAS instruction that is prefixed with REPE or REPNE,
 * the EFLAGS value is restored to the state prior to the execution of the instruction." The processor recorded here, not
 * Intel's, leaves the flags of the last iteration.
 */
function keepsFlagsWhenFaulting(insn: Instruction): boolean {
  return insn.mnemonic === 'CMPS' || insn.mnemonic === 'SCAS';
}

function hex(value: number | bigint): string {
  return value.toString(16);
}

/** What differs from the recording, as text; empty when nothing does. */
export function differences(vector: VectorCase, insn: Instruction, got: Outcome): string[] {
  const found: string[] = [];
  const count = shiftCount(insn, vector);
  const { exception } = got;
  if (exception?.vector !== vector.exception?.vector) {
    found.push(`exception ${exception?.vector} for ${vector.exception?.vector}`);
  } else if (exception && vector.exception) {
    if (exception.errorCode !== vector.exception.errorCode) found.push(`error code ${hex(exception.errorCode)}`);
    if (exception.vector === 14 && exception.address !== vector.exception.address) {
      found.push(`CR2 ${hex(exception.address)}`);
    }
  } else if (got.rip !== BigInt(CODE + (vector.ip ?? 0))) {
    found.push(`RIP ${hex(got.rip)}`);
  }

  const ignored = FlagBit.RF | (exception === null ? undefinedFlags(insn, count) : 0);
  const expected = keepsFlagsWhenFaulting(insn) && exception !== null ? vector.before.flags : vector.after.flags;
  if (((got.flags ^ expected) & ~ignored) !== 0) found.push(`flags ${hex(got.flags)}`);
  if (undefinedDestination(insn, count)) return found;

  for (let n = 0; n < (vector.bits === 64 ? 16 : 8); n++) {
    // SDM, "LAR": bits 19:16 of the access rights are undefined (the operand is AND-ed with 00FxFF00H).
    const kept = insn.mnemonic === 'LAR' && n === 0 ? ~0xf_0000n : -1n;
    const value = BigInt.asUintN(vector.bits, got.registers[n]!);
    if (((value ^ vector.after.registers[n]!) & kept) !== 0n) found.push(`register ${n} ${hex(value)}`);
  }
  // The recorded processor has pushed below RSP before it finds the last fault; here a fault leaves no trace at all.
  if (insn.mnemonic === 'ENTER' && exception !== null) return found;
  for (const name of ['data', 'stack'] as const) {
    if (Buffer.compare(got[name], vector.after[name]) === 0) continue;
    const at = got[name].findIndex((byte, i) => byte !== vector.after[name][i]);
    found.push(`${name} at ${hex(at)}: ${hex(got[name][at]!)}`);
  }
  return found;
}
