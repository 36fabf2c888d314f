#!/usr/bin/env python3
"""Records what this machine's CPU does with user-mode integer instructions, as text for test/execute/vectors.test.ts.

Needs an x86-64 Linux, gcc and nasm. From the top of the repository:

    python3 test/oracles/execute/record.py

writes test/golden/execute/*.txt. The cases are fixed (families.py; seeded), so a second run on a processor of the same
make gives the same files. Flags and results that the SDM leaves undefined are recorded as they came out: the test masks
them.

File format, one instruction a block, one case a line:

    > BITS HEXBYTES assembly text
    INPUT | OUTPUT

INPUT lists what differs from the base state, OUTPUT what differs from the input. Numbers are hexadecimal.
    rax=… to r15=…    64-bit registers
    f=…               RFLAGS
    @ADDRESS=BYTES    memory
    ip=OFFSET         where it went, from the instruction's start; absent: the next instruction
    #VECTOR,ERROR,ADDRESS   an exception (error code and fault address meant for page faults)
Base state: register n holds (n + 1) × 0101010101010101H, in 32-bit code its low half; RSP is the middle of the stack;
RFLAGS is 202H; data (8 KiB at 10010000H) holds i × 7 + 3 at offset i, the stack (4 KiB at 10020000H) i × 5 + 1; the
instruction is at 10000800H in a page of INT3. GS base (64-bit code) is 10010800H. CS is 33H or 23H; SS, DS and ES are
2BH; FS and GS selectors 0. Pages around these are absent.
"""
import os
import struct
import subprocess
import sys
import tempfile

import families
from families import CODE, DATA, DATA_SIZE, REGISTERS, STACK, STACK_SIZE

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, '..', '..', 'golden', 'execute')
REQUEST = '<16sII16QQII' + 'II32s' * 4
ANSWER = '<16Q5Q'
DATA_BASE = bytes((i * 7 + 3) & 255 for i in range(DATA_SIZE))
STACK_BASE = bytes((i * 5 + 1) & 255 for i in range(STACK_SIZE))


def assemble(texts, bits):
    """Machine code of each text, by nasm."""
    lines = [f'bits {bits}', 'default abs', f'org {CODE:#x}', 'base:']
    for n, text in enumerate(texts):
        lines += [f's{n}: {text}', f'e{n}:']
    lines += [f'dd s{n} - base, e{n} - base' for n in range(len(texts))]
    with tempfile.TemporaryDirectory() as folder:
        source, image = os.path.join(folder, 'a.asm'), os.path.join(folder, 'a.bin')
        with open(source, 'w') as file:
            file.write('\n'.join(lines) + '\n')
        subprocess.run(['nasm', '-f', 'bin', '-w-all', '-o', image, source], check=True)
        with open(image, 'rb') as file:
            content = file.read()
    table = struct.unpack(f'<{2 * len(texts)}I', content[-8 * len(texts):])
    return [content[table[2 * n]:table[2 * n + 1]] for n in range(len(texts))]


def base_registers(bits):
    values = [((n + 1) * 0x0101010101010101) & (2**bits - 1) for n in range(16)]
    values[4] = STACK + STACK_SIZE // 2
    return values


def request(code, case):
    patches = []
    for address, content in case.memory.items():
        patches += [address, len(content), content]
    patches += [0, 0, b''] * (4 - len(case.memory))
    values = base_registers(case.bits)
    for name, value in case.registers.items():
        values[REGISTERS.index(name)] = value
    return struct.pack(REQUEST, code, len(code), case.bits, *values, case.flags, len(case.memory), 0, *patches)


def memory_before(case):
    data, stack = bytearray(DATA_BASE), bytearray(STACK_BASE)
    for address, content in case.memory.items():
        area, start = (data, DATA) if DATA <= address < DATA + DATA_SIZE else (stack, STACK)
        area[address - start:address - start + len(content)] = content
    return bytes(data), bytes(stack)


def differences(before, after, start):
    """Runs of changed bytes; gaps of up to 3 unchanged bytes are bridged."""
    if before == after:
        return []
    changed = [i for i in range(len(before)) if before[i] != after[i]]
    runs = []
    for i in changed:
        if runs and i - runs[-1][1] <= 4:
            runs[-1][1] = i
        else:
            runs.append([i, i])
    return [f'@{start + a:x}={after[a:b + 1].hex()}' for a, b in runs]


def describe(code, case, answer, data, stack):
    base = base_registers(case.bits)
    inputs = [f'{name}={value:x}' for name, value in case.registers.items()]
    if case.flags != 0x202:
        inputs.append(f'f={case.flags:x}')
    inputs += [f'@{address:x}={content.hex()}' for address, content in case.memory.items()]
    values = answer[:16]
    flags, rip, vector, error, address = answer[16:]
    flags &= ~0x10000
    output = []
    for n, name in enumerate(REGISTERS[:16 if case.bits == 64 else 8]):
        before = case.registers.get(name, base[n])
        mask = 2**case.bits - 1
        if values[n] & mask != before & mask:
            output.append(f'{name}={values[n] & mask:x}')
    if flags != case.flags:
        output.append(f'f={flags:x}')
    before_data, before_stack = memory_before(case)
    output += differences(before_data, data, DATA) + differences(before_stack, stack, STACK)
    start = CODE + 0x800
    if vector == 3:
        if rip - 1 != start + len(code):
            output.append(f'ip={rip - 1 - start:x}')
    else:
        output.append(f'#{vector},{error:x},{address if vector == 14 else 0:x}')
    return ' '.join(inputs) + ' | ' + ' '.join(output)


def main():
    harness = os.path.join(tempfile.gettempdir(), 'execute-harness')
    subprocess.run(['gcc', '-O1', '-o', harness, os.path.join(HERE, 'harness.c')], check=True)
    os.makedirs(GOLDEN, exist_ok=True)
    size = struct.calcsize(ANSWER)
    for name, cases in families.all_families().items():
        codes = {}
        for bits in (64, 32):
            texts = list(dict.fromkeys(case.text for case in cases if case.bits == bits))
            if texts:
                for text, code in zip(texts, assemble(texts, bits)):
                    codes[bits, text] = code
        process = subprocess.Popen([harness], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        lines = []
        group = None
        for case in cases:
            code = codes[case.bits, case.text]
            process.stdin.write(request(code, case))
            process.stdin.flush()
            raw = process.stdout.read(size + DATA_SIZE + STACK_SIZE)
            if len(raw) != size + DATA_SIZE + STACK_SIZE:
                sys.exit(f'{name}: harness died at {case.text}')
            if group != (case.bits, case.text):
                group = (case.bits, case.text)
                lines.append(f'> {case.bits} {code.hex()} {case.text}')
            answer = struct.unpack(ANSWER, raw[:size])
            lines.append(describe(code, case, answer, raw[size:size + DATA_SIZE], raw[size + DATA_SIZE:]))
        process.stdin.close()
        process.wait()
        with open(os.path.join(GOLDEN, f'{name}.txt'), 'w') as file:
            file.write('\n'.join(lines) + '\n')
        print(f'{name}: {len(cases)} cases', file=sys.stderr)


main()
