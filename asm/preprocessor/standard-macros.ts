/**
 * The macros that are there before the source begins. NASM manual, "Standard Macros": structures, alignment, and the
 * directives that are written without brackets. Values that depend on time or host are fixed.
 */
import { splitPieces } from './pieces.js';
import { Preprocessor, type StandardMacros } from './preprocessor.js';
import type { MacroTable } from './single-line-macros.js';

/** Directives that take their line as it is. */
const LINE_DIRECTIVES = ['bits', 'cpu', 'default', 'org', 'float', 'debug', 'uppercase', 'list'];
/** Directives repeated for each name of a list. */
const LIST_DIRECTIVES = ['extern', 'global', 'common', 'static', 'required'];

const TEXT = `
%define __?SECT?__ [section .text]
${['section', 'segment']
  .map(
    (name) => `
%imacro ${name} 1+.nolist
%define __?SECT?__ [${name} %1]
__?SECT?__
%endmacro`,
  )
  .join('')}
%imacro absolute 1+.nolist
%define __?SECT?__ [absolute %1]
__?SECT?__
%endmacro
%imacro struc 1-2.nolist 0
%push
%define %$name %1
[absolute %2]
%$name:
%endmacro
%imacro endstruc 0.nolist
%[%$name]_size equ $-%$name
%pop
__?SECT?__
%endmacro
%imacro istruc 1.nolist
%push
%define %$name %1
%$start:
%endmacro
%imacro at 1-2+.nolist
%defstr %$member %1
%substr %$dot %$member 1
%ifidn %$dot,'.'
times (%[%$name]%1-%$name)-($-%$start) db 0
%else
times (%1-%$name)-($-%$start) db 0
%endif
%2
%endmacro
%imacro iend 0.nolist
times %[%$name]_size-($-%$start) db 0
%pop
%endmacro
%imacro align 1-2+.nolist nop
[sectalign %1]
times ((%1)-(($-$$)%(%1)))%(%1) %2
%endmacro
%imacro alignb 1.nolist
[sectalign %1]
[warning push]
[warning -zeroing]
times ((%1)-(($-$$)%(%1)))%(%1) resb 1
[warning pop]
%endmacro
%imacro alignb 2+.nolist
[sectalign %1]
times ((%1)-(($-$$)%(%1)))%(%1) %2
%endmacro
%imacro sectalign 1.nolist
[sectalign %1]
%endmacro
${[16, 32, 64].map((bits) => `%imacro use${bits} 0.nolist\n[bits ${bits}]\n%endmacro`).join('\n')}
${LINE_DIRECTIVES.map((name) => `%imacro ${name} 1+.nolist\n[${name} %1]\n%endmacro`).join('\n')}
${LIST_DIRECTIVES.map((name) => `%imacro ${name} 1-*.nolist\n%rep %0\n[${name} %1]\n%rotate 1\n%endrep\n%endmacro`).join('\n')}
`;

/** nasm 2.16.01's identity, and a clock that stands still (determinism). */
const CONSTANTS: Readonly<Record<string, string>> = {
  NASM_MAJOR: '2',
  NASM_MINOR: '16',
  NASM_SUBMINOR: '1',
  NASM_PATCHLEVEL: '0',
  NASM_SNAPSHOT: '',
  NASM_VERSION_ID: '0x02100100',
  NASM_VER: '"2.16.01"',
  OUTPUT_FORMAT: 'bin',
  DEBUG_FORMAT: 'null',
  DATE: "'1980-01-01'",
  DATE_NUM: '19800101',
  TIME: "'00:00:00'",
  TIME_NUM: '000000',
  UTC_DATE: "'1980-01-01'",
  UTC_DATE_NUM: '19800101',
  UTC_TIME: "'00:00:00'",
  UTC_TIME_NUM: '000000',
  POSIX_TIME: '315532800',
};
const UNDEFINED_CONSTANTS: ReadonlySet<string> = new Set(['NASM_SNAPSHOT']);

function build(): StandardMacros {
  const problems: string[] = [];
  const host = {
    evaluate: () => null,
    report: (_severity: string, _code: string, message: string) => problems.push(message),
    include: () => null,
    find: () => null,
    listing: null,
  };
  const reader = new Preprocessor(host, null);
  reader.openFile('standard macros', TEXT);
  while (reader.next() !== null);
  if (problems.length > 0) throw new Error(`standard macros: ${problems.join('; ')}`);
  for (const [name, text] of Object.entries(CONSTANTS)) {
    if (!UNDEFINED_CONSTANTS.has(name)) defineBuiltin(reader.macros, name, splitPieces(text, -1));
  }
  aliasOldName(reader.macros, 'SECT');
  return { single: reader.macros, multi: reader.multiLineMacros };
}

/** `__?NAME?__`, and `__NAME__` as an alias for it. */
export function defineBuiltin(
  table: MacroTable,
  name: string,
  body: ReturnType<typeof splitPieces> | (() => string),
): void {
  table.define({ name: `__?${name}?__`, caseSensitive: true, parameters: null, greedy: false, body, alias: false });
  aliasOldName(table, name);
}

function aliasOldName(table: MacroTable, name: string): void {
  const body = splitPieces(`__?${name}?__`, -1);
  table.define({ name: `__${name}__`, caseSensitive: true, parameters: null, greedy: false, body, alias: true });
}

export const STANDARD_MACROS: StandardMacros = build();
