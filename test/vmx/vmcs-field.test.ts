/** VMCS fields against the manual's tables, and the parts of an encoding against the manual's layout. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldExists } from '../../src/vmx/vmcs.js';
import { fieldName, fieldType, fieldWidth, VMCS_FIELDS, VmcsField } from '../../src/vmx/vmcs-field.js';

const lines = readFileSync(join(import.meta.dirname, '../golden/vmx/vmcs-fields.txt'), 'utf8').split('\n');

/** Fields of the golden file with the heading they stand under. */
const golden: { encoding: number; name: string; heading: string }[] = [];
let heading = '';
for (const line of lines.slice(1)) {
  if (line.startsWith('#')) heading = line.slice(2);
  else if (line !== '') golden.push({ encoding: Number.parseInt(line, 16), name: line.slice(5), heading });
}

describe('VMCS fields', () => {
  it('are those of the manual, with its encodings', () => {
    expect(Object.entries(VmcsField).map(([name, encoding]) => `${encoding.toString(16)} ${name}`)).toEqual(
      golden.map(({ encoding, name }) => `${encoding.toString(16)} ${name}`),
    );
    expect(VMCS_FIELDS).toEqual(golden.map(({ encoding }) => encoding).sort((a, b) => a - b));
  });

  it('have the width and type that the manual lists them under', () => {
    const types = {
      control: 'control',
      'read-only': 'read-only',
      'guest state': 'guest',
      'host state': 'host',
    } as const;
    for (const { encoding, name, heading } of golden) {
      const [, width, type] = /^(16-bit|32-bit|64-bit|natural-width) (.*)$/.exec(heading)!;
      const expected = width === 'natural-width' ? 'natural' : Number.parseInt(width!, 10);
      expect([name, fieldWidth(encoding), fieldType(encoding)]).toEqual([
        name,
        expected,
        types[type as keyof typeof types],
      ]);
      expect(fieldName(encoding)).toBe(name);
    }
  });

  it('have a high access exactly when they are 64 bits wide', () => {
    for (const { encoding } of golden) expect(fieldExists(encoding | 1)).toBe(encoding >> 13 === 1);
    expect(fieldExists(0x0812)).toBe(false);
    expect(fieldExists(-1)).toBe(false);
    expect(fieldExists(0x8000)).toBe(false);
  });
});
