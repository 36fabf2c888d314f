; Alignment checks (#AC): CR0.AM, RFLAGS.AC, ring 3 only, which accesses and which sizes, and its place among faults.
; Oracle: bochs. (qemu 7.2 has none for ordinary accesses.)
%include "kit64.inc"

%macro USER_TRY 2-3 2
        TRY     %1
        ENTER_USER %2, %3
        CAUGHT
        call    came_back
%endmacro
AC      equ 1 << 18 | 2

tests:
        mov     rax, cr0
        bts     rax, 18
        mov     cr0, rax
        USER_TRY "am 1, ac 0: misaligned dword",        u_dword
        USER_TRY "am 1, ac 1: misaligned dword",        u_dword, AC
        USER_TRY "misaligned word",                     u_word, AC
        USER_TRY "misaligned qword",                    u_qword, AC
        USER_TRY "qword at 4",                          u_qword_4, AC
        USER_TRY "dword at 2",                          u_dword_2, AC
        USER_TRY "byte",                                u_byte, AC
        USER_TRY "misaligned write",                    u_write, AC
        USER_TRY "misaligned read-modify-write",        u_rmw, AC
        USER_TRY "misaligned push",                     u_push, AC
        USER_TRY "misaligned pop",                      u_pop, AC
        USER_TRY "misaligned call",                     u_call, AC
        USER_TRY "misaligned movsd source",             u_movs, AC
        USER_TRY "rep movsb at an odd address",         u_movsb, AC
        USER_TRY "lea",                                 u_lea, AC
        USER_TRY "misaligned jump target",              u_jmp, AC
        USER_TRY "sgdt at an odd address",              u_sgdt, AC
        USER_TRY "enter with misaligned stack",         u_enter, AC
        USER_TRY "misaligned and non-canonical",        u_noncanonical, AC
        mov     rax, cr0
        btr     rax, 18
        mov     cr0, rax
        USER_TRY "am 0, ac 1: misaligned dword",        u_dword, AC
        mov     rax, cr0
        bts     rax, 18
        mov     cr0, rax
        TRY     "ring 0, am 1, ac 1"
        push    AC
        popfq
        mov     eax, [AREA + 1]
        CAUGHT
        DONE

came_back:
        cmp     qword [last_frame + F_VECTOR], 0x81
        jne     .end
        mov     qword [last_frame + F_VECTOR], 0
        SAY     "allowed", 10
.end:   ret

        USER_TEXT
u_dword: mov    eax, [AREA + 1]
        BACK
u_dword_2: mov  eax, [AREA + 2]
        BACK
u_word: mov     ax, [AREA + 3]
        BACK
u_qword: mov    rax, [AREA + 1]
        BACK
u_qword_4: mov  rax, [AREA + 4]
        BACK
u_byte: mov     al, [AREA + 1]
        BACK
u_write: mov    [AREA + 1], eax
        BACK
u_rmw:  add     [AREA + 1], eax
        BACK
u_push: mov     esp, AREA + 0x101
        push    rax
        BACK
u_pop:  mov     esp, AREA + 0x101
        pop     rax
        BACK
u_call: mov     esp, AREA + 0x101
        call    u_byte
        BACK
u_movs: mov     esi, AREA + 1
        mov     edi, AREA + 0x100
        movsd
        BACK
u_movsb: mov    esi, AREA + 1
        mov     edi, AREA + 0x103
        mov     ecx, 5
        rep     movsb
        BACK
u_lea:  lea     rax, [AREA + 1]
        BACK
u_jmp:  mov     eax, .odd
        jmp     rax
        align   2
        nop
.odd:   BACK
u_sgdt: sgdt    [AREA + 1]
        BACK
u_enter: mov    esp, AREA + 0x101
        enter   8, 0
        BACK
u_noncanonical:
        mov     rcx, 0x0000800000000001
        mov     eax, [rcx]
        BACK
        KIT_END
