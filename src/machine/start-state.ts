/** Puts a processor that has just been reset into the state a loader asks for. */
import type { InitialState } from '../loader/loaded-image.js';
import type { ProcessorState } from '../vmx/processor-state.js';

/** Every register that `state` names; the others keep their reset values. */
export function applyStartState(processor: ProcessorState, state: InitialState): void {
  processor.gpr.set(state.gpr);
  processor.cr0 = state.cr0;
  processor.cr3 = state.cr3;
  processor.cr4 = state.cr4;
  processor.efer = state.efer;
  for (const [index, segment] of state.segments.entries()) processor.setSegmentState(index, { ...segment });
  processor.gdtrBase = state.gdtr.base;
  processor.gdtrLimit = state.gdtr.limit;
  processor.idtrBase = state.idtr.base;
  processor.idtrLimit = state.idtr.limit;
  processor.rip = state.rip;
  processor.rflags = state.rflags;
  processor.contextLoaded({ nonRoot: false, eptp: null, vpid: 0, flush: true, pdptes: null });
}
