/** Integer arithmetic and logic: the eight ALU operations, INC to IDIV, conversions, XADD, CMPXCHG. */
import { form, type Trait } from '../form.js';

/** The eight operations that share one layout of opcodes: base = 8 × digit. */
function alu<const M extends string>(mnemonic: M, digit: number, ...traits: Trait[]) {
  const opcode = (low: number): string => (8 * digit + low).toString(16).toUpperCase().padStart(2, '0');
  // CMP only reads its destination: LOCK is not for it.
  const lock: Trait[] = digit === 7 ? [] : ['lock'];
  return [
    form(`${opcode(0)} /r`, `${mnemonic} r/m8, r8`, 'alu', ...lock, ...traits),
    form(`${opcode(1)} /r`, `${mnemonic} r/mv, rv`, 'alu', ...lock, ...traits),
    form(`${opcode(2)} /r`, `${mnemonic} r8, r/m8`, 'alu', ...traits),
    form(`${opcode(3)} /r`, `${mnemonic} rv, r/mv`, 'alu', ...traits),
    form(`83 /${digit} ib`, `${mnemonic} r/mv, imm8s`, 'alu', ...lock, ...traits),
    form(`${opcode(4)} ib`, `${mnemonic} AL, imm8`, 'alu', ...traits),
    form(`${opcode(5)} iz`, `${mnemonic} rAX, immz`, 'alu', ...traits),
    form(`80 /${digit} ib`, `${mnemonic} r/m8, imm8`, 'alu', ...lock, ...traits),
    form(`81 /${digit} iz`, `${mnemonic} r/mv, immz`, 'alu', ...lock, ...traits),
    form(`82 /${digit} ib`, `${mnemonic} r/m8, imm8`, 'alu', 'disonly', 'no64', ...lock, ...traits),
  ];
}

export const ARITHMETIC = [
  ...alu('ADD', 0, 'w:oszapc'),
  ...alu('OR', 1, 'w:oszpc', 'u:a'),
  ...alu('ADC', 2, 'w:oszapc', 'r:c'),
  ...alu('SBB', 3, 'w:oszapc', 'r:c'),
  ...alu('AND', 4, 'w:oszpc', 'u:a'),
  ...alu('SUB', 5, 'w:oszapc'),
  ...alu('XOR', 6, 'w:oszpc', 'u:a'),
  ...alu('CMP', 7, 'w:oszapc'),

  form('84 /r', 'TEST r/m8, r8', 'alu', 'w:oszpc', 'u:a'),
  form('85 /r', 'TEST r/mv, rv', 'alu', 'w:oszpc', 'u:a'),
  form('84 /r', 'TEST r8, r/m8', 'alu', 'asmonly', 'w:oszpc', 'u:a'),
  form('85 /r', 'TEST rv, r/mv', 'alu', 'asmonly', 'w:oszpc', 'u:a'),
  form('A8 ib', 'TEST AL, imm8', 'alu', 'w:oszpc', 'u:a'),
  form('A9 iz', 'TEST rAX, immz', 'alu', 'w:oszpc', 'u:a'),
  form('F6 /0 ib', 'TEST r/m8, imm8', 'alu', 'w:oszpc', 'u:a'),
  form('F7 /0 iz', 'TEST r/mv, immz', 'alu', 'w:oszpc', 'u:a'),
  form('F6 /1 ib', 'TEST r/m8, imm8', 'alu', 'disonly', 'w:oszpc', 'u:a'),
  form('F7 /1 iz', 'TEST r/mv, immz', 'alu', 'disonly', 'w:oszpc', 'u:a'),

  form('40 +r', 'INC rz', 'alu', 'no64', 'w:oszap'),
  form('FE /0', 'INC r/m8', 'alu', 'lock', 'w:oszap'),
  form('FF /0', 'INC r/mv', 'alu', 'lock', 'w:oszap'),
  form('48 +r', 'DEC rz', 'alu', 'no64', 'w:oszap'),
  form('FE /1', 'DEC r/m8', 'alu', 'lock', 'w:oszap'),
  form('FF /1', 'DEC r/mv', 'alu', 'lock', 'w:oszap'),
  form('F6 /3', 'NEG r/m8', 'alu', 'lock', 'w:oszapc'),
  form('F7 /3', 'NEG r/mv', 'alu', 'lock', 'w:oszapc'),
  form('F6 /2', 'NOT r/m8', 'alu', 'lock'),
  form('F7 /2', 'NOT r/mv', 'alu', 'lock'),

  form('F6 /4', 'MUL r/m8', 'multiply', 'w:oc', 'u:szap'),
  form('F7 /4', 'MUL r/mv', 'multiply', 'w:oc', 'u:szap'),
  form('F6 /5', 'IMUL r/m8', 'multiply', 'w:oc', 'u:szap'),
  form('F7 /5', 'IMUL r/mv', 'multiply', 'w:oc', 'u:szap'),
  form('6B /r ib', 'IMUL rv, imm8s', 'multiply', 'asmonly', 'w:oc', 'u:szap'),
  form('69 /r iz', 'IMUL rv, immz', 'multiply', 'asmonly', 'w:oc', 'u:szap'),
  form('0F AF /r', 'IMUL rv, r/mv', 'multiply', 'w:oc', 'u:szap'),
  form('6B /r ib', 'IMUL rv, r/mv, imm8s', 'multiply', 'w:oc', 'u:szap'),
  form('69 /r iz', 'IMUL rv, r/mv, immz', 'multiply', 'w:oc', 'u:szap'),
  form('F6 /6', 'DIV r/m8', 'divide', 'u:oszapc'),
  form('F7 /6', 'DIV r/mv', 'divide', 'u:oszapc'),
  form('F6 /7', 'IDIV r/m8', 'divide', 'u:oszapc'),
  form('F7 /7', 'IDIV r/mv', 'divide', 'u:oszapc'),

  form('98', 'CBW', 'alu', 'names:CBW/CWDE/CDQE'),
  form('99', 'CWD', 'alu', 'names:CWD/CDQ/CQO'),

  form('0F C0 /r', 'XADD r/m8, r8', 'atomic', 'lock', 'w:oszapc'),
  form('0F C1 /r', 'XADD r/mv, rv', 'atomic', 'lock', 'w:oszapc'),
  form('0F B0 /r', 'CMPXCHG r/m8, r8', 'atomic', 'lock', 'w:oszapc'),
  form('0F B1 /r', 'CMPXCHG r/mv, rv', 'atomic', 'lock', 'w:oszapc'),
  form('0F C7 /1', 'CMPXCHG8B m64', 'atomic', 'lock', 'w:z'),
  form('REX.W 0F C7 /1', 'CMPXCHG16B m128', 'atomic', 'lock', 'x64', 'w:z'),
];
