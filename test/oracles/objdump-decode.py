#!/usr/bin/env python3
"""Records what GNU objdump 2.40 reads in byte strings that no assembler made.

    python3 test/oracles/objdump-decode.py > test/golden/isa/objdump-decode.txt

Byte strings come from a fixed generator: prefixes in odd orders, every one- and two-byte opcode, random ModR/M, SIB and
the rest. Output lines: bits|bytes (15)|length|text, with objdump's Intel syntax; `(bad)` where it sees no instruction.
"""
import random
import re
import subprocess
import sys
import tempfile

LENGTH = 15
PREFIXES = [0x66, 0x67, 0xF2, 0xF3, 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65, 0xF0]


def strings(bits, random_source):
    def one(opcode, prefixes):
        head = [random_source.choice(PREFIXES) for _ in range(prefixes)]
        if bits == 64 and random_source.random() < 0.5:
            head.append(0x40 | random_source.randrange(16))
        body = head + opcode
        while len(body) < LENGTH:
            body.append(random_source.randrange(256))
        return bytes(body[:LENGTH])

    for prefixes in (0, 0, 1, 2):
        for opcode in range(256):
            if opcode != 0x0F and opcode not in PREFIXES:
                yield one([opcode], prefixes)
    for prefixes in (0, 1, 1):
        for opcode in range(256):
            if opcode not in (0x38, 0x3A):
                yield one([0x0F, opcode], prefixes)
    # Groups: every ModR/M.reg in both kinds of operand.
    groups = [[op] for op in (0x80, 0x81, 0x83, 0x8F, 0xC0, 0xC1, 0xC6, 0xC7, 0xD0, 0xD1, 0xD2, 0xD3, 0xF6, 0xF7, 0xFE,
                              0xFF, 0x8C, 0x8E, 0xD8, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF)]
    groups += [[0x0F, op] for op in (0x00, 0x01, 0xBA, 0xC7, 0xAE, 0x18, 0x1F, 0x20, 0x22, 0x21, 0x23, 0x0D)]
    for group in groups:
        for reg in range(8):
            for mod in (0, 1, 2, 3):
                yield one(group + [mod << 6 | reg << 3 | random_source.randrange(8)], random_source.choice([0, 0, 0, 1]))
    for rm in range(64):
        yield one([0x0F, 0x01, 0xC0 | rm], 0)
        yield one([0x0F, 0xAE, 0xC0 | rm], random_source.choice([0, 1]))


def read(bits, items):
    with tempfile.NamedTemporaryFile(suffix='.bin') as out:
        for item in items:
            # Room to resynchronise: the reader below looks only at the first instruction of each slot.
            out.write(item + bytes([0x90] * 17))
        out.flush()
        slot = LENGTH + 17
        machine = {16: ['-m', 'i8086'], 32: ['-m', 'i386'], 64: ['-m', 'i386:x86-64']}[bits]
        for i in range(len(items)):
            command = ['objdump', '-D', '-b', 'binary', '-Mintel,intel64', *machine,
                       f'--start-address={i * slot}', f'--stop-address={i * slot + slot}', '-w', out.name]
            text = subprocess.run(command, capture_output=True, text=True).stdout
            for line in text.splitlines():
                m = re.match(r'\s*([0-9a-f]+):\t((?:[0-9a-f]{2} )+)\s*\t?(.*)', line)
                if m and int(m[1], 16) == i * slot:
                    yield items[i], len(m[2].split()), re.sub(r'\s+', ' ', m[3]).strip()
                    break


def main():
    random_source = random.Random(20240607)
    for bits in (16, 32, 64):
        items = list(strings(bits, random_source))
        for item, length, text in read(bits, items):
            print(f'{bits}|{item.hex()}|{length}|{text}')


main()
