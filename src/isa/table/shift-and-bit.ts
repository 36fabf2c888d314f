/** Shifts, rotates, bit tests, bit scans and counts, conditional set and move. */
import { form, type Trait } from '../form.js';

/** A member of shift group 2: counts 1, CL and imm8. */
function shift<const M extends string>(mnemonic: M, digit: number, ...traits: Trait[]) {
  return [
    form(`D0 /${digit}`, `${mnemonic} r/m8, 1`, 'shift', ...traits),
    form(`D2 /${digit}`, `${mnemonic} r/m8, CL`, 'shift', ...traits),
    form(`C0 /${digit} ib`, `${mnemonic} r/m8, imm8`, 'shift', ...traits),
    form(`D1 /${digit}`, `${mnemonic} r/mv, 1`, 'shift', ...traits),
    form(`D3 /${digit}`, `${mnemonic} r/mv, CL`, 'shift', ...traits),
    form(`C1 /${digit} ib`, `${mnemonic} r/mv, imm8`, 'shift', ...traits),
  ];
}

function bitTest<const M extends string>(mnemonic: M, digit: number, opcode: string, ...traits: Trait[]) {
  return [
    form(`0F ${opcode} /r`, `${mnemonic} r/mv, rv`, 'alu', ...traits, 'w:c', 'u:osap'),
    form(`0F BA /${digit} ib`, `${mnemonic} r/mv, imm8`, 'alu', ...traits, 'w:c', 'u:osap'),
  ];
}

export const SHIFT_AND_BIT = [
  ...shift('ROL', 0, 'w:oc'),
  ...shift('ROR', 1, 'w:oc'),
  ...shift('RCL', 2, 'w:oc', 'r:c'),
  ...shift('RCR', 3, 'w:oc', 'r:c'),
  ...shift('SHL', 4, 'alias:SAL', 'w:oszpc', 'u:a'),
  ...shift('SHR', 5, 'w:oszpc', 'u:a'),
  ...shift('SHL', 6, 'disonly', 'w:oszpc', 'u:a'),
  ...shift('SAR', 7, 'w:oszpc', 'u:a'),
  form('0F A4 /r ib', 'SHLD r/mv, rv, imm8', 'shift', 'w:oszpc', 'u:a'),
  form('0F A5 /r', 'SHLD r/mv, rv, CL', 'shift', 'w:oszpc', 'u:a'),
  form('0F AC /r ib', 'SHRD r/mv, rv, imm8', 'shift', 'w:oszpc', 'u:a'),
  form('0F AD /r', 'SHRD r/mv, rv, CL', 'shift', 'w:oszpc', 'u:a'),

  ...bitTest('BT', 4, 'A3'),
  ...bitTest('BTS', 5, 'AB', 'lock'),
  ...bitTest('BTR', 6, 'B3', 'lock'),
  ...bitTest('BTC', 7, 'BB', 'lock'),

  form('0F BC /r', 'BSF rv, r/mv', 'alu', 'w:z', 'u:osapc'),
  form('0F BD /r', 'BSR rv, r/mv', 'alu', 'w:z', 'u:osapc'),
  form('F3 0F BC /r', 'TZCNT rv, r/mv', 'alu', 'w:zc', 'u:osap'),
  form('F3 0F BD /r', 'LZCNT rv, r/mv', 'alu', 'w:zc', 'u:osap'),
  form('F3 0F B8 /r', 'POPCNT rv, r/mv', 'alu', 'w:oszapc'),

  form('0F 90 +cc /r', 'SETcc r/m8', 'alu', 'r:oszpc'),
  form('0F 40 +cc /r', 'CMOVcc rv, r/mv', 'alu', 'r:oszpc'),
];
