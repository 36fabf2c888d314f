/**
 * Instructions that can cause VM exits, by mnemonic. SDM Vol. 3, "Instructions That Cause VM Exits Unconditionally",
 * "Instructions That Cause VM Exits Conditionally", "Changes to Instruction Behavior in VMX Non-Root Operation".
 *
 * Asked before the instruction executes, after the checks that have priority over a VM exit: #UD, and #GP(0) for lack of
 * privilege ("Relative Priority of Faults and VM Exits").
 */
import type { SystemContext, Vector } from '../execute/context.js';
import { type Instruction, OperandKind } from '../isa/instruction.js';
import type { Mnemonic } from '../isa/table.js';
import { clts, lmsw, mov } from './control-register-intercepts.js';
import { Primary, Secondary } from './controls.js';
import { ExitReason } from './exit-reason.js';
import {
  descriptorTableInformation,
  displacementQualification,
  invalidationInformation,
  randomInformation,
  segmentTableInformation,
  vmcsAccessInformation,
  vmcsPointerInformation,
} from './instruction-information.js';
import { type Intercept, type InterceptHost, linearAddress } from './intercept.js';
import { input, inputString, output, outputString, rdmsr, wrmsr } from './io-intercepts.js';

const UD: Vector = 6;

const always =
  (reason: ExitReason): Intercept =>
  (host, insn) =>
    host.exitInstruction(reason, insn, 0n, 0);

const ifPrimary =
  (control: number, reason: ExitReason): Intercept =>
  (host, insn) =>
    host.controls.hasPrimary(control) && host.exitInstruction(reason, insn, 0n, 0);

const ifSecondary =
  (control: number, reason: ExitReason): Intercept =>
  (host, insn) =>
    host.controls.hasSecondary(control) && host.exitInstruction(reason, insn, 0n, 0);

/** Exit with the memory operand `n` described: displacement as the qualification, and instruction information. */
const withOperand =
  (reason: ExitReason, n: number, information: (insn: Instruction) => number): Intercept =>
  (host, insn, context) =>
    host.exitInstruction(
      reason,
      insn,
      displacementQualification(insn, insn.operands[n]!, context.nextRip),
      information(insn),
    );

/** The instruction is enabled in non-root operation only by a secondary control; #UD otherwise. */
const enabledBy =
  (control: number, then: Intercept): Intercept =>
  (host, insn, context) => {
    if (host.controls.hasSecondary(control)) return then(host, insn, context);
    context.raise(UD, -1);
    return false;
  };

const invlpg: Intercept = (host, insn, context) => {
  if (!host.controls.hasPrimary(Primary.INVLPG_EXITING)) return false;
  const linear = linearAddress(host.processor, insn.operands[0].segment, context.effectiveAddress(insn, 0));
  return host.exitInstruction(ExitReason.INVLPG, insn, linear, 0);
};

const invpcid: Intercept = (host, insn, context) =>
  host.controls.hasPrimary(Primary.INVLPG_EXITING) &&
  withOperand(ExitReason.INVPCID, 1, invalidationInformation)(host, insn, context);

const descriptorTable =
  (reason: ExitReason, information: (insn: Instruction) => number): Intercept =>
  (host, insn, context) =>
    host.controls.hasSecondary(Secondary.DESCRIPTOR_TABLE_EXITING) &&
    withOperand(reason, 0, information)(host, insn, context);

const globalTable = descriptorTable(ExitReason.GDTR_IDTR_ACCESS, descriptorTableInformation);
const localTable = descriptorTable(ExitReason.LDTR_TR_ACCESS, segmentTableInformation);

const random: Intercept = (host, insn) =>
  host.controls.hasSecondary(Secondary.RDRAND_EXITING) &&
  host.exitInstruction(ExitReason.RDRAND, insn, 0n, randomInformation(insn));

/** Only MOV with a control or debug register is asked about: see interceptOf. */
export const INTERCEPTS: Partial<Record<Mnemonic, Intercept>> = {
  CPUID: always(ExitReason.CPUID),
  INVD: always(ExitReason.INVD),

  HLT: ifPrimary(Primary.HLT_EXITING, ExitReason.HLT),
  /** Qualification bit 0: address-range monitoring is armed; it never is here. */
  MWAIT: ifPrimary(Primary.MWAIT_EXITING, ExitReason.MWAIT),
  MONITOR: ifPrimary(Primary.MONITOR_EXITING, ExitReason.MONITOR),
  PAUSE: ifPrimary(Primary.PAUSE_EXITING, ExitReason.PAUSE),
  WBINVD: ifSecondary(Secondary.WBINVD_EXITING, ExitReason.WBINVD_WBNOINVD),
  RDTSC: ifPrimary(Primary.RDTSC_EXITING, ExitReason.RDTSC),
  RDTSCP: enabledBy(Secondary.ENABLE_RDTSCP, ifPrimary(Primary.RDTSC_EXITING, ExitReason.RDTSCP)),
  RDRAND: random,

  INVLPG: invlpg,
  INVPCID: enabledBy(Secondary.ENABLE_INVPCID, invpcid),
  MOV: mov,
  CLTS: clts,
  LMSW: lmsw,

  IN: input,
  OUT: output,
  INS: inputString,
  OUTS: outputString,
  RDMSR: rdmsr,
  WRMSR: wrmsr,

  LGDT: globalTable,
  LIDT: globalTable,
  SGDT: globalTable,
  SIDT: globalTable,
  LLDT: localTable,
  LTR: localTable,
  SLDT: localTable,
  STR: localTable,

  VMCALL: always(ExitReason.VMCALL),
  VMLAUNCH: always(ExitReason.VMLAUNCH),
  VMRESUME: always(ExitReason.VMRESUME),
  VMXOFF: always(ExitReason.VMXOFF),
  VMCLEAR: withOperand(ExitReason.VMCLEAR, 0, vmcsPointerInformation),
  VMPTRLD: withOperand(ExitReason.VMPTRLD, 0, vmcsPointerInformation),
  VMPTRST: withOperand(ExitReason.VMPTRST, 0, vmcsPointerInformation),
  VMXON: withOperand(ExitReason.VMXON, 0, vmcsPointerInformation),
  VMREAD: withOperand(ExitReason.VMREAD, 0, vmcsAccessInformation),
  VMWRITE: withOperand(ExitReason.VMWRITE, 1, vmcsAccessInformation),
  INVEPT: withOperand(ExitReason.INVEPT, 1, invalidationInformation),
  INVVPID: withOperand(ExitReason.INVVPID, 1, invalidationInformation),
};

/** Whether an instruction is to be shown to the VMX layer in non-root operation. Meant for decode time. */
export function interceptOf(insn: Instruction): boolean {
  if (insn.mnemonic !== 'MOV') return INTERCEPTS[insn.mnemonic] !== undefined;
  const [destination, source] = insn.operands;
  return (
    destination.kind === OperandKind.CONTROL ||
    destination.kind === OperandKind.DEBUG ||
    source.kind === OperandKind.CONTROL ||
    source.kind === OperandKind.DEBUG
  );
}

/** Runs the intercept of `insn`. True when it has caused a VM exit. */
export function intercept(host: InterceptHost, insn: Instruction, context: SystemContext): boolean {
  return INTERCEPTS[insn.mnemonic]?.(host, insn, context) ?? false;
}
