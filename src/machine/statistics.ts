/** What a run cost, as one plain object: the form of `--stats json`. Counts are integers, sizes bytes. */
import { Counter, EXIT_COUNT, EXIT_CYCLES } from '../timing/counters.js';
import { EXIT_REASON_COUNT, EXIT_REASON_NAMES } from '../vmx/exit-reason.js';
import type { Mode } from './options.js';

export interface ExitStatistics {
  /** SDM basic exit reason. */
  readonly code: number;
  readonly count: number;
  /** Cycles of hardware exit and entry. */
  readonly cycles: number;
}

export interface HitStatistics {
  readonly hits: number;
  readonly misses: number;
}

export interface Statistics {
  readonly mode: Mode;
  readonly profile: string;
  /** Guest instructions completed, by the processor or by a hypervisor's emulation. */
  readonly instructions: number;
  readonly cycles: {
    readonly total: number;
    /** Instructions and the delivery of exceptions and interrupts. */
    readonly compute: number;
    /** TLB misses and page walks. */
    readonly translation: number;
    /** Hardware VM exits and entries. */
    readonly exits: number;
    /** The hypervisor's work. */
    readonly vmm: number;
    /** Waiting in HLT. */
    readonly idle: number;
  };
  readonly exits: { readonly total: number; readonly byReason: Readonly<Record<string, ExitStatistics>> };
  readonly tlb: {
    readonly l1d: HitStatistics;
    readonly l1i: HitStatistics;
    readonly l2: HitStatistics;
    readonly flushes: number;
  };
  readonly walks: {
    readonly count: number;
    readonly references: number;
    readonly guestReferences: number;
    readonly nestedReferences: number;
    readonly cycles: number;
  };
  /** Bytes of tables at the end. */
  readonly memory: {
    readonly guestPageTables: number;
    readonly shadowPageTables: number;
    readonly eptPageTables: number;
  };
  readonly result: { readonly status: number; readonly reason: string; readonly hash: string };
}

/** Reads the counters. `memory` and `result` come from the machine. */
export function collectStatistics(
  counters: Float64Array,
  rest: Pick<Statistics, 'mode' | 'profile' | 'memory' | 'result'>,
): Statistics {
  const count = (index: number) => counters[index]!;
  const total = count(Counter.cycles);
  const translation = count(Counter.cyclesTranslation);
  const exits = count(Counter.cyclesExits);
  const vmm = count(Counter.cyclesVmm);
  const idle = count(Counter.cyclesIdle);
  const byReason: Record<string, ExitStatistics> = {};
  let exitTotal = 0;
  for (let code = 0; code < EXIT_REASON_COUNT; code++) {
    const exitCount = count(EXIT_COUNT + code);
    if (exitCount === 0) continue;
    exitTotal += exitCount;
    byReason[EXIT_REASON_NAMES[code]!] = { code, count: exitCount, cycles: count(EXIT_CYCLES + code) };
  }
  return {
    mode: rest.mode,
    profile: rest.profile,
    instructions: count(Counter.instructions),
    cycles: { total, compute: total - translation - exits - vmm - idle, translation, exits, vmm, idle },
    exits: { total: exitTotal, byReason },
    tlb: {
      l1d: { hits: count(Counter.l1dHits), misses: count(Counter.l1dMisses) },
      l1i: { hits: count(Counter.l1iHits), misses: count(Counter.l1iMisses) },
      l2: { hits: count(Counter.l2Hits), misses: count(Counter.l2Misses) },
      flushes: count(Counter.tlbFlushes),
    },
    walks: {
      count: count(Counter.walks),
      references: count(Counter.walkReferences),
      guestReferences: count(Counter.walkGuestReferences),
      nestedReferences: count(Counter.walkNestedReferences),
      cycles: count(Counter.walkCycles),
    },
    memory: rest.memory,
    result: rest.result,
  };
}
