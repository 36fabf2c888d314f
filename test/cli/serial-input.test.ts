import { describe, expect, it } from 'vitest';
import { SerialInput } from '../../src/cli/serial-input.js';

/** A stream that gives `text` in pieces of these sizes, then ends. */
function stream(text: string, ...sizes: readonly number[]) {
  const bytes = Buffer.from(text);
  let at = 0;
  let turn = 0;
  return (buffer: Uint8Array) => {
    const size = Math.min(sizes[turn++ % sizes.length]!, buffer.length);
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    at += piece.length;
    return piece.length;
  };
}

function all(reader: () => Uint8Array | null): string[] {
  const lines: string[] = [];
  for (let line = reader(); line !== null; line = reader()) lines.push(Buffer.from(line).toString());
  return lines;
}

describe('serial input', () => {
  it.each([[1], [3], [100], [2, 1, 7]])('is handed over by lines, whatever a read gives: %j', (...sizes) => {
    expect(all(new SerialInput(stream('one\n\ntwo\nrest', ...sizes)).reader())).toEqual([
      'one\n',
      '\n',
      'two\n',
      'rest',
    ]);
  });

  it('cuts a line that has no end', () => {
    const parts = all(new SerialInput(stream('x'.repeat(10_000), 999)).reader());
    expect(parts.map(({ length }) => length)).toEqual([4096, 4096, 1808]);
  });

  it('gives every reader the same, and reads no more than one of them needs', () => {
    let reads = 0;
    const source = stream('a\nb\n', 2);
    const input = new SerialInput((buffer) => {
      reads++;
      return source(buffer);
    });
    const first = input.reader();
    expect(Buffer.from(first()!).toString()).toBe('a\n');
    expect(reads).toBe(1);
    expect(all(input.reader())).toEqual(['a\n', 'b\n']);
    expect(all(first)).toEqual(['b\n']);
    expect(first()).toBeNull();
  });
});
