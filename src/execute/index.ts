/**
 * What every instruction does, once: the executor of each mnemonic of the table, complete by type. They run against a
 * SystemContext; the processor implements it, and so does a hypervisor that must emulate an instruction.
 *
 * Not checked here, because the decoder or the processor did before dispatch: whether the encoding is legal in this
 * mode, LOCK, trait `cpl0`, and intercepts of VMX non-root operation.
 */
import type { ExecutedMnemonic, Mnemonic } from '../isa/table.js';
import { arithmetic } from './arithmetic.js';
import { atomic } from './atomic.js';
import { bitAndByte } from './bit-and-byte.js';
import type { Execute } from './context.js';
import { controlTransfer } from './control-transfer.js';
import { dataTransfer } from './data-transfer.js';
import { flagControl } from './flag-control.js';
import { io } from './io.js';
import { logic } from './logic.js';
import { multiplyDivide } from './multiply-divide.js';
import { processor } from './processor.js';
import { shiftRotate } from './shift-rotate.js';
import { stack } from './stack.js';
import { string } from './string.js';
import { systemCalls } from './system-calls.js';
import { systemDescriptors } from './system-descriptors.js';
import { systemRegisters } from './system-registers.js';
import { NOT_EXECUTED, undefinedOpcodes } from './undefined-opcode.js';
import { vmx } from './vmx.js';

const EXECUTED: Readonly<Record<ExecutedMnemonic, Execute>> = {
  ...dataTransfer,
  ...arithmetic,
  ...logic,
  ...multiplyDivide,
  ...shiftRotate,
  ...bitAndByte,
  ...atomic,
  ...stack,
  ...controlTransfer,
  ...string,
  ...io,
  ...flagControl,
  ...processor,
  ...systemRegisters,
  ...systemDescriptors,
  ...systemCalls,
  ...vmx,
  ...undefinedOpcodes,
};

/** The executor of each mnemonic. */
export const EXECUTE: Readonly<Record<Mnemonic, Execute>> = { ...NOT_EXECUTED, ...EXECUTED };

export type { AccessSize, Execute, ExecutionContext, SystemContext } from './context.js';
export { Vector } from './context.js';
export { FLAGS_WORDS, FlagBit, Flags, STATUS_FLAGS } from './flags.js';
