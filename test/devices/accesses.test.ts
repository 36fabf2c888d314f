/**
 * Device accesses whose results were recorded on QEMU's devices (test/oracles/devices/record.sh): line by line, the
 * reads here give what they gave there, but where the list says that QEMU deviates from the data sheet or the SDM.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { BusSize } from '../../src/memory/bus.js';
import { testPlatform } from './test-platform.js';

const MICROSECOND = 2000;
const GOLDEN = join(import.meta.dirname, '..', 'golden', 'devices');

it('QEMU’s devices read the same', () => {
  const platform = testPlatform();
  const { devices } = platform;
  const expected = readFileSync(join(GOLDEN, 'accesses.qemu'), 'utf8').trim().split('\n');
  const lines = readFileSync(join(GOLDEN, 'accesses.txt'), 'utf8').split('\n');
  const differences: string[] = [];
  for (const [index, line] of lines.entries()) {
    const [operation, address, value] = line.replace(/#.*/, '').trim().split(/\s+/);
    const match = /^(in|out|read|write)(\d+)$/.exec(operation ?? '');
    if (match === null) continue;
    platform.runTo(platform.now + MICROSECOND);
    const [, kind, bits] = match;
    const size = (Number(bits) / 8) as BusSize & (1 | 2 | 4);
    const at = Number.parseInt(address!, 16);
    const written = Number.parseInt(value ?? '0', 16);
    if (kind === 'out') devices.ports.write(at, size, written);
    else if (kind === 'write') devices.guestMemory.write32(at, written);
    else {
      const read = kind === 'in' ? devices.ports.read(at, size) : devices.guestMemory.read32(at) >>> 0;
      const text = read.toString(16).padStart(8, '0');
      const deviation = /# deviates ([0-9a-f]+)/.exec(line)?.[1]?.padStart(8, '0');
      const onQemu = expected.shift();
      if (deviation === onQemu) differences.push(`line ${index + 1} does not deviate`);
      const recorded = deviation ?? onQemu;
      if (text !== recorded) differences.push(`line ${index + 1}: ${line}: ${text}, expected ${recorded}`);
    }
  }
  expect(differences).toEqual([]);
  expect(expected).toEqual([]);
});
