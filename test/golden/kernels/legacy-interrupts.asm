; The 8259 pair and the 8254: initialisation, masks, priorities, IRR and ISR, EOI, and the interrupt shadow of STI and
; MOV SS. Only facts that do not depend on how fast the machine is.
%include "kit64.inc"

PIC1    equ 0x20
PIC2    equ 0xA0
PIT     equ 0x40

%macro OUTB 2
        mov     al, %2
        out     %1, al
%endmacro

tests:
        cli
        call    init_pics
        in      al, PIC1 + 1
        movzx   eax, al
        SHOW    "mask 1", rax, 2
        in      al, PIC2 + 1
        movzx   eax, al
        SHOW    "mask 2", rax, 2
        OUTB    PIC1 + 1, 0xA5
        in      al, PIC1 + 1
        movzx   eax, al
        SHOW    "written a5", rax, 2
        OUTB    PIC1 + 1, 0xFF
        NEWLINE

        ; Channel 0, mode 0: one interrupt request. Pending while IF = 0, then taken.
        mov     qword [hook], count
        OUTB    PIC1 + 1, 0xFE
        OUTB    PIT + 3, 0x30                   ; channel 0, low and high byte, mode 0
        OUTB    PIT, 100
        OUTB    PIT, 0
        call    wait_irr
        SAY     "requested:"
        call    show_pic
        SAY     "one instruction after sti:"
        mov     qword [counted], 0
        xor     ecx, ecx
        sti
        inc     ecx
        inc     ecx
        cli
        mov     rax, [counted]
        SHOW    "interrupts", rax, 2
        mov     rax, [at_rcx]
        SHOW    "rcx then", rax, 2
        call    show_pic
        SAY     "after eoi:"
        OUTB    PIC1, 0x20
        call    show_pic

        ; Masked: the request stays, and comes when unmasked.
        OUTB    PIC1 + 1, 0xFF
        call    request_timer
        mov     qword [counted], 0
        sti
        nop
        nop
        cli
        mov     rax, [counted]
        SAY     "masked:"
        SHOW    "interrupts", rax, 2
        OUTB    PIC1 + 1, 0xFE
        sti
        nop
        nop
        cli
        mov     rax, [counted]
        SAY     " unmasked:"
        SHOW    "interrupts", rax, 2
        NEWLINE
        OUTB    PIC1, 0x20

        ; In service: no second one until EOI.
        call    request_timer
        sti
        nop
        nop
        cli
        call    request_timer
        mov     qword [counted], 0
        sti
        nop
        nop
        cli
        mov     rax, [counted]
        SAY     "in service:"
        SHOW    "interrupts", rax, 2
        call    show_pic
        OUTB    PIC1, 0x60                      ; specific EOI of level 0
        sti
        nop
        nop
        cli
        mov     rax, [counted]
        SAY     "after specific eoi:"
        SHOW    "interrupts", rax, 2
        call    show_pic
        OUTB    PIC1, 0x20

        ; HLT wakes.
        mov     qword [counted], 0
        mov     ecx, 7
        OUTB    PIT + 3, 0x30
        OUTB    PIT, 0
        OUTB    PIT, 4
        sti
        hlt
.woken: cli
        mov     rax, [counted]
        SAY     "hlt woken:"
        SHOW    "interrupts", rax, 2
        mov     rax, [at_rip]
        sub     rax, .woken
        SHOW    "rip - the instruction after hlt", rax, 2
        NEWLINE
        OUTB    PIC1, 0x20

        ; Periodic: mode 2 comes again and again.
        mov     qword [hook], count_and_eoi
        mov     qword [counted], 0
        OUTB    PIT + 3, 0x34
        OUTB    PIT, 0
        OUTB    PIT, 8
        mov     ecx, 5
.periods:
        sti
        hlt
        cli
        dec     ecx
        jnz     .periods
        OUTB    PIC1 + 1, 0xFF
        mov     rax, [counted]
        SAY     "mode 2, five hlts:"
        cmp     rax, 5
        jae     .five
        SAY     " too few"
.five:  SAY     " at least five"
        NEWLINE
        OUTB    PIT + 3, 0x30                   ; mode 0 without a count: silence
        call    init_pics

        ; Software interrupts do not touch the controllers.
        mov     qword [hook], count
        mov     qword [counted], 0
        int     0x20
        SAY     "int 0x20:"
        call    show_pic

        ; Auto-EOI.
        mov     qword [counted], 0
        OUTB    PIC1, 0x11
        OUTB    PIC1 + 1, 0x28
        OUTB    PIC1 + 1, 4
        OUTB    PIC1 + 1, 3
        OUTB    PIC1 + 1, 0xFE
        mov     qword [hook], count_28
        call    request_timer
        sti
        nop
        nop
        cli
        mov     rax, [counted]
        SAY     "auto-eoi, vector 28:"
        SHOW    "interrupts", rax, 2
        call    show_pic
        OUTB    PIC1 + 1, 0xFF

        ; The latch command: a counter counts down.
        OUTB    PIT + 3, 0xB0                   ; channel 2, mode 0
        in      al, 0x61
        or      al, 1                           ; its gate
        and     al, ~2
        out     0x61, al
        OUTB    PIT + 2, 0xFF
        OUTB    PIT + 2, 0xFF
        call    read_2
        mov     ebx, eax
.later: call    read_2
        cmp     eax, ebx
        je      .later
        cmp     eax, ebx
        SAY     "channel 2 counts"
        jb      .down
        SAY     " up?"
        jmp     .end
.down:  SAY     " down"
.end:   NEWLINE
        OUTB    PIT + 2, 1                      ; a short count: its output goes high
        OUTB    PIT + 2, 0
.out:   in      al, 0x61
        test    al, 0x20
        jz      .out
        SAY     "channel 2's output is high"
        NEWLINE
        mov     qword [hook], 0
        DONE

init_pics:
        OUTB    PIC1, 0x11
        OUTB    PIC2, 0x11
        OUTB    PIC1 + 1, 0x20
        OUTB    PIC2 + 1, 0x28
        OUTB    PIC1 + 1, 4
        OUTB    PIC2 + 1, 2
        OUTB    PIC1 + 1, 1
        OUTB    PIC2 + 1, 1
        OUTB    PIC1 + 1, 0xFF
        OUTB    PIC2 + 1, 0xFF
        ret

; A new request of IRQ 0, waited for.
request_timer:
        OUTB    PIT + 3, 0x30
        OUTB    PIT, 50
        OUTB    PIT, 0
wait_irr:
        OUTB    PIC1, 0x0A
.wait:  in      al, PIC1
        test    al, 1
        jz      .wait
        ret

show_pic:
        OUTB    PIC1, 0x0A
        in      al, PIC1
        movzx   eax, al
        and     eax, 1
        SHOW    "irr0", rax, 1
        OUTB    PIC1, 0x0B
        in      al, PIC1
        movzx   eax, al
        SHOW    "isr", rax, 2
        NEWLINE
        ret

read_2: OUTB    PIT + 3, 0x80
        in      al, PIT + 2
        movzx   edx, al
        in      al, PIT + 2
        mov     ah, al
        mov     al, dl
        movzx   eax, ax
        ret

count_28:
        cmp     qword [rdi + F_VECTOR], 0x28
        jne     unexpected_vector
        jmp     counting
count:  cmp     qword [rdi + F_VECTOR], 0x20
        jne     unexpected_vector
counting:
        inc     qword [counted]
        mov     rax, [rdi + F_RCX]
        mov     [at_rcx], rax
        mov     rax, [rdi + F_RIP]
        mov     [at_rip], rax
        clc
        ret
count_and_eoi:
        OUTB    PIC1, 0x20
        jmp     count
unexpected_vector:
        stc
        ret

counted: dq     0
at_rcx: dq      0
at_rip: dq      0

        USER_TEXT
        KIT_END
