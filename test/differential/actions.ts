/** What a generated kernel does: one method a kind of action. Every change of a paging structure is followed by invalidation. */
import { hex, load, type Names, namesOf, set, store } from './accesses.js';
import {
  canonical,
  FRAME_COUNT,
  FRAMES,
  STACK_TOP,
  shiftOf,
  USER_STACK,
  Variable,
  type Width,
  windowPages,
} from './layout.js';
import type { EntryPlace, Features, PageTables } from './page-tables.js';
import type { Random } from './random.js';
import { USER_BASE } from './runtime.js';

interface Surroundings {
  readonly random: Random;
  readonly width: Width;
  readonly features: Features;
  readonly processContexts: boolean;
  readonly tables: PageTables;
}

/** Low bits of an offset that make an access cross into the next page, or touch a page's ends. */
const OFFSETS = [0, 8, 0x10, 0x20, 0x208, 0x7f8, 0xff8, 0xffc, 0xffd, 0xffe, 0xfff];

export class ActionWriter {
  private readonly random: Random;
  private readonly width: Width;
  private readonly features: Features;
  private readonly processContexts: boolean;
  private readonly tables: PageTables;
  private readonly n: Names;
  private readonly pages: readonly bigint[];
  private labels = 0;

  constructor({ random, width, features, processContexts, tables }: Surroundings) {
    this.random = random;
    this.width = width;
    this.features = features;
    this.processContexts = processContexts;
    this.tables = tables;
    this.n = namesOf(width);
    this.pages = windowPages(width);
  }

  /** Lines of one action with its label, its way out of faults, and the record of its registers. */
  action(index: number): string[] {
    const { random, n } = this;
    const kinds: (readonly [number, () => string[]])[] = [
      [22, () => this.touch()],
      [9, () => this.user()],
      [5, () => this.execute()],
      [4, () => this.exception()],
      [4, () => this.processor()],
      [this.features.aliases ? 0 : this.n.long ? 3 : random.below(2), () => this.stack()],
      [3, () => this.step()],
      [3, () => this.ports()],
      [2, () => this.physical()],
    ];
    if (this.width !== 'flat') {
      kinds.push(
        [26, () => this.edit()],
        [14, () => this.remap()],
        [6, () => this.space()],
        [6, () => this.control()],
        [4, () => this.repair()],
      );
      kinds.push([3, () => this.core()], [3, () => this.sample()]);
      if (this.width !== 'long') kinds.push([3, () => this.pagingOff()]);
    }
    if (this.width === 'long') kinds.push([2, () => this.interrupt()]);
    const body = random.weighted(kinds)();
    const end = `.end`;
    const [before, after] = splitFlush(body);
    return [
      `action_${index}: mov ${n.size} [${hex(Variable.RECOVER)}], .end`,
      set(n.a, this.constant()),
      set(n.c, this.constant()),
      set(n.d, this.constant()),
      ...before,
      `${end}: cld`,
      `mov esp, ${hex(STACK_TOP)}`,
      `mov dword [${hex(Variable.REPAIR_AT)}], 0`,
      'call mix',
      ...after,
    ];
  }

  private constant(): bigint {
    const { random, n } = this;
    const low = BigInt(random.pick([random.word(), random.below(64), random.below(4096)]));
    return n.long && random.chance(0.4) ? low | (BigInt(random.word()) << 32n) : low;
  }

  private address(): bigint {
    const { random } = this;
    const page = random.pick(this.pages);
    const offset = random.chance(0.7) ? random.pick(OFFSETS) : 8 * random.below(512);
    if (this.n.long && random.chance(0.01)) return 0x8000_0000_0000n + BigInt(random.word());
    return page + BigInt(offset);
  }

  private access(write: number): string[] {
    const { random, n } = this;
    let lines = random.chance(write) ? store(random, n) : load(random, n);
    // Outside 64-bit mode a fault with a bad stack is the kernel's end; on a page table, a frame is a change that nothing
    // invalidates before the handler runs.
    if (this.features.aliases || (!n.long && random.chance(0.9)))
      while (lines.some((line) => line.includes(`${n.sp},`) || line === 'leave')) lines = load(random, n);
    return this.relabel(lines);
  }

  /** Loads and stores. Where they can reach a page table, everything is invalidated afterwards. */
  private touch(): string[] {
    const lines: string[] = [];
    const count = 1 + this.random.below(2);
    for (let i = 0; i < count; i++) lines.push(set(this.n.b, this.address()), ...this.access(0.55));
    return [...lines, ...(this.features.aliases ? ['; flush', ...this.flushAll()] : [])];
  }

  private singleAccess(write: number): string[] {
    for (;;) {
      const lines = this.access(write);
      if (!lines.some((line) => line.startsWith('rep'))) return lines;
    }
  }

  private physical(): string[] {
    const { random, n } = this;
    const at = FRAMES + 4096 * random.below(FRAME_COUNT) + random.pick([0, 8, 0x200, 0xff8]);
    return [set(n.b, at), ...this.access(0.7)];
  }

  /** Entries read back: A and D bits as they are now. */
  private sample(): string[] {
    const { random, tables, n } = this;
    const lines: string[] = [];
    for (let i = 0; i < 4; i++) lines.push(`add ${n.a}, [${hex(random.pick(tables.places).address)}]`, `rol ${n.a}, 5`);
    return lines;
  }

  /** Ring 3: accesses, then a way back. */
  private user(): string[] {
    const { random, n, width } = this;
    const base = USER_BASE[width];
    const lines: string[] = [];
    const inside: string[] = [];
    if (!n.long) inside.push('mov edx, 0x23', 'mov ds, edx', 'mov es, edx');
    const count = 1 + random.below(3);
    for (let i = 0; i < count; i++) {
      if (random.chance(0.12)) inside.push(set(n.b, random.pick(this.pages) + 0x100n), `call ${n.b}`);
      else inside.push(set(n.b, this.address()), ...this.access(0.5));
    }
    inside.push(
      random.pick([
        'int 0x80',
        'int 0x80',
        n.long ? 'syscall' : 'sysenter',
        'hlt',
        'ud2',
        'cli',
        'in al, 0x60',
        `mov ${n.a}, cr3`,
        'int 0x41',
        'int3\nint 0x80',
        'cpuid\nint 0x80',
        'rdmsr',
        'lgdt [0]',
        n.long ? 'rdgsbase rax\nint 0x80' : 'into\nint 0x80',
        'sidt [ebx]\nint 0x80',
        'rdpkru\nint 0x80',
      ]),
    );
    const flags = random.pick([2, 2, 2, 0x3002, 0x40002, 0x10002]);
    lines.push(
      ...(n.long
        ? ['push 0x23', `push ${hex(base + USER_STACK)}`, `push ${hex(flags)}`, 'push 0x2b']
        : ['push 0x23', `push ${hex(base + USER_STACK)}`, `push ${hex(flags)}`, 'push 0x1b']),
    );
    lines.push(`push .user + ${hex(base)}`, n.long ? 'iretq' : 'iretd', '.user:', ...inside, 'int 0x80');
    return [...lines, ...(this.features.aliases ? ['; flush', ...this.flushAll()] : [])];
  }

  /** Code in the frames: called, perhaps after it has been changed through the same page or another. */
  private execute(): string[] {
    const { random, n } = this;
    const page = random.pick(this.pages);
    const other = random.chance(0.5) ? page : random.pick(this.pages);
    const lines: string[] = [];
    if (random.chance(0.5)) {
      lines.push(set(n.b, page + 0x100n), `call ${n.b}`);
    }
    if (random.chance(0.6)) {
      lines.push(
        set(n.b, other + 0x101n),
        random.pick([`inc dword [${n.b}]`, `mov dword [${n.b}], ${hex(random.word())}`, `xor byte [${n.b}+1], 3`]),
      );
    }
    const at = page + (random.chance(0.75) ? 0x100n : 0xffdn);
    lines.push(
      set(n.b, at),
      random.pick([
        `call ${n.b}`,
        `call ${n.b}`,
        `mov [${hex(Variable.SAVED)}], ${n.b}\ncall ${n.size} [${hex(Variable.SAVED)}]`,
      ]),
    );
    if (random.chance(0.3))
      lines.push(set(n.b, other + 0x101n), `add dword [${n.b}], 77`, set(n.b, page + 0x100n), `call ${n.b}`);
    return [...lines, ...(this.features.aliases ? ['; flush', ...this.flushAll()] : [])];
  }

  private exception(): string[] {
    const { random, n } = this;
    return random.pick([
      ['ud2'],
      ['int3'],
      ['xor ecx, ecx', 'div ecx'],
      ['int 0x80'],
      ['int 0x41'],
      ['int 0x33'],
      ['mov eax, 0x1234', 'mov ds, eax'],
      ['mov eax, 0x30', 'mov fs, eax'],
      [`mov ${n.a}, ${n.long ? '0x800000000000' : '0x90000000'}`, `jmp ${n.a}`],
      ['mov eax, 0x33', 'push 0x33', `push ${n.a}`, n.long ? 'o64 retf' : 'retf'],
      ['fninit'],
      ['vmcall'],
      ['xgetbv'],
      ['int1'],
      ['mov eax, 0x10', 'ltr ax'],
      n.long
        ? ['mov rax, cr8', 'mov eax, 5', 'mov cr8, rax', 'mov rax, cr8', 'xor ebx, ebx', 'mov cr8, rbx']
        : ['into'],
      ['mov eax, 0xf00000', `mov cr0, ${n.a}`],
      [`mov ${n.a}, cr4`, 'or eax, 0x8000', `mov cr4, ${n.a}`],
    ]);
  }

  /** Instructions that a hypervisor answers or that read processor state. */
  private processor(): string[] {
    const { random, n } = this;
    const msr = random.pick([
      0x174, 0x175, 0x176, 0xc0000080, 0xc0000082, 0xc0000100, 0xc0000102, 0xc0000103, 0x277, 0xfe, 0x2ff, 0x1b, 0x3a,
      0x480, 0x8b, 0x12345, 0x200, 0x6e0,
    ]);
    return random.pick([
      [
        `mov eax, ${hex(random.pick([0, 2, 4, 5, 6, 7, 0xb, 0xd, 0x80000000, 0x80000001, 0x80000008, 0x4000_0000]))}`,
        `mov ecx, ${random.below(2)}`,
        'cpuid',
      ],
      ['mov eax, 1', 'xor ecx, ecx', 'cpuid'],
      [`mov ecx, ${hex(msr)}`, 'rdmsr'],
      [
        `mov ecx, ${hex(random.pick([0xc0000103, 0xc0000102, 0x277, 0x3a, 0x480, 0x999]))}`,
        'mov eax, 6',
        'mov edx, 0',
        'wrmsr',
      ],
      [`mov ${n.a}, cr3`, `mov ${n.d}, cr0`, `mov ${n.c}, cr4`],
      ['smsw eax', `mov ${n.d}, cr2`],
      [`mov ${n.a}, ${hex(random.word())}`, `mov cr2, ${n.a}`],
      ['wbinvd', 'invd'],
      ['rdrand eax'],
      ['sgdt [0x160100]', 'sidt [0x160110]', `mov ${n.a}, [0x160102]`],
      ['clts', 'smsw eax'],
      ['smsw eax', 'or al, 8', 'lmsw ax', 'fninit'],
      ['xor ecx, ecx', 'rdpkru'],
      ['stac', 'pushf', `pop ${n.a}`, 'clac'],
      n.long ? ['swapgs', 'mov ecx, 0xc0000101', 'rdmsr', 'swapgs'] : ['sldt eax', 'str ecx'],
      n.long ? ['rdfsbase rax', 'mov ebx, 0x400000', 'wrgsbase rbx', 'mov rax, [gs:16]'] : ['lahf', 'sahf'],
      [`invlpg [${hex(FRAMES)}]`],
    ]);
  }

  private ports(): string[] {
    const { random, n } = this;
    const text = hex(0x20 + random.below(90));
    return random
      .pick([
        ['mov edx, 0x3f8', `mov eax, ${text}`, 'out dx, al'],
        ['mov edx, 0x3fd', 'in al, dx'],
        ['mov edx, 0x3ff', `mov eax, ${text}`, 'out dx, al', 'in al, dx'],
        ['mov eax, 0xa5', 'out 0x21, al', 'in al, 0x21', 'in ax, 0x21', 'in eax, 0xa0'],
        ['in eax, 0x64'],
        ['mov edx, 0x1234', 'in eax, dx', 'out dx, ax'],
        ['mov al, 0x10', 'out 0x70, al', 'in al, 0x71'],
        ['mov edx, 0x3f8', `mov ${n.si}, ${hex(this.address())}`, `mov ecx, ${random.below(5)}`, 'rep outsb'],
        [
          'mov edx, 0x3ff',
          `mov ${n.di}, ${hex(this.address())}`,
          `mov ecx, ${random.below(5)}`,
          random.pick(['rep insb', 'rep insd']),
        ],
        ['mov edx, 0x3f8', `mov ${n.si}, gdt`, 'outsw'],
      ])
      .concat(this.features.aliases ? ['; flush', ...this.flushAll()] : []);
  }

  /** An event delivered on a stack in the window. */
  private stack(): string[] {
    const { random, n } = this;
    const lines = [set(n.b, this.address() & ~7n), `lea ${n.sp}, [${n.b}+${8 * random.below(12)}]`];
    lines.push(...random.pick([['int3'], ['ud2'], ['int 0x41'], [`mov eax, [${n.b}]`, 'int3'], [`call ${n.b}`]]));
    return [...lines, ...(this.features.aliases ? ['; flush', ...this.flushAll()] : [])];
  }

  /**
   * Single-stepping over accesses; data breakpoints. Not within repetitions: a #DB there pushes RF = 1, which a
   * hypervisor cannot know when a page fault of its own interrupts the delivery.
   */
  private step(): string[] {
    const { random, n } = this;
    if (random.chance(0.5)) {
      const inside = [
        set(n.b, this.address()),
        ...this.singleAccess(0.6),
        'nop',
        set(n.b, this.address()),
        ...this.singleAccess(0.6),
        'nop',
        'nop',
        'nop',
        'nop',
      ];
      return [
        `pushf`,
        `or dword [${n.sp}], 0x100`,
        'popf',
        ...inside,
        'pushf',
        `and dword [${n.sp}], ~0x100`,
        'popf',
      ].concat(this.features.aliases ? ['; flush', ...this.flushAll()] : []);
    }
    const at = this.address();
    const control = 0x400 | 3 | (random.pick([1, 3]) << 16) | (random.pick([0, 1, 3]) << 18);
    return [
      set(n.a, at),
      `mov dr0, ${n.a}`,
      set(n.a, BigInt(control)),
      `mov dr7, ${n.a}`,
      set(n.b, at),
      ...this.singleAccess(0.5),
      'nop',
      set(n.b, this.address()),
      ...this.singleAccess(0.5),
      'nop',
    ].concat(['; flush', 'mov eax, 0x400', `mov dr7, ${n.a}`], this.features.aliases ? this.flushAll() : []);
  }

  /** An interrupt that the kernel sends to itself, taken when it is let in. */
  private interrupt(): string[] {
    const { random } = this;
    const enable = random.pick([
      ['sti', 'nop', 'nop', 'cli'],
      ['sti', 'hlt', 'cli'],
      ['sti', 'mov rbx, [rbx]', 'cli'],
    ]);
    return [
      set('rbx', this.address()),
      'mov edi, 0xfee00000',
      'mov dword [rdi+0xf0], 0x1ff',
      'mov dword [rdi+0x300], 0x40040',
      ...enable,
      'mov eax, [rdi+0x30]',
    ];
  }

  // ---- paging structures

  /** A page fault whose handler maps the page; the instruction is then tried again. */
  private repair(): string[] {
    const { random, n, tables } = this;
    const leaves = tables.places.filter(({ level }) => level === 1);
    if (leaves.length === 0) return ['nop'];
    const place = random.pick(leaves);
    const value = BigInt(FRAMES + 4096 * random.below(FRAME_COUNT)) | 7n;
    return [
      ...this.writeEntry(place.address, random.pick([0n, tables.leaf(1) & ~2n])),
      ...this.flushAll(),
      `mov dword [${hex(Variable.REPAIR_VALUE)}], ${hex(value)}`,
      `mov dword [${hex(Variable.REPAIR_VALUE + 4)}], 0`,
      `mov dword [${hex(Variable.REPAIR_AT)}], ${hex(place.address)}`,
      set(n.a, place.page),
      `mov [${hex(Variable.REPAIR_PAGE)}], ${n.a}`,
      set(n.b, place.page + BigInt(random.pick(OFFSETS))),
      ...this.access(0.6),
    ].concat(['; flush', ...this.flushAll()]);
  }

  /** Plain stores of an entry. */
  private writeEntry(address: number, value: bigint): string[] {
    const { n } = this;
    if (n.long) return [set('rax', value), `mov [${hex(address)}], rax`];
    const lines = [`mov dword [${hex(address)}], ${hex(value & 0xffff_ffffn)}`];
    if (this.tables.geometry.entryBytes === 8) lines.push(`mov dword [${hex(address + 4)}], ${hex(value >> 32n)}`);
    return lines;
  }

  /** A page is used, an entry on its path changes, what must be invalidated is, and the page is used again. */
  private edit(): string[] {
    const { random, tables, n } = this;
    const leaves = tables.places.filter(({ level }) => level === 1);
    const place = random.pick(random.chance(0.6) ? leaves : tables.places);
    const change = this.change(place);
    const simple = place.level === 1 && !this.features.aliases && !this.processContexts && tables.selfIndex < 0;
    const flush =
      simple && !this.reachesNeighbours(change) && random.chance(0.8)
        ? [set(n.b, place.page), `invlpg [${n.b}]`]
        : this.flushAll();
    const use = (write: number) => [set(n.b, place.page + BigInt(random.pick(OFFSETS))), ...this.access(write)];
    const before: string[] = [];
    if (random.chance(0.8)) {
      // A fault here is no reason not to go on.
      const after = `.use${++this.labels}`;
      const recover = `mov ${n.size} [${hex(Variable.RECOVER)}]`;
      before.push(
        `${recover}, ${after}`,
        ...use(0.4),
        `${after}: mov esp, ${hex(STACK_TOP)}`,
        `${recover}, .end`,
        'cld',
      );
      if (this.features.aliases) before.push(...this.flushAll());
    }
    const lines = [...before, ...change];
    if (random.chance(0.8)) lines.push(...flush, ...use(0.5));
    return [...lines, '; flush', ...flush, ...(this.features.aliases ? this.flushAll() : [])];
  }

  /** A page leads to one frame, is read, leads to another, and is read again; then A and D are cleared, and it is written. */
  private remap(): string[] {
    const { random, tables, n } = this;
    const place = random.pick(tables.places.filter(({ level }) => level === 1));
    const frame = () => BigInt(FRAMES + 4096 * random.below(FRAME_COUNT)) | 0x7n;
    const precise = !this.features.aliases && !this.processContexts && tables.selfIndex < 0;
    const reload = !this.features.global && !this.processContexts && this.width !== 'pae';
    const one = [set(n.b, place.page), `invlpg [${n.b}]`];
    const flush = () =>
      precise && random.chance(0.55) ? one : reload && random.chance(0.6) ? ['call flush_cr3'] : this.flushAll();
    const read = [set(n.b, place.page + 0x7f8n), `add ${n.d}, [${n.b}]`];
    const second = frame();
    return [
      ...this.writeEntry(place.address, frame()),
      ...flush(),
      ...read,
      ...this.writeEntry(place.address, second),
      ...flush(),
      ...read,
      ...this.writeEntry(place.address, second & ~0x60n),
      ...flush(),
      set(n.b, place.page + 0x7f8n),
      random.chance(0.5) ? `mov [${n.b}], ${n.c}` : `cmp [${n.b}], ${n.c}`,
      `add ${n.d}, [${hex(place.address)}]`,
      '; flush',
      ...flush(),
    ];
  }

  /** Whether a change of an entry changes others too. */
  private reachesNeighbours(change: readonly string[]): boolean {
    const small = this.tables.geometry.entryBytes === 4;
    return change.some((line) => /rep |\+6\]|\+4\], rax/.test(line) || (small && line.includes('+4]')));
  }

  /** One of the many ways to change an entry. */
  private change(place: EntryPlace): string[] {
    const { random, n, tables } = this;
    const long = tables.geometry.entryBytes === 8;
    const value = tables.value(place.level);
    const at = this.entryAddress(place);
    const room = 4096 - (place.address & 0xfff);
    const count = Math.max(1, Math.min(1 + random.below(6), Math.floor(room / 8)));
    const lines = [set(n.b, at)];
    if (n.long) lines.push(set('rax', value));
    else lines.push(set('eax', value & 0xffff_ffffn), set('edx', value >> 32n));
    const bit = random.pick([0, 1, 2, 5, 6, 5, 6, 1, 2, 7, 8, 3, ...(long && this.features.noExecute ? [63] : [])]);
    const bitAt = !n.long && bit === 63 ? [`add ebx, 4`] : [];
    const bitNumber = !n.long ? bit & 31 : bit;
    const mask = random.pick([-2, -3, -5, -33, -65, -97, ~0x100]);
    const whole =
      n.long || !long
        ? [`mov [${n.b}], ${n.a}`]
        : random.chance(0.5)
          ? ['mov [ebx], eax', 'mov [ebx+4], edx']
          : ['mov [ebx+4], edx', 'mov [ebx], eax'];
    const second = !n.long && long;
    const forms: string[][] = [
      whole,
      whole,
      whole,
      whole,
      [`and ${n.size} [${n.b}], ${mask}`],
      [`and byte [${n.b}], ${mask & 255}`],
      [`lock and dword [${n.b}], ${mask}`],
      [`or ${n.size} [${n.b}], ${random.pick([1, 2, 4, 0x20, 0x40, 0x62, 6])}`],
      [`xor ${n.size} [${n.b}], ${random.pick([1, 2, 4, 0x20, 0x40, 6])}`],
      [...bitAt, `${random.pick(['bts', 'btr', 'btc', 'lock bts', 'lock btr'])} ${n.size} [${n.b}], ${bitNumber}`],
      [`mov ecx, ${bit}`, `${random.pick(['bts', 'btr', 'btc'])} [${n.b}], ecx`],
      [`xchg [${n.b}], ${n.a}`, ...(second ? ['xchg [ebx+4], edx'] : [])],
      [`mov ${n.c}, ${n.a}`, `mov ${n.a}, [${n.b}]`, `lock cmpxchg [${n.b}], ${n.c}`],
      [`mov ${n.di}, ${n.b}`, n.long ? 'stosq' : 'stosd'],
      [`mov ${n.di}, ${n.b}`, `mov ecx, ${count}`, n.long ? 'rep stosq' : 'rep stosd'],
      [
        `mov [${hex(Variable.SAVED)}], ${n.a}`,
        ...(second ? [`mov [${hex(Variable.SAVED + 4)}], edx`] : []),
        `mov ${n.di}, ${n.b}`,
        `mov esi, ${hex(Variable.SAVED)}`,
        ...(second ? ['movsd', 'movsd'] : n.long ? ['movsq'] : ['movsd']),
      ],
      [
        `mov ${n.di}, ${n.b}`,
        `mov esi, ${hex(random.pick(tables.places.filter((p) => p.level === place.level)).address & ~0xfff)}`,
        `mov ecx, ${count}`,
        n.long ? 'rep movsq' : 'rep movsd',
      ],
      ...(second ? [] : [[`lea ${n.sp}, [${n.b}+${n.bytes}]`, `push ${n.a}`]]),
      ...(second ? [] : [[`push ${n.a}`, `pop ${n.size} [${n.b}]`]]),
      [`mov byte [${n.b}+${random.below(tables.geometry.entryBytes)}], ${random.below(256) & ~0x80}`],
      [`mov word [${n.b}], ax`],
      [`mov dword [${n.b}+${random.pick([0, 4])}], eax`],
      [`neg ${n.size} [${n.b}]`],
      [`not byte [${n.b}]`],
      [`inc byte [${n.b}]`],
      [`add dword [${n.b}], 0x1000`],
      [`mov ${n.c}, 0x1000`, `lock xadd [${n.b}], ${n.c}`],
      [`rol byte [${n.b}], 1`],
      [`stc`, `setc [${n.b}]`],
      [`mov [${n.b}+2], ax`],
    ];
    if (n.long) {
      forms.push([
        `and rbx, -16`,
        'mov rcx, rax',
        'mov rax, [rbx]',
        'mov rdx, [rbx+8]',
        'xchg rcx, rbx',
        'lock cmpxchg16b [rcx]',
      ]);
      if (room > 16) forms.push(['mov [rbx+6], eax'], ['mov [rbx+4], rax']);
      else forms.push(['mov [rbx+6], eax']);
      forms.push(['mov rdi, rbx', 'mov rsi, rax', 'movnti [rdi], rsi']);
    } else if (long) {
      forms.push([
        'mov esi, eax',
        'mov edi, edx',
        'mov ecx, edx',
        'push ebx',
        'mov ebp, ebx',
        'mov eax, [ebp]',
        'mov edx, [ebp+4]',
        'mov ebx, esi',
        'lock cmpxchg8b [ebp]',
        'pop ebx',
      ]);
    }
    return [...lines, ...random.pick(forms)];
  }

  /** Linear address of an entry: where it lies, or through the recursive entry. */
  private entryAddress(place: EntryPlace): bigint {
    const { random, tables, width } = this;
    const { selfIndex, geometry } = tables;
    if (selfIndex < 0 || random.chance(0.5)) return BigInt(place.address);
    let address = 0n;
    for (let k = 0; k < place.level; k++) address |= BigInt(selfIndex) << shiftOf(geometry, geometry.top - k);
    const below =
      (place.page & ((1n << BigInt(12 + geometry.top * geometry.indexBits)) - 1n)) >> shiftOf(geometry, place.level);
    address |= below * BigInt(geometry.entryBytes);
    return width === 'long' ? canonical(address) : address & 0xffff_ffffn;
  }

  /** A and D of the core's own pages are cleared. */
  private core(): string[] {
    const { random, tables } = this;
    if (tables.coreLeaves.length === 0) return ['nop'];
    const lines: string[] = [];
    for (let i = 0; i < 3; i++) {
      lines.push(`and dword [${hex(random.pick(tables.coreLeaves.slice(0, 128)))}], ${random.pick([-33, -65, -97])}`);
    }
    return [...lines, '; flush', ...this.flushAll()];
  }

  /** Another address space. */
  private space(): string[] {
    const { random, tables, n, width } = this;
    const root = random.pick(tables.roots);
    let value = BigInt(root);
    // Each address space has two PCIDs of its own.
    if (this.processContexts) value |= BigInt(1 + 2 * tables.roots.indexOf(root) + random.below(2));
    else if (random.chance(0.3) && width !== 'pae') value |= 8n << BigInt(random.below(2));
    if (this.processContexts && random.chance(0.3)) {
      // PCIDs go on or off; with them off, CR3 has none.
      return [`mov rax, cr3`, 'and rax, -4096', 'mov cr3, rax', 'mov rax, cr4', `btc rax, 17`, 'mov cr4, rax'];
    }
    const keep = this.processContexts && random.chance(0.4) ? 1n << 63n : 0n;
    // Global pages may differ between the spaces: nothing may be touched before they are gone.
    const differ = this.features.global && tables.roots.length > 1;
    const flush = [`mov ${n.a}, cr4`, 'xor eax, 0x80', `mov cr4, ${n.a}`, 'xor eax, 0x80', `mov cr4, ${n.a}`];
    return [set(n.a, value | keep), `mov cr3, ${n.a}`, ...(differ ? flush : []), `mov ${n.d}, cr3`];
  }

  private control(): string[] {
    const { random, n, width } = this;
    const cr4 = (bit: number) => [`mov ${n.a}, cr4`, `xor eax, ${hex(bit)}`, `mov cr4, ${n.a}`, `mov ${n.d}, cr4`];
    const choices: string[][] = [
      [`mov ${n.a}, cr0`, 'xor eax, 0x10000', `mov cr0, ${n.a}`, `mov ${n.d}, cr0`],
      [`mov ${n.a}, cr0`, 'xor eax, 0x10000', `mov cr0, ${n.a}`, `mov ${n.d}, cr0`],
      [`mov ${n.a}, cr0`, 'xor eax, 0x20', `mov cr0, ${n.a}`],
      [`mov ${n.a}, cr0`, 'xor eax, 0x40000', `mov cr0, ${n.a}`],
      [`mov ${n.a}, cr0`, 'xor eax, 8', `mov cr0, ${n.a}`, 'fninit'],
      cr4(0x100000),
      cr4(0x200000),
      cr4(0x800),
      cr4(0x4),
      cr4(0x8),
      cr4(0x80),
      [random.pick(['stac', 'clac', 'push 0x40002\npopf'])],
    ];
    if (width === 'long') {
      choices.push(cr4(0x10000), ['xor ecx, ecx', set('eax', random.word() & random.word()), 'xor edx, edx', 'wrpkru']);
      choices.push(['xor ecx, ecx', set('eax', random.word() & random.word()), 'xor edx, edx', 'wrpkru']);
      if (this.features.keys) choices.push(cr4(0x400000));
    }
    if (width !== 'legacy' && random.chance(0.15)) {
      return ['mov ecx, 0xc0000080', 'rdmsr', 'xor eax, 0x800', 'wrmsr', '; flush', ...this.flushAll()];
    }
    return random.pick(choices);
  }

  /** Paging goes off for one access and on again. */
  private pagingOff(): string[] {
    const { random } = this;
    const at = FRAMES + 4096 * random.below(FRAME_COUNT) + 0x200;
    return [
      'mov eax, cr0',
      'and eax, 0x7fffffff',
      'mov cr0, eax',
      `mov ebx, ${hex(at)}`,
      random.pick([`inc dword [ebx]`, `mov ecx, [ebx]`, 'mov ecx, [0xa0000]', `add ecx, [ebx+0xdfe]`]),
      '; flush',
      'mov eax, cr0',
      'or eax, 0x80000000',
      'mov cr0, eax',
    ];
  }

  /** Local labels inside an access get a number of their own. */
  private relabel(lines: readonly string[]): string[] {
    this.labels++;
    return lines.map((line) => line.replaceAll('.over', `.over${this.labels}`));
  }

  /** Everything that any address space may have cached is invalidated. */
  private flushAll(): string[] {
    const { random, features, processContexts, tables, width } = this;
    const ways = ['flush_pge', 'flush_invpcid'];
    if (width === 'flat') return ['nop'];
    if (width === 'pae') return ['call flush_pge', 'call flush_cr3'];
    if (!processContexts) {
      if (!features.global) ways.push('flush_cr3', 'flush_cr3');
      if (!features.aliases && tables.selfIndex < 0) ways.push('flush_pages');
    }
    return [`call ${random.pick(ways)}`];
  }
}

/** What must happen even after a fault comes after '; flush'. */
function splitFlush(lines: readonly string[]): [string[], string[]] {
  const at = lines.indexOf('; flush');
  if (at < 0) return [[...lines], []];
  return [lines.slice(0, at), lines.slice(at + 1).filter((line) => line !== '; flush')];
}
