/**
 * How the processor reaches the local APIC: the xAPIC page at FEE00000H and the MSRs IA32_APIC_BASE, IA32_TSC_DEADLINE
 * and 800H–8FFH (x2APIC). SDM Vol. 3, "Local APIC Register Address Map" and "Extended XAPIC (x2APIC)".
 *
 * xAPIC registers are 32 bits wide and 16 bytes apart. Other accesses than aligned 32-bit ones are undefined by the
 * SDM; here reads give the bytes of the register and zeros beyond it, and writes take effect when they begin at the
 * register and hold all of it. With the APIC off or in x2APIC mode the page is like a hole: ones, writes ignored.
 *
 * Deviation: the base cannot be moved. IA32_APIC_BASE with another address is #GP(0).
 */
import type { BusSize, MmioDevice, MsrDevice } from '../memory/bus.js';
import type { LocalApic } from './local-apic.js';
import {
  ApicBase,
  ApicRegister,
  IA32_APIC_BASE,
  IA32_TSC_DEADLINE,
  LOCAL_APIC_ADDRESS,
  LVT_WRITABLE,
  Lvt,
  X2APIC_FIRST,
  X2APIC_LAST,
} from './local-apic-registers.js';

export class XapicPage implements MmioDevice {
  readonly name = 'local-apic';
  private readonly apic: LocalApic;

  constructor(apic: LocalApic) {
    this.apic = apic;
  }

  readMmio(offset: number, size: BusSize): bigint {
    const ones = (1n << BigInt(8 * size)) - 1n;
    if (!this.apic.enabled || this.apic.x2apic) return ones;
    const register = this.apic.read(offset >> 4);
    if (register === null) {
      this.apic.reportIllegalRegister();
      return 0n;
    }
    return (BigInt(register) >> BigInt(8 * (offset & 15))) & ones;
  }

  writeMmio(offset: number, size: BusSize, value: bigint): void {
    if (!this.apic.enabled || this.apic.x2apic || size < 4 || (offset & 15) !== 0) return;
    const register = offset >> 4;
    const written = this.apic.write(register, Number(BigInt.asUintN(32, value)));
    if (!written && this.apic.read(register) === null) this.apic.reportIllegalRegister();
  }
}

/** Bits that must be zero, by x2APIC register; those not named are read-only. */
const X2APIC_RESERVED: ReadonlyMap<number, number> = new Map([
  [ApicRegister.TPR, ~0xff],
  [ApicRegister.EOI, ~0],
  [ApicRegister.SVR, ~0x3ff],
  [ApicRegister.ESR, ~0],
  [ApicRegister.INITIAL_COUNT, 0],
  [ApicRegister.DIVIDE_CONFIGURATION, ~0x0b],
  [ApicRegister.SELF_IPI, ~0xff],
  // Delivery status and remote IRR are read-only, not reserved.
  ...LVT_WRITABLE.map(
    (writable, index) => [ApicRegister.LVT_TIMER + index, ~(writable | Lvt.PENDING | Lvt.REMOTE_IRR)] as const,
  ),
]);

/** ICR bits 31:20, 17:16 and 13 are reserved; delivery status (12) does not exist in x2APIC mode. */
const X2APIC_ICR_RESERVED = 0xfff3_3000n;

export class ApicMsrs implements MsrDevice {
  private readonly apic: LocalApic;

  constructor(apic: LocalApic) {
    this.apic = apic;
  }

  handles(index: number): boolean {
    return index === IA32_APIC_BASE || index === IA32_TSC_DEADLINE || (index >= X2APIC_FIRST && index <= X2APIC_LAST);
  }

  readMsr(index: number): bigint | null {
    if (index === IA32_APIC_BASE) return this.readBase();
    if (index === IA32_TSC_DEADLINE) return this.apic.timer.state.deadline;
    if (!this.apic.x2apic) return null;
    const register = index - X2APIC_FIRST;
    if (register === ApicRegister.ICR) return this.apic.readIcr();
    const value = this.apic.read(register);
    return value === null ? null : BigInt(value);
  }

  writeMsr(index: number, value: bigint): boolean {
    if (index === IA32_APIC_BASE) return this.writeBase(value);
    if (index === IA32_TSC_DEADLINE) {
      this.apic.writeDeadline(value);
      return true;
    }
    if (!this.apic.x2apic) return false;
    const register = index - X2APIC_FIRST;
    if (register === ApicRegister.ICR) {
      if (value & X2APIC_ICR_RESERVED) return false;
      this.apic.writeIcr(Number(value & 0xffff_ffffn), Number(value >> 32n));
      return true;
    }
    const reserved = X2APIC_RESERVED.get(register);
    if (reserved === undefined || value >> 32n !== 0n) return false;
    const low = Number(value);
    return (low & reserved) === 0 && this.apic.write(register, low);
  }

  private readBase(): bigint {
    const bits = (this.apic.enabled ? ApicBase.EN : 0) | (this.apic.x2apic ? ApicBase.EXTD : 0) | ApicBase.BSP;
    return BigInt(LOCAL_APIC_ADDRESS + bits);
  }

  /** SDM "x2APIC State Transitions": off ↔ xAPIC → x2APIC → off, nothing else. */
  private writeBase(value: bigint): boolean {
    const bits = Number(value & 0xfffn);
    const writable = ApicBase.EN | ApicBase.EXTD | ApicBase.BSP;
    if (value - BigInt(bits) !== BigInt(LOCAL_APIC_ADDRESS) || (bits & ~writable) !== 0) return false;
    const enabled = (bits & ApicBase.EN) !== 0;
    const x2apic = (bits & ApicBase.EXTD) !== 0;
    if (x2apic && !enabled) return false;
    if (x2apic && !this.apic.enabled) return false; // off to x2APIC
    if (enabled && !x2apic && this.apic.x2apic) return false; // x2APIC to xAPIC
    this.apic.setMode(enabled, x2apic);
    return true;
  }
}
