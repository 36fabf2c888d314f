/**
 * Emulation of one guest instruction that touches a device, a hole, ROM or a page table under protection. The bytes at
 * the guest's RIP are decoded by the one decoder and executed by the one set of executors.
 */
import type { Vector } from '../execute/context.js';
import { EXECUTE } from '../execute/index.js';
import { decode, isDecodeFailure, MAX_INSTRUCTION_LENGTH } from '../isa/decode.js';
import type { Instruction } from '../isa/instruction.js';
import { EmulationContext } from './emulation-context.js';
import { Exception } from './event-injection.js';
import type { HypervisorServices } from './services.js';

/** `done`: completed, or an exception is on its way. `refused`: not done, nothing of the guest has changed. */
export type EmulationResult = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly what: string };

const CS = 1;
/** Code goes on at 0 there, as on the processor: whether it faults is implementation-specific ("Limit Checking"). */
const FOUR_GIB_LIMIT = 0xffffffff;
const NEEDS_TABLES: ReadonlySet<string> = new Set(['SGDT', 'SIDT', 'SLDT', 'STR', 'SMSW']);

const DONE: EmulationResult = { kind: 'done' };

export class Emulator {
  private readonly services: HypervisorServices;
  private readonly context: EmulationContext;
  private readonly bytes = new Uint8Array(MAX_INSTRUCTION_LENGTH);

  constructor(services: HypervisorServices) {
    this.services = services;
    this.context = new EmulationContext(services);
  }

  /** Emulates the instruction at the guest's RIP. */
  run(): EmulationResult {
    const { context, services } = this;
    context.begin();
    const insn = this.fetch();
    if (insn !== null) this.execute(insn);
    if (context.refused !== null) return { kind: 'refused', what: context.refused };
    services.root.work('instructionEmulated', 1, Number(BigInt.asUintN(48, context.rip)));
    context.commit();
    const { exception } = context;
    if (exception !== null) {
      if (exception.vector === Exception.PF) services.events.raisePageFault(context.faultAddress, exception.errorCode);
      else services.events.raise(exception.vector, exception.errorCode);
    } else {
      if (context.repeats) services.events.leaveRepetition();
      else services.guest.finishInstruction(context.nextRip);
      services.guest.breakpoints(context.breakpoints);
    }
    return DONE;
  }

  private execute(insn: Instruction): void {
    const { context } = this;
    const { traits } = insn.form;
    if (NEEDS_TABLES.has(insn.mnemonic)) context.readTables();
    const next = context.rip + BigInt(insn.length);
    context.nextRip = BigInt.asUintN(context.bits === 64 ? 64 : 32, next);
    if (traits.includes('noexec')) context.raise(Exception.UD as Vector, -1);
    else if (traits.includes('cpl0') && context.cpl !== 0) context.raise(Exception.GP as Vector, 0);
    else EXECUTE[insn.mnemonic](context, insn);
  }

  /** Decodes at RIP, byte by byte so that no page beyond the instruction is touched. Null: a fault is raised. */
  private fetch(): Instruction | null {
    const { context, bytes } = this;
    const wide = context.bits === 64;
    const { base, limit } = this.services.guest.segment(CS);
    for (let length = 1; length <= MAX_INSTRUCTION_LENGTH; length++) {
      const offset = context.rip + BigInt(length - 1);
      if (!wide && limit !== FOUR_GIB_LIMIT && offset > BigInt(limit)) break;
      const byte = context.fetch(wide ? BigInt.asUintN(64, offset) : BigInt.asUintN(32, base + offset));
      if (byte < 0) return null;
      bytes[length - 1] = byte;
      const insn = decode(bytes, 0, length, context.bits);
      if (!isDecodeFailure(insn)) return insn;
      if (insn.failure === 'invalid') {
        context.raise(Exception.UD as Vector, -1);
        return null;
      }
    }
    // Too long, or beyond the limit of CS.
    context.raise(Exception.GP as Vector, 0);
    return null;
  }
}
