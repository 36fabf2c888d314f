; What INVLPG, INVPCID and moves to CR3 and CR4 must make the processor forget, with PCIDs and global pages. A linear page
; leads to frame A in the tables and is read; behind the processor's back the entry is changed to frame B. What must have
; been forgotten reads B. (What may be remembered is no fact here: a hypervisor with shadow tables forgets more, and the
; oracles do not tag by PCID. test/cpu/mmu-invalidation.test.ts has that.)
; Oracle: bochs. (qemu 7.2 has no PCID.)
%include "kit64.inc"

PAGE            equ AREA + 0x10000              ; the linear page
PTE             equ area_pt + 0x10 * 8
FRAME_A         equ AREA + 0x20000
FRAME_B         equ AREA + 0x21000
PGE             equ 1 << 7
PCIDE           equ 1 << 17

; The entry leads to A (with more flags `%1`); everything else is forgotten; the page has been read with PCID `%2`.
%macro PRIME 2
        mov     rax, FRAME_A + 7 + (%1)
        mov     [PTE], rax
        call    forget
        mov     rax, %2
        call    use
        mov     al, [PAGE]
        mov     rax, FRAME_B + 7 + (%1)
        mov     [PTE], rax
%endmacro
; What the page reads now.
%macro LOOK 0
        push    rax
        mov     al, [PAGE]
        call    kit_putc
        pop     rax
%endmacro
%macro INVPCID_ 3
        mov     qword [descriptor], %2
        mov     rax, %3
        mov     [descriptor + 8], rax
        mov     eax, %1
        invpcid rax, [descriptor]
%endmacro

tests:
        mov     byte [FRAME_A], 'A'
        mov     byte [FRAME_B], 'B'
        mov     rax, cr4
        or      rax, PGE | PCIDE
        mov     cr4, rax

        SAY     "invlpg: "
        PRIME   0, 1
        invlpg  [PAGE]
        LOOK
        NEWLINE

        SAY     "mov cr3, same pcid: "
        PRIME   0, 1
        mov     rax, pml4 + 1
        mov     cr3, rax
        LOOK
        NEWLINE
        SAY     "another pcid: "
        PRIME   0, 1
        mov     rax, 2
        call    use_kept
        LOOK
        NEWLINE
        SAY     "other pcid and back without bit 63: "
        PRIME   0, 1
        mov     rax, 2
        call    use_kept
        mov     rax, 1
        call    use
        LOOK
        NEWLINE

        SAY     "global, invlpg from another pcid: "
        PRIME   GLOBAL_PAGE, 1
        mov     rax, 2
        call    use
        invlpg  [PAGE]
        LOOK
        NEWLINE
        SAY     "global, cr4.pge off and on: "
        PRIME   GLOBAL_PAGE, 1
        mov     rax, cr4
        btr     rax, 7
        mov     cr4, rax
        LOOK
        bts     rax, 7
        mov     cr4, rax
        NEWLINE
        SAY     "global bit with cr4.pge = 0, mov cr3: "
        mov     rax, cr4
        btr     rax, 7
        mov     cr4, rax
        PRIME   GLOBAL_PAGE, 1
        mov     rax, pml4 + 1
        mov     cr3, rax
        LOOK
        mov     rax, cr4
        bts     rax, 7
        mov     cr4, rax
        NEWLINE
        SAY     "cr4.pcide off: "
        PRIME   0, 0
        mov     rax, cr4
        btr     rax, 17
        mov     cr4, rax
        LOOK
        bts     rax, 17
        mov     cr4, rax
        NEWLINE
        SAY     "cr4.smep on: "
        PRIME   0, 1
        mov     rax, cr4
        bts     rax, 20
        mov     cr4, rax
        LOOK
        btr     rax, 20
        mov     cr4, rax
        NEWLINE

        SAY     "invpcid 0, this pcid: "
        PRIME   0, 1
        INVPCID_ 0, 1, PAGE
        LOOK
        NEWLINE
        SAY     "invpcid 1, this pcid: "
        PRIME   0, 1
        INVPCID_ 1, 1, 0
        LOOK
        NEWLINE
        SAY     "invpcid 3, from another pcid: "
        PRIME   0, 1
        mov     rax, 2
        call    use
        INVPCID_ 3, 0, 0
        mov     rax, 1
        call    use_kept
        LOOK
        NEWLINE
        SAY     "invpcid 2, global page: "
        PRIME   GLOBAL_PAGE, 1
        INVPCID_ 2, 0, 0
        LOOK
        NEWLINE
        DONE

        ; Forget every translation.
forget: INVPCID_ 2, 0, 0
        ret
        ; PCID RAX becomes current; its translations are forgotten.
use:    or      rax, pml4
        mov     cr3, rax
        ret
        ; The same, and they are kept.
use_kept:
        or      rax, pml4
        bts     rax, 63
        mov     cr3, rax
        ret

        align   16
descriptor: dq  0, 0
        USER_TEXT
        KIT_END
