/** Why no form of an instruction takes the operands that were written, said in the words of the person who wrote them. */
import { Match } from './encode-match.js';
import type { Template } from './encode-templates.js';
import type { EncodeFailure, EncodeRequest, OperandSyntax } from './encode-types.js';
import { OperandClass, WIDTH_V, WIDTH_Z } from './operand-pattern.js';
import type { NamedRegister } from './register-names.js';

export function failure(code: string, message: string, hint: string | null, operand: number | null): EncodeFailure {
  return { ok: false, code, message, hint, operand };
}

const SIZE_WORDS: Readonly<Record<number, string>> = {
  1: 'byte',
  2: 'word',
  4: 'dword',
  8: 'qword',
  10: 'tword',
  16: 'oword',
};
const word = (size: number): string => SIZE_WORDS[size] ?? `${size}-byte`;
const list = (items: readonly string[]): string =>
  items.length <= 1 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;

/** The failure for a request that matched no template; `best` is how far the best one came. */
export function explainFailure(
  request: EncodeRequest,
  registers: readonly (NamedRegister | null)[],
  templates: readonly Template[],
  best: Match,
  possibleSizes: ReadonlySet<number>,
): EncodeFailure {
  const name = request.mnemonic.toLowerCase();
  const { operands, bits } = request;
  const counts = new Set(templates.map(({ encoding }) => encoding.operands.length));
  if (!counts.has(operands.length)) {
    const wanted = list([...counts].sort((a, b) => a - b).map(String));
    return failure('operand-count', `${name} takes ${wanted} operands, not ${operands.length}`, null, null);
  }
  const far = operands.findIndex((o) => o.kind === 'far');
  if (best === Match.MODE || (far >= 0 && bits === 64)) return modeFailure(request, registers, templates);
  if (best === Match.SIZE_MISSING) {
    const at = operands.findIndex((o) => o.kind === 'memory' && o.size === null);
    const words = [...possibleSizes].sort((a, b) => a - b).map(word);
    return failure(
      'operation-size',
      'operation size not specified',
      `write ${list(words)} before the memory operand`,
      at,
    );
  }
  return (
    differentSizes(name, operands, registers, templates) ??
    badDistance(name, operands) ?? {
      ...failure('operand-combination', `invalid combination of opcode and operands for ${name}`, null, null),
      hint: `${name} takes: ${formsOf(templates).join('; ')}`,
    }
  );
}

function modeFailure(
  request: EncodeRequest,
  registers: readonly (NamedRegister | null)[],
  templates: readonly Template[],
): EncodeFailure {
  const name = request.mnemonic.toLowerCase();
  const { bits, operands } = request;
  const shown =
    operands.length === 0 ? name : `${name} ${operands.map((o, i) => describe(o, registers[i]!)).join(', ')}`;
  const message = `instruction not supported in ${bits}-bit mode: ${shown}`;
  const at = operands.length > 0 ? 0 : null;
  if (operands.some((o) => o.kind === 'far'))
    return failure(
      'mode',
      message,
      'in 64-bit mode push the selector and the offset and use retfq, or jmp far [pointer]',
      at,
    );
  const wide = registers.findIndex((r) => r?.class === 'general' && r.size >= 4);
  const encoding = templates[0]!.encoding;
  const system = registers.some((r) => r?.class === 'control' || r?.class === 'debug') || encoding.form.cost === 'vmx';
  if (wide >= 0 && bits === 64 && registers[wide]!.size === 4 && (encoding.d64 || encoding.f64 || system))
    return failure('mode', message, `use the 64-bit register ${wider(registers[wide]!.name)}`, wide);
  if (bits !== 64 && registers.some((r) => r?.class === 'general' && r.size === 8))
    return failure('mode', message, `64-bit registers need bits 64; this is ${bits}-bit code`, wide);
  return failure('mode', message, null, at);
}

/** The 64-bit name of a 32-bit register. */
function wider(name: string): string {
  return name.startsWith('r') ? name.slice(0, -1) : `r${name.slice(1)}`;
}

function differentSizes(
  name: string,
  operands: readonly OperandSyntax[],
  registers: readonly (NamedRegister | null)[],
  templates: readonly Template[],
): EncodeFailure | null {
  const sized = operands.flatMap((operand, i) => {
    const register = registers[i] ?? null;
    if (register) return register.class === 'general' ? [{ i, size: register.size, text: register.name }] : [];
    if (operand.kind === 'memory' && operand.size !== null)
      return [{ i, size: operand.size, text: `the memory operand` }];
    if (operand.kind === 'immediate' && operand.size !== null)
      return [{ i, size: operand.size, text: 'the immediate' }];
    return [];
  });
  const [first, second] = sized;
  if (!first || !second || first.size === second.size) return null;
  if (!templates.some((template) => wantsEqualSizes(template, first.i, second.i))) return null;
  const message = `mismatch in operand sizes: ${first.text} is ${first.size * 8}-bit, ${second.text} is ${second.size * 8}-bit`;
  const widens = name === 'mov' && first.size > second.size && second.size < 4 && registers[second.i];
  return failure('operand-size', message, widens ? 'movzx and movsx widen a value' : null, second.i);
}

/** Whether a form has operands of one size in these two places. */
function wantsEqualSizes({ encoding }: Template, a: number, b: number): boolean {
  const width = (i: number): number | null => {
    const pattern = encoding.operands[i];
    switch (pattern?.kind) {
      case OperandClass.GPR:
      case OperandClass.GPR_OR_MEMORY:
      case OperandClass.IMMEDIATE:
        return pattern.width === WIDTH_Z ? WIDTH_V : pattern.width;
      default:
        return null;
    }
  };
  return width(a) !== null && width(a) === width(b);
}

function badDistance(name: string, operands: readonly OperandSyntax[]): EncodeFailure | null {
  const at = operands.findIndex((o) => o.kind === 'immediate' && o.distance !== null);
  if (at < 0) return null;
  const operand = operands[at]!;
  const distance = operand.kind === 'immediate' ? operand.distance : null;
  const hint = distance === 'far' ? 'write selector:offset' : null;
  return failure('distance', `${name} has no ${distance} form for this operand`, hint, at);
}

function describe(operand: OperandSyntax, register: NamedRegister | null): string {
  if (register) return register.name;
  switch (operand.kind) {
    case 'memory':
      return operand.size === null ? 'memory' : `${word(operand.size)} memory`;
    case 'far':
      return 'selector:offset';
    default:
      return 'immediate';
  }
}

/** Syntax of the forms that source can use, without repeats. */
function formsOf(templates: readonly Template[]): string[] {
  const forms = new Set<string>();
  for (const { encoding } of templates) {
    if (encoding.asmonly || encoding.operands.some(({ kind }) => kind === OperandClass.ONE)) continue;
    const operands = encoding.operands.map(({ token }) => token).join(', ');
    forms.add(operands === '' ? 'no operands' : operands);
  }
  return [...forms];
}
