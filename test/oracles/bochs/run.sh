#!/bin/bash
# run.sh IMAGE OUTPUT: boots the multiboot image (assembled for 1 MiB, address fields) in Bochs 2.7 and writes what it
# sends to the serial port to OUTPUT. Needs bochs, bochs-term, bochsbios, vgabios, nasm, script, python3.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
size=$(stat -c %s "$1")
header=$(python3 -c "import sys; print(open(sys.argv[1],'rb').read().index(b'\x02\xb0\xad\x1b'))" "$1")
nasm -f bin -D SECTORS=$(((size + 511) / 512)) -D HEADER=$header "$here/boot.asm" -o "$work/boot"
head -c 1474560 /dev/zero >"$work/floppy.img"
cat "$work/boot" "$1" | dd of="$work/floppy.img" conv=notrunc status=none
cp "$here/bochsrc" "$work/"
echo c >"$work/rc"
cd "$work"
TERM=xterm timeout 30 script -qfc "stty rows 50 cols 132; bochs -q -rc rc -f bochsrc" typescript </dev/null >/dev/null || true
grep -i 'panic\|triple' bochs.log | grep -v 'shutdown requested' >&2 || true
cp serial.out "$2"
