/** What the profile `unit` promises to somebody who counts by hand. */
import { describe, expect, it } from 'vitest';
import { temporaryFile, trapwalk } from './trapwalk.js';

/** Maps 4 MiB with 4-KByte pages of its own and reads 128 of them, in turn, three times: twice what the TLB holds. */
const SWEEP = `
bits 64
org 0x200000
        mov     dword [pml4], pdpt + 3
        mov     dword [pdpt], pd + 3
        mov     dword [pd], tables + 3
        mov     dword [pd + 8], tables + 0x1003
        mov     ecx, 1024
fill:   lea     eax, [rcx - 1]
        shl     eax, 12
        or      eax, 3
        mov     [tables + rcx * 8 - 8], rax
        loop    fill
        mov     eax, pml4
        mov     cr3, rax
        mov     ebp, 3
pass:   mov     ecx, 128
        mov     esi, 0x300000
read:   mov     al, [rsi]
        add     esi, 0x1000
        loop    read
        dec     ebp
        jnz     pass
        cli
        hlt
        align   4096, db 0
pml4:   times 512 dq 0
pdpt:   times 512 dq 0
pd:     times 512 dq 0
tables: times 1024 dq 0
`;
const FILL = 5 + 5 * 1024 + 3;
const PASS = 2 + 3 * 128 + 2;
const READS = 3 * 100;

const file = temporaryFile('sweep.asm', SWEEP);

/** Statistics after so many instructions. */
function statisticsAt(mode: string, instructions: number) {
  const args = ['run', file, '--mode', mode, '--profile', 'unit', '--stats', 'json'];
  const { stderr } = trapwalk([...args, '--max-instructions', String(instructions)]);
  return JSON.parse(stderr.slice(stderr.indexOf('{')));
}

describe.each([
  ['native', 4, 0],
  ['shadow', 4, 0],
  ['ept', 4, 20],
])('%s', (mode, guest, nested) => {
  // The first pass has mapped everything, so that no exit interrupts what comes after it.
  const before = statisticsAt(mode, FILL + PASS + 2);
  const then = statisticsAt(mode, FILL + PASS + 2 + READS);

  it(`makes ${guest + nested} references on each TLB miss`, () => {
    const misses = then.tlb.l1d.misses - before.tlb.l1d.misses;
    expect(misses).toBe(100);
    expect(then.tlb.l1i.misses).toBe(before.tlb.l1i.misses);
    expect(then.walks.count - before.walks.count).toBe(misses);
    expect(then.walks.guestReferences - before.walks.guestReferences).toBe(guest * misses);
    expect(then.walks.nestedReferences - before.walks.nestedReferences).toBe(nested * misses);
    expect(then.walks.references - before.walks.references).toBe((guest + nested) * misses);
  });

  it('charges a cycle for each of them and for each instruction', () => {
    expect(then.instructions - before.instructions).toBe(READS);
    expect(then.cycles.compute - before.cycles.compute).toBe(READS);
    expect(then.cycles.translation - before.cycles.translation).toBe(100 * (guest + nested));
    expect(then.cycles.total - before.cycles.total).toBe(READS + 100 * (guest + nested));
    expect(then.tlb.l2).toEqual({ hits: 0, misses: 0 });
  });

  it('charges 1000 cycles for a VM exit and nothing for the hypervisor', () => {
    expect(then.cycles.exits).toBe(1000 * then.exits.total);
    expect(then.cycles.vmm).toBe(0);
    expect(then.exits.total > 0).toBe(mode !== 'native');
    for (const { count, cycles } of Object.values<{ count: number; cycles: number }>(then.exits.byReason)) {
      expect(cycles).toBe(1000 * count);
    }
  });
});
