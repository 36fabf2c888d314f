/** `--trace`: VM exits and entries, faults, interrupts and walks as text, one event a line, in order. */
import { closeSync, openSync } from 'node:fs';
import { hex, hex64 } from '../util/hex.js';
import type { TraceSink } from '../util/trace.js';
import { UserError } from '../util/user-error.js';
import { EXIT_REASON_NAMES } from '../vmx/exit-reason.js';
import { reason } from './files.js';
import { writeFully } from './output.js';

const CHUNK = 1 << 16;

export interface TraceFile {
  readonly sink: TraceSink;
  close(): void;
}

/** Events go to `path`, which is opened with the first of them. Throws UserError `cannot-write`, then or later. */
export function openTrace(path: string): TraceFile {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw new UserError('cannot-write', `--trace ${path}: ${reason(error)}`);
    }
  };
  let file = -1;
  let pending = '';
  let references = '';
  const flush = () => {
    const bytes = Buffer.from(pending);
    pending = '';
    attempt(() => {
      if (file < 0) file = openSync(path, 'w');
      writeFully(file, bytes);
    });
  };
  const line = (text: string) => {
    pending += `${text}\n`;
    if (pending.length > CHUNK) flush();
  };
  return {
    sink: {
      walkReference: (address, entry, level, dimension) => {
        references += ` ${dimension === 'nested' ? 'e' : 'g'}${level}@${hex(address)}=${hex(entry)}`;
      },
      walkEnd: (linear, count, ok) => {
        line(`walk ${hex64(linear)} references ${count} ${ok ? 'ok' : 'fault'}${references}`);
        references = '';
      },
      tlbFlush: (what) => line(`tlb-flush ${what}`),
      fault: (vector, errorCode, rip, address) =>
        line(
          `fault ${vector} error ${errorCode < 0 ? '-' : hex(errorCode)} rip ${hex64(rip)} address ${hex64(address)}`,
        ),
      interrupt: (vector, rip) => line(`interrupt ${vector} rip ${hex64(rip)}`),
      vmExit: (basicReason, qualification, rip) =>
        line(
          `exit ${basicReason} ${EXIT_REASON_NAMES[basicReason]} qualification ${hex(qualification)} rip ${hex64(rip)}`,
        ),
      vmEntry: (rip) => line(`entry rip ${hex64(rip)}`),
      hypervisor: (action, address) => line(`hypervisor ${action} ${hex(address)}`),
      device: (name, action, value) => line(`device ${name} ${action} ${hex(value)}`),
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}
