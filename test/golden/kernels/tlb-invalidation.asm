; After each of the architecture's invalidations the new translation is seen. (What is seen before one is not tested: a
; processor may, but need not, remember.)
; Oracle: bochs. (qemu 7.2 has no INVPCID and no PCID.)
%include "kit64.inc"

T       equ 1 << 39 | 2 << 30 | 3 << 21 | 4 << 12
LARGE2M equ 1 << 39 | 2 << 30 | 5 << 21

; Maps T to frame `%1` (1 to 5) with flags `%2`.
%macro MAP 1-2 7
        mov     qword [my_pt + 4 * 8], AREA + (%1) * 0x1000 + (%2)
%endmacro
%macro SEE 1
        mov     rbx, [r12]
        SAY     %1, ":"
        SHOW    "", rbx, 1
        NEWLINE
%endmacro

tests:
        mov     qword [pml4 + 8], my_pdpt + 7
        mov     qword [my_pdpt + 2 * 8], my_pd + 7
        mov     qword [my_pd + 3 * 8], my_pt + 7
        mov     qword [AREA + 0x1000], 1
        mov     qword [AREA + 0x2000], 2
        mov     qword [AREA + 0x3000], 3
        mov     qword [AREA + 0x4000], 4
        mov     r12, T
        MAP     1
        SEE     "mapped"
        MAP     2
        invlpg  [r12]
        SEE     "invlpg"
        MAP     3
        invlpg  [r12 + 0xFFF]
        SEE     "invlpg, last byte of the page"
        MAP     4
        mov     rax, cr3
        mov     cr3, rax
        SEE     "mov cr3"

        ; Global pages.
        mov     rax, cr4
        or      al, 0x80
        mov     cr4, rax
        MAP     1, 7 + GLOBAL_PAGE
        invlpg  [r12]
        SEE     "global"
        MAP     2, 7 + GLOBAL_PAGE
        invlpg  [r12]
        SEE     "global, invlpg"
        MAP     3, 7 + GLOBAL_PAGE
        mov     rax, cr4
        and     al, ~0x80
        mov     cr4, rax
        SEE     "global, cr4.pge cleared"
        MAP     4, 7 + GLOBAL_PAGE
        mov     rax, cr4
        or      al, 0x80
        mov     cr4, rax
        SEE     "global, cr4.pge set"
        MAP     1, 7
        mov     rax, cr4
        xor     al, 0x80
        mov     cr4, rax
        xor     al, 0x80
        mov     cr4, rax
        SEE     "global before, not now; cr4.pge toggled"
        MAP     2
        mov     rax, cr3
        mov     cr3, rax
        SEE     "not global, mov cr3 with cr4.pge"

        ; Paging structures: INVLPG and MOV CR3 drop what is cached of them.
        mov     qword [my_pt2 + 4 * 8], AREA + 0x3000 + 7
        mov     qword [my_pd + 3 * 8], my_pt2 + 7
        invlpg  [r12]
        SEE     "pde changed, invlpg"
        mov     qword [my_pd + 3 * 8], my_pt + 7
        mov     rax, cr3
        mov     cr3, rax
        SEE     "pde changed, mov cr3"
        mov     qword [my_pd2 + 3 * 8], my_pt2 + 7
        mov     qword [my_pdpt + 2 * 8], my_pd2 + 7
        invlpg  [r12]
        SEE     "pdpte changed, invlpg"
        mov     qword [my_pdpt + 2 * 8], my_pd + 7
        invlpg  [r12]
        SEE     "pdpte changed back, invlpg"

        ; A large page becomes small ones and the other way round.
        mov     r12, LARGE2M + 0x1000
        mov     qword [my_pd + 5 * 8], AREA + 7 + LARGE
        invlpg  [r12]
        SEE     "large"
        mov     qword [my_pt2 + 1 * 8], AREA + 0x2000 + 7
        mov     qword [my_pd + 5 * 8], my_pt2 + 7
        mov     rax, LARGE2M + 0x180000
        invlpg  [rax]
        invlpg  [r12]
        SEE     "large to small"
        mov     qword [my_pd + 5 * 8], AREA + 7 + LARGE
        mov     rax, cr3
        mov     cr3, rax
        SEE     "small to large"

        ; Rights.
        mov     r12, T
        MAP     1, 7
        invlpg  [r12]
        mov     [r12], r12
        MAP     1, 5
        invlpg  [r12]
        TRY     "made read-only"
        mov     [r12], r12
        CAUGHT
        MAP     1, 7
        TRY     "made writable again, no invlpg: the fault's own walk or a new one sees it"
        mov     qword [r12], 1
        CAUGHT
        MAP     1, 6
        invlpg  [r12]
        TRY     "made absent"
        mov     rax, [r12]
        CAUGHT
        MAP     2, 7
        TRY     "made present: absence is never remembered"
        mov     rax, [r12]
        SHOW    "", rax, 1
        SAY     " "
        CAUGHT
        mov     rax, cr0
        btr     rax, 16
        mov     cr0, rax
        MAP     3, 5
        invlpg  [r12]
        TRY     "cr0.wp = 0: read-only is written"
        mov     qword [r12], 3
        CAUGHT
        mov     rax, cr0
        bts     rax, 16
        mov     cr0, rax
        TRY     "cr0.wp = 1"
        mov     [r12], r12
        CAUGHT
        MAP     3, 7
        invlpg  [r12]
        mov     rax, [r12]
        mov     rax, cr4
        bts     rax, 21
        mov     cr4, rax
        TRY     "cr4.smap set: user page, read"
        mov     rax, [r12]
        CAUGHT
        TRY     "stac"
        stac
        mov     rax, [r12]
        SHOW    "", rax, 1
        SAY     " "
        CAUGHT
        TRY     "clac"
        clac
        mov     rax, [r12]
        CAUGHT
        mov     rax, cr4
        btr     rax, 21
        mov     cr4, rax

        ; PCID and INVPCID.
        TRY     "mov cr3 with bit 63, cr4.pcide = 0"
        mov     rax, cr3
        bts     rax, 63
        mov     cr3, rax
        CAUGHT
        TRY     "invpcid, all"
        mov     eax, 2
        mov     qword [descriptor], 0
        mov     qword [descriptor + 8], 0
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25      ; invpcid rax, [descriptor]
        dd      descriptor
        CAUGHT
        TRY     "invpcid, type 4"
        mov     eax, 4
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25
        dd      descriptor
        CAUGHT
        TRY     "invpcid, reserved bits in the descriptor"
        mov     eax, 1
        mov     qword [descriptor], 0x1000
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25
        dd      descriptor
        CAUGHT
        TRY     "invpcid, pcid 1 with cr4.pcide = 0"
        mov     eax, 1
        mov     qword [descriptor], 1
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25
        dd      descriptor
        CAUGHT
        TRY     "invpcid, address not canonical"
        mov     eax, 0
        mov     qword [descriptor], 0
        mov     rcx, 0x0000800000000000
        mov     [descriptor + 8], rcx
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25
        dd      descriptor
        CAUGHT
        TRY     "cr4.pcide with a pcid in cr3"
        mov     rax, cr3
        or      rax, 5
        mov     cr3, rax
        mov     rax, cr4
        bts     rax, 17
        mov     cr4, rax
        CAUGHT
        mov     rax, cr3
        and     rax, ~0xFFF
        mov     cr3, rax
        TRY     "cr4.pcide"
        mov     rax, cr4
        bts     rax, 17
        mov     cr4, rax
        CAUGHT
        mov     r13, cr3
        MAP     4, 7
        lea     rax, [r13 + 1]
        mov     cr3, rax
        SEE     "pcid 1"
        MAP     1, 7
        mov     cr3, rax
        SEE     "pcid 1 loaded again, bit 63 clear"
        mov     qword [AREA + 0x1000], 1
        bts     rax, 63
        mov     cr3, rax
        mov     rax, cr3
        SHOW    "cr3 read back after bit 63, low 3 digits and the highest", rax, 3
        shr     rax, 60
        SHOW    "", rax, 1
        NEWLINE
        MAP     2, 7
        mov     eax, 0
        mov     qword [descriptor], 1
        mov     [descriptor + 8], r12
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25
        dd      descriptor
        SEE     "invpcid, one address of pcid 1"
        MAP     3, 7
        mov     eax, 1
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25
        dd      descriptor
        SEE     "invpcid, all of pcid 1"
        mov     qword [AREA + 0x3000], 3
        MAP     4, 7 + GLOBAL_PAGE
        mov     eax, 2
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25
        dd      descriptor
        SEE     "invpcid, everything"
        MAP     1, 7
        mov     eax, 2
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25
        dd      descriptor
        SEE     "invpcid, everything, globals included"
        MAP     2, 7
        mov     eax, 3
        db      0x66, 0x0F, 0x38, 0x82, 0x04, 0x25
        dd      descriptor
        SEE     "invpcid, all but globals"
        TRY     "cr4.pae off with pcide"
        mov     rax, cr4
        btr     rax, 5
        mov     cr4, rax
        CAUGHT
        mov     cr3, r13
        mov     rax, cr4
        btr     rax, 17
        mov     cr4, rax
        MAP     3, 7
        mov     rax, cr4
        bts     rax, 17
        mov     cr4, rax
        btr     rax, 17
        mov     cr4, rax
        SEE     "cr4.pcide toggled"
        DONE

descriptor: dq  0, 0

        align   4096
my_pdpt: times 4096 db 0
my_pd:  times 4096 db 0
my_pd2: times 4096 db 0
my_pt:  times 4096 db 0
my_pt2: times 4096 db 0

        USER_TEXT
        KIT_END
