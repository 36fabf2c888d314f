/**
 * PUSH, POP and their families, ENTER and LEAVE. SDM Vol. 1, "Procedure Stack" and "Stack Manipulation Instructions".
 */
import { type Instruction, OperandKind } from '../isa/instruction.js';
import { Gpr, SegmentRegister } from '../isa/registers.js';
import { stackPointer } from './addressing.js';
import type { SystemContext } from './context.js';
import type { Executors } from './executors.js';
import { truncate } from './integer.js';

type StackSize = 2 | 4 | 8;

/** EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI: the order in which PUSHA pushes. */
const PUSHA_COUNT = 8;

/** A stack address `distance` bytes (signed) from `pointer`, wrapped at the stack's width. */
function slot(context: SystemContext, pointer: bigint, distance: number): bigint {
  return truncate(pointer + BigInt(distance), context.stackAddressSize);
}

/** PUSH Sreg. A 32-bit push moves RSP by 4 and writes 2 bytes, as all recent Intel processors do. */
function pushSegment(context: SystemContext, insn: Instruction): void {
  const size = insn.operandSize as StackSize;
  const selector = BigInt(context.getSegment(insn.operands[0].register));
  if (size === 4) {
    const pointer = slot(context, stackPointer(context), -4);
    context.store(SegmentRegister.SS, pointer, 2, selector);
    context.setRegister(Gpr.RSP, context.stackAddressSize, pointer);
  } else {
    context.push(size, selector);
  }
}

/** POP Sreg: RSP moves only when the segment could be loaded, by the width that the stack had before. */
function popSegment(context: SystemContext, insn: Instruction): void {
  const width = context.stackAddressSize;
  const pointer = stackPointer(context);
  const next = slot(context, pointer, insn.operandSize);
  const value = context.load(SegmentRegister.SS, pointer, insn.operandSize);
  context.loadSegment(insn.operands[0].register, Number(truncate(value, 2)));
  context.setRegister(Gpr.RSP, width, next);
}

/** POP to memory: an address based on RSP uses RSP as it is after the pop; the store comes before RSP changes. */
function popMemory(context: SystemContext, insn: Instruction): void {
  const size = insn.operandSize as StackSize;
  const destination = insn.operands[0];
  const pointer = stackPointer(context);
  const value = context.load(SegmentRegister.SS, pointer, size);
  let offset = context.effectiveAddress(insn, 0);
  if (destination.base === Gpr.RSP) offset = truncate(offset + BigInt(size), insn.addressSize);
  context.store(destination.segment, offset, size, value);
  context.setRegister(Gpr.RSP, context.stackAddressSize, slot(context, pointer, size));
}

/**
 * Frame pointers of the enclosing procedures that a nested ENTER copies. They are read before anything is written, so
 * that a fault leaves no trace; the few that lie where ENTER itself pushes are read again by the caller.
 */
function readDisplay(context: SystemContext, size: StackSize, frame: bigint, count: number): bigint[] {
  const display: bigint[] = [];
  for (let i = 1; i <= count && !context.aborted; i++) {
    display.push(context.load(SegmentRegister.SS, slot(context, frame, -i * size), size));
  }
  return display;
}

export const stack = {
  PUSH(context, insn) {
    if (insn.operands[0].kind === OperandKind.SEGMENT) pushSegment(context, insn);
    else context.push(insn.operandSize as StackSize, context.read(insn, 0));
  },

  POP(context, insn) {
    switch (insn.operands[0].kind) {
      case OperandKind.SEGMENT:
        popSegment(context, insn);
        break;
      case OperandKind.REGISTER:
        context.write(insn, 0, context.pop(insn.operandSize as StackSize));
        break;
      default:
        popMemory(context, insn);
    }
  },

  PUSHF(context, insn) {
    context.push(insn.operandSize as StackSize, context.readFlagsImage());
  },

  POPF(context, insn) {
    const size = insn.operandSize as StackSize;
    context.writeFlagsImage(context.pop(size), size);
  },

  /** First and last slot are checked before the first store: eight pushes touch two pages at most. */
  PUSHA(context, insn) {
    const size = insn.operandSize as StackSize;
    const pointer = stackPointer(context);
    const last = slot(context, pointer, -PUSHA_COUNT * size);
    context.loadForUpdate(SegmentRegister.SS, slot(context, pointer, -size), size);
    context.loadForUpdate(SegmentRegister.SS, last, size);
    for (let register = 0; register < PUSHA_COUNT; register++) {
      const offset = slot(context, pointer, -(register + 1) * size);
      context.store(SegmentRegister.SS, offset, size, context.getRegister(register, size));
    }
    context.setRegister(Gpr.RSP, context.stackAddressSize, last);
  },

  /** The image of ESP is skipped, not loaded. */
  POPA(context, insn) {
    const size = insn.operandSize as StackSize;
    const pointer = stackPointer(context);
    const values: bigint[] = [];
    for (let i = 0; i < PUSHA_COUNT; i++) {
      values.push(context.load(SegmentRegister.SS, slot(context, pointer, i * size), size));
    }
    for (let i = 0; i < PUSHA_COUNT; i++) {
      const register = PUSHA_COUNT - 1 - i;
      if (register !== Gpr.RSP) context.setRegister(register, size, values[i]!);
    }
    context.setRegister(Gpr.RSP, context.stackAddressSize, slot(context, pointer, PUSHA_COUNT * size));
  },

  /** SDM Vol. 2, "ENTER": it also faults when a write at the final stack pointer would. */
  ENTER(context, insn) {
    const size = insn.operandSize as StackSize;
    const width = context.stackAddressSize;
    const allocated = Number(context.read(insn, 0));
    const level = Number(context.read(insn, 1)) % 32;
    const pushes = level === 0 ? 1 : level + 1;
    const pointer = stackPointer(context);
    const frame = slot(context, pointer, -size);
    const final = slot(context, pointer, -pushes * size - allocated);
    const oldFrame = context.getRegister(Gpr.RBP, width);
    // The frame pointer is the whole of rSP after the first push: a 16-bit stack leaves its upper half as it is.
    const frameRegister = context.getRegister(Gpr.RSP, 8) - pointer + frame;

    // All checks: the slots that are pushed (two pages at most), the display, the final stack pointer.
    context.loadForUpdate(SegmentRegister.SS, frame, size);
    const display = readDisplay(context, size, oldFrame, level - 1);
    if (pushes > 1) context.loadForUpdate(SegmentRegister.SS, slot(context, pointer, -pushes * size), size);
    if (allocated > 0) context.loadForUpdate(SegmentRegister.SS, final, size);
    if (context.aborted) return;

    context.store(SegmentRegister.SS, frame, size, context.getRegister(Gpr.RBP, size));
    for (let i = 1; i < level; i++) {
      const source = slot(context, oldFrame, -i * size);
      const overlaps = slot(context, source - pointer, pushes * size + size - 1) < BigInt(pushes * size + size - 1);
      const value = overlaps ? context.load(SegmentRegister.SS, source, size) : display[i - 1]!;
      context.store(SegmentRegister.SS, slot(context, frame, -i * size), size, value);
    }
    if (level > 0) context.store(SegmentRegister.SS, slot(context, frame, -level * size), size, frameRegister);
    context.setRegister(Gpr.RBP, size, frameRegister);
    context.setRegister(Gpr.RSP, width, final);
  },

  LEAVE(context, insn) {
    const size = insn.operandSize as StackSize;
    const pointer = context.getRegister(Gpr.RBP, context.stackAddressSize);
    const value = context.load(SegmentRegister.SS, pointer, size);
    context.setRegister(Gpr.RSP, context.stackAddressSize, slot(context, pointer, size));
    context.setRegister(Gpr.RBP, size, value);
  },
} satisfies Executors;
