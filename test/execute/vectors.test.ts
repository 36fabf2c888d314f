/** Every executor against what a real processor did (test/oracles/execute/record.py). */
import { describe, expect, test } from 'vitest';
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { ENCODINGS } from '../../src/isa/encoding.js';
import { SegmentRegister } from '../../src/isa/registers.js';
import { SimpleContext } from './simple-context.js';
import { differences } from './vector-compare.js';
import { CODE, DATA, DESCRIPTORS, FAMILIES, GS_BASE, readVectors, STACK, type VectorCase } from './vector-file.js';

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

/** What differs from the recording, as text; empty when nothing does. */
function replay(vector: VectorCase): string[] {
  const insn = decode(vector.code, 0, vector.code.length, vector.bits);
  if (isDecodeFailure(insn)) return [`not decoded: ${insn.reason}`];
  const context = prepare(vector);
  context.run(insn);
  if (context.refused !== null) return [`needs ${context.refused}`];
  const { exception } = context;
  return differences(vector, insn, {
    exception: exception && {
      vector: exception.vector,
      errorCode: Math.max(exception.errorCode, 0),
      address: context.faultAddress,
    },
    rip: context.rip,
    flags: context.flags.image,
    registers: context.registers,
    data: context.areas[0]!.bytes,
    stack: context.areas[1]!.bytes,
  });
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
        const found = replay(vector);
        if (found.length > 0) wrong.push(`${vector.bits} ${vector.text} [${vector.line}] → ${found.join(', ')}`);
      }
      expect(cases).toBeGreaterThan(100);
      expect(wrong).toEqual([]);
    });
  }
});
