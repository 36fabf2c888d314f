; PAE paging: the four PDPTEs as registers (loaded by MOV CR3, checked then), 2 MiB pages, reserved bits, NX with and
; without EFER.NXE, A and D bits.
; Oracle: bochs. (qemu 7.2 reads PDPTEs from memory at each walk, checks none of their bits, and omits P from the error code.)
%include "paging32.inc"

T       equ 0xC03000                            ; directory entry 6, table entry 3
BIG     equ 0x1000000                           ; directory entry 8: a 2 MiB page
UP      equ 0x40000000                          ; the second PDPTE

tests:
        mov     eax, 3
        mov     edi, low_pt
        mov     ecx, 1024
.low:   mov     [edi], eax
        add     eax, 4096
        add     edi, 8
        loop    .low
        mov     dword [directory], low_pt + 3
        mov     dword [directory + 8], low_pt + 4096 + 3
        mov     dword [directory + 6 * 8], area_pt + 3
        mov     dword [directory + 8 * 8], 0x800000 + 0x83
        mov     dword [directory2], 0xA00000 + 0x83
        mov     dword [pointers], directory + 1
        mov     dword [AREA + 0x3000], 0x12345678
        mov     dword [AREA + 0x5000], 0xC3             ; RET
        mov     dword [0x803000], 0x9ABCDEF0
        mov     dword [0xA03000], 0x0F0F0F0F
        mov     dword [area_pt + 3 * 8], AREA + 0x3000 + 3
        mov     dword [area_pt + 4 * 8], AREA + 0x5000 + 3
        mov     eax, 1 << 5
        mov     cr4, eax
        mov     eax, pointers
        mov     cr3, eax
        TRY     "cr0.pg with a reserved bit in a pdpte"
        mov     dword [pointers + 8], directory2 + 3
        mov     eax, 0x80010011
        mov     cr0, eax
        CAUGHT
        mov     eax, cr0
        shr     eax, 31
        SHOW    "pg", eax, 1
        NEWLINE
        mov     dword [pointers + 8], 0
        mov     eax, 0x80010011
        mov     cr0, eax
        TRY     "read"
        mov     eax, [T]
        SHOW    "", eax, 8
        SAY     " "
        CAUGHT
        call    show
        TRY     "write"
        mov     [T + 4], eax
        CAUGHT
        call    show
        TRY     "large, read"
        mov     eax, [BIG + 0x3000]
        SHOW    "", eax, 8
        SAY     " "
        CAUGHT
        call    show
        TRY     "large, write"
        mov     [BIG + 0x3004], eax
        CAUGHT
        call    show

        ; PDPTEs are registers: a store to memory changes nothing before CR3 is loaded.
        TRY     "pdpte not present"
        mov     eax, [UP + 0x3000]
        CAUGHT
        mov     dword [pointers + 8], directory2 + 1
        TRY     "pdpte stored, cr3 not loaded"
        mov     eax, [UP + 0x3000]
        CAUGHT
        TRY     "pdpte stored, invlpg"
        invlpg  [UP + 0x3000]
        mov     eax, [UP + 0x3000]
        CAUGHT
        mov     eax, cr3
        mov     cr3, eax
        TRY     "cr3 loaded"
        mov     eax, [UP + 0x3000]
        SHOW    "", eax, 8
        SAY     " "
        CAUGHT
        mov     eax, [pointers + 8]
        and     eax, 0xFFF
        SHOW    "no a bit in a pdpte", eax, 3
        NEWLINE

        ; Reserved bits of PDPTEs, at MOV CR3.
%macro PDPTE 3 ; name, low, high
        mov     dword [pointers + 16], %2
        mov     dword [pointers + 20], %3
        TRY     %1
        mov     eax, pointers
        mov     cr3, eax
        CAUGHT
%endmacro
        PDPTE   "pdpte bit 1",          directory2 + 3, 0
        PDPTE   "pdpte bit 2",          directory2 + 5, 0
        PDPTE   "pdpte bits 3 and 4 are pwt and pcd", directory2 + 0x19, 0
        PDPTE   "pdpte bit 5",          directory2 + 0x21, 0
        PDPTE   "pdpte bit 7",          directory2 + 0x81, 0
        PDPTE   "pdpte bit 8",          directory2 + 0x101, 0
        PDPTE   "pdpte bit 9 is ignored", directory2 + 0x201, 0
        PDPTE   "pdpte bit 52",         directory2 + 1, 1 << 20
        PDPTE   "pdpte bit 62",         directory2 + 1, 1 << 30
        PDPTE   "pdpte bit 63",         directory2 + 1, 1 << 31
        PDPTE   "reserved bits, not present", directory2 + 0x1E6, 0xFFFFFFFF
        mov     dword [pointers + 16], 0
        mov     dword [pointers + 20], 0
        mov     eax, pointers
        mov     cr3, eax

        ; Reserved bits of the others.
%macro HIGH_BIT 4 ; name, entry, bit of the upper half, address
        bts     dword [%2 + 4], %3
        invlpg  [%4]
        TRY     %1
        mov     eax, [%4]
        CAUGHT
        btr     dword [%2 + 4], %3
        invlpg  [%4]
%endmacro
        HIGH_BIT "pte bit 51",          area_pt + 3 * 8, 19, T
        HIGH_BIT "pte bit 52",          area_pt + 3 * 8, 20, T
        HIGH_BIT "pte bit 62",          area_pt + 3 * 8, 30, T
        HIGH_BIT "pte bit 63, nxe 0",   area_pt + 3 * 8, 31, T
        HIGH_BIT "pde bit 51",          directory + 6 * 8, 19, T
        HIGH_BIT "pde bit 52",          directory + 6 * 8, 20, T
        HIGH_BIT "pde bit 63, nxe 0",   directory + 6 * 8, 31, T
        HIGH_BIT "2 MiB page bit 51",   directory + 8 * 8, 19, BIG
        or      dword [directory + 8 * 8], 0x2000
        invlpg  [BIG]
        TRY     "2 MiB page bit 13"
        mov     eax, [BIG]
        CAUGHT
        and     dword [directory + 8 * 8], ~0x2000
        or      dword [directory + 8 * 8], 0x1000
        invlpg  [BIG]
        TRY     "2 MiB page bit 12 is pat"
        mov     eax, [BIG]
        CAUGHT

        ; NX.
        mov     ecx, 0xC0000080
        rdmsr
        or      eax, 1 << 11
        wrmsr
        TRY     "nx, read"
        or      dword [area_pt + 4 * 8 + 4], 1 << 31
        mov     al, [T + 0x1000]
        CAUGHT
        TRY     "nx, execute"
        mov     eax, T + 0x1000
        call    eax
        CAUGHT
        and     dword [area_pt + 4 * 8 + 4], ~(1 << 31)
        invlpg  [T + 0x1000]
        TRY     "not nx, execute"
        mov     eax, T + 0x1000
        call    eax
        CAUGHT
        or      dword [directory + 6 * 8 + 4], 1 << 31
        invlpg  [T + 0x1000]
        TRY     "nx in the pde, execute"
        mov     eax, T + 0x1000
        call    eax
        CAUGHT
        and     dword [directory + 6 * 8 + 4], ~(1 << 31)
        mov     eax, cr3
        mov     cr3, eax

        ; From PAE to 32-bit paging and back, paging on: by way of paging off.
        mov     eax, 0x11
        mov     cr0, eax
        mov     eax, 1 << 4
        mov     cr4, eax
        mov     dword [plain], 0x83
        mov     dword [plain + 4], 0x800083
        mov     eax, plain
        mov     cr3, eax
        mov     eax, 0x80010011
        mov     cr0, eax
        mov     eax, [0x403000]
        SHOW    "32-bit paging", eax, 8
        mov     eax, 0x11
        mov     cr0, eax
        mov     eax, 1 << 5
        mov     cr4, eax
        mov     eax, pointers
        mov     cr3, eax
        mov     eax, 0x80010011
        mov     cr0, eax
        mov     eax, [T]
        SHOW    "pae again", eax, 8
        NEWLINE
        DONE

show:   mov     eax, [directory + 6 * 8]
        and     eax, 0xE7
        SHOW    "pde", eax, 2
        mov     eax, [area_pt + 3 * 8]
        and     eax, 0xE7
        SHOW    "pte", eax, 2
        mov     eax, [directory + 8 * 8]
        and     eax, 0xE7
        SHOW    "big", eax, 2
        NEWLINE
        ret

        align   4096
directory: times 4096 db 0
directory2: times 4096 db 0
low_pt: times   8192 db 0
area_pt: times  4096 db 0
plain:  times   4096 db 0
pointers: times 32 db 0

        USER_TEXT
        KIT_END
