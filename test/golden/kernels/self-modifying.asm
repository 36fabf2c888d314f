; Self-modifying and cross-modifying code: the new bytes are executed, however they came.
%include "kit64.inc"

tests:
        ; The next instruction, after a jump.
        SAY     "patched, then jumped to:"
        mov     byte [.p1 + 1], 0x42
        jmp     .p1
.p1:    mov     al, 0
        SHOW    "al", rax, 2
        NEWLINE

        ; A loop that patches itself each time round.
        SAY     "patched each time round:"
        xor     ecx, ecx
        xor     ebx, ebx
.loop:  mov     [.imm + 1], cl
        jmp     .imm
.imm:   mov     al, 0xFF
        movzx   eax, al
        add     ebx, eax
        inc     ecx
        cmp     ecx, 100
        jb      .loop
        SHOW    "sum of 0..99", rbx, 4
        NEWLINE

        ; An instruction across two pages, its second half patched, then its first.
        SAY     "across two pages:"
        mov     edi, AREA + 0x0FFD              ; mov eax, imm32; ret
        mov     dword [rdi], 0x223344B8
        mov     word [rdi + 4], 0xC311
        mov     byte [rdi], 0xB8
        mov     dword [rdi + 1], 0x11223344
        mov     byte [rdi + 5], 0xC3
        call    rdi
        SHOW    "eax", rax, 8
        mov     byte [rdi + 4], 0x99            ; in the second page
        call    rdi
        SHOW    "", rax, 8
        mov     byte [rdi + 1], 0x77            ; in the first
        call    rdi
        SHOW    "", rax, 8
        mov     byte [rdi], 0xB9                ; now mov ecx, imm32
        xor     ecx, ecx
        call    rdi
        SHOW    "ecx", rcx, 8
        NEWLINE

        ; Through another linear address of the same frame.
        SAY     "through an alias:"
        mov     qword [area_pt + 2 * 8], AREA + 0x3000 + 7
        invlpg  [AREA + 0x2000]
        mov     edi, AREA + 0x3000
        mov     dword [rdi], 0xC300B0           ; mov al, 0; ret
        call    rdi
        SHOW    "al", rax, 2
        mov     byte [AREA + 0x2001], 0x55
        call    rdi
        SHOW    "", rax, 2
        mov     byte [AREA + 0x3001], 0x66
        mov     esi, AREA + 0x2000
        call    rsi
        SHOW    "", rax, 2
        NEWLINE

        ; The page under the code changed by its table.
        SAY     "remapped:"
        mov     edi, AREA + 0x5000
        mov     dword [rdi], 0xC301B0           ; mov al, 1; ret
        mov     dword [AREA + 0x6000], 0xC302B0
        call    rdi
        SHOW    "al", rax, 2
        mov     qword [area_pt + 5 * 8], AREA + 0x6000 + 7
        invlpg  [rdi]
        call    rdi
        SHOW    "", rax, 2
        mov     qword [area_pt + 5 * 8], AREA + 0x5000 + 7
        mov     rax, cr3
        mov     cr3, rax
        call    rdi
        SHOW    "", rax, 2
        NEWLINE

        ; Written by a string instruction, by PUSH, by XCHG, by BTS, by CMPXCHG.
        mov     edi, AREA + 0x7000
        SAY     "by movsb:"
        mov     esi, code_1
        mov     ecx, 3
        rep     movsb
        call    AREA + 0x7000
        SHOW    "al", rax, 2
        SAY     " push:"
        mov     rdx, rsp
        mov     rsp, AREA + 0x7008
        push    0xC304B0
        mov     rsp, rdx
        call    AREA + 0x7000
        SHOW    "al", rax, 2
        SAY     " xchg:"
        mov     eax, 0xC305B0
        xchg    [AREA + 0x7000], eax
        call    AREA + 0x7000
        SHOW    "al", rax, 2
        SAY     " bts:"
        bts     dword [AREA + 0x7000], 13
        call    AREA + 0x7000
        SHOW    "al", rax, 2
        SAY     " cmpxchg:"
        mov     eax, 0xC325B0
        mov     ecx, 0xC306B0
        lock cmpxchg [AREA + 0x7000], ecx
        call    AREA + 0x7000
        SHOW    "al", rax, 2
        SAY     " stosd:"
        mov     eax, 0xC307B0
        mov     edi, AREA + 0x7000
        stosd
        call    AREA + 0x7000
        SHOW    "al", rax, 2
        NEWLINE

        ; REP STOSB over itself: the instruction completes, then the new bytes run.
        SAY     "rep stosb over what follows:"
        mov     edi, .over
        mov     ecx, 4
        mov     al, 0x90
        rep     stosb
.over:  ud2
        ud2
        SAY     " nops"
        NEWLINE

        ; A branch target in the middle of an instruction.
        SAY     "two readings of the same bytes:"
        xor     eax, eax
        call    .outer
        SHOW    "outer", rax, 8
        call    .outer + 1
        SHOW    "inner", rax, 8
        NEWLINE
        DONE
.outer: db      0xB8                            ; mov eax, imm32, whose bytes are:
        db      0xB0, 0x12                      ;   mov al, 12H
        db      0xC3, 0x90                      ;   ret; nop
        ret

code_1: mov     al, 3
        ret

        USER_TEXT
        KIT_END
