/**
 * The largest guest: 2 GiB of RAM, which hypervisors put partly beyond host-physical 2 GiB, where addresses as signed
 * 32-bit numbers would be negative. The program reads back what it wrote, and runs, modifies and crosses pages of code.
 */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../asm/index.js';
import { Machine } from '../../src/machine/machine.js';
import { prepareProgram } from '../../src/machine/program.js';
import { profileNamed } from '../../src/timing/profiles.js';

const TWO_GIB = 2 ** 31;
const STEP = 0x2000000;

const SOURCE = `
        bits    64
        org     0x200000
        mov     ebx, ${TWO_GIB}
        mov     edi, ${STEP}
.write: mov     [rdi - 8], rdi
        lea     esi, [rdi - 0x101]                      ; NOP; MOV AL, 5; RET
        mov     word [rsi], 0xB090
        mov     word [rsi + 2], 0xC305
        add     edi, ${STEP}
        cmp     edi, ebx
        jbe     .write
        mov     edi, ${STEP}
.read:  cmp     [rdi - 8], rdi
        jne     bad
        lea     esi, [rdi - 0x101]
        call    rsi
        cmp     al, 5
        jne     bad
        mov     byte [rsi + 2], 0x22                    ; self-modifying
        call    rsi
        cmp     al, 0x22
        jne     bad
        lea     ebp, [rdi - 0x1002]                     ; an instruction that begins in one page and ends in the next
        mov     dword [rbp], 0x0007B890
        mov     dword [rbp + 4], 0xC30000
        call    rbp
        cmp     eax, 7
        jne     bad
        add     edi, ${STEP}
        cmp     edi, ebx
        jbe     .read
        mov     al, 1
        out     0xF4, al
bad:    mov     al, 2
        out     0xF4, al
`;

describe('2 GiB of RAM', () => {
  const result = assemble({ source: SOURCE, file: 'large.asm', resolve: () => null, defines: {} });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('\n'));

  it.each(['native', 'shadow', 'ept'] as const)('%s', async (mode) => {
    const machine = new Machine({
      mode,
      memory: TWO_GIB,
      profile: profileNamed('unit'),
      maxPhysicalAddressBits: 40,
      vmx: false,
      seed: 0n,
      serialOutput: () => undefined,
    });
    const program = await prepareProgram(result.bytes, {
      name: 'large',
      ramSize: TWO_GIB,
      loadAddress: 0x200000,
      append: '',
      modules: [],
      reserved: [],
    });
    machine.load(program);
    expect(machine.run({ maxInstructions: 100_000, maxCycles: Number.POSITIVE_INFINITY }).status).toBe(3);
  });
});
