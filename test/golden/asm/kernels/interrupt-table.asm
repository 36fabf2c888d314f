; 256 interrupt stubs and the table that points at them, all by macros.
        bits    64
        default rel

%define HAS_ERROR_CODE(n) ((n) == 8 || ((n) >= 10 && (n) <= 14) || (n) == 17 || (n) == 21)

%macro SAVE 1-*
  %rep %0
        push    %1
    %rotate 1
  %endrep
%endmacro

%macro RESTORE 1-*
  %rep %0
    %rotate -1
        pop     %1
  %endrep
%endmacro

%macro GATE 2-3 0
        dw      (%1 - $$) & 0xffff
        dw      %2
        db      %3
        db      0x8e
        dw      ((%1 - $$) >> 16) & 0xffff
        dd      0
        dd      0
%endmacro

section .text
start:  lidt    [table.pointer]
        sti
.wait:  hlt
        jmp     .wait

%assign vector 0
%rep 256
stub_%+vector:
  %if !HAS_ERROR_CODE(vector)
        push    0
  %endif
        push    vector
        jmp     dispatch
  %assign vector vector + 1
%endrep

dispatch:
        SAVE    rax, rcx, rdx, rbx, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
        mov     rdi, rsp
        mov     eax, [rsp + 15 * 8]
        lea     rdx, [counts]
        inc     dword [rdx + rax * 4]
        cmp     eax, 32
        jb      .exception
        mov     al, 0x20
        cmp     dword [rsp + 15 * 8], 40
        jb      .first
        out     0xa0, al
.first: out     0x20, al
        jmp     .leave
.exception:
        call    report
.leave: RESTORE rax, rcx, rdx, rbx, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15
        add     rsp, 16
        iretq

report: push    rbx
        mov     rbx, 0x1234_5678_9abc_def0
        mov     rax, cr2
        xor     rax, rbx
        xchg    [last], rax
        pop     rbx
        ret

        align   16
table:
%assign vector 0
%rep 256
        GATE    stub_%+vector, 8, vector == 8
  %assign vector vector + 1
%endrep
.pointer:
        dw      $ - table - 1
        dq      table

last:   dq      0
counts: times 256 dd 0
