/**
 * Changes of privilege: interrupts, IRET, SYSCALL and SYSRET, SYSENTER and SYSEXIT, far transfers, call gates.
 * SDM Vol. 3, "Stack Switching in IA-32e Mode", "Fast System Calls", "Call Gates"; Vol. 2, "IRET", "RET", "CALL".
 */
import { describe, expect, it } from 'vitest';
import { CODE, Computer, GDT, HANDLERS, STACK, TSS } from './computer.js';

const KERNEL_STACK = 0x90000;

function user64(source: string): Computer {
  const computer = new Computer().long(source, 3).haltingHandlers64();
  return computer.put64(TSS + 4, BigInt(KERNEL_STACK));
}

describe('64-bit mode', () => {
  it('an interrupt from ring 3 takes RSP0 and a null SS, and IRETQ goes back', () => {
    const computer = user64('int 0x40 \n mov ebx, 5 \n hlt').putGate64(0x40, { dpl: 3 });
    computer.asm(HANDLERS + 0x400, 64, 'mov ecx, ss \n mov rdx, rsp \n iretq');
    computer.run();
    const { cpu } = computer;
    expect(cpu.gpr[1]).toBe(0n);
    expect(cpu.gpr[2]).toBe(BigInt(KERNEL_STACK - 40));
    expect(cpu.gpr[3]).toBe(5n);
    // HLT in ring 3 is #GP(0).
    expect(computer.handledVector).toBe(13);
    expect(computer.stack64(6)).toEqual([0n, BigInt(CODE + 7), 0x33n, 0x10002n, BigInt(STACK), 0x2bn]);
    expect(cpu.cpl).toBe(0);
  });

  it.each([
    'hlt',
    'cli',
    'sti',
    'lgdt [rsp]',
    'lidt [rsp]',
    'ltr ax',
    'lldt ax',
    'clts',
    'invlpg [rsp]',
    'wbinvd',
    'invd',
    'mov rax, cr0',
    'mov cr3, rax',
    'mov rax, dr7',
    'mov dr7, rax',
    'rdmsr',
    'wrmsr',
    'swapgs',
    'in al, dx',
    'out dx, al',
    'lmsw ax',
    'sysexit',
  ])('%s in ring 3 is #GP(0)', (source) => {
    const computer = user64(source);
    computer.put32(TSS + 100, 0x2100_0000); // I/O map beyond the limit
    computer.run(20);
    expect([computer.handledVector, computer.stack64(2)]).toEqual([13, [0n, BigInt(CODE)]]);
  });

  it('UMIP keeps SGDT, SIDT, SLDT, STR and SMSW from ring 3', () => {
    for (const source of ['sgdt [rsp-16]', 'sidt [rsp-16]', 'sldt ax', 'str ax', 'smsw ax']) {
      const computer = user64(`${source} \n ud2`);
      computer.run(20);
      expect(computer.handledVector).toBe(6);
      const protectedBy = user64(source);
      protectedBy.cpu.cr4 = 0x820n;
      protectedBy.run(20);
      expect(protectedBy.handledVector).toBe(13);
    }
  });

  it('SYSCALL and SYSRET', () => {
    const computer = user64('stc \n syscall \n mov ebp, 9 \n hlt');
    const { cpu } = computer;
    cpu.efer = 0x501n;
    cpu.writeMsrRaw(0xc0000081, 0x0020_0018_0000_0000n);
    cpu.writeMsrRaw(0xc0000082, BigInt(HANDLERS));
    cpu.writeMsrRaw(0xc0000084, 0x201n);
    computer.asm(HANDLERS, 64, 'setc dl \n mov eax, cs \n mov esi, ss \n mov edi, 0 \n o64 sysret');
    cpu.rflags = 0x202n;
    computer.run(20);
    expect(cpu.gpr[2]! & 0xffn).toBe(0n); // CF masked
    expect([cpu.gpr[0], cpu.gpr[6]]).toEqual([0x18n, 0x20n]);
    expect(cpu.gpr[1]).toBe(BigInt(CODE + 3));
    expect(cpu.gpr[11]).toBe(0x203n);
    expect(cpu.gpr[5]).toBe(9n);
    // Back in ring 3 with CS = STAR[63:48] + 16, SS = STAR[63:48] + 8, flags from R11.
    expect(computer.handledVector).toBe(13);
    expect(computer.stack64(6).slice(2)).toEqual([0x33n, 0x10203n, BigInt(STACK), 0x2bn]);
  });

  it('SYSRET to compatibility mode', () => {
    const computer = new Computer().long('o32 sysret').haltingHandlers64();
    const { cpu } = computer;
    computer.put64(TSS + 4, BigInt(KERNEL_STACK));
    cpu.efer = 0x501n;
    cpu.writeMsrRaw(0xc0000081, 0x0020_0018_0000_0000n);
    cpu.gpr[1] = BigInt(HANDLERS + 0x800);
    cpu.gpr[11] = 0x2n;
    // 48H is DEC EAX in compatibility mode.
    computer.put(HANDLERS + 0x800, '48 48 F4');
    computer.run(20);
    expect(cpu.gpr[0]).toBe(0xfffffffen);
    expect(computer.handledVector).toBe(13);
    expect(computer.stack64(3)[2]).toBe(0x23n);
  });

  it('SYSENTER and SYSEXIT', () => {
    const computer = user64('mov rdx, back \n mov rcx, rsp \n sysenter \n back: mov ebp, 7 \n hlt');
    const { cpu } = computer;
    cpu.writeMsrRaw(0x174, 0x18n);
    cpu.writeMsrRaw(0x175, BigInt(KERNEL_STACK));
    cpu.writeMsrRaw(0x176, BigInt(HANDLERS));
    computer.asm(HANDLERS, 64, 'mov eax, cs \n mov ebx, ss \n mov rsi, rsp \n o64 sysexit');
    // SYSEXIT to 64-bit mode: CS = SYSENTER_CS + 32, SS = + 40.
    computer.run(20);
    expect([cpu.gpr[0], cpu.gpr[3], cpu.gpr[6]]).toEqual([0x18n, 0x20n, BigInt(KERNEL_STACK)]);
    expect(cpu.gpr[5]).toBe(7n);
    expect(computer.stack64(6)[2]).toBe(0x3bn);
    expect(computer.stack64(6)[5]).toBe(0x43n);
  });

  it('SYSENTER with a null SYSENTER_CS is #GP(0)', () => {
    const computer = user64('sysenter');
    computer.run(5);
    expect([computer.handledVector, computer.stack64(1)]).toEqual([13, [0n]]);
  });

  it('IRETQ to ring 3 drops data segments that ring 3 may not use, and keeps the others', () => {
    const computer = new Computer().long(
      'mov eax, 0x10 \n mov ds, ax \n mov eax, 0x2b \n mov es, ax \n push 0x2b \n push 0x70000 \n push 2 \n push 0x33 \n push user \n iretq \n user: mov ecx, ds \n mov edx, es \n hlt',
    );
    computer.haltingHandlers64().put64(TSS + 4, BigInt(KERNEL_STACK));
    computer.run(30);
    expect([computer.cpu.gpr[1], computer.cpu.gpr[2]]).toEqual([0n, 0x2bn]);
    expect(computer.stack64(5)[4]).toBe(0x70000n);
  });

  it('IRETQ checks what it returns to', () => {
    const cases: [string, string, number, number][] = [
      ['a null CS', 'push 0x10 \n push 0 \n push 2 \n push 0 \n push 0', 13, 0],
      ['a data segment', 'push 0x10 \n push 0 \n push 2 \n push 0x10 \n push 0', 13, 0x10],
      ['ring 3 with a null SS', 'push 0 \n push 0 \n push 2 \n push 0x33 \n push 0', 13, 0],
      ['ring 3 with an SS of ring 0', 'push 0x10 \n push 0 \n push 2 \n push 0x33 \n push 0', 13, 0x10],
      [
        'a non-canonical RIP',
        'push 0x10 \n push 0 \n push 2 \n push 0x18 \n mov rax, 0x800000000000 \n push rax',
        13,
        0,
      ],
    ];
    for (const [name, pushes, vector, error] of cases) {
      const computer = new Computer().long(`${pushes} \n iretq`).haltingHandlers64();
      computer.run(20);
      expect([name, computer.handledVector, computer.stack64(1)[0]]).toEqual([name, vector, BigInt(error)]);
    }
  });

  it('IRETQ with NT set is #GP(0)', () => {
    const computer = new Computer().long('iretq').haltingHandlers64();
    computer.cpu.rflags = 0x4002n;
    computer.run(5);
    expect([computer.handledVector, computer.stack64(1)]).toEqual([13, [0n]]);
  });

  it('a far return reaches compatibility mode, and a far jump comes back', () => {
    const computer = new Computer().long('push 8 \n push 0x20800 \n retfq').haltingHandlers64();
    computer.asm(HANDLERS + 0x800, 32, 'inc eax \n jmp 0x18:0x20900');
    computer.asm(HANDLERS + 0x900, 64, 'mov rbx, 0x123456789a \n hlt');
    computer.run(20);
    expect(computer.cpu.gpr[0]).toBe(1n);
    expect(computer.cpu.gpr[3]).toBe(0x123456789an);
    expect(computer.cpu.bits).toBe(64);
  });

  it('a call gate switches the stack', () => {
    const computer = user64(
      'mov ebx, 1 \n call far dword [rel target] \n mov ebp, 3 \n hlt \n target: dd 0 \n dw 0x53',
    );
    // 64-bit call gate at 50H, DPL 3, to 18H:HANDLERS.
    computer.put64(GDT + 0x50, 0x0002_ec00_0018_0000n).put64(GDT + 0x58, 0n);
    computer.cpu.setGdtr(BigInt(GDT), 0x5f);
    computer.asm(HANDLERS, 64, 'mov rdx, rsp \n mov ecx, cs \n retfq');
    computer.run(20);
    expect(computer.cpu.gpr[2]).toBe(BigInt(KERNEL_STACK - 32));
    expect(computer.cpu.gpr[1]).toBe(0x18n);
    expect(computer.cpu.gpr[5]).toBe(3n);
  });

  it('user pages and supervisor pages are told apart', () => {
    const computer = user64('mov rax, [0x200000]');
    computer.put64(0x102008, 0x200083n); // supervisor
    computer.run(5);
    expect([computer.handledVector, computer.stack64(1)]).toEqual([14, [5n]]);
  });

  it('#AC for a misaligned access in ring 3 with CR0.AM and EFLAGS.AC, after #PF', () => {
    for (const [address, vector, error] of [
      ['0x300001', 17, 0n],
      ['0x40000001', 14, 4n],
    ] as const) {
      const computer = user64(`mov eax, ${address} \n mov ebx, [rax]`);
      computer.cpu.cr0 = 0x80050031n;
      computer.cpu.rflags = 0x40002n;
      computer.cpu.updateMode();
      computer.run(5);
      expect([computer.handledVector, computer.stack64(1)[0]]).toEqual([vector, error]);
    }
  });
});

describe('I/O permission', () => {
  it('follows IOPL and the bit map of the TSS', () => {
    const run = (source: string, rflags: bigint, map: number[]) => {
      const computer = user64(`${source} \n ud2`);
      computer.put32(TSS + 100, 0x0068_0000);
      map.forEach((byte, n) => {
        computer.put(TSS + 0x68 + n, byte.toString(16).padStart(2, '0'));
      });
      computer.cpu.rflags = rflags;
      computer.run(10);
      return computer.handledVector;
    };
    expect(run('out 0x0f, al', 2n, [0, 0, 0])).toBe(6);
    expect(run('out 0x0f, al', 2n, [0, 0x80, 0])).toBe(13);
    expect(run('out 0x0f, ax', 2n, [0, 0x7f, 0xfe])).toBe(6);
    expect(run('out 0x0f, ax', 2n, [0, 0, 1])).toBe(13);
    expect(run('out 0x0f, eax', 2n, [0, 0, 4])).toBe(13);
    expect(run('out 0x0f, al', 0x3002n, [0xff, 0xff, 0xff])).toBe(6);
  });
});
