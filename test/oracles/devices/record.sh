#!/usr/bin/env bash
# Carries out test/golden/devices/accesses.txt on QEMU's devices and records what the reads gave, one a line, in
# test/golden/devices/accesses.qemu. Needs nasm, qemu-system-x86_64. Usage: test/oracles/devices/record.sh
#
# A line of accesses.txt is `out8|out16|out32|write32 ADDRESS VALUE`, `in8|in16|in32|read32 ADDRESS` (hexadecimal), or
# a comment after #. A comment `deviates V: why` on a read says that trapwalk gives V instead.
set -euo pipefail
cd "$(dirname "$0")"
golden=$(cd ../../golden/devices && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed 's/#.*//' "$golden/accesses.txt" | awk '
  BEGIN { split("out8 in8 out16 in16 out32 in32 write32 read32", names); for (i in names) code[names[i]] = i }
  NF { printf "db %d\ndd 0x%s, 0x%s\n", code[$1], $2, (NF > 2 ? $3 : "0") }' > "$work/script.inc"
nasm -f bin -I "$work/" replay.asm -o "$work/replay.bin"
timeout 30 qemu-system-x86_64 -m 64 -display none -serial "file:$work/out" -kernel "$work/replay.bin" \
  -device isa-debug-exit,iobase=0xf4,iosize=4 -no-reboot || true
cp "$work/out" "$golden/accesses.qemu"
