/**
 * What a task switch changes in the processor beyond ordinary registers: the TaskContext of src/execute. SDM Vol. 3, "Task
 * Switching", "Task-State Segment (TSS)" for the T flag, "Treatment of Task Switches" for VMX non-root operation.
 */
import { type TaskContext, TaskSwitchSource } from '../execute/transfer-context.js';
import { Abort, Attention } from './attention.js';
import { loadCr3ForTask } from './paging-control.js';
import { Cr0, Dr6, Dr7 } from './register-bits.js';
import { CpuSegments } from './segment-access.js';

export abstract class CpuTasks extends CpuSegments implements TaskContext {
  interceptTaskSwitch(selector: number, source: TaskSwitchSource, resumeFlag: boolean): boolean {
    if (!this.nonRoot) return false;
    const length = source === TaskSwitchSource.IDT ? 0 : this.entry.insn.length;
    if (!this.vmxHooks!.taskSwitch(selector, source, length, resumeFlag)) return false;
    this.giveUp(Abort.TRANSFERRED);
    return true;
  }

  commitTask(): void {
    this.cr0Bits = (this.cr0Bits | Cr0.TS) >>> 0;
    // Local breakpoints belong to the old task.
    this.dr7Bits &= ~Dr7.LOCAL_ENABLES;
    this.flagsLoaded = true;
  }

  loadTaskCr3(cr3: bigint): boolean {
    return loadCr3ForTask(this, cr3);
  }

  pendTaskTrap(): void {
    this.pendingDebug |= Dr6.BT;
    this.attention |= Attention.TRAP;
  }
}
