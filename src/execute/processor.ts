/**
 * Identification, time, random numbers, hints, fences, caches and waiting. SDM Vol. 1, "Miscellaneous Instructions" and
 * "Random Number Generator Instructions"; Vol. 2, "MONITOR", "MWAIT", "CLFLUSH".
 */
import { Gpr } from '../isa/registers.js';
import { dataSegment } from './addressing.js';
import { type Execute, type SystemContext, Vector } from './context.js';
import type { Executors } from './executors.js';
import { FlagBit, STATUS_FLAGS } from './flags.js';

/** Hints and fences: with one processor and memory in program order nothing is left to do. No memory is accessed. */
const nothing: Execute = () => {};

/** RDTSC, RDTSCP: the counter into EDX:EAX. */
function readTimeStamp(context: SystemContext): void {
  const tsc = context.readTsc();
  context.setRegister(Gpr.RAX, 4, tsc);
  context.setRegister(Gpr.RDX, 4, tsc >> 32n);
}

/** MONITOR and MWAIT: #UD outside CPL 0, #GP(0) for extensions (ECX) that are not supported. */
function mayMonitor(context: SystemContext): boolean {
  if (context.cpl !== 0) context.raise(Vector.UD, -1);
  else if (context.getRegister(Gpr.RCX, 4) !== 0n) context.raise(Vector.GP, 0);
  return !context.aborted;
}

export const processor = {
  NOP: nothing,
  ENDBR32: nothing,
  ENDBR64: nothing,
  PREFETCHNTA: nothing,
  PREFETCHT0: nothing,
  PREFETCHT1: nothing,
  PREFETCHT2: nothing,
  PREFETCHW: nothing,
  PREFETCHWT1: nothing,
  LFENCE: nothing,
  MFENCE: nothing,
  SFENCE: nothing,

  PAUSE(context) {
    context.pause();
  },

  CPUID(context) {
    const leaf = Number(context.getRegister(Gpr.RAX, 4));
    const { eax, ebx, ecx, edx } = context.cpuid(leaf, Number(context.getRegister(Gpr.RCX, 4)));
    context.setRegister(Gpr.RAX, 4, BigInt(eax));
    context.setRegister(Gpr.RBX, 4, BigInt(ebx));
    context.setRegister(Gpr.RCX, 4, BigInt(ecx));
    context.setRegister(Gpr.RDX, 4, BigInt(edx));
  },

  RDTSC: readTimeStamp,

  RDTSCP(context) {
    readTimeStamp(context);
    context.setRegister(Gpr.RCX, 4, BigInt(context.tscAux));
  },

  /** CF: the value is valid, always; the other status flags are cleared. */
  RDRAND(context, insn) {
    context.write(insn, 0, context.random(insn.operandSize as 2 | 4 | 8));
    context.flags.change(STATUS_FLAGS, false);
    context.flags.change(FlagBit.CF, true);
  },

  /** Faults like a load of the byte. */
  CLFLUSH(context, insn) {
    context.load(insn.operands[0].segment, context.effectiveAddress(insn, 0), 1);
    context.cacheControl();
  },

  INVD(context) {
    context.cacheControl();
  },
  WBINVD(context) {
    context.cacheControl();
  },

  HLT(context) {
    context.halt();
  },

  /** Faults like a load of the byte that rAX addresses. */
  MONITOR(context, insn) {
    if (!mayMonitor(context)) return;
    const address = context.getRegister(Gpr.RAX, insn.addressSize);
    context.load(dataSegment(insn), address, 1);
    context.monitor(address);
  },

  MWAIT(context) {
    if (mayMonitor(context)) context.mwait();
  },
} satisfies Executors;
