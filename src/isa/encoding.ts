/**
 * Compiles the table's rows, once at load, into the description that decoder and encoder share.
 * SDM Vol. 2, "Interpreting the Instruction Reference Pages".
 */
import type { InstructionForm, Trait } from './form.js';
import { ModRm, type OpcodeColumn, type OpcodeMap, type PrefixRule, parseOpcodeColumn } from './opcode-column.js';
import {
  isVariadic,
  OperandClass,
  type OperandPattern,
  Place,
  parseOperandPattern,
  WIDTH_Z,
} from './operand-pattern.js';
import { INSTRUCTION_FORMS, type Mnemonic } from './table.js';

export interface Encoding {
  /** Position in the table. */
  readonly index: number;
  readonly form: InstructionForm;
  readonly mnemonic: Mnemonic;
  readonly map: OpcodeMap;
  readonly opcode: number;
  /** 1, 8 for +r, 16 for +cc. */
  readonly opcodeSpan: number;
  readonly prefix: PrefixRule;
  readonly rexW: boolean;
  /** A WAIT (9B) goes in front: FINIT and the like. */
  readonly wait: boolean;
  /** Bytes, 0 when the form does not fix it. */
  readonly fixedOperandSize: number;
  readonly fixedAddressSize: number;
  readonly modRm: ModRm;
  readonly digit: number;
  readonly modRmLow: number;
  readonly modRmHigh: number;
  readonly operands: readonly OperandPattern[];
  readonly places: readonly Place[];
  /** Encoded width of each IMMEDIATE-placed operand (bytes or IMMEDIATE_*), 0 for the others. */
  readonly immediateWidths: readonly number[];
  /** Index in `operands` of the one in rm, or -1; likewise reg. */
  readonly rm: number;
  readonly reg: number;
  readonly memoryOnly: boolean;
  readonly registerOnly: boolean;
  /** MOV CR/DR: ModR/M.mod is not looked at. */
  readonly modIgnored: boolean;
  readonly conditional: boolean;
  /** Some operand, or the name, follows the operand size. */
  readonly variadic: boolean;
  /** Operands are bytes. */
  readonly byteForm: boolean;
  /** Largest operand size that the form distinguishes: 4 when it has only z widths. */
  readonly largestSize: 4 | 8;
  readonly x64: boolean;
  readonly no64: boolean;
  readonly d64: boolean;
  readonly f64: boolean;
  readonly lockable: boolean;
  readonly repeatable: boolean;
  readonly asmonly: boolean;
  readonly disonly: boolean;
  readonly optimizing: boolean;
  readonly anymode: boolean;
  readonly noexec: boolean;
  /** Lower-case names for operand sizes 2, 4, 8 (or the single byte name), null when the mnemonic is the name. */
  readonly sizedNames: readonly string[] | null;
  readonly addressNames: readonly string[] | null;
  /** Further names for operand sizes 2, 4, 8. */
  readonly moreSizedNames: readonly (readonly string[])[];
  readonly aliases: readonly string[];
}

function isRmClass(pattern: OperandPattern): boolean {
  switch (pattern.kind) {
    case OperandClass.GPR_OR_MEMORY:
    case OperandClass.MEMORY:
    case OperandClass.MMX_OR_MEMORY:
    case OperandClass.XMM_OR_MEMORY:
      return true;
    default:
      return false;
  }
}

function isRegisterClass(pattern: OperandPattern): boolean {
  switch (pattern.kind) {
    case OperandClass.GPR:
    case OperandClass.SEGMENT:
    case OperandClass.CONTROL:
    case OperandClass.DEBUG:
    case OperandClass.X87:
    case OperandClass.MMX:
    case OperandClass.XMM:
      return true;
    default:
      return false;
  }
}

/** Where each operand is encoded: the SDM's Op/En column, which the opcode and the operands' kinds determine. */
function placeOperands(operands: readonly OperandPattern[], column: OpcodeColumn): Place[] {
  const places: Place[] = operands.map(() => Place.IMPLIED);
  const registers: number[] = [];
  operands.forEach((pattern, i) => {
    switch (pattern.kind) {
      case OperandClass.IMMEDIATE:
      case OperandClass.RELATIVE:
      case OperandClass.FAR_POINTER:
      case OperandClass.OFFSET:
        places[i] = Place.IMMEDIATE;
        break;
      default:
        if (isRmClass(pattern)) places[i] = Place.RM;
        else if (isRegisterClass(pattern)) registers.push(i);
    }
  });
  if (column.modRm === ModRm.NONE) {
    for (const i of registers) places[i] = Place.OPCODE;
    return places;
  }
  const special = registers.find((i) => {
    const kind = operands[i]?.kind;
    return kind === OperandClass.SEGMENT || kind === OperandClass.CONTROL || kind === OperandClass.DEBUG;
  });
  const rmTaken = places.includes(Place.RM);
  for (const i of registers) {
    if (column.modRm === ModRm.DIGIT || column.modRm === ModRm.FIXED) places[i] = Place.RM;
    else if (rmTaken) places[i] = Place.REG;
    else if (special !== undefined) places[i] = i === special ? Place.REG : Place.RM;
    // Two registers of /r: destination in reg, source in rm.
    else places[i] = i === registers[0] ? Place.REG : Place.RM;
  }
  return places;
}

function traitValues(traits: readonly Trait[], key: string): string[] {
  return traits.filter((trait) => trait.startsWith(`${key}:`)).map((trait) => trait.slice(key.length + 1));
}

/** Lists of names by size; '' where a size has none. */
function nameLists(traits: readonly Trait[], key: string): string[][] {
  return traitValues(traits, key).map((names) =>
    names.split('/').map((name) => (name === '-' ? '' : name.toLowerCase())),
  );
}

function compile(form: InstructionForm, index: number): Encoding {
  const column = parseOpcodeColumn(form.opcode);
  const space = form.syntax.indexOf(' ');
  const mnemonic = (space < 0 ? form.syntax : form.syntax.slice(0, space)) as Mnemonic;
  const operands =
    space < 0
      ? []
      : form.syntax
          .slice(space + 1)
          .split(', ')
          .map(parseOperandPattern);
  const places = placeOperands(operands, column);
  let next = 0;
  const immediateWidths = places.map((place) => (place === Place.IMMEDIATE ? (column.immediates[next++] ?? 0) : 0));
  const rm = places.indexOf(Place.RM);
  const special = operands.some(({ kind }) => kind === OperandClass.CONTROL || kind === OperandClass.DEBUG);
  const sizedNames = nameLists(form.traits, 'names')[0] ?? null;
  const has = (trait: Trait): boolean => form.traits.includes(trait);
  const byteOperand = operands.some(
    ({ kind, width }) =>
      width === 1 &&
      (kind === OperandClass.GPR || kind === OperandClass.GPR_OR_MEMORY || kind === OperandClass.FIXED_GPR),
  );
  const variadic = operands.some(({ width }) => isVariadic(width)) || (sizedNames !== null && sizedNames.length > 1);
  const onlyZ =
    operands.some(({ width }) => width === WIDTH_Z) && operands.every(({ width }) => width >= 0 || width === WIDTH_Z);
  const rmPattern = operands[rm];
  return {
    index,
    form,
    mnemonic,
    map: column.map,
    opcode: column.opcode,
    opcodeSpan: column.opcodeSpan,
    prefix: column.prefix,
    rexW: column.rexW,
    wait: column.wait,
    fixedOperandSize: column.fixedOperandSize,
    fixedAddressSize: column.fixedAddressSize,
    modRm: column.modRm,
    digit: column.digit,
    modRmLow: column.modRmLow,
    modRmHigh: column.modRmHigh,
    operands,
    places,
    immediateWidths,
    rm,
    reg: places.indexOf(Place.REG),
    memoryOnly: rmPattern?.kind === OperandClass.MEMORY,
    registerOnly: rmPattern !== undefined && isRegisterClass(rmPattern) && !special,
    modIgnored: special,
    conditional: column.opcodeSpan === 16,
    variadic,
    byteForm: (byteOperand && !variadic) || sizedNames?.length === 1,
    largestSize: (onlyZ && !has('d64') && !has('f64')) || sizedNames?.[2] === '' ? 4 : 8,
    x64: has('x64'),
    no64: has('no64'),
    d64: has('d64'),
    f64: has('f64'),
    lockable: has('lock'),
    repeatable: has('rep') || has('repe'),
    asmonly: has('asmonly'),
    disonly: has('disonly'),
    optimizing: has('optimizing'),
    anymode: has('anymode'),
    noexec: has('noexec'),
    sizedNames,
    addressNames: nameLists(form.traits, 'anames')[0] ?? null,
    moreSizedNames: nameLists(form.traits, 'sized'),
    aliases: traitValues(form.traits, 'alias').map((name) => name.toLowerCase()),
  };
}

/** Every row, compiled, in the table's order. */
export const ENCODINGS: readonly Encoding[] = INSTRUCTION_FORMS.map(compile);

const BY_FORM: ReadonlyMap<InstructionForm, Encoding> = new Map(ENCODINGS.map((encoding) => [encoding.form, encoding]));

/** The compiled description of a row. */
export function encodingOf(form: InstructionForm): Encoding {
  const encoding = BY_FORM.get(form);
  if (!encoding) throw new Error(`instruction table: '${form.syntax}' is no row of it`);
  return encoding;
}
