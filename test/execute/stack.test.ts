/** What of the stack instructions the recorded vectors cannot show: faults across pages, 16-bit and 32-bit stacks. */
import { describe, expect, test } from 'vitest';
import { register, run, runBytes } from './run-text.js';
import { SimpleContext } from './simple-context.js';

const PAGE = 0x1000;

function page(start: number): { start: number; bytes: Uint8Array } {
  return { start, bytes: new Uint8Array(PAGE).fill(0xcc) };
}

describe('stack instructions', () => {
  test('PUSHA that reaches into an absent page, above or below, leaves no trace', () => {
    for (const [hex, bytes] of [
      ['60', 32],
      ['6660', 16],
    ] as const) {
      for (let below = 0; below <= bytes; below += 2) {
        for (const absent of ['upper', 'lower']) {
          const area = page(absent === 'upper' ? 0x7000 : 0x8000);
          const rsp = BigInt(0x8000 + bytes - below);
          const context = run(hex, { bits: 32, registers: { rsp, rax: 0x1111n }, memory: [area] });
          const touchesAbsent = absent === 'upper' ? below < bytes : below > 0;
          if (touchesAbsent) {
            expect(context.exception, `${hex} ${below} ${absent}`).toEqual({ vector: 14, errorCode: 6 });
            expect(register(context, 'rsp')).toBe(rsp);
            expect(area.bytes.every((byte) => byte === 0xcc)).toBe(true);
          } else expect(context.exception).toBeNull();
        }
      }
    }
  });

  test('nested ENTER faults without a trace, wherever the absent page is', () => {
    // ENTER 16, 5 with the frame pointers of the callers at 9000H.
    for (const absent of ['stack', 'lower stack', 'frames']) {
      const stack = page(absent === 'stack' ? 0x3000 : 0x8000);
      const frames = page(absent === 'frames' ? 0x4000 : 0x9000);
      const rsp = absent === 'lower stack' ? 0x8018n : 0x8800n;
      const context = run('c8100005', { registers: { rsp, rbp: 0x9800n }, memory: [stack, frames] });
      expect(context.exception?.vector, absent).toBe(14);
      expect(register(context, 'rsp')).toBe(rsp);
      expect(register(context, 'rbp')).toBe(0x9800n);
      expect(stack.bytes.every((byte) => byte === 0xcc)).toBe(true);
    }
  });

  test('ENTER faults when a write at the final stack pointer would', () => {
    const stack = page(0x8000);
    const context = run('c8000800', { registers: { rsp: 0x8800n }, memory: [stack] });
    expect(context.exception).toEqual({ vector: 14, errorCode: 6 });
    expect(context.faultAddress).toBe(0x7ff8);
    expect(register(context, 'rsp')).toBe(0x8800n);
    expect(run('c8f80700', { registers: { rsp: 0x8800n }, memory: [page(0x8000)] }).exception).toBeNull();
  });

  test('a 16-bit stack wraps at 64 KiB and keeps the upper half of ESP', () => {
    class ShortStack extends SimpleContext {
      override get stackAddressSize(): 2 | 4 | 8 {
        return 2;
      }
    }
    const area = { start: 0xf000, bytes: new Uint8Array(PAGE) };
    const pushed = runBytes(new ShortStack(), '50', {
      bits: 32,
      registers: { rsp: 0x1234_0000n, rax: 0xaabb_ccddn },
      memory: [area],
    });
    expect(register(pushed, 'rsp')).toBe(0x1234_fffcn);
    expect([...area.bytes.slice(-4)]).toEqual([0xdd, 0xcc, 0xbb, 0xaa]);
    const popped = runBytes(new ShortStack(), '5b', {
      bits: 32,
      registers: { rsp: 0x1234_fffcn },
      memory: [area],
    });
    expect(register(popped, 'rsp')).toBe(0x1234_0000n);
    expect(register(popped, 'rbx')).toBe(0xaabb_ccddn);
  });

  test('POP SS moves the stack pointer only when the selector could be loaded', () => {
    class NoSegments extends SimpleContext {
      override loadSegment(): void {
        this.raise(13, 0x2c);
      }
    }
    const context = runBytes(new NoSegments(), '17', { bits: 32, registers: { rsp: 0x8800n }, memory: [page(0x8000)] });
    expect(context.exception).toEqual({ vector: 13, errorCode: 0x2c });
    expect(register(context, 'rsp')).toBe(0x8800n);
  });

  test('a call or return to a non-canonical address moves nothing', () => {
    const area = page(0x8000);
    area.bytes.fill(0x80, 0x800, 0x808);
    const called = run('ffd3', { registers: { rsp: 0x8800n, rbx: 0x8000_0000_0000n }, memory: [area] });
    expect(called.exception).toEqual({ vector: 13, errorCode: 0 });
    expect(register(called, 'rsp')).toBe(0x8800n);
    expect(area.bytes[0x7ff]).toBe(0xcc);
    const returned = run('c3', { registers: { rsp: 0x8800n }, memory: [area] });
    expect(returned.exception).toEqual({ vector: 13, errorCode: 0 });
    expect(register(returned, 'rsp')).toBe(0x8800n);
  });
});
