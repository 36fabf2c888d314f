#!/usr/bin/env python3
"""Records what nasm makes of the sources under test/golden/asm: bytes at -Ox and -O0, and the listing.

features/NAME.asm holds many small sources, each after a line `;== N`; their results go to features/NAME.json, null
where nasm refuses the source. bytes/NAME.asm is such a file too, but only the bytes go to bytes/NAME.txt, a line for
each source: those of -Ox and those of -O0 (`=`: the same, `-`: refused). kernels/NAME.asm is one source; its results go to NAME.hex, NAME.O0.hex and NAME.lst.
Recorded with NASM version 2.16.01. Usage: test/oracles/record-asm.py [folder of another copy]
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

GOLDEN = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / 'golden' / 'asm')


def assemble(source, optimization, folder):
    """Bytes (hexadecimal) and listing, or None. The source is called input.asm, in a folder that has what it includes."""
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for included in folder.glob('*.inc'):
            (work / included.name).write_bytes(included.read_bytes())
        (work / 'input.asm').write_text(source)
        command = ['nasm', '-f', 'bin', optimization, 'input.asm', '-o', 'output', '-l', 'listing']
        if subprocess.run(command, cwd=work, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode != 0:
            return None
        return (work / 'output').read_bytes().hex(), (work / 'listing').read_text()


def record_features(path):
    results = []
    for source in re.split(r'^;== .*\n', path.read_text(), flags=re.M)[1:]:
        full = assemble(source, '-Ox', path.parent)
        none = assemble(source, '-O0', path.parent)
        results.append(
            {'full': full and full[0], 'none': none and none[0], 'listing': full and full[1]}
        )
    path.with_suffix('.json').write_text(json.dumps(results, indent=1) + '\n')


def record_bytes(path):
    lines = []
    for source in re.split(r'^;== .*\n', path.read_text(), flags=re.M)[1:]:
        full, none = ((result[0] or '0') if result else '-' for result in (
            assemble(source, optimization, path.parent) for optimization in ('-Ox', '-O0')
        ))
        lines.append(f'{full} {"=" if none == full else none}\n')
    path.with_suffix('.txt').write_text(''.join(lines))


def wrapped(digits):
    return ''.join(digits[i : i + 64] + '\n' for i in range(0, len(digits), 64))


def record_kernel(path):
    source = path.read_text()
    digits, listing = assemble(source, '-Ox', path.parent)
    path.with_suffix('.hex').write_text(wrapped(digits))
    path.with_suffix('.lst').write_text(listing)
    path.with_suffix('.O0.hex').write_text(wrapped(assemble(source, '-O0', path.parent)[0]))


for path in sorted(GOLDEN.glob('features/*.asm')):
    record_features(path)
for path in sorted(GOLDEN.glob('bytes/*.asm')):
    record_bytes(path)
for path in sorted(GOLDEN.glob('kernels/*.asm')):
    record_kernel(path)
