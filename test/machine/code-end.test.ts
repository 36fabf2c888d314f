/**
 * Code that wraps at 4 GiB outside 64-bit mode, its first byte in a hole: with a limit of 4 GiB it is
 * implementation-specific whether that faults (SDM Vol. 3, "Limit Checking"); here it does not, in any mode.
 */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../asm/index.js';
import { Machine } from '../../src/machine/machine.js';
import { prepareProgram } from '../../src/machine/program.js';
import { profileNamed } from '../../src/timing/profiles.js';

const RAM = 16 * 2 ** 20;

const SOURCE = `
        bits    64
        org     0x200000
        lgdt    [gdtp]
        mov     word [0], 0xEAC0                ; the rest of FF C0, INC EAX; then a far jump back
        mov     dword [2], back
        mov     word [6], 8
        mov     eax, 40
        jmp     far dword [pointer]
back:   out     0xF4, al                        ; 41
pointer: dd     0xFFFFFFFF
        dw      16
        align   8
gdt:    dq      0, 0x00AF9B000000FFFF, 0x00CF9B000000FFFF
gdtp:   dw      23
        dq      gdt
`;

describe('an instruction that wraps at 4 GiB', () => {
  const result = assemble({ source: SOURCE, file: 'end.asm', resolve: () => null, defines: {} });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('\n'));

  it.each(['native', 'shadow', 'ept'] as const)('%s', async (mode) => {
    const machine = new Machine({
      mode,
      memory: RAM,
      profile: profileNamed('unit'),
      maxPhysicalAddressBits: 40,
      vmx: false,
      seed: 0n,
      serialOutput: () => undefined,
    });
    const options = { name: 'end', ramSize: RAM, loadAddress: 0x200000, append: '', modules: [], reserved: [] };
    machine.load(await prepareProgram(result.bytes, options));
    const { status } = machine.run({ maxInstructions: 1000, maxCycles: Number.POSITIVE_INFINITY });
    expect(status).toBe((41 << 1) | 1);
  });
});
