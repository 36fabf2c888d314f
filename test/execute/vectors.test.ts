/** Every executor against what a real processor did (test/oracles/execute/record.py). */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FlagBit, STATUS_FLAGS } from '../../src/execute/flags.js';
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { ENCODINGS } from '../../src/isa/encoding.js';
import { type Instruction, OperandKind } from '../../src/isa/instruction.js';
import { SegmentRegister } from '../../src/isa/registers.js';
import { SimpleContext } from './simple-context.js';
import { undefinedDestination, undefinedFlags } from './undefined-flags.js';
import { CODE, DATA, DESCRIPTORS, GS_BASE, readVectors, STACK, type State, type VectorCase } from './vector-file.js';

const FAMILIES = readdirSync(new URL('../golden/execute/', import.meta.url))
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length));

/** Masked count of a shift or rotate; 0 for other instructions. */
function shiftCount(insn: Instruction, before: State): number {
  if (!/^(RO|RC|SH|SA)[LR]D?$/.test(insn.mnemonic)) return 0;
  const count = insn.operands[insn.operands[2].kind === OperandKind.NONE ? 1 : 2];
  const value = count.kind === OperandKind.IMMEDIATE ? Number(count.immediate) : Number(before.registers[1]! & 0xffn);
  return value & (insn.operandSize === 8 ? 63 : 31);
}

function prepare(vector: VectorCase): SimpleContext {
  const context = new SimpleContext();
  context.bits = vector.bits;
  context.areas = [
    { start: DATA, bytes: vector.before.data.slice() },
    { start: STACK, bytes: vector.before.stack.slice() },
  ];
  context.descriptors = DESCRIPTORS;
  context.segments[SegmentRegister.CS] = vector.bits === 64 ? 0x33 : 0x23;
  if (vector.bits === 64) context.segmentBases[SegmentRegister.GS] = GS_BASE;
  context.registers.set(vector.before.registers);
  context.flags.image = vector.before.flags;
  context.rip = BigInt(CODE);
  return context;
}

/**
 * SDM, "REP": "If a fault occurs during the execution of a CMPS or SCAS instruction that is prefixed with REPE or REPNE,
 * the EFLAGS value is restored to the state prior to the execution of the instruction." The processor recorded here, not
 * Intel's, leaves the flags of the last iteration.
 */
function keepsFlagsWhenFaulting(insn: Instruction): boolean {
  return insn.mnemonic === 'CMPS' || insn.mnemonic === 'SCAS';
}

/** SDM, "LAR": bits 19:16 of the access rights are undefined (the operand is AND-ed with 00FxFF00H). */
function maskAccessRights(context: SimpleContext, vector: VectorCase): void {
  for (const registers of [context.registers, vector.after.registers]) registers[0] = registers[0]! & ~0xf_0000n;
}

function hex(value: number | bigint): string {
  return value.toString(16);
}

/** What differs from the recording, as text; empty when nothing does. */
function differences(vector: VectorCase): string[] {
  const insn = decode(vector.code, 0, vector.code.length, vector.bits);
  if (isDecodeFailure(insn)) return [`not decoded: ${insn.reason}`];
  const count = shiftCount(insn, vector.before);
  const context = prepare(vector);
  context.run(insn);

  const found: string[] = [];
  if (context.refused !== null) found.push(`needs ${context.refused}`);
  const { exception } = context;
  if (exception?.vector !== vector.exception?.vector) {
    found.push(`exception ${exception?.vector} for ${vector.exception?.vector}`);
  } else if (exception && vector.exception) {
    const errorCode = Math.max(exception.errorCode, 0);
    if (errorCode !== vector.exception.errorCode) found.push(`error code ${hex(errorCode)}`);
    if (exception.vector === 14 && context.faultAddress !== vector.exception.address) {
      found.push(`CR2 ${hex(context.faultAddress)}`);
    }
  } else if (context.rip !== BigInt(CODE + (vector.ip ?? 0))) {
    found.push(`RIP ${hex(context.rip)}`);
  }

  const ignored = FlagBit.RF | (exception === null ? undefinedFlags(insn, count) : 0);
  const expected = keepsFlagsWhenFaulting(insn) && exception !== null ? vector.before.flags : vector.after.flags;
  const flags = (context.flags.image ^ expected) & ~ignored;
  if (flags !== 0) found.push(`flags ${hex(context.flags.image & STATUS_FLAGS)}`);
  if (undefinedDestination(insn, count)) return found;
  if (insn.mnemonic === 'LAR') maskAccessRights(context, vector);
  for (let n = 0; n < (vector.bits === 64 ? 16 : 8); n++) {
    const got = BigInt.asUintN(vector.bits, context.registers[n]!);
    if (got !== vector.after.registers[n]) found.push(`register ${n} ${hex(got)}`);
  }
  for (const [name, area] of [
    ['data', 0],
    ['stack', 1],
  ] as const) {
    // The recorded processor has pushed below RSP before it finds the last fault; here a fault leaves no trace at all.
    if (insn.mnemonic === 'ENTER' && exception !== null) break;
    const got = context.areas[area]!.bytes;
    if (Buffer.compare(got, vector.after[name]) === 0) continue;
    const at = got.findIndex((byte, i) => byte !== vector.after[name][i]);
    found.push(`${name} at ${hex(at)}: ${hex(got[at]!)}`);
  }
  return found;
}

/** Rows that user code cannot show, or whose result is not a function of its operands: system.test.ts has them. */
const NOT_RECORDED = new Set(
  (
    'CPUID RDTSC RDTSCP RDRAND SYSCALL SYSENTER INT3 INT1 IRET MONITOR MWAIT SGDT SIDT SLDT STR SMSW INVPCID STAC CLAC ' +
    'RDPKRU WRPKRU RDFSBASE WRFSBASE WRGSBASE PREFETCHWT1 VMCALL VMLAUNCH VMRESUME VMXOFF VMFUNC VMPTRLD VMPTRST ' +
    'VMCLEAR VMXON VMREAD VMWRITE INVEPT INVVPID'
  ).split(' '),
);

test('every other row of the instruction table that executes has a recorded vector', () => {
  const seen = new Set<unknown>();
  for (const family of FAMILIES) {
    for (const vector of readVectors(family)) {
      const insn = decode(vector.code, 0, vector.code.length, vector.bits);
      if (!isDecodeFailure(insn)) seen.add(insn.form);
    }
  }
  const missing = ENCODINGS.filter(
    ({ form, mnemonic, noexec, asmonly }) => !noexec && !asmonly && !NOT_RECORDED.has(mnemonic) && !seen.has(form),
  );
  expect(missing.map(({ form }) => `${form.opcode} ${form.syntax}`)).toEqual([]);
  const recorded = ENCODINGS.filter(({ form, mnemonic }) => NOT_RECORDED.has(mnemonic) && seen.has(form));
  expect(recorded.map(({ form }) => form.syntax)).toEqual([]);
});

describe('executors do what a real processor did', () => {
  for (const family of FAMILIES) {
    test(family, () => {
      const wrong: string[] = [];
      let cases = 0;
      for (const vector of readVectors(family)) {
        cases++;
        const found = differences(vector);
        if (found.length > 0) wrong.push(`${vector.bits} ${vector.text} [${vector.line}] → ${found.join(', ')}`);
      }
      expect(cases).toBeGreaterThan(100);
      expect(wrong).toEqual([]);
    });
  }
});
