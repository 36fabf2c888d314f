#!/bin/bash
# Records what qemu-system-x86_64 (TCG) makes of every program in programs/: test/golden/programs/NAME.txt.
#
#   line 1        the process's exit status
#   from line 2   the serial output, as it is
#
# Needs nasm and qemu-system-x86_64 (recorded with 2.16.01 and 7.2). Give names to record only some.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
golden=$root/test/golden/programs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$golden"

# record NAME SOURCE [nasm options]
record() {
  local name=$1 source=$2 status=0
  shift 2
  nasm -f bin -I "$root/programs/" "$@" "$source" -o "$work/image"
  timeout 60 qemu-system-x86_64 -kernel "$work/image" -m 64 -accel tcg -display none -no-reboot \
    -serial "file:$work/serial" -device isa-debug-exit,iobase=0xf4,iosize=4 </dev/null || status=$?
  { echo "$status"; cat "$work/serial"; } >"$golden/$name.txt"
  echo "$name: status $status"
}

for source in "$root"/programs/*.asm; do
  name=$(basename "$source" .asm)
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  record "$name" "$source"
done
