/** Control transfer: branches, calls, returns, loops, interrupts. */
import { form } from '../form.js';

export const CONTROL_TRANSFER = [
  form('70 +cc cb', 'Jcc rel8', 'branch', 'f64', 'r:oszpc'),
  form('0F 80 +cc cz', 'Jcc relz', 'branch', 'f64', 'r:oszpc'),
  form('E3 cb', 'JRCXZ rel8', 'branch', 'f64', 'anames:JCXZ/JECXZ/JRCXZ'),
  form('E2 cb', 'LOOP rel8', 'branch', 'f64'),
  form('E1 cb', 'LOOPE rel8', 'branch', 'f64', 'alias:LOOPZ', 'r:z'),
  form('E0 cb', 'LOOPNE rel8', 'branch', 'f64', 'alias:LOOPNZ', 'r:z'),

  form('EB cb', 'JMP rel8', 'branch', 'f64'),
  form('E9 cz', 'JMP relz', 'branch', 'f64'),
  form('EA cp', 'JMP ptr16:z', 'farTransfer', 'no64'),
  form('FF /5', 'JMP m16:v', 'farTransfer'),
  form('FF /4', 'JMP r/mv', 'branch', 'f64'),

  form('E8 cz', 'CALL relz', 'call', 'f64'),
  form('9A cp', 'CALL ptr16:z', 'farTransfer', 'no64'),
  form('FF /3', 'CALL m16:v', 'farTransfer'),
  form('FF /2', 'CALL r/mv', 'call', 'f64'),

  form('C3', 'RET', 'return', 'f64', 'alias:RETN'),
  form('C2 iw', 'RET imm16', 'return', 'f64', 'alias:RETN'),
  form('CB', 'RETF', 'farTransfer'),
  form('CA iw', 'RETF imm16', 'farTransfer'),

  form('CC', 'INT3', 'interrupt', 'alias:INT03'),
  form('CD ib', 'INT imm8', 'interrupt', 'iopl'),
  form('CE', 'INTO', 'interrupt', 'no64', 'r:o'),
  form('F1', 'INT1', 'interrupt', 'alias:ICEBP', 'alias:INT01'),
  form('CF', 'IRET', 'interruptReturn', 'names:IRETW/IRETD/IRETQ', 'w:oszapcdit'),

  form('0F 0B', 'UD2', 'interrupt', 'alias:UD2A'),
  form('0F B9 /r', 'UD1 rv, r/mv', 'interrupt', 'alias:UD2B'),
  form('0F FF /r', 'UD0 rv, r/mv', 'interrupt'),
];
