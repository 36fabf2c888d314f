import { describe, expect, it } from 'vitest';
import { parseInteger, parseSize } from '../../src/util/size.js';

describe('parseSize', () => {
  it.each([
    ['64M', 67108864],
    ['2G', 2147483648],
    ['4k', 4096],
    ['0x1000', 4096],
    ['16MiB', 16777216],
    ['100', 100],
  ])('%s', (text, bytes) => expect(parseSize(text, 'memory')).toBe(bytes));
  it.each(['', 'M', '-1', '1T', '1.5M', '0x', '64 megabytes', '9e99'])('refuses %j', (text) => {
    expect(() => parseSize(text, '--memory')).toThrow(/--memory: .* is not a size/);
  });
});

describe('parseInteger', () => {
  it.each([
    ['0x0000ab0022406a90', 0xab0022406a90n],
    ['1e6', 1000000n],
    ['100h', 256n],
    ['0b101', 5n],
    ['1_000', 1000n],
    ['18446744073709551615', 0xffffffffffffffffn],
  ])('%s', (text, value) => expect(parseInteger(text, 'x')).toBe(value));
  it.each(['', 'x', '-1', '0xg', '1.5', 'ffh', '1e400'])('refuses %j', (text) => {
    expect(() => parseInteger(text, '--load')).toThrow(/--load/);
  });
});
