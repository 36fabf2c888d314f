#!/bin/sh
# Records test/golden/vmx/exit-reasons.txt: the VM-exit reasons that the Linux header for user programs defines
# (Debian package linux-libc-dev).
set -e
cd "$(dirname "$0")/../.."
grep -oP '#define EXIT_REASON_\K\w+\s+\d+' /usr/include/x86_64-linux-gnu/asm/vmx.h | tr -s ' \t' ' ' \
  > test/golden/vmx/exit-reasons.txt
