/**
 * String instructions. Their operands are implicit: executors take operand size (1 for the byte forms), address size,
 * repeat and segment override from the instruction. In source each is named for its size: MOVSB, MOVSW, MOVSD, MOVSQ.
 */
import { form } from '../form.js';

export const STRING = [
  form('A4', 'MOVS', 'string', 'rep', 'names:MOVSB', 'r:d'),
  form('A5', 'MOVS', 'string', 'rep', 'names:MOVSW/MOVSD/MOVSQ', 'r:d'),
  form('A6', 'CMPS', 'string', 'repe', 'names:CMPSB', 'w:oszapc', 'r:d'),
  form('A7', 'CMPS', 'string', 'repe', 'names:CMPSW/CMPSD/CMPSQ', 'w:oszapc', 'r:d'),
  form('AA', 'STOS', 'string', 'rep', 'names:STOSB', 'r:d'),
  form('AB', 'STOS', 'string', 'rep', 'names:STOSW/STOSD/STOSQ', 'r:d'),
  form('AC', 'LODS', 'string', 'rep', 'names:LODSB', 'r:d'),
  form('AD', 'LODS', 'string', 'rep', 'names:LODSW/LODSD/LODSQ', 'r:d'),
  form('AE', 'SCAS', 'string', 'repe', 'names:SCASB', 'w:oszapc', 'r:d'),
  form('AF', 'SCAS', 'string', 'repe', 'names:SCASW/SCASD/SCASQ', 'w:oszapc', 'r:d'),
  form('6C', 'INS', 'io', 'rep', 'iopl', 'names:INSB', 'r:d'),
  form('6D', 'INS', 'io', 'rep', 'iopl', 'names:INSW/INSD/-', 'r:d'),
  form('6E', 'OUTS', 'io', 'rep', 'iopl', 'names:OUTSB', 'r:d'),
  form('6F', 'OUTS', 'io', 'rep', 'iopl', 'names:OUTSW/OUTSD/-', 'r:d'),
];
