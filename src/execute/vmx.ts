/** VMX instructions. SDM Vol. 3, "VMX Instruction Reference": mode, privilege and effect are the VMX layer's. */
import type { Execute } from './context.js';
import type { Executors } from './executors.js';

const toVmxLayer: Execute = (context, insn) => context.vmx(insn);

export const vmx = {
  VMCALL: toVmxLayer,
  VMLAUNCH: toVmxLayer,
  VMRESUME: toVmxLayer,
  VMXOFF: toVmxLayer,
  VMFUNC: toVmxLayer,
  VMPTRLD: toVmxLayer,
  VMPTRST: toVmxLayer,
  VMCLEAR: toVmxLayer,
  VMXON: toVmxLayer,
  VMREAD: toVmxLayer,
  VMWRITE: toVmxLayer,
  INVEPT: toVmxLayer,
  INVVPID: toVmxLayer,
} satisfies Executors;
