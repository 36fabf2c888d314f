#!/usr/bin/env python3
"""Records every instruction name that the installed nasm knows: asm/known-mnemonics.ts.

Candidates are the words in nasm's own program text (and their endings, which the linker shares). A word on a line by
itself is a name of an instruction if nasm neither takes it for a label nor for another kind of word.
Usage: test/oracles/nasm-mnemonics.py > asm/known-mnemonics.ts
"""
import re
import shutil
import subprocess
import tempfile

NOT_INSTRUCTIONS = set(
    """a16 a32 a64 o16 o32 o64 lock rep repe repz repne repnz bnd nobnd wait xacquire xrelease cs ds es fs gs ss asp osp
    rex resb resw resd resq rest reso resy resz db dw dd dq dt do dy dz equ incbin times dup seg evex vex vex2 vex3
    bits use16 use32 use64 org section segment absolute struc endstruc istruc iend at align alignb sectalign extern
    segr6 segr7 global common static required cpu float default list debug uppercase""".split()
)


def candidates():
    text = open(shutil.which('nasm'), 'rb').read()
    words = {w.decode() for w in re.findall(rb'[a-z][a-z0-9_]{1,17}(?=\0)', text)}
    return sorted({w[i:] for w in words for i in range(len(w) - 1) if w[i].isalpha()} - NOT_INSTRUCTIONS)


def main():
    words = candidates()
    with tempfile.TemporaryDirectory() as folder, open(f'{folder}/words.asm', 'w') as source:
        source.write(''.join(f' {w}\n' for w in words))
        source.flush()
        command = ['nasm', '-f', 'bin', source.name, '-o', source.name + '.bin']
        messages = subprocess.run(command, stderr=subprocess.PIPE, text=True).stderr
    refused = set()
    for message in messages.splitlines():
        match = re.match(r'[^:]*:(\d+): (.*)', message)
        if match and ('label alone' in match[2] or 'label or instruction expected' in match[2]):
            refused.add(int(match[1]) - 1)
    names = [w for i, w in enumerate(words) if i not in refused]
    lines = ['']
    for name in sorted({*names, 'fwait'}):
        if len(lines[-1]) + len(name) > 110:
            lines.append('')
        lines[-1] += (' ' if lines[-1] else '') + name
    print('''/**
 * Every instruction name that nasm 2.16.01 knows (recorded by test/oracles/nasm-mnemonics.py). The assembler refuses
 * those that the instruction table lacks by name; none can be a label without a colon.
 */
export const KNOWN_MNEMONICS: ReadonlySet<string> = new Set(
  `''')
    print('\n'.join(lines))
    print('''`
    .trim()
    .split(/\\s+/),
);''')


main()
