/** Registers by the names that source and disassembly use. */
import {
  HIGH_BYTE_NAMES,
  REGISTER_NAMES_8,
  REGISTER_NAMES_16,
  REGISTER_NAMES_32,
  REGISTER_NAMES_64,
  SEGMENT_NAMES,
} from './registers.js';

export type RegisterClass = 'general' | 'segment' | 'control' | 'debug' | 'x87' | 'mmx' | 'xmm';

export interface NamedRegister {
  readonly name: string;
  readonly class: RegisterClass;
  /** Encoding; 4 to 7 for AH to BH. */
  readonly number: number;
  /** Bytes. */
  readonly size: number;
  /** AH, CH, DH, BH: cannot be encoded beside a REX prefix. */
  readonly highByte: boolean;
  /** SPL, BPL, SIL, DIL and R8B up: need a REX prefix. */
  readonly needsRex: boolean;
}

/** Every register that the assembler knows, by lower-case name. */
export const REGISTERS: ReadonlyMap<string, NamedRegister> = new Map(allRegisters().map((r) => [r.name, r]));

function allRegisters(): NamedRegister[] {
  const list: NamedRegister[] = [];
  const add = (name: string, kind: RegisterClass, number: number, size: number, rest: Partial<NamedRegister> = {}) => {
    list.push({ name, class: kind, number, size, highByte: false, needsRex: number >= 8, ...rest });
  };
  for (const [i, name] of REGISTER_NAMES_64.entries()) add(name, 'general', i, 8);
  for (const [i, name] of REGISTER_NAMES_32.entries()) add(name, 'general', i, 4);
  for (const [i, name] of REGISTER_NAMES_16.entries()) add(name, 'general', i, 2);
  for (const [i, name] of REGISTER_NAMES_8.entries()) add(name, 'general', i, 1, { needsRex: i >= 4 });
  for (const [i, name] of HIGH_BYTE_NAMES.entries()) add(name, 'general', i + 4, 1, { highByte: true });
  for (const [i, name] of SEGMENT_NAMES.entries()) add(name, 'segment', i, 2);
  for (let i = 0; i < 16; i++) {
    add(`cr${i}`, 'control', i, 8);
    add(`dr${i}`, 'debug', i, 8);
    add(`xmm${i}`, 'xmm', i, 16);
    if (i < 8) add(`st${i}`, 'x87', i, 10);
    if (i < 8) add(`mm${i}`, 'mmx', i, 8);
  }
  return list;
}
