/** What the README shows is what the program prints. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, shell, temporaryFile, temporaryFolder, trapwalk } from './cli/trapwalk.js';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

describe('README', () => {
  it('shows the output of npm start', () => {
    const shown = /\$ npm start\n([\s\S]*?)```/.exec(readme)?.[1];
    const args = scripts.start.replace('node dist/src/cli/main.js ', '').split(' ');
    expect(trapwalk(args).stdout).toBe(shown);
  });

  it('has a first kernel that does what is said of it', () => {
    const kernel = /```nasm\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const file = temporaryFile('first.asm', kernel);
    const { status, stdout, stderr } = trapwalk(['run', file, '--mode', 'shadow', '--stats', 'json']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'hello\n' });
    const { byReason } = JSON.parse(stderr).exits;
    expect(byReason.IO_INSTRUCTION.count).toBe(6);
    expect(byReason.CR_ACCESS.count).toBe(2);
  });

  it('has commands that do what they are for', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'first.asm'), /```nasm\n([\s\S]*?)```/.exec(readme)?.[1] ?? '');
    const commands = [...readme.matchAll(/^npx (trapwalk .*?)(?: *#.*)?$/gm)].map(([, command]) => command!);
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) {
      const { status, stdout } = shell(command, folder);
      expect(status, command).toBe(0);
      expect(stdout.length).toBeGreaterThan(0);
    }
  });

  it('names every program', () => {
    for (const name of readdirSync(join(ROOT, 'programs')).filter((file) => file.endsWith('.asm'))) {
      expect(readme).toContain(`\`${name.replace('.asm', '')}\``);
    }
  });
});
