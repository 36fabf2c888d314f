; The local APIC: registers after reset and what they keep, self-IPIs, priorities against TPR, PPR and CR8, EOI, IRR, ISR
; and TMR, the timer's modes, software disabling. Through the xAPIC's registers.
; Oracle: bochs. (qemu 7.2 does not mask the LVT of a software-disabled APIC.)
%include "kit64.inc"

ID      equ 0x20
VERSION equ 0x30
TPR     equ 0x80
PPR     equ 0xA0
EOI     equ 0xB0
LDR     equ 0xD0
DFR     equ 0xE0
SVR     equ 0xF0
ISR     equ 0x100
TMR     equ 0x180
IRR     equ 0x200
ESR     equ 0x280
ICR     equ 0x300
ICR2    equ 0x310
LVT_TIMER equ 0x320
LVT_LINT0 equ 0x350
LVT_ERROR equ 0x370
INITIAL equ 0x380
CURRENT equ 0x390
DIVIDE  equ 0x3E0

%macro APIC_WRITE 2
        mov     dword [r15 + %1], %2
%endmacro
%macro APIC_SHOW 2
        mov     eax, [r15 + %2]
        SHOW    %1, rax, 8
%endmacro
; The bit of vector `%2` in the bit array at `%1`, of 8 registers.
%macro VECTOR_SHOW 3
        mov     eax, [r15 + %2 + (%3) / 32 * 16]
        shr     eax, (%3) % 32
        and     eax, 1
        SHOW    %1, rax, 1
%endmacro
SELF    equ 1 << 18

tests:
        mov     r15d, 0xFEE00000
        mov     qword [hook], count
        APIC_WRITE SVR, 0x1FF
        APIC_WRITE TPR, 0
        APIC_WRITE LVT_TIMER, 0x10000
        APIC_WRITE LVT_LINT0, 0x10000
        APIC_SHOW "svr", SVR
        APIC_SHOW "tpr", TPR
        APIC_SHOW "ppr", PPR
        APIC_SHOW "timer", LVT_TIMER
        APIC_SHOW "lint0", LVT_LINT0
        NEWLINE
        APIC_WRITE DIVIDE, 0xFFFFFFFF
        APIC_SHOW "divide keeps", DIVIDE
        APIC_WRITE LVT_TIMER, 0xFFFBFFFF & 0x000307FF | 0x10000
        mov     eax, [r15 + LVT_TIMER]
        and     eax, 0x300FF
        SHOW    "timer keeps", rax, 8
        APIC_WRITE LVT_TIMER, 0x10000
        APIC_WRITE DFR, 0x0FFFFFFF
        APIC_SHOW "dfr", DFR
        APIC_WRITE DFR, 0xFFFFFFFF
        APIC_WRITE LDR, 0x12345678
        APIC_SHOW "ldr", LDR
        NEWLINE

        ; A self-IPI waits for IF, is taken, is in service, is ended.
        APIC_WRITE ICR, SELF | 0x55
        SAY     "sent:"
        VECTOR_SHOW "irr", IRR, 0x55
        VECTOR_SHOW "isr", ISR, 0x55
        sti
        nop
        cli
        call    show_count
        VECTOR_SHOW "irr", IRR, 0x55
        VECTOR_SHOW "isr", ISR, 0x55
        VECTOR_SHOW "tmr", TMR, 0x55
        APIC_SHOW "ppr", PPR
        APIC_WRITE EOI, 0
        SAY     " eoi:"
        VECTOR_SHOW "isr", ISR, 0x55
        APIC_SHOW "ppr", PPR
        NEWLINE

        ; Priorities: the highest first; while one is in service, only higher classes.
        mov     qword [counted], 0
        APIC_WRITE ICR, SELF | 0x40
        APIC_WRITE ICR, SELF | 0x71
        APIC_WRITE ICR, SELF | 0x60
        APIC_WRITE ICR, SELF | 0x79
        SAY     "four sent:"
        sti
        nop
        nop
        nop
        cli
        call    show_count
        APIC_SHOW "ppr", PPR
        VECTOR_SHOW "isr79", ISR, 0x79
        VECTOR_SHOW "isr71", ISR, 0x71
        VECTOR_SHOW "irr71", IRR, 0x71
        NEWLINE
        APIC_WRITE ICR, SELF | 0x80
        SAY     "a higher one:"
        sti
        nop
        cli
        call    show_count
        APIC_SHOW "ppr", PPR
        APIC_WRITE EOI, 0
        APIC_SHOW "after eoi", PPR
        sti
        nop
        cli
        call    show_count
        NEWLINE
        SAY     "eoi each:"
        APIC_WRITE EOI, 0
        sti
        nop
        cli
        call    show_count
        APIC_WRITE EOI, 0
        sti
        nop
        cli
        call    show_count
        APIC_WRITE EOI, 0
        sti
        nop
        cli
        call    show_count
        APIC_WRITE EOI, 0
        call    show_count
        APIC_SHOW "ppr", PPR
        NEWLINE

        ; TPR and CR8 hold back what is not above them.
        mov     qword [counted], 0
        APIC_WRITE TPR, 0x50
        mov     rax, cr8
        SHOW    "tpr 50: cr8", rax, 2
        APIC_SHOW "ppr", PPR
        APIC_WRITE ICR, SELF | 0x5F
        sti
        nop
        cli
        call    show_count
        APIC_WRITE ICR, SELF | 0x60
        sti
        nop
        cli
        call    show_count
        APIC_WRITE EOI, 0
        mov     eax, 4
        sti
        mov     cr8, rax
        nop
        cli
        call    show_count
        APIC_SHOW "cr8 4: tpr", TPR
        APIC_WRITE EOI, 0
        xor     eax, eax
        mov     cr8, rax
        NEWLINE

        ; The same vector twice: one request, one in service.
        mov     qword [counted], 0
        APIC_WRITE ICR, SELF | 0x55
        APIC_WRITE ICR, SELF | 0x55
        SAY     "sent twice:"
        sti
        nop
        cli
        call    show_count
        APIC_WRITE ICR, SELF | 0x55
        APIC_WRITE EOI, 0
        sti
        nop
        cli
        call    show_count
        APIC_WRITE EOI, 0
        sti
        nop
        cli
        call    show_count
        NEWLINE

        ; STI's shadow and MOV SS's.
        mov     qword [counted], 0
        APIC_WRITE ICR, SELF | 0x55
        SAY     "sti and its shadow:"
        xor     ecx, ecx
        sti
        inc     ecx
        inc     ecx
        cli
        call    show_count
        APIC_WRITE EOI, 0
        APIC_WRITE ICR, SELF | 0x55
        xor     ecx, ecx
        sti
        cli
        call    show_count
        SAY     " (sti cli lets none in)"
        sti
        nop
        cli
        APIC_WRITE EOI, 0
        APIC_WRITE ICR, SELF | 0x55
        push    0x202
        xor     ecx, ecx
        popfq                                   ; no shadow here
        inc     ecx
        cli
        SAY     " popfq:"
        call    show_count
        APIC_WRITE EOI, 0
        NEWLINE

        ; The timer, one shot.
        mov     qword [counted], 0
        APIC_WRITE DIVIDE, 0xB
        APIC_WRITE LVT_TIMER, 0x61
        APIC_SHOW "stopped: current", CURRENT
        APIC_WRITE INITIAL, 20000
        sti
        hlt
        cli
        SAY     " one shot:"
        call    show_count
        APIC_SHOW "current", CURRENT
        APIC_SHOW "initial", INITIAL
        APIC_WRITE EOI, 0
        NEWLINE

        ; Periodic.
        mov     qword [hook], count_and_eoi
        mov     qword [counted], 0
        APIC_WRITE LVT_TIMER, 0x20061
        APIC_WRITE INITIAL, 50000
        SAY     "periodic, five hlts:"
        mov     ecx, 5
.periods:
        sti
        hlt
        cli
        dec     ecx
        jnz     .periods
        APIC_WRITE LVT_TIMER, 0x30061           ; masked
        APIC_WRITE INITIAL, 0                   ; and stopped
        cmp     qword [counted], 5
        jae     .enough
        SAY     " too few"
.enough:
        SAY     " at least five"
        APIC_SHOW "current", CURRENT
        sti
        nop
        cli
        NEWLINE
        mov     qword [hook], count

        ; Masked: it runs, but asks for nothing. Stopped by an initial count of 0.
        mov     qword [counted], 0
        APIC_WRITE LVT_TIMER, 0x10062
        APIC_WRITE INITIAL, 1000
.wait:  mov     eax, [r15 + CURRENT]
        test    eax, eax
        jnz     .wait
        sti
        nop
        cli
        SAY     "masked:"
        call    show_count
        APIC_WRITE LVT_TIMER, 0x62
        APIC_WRITE INITIAL, 1000000000
        APIC_WRITE INITIAL, 0
        APIC_SHOW "stopped: current", CURRENT
        call    show_count
        NEWLINE

        ; Software-disabled: the LVT masks itself; enabled again it stays masked.
        APIC_WRITE LVT_TIMER, 0x63
        APIC_WRITE SVR, 0xFF
        APIC_SHOW "disabled: timer", LVT_TIMER
        APIC_WRITE LVT_TIMER, 0x63
        APIC_SHOW "unmasking fails", LVT_TIMER
        APIC_WRITE SVR, 0x1FF
        APIC_SHOW "enabled", LVT_TIMER
        NEWLINE
        mov     qword [hook], 0
        DONE

show_count:
        mov     rax, [counted]
        SHOW    "count", rax, 2
        mov     rax, [last_vector]
        SHOW    "last", rax, 2
        mov     rax, [last_rcx]
        SHOW    "rcx", rax, 2
        mov     qword [last_vector], 0
        mov     qword [last_rcx], 0
        ret

count_and_eoi:
        mov     dword [r15 + EOI], 0
count:  mov     rax, [rdi + F_VECTOR]
        cmp     rax, 0x40
        jb      .report
        mov     [last_vector], rax
        mov     rax, [rdi + F_RCX]
        and     eax, 0xFF
        mov     [last_rcx], rax
        inc     qword [counted]
        clc
        ret
.report:
        stc
        ret

counted: dq     0
last_vector: dq 0
last_rcx: dq    0

        USER_TEXT
        KIT_END
