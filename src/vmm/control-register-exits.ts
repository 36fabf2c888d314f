/**
 * CR_ACCESS and writes of EFER: the guest's control registers change by the rules that the processor itself goes by, and
 * the way memory is virtualized puts what follows into the VMCS.
 */
import {
  type ControlRegisters,
  CR3_NO_FLUSH,
  checkedCr0,
  checkedCr3,
  checkedCr4,
  checkedEfer,
  eferAfterCr0,
  type Invalidation,
  invalidatedByCr0,
  invalidatedByCr4,
  reloadsPdptes,
  usesPdptes,
} from '../paging/control-register-rules.js';
import { CR0_PG, CR4_PCIDE } from '../paging/paging-mode.js';
import { CR4_ALLOWED, CR4_FIXED_1 } from '../vmx/capabilities.js';
import { CrAccess, unpackCrAccess } from '../vmx/qualification.js';
import { VmcsField } from '../vmx/vmcs-field.js';
import { Exception } from './event-injection.js';
import { moveFromCr8, moveToCr8 } from './io-exits.js';
import type { ExitResult } from './memory-virtualization.js';
import type { HypervisorServices } from './services.js';

const CS = 1;
const TR = 7;
const CS_L = 1 << 13;
const TSS16_BUSY = 3;
const CR0_TS = 8n;
const CR0_PE = 1n;
const MSW = 0xfn;
const EFER_LMA = 1n << 10n;

export class ControlRegisterExits {
  private readonly services: HypervisorServices;

  constructor(services: HypervisorServices) {
    this.services = services;
  }

  /** The CR_ACCESS exit. */
  handle(): ExitResult {
    const { root, guest, virtualization } = this.services;
    const access = unpackCrAccess(root.vmread(VmcsField.EXIT_QUALIFICATION));
    switch (access.access) {
      case CrAccess.CLTS:
        return this.writeCr0(guest.cr0 & ~CR0_TS);
      case CrAccess.LMSW: {
        const source = BigInt(access.lmswSource);
        const cr0 = guest.cr0;
        return this.writeCr0((cr0 & ~(MSW & ~CR0_PE)) | (source & MSW));
      }
      case CrAccess.MOV_FROM:
        if (access.control === 8) return moveFromCr8(this.services, access.gpr);
        guest.setRegister(access.gpr, virtualization.guestCr3);
        return 'resume-next';
      default:
        return this.moveTo(access.control, access.gpr);
    }
  }

  private moveTo(control: number, gpr: number): ExitResult {
    const { guest, virtualization } = this.services;
    if (control === 8) return moveToCr8(this.services, gpr);
    const value = guest.getRegister(gpr);
    const narrow = guest.code64((virtualization.guestEfer & EFER_LMA) !== 0n) ? value : value & 0xffffffffn;
    if (control === 0) return this.writeCr0(narrow);
    return control === 3 ? this.writeCr3(narrow) : this.writeCr4(narrow);
  }

  private registers(): ControlRegisters {
    const { guest, virtualization } = this.services;
    return { cr0: guest.cr0, cr3: virtualization.guestCr3, cr4: guest.cr4, efer: virtualization.guestEfer };
  }

  private fault(): ExitResult {
    this.services.events.raise(Exception.GP, 0);
    return 'resume';
  }

  private writeCr0(value: bigint): ExitResult {
    const { guest } = this.services;
    const before = this.registers();
    const csRights = guest.accessRights(CS);
    const cr0 = checkedCr0(value, before, {
      code64: (before.efer & EFER_LMA) !== 0n && (csRights & CS_L) !== 0,
      csLong: (csRights & CS_L) !== 0,
      smallTask: (guest.accessRights(TR) & 15) === TSS16_BUSY,
    });
    if (cr0 === null) return this.fault();
    return this.change(
      before,
      { ...before, cr0, efer: eferAfterCr0(before.efer, cr0) },
      invalidatedByCr0(before.cr0, cr0),
    );
  }

  private writeCr4(value: bigint): ExitResult {
    const before = this.registers();
    const allowed = this.services.vm.vmxOffered ? CR4_ALLOWED : CR4_ALLOWED & ~CR4_FIXED_1;
    const cr4 = checkedCr4(value, before, allowed);
    if (cr4 === null) return this.fault();
    return this.change(before, { ...before, cr4 }, invalidatedByCr4(before.cr4, cr4));
  }

  private change(before: ControlRegisters, after: ControlRegisters, invalidation: Invalidation): ExitResult {
    const pdptes = reloadsPdptes(before, after) ? this.readPdptes(after.cr3) : null;
    if (pdptes === 'invalid') return this.fault();
    this.services.virtualization.loadControlRegisters(after, pdptes, invalidation);
    return 'resume-next';
  }

  private writeCr3(value: bigint): ExitResult {
    const { root, virtualization } = this.services;
    const before = this.registers();
    const cr3 = checkedCr3(value, before, root.maxPhysicalAddressBits);
    if (cr3 === null) return this.fault();
    const pdptes = usesPdptes(before) ? this.readPdptes(cr3) : null;
    if (pdptes === 'invalid') return this.fault();
    virtualization.loadCr3(cr3, pdptes, (before.cr4 & CR4_PCIDE) !== 0n && (value & CR3_NO_FLUSH) !== 0n);
    return 'resume-next';
  }

  /** CR3 from a TSS, when paging is enabled and it changes. False: the PDPTEs are bad. */
  loadTaskCr3(cr3: bigint): boolean {
    const before = this.registers();
    if ((before.cr0 & CR0_PG) === 0n || cr3 === before.cr3) return true;
    const pdptes = usesPdptes(before) ? this.readPdptes(cr3) : null;
    if (pdptes === 'invalid') return false;
    this.services.virtualization.loadCr3(cr3, pdptes, false);
    return true;
  }

  /** The four PDPTEs that CR3 names, or that one of them has a reserved bit set. */
  private readPdptes(cr3: bigint): readonly bigint[] | 'invalid' {
    const { memory, paging, root } = this.services;
    const table = Number(cr3 & 0xffffffe0n);
    const values = [0, 8, 16, 24].map((offset) => memory.read64(table + offset));
    root.work('guestEntryRead', 4, table);
    return values.every((value) => paging.context.isValidPdpte(value)) ? values : 'invalid';
  }

  /** WRMSR to IA32_EFER; false: #GP(0). */
  writeEfer(value: bigint): boolean {
    const before = this.registers();
    const efer = checkedEfer(value, before);
    if (efer === null) return false;
    this.services.virtualization.loadControlRegisters({ ...before, efer }, null, 'nothing');
    return true;
  }
}
