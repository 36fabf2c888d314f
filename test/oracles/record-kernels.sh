#!/bin/bash
# Records what qemu-system-x86_64 (TCG) and bochs make of the test kernels in test/golden/kernels. Two files a kernel:
#
#   NAME.txt    the facts to hold, taken from the oracle that the kernel's header names; first the SHA-256 of nasm's image
#   NAME.diff   where the other oracle says otherwise (left out when the two agree)
#
# Comments in a kernel's header steer it:
#
#   ; Oracle: bochs             whom to believe (default: both must agree); the reason follows in prose
#   ; Other oracle: PREFIX      lines that begin so are taken from the other one
#   ; Manual: NAME: FACTS       replaces the line of that name: neither is right; the rule follows in prose
#
# Needs nasm, qemu-system-x86_64 and what bochs/run.sh needs (recorded with 2.16.01, 7.2 and 2.7). Give names to record
# only some.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
golden=$(cd "$here/../golden/kernels" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for source in "$golden"/*.asm; do
  name=$(basename "$source" .asm)
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  nasm -f bin -I "$golden/" "$source" -o "$work/image"
  rm -f "$work/qemu" "$work/bochs"
  status=0
  timeout 20 qemu-system-x86_64 -kernel "$work/image" -m 64 -accel tcg -cpu max -display none -no-reboot \
    -serial "file:$work/qemu" -device isa-debug-exit,iobase=0xf4,iosize=4 </dev/null || status=$?
  "$here/bochs/run.sh" "$work/image" "$work/bochs"
  python3 - "$source" "$work" "$golden/$name" <<'PY'
import difflib, hashlib, os, re, sys
source, work, out = sys.argv[1:]
text = open(source).read()
read = lambda name: open(f'{work}/{name}', encoding='latin1').read().split('\n')
answers = {'qemu': read('qemu'), 'bochs': read('bochs')}
named = re.search(r'^; Oracle: (\w+)', text, re.M)
if named is None and answers['qemu'] != answers['bochs']:
    sys.exit(f'{source}: the oracles disagree, and the header names none')
truth = named.group(1) if named else 'qemu'
other = {'qemu': 'bochs', 'bochs': 'qemu'}[truth]
lines = list(answers[truth])
def one(prefix, where):
    at = [i for i, line in enumerate(where) if line.startswith(prefix)]
    if len(at) != 1:
        sys.exit(f'{source}: {len(at)} lines begin with "{prefix}"')
    return at[0]
for prefix in re.findall(r'^; Other oracle: (.*)', text, re.M):
    lines[one(prefix, lines)] = answers[other][one(prefix, answers[other])]
for line in re.findall(r'^; Manual: (.*)', text, re.M):
    lines[one(re.split(r'(?<=: )v=|(?<=: )ok|(?<=: )\[', line)[0], lines)] = line
if lines[-2:] != ['end', '']:
    sys.exit(f'{source}: {truth} did not reach the end')
sha = hashlib.sha256(open(f'{work}/image', 'rb').read()).hexdigest()
open(f'{out}.txt', 'w').write(f'nasm {sha}\n' + '\n'.join(lines))
difference = ''.join(line + '\n' for line in difflib.unified_diff(lines, answers[other], 'held', other, n=0, lineterm=''))
if difference:
    open(f'{out}.diff', 'w').write(difference)
elif os.path.exists(f'{out}.diff'):
    os.remove(f'{out}.diff')
print(f'{os.path.basename(out)}: {len(lines) - 1} lines' + (f', {other} differs' if difference else ''))
PY
done
