; Debug exceptions: single step, breakpoints on execution, writes and reads, DR6 and DR7, general detect, and what the
; instructions that touch TF or SS do to them.
; Oracle: bochs. (qemu 7.2 has no general detect and no INT1, keeps reserved bits of DR7, and takes the low bits of a
; watched address seriously.)
%include "kit64.inc"

; Prints DR6, and clears it.
%macro SHOW_DR6 0
        mov     rax, dr6
        SHOW    "dr6", rax, 16
        NEWLINE
        mov     eax, 0xFFFF0FF0
        mov     dr6, rax
%endmacro

tests:
        mov     eax, 0xFFFF0FF0
        mov     dr6, rax
        mov     eax, 0x400
        mov     dr7, rax
        mov     rax, dr6
        SHOW    "dr6 at rest", rax, 16
        mov     rax, dr7
        SHOW    "dr7", rax, 16
        NEWLINE
        mov     eax, 0x12345678
        mov     dr0, rax
        mov     rax, -1
        mov     dr1, rax
        mov     rax, dr0
        SHOW    "dr0", rax, 16
        mov     rax, dr1
        SHOW    "dr1", rax, 16
        mov     eax, 0x0000E00F
        mov     dr6, rax
        mov     rax, dr6
        SHOW    "dr6 written e00f", rax, 16
        mov     eax, 0xD500
        mov     dr7, rax
        mov     rax, dr7
        SHOW    "dr7 written d500", rax, 16
        mov     eax, 0x400
        mov     dr7, rax
        NEWLINE
        mov     eax, 0xFFFF0FF0
        mov     dr6, rax
        TRY     "dr7, upper half"
        mov     rax, 1 << 32
        mov     dr7, rax
        CAUGHT
        TRY     "dr6, upper half"
        mov     rax, 1 << 32
        mov     dr6, rax
        CAUGHT
        TRY     "dr4 is dr6, cr4.de = 0"
        mov     rax, dr4
        SHOW    "", rax, 16
        SAY     " "
        CAUGHT
        mov     rax, cr4
        or      eax, 8
        mov     cr4, rax
        TRY     "dr4, cr4.de = 1"
        mov     rax, dr4
        CAUGHT
        mov     rax, cr4
        and     al, ~8
        mov     cr4, rax
        TRY     "mov from dr0 in ring 3"
        ENTER_USER user_dr
        CAUGHT

        ; Single step.
        TRY     "tf: after the instruction that follows popfq"
        push    0x102
        popfq
        nop
        nop
        CAUGHT
        SHOW_DR6
        TRY     "tf through a trace of ten instructions"
        mov     qword [hook], trace
        mov     qword [count], 10
        xor     ecx, ecx
        push    0x102
        popfq
        mov     eax, 1
        jmp     .here
        nop
.here:  add     eax, eax
        push    rax
        pop     rbx
        call    .sub
        lea     rax, [rax + 1]
        xchg    rax, rbx
        nop
        nop
        nop
.sub:   ret
        CAUGHT
        mov     rsp, [saved_rsp]
        mov     qword [hook], 0
        SHOW_DR6
        TRY     "tf and rep movsb: after each iteration"
        mov     qword [hook], trace
        mov     qword [count], 5
        mov     esi, AREA
        mov     edi, AREA + 8
        mov     ecx, 3
        push    0x102
        popfq
        rep     movsb
        nop
        nop
        nop
        CAUGHT
        mov     qword [hook], 0
        mov     rax, [last_frame + F_RCX]
        SHOW    "rcx", rax, 4
        SHOW_DR6
        TRY     "tf and mov ss: one instruction later"
        mov     ecx, DATA
        push    0x102
        popfq
        mov     ss, ecx
        nop
        nop
        CAUGHT
        SHOW_DR6
        TRY     "tf and int3: the handler runs without tf"
        push    0x102
        popfq
        int3
        CAUGHT
        TRY     "tf and ud2"
        push    0x102
        popfq
        ud2
        CAUGHT
        TRY     "tf and pushfq: the pushed image has tf"
        mov     rsp, AREA + 0x200
        push    0x102
        popfq
        pushfq
        CAUGHT
        mov     rax, [last_frame + F_RSP]
        mov     rax, [rax]
        SHOW    "pushed", rax, 4
        SHOW_DR6
        TRY     "tf set by iretq: after the first instruction at the target"
        push    DATA
        push    qword [saved_rsp]
        push    0x102
        push    CODE64
        push    .target
        iretq
.target:
        nop
        nop
        CAUGHT
        SHOW_DR6
        TRY     "tf in ring 3"
        ENTER_USER user_nops, 0x102
        CAUGHT
        SHOW_DR6
        TRY     "tf cleared by the instruction itself"
        push    2
        push    0x102
        popfq
        popfq
        nop
        CAUGHT
        SHOW_DR6

        ; Execution breakpoints: faults, before the instruction; DR6 without regard to enables.
        TRY     "execution breakpoint"
        mov     eax, .x1
        mov     dr0, rax
        mov     eax, 0x402
        mov     dr7, rax
        nop
.x1:    mov     ecx, 1
        CAUGHT
        mov     rax, dr7
        SHOW    "dr7 in the handler's wake", rax, 16
        SHOW_DR6
        TRY     "execution breakpoint, not on the first byte"
        mov     eax, .x2 + 1
        mov     dr0, rax
        mov     eax, 0x402
        mov     dr7, rax
        nop
.x2:    mov     ecx, 1
        CAUGHT
        SHOW_DR6
        TRY     "execution breakpoint, disabled"
        mov     eax, .x3
        mov     dr0, rax
        mov     eax, 0x400
        mov     dr7, rax
.x3:    mov     ecx, 1
        CAUGHT
        SHOW_DR6
        TRY     "execution breakpoint with rf set by iretq: once not"
        mov     eax, .x4
        mov     dr1, rax
        mov     eax, 0x404
        mov     dr7, rax
        push    DATA
        push    qword [saved_rsp]
        push    0x10002
        push    CODE64
        push    .x4
        iretq
.x4:    mov     ecx, 1
        CAUGHT
        SHOW_DR6

        ; Data breakpoints: traps, after the instruction.
%macro WATCH 4+ ; name, address, dr7, instruction
        TRY     %1
        mov     ecx, AREA
        mov     eax, %2
        mov     dr2, rax
        mov     eax, 0x400 | %3
        mov     dr7, rax
        %4
        nop
        CAUGHT
        mov     eax, 0x400
        mov     dr7, rax
        SHOW_DR6
%endmacro
W       equ 1 << 24
RW      equ 3 << 24
LEN2    equ 1 << 26
LEN4    equ 3 << 26
LEN8    equ 2 << 26
G2      equ 1 << 5
        WATCH   "write watched, written",               AREA, G2 + W,           mov [rcx], al
        WATCH   "write watched, read",                  AREA, G2 + W,           mov al, [rcx]
        WATCH   "access watched, read",                 AREA, G2 + RW,          mov al, [rcx]
        WATCH   "access watched, written",              AREA, G2 + RW,          mov [rcx], al
        WATCH   "one byte before",                      AREA + 1, G2 + W,       mov [rcx], al
        WATCH   "dword write over watched byte 3",      AREA + 3, G2 + W,       mov [rcx], eax
        WATCH   "dword write just before",              AREA + 4, G2 + W,       mov [rcx], eax
        WATCH   "watched word, its second byte",        AREA, G2 + W + LEN2,    mov [rcx + 1], al
        WATCH   "watched dword, its last byte",         AREA, G2 + W + LEN4,    mov [rcx + 3], al
        WATCH   "watched qword, its last byte",         AREA, G2 + W + LEN8,    mov [rcx + 7], al
        WATCH   "watched qword, the byte after",        AREA, G2 + W + LEN8,    mov [rcx + 8], al
        WATCH   "watched dword, misaligned: low bits ignored", AREA + 2, G2 + W + LEN4, mov [rcx], al
        WATCH   "read-modify-write",                    AREA, G2 + W,           inc byte [rcx]
        WATCH   "rdx only computed by lea",             AREA, G2 + RW,          lea rdx, [rcx]
        WATCH   "io breakpoint without cr4.de",         0x80, G2 + 0x2000000,   nop

        TRY     "push to a watched stack"
        mov     eax, AREA + 0x1F8
        mov     dr2, rax
        mov     eax, 0x400 | G2 + W + LEN8
        mov     dr7, rax
        mov     rsp, AREA + 0x200
        push    rax
        nop
        CAUGHT
        mov     eax, 0x400
        mov     dr7, rax
        SHOW_DR6

        ; General detect.
        TRY     "gd: mov from dr7 faults"
        mov     eax, 0x2400
        mov     dr7, rax
        mov     rax, dr7
        CAUGHT
        SHOW_DR6
        TRY     "gd is clear in the handler, and after"
        mov     rax, dr7
        SHOW    "", rax, 16
        SAY     " "
        CAUGHT
        mov     eax, 0x400
        mov     dr7, rax

        ; INT1.
        TRY     "int1"
        int1
        CAUGHT
        SHOW_DR6
        DONE

; Lets TF run on until [count] has gone to zero, printing how far each step has come.
trace:  cmp     qword [rdi + F_VECTOR], 1
        jne     .report
        mov     rax, [rdi + F_RIP]
        sub     rax, [try_start]
        SAY     "+"
        HEX     rax, 2
        SAY     " "
        dec     qword [count]
        jz      .report
        clc
        ret
.report:
        stc
        ret

count:  dq      0

        USER_TEXT
user_dr:
        mov     rax, dr0
        BACK
user_nops:
        nop
        nop
        BACK
        KIT_END
