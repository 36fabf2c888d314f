; Far transfers in 32-bit protected mode: call gates and their stacks, far returns, IRET, conforming code, interrupts
; between rings, 16-bit gates.
; Oracle: bochs. (qemu 7.2 checks no limits of code or stack segments, and says #TS and #NP for absent ones.)
; Manual: iret to ring 3, ss absent: v=0c e=00b8 at k+0013 cs=0008 f=00000 sp-0014 ss=0010
;   (#SS(selector), SDM "IRET", RETURN-TO-OUTER-PRIVILEGE-LEVEL; both emulators say #NP.)
%include "descriptors32.inc"

GATE            equ 0x30                ; to `inner`, DPL 3, two parameters
GATE16          equ 0x38                ; 16-bit, to `inner16`
GATE_KERNEL     equ 0x40                ; DPL 0
GATE_ABSENT     equ 0x48
GATE_NULL       equ 0x50
GATE_DATA       equ 0x58                ; to a data segment
GATE_USER       equ 0x60                ; to ring-3 code
GATE_FAR        equ 0x68                ; to short code, beyond its limit
CONFORMING      equ 0x70
ABSENT_CODE     equ 0x78
LITTLE           equ 0x80                ; code, ring 0, limit 0FH
RING1_CODE      equ 0x88
RING1_DATA      equ 0x90
ABSENT_DATA     equ 0xB8                ; ring 3
READ_ONLY       equ 0xC0                ; ring 3
CODE16          equ 0xD8                ; base `inner16`
CODE_HERE       equ 0xF0                ; base of the image: offsets fit 16 bits
ABSENT1         equ 0xF8
SMALL1          equ 0x100
GATE1           equ 0xE8                ; to ring 1, DPL 3
HANDLER16       equ 0xE0                ; base `handler16`

USER_STACK      equ USER_DATA

; Ring 3 runs what follows, up to RETURN.
%macro USER 1+
        TRY     %1
        ENTER_USER %%start
%%start:
%endmacro

tests:
        MAKE_GATE gdt + GATE, CODE, inner, 0xEC, 2
        MAKE_GATE gdt + GATE16, CODE16, 0, 0xE4, 0
        MAKE_GATE gdt + GATE_KERNEL, CODE, inner, 0x8C, 0
        MAKE_GATE gdt + GATE_ABSENT, CODE, inner, 0x6C, 0
        MAKE_GATE gdt + GATE_NULL, 0, inner, 0xEC, 0
        MAKE_GATE gdt + GATE_DATA, DATA, inner, 0xEC, 0
        MAKE_GATE gdt + GATE_USER, USER_CODE, inner, 0xEC, 0
        MAKE_GATE gdt + GATE_FAR, LITTLE, 0x10, 0xEC, 0
        DESCRIPTOR CONFORMING, 0, 0xFFFFF, 0x9F, 12
        DESCRIPTOR ABSENT_CODE, 0, 0xFFFFF, 0x1B, 12
        DESCRIPTOR LITTLE, short_code, 0xF, 0x9B, 4
        DESCRIPTOR RING1_CODE, 0, 0xFFFFF, 0xBB, 12
        DESCRIPTOR RING1_DATA, 0, 0xFFFFF, 0xB3, 12
        DESCRIPTOR ABSENT_DATA, 0, 0xFFFFF, 0x73, 12
        DESCRIPTOR READ_ONLY, 0, 0xFFFFF, 0xF1, 12
        DESCRIPTOR CODE16, inner16, 0xFFFF, 0x9B, 4
        DESCRIPTOR ABSENT1, 0, 0xFFFFF, 0x33, 12
        DESCRIPTOR SMALL1, scratch, 7, 0xB3, 4
        DESCRIPTOR CODE_HERE, 0x100000, 0xFFFFF, 0x9B, 12
        DESCRIPTOR HANDLER16, handler16, 0xFFFF, 0x9B, 4
        MAKE_GATE gdt + GATE1, RING1_CODE, user_back, 0xEC, 0
        mov     dword [tss + 12], stack1_top
        mov     dword [tss + 16], RING1_DATA | 1

        ; ---- far jumps and calls ----
        TRY     "jmp far"
        jmp     CODE:.there
.there: CAUGHT
        TRY     "jmp far to null"
        jmp     0:0
        CAUGHT
        TRY     "jmp far to data"
        jmp     DATA:0
        CAUGHT
        TRY     "jmp far to ring 3"
        jmp     USER_CODE:0
        CAUGHT
        TRY     "jmp far with rpl 3"
        jmp     (CODE | 3):0
        CAUGHT
        TRY     "jmp far absent"
        jmp     ABSENT_CODE:0
        CAUGHT
        TRY     "jmp far beyond the gdt"
        jmp     GDT_SIZE:0
        CAUGHT
        TRY     "jmp far beyond the limit"
        jmp     LITTLE:0x10
        CAUGHT
        TRY     "call far"
        call    CODE:far_called
        CAUGHT
        TRY     "call far 16-bit operand"
        jmp     CODE_HERE:here1 - $$
here1:  o16 call far [cs:pointer16 - $$]
        jmp     CODE:there1
there1: HEX     ebx, 8
        SAY     " "
        CAUGHT
        jmp     over1
pointer16: dw   0, CODE16
over1:  TRY     "call far through memory"
        call    far [pointer32]
        CAUGHT
        jmp     over2
pointer32: dd    far_called
        dw      CODE
over2:  TRY     "call far from a register"
        db      0xFF, 0xD8
        CAUGHT
        TRY     "call far to conforming"
        call    CONFORMING:far_called
        CAUGHT
        ; ---- gates at the same level ----
        TRY     "jmp through a gate"
        mov     esi, .gated
        jmp     GATE:0x12345678
.gated: CAUGHT
        TRY     "call through a gate, same level"
        xor     esi, esi
        call    GATE:0x12345678
        CAUGHT
        TRY     "call through a 16-bit gate"
        jmp     CODE_HERE:here3 - $$
here3:  call    GATE16:0
        jmp     CODE:there3
there3: HEX     ebx, 8
        SAY     " "
        CAUGHT
        TRY     "call through an absent gate"
        call    GATE_ABSENT:0
        CAUGHT
        TRY     "call through a gate to null"
        call    GATE_NULL:0
        CAUGHT
        TRY     "call through a gate to data"
        call    GATE_DATA:0
        CAUGHT
        TRY     "call through a gate to ring 3"
        call    GATE_USER:0
        CAUGHT
        TRY     "call through a gate beyond a limit"
        call    GATE_FAR:0
        CAUGHT
        TRY     "jmp to a code segment's gate with rpl 3"
        jmp     (GATE_KERNEL | 3):0
        CAUGHT

        ; ---- from ring 3 ----
        USER    "ring 3: call through a gate"
        xor     esi, esi
        push    dword 0x11111111
        push    dword 0x22222222
        call    GATE:0
        mov     ecx, user_stack_top
        sub     ecx, esp
        mov     dx, cs
        BACK
        CAUGHT
        SHOW    "esp", dword [last_frame + 24], 8
        SHOW    "cs", dword [last_frame + 20], 8
        SAY     10
        USER    "ring 3: call a ring-0 gate"
        call    GATE_KERNEL:0
        CAUGHT
        USER    "ring 3: jmp through a gate inward"
        jmp     GATE:0
        CAUGHT
        USER    "ring 3: call ring-0 code"
        call    CODE:0
        CAUGHT
        USER    "ring 3: call through an absent gate"
        call    GATE_ABSENT:0
        CAUGHT
        USER    "ring 3: jmp to conforming"
        jmp     CONFORMING:.conform
.conform:
        mov     ax, cs
        mov     ebx, eax
        cli
        CAUGHT
        USER    "ring 3: int to a ring-0 gate"
        int     0x30
        CAUGHT
        USER    "ring 3: int3"
        int3
        CAUGHT
        USER    "ring 3: into"
        mov     al, 0x7F
        inc     al
        into
        CAUGHT
        USER    "ring 3: hlt"
        hlt
        CAUGHT
        USER    "ring 3: ds of ring 0"
        mov     eax, DATA
        mov     ds, eax
        CAUGHT
        USER    "ring 3: in"
        in      al, 0x60
        CAUGHT
        USER    "ring 3: retf inward"
        push    CODE
        push    0
        retf
        CAUGHT
        USER    "ring 3: iret inward"
        push    2
        push    CODE
        push    0
        iretd
        CAUGHT
        USER    "ring 3: popf changes neither iopl nor if"
        push    0x3202
        popfd
        pushfd
        pop     eax
        BACK
        CAUGHT
        SHOW    "flags", dword [last_frame + 28], 8
        SAY     10

        ; ---- bad inner stacks ----
        TRY     "inner stack null"
        mov     word [tss + 16], 0
        ENTER_USER user_call
        CAUGHT
        TRY     "inner stack null with rpl 1"
        mov     word [tss + 16], 1
        ENTER_USER user_call
        CAUGHT
        TRY     "inner stack of ring 3"
        mov     word [tss + 16], USER_DATA
        ENTER_USER user_call
        CAUGHT
        TRY     "inner stack rpl 0"
        mov     word [tss + 16], RING1_DATA
        ENTER_USER user_call
        CAUGHT
        TRY     "inner stack is code"
        mov     word [tss + 16], CODE | 1
        ENTER_USER user_call
        CAUGHT
        TRY     "inner stack absent"
        mov     word [tss + 16], ABSENT1 | 1
        ENTER_USER user_call
        CAUGHT
        TRY     "inner stack beyond the gdt"
        mov     word [tss + 16], 0x1001
        ENTER_USER user_call
        CAUGHT
        TRY     "inner stack good"
        mov     word [tss + 16], RING1_DATA | 1
        ENTER_USER user_call
        CAUGHT
        TRY     "inner stack too small"
        mov     word [tss + 16], SMALL1 | 1
        mov     dword [tss + 12], 8
        ENTER_USER user_call
        CAUGHT
        TRY     "tss too short"
        mov     word [gdt + TSS], 16
        mov     byte [gdt + TSS + 5], 0x89
        mov     eax, TSS
        ltr     ax
        ENTER_USER user_call
        CAUGHT
        mov     word [gdt + TSS], 0x67
        mov     byte [gdt + TSS + 5], 0x89
        mov     eax, TSS
        ltr     ax
        mov     dword [tss + 12], stack1_top
        mov     dword [tss + 16], RING1_DATA | 1

        ; ---- far returns and IRET ----
        TRY     "retf to ring 3"
        push    USER_DATA
        push    user_stack_top - 8
        push    USER_CODE
        push    user_back
        retf
        CAUGHT
        SHOW    "esp", dword [last_frame + F_ESP], 8
        SAY     10
        TRY     "retf 8 to ring 3"
        push    USER_DATA
        push    user_stack_top - 16
        push    1
        push    2
        push    USER_CODE
        push    user_back
        retf    8
        CAUGHT
        SHOW    "esp", dword [last_frame + F_ESP], 8
        SAY     10
%macro OUT_TO 4
        TRY     "iret to ", %1
        push    %4
        push    user_stack_top
        push    2
        push    %3
        push    %2
        iretd
        CAUGHT
%endmacro
        OUT_TO "ring 3", user_back, USER_CODE, USER_DATA
        OUT_TO "ring 3, ss null", user_back, USER_CODE, 0
        OUT_TO "ring 3, ss of ring 0", user_back, USER_CODE, DATA
        OUT_TO "ring 3, ss read-only", user_back, USER_CODE, READ_ONLY | 3
        OUT_TO "ring 3, ss absent", user_back, USER_CODE, ABSENT_DATA | 3
        OUT_TO "ring 3, ss rpl 0", user_back, USER_CODE, USER_DATA & ~3
        OUT_TO "ring 1", ring1, RING1_CODE | 1, RING1_DATA | 1
        OUT_TO "null cs", 0, 0, USER_DATA
        OUT_TO "rpl 3, dpl 0", 0, CODE | 3, USER_DATA
        OUT_TO "rpl 0, dpl 3", 0, USER_CODE & ~3, USER_DATA
        OUT_TO "conforming, rpl 3", user_back, CONFORMING | 3, USER_DATA
        OUT_TO "absent code", 0, ABSENT_CODE, USER_DATA
        OUT_TO "data", 0, DATA, USER_DATA
        OUT_TO "beyond a limit", 0x10, LITTLE, USER_DATA
        TRY     "iret at the same level keeps ss"
        push    0x4602
        push    CODE
        push    .same
        iretd
.same:  pushfd
        pop     eax
        push    2
        popfd
        HEX     eax, 8
        SAY     " "
        CAUGHT
        TRY     "iret 16-bit operand"
        jmp     CODE_HERE:here4 - $$
here4:  push    dword 0x00243000
        popfd
        push    word 0x0402
        push    word CODE
        push    word (there4 - $$) & 0xFFFF
        mov     word [esp + 2], CODE_HERE
        o16 iret
there4: pushfd
        pop     ebx
        jmp     CODE:there5
there5: push    2
        popfd
        HEX     ebx, 8
        SAY     " "
        CAUGHT
        TRY     "segments dropped on the way out"
        mov     eax, USER_DATA
        mov     ds, eax
        mov     eax, DATA
        mov     es, eax
        mov     eax, CONFORMING
        mov     fs, eax
        push    USER_DATA
        push    user_stack_top
        push    2
        push    USER_CODE
        push    user_segments
        iretd
        CAUGHT
        SHOW    "ds", dword [last_frame + 28], 4
        SHOW    "es", dword [last_frame + 24], 4
        SHOW    "fs", dword [last_frame + 20], 4
        SHOW    "gs", dword [last_frame + 16], 4
        SAY     10

        ; ---- interrupts ----
        TRY     "16-bit interrupt gate"
        mov     word [idt + 0x90 * 8], 0
        mov     word [idt + 0x90 * 8 + 2], HANDLER16
        mov     word [idt + 0x90 * 8 + 4], 0x8600
        mov     word [idt + 0x90 * 8 + 6], 0xFFFF
        jmp     CODE_HERE:here2 - $$
here2:  int     0x90
        jmp     CODE:there2
there2: HEX     ebx, 8
        SAY     " "
        CAUGHT
        TRY     "int through a call gate"
        mov     word [idt + 0x91 * 8 + 4], 0x8C00
        int     0x91
        CAUGHT
        TRY     "int through an absent gate"
        mov     word [idt + 0x92 * 8 + 4], 0x0E00
        int     0x92
        CAUGHT
        TRY     "int to a null selector"
        mov     word [idt + 0x93 * 8 + 2], 0
        int     0x93
        CAUGHT
        TRY     "int to data"
        mov     word [idt + 0x94 * 8 + 2], DATA
        int     0x94
        CAUGHT
        TRY     "int to ring 3"
        mov     word [idt + 0x95 * 8 + 2], USER_CODE
        int     0x95
        CAUGHT
        TRY     "int to absent code"
        mov     word [idt + 0x96 * 8 + 2], ABSENT_CODE
        int     0x96
        CAUGHT
        TRY     "int beyond the idt"
        lidt    [short_idt]
        int     0x97
        CAUGHT
        lidt    [idt_pointer]
        jmp     over3
short_idt: dw  0x97 * 8 + 6
        dd      idt
over3:  TRY     "trap gate keeps if"
        mov     word [idt + 0x98 * 8 + 4], 0x8F00
        mov     dword [idt + 0x98 * 8], (CODE << 16)
        mov     eax, trap_handler
        mov     [idt + 0x98 * 8], ax
        shr     eax, 16
        mov     [idt + 0x98 * 8 + 6], ax
        push    0x0202
        popfd
        int     0x98
        cli
        HEX     ebx, 4
        SAY     " "
        CAUGHT

        DONE

far_called:
        mov     eax, [esp + 4]
        HEX     eax, 4
        SAY     " "
        retf

        ; Through the gate: report what is on the stack. ESI: where to go instead of returning.
inner:  push    ds
        mov     ecx, DATA
        mov     ds, ecx
        test    esi, esi
        jnz     .leave
        mov     eax, esp
        mov     ebx, [saved_esp]
        SHOW    "ss", ss, 4
        SHOW    "p1", dword [esp + 12], 8
        SHOW    "p2", dword [esp + 16], 8
        SHOW    "cs", cs, 4
        SAY     " "
        mov     eax, cs
        pop     ds
        mov     cx, [esp + 4]
        test    cl, 3
        jz      .near
        retf    8
.near:  retf
.leave: pop     ds
        jmp     esi

inner16:
        mov     ebx, esp
        sub     ebx, [saved_esp]
        mov     eax, [esp]
        o16 retf

user_call:
        call    GATE1:0
        BACK
user_back:
        BACK
user_segments:
        mov     ax, ds
        mov     cx, es
        mov     dx, fs
        mov     bx, gs
        and     eax, 0xFFFF
        and     ecx, 0xFFFF
        and     edx, 0xFFFF
        and     ebx, 0xFFFF
        BACK
ring1:  mov     ax, cs
        cli
        BACK

handler16:
        mov     ebx, esp
        sub     ebx, [saved_esp]
        o16 iret
trap_handler:
        pushfd
        pop     ebx
        iretd

        align   16
short_code:
        times   32 nop

        KIT_END
