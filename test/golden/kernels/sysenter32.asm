; SYSENTER and SYSEXIT in 32-bit protected mode, and SYSCALL, which Intel has in 64-bit code only.
%include "paging32.inc"

SYSENTER_CS equ 0x174
SYSENTER_ESP equ 0x175
SYSENTER_EIP equ 0x176

; The four descriptors that SYSENTER and SYSEXIT fix by number: 30H code, 38H stack, 40H user code, 48H user stack. They
; are zero: nothing is looked up.
BASE    equ 0x30

%macro WRITE_MSR 2
        mov     ecx, %1
        mov     eax, %2
        xor     edx, edx
        wrmsr
%endmacro

tests:
        WRITE_MSR SYSENTER_CS, 0
        TRY     "sysenter, cs 0"
        ENTER_USER u_sysenter
        CAUGHT
        TRY     "sysexit, cs 0"
        sysexit
        CAUGHT
        WRITE_MSR SYSENTER_CS, BASE
        WRITE_MSR SYSENTER_ESP, stack0_top
        WRITE_MSR SYSENTER_EIP, entered
        mov     ecx, SYSENTER_EIP
        rdmsr
        sub     eax, entered
        SHOW    "eip msr", eax, 8
        NEWLINE
        TRY     "sysenter from ring 3"
        ENTER_USER u_sysenter, 0x203ED7 & ~0x100
        CAUGHT
        TRY     "sysenter from ring 0"
        sysenter
        CAUGHT
        TRY     "sysexit"
        mov     edx, u_report
        mov     ecx, user_stack_top
        sysexit
        CAUGHT
        TRY     "sysexit in ring 3"
        ENTER_USER u_sysexit
        CAUGHT
        TRY     "syscall"
        syscall
        CAUGHT
        TRY     "sysret"
        sysret
        CAUGHT
        WRITE_MSR SYSENTER_CS, BASE + 3
        TRY     "the selector's low bits are dropped"
        ENTER_USER u_sysenter
        CAUGHT
        DONE

entered:
        mov     ebx, esp
        pushfd
        pop     edx
        push    dword 2
        popfd
        mov     eax, cs
        mov     ecx, ss
        jmp     CODE:.flat                      ; the CS that is loaded now is in no table
.flat:  push    dword DATA
        pop     ds                              ; null, coming from ring 3
        push    dword DATA
        pop     ss
        SAY     "entered"
        SHOW    "cs", eax, 4
        SHOW    "ss", ecx, 4
        mov     eax, stack0_top
        sub     eax, ebx
        SHOW    "sp-", eax, 4
        SHOW    "flags", edx, 6
        NEWLINE
        mov     esp, [saved_esp]
        mov     eax, DATA
        mov     ds, eax
        mov     es, eax
        jmp     [resume]

        USER_TEXT
u_sysenter:
        sysenter
u_sysexit:
        sysexit
u_report:
        int     0x90
        KIT_END
