/** Control transfer: branches, calls, returns, loops, interrupts. */
import { form, type Trait } from '../form.js';

/** The ways of naming the count register of LOOP and JCXZ, for the assembler: it stands for an address size. */
function counted<const M extends string>(mnemonic: M, opcode: string, ...traits: Trait[]) {
  return [
    form(`a16 ${opcode} cb`, `${mnemonic} rel8, CX`, 'branch', 'f64', 'no64', 'asmonly', ...traits),
    form(`a32 ${opcode} cb`, `${mnemonic} rel8, ECX`, 'branch', 'f64', 'asmonly', ...traits),
    form(`a64 ${opcode} cb`, `${mnemonic} rel8, RCX`, 'branch', 'f64', 'x64', 'asmonly', ...traits),
  ];
}

const NEAR_RETURNS: Trait[] = ['alias:RETN', 'sized:RETW/RETD/RETQ', 'sized:RETNW/RETND/RETNQ'];

export const CONTROL_TRANSFER = [
  form('70 +cc cb', 'Jcc rel8', 'branch', 'f64', 'r:oszpc'),
  form('0F 80 +cc cz', 'Jcc relz', 'branch', 'f64', 'r:oszpc'),
  form('E3 cb', 'JRCXZ rel8', 'branch', 'f64', 'anames:JCXZ/JECXZ/JRCXZ'),
  form('E2 cb', 'LOOP rel8', 'branch', 'f64'),
  form('E1 cb', 'LOOPE rel8', 'branch', 'f64', 'alias:LOOPZ', 'r:z'),
  form('E0 cb', 'LOOPNE rel8', 'branch', 'f64', 'alias:LOOPNZ', 'r:z'),

  ...counted('LOOP', 'E2'),
  ...counted('LOOPE', 'E1', 'alias:LOOPZ', 'r:z'),
  ...counted('LOOPNE', 'E0', 'alias:LOOPNZ', 'r:z'),
  ...counted('JRCXZ', 'E3', 'alias:JCXZ', 'alias:JECXZ'),

  form('EB cb', 'JMP rel8', 'branch', 'f64'),
  form('E9 cz', 'JMP relz', 'branch', 'f64'),
  form('EA cp', 'JMP ptr16:z', 'farTransfer', 'no64'),
  form('FF /5', 'JMP m16:v', 'farTransfer'),
  form('FF /4', 'JMP r/mv', 'branch', 'f64'),

  form('E8 cz', 'CALL relz', 'call', 'f64'),
  form('9A cp', 'CALL ptr16:z', 'farTransfer', 'no64'),
  form('FF /3', 'CALL m16:v', 'farTransfer'),
  form('FF /2', 'CALL r/mv', 'call', 'f64'),

  form('C3', 'RET', 'return', 'f64', ...NEAR_RETURNS),
  // nasm 2.16 leaves out the 66 of RETW with an operand.
  form(
    'C2 iw',
    'RET imm16',
    'return',
    'f64',
    'alias:RETN',
    'alias:RETW',
    'sized:-/RETD/RETQ',
    'sized:RETNW/RETND/RETNQ',
  ),
  form('CB', 'RETF', 'farTransfer', 'sized:RETFW/RETFD/RETFQ'),
  form('CA iw', 'RETF imm16', 'farTransfer', 'sized:RETFW/RETFD/RETFQ'),

  form('CC', 'INT3', 'interrupt', 'alias:INT03'),
  form('CD ib', 'INT imm8', 'interrupt', 'iopl'),
  form('CE', 'INTO', 'interrupt', 'no64', 'r:o'),
  form('F1', 'INT1', 'interrupt', 'alias:ICEBP', 'alias:INT01'),
  form('CF', 'IRET', 'interruptReturn', 'names:IRETW/IRETD/IRETQ', 'alias:IRET', 'w:oszapcdit'),

  form('0F 0B', 'UD2', 'interrupt', 'alias:UD2A'),
  form('0F B9', 'UD1', 'interrupt', 'asmonly', 'alias:UD2B'),
  form('0F B9 /r', 'UD1 rv, r/mv', 'interrupt', 'alias:UD2B'),
  form('0F FF', 'UD0', 'interrupt', 'asmonly'),
  form('0F FF /r', 'UD0 rv, r/mv', 'interrupt'),
];
