import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goldenImage } from '../loader/golden-images.js';
import { temporaryFile, temporaryFolder, trapwalk } from './trapwalk.js';

const FLAT = 'bits 64\norg 0x200000\n';
const HALT = 'cli\nhlt\n';
const source = (body: string) => temporaryFile('kernel.asm', `${FLAT}${body}`);

const MODES = ['native', 'shadow', 'ept'] as const;

describe('exit status', () => {
  it.each(MODES)('0 when the guest halts for good (%s)', (mode) => {
    expect(trapwalk(['run', source(HALT), '--mode', mode])).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it.each(MODES)('(value << 1) | 1 on debug exit (%s)', (mode) => {
    expect(trapwalk(['run', source('mov al, 21\nout 0xf4, al\n'), '--mode', mode]).status).toBe(43);
  });

  it.each(MODES)('4 when a limit is reached (%s)', (mode) => {
    const endless = source('again: jmp again\n');
    const byInstructions = trapwalk(['run', endless, '--mode', mode, '--max-instructions', '1e4']);
    expect(byInstructions.status).toBe(4);
    expect(byInstructions.stderr).toContain('limit of 10000 instructions reached');
    expect(trapwalk(['run', endless, '--mode', mode, '--max-cycles', '1e5']).status).toBe(4);
  });

  it.each(MODES)('6 on a triple fault, with its story (%s)', (mode) => {
    const { status, stderr } = trapwalk(['run', source('nop\nud2\n'), '--mode', mode]);
    expect(status).toBe(6);
    expect(stderr).toContain('#UD');
    expect(stderr).toContain('0f 0b');
    expect(stderr).toMatch(/kernel\.asm:4/);
  });

  it('6 with the bytes, the address and the symbol of an image', () => {
    const image = goldenImage('c-kernel-direct.elf');
    const header = new DataView(image.buffer, Number(new DataView(image.buffer).getBigUint64(32, true)));
    const inFile = (address: number) =>
      address - Number(header.getBigUint64(24, true)) + Number(header.getBigUint64(8, true));
    // nm c-kernel-direct.elf: kernel_main is at 1000BAH.
    image.set([0x90, 0x0f, 0xff], inFile(0x1000ba));
    const { status, stderr } = trapwalk(['run', temporaryFile('kernel.elf', image)]);
    expect(status).toBe(6);
    expect(stderr).toMatch(/#UD invalid opcode at 0x00000000001000bb \(kernel_main\+1\)\n +the bytes there: 0f ff /);
  });

  it('6 on a reset that the guest asks for, without a word about exceptions', () => {
    const { status, stderr } = trapwalk(['run', source('mov al, 0xfe\nout 0x64, al\n')]);
    expect({ status, stderr }).toEqual({
      status: 6,
      stderr: 'trapwalk: the guest has shut down: reset by keyboard-controller\n',
    });
  });

  it.each(MODES)('is exact to the instruction at a limit (%s)', (mode) => {
    for (const limit of [0, 1, 7, 100]) {
      const args = ['run', 'programs/hello.asm', '--max-instructions', String(limit), '--stats', 'json'];
      const { status, stderr } = trapwalk([...args, '--mode', mode]);
      expect(status).toBe(4);
      const statistics = JSON.parse(stderr.slice(stderr.indexOf('{')));
      expect(statistics.instructions).toBe(limit);
      expect(statistics.result).toMatchObject({ status: 4, reason: `limit of ${limit} instructions reached` });
    }
    expect(trapwalk(['run', source('again: jmp again\n'), '--mode', mode, '--max-cycles', '0']).status).toBe(4);
  });

  it.each([
    [0, 1],
    [1, 3],
    [127, 255],
    [128, 1],
    [255, 255],
    [0x12345678, 0xf1],
    [0xffffffff, 255],
  ])("the eight bits that a process's status has: value %i gives %i", (value, expected) => {
    expect(trapwalk(['run', source(`mov eax, ${value}\nout 0xf4, eax\n`)]).status).toBe(expected);
  });

  it('2 for an assembly error, with place and caret', () => {
    const { status, stdout, stderr } = trapwalk(['run', source('mvo rax, 1\n')]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/kernel\.asm:3:\d+: error: /);
    expect(stderr).toContain('did you mean mov?');
  });

  it.each([
    [['run']],
    [['run', 'no-such-file.asm']],
    [['run', 'programs']],
    [['run', 'programs/hello.asm', '--mode', 'qemu']],
    [['run', 'programs/hello.asm', '--memory', '1M']],
    [['run', 'programs/hello.asm', '--memory', 'lots']],
    [['run', 'programs/hello.asm', '--profile', 'z80']],
    [['run', 'programs/hello.asm', '--maxphyaddr', '64']],
    [['run', 'programs/hello.asm', '--rom', 'package.json']],
    [['run', 'programs/hello.asm', '--max-instructions', 'x']],
    [['run', 'programs/hello.asm', '--no-such-option']],
    [['run', 'programs/hello.asm', '--load', '0x200000']],
    [['run', 'programs/hello.asm', '--seed', '0x10000000000000000']],
    [['run', 'programs/hello.asm', '--module', 'programs']],
    [['run', 'programs/hello.asm', '--vmx', 'maybe']],
    [['run', 'programs/hello.asm', '--max-cycles', '1.5']],
    [['run', 'package.json']],
    [['compare', 'programs/hello.asm', '--modes', 'native,native']],
    [['compare', 'programs/hello.asm', '--modes', '']],
    [['disasm', 'README.md', '--bits', '8']],
    [['disasm', temporaryFile('kernel.elf', goldenImage('c-kernel-32.elf'))]],
    [['no-such-command']],
    [['compare', 'programs/hello.asm', '--modes', 'native,kvm']],
    [['walk', 'here']],
    [['asm', 'programs/hello.asm', '-O9']],
    [['disasm', 'no-such-file']],
    [['isa', 'frobnicate']],
  ])('2 for bad input: %j', (args) => {
    const { status, stdout, stderr } = trapwalk(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toContain('internal error');
    expect(stderr.length).toBeGreaterThan(10);
  });
});

describe('streams', () => {
  const hello =
    'mov rsi, text\nmov dx, 0x3f8\nnext: lodsb\ntest al, al\njz end\nout dx, al\njmp next\nend: cli\nhlt\ntext: db "hi", 200, 10, 0\n';

  it('puts the serial output, byte for byte, and nothing else on stdout', () => {
    expect(trapwalk(['run', source(hello), '--stats', 'text']).stdout).toBe('hi\xc8\n');
  });

  it('writes no statistics to a pipe unless asked', () => {
    expect(trapwalk(['run', source(hello)]).stderr).toBe('');
    expect(trapwalk(['run', source(hello), '--stats', 'text']).stderr).toContain('instructions');
  });

  it('feeds stdin to the serial port, and never waits for one that the guest does not read', () => {
    const echo =
      'mov dx, 0x3fd\npoll: in al, dx\ntest al, 1\njz poll\nmov dx, 0x3f8\nin al, dx\nout dx, al\ncmp al, 10\nje done\nmov dx, 0x3fd\njmp poll\ndone: cli\nhlt\n';
    for (const mode of MODES) {
      expect(trapwalk(['run', source(echo), '--mode', mode, '--max-instructions', '1e7'], 'abc\nrest')).toMatchObject({
        status: 0,
        stdout: 'abc\n',
      });
    }
  });
});

describe('statistics', () => {
  it('has the fixed form, and its parts add up', () => {
    for (const mode of MODES) {
      const { stderr } = trapwalk([
        'run',
        'programs/hello.asm',
        '--mode',
        mode,
        '--stats',
        'json',
        '--profile',
        'unit',
      ]);
      const statistics = JSON.parse(stderr);
      expect(Object.keys(statistics)).toEqual([
        'mode',
        'profile',
        'instructions',
        'cycles',
        'exits',
        'tlb',
        'walks',
        'memory',
        'result',
      ]);
      const { total, ...parts } = statistics.cycles;
      expect(Object.keys(parts)).toEqual(['compute', 'translation', 'exits', 'vmm', 'idle']);
      expect(Object.values<number>(parts).reduce((sum, part) => sum + part)).toBe(total);
      const reasons = Object.values<{ count: number }>(statistics.exits.byReason);
      expect(reasons.reduce((sum, { count }) => sum + count, 0)).toBe(statistics.exits.total);
      expect(statistics.mode).toBe(mode);
      expect(statistics.result.status).toBe(1);
    }
  });

  it('tells of reads of what is not there, in every mode', () => {
    const body = 'mov ebp, 0xd0000000\nmov rax, [rbp]\nmov rax, [rbp + 8]\nmov dx, 0x555\nin al, dx\ncli\nhlt\n';
    for (const mode of MODES) {
      const { stderr } = trapwalk(['run', source(body), '--mode', mode, '--stats', 'text']);
      expect(stderr).toMatch(/^reads of nothing +2 of memory, 1 of ports$/m);
    }
    expect(trapwalk(['run', source(HALT), '--stats', 'text']).stderr).not.toContain('nothing');
  });

  it('goes to a file', () => {
    const file = join(temporaryFolder(), 'stats.json');
    const { stderr } = trapwalk(['run', 'programs/hello.asm', '--stats-file', file]);
    expect(stderr).toBe('');
    expect(JSON.parse(readFileSync(file, 'utf8')).mode).toBe('native');
  });

  it('is the same twice', () => {
    for (const mode of MODES) {
      const once = () => trapwalk(['run', 'programs/timer.asm', '--mode', mode, '--stats', 'json']);
      expect(once()).toEqual(once());
    }
  });
});

describe('screen and trace', () => {
  it('writes the screen as text and as PNG', () => {
    const folder = temporaryFolder();
    const text = join(folder, 'screen.txt');
    const image = join(folder, 'screen.png');
    trapwalk(['run', 'programs/framebuffer.asm', '--screen', text]);
    trapwalk(['run', 'programs/framebuffer.asm', '--screen', image]);
    expect(readFileSync(text, 'utf8').split('\n').length).toBeGreaterThanOrEqual(25);
    expect([...readFileSync(image).subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it('traces each exit with the reason, qualification and RIP', () => {
    const file = join(temporaryFolder(), 'trace.txt');
    trapwalk(['run', 'programs/hello.asm', '--mode', 'shadow', '--trace', file]);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.filter((line) => line.startsWith('exit 28 CR_ACCESS'))).toHaveLength(3);
    expect(existsSync(file)).toBe(true);
  });
});

describe('help', () => {
  it.each([[], ['run'], ['compare'], ['walk'], ['asm'], ['disasm'], ['isa']])(
    '%s --help shows examples',
    (...command) => {
      const { status, stdout } = trapwalk([...command.flat(), '--help']);
      expect(status).toBe(0);
      expect(stdout).toContain('Usage: trapwalk');
      expect(stdout).toContain('Examples:');
    },
  );
});
