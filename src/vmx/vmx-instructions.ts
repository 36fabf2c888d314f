/**
 * VMX instructions executed by code: operands, checks of mode and privilege, and the result in RFLAGS. SDM Vol. 3, "VMX
 * Instruction Reference", "Conventions". What they do is in vmx.ts, shared with built-in hypervisors.
 */
import type { SystemContext, Vector } from '../execute/context.js';
import type { Instruction } from '../isa/instruction.js';
import { CR0_ALLOWED, CR0_FIXED_1, CR4_FIXED_1 } from './capabilities.js';
import { VmInstructionError } from './instruction-error.js';
import type { ProcessorState } from './processor-state.js';
import type { VmxInstructions, VmxStatus } from './root.js';

/** What the instructions need of the VMX layer beyond the operations themselves. */
export interface VmxTarget extends VmxInstructions {
  readonly processor: ProcessorState;
  readonly operating: boolean;
  readonly lastStatus: VmxStatus;
  fail(error: VmInstructionError): VmxStatus;
}

const UD: Vector = 6;
const GP: Vector = 13;
const CF = 1;
const ZF = 1 << 6;
const ARITHMETIC_FLAGS = 0x8d5;
const CR0_PE = 1n;
const CR4_VMXE = 1n << 13n;
const EFER_LMA = 1n << 10n;
const VM = 1n << 17n;

/** "Conventions": VMsucceed clears all, VMfailInvalid sets CF, VMfailValid sets ZF. */
function report(context: SystemContext, status: VmxStatus): void {
  if (context.aborted) return;
  context.flags.change(ARITHMETIC_FLAGS, false);
  if (status === 'VMfailInvalid') context.flags.change(CF, true);
  else if (status !== 'VMsucceed') context.flags.change(ZF, true);
}

/** #UD in real, virtual-8086 and compatibility mode. */
function modeAllows({ processor }: VmxTarget, context: SystemContext): boolean {
  const compatibility = (processor.efer & EFER_LMA) !== 0n && context.bits !== 64;
  return (processor.cr0 & CR0_PE) !== 0n && (processor.rflags & VM) === 0n && !compatibility;
}

/** The m64 pointer operand, as an address that is −1 when no host-physical address has it. */
function pointer(insn: Instruction, context: SystemContext): number {
  const operand = insn.operands[0];
  const value = context.load(operand.segment, context.effectiveAddress(insn, 0), 8);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : -1;
}

/** The 128-bit descriptor of INVEPT and INVVPID. */
function descriptor(insn: Instruction, context: SystemContext): readonly [bigint, bigint] {
  const operand = insn.operands[1];
  const offset = context.effectiveAddress(insn, 1);
  return [context.load(operand.segment, offset, 8), context.load(operand.segment, offset + 8n, 8)];
}

/** Register values that VMX operation allows; VMXON raises #GP(0) for others. */
const fixedBitsHold = ({ cr0, cr4 }: ProcessorState): boolean =>
  (cr0 & CR0_FIXED_1) === CR0_FIXED_1 && (cr0 & ~CR0_ALLOWED) === 0n && (cr4 & CR4_FIXED_1) === CR4_FIXED_1;

function vmxon(vmx: VmxTarget, insn: Instruction, context: SystemContext): void {
  if ((vmx.processor.cr4 & CR4_VMXE) === 0n) context.raise(UD, -1);
  else if (context.cpl > 0 || !(vmx.operating || fixedBitsHold(vmx.processor))) context.raise(GP, 0);
  const region = pointer(insn, context);
  if (!context.aborted) report(context, vmx.vmxon(region));
}

function vmread(vmx: VmxTarget, insn: Instruction, context: SystemContext): void {
  const field = fieldOperand(context.read(insn, 1));
  const value = vmx.vmread(field);
  if (vmx.lastStatus === 'VMsucceed') context.write(insn, 0, value);
  report(context, vmx.lastStatus);
}

function vmwrite(vmx: VmxTarget, insn: Instruction, context: SystemContext): void {
  const value = context.read(insn, 1);
  const field = fieldOperand(context.read(insn, 0));
  if (!context.aborted) report(context, vmx.vmwrite(field, value));
}

/** Encodings have 32 bits; in 64-bit mode bits 63:32 must be 0, or no field has that encoding. */
const fieldOperand = (value: bigint): number => (value >> 32n === 0n ? Number(value) : -1);

function vmptrst(vmx: VmxTarget, insn: Instruction, context: SystemContext): void {
  const operand = insn.operands[0];
  const current = vmx.vmptrst();
  const value = current < 0 ? 0xffffffffffffffffn : BigInt(current);
  context.store(operand.segment, context.effectiveAddress(insn, 0), 8, value);
  report(context, 'VMsucceed');
}

function invept(vmx: VmxTarget, insn: Instruction, context: SystemContext): void {
  const [eptp, reserved] = descriptor(insn, context);
  const type = Number(context.read(insn, 0));
  if (context.aborted) return;
  // All-context invalidation ignores the EPTP; the reserved half must be 0.
  const status =
    reserved !== 0n ? vmx.fail(VmInstructionError.INVALID_OPERAND_TO_INVEPT_INVVPID) : vmx.invept(type, eptp);
  report(context, status);
}

function invvpid(vmx: VmxTarget, insn: Instruction, context: SystemContext): void {
  const [low, address] = descriptor(insn, context);
  const type = Number(context.read(insn, 0));
  if (context.aborted) return;
  const status =
    low >> 16n !== 0n
      ? vmx.fail(VmInstructionError.INVALID_OPERAND_TO_INVEPT_INVVPID)
      : vmx.invvpid(type, Number(low), address);
  report(context, status);
}

type Body = (vmx: VmxTarget, insn: Instruction, context: SystemContext) => void;

const withPointer =
  (operation: (vmx: VmxTarget, address: number) => VmxStatus): Body =>
  (vmx, insn, context) => {
    const address = pointer(insn, context);
    if (!context.aborted) report(context, operation(vmx, address));
  };

/** VM entry: on success the flags are the guest's, or the host's after a failure that looks like an exit. */
const entry =
  (operation: (vmx: VmxTarget) => VmxStatus): Body =>
  (vmx, _insn, context) => {
    const status = operation(vmx);
    if (status !== 'VMsucceed') report(context, status);
  };

/** VMFUNC is #UD outside non-root operation, and inside it unless "enable VM functions", which is not supported. */
const IN_VMX_OPERATION: Readonly<Record<string, Body>> = {
  VMCALL: (vmx, _insn, context) => report(context, vmx.fail(VmInstructionError.VMCALL_IN_ROOT)),
  VMXOFF: (vmx, _insn, context) => report(context, vmx.vmxoff()),
  VMCLEAR: withPointer((vmx, address) => vmx.vmclear(address)),
  VMPTRLD: withPointer((vmx, address) => vmx.vmptrld(address)),
  VMPTRST: vmptrst,
  VMREAD: vmread,
  VMWRITE: vmwrite,
  VMLAUNCH: entry((vmx) => vmx.vmlaunch()),
  VMRESUME: entry((vmx) => vmx.vmresume()),
  INVEPT: invept,
  INVVPID: invvpid,
};

/** One VMX instruction in VMX root operation or outside VMX operation. */
export function executeVmxInstruction(vmx: VmxTarget, insn: Instruction, context: SystemContext): void {
  const body = insn.mnemonic === 'VMXON' ? vmxon : vmx.operating ? IN_VMX_OPERATION[insn.mnemonic] : undefined;
  if (body === undefined || !modeAllows(vmx, context)) context.raise(UD, -1);
  else if (context.cpl > 0 && body !== vmxon) context.raise(GP, 0);
  else body(vmx, insn, context);
}
