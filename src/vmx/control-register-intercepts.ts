/**
 * MOV CR, MOV DR, CLTS and LMSW in VMX non-root operation. SDM Vol. 3, "Instructions That Cause VM Exits Conditionally".
 */
import type { SystemContext } from '../execute/context.js';
import { type Instruction, OperandKind } from '../isa/instruction.js';
import { Primary } from './controls.js';
import { ExitReason } from './exit-reason.js';
import type { Intercept, InterceptHost } from './intercept.js';
import {
  CLTS_QUALIFICATION,
  CrAccess,
  lmswQualification,
  movCrQualification,
  movDrQualification,
} from './qualification.js';

const CR0_PE = 1n;
const CR0_TS = 8n;
const MSW = 0xfn;

/** MOV to a control register exits when a bit that the host owns would differ from its read shadow. */
function movToControlExits(host: InterceptHost, control: number, value: bigint): boolean {
  const { controls } = host;
  switch (control) {
    case 0:
      return ((value ^ controls.cr0Shadow) & controls.cr0Mask) !== 0n;
    case 3:
      return controls.hasPrimary(Primary.CR3_LOAD_EXITING) && !controls.cr3Targets.includes(value);
    case 4:
      return ((value ^ controls.cr4Shadow) & controls.cr4Mask) !== 0n;
    case 8:
      return controls.hasPrimary(Primary.CR8_LOAD_EXITING);
    default:
      return false;
  }
}

function movFromControlExits(host: InterceptHost, control: number): boolean {
  if (control === 3) return host.controls.hasPrimary(Primary.CR3_STORE_EXITING);
  return control === 8 && host.controls.hasPrimary(Primary.CR8_STORE_EXITING);
}

/** MOV with a control or debug register. */
export function mov(host: InterceptHost, insn: Instruction, context: SystemContext): boolean {
  const [destination, source] = insn.operands;
  if (destination.kind === OperandKind.CONTROL) {
    if (!movToControlExits(host, destination.register, context.getRegister(source.register, 8))) return false;
    const qualification = movCrQualification(destination.register, CrAccess.MOV_TO, source.register);
    return host.exitInstruction(ExitReason.CR_ACCESS, insn, qualification, 0);
  }
  if (source.kind === OperandKind.CONTROL) {
    if (!movFromControlExits(host, source.register)) return false;
    const qualification = movCrQualification(source.register, CrAccess.MOV_FROM, destination.register);
    return host.exitInstruction(ExitReason.CR_ACCESS, insn, qualification, 0);
  }
  const toDebug = destination.kind === OperandKind.DEBUG;
  if (!(toDebug || source.kind === OperandKind.DEBUG)) return false;
  if (!host.controls.hasPrimary(Primary.MOV_DR_EXITING)) return false;
  const debug = toDebug ? destination.register : source.register;
  const gpr = toDebug ? source.register : destination.register;
  return host.exitInstruction(ExitReason.DR_ACCESS, insn, movDrQualification(debug, !toDebug, gpr), 0);
}

/** CLTS exits when TS is host-owned and set in the read shadow. */
export const clts: Intercept = (host, insn) =>
  (host.controls.cr0Mask & host.controls.cr0Shadow & CR0_TS) !== 0n &&
  host.exitInstruction(ExitReason.CR_ACCESS, insn, CLTS_QUALIFICATION, 0);

/**
 * LMSW exits when a host-owned bit of CR0[3:0] would differ from its read shadow; PE counts only when it would be set,
 * because LMSW never clears it.
 */
export const lmsw: Intercept = (host, insn, context) => {
  const operand = insn.operands[0];
  const source = context.read(insn, 0) & 0xffffn;
  if (context.aborted) return false;
  const { cr0Mask, cr0Shadow } = host.controls;
  const setsProtection = (cr0Mask & source & ~cr0Shadow & CR0_PE) !== 0n;
  const changesOthers = ((source ^ cr0Shadow) & cr0Mask & MSW & ~CR0_PE) !== 0n;
  if (!setsProtection && !changesOthers) return false;
  const memoryOperand = operand.kind === OperandKind.MEMORY;
  const linear = memoryOperand ? context.effectiveAddress(insn, 0) : 0n;
  return host.exitInstruction(ExitReason.CR_ACCESS, insn, lmswQualification(Number(source), memoryOperand), 0, linear);
};
