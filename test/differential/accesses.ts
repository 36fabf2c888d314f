/** Instructions that touch memory through (R|E)BX; other general registers hold random values. */
import type { Width } from './layout.js';
import type { Random } from './random.js';

export interface Names {
  readonly long: boolean;
  readonly a: string;
  readonly b: string;
  readonly c: string;
  readonly d: string;
  readonly si: string;
  readonly di: string;
  readonly sp: string;
  readonly bp: string;
  /** Bytes and keyword of a register's width. */
  readonly bytes: 4 | 8;
  readonly size: 'dword' | 'qword';
}

export function namesOf(width: Width): Names {
  const long = width === 'long';
  const r = long ? 'r' : 'e';
  return {
    long,
    a: `${r}ax`,
    b: `${r}bx`,
    c: `${r}cx`,
    d: `${r}dx`,
    si: `${r}si`,
    di: `${r}di`,
    sp: `${r}sp`,
    bp: `${r}bp`,
    bytes: long ? 8 : 4,
    size: long ? 'qword' : 'dword',
  };
}

/** A number below 0 is a 32-bit pattern. */
export const hex = (value: number | bigint): string =>
  `0x${(typeof value === 'number' && value < 0 ? value >>> 0 : value).toString(16)}`;

/** Reads at [RBX]. */
export function load(random: Random, n: Names): string[] {
  const { a, b, d, si, di } = n;
  return random.pick([
    [`mov ${a}, [${b}]`],
    [`mov ${a}, [${b}]`],
    [`mov eax, [${b}]`],
    [`mov ax, [${b}]`],
    [`mov al, [${b}]`],
    [`movzx eax, word [${b}]`],
    [`movsx ${a}, byte [${b}]`],
    [`add ${a}, [${b}]`],
    [`cmp byte [${b}], 5`],
    [`test dword [${b}], 0x12345678`],
    [`adc eax, [${b}]`, `sbb ${d}, [${b}]`],
    [`imul ${a}, [${b}]`],
    [`bt dword [${b}], ecx`],
    [`mov ${si}, ${b}`, n.long ? 'lodsq' : 'lodsd'],
    [`mov ${si}, ${b}`, `mov ecx, ${1 + random.below(20)}`, 'rep lodsb'],
    [`mov ${di}, ${b}`, `mov ecx, ${1 + random.below(40)}`, 'repne scasb'],
    [`mov ${si}, ${b}`, `lea ${di}, [${b}+16]`, `mov ecx, ${random.below(12)}`, 'repe cmpsd'],
    ['xlatb'],
    [`cmovz ${a}, [${b}]`],
    [`bsf ${a}, [${b}]`],
    [`popcnt ${a}, [${b}]`],
    [`push ${n.size} [${b}]`],
    [`mov ${n.bp}, ${b}`, 'leave'],
    [`lea ${n.sp}, [${b}]`, `pop ${a}`],
    [`lea ${n.sp}, [${b}]`, 'popf'],
    [`prefetcht0 [${b}]`, `clflush [${b}]`],
    [`verr [${b}]`],
    [`lar eax, [${b}]`],
    [`cmpxchg [${b}], ecx`],
  ]);
}

/** Writes at [RBX], most of them reads too. */
export function store(random: Random, n: Names): string[] {
  const { a, b, c, d, si, di, sp } = n;
  const value = random.word();
  return random.pick([
    [`mov [${b}], ${a}`],
    [`mov [${b}], ${a}`],
    [`mov [${b}], eax`],
    [`mov [${b}], ax`],
    [`mov [${b}], al`],
    [`mov dword [${b}], ${hex(value)}`],
    [`mov byte [${b}], ${value & 255}`],
    [`add [${b}], ${a}`],
    [`xor dword [${b}], ${hex(value)}`],
    [`inc ${n.size} [${b}]`],
    [`not word [${b}]`],
    [`neg byte [${b}]`],
    [`lock xadd [${b}], ecx`],
    [`lock or [${b}], ${a}`],
    [`xchg [${b}], ${d}`],
    [`xchg [${b}], cl`],
    [`mov eax, [${b}]`, `lock cmpxchg [${b}], ${c}`],
    [`mov eax, [${b}]`, `mov edx, [${b}+4]`, `lock cmpxchg8b [${b}]`],
    ...(n.long
      ? [
          [`mov rax, [rbx]`, `mov rdx, [rbx+8]`, 'cmpxchg16b [rbx]'],
          ['mov rsi, rbx', 'movnti [rbx], rcx'],
        ]
      : []),
    [`bts dword [${b}], ecx`],
    [`lock btc word [${b}], 5`],
    [`shl dword [${b}], cl`],
    [`rcr ${n.size} [${b}], 3`],
    [`shld [${b}], eax, 7`],
    [`mov ${di}, ${b}`, n.long ? 'stosq' : 'stosd'],
    [`mov ${di}, ${b}`, `mov ecx, ${1 + random.below(24)}`, random.pick(['rep stosb', 'rep stosd', 'rep stosw'])],
    [`mov ${di}, ${b}`, `lea ${si}, [${b}-${1 + random.below(64)}]`, `mov ecx, ${1 + random.below(24)}`, 'rep movsb'],
    [
      `mov ${di}, ${b}`,
      `lea ${si}, [${b}+${8 * random.below(16)}]`,
      `mov ecx, ${1 + random.below(9)}`,
      'std',
      'rep movsd',
    ],
    [`lea ${sp}, [${b}+${n.bytes}]`, `push ${a}`],
    [`lea ${sp}, [${b}+${n.bytes}]`, 'call .over', '.over:'],
    [`lea ${sp}, [${b}+${3 * n.bytes}]`, `push ${c}`, 'pushf', `pop ${a}`],
    [`lea ${sp}, [${b}+64]`, `enter 16, ${random.below(4)}`],
    ...(n.long ? [] : [[`lea esp, [ebx+32]`, 'pusha']]),
    [`push ${c}`, `pop ${n.size} [${b}]`],
    [`setc [${b}]`],
    [`sgdt [${b}]`],
    [`sidt [${b}]`],
    [`str [${b}]`],
    [`smsw [${b}]`],
    [`mov word [${b}], ds`],
    [`mov edx, 0x3ff`, `mov ${di}, ${b}`, 'insb'],
  ]);
}

/** `mov` of a 64-bit or 32-bit constant. */
export const set = (register: string, value: bigint | number): string => `mov ${register}, ${hex(value)}`;
