/** What the counts must obey whatever a guest does. */
import { expect, test } from 'vitest';
import { assembleProgram } from './compare-modes.js';
import { generate, source } from './kernel.js';
import { CONFIGURATIONS, type Configuration, nameOf, runKernel } from './run-kernel.js';
import { scenario } from './scenario.js';

const EXIT = 1000;
/** Page tables of this seed map the kernel by 4-KByte pages. */
const SMALL_CORE = 4;

test('parts of cycles, exits and TLB misses of random kernels add up', async () => {
  for (let seed = 7000; seed < 7012; seed++) {
    const program = await assembleProgram(source(generate(seed)));
    for (const configuration of CONFIGURATIONS) {
      const { statistics } = runKernel(program, configuration, 40_000);
      const { cycles, exits, walks, tlb } = statistics;
      const name = `${seed} ${nameOf(configuration)}`;
      expect(cycles.compute + cycles.translation + cycles.exits + cycles.vmm + cycles.idle, name).toBe(cycles.total);
      expect(Math.min(...Object.values(cycles)), name).toBeGreaterThanOrEqual(0);
      const reasons = Object.values(exits.byReason);
      expect(
        reasons.reduce((sum, { count }) => sum + count, 0),
        name,
      ).toBe(exits.total);
      expect(
        reasons.reduce((sum, reason) => sum + reason.cycles, 0),
        name,
      ).toBe(cycles.exits);
      expect(walks.guestReferences + walks.nestedReferences, name).toBe(walks.references);
      if (configuration.mode !== 'ept') expect(walks.nestedReferences, name).toBe(0);
      if (configuration.profile === 'unit') {
        expect(cycles.exits, name).toBe(exits.total * EXIT);
        expect(cycles.vmm, name).toBe(0);
        expect(walks.cycles, name).toBe(walks.references);
        expect(cycles.translation, name).toBe(walks.cycles);
        expect(tlb.l2, name).toEqual({ hits: 0, misses: 0 });
        // A page at a time: no miss without a walk. (Walks that fault count; a privileged probe may walk without a miss.)
        expect(walks.count, name).toBeGreaterThanOrEqual(tlb.l1d.misses + tlb.l1i.misses);
      }
      expect(exits.total > 0, name).toBe(configuration.mode !== 'native');
    }
  }
}, 60_000);

/** References and misses of 64 reads of 64 pages that are mapped by 4-KByte pages in both dimensions. */
async function readsOfPages({ mode, profile }: Configuration, again: boolean) {
  const reads = [
    'mov ecx, 64',
    'mov rsi, 0x8000000000',
    'pages_read: mov rax, [rsi]',
    'add rsi, 4096',
    'dec ecx',
    'jnz pages_read',
  ];
  const setup = [
    // PML4[1] → 410000H → 411000H → 412000H, whose 64 entries map the frame at 400000H.
    'mov rbx, cr3',
    'mov dword [rbx+8], 0x410007',
    'mov dword [0x410000], 0x411007',
    'mov dword [0x411000], 0x412007',
    'mov ecx, 64',
    'mov edi, 0x412000',
    'window_entry: mov qword [rdi], 0x400067',
    'add edi, 8',
    'dec ecx',
    'jnz window_entry',
    ...reads.map((line) => line.replace('pages_read', 'first_read')),
  ];
  const measured = again ? [...setup, 'call flush_pge', ...reads] : [...setup, 'call flush_pge'];
  return runKernel(await scenario('long', () => measured, { seed: SMALL_CORE }), { mode, profile }, 40_000).statistics;
}

test.each([
  ['native', 4],
  ['shadow', 4],
  ['ept', 24],
] as const)('%s: a TLB miss makes %i references with 4-KByte pages', async (mode, references) => {
  const without = await readsOfPages({ mode, profile: 'unit' }, false);
  const withReads = await readsOfPages({ mode, profile: 'unit' }, true);
  expect(withReads.tlb.l1d.misses - without.tlb.l1d.misses).toBeGreaterThanOrEqual(64);
  const walks = withReads.walks.count - without.walks.count;
  expect(walks).toBeGreaterThanOrEqual(64);
  expect(withReads.walks.references - without.walks.references).toBe(references * walks);
  expect(withReads.exits.total).toBe(without.exits.total);
});
