/** Self-modifying code, page crossings and instruction fetches. SDM Vol. 3, "Self-Modifying Code". */
import { describe, expect, it } from 'vitest';
import { CODE, Computer, GDT, PML4 } from './computer.js';

describe('self-modifying code', () => {
  it('sees an instruction ahead changed in the same page', () => {
    const computer = new Computer().long('mov byte [patch+1], 9 \n patch: mov al, 5 \n hlt');
    computer.run();
    expect(computer.cpu.gpr[0]).toBe(9n);
  });

  it('sees the change in a loop that has run it before', () => {
    const computer = new Computer().long(
      'mov ecx, 3 \n l: inc byte [patch+2] \n patch: add ebx, byte 1 \n dec ecx \n jnz l \n hlt',
    );
    computer.run();
    expect(computer.cpu.gpr[3]).toBe(2n + 3n + 4n);
  });

  it('sees a change through another mapping of the page', () => {
    const computer = new Computer().long('call 0x400000 \n mov word [0x600001], 0x63 \n call 0x400000 \n hlt');
    computer.put64(PML4 + 0x2018, 0x400087n); // 600000H maps to 400000H
    computer.asm(0x400000, 64, 'mov eax, 5 \n add ebx, eax \n ret');
    computer.run();
    expect(computer.cpu.gpr[3]).toBe(5n + 0x63n);
  });

  it('sees a page replaced by another through a changed page table', () => {
    const computer = new Computer().long(
      'call 0x400000 \n mov qword [0x102010], 0x600087 \n mov rax, cr3 \n mov cr3, rax \n call 0x400000 \n hlt',
    );
    computer.asm(0x400000, 64, 'add ebx, 1 \n ret').asm(0x600000, 64, 'add ebx, 16 \n ret');
    computer.run();
    expect(computer.cpu.gpr[3]).toBe(17n);
  });

  it('keeps the decoded instructions beside written data', () => {
    const computer = new Computer().long(
      'mov ecx, 1000 \n l: inc dword [data] \n dec ecx \n jnz l \n hlt \n align 64 \n data: dd 0',
    );
    computer.run();
    expect(computer.get32(CODE + 64)).toBe(1000);
  });

  it('an instruction that overwrites itself completes, and the new one runs next time', () => {
    const computer = new Computer().long(
      'mov ecx, 1 \n mov edi, l \n mov eax, 0x9090c5ff \n l: rep stosd \n nop \n nop \n inc ebx \n cmp ebx, 2 \n jb l \n hlt',
    );
    computer.run();
    // INC EBP in place of REP STOSD.
    expect([computer.cpu.gpr[1], computer.cpu.gpr[5]]).toEqual([0n, 1n]);
  });
});

describe('page crossings', () => {
  const CROSSING = 0x400ffd;

  it('runs an instruction that lies in two pages, and sees either half change', () => {
    const computer = new Computer().long(
      `call ${CROSSING} \n mov byte [0x401001], 0x11 \n call ${CROSSING} \n mov byte [0x400fff], 0xc1 \n call ${CROSSING} \n hlt`,
    );
    computer.asm(CROSSING, 64, 'add ebx, 0x22000001 \n ret'); // 81 C3 01 00 00 22 C3
    computer.run();
    expect(computer.cpu.gpr[3]).toBe(0x22000001n + 0x22110001n + 0x221100c1n);
  });

  it('faults on the second page with its first byte in CR2, and restarts', () => {
    const computer = new Computer().long(`jmp 0x5ffffd`).haltingHandlers64();
    computer.asm(0x5ffffd, 64, 'mov eax, 0x12345678 \n hlt');
    computer.put64(PML4 + 0x2018, 0n); // 600000H is not mapped
    computer.run();
    expect(computer.handledVector).toBe(14);
    expect(computer.cpu.cr2).toBe(0x600000n);
    expect(computer.stack64(2)).toEqual([0n, 0x5ffffdn]);
  });

  it('does not touch the second page for an instruction that ends in the first', () => {
    const computer = new Computer().long(`jmp 0x5fffff`).haltingHandlers64();
    computer.put(0x5fffff, 'F4').put64(PML4 + 0x2018, 0n);
    expect(computer.run().kind).toBe('halted');
    expect(computer.cpu.rip).toBe(0x600000n);
  });

  it('looks the instruction TLB up when the page changes, not for each instruction', () => {
    const computer = new Computer().long('times 100 nop \n jmp 0x400000');
    computer.asm(0x400000, 64, 'times 50 nop \n hlt');
    computer.run();
    expect([computer.count('l1iHits'), computer.count('l1iMisses')]).toEqual([0, 2]);
  });
});

describe('fetches', () => {
  it('from a page without execute permission fault with I/D set', () => {
    const computer = new Computer().long('jmp 0x400000').haltingHandlers64();
    computer.cpu.efer = 0xd00n;
    computer.cpu.configureMmu();
    computer.put64(PML4 + 0x2010, 0x8000_0000_0040_0087n);
    computer.run();
    expect([computer.handledVector, computer.stack64(2)]).toEqual([14, [0x11n, 0x400000n]]);
  });

  it('beyond the canonical range are #GP(0) at the boundary', () => {
    const computer = new Computer().long('mov rax, 0x7fffffffffff \n jmp rax').haltingHandlers64();
    computer.put64(PML4 + 255 * 8, BigInt(PML4 + 0x3000) | 7n);
    computer.put64(PML4 + 0x3000 + 511 * 8, BigInt(PML4 + 0x4000) | 7n);
    computer.put64(PML4 + 0x4000 + 511 * 8, 0x400087n);
    computer.put(0x5fffff, '90');
    computer.run();
    expect([computer.handledVector, computer.stack64(2)]).toEqual([13, [0n, 0x800000000000n]]);
  });

  it('from a hole read ones: #UD', () => {
    const computer = new Computer().long('jmp 0x40000000').haltingHandlers64();
    computer.put64(PML4 + 0x1008, 0x40000087n);
    computer.run();
    expect(computer.handledVector).toBe(6);
  });

  it('from the last byte of a hole look at the next page, since one byte of ones is no instruction', () => {
    const source = 'mov eax, 0x40000fff \n jmp rax';
    const faulting = new Computer().long(source).haltingHandlers64();
    const table = PML4 + 0x3000;
    faulting.put64(PML4 + 0x1008, BigInt(table) | 7n).put64(table, BigInt(table + 0x1000) | 7n);
    faulting.put64(table + 0x1000, 0x40000007n);
    faulting.run();
    expect([faulting.handledVector, faulting.cpu.cr2]).toEqual([14, 0x40001000n]);

    const running = new Computer().long(source).haltingHandlers64();
    running.put64(PML4 + 0x1008, BigInt(table) | 7n).put64(table, BigInt(table + 0x1000) | 7n);
    running.put64(table + 0x1000, 0x40000007n).put64(table + 0x1008, 0x400007n);
    running.put(0x400000, 'C3 F4'); // FF C3: INC EBX
    running.run();
    expect([running.cpu.gpr[3], running.cpu.rip]).toEqual([1n, 0x40001002n]);
  });

  it('beyond the limit of CS are #GP(0) before the page there is looked up', () => {
    const directory = 0x104000;
    const computer = new Computer().protected(
      `mov eax, 0x10 \n mov cr4, eax \n mov eax, ${directory} \n mov cr3, eax \n mov eax, 0x80000011 \n mov cr0, eax
       jmp 0x48:0xfff`,
    );
    computer.cpu.gdtrLimit = 0x4f;
    computer.put64(GDT + 0x48, 0x0040_9b40_0000_0fffn); // base 400000H, limit FFFH
    computer
      .put(0x400fff, 'B8')
      .put32(directory, 0x83)
      .put32(directory + 4, 0x105003);
    computer.put32(0x105000, 0x400003);
    expect(computer.run().kind).toBe('shutdown');
    expect(computer.cpu.exceptionLog[0]).toMatchObject({ vector: 13, errorCode: 0, rip: 0xfffn });
  });
});
