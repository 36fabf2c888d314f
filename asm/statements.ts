/** A statement in a pass: its label, then its body. */
import { assembleData } from './data.js';
import { runDirective } from './directives.js';
import { assembleInstruction } from './instructions.js';
import type { ParsedLine } from './parser.js';
import type { Pass } from './pass.js';
import { defineEquate, includeBinary, reserve, timesCount } from './pseudo-instructions.js';
import type { Body, Statement } from './syntax.js';
import { orphanHint } from './syntax-errors.js';
import { DATA_WORDS } from './words.js';

export function execute(pass: Pass, parsed: ParsedLine): void {
  const { syntax } = parsed;
  if (syntax.kind === 'directive') {
    runDirective(pass, syntax);
    return;
  }
  if (syntax.kind === 'failure') {
    if (syntax.label !== null) defineLabel(pass, syntax.label);
    return;
  }
  executeStatement(pass, parsed, syntax);
}

function executeStatement(pass: Pass, parsed: ParsedLine, statement: Statement): void {
  const { label, body } = statement;
  if (body?.kind === 'equ') {
    defineEquate(pass, label, body);
    return;
  }
  if (label !== null) {
    defineLabel(pass, label);
    if (body === null && !statement.colon) warnOrphan(pass, label);
  }
  if (body !== null) executeBody(pass, parsed, body, 1);
}

function defineLabel(pass: Pass, label: number): void {
  const name = pass.tokens[label]!.text;
  pass.define(name.startsWith('$') ? name.slice(1) : name, pass.locationValue(), label, true);
}

function warnOrphan(pass: Pass, label: number): void {
  const name = pass.tokens[label]!.text;
  const message = 'label alone on a line without a colon might be in error';
  pass.report('warning', 'label-orphan', message, label, orphanHint(name));
}

function executeBody(pass: Pass, parsed: ParsedLine, body: Body, times: number): void {
  switch (body.kind) {
    case 'instruction':
    case 'prefixes':
      assembleInstruction(pass, parsed, body, times);
      return;
    case 'data':
      data(pass, parsed, body, times);
      return;
    case 'reserve':
      reserve(pass, body, times);
      return;
    case 'incbin':
      includeBinary(pass, body, times);
      return;
    case 'equ':
      pass.report('error', 'equ-in-times', 'EQU cannot be repeated', body.at, null);
      return;
    // Of two TIMES the inner one counts, as in nasm.
    case 'times': {
      const count = timesCount(pass, body.count, body.at);
      if (count !== null && count > 0) executeBody(pass, parsed, body.body, count);
    }
  }
}

function data(pass: Pass, parsed: ParsedLine, body: Extract<Body, { kind: 'data' }>, times: number): void {
  if (body.items.length === 0) {
    pass.report('warning', 'db-empty', 'no operand for data declaration', body.at, null);
    return;
  }
  const known = parsed.data;
  if (known !== undefined) {
    pass.emit(known, times);
    return;
  }
  const unit = DATA_WORDS[pass.tokens[body.at]!.text.toLowerCase()]!;
  const { tokens, report, reportLasting, section, budget } = pass;
  const before = pass.state.diagnostics.passingCount;
  pass.touched = false;
  const chunk = assembleData(body.items, unit, { tokens, scope: pass, report, reportLasting, section, budget });
  if (chunk === null) return;
  if (!pass.touched && pass.state.diagnostics.passingCount === before) parsed.data = chunk;
  pass.emit(chunk, times);
}
