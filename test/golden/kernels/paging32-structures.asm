; 32-bit paging: large pages, A and D bits, reserved bits (PSE-36), INVLPG, CR0.PG, CR3's low bits, CR4.PSE off, and a
; self-mapped directory.
; Oracle: bochs. (qemu 7.2 omits P from reserved-bit error codes and takes PG without PE.)
%include "paging32.inc"

T       equ 0xC03000                            ; directory entry 3, table entry 3
BIG     equ 0x1000000                           ; directory entry 4: a 4 MiB page

%macro SHOW_ENTRIES 0
        mov     eax, [directory + 3 * 4]
        and     eax, 0xE7
        SHOW    "pde", eax, 2
        mov     eax, [area_pt + 3 * 4]
        and     eax, 0xE7
        SHOW    "pte", eax, 2
        mov     eax, [directory + 4 * 4]
        and     eax, 0xE7
        SHOW    "big", eax, 2
        NEWLINE
%endmacro

tests:
        mov     eax, 3
        mov     edi, low_pt
        mov     ecx, 1024
.low:   mov     [edi], eax
        add     eax, 4096
        add     edi, 4
        loop    .low
        mov     dword [directory], low_pt + 3
        mov     dword [directory + 1023 * 4], directory + 3     ; the self-map: FFC00000H and up
        mov     dword [AREA + 0x3000], 0x12345678
        mov     dword [0x803000], 0x9ABCDEF0
        mov     eax, 1 << 4
        mov     cr4, eax
        mov     eax, directory + 0x18           ; PWT and PCD
        mov     cr3, eax
        mov     eax, 0x80010011
        mov     cr0, eax
        mov     eax, cr3
        sub     eax, directory
        SHOW    "cr3's low bits", eax, 3
        NEWLINE

        call    fresh
        TRY     "read"
        mov     eax, [T]
        SHOW    "", eax, 8
        SAY     " "
        CAUGHT
        SHOW_ENTRIES
        TRY     "write"
        mov     [T + 4], eax
        CAUGHT
        SHOW_ENTRIES
        call    fresh
        TRY     "large, read"
        mov     eax, [BIG + 0x3000]
        SHOW    "", eax, 8
        SAY     " "
        CAUGHT
        SHOW_ENTRIES
        TRY     "large, write"
        mov     [BIG + 0x3004], eax
        CAUGHT
        SHOW_ENTRIES
        call    fresh
        mov     dword [directory + 4 * 4], 0x800000 + 0x83 + 0x1000
        mov     eax, cr3
        mov     cr3, eax
        TRY     "large, bit 12 is pat"
        mov     eax, [BIG + 0x3000]
        CAUGHT
        call    fresh
        mov     dword [directory + 4 * 4], 0x800000 + 0x83 + 0x200000
        mov     eax, cr3
        mov     cr3, eax
        TRY     "large, bit 21 is reserved"
        mov     eax, [BIG + 0x3000]
        CAUGHT
        call    fresh
        TRY     "page not present"
        mov     dword [area_pt + 3 * 4], 6
        mov     eax, [T]
        CAUGHT
        TRY     "table not present, write"
        mov     dword [directory + 3 * 4], 6
        invlpg  [T]
        mov     [T], eax
        CAUGHT

        ; The self-map: the directory is its own last table.
        call    fresh
        TRY     "self-map: the directory entry of T"
        mov     eax, [0xFFFFF000 + 3 * 4]
        and     eax, ~0xE0
        sub     eax, area_pt
        SHOW    "", eax, 3
        SAY     " "
        CAUGHT
        TRY     "self-map: the table entry of T, changed through it"
        mov     eax, [0xFFC00000 + (T >> 12) * 4]
        mov     dword [0xFFC00000 + (T >> 12) * 4], AREA + 0x5000 + 3
        invlpg  [T]
        mov     dword [AREA + 0x5000], 0x5555AAAA
        mov     eax, [T]
        SHOW    "", eax, 8
        SAY     " "
        CAUGHT

        ; INVLPG and large pages.
        call    fresh
        mov     eax, [BIG + 0x3000]
        mov     dword [directory + 4 * 4], 0xC00000 + 0x83
        invlpg  [BIG + 0x3FF000]
        mov     dword [AREA + 0x100], 0
        mov     dword [directory + 3 * 4], area_pt + 3
        TRY     "large remapped, invlpg anywhere in it"
        mov     eax, [BIG + 0x3000]
        mov     ebx, [0xC03000]                 ; another mapping: not the same frame
        CAUGHT
        SHOW_ENTRIES

        ; CR4.PSE off: bit 7 of a directory entry means nothing.
        call    fresh
        mov     dword [directory + 3 * 4], area_pt + 3 + LARGE
        xor     eax, eax
        mov     cr4, eax
        mov     eax, cr3
        mov     cr3, eax
        TRY     "pse off: ps is ignored"
        mov     eax, [T]
        SHOW    "", eax, 8
        SAY     " "
        CAUGHT
        mov     eax, 1 << 4
        mov     cr4, eax

        ; Paging off and on again.
        call    fresh
        mov     eax, [T]
        mov     eax, 0x11
        mov     cr0, eax
        mov     eax, [AREA + 0x3000]
        SHOW    "paging off", eax, 8
        mov     dword [area_pt + 3 * 4], 0x803000 + 3
        mov     eax, 0x80010011
        mov     cr0, eax
        mov     eax, [T]
        SHOW    "on again, with another entry", eax, 8
        NEWLINE

        ; Global pages survive nothing here: CR4.PGE toggles.
        call    fresh
        mov     eax, 1 << 4 | 1 << 7
        mov     cr4, eax
        mov     dword [area_pt + 3 * 4], AREA + 0x3000 + 0x103
        invlpg  [T]
        mov     eax, [T]
        mov     dword [area_pt + 3 * 4], 0x803000 + 0x103
        mov     eax, 1 << 4
        mov     cr4, eax
        mov     eax, [T]
        SHOW    "global, pge cleared", eax, 8
        NEWLINE
        TRY     "cr4, reserved bit"
        mov     eax, 1 << 31
        mov     cr4, eax
        CAUGHT
        TRY     "cr0.nw without cd"
        mov     eax, cr0
        or      eax, 1 << 29
        mov     cr0, eax
        CAUGHT
        TRY     "cr0.pg without pe"
        mov     eax, 0x80000010
        mov     cr0, eax
        CAUGHT
        DONE

fresh:  mov     dword [directory + 3 * 4], area_pt + 3
        mov     dword [directory + 4 * 4], 0x800000 + 0x83
        mov     dword [area_pt + 3 * 4], AREA + 0x3000 + 3
        mov     eax, cr3
        mov     cr3, eax
        ret

        align   4096
directory: times 4096 db 0
low_pt: times   4096 db 0
area_pt: times  4096 db 0

        USER_TEXT
        KIT_END
