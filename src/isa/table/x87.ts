/** x87 floating point: assembles and disassembles, does not execute. SDM Vol. 1, "x87 FPU Instruction Set". */
import { form, type Row } from '../form.js';

/** A row of this file: never executes. */
function x87<const Syntax extends string>(opcode: string, syntax: Syntax): Row<Syntax> {
  return form(opcode, syntax, 'unsupported', 'noexec');
}

/** Another way to write a row above it. */
function alternative<const Syntax extends string>(opcode: string, syntax: Syntax): Row<Syntax> {
  return form(opcode, syntax, 'unsupported', 'noexec', 'asmonly');
}

const byte = (value: number): string => value.toString(16).toUpperCase();

/** FADD and its kind. `digit` selects the operation; subtraction and division swap theirs when STi is the destination. */
function arithmetic<const M extends string>(name: M, digit: number, swapped: number) {
  return [
    x87(`D8 /${digit}`, `F${name} m32`),
    x87(`DC /${digit}`, `F${name} m64`),
    x87(`DC /${swapped}`, `F${name} STi, ST0`),
    x87(`D8 /${digit}`, `F${name} ST0, STi`),
    alternative(`D8 /${digit}`, `F${name} STi`),
    alternative(`DE ${byte(0xc1 + 8 * swapped)}`, `F${name}`),
    x87(`DE /${swapped}`, `F${name}P STi, ST0`),
    alternative(`DE /${swapped}`, `F${name}P STi`),
    alternative(`DE ${byte(0xc1 + 8 * swapped)}`, `F${name}P`),
    x87(`DE /${digit}`, `FI${name} m16`),
    x87(`DA /${digit}`, `FI${name} m32`),
  ];
}

/** A comparison of ST0 with STi, ST1 when bare. */
function compare<const M extends string>(mnemonic: M, opcode: string, digit: number) {
  return [
    x87(`${opcode} /${digit}`, `${mnemonic} STi`),
    alternative(`${opcode} /${digit}`, `${mnemonic} ST0, STi`),
    alternative(`${opcode} ${byte(0xc1 + 8 * digit)}`, mnemonic),
  ];
}

/** FCMOVcc: ST0 from STi. */
function conditionalMove<const M extends string>(mnemonic: M, opcode: string, digit: number) {
  return [
    x87(`${opcode} /${digit}`, `${mnemonic} ST0, STi`),
    alternative(`${opcode} /${digit}`, `${mnemonic} STi`),
    alternative(`${opcode} ${byte(0xc1 + 8 * digit)}`, mnemonic),
  ];
}

export const X87 = [
  ...arithmetic('ADD', 0, 0),
  ...arithmetic('MUL', 1, 1),
  ...arithmetic('SUB', 4, 5),
  ...arithmetic('SUBR', 5, 4),
  ...arithmetic('DIV', 6, 7),
  ...arithmetic('DIVR', 7, 6),

  x87('D8 /2', 'FCOM m32'),
  x87('DC /2', 'FCOM m64'),
  ...compare('FCOM', 'D8', 2),
  x87('D8 /3', 'FCOMP m32'),
  x87('DC /3', 'FCOMP m64'),
  ...compare('FCOMP', 'D8', 3),
  x87('DE D9', 'FCOMPP'),
  ...compare('FUCOM', 'DD', 4),
  ...compare('FUCOMP', 'DD', 5),
  x87('DA E9', 'FUCOMPP'),
  ...compare('FCOMI', 'DB', 6),
  ...compare('FCOMIP', 'DF', 6),
  ...compare('FUCOMI', 'DB', 5),
  ...compare('FUCOMIP', 'DF', 5),
  x87('DE /2', 'FICOM m16'),
  x87('DA /2', 'FICOM m32'),
  x87('DE /3', 'FICOMP m16'),
  x87('DA /3', 'FICOMP m32'),

  x87('D9 /0', 'FLD m32'),
  x87('DD /0', 'FLD m64'),
  x87('DB /5', 'FLD m80'),
  x87('D9 /0', 'FLD STi'),
  x87('D9 /2', 'FST m32'),
  x87('DD /2', 'FST m64'),
  x87('DD /2', 'FST STi'),
  x87('D9 /3', 'FSTP m32'),
  x87('DD /3', 'FSTP m64'),
  x87('DB /7', 'FSTP m80'),
  x87('DD /3', 'FSTP STi'),
  x87('DF /0', 'FILD m16'),
  x87('DB /0', 'FILD m32'),
  x87('DF /5', 'FILD m64'),
  x87('DF /2', 'FIST m16'),
  x87('DB /2', 'FIST m32'),
  x87('DF /3', 'FISTP m16'),
  x87('DB /3', 'FISTP m32'),
  x87('DF /7', 'FISTP m64'),
  x87('DF /1', 'FISTTP m16'),
  x87('DB /1', 'FISTTP m32'),
  x87('DD /1', 'FISTTP m64'),
  x87('DF /4', 'FBLD m80'),
  x87('DF /6', 'FBSTP m80'),
  ...compare('FXCH', 'D9', 1),
  alternative('D9 /1', 'FXCH STi, ST0'),
  ...conditionalMove('FCMOVB', 'DA', 0),
  ...conditionalMove('FCMOVE', 'DA', 1),
  ...conditionalMove('FCMOVBE', 'DA', 2),
  ...conditionalMove('FCMOVU', 'DA', 3),
  ...conditionalMove('FCMOVNB', 'DB', 0),
  ...conditionalMove('FCMOVNE', 'DB', 1),
  ...conditionalMove('FCMOVNBE', 'DB', 2),
  ...conditionalMove('FCMOVNU', 'DB', 3),
  x87('DD /0', 'FFREE STi'),
  x87('DF /0', 'FFREEP STi'),

  x87('D9 D0', 'FNOP'),
  x87('D9 E0', 'FCHS'),
  x87('D9 E1', 'FABS'),
  x87('D9 E4', 'FTST'),
  x87('D9 E5', 'FXAM'),
  x87('D9 E8', 'FLD1'),
  x87('D9 E9', 'FLDL2T'),
  x87('D9 EA', 'FLDL2E'),
  x87('D9 EB', 'FLDPI'),
  x87('D9 EC', 'FLDLG2'),
  x87('D9 ED', 'FLDLN2'),
  x87('D9 EE', 'FLDZ'),
  x87('D9 F0', 'F2XM1'),
  x87('D9 F1', 'FYL2X'),
  x87('D9 F2', 'FPTAN'),
  x87('D9 F3', 'FPATAN'),
  x87('D9 F4', 'FXTRACT'),
  x87('D9 F5', 'FPREM1'),
  x87('D9 F6', 'FDECSTP'),
  x87('D9 F7', 'FINCSTP'),
  x87('D9 F8', 'FPREM'),
  x87('D9 F9', 'FYL2XP1'),
  x87('D9 FA', 'FSQRT'),
  x87('D9 FB', 'FSINCOS'),
  x87('D9 FC', 'FRNDINT'),
  x87('D9 FD', 'FSCALE'),
  x87('D9 FE', 'FSIN'),
  x87('D9 FF', 'FCOS'),

  x87('DB E2', 'FNCLEX'),
  x87('DB E3', 'FNINIT'),
  x87('D9 /5', 'FLDCW m16'),
  x87('D9 /7', 'FNSTCW m16'),
  x87('D9 /4', 'FLDENV m'),
  x87('D9 /6', 'FNSTENV m'),
  x87('DD /4', 'FRSTOR m'),
  x87('DD /6', 'FNSAVE m'),
  x87('DD /7', 'FNSTSW m16'),
  x87('DF E0', 'FNSTSW AX'),
  x87('9B', 'FWAIT'),
  alternative('9B DB E2', 'FCLEX'),
  alternative('9B DB E3', 'FINIT'),
  alternative('9B D9 /7', 'FSTCW m16'),
  alternative('9B D9 /6', 'FSTENV m'),
  alternative('9B DD /6', 'FSAVE m'),
  alternative('9B DD /7', 'FSTSW m16'),
  alternative('9B DF E0', 'FSTSW AX'),
];
