/**
 * Guest state between the processor and the VMCS: what VM entry loads and VM exit saves. SDM Vol. 3, "Loading Guest
 * State", "Saving Guest State".
 */
import type { ActiveControls } from './active-controls.js';
import { VmEntry, VmExit } from './controls.js';
import { EFER_LMA, EFER_LME, Msr } from './msr.js';
import type { ProcessorState } from './processor-state.js';
import type { Vmcs } from './vmcs.js';
import { segmentField, VmcsField } from './vmcs-field.js';

/** CR0 bits that VM entry and exit load: PG, AM, WP, NE, TS, EM, MP, PE. The others (CD, NW, ET, reserved) stay. */
const CR0_LOADED = 0x8005002fn;
/** Access-rights bit 16: the register is unusable. */
const UNUSABLE = 0x10000;
const CR0_PG = 1n << 31n;
const SEGMENTS = 8;
const GPR_RSP = 4;

/** "Saving Control Registers, Debug Registers, and MSRs" and the following sections, in their order. `rip` and `rflags` as saved. */
export function saveGuestState(
  vmcs: Vmcs,
  processor: ProcessorState,
  controls: ActiveControls,
  rip: bigint,
  rflags: bigint,
): void {
  vmcs.write(VmcsField.GUEST_CR0, processor.cr0);
  vmcs.write(VmcsField.GUEST_CR3, processor.cr3);
  vmcs.write(VmcsField.GUEST_CR4, processor.cr4);
  vmcs.write(VmcsField.GUEST_IA32_SYSENTER_CS, processor.readMsrRaw(Msr.IA32_SYSENTER_CS) & 0xffffffffn);
  vmcs.write(VmcsField.GUEST_IA32_SYSENTER_ESP, processor.readMsrRaw(Msr.IA32_SYSENTER_ESP));
  vmcs.write(VmcsField.GUEST_IA32_SYSENTER_EIP, processor.readMsrRaw(Msr.IA32_SYSENTER_EIP));
  if (controls.hasExit(VmExit.SAVE_DEBUG_CONTROLS)) {
    vmcs.write(VmcsField.GUEST_DR7, processor.dr7);
    vmcs.write(VmcsField.GUEST_IA32_DEBUGCTL, processor.readMsrRaw(Msr.IA32_DEBUGCTL));
  }
  if (controls.hasExit(VmExit.SAVE_PAT)) vmcs.write(VmcsField.GUEST_IA32_PAT, processor.readMsrRaw(Msr.IA32_PAT));
  if (controls.hasExit(VmExit.SAVE_EFER)) vmcs.write(VmcsField.GUEST_IA32_EFER, processor.efer);
  saveModeControl(vmcs, (processor.efer & EFER_LMA) !== 0n);

  for (let index = 0; index < SEGMENTS; index++) {
    const state = processor.getSegmentState(index);
    vmcs.write32(segmentField(VmcsField.GUEST_ES_SELECTOR, index), state.selector);
    vmcs.write(segmentField(VmcsField.GUEST_ES_BASE, index), state.base);
    vmcs.write32(segmentField(VmcsField.GUEST_ES_LIMIT, index), state.limit);
    vmcs.write32(segmentField(VmcsField.GUEST_ES_ACCESS_RIGHTS, index), state.accessRights);
  }
  vmcs.write(VmcsField.GUEST_GDTR_BASE, processor.gdtrBase);
  vmcs.write32(VmcsField.GUEST_GDTR_LIMIT, processor.gdtrLimit);
  vmcs.write(VmcsField.GUEST_IDTR_BASE, processor.idtrBase);
  vmcs.write32(VmcsField.GUEST_IDTR_LIMIT, processor.idtrLimit);

  vmcs.write(VmcsField.GUEST_RIP, rip);
  vmcs.write(VmcsField.GUEST_RSP, processor.gpr[GPR_RSP]!);
  vmcs.write(VmcsField.GUEST_RFLAGS, rflags);

  vmcs.write32(VmcsField.GUEST_ACTIVITY_STATE, processor.activityState);
  vmcs.write32(VmcsField.GUEST_INTERRUPTIBILITY_STATE, processor.interruptibility);
  vmcs.write(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS, processor.pendingDebugExceptions);
  if (controls.eptp !== null) {
    for (let i = 0; i < 4; i++) vmcs.write(VmcsField.GUEST_PDPTE0 + 2 * i, processor.getPdpte(i));
  }
}

/** A processor that supports "unrestricted guest" stores EFER.LMA into "IA-32e mode guest". */
function saveModeControl(vmcs: Vmcs, longMode: boolean): void {
  const entry = vmcs.read32(VmcsField.VM_ENTRY_CONTROLS);
  const wanted = longMode ? entry | VmEntry.IA32E_MODE_GUEST : entry & ~VmEntry.IA32E_MODE_GUEST;
  if (wanted !== entry) vmcs.write32(VmcsField.VM_ENTRY_CONTROLS, wanted >>> 0);
}

/** "Loading Guest State", all but the MSR-load area and what `contextLoaded` does. */
export function loadGuestState(vmcs: Vmcs, processor: ProcessorState, controls: ActiveControls): void {
  const cr0 = vmcs.read(VmcsField.GUEST_CR0);
  processor.cr0 = (processor.cr0 & ~CR0_LOADED) | (cr0 & CR0_LOADED);
  processor.cr3 = vmcs.read(VmcsField.GUEST_CR3);
  processor.cr4 = vmcs.read(VmcsField.GUEST_CR4);
  if (controls.hasEntry(VmEntry.LOAD_DEBUG_CONTROLS)) {
    // DR7 bits 12, 14 and 15 are always 0, bit 10 always 1.
    processor.dr7 = (vmcs.read(VmcsField.GUEST_DR7) & ~0xd000n) | 0x400n;
    processor.writeMsrRaw(Msr.IA32_DEBUGCTL, vmcs.read(VmcsField.GUEST_IA32_DEBUGCTL));
  }
  processor.writeMsrRaw(Msr.IA32_SYSENTER_CS, vmcs.read(VmcsField.GUEST_IA32_SYSENTER_CS));
  processor.writeMsrRaw(Msr.IA32_SYSENTER_ESP, vmcs.read(VmcsField.GUEST_IA32_SYSENTER_ESP));
  processor.writeMsrRaw(Msr.IA32_SYSENTER_EIP, vmcs.read(VmcsField.GUEST_IA32_SYSENTER_EIP));
  processor.efer = guestEfer(vmcs, processor.efer, controls, (cr0 & CR0_PG) !== 0n);
  if (controls.hasEntry(VmEntry.LOAD_PAT)) {
    processor.writeMsrRaw(Msr.IA32_PAT, vmcs.read(VmcsField.GUEST_IA32_PAT));
  }
  for (let index = 0; index < SEGMENTS; index++) {
    processor.setSegmentState(index, {
      selector: vmcs.read32(segmentField(VmcsField.GUEST_ES_SELECTOR, index)),
      base: vmcs.read(segmentField(VmcsField.GUEST_ES_BASE, index)),
      limit: vmcs.read32(segmentField(VmcsField.GUEST_ES_LIMIT, index)),
      accessRights: vmcs.read32(segmentField(VmcsField.GUEST_ES_ACCESS_RIGHTS, index)),
    });
  }
  processor.gdtrBase = vmcs.read(VmcsField.GUEST_GDTR_BASE);
  processor.gdtrLimit = vmcs.read32(VmcsField.GUEST_GDTR_LIMIT);
  processor.idtrBase = vmcs.read(VmcsField.GUEST_IDTR_BASE);
  processor.idtrLimit = vmcs.read32(VmcsField.GUEST_IDTR_LIMIT);
  processor.rip = vmcs.read(VmcsField.GUEST_RIP);
  processor.gpr[GPR_RSP] = vmcs.read(VmcsField.GUEST_RSP);
  processor.rflags = vmcs.read(VmcsField.GUEST_RFLAGS);
  processor.activityState = vmcs.read32(VmcsField.GUEST_ACTIVITY_STATE);
  processor.interruptibility = vmcs.read32(VmcsField.GUEST_INTERRUPTIBILITY_STATE);
  processor.pendingDebugExceptions = vmcs.read(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS);
}

/** EFER is loaded whole, or LMA (and with paging LME) follow "IA-32e mode guest". */
function guestEfer(vmcs: Vmcs, current: bigint, controls: ActiveControls, paging: boolean): bigint {
  if (controls.hasEntry(VmEntry.LOAD_EFER)) return vmcs.read(VmcsField.GUEST_IA32_EFER);
  const longMode = controls.hasEntry(VmEntry.IA32E_MODE_GUEST);
  const affected = paging ? EFER_LMA | EFER_LME : EFER_LMA;
  return longMode ? current | affected : current & ~affected;
}

const CR4_PAE = 1n << 5n;
const CR4_PCIDE = 1n << 17n;

/** "Loading Host State": control registers, MSRs, segments, descriptor tables, RIP, RSP, RFLAGS, non-register state. */
export function loadHostState(vmcs: Vmcs, processor: ProcessorState, controls: ActiveControls): void {
  const longMode = controls.hasExit(VmExit.HOST_ADDRESS_SPACE_SIZE);
  const cr0 = vmcs.read(VmcsField.HOST_CR0);
  processor.cr0 = (processor.cr0 & ~CR0_LOADED) | (cr0 & CR0_LOADED);
  processor.cr3 = vmcs.read(VmcsField.HOST_CR3);
  const cr4 = vmcs.read(VmcsField.HOST_CR4);
  processor.cr4 = longMode ? cr4 | CR4_PAE : cr4 & ~CR4_PCIDE;
  processor.dr7 = 0x400n;
  processor.writeMsrRaw(Msr.IA32_DEBUGCTL, 0n);
  processor.writeMsrRaw(Msr.IA32_SYSENTER_CS, vmcs.read(VmcsField.HOST_IA32_SYSENTER_CS));
  processor.writeMsrRaw(Msr.IA32_SYSENTER_ESP, vmcs.read(VmcsField.HOST_IA32_SYSENTER_ESP));
  processor.writeMsrRaw(Msr.IA32_SYSENTER_EIP, vmcs.read(VmcsField.HOST_IA32_SYSENTER_EIP));
  if (controls.hasExit(VmExit.LOAD_EFER)) processor.efer = vmcs.read(VmcsField.HOST_IA32_EFER);
  else processor.efer = longMode ? processor.efer | EFER_LMA | EFER_LME : processor.efer & ~(EFER_LMA | EFER_LME);
  if (controls.hasExit(VmExit.LOAD_PAT)) {
    processor.writeMsrRaw(Msr.IA32_PAT, vmcs.read(VmcsField.HOST_IA32_PAT));
  }
  loadHostSegments(vmcs, processor, longMode);
  processor.rip = vmcs.read(VmcsField.HOST_RIP);
  processor.gpr[GPR_RSP] = vmcs.read(VmcsField.HOST_RSP);
  processor.rflags = 2n;
  processor.activityState = 0;
  processor.interruptibility = 0;
  processor.pendingDebugExceptions = 0n;
}

// Access rights: type | S | DPL 0 | P | L or D/B | G.
const CODE_64 = 0xa09b;
const CODE_32 = 0xc09b;
const DATA = 0xc093;
const BUSY_TSS = 0x8b;
const CS = 1;
const FS = 4;
const GS = 5;
const LDTR = 6;
const TR = 7;

/** "Loading Host Segment and Descriptor-Table Registers": hidden parts are fixed by the manual, not read from memory. */
function loadHostSegments(vmcs: Vmcs, processor: ProcessorState, longMode: boolean): void {
  for (let index = 0; index <= GS; index++) {
    const selector = vmcs.read32(segmentField(VmcsField.HOST_ES_SELECTOR, index));
    const base =
      index === FS ? vmcs.read(VmcsField.HOST_FS_BASE) : index === GS ? vmcs.read(VmcsField.HOST_GS_BASE) : 0n;
    const rights = index === CS ? (longMode ? CODE_64 : CODE_32) : selector === 0 ? DATA | UNUSABLE : DATA;
    processor.setSegmentState(index, { selector, base, limit: 0xffffffff, accessRights: rights });
  }
  processor.setSegmentState(LDTR, { selector: 0, base: 0n, limit: 0, accessRights: UNUSABLE });
  processor.setSegmentState(TR, {
    selector: vmcs.read32(VmcsField.HOST_TR_SELECTOR),
    base: vmcs.read(VmcsField.HOST_TR_BASE),
    limit: 0x67,
    accessRights: BUSY_TSS,
  });
  processor.gdtrBase = vmcs.read(VmcsField.HOST_GDTR_BASE);
  processor.gdtrLimit = 0xffff;
  processor.idtrBase = vmcs.read(VmcsField.HOST_IDTR_BASE);
  processor.idtrLimit = 0xffff;
}
