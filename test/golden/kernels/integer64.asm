; The integer instructions in 64-bit code over pseudo-random operands and flags: a hash for each over RAX, RBX, RCX, RDX,
; a memory operand and those flags that the manual defines. Each runs ITERATIONS times; the carry and the other flags
; going in are random too.
%include "kit64.inc"

ITERATIONS equ 48

CF      equ 0x001
PF      equ 0x004
AF      equ 0x010
ZF      equ 0x040
SF      equ 0x080
OF      equ 0x800
ALL     equ CF | PF | AF | ZF | SF | OF
LOGIC   equ ALL & ~AF
SHIFT   equ CF | PF | ZF | SF

MULTIPLIER equ 0x9E3779B97F4A7C15

; OP defined flags, instruction (RAX, RBX, RCX, RDX random; [RSI] a random qword)
%macro OP 2+
%defstr kit_text %2
        SAY     kit_text, ": "
        xor     r15d, r15d
        mov     ebp, ITERATIONS
%%next: call    operands
        %2
        pushfq
        call    fold
        dd      %1
        dec     ebp
        jnz     %%next
        call    show
%endmacro

; The same for a count in CL that is made 1 to %3 before.
%macro COUNTED 3+ ; flags, highest count, instruction
%defstr kit_text %3
        SAY     kit_text, ": "
        xor     r15d, r15d
        mov     ebp, ITERATIONS
%%next: call    operands
        call    count_in_cl
        dd      %2
        %3
        pushfq
        call    fold
        dd      %1
        dec     ebp
        jnz     %%next
        call    show
%endmacro

%macro FOUR 3 ; flags, mnemonic: all sizes, register with register, memory with register, register with memory
        OP      %1, %2 al, bl
        OP      %1, %2 ax, bx
        OP      %1, %2 eax, ebx
        OP      %1, %2 rax, rbx
        OP      %1, %2 [rsi], cl
        OP      %1, %2 [rsi], rcx
        OP      %1, %2 dh, [rsi]
        OP      %1, %2 edx, [rsi]
        OP      %1, %2 rax, %3
%endmacro

tests:
        mov     rsi, value
        FOUR    ALL, add, -128
        FOUR    ALL, adc, 127
        FOUR    ALL, sub, 0x12345678
        FOUR    ALL, sbb, -1
        FOUR    ALL, cmp, 0
        FOUR    LOGIC, and, -16
        FOUR    LOGIC, or, 0x55
        FOUR    LOGIC, xor, -1
        OP      LOGIC, test al, bl
        OP      LOGIC, test rax, rbx
        OP      LOGIC, test dword [rsi], 0x80000001
        OP      ALL, inc al
        OP      ALL, inc rax
        OP      ALL, dec word [rsi]
        OP      ALL, dec rbx
        OP      ALL, neg bl
        OP      ALL, neg rdx
        OP      ALL, neg dword [rsi]
        OP      ALL, not rax
        OP      ALL, not byte [rsi]
        OP      CF | OF, mul bl
        OP      CF | OF, mul bx
        OP      CF | OF, mul ebx
        OP      CF | OF, mul qword [rsi]
        OP      CF | OF, imul bl
        OP      CF | OF, imul bx
        OP      CF | OF, imul ebx
        OP      CF | OF, imul rbx
        OP      CF | OF, imul ax, bx
        OP      CF | OF, imul eax, [rsi]
        OP      CF | OF, imul rax, rbx
        OP      CF | OF, imul rax, rbx, -7
        OP      CF | OF, imul edx, ebx, 0x12345
        COUNTED SHIFT, 7, shl al, cl
        COUNTED SHIFT, 15, shl bx, cl
        COUNTED SHIFT, 31, shl edx, cl
        COUNTED SHIFT, 63, shl rax, cl
        COUNTED SHIFT, 7, shr al, cl
        COUNTED SHIFT, 31, shr dword [rsi], cl
        COUNTED SHIFT, 63, shr rax, cl
        COUNTED SHIFT, 7, sar bl, cl
        COUNTED SHIFT, 15, sar word [rsi], cl
        COUNTED SHIFT, 63, sar rax, cl
        OP      SHIFT | OF, shl rax, 1
        OP      SHIFT | OF, shr ebx, 1
        OP      SHIFT | OF, sar byte [rsi], 1
        COUNTED CF | PF | AF | ZF | SF, 63, rol rax, cl
        COUNTED CF | PF | AF | ZF | SF, 31, rol al, cl
        COUNTED CF | PF | AF | ZF | SF, 31, ror bx, cl
        COUNTED CF | PF | AF | ZF | SF, 63, ror qword [rsi], cl
        COUNTED CF | PF | AF | ZF | SF, 31, rcl al, cl
        COUNTED CF | PF | AF | ZF | SF, 31, rcl dx, cl
        COUNTED CF | PF | AF | ZF | SF, 31, rcl eax, cl
        COUNTED CF | PF | AF | ZF | SF, 63, rcl rax, cl
        COUNTED CF | PF | AF | ZF | SF, 31, rcr byte [rsi], cl
        COUNTED CF | PF | AF | ZF | SF, 63, rcr rbx, cl
        OP      ALL, rol rax, 1
        OP      ALL, ror dl, 1
        OP      ALL, rcl ebx, 1
        OP      ALL, rcr qword [rsi], 1
        COUNTED SHIFT, 15, shld ax, bx, cl
        COUNTED SHIFT, 31, shld eax, edx, cl
        COUNTED SHIFT, 63, shld [rsi], rax, cl
        COUNTED SHIFT, 31, shrd ebx, eax, cl
        COUNTED SHIFT, 63, shrd rax, rdx, cl
        OP      SHIFT, shrd rax, rbx, 17
        OP      CF | ZF, bt rax, rbx
        OP      CF | ZF, bts ax, bx
        OP      CF | ZF, btr edx, eax
        OP      CF | ZF, btc rax, 45
        OP      CF | ZF, btc dword [rsi], 7
        SAY     "bsf eax, ebx; bsr rcx, rbx: "
        xor     r15d, r15d
        mov     ebp, ITERATIONS
.scan:  call    operands
        or      ebx, 0x10000                    ; of zero the destination is undefined
        bsf     eax, ebx
        bsr     rcx, rbx
        pushfq
        call    fold
        dd      ZF
        dec     ebp
        jnz     .scan
        call    show
        OP      ALL, popcnt eax, ebx
        OP      ALL, popcnt rax, [rsi]
        OP      CF | ZF, tzcnt eax, ebx
        OP      CF | ZF, tzcnt rax, [rsi]
        OP      CF | ZF, lzcnt ax, bx
        OP      CF | ZF, lzcnt rax, rbx
        OP      ALL, xadd al, bl
        OP      ALL, xadd rax, rbx
        OP      ALL, lock xadd [rsi], edx
        OP      ALL, cmpxchg bl, dl
        OP      ALL, cmpxchg [rsi], rcx
        OP      ALL, xchg rax, rbx
        OP      ALL, xchg [rsi], cl
        OP      ALL, xchg ah, bl
        OP      ALL, bswap rax
        OP      ALL, bswap ebx
        OP      ALL, movzx eax, bl
        OP      ALL, movzx rax, word [rsi]
        OP      ALL, movsx ax, bl
        OP      ALL, movsx rax, byte [rsi]
        OP      ALL, movsxd rax, ebx
        OP      ALL, cbw
        OP      ALL, cwde
        OP      ALL, cdqe
        OP      ALL, cwd
        OP      ALL, cdq
        OP      ALL, cqo
        OP      ALL, lahf
        OP      ALL, sahf
        OP      ALL, cmc
        OP      ALL, stc
        OP      ALL, clc
        OP      ALL, lea rax, [rbx + rcx * 8 - 5]
        OP      ALL, lea eax, [rbx + rdx * 2 + 0x12345678]
        OP      ALL, lea ax, [rbx + rcx]
        OP      ALL, lea rax, [ebx + ecx * 4]
%macro CONDITION 1
        OP      ALL, set%1 bl
        OP      ALL, cmov%1 rax, rbx
        OP      ALL, cmov%1 ecx, [rsi]
%endmacro
        CONDITION o
        CONDITION no
        CONDITION b
        CONDITION ae
        CONDITION e
        CONDITION ne
        CONDITION be
        CONDITION a
        CONDITION s
        CONDITION ns
        CONDITION p
        CONDITION np
        CONDITION l
        CONDITION ge
        CONDITION le
        CONDITION g

        ; Division, its operands made safe.
        SAY     "div r64: "
        xor     r15d, r15d
        mov     ebp, ITERATIONS
.div:   call    operands
        bts     rbx, 63
        btr     rdx, 63
        div     rbx
        push    0
        call    fold
        dd      0
        dec     ebp
        jnz     .div
        call    show
        SAY     "idiv r32: "
        mov     ebp, ITERATIONS
.idiv:  call    operands
        or      ebx, 0x1000001
        btr     ebx, 31
        movsxd  rdx, edx
        sar     rdx, 12
        idiv    ebx
        push    0
        call    fold
        dd      0
        dec     ebp
        jnz     .idiv
        call    show
        SAY     "idiv r8: "
        mov     ebp, ITERATIONS
.idiv8: call    operands
        or      bl, 1
        btr     ebx, 7
        cbw
        idiv    bl
        push    0
        call    fold
        dd      0
        dec     ebp
        jnz     .idiv8
        call    show

        ; CMPXCHG8B and 16B, equal and not.
        SAY     "cmpxchg8b: "
        mov     ebp, ITERATIONS
.c8:    call    operands
        test    ebp, 1
        jz      .c8_go
        mov     eax, [rsi]
        mov     edx, [rsi + 4]
.c8_go: cmpxchg8b [rsi]
        pushfq
        call    fold
        dd      ZF
        dec     ebp
        jnz     .c8
        call    show
        SAY     "cmpxchg16b: "
        mov     ebp, ITERATIONS
.c16:   call    operands
        mov     [rsi + 8], rdx
        test    ebp, 1
        jz      .c16_go
        mov     rax, [rsi]
        mov     rdx, [rsi + 8]
.c16_go:
        lock cmpxchg16b [rsi]
        pushfq
        call    fold
        dd      ZF
        dec     ebp
        jnz     .c16
        call    show

        ; A chain whose flags feed the next: 256-bit addition, subtraction, negation.
        SAY     "wide arithmetic: "
        xor     r15d, r15d
        mov     ebp, ITERATIONS
.wide:  call    operands
        mov     r8, rax
        mov     r9, rbx
        mov     r10, rcx
        mov     r11, rdx
        add     r8, rdx
        adc     r9, rcx
        adc     r10, rbx
        adc     r11, rax
        setc    al
        sub     r8, [rsi]
        sbb     r9, r8
        sbb     r10, 0
        sbb     r11, rcx
        mov     rbx, r8
        mov     rcx, r9
        xor     rcx, r10
        mov     rdx, r11
        pushfq
        call    fold
        dd      ALL
        dec     ebp
        jnz     .wide
        call    show
        DONE

; New random operands, and random flags (none but the arithmetic ones).
operands:
        call    random
        mov     [rsi], rax
        call    random
        mov     rbx, rax
        call    random
        mov     rcx, rax
        call    random
        mov     rdx, rax
        call    random
        test    r14b, 0x70                      ; now and then operands that meet: equal, 0, -1, the smallest
        jnz     .flags
        mov     rax, rbx
        test    r14d, 0x100
        jnz     .flags
        mov     [rsi], rax
        xor     ebx, ebx
        test    r14d, 0x200
        jnz     .flags
        dec     rbx
        test    r14d, 0x400
        jnz     .flags
        mov     rax, 0x8000000000000000
.flags: mov     r13, r14
        shr     r13, 20
        and     r13d, ALL
        or      r13d, 2
        push    r13
        popfq
        ret

; RAX = the next random number; R14 the generator's state (xorshift).
random: mov     rax, [seed]
        mov     r13, rax
        shl     r13, 13
        xor     rax, r13
        mov     r13, rax
        shr     r13, 7
        xor     rax, r13
        mov     r13, rax
        shl     r13, 17
        xor     rax, r13
        mov     [seed], rax
        mov     r14, rax
        ret

; CL = 1 to the number after the call. Keeps the flags.
count_in_cl:
        pushfq
        push    rax
        push    rdx
        mov     rax, [rsp + 24]
        mov     r8d, [rax]
        add     rax, 4
        mov     [rsp + 24], rax
        mov     eax, ecx
        xor     edx, edx
        div     r8d
        inc     edx
        mov     cl, dl
        pop     rdx
        pop     rax
        popfq
        ret

; Folds the results into R15. The flags are on the stack, the mask after the call.
fold:   cld
        mov     r8, [rsp]
        mov     r9d, [r8]
        add     r8, 4
        mov     [rsp], r8
        mov     r10, MULTIPLIER
        and     r9, [rsp + 8]
        call    .one
        mov     r9, rax
        call    .one
        mov     r9, rbx
        call    .one
        mov     r9, rcx
        call    .one
        mov     r9, rdx
        call    .one
        mov     r9, [rsi]
        call    .one
        ret     8
.one:   xor     r15, r9
        imul    r15, r10
        rol     r15, 31
        ret

show:   HEX     r15, 16
        NEWLINE
        ret

        align   16
value:  dq      0, 0
seed:   dq      0x2545F4914F6CDD1D

        USER_TEXT
        KIT_END
