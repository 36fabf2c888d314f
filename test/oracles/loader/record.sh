#!/usr/bin/env bash
# Builds the loaders' test images with nasm, gcc and ld, boots under QEMU those it can boot, and records both in
# test/golden/loader: NAME.b64 the image, NAME.out what it printed and QEMU's exit status.
# Needs nasm, gcc (with -m32), binutils, qemu-system-x86_64. Usage: test/oracles/loader/record.sh
set -euo pipefail
cd "$(dirname "$0")"
golden=$(cd ../../golden/loader && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cflags="-Os -ffreestanding -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables -mgeneral-regs-only -nostdlib -w"
ldflags="-n -z noexecstack --no-warn-rwx-segments --build-id=none -T kernel.ld"

nasm -f bin machine-facts.asm -o "$work/machine-facts.bin"

nasm -f elf32 boot.asm -o "$work/boot32.o"
gcc -m32 $cflags -c kernel.c -o "$work/kernel32.o"
ld -m elf_i386 $ldflags --defsym=BASE=0 "$work/boot32.o" "$work/kernel32.o" -o "$work/c-kernel-32.elf"

nasm -f elf64 -DWIDE boot.asm -o "$work/boot64.o"
gcc -m64 -mno-red-zone $cflags -c kernel.c -o "$work/kernel64.o"
ld -m elf_x86_64 $ldflags --defsym=BASE=0 "$work/boot64.o" "$work/kernel64.o" -o "$work/c-kernel-64.elf"
ld -m elf_x86_64 $ldflags --defsym=BASE=0 -e start_in_c "$work/kernel64.o" -o "$work/c-kernel-direct.elf"
# Linked for the higher half, loaded at 1 MiB: what a real kernel's linker script does
gcc -m64 -mno-red-zone -mcmodel=kernel $cflags -c kernel.c -o "$work/kernel64h.o"
ld -m elf_x86_64 $ldflags --defsym=BASE=0xffffffff80000000 -e start_in_c "$work/kernel64h.o" -o "$work/higher-half.elf"
# Images that must be refused: position-independent, and an object file
gcc -m64 $cflags -fpie -pie -s -Wl,-z,noseparate-code,-z,max-page-size=4096,-e,start_in_c kernel.c -o "$work/pie.elf"

printf 'MODULE-ONE-DATA' > "$work/one.txt"
head -c 5000 /dev/zero | tr '\0' 'x' > "$work/two.txt"

# boot FOLDER IMAGE NAME: run IMAGE and record as NAME
boot() {
  local status=0
  (cd "$1" && timeout 30 qemu-system-x86_64 -m 64 -display none -serial "file:$work/serial" -kernel "$2" \
    -append "alpha beta=2" -initrd "../one.txt first arg,../two.txt" -device isa-debug-exit,iobase=0xf4,iosize=4 \
    -no-reboot) || status=$?
  { sed 's|\.\./||' "$work/serial"; echo "status $status"; } > "$golden/$3.out"
}
mkdir "$work/bootable"
cp "$work/machine-facts.bin" "$work/c-kernel-32.elf" "$work/bootable"
# QEMU 7.2 refuses multiboot in an ELF64 container; the same segments in an ELF32 one are the same kernel
objcopy -O elf32-i386 "$work/c-kernel-64.elf" "$work/bootable/c-kernel-64.elf"
boot "$work/bootable" machine-facts.bin machine-facts
boot "$work/bootable" c-kernel-32.elf c-kernel-32
boot "$work/bootable" c-kernel-64.elf c-kernel-64

for image in machine-facts.bin c-kernel-32.elf c-kernel-64.elf c-kernel-direct.elf higher-half.elf pie.elf kernel64.o; do
  base64 "$work/$image" > "$golden/$image.b64"
done
# What readelf says of the layouts, for the parser's test
for image in c-kernel-32.elf c-kernel-64.elf c-kernel-direct.elf higher-half.elf; do
  { readelf -hlW "$work/$image" | grep -E 'Class|Machine|Entry point|LOAD'
    readelf -sW "$work/$image" | awk '$4 ~ /FUNC|OBJECT|NOTYPE/ && $7 ~ /^[0-9]+$/ && $8 != "" {print "SYMBOL", $2, $3, $8}'
  } > "$golden/$image.readelf"
done
