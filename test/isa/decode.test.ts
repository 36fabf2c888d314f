/** The decoder's rules, restated from the SDM: prefixes, sizes, segments, what raises #UD. */
import { describe, expect, it } from 'vitest';
import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { type Instruction, OperandKind, RIP_BASE } from '../../src/isa/instruction.js';
import type { CodeBits } from '../../src/isa/registers.js';
import { bytesOf, readGolden } from './golden.js';

function read(hex: string, bits: CodeBits = 64): Instruction {
  const code = bytesOf(hex.replaceAll(' ', ''));
  const insn = decode(code, 0, code.length, bits);
  if (isDecodeFailure(insn)) throw new Error(`${hex}: ${insn.reason}`);
  expect(insn.length).toBe(code.length);
  return insn;
}

function failureOf(hex: string, bits: CodeBits = 64): string {
  const code = bytesOf(hex.replaceAll(' ', ''));
  const insn = decode(code, 0, code.length, bits);
  return isDecodeFailure(insn) ? insn.failure : insn.mnemonic;
}

describe('decode', () => {
  it('takes each measured encoding of nasm as one instruction', () => {
    for (const { bits, full, none } of readGolden('nasm-measured.txt')) {
      for (const code of [full, none]) if (!code.startsWith('ERR')) read(code, bits);
    }
  });

  it('sizes operands by mode, 66 and REX.W', () => {
    expect(read('01 d8', 16).operandSize).toBe(2);
    expect(read('66 01 d8', 16).operandSize).toBe(4);
    expect(read('01 d8', 32).operandSize).toBe(4);
    expect(read('66 01 d8', 32).operandSize).toBe(2);
    expect(read('01 d8').operandSize).toBe(4);
    expect(read('66 01 d8').operandSize).toBe(2);
    expect(read('66 48 01 d8').operandSize).toBe(8);
    expect(read('00 d8').operandSize).toBe(1);
    // Defaults of 64-bit mode: pushes and near branches are 64-bit; on Intel's processors 66 leaves branches alone.
    expect(read('50').operandSize).toBe(8);
    expect(read('66 50').operandSize).toBe(2);
    expect(read('66 e8 00 00 00 00').operandSize).toBe(8);
    expect(read('66 c3').operandSize).toBe(8);
    expect(read('cf').operandSize).toBe(4);
    expect(read('48 ed').operandSize).toBe(4);
  });

  it('counts REX only in front of the opcode', () => {
    expect(read('48 66 01 d8').operandSize).toBe(2);
    expect(read('48 66 01 d8').rex).toBe(0);
    expect(read('44 48 01 d8').operands[1].register).toBe(3);
  });

  it('tells AH to BH from SPL to DIL by REX', () => {
    expect(read('88 e0').operands[1]).toMatchObject({ register: 0, highByte: true });
    expect(read('40 88 e0').operands[1]).toMatchObject({ register: 4, highByte: false });
  });

  it('takes SS for addresses with RBP or RSP as base, and overrides', () => {
    const segment = (hex: string, bits: CodeBits = 64): number => read(hex, bits).operands[1].segment;
    expect(segment('8b 03')).toBe(3);
    expect(segment('8b 45 00')).toBe(2);
    expect(segment('8b 04 24')).toBe(2);
    expect(segment('49 8b 45 00')).toBe(3);
    expect(segment('49 8b 04 24')).toBe(3);
    // An index is no base.
    expect(segment('8b 04 28')).toBe(3);
    expect(segment('8b 46 00', 16)).toBe(2);
    expect(segment('8b 02', 16)).toBe(2);
    expect(segment('64 8b 45 00')).toBe(4);
    // ES, CS, SS and DS are null prefixes in 64-bit mode.
    expect(segment('2e 8b 45 00')).toBe(2);
    expect(segment('64 2e 8b 45 00')).toBe(4);
    expect(segment('2e 8b 45 00', 32)).toBe(1);
  });

  it('reads addresses: RIP-relative, no base, no index, moffs', () => {
    expect(read('8b 05 10 00 00 00').operands[1]).toMatchObject({ base: RIP_BASE, displacement: 16 });
    expect(read('8b 05 10 00 00 00', 32).operands[1]).toMatchObject({ base: -1, displacement: 16 });
    expect(read('8b 04 25 f0 ff ff ff').operands[1]).toMatchObject({ base: -1, index: -1, displacement: -16 });
    expect(read('42 8b 04 20').operands[1]).toMatchObject({ base: 0, index: 12, scale: 1 });
    expect(read('48 a1 f0 de bc 9a 78 56 34 12').operands[1]).toMatchObject({
      kind: OperandKind.OFFSET,
      immediate: 0x123456789abcdef0n,
    });
    expect(read('67 a0 f0 ff ff ff').operands[1].immediate).toBe(0xfffffff0n);
  });

  it('extends immediates to the operand', () => {
    expect(read('48 83 c0 ff').operands[1]).toMatchObject({ size: 8, immediate: 0xffff_ffff_ffff_ffffn });
    expect(read('83 c0 ff').operands[1].immediate).toBe(0xffff_ffffn);
    expect(read('66 83 c0 ff').operands[1].immediate).toBe(0xffffn);
    expect(read('48 81 c1 00 00 00 80').operands[1].immediate).toBe(0xffff_ffff_8000_0000n);
    expect(read('6a ff').operands[0]).toMatchObject({ size: 8, immediate: 0xffff_ffff_ffff_ffffn });
    expect(read('c1 e0 ff').operands[1]).toMatchObject({ size: 1, immediate: 0xffn });
    expect(read('eb fe').operands[0]).toMatchObject({ kind: OperandKind.RELATIVE, immediate: -2n });
  });

  it('chooses by mandatory prefix', () => {
    expect(read('0f bc c1').mnemonic).toBe('BSF');
    expect(read('f3 0f bc c1').mnemonic).toBe('TZCNT');
    expect(read('f3 0f bc c1').repeat).toBe(0);
    expect(read('90').mnemonic).toBe('NOP');
    expect(read('f3 90').mnemonic).toBe('PAUSE');
    expect(read('41 90').mnemonic).toBe('XCHG');
    expect(read('48 90').mnemonic).toBe('NOP');
    expect(read('0f c7 30').mnemonic).toBe('VMPTRLD');
    expect(read('66 0f c7 30').mnemonic).toBe('VMCLEAR');
    expect(read('f3 0f c7 30').mnemonic).toBe('VMXON');
    expect(read('0f c7 f0').mnemonic).toBe('RDRAND');
    expect(read('48 0f c7 08').mnemonic).toBe('CMPXCHG16B');
    expect(read('f3 0f 1e fa').mnemonic).toBe('ENDBR64');
  });

  it('keeps what repeats and what is only a prefix apart', () => {
    expect(read('f3 a4').repeat).toBe(1);
    expect(read('f2 ae').repeat).toBe(2);
    expect(read('f3 c3').repeat).toBe(0);
  });

  it('does not look at ModR/M.mod of MOV to and from control and debug registers', () => {
    expect(read('0f 22 18').operands).toMatchObject([
      { kind: OperandKind.CONTROL, register: 3 },
      { kind: OperandKind.REGISTER, register: 0, size: 8 },
      {},
      {},
    ]);
  });

  it('raises #UD for what the SDM reserves', () => {
    for (const hex of ['0f 22 c8', '44 0f 22 c8', '0f 20 e8', '44 0f 23 c0', '8e c8', '8e f0', '8c f8'])
      expect(failureOf(hex)).toBe('invalid');
    for (const hex of [
      '06',
      '0e',
      '37',
      '60',
      '9a 00 00 00 00 00 00',
      'ea 00 00 00 00 00 00',
      'd4 0a',
      'ce',
      '82 c0 00',
    ])
      expect(failureOf(hex)).toBe('invalid');
    for (const hex of ['0f 05', '0f 01 f8', '63']) expect(failureOf(`${hex}`, 32)).not.toBe('SYSCALL');
    expect(failureOf('0f 05', 32)).toBe('invalid');
    // A memory operand is needed.
    for (const hex of ['8d c0', '0f 01 f8', '0f c7 c8', 'ff d8'])
      expect(['invalid', 'SWAPGS']).toContain(failureOf(hex));
  });

  it('raises #UD for LOCK without a lockable destination in memory', () => {
    expect(failureOf('f0 01 03')).toBe('ADD');
    expect(failureOf('f0 87 03')).toBe('XCHG');
    for (const hex of ['f0 01 c3', 'f0 03 03', 'f0 39 03', 'f0 89 03', 'f0 90', 'f0 0f a3 03'])
      expect(failureOf(hex)).toBe('invalid');
    expect(failureOf('f0 0f ab 03')).toBe('BTS');
  });

  it('tells too few bytes from too many', () => {
    expect(failureOf('48 8b')).toBe('truncated');
    expect(failureOf('48 8b 04')).toBe('truncated');
    expect(failureOf('48 b8 00 00 00')).toBe('truncated');
    expect(failureOf('66'.repeat(14))).toBe('truncated');
    expect(failureOf('66'.repeat(15))).toBe('too-long');
    expect(failureOf(`${'66'.repeat(14)}90`)).toBe('NOP');
    expect(failureOf(`${'66'.repeat(15)}90`)).toBe('too-long');
    expect(failureOf(`${'2e'.repeat(10)}81 05 00 00 00 00 00 00`)).toBe('too-long');
  });
});
