/** Files that the command writes: refused before a run when they cannot be, and never in the place of an input. */
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, temporaryFolder, trapwalk } from './trapwalk.js';

const SOURCE = "bits 64\norg 0x200000\nmov dx, 0x3f8\nmov al, 'h'\nout dx, al\ncli\nhlt\n";

/** A folder with a kernel in it. */
function workspace() {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  writeFileSync(path('kernel.asm'), SOURCE);
  return { folder, path, kernel: path('kernel.asm') };
}

describe.each(['--stats-file', '--screen', '--trace'])('run %s', (option) => {
  it('in a folder that is not there is refused before the run', () => {
    const { path, kernel } = workspace();
    expect(trapwalk(['run', kernel, option, path('no/file')])).toEqual({
      status: 2,
      stdout: '',
      stderr: `trapwalk: error: ${option} ${path('no/file')}: no such directory\n`,
    });
  });

  it('naming a folder is refused', () => {
    const { folder, kernel } = workspace();
    const { status, stdout, stderr } = trapwalk(['run', kernel, option, folder]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`${option} ${folder}: is a directory`);
  });

  it('never overwrites the kernel', () => {
    const { path, kernel } = workspace();
    linkSync(kernel, path('hard'));
    symlinkSync('kernel.asm', path('soft'));
    for (const name of ['kernel.asm', 'hard', 'soft', './kernel.asm']) {
      const { status, stderr } = trapwalk(['run', kernel, option, path(name)]);
      expect(status).toBe(2);
      expect(stderr).toContain('would overwrite the input');
    }
    expect(readFileSync(kernel, 'utf8')).toBe(SOURCE);
  });

  it('is left alone when the input is bad', () => {
    const { path, kernel } = workspace();
    writeFileSync(path('out'), 'precious');
    expect(trapwalk(['run', path('none.asm'), option, path('out')]).status).toBe(2);
    expect(trapwalk(['run', kernel, '--memory', '1', option, path('out')]).status).toBe(2);
    expect(trapwalk(['run', kernel, '--rom', `${kernel}@0x123`, option, path('out')]).status).toBe(2);
    writeFileSync(path('wrong.asm'), 'mvo\n');
    expect(trapwalk(['run', path('wrong.asm'), '-D', '1', option, path('out')]).status).toBe(2);
    expect(readFileSync(path('out'), 'utf8')).toBe('precious');
  });

  it.runIf(existsSync('/dev/full'))('on a full disk is an error', () => {
    const { kernel } = workspace();
    const { status, stderr } = trapwalk(['run', kernel, option, '/dev/full']);
    expect(status).toBe(2);
    expect(stderr).toBe(`trapwalk: error: ${option} /dev/full: no space left on the device\n`);
  });
});

describe('outputs of one command', () => {
  it('do not overwrite each other', () => {
    const { path, kernel } = workspace();
    const { status, stderr } = trapwalk(['run', kernel, '--trace', path('x'), '--stats-file', path('./x')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/--trace .*: would overwrite the file of --stats-file/);
    expect(trapwalk(['asm', kernel, '-o', path('x'), '-l', path('x')]).stderr).toContain('-l');
    expect(existsSync(path('x'))).toBe(false);
  });

  it('may all go to a device', () => {
    const { kernel } = workspace();
    expect(trapwalk(['run', kernel, '--trace', '/dev/null', '--stats-file', '/dev/null']).status).toBe(0);
  });
});

describe('asm', () => {
  it.each(['-o', '-l', '--symbols', '--line-map'])('%s does not overwrite the source', (option) => {
    const { kernel } = workspace();
    expect(trapwalk(['asm', kernel, option, kernel])).toMatchObject({ status: 2, stdout: '' });
    expect(readFileSync(kernel, 'utf8')).toBe(SOURCE);
  });

  it.each([
    ['kernel.asm', 'kernel'],
    ['plain', 'plain.bin'],
    ['kernel.v2.S', 'kernel.v2'],
  ])('%s becomes %s', (source, image) => {
    const { folder, path } = workspace();
    mkdirSync(path('in'));
    writeFileSync(path(`in/${source}`), SOURCE);
    expect(trapwalk(['asm', path(`in/${source}`)])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readdirSync(join(folder, 'in')).sort()).toEqual([source, image].sort());
  });

  it('writes nothing when there are errors', () => {
    const { path } = workspace();
    writeFileSync(path('wrong.asm'), 'mov eax, rbx\n');
    const outputs = ['-o', path('a'), '-l', path('b'), '--symbols', path('c'), '--line-map', path('d')];
    expect(trapwalk(['asm', path('wrong.asm'), ...outputs]).status).toBe(2);
    for (const name of ['a', 'b', 'c', 'd']) expect(existsSync(path(name))).toBe(false);
  });

  it('keeps the bytes of strings as they are in the file', () => {
    const { path } = workspace();
    writeFileSync(path('text.asm'), Buffer.from('db "\xc3\xa9\xff"\r\n', 'latin1'));
    trapwalk(['asm', path('text.asm'), '-o', path('text.bin')]);
    expect([...readFileSync(path('text.bin'))]).toEqual([0xc3, 0xa9, 0xff]);
  });
});

it('leaves nothing in the project folder', () => {
  expect(existsSync(join(ROOT, 'kernel'))).toBe(false);
});
