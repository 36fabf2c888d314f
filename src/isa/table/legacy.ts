/** Integer forms that assemble and disassemble here but do not execute. */
import { form } from '../form.js';

export const LEGACY = [
  form('37', 'AAA', 'unsupported', 'noexec', 'no64'),
  form('3F', 'AAS', 'unsupported', 'noexec', 'no64'),
  form('27', 'DAA', 'unsupported', 'noexec', 'no64'),
  form('2F', 'DAS', 'unsupported', 'noexec', 'no64'),
  form('D4 0A', 'AAM', 'unsupported', 'noexec', 'no64'),
  form('D4 ib', 'AAM imm8', 'unsupported', 'noexec', 'no64'),
  form('D5 0A', 'AAD', 'unsupported', 'noexec', 'no64'),
  form('D5 ib', 'AAD imm8', 'unsupported', 'noexec', 'no64'),
  form('D6', 'SALC', 'unsupported', 'noexec', 'no64', 'anymode'),
  form('62 /r', 'BOUND rz, m', 'unsupported', 'noexec', 'no64'),
  form('63 /r', 'ARPL r/m16, r16', 'unsupported', 'noexec', 'no64'),
  form('0F 33', 'RDPMC', 'unsupported', 'noexec'),
  form('0F AA', 'RSM', 'unsupported', 'noexec'),
  form('0F 0D /0', 'PREFETCH m8', 'unsupported', 'noexec', 'asmonly'),
  form('NFx 0F C7 /7', 'RDSEED rv', 'unsupported', 'noexec'),
];
