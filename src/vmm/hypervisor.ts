/**
 * A built-in hypervisor: dispatch of VM exits and everything that does not depend on how memory is virtualized. It drives
 * the processor through the VMCS and the VM through its buses.
 *
 * Exits by design: CPUID, HLT, each port access, MOV CR8, MSRs of the VM's devices, external interrupts and the interrupt
 * window; what memory needs is in MemoryVirtualization. RDTSC, MOV DR, descriptor tables, and the MSRs that the guest may
 * own (SYSCALL, SYSENTER, FS, GS, PAT, TSC) do not exit.
 */
import { GuestMemory } from '../memory/guest-memory.js';
import { RAM_BASE } from '../memory/host-memory.js';
import { EXIT_REASON_NAMES, ExitReason } from '../vmx/exit-reason.js';
import type { GuestRegisters } from '../vmx/guest-registers.js';
import type { VirtualMachine, Vmm, VmmAction, VmxRoot, VmxStatus } from '../vmx/root.js';
import { VMCS_REVISION } from '../vmx/vmcs.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import { ControlRegisterExits } from './control-register-exits.js';
import { Emulator } from './emulator.js';
import { EventInjection, Exception } from './event-injection.js';
import { GuestCpu } from './guest-cpu.js';
import { GuestPaging } from './guest-paging.js';
import { allocateHostPage } from './host-pages.js';
import { cpuid, ioInstruction, rdmsr, vmxon, wrmsr } from './io-exits.js';
import type { ExitHandlers, ExitResult, MemoryVirtualization } from './memory-virtualization.js';
import type { Faults, HypervisorServices } from './services.js';
import { SingleStep } from './single-step.js';
import { TaskSwitchExits } from './task-switch-exits.js';
import { fillMsrBitmaps, VPID, writeControls, writeGuestState, writeHostState } from './vmcs-setup.js';

const RESUME: VmmAction = { kind: 'resume' };
const PAGE = 0x1000;

/** Parts of one running hypervisor; the order of construction is that of dependence. */
export class HypervisorParts implements HypervisorServices {
  readonly root: VmxRoot;
  readonly vm: VirtualMachine;
  readonly guest: GuestCpu;
  readonly memory: GuestMemory;
  readonly events: EventInjection;
  readonly virtualization: MemoryVirtualization;
  readonly paging: GuestPaging;
  readonly emulator: Emulator;
  readonly stepper: SingleStep;

  constructor(root: VmxRoot, vm: VirtualMachine, virtualize: (parts: HypervisorParts) => MemoryVirtualization) {
    this.root = root;
    this.vm = vm;
    this.guest = new GuestCpu(root);
    this.memory = new GuestMemory(root.memory, vm.platform.map);
    this.events = new EventInjection(this.guest, vm.platform.interrupts);
    this.virtualization = virtualize(this);
    this.paging = new GuestPaging(this.guest, this.virtualization, this.memory);
    this.emulator = new Emulator(this);
    this.stepper = new SingleStep(this);
  }

  /** INVPCID, SDM Vol. 2: invalidation of the guest's PCIDs, all of which live under the VM's one VPID. */
  invalidatePcid(faults: Faults, type: bigint, low: bigint, high: bigint): void {
    const canonical = BigInt.asUintN(64, BigInt.asIntN(48, high)) === high;
    const pcidsOff = (this.guest.cr4 & (1n << 17n)) === 0n;
    const bad = low >> 12n !== 0n || (type <= 1n && pcidsOff && low !== 0n) || (type === 0n && !canonical);
    if (type > 3n || bad) faults.raise(Exception.GP, 0);
    else if (type === 0n) this.virtualization.invalidateAddress(high);
    else this.root.invvpid(type === 2n ? 1 : 3, VPID, 0n);
  }

  /** Emulates the instruction at RIP, or steps over it (or over the event delivery) with the page open. */
  emulate(guestPhysical: number): ExitResult {
    if (this.events.delivering || this.emulator.run().kind === 'refused') return this.stepper.begin(guestPhysical);
    return 'resume';
  }
}

export class Hypervisor implements Vmm {
  readonly name: string;
  private readonly virtualize: (parts: HypervisorParts) => MemoryVirtualization;
  private parts: HypervisorParts | null = null;
  private handlers: ExitHandlers = {};

  constructor(name: string, virtualize: (parts: HypervisorParts) => MemoryVirtualization) {
    this.name = name;
    this.virtualize = virtualize;
  }

  start(root: VmxRoot, vm: VirtualMachine, initial: GuestRegisters): VmmAction {
    const parts = new HypervisorParts(root, vm, this.virtualize);
    this.parts = parts;
    this.handlers = this.handlerTable(parts);
    const [vmxon, vmcs, hostTables, msrBitmaps] = [1, 2, 3, 4].map(() => allocateHostPage(vm)) as [
      number,
      number,
      number,
      number,
    ];
    for (const region of [vmxon, vmcs]) root.memory.u32[(RAM_BASE + region) >>> 2] = VMCS_REVISION;
    root.prepareHost(hostTables);
    expect(root.vmxon(vmxon), 'VMXON');
    expect(root.vmclear(vmcs), 'VMCLEAR');
    expect(root.vmptrld(vmcs), 'VMPTRLD');

    const { virtualization } = parts;
    fillMsrBitmaps(root.memory, msrBitmaps, vm.platform.msrs, virtualization.interceptedMsrs);
    writeControls(root, virtualization.controls, msrBitmaps);
    writeHostState(root, hostTables, hostTables, hostTables + PAGE);
    writeGuestState(root, initial);
    root.vmwrite(VmcsField.CR0_GUEST_HOST_MASK, virtualization.cr0Mask);
    root.vmwrite(VmcsField.CR4_GUEST_HOST_MASK, virtualization.cr4Mask);
    virtualization.start();
    virtualization.loadControlRegisters(initial, null, 'nothing');
    return this.enter(parts, () => root.vmlaunch());
  }

  onVmExit(root: VmxRoot): VmmAction {
    const parts = this.running(root);
    const action = this.dispatch(parts);
    return action.kind === 'resume' ? this.enter(parts, () => root.vmresume()) : action;
  }

  onWakeUp(root: VmxRoot): VmmAction {
    const parts = this.running(root);
    const { interrupts } = parts.vm.platform;
    if (!interrupts.pending() || !parts.events.canInterrupt()) return this.halted(parts);
    return this.enter(parts, () => root.vmresume());
  }

  guestRegisters(root: VmxRoot): GuestRegisters {
    const { virtualization } = this.running(root);
    const hardware = root.inspectGuest();
    const seen = (real: bigint, mask: bigint, shadow: number) => (real & ~mask) | (root.peek(shadow) & mask);
    return {
      ...hardware,
      cr0: seen(hardware.cr0, virtualization.cr0Mask, VmcsField.CR0_READ_SHADOW),
      cr3: virtualization.inspectCr3(hardware.cr3),
      cr4: seen(hardware.cr4, virtualization.cr4Mask, VmcsField.CR4_READ_SHADOW),
      efer: virtualization.inspectEfer(hardware.efer),
    };
  }

  get shadowTableBytes(): number {
    return this.parts?.virtualization.shadowTableBytes ?? 0;
  }

  get eptTableBytes(): number {
    return this.parts?.virtualization.eptTableBytes ?? 0;
  }

  get guestTableBytes(): number {
    return this.parts?.virtualization.guestTableBytes ?? -1;
  }

  private running(root: VmxRoot): HypervisorParts {
    if (this.parts === null || this.parts.root !== root) throw new Error('this hypervisor has not been started');
    return this.parts;
  }

  /** VM entry, and whatever exits before the guest's first instruction. */
  private enter(parts: HypervisorParts, entry: () => VmxStatus): VmmAction {
    const { root, events } = parts;
    let enterGuest = entry;
    for (;;) {
      if (events.tripleFault) return this.shutDown(parts);
      events.prepareEntry();
      expect(enterGuest(), 'VM entry', () => root.entryFailures());
      if (root.inGuest) return RESUME;
      const action = this.dispatch(parts);
      if (action.kind !== 'resume') return action;
      enterGuest = () => root.vmresume();
    }
  }

  private dispatch(parts: HypervisorParts): VmmAction {
    const { root, events, guest } = parts;
    const reason = Number(root.vmread(VmcsField.EXIT_REASON));
    root.work('exitDispatch', 1, reason);
    if (reason >= 0x80000000) throw new Error(`VM entry failed: ${root.entryFailures()}`);
    const handler = this.handlers[reason as ExitReason];
    if (handler === undefined) throw new Error(`no handler for the VM exit ${EXIT_REASON_NAMES[reason] ?? reason}`);
    events.recordExit(reason === ExitReason.EXCEPTION_NMI || reason === ExitReason.EPT_VIOLATION);
    const result = handler();
    if (result === 'resume') return RESUME;
    if (result !== 'resume-next') return result;
    this.advance(parts, guest.rip);
    return RESUME;
  }

  /** RIP moves over the instruction that caused the exit. */
  private advance({ root, guest, virtualization }: HypervisorParts, rip: bigint): void {
    const length = root.vmread(VmcsField.VM_EXIT_INSTRUCTION_LENGTH);
    const longMode = (virtualization.guestEfer & (1n << 10n)) !== 0n;
    guest.finishInstruction(BigInt.asUintN(guest.code64(longMode) ? 64 : 32, rip + length));
  }

  /** Triple fault. RF is what a fault on the way put there for the handler that it never reached. */
  private shutDown({ guest }: HypervisorParts): VmmAction {
    guest.rflags &= ~(1n << 16n);
    return { kind: 'shutdown', reason: 'triple fault' };
  }

  private halted(parts: HypervisorParts): VmmAction {
    return { kind: 'halted', wakeable: (parts.guest.rflags & (1n << 9n)) !== 0n };
  }

  /** HLT: the instruction is done; the guest waits unless an interrupt is there already. */
  private halt(parts: HypervisorParts): ExitResult {
    this.advance(parts, parts.guest.rip);
    // Single-stepping: the #DB after HLT ends it.
    if (parts.root.vmread(VmcsField.GUEST_PENDING_DEBUG_EXCEPTIONS) !== 0n) return 'resume';
    const { interrupts } = parts.vm.platform;
    return interrupts.pending() && parts.events.canInterrupt() ? 'resume' : this.halted(parts);
  }

  private handlerTable(parts: HypervisorParts): ExitHandlers {
    const registers = new ControlRegisterExits(parts);
    const tasks = new TaskSwitchExits(parts, registers);
    const undefinedOpcode = (): ExitResult => {
      parts.events.raise(Exception.UD, 0);
      return 'resume';
    };
    const resume = (): ExitResult => 'resume';
    const resumeNext = (): ExitResult => 'resume-next';
    return {
      // Interrupts are looked at before every VM entry.
      [ExitReason.EXTERNAL_INTERRUPT]: resume,
      [ExitReason.INTERRUPT_WINDOW]: resume,
      [ExitReason.TRIPLE_FAULT]: () => this.shutDown(parts),
      [ExitReason.TASK_SWITCH]: () => tasks.handle(),
      [ExitReason.MONITOR_TRAP_FLAG]: () => parts.stepper.end(),
      [ExitReason.CPUID]: () => cpuid(parts),
      [ExitReason.HLT]: () => this.halt(parts),
      [ExitReason.INVD]: resumeNext,
      [ExitReason.CR_ACCESS]: () => registers.handle(),
      [ExitReason.IO_INSTRUCTION]: () => ioInstruction(parts),
      [ExitReason.RDMSR]: () => rdmsr(parts),
      [ExitReason.WRMSR]: () => wrmsr(parts, registers),
      // The guest is never in VMX operation.
      [ExitReason.VMCALL]: undefinedOpcode,
      [ExitReason.VMCLEAR]: undefinedOpcode,
      [ExitReason.VMLAUNCH]: undefinedOpcode,
      [ExitReason.VMPTRLD]: undefinedOpcode,
      [ExitReason.VMPTRST]: undefinedOpcode,
      [ExitReason.VMREAD]: undefinedOpcode,
      [ExitReason.VMRESUME]: undefinedOpcode,
      [ExitReason.VMWRITE]: undefinedOpcode,
      [ExitReason.VMXOFF]: undefinedOpcode,
      [ExitReason.VMXON]: () => vmxon(parts),
      [ExitReason.INVEPT]: undefinedOpcode,
      [ExitReason.INVVPID]: undefinedOpcode,
      ...parts.virtualization.handlers,
    };
  }
}

/** The hypervisor's own VMX instructions succeed, or it has a bug. */
function expect(status: VmxStatus, what: string, why: () => string = () => ''): void {
  if (status === 'VMsucceed') return;
  throw new Error(`${what}: ${typeof status === 'string' ? status : `VMfailValid(${status.VMfailValid})`} ${why()}`);
}
