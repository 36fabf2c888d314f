import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/cli/version.js';
import { ROOT, temporaryFile, temporaryFolder, trapwalk } from './trapwalk.js';

describe('trapwalk --version', () => {
  it('is the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(VERSION).toBe(version);
    expect(trapwalk(['--version']).stdout).toBe(`${version}\n`);
  });
});

describe('trapwalk asm', () => {
  const text =
    'org 0x7c00\nstart: mov ax, 1\n.loop: jmp .loop\nCOUNT equ 7\n%macro twice 1\n db %1\n db %1\n%endmacro\n twice 5\n';

  it('writes an image, a listing, symbols and a line map', () => {
    const folder = temporaryFolder();
    const path = (name: string) => join(folder, name);
    const input = temporaryFile('boot.asm', text);
    const outputs = [
      '-o',
      path('boot.bin'),
      '-l',
      path('boot.lst'),
      '--symbols',
      path('s.json'),
      '--line-map',
      path('m.json'),
    ];
    expect(trapwalk(['asm', input, ...outputs])).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect([...readFileSync(path('boot.bin'))]).toEqual([0xb8, 1, 0, 0xeb, 0xfe, 5, 5]);
    expect(readFileSync(path('boot.lst'), 'latin1')).toContain('B80100');
    expect(JSON.parse(readFileSync(path('s.json'), 'utf8'))).toEqual({
      start: { value: 0x7c00, section: '.text' },
      'start.loop': { value: 0x7c03, section: '.text' },
      COUNT: { value: 7, section: null },
    });
    const map = JSON.parse(readFileSync(path('m.json'), 'utf8'));
    expect(map[0]).toMatchObject({ file: input, line: 2, address: 0x7c00, length: 3, macro: null });
    expect(map.at(-1)).toMatchObject({ address: 0x7c06, length: 1, macro: 'twice' });
  });

  it('takes -D, -I and -O0', () => {
    const folder = temporaryFolder();
    const output = join(folder, 'a.bin');
    const input = temporaryFile('a.asm', 'bits 64\n%ifdef WIDE\n mov rax, VALUE\n%endif\n');
    trapwalk(['asm', input, '-o', output, '-D', 'WIDE', '-D', 'VALUE=5', '-O0']);
    expect([...readFileSync(output)]).toEqual([0x48, 0xb8, 5, 0, 0, 0, 0, 0, 0, 0]);
    trapwalk(['asm', input, '-o', output, '-D', 'WIDE', '-D', 'VALUE=5']);
    expect([...readFileSync(output)]).toEqual([0xb8, 5, 0, 0, 0]);
  });
});

describe('trapwalk disasm', () => {
  it('prints address, bytes and source', () => {
    const image = temporaryFile('x.bin', Uint8Array.of(0x48, 0x89, 0xd8, 0x0f, 0x22, 0xd8, 0x06));
    const lines = trapwalk(['disasm', image, '--origin', '0x1000']).stdout.split('\n');
    expect(lines[0]).toMatch(/^0000000000001000 {2}4889d8 +mov rax,\s?rbx$/);
    expect(lines[1]).toMatch(/^0000000000001003 {2}0f22d8 +mov cr3,\s?rax$/);
    expect(lines[2]).toMatch(/06 +db 0x06$/);
    expect(trapwalk(['disasm', image, '--bits', '32']).stdout).toContain('push es');
  });
});

describe('trapwalk isa', () => {
  it('prints the rows of one mnemonic or all', () => {
    expect(trapwalk(['isa', 'invlpg']).stdout).toMatch(/0F 01 \/7 +INVLPG m/);
    expect(trapwalk(['isa']).stdout.split('\n').length).toBeGreaterThan(400);
    expect(JSON.parse(trapwalk(['isa', 'vmlaunch', '--json']).stdout)).toHaveLength(1);
  });
});

describe('trapwalk walk', () => {
  it("takes the lecture's address apart", () => {
    const { status, stdout } = trapwalk(['walk', '0x0000ab0022406a90']);
    expect(status).toBe(0);
    for (const field of ['342', '274', '2704', 'not canonical']) expect(stdout).toContain(field);
  });

  it('does the walk in a program: 4 references native, 24 in two dimensions under EPT', () => {
    const args = ['walk', '0x200000', '--program', temporaryFile('k.asm', PAGED), '--at', 'here'];
    expect(trapwalk(args).stdout).toContain('\n4 references\n');
    const ept = trapwalk([...args, '--mode', 'ept']).stdout;
    expect(ept).toContain('24 references, 4 guest and 20 EPT');
    expect(ept).toMatch(/^24 {2} +EPT PTE/m);
  });
});

/** Maps 200000H with 4-KByte pages of its own and touches it, so that the EPT maps all of the walk. */
const PAGED = `
bits 64
org 0x100000
        mov     dword [pml4], pdpt + 3
        mov     dword [pdpt], pd + 3
        mov     dword [pd], pt0 + 3
        mov     dword [pd + 8], pt1 + 3
        mov     ecx, 512
fill:   mov     eax, ecx
        dec     eax
        shl     eax, 12
        lea     edx, [rax + 0x200003]
        or      eax, 3
        mov     [pt0 + rcx * 8 - 8], rax
        mov     [pt1 + rcx * 8 - 8], rdx
        loop    fill
        mov     eax, pml4
        mov     cr3, rax
        mov     al, [0x200000]
here:   cli
        hlt
align 4096, db 0
pml4:   times 512 dq 0
pdpt:   times 512 dq 0
pd:     times 512 dq 0
pt0:    times 512 dq 0
pt1:    times 512 dq 0
`;

describe('trapwalk compare', () => {
  it('prints the modes side by side, and that the guest could not tell', () => {
    const { status, stdout } = trapwalk(['compare', 'programs/context-switch.asm']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/native +shadow +ept/);
    expect(stdout).toContain('CR_ACCESS (28)');
    expect(stdout).toContain('The guest could not tell');
  });

  it('prints JSON, one object a mode', () => {
    const { stdout } = trapwalk(['compare', 'programs/hello.asm', '--modes', 'ept,native', '--json']);
    expect(JSON.parse(stdout).map(({ mode }: { mode: string }) => mode)).toEqual(['ept', 'native']);
  });
});
