/**
 * IN, OUT, INS, OUTS, RDMSR and WRMSR in VMX non-root operation, with the I/O and MSR bitmaps. SDM Vol. 3, "I/O-Bitmap
 * Addresses", "MSR-Bitmap Address", "Instructions That Cause VM Exits Conditionally".
 */
import type { SystemContext } from '../execute/context.js';
import { type Instruction, OperandKind, REPEAT_NONE } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import { RAM_BASE } from '../memory/host-memory.js';
import { Primary } from './controls.js';
import { ExitReason } from './exit-reason.js';
import { stringIoInformation } from './instruction-information.js';
import { type Intercept, type InterceptHost, linearAddress } from './intercept.js';
import { ioQualification } from './qualification.js';

function bitSet(host: InterceptHost, bitmap: number, bit: number): boolean {
  return ((host.memory.u8[RAM_BASE + bitmap + (bit >> 3)]! >> (bit & 7)) & 1) !== 0;
}

/** An access exits when any port it touches has its bit set; one that wraps around FFFFH always does. */
function portExits(host: InterceptHost, port: number, size: number): boolean {
  const { controls } = host;
  if (!controls.hasPrimary(Primary.USE_IO_BITMAPS)) return controls.hasPrimary(Primary.UNCONDITIONAL_IO_EXITING);
  if (port + size > 0x10000) return true;
  for (let p = port; p < port + size; p++) {
    if (bitSet(host, p < 0x8000 ? controls.ioBitmapA : controls.ioBitmapB, p & 0x7fff)) return true;
  }
  return false;
}

function exitForPort(
  host: InterceptHost,
  insn: Instruction,
  context: SystemContext,
  port: number,
  size: 1 | 2 | 4,
  input: boolean,
  immediate: boolean,
): boolean {
  // A #GP(0) for lack of I/O permission has priority over the exit.
  if (!context.checkPort(port, size) || !portExits(host, port, size)) return false;
  const string = insn.mnemonic === 'INS' || insn.mnemonic === 'OUTS';
  const repeat = insn.repeat !== REPEAT_NONE;
  const qualification = ioQualification({ port, size, input, string, repeat, immediate });
  if (!string) return host.exitInstruction(ExitReason.IO_INSTRUCTION, insn, qualification, 0);
  const segment = input ? SegmentRegister.ES : insn.segmentOverride >= 0 ? insn.segmentOverride : SegmentRegister.DS;
  const offset = context.getRegister(input ? Gpr.RDI : Gpr.RSI, insn.addressSize);
  const linear = linearAddress(host.processor, segment, offset);
  return host.exitInstruction(
    ExitReason.IO_INSTRUCTION,
    insn,
    qualification,
    stringIoInformation(insn, input ? 0 : segment),
    linear,
  );
}

export const input: Intercept = (host, insn, context) => {
  const immediate = insn.operands[1].kind === OperandKind.IMMEDIATE;
  const size = insn.operands[0].size as 1 | 2 | 4;
  return exitForPort(host, insn, context, Number(context.read(insn, 1)), size, true, immediate);
};

export const output: Intercept = (host, insn, context) => {
  const immediate = insn.operands[0].kind === OperandKind.IMMEDIATE;
  const size = insn.operands[1].size as 1 | 2 | 4;
  return exitForPort(host, insn, context, Number(context.read(insn, 0)), size, false, immediate);
};

/** INS and OUTS with REP and a count of 0 touch no port: nothing exits. */
const stringIo =
  (isInput: boolean): Intercept =>
  (host, insn, context) => {
    if (insn.repeat !== REPEAT_NONE && context.getRegister(Gpr.RCX, insn.addressSize) === 0n) return false;
    const port = Number(context.getRegister(Gpr.RDX, 2));
    return exitForPort(host, insn, context, port, insn.operandSize as 1 | 2 | 4, isInput, false);
  };
export const inputString = stringIo(true);
export const outputString = stringIo(false);

const LOW_MSRS = 0x2000;
const HIGH_MSRS = 0xc0000000;

/** MSR bitmaps: reads of low and high MSRs at 0 and 400H, writes at 800H and C00H; all other MSRs exit. */
function msrExits(host: InterceptHost, index: number, write: boolean): boolean {
  const { controls } = host;
  if (!controls.hasPrimary(Primary.USE_MSR_BITMAPS)) return true;
  const bitmaps = controls.msrBitmaps + (write ? 0x800 : 0);
  if (index < LOW_MSRS) return bitSet(host, bitmaps, index);
  if (index >= HIGH_MSRS && index < HIGH_MSRS + LOW_MSRS) return bitSet(host, bitmaps + 0x400, index - HIGH_MSRS);
  return true;
}

export const rdmsr: Intercept = (host, insn, context) =>
  msrExits(host, Number(context.getRegister(Gpr.RCX, 4)), false) && host.exitInstruction(ExitReason.RDMSR, insn, 0n, 0);

export const wrmsr: Intercept = (host, insn, context) =>
  msrExits(host, Number(context.getRegister(Gpr.RCX, 4)), true) && host.exitInstruction(ExitReason.WRMSR, insn, 0n, 0);
