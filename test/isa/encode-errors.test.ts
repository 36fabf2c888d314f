/** What the encoder says of source it cannot take, and that nothing makes it throw. */
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/isa/encode.js';
import type { EncodeFailure, EncodeRequest, MemoryOperand, OperandSyntax } from '../../src/isa/encode-types.js';
import { mnemonicNames } from '../../src/isa/print.js';
import { REGISTERS } from '../../src/isa/register-names.js';
import type { CodeBits } from '../../src/isa/registers.js';
import { parseInstruction } from './parse-instruction.js';

function refusal(source: string, bits: CodeBits = 64): EncodeFailure {
  const result = encode(parseInstruction(source, bits, 'full', 0n));
  if (result.ok) throw new Error(`${source} assembles to ${result.bytes}`);
  return result;
}

function warnings(source: string, bits: CodeBits = 64): readonly string[] {
  const result = encode(parseInstruction(source, bits, 'full', 0n));
  if (!result.ok) throw new Error(result.message);
  return result.warnings;
}

describe('encode refuses', () => {
  it('registers of different sizes, and says which', () => {
    expect(refusal('mov eax,rbx')).toMatchObject({
      code: 'operand-size',
      message: 'mismatch in operand sizes: eax is 32-bit, rbx is 64-bit',
      operand: 1,
    });
    expect(refusal('mov eax,bl').hint).toContain('movzx');
  });

  it('a memory operand without a size, and says which sizes there are', () => {
    expect(refusal('mov [rax],5')).toMatchObject({ code: 'operation-size', message: 'operation size not specified' });
    expect(refusal('inc [rax]').hint).toBe('write byte, word, dword or qword before the memory operand');
    expect(refusal('movzx eax,[rbx]').hint).toBe('write byte or word before the memory operand');
  });

  it('what the mode does not have, and says what to do', () => {
    expect(refusal('push rax', 32)).toMatchObject({
      code: 'mode',
      hint: '64-bit registers need bits 64; this is 32-bit code',
    });
    expect(refusal('push eax')).toMatchObject({ code: 'mode', hint: 'use the 64-bit register rax' });
    expect(refusal('push r9d').hint).toBe('use the 64-bit register r9');
    expect(refusal('mov cr3,eax').hint).toBe('use the 64-bit register rax');
    expect(refusal('jmp 8:0x1000').hint).toContain('jmp far');
    expect(refusal('mov r8b,1', 32)).toMatchObject({ code: 'mode', message: 'r8b exists in 64-bit mode only' });
    expect(refusal('pusha').message).toBe('instruction not supported in 64-bit mode: pusha');
  });

  it('addresses that cannot be', () => {
    expect(refusal('mov rax,[rax+ebx]').message).toContain('rax is 64-bit, ebx is 32-bit');
    expect(refusal('mov rax,[bx]').message).toContain('impossible combination of address sizes');
    expect(refusal('mov rax,[rax*6]').message).toContain('a scale is 1, 2, 4 or 8, not 6');
    expect(refusal('mov rax,[rsp*2]').message).toContain('rsp cannot be an index');
    expect(refusal('mov ax,[bx+bp]', 16).message).toContain('not bx+bp');
    expect(refusal('mov al,[cs]').message).toContain('cs cannot be part of an address');
  });

  it('AH beside REX', () => {
    expect(refusal('mov ah,r8b').code).toBe('high-byte');
    expect(refusal('mov ah,sil').code).toBe('high-byte');
  });

  it('a short jump out of reach', () => {
    expect(refusal('jmp short $+0x90')).toMatchObject({ code: 'short-range' });
    expect(refusal('loop $+0x1000').message).toContain('short jump is out of range');
  });

  it('operands that no form takes, and lists the forms', () => {
    expect(refusal('in al,bx')).toMatchObject({ code: 'operand-combination' });
    expect(refusal('lgdt rax').hint).toBe('lgdt takes: m16&n');
    expect(refusal('mov rax').message).toBe('mov takes 2 operands, not 1');
  });
});

describe('encode warns', () => {
  it('of values that do not fit, in nasm’s words', () => {
    expect(warnings('add cl,300')).toEqual(['byte data exceeds bounds']);
    expect(warnings('mov eax,0x123456789')).toEqual(['dword data exceeds bounds']);
    expect(warnings('add rax,0xffffffff')).toEqual(['signed dword value exceeds bounds']);
    expect(warnings('mov al,[0x123456789]')).toEqual(['dword data exceeds bounds']);
    expect(warnings('push 0x80000000')).toEqual(['signed dword immediate exceeds bounds', 'dword data exceeds bounds']);
    expect(warnings('add cl,-128')).toEqual([]);
    expect(warnings('mov eax,-1')).toEqual([]);
  });

  it('of prefixes without a meaning', () => {
    expect(warnings('lock mov [rax],eax')).toEqual(['instruction is not lockable']);
    expect(warnings('mov eax,[ds:rax]')).toEqual(['ds segment base generated, but will be ignored in 64-bit mode']);
  });
});

describe('encode in a pass whose labels are not known', () => {
  const unknown = (rest: Partial<OperandSyntax> = {}): OperandSyntax =>
    ({
      kind: 'immediate',
      value: null,
      relocatable: false,
      sameSection: false,
      size: null,
      strict: false,
      distance: null,
      ...rest,
    }) as OperandSyntax;
  const length = (mnemonic: string, ...operands: OperandSyntax[]): number => {
    const request: EncodeRequest = {
      mnemonic,
      prefixes: [],
      operands,
      bits: 64,
      optimization: 'full',
      address: 0n,
      firstPass: true,
    };
    const result = encode(request);
    return result.ok ? result.bytes.length : -1;
  };

  it('hopes for short jumps and small immediates', () => {
    expect(length('JMP', unknown())).toBe(2);
    expect(length('JZ', unknown())).toBe(2);
    expect(length('CALL', unknown())).toBe(5);
    expect(length('PUSH', unknown())).toBe(2);
    expect(length('ADD', { kind: 'register', name: 'ecx', size: null }, unknown())).toBe(3);
    expect(length('MOV', { kind: 'register', name: 'rcx', size: null }, unknown())).toBe(5);
  });

  it('keeps a label’s immediate wide, and says where it is', () => {
    const label = unknown({ value: 5n, relocatable: true, sameSection: true } as Partial<OperandSyntax>);
    const result = encode({
      mnemonic: 'MOV',
      prefixes: [],
      operands: [{ kind: 'register', name: 'rcx', size: null }, label],
      bits: 64,
      optimization: 'full',
      address: 0n,
      firstPass: false,
    });
    expect(result).toMatchObject({
      ok: true,
      bytes: [0x48, 0xb9, 5, 0, 0, 0, 0, 0, 0, 0],
      relocations: [{ offset: 2, size: 8, relative: false, operand: 1, selector: false }],
    });
  });

  it('relocates branches to other sections', () => {
    const elsewhere = unknown({ value: 0x1000n, relocatable: true, sameSection: false } as Partial<OperandSyntax>);
    const result = encode({
      mnemonic: 'JMP',
      prefixes: [],
      operands: [elsewhere],
      bits: 64,
      optimization: 'full',
      address: 0x10n,
      firstPass: false,
    });
    expect(result).toMatchObject({
      ok: true,
      bytes: [0xe9, 0xeb, 0x0f, 0, 0],
      relocations: [{ offset: 1, size: 4, relative: true, operand: 0 }],
    });
  });
});

describe('encode', () => {
  it('never throws, whatever it is given', () => {
    let seed = 99;
    const next = (limit: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >> 8) % limit;
    };
    const pick = <T>(items: readonly T[]): T => items[next(items.length)]!;
    const names = [...mnemonicNames];
    const registers = [...REGISTERS.keys(), 'ip', ''];
    const values = [0n, 1n, -1n, 127n, 128n, -129n, 1n << 31n, 1n << 63n, 1n << 64n, -(1n << 80n), 1n << 200n, null];
    const sizes = [null, null, 1, 2, 4, 8, 10, 16, 3];
    const operand = (): OperandSyntax => {
      switch (next(4)) {
        case 0:
          return { kind: 'register', name: pick(registers), size: pick(sizes) };
        case 1:
          return {
            kind: 'immediate',
            value: pick(values),
            relocatable: next(2) === 0,
            sameSection: next(2) === 0,
            size: pick(sizes),
            strict: next(3) === 0,
            distance: pick([null, null, 'short', 'near', 'far']),
          };
        case 2:
          return {
            kind: 'far',
            selector: pick(values),
            offset: pick(values),
            selectorRelocatable: next(2) === 0,
            offsetRelocatable: next(2) === 0,
            size: pick(sizes),
          };
        default:
          return {
            kind: 'memory',
            size: pick(sizes),
            far: next(5) === 0,
            strict: false,
            segment: pick([null, null, 'fs', 'cs', 'xx']),
            base: pick([null, ...registers]),
            index: pick([null, null, ...registers]),
            scale: pick([1, 2, 3, 4, 8, 9, -1, 0, 1e9]),
            displacement: pick(values),
            relocatable: next(3) === 0,
            sameSection: next(2) === 0,
            displacementSize: pick(sizes),
            addressing: pick([null, 'rel', 'abs']),
            nosplit: next(4) === 0,
            indexWasScaled: next(2) === 0,
          } satisfies MemoryOperand;
      }
    };
    for (let round = 0; round < 40_000; round++) {
      const result = encode({
        mnemonic: pick(names),
        prefixes: Array.from({ length: next(3) }, () =>
          pick(['rep', 'lock', 'o16', 'o64', 'a32', 'fs', 'bnd', 'wait', 'nope']),
        ),
        operands: Array.from({ length: next(4) }, operand),
        bits: pick([16, 32, 64] as const),
        optimization: pick(['none', 'full'] as const),
        address: pick([0n, 0x7c00n, 1n << 40n]),
        firstPass: next(2) === 0,
      });
      if (result.ok) {
        expect(result.bytes.length).toBeLessThanOrEqual(20);
        for (const byte of result.bytes) expect(byte >= 0 && byte <= 255 && Number.isInteger(byte)).toBe(true);
      } else expect(result.message).not.toBe('');
    }
  });
});
