; Page tables as data: four levels, identity-mapped with 4 KiB pages, plus a recursive entry.
        bits    64
        org     0x200000

PRESENT equ 1 << 0
WRITE   equ 1 << 1
USER    equ 1 << 2
LARGE   equ 1 << 7
NX      equ 1 << 63
%define FLAGS (PRESENT | WRITE)

%imacro entry 1-2 FLAGS
        dq      (%1) | (%2)
%endmacro

%macro fill 3                   ; first address, step, count
  %push fill
  %assign %$address %1
  %rep %3
        entry   %$address
    %assign %$address %$address + (%2)
  %endrep
  %pop
%endmacro

entry_point:
        lea     rax, [rel pml4]
        mov     cr3, rax
        invlpg  [0]
        mov     rbx, pt
        mov     rcx, [rbx + 8 * 5]
        and     rcx, ~0xfff
        mov     qword [rbx + rcx * 8], PRESENT
        bts     qword [rbx], 63
        hlt

        align   4096, db 0
pml4:   dq      pdpt + FLAGS
        times   510 dq 0
        dq      pml4 + FLAGS
pdpt:   dq      pd + FLAGS
        dq      (1 << 30) | FLAGS | LARGE
        times   510 dq 0
pd:     dq      pt + FLAGS
        fill    0x200000 | LARGE, 0x200000, 15
        times   512 - ($ - pd) / 8 dq 0
pt:     fill    0, 4096, 512

%if $ - pt != 4096
  %error the last table has the wrong size
%endif
        db      'end'
