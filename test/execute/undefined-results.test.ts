/** The choices of src/execute/undefined-results.ts, one by one. */
import { describe, expect, test } from 'vitest';
import { FlagBit } from '../../src/execute/flags.js';
import { UNDEFINED_RESULTS } from '../../src/execute/undefined-results.js';
import { ENCODINGS } from '../../src/isa/encoding.js';
import { KernelContext } from './kernel-context.js';
import { register, run, runBytes } from './run-text.js';

const { CF, PF, AF, ZF, SF, OF } = FlagBit;
const ALL = CF | PF | AF | ZF | SF | OF;

/** The status flags after an instruction. */
function flagsAfter(hex: string, registers: Record<string, bigint>, flags = ALL): number {
  return run(hex, { registers, flags: flags | 2 }).flags.image & ALL;
}

describe('undefined results', () => {
  test('the table names instructions of the instruction table', () => {
    const mnemonics = new Set<string>(ENCODINGS.map((encoding) => encoding.mnemonic));
    for (const { instructions } of UNDEFINED_RESULTS)
      for (const name of instructions) expect(mnemonics).toContain(name);
  });

  test('AF is 0 after logic and shifts', () => {
    for (const hex of ['21d8', '09d8', '31d8', '85d8', 'd1e0', 'd1e8', 'd1f8', '0fa4d801', '0facd801']) {
      expect(flagsAfter(hex, { rax: 0x1fn, rbx: 0x11n }) & AF, hex).toBe(0);
    }
  });

  test('OF after counts above 1 follows the rule for 1', () => {
    // C1 /digit 3: ROL, RCL, SHL: CF XOR top bit; ROR, RCR, SHR: two top bits; SAR: 0.
    for (const rax of [0x2000_0000n, 0x1000_0000n, 0xf000_0000n, 0xdead_beefn, 5n, 6n]) {
      for (const [digit, right] of [
        [0, false],
        [1, true],
        [2, false],
        [3, true],
        [4, false],
        [5, true],
      ] as const) {
        const context = run(`c1${(0xc0 | (digit << 3)).toString(16)}03`, { registers: { rax } });
        const result = register(context, 'rax');
        const top = (result >> 31n) & 1n;
        const other = right ? (result >> 30n) & 1n : context.flags.cf ? 1n : 0n;
        expect(context.flags.of, `digit ${digit}, ${rax}`).toBe(top !== other);
      }
      expect(run('c1f803', { registers: { rax }, flags: OF | 2 }).flags.of).toBe(false);
    }
  });

  test('counts beyond the operand', () => {
    // SHL AL, 8 and 9; SHR AL, 8 and 9.
    expect(flagsAfter('c0e008', { rax: 0x01n }) & CF).toBe(CF);
    expect(flagsAfter('c0e009', { rax: 0xffn }) & CF).toBe(0);
    expect(flagsAfter('c0e808', { rax: 0x80n }) & CF).toBe(CF);
    expect(flagsAfter('c0e809', { rax: 0xffn }) & CF).toBe(0);
    // SHLD AX, BX, 20: AX:BX:AX shifted left, so the top is BX's low 12 bits and AX's top 4.
    expect(register(run('660fa4d814', { registers: { rax: 0xabcdn, rbx: 0x1234n } }), 'rax')).toBe(0x234an);
    // SHRD AX, BX, 20: the low 16 bits are BX's top 12 and AX's low 4.
    expect(register(run('660facd814', { registers: { rax: 0xabcdn, rbx: 0x1234n } }), 'rax')).toBe(0xd123n);
  });

  test('multiplication and division', () => {
    // MUL EBX: low half 80000003H.
    expect(flagsAfter('f7e3', { rax: 0x8000_0003n, rbx: 1n })).toBe(SF | PF);
    expect(flagsAfter('f7e3', { rax: 0x8000_0000n, rbx: 2n })).toBe(CF | OF | ZF | PF);
    expect(flagsAfter('0fafc3', { rax: 0x4000_0000n, rbx: 4n })).toBe(CF | OF | ZF | PF);
    for (const flags of [0, ALL]) {
      expect(flagsAfter('f7f3', { rax: 100n, rbx: 7n, rdx: 0n }, flags)).toBe(flags);
      expect(flagsAfter('f7fb', { rax: 100n, rbx: 7n, rdx: 0n }, flags)).toBe(flags);
    }
  });

  test('bit tests and scans', () => {
    for (const hex of ['0fa3d8', '0fabd8', '0fb3d8', '0fbbd8']) {
      expect(flagsAfter(hex, { rax: 0n, rbx: 3n }, ALL)).toBe(ALL & ~CF);
    }
    for (const hex of ['0fbcc3', '0fbdc3']) {
      const context = run(hex, { registers: { rax: 0x1234_5678_9abc_def0n, rbx: 0n }, flags: ALL | 2 });
      expect(register(context, 'rax')).toBe(0x1234_5678_9abc_def0n);
      expect(context.flags.image & ALL).toBe(ZF | PF);
      expect(flagsAfter(hex, { rbx: 0x8n })).toBe(PF);
      expect(flagsAfter(hex, { rbx: 0x10n })).toBe(0);
    }
    expect(flagsAfter('f30fbcc3', { rbx: 0x10n })).toBe(0);
    expect(flagsAfter('f30fbdc3', { rbx: 0x1000_0000n })).toBe(PF);
  });

  test('BSWAP of 16 bits, PUSH of a segment register, moves with control registers', () => {
    expect(register(run('660fc8', { registers: { rax: 0x1122_3344_5566_7788n } }), 'rax')).toBe(0x1122_3344_5566_0000n);

    const bytes = new Uint8Array(8).fill(0xee);
    const pushed = run('16', { bits: 32, registers: { rsp: 0x1008n }, memory: [{ start: 0x1000, bytes }] });
    expect(register(pushed, 'rsp')).toBe(0x1004n);
    expect([...bytes]).toEqual([0xee, 0xee, 0xee, 0xee, 0x2b, 0, 0xee, 0xee]);

    const kernel = runBytes(new KernelContext(), '0f20c0', { flags: ALL | 2 });
    expect(kernel.flags.image & ALL).toBe(ALL);
    expect(register(kernel, 'rax')).toBe(0x8000_0011n);
    // SMSW EAX, RAX.
    expect(register(runBytes(new KernelContext(), '0f01e0'), 'rax')).toBe(0x8000_0011n);
    expect(register(runBytes(new KernelContext(), '480f01e0'), 'rax')).toBe(0x8000_0011n);
  });

  test('LAR gives bits 19:16 as 0', () => {
    const context = new KernelContext();
    context.descriptor = { low: 0xffff, high: 0x00cf_9300 };
    runBytes(context, '0f02c3', { registers: { rbx: 0x10n } });
    expect(register(context, 'rax')).toBe(0x00c0_9300n);
  });
});
