/** Why a guest has shut down, as far as its last exceptions tell, in the architecture's words. */
import type { Machine } from '../machine/machine.js';
import type { RunResult } from '../machine/result.js';
import { hex, hex64, hexBytes } from '../util/hex.js';
import { describeAddress, type LoadedProgram } from './program.js';

const EXCEPTIONS: Readonly<Record<number, string>> = {
  0: '#DE divide error',
  1: '#DB debug exception',
  2: 'NMI',
  3: '#BP breakpoint',
  4: '#OF overflow',
  6: '#UD invalid opcode',
  7: '#NM device not available',
  8: '#DF double fault',
  10: '#TS invalid TSS',
  11: '#NP segment not present',
  12: '#SS stack-segment fault',
  13: '#GP general protection',
  14: '#PF page fault',
  17: '#AC alignment check',
};
const PAGE_FAULT = 14;
const UNDEFINED = 6;

/** Several lines, ending with a newline. */
export function explainShutdown(machine: Machine, result: RunResult, loaded: LoadedProgram): string {
  const place = (address: bigint) => {
    const source = describeAddress(loaded, address);
    return `${hex64(address)}${source === null ? '' : ` (${source})`}`;
  };
  const faults = result.shutdown?.faults ?? [];
  let text = `the guest has shut down: ${result.reason}\n`;
  for (const fault of faults) {
    const error = fault.errorCode < 0 ? '' : `, error code ${hex(fault.errorCode)}`;
    const address = fault.vector === PAGE_FAULT ? `, linear address ${hex64(fault.address)}` : '';
    text += `  ${EXCEPTIONS[fault.vector] ?? `vector ${fault.vector}`}${error}${address} at ${place(fault.rip)}\n`;
    const undefined_ = machine.cpu.lastUndefined;
    if (fault.vector === UNDEFINED && undefined_ !== null && undefined_.rip === fault.rip) {
      text += `    the bytes there: ${hexBytes(undefined_.bytes)}\n`;
    }
  }
  const { idtrLimit } = machine.guestRegisters();
  if (idtrLimit === 0 && faults.length > 0)
    text += '  hint: the guest has loaded no IDT (its limit is 0): any exception ends like this\n';
  return text;
}
