; context-switch: two address spaces and nothing to do but to switch between them.
;
; Each address space has page tables of its own, four of them. Both map the kernel where it is, and both have a page at
; the linear address MINE, with a different frame behind it. The kernel loads CR3 with the one root and the other in
; turn, SWITCHES times, and counts its visits in [MINE]. Two counters in one place prove that there are two places.
;
;   trapwalk compare programs/context-switch.asm
;
; VM exits to expect, counted on paper, with n = SWITCHES = 100 (other numbers: -D SWITCHES=n, even):
;
;   reason          native  shadow  ept   why
;   IO_INSTRUCTION    -       59     59   line of 58 characters, debug exit
;   CR_ACCESS         -      103      -   3 to reach long mode; n switches
;   RDMSR, WRMSR      -      1, 1     -   IA32_EFER
;   EXCEPTION_NMI     -        9      -   hidden fills: text, data before paging; text, data, stack, mine in space A;
;                                         text, stack, mine in space B
;   EPT_VIOLATION     -        -     13   pages touched: text, data, stack; in each space 4 tables, 1 frame
;   total             -      173     72
;
; n switches exit n times under shadow paging, because the guest's CR3 is not the real one, and never under EPT. But
; nothing is filled twice, however often they alternate: the hypervisor keeps the shadow tables of each space.

%include "include/x86.inc"
%include "include/boot.inc"
%include "include/serial.inc"

%ifndef SWITCHES
SWITCHES        equ 100
%endif

MINE            equ 0x1F0000            ; the page that each space has to itself

        bits    32
        org     LOAD_ADDRESS

; ---- text: one page ----
NEW_PAGE text
        MULTIBOOT start, end

start:  ENTER_LONG_MODE a_pml4, main

        bits    64
main:   LOAD_DATA_SEGMENTS
        mov     esp, stack_top
        mov     eax, a_pml4             ; where we are
        mov     ebx, b_pml4             ; where to go next
        mov     ebp, SWITCHES
        call    visit
.next:  xchg    rax, rbx
        mov     cr3, rax                ; the switch
        call    visit
        dec     ebp
        jnz     .next

        ; The number of switches is even, so this is space A again, and the visit before was to B.
        PRINT   visits_a
        mov     rbx, r15
        call    print_hex
        PRINT   visits_b
        mov     rbx, r14
        call    print_hex
        PRINT   newline
        EXIT    0

; Counts a visit. R15 = visits to this space, R14 = what R15 was: visits to the other.
visit:  mov     r14, r15
        inc     qword [MINE]
        mov     r15, [MINE]
        ret

        SERIAL_ROUTINES

; ---- data: one page ----
NEW_PAGE data
        GDT
        TEXT    visits_a, "visits in A "
        TEXT    visits_b, " visits in B "
        TEXT    newline, 10

; ---- stack: one page ----
NEW_PAGE stack
        times   PAGE_SIZE db 0
stack_top:

; ---- paging structures: four pages for each space, assembled ready for use ----

; ADDRESS_SPACE name, frame
%macro ADDRESS_SPACE 2
NEW_PAGE %1_pml4
        dq      %1_pdpt + TABLE
NEW_PAGE %1_pdpt
        dq      %1_pd + TABLE
NEW_PAGE %1_pd
        dq      %1_pt + TABLE
NEW_PAGE %1_pt
        times   TEXT_PAGE dq 0
        dq      text + LEAF, data + LEAF, stack + LEAF
        times   (MINE >> 12) - TEXT_PAGE - 3 dq 0
        dq      %2 + TABLE              ; the walk shall set A and D
%endmacro

        ADDRESS_SPACE a, a_frame
        ADDRESS_SPACE b, b_frame
NEW_PAGE image_end

; ---- after the file: one frame for each space ----
        absolute image_end
a_frame:        resb PAGE_SIZE
b_frame:        resb PAGE_SIZE
end:
