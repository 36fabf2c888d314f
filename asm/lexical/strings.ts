/**
 * Quoted strings. NASM manual, "Character Strings" and "String Constants": '…' and "…" are literal, `…` has C escapes.
 * Results are byte strings.
 */
import { toByteString } from '../byte-string.js';

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;

/** The bytes that a quoted token (quotes included) stands for. */
export function unquote(token: string): string {
  const body = token.slice(1, -1);
  if (token[0] !== '`' || !body.includes('\\')) return body;
  return body.replace(ESCAPE, (_match, octal, hex, unicode, wide, other) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (unicode !== undefined) return utf8(Number.parseInt(unicode, 16));
    if (wide !== undefined) return utf8(Number.parseInt(wide, 16));
    return SIMPLE_ESCAPES[other] ?? other;
  });
}

function utf8(codePoint: number): string {
  return codePoint <= 0x10ffff ? toByteString(String.fromCodePoint(codePoint)) : '';
}

/** A quoted token for these bytes: the plainest quote that can hold them. */
export function quote(bytes: string): string {
  const printable = /^[\x20-\x7e\x80-\xff]*$/.test(bytes);
  if (printable && !bytes.includes("'")) return `'${bytes}'`;
  if (printable && !bytes.includes('"')) return `"${bytes}"`;
  const names = Object.entries(SIMPLE_ESCAPES);
  const escaped = [...bytes].map((character) => {
    if (character === '\\' || character === '`') return `\\${character}`;
    if (/[\x20-\x7e\x80-\xff]/.test(character)) return character;
    const named = names.find(([, value]) => value === character);
    if (named !== undefined) return `\\${named[0]}`;
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `\`${escaped.join('')}\``;
}

/** A character constant: its first eight bytes, little endian. */
export function characterConstant(bytes: string): bigint {
  let value = 0n;
  for (let i = Math.min(bytes.length, 8) - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes.charCodeAt(i));
  return value;
}

/** __?utf16le?__('…') and its kin: the string's UTF-8 as 16- or 32-bit units. Null if it is not UTF-8. */
export function transcode(bytes: string, unit: 2 | 4, bigEndian: boolean): string | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
  const units =
    unit === 4
      ? Array.from(text, (c) => c.codePointAt(0)!)
      : Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  return units
    .map((value) => {
      const littleEndian = Array.from({ length: unit }, (_, i) => String.fromCharCode((value >>> (8 * i)) & 0xff));
      return (bigEndian ? littleEndian.reverse() : littleEndian).join('');
    })
    .join('');
}
