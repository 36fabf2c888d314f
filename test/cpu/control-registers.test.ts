/**
 * Control registers, EFER and other MSRs, debug registers: what is refused, what follows.
 * SDM Vol. 3, "Control Registers", "IA-32e Mode Initialization"; Vol. 4, "Architectural MSRs".
 */
import { describe, expect, it } from 'vitest';
import { CODE, Computer, GDT, HANDLERS, PML4, TSS } from './computer.js';

/** Runs 64-bit code at CPL 0 to HLT: 'ok', or the vector and error code of the fault. */
function outcome(source: string, prepare: (computer: Computer) => void = () => {}, bits: 32 | 64 = 64): string {
  const computer = new Computer();
  if (bits === 64) computer.long(`${source} \n jmp 0x28000`).haltingHandlers64();
  else computer.protected(`${source} \n jmp 0x28000`).haltingHandlers32();
  computer.put(0x28000, 'F4');
  prepare(computer);
  const stop = computer.run(50);
  if (stop.kind !== 'halted') return stop.kind;
  if (computer.cpu.rip === 0x28001n) return 'ok';
  const error = bits === 64 ? computer.stack64(1)[0] : computer.stack32(1)[0];
  return `${computer.handledVector}(${error})`;
}

describe('mode switches', () => {
  it('goes from protected mode by PAE paging to 64-bit mode', () => {
    const computer = new Computer();
    const cr3 = computer.putTables();
    computer.protected(`
      mov eax, cr4
      or eax, 0x20
      mov cr4, eax
      mov eax, ${cr3}
      mov cr3, eax
      mov ecx, 0xc0000080
      rdmsr
      or eax, 0x100
      wrmsr
      mov eax, cr0
      or eax, 0x80000000
      mov cr0, eax
      rdmsr
      mov ebx, eax
      jmp 0x18:0x28000`);
    computer.asm(0x28000, 64, 'mov r15, 0x1122334455667788 \n hlt');
    expect(computer.run(50).kind).toBe('halted');
    expect(computer.cpu.gpr[15]).toBe(0x1122334455667788n);
    expect(computer.cpu.gpr[3]).toBe(0x500n);
    expect(computer.cpu.bits).toBe(64);
  });

  it('leaves IA-32e mode from compatibility mode', () => {
    const computer = new Computer().long('push 8 \n push 0x28000 \n retfq');
    computer.asm(
      0x28000,
      32,
      'mov eax, cr0 \n and eax, 0x7fffffff \n mov cr0, eax \n mov ecx, 0xc0000080 \n rdmsr \n hlt',
    );
    expect(computer.run(50).kind).toBe('halted');
    expect(computer.cpu.gpr[0]).toBe(0x100n);
    expect([computer.cpu.longMode, computer.cpu.bits]).toEqual([false, 32]);
  });

  it('runs under 32-bit paging with 4 MiB pages', () => {
    const computer = new Computer().protected(
      'mov eax, 0x10 \n mov cr4, eax \n mov eax, 0x100000 \n mov cr3, eax \n mov eax, 0x80000001 \n mov cr0, eax \n mov ebx, [0x400000] \n hlt',
    );
    computer
      .put32(PML4, 0x83)
      .put32(PML4 + 4, 0x800083)
      .put32(0x800000, 0xabcd);
    expect(computer.run(50).kind).toBe('halted');
    expect(computer.cpu.gpr[3]).toBe(0xabcdn);
  });

  it('runs under PAE paging, whose PDPTEs are registers loaded by MOV to CR3', () => {
    const computer = new Computer().protected(
      'mov eax, 0x20 \n mov cr4, eax \n mov eax, 0x100000 \n mov cr3, eax \n mov eax, 0x80000001 \n mov cr0, eax \n mov dword [0x100000], 0 \n mov ebx, [0x200000] \n hlt',
    );
    computer.put64(PML4, 0x101001n).put64(0x101000, 0x83n).put64(0x101008, 0x600083n).put32(0x600000, 0x1234);
    expect(computer.run(50).kind).toBe('halted');
    expect(computer.cpu.gpr[3]).toBe(0x1234n);
  });
});

describe('MOV to CR0, CR3, CR4', () => {
  it.each<[string, string, string]>([
    ['CR0: PG without PE', 'mov rax, 0x80000010 \n mov cr0, rax', '13(0)'],
    ['CR0: NW without CD', 'mov rax, 0xa0010031 \n mov cr0, rax', '13(0)'],
    ['CR0: NW with CD', 'mov rax, 0xe0010031 \n mov cr0, rax', 'ok'],
    ['CR0: upper half', 'mov rax, 0x180010031 \n mov cr0, rax', '13(0)'],
    ['CR0: clearing PG in 64-bit mode', 'mov rax, 0x10031 \n mov cr0, rax', '13(0)'],
    ['CR3: beyond MAXPHYADDR', 'mov rax, 0x10000000000 \n mov cr3, rax', '13(0)'],
    ['CR3: bit 63 without PCIDE', 'mov rax, 0x8000000000100000 \n mov cr3, rax', '13(0)'],
    ['CR3: bit 63 with PCIDE', 'mov rax, 0x20020 \n mov cr4, rax \n mov rax, 0x8000000000100005 \n mov cr3, rax', 'ok'],
    ['CR4: clearing PAE in IA-32e mode', 'mov rax, 0 \n mov cr4, rax', '13(0)'],
    [
      'CR4: PCIDE with CR3[11:0] not 0',
      'mov rax, 0x100018 \n mov cr3, rax \n mov rax, 0x20020 \n mov cr4, rax',
      '13(0)',
    ],
    ['CR4: VMXE without VMX', 'mov rax, 0x2020 \n mov cr4, rax', '13(0)'],
    ['CR4: OSFXSR without SSE', 'mov rax, 0x220 \n mov cr4, rax', '13(0)'],
    ['CR4: LA57 is not offered', 'mov rax, 0x1020 \n mov cr4, rax', '13(0)'],
    ['CR4: a reserved bit', 'mov rax, 0x80000020 \n mov cr4, rax', '13(0)'],
    ['CR4: upper half', 'mov rax, 0x100000020 \n mov cr4, rax', '13(0)'],
    ['CR4: what is offered', 'mov rax, 0x4308bc \n mov cr4, rax', 'ok'],
    ['CR8: 15', 'mov eax, 15 \n mov cr8, rax', 'ok'],
    ['CR8: 16', 'mov eax, 16 \n mov cr8, rax', '13(0)'],
    ['EFER: NXE and SCE', 'mov ecx, 0xc0000080 \n mov eax, 0xd01 \n xor edx, edx \n wrmsr', 'ok'],
    ['EFER: a reserved bit', 'mov ecx, 0xc0000080 \n mov eax, 0x1500 \n xor edx, edx \n wrmsr', '13(0)'],
    ['EFER: LME while paging', 'mov ecx, 0xc0000080 \n xor eax, eax \n xor edx, edx \n wrmsr', '13(0)'],
    ['LSTAR: not canonical', 'mov ecx, 0xc0000082 \n xor eax, eax \n mov edx, 0x8000 \n wrmsr', '13(0)'],
    ['KERNEL_GS_BASE: canonical', 'mov ecx, 0xc0000102 \n xor eax, eax \n mov edx, 0xffff8000 \n wrmsr', 'ok'],
    ['FS_BASE: not canonical', 'mov ecx, 0xc0000100 \n xor eax, eax \n mov edx, 0x8000 \n wrmsr', '13(0)'],
    ['the microcode signature can be written', 'mov ecx, 0x8b \n xor eax, eax \n xor edx, edx \n wrmsr \n rdmsr', 'ok'],
    ['the platform ID cannot', 'mov ecx, 0x17 \n rdmsr \n wrmsr', '13(0)'],
    ['PAT: a reserved type', 'mov ecx, 0x277 \n mov eax, 2 \n xor edx, edx \n wrmsr', '13(0)'],
    ['TSC_AUX: upper half', 'mov ecx, 0xc0000103 \n mov eax, 2 \n mov edx, 1 \n wrmsr', '13(0)'],
    ['MTRRCAP: read-only', 'mov ecx, 0xfe \n mov eax, 2 \n xor edx, edx \n wrmsr', '13(0)'],
    ['DR7: upper half', 'mov rax, 0x100000400 \n mov dr7, rax', '13(0)'],
    ['DR6: upper half', 'mov rax, 0x100000000 \n mov dr6, rax', '13(0)'],
    ['RDTSC with TSD at CPL 0', 'mov rax, 0x24 \n mov cr4, rax \n rdtsc', 'ok'],
    [
      'LGDT of a non-canonical base',
      'sub rsp, 16 \n mov rax, 0x800000000000 \n mov [rsp+2], rax \n lgdt [rsp]',
      '13(0)',
    ],
    ['INVPCID: type 4', 'mov eax, 4 \n invpcid rax, [rsp-32]', '13(0)'],
    ['INVPCID: a PCID without PCIDE', 'mov qword [rsp-32], 5 \n mov eax, 1 \n invpcid rax, [rsp-32]', '13(0)'],
    ['INVPCID: reserved bits', 'mov qword [rsp-32], 0x1000 \n mov eax, 1 \n invpcid rax, [rsp-32]', '13(0)'],
    [
      'INVPCID: not canonical',
      'mov rax, 0x800000000000 \n mov [rsp-24], rax \n xor eax, eax \n mov [rsp-32], rax \n invpcid rax, [rsp-32]',
      '13(0)',
    ],
    ['INVLPG: not canonical', 'mov rax, 0x800000000000 \n invlpg [rax]', 'ok'],
  ])('%s', (_name, source, expected) => {
    expect(outcome(source)).toBe(expected);
  });

  it('CR4.VMXE may be set where VMX is offered', () => {
    const computer = new Computer({ vmx: true }).long('mov rax, 0x2020 \n mov cr4, rax \n hlt');
    expect(computer.run(10).kind).toBe('halted');
    expect(computer.cpu.cr4).toBe(0x2020n);
  });

  it('VMX that firmware has locked off: capabilities can be read, VMXON is #GP(0), the rest #UD', () => {
    const result = (source: string): string => {
      const computer = new Computer({ vmx: true }).long(`mov rax, 0x2020 \n mov cr4, rax \n ${source} \n hlt`);
      const stop = computer.run(100);
      const fault = computer.cpu.exceptionLog[0];
      return stop.kind === 'halted' ? (computer.cpu.gpr[0]! & 0xffffffffn).toString(16) : `${fault?.vector}`;
    };
    expect(result('mov ecx, 0x3a \n rdmsr')).toBe('1');
    expect(result('mov ecx, 0x3a \n mov eax, 5 \n xor edx, edx \n wrmsr')).toBe('13');
    expect(result('mov ecx, 0x488 \n rdmsr')).toBe('2000'); // IA32_VMX_CR4_FIXED0
    expect(result('vmxon [rsp - 64]')).toBe('13');
    expect(result('mov eax, 0x20 \n mov cr4, rax \n vmxon [rsp - 64]')).toBe('6');
    expect(result('vmxoff')).toBe('6');
    expect(result('vmcall')).toBe('6');
  });

  it('PG with LME and without PAE is #GP(0) and changes nothing', () => {
    const source = 'mov ecx, 0xc0000080 \n rdmsr \n or eax, 0x100 \n wrmsr \n mov eax, 0x80000011 \n mov cr0, eax';
    expect(outcome(source, undefined, 32)).toBe('13(0)');
  });

  it('a PDPTE with a reserved bit is #GP(0) at MOV to CR0, and CR0 stays', () => {
    const computer = new Computer()
      .protected(
        'mov eax, 0x20 \n mov cr4, eax \n mov eax, 0x100000 \n mov cr3, eax \n mov eax, 0x80000011 \n mov cr0, eax',
      )
      .haltingHandlers32();
    computer.put64(PML4, 0x101003n);
    computer.run(20);
    expect([computer.handledVector, computer.cpu.cr0]).toEqual([13, 0x11n]);
  });

  it('CR0.ET reads as 1; LMSW sets PE, MP, EM, TS and cannot clear PE', () => {
    const computer = new Computer().long('mov eax, 0xe \n lmsw ax \n smsw ebx \n clts \n mov rcx, cr0 \n hlt');
    computer.run(20);
    expect(computer.cpu.gpr[3]).toBe(0x8001003fn);
    expect(computer.cpu.gpr[1]).toBe(0x80010037n);
  });

  it('CR8 is the task priority of the interrupt controller', () => {
    const computer = new Computer().long('mov eax, 9 \n mov cr8, rax \n mov rbx, cr8 \n hlt');
    computer.run(20);
    expect([computer.controller.priority, computer.cpu.gpr[3]]).toEqual([9, 9n]);
  });
});

describe('MSRs', () => {
  it('swaps GS bases and addresses through FS and GS', () => {
    const computer = new Computer().long(`
      mov ecx, 0xc0000102
      mov eax, 0x400000
      xor edx, edx
      wrmsr
      swapgs
      mov rax, [gs:8]
      swapgs
      mov ecx, 0xc0000100
      mov eax, 0x500000
      wrmsr
      mov rbx, [fs:16]
      hlt`);
    computer.put64(0x400008, 11n).put64(0x500010, 22n);
    computer.run(30);
    expect(computer.cpu.gpr[3]).toBe(22n);
    expect(computer.cpu.readMsrRaw(0xc0000102)).toBe(0x400000n);
    expect(computer.cpu.readMsrRaw(0xc0000101)).toBe(0n);
  });

  it('the time-stamp counter is simulated cycles, moved by WRMSR', () => {
    const computer = new Computer().protected(
      'nop \n nop \n rdtsc \n mov esi, eax \n mov ecx, 0x10 \n mov eax, 1000 \n xor edx, edx \n wrmsr \n rdtsc \n hlt',
    );
    computer.run(20);
    expect(computer.cpu.gpr[6]).toBe(2n);
    // WRMSR itself is one cycle.
    expect(computer.cpu.gpr[0]).toBe(1001n);
  });

  it('RDTSCP gives TSC_AUX; TSD keeps both from ring 3', () => {
    const computer = new Computer()
      .long('rdtscp', 3)
      .haltingHandlers64()
      .put64(TSS + 4, 0x90000n);
    computer.cpu.writeMsrRaw(0xc0000103, 7n);
    computer.steps(1);
    expect(computer.cpu.gpr[1]).toBe(7n);
    const denied = new Computer()
      .long('rdtsc', 3)
      .haltingHandlers64()
      .put64(TSS + 4, 0x90000n);
    denied.cpu.cr4 = 0x24n;
    denied.run(5);
    expect(denied.handledVector).toBe(13);
  });

  it('RDRAND repeats with the seed and differs without', () => {
    const values = [1n, 1n, 2n].map((seed) => {
      const computer = new Computer({ seed }).long('rdrand rax \n rdrand rbx \n hlt');
      computer.run(5);
      expect(computer.cpu.rflags & 1n).toBe(1n);
      return `${computer.cpu.gpr[0]} ${computer.cpu.gpr[3]}`;
    });
    expect(values[0]).toBe(values[1]);
    expect(values[0]).not.toBe(values[2]);
  });
});

describe('FSGSBASE and PKRU', () => {
  it('work in ring 3 once enabled', () => {
    const computer = new Computer()
      .long(
        'mov rax, 0xffff800000001234 \n wrgsbase rax \n rdgsbase rbx \n xor ecx, ecx \n xor edx, edx \n mov eax, 12 \n wrpkru \n rdpkru \n hlt',
        3,
      )
      .haltingHandlers64()
      .put64(TSS + 4, 0x90000n);
    computer.cpu.cr4 = 0x410020n;
    computer.cpu.configureMmu();
    computer.run(20);
    expect(computer.cpu.gpr[3]).toBe(0xffff800000001234n);
    expect(computer.cpu.gpr[0]).toBe(12n);
  });
});

describe('CPUID', () => {
  const leaf = (n: number, subleaf = 0, options = {}) => new Computer(options).long('nop').cpu.cpuid(n, subleaf);
  const text = (...registers: number[]) =>
    registers.flatMap((r) => [0, 8, 16, 24].map((shift) => String.fromCharCode((r >>> shift) & 0xff))).join('');

  it('is an Intel processor with the features that exist', () => {
    const { ebx, ecx, edx, eax } = leaf(0);
    expect(text(ebx, edx, ecx)).toBe('GenuineIntel');
    expect(eax).toBe(0xb);
    const one = leaf(1);
    const has = (value: number, bit: number) => ((value >>> bit) & 1) === 1;
    // x87, MMX, SSE, SSE2, SSE3, XSAVE, AVX, VMX, PDCM, MOVBE are absent.
    for (const bit of [0, 23, 24, 25, 26]) expect(has(one.edx, bit)).toBe(false);
    for (const bit of [0, 5, 15, 22, 26, 27, 28]) expect(has(one.ecx, bit)).toBe(false);
    for (const bit of [3, 4, 5, 6, 8, 11, 13, 15]) expect(has(one.edx, bit)).toBe(true);
    for (const bit of [3, 13, 17, 23, 30]) expect(has(one.ecx, bit)).toBe(true);
    expect(has(leaf(1, 0, { vmx: true }).ecx, 5)).toBe(true);
    const seven = leaf(7);
    expect(seven.ebx).toBe((1 << 0) | (1 << 7) | (1 << 10) | (1 << 20));
    expect(seven.ecx).toBe((1 << 2) | (1 << 3));
    expect(leaf(0xa)).toEqual({ eax: 0, ebx: 0, ecx: 0, edx: 0 });
    const extended = leaf(0x80000001);
    for (const bit of [11, 20, 26, 27, 29]) expect(has(extended.edx, bit)).toBe(true);
    for (const bit of [0, 5]) expect(has(extended.ecx, bit)).toBe(true);
  });

  it('tells MAXPHYADDR and linear-address bits', () => {
    expect(leaf(0x80000008, 0, { maxPhysicalAddressBits: 36 }).eax).toBe(36 | (48 << 8));
  });

  it('answers a leaf beyond the highest as the highest basic leaf', () => {
    expect(leaf(0x4000_0000, 1)).toEqual(leaf(0xb, 1));
    expect(leaf(0x90000000, 0)).toEqual(leaf(0xb, 0));
  });
});

describe('debug registers', () => {
  const debugState = (source: string) => {
    const computer = new Computer().long(`${source} \n hlt`).haltingHandlers64();
    computer.run(50);
    return computer;
  };

  it('DR4 and DR5 are DR6 and DR7, or #UD with CR4.DE', () => {
    expect(debugState('db 0fh, 21h, 0e0h').cpu.gpr[0]).toBe(0xffff0ff0n);
    expect(outcome('mov rax, 0x28 \n mov cr4, rax \n db 0fh, 21h, 0e0h')).toMatch(/^6\(/);
  });

  it('an execution breakpoint is a fault before the instruction; RF lets it run', () => {
    const computer = debugState('mov eax, target \n mov dr0, rax \n mov eax, 1 \n mov dr7, rax \n target: inc ebx');
    expect(computer.handledVector).toBe(1);
    expect(computer.cpu.gpr[3]).toBe(0n);
    expect(computer.cpu.dr6 & 0xen).toBe(0n);
    expect(computer.cpu.dr6 & 1n).toBe(1n);
    // The handler sets RF in the image, as debuggers do, and returns.
    const goesOn = new Computer()
      .long('mov eax, target \n mov dr0, rax \n mov eax, 1 \n mov dr7, rax \n target: inc ebx \n int 0x40')
      .haltingHandlers64();
    goesOn.asm(HANDLERS + 16, 64, 'or dword [rsp+16], 0x10000 \n iretq');
    goesOn.run(50);
    expect([goesOn.handledVector, goesOn.cpu.gpr[3]]).toEqual([0x40, 1n]);
  });

  it('a data breakpoint is a trap after the instruction', () => {
    for (const [kind, access, hit] of [
      [1, 'mov [0x300004], eax', true],
      [1, 'mov eax, [0x300004]', false],
      [3, 'mov eax, [0x300004]', true],
      [3, 'mov eax, [0x300000]', false],
      [3, 'mov rax, [0x300000]', true],
    ] as const) {
      // DR1, four bytes at 300004H.
      const dr7 = 0x4 | (kind << 20) | (3 << 22);
      const computer = debugState(
        `mov eax, 0x300004 \n mov dr1, rax \n mov eax, ${dr7} \n mov dr7, rax \n ${access} \n inc ebx`,
      );
      expect([access, computer.handledVector === 1, computer.cpu.gpr[3]]).toEqual([access, hit, hit ? 0n : 1n]);
      if (hit) expect(computer.cpu.dr6 & 0xfn).toBe(2n);
    }
  });

  it('DR7.GD faults on the next access to a debug register and is cleared', () => {
    const computer = debugState('mov eax, 0x2000 \n mov dr7, rax \n mov rbx, dr6');
    expect(computer.handledVector).toBe(1);
    expect(computer.cpu.dr6 & 0x2000n).toBe(0x2000n);
    expect(computer.cpu.dr7 & 0x2000n).toBe(0n);
  });

  it('single-steps: a trap after each instruction that began with TF set', () => {
    const computer = new Computer()
      .long('pushfq \n or dword [rsp], 0x100 \n popfq \n nop \n nop \n ud2')
      .haltingHandlers64();
    computer.asm(HANDLERS + 16, 64, 'inc r12 \n mov r13, [rsp] \n mov r14, dr6 \n iretq');
    computer.run(100);
    // After the two NOPs; POPF began without TF, and UD2 faults.
    expect(computer.cpu.gpr[12]).toBe(2n);
    expect(computer.cpu.gpr[14]! & 0x4000n).toBe(0x4000n);
  });

  it('INT n does not trap into its handler, and IRET steps again', () => {
    const computer = new Computer()
      .long('pushfq \n or dword [rsp], 0x100 \n popfq \n int 0x40 \n nop \n ud2')
      .haltingHandlers64();
    computer.asm(HANDLERS + 0x400, 64, 'inc ebp \n iretq');
    computer.asm(HANDLERS + 16, 64, 'inc r12d \n iretq');
    computer.run(100);
    expect([computer.handledVector, computer.cpu.gpr[5], computer.cpu.gpr[12]]).toEqual([6, 1n, 1n]);
  });

  it('single-steps each iteration of REP', () => {
    const computer = new Computer()
      .long('mov ecx, 3 \n mov edi, 0x300000 \n pushfq \n or dword [rsp], 0x100 \n popfq \n rep stosb \n ud2')
      .haltingHandlers64();
    computer.asm(HANDLERS + 16, 64, 'inc r12d \n iretq');
    computer.run(100);
    expect([computer.handledVector, computer.cpu.gpr[12], computer.cpu.gpr[1]]).toEqual([6, 3n, 0n]);
  });

  it('INT1 is #DB that leaves DR6 alone', () => {
    const computer = debugState('int1');
    expect([computer.handledVector, computer.cpu.dr6]).toEqual([1, 0xffff0ff0n]);
    expect(computer.stack64(1)[0]).toBe(BigInt(CODE + 1));
    expect(GDT).toBe(0x1000);
  });
});
