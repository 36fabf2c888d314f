/** Expressions whose value decides how assembly goes on. NASM manual, "Critical Expressions". */
import { Evaluator, type Report, type Scope } from './evaluate.js';
import type { Pass } from './pass.js';
import { explainExpression } from './syntax-errors.js';
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
  const { tokens, syntax, trailing } = pass.state.parser.parseExpression(text);
  const report: Report = (severity, code, message, _at, hint) => pass.reportLasting(severity, code, message, at, hint);
  if (syntax.kind === 'failure' || trailing !== null) {
    const where = syntax.kind === 'failure' ? syntax.at : trailing!;
    const { code, message, hint } = explainExpression(tokens, where);
    report('error', code, message, at, hint);
    return null;
  }
  return new Evaluator(tokens, criticalScope(pass, report), report).evaluate(syntax);
}

/** Symbols must be defined by now. `used` is told when an address was asked for. */
export function criticalScope(pass: Pass, report: Report, used: () => void = () => {}): Scope {
  return {
    characterLimit: pass.characterLimit,
    symbol: (name, at) => {
      used();
      const full = pass.fullName(name);
      const value = pass.known(full);
      if (value !== null && value.unknown === 0n) return value;
      report('error', 'undefined-symbol', `symbol \`${full}' not defined before use`, at, pass.suggestSymbol(full));
      return null;
    },
    here: () => {
      used();
      return pass.locationValue();
    },
    base: (at) => {
      used();
      return pass.base(at);
    },
  };
}
