/** System instructions: what the executors ask of the context, by the SDM's description of each. */
import { describe, expect, test } from 'vitest';
import { KernelContext } from './kernel-context.js';
import { register, runBytes, type Setup } from './run-text.js';
import { SimpleContext } from './simple-context.js';

const DATA = 0x1000;

function kernel(hex: string, setup: Setup = {}): KernelContext {
  return runBytes(new KernelContext(), hex, setup);
}

function area(...bytes: number[]): { start: number; bytes: Uint8Array } {
  return { start: DATA, bytes: Uint8Array.from([...bytes, ...new Array(32).fill(0xee)]) };
}

const TABLE = [0x34, 0x12, 1, 2, 3, 4, 5, 6, 7, 8];

describe('descriptor tables', () => {
  test('LGDT and LIDT take limit and base by the mode', () => {
    const memory = [area(...TABLE)];
    const registers = { rbx: BigInt(DATA) };
    expect(kernel('0f0113', { registers, memory }).log).toEqual(['GDTR = 807060504030201:1234']);
    expect(kernel('0f011b', { registers, memory }).log).toEqual(['IDTR = 807060504030201:1234']);
    expect(kernel('660f0113', { registers, memory }).log).toEqual(['GDTR = 807060504030201:1234']);
    expect(kernel('0f0113', { registers, memory, bits: 32 }).log).toEqual(['GDTR = 4030201:1234']);
    // 16-bit operand size outside 64-bit mode: 24 bits of base.
    expect(kernel('660f0113', { registers, memory, bits: 32 }).log).toEqual(['GDTR = 30201:1234']);
  });

  test('SGDT and SIDT store limit and base, 10 or 6 bytes', () => {
    const long = area();
    kernel('0f0103', { registers: { rbx: BigInt(DATA) }, memory: [long] });
    expect([...long.bytes.slice(0, 11)]).toEqual([0x77, 0, 0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12, 0xee]);
    const short = area();
    kernel('660f010b', { registers: { rbx: BigInt(DATA) }, memory: [short], bits: 32 });
    expect([...short.bytes.slice(0, 7)]).toEqual([0xff, 0x0f, 0x88, 0x77, 0x66, 0x55, 0xee]);
  });

  test('UMIP blocks SGDT, SIDT, SLDT, STR and SMSW before memory is touched', () => {
    for (const hex of ['0f0103', '0f010b', '0f00c0', '0f00c8', '0f01e0']) {
      const context = new KernelContext();
      context.umipBlocks = true;
      runBytes(context, hex, { registers: { rbx: BigInt(DATA) }, memory: [area()] });
      expect(context.exception, hex).toEqual({ vector: 13, errorCode: 0 });
      expect(context.accesses).toEqual([]);
    }
  });

  test('SLDT and STR: a register by operand size, memory 16 bits', () => {
    expect(register(kernel('0f00c0', { registers: { rax: -1n } }), 'rax')).toBe(0x30n);
    expect(register(kernel('660f00c8', { registers: { rax: 0x1111_1111n } }), 'rax')).toBe(0x1111_0040n);
    const memory = [area()];
    kernel('0f000b', { registers: { rbx: BigInt(DATA) }, memory });
    expect([...memory[0]!.bytes.slice(0, 3)]).toEqual([0x40, 0, 0xee]);
  });

  test('LLDT, LTR and LMSW use 16 bits', () => {
    const registers = { rax: 0xffff_ffff_1234_0028n };
    expect(kernel('0f00d0', { registers }).log).toEqual(['LDTR = 28']);
    expect(kernel('0f00d8', { registers }).log).toEqual(['TR = 28']);
    expect(kernel('0f01f0', { registers }).log).toEqual(['MSW = 28']);
  });
});

describe('LAR, LSL, VERR and VERW', () => {
  // SDM, "LAR" and "LSL": the types that are valid, in IA-32e mode and outside.
  const LAR_LEGACY = [1, 2, 3, 4, 5, 9, 11, 12];
  const LAR_LONG = [2, 9, 11, 12];
  const LSL_LEGACY = [1, 2, 3, 9, 11];
  const LSL_LONG = [2, 9, 11];

  function probe(hex: string, type: number, longMode: boolean, s: boolean): KernelContext {
    const context = new KernelContext();
    context.longMode = longMode;
    context.descriptor = { low: 0x1234_5678, high: 0x009f_8000 | (type << 8) | (s ? 0x1000 : 0) };
    return runBytes(context, hex, { registers: { rax: 5n, rbx: 0x10n }, flags: 0x42 });
  }

  test('accept exactly the system types of the manual', () => {
    for (let type = 0; type < 16; type++) {
      expect(probe('0f02c3', type, false, false).flags.zf, `LAR ${type}`).toBe(LAR_LEGACY.includes(type));
      expect(probe('0f02c3', type, true, false).flags.zf, `LAR ${type}`).toBe(LAR_LONG.includes(type));
      expect(probe('0f03c3', type, false, false).flags.zf, `LSL ${type}`).toBe(LSL_LEGACY.includes(type));
      expect(probe('0f03c3', type, true, false).flags.zf, `LSL ${type}`).toBe(LSL_LONG.includes(type));
      expect(probe('0f00e3', type, true, false).flags.zf).toBe(false);
      expect(probe('0f00eb', type, true, false).flags.zf).toBe(false);
    }
  });

  test('accept every code and data type; VERR and VERW by their R and W bits', () => {
    for (let type = 0; type < 16; type++) {
      const code = type >= 8;
      expect(probe('0f02c3', type, true, true).flags.zf).toBe(true);
      expect(probe('0f03c3', type, true, true).flags.zf).toBe(true);
      expect(probe('0f00e3', type, true, true).flags.zf).toBe(!code || (type & 2) !== 0);
      expect(probe('0f00eb', type, true, true).flags.zf).toBe(!code && (type & 2) !== 0);
    }
  });

  test('a limit counts pages when G is set; a refused selector leaves the destination', () => {
    const context = new KernelContext();
    context.descriptor = { low: 0x5678, high: 0x009f_9300 };
    runBytes(context, '0f03c3', { registers: { rbx: 0x10n } });
    expect(register(context, 'rax')).toBe(0xf567_8fffn);
    context.descriptor = { low: 0x5678, high: 0x001f_9300 };
    runBytes(context, '0f03c3', { registers: { rbx: 0x10n } });
    expect(register(context, 'rax')).toBe(0xf_5678n);
    context.descriptor = null;
    runBytes(context, '0f03c3', { registers: { rax: 7n, rbx: 0x10n }, flags: 0x42 });
    expect(register(context, 'rax')).toBe(7n);
    expect(context.flags.zf).toBe(false);
  });

  test('privilege: CPL and RPL against DPL, except for conforming code', () => {
    for (let dpl = 0; dpl < 4; dpl++) {
      for (let cpl = 0; cpl < 4; cpl++) {
        for (let rpl = 0; rpl < 4; rpl++) {
          for (const [type, conforming] of [
            [0x9b, false],
            [0x9f, true],
            [0x93, false],
          ] as const) {
            const context = new KernelContext();
            context.cpl = cpl;
            context.descriptor = { low: 0xffff, high: (0xcf << 16) | ((type | (dpl << 5)) << 8) };
            runBytes(context, '0f02c3', { registers: { rbx: BigInt(0x10 | rpl) } });
            expect(context.flags.zf).toBe(conforming || (cpl <= dpl && rpl <= dpl));
          }
        }
      }
    }
  });
});

describe('registers of the system', () => {
  test('MOV to and from control and debug registers', () => {
    const registers = { rax: 0x1122_3344_5566_7788n };
    expect(kernel('0f22d8', { registers }).log).toEqual(['CR3 = 1122334455667788']);
    expect(kernel('440f22c0', { registers }).log).toEqual(['CR8 = 1122334455667788']);
    expect(kernel('0f22d8', { registers, bits: 32 }).log).toEqual(['CR3 = 55667788']);
    expect(kernel('0f23f8', { registers }).log).toEqual(['DR7 = 1122334455667788']);
    expect(register(kernel('0f20d3'), 'rbx')).toBe(0x8000_0013n);
    expect(register(kernel('0f21f3'), 'rbx')).toBe(0xd6n);
  });

  test('RDMSR and WRMSR move EDX:EAX, indexed by ECX', () => {
    const read = kernel('0f32', { registers: { rax: -1n, rdx: -1n, rcx: 0xffff_ffff_c000_0080n } });
    expect(register(read, 'rax')).toBe(0xc000_0080n);
    expect(register(read, 'rdx')).toBe(0xaaaa_bbbbn);
    const registers = { rax: 0x9999_9999_1111_2222n, rdx: 0x8888_8888_3333_4444n, rcx: 0xc000_0082n };
    expect(kernel('0f30', { registers }).log).toEqual(['MSR c0000082 = 3333444411112222']);
  });

  test('RDPKRU and WRPKRU want ECX 0, WRPKRU also EDX 0', () => {
    const read = kernel('0f01ee', { registers: { rdx: 5n } });
    expect(register(read, 'rax')).toBe(0x5555_5554n);
    expect(register(read, 'rdx')).toBe(0n);
    expect(kernel('0f01ee', { registers: { rcx: 1n } }).exception).toEqual({ vector: 13, errorCode: 0 });
    expect(kernel('0f01ef', { registers: { rax: 0xcn } }).log).toEqual(['PKRU = c']);
    expect(kernel('0f01ef', { registers: { rdx: 1n } }).exception).toEqual({ vector: 13, errorCode: 0 });
    expect(kernel('0f01ef', { registers: { rcx: 1n } }).exception).toEqual({ vector: 13, errorCode: 0 });
  });

  test('FS and GS bases: 32-bit forms zero-extend', () => {
    const registers = { rbx: 0x1234_5678_9abc_def0n };
    expect(kernel('f3480faed3', { registers }).log).toEqual(['base of 4 = 123456789abcdef0']);
    expect(kernel('f30faedb', { registers }).log).toEqual(['base of 5 = 9abcdef0']);
    const context = new KernelContext();
    context.segmentBases[4] = 0x1111_2222_3333_4444n;
    expect(register(runBytes(context, 'f3480faec3'), 'rbx')).toBe(0x1111_2222_3333_4444n);
    expect(register(runBytes(context, 'f30faec3'), 'rbx')).toBe(0x3333_4444n);
  });

  test('INVLPG passes its address without reading; INVPCID reads its descriptor', () => {
    const invlpg = kernel('0f013b', { registers: { rbx: 0x9999n } });
    expect(invlpg.log).toEqual(['invalidate 3:9999']);
    expect(invlpg.accesses).toEqual([]);
    const memory = [area(5, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x20)];
    memory[0]!.bytes.fill(0, 11, 16);
    const registers = { rbx: BigInt(DATA), rax: 2n };
    expect(kernel('660f388203', { registers, memory }).log).toEqual(['INVPCID 2 5 201000']);
  });
});

describe('identification, time and the rest', () => {
  test('CPUID, RDTSC, RDTSCP and RDRAND', () => {
    const cpuid = kernel('0fa2', { registers: { rax: -1n, rcx: 0xffff_ffff_0000_0003n } });
    const names = ['rax', 'rbx', 'rcx', 'rdx'];
    expect(names.map((name) => register(cpuid, name))).toEqual([0xffff_ffffn, 3n, 0xffff_fff0n, 4n]);
    const tsc = kernel('0f01f9', { registers: { rcx: -1n } });
    expect(['rax', 'rdx', 'rcx'].map((name) => register(tsc, name))).toEqual([0x2345_6789n, 1n, 9n]);
    expect(register(kernel('0f31'), 'rdx')).toBe(1n);
    const random = kernel('0fc7f3', { flags: 0x8d6, registers: { rbx: -1n } });
    expect(register(random, 'rbx')).toBe(0x89ab_cdefn);
    expect(random.flags.image).toBe(3);
    expect(register(kernel('660fc7f3', { registers: { rbx: -1n } }), 'rbx')).toBe(0xffff_ffff_ffff_cdefn);
  });

  test('MONITOR and MWAIT: #UD outside CPL 0, #GP(0) for extensions, the byte is read', () => {
    for (const hex of ['0f01c8', '0f01c9']) {
      expect(runBytes(new SimpleContext(), hex).exception).toEqual({ vector: 6, errorCode: -1 });
      expect(kernel(hex, { registers: { rcx: 2n } }).exception).toEqual({ vector: 13, errorCode: 0 });
    }
    expect(kernel('0f01c8', { registers: { rax: 0x9000n } }).exception?.vector).toBe(14);
    const memory = [area()];
    expect(kernel('0f01c8', { registers: { rax: BigInt(DATA) }, memory }).log).toEqual(['monitor 1000']);
  });

  test('interrupts and returns go to the processor with vector and size', () => {
    expect(kernel('cd80').log).toEqual(['software 128']);
    expect(kernel('cc').log).toEqual(['softwareException 3']);
    expect(kernel('f1').log).toEqual(['privileged 1']);
    expect(kernel('ce', { bits: 32 }).log).toEqual([]);
    expect(kernel('ce', { bits: 32, flags: 0x802 }).log).toEqual(['softwareException 4']);
    expect(kernel('cf').log).toEqual(['interrupt return 4']);
    expect(kernel('48cf').log).toEqual(['interrupt return 8']);
    expect(kernel('66cf').log).toEqual(['interrupt return 2']);
    expect(kernel('cb').log).toEqual(['far return 4 0']);
    expect(kernel('48ca1000').log).toEqual(['far return 8 16']);
    expect(kernel('0f07').log).toEqual(['sysret 4']);
    expect(kernel('480f07').log).toEqual(['sysret 8']);
    expect(kernel('480f35').log).toEqual(['sysexit 8']);
  });

  test('far transfers through memory: offset first, then selector', () => {
    const registers = { rbx: BigInt(DATA) };
    const memory = [area(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)];
    expect(kernel('ff2b', { registers, memory }).log).toEqual(['jump 605:4030201 4']);
    expect(kernel('66ff1b', { registers, memory }).log).toEqual(['call 403:201 2']);
    expect(kernel('48ff1b', { registers, memory }).log).toEqual(['call a09:807060504030201 8']);
    expect(kernel('ea785634122b00', { bits: 32 }).log).toEqual(['jump 2b:12345678 4']);
  });

  test('VMX instructions and INT3 reach their layers; UD2 is #UD', () => {
    expect(kernel('0f01c1').log).toEqual(['VMX']);
    expect(kernel('0f0b').exception).toEqual({ vector: 6, errorCode: -1 });
  });

  test('OUT and IN by immediate and DX', () => {
    const registers = { rax: 0x1234_5678n, rdx: 0xffff_03f8n };
    expect(kernel('e680', { registers }).ports).toEqual(['check 80 1', 'out 80 1 78']);
    expect(kernel('66ef', { registers }).ports).toEqual(['check 3f8 2', 'out 3f8 2 5678']);
    const input = kernel('ed', { registers: { rax: -1n, rdx: 0x70n } });
    expect(input.ports).toEqual(['check 70 4', 'in 70 4']);
    expect(register(input, 'rax')).toBe(0x1234_5678n);
    expect(register(kernel('ec', { registers: { rax: -1n, rdx: 0x70n } }), 'rax')).toBe(0xffff_ffff_ffff_ff78n);
  });
});
