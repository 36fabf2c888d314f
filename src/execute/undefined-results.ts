/**
 * Where the SDM leaves a result open, what happens here: the same in every mode, on every host. Where Intel processors
 * are known to agree with each other, their behaviour is taken. SDM Vol. 2, "Flags Affected" of each instruction.
 */
export interface UndefinedResult {
  /** Mnemonics of the table. */
  readonly instructions: readonly string[];
  /** What the SDM calls undefined. */
  readonly undefined: string;
  /** What it is here. */
  readonly choice: string;
}

export const UNDEFINED_RESULTS: readonly UndefinedResult[] = [
  { instructions: ['AND', 'OR', 'XOR', 'TEST'], undefined: 'AF', choice: '0' },
  {
    instructions: ['SHL', 'SHR', 'SAR', 'SHLD', 'SHRD'],
    undefined: 'AF after a count other than 0',
    choice: '0',
  },
  {
    instructions: ['ROL', 'RCL', 'SHL', 'SHLD'],
    undefined: 'OF after a count above 1',
    choice: 'the rule of a count of 1: CF XOR the top bit of the result',
  },
  {
    instructions: ['ROR', 'RCR', 'SHR', 'SHRD'],
    undefined: 'OF after a count above 1',
    choice: 'the rule of a count of 1: the two top bits of the result differ',
  },
  { instructions: ['SAR'], undefined: 'OF after a count above 1', choice: '0' },
  {
    instructions: ['SHL', 'SHR'],
    undefined: 'CF when the count is not below the operand size (8 and 16 bits)',
    choice: 'the last bit shifted out: 0 once the operand is exhausted',
  },
  {
    instructions: ['SHLD', 'SHRD'],
    undefined: 'result and flags when the count is above the operand size (16 bits)',
    choice: 'destination, source and destination again are shifted as one; flags as for any count',
  },
  {
    instructions: ['MUL', 'IMUL'],
    undefined: 'SF, ZF, AF, PF',
    choice: 'SF, ZF and PF follow the low half of the product; AF is 0',
  },
  { instructions: ['DIV', 'IDIV'], undefined: 'CF, OF, SF, ZF, AF, PF', choice: 'unchanged' },
  { instructions: ['BT', 'BTS', 'BTR', 'BTC'], undefined: 'OF, SF, AF, PF', choice: 'unchanged' },
  {
    instructions: ['BSF', 'BSR'],
    undefined: 'the destination when the source is 0',
    choice: 'unchanged, all 64 bits of it (also with a 32-bit operand)',
  },
  {
    instructions: ['BSF', 'BSR'],
    undefined: 'CF, OF, SF, AF, PF',
    choice: 'CF, OF, SF and AF are 0; PF follows the index found, 0 for a source of 0',
  },
  {
    instructions: ['TZCNT', 'LZCNT'],
    undefined: 'OF, SF, AF, PF',
    choice: 'OF, SF and AF are 0; PF follows the result',
  },
  { instructions: ['BSWAP'], undefined: 'a 16-bit operand', choice: 'the register becomes 0 in its low 16 bits' },
  { instructions: ['LAR'], undefined: 'bits 19:16 of the result', choice: '0' },
  {
    instructions: ['PUSH'],
    undefined: 'the upper 16 bits of the slot when a segment register is pushed with a 32-bit operand size',
    choice: 'memory there keeps its value; ESP moves by 4',
  },
  {
    instructions: ['SMSW'],
    undefined: 'bits 31:16 of a 32-bit register destination',
    choice: 'CR0 bits 31:16 (63:16 with a 64-bit one)',
  },
  {
    instructions: ['MOV'],
    undefined: 'status flags after a move to or from a control or debug register',
    choice: 'unchanged',
  },
];
