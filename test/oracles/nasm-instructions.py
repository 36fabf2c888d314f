#!/usr/bin/env python3
"""Records what nasm 2.16.01 makes of every row of the instruction table.

    npm run build
    node dist/src/cli/main.js isa --json | python3 test/oracles/nasm-instructions.py > test/golden/isa/nasm-instructions.txt

For each row: every name, every operand size, registers from both halves of the file, immediates around the borders
where encodings change, and addressing forms in turn; in 16-, 32- and 64-bit code, at -Ox and -O0. The lines of
test/oracles/nasm-corners.txt (one `bits|source` a line) are recorded with them, or alone with the argument `corners`:

    python3 test/oracles/nasm-instructions.py corners > test/golden/isa/nasm-corners.txt

Output lines: bits|source|bytes at -Ox|bytes at -O0 where they differ. ERR stands for a refusal. Each instruction is
assembled as if at address 0 (`$` is its first byte).
"""
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile

ADDRESSES = {
    16: ['[bx]', '[si]', '[di+5]', '[bp]', '[bp+si-1]', '[bp+di+0x80]', '[bx+si-128]', '[bx+di+0x1234]', '[0x1234]',
         '[es:di]', '[cs:bx+2]', '[ss:bp+4]', '[byte bx+0]', '[word bx+1]', '[dword 0x12345]', '[ebx]', '[esp+4]',
         '[ebx+esi*4+0x10]', '[fs:eax]', '[a32 0x10]'],
    32: ['[ebx]', '[ebp]', '[esp]', '[esp+8]', '[esi+127]', '[edi-128]', '[eax+128]', '[ecx+edx]', '[ebp+ecx]',
         '[ecx+ebp]', '[ecx*2]', '[ecx*3]', '[ecx*4]', '[ecx*5+1]', '[eax+ecx*8+0x12345678]', '[ebp+esi*2]',
         '[eax+esp]', '[0x12345678]', '[gs:0x10]', '[es:edi]', '[byte eax+0]', '[dword eax+4]', '[nosplit ecx*2]',
         '[nosplit ecx*1]', '[bx+si]', '[word 0x1234]', '[bp]', '[eax+eax]'],
    64: ['[rbx]', '[rbp]', '[rsp]', '[r12]', '[r13]', '[r8+127]', '[rsi-128]', '[rdi+128]', '[rcx+rdx]', '[rbp+rcx]',
         '[rcx+rbp]', '[r13+r12]', '[r9*2]', '[r9*3]', '[rcx*4]', '[rax+r15*8+0x12345678]', '[r12+r13*2-4]',
         '[rax+rsp]', '[0x1234]', '[abs 0x12345678]', '[rel $]', '[rel $+0x40]', '[fs:0]', '[gs:rax]', '[byte rax+0]',
         '[dword rax+4]', '[nosplit r10*2]', '[nosplit rax*1]', '[ebx]', '[r14d+ecx*2+1]', '[a32 0x10]', '[ds:rbx]',
         '[rax+rax]', '[qword 0x123456789]', '[rbp*2+1]', '[r13*8]'],
}
GENERAL = {
    8: ['al', 'cl', 'bh'], 16: ['ax', 'bx', 'si'], 32: ['eax', 'ebp', 'edx'], 64: ['rax', 'rsp', 'rdi'],
}
EXTENDED = {8: ['sil', 'r9b'], 16: ['r8w', 'r13w'], 32: ['r10d', 'r15d'], 64: ['r8', 'r12']}
SIZE_NAMES = {8: 'byte', 16: 'word', 32: 'dword', 64: 'qword', 80: 'tword', 128: 'oword'}
IMMEDIATES = {
    8: ['0', '1', '0x7f', '-128', '0xff'],
    16: ['0', '1', '127', '128', '-128', '-129', '0xffff', '0x1234'],
    32: ['0', '1', '127', '128', '-128', '-129', '0xffffffff', '0x12345678', '0x80000000', 'strict dword 1'],
    64: ['0', '1', '127', '128', '-128', '-129', '0x7fffffff', '-0x80000000', '0x80000000', '0xffffffff',
         '0x123456789abcdef0', '-1'],
}


def registers(bits, size):
    return GENERAL[size] + (EXTENDED[size] if bits == 64 else [])


def samples(token, bits, size, turn, full):
    """Ways of writing one operand of the table's notation; `size` is the operand size in bits."""
    by_letter = {'v': size, 'z': min(size, 32), 'y': max(size, 32), 'n': 64 if bits == 64 else 32}

    def width(text):
        return by_letter.get(text) or int(text)

    def memory(keyword):
        forms = ADDRESSES[bits]
        count = len(forms) if full else 4
        picked = [forms[(turn * 3 + k * 5) % len(forms)] for k in range(count)] if not full else forms
        return [(keyword + ' ' + form).strip() for form in picked]

    if token in ('AL', 'CL', 'AX', 'DX', 'EAX', 'ECX', 'EDX', 'RAX', 'CX', 'RCX', 'ES', 'CS', 'SS', 'DS', 'FS', 'GS'):
        return [token.lower()]
    if token in ('eAX', 'rAX'):
        return [{16: 'ax', 32: 'eax', 64: 'rax'}[size]]
    if token == 'Sreg':
        return ['es', 'ds', 'fs']
    if token == 'CRn':
        return ['cr0', 'cr3', 'cr4'] + (['cr8'] if bits == 64 else [])
    if token == 'DRn':
        return ['dr0', 'dr7']
    if token == '1':
        return ['1']
    if token == 'ST0':
        return ['st0']
    if token == 'STi':
        return ['st0', 'st1', 'st7']
    if token == 'mm':
        return ['mm0', 'mm7']
    if token == 'xmm':
        return ['xmm0', 'xmm7'] + (['xmm8', 'xmm15'] if bits == 64 else [])
    if token in ('m', 'm16&n'):
        return memory('')
    if token == 'm16:v' or token == 'm16:z':
        return ['far ' + (SIZE_NAMES[size] + ' ' + form) for form in memory('')] + memory('') + \
            ['far ' + form for form in memory('')[:1]]
    if token == 'ptr16:z':
        return [f'{SIZE_NAMES[min(size, 32)]} 8:0x1234', '0x10:0x20']
    if token.startswith('moffs'):
        forms = {16: ['[0x1234]', '[dword 0x1234]', '[fs:2]'], 32: ['[0x12345678]', '[word 0x1234]', '[gs:2]'],
                 64: ['[qword 0x123456789a]', '[0x1234]', '[a32 0x10]', '[fs:qword 5]'][:3]}
        return forms[bits]
    if token == 'imm8s':
        return IMMEDIATES[size] + ['byte 5', 'strict byte 5'] + \
            ([f'{SIZE_NAMES[size]} 5', f'strict {SIZE_NAMES[size]} 5'])
    if token.startswith('imm'):
        w = width(token[3:])
        return IMMEDIATES[w] + ([f'strict {SIZE_NAMES[w]} 5', f'{SIZE_NAMES[w]} 5'] if full else [])
    if token == 'rel8':
        return ['$', '$+0x40', 'short $-20', '$+0x90', 'short $+100']
    if token.startswith('rel'):
        return ['$+0x1000', 'near $', '$-5', '$-0x1000', 'strict near $+3', '0x1000',
                f'{SIZE_NAMES[size]} $+0x100']
    if token.startswith('r/m'):
        w = width(token[3:])
        return registers(bits, w) + memory(SIZE_NAMES[w]) + memory('')[:2]
    mixed = re.fullmatch(r'(r|mm/|xmm/)(\w*?)/?m(\d+)', token)
    if mixed:
        kind, letter, w = mixed[1], mixed[2], int(mixed[3])
        regs = {'mm/': ['mm0', 'mm5'], 'xmm/': ['xmm1', 'xmm6'] + (['xmm9'] if bits == 64 else [])}.get(kind)
        if regs is None:
            regs = registers(bits, width(letter))
        return regs + memory(SIZE_NAMES[w]) + memory('')[:1]
    if re.fullmatch(r'r(\d+|[vzyn])', token):
        return registers(bits, width(token[1:]))
    if re.fullmatch(r'm(\d+|[vzyn])', token):
        return memory(SIZE_NAMES[width(token[1:])]) + memory('')[:1]
    raise SystemExit(f'unknown operand {token}')


VARIADIC = re.compile(r'[vzy]$|^[er]AX$|^imm8s$|^Sreg$')


def lines_of_row(row, turn):
    tokens = row['syntax'].split(' ', 1)[1].split(', ') if ' ' in row['syntax'] else []
    full_row = row['mnemonic'] in ('MOV', 'ADD', 'LEA', 'PUSH', 'JMP', 'IMUL')
    for bits in (16, 32, 64):
        if str(bits) not in row['modes'].split():
            yield bits, f"{row['names'][0]} {','.join(samples(t, bits, bits, turn, False)[0] for t in tokens)}".strip()
            continue
        variadic = any(VARIADIC.search(token) for token in tokens)
        sizes = ([16, 32, 64] if bits == 64 else [16, 32]) if variadic else [bits]
        for size in sizes:
            choices = [samples(token, bits, size, turn, full_row) for token in tokens]
            if not choices:
                for name in row['names']:
                    yield bits, name
                continue
            # One operand varies at a time; the others rotate with it.
            for at, column in enumerate(choices):
                for k, text in enumerate(column):
                    others = [c[k % len(c)] if i != at else text for i, c in enumerate(choices)]
                    name = row['names'][k % len(row['names'])]
                    yield bits, f"{name} {','.join(others)}"
            if len(row['names']) > 1 and size == sizes[0]:
                for name in row['names']:
                    yield bits, f"{name} {','.join(c[0] for c in choices)}"


def prefixed(bits):
    """Prefixes in front of string instructions, branches and read-modify-write instructions."""
    repeats = ['rep', 'repe', 'repz', 'repne', 'repnz']
    strings = ['movs', 'cmps', 'stos', 'lods', 'scas']
    for repeat, name, letter in itertools.product(repeats, strings, 'bwdq' if bits == 64 else 'bwd'):
        yield f'{repeat} {name}{letter}'
    for name in ('insb', 'insw', 'insd', 'outsb', 'outsw', 'outsd'):
        yield f'rep {name}'
    for segment in ('es', 'cs', 'ss', 'ds', 'fs', 'gs'):
        yield f'{segment} lodsb'
        yield f'rep {segment} movsd'
        yield f'{segment} xlatb'
    for address in ('a16', 'a32', 'a64'):
        for what in ('stosd', 'rep movsb', 'loop $', 'xlatb', 'jcxz $'):
            yield f'{address} {what}'
    for operand in ('o16', 'o32', 'o64'):
        for what in ('ret', 'retf', 'iret', 'push fs', 'pushf', 'nop', 'lgdt [0x10]', 'leave', 'sysret', 'push 5'):
            yield f'{operand} {what}'
    register = {16: 'bx', 32: 'ebx', 64: 'rbx'}[bits]
    for name in ('add', 'or', 'adc', 'sbb', 'and', 'sub', 'xor', 'xchg', 'xadd', 'cmpxchg', 'bts', 'btr', 'btc'):
        yield f'lock {name} [{register}],eax'
        yield f'lock {name} [{register}],al'
    for name in ('inc', 'dec', 'not', 'neg'):
        yield f'lock {name} dword [{register}]'
    for line in ('rep', 'lock', 'es', 'wait', 'a32', 'o16', 'rep lock'):
        yield line


def assemble(items, option):
    """Bytes as hexadecimal, or ERR, for each (bits, source)."""
    results = [None] * len(items)
    alive = list(range(len(items)))
    with tempfile.TemporaryDirectory() as folder:
        source, listing, binary = (os.path.join(folder, name) for name in ('t.asm', 't.lst', 't.bin'))
        while alive:
            with open(source, 'w') as out:
                for i in alive:
                    bits, text = items[i]
                    # Each in a section of its own, so that $ is 0 and nothing else moves it.
                    out.write(f'bits {bits}\nsection s{i} align=1 vstart=0\n{text}\n')
            done = subprocess.run(['nasm', option, '-w-all', '-f', 'bin', '-l', listing, '-o', binary, source],
                                  capture_output=True, text=True)
            bad = {(int(m[1]) - 1) // 3 for m in re.finditer(r't\.asm:(\d+): (?:error|fatal|panic)', done.stderr)}
            for at in bad:
                results[alive[at]] = 'ERR'
            if done.returncode == 0:
                break
            if not bad:
                raise SystemExit(done.stderr)
            alive = [i for at, i in enumerate(alive) if at not in bad]
        # The listing tells lengths; bytes come from the image, where relocations are done.
        lengths = {}
        with open(listing) as lines:
            for line in lines:
                m = re.match(r'\s*(\d+) [0-9A-F]{8} ([0-9A-F\[\]()-]+)', line)
                if m and (int(m[1]) - 1) % 3 == 2:
                    i = alive[(int(m[1]) - 1) // 3]
                    lengths[i] = lengths.get(i, 0) + len(re.sub('[^0-9A-F]', '', m[2])) // 2
        with open(binary, 'rb') as image:
            for i in alive:
                results[i] = image.read(lengths.get(i, 0)).hex()
            if image.read(1):
                raise SystemExit('image and listing disagree')
    return results


def assemble_all(items, option):
    results = []
    for start in range(0, len(items), 2000):
        results += assemble(items[start:start + 2000], option)
    return results


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.argv[1:] == ['corners']:
        with open(os.path.join(here, 'nasm-corners.txt')) as lines:
            items = [(int(b), s.strip()) for b, s in (line.split('|', 1) for line in lines if '|' in line)]
    else:
        rows = json.load(sys.stdin)
        items = [item for turn, row in enumerate(rows) for item in lines_of_row(row, turn)]
        items += [(bits, text) for bits in (16, 32, 64) for text in prefixed(bits)]
    items = list(dict.fromkeys(items))
    full, none = assemble_all(items, '-Ox'), assemble_all(items, '-O0')
    for (bits, text), at_full, at_none in zip(items, full, none):
        print(f'{bits}|{text}|{at_full or ""}' + (f'|{at_none}' if at_none != at_full else ''))


main()
