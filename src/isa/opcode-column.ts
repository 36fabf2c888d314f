/**
 * The opcode column of a row, parsed. SDM Vol. 2, "Opcode Column in the Instruction Summary Table".
 *
 * Opcode notation: hexadecimal bytes; `/r`, `/0` to `/7`; `+r` register and `+cc` condition in the low opcode bits;
 * `ib iw id iq`, `iz` (word or doubleword), `iv` (up to a quadword), `cb cz` relative, `cp` far pointer, `o` memory
 * offset; `NP` no 66/F2/F3 prefix, `NFx` no F2/F3, `66 F2 F3` mandatory prefixes, a `9B` in front (WAIT), `REX.W`, `o16 o32 o64` operand size,
 * `a16 a32 a64` address size.
 * A byte behind the opcode is a fixed ModR/M byte; `E8..EF` is a range of them, of which the first is assembled.
 */

export const OpcodeMap = { ONE_BYTE: 0, M0F: 1, M0F38: 2, M0F3A: 3 } as const;
export type OpcodeMap = (typeof OpcodeMap)[keyof typeof OpcodeMap];

export const PrefixRule = { ANY: 0, NP: 1, NFX: 2, P66: 3, PF2: 4, PF3: 5 } as const;
export type PrefixRule = (typeof PrefixRule)[keyof typeof PrefixRule];

export const ModRm = { NONE: 0, REGISTER: 1, DIGIT: 2, FIXED: 3 } as const;
export type ModRm = (typeof ModRm)[keyof typeof ModRm];

/** Width of an encoded immediate: bytes when positive. */
export const IMMEDIATE_Z = -1;
export const IMMEDIATE_V = -2;
export const IMMEDIATE_FAR = -3;
export const IMMEDIATE_OFFSET = -4;

const IMMEDIATE_TOKENS: Readonly<Record<string, number>> = {
  ib: 1,
  iw: 2,
  id: 4,
  iq: 8,
  iz: IMMEDIATE_Z,
  iv: IMMEDIATE_V,
  cb: 1,
  cz: IMMEDIATE_Z,
  cp: IMMEDIATE_FAR,
  o: IMMEDIATE_OFFSET,
};

const PREFIX_TOKENS: Readonly<Record<string, PrefixRule>> = {
  NP: PrefixRule.NP,
  NFx: PrefixRule.NFX,
  '66': PrefixRule.P66,
  F2: PrefixRule.PF2,
  F3: PrefixRule.PF3,
};

export interface OpcodeColumn {
  map: OpcodeMap;
  opcode: number;
  opcodeSpan: number;
  prefix: PrefixRule;
  rexW: boolean;
  wait: boolean;
  fixedOperandSize: number;
  fixedAddressSize: number;
  modRm: ModRm;
  digit: number;
  modRmLow: number;
  modRmHigh: number;
  immediates: number[];
}

/** 66, F2 and F3 in front of an opcode are mandatory prefixes; elsewhere they would be opcode bytes. */
export function parseOpcodeColumn(text: string): OpcodeColumn {
  const column: OpcodeColumn = {
    map: OpcodeMap.ONE_BYTE,
    opcode: -1,
    opcodeSpan: 1,
    prefix: PrefixRule.ANY,
    rexW: false,
    wait: false,
    fixedOperandSize: 0,
    fixedAddressSize: 0,
    modRm: ModRm.NONE,
    digit: -1,
    modRmLow: 0,
    modRmHigh: 0,
    immediates: [],
  };
  const tokens = text.split(' ');
  tokens.forEach((token, i) => {
    const immediate = IMMEDIATE_TOKENS[token];
    if (immediate !== undefined) column.immediates.push(immediate);
    else if (token === 'REX.W') {
      column.rexW = true;
      column.fixedOperandSize = 8;
    } else if (/^o(16|32|64)$/.test(token)) column.fixedOperandSize = Number(token.slice(1)) / 8;
    else if (/^a(16|32|64)$/.test(token)) column.fixedAddressSize = Number(token.slice(1)) / 8;
    else if (token === '+r') column.opcodeSpan = 8;
    else if (token === '+cc') column.opcodeSpan = 16;
    else if (token === '/r') column.modRm = ModRm.REGISTER;
    else if (token.startsWith('/')) {
      column.modRm = ModRm.DIGIT;
      column.digit = Number(token.slice(1));
    } else if (token === '9B' && tokens.length > 1) column.wait = true;
    else if (column.opcode < 0 && PREFIX_TOKENS[token] !== undefined && tokens.length > i + 1)
      column.prefix = PREFIX_TOKENS[token];
    else if (token === '0F' && column.opcode < 0 && column.map === OpcodeMap.ONE_BYTE) column.map = OpcodeMap.M0F;
    else if (token === '38' && column.opcode < 0 && column.map === OpcodeMap.M0F) column.map = OpcodeMap.M0F38;
    else if (token === '3A' && column.opcode < 0 && column.map === OpcodeMap.M0F) column.map = OpcodeMap.M0F3A;
    else if (column.opcode < 0) column.opcode = Number.parseInt(token, 16);
    else {
      const [low, high = low] = token.split('..').map((byte) => Number.parseInt(byte, 16));
      column.modRm = ModRm.FIXED;
      column.modRmLow = low ?? 0;
      column.modRmHigh = high ?? 0;
    }
  });
  if (!(column.opcode >= 0)) throw new Error(`instruction table: no opcode in '${text}'`);
  return column;
}
