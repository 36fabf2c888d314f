/** What is wrong with a line that the grammar refuses, in words, with the habit it comes from. */
import { assembledNames } from '../src/isa/encode-templates.js';
import { readInteger } from './lexical/numbers.js';
import { nearest } from './suggestions.js';
import type { Token } from './tokens.js';
import { DATA_WORDS, RESERVE_WORDS } from './words.js';

export interface SyntaxExplanation {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** Index of the token to point at. */
  readonly at: number;
}

const STATEMENT_WORDS = [
  ...[...assembledNames()].map((name) => name.toLowerCase()),
  ...Object.keys(DATA_WORDS),
  ...Object.keys(RESERVE_WORDS),
  ...['equ', 'times', 'incbin', 'section', 'segment', 'global', 'extern', 'bits', 'org', 'align', 'alignb', 'default'],
  ...['struc', 'endstruc', 'istruc', 'iend', 'absolute', 'use16', 'use32', 'use64', 'cpu'],
];

const GAS_DIRECTIVES: Readonly<Record<string, string>> = {
  '.text': 'section .text',
  '.data': 'section .data',
  '.bss': 'section .bss',
  '.section': 'section NAME',
  '.globl': 'global NAME',
  '.global': 'global NAME',
  '.extern': 'extern NAME',
  '.byte': 'db',
  '.word': 'dw',
  '.short': 'dw',
  '.long': 'dd',
  '.int': 'dd',
  '.quad': 'dq',
  '.ascii': 'db',
  '.asciz': 'db ..., 0',
  '.string': 'db ..., 0',
  '.align': 'align',
  '.balign': 'align',
  '.p2align': 'align',
  '.org': 'times N-($-$$) db 0',
  '.space': 'resb or times N db 0',
  '.skip': 'resb or times N db 0',
  '.zero': 'times N db 0',
  '.fill': 'times',
  '.equ': 'NAME equ VALUE',
  '.set': 'NAME equ VALUE',
  '.macro': '%macro',
  '.endm': '%endmacro',
  '.rept': '%rep',
  '.if': '%if',
  '.endif': '%endif',
  '.include': '%include',
  '.incbin': 'incbin',
  '.code16': 'bits 16',
  '.code32': 'bits 32',
  '.code64': 'bits 64',
  '.intel_syntax': 'nothing: NASM has one syntax',
};
const MASM_DIRECTIVES: Readonly<Record<string, string>> = {
  proc: 'a label: name:',
  endp: 'nothing',
  ends: 'endstruc, or nothing',
  end: 'nothing',
  assume: 'nothing',
  '.code': 'section .text',
  '.model': 'nothing',
  '.stack': 'resb in .bss',
  '.386': 'bits 32',
  '.486': 'bits 32',
  '.586': 'bits 32',
  public: 'global NAME',
  extrn: 'extern NAME',
};

function otherAssembler(word: string): string | null {
  const lower = word.toLowerCase();
  if (Object.hasOwn(GAS_DIRECTIVES, lower)) return `${lower} is a GAS directive; in NASM: ${GAS_DIRECTIVES[lower]}`;
  if (Object.hasOwn(MASM_DIRECTIVES, lower)) return `${lower} is a MASM directive; in NASM: ${MASM_DIRECTIVES[lower]}`;
  return null;
}

/** movl, pushq, retq: AT&T mnemonics with the operand's size at their end. */
function withoutSuffix(word: string): string | null {
  const lower = word.toLowerCase();
  if (!/^[a-z]+[bwlq]$/.test(lower)) return null;
  const stem = lower.slice(0, -1);
  return STATEMENT_SET.has(stem) ? stem : null;
}

const STATEMENT_SET: ReadonlySet<string> = new Set(STATEMENT_WORDS);

/** A word alone on a line became a label: what else it may have been meant to be. */
export function orphanHint(word: string): string | null {
  const lower = word.toLowerCase();
  if (lower === 'sysretq') return 'NASM has no sysretq: this line emits nothing; did you mean o64 sysret?';
  if (lower === 'sysexitq') return 'NASM has no sysexitq: this line emits nothing; did you mean o64 sysexit?';
  return otherAssembler(word) ?? mistyped(word);
}

function mistyped(word: string): string | null {
  const stem = withoutSuffix(word);
  if (stem !== null) return `did you mean ${stem}? (NASM has no size suffixes: the operand says the size)`;
  const near = nearest(word, STATEMENT_WORDS);
  return near === null ? null : `did you mean ${near}?`;
}

/** Of an expression by itself (%if, org). */
export function explainExpression(tokens: readonly Token[], at: number): SyntaxExplanation {
  return lexicalProblem(tokens) ?? foreignHabit(tokens, at) ?? unexpected(tokens, at);
}

/** `at` is the token that the grammar could not place; tokens.length at the end of the line. */
export function explainSyntax(tokens: readonly Token[], at: number): SyntaxExplanation {
  const lexical = lexicalProblem(tokens);
  if (lexical !== null) return lexical;
  const habit = foreignHabit(tokens, at);
  if (habit !== null) return habit;
  return unknownInstruction(tokens, at) ?? unexpected(tokens, at);
}

function unexpected(tokens: readonly Token[], at: number): SyntaxExplanation {
  const token = tokens[at];
  if (token === undefined) return endTooEarly(tokens);
  if (at === 0 && token.type === 'register') {
    return { code: 'instruction-expected', message: 'label or instruction expected at start of line', hint: null, at };
  }
  const open = unclosed(tokens.slice(0, at));
  const closing = open === '[' ? ']' : open === '(' ? ')' : null;
  const hint =
    closing === null ? separatorHint(tokens, at) : `the \`${open}' before it is still open: \`${closing}' expected`;
  return { code: 'syntax', message: `unexpected \`${token.text}'`, hint, at };
}

function lexicalProblem(tokens: readonly Token[]): SyntaxExplanation | null {
  const at = tokens.findIndex(({ type }) => type === 'unterminated' || type === 'bad');
  const token = tokens[at];
  if (token === undefined) return null;
  if (token.type === 'unterminated') {
    return {
      code: 'unterminated-string',
      message: 'unterminated string',
      hint: `a ${token.text[0]} is missing at its end`,
      at,
    };
  }
  const hint = token.text === '#' ? 'a comment begins with ;' : null;
  return { code: 'bad-character', message: `\`${token.text}' cannot be part of a statement`, hint, at };
}

/** Words that are operators in MASM's expressions. */
const MASM_OPERATORS: Readonly<Record<string, string>> = {
  shl: '<<',
  shr: '>>',
  and: '&',
  or: '|',
  xor: '^',
  not: '~',
};

function foreignHabit(tokens: readonly Token[], at: number): SyntaxExplanation | null {
  const token = tokens[at];
  const before = tokens[at - 1];
  const word = before?.text.toLowerCase();
  if (word === 'ptr') {
    return {
      code: 'masm-ptr',
      message: "NASM has no `ptr'",
      hint: 'write the size and the brackets: dword [x]',
      at: at - 1,
    };
  }
  if (word === 'offset' && before!.type === 'name') {
    const hint = 'a label is its address: mov eax, label; [label] is what lies there';
    return { code: 'masm-offset', message: "NASM has no `offset'", hint, at: at - 1 };
  }
  const operator = token?.type === 'mnemonic' ? MASM_OPERATORS[token.text.toLowerCase()] : undefined;
  if (operator !== undefined && before !== undefined && VALUES.has(before.type)) {
    const hint = `the operator is written ${operator}`;
    return { code: 'masm-operator', message: `\`${token!.text}' is an instruction, no operator`, hint, at };
  }
  const percent = tokens.findIndex(
    (t, i) => t.type === '%' && (tokens[i + 1]?.type === 'register' || tokens[i + 1]?.type === 'segment'),
  );
  if (percent >= 0 && percent >= at - 2) {
    const name = tokens[percent + 1]!.text;
    const hint = `a register is just ${name} in NASM, and the destination comes first`;
    return { code: 'att-register', message: `\`%${name}' is AT&T syntax`, hint, at: percent };
  }
  if (
    token?.type === '(' &&
    (before?.type === 'number' || before?.type === 'name' || before?.type === ',') &&
    tokens[at + 1]?.type === '%'
  ) {
    return {
      code: 'att-memory',
      message: 'AT&T memory operand',
      hint: 'write [base + index*scale + displacement]',
      at,
    };
  }
  return null;
}

/** A first word that is no instruction, followed by what looks like operands. */
function unknownInstruction(tokens: readonly Token[], at: number): SyntaxExplanation | null {
  const labelled = tokens[1]?.type === ':';
  const index = labelled ? 2 : 0;
  const word = tokens[index];
  if (word === undefined || word.type !== 'name' || at > index + 1) return null;
  const next = tokens[index + 1];
  // `label word …`: the second word may be the mistyped instruction.
  const maySecond = !labelled && at === 1 && next?.type === 'name';
  const second = maySecond && (otherAssembler(next.text) !== null || mistyped(word.text) === null);
  const subject = second ? next : word;
  const hint = otherAssembler(subject.text) ?? mistyped(subject.text);
  const message = `\`${subject.text}' is not an instruction`;
  return { code: 'unknown-instruction', message, hint, at: second ? 1 : index };
}

function endTooEarly(tokens: readonly Token[]): SyntaxExplanation {
  const at = tokens.length;
  const open = unclosed(tokens);
  if (open !== null) {
    const closing = open === '[' ? ']' : ')';
    return { code: 'syntax', message: `\`${closing}' expected before the end of the line`, hint: null, at };
  }
  const last = tokens.at(-1);
  const after = last === undefined ? '' : ` after \`${last.text}'`;
  return { code: 'syntax', message: `an operand is missing${after}`, hint: null, at };
}

function unclosed(tokens: readonly Token[]): '[' | '(' | null {
  const open: ('[' | '(')[] = [];
  for (const { type } of tokens) {
    if (type === '[' || type === '(') open.push(type);
    else if (type === ']' || type === ')') open.pop();
  }
  return open.at(-1) ?? null;
}

const VALUES: ReadonlySet<string> = new Set([
  'number',
  'name',
  'register',
  'segment',
  'string',
  ']',
  ')',
  'here',
  'base',
]);

function separatorHint(tokens: readonly Token[], at: number): string | null {
  const before = tokens[at - 1];
  const token = tokens[at]!;
  if (before === undefined || !VALUES.has(before.type)) return null;
  const startsOperand = VALUES.has(token.type) || token.type === '[' || token.type === 'size';
  if (token.type === 'name' && before.type === 'number' && readInteger(before.text) === null) return null;
  return startsOperand ? 'a comma or an operator is missing before it' : null;
}
