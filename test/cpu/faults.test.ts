/**
 * Faults in 64-bit mode: vector, error code and the state that the handler returns to.
 * SDM Vol. 3, "Exception and Interrupt Reference", "Error Code"; Vol. 3, "64-Bit Mode Stack Frame".
 */
import { describe, expect, it } from 'vitest';
import { CODE, Computer, GDT, HANDLERS, IDT, STACK, TSS } from './computer.js';

/**
 * Runs `source` until a handler (HLT) is reached and checks vector, error code (null: none is pushed) and that the
 * handler would return to the label `fault`.
 */
function expectFault(source: string, vector: number, error: number | null, prepare: (computer: Computer) => void) {
  const computer = new Computer().long(`${source}\n hlt\n align 8\n dq fault\n end: dq end`).haltingHandlers64();
  prepare(computer);
  const end = Array.from({ length: 64 }, (_, n) => CODE + 8 * n).find((at) => computer.get64(at) === BigInt(at))!;
  expect(computer.run(100).kind).toBe('halted');
  expect(computer.handledVector).toBe(vector);
  const frame = computer.stack64(6);
  if (error !== null) expect(frame.shift()).toBe(BigInt(error));
  expect(frame[0]).toBe(computer.get64(end - 8));
  return computer;
}

describe('faults in 64-bit mode', () => {
  it.each<[string, string, number, number | null]>([
    ['#DE by zero', 'mov ecx, 0 \n fault: div ecx', 0, null],
    ['#DE overflow', 'mov edx, 1 \n mov ecx, 1 \n fault: div ecx', 0, null],
    ['#UD of UD2', 'fault: ud2', 6, null],
    ['#UD of an undefined opcode', 'fault: db 0fh, 0ffh, 0c0h', 6, null],
    ['#UD of LOCK without a memory destination', 'fault: db 0f0h, 01h, 0c0h', 6, null],
    ['#UD of MOV to CS', 'fault: db 8eh, 0c8h', 6, null],
    ['#UD of MOV from CR1', 'fault: db 0fh, 20h, 0c8h', 6, null],
    ['#UD of x87 without EM and TS', 'fault: fld1', 6, null],
    ['#UD of VMCALL outside VMX', 'fault: vmcall', 6, null],
    ['#UD of RDFSBASE without CR4.FSGSBASE', 'fault: rdfsbase rax', 6, null],
    ['#UD of RDPKRU without CR4.PKE', 'fault: rdpkru', 6, null],
    ['#UD of PUSH ES in 64-bit mode', 'fault: db 06h', 6, null],
    ['#UD of SYSCALL without EFER.SCE', 'fault: syscall', 6, null],
    ['#GP of more than 15 bytes', 'fault: times 15 db 66h \n nop', 13, 0],
    ['#GP of a non-canonical data address', 'mov rax, 0x800000000000 \n fault: mov rbx, [rax]', 13, 0],
    ['#SS of a non-canonical stack address', 'mov rbp, 0x800000000000 \n fault: mov rbx, [rbp]', 12, 0],
    ['#GP of an access into the non-canonical hole', 'mov rax, 0x7ffffffffffc \n fault: mov rbx, [rax]', 13, 0],
    ['#GP of a non-canonical jump', 'mov rax, 0x800000000000 \n fault: jmp rax', 13, 0],
    ['#GP of a selector beyond the GDT', 'mov eax, 0x1000 \n fault: mov ds, ax', 13, 0x1000],
    ['#GP of a selector in a missing LDT', 'mov eax, 0x0c \n fault: mov ds, ax', 13, 0x0c],
    ['#GP of a code segment without R', 'mov eax, 0x50 \n fault: mov ds, ax', 13, 0x50],
    ['#NP of a segment that is not present', 'mov eax, 0x48 \n fault: mov ds, ax', 11, 0x48],
    ['#SS of a stack segment that is not present', 'mov eax, 0x48 \n fault: mov ss, ax', 12, 0x48],
    ['#GP of a null SS with the wrong RPL', 'mov eax, 3 \n fault: mov ss, ax', 13, 0],
    ['#GP of a code segment in SS', 'mov eax, 0x18 \n fault: mov ss, ax', 13, 0x18],
    ['#GP of WRMSR to an unknown register', 'mov ecx, 0x12345678 \n fault: wrmsr', 13, 0],
    ['#GP of RDMSR of an unknown register', 'mov ecx, 0x12345678 \n fault: rdmsr', 13, 0],
    ['#GP of INT beyond the IDT', 'mov rax, 1 \n fault: int 0x80', 13, (0x80 << 3) | 2],
    ['#PF of a page that is not present', 'mov rax, 0x40000000 \n fault: mov rbx, [rax]', 14, 0],
    ['#PF of a write to it', 'mov rax, 0x40000000 \n fault: mov [rax], rbx', 14, 2],
    ['#AC is not raised at CPL 0', 'mov rax, 0x40000001 \n fault: mov rbx, [rax]', 14, 0],
  ])('%s', (name, source, vector, error) => {
    expectFault(source, vector, error, (computer) => {
      computer.put64(GDT + 0x48, 0x00cf13000000ffffn); // data, not present
      computer.put64(GDT + 0x50, 0x00af99000000ffffn); // code, execute-only
      computer.cpu.setGdtr(BigInt(GDT), 0x57);
      if (name.includes('beyond the IDT')) computer.cpu.setIdtr(BigInt(IDT), 0x7f * 16);
    });
  });
});

describe('the frame and the state', () => {
  it('pushes SS, RSP, RFLAGS with RF, CS, RIP on a 16-byte boundary', () => {
    const computer = new Computer().long('mov rsp, 0x7fff8 \n stc \n ud2').haltingHandlers64();
    computer.run();
    const [, cs, flags, rsp, ss] = computer.stack64(5);
    expect(computer.cpu.rsp).toBe(0x7fff0n - 40n);
    expect([cs, rsp, ss]).toEqual([0x18n, 0x7fff8n, 0x10n]);
    expect(flags! & 0x10003n).toBe(0x10003n);
  });

  it('leaves nothing of a faulting instruction behind', () => {
    const computer = new Computer()
      .long('mov rax, 0x40000000 \n mov rbx, 5 \n clc \n add rbx, [rax]')
      .haltingHandlers64();
    computer.run();
    expect(computer.cpu.gpr[3]).toBe(5n);
    expect(computer.cpu.cr2).toBe(0x40000000n);
    expect(computer.stack64(4)[3]! & 1n).toBe(0n);
  });

  it('clears IF for interrupt gates and keeps it for trap gates; TF, NT and RF are cleared by both', () => {
    for (const [type, expected] of [
      [0xe, 0n],
      [0xf, 0x200n],
    ] as const) {
      const computer = new Computer().long('int 0x40').haltingHandlers64().putGate64(0x40, { type });
      computer.cpu.rflags = 0x4202n; // NT, IF
      computer.run();
      expect(computer.handledVector).toBe(0x40);
      expect(computer.cpu.rflags & 0x14300n).toBe(expected);
    }
  });

  it('INT n returns behind itself, and may use only gates of its privilege', () => {
    const computer = new Computer().long('int 0x40').haltingHandlers64();
    computer.run();
    expect(computer.stack64(1)[0]).toBe(BigInt(CODE + 2));

    const user = new Computer().long('int 0x40', 3).haltingHandlers64();
    user.put64(TSS + 4, BigInt(STACK + 0x1000));
    user.run();
    expect(user.handledVector).toBe(13);
    expect(user.stack64(2)).toEqual([BigInt((0x40 << 3) | 2), BigInt(CODE)]);
  });

  it('a missing gate, a gate that is not present and bad code segments name themselves', () => {
    const cases: [string, (computer: Computer) => void, number, number][] = [
      ['wrong type', (c) => c.putGate64(0x40, { type: 5 }), 13, (0x40 << 3) | 2],
      ['not present', (c) => c.putGate64(0x40, { present: false }), 11, (0x40 << 3) | 2],
      ['null selector', (c) => c.putGate64(0x40, { selector: 0 }), 13, 0],
      ['data segment', (c) => c.putGate64(0x40, { selector: 0x10 }), 13, 0x10],
      ['32-bit code', (c) => c.putGate64(0x40, { selector: 8 }), 13, 8],
      ['beyond the GDT', (c) => c.putGate64(0x40, { selector: 0x200 }), 13, 0x200],
      ['outer code', (c) => c.putGate64(0x40, { selector: 0x30 }), 13, 0x30],
      ['non-canonical handler', (c) => c.putGate64(0x40, { handler: 0x8000_0000_0000n }), 13, 0],
    ];
    for (const [name, prepare, vector, error] of cases) {
      const computer = new Computer().long('int 0x40').haltingHandlers64();
      prepare(computer);
      computer.run();
      expect([name, computer.handledVector, computer.stack64(1)[0]]).toEqual([name, vector, BigInt(error)]);
    }
  });

  it('sets EXT when an exception, not an instruction, ran into the bad gate', () => {
    const computer = new Computer().long('ud2').haltingHandlers64().putGate64(6, { present: false });
    computer.run();
    expect(computer.handledVector).toBe(11);
    expect(computer.stack64(2)).toEqual([BigInt((6 << 3) | 2 | 1), BigInt(CODE)]);
  });

  it('uses the interrupt stack table without changing the privilege', () => {
    const computer = new Computer().long('ud2').haltingHandlers64().putGate64(6, { ist: 2 });
    computer.put64(TSS + 36 + 8, 0x90000n);
    computer.run();
    expect(computer.cpu.rsp).toBe(0x90000n - 40n);
    expect(computer.stack64(5)[3]).toBe(BigInt(STACK));
    expect(computer.cpu.getSegmentState(2).selector).toBe(0x10);
  });

  it('remembers the bytes of an undefined opcode', () => {
    const computer = new Computer().long('nop \n db 0fh, 0ffh, 0c1h').haltingHandlers64();
    computer.run();
    expect(computer.cpu.lastUndefined!.rip).toBe(BigInt(CODE + 1));
    expect(computer.cpu.lastUndefined!.bytes.slice(0, 3)).toEqual([0x0f, 0xff, 0xc1]);
    expect(computer.cpu.exceptionLog.map(({ vector }) => vector)).toEqual([6]);
  });
});

describe('double and triple faults', () => {
  /** SDM Vol. 3, table "Conditions for Generating a Double Fault". */
  it('a contributory fault in the delivery of a contributory one is #DF with error code 0', () => {
    const computer = new Computer().long('mov eax, 0x1000 \n mov ds, ax').haltingHandlers64();
    computer.putGate64(13, { present: false }); // #GP, then #NP
    computer.run();
    expect(computer.handledVector).toBe(8);
    expect(computer.stack64(2)).toEqual([0n, BigInt(CODE + 5)]);
    expect(computer.cpu.exceptionLog.map(({ vector }) => vector)).toEqual([13, 11, 8]);
  });

  it('a page fault in the delivery of a contributory fault is handled in turn', () => {
    const computer = new Computer().long('mov eax, 0x1000 \n mov ds, ax').haltingHandlers64();
    computer.putGate64(13, { ist: 1 }).put64(TSS + 36, 0x40000000n); // #GP on a stack that is not mapped
    computer.run();
    expect(computer.handledVector).toBe(14);
    expect(computer.cpu.cr2).toBe(0x40000000n - 8n);
  });

  it('a contributory fault in the delivery of a page fault is #DF', () => {
    const computer = new Computer().long('mov rax, [0x40000000]').haltingHandlers64().putGate64(14, { present: false });
    computer.run();
    expect(computer.handledVector).toBe(8);
  });

  it('a fault in the delivery of a benign exception or of INT n is handled in turn', () => {
    for (const source of ['ud2', 'int 6']) {
      const computer = new Computer().long(source).haltingHandlers64().putGate64(6, { present: false });
      computer.run();
      expect(computer.handledVector).toBe(11);
    }
  });

  it('a fault in the delivery of #DF is a shutdown that tells the three faults', () => {
    const computer = new Computer().long('mov rax, [0x40000000]').haltingHandlers64();
    computer.putGate64(14, { present: false }).putGate64(8, { present: false });
    const stop = computer.run();
    expect(stop.kind).toBe('shutdown');
    const faults = stop.kind === 'shutdown' ? stop.record.faults : [];
    expect(faults.map(({ vector }) => vector)).toEqual([14, 11, 8, 11]);
    expect(faults[0]).toEqual({ vector: 14, errorCode: 0, rip: BigInt(CODE), address: 0x40000000n });
    expect(computer.run().kind).toBe('shutdown');
  });

  it('an empty IDT ends in a shutdown', () => {
    const computer = new Computer().protected('ud2');
    computer.cpu.setIdtr(0n, 0);
    expect(computer.run().kind).toBe('shutdown');
    expect(computer.count('instructions')).toBe(0);
  });
});

describe('handlers return', () => {
  it('IRETQ after a fault runs the instruction again', () => {
    const computer = new Computer().long('mov rbx, [rax] \n hlt').haltingHandlers64();
    computer.cpu.gpr[0] = 0x40000000n;
    computer.put64(0x600000, 77n);
    computer.asm(HANDLERS + 16 * 14, 64, 'mov eax, 0x600000 \n add rsp, 8 \n iretq');
    expect(computer.run().kind).toBe('halted');
    expect(computer.cpu.gpr[3]).toBe(77n);
    // RF, set in the image pushed, is cleared by the instruction that completed.
    expect(computer.cpu.rflags & 0x10000n).toBe(0n);
  });
});
