/** Guests that mean harm: nothing of ours is thrown, nothing runs for ever, and every mode ends the same. */
import { describe, expect, test } from 'vitest';
import { assembleProgram, compareModes } from './compare-modes.js';
import { RAW_ADDRESS, randomImage } from './raw-code.js';
import { CONFIGURATIONS, prepare, ROM_ADDRESS } from './run-kernel.js';
import { loggedEvents, scenario } from './scenario.js';

const UNIT = CONFIGURATIONS.filter(({ profile }) => profile === 'unit');

/** Random bytes as programs; TRAPWALK_RAW=1000..3000 for others. */
const [from = 0, to = 0] = (process.env.TRAPWALK_RAW ?? '0..60').split('..').map(Number);

test(
  `random bytes ${from} to ${to - 1}`,
  async () => {
    const ends = new Map<string, number>();
    const failures: string[] = [];
    for (let seed = from; seed < to; seed++) {
      const { differs, stale, outcome } = compareModes(await prepare(randomImage(seed), RAW_ADDRESS), UNIT, 2000);
      const reason = `${outcome.status}`;
      ends.set(reason, (ends.get(reason) ?? 0) + 1);
      // Where a repetition is cut off by the limit is not the same everywhere.
      const cut = outcome.statistics.result.reason.includes('repetitions');
      if (differs !== null && !stale && !cut) failures.push(`${seed} ${differs.configuration.mode}: ${differs.what}`);
    }
    console.log(`${to - from} random images: ${[...ends].map(([end, n]) => `${n} with status ${end}`).join(', ')}`);
    expect(failures).toEqual([]);
  },
  20_000 + (to - from) * 2_000,
);

async function sameEverywhere(body: readonly string[], maxInstructions = 400_000) {
  const { differs, outcome } = compareModes(await scenario('long', () => body), UNIT, maxInstructions);
  expect(differs).toBeNull();
  return outcome;
}

describe('page tables in odd places', () => {
  const HOLE = 0x100_0000;
  const places = {
    'a hole': HOLE,
    'the local APIC': 0xfee0_0000,
    ROM: ROM_ADDRESS,
    'the text frame buffer': 0xb8000,
    'the linear frame buffer': 0xe000_0000,
    'the last page of RAM': 0xff_f000,
    'the page after RAM': HOLE,
    'the top of physical memory': 0xff_ffff_f000,
    'page 0': 0,
  };

  test.each(Object.entries(places))('CR3 in %s', async (_name, address) => {
    const outcome = await sameEverywhere([`mov rax, ${address}`, 'mov cr3, rax', 'mov eax, [0x400000]']);
    expect(outcome.status).toBe(6);
  });

  test.each(Object.entries(places))('a table of each level in %s', async (_name, address) => {
    for (const level of [3, 2, 1]) {
      // The walk of 7F_xxxx_xxxx leads there at the level; above it, through tables at 0x410000.
      const steps = ['mov rbx, cr3', 'mov edx, 0x410000'];
      for (let k = 4; k > level + 1; k--) {
        steps.push(`lea rax, [rdx+7]`, `mov [rbx+${k === 4 ? 255 * 8 : 8}], rax`, 'mov rbx, rdx', 'add rdx, 4096');
      }
      steps.push(`mov rax, ${address + 7}`, `mov [rbx+${level === 3 ? 255 * 8 : 8}], rax`);
      const outcome = await sameEverywhere([
        ...steps,
        'mov rsi, 0x7f8040201000',
        'inc dword [rsi]',
        'mov rcx, [rsi+8]',
      ]);
      expect(outcome.status).toBe(0x43);
      expect(loggedEvents(outcome).every(({ vector }) => vector === 14)).toBe(true);
    }
  });
});

describe('sweeps', () => {
  /** Registers that tell the time: the TSC, its deadline, and the x2APIC's timer. */
  const TIME = [0x10, 0x6e0];

  test('every MSR index of both ranges is read, and written with what it holds', async () => {
    for (const [first, last] of [
      [0, 0x2000],
      [0xc000_0000, 0xc000_0200],
    ] as const) {
      const outcome = await sameEverywhere(
        [
          // Faults are counted, not logged: the handler goes on at .next.
          'mov qword [0x160000], .next',
          `mov r12d, ${first}`,
          '.loop: mov dword [0x160010], 0',
          'mov dword [0x160008], 0x180000',
          ...TIME.flatMap((index) => [`cmp r12d, ${index}`, 'je .next']),
          'mov ecx, r12d',
          'rdmsr',
          'mov r13d, eax',
          'rol r14, 7',
          'add r14, r13',
          'xor r14, rdx',
          'wrmsr',
          'inc r15',
          '.next: inc r12d',
          `cmp r12d, ${last}`,
          'jb .loop',
          'mov dword [0x160010], 0',
        ],
        2_000_000,
      );
      expect(outcome.status).toBe(0x43);
    }
  });

  test('every port is read once and most are written', async () => {
    // Ports that tell the time (timer, RTC, VGA status), end the run, or reset.
    const skipped = [0x40, 0x41, 0x42, 0x43, 0x61, 0x70, 0x71, 0x3da, 0x3ba, 0xf4, 0xf5, 0xf6, 0xf7, 0x64, 0x92, 0xcf9];
    const outcome = await sameEverywhere([
      'xor r12d, r12d',
      'xor r14d, r14d',
      '.loop: mov edx, r12d',
      ...skipped.flatMap((port) => [`cmp edx, ${port}`, 'je .next']),
      'in al, dx',
      'rol r14, 5',
      'xor r14b, al',
      'xor eax, eax',
      'out dx, al',
      '.next: inc r12d',
      'cmp r12d, 0x1000',
      'jb .loop',
    ]);
    expect(outcome.status).toBe(0x43);
  });

  test('VMX instructions are undefined', async () => {
    for (const instruction of [
      'vmcall',
      'vmlaunch',
      'vmresume',
      'vmxoff',
      'vmread rax, rbx',
      'vmwrite rax, rbx',
      'vmxon [0x400000]',
      'vmptrld [0x400000]',
      'vmclear [0x400000]',
      'vmptrst [0x400000]',
      'invept rax, [0x400000]',
      'invvpid rax, [0x400000]',
      'vmfunc',
    ]) {
      const outcome = await sameEverywhere([instruction]);
      expect(loggedEvents(outcome)).toMatchObject([{ vector: 6 }]);
    }
  });
});

describe('ends', () => {
  test.each([
    ['HLT without interrupts', ['cli', 'hlt'], 0],
    ['HLT with nothing to come', ['sti', 'hlt'], 0],
    ['HLT with odd flags', ['push 0x247ed7', 'popf', 'cli', 'hlt'], 0],
    ['a single-stepped HLT, which a #DB ends', ['push 0x102', 'popf', 'hlt'], 0x43],
    ['a triple fault', ['lidt [zeros]', 'ud2'], 6],
    [
      'a triple fault in user code',
      ['lidt [zeros]', 'push 0x23', 'push 0', 'push 2', 'push 0x2b', 'push 0', 'iretq'],
      6,
    ],
    ['reset', ['mov al, 6', 'mov dx, 0xcf9', 'out dx, al', 'jmp $'], 6],
  ])('%s', async (_name, body, status) => {
    expect((await sameEverywhere(body)).status).toBe(status);
  });
});

test('more page tables than a hypervisor has room for', async () => {
  // Each page from 8 to 16 MiB becomes a top level whose window entries lead to itself at every level.
  const text = [
    'mov ebx, 0x800000',
    'mov r8, cr3',
    'mov r9, [r8]',
    '.page: mov [rbx], r9',
    'lea rax, [rbx+0x67]',
    'mov [rbx+8], rax',
    'mov [rbx+0x7f8], rax',
    'mov cr3, rbx',
    'mov rsi, 0x8040201000',
    'mov rax, [rsi]',
    'mov rsi, 0x7fbfdfeff000',
    'mov rax, [rsi+0x7f8]',
    'mov cr3, r8',
    'add ebx, 4096',
    'cmp ebx, 0x1000000',
    'jb .page',
  ];
  const outcome = await sameEverywhere(text);
  expect(outcome.status).toBe(0x43);
}, 60_000);

test('code of a 64-bit kernel that is only a HLT', async () => {
  const { differs, outcome } = compareModes(await assembleProgram('bits 64\norg 0x100000\nhlt'), UNIT, 10);
  expect(differs).toBeNull();
  expect(outcome.status).toBe(0);
});
