/** Expressions whose value decides how assembly goes on. NASM manual, "Critical Expressions". */
import { Evaluator } from './evaluate.js';
import type { Pass } from './pass.js';
import { isConstant } from './values.js';

/** A number made of what is already defined. */
export function criticalNumber(pass: Pass, text: string, at: number): bigint | null {
  const parsed = pass.state.parser.parseExpression(text);
  if (parsed.syntax.kind === 'failure') {
    pass.report('error', 'expression-syntax', `\`${text}' is not an expression`, at, null);
    return null;
  }
  const report: Pass['report'] = (severity, code, message, _at, hint) =>
    pass.reportLasting(severity, code, message, at, hint);
  const value = new Evaluator(parsed.tokens, pass, report).evaluate(parsed.syntax);
  if (value === null) return null;
  if (isConstant(value)) return value.constant;
  pass.reportLasting(
    'error',
    'not-constant',
    'a number is needed here, made of symbols defined before this line',
    at,
    null,
  );
  return null;
}
