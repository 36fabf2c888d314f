/** The run loop: completion, counting, stops. */
import { describe, expect, it } from 'vitest';
import { CODE, Computer } from './computer.js';

describe('run', () => {
  it('executes 64-bit code until HLT with interrupts off', () => {
    const { cpu } = new Computer().long('mov eax, 5 \n add rax, 7 \n hlt');
    expect(cpu.run(Number.POSITIVE_INFINITY, 100)).toEqual({ kind: 'halted', interruptsEnabled: false });
    expect(cpu.gpr[0]).toBe(12n);
    expect(cpu.rip).toBe(BigInt(CODE + 10));
  });

  it('counts instructions and cycles by the profile', () => {
    const computer = new Computer().long('times 3 nop \n hlt');
    computer.run();
    expect(computer.count('instructions')).toBe(4);
    // One walk of three references for the first fetch (2 MiB pages), one cycle an instruction.
    expect(computer.count('cycles')).toBe(4 + 3);
  });

  it('stops at the instruction limit and at the deadline, and goes on from there', () => {
    const computer = new Computer().protected('jmp $');
    expect(computer.run(10)).toEqual({ kind: 'instructions' });
    expect(computer.count('instructions')).toBe(10);
    expect(computer.cpu.run(25, 1000)).toEqual({ kind: 'deadline' });
    expect(computer.count('cycles')).toBe(25);
  });

  it('stops on request', () => {
    const computer = new Computer().protected('jmp $');
    computer.cpu.requestStop();
    expect(computer.run()).toEqual({ kind: 'stopped' });
    expect(computer.run(3)).toEqual({ kind: 'instructions' });
  });
});
