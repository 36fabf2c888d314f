/**
 * Whether a template takes an instruction's operands. The rules of size are nasm 2.16.01's: a memory operand may leave
 * its size to a register or sized immediate beside it; where only one size is possible at all it may be left out, too.
 */
import { isOffsetOperand } from './encode-address.js';
import type { Template } from './encode-templates.js';
import type { EncodeRequest, FarOperand, ImmediateOperand, MemoryOperand, OperandSyntax } from './encode-types.js';
import {
  OperandClass,
  type OperandPattern,
  WIDTH_FAR_V,
  WIDTH_FAR_Z,
  WIDTH_N,
  WIDTH_NONE,
  WIDTH_V,
  WIDTH_Z,
  widthInBytes,
} from './operand-pattern.js';
import { type NamedRegister, REGISTERS } from './register-names.js';
import type { AddressSize } from './registers.js';

/** Worst to best: the best one among the templates is what an error message is about. */
export const Match = { NO: 0, SIZE_MISSING: 1, SIZE_MISMATCH: 2, MODE: 3, OK: 4 } as const;
export type Match = (typeof Match)[keyof typeof Match];

export interface MatchContext {
  readonly request: EncodeRequest;
  readonly registers: readonly (NamedRegister | null)[];
  readonly addressSize: AddressSize;
  /** Size taken for a memory operand that has none, bytes; 0 in the first round. */
  readonly assumedSize: number;
  /** Bytes of prefixes in front, for the reach of a short branch. */
  readonly prefixLength: number;
  /** Sizes that would have done for the memory operand without a size. */
  readonly possibleSizes: Set<number>;
}

/** Operand size that needs no prefix, for pushes and near branches 8 in 64-bit mode. */
export function defaultSize(template: Template, bits: number): number {
  if (bits !== 64) return bits / 8;
  return template.encoding.d64 || template.encoding.f64 ? 8 : 4;
}

export function matchTemplate(template: Template, context: MatchContext): Match {
  const { encoding } = template;
  const { request } = context;
  const { operands, bits } = request;
  if (encoding.operands.length !== operands.length) return Match.NO;
  if (encoding.optimizing && request.optimization === 'none') return Match.NO;

  let missing = false;
  let mismatch = false;
  let wrongMode = false;
  for (let i = 0; i < operands.length; i++) {
    switch (matchOperand(template, i, operands[i]!, context)) {
      case Match.NO:
        return Match.NO;
      case Match.SIZE_MISSING:
        missing = true;
        break;
      case Match.SIZE_MISMATCH:
        mismatch = true;
        break;
      case Match.MODE:
        wrongMode = true;
        break;
      default:
    }
  }
  if (mismatch) return Match.SIZE_MISMATCH;
  if (missing) {
    operands.forEach((operand, i) => {
      const pattern = encoding.operands[i]!;
      // A memory form that only the assembler has, beside real ones, makes none of them doubtful.
      const extra = encoding.asmonly && pattern.kind === OperandClass.MEMORY && context.possibleSizes.size > 0;
      if (operand.kind === 'memory' && operand.size === null && !extra)
        context.possibleSizes.add(memoryWidth(template, pattern, operand, bits));
    });
    return Match.SIZE_MISSING;
  }
  if (wrongMode || !modeAllows(template, bits)) return Match.MODE;
  return Match.OK;
}

function modeAllows(template: Template, bits: number): boolean {
  const { encoding, size, addressSize } = template;
  if (bits !== 64) return (!encoding.x64 || encoding.anymode) && size !== 8 && addressSize !== 8;
  if ((encoding.no64 && !encoding.anymode) || addressSize === 2) return false;
  // Pushes have no 32-bit form, near branches only the 64-bit one; a near return keeps its 66.
  if (encoding.d64) return size !== 4;
  if (encoding.f64 && encoding.variadic) return size === 8;
  return !(encoding.f64 && size === 4);
}

function matchOperand(template: Template, i: number, operand: OperandSyntax, context: MatchContext): Match {
  const pattern = template.encoding.operands[i]!;
  switch (operand.kind) {
    case 'register':
      return matchRegister(template, pattern, context.registers[i]!, context);
    case 'immediate':
      return matchImmediate(template, pattern, operand, context);
    case 'far':
      return matchFar(template, pattern, operand, context);
    case 'memory':
      return matchMemory(template, i, pattern, operand, context);
  }
}

function matchRegister(
  template: Template,
  pattern: OperandPattern,
  register: NamedRegister,
  context: MatchContext,
): Match {
  const is = (ok: boolean): Match => (ok ? Match.OK : Match.NO);
  switch (pattern.kind) {
    case OperandClass.GPR:
    case OperandClass.GPR_OR_MEMORY: {
      if (register.class !== 'general') return Match.NO;
      const { bits } = context.request;
      if (pattern.width === WIDTH_N) {
        if (register.size === widthInBytes(WIDTH_N, 0, bits)) return Match.OK;
        return register.size >= 4 ? Match.MODE : Match.NO;
      }
      if (register.size !== widthInBytes(pattern.width, template.size, bits)) return Match.NO;
      // XCHG EAX, EAX as 90 would be NOP, which leaves the upper half of RAX alone.
      const nop = template.encoding.opcode === 0x90 && bits === 64 && register.size === 4 && register.number === 0;
      return is(!(nop && context.registers.every((r) => r?.number === 0)));
    }
    case OperandClass.FIXED_GPR: {
      const width = widthInBytes(pattern.width, template.size, context.request.bits);
      return is(
        register.class === 'general' &&
          register.size === width &&
          register.number === pattern.register &&
          !register.highByte,
      );
    }
    case OperandClass.SEGMENT:
      return is(register.class === 'segment');
    case OperandClass.FIXED_SEGMENT:
      return is(register.class === 'segment' && register.number === pattern.register);
    case OperandClass.CONTROL:
      return is(register.class === 'control');
    case OperandClass.DEBUG:
      return is(register.class === 'debug');
    case OperandClass.X87:
      return is(register.class === 'x87');
    case OperandClass.X87_TOP:
      return is(register.class === 'x87' && register.number === 0);
    case OperandClass.MMX:
    case OperandClass.MMX_OR_MEMORY:
      return is(register.class === 'mmx');
    case OperandClass.XMM:
    case OperandClass.XMM_OR_MEMORY:
      return is(register.class === 'xmm');
    default:
      return Match.NO;
  }
}

/** nasm looks at the low 16 or 32 bits only; out-of-range values get a warning when they are emitted. */
function fitsSignedByte(value: bigint, size: number): boolean {
  const low = BigInt.asUintN(size === 2 ? 16 : 32, value + 128n);
  return low <= 255n;
}

function matchImmediate(
  template: Template,
  pattern: OperandPattern,
  operand: ImmediateOperand,
  context: MatchContext,
): Match {
  const { request } = context;
  const size = template.size === 0 ? defaultSize(template, request.bits) : template.size;
  switch (pattern.kind) {
    case OperandClass.ONE:
      return operand.size === null && (operand.value === null || (operand.value === 1n && !operand.relocatable))
        ? Match.OK
        : Match.NO;
    case OperandClass.RELATIVE:
      return matchBranch(template, pattern, operand, context);
    case OperandClass.IMMEDIATE:
      break;
    default:
      return Match.NO;
  }
  const shrinks = request.optimization === 'full' && !operand.strict;
  const constant = operand.value !== null && !operand.relocatable;
  if (pattern.narrowed) {
    if (!shrinks || (operand.size !== null && operand.size !== 8)) return Match.NO;
    if (operand.value === null) return Match.OK;
    const value = BigInt.asUintN(64, operand.value);
    const fits =
      pattern.narrowed === 'zero' ? value <= 0xffff_ffffn : BigInt.asIntN(32, value) === BigInt.asIntN(64, value);
    return constant && fits ? Match.OK : Match.NO;
  }
  // A push has no operand that says the size: it follows the immediate's, or the mode.
  const alone = template.encoding.d64;
  if (alone && template.size !== 0 && template.size !== pushSize(template, operand, request.bits)) return Match.NO;
  if (pattern.signExtended) {
    if (operand.size === 1) return Match.OK;
    if (!shrinks || (!alone && operand.size !== null && operand.size !== size)) return Match.NO;
    return operand.value === null || (constant && fitsSignedByte(operand.value, size)) ? Match.OK : Match.NO;
  }
  if (operand.size === null || alone) return operand.size === 1 && alone ? Match.NO : Match.OK;
  const width = widthInBytes(pattern.width, size, request.bits);
  const wanted = pattern.width === WIDTH_Z ? size : width;
  if (operand.size === wanted) return Match.OK;
  // MOV and IMUL let a dword be said of what is sign-extended to a quadword.
  const { mnemonic } = template.encoding;
  if (operand.size === width && (mnemonic === 'MOV' || mnemonic === 'IMUL')) return Match.OK;
  return Match.SIZE_MISMATCH;
}

/** Operand size of PUSH with an immediate. ENTER, which is no push of its operand, takes any. */
function pushSize(template: Template, operand: ImmediateOperand, bits: number): number {
  if (operand.size === null || operand.size === 1) return defaultSize(template, bits);
  return bits === 64 && operand.size === 4 ? 8 : operand.size;
}

function matchBranch(
  template: Template,
  pattern: OperandPattern,
  operand: ImmediateOperand,
  context: MatchContext,
): Match {
  const { request } = context;
  const { encoding } = template;
  if (pattern.width !== 1) {
    if (operand.distance === 'short') return Match.SIZE_MISMATCH;
    if (operand.distance === 'far') return Match.NO;
    if (encoding.conditional && operand.size !== null) return Match.SIZE_MISMATCH;
    const wanted = operand.size ?? defaultSize(template, request.bits);
    return template.size === wanted ? Match.OK : Match.NO;
  }
  // LOOP and JCXZ are always short.
  if (encoding.mnemonic !== 'JMP' && encoding.mnemonic !== 'Jcc')
    return operand.distance === 'far' || operand.size !== null ? Match.SIZE_MISMATCH : Match.OK;
  if (operand.distance === 'short') return Match.OK;
  if (operand.distance !== null || operand.strict || operand.size !== null) return Match.NO;
  if (encoding.mnemonic === 'JMP' && request.optimization === 'none') return Match.NO;
  if (operand.value === null) return Match.OK;
  if (!operand.sameSection) return Match.NO;
  const distance = operand.value - request.address - BigInt(context.prefixLength + 2);
  return distance >= -128n && distance <= 127n ? Match.OK : Match.NO;
}

function matchFar(template: Template, pattern: OperandPattern, operand: FarOperand, context: MatchContext): Match {
  if (pattern.kind !== OperandClass.FAR_POINTER) return Match.NO;
  const wanted = operand.size ?? (context.request.bits === 16 ? 2 : 4);
  return template.size === wanted ? Match.OK : Match.NO;
}

function memoryWidth(template: Template, pattern: OperandPattern, operand: MemoryOperand, bits: number): number {
  // `call far dword [x]`: the size is the offset's.
  if (operand.far || pattern.memoryWidth === WIDTH_FAR_V || pattern.memoryWidth === WIDTH_FAR_Z) return template.size;
  return widthInBytes(pattern.memoryWidth, template.size, bits);
}

function matchMemory(
  template: Template,
  i: number,
  pattern: OperandPattern,
  operand: MemoryOperand,
  context: MatchContext,
): Match {
  const { encoding } = template;
  const { bits } = context.request;
  const isBranch = encoding.mnemonic === 'JMP' || encoding.mnemonic === 'CALL';
  switch (pattern.kind) {
    case OperandClass.GPR_OR_MEMORY:
    case OperandClass.MMX_OR_MEMORY:
    case OperandClass.XMM_OR_MEMORY:
      if (operand.far) return Match.NO;
      break;
    case OperandClass.OFFSET:
      if (operand.far || !isOffsetOperand(operand, bits, context.addressSize)) return Match.NO;
      break;
    case OperandClass.MEMORY: {
      const far = pattern.memoryWidth === WIDTH_FAR_V || pattern.memoryWidth === WIDTH_FAR_Z;
      if (isBranch !== operand.far) return Match.NO;
      if (pattern.memoryWidth === WIDTH_NONE || (far && !isBranch) || pattern.memoryWidth < WIDTH_FAR_Z) {
        // LEA takes any size for its operand, the others none.
        return operand.size === null || encoding.mnemonic === 'LEA' ? Match.OK : Match.SIZE_MISMATCH;
      }
      break;
    }
    default:
      return Match.NO;
  }
  const width = memoryWidth(template, pattern, operand, bits);
  if (operand.size !== null) return operand.size === width ? Match.OK : Match.NO;
  if (sizeFollows(template, i, context)) return Match.OK;
  if (isBranch) return template.size === bits / 8 ? Match.OK : Match.NO;
  return context.assumedSize === width ? Match.OK : Match.SIZE_MISSING;
}

/** A register of the same width beside a memory operand, or an immediate with that size written, gives it its size. */
function sizeFollows(template: Template, memory: number, context: MatchContext): boolean {
  const { encoding } = template;
  const own = encoding.operands[memory]!.memoryWidth;
  return encoding.operands.some((pattern, i) => {
    if (i === memory) return false;
    const operand = context.request.operands[i]!;
    switch (pattern.kind) {
      case OperandClass.GPR:
      case OperandClass.GPR_OR_MEMORY:
        return operand.kind === 'register' && pattern.width === own;
      case OperandClass.FIXED_GPR:
        return pattern.register === 0 && pattern.width === own;
      case OperandClass.IMMEDIATE: {
        // A shift's count says nothing of what is shifted.
        if (operand.kind !== 'immediate' || operand.size === null || encoding.form.cost === 'shift') return false;
        if (pattern.width === 1 && own === 1) return operand.size === 1;
        return own === WIDTH_V && operand.size === template.size && operand.size <= 4;
      }
      default:
        return false;
    }
  });
}

/** Registers of an instruction's operands, null for operands that are none; an unknown name is reported by itself. */
export function registersOf(operands: readonly OperandSyntax[]): (NamedRegister | null)[] | string {
  const registers: (NamedRegister | null)[] = [];
  for (const operand of operands) {
    if (operand.kind !== 'register') registers.push(null);
    else {
      const register = REGISTERS.get(operand.name);
      if (!register) return operand.name;
      registers.push(register);
    }
  }
  return registers;
}
