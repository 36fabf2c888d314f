/**
 * The encoder: mnemonic and operands to bytes, with nasm 2.16.01's choices at -O0 and -Ox.
 * SDM Vol. 2, "Instruction Format".
 */
import { addressProblem, addressSizeOf } from './encode-address.js';
import { emit } from './encode-emit.js';
import { explainFailure, failure } from './encode-errors.js';
import { Match, type MatchContext, matchTemplate, registersOf } from './encode-match.js';
import { needsOperandSizePrefix, parsePrefixes, prefixBytes, type WrittenPrefixes } from './encode-prefixes.js';
import { type Template, templatesOf } from './encode-templates.js';
import type { EncodeRequest, EncodeResult, MemoryOperand } from './encode-types.js';
import type { CodeBits } from './registers.js';

/** Encodes one instruction. A request with mnemonic '' emits its prefixes alone. Never throws. */
export function encode(request: EncodeRequest): EncodeResult {
  const written = parsePrefixes(request.prefixes);
  if (typeof written === 'string') return failure('prefix', written, null, null);
  if (request.mnemonic === '') return prefixesAlone(request, written);
  const templates = templatesOf(request.mnemonic);
  if (templates.length === 0)
    return failure('unknown-mnemonic', `${request.mnemonic.toLowerCase()} is not an instruction`, null, null);

  const registers = registersOf(request.operands);
  if (typeof registers === 'string') return failure('register', `${registers} is not a register`, null, null);
  const { bits } = request;
  if (bits !== 64 && written.operandSize === 8)
    return failure('mode', 'o64 is for 64-bit code', `this is ${bits}-bit code`, null);
  for (let i = 0; i < registers.length; i++) {
    const register = registers[i];
    // CR8 and up can be reached with LOCK outside 64-bit mode on some processors; nasm does so.
    if (bits !== 64 && register?.needsRex && register.class !== 'control')
      return failure('mode', `${register.name} exists in 64-bit mode only`, `this is ${bits}-bit code`, i);
  }

  const at = request.operands.findIndex(({ kind }) => kind === 'memory');
  const memory = at < 0 ? null : (request.operands[at] as MemoryOperand);
  if (memory) {
    const problem = addressProblem(memory);
    if (problem !== null) return failure('address', problem, null, at);
  }
  const addressSize = addressSizeOf(memory, bits, written.addressSize);
  if (addressSize === null) return impossibleAddress(memory, bits, at);

  const context: MatchContext = {
    request,
    registers,
    addressSize,
    assumedSize: 0,
    prefixLength: shortPrefixLength(written, bits),
    possibleSizes: new Set(),
  };
  let best: Match = Match.NO;
  let chosen: Template | null = null;
  for (const template of templates) {
    const match = matchTemplate(template, context);
    if (match > best) best = match;
    if (match === Match.OK) {
      chosen = template;
      break;
    }
  }
  if (!chosen && context.possibleSizes.size === 1) {
    const [assumedSize = 0] = context.possibleSizes;
    const again: MatchContext = { ...context, assumedSize };
    for (const template of templates) {
      const match = matchTemplate(template, again);
      if (match > best) best = match;
      if (match === Match.OK) {
        chosen = template;
        break;
      }
    }
  }
  if (!chosen) return explainFailure(request, registers, templates, best, context.possibleSizes);
  return emit({ template: chosen, request, registers, written, memory, addressSize });
}

function impossibleAddress(memory: MemoryOperand | null, bits: number, operand: number): EncodeResult {
  const registers = [memory?.base, memory?.index].filter((name) => name !== null && name !== undefined);
  const what = registers.length > 0 ? `[${registers.join('+')}]` : 'this address size';
  return failure(
    'address',
    `impossible combination of address sizes: ${what} in ${bits}-bit code`,
    null,
    Math.max(operand, 0),
  );
}

/** Length of prefixes in front of a short branch, which has no address and no size of its own. */
function shortPrefixLength(written: WrittenPrefixes, bits: CodeBits): number {
  return (
    Number(written.wait) +
    Number(written.repeat !== 0) +
    Number(written.lock) +
    Number(written.segment >= 0) +
    Number(written.operandSize === 8 || needsOperandSizePrefix(written.operandSize, bits)) +
    Number(written.addressSize !== 0 && written.addressSize * 8 !== bits)
  );
}

function prefixesAlone(request: EncodeRequest, written: WrittenPrefixes): EncodeResult {
  const { operandSize, addressSize, segment } = written;
  const bytes = prefixBytes(written, { operandSize, addressSize, segment }, request.bits);
  return { ok: true, bytes, relocations: [], warnings: written.warnings };
}
