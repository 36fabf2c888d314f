; timer: the local APIC's timer wakes the kernel TICKS times. One shot each: start it, halt, be interrupted, again.
;
;   trapwalk run programs/timer.asm --mode ept --stats text
;
; Each access to an APIC register exits under both techniques, for no memory lies behind them: under shadow paging as a
; page fault that stays a fault for ever, under EPT as a violation likewise. Each HLT is one exit too; the hypervisor
; then waits in the guest's stead, and the interrupt, when it comes, is injected with the next VM entry.
;
; VM exits to expect, counted on paper, with n = TICKS = 10:
;
;   reason          native  shadow  ept   why
;   IO_INSTRUCTION    -       26     26   2 PIC masks, line of 23 characters, debug exit
;   HLT               -       10     10   n
;   CR_ACCESS         -        3      -   CR4.PAE, CR3, CR0.PG
;   RDMSR, WRMSR      -      1, 1     -   IA32_EFER
;   EXCEPTION_NMI     -       28      -   APIC: 3 to set up, n x (start, EOI); hidden fills: text, data before paging;
;                                         text, data, stack after
;   EPT_VIOLATION     -        -     30   APIC: 3 + 2n; pages touched: text, data, stack, PML4, PDPT, 2 PDs
;   total             -       69     66

%include "include/x86.inc"
%include "include/boot.inc"
%include "include/interrupts.inc"
%include "include/serial.inc"

%ifndef TICKS
TICKS           equ 10
%endif

VECTOR_TIMER    equ 32                  ; the first that is not an exception's
PERIOD          equ 100000              ; in APIC timer clocks: long enough to be in HLT when it ends
CACHE_DISABLE   equ 1 << 4              ; in a page's entry: registers must not be cached

        bits    32
        org     LOAD_ADDRESS

; ---- text: one page ----
NEW_PAGE text
        MULTIBOOT start, end

start:  ENTER_LONG_MODE pml4, main

; From here on: R12 = interrupts, R15 = the APIC's registers.
        bits    64
main:   LOAD_DATA_SEGMENTS
        mov     esp, stack_top
        lidt    [idt_pointer]
        mov     al, 0xFF
        out     PIC1_MASK, al           ; the old interrupt controllers shall be silent
        out     PIC2_MASK, al
        mov     r15d, APIC
        mov     dword [r15 + APIC_SPURIOUS], APIC_ENABLE | 0xFF
        mov     dword [r15 + APIC_DIVIDE], APIC_DIVIDE_1
        mov     dword [r15 + APIC_TIMER], VECTOR_TIMER
        xor     r12, r12
.next:  mov     dword [r15 + APIC_INITIAL], PERIOD
        sti                             ; takes effect after the next instruction: no interrupt can slip in between
        hlt
        cli
        cmp     r12, TICKS
        jb      .next

        PRINT   ticks
        mov     rbx, r12
        call    print_hex
        PRINT   newline
        EXIT    0

timer:  inc     r12
        mov     dword [r15 + APIC_EOI], 0
        iretq

        SERIAL_ROUTINES

; ---- data: one page ----
NEW_PAGE data
        GDT
        align   8
idt:    NO_GATES VECTOR_TIMER
        GATE    timer
        IDT_POINTER
        TEXT    ticks, "ticks "
        TEXT    newline, 10

; ---- paging structures: four pages, assembled ready for use ----
NEW_PAGE pml4
        dq      pdpt + TABLE
NEW_PAGE pdpt
        dq      pd + TABLE, 0, 0
        dq      pd_apic + TABLE         ; the fourth GiB
NEW_PAGE pd
        dq      0 + LEAF | LARGE        ; the kernel, where it is
NEW_PAGE pd_apic
        times   (APIC >> 21) & 511 dq 0
        dq      APIC + LEAF | LARGE | CACHE_DISABLE
NEW_PAGE image_end

; ---- stack: one page, after the file ----
        absolute image_end
stack:          resb PAGE_SIZE
stack_top:
end:
