/** Rules that every executing row of the instruction table must keep, enumerated from the table itself. */
import { describe, expect, test } from 'vitest';
import { FlagBit } from '../../src/execute/flags.js';
import { EXECUTE } from '../../src/execute/index.js';
import { ENCODINGS } from '../../src/isa/encoding.js';
import { OperandKind } from '../../src/isa/instruction.js';
import { KernelContext } from './kernel-context.js';
import { type Sample, tableSamples } from './table-samples.js';

const DATA = 0x10_0000;
const STACK = 0x20_0000;
const LOW_BYTES = Uint8Array.from({ length: 64 }, (_, i) => i + 1);
const DATA_BYTES = Uint8Array.from({ length: 0x400 }, (_, i) => i * 3 + 1);
const STACK_BYTES = Uint8Array.from({ length: 0x400 }, (_, i) => i * 5 + 2);
const SAMPLES = tableSamples();

/** These name memory without accessing it (SDM: hints, address computations; VMX instructions are the VMX layer's). */
const NO_ACCESS = /^(LEA|NOP|PREFETCH\w+|INVLPG|VM\w+|INVEPT|INVVPID)$/;

/** Registers: RSI, RDI and RBX point into data, RSP and RBP into the stack, RCX is 1; every operand is small. */
function prepare(sample: Sample, status: number): KernelContext {
  const context = new KernelContext();
  context.bits = sample.insn.bits;
  context.areas = [
    { start: 0, bytes: LOW_BYTES.slice() },
    { start: DATA, bytes: DATA_BYTES.slice() },
    { start: STACK, bytes: STACK_BYTES.slice() },
  ];
  context.registers.set([3n, 1n, 0n, 0x10_0140n, 0x20_0200n, 0x20_0300n, 0x10_0100n, 0x10_0200n]);
  // MONITOR and the protection-key instructions want ECX (and EDX) 0; MONITOR's address is in RAX.
  if (/^(MONITOR|MWAIT|RDPKRU|WRPKRU)$/.test(sample.insn.mnemonic)) {
    context.registers[0] = 0x10_0300n;
    context.registers[1] = 0n;
  }
  context.flags.image = status;
  context.rip = 0x40_0000n;
  return context;
}

function snapshot(context: KernelContext): string {
  return JSON.stringify([
    [...context.registers].map(String),
    context.flags.image,
    String(context.rip),
    context.areas.map((area) => Buffer.from(area.bytes).toString('base64')),
    context.log,
  ]);
}

function namesMemory(sample: Sample): boolean {
  return sample.insn.operands.some(
    (operand) => operand.kind === OperandKind.MEMORY || operand.kind === OperandKind.OFFSET,
  );
}

describe('the table and the executors', () => {
  test('every executing row makes an instruction here', () => {
    const made = new Set(SAMPLES.map((sample) => sample.encoding));
    const missing = ENCODINGS.filter((encoding) => !encoding.noexec && !encoding.asmonly && !made.has(encoding));
    expect(missing.map((encoding) => `${encoding.form.opcode} ${encoding.form.syntax}`)).toEqual([]);
  });

  test('every row has an executor, and rows that do not execute raise #UD', () => {
    for (const encoding of ENCODINGS) expect(EXECUTE[encoding.mnemonic], encoding.mnemonic).toBeTypeOf('function');
    for (const encoding of ENCODINGS.filter(
      (row) => row.noexec && !SAMPLES.some((s) => s.insn.mnemonic === row.mnemonic),
    )) {
      const context = new KernelContext();
      EXECUTE[encoding.mnemonic](context, SAMPLES[0]!.insn);
      expect(context.exception, encoding.mnemonic).toEqual({ vector: 6, errorCode: -1 });
    }
  });

  test('a row that names memory accesses it, but for hints and addresses', () => {
    const wrong: string[] = [];
    for (const sample of SAMPLES.filter(namesMemory)) {
      const context = prepare(sample, 0x2);
      context.run(sample.insn);
      const accesses = context.accesses.length > 0 || /^UD/.test(sample.insn.mnemonic);
      if (accesses === NO_ACCESS.test(sample.insn.mnemonic)) wrong.push(sample.name);
    }
    expect(wrong).toEqual([]);
  });

  test('a fault at any access leaves no trace', () => {
    const wrong: string[] = [];
    let faults = 0;
    // PUSHA checks its first and last slot, which is enough for pages: it has a test of its own.
    for (const sample of SAMPLES.filter(({ insn }) => insn.mnemonic !== 'PUSHA')) {
      for (const status of [0x2, 0x8d7]) {
        const good = prepare(sample, status);
        good.run(sample.insn);
        for (let n = 0; n < good.accesses.length; n++) {
          const context = prepare(sample, status);
          const before = snapshot(context);
          context.faultAt = n;
          context.run(sample.insn);
          faults++;
          if (context.exception?.vector !== 14) wrong.push(`${sample.name}: no fault at access ${n}`);
          else if (snapshot(context) !== before) wrong.push(`${sample.name}: trace of a fault at access ${n}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(faults).toBeGreaterThan(1000);
  });

  test('an instruction changes only the flags that its row declares', () => {
    const letters: Readonly<Record<string, number>> = {
      o: FlagBit.OF,
      s: FlagBit.SF,
      z: FlagBit.ZF,
      a: FlagBit.AF,
      p: FlagBit.PF,
      c: FlagBit.CF,
      d: FlagBit.DF,
      i: FlagBit.IF,
      t: FlagBit.TF,
    };
    const wrong: string[] = [];
    for (const sample of SAMPLES) {
      let declared = 0;
      for (const trait of sample.insn.form.traits) {
        if (/^[wu]:/.test(trait)) for (const letter of trait.slice(2)) declared |= letters[letter] ?? 0;
      }
      // What POPF takes from its image beyond these is the processor's to decide.
      if (sample.insn.mnemonic === 'POPF') declared |= FlagBit.NT | FlagBit.AC | FlagBit.ID;
      for (const status of [0x2, 0x8d7]) {
        for (const rax of [3n, 0n, 0xffff_ffff_8000_0080n]) {
          const context = prepare(sample, status);
          if (!namesMemory(sample)) context.registers[0] = rax;
          context.run(sample.insn);
          const changed = context.flags.image ^ status;
          if ((changed & ~declared) !== 0) wrong.push(`${sample.name}: ${(changed & ~declared).toString(16)}`);
        }
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
  });
});
