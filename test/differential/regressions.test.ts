/** What random kernels have shown, each case reduced to a few instructions: the same in every mode, and as the SDM says. */
import { describe, expect, test } from 'vitest';
import { compareModes } from './compare-modes.js';
import type { Width } from './layout.js';
import { FRAMES } from './layout.js';
import type { PageTables } from './page-tables.js';
import { loggedEvents, type ScenarioOptions, scenario } from './scenario.js';

const HOLE = 0xa0000;
const USER_PAGE = 0x1000_0000;

async function events(width: Width, lines: (tables: PageTables) => readonly string[], options?: ScenarioOptions) {
  const { differs, outcome } = compareModes(await scenario(width, lines, options));
  expect(differs).toBeNull();
  expect(outcome.status).toBe(0x43);
  return loggedEvents(outcome);
}

describe('debug registers', () => {
  const watch = (address: number, control: number) => [
    `mov eax, ${address}`,
    'mov dr0, rax',
    `mov eax, ${control}`,
    'mov dr7, rax',
  ];
  const READ_WRITE_4 = 0xf0403;

  test('a data breakpoint in a hole, whose accesses a hypervisor emulates', async () => {
    const [hit, ...others] = await events('long', () => [...watch(HOLE, READ_WRITE_4), `mov eax, [${HOLE}]`, 'nop']);
    expect(hit).toMatchObject({ vector: 1 });
    expect(hit!.dr6 & 0xf).toBe(1);
    expect(others).toEqual([]);
  });

  test('a data breakpoint on a page table entry', async () => {
    const found = await events('long', ({ places }) => {
      const { address } = places.find(({ level }) => level === 1)!;
      return [...watch(address, READ_WRITE_4), `mov qword [${address}], 0`, 'nop'];
    });
    expect(found.map(({ vector }) => vector)).toEqual([1]);
  });

  test('a data breakpoint on a page that is touched for the first time: one #DB, after the instruction', async () => {
    const at = FRAMES + 0x1f_f000;
    const found = await events('long', () => [...watch(at, READ_WRITE_4), `inc dword [${at}]`, 'nop']);
    expect(found.map(({ vector }) => vector)).toEqual([1]);
  });

  test('no #DB follows a page fault at the watched address', async () => {
    const found = await events('long', () => [...watch(0x2000_0000, READ_WRITE_4), 'mov eax, [0x20000000]', 'nop']);
    expect(found).toMatchObject([{ vector: 14, cr2: 0x2000_0000n }]);
  });

  test('a repeated string instruction stops after the repetition that meets a breakpoint', async () => {
    const found = await events('long', () => [
      ...watch(HOLE + 0x10, READ_WRITE_4),
      `mov edi, ${HOLE}`,
      'mov ecx, 0x40',
      'rep stosb',
      'nop',
    ]);
    // Four bytes are watched, each store of one is a trap.
    expect(found.map(({ vector }) => vector)).toEqual([1, 1, 1, 1]);
  });

  test('an I/O breakpoint', async () => {
    const found = await events('long', () => [...watch(0x3ff, 0x20403), 'mov edx, 0x3ff', 'in al, dx', 'nop'], {
      cr4: 0x38,
    });
    expect(found.map(({ vector }) => vector)).toEqual([1]);
  });
});

describe('double faults', () => {
  test.each(['int 0x41', 'int3', 'ud2', 'push rax'])('%s with a stack that is not there', async (instruction) => {
    const found = await events('long', () => ['mov esp, 0x20000000', instruction]);
    expect(found).toMatchObject([{ vector: 8, errorCode: 0, cr2: 0x1fff_fff8n }]);
  });
});

describe('CPUID', () => {
  test('shows SYSCALL to 64-bit code and not to 32-bit code', async () => {
    for (const width of ['long', 'legacy'] as const) {
      const { differs, outcome } = compareModes(
        await scenario(width, () => ['mov eax, 0x80000001', 'cpuid', 'mov [0x410000], edx']),
      );
      expect(differs).toBeNull();
      expect((outcome.machine.guestMemory.read32(0x41_0000) >>> 11) & 1).toBe(width === 'long' ? 1 : 0);
    }
  });
});

describe('what completes no instruction', () => {
  test('a huge repetition ends at the limit, in plain memory, in a hole and in a device', async () => {
    for (const address of [FRAMES, HOLE, 0xb8000]) {
      const program = await scenario('long', () => [
        'cld',
        '.again: mov ecx, 100000',
        `mov esi, ${address}`,
        'rep lodsb',
        'jmp .again',
      ]);
      const { outcome } = compareModes(program, [{ mode: 'shadow', profile: 'unit' }], 1000);
      expect(outcome.status).toBe(4);
    }
  });

  test('a handler that faults at once ends at the limit', async () => {
    const program = await scenario('long', () => [
      // The gate of #UD leads to an address where UD2 lies, on an IST stack.
      'mov word [0x400000], 0x0b0f',
      'mov word [idt+6*16], 0',
      'mov word [idt+6*16+6], 0x40',
      'mov byte [idt+6*16+4], 1',
      'ud2',
    ]);
    const { outcome } = compareModes(program, [{ mode: 'native', profile: 'unit' }], 5000);
    expect(outcome.status).toBe(4);
    expect(outcome.statistics.result.reason).toContain('exceptions');
  }, 60_000);
});

test('a repeated string instruction that overwrites itself is fetched again', async () => {
  const { differs, outcome } = compareModes(
    await scenario('long', () => [
      'mov ecx, 5',
      // NOP over REP, then over STOSB.
      'mov eax, 0x90',
      'mov edi, overwritten',
      'overwritten: rep stosb',
      'mov [0x410000], ecx',
    ]),
  );
  expect(differs).toBeNull();
  expect(outcome.machine.guestMemory.read32(0x41_0000)).toBe(4);
});

test('user code reaches the kernel image through its own mapping only', async () => {
  const found = await events('long', () => [
    'push 0x23',
    `push ${USER_PAGE + 0x17_8000}`,
    'push 2',
    'push 0x2b',
    `push .user + ${USER_PAGE}`,
    'iretq',
    '.user: mov eax, [0x100000]',
  ]);
  expect(found).toMatchObject([{ vector: 14, errorCode: 5, cr2: 0x10_0000n }]);
});
