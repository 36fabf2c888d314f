; Breakpoints and single-stepping where they meet other things: the shadow of MOV SS and STI, repeated instructions, faults,
; RF, several conditions at once, event delivery, HLT.
; Oracle: bochs. (qemu 7.2 meets an execution breakpoint on a repeated instruction at each iteration, and stops at a
; watched stack.)
; Manual: write watched, rep stosb: [01 k+=0022 dr6=0ff1 rf=1 cl=02] ok
; Manual: write watched, rep movsd across: [01 k+=0027 dr6=0ff1 rf=1 cl=02] ok
; Manual: tf: rep stosb: [01 k+=0013 dr6=4ff0 rf=1 cl=02] [01 k+=0013 dr6=4ff0 rf=1 cl=01] [01 k+=0015 dr6=4ff0 rf=0 cl=00] [01 k+=0016 dr6=4ff0 rf=0 cl=00] [01 k+=0175 dr6=4ff0 rf=0 cl=00] [01 k+=017c dr6=4ff0 rf=0 cl=00] [01 k+=017d dr6=4ff0 rf=0 cl=00] ok
; (RF is 1 in the image that a trap of a repeated instruction pushes before its last iteration, SDM "Instruction-Breakpoint
; Exception Condition"; both emulators push 0. With a HLT that is stepped over, bochs 2.7 sleeps on: left out.)
%include "kit64.inc"

B0_EXECUTE      equ 0x402
B0_WRITE1       equ 0x10402
B0_WRITE4       equ 0xD0402
B0_ACCESS4      equ 0xF0402
B0_IO1          equ 0x20402

; Watch `%1` with DR7 = `%2`; DR6 cleared.
%macro WATCH 2
        mov     rax, %1
        mov     dr0, rax
        mov     eax, 0xFFFF0FF0
        mov     dr6, rax
        mov     eax, %2
        mov     dr7, rax
%endmacro
; What the hook noted, and the end of watching.
%macro NOTES 0
        xor     eax, eax
        mov     dr7, rax
        call    notes
%endmacro
%macro SINGLE_STEP 0
        pushfq
        or      dword [rsp], 0x100
        popfq
%endmacro

tests:
        mov     qword [hook], note

        TRY     "execution breakpoint"
        WATCH   at1, B0_EXECUTE
at1:    nop
        nop
        NOTES
        CAUGHT
        TRY     "execution breakpoint after mov ss"
        WATCH   at2, B0_EXECUTE
        mov     eax, DATA
        mov     ss, eax
at2:    nop
        nop
        NOTES
        CAUGHT
        TRY     "execution breakpoint on mov ss"
        WATCH   at3, B0_EXECUTE
        mov     eax, DATA
at3:    mov     ss, eax
        nop
        NOTES
        CAUGHT
        TRY     "execution breakpoint after sti"
        WATCH   at4, B0_EXECUTE
        sti
at4:    nop
        cli
        NOTES
        CAUGHT
        TRY     "execution breakpoint on rep stosb"
        mov     ecx, 5
        mov     edi, AREA
        WATCH   at5, B0_EXECUTE
at5:    rep     stosb
        NOTES
        CAUGHT
        TRY     "execution breakpoint on a jump to itself"
        mov     ecx, 3
        WATCH   at6, B0_EXECUTE
at6:    loop    at6
        NOTES
        CAUGHT
        TRY     "execution breakpoint before the fetch faults"
        WATCH   AREA, B0_EXECUTE
        mov     qword [area_pt], 0
        invlpg  [AREA]
        mov     eax, AREA
        call    rax
        CAUGHT
        NOTES
        NEWLINE
        mov     qword [area_pt], AREA + 7
        invlpg  [AREA]
        TRY     "execution breakpoint before #UD"
        WATCH   at7, B0_EXECUTE
at7:    ud2
        CAUGHT
        NOTES
        NEWLINE
        TRY     "execution breakpoint in ring 3"
        WATCH   user_code, B0_EXECUTE
        ENTER_USER user_code
        CAUGHT
        NOTES
        NEWLINE
        TRY     "two execution breakpoints"
        WATCH   at8, 0x40A
        mov     rax, at8
        mov     dr1, rax
at8:    nop
        NOTES
        CAUGHT
        TRY     "watched word loaded by mov ss"
        mov     dword [AREA], DATA
        WATCH   AREA, B0_ACCESS4
        mov     ss, [AREA]
        nop
        nop
        NOTES
        CAUGHT
        TRY     "write watched, rep stosb"
        mov     ecx, 5
        mov     edi, AREA
        WATCH   AREA + 2, B0_WRITE1
        rep     stosb
        NOTES
        CAUGHT
        TRY     "write watched, rep movsd across"
        mov     ecx, 4
        mov     esi, AREA + 64
        mov     edi, AREA
        WATCH   AREA + 4, B0_WRITE4
        rep     movsd
        NOTES
        CAUGHT
        TRY     "watched stack, int3"
        mov     rax, rsp
        and     rax, ~15
        sub     rax, 8
        mov     rbx, rax
        WATCH   rbx, 0x90402 | 0x40000
        int3
        nop
        NOTES
        CAUGHT
        TRY     "io breakpoint"
        mov     rax, cr4
        or      eax, 8
        mov     cr4, rax
        WATCH   0x71, B0_IO1
        in      al, 0x71
        nop
        NOTES
        CAUGHT
        TRY     "io breakpoint, wider access"
        WATCH   0x71, B0_IO1
        in      ax, 0x70
        nop
        NOTES
        CAUGHT

        TRY     "tf: one instruction"
        SINGLE_STEP
        nop
        nop
        call    clear_tf
        NOTES
        CAUGHT
        TRY     "tf: mov ss"
        mov     ebx, DATA
        SINGLE_STEP
        mov     ss, ebx
        nop
        nop
        call    clear_tf
        NOTES
        CAUGHT
        TRY     "tf: sti"
        SINGLE_STEP
        sti
        nop
        cli
        call    clear_tf
        NOTES
        CAUGHT
        TRY     "tf and a watched write"
        WATCH   AREA, B0_WRITE4
        SINGLE_STEP
        mov     [AREA], eax
        nop
        call    clear_tf
        NOTES
        CAUGHT
        TRY     "tf: int 0x30"
        SINGLE_STEP
        int     0x30
        nop
        call    clear_tf
        NOTES
        CAUGHT
        TRY     "tf: rep stosb"
        mov     ecx, 3
        mov     edi, AREA
        SINGLE_STEP
        rep     stosb
        nop
        call    clear_tf
        NOTES
        CAUGHT
        TRY     "tf: popfq clears it"
        pushfq
        SINGLE_STEP
        popfq
        nop
        NOTES
        CAUGHT
        TRY     "tf: mov dr6"
        mov     ebx, 0xFFFF0FF0
        SINGLE_STEP
        mov     dr6, rbx
        nop
        call    clear_tf
        NOTES
        CAUGHT
        DONE

        ; Notes each #DB, #BP and INT 30H: vector, RIP, DR6, RF, RCX; then goes on (RF set for #DB).
note:   mov     rax, [rdi + F_VECTOR]
        cmp     rax, 1
        je      .debug
        cmp     rax, 3
        je      .other
        cmp     rax, 0x30
        je      .other
        stc
        ret
.debug: mov     rax, [rdi + F_RIP]
        cmp     rax, clear_tf.mine
        je      .silent
.other: mov     rbx, [note_count]
        cmp     rbx, 12
        jae     .full
        shl     rbx, 5
        mov     rax, [rdi + F_RIP]
        sub     rax, [try_start]
        mov     [note_list + rbx], eax
        mov     rax, [rdi + F_VECTOR]
        mov     [note_list + rbx + 4], al
        mov     rax, dr6
        mov     [note_list + rbx + 8], eax
        mov     rax, [rdi + F_FLAGS]
        mov     [note_list + rbx + 12], eax
        mov     rax, [rdi + F_RCX]
        mov     [note_list + rbx + 16], eax
        inc     qword [note_count]
.full:  cmp     qword [rdi + F_VECTOR], 1
        jne     .silent
        mov     eax, 0xFFFF0FF0
        mov     dr6, rax
        or      dword [rdi + F_FLAGS], 0x10000
.silent:
        clc
        ret

clear_tf:
.mine:  pushfq
        and     dword [rsp], ~0x100
        popfq
        ret

notes:  xor     ebp, ebp
.next:  cmp     rbp, [note_count]
        jae     .end
        mov     rbx, rbp
        shl     rbx, 5
        SAY     "["
        movzx   eax, byte [note_list + rbx + 4]
        HEX     rax, 2
        mov     eax, [note_list + rbx]
        SHOW    "k+", rax, 4
        mov     eax, [note_list + rbx + 8]
        SHOW    "dr6", rax, 4
        mov     eax, [note_list + rbx + 12]
        shr     eax, 16
        and     eax, 1
        SHOW    "rf", rax, 1
        mov     eax, [note_list + rbx + 16]
        and     eax, 0xFF
        SHOW    "cl", rax, 2
        SAY     "] "
        inc     ebp
        jmp     .next
.end:   mov     qword [note_count], 0
        ret

        align   16
note_count: dq  0
note_list: times 12 * 32 db 0
        USER_TEXT
user_code:
        nop
        BACK
        KIT_END
