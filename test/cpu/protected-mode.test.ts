/**
 * 32-bit protected mode: segment checks, gates, privilege changes and task switches.
 * SDM Vol. 3, "Protected-Mode Memory Management", "Protection", "Task Management".
 */
import { describe, expect, it } from 'vitest';
import { CODE, Computer, GDT, HANDLERS, STACK, TSS } from './computer.js';

const KERNEL_STACK = 0x90000;
const TASK = 0x5000;

/** A descriptor of base, limit, access byte and flags nibble. */
function descriptor(base: number, limit: number, access: number, flags: number): bigint {
  const b = BigInt(base);
  return (
    BigInt(limit & 0xffff) |
    ((b & 0xffffffn) << 16n) |
    (BigInt(access) << 40n) |
    (BigInt((limit >> 16) & 15) << 48n) |
    (BigInt(flags) << 52n) |
    ((b >> 24n) << 56n)
  );
}

function machine(source: string, ring: 0 | 3 = 0, extra: readonly bigint[] = []): Computer {
  const computer = new Computer().protected(source, ring).haltingHandlers32();
  // GDT entries from 48H on.
  extra.forEach((entry, n) => {
    computer.put64(GDT + 0x48 + 8 * n, entry);
  });
  computer.cpu.setGdtr(BigInt(GDT), 0x47 + 8 * extra.length);
  computer.put32(TSS + 4, KERNEL_STACK).put32(TSS + 8, 0x10);
  return computer;
}

function outcome(computer: Computer): string {
  const stop = computer.run(60);
  if (stop.kind !== 'halted') return stop.kind;
  const { handledVector } = computer;
  if (!Number.isInteger(handledVector)) return 'ok';
  return [8, 10, 11, 12, 13, 14, 17].includes(handledVector)
    ? `${handledVector}(${computer.stack32(1)[0]})`
    : `${handledVector}`;
}

describe('segments', () => {
  const BYTES = descriptor(0x300000, 0xfff, 0x93, 4); // 4096 bytes
  const DOWN = descriptor(0x300000, 0xfff, 0x97, 4); // expand-down, 32-bit: offsets above FFFH
  const DOWN16 = descriptor(0x300000, 0xfff, 0x97, 0); // expand-down, up to FFFFH
  const READ_ONLY = descriptor(0x300000, 0xfff, 0x91, 4);
  const CODE_ONLY = descriptor(0, 0xfffff, 0x99, 0xc);
  const READABLE_CODE = descriptor(0, 0xfffff, 0x9b, 0xc);
  const entries = [BYTES, DOWN, DOWN16, READ_ONLY, CODE_ONLY, READABLE_CODE];
  const at = (index: number) => 0x48 + 8 * index;

  it.each<[string, number, string, string]>([
    ['the last byte', 0, 'mov al, [es:0xfff]', 'ok'],
    ['beyond the last byte', 0, 'mov al, [es:0x1000]', '13(0)'],
    ['an access that ends beyond', 0, 'mov eax, [es:0xffd]', '13(0)'],
    ['an access that ends at the limit', 0, 'mov eax, [es:0xffc]', 'ok'],
    ['expand-down: at the limit', 1, 'mov al, [es:0xfff]', '13(0)'],
    ['expand-down: above it', 1, 'mov al, [es:0x1000]', 'ok'],
    ['expand-down: the top', 1, 'mov eax, [es:0xfffffffe]', '13(0)'],
    ['expand-down of 16 bits: the top', 2, 'mov ax, [es:0xfffe]', 'ok'],
    ['expand-down of 16 bits: beyond it', 2, 'mov ax, [es:0xffff]', '13(0)'],
    ['read-only: a read', 3, 'mov al, [es:0]', 'ok'],
    ['read-only: a write', 3, 'mov [es:0], al', '13(0)'],
    ['code: a write', 5, 'mov [es:0], al', '13(0)'],
    ['code: a read', 5, 'mov al, [es:0]', 'ok'],
  ])('%s', (_name, index, access, expected) => {
    expect(outcome(machine(`mov eax, ${at(index)} \n mov es, ax \n ${access} \n hlt`, 0, entries))).toBe(expected);
  });

  it('a null segment is loaded and faults when used', () => {
    expect(outcome(machine('xor eax, eax \n mov es, ax \n hlt'))).toBe('ok');
    expect(outcome(machine('xor eax, eax \n mov es, ax \n mov al, [es:0] \n hlt'))).toBe('13(0)');
    expect(outcome(machine('xor eax, eax \n mov ss, ax \n hlt'))).toBe('13(0)');
  });

  it('execute-only code and system segments are not loaded', () => {
    expect(outcome(machine(`mov eax, ${at(4)} \n mov es, ax \n hlt`, 0, entries))).toBe(`13(${at(4)})`);
    expect(outcome(machine('mov eax, 0x38 \n mov es, ax \n hlt'))).toBe(`13(${0x38})`);
  });

  it('the stack segment faults with #SS', () => {
    const source = `mov eax, ${at(0)} \n mov ss, ax \n mov esp, 0x1000`;
    expect(outcome(machine(`${source} \n push eax \n pop eax \n hlt`, 0, entries))).toBe('ok');
    // The handler's pushes need a stack: through a task or an inner ring; here the fault itself is read.
    const computer = machine(`${source} \n mov eax, [esp] \n hlt`, 0, entries);
    computer.run(3);
    const before = computer.cpu.rip;
    computer.cpu.step();
    expect(computer.cpu.exceptionLog[0]).toEqual({ vector: 12, errorCode: 0, rip: before, address: 0n });
  });

  it('privilege: a segment of ring 0 is refused in ring 3', () => {
    expect(outcome(machine('mov eax, 0x10 \n mov es, ax \n hlt', 3))).toBe('13(16)');
    expect(outcome(machine('mov eax, 0x2b \n mov es, ax \n ud2', 3))).toBe('6');
  });

  it('instructions beyond the limit of CS are #GP(0), and jumps to there too', () => {
    const limited = [descriptor(CODE, 0xf, 0x9b, 4)];
    expect(outcome(machine('jmp 0x48:7 \n times 8 nop \n hlt', 0, limited))).toBe('ok');
    expect(outcome(machine('jmp 0x48:7 \n times 20 nop', 0, limited))).toBe('13(0)');
    expect(outcome(machine('jmp 0x48:0x10', 0, limited))).toBe('13(0)');
    const computer = machine('jmp 0x48:7 \n times 6 nop \n mov eax, 0x12345678', 0, limited);
    expect(outcome(computer)).toBe('13(0)');
    expect(computer.stack32(2)[1]).toBe(13);
  });

  it('sets the accessed bit in the table', () => {
    const computer = machine('mov eax, 0x48 \n mov es, ax \n hlt', 0, [descriptor(0, 0xfffff, 0x92, 0xc)]);
    computer.run();
    expect((computer.get32(GDT + 0x4c) >>> 8) & 1).toBe(1);
  });

  it('base + offset wraps at 4 GiB', () => {
    const computer = machine('mov eax, 0x48 \n mov es, ax \n mov ebx, [es:0x2000] \n mov [es:0xffe], ebx \n hlt', 0, [
      descriptor(0xfffff000, 0xfffff, 0x93, 0xc),
    ]);
    computer.put32(0x1000 + 0, computer.get32(0x1000)).put32(0x1000, 0);
    computer.put32(0x1000, 0xaabbccdd);
    computer.run();
    expect(computer.cpu.gpr[3]).toBe(0xaabbccddn);
    expect(computer.get32(0)).toBe(0xaabb);
  });
});

describe('interrupts and calls between rings', () => {
  it('an interrupt from ring 3 takes SS0:ESP0, and IRET goes back', () => {
    const computer = machine('int 0x40 \n mov ebx, 5 \n ud2', 3).putGate32(0x40, { dpl: 3 });
    computer.asm(HANDLERS + 0x400, 32, 'mov ecx, ss \n mov edx, esp \n iret');
    expect(outcome(computer)).toBe('6');
    expect([...computer.cpu.gpr.slice(1, 4)]).toEqual([0x10n, BigInt(KERNEL_STACK - 20), 5n]);
    const [eip, cs, flags, esp, ss] = computer.stack32(5);
    expect([eip, cs, esp, ss]).toEqual([CODE + 7, 0x23, STACK, 0x2b]);
    expect(flags! & 0x10000).toBe(0x10000);
  });

  it('a bad inner stack is #TS with its selector', () => {
    for (const [selector, error] of [
      [0, 0],
      [0x28, 0x28],
      [0x08, 0x08],
      [0x200, 0x200],
    ] as const) {
      const computer = machine('int 0x40', 3).putGate32(0x40, { dpl: 3 });
      computer.put32(TSS + 8, selector);
      computer.cpu.step();
      // #TS cannot be delivered either (same stack): #DF, then shutdown.
      expect(computer.cpu.exceptionLog[0]).toMatchObject({ vector: 10, errorCode: error });
      expect(computer.run().kind).toBe('shutdown');
    }
  });

  it('a call gate copies parameters, and RET n releases them on both stacks', () => {
    const gate = 0x0002_ec02_0008_0000n; // 32-bit call gate, DPL 3, two parameters, 08H:20000H
    const computer = machine('push 0x11 \n push 0x22 \n call 0x4b:0 \n mov ebp, esp \n ud2', 3, [gate]);
    computer.asm(HANDLERS, 32, 'mov eax, [esp+8] \n mov ebx, [esp+12] \n mov ecx, [esp+16] \n mov edx, cs \n retf 8');
    // #UD runs on the kernel stack too.
    expect(outcome(computer)).toBe('6');
    const { gpr } = computer.cpu;
    expect([gpr[0], gpr[3], gpr[1], gpr[2]]).toEqual([0x22n, 0x11n, BigInt(STACK - 8), 8n]);
    expect(gpr[5]).toBe(BigInt(STACK));
  });

  it('gates and code segments are checked for privilege', () => {
    const ring0Gate = 0x0002_8c00_0008_0000n;
    const absent = 0x0002_6c00_0008_0000n;
    expect(outcome(machine('call 0x48:0', 3, [ring0Gate]))).toBe(`13(${0x48})`);
    expect(outcome(machine('call 0x48:0', 3, [absent]))).toBe(`11(${0x48})`);
    expect(outcome(machine('jmp 8:0', 3))).toBe('13(8)');
    expect(outcome(machine('jmp 0x10:0'))).toBe(`13(${0x10})`);
    expect(outcome(machine('jmp 0:0'))).toBe('13(0)');
    expect(outcome(machine('call 0x200:0'))).toBe(`13(${0x200})`);
  });

  it('conforming code keeps the privilege of its caller', () => {
    const computer = machine('call 0x48:0x20000 \n ud2', 3, [descriptor(0, 0xfffff, 0x9f, 0xc)]);
    computer.asm(HANDLERS, 32, 'mov eax, cs \n retf');
    expect(outcome(computer)).toBe('6');
    expect(computer.cpu.gpr[0]).toBe(0x4bn);
  });

  it('16-bit gates push words', () => {
    const computer = machine('int 0x40').putGate32(0x40, { type: 6 });
    computer.put64(0x2000 + 8 * 0x40, 0x0000_8600_0008_4000n).put(0x4000, 'F4');
    computer.run(5);
    expect(computer.cpu.rsp).toBe(BigInt(STACK - 6));
  });

  it('SYSCALL is #UD outside 64-bit mode', () => {
    expect(outcome(machine('syscall'))).toBe('6');
  });

  it('x87 instructions are #NM when CR0.EM or TS says so', () => {
    expect(outcome(machine('fninit'))).toBe('6');
    expect(outcome(machine('mov eax, 0x15 \n mov cr0, eax \n fninit'))).toBe('7');
    expect(outcome(machine('mov eax, 0x19 \n mov cr0, eax \n fninit'))).toBe('7');
  });
});

describe('tasks', () => {
  const taskDescriptor = descriptor(TASK, 0x67, 0x89, 0);

  /** A task in ring 0 at 20800H with its own stack and registers. */
  function putTask(computer: Computer): void {
    const fields: Record<number, number> = {
      32: HANDLERS + 0x800,
      36: 0x2,
      40: 0xa,
      56: 0x98000,
      72: 0x10,
      76: 0x08,
      80: 0x10,
      84: 0x10,
      88: 0x10,
      92: 0x10,
    };
    for (const [offset, value] of Object.entries(fields)) computer.put32(TASK + Number(offset), value);
  }

  it('a far call switches to a task, and IRET back', () => {
    const computer = machine('mov ebx, 7 \n call 0x48:0 \n inc ebx \n hlt', 0, [taskDescriptor]);
    computer.put32(GDT + 0x3c, computer.get32(GDT + 0x3c) | 0x200); // TR's task is busy
    putTask(computer);
    computer.asm(HANDLERS + 0x800, 32, 'mov [0x300000], eax \n mov [0x300004], esp \n str [0x300008] \n iret \n hlt');
    expect(outcome(computer)).toBe('ok');
    expect(computer.cpu.gpr[3]).toBe(8n);
    expect([computer.get32(0x300000), computer.get32(0x300004), computer.get32(0x300008)]).toEqual([
      0xa, 0x98000, 0x48,
    ]);
    expect(computer.get32(TASK)).toBe(0x38);
    // The old task is busy still, the new one is available again; CR0.TS is set.
    expect((computer.get32(GDT + 0x3c) >>> 8) & 0xf).toBe(0xb);
    expect((computer.get32(GDT + 0x4c) >>> 8) & 0xf).toBe(0x9);
    expect(computer.cpu.cr0 & 8n).toBe(8n);
    expect(computer.cpu.rflags & 0x4000n).toBe(0n);
  });

  it('a task gate in the IDT pushes the error code on the new task', () => {
    const computer = machine('mov eax, 0x200 \n mov ds, ax', 0, [taskDescriptor]);
    putTask(computer);
    computer.put64(0x2000 + 8 * 13, 0x0000_8500_0048_0000n);
    computer.asm(HANDLERS + 0x800, 32, 'pop eax \n hlt');
    computer.run(20);
    expect(computer.cpu.gpr[0]).toBe(0x200n);
    // The old task's EIP is the faulting instruction.
    expect(computer.get32(TSS + 32)).toBe(CODE + 5);
  });

  it('a double fault can be handled by a task when the stack is lost', () => {
    const computer = machine('mov eax, 0x50 \n mov ss, ax \n mov esp, 0 \n push eax', 0, [
      taskDescriptor,
      descriptor(0x300000, 0xf, 0x93, 4),
    ]);
    putTask(computer);
    computer.put64(0x2000 + 8 * 8, 0x0000_8500_0048_0000n);
    computer.put(HANDLERS + 0x800, 'F4');
    expect(computer.run(20).kind).toBe('halted');
    expect(computer.cpu.exceptionLog.map(({ vector }) => vector)).toEqual([12, 12, 8]);
    expect(computer.cpu.getTr()).toBe(0x48);
  });

  it('a busy task is refused', () => {
    expect(outcome(machine('jmp 0x48:0', 0, [descriptor(TASK, 0x67, 0x8b, 0)]))).toBe(`13(${0x48})`);
    expect(outcome(machine('jmp 0x48:0', 0, [descriptor(TASK, 0x66, 0x89, 0)]))).toBe(`10(${0x48})`);
    expect(outcome(machine('jmp 0x48:0', 0, [descriptor(TASK, 0x67, 0x09, 0)]))).toBe(`11(${0x48})`);
  });
});
