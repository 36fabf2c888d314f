/**
 * Inside the assembler a source is a string of bytes (one character, 0 to 255, a byte), as nasm sees it, so that
 * %strlen, character constants and listing columns count bytes. Text crosses the border here.
 */

const NON_ASCII = /[^\0-\x7f]/;

/** Text as its UTF-8 bytes, one character each. */
export function toByteString(text: string): string {
  if (!NON_ASCII.test(text)) return text;
  return fromBytes(new TextEncoder().encode(text));
}

/** Bytes as characters 0 to 255. */
export function fromBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return parts.join('');
}

/** Back to text for messages; bytes that are not UTF-8 show as replacement characters. */
export function toText(byteString: string): string {
  if (!NON_ASCII.test(byteString)) return byteString;
  return new TextDecoder().decode(bytesOf(byteString));
}

export function bytesOf(byteString: string): Uint8Array {
  const bytes = new Uint8Array(byteString.length);
  for (let i = 0; i < byteString.length; i++) bytes[i] = byteString.charCodeAt(i);
  return bytes;
}
