/** Words with a meaning of their own in NASM's language, and what kind of token each is. */

export const SIZE_WORDS: Readonly<Record<string, number>> = {
  byte: 1,
  word: 2,
  dword: 4,
  qword: 8,
  tword: 10,
  oword: 16,
  yword: 32,
  zword: 64,
};
/** DB and its kin, bytes of a unit. */
export const DATA_WORDS: Readonly<Record<string, number>> = {
  db: 1,
  dw: 2,
  dd: 4,
  dq: 8,
  dt: 10,
  do: 16,
  dy: 32,
  dz: 64,
};
export const RESERVE_WORDS: Readonly<Record<string, number>> = {
  resb: 1,
  resw: 2,
  resd: 4,
  resq: 8,
  rest: 10,
  reso: 16,
  resy: 32,
  resz: 64,
};
export const PREFIX_WORDS = [
  'lock', 'rep', 'repe', 'repz', 'repne', 'repnz', 'xacquire', 'xrelease', 'bnd', 'nobnd', 'wait',
  'a16', 'a32', 'a64', 'asp', 'o16', 'o32', 'o64', 'osp',
] as const; // biome-ignore format: a table
export const SEGMENT_WORDS = ['cs', 'ds', 'es', 'fs', 'gs', 'ss'] as const;

/** Words with a structural role: token type is the word itself. */
const STRUCTURAL_WORDS = [
  'strict', 'short', 'near', 'far', 'to', 'rel', 'abs', 'nosplit', 'seg', 'wrt', 'times', 'equ', 'incbin', 'dup',
] as const; // biome-ignore format: a table

function numbered(prefix: string, count: number, suffix = ''): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}${suffix}`);
}

/** General registers and their parts, with widths in bytes. */
export const GENERAL_REGISTERS: ReadonlyMap<string, number> = new Map<string, number>([
  ...['al', 'cl', 'dl', 'bl', 'ah', 'ch', 'dh', 'bh', 'spl', 'bpl', 'sil', 'dil'].map((name) => [name, 1] as const),
  ...['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di'].flatMap(
    (name) =>
      [
        [name, 2],
        [`e${name}`, 4],
        [`r${name}`, 8],
      ] as const,
  ),
  ...[8, 9, 10, 11, 12, 13, 14, 15].flatMap(
    (n) =>
      [
        [`r${n}b`, 1],
        [`r${n}w`, 2],
        [`r${n}d`, 4],
        [`r${n}`, 8],
      ] as const,
  ),
]);

export const REGISTERS: ReadonlySet<string> = new Set([
  ...GENERAL_REGISTERS.keys(),
  ...numbered('cr', 16),
  ...numbered('dr', 16),
  ...numbered('tr', 8),
  ...numbered('st', 8),
  ...numbered('mm', 8),
  ...numbered('xmm', 32),
  ...numbered('ymm', 32),
  ...numbered('zmm', 32),
  ...numbered('tmm', 8),
  ...numbered('k', 8),
  ...numbered('bnd', 4),
]);

/** Condition codes, each with its inverse (%-1). */
export const INVERSE_CONDITIONS: Readonly<Record<string, string>> = {
  a: 'na', ae: 'nae', b: 'nb', be: 'nbe', c: 'nc', cxz: '', e: 'ne', ecxz: '', g: 'ng', ge: 'nge', l: 'nl', le: 'nle',
  na: 'a', nae: 'ae', nb: 'b', nbe: 'be', nc: 'c', ne: 'e', ng: 'g', nge: 'ge', nl: 'l', nle: 'le', no: 'o', np: 'p',
  ns: 's', nz: 'z', o: 'no', p: 'np', pe: 'po', po: 'pe', rcxz: '', s: 'ns', z: 'nz',
}; // biome-ignore format: a table

export const WORD_TYPES: ReadonlyMap<string, string> = new Map<string, string>([
  ...Object.keys(SIZE_WORDS).map((word) => [word, 'size'] as const),
  ...Object.keys(DATA_WORDS).map((word) => [word, 'data'] as const),
  ...Object.keys(RESERVE_WORDS).map((word) => [word, 'reserve'] as const),
  ...PREFIX_WORDS.map((word) => [word, 'prefix'] as const),
  ...SEGMENT_WORDS.map((word) => [word, 'segment'] as const),
  ...STRUCTURAL_WORDS.map((word) => [word, word] as const),
  ...[...REGISTERS].map((word) => [word, 'register'] as const),
]);
