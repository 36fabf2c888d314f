; user-mode: ring 3 and back. The kernel enters a user program with SYSRET; the program calls it with SYSCALL; and then
; tries two things it may not do.
;
;   trapwalk run programs/user-mode.asm --mode ept --stats text
;
; System calls cost nothing extra under either technique: SYSCALL and SYSRET do not exit, and neither does a general-
; protection fault, which the processor delivers to the guest by itself. A page fault exits under shadow paging even
; when, as here, it is the guest's own: the hypervisor must look first.
;
; VM exits to expect, counted on paper (CALLS, 50 by default, costs none):
;
;   reason          native  shadow  ept   why
;   IO_INSTRUCTION    -       75     75   line of 74 characters, debug exit
;   CR_ACCESS         -        3      -   CR4.PAE, CR3, CR0.PG
;   RDMSR, WRMSR      -      1, 1     -   IA32_EFER; STAR, LSTAR and FMASK are the guest's
;   EXCEPTION_NMI     -        8      -   hidden fills before paging: text, data; after: text, data, stack, user text,
;                                         user stack; 1 reflected page fault
;   EPT_VIOLATION     -        -      9   pages touched: text, data, stack, user text, user stack, 4 tables
;   total             -       88     84

%include "include/x86.inc"
%include "include/boot.inc"
%include "include/interrupts.inc"
%include "include/serial.inc"

%ifndef CALLS
CALLS           equ 50
%endif

; Selectors that SYSRET fixes relative to each other: 18H, data at 18H + 8, 64-bit code at 18H + 16, all with RPL 3.
SYSRET_BASE     equ 0x18 | 3
USER_DATA       equ 0x20 | 3
USER_CODE       equ 0x28 | 3
TSS             equ 0x30

        bits    32
        org     LOAD_ADDRESS

; ---- text: one page, the kernel's ----
NEW_PAGE text
        MULTIBOOT start, end

start:  ENTER_LONG_MODE pml4, main

; From here on: R12 = general-protection faults, R13 = sum of the calls' arguments, R14 = page-fault error code.
        bits    64
main:   LOAD_DATA_SEGMENTS
        mov     esp, stack_top
        lidt    [idt_pointer]
        mov     eax, TSS
        ltr     ax                      ; where an exception from ring 3 finds its stack
        mov     ecx, MSR_STAR
        xor     eax, eax
        mov     edx, SYSRET_BASE << 16 | CODE64
        wrmsr
        mov     ecx, MSR_LSTAR
        mov     rax, system_call
        xor     edx, edx                ; the kernel lies below 4 GiB
        wrmsr
        mov     ecx, MSR_FMASK
        mov     eax, FLAG_IF
        wrmsr
        xor     r12, r12
        xor     r13, r13
        mov     rcx, user               ; SYSRET: RIP from RCX,
        mov     r11d, FLAG_FIXED        ;         RFLAGS from R11
        o64 sysret

; SYSCALL comes here, on the user's stack. RCX = where to return, R11 = RFLAGS, RDI = the argument.
system_call:
        add     r13, rdi
        o64 sysret

; #GP comes here, on the kernel's stack (from the TSS): the program has executed a privileged instruction. Skip it.
general_protection:
        inc     r12
        add     rsp, 8                  ; the error code
        inc     qword [rsp]             ; RIP: the instruction is one byte long
        iretq

; #PF comes here: the program has touched the kernel. That ends it.
page_fault:
        pop     r14
        PRINT   sum
        mov     rbx, r13
        call    print_hex
        PRINT   refused
        mov     rbx, r12
        call    print_hex
        PRINT   error
        mov     rbx, r14
        call    print_hex
        PRINT   newline
        EXIT    0

        SERIAL_ROUTINES

; ---- data: one page ----
NEW_PAGE data
        align   8
gdt:    dq      0
        dq      0x00AF9B000000FFFF      ; 08H: 64-bit code, ring 0
        dq      0x00CF93000000FFFF      ; 10H: data, ring 0
        dq      0                       ; 18H: SYSRET's 32-bit code, which we do not use
        dq      0x00CFF3000000FFFF      ; 20H: data, ring 3
        dq      0x00AFFB000000FFFF      ; 28H: 64-bit code, ring 3
        ; 30H: the task-state segment, available
        dw      tss_end - tss - 1
        dw      (tss - $$ + LOAD_ADDRESS) & 0xFFFF
        db      (tss - $$ + LOAD_ADDRESS) >> 16
        db      0x89
        dw      0
        dq      0
.end:
gdt_pointer:
        dw      gdt.end - gdt - 1
        dd      gdt

tss:    dd      0
        dq      stack_top               ; RSP0: the stack for ring 0
        times 22 dd 0
        dw      0, tss_end - tss        ; no I/O permission bitmap
tss_end:

        align   8
idt:    NO_GATES VECTOR_GP
        GATE    general_protection
        GATE    page_fault
        IDT_POINTER

        TEXT    sum, "sum "
        TEXT    refused, " refused "
        TEXT    error, " error code "
        TEXT    newline, 10

; ---- stack: one page, the kernel's ----
NEW_PAGE stack
        times   PAGE_SIZE db 0
stack_top:

; ---- user text: one page ----
NEW_PAGE user_text
user:   mov     rsp, user_stack_top
        mov     ebx, CALLS
.next:  mov     edi, ebx
        push    rbx
        syscall
        pop     rbx
        dec     ebx
        jnz     .next
        cli                             ; refused: #GP
        hlt                             ; refused: #GP
        mov     byte [text], 0          ; refused: #PF, a write (2) from user mode (4) to a page that is present (1)
        jmp     $

; ---- user stack: one page ----
NEW_PAGE user_stack
        times   PAGE_SIZE db 0
user_stack_top:

; ---- paging structures: four pages, assembled ready for use ----
; The U bit is needed on the whole way to a user page, and at its end decides.
NEW_PAGE pml4
        dq      pdpt + TABLE + USER
NEW_PAGE pdpt
        dq      pd + TABLE + USER
NEW_PAGE pd
        dq      pt + TABLE + USER
NEW_PAGE pt
        times   TEXT_PAGE dq 0
        dq      text + LEAF, data + LEAF, stack + LEAF
        dq      user_text + LEAF + USER, user_stack + LEAF + USER
NEW_PAGE end
