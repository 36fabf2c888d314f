/** A SimpleContext at CPL 0 that grants every system operation and writes it down. */
import { SimpleContext } from './simple-context.js';

export class KernelContext extends SimpleContext {
  override cpl = 0;
  /** Changes of system state, in order. */
  log: string[] = [];
  descriptor: { low: number; high: number } | null = { low: 0xffff, high: 0x00cf_9300 };
  override readonly gdtrBase = 0x1234_5678_9abc_def0n;
  override readonly gdtrLimit = 0x77;
  override readonly idtrBase = 0x1122_3344_5566_7788n;
  override readonly idtrLimit = 0xfff;
  override readonly tscAux = 9;
  override longMode = true;
  override umipBlocks = false;

  private note(what: string): void {
    if (!this.aborted) this.log.push(what);
  }

  protected override refuse(what: string): void {
    this.note(what);
  }

  override loadSegment(segment: number, selector: number): void {
    this.note(`segment ${segment} = ${selector.toString(16)}`);
  }
  override getLdtr(): number {
    return 0x30;
  }
  override getTr(): number {
    return 0x40;
  }
  override loadLdtr(selector: number): void {
    this.note(`LDTR = ${selector.toString(16)}`);
  }
  override loadTr(selector: number): void {
    this.note(`TR = ${selector.toString(16)}`);
  }
  override readDescriptor(): { low: number; high: number } | null {
    return this.descriptor;
  }
  override loadGdtr(base: bigint, limit: number): void {
    this.note(`GDTR = ${base.toString(16)}:${limit.toString(16)}`);
  }
  override loadIdtr(base: bigint, limit: number): void {
    this.note(`IDTR = ${base.toString(16)}:${limit.toString(16)}`);
  }
  override readControl(register: number): bigint {
    return 0x8000_0011n + BigInt(register);
  }
  override writeControl(register: number, value: bigint): void {
    this.note(`CR${register} = ${value.toString(16)}`);
  }
  override loadMachineStatusWord(value: number): void {
    this.note(`MSW = ${value.toString(16)}`);
  }
  override readDebug(register: number): bigint {
    return 0xd0n + BigInt(register);
  }
  override writeDebug(register: number, value: bigint): void {
    this.note(`DR${register} = ${value.toString(16)}`);
  }
  override readMsr(index: number): bigint {
    return 0xaaaa_bbbb_0000_0000n | BigInt(index);
  }
  override writeMsr(index: number, value: bigint): void {
    this.note(`MSR ${index.toString(16)} = ${value.toString(16)}`);
  }
  override farJump(selector: number, offset: bigint, size = 0): void {
    this.note(`jump ${selector.toString(16)}:${offset.toString(16)} ${size}`);
  }
  override farCall(selector: number, offset: bigint, size: 2 | 4 | 8): void {
    this.note(`call ${selector.toString(16)}:${offset.toString(16)} ${size}`);
  }
  override farReturn(size: 2 | 4 | 8, extraBytes: number): void {
    this.note(`far return ${size} ${extraBytes}`);
  }
  override interruptReturn(size: 2 | 4 | 8): void {
    this.note(`interrupt return ${size}`);
  }
  override softwareInterrupt(vector: number, kind: 'software' | 'softwareException' | 'privileged'): void {
    this.note(`${kind} ${vector}`);
  }
  override sysret(size: 4 | 8): void {
    this.note(`sysret ${size}`);
  }
  override sysexit(size: 4 | 8): void {
    this.note(`sysexit ${size}`);
  }
  override writeSegmentBase(segment: number, value: bigint): void {
    this.note(`base of ${segment} = ${value.toString(16)}`);
  }
  override setInterruptFlag(): void {
    this.note('STI');
  }
  override clearInterruptFlag(): void {
    this.note('CLI');
  }
  override monitor(address: bigint): void {
    this.note(`monitor ${address.toString(16)}`);
  }
  override invalidatePage(segment: number, offset: bigint): void {
    this.note(`invalidate ${segment}:${offset.toString(16)}`);
  }
  override invalidatePcid(type: bigint, low: bigint, high: bigint): void {
    this.note(`INVPCID ${type} ${low.toString(16)} ${high.toString(16)}`);
  }
  override cacheControl(): void {
    this.note('cache');
  }
  override cpuid(leaf: number, subleaf: number): { eax: number; ebx: number; ecx: number; edx: number } {
    return { eax: leaf, ebx: subleaf, ecx: 0xffff_fff0, edx: 4 };
  }
  override readTsc(): bigint {
    return 0x1_2345_6789n;
  }
  override random(size: 2 | 4 | 8): bigint {
    return BigInt.asUintN(size * 8, 0x0123_4567_89ab_cdefn);
  }
  override readPkru(): number {
    return 0x5555_5554;
  }
  override writePkru(value: number): void {
    this.note(`PKRU = ${value.toString(16)}`);
  }
  override setAlignmentCheck(value: boolean): void {
    this.note(value ? 'STAC' : 'CLAC');
  }
}
