/** Messages: place, words, suggestions, habits of other assemblers, and that one run reports them all. */
import { describe, expect, test } from 'vitest';
import { assemble, formatDiagnostic } from '../../asm/index.js';
import type { Diagnostic } from '../../asm/types.js';

function diagnose(source: string): readonly Diagnostic[] {
  const result = assemble({ source, file: 'k.asm' });
  return result.ok ? result.warnings : result.diagnostics;
}

function only(source: string): Diagnostic {
  const found = diagnose(source);
  expect(found.map(({ message }) => message)).toHaveLength(1);
  return found[0]!;
}

describe('one mistake', () => {
  test.each([
    ['bits 64\nmvo rax, 1', 2, 1, 'unknown-instruction', 'mvo', 'mov'],
    ['bits 64\nmov eax, rbx', 2, 10, 'operand-size', 'eax is 32-bit, rbx is 64-bit', ''],
    ['bits 64\nmov [rax], 5', 2, 5, 'operation-size', 'size not specified', 'dword'],
    ['bits 64\nmov rxa, 5', 2, 5, 'undefined-symbol', 'rxa', 'rax'],
    ['counter: dd 0\nmov ax, [conuter]', 2, 10, 'undefined-symbol', 'conuter', 'counter'],
    ['bits 64\nmov rax, qword ptr [rbx]', 2, 16, 'undefined-symbol', 'ptr', 'dword [x]'],
    ['mov ax, offset msg\nmsg:', 1, 9, 'masm-offset', 'offset', 'a label is its address'],
    ['bits 32\nmov $5, %eax', 2, 9, 'att-register', '%eax', 'destination comes first'],
    ['bits 32\nadd $5, eax', 2, 1, 'operand-combination', 'add', '$5 is hexadecimal'],
    ['.globl main', 1, 1, 'unknown-instruction', '.globl', 'global NAME'],
    ['main proc', 1, 6, 'unknown-instruction', 'proc', 'MASM'],
    ['bits 64\nlea rax, [rip + 5]', 2, 11, 'undefined-symbol', 'rip', '[rel label]'],
    ['bits 64\npush eax', 2, 6, 'mode', 'not supported in 64-bit mode', 'rax'],
    ['bits 64\njmp 8:0', 2, 5, 'mode', 'not supported in 64-bit mode', 'retfq'],
    ['bits 32\nmov rax, 5', 2, 5, 'mode', 'rax', '32-bit'],
    ["mov al, 'a", 1, 9, 'unterminated-string', 'unterminated', "a ' is missing"],
    ['mov eax, [ebx', 1, 14, 'syntax', ']', ''],
    ['mov eax, 5 6', 1, 12, 'syntax', '6', 'comma'],
    ['db 0x12g', 1, 4, 'bad-number', '0x12g', '0x1F'],
    ['db 5 / 0', 1, 6, 'division-by-zero', 'division by zero', ''],
    ['x: db 1\nx: db 2', 2, 1, 'label-redefined', 'x', 'k.asm:1'],
    ['times 512 db 0\ntimes 510-($-$$) db 0', 2, 1, 'times-negative', '-2', 'boot sector is 2 bytes too long'],
    ['%if 1', 1, 1, 'missing-endif', '%endif', ''],
    ['%macro m 0', 1, 1, 'missing-end', '%endmacro', ''],
    ['%rep 2', 1, 1, 'missing-end', '%endrep', ''],
    ['%endif', 1, 1, 'stray-condition', '%endif', ''],
    ['%defne x 5', 1, 1, 'unknown-directive', '%defne', '%define'],
    ['[bit 32]', 1, 2, 'unknown-directive', 'bit', 'bits'],
    ['%include "missing.inc"', 1, 10, 'file-not-found', 'missing.inc', '-I'],
    ['%error no long mode', 1, 1, 'user', 'no long mode', ''],
    ['vaddps ymm0, ymm1, ymm2', 1, 1, 'unsupported-instruction', 'vaddps', 'trapwalk isa'],
    ['aesenc', 1, 1, 'unsupported-instruction', 'aesenc', ''],
    ['bits 64\nmov eax, ebx + 5', 2, 14, 'register-arithmetic', 'ebx', '[register + value]'],
    ['mov ax, [ax + bx + cx]', 1, 18, 'address', 'too many registers', ''],
    ['# comment', 1, 1, 'bad-character', '#', ';'],
    ['extern f\ncall f', 2, 6, 'external', 'f', '%include'],
    ['resb -1', 1, 6, 'negative-count', '-1', ''],
    ['absolute 0\nnop', 2, 1, 'absolute-space', 'ABSOLUTE', 'section'],
    ['bits 48', 1, 6, 'bits', '48', ''],
    ['section .text align=3', 1, 1, 'section-attribute', 'power of two', ''],
    ['jmp short far_away\ntimes 200 nop\nfar_away:', 1, 11, 'short-range', '200 bytes', '-128 to 127'],
  ])('%j', (source, line, column, code, message, hint) => {
    const found = only(source);
    expect(found).toMatchObject({ severity: 'error', code, file: 'k.asm', line, column });
    expect(found.message).toContain(message);
    expect(found.hint ?? '').toContain(hint);
  });
});

describe('warnings', () => {
  test.each([
    ['foo', 'label-orphan', ''],
    ['sysretq', 'label-orphan', 'o64 sysret'],
    ['leaveq', 'label-orphan', 'leave'],
    ['.text', 'label-orphan', 'section .text'],
    ['db 256', 'number-overflow', ''],
    ['mov al, 300', 'number-overflow', ''],
    ['resb 4', 'zeroing', ''],
    ['bits 64\niret', 'iret-size', 'iretq'],
    ['%warning look here', 'user', ''],
    ['%macro m 1\n%endmacro\nm: m 1, 2', 'pp-macro-params-multi', ''],
  ])('%j', (source, code, hint) => {
    const found = diagnose(source).find((diagnostic) => diagnostic.code === code);
    expect(found?.severity).toBe('warning');
    expect(found?.hint ?? '').toContain(hint);
  });

  test('can be turned off', () => {
    expect(diagnose('[warning -label-orphan]\nfoo')).toEqual([]);
    expect(diagnose('[warning -orphan-labels]\nfoo')).toEqual([]);
    expect(diagnose('[warning push]\n[warning -all]\nfoo\n[warning pop]\nbar')).toHaveLength(1);
  });
});

test('all errors of a file in one run, in the order of the source', () => {
  const source = [
    'bits 64',
    'mvo rax, 1',
    'mov eax, rbx',
    'mov rax, [nowhere]',
    '%foo',
    'mov rax, (5',
    'db 1 / 0',
  ].join('\n');
  expect(diagnose(source).map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
});

test('a label on a bad line is defined all the same', () => {
  expect(diagnose('start: mvo ax, 1\njmp start')).toHaveLength(1);
});

describe('macros', () => {
  const source = [
    '%macro inner 1',
    ' mov eax, %1',
    '%endmacro',
    '%macro outer 1',
    ' inner %1',
    '%endmacro',
    'bits 32',
    ' outer rbx',
  ].join('\n');

  test('the place is the call, the trace goes through the bodies, innermost first', () => {
    const found = only(source);
    expect(found).toMatchObject({ line: 8, column: 8, text: ' outer rbx' });
    expect(found.expansion).toEqual([
      { macro: 'inner', file: 'k.asm', line: 2 },
      { macro: 'outer', file: 'k.asm', line: 5 },
    ]);
  });

  test('standard macros are not part of the trace', () => {
    expect(only('align 3').expansion).toEqual([]);
  });
});

describe('the printed form', () => {
  test('file:line:column, the line, a caret, the hint', () => {
    expect(formatDiagnostic(only('bits 64\n\tmov\teax, rbx')).split('\n').slice(0, 3)).toEqual([
      'k.asm:2:11: error: mismatch in operand sizes: eax is 32-bit, rbx is 64-bit [operand-size]',
      '    2 | \tmov\teax, rbx',
      '      | \t   \t     ^',
    ]);
  });

  test('a line longer than a screen is cut around the caret', () => {
    const printed = formatDiagnostic(only(`db ${'1, '.repeat(200)} nowhere`));
    const [, shown, caret] = printed.split('\n');
    expect(shown!.length).toBeLessThan(180);
    expect(shown!.slice(caret!.indexOf('^'))).toMatch(/^nowhere/);
  });

  test('columns count characters of the text, not bytes', () => {
    expect(only("db 'größe', nowhere")).toMatchObject({ column: 13, text: "db 'größe', nowhere" });
  });
});

test('an error in an included file names that file', () => {
  const included = new TextEncoder().encode('nop\nmvo ax, 1\n');
  const result = assemble({
    source: '%include "part.inc"\n',
    file: 'k.asm',
    resolve: (path) => (path === 'part.inc' ? { name: 'lib/part.inc', bytes: included } : null),
  });
  expect(result.ok ? [] : result.diagnostics).toMatchObject([{ file: 'lib/part.inc', line: 2, column: 1 }]);
});
test('shows control characters of the source instead of sending them to the terminal', () => {
  const printed = formatDiagnostic(only('mov eax, \x1b[31mred'));
  expect(printed).toContain('| mov eax, \u00b7[31mred');
  expect(printed).not.toContain('\x1b');
});
