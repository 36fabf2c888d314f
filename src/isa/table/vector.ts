/** Vector state and the moves and basic arithmetic that kernels touch: assembles and disassembles, does not execute. */
import { form, type Row, type Trait } from '../form.js';

function vector<const Syntax extends string>(opcode: string, syntax: Syntax, ...traits: Trait[]): Row<Syntax> {
  return form(opcode, syntax, 'unsupported', 'noexec', ...traits);
}

/** An operation on packed and scalar, single and double precision. */
function arithmetic<const M extends string>(name: M, opcode: string) {
  return [
    vector(`NP 0F ${opcode} /r`, `${name}PS xmm, xmm/m128`),
    vector(`66 0F ${opcode} /r`, `${name}PD xmm, xmm/m128`),
    vector(`F3 0F ${opcode} /r`, `${name}SS xmm, xmm/m32`),
    vector(`F2 0F ${opcode} /r`, `${name}SD xmm, xmm/m64`),
  ];
}

/** A bitwise operation on packed single and double precision. */
function bitwise<const M extends string>(name: M, opcode: string) {
  return [
    vector(`NP 0F ${opcode} /r`, `${name}PS xmm, xmm/m128`),
    vector(`66 0F ${opcode} /r`, `${name}PD xmm, xmm/m128`),
  ];
}

/** An integer operation on MMX and XMM registers. */
function integer<const M extends string>(name: M, opcode: string) {
  return [vector(`NP 0F ${opcode} /r`, `${name} mm, mm/m64`), vector(`66 0F ${opcode} /r`, `${name} xmm, xmm/m128`)];
}

export const VECTOR = [
  vector('NP 0F AE /0', 'FXSAVE m'),
  vector('NP REX.W 0F AE /0', 'FXSAVE64 m', 'x64'),
  vector('NP 0F AE /1', 'FXRSTOR m'),
  vector('NP REX.W 0F AE /1', 'FXRSTOR64 m', 'x64'),
  vector('NP 0F AE /2', 'LDMXCSR m32'),
  vector('NP 0F AE /3', 'STMXCSR m32'),
  vector('NP 0F AE /4', 'XSAVE m'),
  vector('NP REX.W 0F AE /4', 'XSAVE64 m', 'x64'),
  vector('NP 0F AE /5', 'XRSTOR m'),
  vector('NP REX.W 0F AE /5', 'XRSTOR64 m', 'x64'),
  vector('NP 0F AE /6', 'XSAVEOPT m'),
  vector('NP REX.W 0F AE /6', 'XSAVEOPT64 m', 'x64'),
  vector('NP 0F C7 /3', 'XRSTORS m'),
  vector('NP REX.W 0F C7 /3', 'XRSTORS64 m', 'x64'),
  vector('NP 0F C7 /4', 'XSAVEC m'),
  vector('NP REX.W 0F C7 /4', 'XSAVEC64 m', 'x64'),
  vector('NP 0F C7 /5', 'XSAVES m'),
  vector('NP REX.W 0F C7 /5', 'XSAVES64 m', 'x64'),
  vector('NP 0F 01 D0', 'XGETBV'),
  vector('NP 0F 01 D1', 'XSETBV'),
  vector('NP 0F 77', 'EMMS'),

  vector('NP 0F 6E /r', 'MOVD mm, r/m32'),
  vector('NP 0F 7E /r', 'MOVD r/m32, mm'),
  vector('66 0F 6E /r', 'MOVD xmm, r/m32'),
  vector('66 0F 7E /r', 'MOVD r/m32, xmm'),
  vector('NP 0F 6F /r', 'MOVQ mm, mm/m64'),
  vector('NP 0F 7F /r', 'MOVQ mm/m64, mm'),
  vector('NP REX.W 0F 6E /r', 'MOVQ mm, r/m64', 'x64'),
  vector('NP REX.W 0F 7E /r', 'MOVQ r/m64, mm', 'x64'),
  vector('F3 0F 7E /r', 'MOVQ xmm, xmm/m64'),
  vector('66 0F D6 /r', 'MOVQ xmm/m64, xmm'),
  vector('66 REX.W 0F 6E /r', 'MOVQ xmm, r/m64', 'x64'),
  vector('66 REX.W 0F 7E /r', 'MOVQ r/m64, xmm', 'x64'),
  vector('66 0F 6F /r', 'MOVDQA xmm, xmm/m128'),
  vector('66 0F 7F /r', 'MOVDQA xmm/m128, xmm'),
  vector('F3 0F 6F /r', 'MOVDQU xmm, xmm/m128'),
  vector('F3 0F 7F /r', 'MOVDQU xmm/m128, xmm'),
  vector('NP 0F 28 /r', 'MOVAPS xmm, xmm/m128'),
  vector('NP 0F 29 /r', 'MOVAPS xmm/m128, xmm'),
  vector('66 0F 28 /r', 'MOVAPD xmm, xmm/m128'),
  vector('66 0F 29 /r', 'MOVAPD xmm/m128, xmm'),
  vector('NP 0F 10 /r', 'MOVUPS xmm, xmm/m128'),
  vector('NP 0F 11 /r', 'MOVUPS xmm/m128, xmm'),
  vector('66 0F 10 /r', 'MOVUPD xmm, xmm/m128'),
  vector('66 0F 11 /r', 'MOVUPD xmm/m128, xmm'),
  vector('F3 0F 10 /r', 'MOVSS xmm, xmm/m32'),
  vector('F3 0F 11 /r', 'MOVSS xmm/m32, xmm'),
  vector('F2 0F 10 /r', 'MOVSD xmm, xmm/m64'),
  vector('F2 0F 11 /r', 'MOVSD xmm/m64, xmm'),
  vector('NP 0F 2B /r', 'MOVNTPS m128, xmm'),
  vector('66 0F E7 /r', 'MOVNTDQ m128, xmm'),
  vector('NP 0F C3 /r', 'MOVNTI m32, r32'),
  vector('NP REX.W 0F C3 /r', 'MOVNTI m64, r64', 'x64'),
  ...arithmetic('ADD', '58'),
  ...arithmetic('MUL', '59'),
  ...arithmetic('SUB', '5C'),
  ...arithmetic('MIN', '5D'),
  ...arithmetic('DIV', '5E'),
  ...arithmetic('MAX', '5F'),
  ...arithmetic('SQRT', '51'),
  ...bitwise('AND', '54'),
  ...bitwise('ANDN', '55'),
  ...bitwise('OR', '56'),
  ...bitwise('XOR', '57'),
  ...integer('PXOR', 'EF'),
  ...integer('POR', 'EB'),
  ...integer('PAND', 'DB'),
  ...integer('PANDN', 'DF'),
];
