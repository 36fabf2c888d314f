/**
 * What single acts of a guest cost in VM exits, counted on paper, and that the guest ends the same in every mode. The
 * pages that the code below touches (its own two, the data in the first, the stack) are touched by the empty guest too.
 */
import { describe, expect, it } from 'vitest';
import { addedExits, runGuest } from './guest.js';

interface Act {
  readonly title: string;
  readonly body: string;
  readonly shadow: Readonly<Record<string, number>>;
  readonly ept: Readonly<Record<string, number>>;
}

const HOLE = 0x20000000;
const ROM = 0xf0000;
const APIC = 0xfee00000;
/** An entry of the loader's PML4 that maps nothing. */
const TABLE = 0x91c00;

const fault = (count: number) => ({ EXCEPTION_NMI: count });
const violation = (count: number) => ({ EPT_VIOLATION: count });

const ACTS: readonly Act[] = [
  {
    title: 'CPUID: one each',
    body: 'cpuid\n cpuid\n cpuid',
    shadow: { CPUID: 3 },
    ept: { CPUID: 3 },
  },
  {
    title: 'REP OUTSB: one for each byte',
    body: 'mov rsi, data\n mov rcx, 5\n mov dx, 0x3f8\n rep outsb',
    shadow: { IO_INSTRUCTION: 5 },
    ept: { IO_INSTRUCTION: 5 },
  },
  {
    title: 'REP INSB: one for each byte, none for a count of 0',
    body: 'mov rdi, data\n mov rcx, 3\n mov dx, 0x3fd\n rep insb\n rep insb',
    shadow: { IO_INSTRUCTION: 3 },
    ept: { IO_INSTRUCTION: 3 },
  },
  {
    title: 'MOV from and to CR3, and INVLPG: one each under shadow paging, none under EPT',
    body: 'mov rax, cr3\n mov cr3, rax\n mov cr3, rax\n invlpg [data]',
    shadow: { CR_ACCESS: 3, INVLPG: 1 },
    ept: {},
  },
  {
    title: 'MOV to CR0 and CR4: only when a host-owned bit changes',
    // TS and TSD are the guest's own.
    body: 'mov rax, cr0\n or rax, 8\n mov cr0, rax\n and rax, -9\n mov cr0, rax\n mov rax, cr4\n or rax, 4\n mov cr4, rax',
    shadow: {},
    ept: {},
  },
  {
    title: 'MOV CR8: one each',
    body: 'mov eax, 5\n mov cr8, rax\n mov rbx, cr8\n mov [data], rbx',
    shadow: { CR_ACCESS: 2 },
    ept: { CR_ACCESS: 2 },
  },
  {
    title: 'a read of a hole: one each, all ones',
    body: `mov rax, [abs ${HOLE}]\n mov [data], rax\n mov al, [abs ${HOLE + 5}]\n mov [data + 8], al`,
    shadow: fault(2),
    ept: violation(2),
  },
  {
    title: 'a string copy out of a hole: one for the whole instruction',
    body: `mov rsi, ${HOLE}\n mov rdi, data\n mov rcx, 16\n rep movsb`,
    shadow: fault(1),
    ept: violation(1),
  },
  {
    title: 'ROM: a first touch maps it, each write is dropped by one exit',
    body: `mov rax, [abs ${ROM}]\n mov [data], rax\n mov qword [abs ${ROM}], 7\n mov rax, [abs ${ROM}]\n mov [data + 8], rax`,
    shadow: fault(2),
    ept: violation(2),
  },
  {
    title: 'the local APIC: one for each access',
    body: `mov ebx, ${APIC}\n mov eax, [rbx + 0x30]\n mov [data], eax\n mov dword [rbx + 0x80], 0x20\n mov eax, [rbx + 0x80]\n mov [data + 8], eax`,
    shadow: fault(3),
    // And the page directory that maps it.
    ept: violation(4),
  },
  {
    title: 'a write to a page table: one each, whatever instruction makes it',
    body: `mov qword [abs ${TABLE}], 0
 mov rsp, ${TABLE + 16}
 push 0
 call .next
.next: mov rsp, stack_top
 xor eax, eax
 xor edx, edx
 mov rdi, ${TABLE}
 stosb
 bts dword [rdi], 5
 and qword [rdi + 7], 0
 mov qword [abs ${TABLE + 8}], 0`,
    // MOV, PUSH, CALL, STOSB, BTS, AND, MOV.
    shadow: fault(7),
    ept: {},
  },
  {
    title: 'REP STOSQ over a page table: one for the whole instruction',
    body: `mov rdi, ${TABLE}\n xor eax, eax\n mov rcx, 64\n rep stosq`,
    shadow: fault(1),
    ept: {},
  },
  {
    title: 'event delivery onto a page table: opened, filled, stepped',
    body: `mov rsp, ${TABLE + 0x100}\n int3`,
    shadow: { EXCEPTION_NMI: 2, MONITOR_TRAP_FLAG: 1 },
    ept: {},
  },
  {
    title: 'event delivery onto a hole: opened (under shadow paging also filled), stepped',
    body: `mov rsp, ${HOLE + 0x100}\n int3`,
    shadow: { EXCEPTION_NMI: 2, MONITOR_TRAP_FLAG: 1 },
    ept: { EPT_VIOLATION: 1, MONITOR_TRAP_FLAG: 1 },
  },
  {
    title: 'an exception of the guest other than a page fault: none',
    body: 'ud2',
    shadow: {},
    ept: {},
  },
  {
    title: 'a page fault of the guest: one under shadow paging (its non-canonical neighbour, #GP, none)',
    body: `mov r15, .next
 mov rax, 0x8000000000
 mov rax, [rax]
.next: mov r15, done
 mov rax, 0x800000000000
 mov rax, [rax]`,
    shadow: fault(1),
    ept: {},
  },
  {
    title: 'an interrupt that the guest does not take yet: the access that raises it, and the interrupt window',
    body: `mov ebx, ${APIC}\n mov dword [rbx + 0xf0], 0x1ff\n mov dword [rbx + 0x300], 0x44030\n sti\n nop\n cli`,
    shadow: { EXCEPTION_NMI: 2, INTERRUPT_WINDOW: 1 },
    // And the page directory that maps the APIC.
    ept: { EPT_VIOLATION: 3, INTERRUPT_WINDOW: 1 },
  },
  {
    title: 'VMX instructions: #UD by way of an exit',
    body: 'mov r15, .next\n vmcall\n.next: mov r15, done\n vmxoff',
    shadow: { VMCALL: 1, VMXOFF: 1 },
    ept: { VMCALL: 1, VMXOFF: 1 },
  },
  {
    title: 'MSRs: those of the APIC, and under shadow paging EFER; the guest owns the others',
    body: `mov ecx, 0x1b\n rdmsr\n mov [data], eax\n mov ecx, 0xc0000080\n rdmsr\n mov [data + 8], eax
 mov ecx, 0xc0000082\n mov eax, 5\n xor edx, edx\n wrmsr\n rdmsr\n mov [data + 16], eax`,
    shadow: { RDMSR: 2 },
    ept: { RDMSR: 1 },
  },
];

describe('VM exits', async () => {
  const empty = { shadow: await runGuest('', 'shadow'), ept: await runGuest('', 'ept') };
  for (const act of ACTS) {
    it(act.title, async () => {
      const native = await runGuest(act.body, 'native');
      for (const mode of ['shadow', 'ept'] as const) {
        const run = await runGuest(act.body, mode);
        expect([mode, addedExits(run, empty[mode])]).toEqual([mode, act[mode]]);
        const { hash, instructions, serial } = native;
        expect([run.hash, run.instructions, run.serial]).toEqual([hash, instructions, serial]);
      }
    });
  }
});
