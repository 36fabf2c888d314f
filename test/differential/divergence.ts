/** Where two runs of one program part: the first instruction after which the guest's state differs, and how. */

import { decode, isDecodeFailure } from '../../src/isa/decode.js';
import { disassemble } from '../../src/isa/disassemble.js';
import type { Machine } from '../../src/machine/machine.js';
import type { Program } from '../../src/machine/program.js';
import { type Configuration, nameOf, newMachine, RAM } from './run-kernel.js';

const GPR = [
  'rax',
  'rcx',
  'rdx',
  'rbx',
  'rsp',
  'rbp',
  'rsi',
  'rdi',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
];

function at(program: Program, configuration: Configuration, instructions: number): Machine {
  const machine = newMachine(program, configuration);
  machine.run({ maxInstructions: instructions, maxCycles: 1e12 });
  return machine;
}

const hashOf = (machine: Machine): string => `${machine.instructions} ${machine.statistics().result.hash}`;

/** An event between two instructions may be taken before one run stops, and after the other: the next ones decide. */
function agree(program: Program, one: Configuration, other: Configuration, instructions: number): boolean {
  for (let n = instructions; n < instructions + 3; n++) {
    if (hashOf(at(program, one, n)) === hashOf(at(program, other, n))) return true;
  }
  return false;
}

/** Text that tells what differs first. `limit`: instructions after which the runs are known to differ. */
export function explainDivergence(program: Program, one: Configuration, other: Configuration, limit: number): string {
  let same = 0;
  let differs = limit;
  while (differs - same > 1) {
    const middle = Math.floor((same + differs) / 2);
    if (agree(program, one, other, middle)) same = middle;
    else differs = middle;
  }
  const before = at(program, one, same);
  const [a, b] = [at(program, one, differs), at(program, other, differs)];
  const lines = [`${nameOf(one)} and ${nameOf(other)} part after instruction ${differs}, at ${where(before)}`];
  lines.push(`  before: ${registers(before)}`);
  lines.push(...differences(a, b).map((line) => `  ${line}`));
  return lines.join('\n');
}

function where(machine: Machine): string {
  const { rip } = machine.guestRegisters();
  const address = Number(BigInt.asUintN(32, rip));
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = machine.guestMemory.read8(address + i);
  const bits = machine.cpu.bits;
  const insn = decode(bytes, 0, 16, bits);
  const text = isDecodeFailure(insn) ? insn.failure : disassemble(insn, rip);
  return `${rip.toString(16)} (if mapped to itself): ${text}`;
}

function registers(machine: Machine): string {
  const r = machine.guestRegisters();
  const control = `cr0 ${r.cr0.toString(16)} cr2 ${r.cr2.toString(16)} cr3 ${r.cr3.toString(16)} cr4 ${r.cr4.toString(16)} efer ${r.efer.toString(16)} rflags ${r.rflags.toString(16)}`;
  return `${r.gpr.map((value, i) => `${GPR[i]} ${value.toString(16)}`).join(' ')} ${control} cs ${r.segments[1]!.selector.toString(16)}`;
}

export function differences(a: Machine, b: Machine): string[] {
  const lines: string[] = [];
  const [ra, rb] = [a.guestRegisters(), b.guestRegisters()];
  if (a.instructions !== b.instructions) lines.push(`instructions: ${a.instructions} / ${b.instructions}`);
  ra.gpr.forEach((value, i) => {
    if (value !== rb.gpr[i]) lines.push(`${GPR[i]}: ${value.toString(16)} / ${rb.gpr[i]!.toString(16)}`);
  });
  for (const key of ['rip', 'rflags', 'cr0', 'cr2', 'cr3', 'cr4', 'efer', 'gdtrBase', 'idtrBase'] as const) {
    if (ra[key] !== rb[key]) lines.push(`${key}: ${ra[key].toString(16)} / ${rb[key].toString(16)}`);
  }
  ra.segments.forEach((segment, i) => {
    const other = rb.segments[i]!;
    if (segment.selector !== other.selector || segment.base !== other.base)
      lines.push(`segment ${i}: ${segment.selector.toString(16)} / ${other.selector.toString(16)}`);
  });
  for (let address = 0; address < RAM && lines.length < 24; address += 8) {
    const inRam = a.guestMemory.find(address)?.kind === 'ram';
    if (!inRam) continue;
    const [va, vb] = [a.guestMemory.read64(address), b.guestMemory.read64(address)];
    if (va !== vb) lines.push(`[${address.toString(16)}]: ${va.toString(16)} / ${vb.toString(16)}`);
  }
  return lines;
}
