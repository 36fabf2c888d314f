/**
 * The test kernels of test/golden/kernels, in every mode: each prints lines of facts about the processor, which must be
 * those that qemu and bochs gave (NAME.txt, made by test/oracles/record-kernels.sh; each kernel's header says whom it
 * believes, and why, where the two disagree). The image is also held to nasm's, by its hash.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleSource, boot } from './boot.js';

const KERNELS = join(import.meta.dirname, '../golden/kernels');

/** Names of the files that end in `extension`. */
const named = (extension: string) =>
  readdirSync(KERNELS)
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length));

it('every kernel has been recorded', () => {
  expect(named('.txt')).toEqual(named('.asm'));
});

/** These read counters that run with time, so what is left in their registers is a mode's own. */
const TIMED = new Set(['legacy-interrupts', 'local-apic']);

describe.each(named('.txt'))('%s', (name) => {
  const image = assembleSource(join(KERNELS, `${name}.asm`));
  const golden = readFileSync(join(KERNELS, `${name}.txt`), 'latin1');
  const end = golden.indexOf('\n');
  const facts = golden.slice(end + 1).split('\n');

  it('assembles to the bytes of nasm', () => {
    expect(`nasm ${createHash('sha256').update(image).digest('hex')}`).toBe(golden.slice(0, end));
  });

  const hashes: string[] = [];
  it.each(['native', 'shadow', 'ept'] as const)('%s: the facts of the oracles', async (mode) => {
    const { serial, status, statistics } = await boot(image, mode, { maxInstructions: 30_000_000 });
    expect(serial.split('\n')).toEqual(facts);
    expect(status).toBe(1);
    hashes.push(statistics.result.hash);
  });

  if (!TIMED.has(name)) {
    it('ends in the same state in every mode', () => {
      expect(new Set(hashes).size).toBe(1);
    });
  }
});
