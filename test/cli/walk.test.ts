/** `trapwalk walk --program`: whose tables, which references, which check fails first. */
import { describe, expect, it } from 'vitest';
import { goldenImage } from '../loader/golden-images.js';
import { temporaryFile, trapwalk } from './trapwalk.js';

/** Touches 300000H through the 2-MByte pages it starts with, then halts for good. */
const kernel = temporaryFile('touch.asm', 'bits 64\norg 0x200000\n mov al, [0x300000]\nhere: cli\n hlt\n');

const walk = (...args: readonly string[]) => trapwalk(['walk', ...args]);
/** What comes after the address taken apart: its last line is the verdict on canonicality. */
const walked = (...args: readonly string[]) => walk(...args).stdout.replace(/^[\s\S]*canonical: .*\n\n/, '');

describe.each([
  ['at a label', ['--at', 'here']],
  ['at an address', ['--at', '0x200007']],
  ['when it has ended', []],
])('a page of 2 MBytes %s', (_, at) => {
  const args = ['0x300000', '--program', kernel, ...at];

  it('takes 3 references natively', () => {
    const text = walked(...args);
    expect(text).toContain('4-level paging\n');
    expect(text.match(/^\d {2}\S+/gm)).toEqual(['1  PML4E', '2  PDPTE', '3  PDE']);
    expect(text).toContain('P R/W A PS\n3 references\n');
    expect(text).toContain('0x0000000000300000 is at physical address 0x000000300000, in a page of 2 MiB');
  });

  it("shows the guest's tables and the shadow's", () => {
    const [guest, shadow] = walked(...args, '--mode', 'shadow').split('\n\n');
    expect(guest).toContain("the guest's own tables, 4-level paging; addresses are guest-physical\n");
    expect(guest).toContain('is at guest-physical address 0x000000300000, in a page of 2 MiB');
    expect(shadow).toContain('the shadow tables, which the processor walks, 4-level paging');
    expect(shadow).toContain('4 references\n');
    expect(shadow).toMatch(/is at host-physical address 0x\w+000, in a page of 4 KiB/);
  });

  it('takes 19 references in two dimensions', () => {
    const text = walked(...args, '--mode', 'ept');
    expect(text).toContain('19 references, 3 guest and 16 EPT\nguest-physical address 0x000000300000\n');
    expect(text.match(/^ *\d+ (?= )/gm)?.map(Number)).toEqual(
      Array.from({ length: 19 }, (_unused, index) => index + 1),
    );
    expect(text).toMatch(/^15 {2}PDE .* PS$/m);
    expect(text).toMatch(/^19 {4}EPT PTE .*for the page$/m);
  });
});

describe('the first check that fails', () => {
  it.each(['native', 'shadow', 'ept'])('is told (%s)', (mode) => {
    const of = (...args: readonly string[]) => walked(...args, '--program', kernel, '--mode', mode);
    expect(of('0x123456789000')).toContain('page fault, error code 0x0: PML4E is not present (P = 0)');
    expect(of('0x300000', '--access', 'w', '--user')).toContain(
      'page fault, error code 0x7: user-mode access to a supervisor page (U/S = 0 in PML4E)',
    );
  });

  it('is canonicality before any reference', () => {
    expect(walk('0x0000ab0022406a90', '--program', kernel).stdout).toContain('no walk: the address is not canonical\n');
  });

  it('is the width of an address outside IA-32e mode', () => {
    const args = ['--program', 'programs/hello.asm', '--at', 'start'];
    expect(walk('0x100000000', ...args).stdout).toContain(
      'no walk: outside IA-32e mode a linear address has 32 bits\n',
    );
    expect(walked('0x100000', ...args)).toContain('no paging\n0 references\n');
  });
});

describe('where to stop', () => {
  it('may be a symbol of an ELF image', () => {
    const elf = temporaryFile('kernel.elf', goldenImage('c-kernel-direct.elf'));
    expect(walk('0x200000', '--program', elf, '--at', 'kernel_main').stdout).toContain('at kernel_main (0x');
    const misspelt = walk('0x200000', '--program', elf, '--at', 'kernel_mian');
    expect(misspelt.stderr).toContain("hint: did you mean 'kernel_main'?");
  });

  it.each([
    [['--program', kernel, '--at', 'her'], "--at: the program has no symbol 'her'\n  hint: did you mean 'here'?"],
    [['--program', kernel, '--at', '0x123'], '--at: 0x123 was not reached: halted'],
    [['--program', kernel, '--at', 'here', '--max-instructions', '0'], 'limit of 0 instructions reached'],
    [['--at', 'here'], '--at: at which point of which program?\n  hint: add --program FILE'],
    [['--program', 'none.asm'], 'none.asm: no such file'],
  ])('is an error when it is none: %j', (args, message) => {
    const { status, stdout, stderr } = walk('0x300000', ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each(['x', '-1', '0x1ffffffffffffffff', ''])('as an address cannot be %j', (address) => {
    expect(walk(address)).toMatchObject({ status: 2, stdout: '' });
  });
});
