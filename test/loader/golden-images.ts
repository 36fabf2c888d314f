/** Images and records made by test/oracles/loader/record.sh. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadOptions, ModuleFile } from '../../src/loader/loaded-image.js';

const GOLDEN = join(import.meta.dirname, '..', 'golden', 'loader');

export function goldenText(name: string): string {
  return readFileSync(join(GOLDEN, name), 'utf8');
}

export function goldenImage(name: string): Uint8Array {
  return new Uint8Array(Buffer.from(goldenText(`${name}.b64`), 'base64'));
}

/** The modules the record was made with. */
export const MODULES: readonly ModuleFile[] = [
  { name: 'one.txt first arg', bytes: new TextEncoder().encode('MODULE-ONE-DATA') },
  { name: 'two.txt', bytes: new Uint8Array(5000).fill(0x78) },
];

/** Options of the record: 64 MiB, its command line and modules. */
export function recordedOptions(name: string, changes: Partial<LoadOptions> = {}): LoadOptions {
  return {
    name,
    ramSize: 64 * 2 ** 20,
    loadAddress: null,
    append: 'alpha beta=2',
    modules: MODULES,
    reserved: [],
    ...changes,
  };
}
