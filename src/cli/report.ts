/** Statistics as people read them. */
import type { UnclaimedReads } from '../machine/machine.js';
import type { Statistics } from '../machine/statistics.js';
import { formatTable, grouped } from './table.js';

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`);
const ratio = (part: number, whole: number, digits = 2) => (whole === 0 ? '-' : (part / whole).toFixed(digits));

function size(bytes: number): string {
  return bytes === 0 ? '0' : `${grouped(bytes / 1024)} KiB`;
}

/** The text of `--stats text`: what the run cost, then its VM exits in perf kvm's layout. */
export function formatStatistics(statistics: Statistics, unclaimed: UnclaimedReads): string {
  const { cycles, tlb, walks, memory, exits } = statistics;
  const hits = (name: string, { hits: hit, misses }: { hits: number; misses: number }) => [
    name,
    `${grouped(hit)} hits, ${grouped(misses)} ${misses === 1 ? 'miss' : 'misses'} (${percent(misses, hit + misses)})`,
  ];
  const rows = [
    ['mode', `${statistics.mode}, profile ${statistics.profile}`],
    ['instructions', grouped(statistics.instructions)],
    ['cycles', `${grouped(cycles.total)} (${ratio(cycles.total, statistics.instructions)} an instruction)`],
    ...(['compute', 'translation', 'exits', 'vmm', 'idle'] as const).map((part) => [
      `  ${part}`,
      `${grouped(cycles[part])} (${percent(cycles[part], cycles.total)})`,
    ]),
    hits('L1 DTLB', tlb.l1d),
    hits('L1 ITLB', tlb.l1i),
    hits('L2 TLB', tlb.l2),
    ['TLB flushes', grouped(tlb.flushes)],
    [
      'page walks',
      `${grouped(walks.count)}, ${grouped(walks.references)} references (${ratio(walks.references, walks.count)} a walk; guest ${grouped(walks.guestReferences)}, nested ${grouped(walks.nestedReferences)})`,
    ],
    [
      'page tables',
      `guest ${size(memory.guestPageTables)}, shadow ${size(memory.shadowPageTables)}, EPT ${size(memory.eptPageTables)}`,
    ],
    ...(unclaimed.memory + unclaimed.ports === 0
      ? []
      : [['reads of nothing', `${grouped(unclaimed.memory)} of memory, ${grouped(unclaimed.ports)} of ports`]]),
    ['result', `${statistics.result.reason}; status ${statistics.result.status}; hash ${statistics.result.hash}`],
  ];
  const width = Math.max(...rows.map(([name]) => name!.length));
  const head = rows.map(([name, value]) => `${name!.padEnd(width)}  ${value}\n`).join('');
  return exits.total === 0 ? head : `${head}\n${formatExits(statistics)}`;
}

/** VM exits by reason, most frequent first. */
export function formatExits({ exits, cycles }: Statistics): string {
  const rows = Object.entries(exits.byReason)
    .sort(([, a], [, b]) => b.count - a.count || a.code - b.code)
    .map(([name, { code, count, cycles: spent }]) => [
      `${name} (${code})`,
      grouped(count),
      percent(count, exits.total),
      grouped(spent),
      percent(spent, cycles.total),
      ratio(spent, count, 0),
    ]);
  rows.push(['total', grouped(exits.total), '', grouped(cycles.exits), percent(cycles.exits, cycles.total), '']);
  return formatTable(['VM-EXIT', 'Samples', 'Samples%', 'Cycles', 'Time%', 'Avg'], rows, [1, 2, 3, 4, 5]);
}

/** One column a mode: the comparison table. Slowdown is against native when it is among them, else the first. */
export function formatComparison(all: readonly Statistics[]): string {
  const base = all.find(({ mode }) => mode === 'native') ?? all[0]!;
  const reasons = [
    ...new Map(
      all
        .flatMap(({ exits }) => Object.entries(exits.byReason))
        .sort(([, a], [, b]) => a.code - b.code)
        .map(([name, { code }]) => [name, code]),
    ),
  ];
  const row = (title: string, cell: (statistics: Statistics) => string) => [title, ...all.map(cell)];
  const rows = [
    row('instructions', (s) => grouped(s.instructions)),
    row('cycles', (s) => grouped(s.cycles.total)),
    ...(['compute', 'translation', 'exits', 'vmm', 'idle'] as const).map((part) =>
      row(`  ${part}`, (s) => grouped(s.cycles[part])),
    ),
    row(`slowdown against ${base.mode}`, (s) => `${ratio(s.cycles.total, base.cycles.total)}x`),
    row('VM exits', (s) => grouped(s.exits.total)),
    ...reasons.map(([name, code]) => row(`  ${name} (${code})`, (s) => grouped(s.exits.byReason[name]?.count ?? 0))),
    row('DTLB misses', (s) => grouped(s.tlb.l1d.misses)),
    row('ITLB misses', (s) => grouped(s.tlb.l1i.misses)),
    row('L2 TLB misses', (s) => grouped(s.tlb.l2.misses)),
    row('page walks', (s) => grouped(s.walks.count)),
    row('references per walk', (s) => ratio(s.walks.references, s.walks.count)),
    row('guest page tables', (s) => size(s.memory.guestPageTables)),
    row('shadow page tables', (s) => size(s.memory.shadowPageTables)),
    row('EPT page tables', (s) => size(s.memory.eptPageTables)),
    row('exit status', (s) => String(s.result.status)),
    row('state hash', (s) => s.result.hash),
  ];
  const columns = all.map((_, index) => index + 1);
  return formatTable(['', ...all.map(({ mode }) => mode)], rows, columns);
}
