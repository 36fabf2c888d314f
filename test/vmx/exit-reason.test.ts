/** Exit reasons against the kernel's header for user programs (asm/vmx.h of linux-libc-dev), recorded as text. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EXIT_REASON_COUNT, EXIT_REASON_NAMES } from '../../src/vmx/exit-reason.js';

/** The header's names where the manual's (and ours) differ. */
const NAMES: Readonly<Record<string, string>> = {
  SIPI_SIGNAL: 'STARTUP_IPI',
  INVALID_STATE: 'ENTRY_FAILURE_GUEST_STATE',
  MSR_LOAD_FAIL: 'ENTRY_FAILURE_MSR_LOADING',
  MCE_DURING_VMENTRY: 'ENTRY_FAILURE_MACHINE_CHECK',
  MWAIT_INSTRUCTION: 'MWAIT',
  MONITOR_INSTRUCTION: 'MONITOR',
  PAUSE_INSTRUCTION: 'PAUSE',
  MSR_READ: 'RDMSR',
  MSR_WRITE: 'WRMSR',
  INVALIDATE_PAGE: 'INVLPG',
  EOI_INDUCED: 'VIRTUALIZED_EOI',
  GDTR_IDTR: 'GDTR_IDTR_ACCESS',
  LDTR_TR: 'LDTR_TR_ACCESS',
  EPT_MISCONFIG: 'EPT_MISCONFIGURATION',
  WBINVD: 'WBINVD_WBNOINVD',
  VMOFF: 'VMXOFF',
  VMON: 'VMXON',
  NOTIFY: 'INSTRUCTION_TIMEOUT',
};

const header = readFileSync(join(import.meta.dirname, '../golden/vmx/exit-reasons.txt'), 'utf8');

it('numbers and names exit reasons as the manual does', () => {
  const rows = [...header.matchAll(/^(\w+)\s+(\d+)$/gm)].map(([, name, code]) => [name!, Number(code)] as const);
  expect(rows.length).toBeGreaterThan(55);
  for (const [name, code] of rows) expect([code, EXIT_REASON_NAMES[code]]).toEqual([code, NAMES[name] ?? name]);
  expect(EXIT_REASON_NAMES).toHaveLength(EXIT_REASON_COUNT);
  expect([35, 38, 42, 71].map((code) => EXIT_REASON_NAMES[code])).toEqual([
    'RESERVED_35',
    'RESERVED_38',
    'RESERVED_42',
    'RESERVED_71',
  ]);
});
