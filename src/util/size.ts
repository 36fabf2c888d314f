/** Sizes and addresses as command lines write them. */
import { UserError } from './user-error.js';

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** `64M`, `2G`, `0x1000`, `4096`: bytes. Throws UserError `bad-size` naming `what`. */
export function parseSize(text: string, what: string): number {
  const match = /^(0x[0-9a-f]+|[0-9]+)\s*([kmg]?)(?:i?b)?$/i.exec(text.trim());
  const value = match ? Number(match[1]) * (UNITS[match[2]!.toUpperCase()] ?? Number.NaN) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw new UserError(
      'bad-size',
      `${what}: '${text}' is not a size`,
      'write bytes, or a number with K, M or G, such as 64M',
    );
  }
  return value;
}

/** `0x100000`, `1048576`, `0b101`, `100000h`, `1_000` or, with a fraction or exponent, `1e6`: a non-negative integer. */
export function parseInteger(text: string, what: string): bigint {
  const clean = text.trim().replaceAll('_', '').toLowerCase();
  try {
    if (/^[0-9][0-9a-f]*h$/.test(clean)) return BigInt(`0x${clean.slice(0, -1)}`);
    if (/^(0x[0-9a-f]+|0b[01]+|0o[0-7]+|[0-9]+)$/.test(clean)) return BigInt(clean);
    const value = /^[0-9]*\.?[0-9]+e\+?[0-9]+$/.test(clean) ? Number(clean) : Number.NaN;
    if (Number.isSafeInteger(value)) return BigInt(value);
  } catch {
    // BigInt's own complaint would not name the option.
  }
  throw new UserError(
    'bad-number',
    `${what}: '${text}' is not a whole number`,
    'write it in decimal, or in hexadecimal as 0x…',
  );
}
