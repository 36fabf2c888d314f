#!/usr/bin/env node
/** The command line: one file a subcommand, loaded only when it is the one. */
import { Command, Option } from 'commander';
import { reportFailure } from './failure.js';
import { collect, MACHINE_HELP, machineOptions } from './machine-options.js';
import { complain, print } from './output.js';
import { VERSION } from './version.js';

const program = new Command('trapwalk')
  .description(
    'Run a guest kernel natively, under shadow paging and under EPT; count every VM exit, page-walk reference and cycle.',
  )
  .version(VERSION, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'show help')
  .configureOutput({
    writeOut: print,
    writeErr: complain,
    outputError: (text, write) => write(`trapwalk: ${text}`),
  })
  .showHelpAfterError('(--help tells more)')
  .addHelpText(
    'after',
    `
Examples:
  $ trapwalk run programs/hello.asm                      assemble and boot a kernel
  $ trapwalk run kernel.asm --mode ept --stats text      the same kernel under EPT, with its VM exits
  $ trapwalk compare programs/own-page-tables.asm        native, shadow and EPT side by side
  $ trapwalk walk 0xffff800000100000                     take a linear address apart
  $ trapwalk asm boot.asm -o boot.bin -l boot.lst        assemble, as nasm -f bin does

Exit status: 0 the guest halted; odd, (value << 1) | 1, debug exit; 2 bad input; 4 a limit was reached;
6 triple fault or shutdown; 70 an internal error.`,
  )
  .exitOverride();

machineOptions(
  program
    .command('run')
    .description('boot a kernel; its serial output goes to stdout, everything else to stderr')
    .argument('<file>', '.asm source, or an image: multiboot, ELF64, flat binary')
    .addOption(
      new Option('-m, --mode <mode>', 'how memory is virtualized')
        .choices(['native', 'shadow', 'ept'])
        .default('native'),
    ),
)
  .option('--max-instructions <n>', 'stop after so many instructions (status 4)')
  .option('--max-cycles <n>', 'stop after so many simulated cycles (status 4)')
  .addOption(
    new Option('--stats <form>', 'statistics at the end, on stderr (default: text on a terminal, else none)').choices([
      'text',
      'json',
      'none',
    ]),
  )
  .option('--stats-file <file>', 'write the statistics there instead (json unless --stats says text)')
  .option('--screen <file>', 'write the screen at the end: a PNG when the name ends in .png, else the text')
  .option('--trace <file>', 'write every VM exit, fault, interrupt and walk as text, one a line')
  .addHelpText(
    'after',
    `
${MACHINE_HELP}

Examples:
  $ trapwalk run programs/hello.asm
  $ trapwalk run programs/demand-paging.asm --mode shadow --stats json
  $ trapwalk run kernel.elf --append 'debug quiet' --module initrd.img --max-instructions 1e8`,
  )
  .action(async (file: string, options: object) => {
    const { run } = await import('./commands/run.js');
    process.exitCode = await run(file, options);
  });

machineOptions(
  program
    .command('compare')
    .description('run one kernel in several modes and print what each cost, side by side')
    .argument('<file>', '.asm source, or an image')
    .option('--modes <list>', 'modes, separated by commas', 'native,shadow,ept'),
)
  .option('--max-instructions <n>', 'limit of each run')
  .option('--max-cycles <n>', 'limit of each run, simulated cycles')
  .option('--json', 'print JSON: one statistics object a mode')
  .addHelpText(
    'after',
    `
${MACHINE_HELP}

Examples:
  $ trapwalk compare programs/context-switch.asm
  $ trapwalk compare programs/page-table-churn.asm --modes native,shadow --profile unit --json`,
  )
  .action(async (file: string, options: object) => {
    const { compare } = await import('./commands/compare.js');
    process.exitCode = await compare(file, options);
  });

machineOptions(
  program
    .command('walk')
    .description('take a linear address apart; with --program, do the walk in that program')
    .argument('<address>', 'linear address, such as 0x0000ab0022406a90')
    .option('--program <file>', 'run this program and walk its tables')
    .option('--at <symbol>', 'stop where: a label or an address (default: where the program ends)')
    .addOption(new Option('--access <kind>', 'read, write or fetch').choices(['r', 'w', 'x']).default('r'))
    .option('--user', 'an access by ring 3 (default: supervisor)')
    .addOption(
      new Option('-m, --mode <mode>', 'mode to run in').choices(['native', 'shadow', 'ept']).default('native'),
    ),
)
  .option('--max-instructions <n>', 'give up after so many instructions', '100e6')
  .addHelpText(
    'after',
    `
Natively and under EPT the walk is the processor's, with empty caches; under shadow paging the guest's own tables are
walked first, then the shadow tables.

Examples:
  $ trapwalk walk 0x0000ab0022406a90
  $ trapwalk walk 0x100000 --program programs/hello.asm --at main --mode ept`,
  )
  .action(async (address: string, options: object) => {
    const { walk } = await import('./commands/walk.js');
    process.exitCode = await walk(address, options);
  });

program
  .command('asm')
  .description('assemble, in the language and to the bytes of nasm 2.16')
  .argument('<file>', 'source')
  .option('-o, --output <file>', 'image (default: the source without its .asm)')
  .addOption(new Option('-f, --format <format>', 'output format').choices(['bin']).default('bin'))
  .option('-l, --list <file>', 'write a listing')
  .option('-D, --define <name[=value]>', 'define a single-line macro', collect)
  .option('-I, --include <dir>', 'look for included files there too', collect)
  .option('-O <level>', '0: no optimization; x: multi-pass', 'x')
  .option('--symbols <file>', 'write symbols as JSON')
  .option('--line-map <file>', 'write the line map as JSON')
  .addHelpText(
    'after',
    `
Examples:
  $ trapwalk asm boot.asm -o boot.bin
  $ trapwalk asm kernel.asm -D PAGES=16 -I include -l kernel.lst --symbols kernel.sym.json`,
  )
  .action(async (file: string, options: object) => {
    const { asm } = await import('./commands/asm.js');
    process.exitCode = asm(file, options);
  });

program
  .command('disasm')
  .description('disassemble a flat image')
  .argument('<image>', 'file of machine code')
  .addOption(new Option('-b, --bits <bits>', 'code size').choices(['16', '32', '64']).default('64'))
  .option('--origin <address>', 'address of the first byte', '0')
  .addHelpText(
    'after',
    `
Examples:
  $ trapwalk disasm boot.bin --bits 16 --origin 0x7c00`,
  )
  .action(async (image: string, options: object) => {
    const { disasm } = await import('./commands/disasm.js');
    process.exitCode = disasm(image, options);
  });

program
  .command('isa')
  .description('print the instruction table')
  .argument('[mnemonic]', 'only the forms of this mnemonic')
  .option('--json', 'print JSON')
  .addHelpText(
    'after',
    `
Examples:
  $ trapwalk isa mov
  $ trapwalk isa --json`,
  )
  .action(async (mnemonic: string | undefined, options: object) => {
    const { isa } = await import('./commands/isa.js');
    process.exitCode = isa(mnemonic, options);
  });

/** Subcommands inherit the parent's way of leaving. */
for (const command of program.commands) command.exitOverride();

process.on('uncaughtException', (error) => process.exit(reportFailure(error)));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
