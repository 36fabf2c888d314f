/** Expressions whose value decides how assembly goes on. NASM manual, "Critical Expressions". */
import { Evaluator } from './evaluate.js';
import type { Pass } from './pass.js';
import { isConstant, isRelocatable, type Value } from './values.js';

const MUST_BE_KNOWN = 'a number is needed here, made of symbols defined before this line';

/** A number made of what is already defined. */
export function criticalNumber(pass: Pass, text: string, at: number): bigint | null {
  const value = criticalValue(pass, text, at);
  if (value === null) return null;
  if (isConstant(value)) return value.constant;
  pass.reportLasting('error', 'not-constant', MUST_BE_KNOWN, at, null);
  return null;
}

/** A number or one label with a distance, made of what is already defined. */
export function criticalAddress(pass: Pass, text: string, at: number): Value | null {
  const value = criticalValue(pass, text, at);
  if (value === null || isConstant(value)) return value;
  if (isRelocatable(value) && value.unknown === 0n) return value;
  pass.reportLasting('error', 'not-constant', MUST_BE_KNOWN, at, null);
  return null;
}

function criticalValue(pass: Pass, text: string, at: number): Value | null {
  const parsed = pass.state.parser.parseExpression(text);
  if (parsed.syntax.kind === 'failure') {
    pass.report('error', 'expression-syntax', `\`${text}' is not an expression`, at, null);
    return null;
  }
  const report: Pass['report'] = (severity, code, message, _at, hint) =>
    pass.reportLasting(severity, code, message, at, hint);
  return new Evaluator(parsed.tokens, pass, report).evaluate(parsed.syntax);
}
