; SYSCALL, SYSRET, SYSENTER, SYSEXIT and SWAPGS: registers, flags and segments before and after, and their faults.
; Oracle: bochs. (qemu 7.2 checks no address in an MSR, keeps the arithmetic flags out of SYSCALL's RFLAGS, and has
; AMD's SYSENTER, which is undefined in long mode.)
%include "kit64.inc"

STAR    equ 0xC0000081
LSTAR   equ 0xC0000082
CSTAR   equ 0xC0000083
FMASK   equ 0xC0000084
FS_BASE equ 0xC0000100
GS_BASE equ 0xC0000101
KERNEL_GS_BASE equ 0xC0000102
SYSENTER_CS equ 0x174
SYSENTER_ESP equ 0x175
SYSENTER_EIP equ 0x176
NONCANONICAL equ 0x0000800000000000

%macro WRITE_MSR 2
        mov     ecx, %1
        mov     rax, %2
        mov     rdx, rax
        shr     rdx, 32
        wrmsr
%endmacro

tests:
        WRITE_MSR STAR, (0x18 | 3) << 48 | CODE64 << 32
        WRITE_MSR LSTAR, entry
        WRITE_MSR FMASK, 0x47700

        TRY     "syscall from ring 3"
        mov     rsi, 0x1122334455667788
        ENTER_USER user_syscall, 0x247CD7
        CAUGHT
        TRY     "syscall from ring 0"
        syscall
        CAUGHT
        WRITE_MSR FMASK, 0
        TRY     "syscall, fmask 0"
        ENTER_USER user_syscall, 0x247CD7
        CAUGHT
        WRITE_MSR FMASK, 0xFFFFFFFFFFFFFFFF & 0xFFFFFFFF
        TRY     "syscall, fmask all"
        ENTER_USER user_syscall, 0x247CD7
        CAUGHT
        TRY     "sysret to 64-bit code"
        mov     ecx, user_report
        mov     r11d, 0x247ED7 | 0x10000
        mov     rsp, user_stack_top
        o64 sysret
        CAUGHT
        TRY     "sysret to 32-bit code"
        mov     rcx, 0xABCDEF0100000000 + user_32 - kit_start + 0x100000
        mov     r11d, 0x2
        mov     rsp, user_stack_top
        o32 sysret
        CAUGHT
        mov     rax, [last_frame + F_RAX]
        SHOW    "rax", rax, 16
        NEWLINE
        TRY     "sysret to 64-bit code, reserved flags"
        mov     ecx, user_report
        mov     r11, 0xFFFFFFFFFFFDFEFF & ~0x3000
        mov     rsp, user_stack_top
        o64 sysret
        CAUGHT
        TRY     "sysret, rcx non-canonical"
        mov     rcx, NONCANONICAL
        mov     r11d, 2
        o64 sysret
        CAUGHT
        TRY     "sysret in ring 3"
        ENTER_USER user_sysret
        CAUGHT
        TRY     "wrmsr lstar non-canonical"
        WRITE_MSR LSTAR, NONCANONICAL
        CAUGHT
        TRY     "wrmsr cstar non-canonical"
        WRITE_MSR CSTAR, NONCANONICAL
        CAUGHT
        TRY     "syscall: selectors are taken, not looked up"
        WRITE_MSR STAR, (0x18 | 3) << 48 | 0x88 << 32
        ENTER_USER user_syscall
        CAUGHT
        WRITE_MSR STAR, (0x18 | 3) << 48 | CODE64 << 32
        mov     ecx, EFER
        rdmsr
        and     al, ~1
        wrmsr
        TRY     "syscall, efer.sce = 0"
        ENTER_USER user_syscall
        CAUGHT
        TRY     "sysret, efer.sce = 0"
        mov     ecx, user_report
        mov     r11d, 2
        o64 sysret
        CAUGHT
        mov     ecx, EFER
        rdmsr
        or      al, 1
        wrmsr

        ; SYSENTER and SYSEXIT.
        TRY     "sysenter, cs 0"
        WRITE_MSR SYSENTER_CS, 0
        ENTER_USER user_sysenter
        CAUGHT
        TRY     "sysexit, cs 0"
        mov     edx, user_report
        mov     ecx, user_stack_top
        o64 sysexit
        CAUGHT
        WRITE_MSR SYSENTER_CS, CODE64
        WRITE_MSR SYSENTER_ESP, stack0_top
        WRITE_MSR SYSENTER_EIP, enter_64
        TRY     "sysenter from 64-bit code"
        ENTER_USER user_sysenter, 0x247CD7
        CAUGHT
        TRY     "sysenter from 32-bit code"
        sub     rsp, 20
        mov     dword [rsp], user_sysenter
        mov     dword [rsp + 4], USER_CODE32
        mov     dword [rsp + 8], 2
        mov     dword [rsp + 12], user_stack_top
        mov     dword [rsp + 16], USER_DATA
        iretd
        CAUGHT
        ; 64-bit SYSEXIT: CS = SYSENTER_CS + 32, SS = + 40. 28H is our 64-bit code of ring 3, 30H the TSS: not looked up.
        TRY     "sysexit to 64-bit code"
        mov     edx, user_report
        mov     ecx, user_stack_top
        o64 sysexit
        CAUGHT
        TRY     "sysexit to 32-bit code"
        mov     rdx, 0x100000000 + user_32 - kit_start + 0x100000
        mov     rcx, 0x200000000 + user_stack_top - kit_start + 0x100000
        sysexit
        CAUGHT
        mov     rax, [last_frame + F_RAX]
        SHOW    "rax", rax, 16
        NEWLINE
        TRY     "sysexit, rdx non-canonical"
        mov     rdx, NONCANONICAL
        mov     ecx, user_stack_top
        o64 sysexit
        CAUGHT
        TRY     "sysexit, rcx non-canonical"
        mov     edx, user_report
        mov     rcx, NONCANONICAL
        o64 sysexit
        CAUGHT
        TRY     "sysexit in ring 3"
        ENTER_USER user_sysexit
        CAUGHT
        TRY     "wrmsr sysenter_eip non-canonical"
        WRITE_MSR SYSENTER_EIP, NONCANONICAL
        CAUGHT

        ; SWAPGS and the bases.
        WRITE_MSR GS_BASE, AREA
        WRITE_MSR KERNEL_GS_BASE, AREA + 0x1000
        mov     qword [AREA], 0x1111
        mov     qword [AREA + 0x1000], 0x2222
        mov     rax, [gs:0]
        SHOW    "gs:0", rax, 4
        swapgs
        mov     rax, [gs:0]
        SHOW    "after swapgs", rax, 4
        mov     ecx, GS_BASE
        rdmsr
        SHOW    "gs base", rax, 8
        mov     ecx, KERNEL_GS_BASE
        rdmsr
        SHOW    "kernel gs base", rax, 8
        NEWLINE
        TRY     "swapgs in ring 3"
        ENTER_USER user_swapgs
        CAUGHT
        mov     eax, DATA
        mov     gs, eax
        mov     ecx, GS_BASE
        rdmsr
        SHOW    "gs base after mov gs", rax, 8
        WRITE_MSR GS_BASE, AREA
        xor     eax, eax
        mov     gs, eax
        NEWLINE
        WRITE_MSR FS_BASE, 0xFFFF800012345678
        mov     ecx, FS_BASE
        rdmsr
        SHOW    "fs base", rdx, 8
        HEX     rax, 8
        NEWLINE
        TRY     "wrmsr fs_base non-canonical"
        WRITE_MSR FS_BASE, NONCANONICAL
        CAUGHT
        TRY     "wrmsr kernel_gs_base non-canonical"
        WRITE_MSR KERNEL_GS_BASE, NONCANONICAL
        CAUGHT
        WRITE_MSR FS_BASE, AREA - 0x10
        mov     qword [AREA], 0x3333
        mov     rax, [fs:0x10]
        SHOW    "fs:10", rax, 4
        lea     rax, [fs:0x10]
        SHOW    "lea has no base", rax, 4
        mov     esi, 0x10
        fs lodsq
        SHOW    "fs lodsq", rax, 4
        NEWLINE
        TRY     "32-bit addresses wrap before the base is added"
        mov     eax, 0xFFFFFFF0
        mov     rbx, [fs:eax + 0x20]
        SHOW    "", rbx, 4
        SAY     " "
        CAUGHT
        TRY     "base and address reach a non-canonical address"
        WRITE_MSR FS_BASE, 0x00007FFFFFFFF000
        mov     rax, [fs:0x1000]
        CAUGHT
        DONE

; Where SYSCALL leads. Still on the user's stack.
entry:  mov     rbx, rsp
        mov     rsp, stack_top
        pushfq
        pop     rdx
        push    2
        popfq
        SAY     "entered"
        sub     rbx, user_stack_top
        neg     rbx
        SHOW    "sp-", rbx, 4
        SHOW    "flags", rdx, 6
        SHOW    "r11", r11, 16
        lea     rax, [rcx + 0]
        mov     rdx, user_start
        sub     rax, rdx
        SHOW    "rcx u+", rax, 16
        mov     eax, cs
        SHOW    "cs", rax, 4
        mov     eax, ss
        SHOW    "ss", rax, 4
        NEWLINE
        mov     eax, DATA
        mov     ss, eax
        mov     rsp, [saved_rsp]
        push    CODE64                  ; some tests make CS strange
        push    .back
        retfq
.back:  jmp     [resume]

enter_64:
        mov     rbx, rsp
        pushfq
        pop     rdx
        push    2
        popfq
        SAY     "entered"
        sub     rbx, stack0_top
        neg     rbx
        SHOW    "sp-", rbx, 4
        SHOW    "flags", rdx, 6
        mov     eax, cs
        SHOW    "cs", rax, 4
        mov     eax, ss
        SHOW    "ss", rax, 4
        NEWLINE
        mov     rsp, [saved_rsp]
        jmp     [resume]

        USER_TEXT
user_report:
        int     0x90
user_syscall:
        push    rax
        syscall
user_sysret:
        o64 sysret
user_sysenter:
        sysenter
user_sysexit:
        o64 sysexit
user_swapgs:
        swapgs
        bits    32
user_32:
        mov     eax, -1
        inc     eax
        push    eax
        dec     eax
        int     0x90
        bits    64
        KIT_END
