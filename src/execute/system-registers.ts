/**
 * Machine status word, MSRs, protection keys, FS and GS bases, TLB invalidation. SDM Vol. 3, "System Instruction
 * Summary". CPL 0 (trait `cpl0`) is checked by the processor before dispatch.
 */
import type { Instruction } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import { offsetWithin } from './addressing.js';
import { type Execute, type SystemContext, Vector } from './context.js';
import type { Executors } from './executors.js';
import { truncate } from './integer.js';

function readBase(segment: number): Execute {
  return (context, insn) => context.write(insn, 0, context.readSegmentBase(segment));
}

function writeBase(segment: number): Execute {
  return (context, insn) => context.writeSegmentBase(segment, context.read(insn, 0));
}

/** EDX:EAX. */
function doubleRegister(context: SystemContext): bigint {
  return (context.getRegister(Gpr.RDX, 4) << 32n) | context.getRegister(Gpr.RAX, 4);
}

function setDoubleRegister(context: SystemContext, value: bigint): void {
  context.setRegister(Gpr.RAX, 4, truncate(value, 4));
  context.setRegister(Gpr.RDX, 4, value >> 32n);
}

function msrIndex(context: SystemContext): number {
  return Number(context.getRegister(Gpr.RCX, 4));
}

/** SDM Vol. 2, "INVPCID": the descriptor is PCID in bits 11:0 of its first half, the linear address in its second. */
function invalidatePcid(context: SystemContext, insn: Instruction): void {
  const { segment } = insn.operands[1];
  const type = context.read(insn, 0);
  const low = context.load(segment, context.effectiveAddress(insn, 1), 8);
  const high = context.load(segment, offsetWithin(context, insn, 1, 8n), 8);
  if (!context.aborted) context.invalidatePcid(type, low, high);
}

export const systemRegisters = {
  SMSW(context, insn) {
    if (context.umipBlocks) context.raise(Vector.GP, 0);
    else context.write(insn, 0, context.readControl(0));
  },

  LMSW(context, insn) {
    const word = truncate(context.read(insn, 0), 2);
    if (!context.aborted) context.loadMachineStatusWord(Number(word));
  },

  CLTS(context) {
    context.clearTaskSwitched();
  },

  RDMSR(context) {
    setDoubleRegister(context, context.readMsr(msrIndex(context)));
  },

  WRMSR(context) {
    context.writeMsr(msrIndex(context), doubleRegister(context));
  },

  /** #UD (protection keys off) comes before #GP(0) (ECX not 0). */
  RDPKRU(context) {
    const rights = context.readPkru();
    if (context.getRegister(Gpr.RCX, 4) !== 0n) context.raise(Vector.GP, 0);
    setDoubleRegister(context, BigInt(rights >>> 0));
  },

  WRPKRU(context) {
    context.readPkru();
    const clear = context.getRegister(Gpr.RCX, 4) === 0n && context.getRegister(Gpr.RDX, 4) === 0n;
    if (!clear) context.raise(Vector.GP, 0);
    if (!context.aborted) context.writePkru(Number(context.getRegister(Gpr.RAX, 4)));
  },

  RDFSBASE: readBase(SegmentRegister.FS),
  RDGSBASE: readBase(SegmentRegister.GS),
  WRFSBASE: writeBase(SegmentRegister.FS),
  WRGSBASE: writeBase(SegmentRegister.GS),

  SWAPGS(context) {
    context.swapgs();
  },

  /** The operand is an address, not read. */
  INVLPG(context, insn) {
    context.invalidatePage(insn.operands[0].segment, context.effectiveAddress(insn, 0));
  },

  INVPCID: invalidatePcid,
} satisfies Executors;
