/** Short 64-bit guests, assembled from text and run to their debug exit in a mode. */
import { assemble } from '../../asm/index.js';
import { Machine } from '../../src/machine/machine.js';
import type { Mode } from '../../src/machine/options.js';
import { prepareProgram } from '../../src/machine/program.js';
import { profileNamed } from '../../src/timing/profiles.js';

const MEMORY = 16 * 2 ** 20;
const LOAD = 0x100000;

/**
 * The guest starts on the loader's identity map of 2-MByte pages (PML4 at 91000H), CR0.WP clear. `body` follows the
 * code that installs an IDT whose gates all lead to `handler` and takes one exception (so that stack and GDT have been
 * touched); the handler goes to where R15 points, with R14 as stack.
 */
export function image(body: string): Uint8Array {
  const source = `
        bits 64
        org ${LOAD}
        mov rsp, stack_top
        mov rcx, 256
        mov rdi, idt
        mov rax, handler
.gate:  mov [rdi], ax
        mov word [rdi + 2], 8
        mov word [rdi + 4], 0x8e00
        mov word [rdi + 6], 0x10
        add rdi, 16
        dec rcx
        jnz .gate
        lidt [idtr]
        mov r14, stack_top
        mov r15, .ready
        int3
.ready: mov r15, done
${body}
done:   xor eax, eax
        out 0xf4, al
        hlt
handler: inc qword [taken]
        mov rsp, r14
        jmp r15
        align 8
taken:  dq 0
data:   times 32 dq 0
idtr:   dw 4095
        dq idt
        align 4096
idt:    times 4096 db 0
        times 4096 db 0
stack_top:
`;
  const result = assemble({ source, file: 'guest.asm', resolve: () => null, defines: {} });
  if (!result.ok) throw new Error(result.diagnostics.map((d) => `${d.line}: ${d.message}`).join('\n'));
  return result.bytes;
}

export interface GuestRun {
  readonly machine: Machine;
  readonly serial: string;
  /** VM exits by reason. */
  readonly exits: Readonly<Record<string, number>>;
  readonly hash: string;
  readonly instructions: number;
}

/** Runs to the end; anything but a debug exit is an error. `prepare` is called when the guest is loaded. */
export async function runGuest(body: string, mode: Mode, prepare?: (machine: Machine) => void): Promise<GuestRun> {
  const bytes: number[] = [];
  const machine = new Machine({
    mode,
    memory: MEMORY,
    profile: profileNamed('unit'),
    maxPhysicalAddressBits: 40,
    vmx: false,
    seed: 0n,
    roms: [{ name: 'rom', address: 0xf0000, bytes: Uint8Array.from({ length: 4096 }, (_, i) => i & 0xff) }],
    serialOutput: (byte) => bytes.push(byte),
  });
  machine.load(
    await prepareProgram(image(body), {
      name: 'guest',
      ramSize: MEMORY,
      loadAddress: LOAD,
      append: '',
      modules: [],
      reserved: [{ name: 'rom', start: 0xf0000, size: 0x1000 }],
    }),
  );
  prepare?.(machine);
  const result = machine.run({ maxInstructions: 2_000_000, maxCycles: 1e9 });
  if (result.kind !== 'debugExit') throw new Error(`${mode}: ${result.reason}`);
  const { exits, instructions, result: end } = machine.statistics();
  return {
    machine,
    serial: String.fromCharCode(...bytes),
    exits: Object.fromEntries(Object.entries(exits.byReason).map(([name, { count }]) => [name, count])),
    hash: end.hash,
    instructions,
  };
}

/** What `run` has more of than `empty`, by reason; reasons of which it has as many are left out. */
export function addedExits(run: GuestRun, empty: GuestRun): Record<string, number> {
  const added: Record<string, number> = {};
  for (const [name, count] of Object.entries(run.exits)) {
    const more = count - (empty.exits[name] ?? 0);
    if (more !== 0) added[name] = more;
  }
  return added;
}
