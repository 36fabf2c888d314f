/** `--trace`: VM exits and entries, faults, interrupts and walks as text, one event a line, in order. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { hex, hex64 } from '../util/hex.js';
import type { TraceSink } from '../util/trace.js';
import { UserError } from '../util/user-error.js';
import { EXIT_REASON_NAMES } from '../vmx/exit-reason.js';

const CHUNK = 1 << 16;

export interface TraceFile {
  readonly sink: TraceSink;
  close(): void;
}

/** Opens `path` for the events. Throws UserError `cannot-write`. */
export function openTrace(path: string): TraceFile {
  let file: number;
  try {
    file = openSync(path, 'w');
  } catch (error) {
    throw new UserError('cannot-write', `--trace ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  let pending = '';
  let references = '';
  const flush = () => {
    writeSync(file, pending);
    pending = '';
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
      vmExit: (reason, qualification, rip) =>
        line(`exit ${reason} ${EXIT_REASON_NAMES[reason]} qualification ${hex(qualification)} rip ${hex64(rip)}`),
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
