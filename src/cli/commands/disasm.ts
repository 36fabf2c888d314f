/** `trapwalk disasm`: a flat image as instructions, from its first byte to its last. */
import { decode, isDecodeFailure } from '../../isa/decode.js';
import { disassemble } from '../../isa/disassemble.js';
import type { CodeBits } from '../../isa/registers.js';
import { parseInteger } from '../../util/size.js';
import { UserError } from '../../util/user-error.js';
import { ExitStatus } from '../exit-status.js';
import { readInput } from '../files.js';
import { print } from '../output.js';

const ELF_MAGIC = [0x7f, 0x45, 0x4c, 0x46];

interface DisasmOptions {
  readonly bits?: string;
  readonly origin?: string;
}

export function disasm(image: string, options: DisasmOptions): ExitStatus {
  const bytes = readInput(image);
  if (ELF_MAGIC.every((byte, index) => bytes[index] === byte)) {
    throw new UserError(
      'not-flat',
      `${image}: an ELF file, and disasm takes flat images`,
      'objdump -d reads ELF files',
    );
  }
  const bits = Number(options.bits ?? '64') as CodeBits;
  const origin = parseInteger(options.origin ?? '0', '--origin');
  let text = '';
  for (let offset = 0; offset < bytes.length; ) {
    const insn = decode(bytes, offset, bytes.length, bits);
    const address = BigInt.asUintN(64, origin + BigInt(offset));
    const length = isDecodeFailure(insn) ? 1 : insn.length;
    const code = Array.from(bytes.subarray(offset, offset + length), (byte) => byte.toString(16).padStart(2, '0')).join(
      '',
    );
    const source = isDecodeFailure(insn) ? `db 0x${code}` : disassemble(insn, address);
    text += `${address.toString(16).padStart(bits === 64 ? 16 : 8, '0')}  ${code.padEnd(20)}  ${source}\n`;
    offset += length;
    if (text.length > 65536) {
      print(text);
      text = '';
    }
  }
  print(text);
  return ExitStatus.OK;
}
