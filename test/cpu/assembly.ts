/** Programs of tests: NASM source to bytes, by the project's own assembler. */
import { assemble } from '../../asm/index.js';

const cache = new Map<string, string>();

/** Hexadecimal bytes of `source`, assembled to run at `origin`. */
export function assembled(source: string, bits: 32 | 64, origin: number): string {
  const text = `bits ${bits}\norg ${origin}\n${source}\n`;
  let hex = cache.get(text);
  if (hex === undefined) {
    const result = assemble({ source: text, file: 'test.asm' });
    if (!result.ok)
      throw new Error(result.diagnostics.map(({ message, text: line }) => `${message}: ${line}`).join('\n'));
    hex = Array.from(result.bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    cache.set(text, hex);
  }
  return hex;
}
