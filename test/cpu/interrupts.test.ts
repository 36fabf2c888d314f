/**
 * External interrupts, interrupt shadows, HLT, and the boundaries between instructions.
 * SDM Vol. 3, "Masking Maskable Hardware Interrupts", "Masking Exceptions and Interrupts When Switching Stacks".
 */
import { describe, expect, it } from 'vitest';
import { CODE, Computer, HANDLERS } from './computer.js';

function withInterrupt(source: string, vector: number): Computer {
  const computer = new Computer().long(source).haltingHandlers64();
  computer.controller.vector = vector;
  computer.cpu.setInterruptLine(true);
  return computer;
}

describe('external interrupts', () => {
  it('wait for IF, and are acknowledged when taken', () => {
    const computer = withInterrupt('nop \n nop \n sti \n nop \n nop \n hlt', 0x55);
    computer.run(100);
    expect(computer.handledVector).toBe(0x55);
    // STI holds them off for one more instruction.
    expect(computer.stack64(1)[0]).toBe(BigInt(CODE + 4));
    expect(computer.controller.vector).toBe(-1);
    expect(computer.count('interrupts')).toBe(1);
    expect(computer.cpu.interruptLine).toBe(false);
  });

  it('STI with IF already set casts no shadow', () => {
    const computer = new Computer().long('sti \n nop \n sti \n nop \n hlt').haltingHandlers64();
    computer.cpu.run(Number.POSITIVE_INFINITY, 2);
    computer.controller.vector = 0x55;
    computer.cpu.step();
    computer.cpu.setInterruptLine(true);
    computer.run(10);
    expect(computer.stack64(1)[0]).toBe(BigInt(CODE + 3));
  });

  it('STI; CLI lets nothing through', () => {
    const computer = withInterrupt('sti \n cli \n nop \n hlt', 0x55);
    expect(computer.run(100)).toEqual({ kind: 'halted', interruptsEnabled: false });
    expect(computer.cpu.rip).toBe(BigInt(CODE + 4));
  });

  it('MOV SS and POP SS hold them off for one instruction; LSS does not', () => {
    const cases: [string, number][] = [
      ['sti \n mov ss, ax \n nop \n nop', 4],
      ['sti \n nop', 2],
      ['lss rsp, [0x300000]', 0],
    ];
    for (const [source, offset] of cases) {
      const computer = withInterrupt(`${source} \n nop \n hlt`, 0x55);
      computer.cpu.gpr[0] = 0x10n;
      computer.put64(0x300000, 0x80000n).put64(0x300008, 0x10n);
      if (offset === 0) {
        computer.cpu.setInterruptLine(false);
        computer.cpu.step();
        computer.cpu.rflags = 0x202n;
        computer.cpu.setInterruptLine(true);
      }
      computer.run(100);
      const expected = offset === 0 ? computer.count('instructions') - 1 : 0;
      expect(computer.handledVector).toBe(0x55);
      if (offset !== 0) expect([source, computer.stack64(1)[0]]).toEqual([source, BigInt(CODE + offset)]);
      else expect(expected).toBe(1);
    }
  });

  it('wake the processor from HLT, and return behind it', () => {
    const computer = new Computer().long('sti \n hlt \n mov ebx, 3 \n cli \n hlt').haltingHandlers64();
    computer.asm(HANDLERS + 0x550, 64, 'inc ebp \n iretq');
    expect(computer.run(100)).toEqual({ kind: 'halted', interruptsEnabled: true });
    computer.cpu.idleUntil(5000);
    expect([computer.count('cycles'), computer.count('cyclesIdle') > 4900]).toEqual([5000, true]);
    computer.controller.vector = 0x55;
    computer.cpu.setInterruptLine(true);
    expect(computer.run(100)).toEqual({ kind: 'halted', interruptsEnabled: false });
    expect([computer.cpu.gpr[5], computer.cpu.gpr[3]]).toEqual([1n, 3n]);
  });

  it('MWAIT waits once MONITOR has armed it', () => {
    const computer = new Computer()
      .long('sti \n xor ecx, ecx \n xor edx, edx \n mwait \n mov eax, 0x300000 \n monitor \n mwait \n hlt')
      .haltingHandlers64();
    expect(computer.run(100).kind).toBe('halted');
    expect(computer.count('instructions')).toBe(7);
  });

  it('come between two iterations of a repeated string instruction, which then goes on', () => {
    const computer = new Computer({ profile: 'skylake' })
      .long('mov ecx, 1000 \n mov edi, 0x300000 \n mov al, 7 \n sti \n rep stosb \n hlt')
      .haltingHandlers64();
    computer.asm(HANDLERS + 0x550, 64, 'mov ebx, ecx \n mov rsi, [rsp] \n mov rdx, [rsp+16] \n iretq');
    const stop = computer.cpu.run(400, 1e6);
    expect(stop.kind).toBe('deadline');
    computer.controller.vector = 0x55;
    computer.cpu.setInterruptLine(true);
    computer.cpu.run(Number.POSITIVE_INFINITY, 1e6);
    const { cpu } = computer;
    expect(cpu.gpr[1]).toBe(0n);
    expect(cpu.gpr[7]).toBe(0x300000n + 1000n);
    // The handler saw it half done, RIP on it and RF set.
    expect(cpu.gpr[3]! > 0n && cpu.gpr[3]! < 1000n).toBe(true);
    expect(cpu.gpr[6]).toBe(BigInt(CODE + 13));
    expect(cpu.gpr[2]! & 0x10000n).toBe(0x10000n);
  });

  it('a repeated string instruction interrupted by deadlines counts and costs as one', () => {
    const source = 'mov ecx, 500 \n mov edi, 0x300000 \n rep stosb \n hlt';
    const whole = new Computer({ profile: 'skylake' }).long(source);
    whole.run();
    const sliced = new Computer({ profile: 'skylake' }).long(source);
    for (let until = 10; sliced.cpu.run(until, 1e6).kind === 'deadline'; until = sliced.count('cycles') + 7);
    expect(sliced.count('instructions')).toBe(4);
    expect(sliced.count('cycles')).toBe(whole.count('cycles'));
  });

  it('a faulting repeated string instruction keeps its progress', () => {
    const computer = new Computer().long('mov ecx, 64 \n mov edi, 0xfffff0 \n rep stosb').haltingHandlers64();
    computer.run(10);
    expect(computer.handledVector).toBe(14);
    expect([computer.cpu.gpr[1], computer.cpu.gpr[7], computer.cpu.cr2]).toEqual([48n, 0x1000000n, 0x1000000n]);
  });
});

describe('slices', () => {
  it('any slicing of a run gives the same counts and state', () => {
    const source =
      'mov ecx, 300 \n l: mov [0x300000+rcx*8], rcx \n add rax, [0x300000+rcx*8] \n push rcx \n pop rdx \n dec ecx \n jnz l \n hlt';
    const whole = new Computer({ profile: 'skylake' }).long(source);
    whole.run(1e6);
    for (const slice of [1, 7, 100]) {
      const sliced = new Computer({ profile: 'skylake' }).long(source);
      while (sliced.run(slice).kind === 'instructions');
      expect([...sliced.counters]).toEqual([...whole.counters]);
      expect([...sliced.cpu.gpr]).toEqual([...whole.cpu.gpr]);
    }
    const stepped = new Computer({ profile: 'skylake' }).long(source);
    while (stepped.cpu.step() === null);
    expect([...stepped.counters]).toEqual([...whole.counters]);
  });

  it('an observer changes no count', () => {
    const source = 'mov ecx, 50 \n l: dec ecx \n jnz l \n hlt';
    const plain = new Computer({ profile: 'skylake' }).long(source);
    plain.run(1e6);
    let retired = 0;
    const observed = new Computer({ profile: 'skylake', trace: { retired: () => retired++ } }).long(source);
    observed.run(1e6);
    expect(retired).toBe(102);
    expect([...observed.counters]).toEqual([...plain.counters]);
  });

  it('a snapshot goes on as the original does', () => {
    const source =
      'mov ecx, 300 \n l: imul rax, rax, 3 \n add rax, rcx \n rdrand rbx \n xor rax, rbx \n dec ecx \n jnz l \n hlt';
    const computer = new Computer({ seed: 5n }).long(source);
    computer.run(500);
    const saved = structuredClone(computer.cpu.saveState());
    computer.run(1e6);
    const expected = [...computer.cpu.gpr];
    computer.cpu.restoreState(saved);
    computer.run(1e6);
    expect([...computer.cpu.gpr]).toEqual(expected);
    const other = new Computer().long(source);
    other.cpu.restoreState(saved);
    other.run(1e6);
    expect([...other.cpu.gpr]).toEqual(expected);
  });
});
