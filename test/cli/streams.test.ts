/** Standard input and output under all the conditions a shell can put them in. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shell, temporaryFolder, trapwalk } from './trapwalk.js';

const folder = temporaryFolder();
const kernel = (name: string, body: string) => {
  writeFileSync(join(folder, name), `bits 64\norg 0x200000\n${body}`);
  return join(folder, name);
};
const hello = kernel('hello.asm', "mov dx, 0x3f8\nmov al, 'h'\nout dx, al\nmov al, 10\nout dx, al\ncli\nhlt\n");
kernel('endless.asm', 'mov dx, 0x3f8\nmov al, 10\nagain: out dx, al\njmp again\n');
const ECHO = `
poll:   mov     dx, 0x3fd
        in      al, dx
        test    al, 1
        jz      poll
        mov     dx, 0x3f8
        in      al, dx
        out     dx, al
        cmp     al, 'q'
        jne     poll
        cli
        hlt
`;
const echo = kernel('echo.asm', ECHO);

describe('standard output', () => {
  it('may be closed early: the run ends, and that is no error', () => {
    expect(shell('trapwalk run endless.asm | head -2', folder)).toMatchObject({
      status: 0,
      stdout: '\n\n',
      stderr: '',
    });
    expect(shell('trapwalk isa | head -1').status).toBe(0);
    expect(shell('trapwalk --help | head -1')).toMatchObject({ status: 0, stderr: '' });
  });

  it
    .runIf(existsSync('/dev/full'))
    .each(['run hello.asm', 'isa', 'walk 0x1000', 'compare hello.asm', '--help', 'disasm hello.asm'])(
    'on a full disk is an error of the disk: trapwalk %s',
    (command) => {
      expect(shell(`trapwalk ${command} >/dev/full`, folder)).toMatchObject({
        status: 2,
        stderr: 'trapwalk: error: standard output: no space left on the device\n',
      });
    },
  );

  it('may be closed from the start', () => {
    expect(shell('trapwalk run hello.asm >&-', folder).status).toBe(0);
  });

  it('is whole, however much it is', () => {
    const loop = 'mov ecx, 300000\nmov dx, 0x3f8\nagain: mov eax, ecx\nout dx, al\nloop again\ncli\nhlt\n';
    kernel('chatty.asm', loop);
    expect(shell('trapwalk run chatty.asm | (sleep 1; wc -c)', folder).stdout.trim()).toBe('300000');
  });
});

describe('standard error', () => {
  it.runIf(existsSync('/dev/full'))(
    'that takes nothing does not stop a run, but fails one whose statistics it was to take',
    () => {
      expect(shell('trapwalk run hello.asm 2>/dev/full', folder)).toMatchObject({ status: 0, stdout: 'h\n' });
      expect(shell('trapwalk run hello.asm --stats text 2>/dev/full', folder)).toMatchObject({ status: 2 });
      expect(shell('trapwalk run nowhere.asm 2>/dev/full', folder).status).toBe(2);
      expect(shell('trapwalk run hello.asm 2>&-', folder)).toMatchObject({ status: 0, stdout: 'h\n' });
    },
  );
});

describe('standard input', () => {
  it('is not waited for unless the guest reads it', () => {
    expect(shell('mkfifo pipe && trapwalk run hello.asm 0<>pipe', folder)).toMatchObject({ status: 0, stdout: 'h\n' });
    expect(shell('trapwalk run hello.asm <&-', folder)).toMatchObject({ status: 0, stdout: 'h\n', stderr: '' });
  });

  it.each(['native', 'shadow', 'ept'])('comes byte for byte, NUL and FFH too (%s)', (mode) => {
    expect(trapwalk(['run', echo, '--mode', mode], 'a\0\nb\xffq').stdout).toBe('a\0\nb\xffq');
  });

  it('makes no difference by how it arrives', () => {
    const stats = '--stats json --max-instructions 1e7';
    const atOnce = shell(`printf 'ab\\ncdq' | trapwalk run echo.asm ${stats}`, folder);
    const slowly = shell(
      `(printf a; sleep 0.3; printf 'b\\nc'; sleep 0.3; printf dq) | trapwalk run echo.asm ${stats}`,
      folder,
    );
    expect(atOnce.stdout).toBe('ab\ncdq');
    expect(slowly).toEqual(atOnce);
  });

  it('ends, and the guest goes on without', () => {
    expect(trapwalk(['run', echo, '--max-instructions', '1e5'], 'abc')).toMatchObject({ status: 4, stdout: 'abc' });
  });

  it('is the same for every mode of a comparison', () => {
    const { status, stdout } = trapwalk(['compare', echo, '--max-instructions', '1e7'], 'xyz\nq');
    expect(status).toBe(0);
    expect(stdout).toContain('The guest could not tell');
    expect(stdout).toMatch(/exit status +0 +0 +0/);
  });

  it('that cannot be read is an error once the guest reads it', () => {
    expect(shell('trapwalk run echo.asm </', folder)).toMatchObject({
      status: 2,
      stderr: 'trapwalk: error: standard input: is a directory\n',
    });
    expect(shell('trapwalk run hello.asm </', folder).status).toBe(0);
  });
});

it('reads the kernel of the test', () => {
  expect(trapwalk(['run', hello])).toEqual({ status: 0, stdout: 'h\n', stderr: '' });
});
