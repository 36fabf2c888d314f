/**
 * What a guest sees of VMX with `--vmx on` while there is no VMX for it: a processor whose firmware has locked VMX off (SDM
 * Vol. 3, "Enabling and Entering VMX Operation"), the same in every mode; with `--vmx off` a processor without it.
 * Each letter is one instruction: . completed, U #UD, G #GP.
 */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../asm/index.js';
import { Machine } from '../../src/machine/machine.js';
import { prepareProgram } from '../../src/machine/program.js';
import { profileNamed } from '../../src/timing/profiles.js';

const RAM = 16 * 2 ** 20;

const TRIED = [
  'vmxon [region]',
  'vmxoff',
  'mov rax, cr4 \n bts rax, 13 \n mov cr4, rax',
  'vmxon [region]',
  'vmcall',
  'vmread rax, rbx',
  'vmclear [region]',
  'mov ecx, 0x3a \n rdmsr \n cmp eax, 1 \n jne wrong',
  'mov ecx, 0x3a \n mov eax, 5 \n xor edx, edx \n wrmsr',
  'mov ecx, 0x480 \n rdmsr',
  'mov ecx, 0x491 \n rdmsr', // IA32_VMX_VMFUNC: no VM functions
  'mov eax, 1 \n cpuid \n bt ecx, 5 \n jnc wrong',
];

const SOURCE = `
        bits    64
        org     0x200000
%macro GATE 2
        mov     rax, %2
        mov     [idt + %1 * 16], ax
        mov     word [idt + %1 * 16 + 2], cs
        mov     word [idt + %1 * 16 + 4], 0x8E00
        shr     rax, 16
        mov     [idt + %1 * 16 + 6], ax
%endmacro
        GATE    6, undefined
        GATE    13, protection
        lidt    [pointer]
${TRIED.map((code, n) => `mov r14, after${n}\n mov r15b, '.'\n ${code}\n after${n}: call report`).join('\n')}
        mov     al, 1
        out     0xF4, al
wrong:  mov     al, 2
        out     0xF4, al
report: mov     al, r15b
        mov     dx, 0x3F8
        out     dx, al
        ret
undefined:
        mov     r15b, 'U'
iretq_after:
        mov     [rsp], r14
        iretq
protection:
        pop     rax                             ; the error code
        mov     r15b, 'G'
        jmp     iretq_after
pointer: dw     14 * 16 - 1
        dq      idt
        align   16
region: times   2 dq 0
idt:    times   14 dq 0, 0
`;

async function run(mode: 'native' | 'shadow' | 'ept', vmx: boolean): Promise<string> {
  const result = assemble({ source: SOURCE, file: 'vmx.asm', resolve: () => null, defines: {} });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('\n'));
  let serial = '';
  const machine = new Machine({
    mode,
    memory: RAM,
    profile: profileNamed('unit'),
    maxPhysicalAddressBits: 40,
    vmx,
    seed: 0n,
    serialOutput: (byte) => {
      serial += String.fromCharCode(byte);
    },
  });
  const options = { name: 'vmx', ramSize: RAM, loadAddress: 0x200000, append: '', modules: [], reserved: [] };
  machine.load(await prepareProgram(result.bytes, options));
  const { status } = machine.run({ maxInstructions: 10_000, maxCycles: Number.POSITIVE_INFINITY });
  return `${serial} ${status}`;
}

describe.each(['native', 'shadow', 'ept'] as const)('%s', (mode) => {
  it('VMX shown', async () => expect(await run(mode, true)).toBe('UU.GUUU.G.G. 3'));
  it('VMX not shown', async () => expect(await run(mode, false)).toBe('UUGUUUUGGGG 5'));
});
