/** A real MMU over real memory: natively, or as a guest under EPT on scattered host frames. */
import { ProcessorMmu } from '../../src/cpu/mmu.js';
import type { TranslationRegisters } from '../../src/cpu/mmu-types.js';
import { GuestMemory } from '../../src/memory/guest-memory.js';
import { HostMemory } from '../../src/memory/host-memory.js';
import { identityMap, scatteredMap } from '../../src/memory/map-builder.js';
import type { PhysicalMap } from '../../src/memory/physical-map.js';
import { allocateCounters, Counter, type CounterName } from '../../src/timing/counters.js';
import type { CostProfile } from '../../src/timing/profile.js';
import { UNIT_PROFILE } from '../../src/timing/unit-profile.js';
import type { TraceSink } from '../../src/util/trace.js';
import { frames, P, RW, Tables, US } from '../paging/table-builder.js';

export const MB = 2 ** 20;
export const USER_ALL = P | RW | US;
/** Where guest page tables are built. */
const TABLES = 0x100000;

export interface Fixture {
  readonly mmu: ProcessorMmu;
  readonly memory: HostMemory;
  /** The guest's memory by guest-physical address. */
  readonly guest: GuestMemory;
  readonly tables: Tables;
  readonly ept: Tables | null;
  readonly registers: TranslationRegisters;
  readonly map: PhysicalMap;
  count(name: CounterName): number;
}

export interface FixtureOptions {
  readonly profile?: CostProfile;
  readonly ept?: boolean;
  readonly trace?: TraceSink;
  readonly map?: PhysicalMap;
  readonly levels?: 4 | 5;
}

/** 16 MBytes of guest RAM; long mode with CR4.PGE, CR0.WP, CPL as each access says. */
export function fixture(options: FixtureOptions = {}): Fixture {
  const levels = options.levels ?? 4;
  const memory = new HostMemory(64 * MB);
  const counters = allocateCounters(memory);
  const guestMap =
    options.map ??
    (options.ept === true
      ? scatteredMap({ ramSize: 16 * MB, hostBase: 32 * MB, unit: 0x1000 })
      : identityMap({ ramSize: 16 * MB }));
  const processorMap = options.ept === true ? identityMap({ ramSize: 64 * MB }) : guestMap;
  const mmu = new ProcessorMmu({
    memory,
    map: processorMap,
    profile: options.profile ?? UNIT_PROFILE,
    counters,
    trace: options.trace ?? null,
  });
  const guest = new GuestMemory(memory, guestMap);
  const tables = new Tables(guest, levels, frames(TABLES), USER_ALL);
  let ept: Tables | null = null;
  if (options.ept === true) {
    ept = new Tables(new GuestMemory(memory, processorMap), levels, frames(MB), 7n);
    for (let gpa = 0; gpa < 16 * MB; gpa += 0x1000) {
      ept.map(BigInt(gpa), guestMap.find(gpa)!.hostPage(gpa), 7n | (6n << 3n));
    }
  }
  const registers: TranslationRegisters = {
    cr0: 0x80010001n,
    cr3: BigInt(tables.root),
    cr4: levels === 5 ? 0x10a0n : 0xa0n,
    efer: 0xd00n,
    pkru: 0,
    ac: false,
    eptp: ept === null ? null : BigInt(ept.root) | BigInt((levels - 1) << 3) | 6n,
    vpid: 0,
  };
  mmu.configure(registers);
  const count = (name: CounterName) => counters[Counter[name]]!;
  return { mmu, memory, guest, tables, ept, registers, map: guestMap, count };
}
