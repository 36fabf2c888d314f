; page-table-churn: a page is mapped, read and unmapped again, over and over: what mmap and munmap do to a page table.
;
; Two frames take turns behind one linear address. Mapping needs no INVLPG, for a processor does not remember that a
; page was absent; unmapping does. Afterwards the kernel reads the unmapped page to prove that it is gone: that page
; fault is its own, and its handler's.
;
;   trapwalk compare programs/page-table-churn.asm
;
; VM exits to expect, counted on paper, with n = CHANGES = 100:
;
;   reason          native  shadow  ept   why
;   IO_INSTRUCTION    -       51     51   line of 50 characters, debug exit
;   CR_ACCESS         -        3      -   CR4.PAE, CR3, CR0.PG
;   RDMSR, WRMSR      -      1, 1     -   IA32_EFER
;   INVLPG            -      100      -   n
;   EXCEPTION_NMI     -      307      -   hidden fills before paging: text, data; after: text, data, stack, first page;
;                                         n x (trapped store, hidden fill, trapped store); 1 reflected page fault
;   EPT_VIOLATION     -        -     10   pages touched: text, data, stack, 4 tables, first frame, even, odd
;   total             -      463     61
;
; The first page of the window stays mapped and is touched at once, so that the page table is in use, and thereby
; protected, from the first change on.

%include "include/x86.inc"
%include "include/boot.inc"
%include "include/interrupts.inc"
%include "include/serial.inc"

%ifndef CHANGES
CHANGES         equ 100
%endif

WINDOW          equ 0x200000            ; linear address: the second 2 MiB
CHANGING        equ WINDOW + PAGE_SIZE  ; its second page

        bits    32
        org     LOAD_ADDRESS

; ---- text: one page ----
NEW_PAGE text
        MULTIBOOT start, end

start:  ENTER_LONG_MODE pml4, main

; From here on: R12 = page faults, R13 = checksum.
        bits    64
main:   LOAD_DATA_SEGMENTS
        mov     esp, stack_top
        lidt    [idt_pointer]
        xor     r12, r12
        mov     esi, WINDOW
        mov     r13, [rsi]              ; the first page
        mov     esi, CHANGING
        mov     edi, window_pt + 8      ; the entry that maps it
        mov     eax, even + TABLE
        mov     ebx, odd + TABLE
        mov     ecx, CHANGES
.next:  mov     [rdi], rax              ; map
        rol     r13, 3
        add     r13, [rsi]
        mov     qword [rdi], 0          ; unmap
        invlpg  [rsi]
        xchg    rax, rbx
        dec     ecx
        jnz     .next

gone:   mov     rax, [rsi]              ; faults; the handler goes on at `missed`
        EXIT    1
missed: PRINT   checksum
        mov     rbx, r13
        call    print_hex
        PRINT   faults
        mov     rbx, r12
        call    print_hex
        PRINT   newline
        EXIT    0

; The page-fault handler. On the stack: error code, RIP, CS, RFLAGS, RSP, SS.
page_fault:
        inc     r12
        mov     rax, cr2
        cmp     rax, CHANGING           ; the right address,
        jne     .failed
        pop     rax
        test    rax, rax                ; a read of a page that is not there,
        jnz     .failed
        mov     rax, gone
        cmp     [rsp], rax              ; by the right instruction
        jne     .failed
        mov     rax, missed
        mov     [rsp], rax
        iretq
.failed:
        EXIT    2

        SERIAL_ROUTINES

; ---- data: one page ----
NEW_PAGE data
        GDT
        align   8
idt:    NO_GATES VECTOR_PF
        GATE    page_fault
        IDT_POINTER
        TEXT    checksum, "checksum "
        TEXT    faults, " faults "
        TEXT    newline, 10

; ---- frames: three pages ----
NEW_PAGE first
        dq      0x0123456789ABCDEF
NEW_PAGE even
        dq      0x1111111122222222
NEW_PAGE odd
        dq      0x3333333344444444

; ---- paging structures: four pages, assembled ready for use ----
NEW_PAGE pml4
        dq      pdpt + TABLE
NEW_PAGE pdpt
        dq      pd + TABLE
NEW_PAGE pd
        dq      0 + LEAF | LARGE        ; the kernel, where it is
        dq      window_pt + TABLE
NEW_PAGE window_pt
        dq      first + TABLE
NEW_PAGE image_end

; ---- stack: one page, after the file ----
        absolute image_end
stack:          resb PAGE_SIZE
stack_top:
end:
