; demand-paging: memory that appears when it is touched. A page-fault handler finds a frame, writes the page-table entry
; and returns; the instruction that faulted is executed again and does not notice.
;
; 2 x PAGES pages are touched for the first time: the first half is written, the second half read and then written.
;
;   trapwalk compare programs/demand-paging.asm
;
; Under shadow paging one demand fault takes three exits:
;   reflected   the page fault goes to the hypervisor; the guest's tables do not map the page: it is the guest's to handle
;   trapped     the handler's store to the page table, which is write-protected because it is in use
;   hidden      the instruction again: the guest's table maps the page now, the shadow table does not
; and a page that was read first takes a fourth when it is written: its entry has D = 0, so the hypervisor let it be
; read only. A handler that writes entries with A and D set (-D PRESET=ACCESSED+DIRTY) saves that one.
; Under EPT the fault is the guest's own business; only the first touch of the frame exits.
;
; VM exits to expect, counted on paper, with n = PAGES = 32:
;
;   reason          native  shadow  ept   why
;   IO_INSTRUCTION    -       51     51   line of 50 characters, debug exit
;   CR_ACCESS         -        3      -   3 to reach long mode (reading CR2 never exits)
;   RDMSR, WRMSR      -      1, 1     -   IA32_EFER
;   EXCEPTION_NMI     -      230      -   hidden fills before paging: text, data; after: text, data, stack, first page;
;                                         3n written first; 4n read first (PRESET: 3n, sum 198)
;   EPT_VIOLATION     -        -     72   pages touched: text, data, stack, 4 tables, first frame, 2n frames
;   total             -      286    123   (PRESET: 254, 123)
;
; The first page of the heap is mapped from the start and touched at once. That makes the page table one in use before
; the first fault; otherwise the first fault's store would not be trapped yet.

%include "include/x86.inc"
%include "include/boot.inc"
%include "include/interrupts.inc"
%include "include/serial.inc"

%ifndef PAGES
PAGES           equ 32
%endif
%ifndef PRESET
PRESET          equ 0                   ; what the handler adds to PRESENT and WRITABLE
%endif

HEAP            equ 0x200000            ; linear address: the second 2 MiB

        bits    32
        org     LOAD_ADDRESS

; ---- text: one page ----
NEW_PAGE text
        MULTIBOOT start, end

start:  ENTER_LONG_MODE pml4, main

; From here on: R12 = faults handled, R13 = checksum, R14 = the next free frame.
        bits    64
main:   LOAD_DATA_SEGMENTS
        mov     esp, stack_top
        lidt    [idt_pointer]
        xor     r12, r12
        xor     r13, r13
        mov     r14d, frames
        mov     rsi, HEAP
        inc     byte [rsi]              ; the first page

        ; Half of the pages: written first.
        mov     ecx, PAGES
.write: add     rsi, PAGE_SIZE
        mov     [rsi], rsi
        dec     ecx
        jnz     .write

        ; The other half: read first. Fresh frames hold zeros.
        mov     ecx, PAGES
.read:  add     rsi, PAGE_SIZE
        add     r13, [rsi]
        mov     [rsi], rsi
        dec     ecx
        jnz     .read

        ; All again. No fault comes any more.
        mov     rsi, HEAP
        mov     ecx, 2 * PAGES
.check: add     rsi, PAGE_SIZE
        rol     r13, 5
        add     r13, [rsi]
        dec     ecx
        jnz     .check

        PRINT   faults
        mov     rbx, r12
        call    print_hex
        PRINT   checksum
        mov     rbx, r13
        call    print_hex
        PRINT   newline
        EXIT    0

; The page-fault handler. On the stack: error code, RIP, CS, RFLAGS, RSP, SS.
page_fault:
        push    rax
        push    rdx
        test    byte [rsp + 16], FAULT_PRESENT
        jnz     .failed                 ; a page that is there needs no frame
        mov     rdx, cr2                ; the address that was touched
        sub     rdx, HEAP
        shr     rdx, 12
        lea     rax, [r14 + TABLE + PRESET]
        mov     [heap_pt + rdx * 8], rax
        add     r14, PAGE_SIZE
        inc     r12
        pop     rdx
        pop     rax
        add     rsp, 8                  ; the error code
        iretq
.failed:
        EXIT    1

        SERIAL_ROUTINES

; ---- data: one page ----
NEW_PAGE data
        GDT
        align   8
idt:    NO_GATES VECTOR_PF
        GATE    page_fault
        IDT_POINTER
        TEXT    faults, "faults "
        TEXT    checksum, " checksum "
        TEXT    newline, 10

; ---- paging structures: four pages, assembled ready for use ----
NEW_PAGE pml4
        dq      pdpt + TABLE
NEW_PAGE pdpt
        dq      pd + TABLE
NEW_PAGE pd
        dq      0 + LEAF | LARGE        ; the kernel, where it is
        dq      heap_pt + TABLE
NEW_PAGE heap_pt
        dq      first + LEAF            ; all that is there of the heap
NEW_PAGE image_end

; ---- after the file: stack and frames ----
        absolute image_end
stack:          resb PAGE_SIZE
stack_top:
first:          resb PAGE_SIZE
frames:         resb 2 * PAGES * PAGE_SIZE
end:
