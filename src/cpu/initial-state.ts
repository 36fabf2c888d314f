/** The register state in which a loader starts a program; registers not named are as after reset. */
import type { SegmentState } from '../vmx/processor-state.js';
import type { CpuRegisters } from './processor-registers.js';

/** SDM Vol. 3, "Processor State After Reset", with the modes that a boot loader has already entered. */
export interface InitialState {
  readonly rip: bigint;
  readonly rflags: bigint;
  /** RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 … R15. */
  readonly gpr: readonly bigint[];
  readonly cr0: bigint;
  readonly cr3: bigint;
  readonly cr4: bigint;
  readonly efer: bigint;
  /** ES, CS, SS, DS, FS, GS, LDTR, TR; access rights in VMCS format. */
  readonly segments: readonly Readonly<SegmentState>[];
  readonly gdtr: { readonly base: bigint; readonly limit: number };
  readonly idtr: { readonly base: bigint; readonly limit: number };
}

/** Put a processor that has just been reset into an initial state. */
export function applyInitialState(cpu: CpuRegisters, state: InitialState): void {
  cpu.registers.set(state.gpr);
  cpu.cr0 = state.cr0;
  cpu.cr3 = state.cr3;
  cpu.cr4 = state.cr4;
  cpu.efer = state.efer;
  state.segments.forEach((segment, index) => {
    cpu.setSegmentState(index, segment);
  });
  cpu.setGdtr(state.gdtr.base, state.gdtr.limit);
  cpu.setIdtr(state.idtr.base, state.idtr.limit);
  cpu.cpl = cpu.ss.dpl;
  cpu.rip = state.rip;
  cpu.configureMmu();
  cpu.mmu.flushAll();
  cpu.updateMode();
  cpu.rflags = state.rflags;
}
