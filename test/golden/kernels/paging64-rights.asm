; Access rights of 4-level paging, exhaustively: every combination of W, U, NX in the PDE and P, W, U, NX in the PTE,
; read, written and executed from ring 0 (RFLAGS.AC clear and set) and from ring 3, with CR0.WP, CR4.SMEP and CR4.SMAP
; on and off. 8,192 accesses; one character each: '.' no fault; 0 to 7 the page fault's error code; A to H the same
; with bit 4 (fetch) set; '!' anything else, a wrong CR2 included. In a line the PDE's bits count fastest.
%include "kit64.inc"

T       equ AREA + 0x3000

tests:
        mov     word [T + 0x10], 0xC3C3         ; RET, for the fetches
        mov     qword [hook], note
        xor     ebp, ebp                        ; bit 0 WP, 1 SMEP, 2 SMAP
.config:
        mov     eax, 1 << 31 | 1
        bt      ebp, 0
        jnc     .no_wp
        or      eax, 1 << 16
.no_wp: mov     cr0, rax
        mov     eax, 1 << 5
        bt      ebp, 1
        jnc     .no_smep
        or      eax, 1 << 20
.no_smep:
        bt      ebp, 2
        jnc     .no_smap
        or      eax, 1 << 21
.no_smap:
        mov     cr4, rax
        SAY     "wp/smep/smap="
        HEX     rbp, 1
        NEWLINE
        xor     ebx, ebx                        ; access
.access:
        mov     rsi, [names + rbx * 8]
        call    kit_puts
        SAY     " "
        xor     r12d, r12d                      ; bits 0-2: W, U, NX of the PDE; 3-6: P, W, U, NX of the PTE
.entry: call    set_entries
        call    attempt
        inc     r12d
        cmp     r12d, 128
        jb      .entry
        NEWLINE
        inc     ebx
        cmp     ebx, 8
        jb      .access
        inc     ebp
        cmp     ebp, 8
        jb      .config
        mov     eax, 1 << 5
        mov     cr4, rax
        mov     qword [hook], 0
        DONE

set_entries:
        mov     rax, area_pt + PRESENT
        mov     rdx, r12
        test    dl, 1
        jz      .1
        or      rax, WRITABLE
.1:     test    dl, 2
        jz      .2
        or      rax, USER
.2:     test    dl, 4
        jz      .3
        bts     rax, 63
.3:     mov     [pd + 8], rax
        mov     rax, T
        test    dl, 8
        jz      .4
        or      rax, PRESENT
.4:     test    dl, 16
        jz      .5
        or      rax, WRITABLE
.5:     test    dl, 32
        jz      .6
        or      rax, USER
.6:     test    dl, 64
        jz      .7
        bts     rax, 63
.7:     mov     [area_pt + 3 * 8], rax
        invlpg  [T]
        ret

; Access number RBX to T; prints its outcome.
attempt:
        push    rbx
        mov     [attempt_rsp], rsp
        mov     qword [attempt_error], -1
        mov     r8, T
        jmp     [attempts + rbx * 8]

; All ways out lead here: ring 0, RSP = [attempt_rsp].
attempted:
        mov     rsp, [attempt_rsp]
        push    2
        popfq
        mov     rax, [attempt_error]
        mov     r9b, '.'
        cmp     rax, -1
        je      .print
        call    digit
.print: mov     al, r9b
        call    kit_putc
        pop     rbx
        ret

; R9B = a character for page-fault error code RAX: 0-7 as they are; 10H-17H as A-H.
digit:  mov     r9b, '!'
        cmp     rax, 0x17
        ja      .end
        lea     r9d, [rax + '0']
        cmp     rax, 8
        jb      .end
        mov     r9b, '!'
        cmp     rax, 16
        jb      .end
        lea     r9d, [rax - 16 + 'A']
.end:   ret

; The hook: notes the error code and goes on at `attempted`.
note:   cmp     qword [rdi + F_VECTOR], 0x81
        je      .out
        mov     rax, [rdi + F_ERROR]
        cmp     qword [rdi + F_VECTOR], 14
        jne     .wrong
        mov     rdx, cr2
        and     rdx, -64                        ; accesses are at T, T + 8, T + 16
        mov     rcx, T
        cmp     rdx, rcx
        je      .note
.wrong: mov     eax, 0xFF
.note:  mov     [attempt_error], rax
.out:   mov     rax, attempted
        mov     [rdi + F_RIP], rax
        mov     qword [rdi + F_CS], CODE64
        mov     qword [rdi + F_SS], DATA
        mov     qword [rdi + F_FLAGS], 2
        mov     rax, [attempt_rsp]
        mov     [rdi + F_RSP], rax
        clc
        ret

kernel_read:
        mov     al, [r8]
        jmp     attempted
kernel_write:
        mov     [r8 + 8], al
        jmp     attempted
kernel_fetch:
        lea     rax, [r8 + 0x10]
        call    rax
        jmp     attempted
kernel_read_ac:
        push    2 | 1 << 18
        popfq
        jmp     kernel_read
kernel_write_ac:
        push    2 | 1 << 18
        popfq
        jmp     kernel_write
to_user_read:
        ENTER_USER user_read
to_user_write:
        ENTER_USER user_write
to_user_fetch:
        ENTER_USER user_fetch

attempts:
        dq      kernel_read, kernel_write, kernel_fetch, kernel_read_ac, kernel_write_ac
        dq      to_user_read, to_user_write, to_user_fetch
names:  dq      n0, n1, n2, n3, n4, n5, n6, n7
n0:     db      "k-read    ", 0
n1:     db      "k-write   ", 0
n2:     db      "k-fetch   ", 0
n3:     db      "k-read-ac ", 0
n4:     db      "k-write-ac", 0
n5:     db      "u-read    ", 0
n6:     db      "u-write   ", 0
n7:     db      "u-fetch   ", 0
attempt_rsp:    dq 0
attempt_error:  dq 0

        USER_TEXT
user_read:
        mov     al, [r8]
        BACK
user_write:
        mov     [r8 + 8], al
        BACK
user_fetch:
        lea     rax, [r8 + 0x10]
        call    rax
        BACK
        KIT_END
