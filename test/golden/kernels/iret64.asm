; IRETQ, IRETD and IRET in 64-bit mode: what they check, which flags they load, where they can go.
; Oracle: bochs. (qemu 7.2 notices a non-canonical RIP one instruction late.)
; Other oracle: iretd:
;   (In 64-bit mode IRET pops SS:RSP with every operand size, SDM "IRET in IA-32e Mode"; bochs 2.7 only with 64 bits.)
; Manual: to ring 0, ss null with rpl 3: v=0d e=0000 at k+0014 cs=0008 f=00000 sp-0028 ss=0010
;   (#GP(0), SDM "IRET", 64-bit mode exceptions: a null SS whose RPL is not CPL; both emulators take it.)
; Manual: ring 3, ss not present: v=0c e=0050 at k+0016 cs=0008 f=00000 sp-0028 ss=0010
;   (#SS(selector), SDM "IRET", RETURN-TO-OUTER-PRIVILEGE-LEVEL; both emulators say #NP.)
%include "kit64.inc"

; IRETQ with five values. `%2` RIP, `%3` CS, `%4` RFLAGS, `%5` RSP, `%6` SS.
%macro IRETQ_TO 6
        TRY     %1
        mov     rax, %5
        push    %6
        push    rax
        push    %4
        push    %3
        push    %2
        iretq
        CAUGHT
%endmacro

NONCANONICAL    equ 0x0000800000000000

tests:
        mov     rax, 0x00AF1B000000FFFF
        mov     [gdt + 0x48], rax               ; code, not present
        mov     rax, 0x00CF73000000FFFF
        mov     [gdt + 0x50], rax               ; data ring 3, not present
        mov     rax, 0x00AF9F000000FFFF
        mov     [gdt + 0x58], rax               ; conforming code, ring 0
        mov     rax, 0x00EFFB000000FFFF
        mov     [gdt + 0x60], rax               ; L and D both set
        mov     rax, 0x00CFF1000000FFFF
        mov     [gdt + 0x68], rax               ; read-only data, ring 3

        IRETQ_TO "to ring 0",                           landing, CODE64, 2, [saved_rsp], DATA
        IRETQ_TO "to ring 0, ss null",                  landing, CODE64, 2, [saved_rsp], 0
        IRETQ_TO "to ring 0, ss null with rpl 3",       landing, CODE64, 2, [saved_rsp], 3
        IRETQ_TO "to ring 0, ss code",                  landing, CODE64, 2, [saved_rsp], CODE64
        IRETQ_TO "to ring 0, ss of ring 3",             landing, CODE64, 2, [saved_rsp], USER_DATA
        IRETQ_TO "cs null",                             landing, 0, 2, [saved_rsp], DATA
        IRETQ_TO "cs data",                             landing, DATA, 2, [saved_rsp], DATA
        IRETQ_TO "cs not present",                      landing, 0x48, 2, [saved_rsp], DATA
        IRETQ_TO "cs beyond the gdt",                   landing, GDT_SIZE, 2, [saved_rsp], DATA
        IRETQ_TO "cs conforming",                       landing, 0x58, 2, [saved_rsp], DATA
        IRETQ_TO "cs conforming, rpl 3",                user_report, 0x58 + 3, 2, user_stack_top, USER_DATA
        IRETQ_TO "cs with L and D",                     landing, 0x60, 2, [saved_rsp], DATA
        IRETQ_TO "cs of ring 3 with rpl 0",             landing, USER_CODE - 3, 2, [saved_rsp], DATA
        IRETQ_TO "cs of ring 0 with rpl 3",             user_report, CODE64 + 3, 2, user_stack_top, USER_DATA
        IRETQ_TO "ring 3",                              user_report, USER_CODE, 2, user_stack_top, USER_DATA
        IRETQ_TO "ring 3, ss null",                     user_report, USER_CODE, 2, user_stack_top, 0
        IRETQ_TO "ring 3, ss null with rpl 3",          user_report, USER_CODE, 2, user_stack_top, 3
        IRETQ_TO "ring 3, ss rpl 0",                    user_report, USER_CODE, 2, user_stack_top, USER_DATA - 3
        IRETQ_TO "ring 3, ss of ring 0",                user_report, USER_CODE, 2, user_stack_top, DATA
        IRETQ_TO "ring 3, ss not present",              user_report, USER_CODE, 2, user_stack_top, 0x53
        IRETQ_TO "ring 3, ss read-only",                user_report, USER_CODE, 2, user_stack_top, 0x6B
        IRETQ_TO "ring 3, all flags",                   user_report, USER_CODE, 0x27CD7, user_stack_top, USER_DATA
        IRETQ_TO "ring 3, iopl 3 and ac",               user_report, USER_CODE, 0x43002, user_stack_top, USER_DATA
        IRETQ_TO "ring 3, rsp non-canonical is fine",   user_report_no_stack, USER_CODE, 2, NONCANONICAL, USER_DATA
        TRY     "rip non-canonical"
        mov     rax, NONCANONICAL
        push    DATA
        push    qword [saved_rsp]
        push    2
        push    CODE64
        push    rax
        iretq
        CAUGHT
        TRY     "rip non-canonical, to ring 3"
        mov     rax, NONCANONICAL
        push    USER_DATA
        push    user_stack_top
        push    2
        push    USER_CODE
        push    rax
        iretq
        CAUGHT
        TRY     "nt set"
        push    DATA
        push    qword [saved_rsp]
        push    2
        push    CODE64
        push    landing
        push    0x4002
        popfq
        iretq
        CAUGHT
        IRETQ_TO "reserved flags",                      landing_flags, CODE64, 0x7FC0802A, [saved_rsp], DATA
        IRETQ_TO "flags: arithmetic, df, if, iopl, nt, rf, ac, id", landing_flags, CODE64, 0x257ED7 & ~0x300, [saved_rsp], DATA

        ; Ring 3 may change neither IF nor IOPL, here or with POPF.
        TRY     "iretq within ring 3 to other flags"
        ENTER_USER user_iret
        CAUGHT
        TRY     "iretq from ring 3 to ring 0"
        ENTER_USER user_iret_up
        CAUGHT
        TRY     "popfq in ring 3, iopl 0"
        ENTER_USER user_popf
        CAUGHT
        TRY     "popfq in ring 3, iopl 3"
        ENTER_USER user_popf, 0x3002
        CAUGHT

        ; Operand sizes.
        TRY     "iretd"
        mov     rsi, rsp
        sub     rsp, 20
        mov     dword [rsp], landing
        mov     dword [rsp + 4], CODE64
        mov     dword [rsp + 8], 2
        mov     [rsp + 12], esi
        mov     dword [rsp + 16], DATA
        iretd
        CAUGHT
        TRY     "iretw"
        sub     rsp, 10
        mov     word [rsp], 0
        mov     word [rsp + 2], 0x48
        mov     word [rsp + 4], 2
        mov     word [rsp + 6], 0
        mov     word [rsp + 8], DATA
        iretw
        CAUGHT
        TRY     "iretd to 32-bit code of ring 3"
        sub     rsp, 20
        mov     dword [rsp], user_32
        mov     dword [rsp + 4], USER_CODE32
        mov     dword [rsp + 8], 2
        mov     dword [rsp + 12], user_stack_top
        mov     dword [rsp + 16], USER_DATA
        iretd
        CAUGHT
        mov     rax, [last_frame + F_RAX]
        SHOW    "rax", rax, 16
        mov     rax, [last_frame + F_RSP]
        SHOW    "rsp", rax, 16
        NEWLINE
        IRETQ_TO "to 32-bit code of ring 0", kernel_32, CODE32, 2, [saved_rsp], DATA
        mov     rax, [last_frame + F_RAX]
        SHOW    "rax", rax, 16
        NEWLINE
        TRY     "to 32-bit code, rip above its limit"
        mov     rax, 0x110000000
        push    USER_DATA
        push    user_stack_top
        push    2
        push    USER_CODE32
        push    rax
        iretq
        CAUGHT

        ; Data segments that ring 3 may not keep are made null.
        TRY     "ds, es, fs, gs on the way to ring 3"
        mov     eax, DATA
        mov     ds, eax
        mov     eax, USER_DATA
        mov     es, eax
        mov     eax, 0x58
        mov     fs, eax
        mov     eax, CODE64
        mov     gs, eax
        ENTER_USER user_segments
        CAUGHT
        mov     rax, [last_frame + F_RAX]
        SHOW    "ds es fs gs", rax, 16
        NEWLINE
        mov     eax, DATA
        mov     fs, eax
        mov     gs, eax
        DONE

landing:
        SAY     "landed"
        mov     eax, cs
        SHOW    "cs", rax, 4
        mov     eax, ss
        SHOW    "ss", rax, 4
        mov     rax, [saved_rsp]
        sub     rax, rsp
        SHOW    "sp-", rax, 4
        NEWLINE
        mov     rsp, [saved_rsp]
        mov     eax, DATA
        mov     ss, eax
        jmp     [resume]

landing_flags:
        pushfq
        pop     rax
        push    2
        popfq
        SHOW    "rflags", rax, 16
        NEWLINE
        mov     rsp, [saved_rsp]
        jmp     [resume]

        bits    32
kernel_32:
        mov     eax, -1
        inc     eax                             ; 40H: INC here, a REX prefix in 64-bit code
        dec     eax
        int     0x40
        bits    64

        USER_TEXT
user_report_no_stack:
user_report:
        int     0x90
user_iret:
        mov     rax, rsp
        push    USER_DATA
        push    rax
        push    0x3ED7 | 0x40000
        push    USER_CODE
        push    user_report
        iretq
user_iret_up:
        push    DATA
        push    user_stack_top
        push    2
        push    CODE64
        push    user_report
        iretq
user_popf:
        push    0x247ED7 & ~0x100
        popfq
        int     0x90
        bits    32
user_32:
        mov     eax, -1
        inc     eax
        push    eax
        dec     eax
        int     0x90
        bits    64
user_segments:
        xor     eax, eax
        mov     ax, ds
        shl     rax, 16
        mov     ax, es
        shl     rax, 16
        mov     ax, fs
        shl     rax, 16
        mov     ax, gs
        int     0x90
        KIT_END
