; hello: from the multiboot loader to long mode, one line on the serial port, and out.
;
; The smallest kernel of this folder, and the pattern of all the others. It shows what merely reaching long mode costs
; under each technique.
;
;   nasm -f bin -I programs/ programs/hello.asm -o hello.bin
;   qemu-system-x86_64 -kernel hello.bin -serial stdio -display none -device isa-debug-exit,iobase=0xf4,iosize=4
;   trapwalk run programs/hello.asm --mode shadow --stats text
;
; VM exits to expect, counted on paper:
;
;   reason          native  shadow  ept   why
;   IO_INSTRUCTION    -       22     22   21 characters, 1 debug exit
;   CR_ACCESS         -        3      -   CR4.PAE, CR3, CR0.PG
;   RDMSR, WRMSR      -      1, 1     -   IA32_EFER.LME
;   EXCEPTION_NMI     -        5      -   hidden fills. Before paging, in the identity shadow: text, data.
;                                         After paging, in the shadow of our tables: text, data, stack.
;   EPT_VIOLATION     -        -      6   pages touched: text, data, stack, PML4, PDPT, PD
;   total             -       32     28
;
; A hidden fill is a page fault the guest never sees: its own tables map the page, the shadow tables do not yet. Shadow
; tables are made of 4 KiB entries here, so our one 2 MiB page is filled 4 KiB by 4 KiB, where it is touched.
; An EPT violation is the same thing one level down: the first touch of a guest-physical page. There our tables are
; pages like any others, touched by the processor's walk.

%include "include/x86.inc"
%include "include/boot.inc"
%include "include/serial.inc"

        bits    32
        org     LOAD_ADDRESS

; ---- text: one page ----
NEW_PAGE text
        MULTIBOOT start, end

start:  ENTER_LONG_MODE pml4, main

        bits    64
main:   LOAD_DATA_SEGMENTS
        mov     esp, stack_top
        PRINT   message
        EXIT    0

        SERIAL_ROUTINES

; ---- data: one page ----
NEW_PAGE data
        GDT
        TEXT    message, "hello from long mode", 10

; ---- paging structures: three pages, assembled ready for use ----
; They map the first 2 MiB, in which all of this lies, to themselves.
NEW_PAGE pml4
        dq      pdpt + TABLE
NEW_PAGE pdpt
        dq      pd + TABLE
NEW_PAGE pd
        dq      0 + LEAF | LARGE
NEW_PAGE image_end

; ---- stack: one page, after the file ----
        absolute image_end
stack:  resb    PAGE_SIZE
stack_top:
end:
