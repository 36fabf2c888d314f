; The end of the address space in 32-bit protected mode: instructions at and across EIP FFFFFFFFH, data across it.
; Oracle: bochs. (qemu 7.2 checks no limits.)
; Manual: an instruction across 4 GiB: v=30 e=0000 at k+e8dd cs=0030 f=00000 sp-0000 ss=0010
;   (With a limit of 4 GiB a fault is implementation-specific, SDM "Limit Checking": taken as qemu has it; bochs 2.7 runs
;   bytes of its own.)
%include "descriptors32.inc"

TRAP_TOP        equ 0x30                ; code, base such that offset FFFFFFFFH is `top`, limit 4 GiB
TOP_DATA        equ 0x38                ; the same for data

tests:
        DESCRIPTOR TRAP_TOP, top + 1, 0xFFFFF, 0x9B, 12
        DESCRIPTOR TOP_DATA, top + 1, 0xFFFFF, 0x93, 12
        TRY     "an instruction that ends at 4 GiB"
        mov     byte [top - 1], 0xCD            ; int 30h
        mov     byte [top], 0x30
        jmp     TRAP_TOP:0xFFFFFFFE
        CAUGHT
        TRY     "an instruction across 4 GiB"
        mov     byte [top], 0xCD
        mov     byte [top + 1], 0x30
        jmp     TRAP_TOP:0xFFFFFFFF
        CAUGHT
        TRY     "data to 4 GiB"
        mov     eax, TOP_DATA
        mov     es, eax
        mov     eax, [es:0xFFFFFFFC]
        CAUGHT
        TRY     "data across 4 GiB"
        mov     eax, TOP_DATA
        mov     es, eax
        mov     eax, [es:0xFFFFFFFD]
        CAUGHT
        DONE
        align   16
        times   8 db 0
top:    times   8 db 0
        KIT_END
