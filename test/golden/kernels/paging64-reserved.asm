; Reserved bits in 4-level paging: which bits are reserved at which level, that the error code has RSVD (8) and P (1),
; that NX is reserved while EFER.NXE is 0, and priorities between not-present, reserved and rights.
; Oracle: bochs. (qemu 7.2 omits P from the error code.)
%include "kit64.inc"

T       equ 1 << 39 | 2 << 30 | 3 << 21 | 4 << 12
LARGE2M equ 1 << 39 | 2 << 30 | 5 << 21
LARGE1G equ 1 << 39 | 6 << 30

; Reads T with bit `%3` set in the entry at `%2`.
%macro BIT 3-4 T ; name, entry, bit number, address
        call    fresh
        bts     qword [%2], %3
        TRY     %1
        mov     rsi, %4
        mov     rax, [rsi]
        CAUGHT
%endmacro

tests:
        BIT     "pml4e bit 7",          pml4 + 8, 7
        BIT     "pml4e bit 8",          pml4 + 8, 8
        BIT     "pml4e bit 6",          pml4 + 8, 6
        BIT     "pml4e bit 51",         pml4 + 8, 51
        BIT     "pml4e bit 52",         pml4 + 8, 52
        BIT     "pml4e bit 62",         pml4 + 8, 62
        BIT     "pml4e bit 63",         pml4 + 8, 63
        BIT     "pdpte bit 51",         my_pdpt + 2 * 8, 51
        BIT     "pdpte bit 8",          my_pdpt + 2 * 8, 8
        BIT     "pdpte bit 62",         my_pdpt + 2 * 8, 62
        BIT     "pde bit 51",           my_pd + 3 * 8, 51
        BIT     "pde bit 6",            my_pd + 3 * 8, 6
        BIT     "pte bit 51",           my_pt + 4 * 8, 51
        BIT     "pte bit 50",           my_pt + 4 * 8, 50
        BIT     "pte bit 7 is pat",     my_pt + 4 * 8, 7
        BIT     "pte bit 8",            my_pt + 4 * 8, 8
        BIT     "pte bit 9",            my_pt + 4 * 8, 9
        BIT     "pte bit 52",           my_pt + 4 * 8, 52
        BIT     "pte bit 58",           my_pt + 4 * 8, 58
        BIT     "2 MiB page bit 12 is pat", my_pd + 5 * 8, 12, LARGE2M
        BIT     "2 MiB page bit 13",    my_pd + 5 * 8, 13, LARGE2M
        BIT     "2 MiB page bit 20",    my_pd + 5 * 8, 20, LARGE2M
        BIT     "2 MiB page bit 51",    my_pd + 5 * 8, 51, LARGE2M
        BIT     "1 GiB page bit 12 is pat", my_pdpt + 6 * 8, 12, LARGE1G
        BIT     "1 GiB page bit 13",    my_pdpt + 6 * 8, 13, LARGE1G
        BIT     "1 GiB page bit 21",    my_pdpt + 6 * 8, 21, LARGE1G
        BIT     "1 GiB page bit 29",    my_pdpt + 6 * 8, 29, LARGE1G

        ; Priorities.
        call    fresh
        bts     qword [my_pt + 4 * 8], 51
        btr     qword [my_pt + 4 * 8], 0
        TRY     "reserved bit, but not present"
        mov     rsi, T
        mov     rax, [rsi]
        CAUGHT
        call    fresh
        bts     qword [my_pt + 4 * 8], 51
        btr     qword [my_pt + 4 * 8], 1
        TRY     "reserved bit and read-only, written"
        mov     rsi, T
        mov     [rsi], rax
        CAUGHT
        call    fresh
        bts     qword [my_pd + 3 * 8], 51
        btr     qword [my_pt + 4 * 8], 0
        TRY     "reserved bit in the pde, pte not present"
        mov     rsi, T
        mov     rax, [rsi]
        CAUGHT
        call    fresh
        btr     qword [my_pd + 3 * 8], 0
        bts     qword [my_pml4e], 51
        TRY     "pde not present, reserved bit in the pml4e"
        mov     rsi, T
        mov     rax, [rsi]
        CAUGHT
        call    fresh
        bts     qword [my_pt + 4 * 8], 51
        TRY     "reserved bit, ring 3 write"
        mov     rsi, T
        ENTER_USER user_write
        CAUGHT
        TRY     "reserved bit, execute"
        mov     rsi, T
        call    rsi
        CAUGHT

        ; EFER.NXE off: bit 63 is reserved.
        mov     ecx, EFER
        rdmsr
        btr     eax, 11
        wrmsr
        BIT     "nxe 0: pte bit 63, read",      my_pt + 4 * 8, 63
        BIT     "nxe 0: pml4e bit 63, read",    my_pml4e, 63
        BIT     "nxe 0: 2 MiB page bit 63",     my_pd + 5 * 8, 63, LARGE2M
        call    fresh
        TRY     "nxe 0: execute a page without bit 63"
        mov     rsi, T
        call    rsi
        CAUGHT
        call    fresh
        btr     qword [my_pt + 4 * 8], 0
        TRY     "nxe 0, no smep: no fetch bit in the error code"
        mov     rsi, T
        call    rsi
        CAUGHT
        mov     rax, cr4
        bts     rax, 20
        mov     cr4, rax
        TRY     "nxe 0, smep: fetch bit in the error code"
        mov     rsi, T
        call    rsi
        CAUGHT
        mov     rax, cr4
        btr     rax, 20
        mov     cr4, rax
        mov     ecx, EFER
        rdmsr
        bts     eax, 11
        wrmsr
        DONE

my_pml4e equ pml4 + 8

fresh:  mov     qword [pml4 + 1 * 8], my_pdpt + 7
        mov     qword [my_pdpt + 2 * 8], my_pd + 7
        mov     qword [my_pdpt + 6 * 8], 7 + LARGE
        mov     qword [my_pd + 3 * 8], my_pt + 7
        mov     qword [my_pd + 5 * 8], AREA + 7 + LARGE
        mov     qword [my_pt + 4 * 8], AREA + 0x5000 + 7
        mov     byte [AREA + 0x5000], 0xC3      ; RET
        mov     rax, cr3
        mov     cr3, rax
        ret

        align   4096
my_pdpt: times 4096 db 0
my_pd:  times 4096 db 0
my_pt:  times 4096 db 0

        USER_TEXT
user_write:
        mov     [rsi], rax
        BACK
        KIT_END
