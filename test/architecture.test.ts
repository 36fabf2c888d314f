/** The layers of the folder list: who may import whom, and what may not appear below the command line. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** Folder → folders it may import besides itself and util. `type:` allows types only. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  util: [],
  isa: [],
  asm: ['isa'],
  memory: [],
  paging: ['memory'],
  execute: ['isa'],
  vmx: ['memory', 'isa', 'timing', 'type:execute'],
  timing: [],
  cpu: ['isa', 'execute', 'memory', 'paging', 'vmx', 'timing'],
  devices: ['memory'],
  loader: ['memory'],
  vmm: ['vmx', 'paging', 'memory', 'isa', 'execute', 'timing'],
  machine: ['cpu', 'isa', 'execute', 'memory', 'paging', 'vmx', 'timing', 'devices', 'loader', 'vmm', 'asm'],
  cli: [
    'machine',
    'cpu',
    'isa',
    'execute',
    'memory',
    'paging',
    'vmx',
    'timing',
    'devices',
    'loader',
    'vmm',
    'asm',
    'index',
  ],
  index: ['machine', 'cpu', 'isa', 'execute', 'memory', 'paging', 'vmx', 'timing', 'devices', 'loader', 'vmm', 'asm'],
};

/** Clocks, randomness, the console and the host: none of these below the command line. */
const IMPURE =
  /\b(?:Date\.now|new Date|Math\.random|performance\.now|console\.|process\.|setTimeout|globalThis\.crypto)/;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sources(): string[] {
  return ['src', 'asm'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(top, name)),
  );
}

/** The layer of a file: its folder below src, `asm`, or `index` for src/index.ts. */
function layerOf(file: string): string {
  const parts = file.split(/[/\\]/);
  if (parts[0] === 'asm') return 'asm';
  return parts.length === 2 ? parts[1]!.replace(/\.ts$/, '') : parts[1]!;
}

const code = (file: string) =>
  readFileSync(join(ROOT, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');

function importsOf(file: string): { internal: Import[]; external: string[] } {
  const internal: Import[] = [];
  const external: string[] = [];
  const pattern = /(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\s*\(?\s*'([^']+)'/g;
  for (const match of code(file).matchAll(pattern)) {
    const target = match[2] ?? match[3]!;
    if (!target.startsWith('.')) external.push(target);
    else
      internal.push({
        from: file,
        to: relative(ROOT, resolve(ROOT, dirname(file), target)),
        typeOnly: match[1] !== undefined,
      });
  }
  return { internal, external };
}

describe('architecture', () => {
  const files = sources();

  it('knows every folder', () => {
    expect([...new Set(files.map(layerOf))].filter((layer) => !(layer in LAYERS))).toEqual([]);
  });

  it('imports only what its layer may', () => {
    const wrong = files
      .flatMap((file) => importsOf(file).internal)
      .filter(({ from, to, typeOnly }) => {
        const layer = layerOf(from);
        const target = layerOf(to.replace(/\.js$/, '.ts'));
        const allowed = LAYERS[layer] ?? [];
        return !(
          target === layer ||
          target === 'util' ||
          allowed.includes(target) ||
          (typeOnly && allowed.includes(`type:${target}`))
        );
      });
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('uses Node built-ins only in the command line', () => {
    const wrong = files.filter(
      (file) => layerOf(file) !== 'cli' && importsOf(file).external.some((name) => name.startsWith('node:')),
    );
    expect(wrong).toEqual([]);
  });

  it('has no clock, randomness or console below the command line', () => {
    const wrong = files.filter((file) => layerOf(file) !== 'cli' && IMPURE.test(code(file)));
    expect(wrong).toEqual([]);
  });

  it('has no import cycles between files', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .internal.filter((i) => !i.typeOnly)
          .map((i) => i.to.replace(/\.js$/, '.ts')),
      ]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      else if (!done.has(file)) {
        for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
        done.add(file);
      }
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});
