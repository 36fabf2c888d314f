; Segments in 32-bit protected mode: limits, types, privilege, expand-down, null selectors, LDT; LAR, LSL, VERR, VERW.
; Oracle: bochs. (qemu 7.2 checks no segment limits or types, and lets LTR load a null selector.)
%include "descriptors32.inc"

SMALL           equ 0x30                ; data, limit 0FFH, base `scratch`
DOWN            equ 0x38                ; expand-down, 32-bit, limit 0FFFH
DOWN16          equ 0x40                ; expand-down, B = 0, limit 0FFFH
READ_ONLY       equ 0x48
CODE_ONLY       equ 0x50                ; execute only
CODE_READ       equ 0x58
CONFORMING      equ 0x60
ABSENT          equ 0x68                ; data, not present
PAGES           equ 0x70                ; data, limit 0 with G = 1
LDT             equ 0x78
LDT_ABSENT      equ 0x80
SHORT_CODE      equ 0x88                ; code, limit in the middle of `short_text`
STACK_SMALL     equ 0x90                ; stack, limit 0FFH
STACK16         equ 0x98                ; 16-bit stack
TSS16           equ 0xA0
GATE_CALL       equ 0xA8
GATE_TASK       equ 0xB0
GATE_INT        equ 0xB8
ABSENT_CODE     equ 0xC0
HIGH_BASE       equ 0xC8                ; base FFFFFFF0H, limit 4 GiB: wraps
UNACCESSED      equ 0xD0
USER_ONLY       equ 0xD8                ; data, DPL 3

; Access through segment %2 in ES: one instruction.
%macro WITH_ES 3+
        TRY     %1
        mov     eax, %2
        mov     es, eax
        %3
        CAUGHT
        mov     eax, DATA
        mov     es, eax
%endmacro

; LAR LSL VERR VERW of a selector.
%macro LOOK 2
        mov     ecx, %2
        SAY     %1, ":"
        call    look
%endmacro

tests:
        DESCRIPTOR SMALL, scratch, 0xFF, 0x93, 4
        DESCRIPTOR DOWN, scratch, 0xFFF, 0x97, 4
        DESCRIPTOR DOWN16, scratch, 0xFFF, 0x97, 0
        DESCRIPTOR READ_ONLY, 0, 0xFFFFF, 0x91, 12
        DESCRIPTOR CODE_ONLY, 0, 0xFFFFF, 0x99, 12
        DESCRIPTOR CODE_READ, 0, 0xFFFFF, 0x9B, 12
        DESCRIPTOR CONFORMING, 0, 0xFFFFF, 0x9F, 12
        DESCRIPTOR ABSENT, 0, 0xFFFFF, 0x13, 12
        DESCRIPTOR PAGES, scratch, 0, 0x93, 12
        DESCRIPTOR LDT, ldt, 0x17, 0x82, 0
        DESCRIPTOR LDT_ABSENT, ldt, 0x17, 0x02, 0
        DESCRIPTOR STACK_SMALL, scratch, 0xFF, 0x93, 4
        DESCRIPTOR STACK16, 0, 0xFFFFF, 0x93, 8
        DESCRIPTOR TSS16, scratch, 0x2B, 0x81, 0
        DESCRIPTOR GATE_CALL, 0x80000, 0, 0x8C, 0
        DESCRIPTOR GATE_TASK, TSS, 0, 0x85, 0
        DESCRIPTOR GATE_INT, 0x80000, 0, 0x8E, 0
        DESCRIPTOR ABSENT_CODE, 0, 0xFFFFF, 0x1B, 12
        DESCRIPTOR HIGH_BASE, 0xFFFFFFF0, 0xFFFFF, 0x93, 12
        DESCRIPTOR UNACCESSED, 0, 0xFFFFF, 0x92, 12
        DESCRIPTOR USER_ONLY, 0, 0xFFFFF, 0xF3, 12

        WITH_ES "last byte",                    SMALL, mov al, [es:0xFF]
        WITH_ES "byte beyond the limit",        SMALL, mov al, [es:0x100]
        WITH_ES "dword straddles the limit",    SMALL, mov eax, [es:0xFD]
        WITH_ES "dword to the limit",           SMALL, mov eax, [es:0xFC]
        WITH_ES "store straddles the limit",    SMALL, mov [es:0xFE], eax
        WITH_ES "offset near 4 GiB",            SMALL, mov eax, [es:0xFFFFFFFE]
        WITH_ES "page granularity, last byte",  PAGES, mov al, [es:0xFFF]
        WITH_ES "page granularity, beyond",     PAGES, mov al, [es:0x1000]
        WITH_ES "expand-down, at the limit",    DOWN, mov al, [es:0xFFF]
        WITH_ES "expand-down, above it",        DOWN, mov al, [es:0x1000]
        WITH_ES "expand-down, straddling",      DOWN, mov eax, [es:0xFFE]
        WITH_ES "expand-down, wraps at 4 GiB",  DOWN, mov eax, [es:0xFFFFFFFE]
        WITH_ES "expand-down 16, at the top",   DOWN16, mov al, [es:0xFFFF]
        WITH_ES "expand-down 16, above 64 KiB", DOWN16, mov al, [es:0x10000]
        WITH_ES "expand-down 16, straddling",   DOWN16, mov ax, [es:0xFFFF]
        WITH_ES "read-only, read",              READ_ONLY, mov eax, [es:scratch]
        WITH_ES "read-only, write",             READ_ONLY, mov [es:scratch], eax
        WITH_ES "read-only, update",            READ_ONLY, inc dword [es:scratch]
        WITH_ES "readable code, read",          CODE_READ, mov eax, [es:scratch]
        WITH_ES "readable code, write",         CODE_READ, mov [es:scratch], eax
        WITH_ES "execute-only code in es",      CODE_ONLY, nop
        WITH_ES "conforming code in es",        CONFORMING, mov eax, [es:scratch]
        WITH_ES "absent",                       ABSENT, nop
        WITH_ES "absent, privilege",            ABSENT | 3, nop
        WITH_ES "rpl 3, dpl 0",                 DATA | 3, nop
        WITH_ES "rpl 3, dpl 3",                 USER_ONLY | 3, mov eax, [es:scratch]
        WITH_ES "null, loaded",                 0, nop
        WITH_ES "null with rpl, read",          3, mov eax, [es:scratch]
        WITH_ES "null, write",                  0, mov [es:scratch], eax
        WITH_ES "beyond the gdt",               GDT_SIZE, nop
        WITH_ES "a system segment",             TSS, nop
        WITH_ES "a gate",                       GATE_CALL, nop
        WITH_ES "ldt without one",              4, nop
        WITH_ES "base + offset wraps",          HIGH_BASE, mov eax, [es:scratch + 0x10]
        WITH_ES "string to a read-only es",     READ_ONLY, stosb
        WITH_ES "cmps, es null",                0, cmpsb
        TRY     "ds override on a null ds"
        xor     eax, eax
        mov     ds, eax
        mov     eax, [scratch]
        CAUGHT
        TRY     "push of ds keeps a null"
        xor     eax, eax
        mov     ds, eax
        push    ds
        pop     ds
        CAUGHT
        mov     eax, DATA
        mov     ds, eax
        TRY     "accessed bit"
        mov     eax, UNACCESSED
        mov     es, eax
        movzx   eax, byte [gdt + UNACCESSED + 5]
        HEX     eax, 2
        SAY     " "
        CAUGHT

        ; Stack segments.
        TRY     "ss: null"
        xor     eax, eax
        mov     ss, eax
        CAUGHT
        TRY     "ss: rpl 3"
        mov     eax, DATA | 3
        mov     ss, eax
        CAUGHT
        TRY     "ss: dpl 3"
        mov     eax, USER_DATA & ~3
        mov     ss, eax
        CAUGHT
        TRY     "ss: dpl and rpl 3"
        mov     eax, USER_DATA
        mov     ss, eax
        CAUGHT
        TRY     "ss: read-only"
        mov     eax, READ_ONLY
        mov     ss, eax
        CAUGHT
        TRY     "ss: code"
        mov     eax, CODE_READ
        mov     ss, eax
        CAUGHT
        TRY     "ss: absent"
        mov     eax, ABSENT
        mov     ss, eax
        CAUGHT
        TRY     "ss: beyond the gdt"
        mov     eax, 0x1000
        mov     ss, eax
        CAUGHT
        TRY     "cs by mov"
        mov     eax, CODE
        db      0x8E, 0xC8
        CAUGHT
        TRY     "sreg 6"
        db      0x8E, 0xF0
        CAUGHT
        ; A small stack: a fault on it would need another for its handler, so peek only.
        TRY     "read beyond a small stack"
        mov     ebx, esp
        mov     ecx, DATA
        mov     eax, STACK_SMALL
        mov     ss, eax
        mov     esp, 0xF0
        mov     edx, [esp + 0x0C]       ; up to the limit
        push    edx                     ; and a push
        pop     edx
        mov     ss, ecx
        mov     esp, ebx
        CAUGHT
        TRY     "16-bit stack: push wraps sp alone"
        mov     ebx, esp
        mov     ecx, DATA
        mov     eax, STACK16
        mov     ss, eax
        mov     esp, 0x12348000
        push    ecx
        mov     edx, esp
        mov     ss, ecx
        mov     esp, ebx
        HEX     edx, 8
        SAY     " "
        CAUGHT
        TRY     "16-bit stack: leave, enter, pusha, call, ret"
        mov     ebx, esp
        mov     ecx, DATA
        mov     eax, STACK16
        mov     ss, eax
        mov     esp, 0x12348000
        mov     ebp, 0x56788100
        enter   8, 0
        mov     esi, esp
        mov     edi, ebp
        pushad
        popad
        leave
        call    .called
.called: mov    edx, esp
        pop     eax
        mov     eax, esp
        mov     ss, ecx
        mov     esp, ebx
        SHOW    "enter esp", esi, 8
        SHOW    "ebp", edi, 8
        SHOW    "call", edx, 8
        SHOW    "end", eax, 8
        SHOW    "ebp", ebp, 8
        SAY     " "
        CAUGHT

        ; Far pointers.
        TRY     "les"
        mov     dword [scratch], 0x12345678
        mov     word [scratch + 4], SMALL
        les     ebx, [scratch]
        mov     ecx, es
        HEX     ebx, 8
        SHOW    "es", ecx, 4
        SAY     " "
        CAUGHT
        TRY     "lds of an absent segment keeps the register"
        mov     word [scratch + 4], ABSENT
        lds     ebx, [scratch]
        CAUGHT
        SHOW    "ebx", dword [last_frame + 16], 8
        SAY     10
        TRY     "lss"
        mov     word [scratch + 4], DATA
        mov     [scratch], esp
        lss     esp, [scratch]
        CAUGHT
        TRY     "lfs from a register"
        db      0x0F, 0xB4, 0xC0
        CAUGHT

        ; LDT.
        TRY     "lldt of data"
        mov     eax, DATA
        lldt    ax
        CAUGHT
        TRY     "lldt absent"
        mov     eax, LDT_ABSENT
        lldt    ax
        CAUGHT
        TRY     "lldt from the ldt"
        mov     eax, LDT | 4
        lldt    ax
        CAUGHT
        TRY     "lldt"
        mov     eax, LDT
        lldt    ax
        sldt    eax
        HEX     eax, 8
        SAY     " "
        CAUGHT
        WITH_ES "ldt 0 is not null",    4, mov eax, [es:0]
        WITH_ES "ldt data",             0x0C, mov eax, [es:scratch]
        WITH_ES "beyond the ldt",       0x1C, nop
        WITH_ES "ldt absent segment",   0x14, nop
        TRY     "ltr busy"
        mov     eax, TSS
        ltr     ax
        CAUGHT
        TRY     "ltr null"
        xor     eax, eax
        ltr     ax
        CAUGHT
        TRY     "ltr of data"
        mov     eax, DATA
        ltr     ax
        CAUGHT
        TRY     "ltr beyond"
        mov     eax, 0x1000
        ltr     ax
        CAUGHT

        LOOK    "null", 0
        LOOK    "code", CODE
        LOOK    "data", DATA
        LOOK    "data rpl 3", DATA | 3
        LOOK    "user data rpl 3", USER_DATA
        LOOK    "small", SMALL
        LOOK    "expand-down", DOWN
        LOOK    "read-only", READ_ONLY
        LOOK    "execute-only", CODE_ONLY
        LOOK    "conforming rpl 3", CONFORMING | 3
        LOOK    "absent", ABSENT
        LOOK    "pages", PAGES
        LOOK    "ldt", LDT
        LOOK    "tss", TSS
        LOOK    "tss16", TSS16
        LOOK    "call gate", GATE_CALL
        LOOK    "task gate", GATE_TASK
        LOOK    "interrupt gate", GATE_INT
        LOOK    "beyond", 0x1000
        LOOK    "ldt entry", 0x0C
        TRY     "lar 16"
        mov     eax, 0xFFFFFFFF
        mov     ecx, PAGES
        lar     ax, cx
        HEX     eax, 8
        SAY     " "
        CAUGHT
        TRY     "lsl 16"
        mov     eax, 0xFFFFFFFF
        mov     ecx, CODE
        lsl     ax, cx
        HEX     eax, 8
        SAY     " "
        CAUGHT
        TRY     "verr from memory beyond a limit"
        mov     eax, SMALL
        mov     es, eax
        verr    [es:0xFF]
        CAUGHT
        mov     eax, DATA
        mov     es, eax

        ; Code limits.
        DESCRIPTOR SHORT_CODE, short_text, short_limit - short_text, 0x9B, 4
        TRY     "jump beyond a code limit"
        jmp     SHORT_CODE:0x1000
        CAUGHT
        TRY     "run into a code limit"
        mov     edi, .back1
        jmp     SHORT_CODE:short_run - short_text
.back1: CAUGHT
        TRY     "instruction straddles a code limit"
        mov     edi, .back2
        jmp     SHORT_CODE:short_straddle - short_text
.back2: CAUGHT
        TRY     "near jump beyond a code limit"
        jmp     SHORT_CODE:short_jump - short_text
        CAUGHT
        TRY     "near call beyond a code limit pushes nothing"
        jmp     SHORT_CODE:short_call - short_text
        CAUGHT
        TRY     "near return beyond a code limit"
        push    0x1000
        jmp     SHORT_CODE:short_return - short_text
        CAUGHT
        TRY     "16-bit jump truncates eip"
        mov     eax, 0x12340000
        jmp     SHORT_CODE:short_small - short_text
        CAUGHT
        TRY     "cs write"
        mov     [cs:scratch], eax
        CAUGHT
        TRY     "execute-only cs read"
        jmp     CODE_ONLY:.exec
.exec:  mov     eax, [cs:scratch]
        CAUGHT
        jmp     CODE:.over
.over:
        DONE

; CX: the selector.
look:   mov     eax, 0xAAAAAAAA
        lar     eax, ecx
        jnz     .no_lar
        and     eax, 0xFFF0FFFF         ; bits 19:16 are undefined
        SHOW    "lar", eax, 8
.no_lar:
        mov     eax, 0xAAAAAAAA
        lsl     eax, ecx
        jnz     .no_lsl
        SHOW    "lsl", eax, 8
.no_lsl:
        verr    cx
        jnz     .no_read
        SAY     " read"
.no_read:
        verw    cx
        jnz     .no_write
        SAY     " write"
.no_write:
        SAY     10
        ret

short_text:
short_jump:     jmp     near short_text + 0x1000
short_call:     call    near short_text + 0x1000
short_return:   ret
short_small:    db      0x66
                jmp     ax
short_run:      nop
                nop
short_straddle: nop
                db      0xB8                    ; mov eax, imm32: its third byte is beyond the limit
                db      0
short_limit     equ     $ - 1
                db      0, 0, 0
                nop

        align   8
ldt:    dq      0x00CF93000000FFFF
        dq      0x00CF93000000FFFF
        dq      0x00CF13000000FFFF
        KIT_END
