/** Shadow tables with few host pages: all of them go when a fill finds none, and the guest does not notice. */
import { expect, it } from 'vitest';
import type { Machine } from '../../src/machine/machine.js';
import { runGuest } from './guest.js';

/** Maps 64 page tables of one entry each, through which it reads and writes, twice over. */
const MANY_TABLES = `
        mov rax, 0x400003               ; PDPT at 400000H under PML4 entry 1
        mov [abs 0x91008], rax
        mov rax, 0x401003               ; PD at 401000H
        mov [abs 0x400000], rax
        mov rbx, 2
.round: xor ecx, ecx
.table: mov rax, rcx                    ; page table n at 402000H + n * 4096
        shl rax, 12
        add rax, 0x402003
        mov [0x401000 + rcx * 8], rax
        and rax, -4096
        mov qword [rax], 0x500003       ; every one maps 500000H
        mov rdx, rcx
        shl rdx, 21
        mov rsi, 0x8000000000
        add rdx, rsi
        add qword [rdx], rcx
        inc ecx
        cmp ecx, 64
        jne .table
        mov rax, cr3
        mov cr3, rax
        dec ebx
        jnz .round`;

/** Leaves the hypervisor `left` pages more than it has taken. */
const leave = (left: number) => (machine: Machine) => {
  // biome-ignore lint/complexity/useLiteralKeys: the pool is the machine's own business otherwise
  const pages = machine['pages']!;
  const spare = Array.from({ length: left }, () => pages.allocate());
  while (pages.allocate() >= 0);
  for (const page of spare) pages.free(page);
};

it('goes on with a handful of pages', async () => {
  const native = await runGuest(MANY_TABLES, 'native');
  const plenty = await runGuest(MANY_TABLES, 'shadow');
  expect(plenty.hash).toBe(native.hash);
  const scarce = await runGuest(MANY_TABLES, 'shadow', leave(12));
  expect(scarce.hash).toBe(native.hash);
  expect(scarce.exits.EXCEPTION_NMI).toBeGreaterThan(plenty.exits.EXCEPTION_NMI!);
  expect(scarce.machine.statistics().memory.shadowPageTables).toBeLessThan(
    plenty.machine.statistics().memory.shadowPageTables,
  );
});
