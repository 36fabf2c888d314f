/** String instructions: interruption, restart after a fault, ports. Results as such are held to recorded vectors. */
import { describe, expect, test } from 'vitest';
import { FlagBit } from '../../src/execute/flags.js';
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { register, run, runBytes, type Setup } from './run-text.js';
import { SimpleContext } from './simple-context.js';

const SOURCE = 0x1000;
const TARGET = 0x2000;
const IOPL_3 = FlagBit.IOPL | 2;

function memory(): { start: number; bytes: Uint8Array }[] {
  return [
    { start: SOURCE, bytes: Uint8Array.from({ length: 64 }, (_, i) => i + 1) },
    { start: TARGET, bytes: new Uint8Array(64) },
  ];
}

function again(context: SimpleContext, hex: string): void {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
  const insn = decode(bytes, 0, bytes.length, context.bits);
  if (isDecodeFailure(insn)) throw new Error(insn.reason);
  context.run(insn);
}

describe('string instructions', () => {
  test('an interrupt between repetitions leaves a state that continues', () => {
    const context = new SimpleContext();
    context.rip = 0x400n;
    context.interruptAfter = 3;
    const setup: Setup = { registers: { rsi: 0x1000n, rdi: 0x2000n, rcx: 5n }, memory: memory() };
    runBytes(context, 'f348a5', setup);
    expect(context.rip).toBe(0x400n);
    expect(register(context, 'rcx')).toBe(2n);
    expect(register(context, 'rsi')).toBe(0x1018n);
    expect(register(context, 'rdi')).toBe(0x2018n);
    again(context, 'f348a5');
    expect(context.rip).toBe(0x403n);
    expect(register(context, 'rcx')).toBe(0n);
    expect([...context.areas[1]!.bytes.slice(0, 41)]).toEqual([...Array.from({ length: 40 }, (_, i) => i + 1), 0]);
  });

  test('no interrupt is asked for after the last repetition, nor without REP', () => {
    for (const [hex, count] of [
      ['f3a4', 3n],
      ['a4', 3n],
    ] as const) {
      const context = new SimpleContext();
      context.interruptAfter = hex === 'a4' ? 0 : 3;
      runBytes(context, hex, { registers: { rsi: 0x1000n, rdi: 0x2000n, rcx: count }, memory: memory() });
      expect(context.rip).toBe(BigInt(hex.length / 2));
    }
  });

  test('each repetition is charged once, none without REP', () => {
    const registers = { rsi: 0x1000n, rdi: 0x2000n, rcx: 7n };
    expect(run('f3a4', { registers, memory: memory() }).repeats).toBe(7);
    expect(run('f3a4', { registers: { ...registers, rcx: 0n }, memory: memory() }).repeats).toBe(0);
    expect(run('a4', { registers, memory: memory() }).repeats).toBe(0);
    // REPE CMPSB ends at the first difference: the target is all zeros.
    expect(run('f3a6', { registers, memory: memory() }).repeats).toBe(1);
  });

  test('a fault in a repetition keeps the ones before, and the instruction restarts there', () => {
    const context = new SimpleContext();
    context.rip = 0x400n;
    const areas = memory();
    runBytes(context, 'f348a5', {
      registers: { rsi: 0x1000n, rdi: 0x2000n + 64n - 16n, rcx: 4n },
      memory: [areas[0]!, areas[1]!],
    });
    expect(context.exception).toEqual({ vector: 14, errorCode: 6 });
    expect(context.faultAddress).toBe(0x2040);
    expect(context.rip).toBe(0x400n);
    expect(register(context, 'rcx')).toBe(2n);
    expect(register(context, 'rsi')).toBe(0x1010n);
    expect(register(context, 'rdi')).toBe(0x2040n);
    context.areas.push({ start: 0x2040, bytes: new Uint8Array(16) });
    again(context, 'f348a5');
    expect(context.exception).toBeNull();
    expect(register(context, 'rcx')).toBe(0n);
    expect([...context.areas[2]!.bytes]).toEqual(Array.from({ length: 16 }, (_, i) => i + 17));
  });

  test('a fault of REPE CMPS and REPNE SCAS leaves the flags as they were', () => {
    const registers = { rsi: 0x1000n, rdi: 0x2000n + 62n, rcx: 9n, rax: 0xffn };
    for (const hex of ['f2a6', 'f2ae']) {
      for (const flags of [2, 0x8d7]) {
        const context = run(hex, { registers, memory: memory(), flags });
        expect(context.exception?.vector).toBe(14);
        expect(context.flags.image).toBe(flags);
        expect(register(context, 'rcx')).toBe(7n);
      }
    }
  });

  test('16-bit addresses wrap and leave the upper registers alone', () => {
    const areas = [
      { start: 0xfffe, bytes: Uint8Array.of(1, 2) },
      { start: 0, bytes: Uint8Array.of(3, 4) },
      { start: 0x100, bytes: new Uint8Array(8) },
    ];
    const context = run('67f3a4', {
      bits: 32,
      registers: { rsi: 0x7777_fffen, rdi: 0x5555_0100n, rcx: 0x9999_0004n },
      memory: areas,
    });
    expect([...areas[2]!.bytes]).toEqual([1, 2, 3, 4, 0, 0, 0, 0]);
    expect(register(context, 'rsi')).toBe(0x7777_0002n);
    expect(register(context, 'rdi')).toBe(0x5555_0104n);
    expect(register(context, 'rcx')).toBe(0x9999_0000n);
  });

  test('the override moves the source, never the destination', () => {
    const context = new SimpleContext();
    context.segmentBases[5] = 0x800n;
    runBytes(context, '65a4', { registers: { rsi: 0x800n, rdi: 0x2000n }, memory: memory() });
    expect(context.areas[1]!.bytes[0]).toBe(1);
    const scan = new SimpleContext();
    scan.segmentBases[5] = 0x800n;
    runBytes(scan, '65ae', { registers: { rdi: 0x2000n, rax: 0n }, memory: memory() });
    expect(scan.flags.zf).toBe(true);
  });
});

describe('INS and OUTS', () => {
  test('move elements between a port and memory', () => {
    const registers = { rsi: 0x1000n, rdi: 0x2000n, rcx: 2n, rdx: 0x1_03f8n };
    const out = run('f36f', { registers, memory: memory(), flags: IOPL_3 });
    expect(out.ports).toEqual(['check 3f8 4', 'out 3f8 4 4030201', 'out 3f8 4 8070605']);
    expect(register(out, 'rsi')).toBe(0x1008n);
    const input = run('f3666d', {
      registers: { ...registers, rdi: 0x2010n },
      memory: memory(),
      flags: IOPL_3 | FlagBit.DF,
    });
    expect(input.ports).toEqual(['check 3f8 2', 'in 3f8 2', 'in 3f8 2']);
    expect(register(input, 'rdi')).toBe(0x200cn);
  });

  test('check the port before anything else, even for no repetition', () => {
    const context = run('f36c', { registers: { rcx: 0n, rdx: 0x60n } });
    expect(context.exception).toEqual({ vector: 13, errorCode: 0 });
  });

  test('check memory before the port is touched', () => {
    const registers = { rsi: 0x9000n, rdi: 0x9000n, rdx: 0x60n };
    for (const hex of ['6c', '6e']) {
      const context = run(hex, { registers, memory: memory(), flags: IOPL_3 });
      expect(context.exception?.vector).toBe(14);
      expect(context.ports).toEqual(['check 60 1']);
    }
  });
});
