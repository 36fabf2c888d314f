; The local APIC's registers by MSR and by memory: modes and their transitions, what is refused, the self-IPI, the timer.
; Oracle: bochs. (qemu 7.2's TCG has no x2APIC. Left out is what bochs 2.7 does otherwise than the SDM: the x2APIC's
; logical ID, reserved bits of self-IPI and divide registers, ESR, the deadline MSR after the interrupt.)
%include "kit64.inc"

APIC            equ 0xFEE00000
BASE            equ 0x1B

; WRMSR `%2` to MSR `%1`.
%macro WR 2
        mov     ecx, %1
        mov     rax, %2
        mov     rdx, rax
        shr     rdx, 32
        wrmsr
%endmacro
%macro RD 1
        mov     ecx, %1
        rdmsr
%endmacro
; Read MSR `%2`.
%macro READ 2
        TRY     "read ", %1
        RD      %2
        HEX     rax, 8
        SAY     " "
        CAUGHT
%endmacro
%macro WRITE 3
        TRY     "write ", %1
        WR      %2, %3
        CAUGHT
%endmacro

tests:
        mov     qword [hook], take
        TRY     "base"
        RD      BASE
        HEX     rax, 8
        SHOW    "", rdx, 8
        SAY     " "
        CAUGHT
        TRY     "cpuid"
        mov     eax, 1
        cpuid
        shr     edx, 9
        and     edx, 1
        shr     ecx, 21
        and     ecx, 1
        HEX     rdx, 1
        SHOW    "x2", rcx, 1
        SAY     " "
        CAUGHT
        READ    "msr 802h in xapic mode", 0x802
        WRITE   "extd without en", BASE, APIC | 0x400
        WRITE   "base reserved bit 9", BASE, APIC | 0x800 | 0x200
        WRITE   "base beyond the physical address", BASE, (1 << 45) | APIC | 0x900
        TRY     "xapic: reset values"
        mov     ebx, APIC
        mov     eax, [rbx + 0x20]
        SHOW    "id", rax, 8
        mov     eax, [rbx + 0x80]
        SHOW    "tpr", rax, 8
        mov     eax, [rbx + 0xD0]
        SHOW    "ldr", rax, 8
        mov     eax, [rbx + 0xE0]
        SHOW    "dfr", rax, 8
        mov     eax, [rbx + 0x320]
        SHOW    "timer", rax, 8
        mov     eax, [rbx + 0x370]
        SHOW    "error", rax, 8
        mov     eax, [rbx + 0x380]
        SHOW    "initial", rax, 8
        mov     eax, [rbx + 0x3E0]
        SHOW    "divide", rax, 8
        SAY     " "
        CAUGHT
        TRY     "xapic: the self-IPI"
        mov     dword [rbx + 0xF0], 0x1FF
        mov     dword [rbx + 0x310], 0
        mov     dword [rbx + 0x300], 0x40070
        sti
        nop
        nop
        cli
        call    taken
        CAUGHT
        TRY     "x2apic on"
        WR      BASE, APIC | 0xD00
        RD      BASE
        HEX     rax, 8
        SAY     " "
        CAUGHT
        READ    "id", 0x802
        READ    "tpr", 0x808
        READ    "ppr", 0x80A
        READ    "svr", 0x80F
        READ    "isr 0", 0x810
        READ    "esr", 0x828
        READ    "timer", 0x832
        READ    "thermal", 0x833
        READ    "error", 0x837
        READ    "initial count", 0x838
        READ    "divide", 0x83E
        READ    "eoi", 0x80B
        READ    "dfr", 0x80E
        READ    "icr high", 0x831
        READ    "self-ipi", 0x83F
        READ    "800h", 0x800
        READ    "8ffh", 0x8FF
        WRITE   "id", 0x802, 0
        WRITE   "ldr", 0x80D, 0
        WRITE   "ppr", 0x80A, 0
        WRITE   "isr", 0x810, 0
        WRITE   "current count", 0x839, 0
        WRITE   "eoi 1", 0x80B, 1
        WRITE   "eoi 0", 0x80B, 0
        WRITE   "tpr 100h", 0x808, 0x100
        WRITE   "esr 1", 0x828, 1
        WRITE   "esr 0", 0x828, 0
        WRITE   "timer upper half", 0x832, 0x100010020
        WRITE   "initial count upper half", 0x838, 0x100000000
        TRY     "self-ipi"
        WR      0x83F, 0x71
        sti
        nop
        nop
        cli
        call    taken
        CAUGHT
        TRY     "icr, physical, to itself"
        WR      0x830, 0x72
        sti
        nop
        nop
        cli
        call    taken
        CAUGHT
        TRY     "icr, to another"
        WR      0x830, 0x0000000500000074
        sti
        nop
        nop
        cli
        call    taken
        CAUGHT
        TRY     "two at once: the higher first, the lower after its eoi"
        WR      0x83F, 0x81
        WR      0x83F, 0x91
        sti
        nop
        nop
        nop
        cli
        call    taken
        CAUGHT
        TRY     "tpr holds its class off"
        WR      0x808, 0x90
        WR      0x83F, 0x92
        WR      0x83F, 0xA1
        sti
        nop
        nop
        cli
        call    taken
        mov     rax, cr8
        SHOW    "cr8", rax, 2
        RD      0x824                           ; IRR of vectors 80H to 9FH
        SHOW    "irr", rax, 8
        xor     eax, eax
        mov     cr8, rax
        RD      0x808
        SHOW    "tpr", rax, 8
        sti
        nop
        nop
        cli
        SAY     " "
        call    taken
        CAUGHT
        TRY     "one-shot timer"
        WR      0x83E, 11
        WR      0x832, 0x75
        WR      0x838, 1000
        sti
        hlt
        cli
        RD      0x839
        HEX     rax, 8
        SAY     " "
        call    taken
        CAUGHT
        TRY     "masked timer"
        WR      0x832, 0x10076
        WR      0x838, 100
.wait:  RD      0x839
        test    eax, eax
        jnz     .wait
        sti
        nop
        nop
        cli
        call    taken
        CAUGHT
        TRY     "periodic timer"
        WR      0x832, 0x20077
        WR      0x838, 100000
        sti
        hlt
        hlt
        cli
        WR      0x838, 0
        call    taken
        CAUGHT
        TRY     "deadline timer"
        WR      0x832, 0x40078
        rdtsc
        shl     rdx, 32
        or      rax, rdx
        add     rax, 100000
        mov     rdx, rax
        shr     rdx, 32
        mov     ecx, 0x6E0
        wrmsr
        sti
        hlt
        cli
        call    taken
        CAUGHT
        WRITE   "initial count in deadline mode", 0x838, 5
        READ    "initial count in deadline mode", 0x838
        WRITE   "x2apic back to xapic", BASE, APIC | 0x900
        TRY     "off: cpuid"
        WR      BASE, APIC | 0x100
        mov     eax, 1
        cpuid
        shr     edx, 9
        and     edx, 1
        HEX     rdx, 1
        SAY     " "
        CAUGHT
        DONE

        ; Notes the vector and ends the interrupt, in either mode.
take:   mov     rax, [rdi + F_VECTOR]
        cmp     rax, 0x70
        jb      .fault
        cmp     rax, 0xFE
        ja      .fault
        mov     rcx, [noted]
        mov     [vectors + rcx], al
        inc     qword [noted]
        push    rax
        mov     ecx, BASE
        rdmsr
        test    eax, 0x400
        jnz     .x2
        mov     ebx, APIC
        mov     dword [rbx + 0xB0], 0
        pop     rax
        clc
        ret
.x2:    mov     ecx, 0x80B
        xor     eax, eax
        xor     edx, edx
        wrmsr
        pop     rax
        clc
        ret
.fault: stc
        ret

        ; Shows and forgets the vectors.
taken:  xor     ecx, ecx
.next:  cmp     rcx, [noted]
        jae     .end
        movzx   eax, byte [vectors + rcx]
        HEX     rax, 2
        SAY     " "
        inc     ecx
        jmp     .next
.end:   mov     qword [noted], 0
        ret

        align   8
noted:  dq      0
vectors: times 64 db 0
        USER_TEXT
        KIT_END
