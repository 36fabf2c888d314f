/** Reads the recorded answers of nasm: bits | source | bytes at -Ox | bytes at -O0 where they differ. */
import { readFileSync } from 'node:fs';
import type { CodeBits } from '../../src/isa/registers.js';

export interface GoldenLine {
  readonly bits: CodeBits;
  readonly source: string;
  /** Hexadecimal bytes, or ERR. */
  readonly full: string;
  readonly none: string;
}

export function readGolden(file: string): GoldenLine[] {
  return readFileSync(new URL(`../golden/isa/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [bits = '', source = '', full = '', none = ''] = line.split('|').map((field) => field.trim());
      return { bits: Number(bits) as CodeBits, source, full, none: none || full };
    });
}

export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
