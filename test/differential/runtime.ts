/** The fixed part of a generated kernel: boot, descriptor tables, the handler that logs every event and goes on. */
import { hex } from './accesses.js';
import {
  CORE,
  FRAME_COUNT,
  FRAMES,
  IST_TOP,
  LOG,
  LOG_ENTRIES,
  RSP0_TOP,
  STACK_TOP,
  Variable,
  type Width,
} from './layout.js';

export const USER_BASE: Readonly<Record<Width, number>> = {
  long: 0x1000_0000,
  pae: 0x1000_0000,
  legacy: 0x9000_0000,
  flat: 0,
};

/** Vectors with an error code. */
const WITH_ERROR = new Set([8, 10, 11, 12, 13, 14, 17]);
/** Vectors that have a gate. */
export const VECTORS: readonly number[] = [...Array.from({ length: 32 }, (_, i) => i), 0x40, 0x41, 0x80];
const USER_GATES = new Set([3, 4, 0x80]);
/** Events after which execution goes on where it was. */
const RESUMED = [1, 3, 4, 0x40, 0x41];

export interface BootRegisters {
  readonly cr0: number;
  readonly cr3: number;
  readonly cr4: number;
  readonly efer: number;
  /** Vectors delivered on the IST stack. */
  readonly istVectors: readonly number[];
}

export function header(width: Width): string[] {
  if (width === 'long') return ['bits 64', `org ${hex(CORE)}`, 'jmp boot'];
  return [
    'bits 32',
    `org ${hex(CORE)}`,
    'mb: dd 0x1badb002, 0x10000, -(0x1badb002 + 0x10000), mb, mb, image_end, image_end, boot',
  ];
}

/** Boot up to the first action. `entries`: what goes into memory first, by address. */
export function boot(width: Width, registers: BootRegisters): string[] {
  const long = width === 'long';
  const lines = ['boot: cli', 'cld', 'lgdt [gdt_pointer]'];
  lines.push('mov eax, 0x10', 'mov ds, eax', 'mov es, eax', 'mov ss, eax', `mov esp, ${hex(STACK_TOP)}`);
  if (!long) lines.push('jmp 8:reloaded', 'reloaded:');
  // Gates.
  lines.push('mov esi, gates', `.gate: movzx ecx, byte [esi]`, 'cmp ecx, 255', 'je .gated', 'mov edi, ecx');
  lines.push(`shl edi, ${long ? 4 : 3}`, 'add edi, idt', 'mov eax, [esi+4]', 'mov [edi], ax', 'mov word [edi+2], 8');
  lines.push('mov cx, [esi+1]', 'mov [edi+4], cx', 'shr eax, 16', 'mov [edi+6], ax', 'add esi, 8', 'jmp .gate');
  lines.push('.gated: lidt [idt_pointer]', 'mov eax, 0x30', 'ltr ax');
  // Frames: code that can be called at 100H, and at FFDH across two pages.
  lines.push(
    `mov edi, ${hex(FRAMES)}`,
    'xor ecx, ecx',
    '.frame: mov dword [edi], 0x11c34433',
    'mov byte [edi+0x100], 0xb8',
  );
  lines.push('mov [edi+0x101], ecx', 'mov byte [edi+0x105], 0xc3', 'mov dword [edi+0xffc], 0x2211b890');
  lines.push('lea eax, [ecx*8+ecx+0x12345678]', 'mov [edi+0x10], eax', 'mov [edi+0x7f8], edi');
  lines.push('add edi, 4096', 'inc ecx', `cmp ecx, ${FRAME_COUNT}`, 'jb .frame');
  // Page tables.
  lines.push('mov esi, entries', '.entry: mov edi, [esi]', 'test edi, edi', 'jz .entered', 'mov eax, [esi+4]');
  if (width === 'legacy') lines.push('mov [edi], eax', 'add esi, 8');
  else lines.push('mov [edi], eax', 'mov eax, [esi+8]', 'mov [edi+4], eax', 'add esi, 12');
  lines.push('jmp .entry', '.entered:');
  lines.push(`mov dword [${hex(Variable.LOG_NEXT)}], ${hex(LOG)}`);
  const msr = (index: number, low: string, high = '0') =>
    lines.push(`mov ecx, ${hex(index)}`, `mov eax, ${low}`, `mov edx, ${high}`, 'wrmsr');
  if (long) {
    msr(0xc0000081, '0', '0x1b0008');
    msr(0xc0000082, 'system_call');
    msr(0xc0000084, '0x47700');
  }
  msr(0x174, '8');
  msr(0x175, hex(STACK_TOP));
  msr(0x176, 'system_enter');
  if (width !== 'flat') {
    if (!long || registers.efer !== 0x100) msr(0xc0000080, hex(long ? registers.efer : registers.efer & ~0x500));
    const control = (n: number, value: number) =>
      lines.push(`mov eax, ${hex(value)}`, `mov cr${n}, ${long ? 'rax' : 'eax'}`);
    if (long) {
      // The loader's CR3 has no PCID; PCIDE can rise on it.
      control(3, registers.cr3);
      control(4, registers.cr4);
      control(0, registers.cr0);
    } else {
      control(4, registers.cr4);
      control(3, registers.cr3);
      control(0, registers.cr0);
    }
  }
  return lines;
}

/** End, subroutines, handlers, tables. `invalidated`: addresses that `invalidate_all` covers one by one. */
export function routines(
  width: Width,
  registers: BootRegisters,
  entries: ReadonlyMap<number, bigint>,
  invalidated: readonly bigint[],
): string[] {
  const long = width === 'long';
  const [a, b, c, d, si, di, sp] = long
    ? ['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rsp']
    : ['eax', 'ebx', 'ecx', 'edx', 'esi', 'edi', 'esp'];
  const w = long ? 8 : 4;
  const size = long ? 'qword' : 'dword';
  const lines: string[] = [];
  lines.push(
    'finish:',
    `mov al, [${hex(Variable.SUM)}]`,
    'mov dx, 0x3f8',
    'out dx, al',
    'mov eax, 0x21',
    'out 0xf4, eax',
    'hlt',
  );
  lines.push('too_many:', 'mov eax, 0x22', 'out 0xf4, eax', 'hlt');
  // What an action has left in the registers goes into the sum.
  lines.push('mix:', `pushf`, `pop ${b}`, 'and ebx, 0xcd5');
  const sum = `${size} [${hex(Variable.SUM)}]`;
  lines.push(
    `rol ${sum}, 7`,
    `xor ${sum}, ${a}`,
    `add ${sum}, ${c}`,
    `rol ${sum}, 3`,
    `xor ${sum}, ${d}`,
    `add ${sum}, ${b}`,
    `add ${sum}, ${si}`,
    `xor ${sum}, ${di}`,
    'ret',
  );
  const cr4 = () => [`mov ${a}, cr4`, 'xor eax, 0x80', `mov cr4, ${a}`, 'xor eax, 0x80', `mov cr4, ${a}`, 'ret'];
  lines.push('flush_pge:', ...cr4());
  lines.push('flush_cr3:', `mov ${a}, cr3`, `mov cr3, ${a}`, 'ret');
  lines.push('flush_invpcid:', `mov eax, 2`, `invpcid ${a}, [zeros]`, 'ret');
  lines.push(
    'flush_pages:',
    'mov esi, pages',
    `.next: mov ${b}, [${si}]`,
    `cmp ${b}, 1`,
    'je .done',
    `invlpg [${b}]`,
    `add esi, ${w}`,
    'jmp .next',
    '.done: ret',
  );
  // Handlers.
  lines.push('align 16');
  for (const vector of VECTORS) {
    lines.push(`isr_${vector}:`, ...(WITH_ERROR.has(vector) ? [] : ['push 0']), `push ${vector}`, 'jmp event');
  }
  const at = (n: number) => `[${sp}+${n * w}]`;
  lines.push('event:', `push ${a}`, `push ${b}`, `push ${c}`, 'cld');
  if (!long) lines.push('mov eax, 0x10', 'mov ds, eax', 'mov es, eax');
  lines.push(
    `inc dword [${hex(Variable.EVENTS)}]`,
    `cmp dword [${hex(Variable.EVENTS)}], ${LOG_ENTRIES}`,
    'ja too_many',
  );
  lines.push(`mov ${b}, [${hex(Variable.LOG_NEXT)}]`);
  lines.push(`mov ${a}, ${at(4)}`, `shl ${a}, 8`, `or ${a}, ${at(3)}`, `mov [${b}], ${a}`);
  lines.push(`mov ${a}, ${at(5)}`, `mov [${b}+8], ${a}`, `mov ${a}, cr2`, `mov [${b}+16], ${a}`);
  lines.push(`mov ${a}, ${at(7)}`, `mov [${b}+24], ${a}`, `mov ${a}, ${at(6)}`, `mov [${b}+28], ${long ? 'eax' : a}`);
  lines.push(
    `mov ${a}, ${at(8)}`,
    `mov [${b}+32], ${a}`,
    `mov ${a}, dr6`,
    `mov [${b}+40], eax`,
    `xor eax, eax`,
    `mov dr6, ${a}`,
  );
  lines.push(`add dword [${hex(Variable.LOG_NEXT)}], 48`, `mov eax, ${at(3)}`);
  lines.push('cmp eax, 14', 'jne .other', `cmp dword [${hex(Variable.REPAIR_AT)}], 0`, 'je recover');
  lines.push(`mov ${b}, [${hex(Variable.REPAIR_AT)}]`, `mov ${a}, [${hex(Variable.REPAIR_VALUE)}]`, `mov [${b}], ${a}`);
  if (!long)
    lines.push(`mov eax, [${hex(Variable.REPAIR_VALUE + 4)}]`, ...(width === 'pae' ? ['mov [ebx+4], eax'] : []));
  lines.push(`mov dword [${hex(Variable.REPAIR_AT)}], 0`, `mov ${a}, [${hex(Variable.REPAIR_PAGE)}]`, `invlpg [${a}]`);
  lines.push('jmp resume');
  lines.push('.other:');
  // Single-stepping ends after a while.
  lines.push(
    'cmp eax, 1',
    'jne .count',
    `test dword [${hex(Variable.EVENTS)}], 3`,
    'jnz .count',
    `and dword ${at(7)}, ~0x100`,
    '.count:',
  );
  for (const vector of RESUMED) lines.push(`cmp eax, ${vector}`, `je ${vector >= 0x40 ? 'interrupted' : 'resume'}`);
  lines.push('jmp recover');
  lines.push('interrupted:', ...(long ? ['mov eax, 0xfee000b0', 'mov dword [rax], 0'] : []));
  lines.push('resume:', `pop ${c}`, `pop ${b}`, `pop ${a}`, `add ${sp}, ${2 * w}`, long ? 'iretq' : 'iretd');
  lines.push(
    'recover:',
    `mov ${c}, ${at(0)}`,
    `mov ${b}, ${at(1)}`,
    `mov ${a}, ${at(2)}`,
    `mov esp, ${hex(STACK_TOP)}`,
  );
  if (long) lines.push('push 0x10', `push ${hex(STACK_TOP)}`);
  lines.push('push 2', 'push 8', `push ${size} [${hex(Variable.RECOVER)}]`, long ? 'iretq' : 'iretd');
  lines.push('system_call:', 'system_enter:');
  if (!long) lines.push('mov edx, 0x10', 'mov ds, edx', 'mov es, edx');
  lines.push(
    `mov esp, ${hex(STACK_TOP)}`,
    `inc dword [${hex(Variable.EVENTS)}]`,
    `jmp ${long ? 'qword' : 'dword'} [${hex(Variable.RECOVER)}]`,
  );
  // Descriptor tables.
  const code = long ? '0x00af9b000000ffff' : '0x00cf9b000000ffff';
  lines.push(
    'align 16',
    `gdt: dq 0, ${code}, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff, 0x00affb000000ffff`,
  );
  lines.push(
    'dw 103',
    'dw (tss - $$) & 0xffff',
    `db (tss - $$ + ${hex(CORE)}) >> 16`,
    'db 0x89',
    'dw 0',
    'dq 0',
    'gdt_end:',
  );
  lines.push(`gdt_pointer: dw gdt_end - gdt - 1`, long ? 'dq gdt' : 'dd gdt');
  lines.push(`idt_pointer: dw ${0x81 * 2 * w - 1}`, long ? 'dq idt' : 'dd idt');
  lines.push('align 8');
  if (long)
    lines.push(
      `tss: dd 0`,
      `dq ${hex(RSP0_TOP)}, 0, 0, 0, ${hex(IST_TOP)}, 0, 0, 0, 0, 0, 0, 0`,
      'dw 0, 104',
      'times 16 db 0',
    );
  else lines.push(`tss: dd 0, ${hex(RSP0_TOP)}, 0x10`, 'times 22 dd 0', 'dw 0, 104', 'times 16 db 0');
  lines.push('align 16', 'zeros: times 16 db 0', `idt: times ${0x81 * 2 * w} db 0`);
  lines.push('gates:');
  for (const vector of VECTORS) {
    const ist = long && registers.istVectors.includes(vector) ? 1 : 0;
    const type = USER_GATES.has(vector) ? 0xee : 0x8e;
    lines.push(`db ${vector}, ${ist}, ${type}, 0`, `dd isr_${vector}`);
  }
  lines.push('db 255, 0, 0, 0', 'align 8', 'pages:');
  for (const page of invalidated) lines.push(`${long ? 'dq' : 'dd'} ${hex(page)}`);
  lines.push(`${long ? 'dq' : 'dd'} 1`, 'entries:');
  for (const [address, value] of entries) {
    if (value === 0n) continue;
    if (width === 'legacy') lines.push(`dd ${hex(address)}, ${hex(value)}`);
    else lines.push(`dd ${hex(address)}, ${hex(value & 0xffff_ffffn)}, ${hex(value >> 32n)}`);
  }
  lines.push('dd 0', 'image_end:');
  return lines;
}
