; Far transfers in IA-32e mode: far jumps, calls and returns between 64-bit and compatibility mode, 64-bit call gates and
; their stacks, the LDT and TR, what compatibility mode can and cannot do, x87 and SSE opcodes.
; Oracle: bochs. (qemu 7.2 checks no limits of code segments, and says #TS and #NP for absent stacks.)
; Manual: ring 3: inner stack not canonical: v=0c e=0000 at u+0010 cs=002b f=00000 sp-0010 ss=0023
;   (#SS(NewSS), a null selector, SDM "CALL", MORE-PRIVILEGE; bochs names the old SS.)
%include "kit64.inc"

GATE            equ 0x50                ; DPL 3, to `inner`
GATE_KERNEL     equ 0x60                ; DPL 0
GATE_32         equ 0x70                ; to 32-bit code
GATE_TYPE       equ 0x80                ; second type field not 0
GATE_WILD       equ 0x90                ; to an address that is not canonical
GATE_ABSENT     equ 0xA0
GATE_RING3      equ 0xB0                ; to ring-3 code
GATE_SHORT      equ 0x1F8               ; its upper half is beyond the limit
LDT             equ 0xC0
LDT_WILD        equ 0xD0
TSS_WILD        equ 0xE0
SHORTEST        equ 0xF0                ; 32-bit code, limit 0FH, ring 0
CONFORMING      equ 0xF8
L_AND_D         equ 0x100
CODE16          equ 0x108               ; 16-bit code of ring 0
BASED           equ 0x110               ; data, base 200000H, limit 0FFFH
TASK_GATE       equ 0x118
STACK16         equ 0x128               ; 16-bit data
CONFORMING32    equ 0x130

%macro DESCRIPTOR 2
        mov     rax, %2
        mov     [gdt + %1], rax
%endmacro
; GATE64 selector of gate, target selector, offset, access byte
%macro GATE64 4
        mov     rax, %3
        mov     [gdt + %1], ax
        mov     word [gdt + %1 + 2], %2
        mov     word [gdt + %1 + 4], (%4) << 8
        shr     rax, 16
        mov     [gdt + %1 + 6], ax
        shr     rax, 16
        mov     [gdt + %1 + 8], eax
        mov     dword [gdt + %1 + 12], 0
%endmacro
; Far pointer to `%1`:`%2` at far_pointer, 32-bit offset.
%macro POINTER 2
        mov     dword [far_pointer], %2
        mov     word [far_pointer + 4], %1
%endmacro
; Run the following 32-bit code in compatibility mode, ring 0, up to BACK64.
%macro COMPATIBILITY 0
        POINTER CODE32, %%start
        jmp     far dword [far_pointer]
        bits    32
%%start:
%endmacro
%macro BACK64 0
        jmp     CODE64:%%next
        bits    64
%%next:
%endmacro

tests:
        GATE64  GATE, CODE64, inner, 0xEC
        GATE64  GATE_KERNEL, CODE64, inner, 0x8C
        GATE64  GATE_32, CODE32, inner, 0xEC
        GATE64  GATE_TYPE, CODE64, inner, 0xEC
        mov     byte [gdt + GATE_TYPE + 13], 1
        GATE64  GATE_WILD, CODE64, 0x0000800000000000, 0xEC
        GATE64  GATE_ABSENT, CODE64, inner, 0x6C
        GATE64  GATE_RING3, USER_CODE, inner, 0xEC
        mov     dword [gdt + GATE_SHORT + 4], 0xEC00
        DESCRIPTOR SHORTEST, 0x00409B000000000F
        DESCRIPTOR CONFORMING, 0x00AF9F000000FFFF
        DESCRIPTOR CONFORMING32, 0x00CF9F000000FFFF
        DESCRIPTOR L_AND_D, 0x00EF9B000000FFFF
        DESCRIPTOR CODE16, 0x008F9B000000FFFF
        DESCRIPTOR BASED, 0x0040932000000FFF
        DESCRIPTOR TASK_GATE, 0x0000850000300000
        DESCRIPTOR STACK16, 0x008F93000000FFFF
        mov     rax, ldt
        mov     word [gdt + LDT], 0x17
        mov     [gdt + LDT + 2], ax
        shr     rax, 16
        mov     [gdt + LDT + 4], al
        mov     byte [gdt + LDT + 5], 0x82
        mov     byte [gdt + LDT_WILD + 5], 0x82
        mov     dword [gdt + LDT_WILD + 8], 0x8000
        mov     byte [gdt + TSS_WILD + 5], 0x89
        mov     dword [gdt + TSS_WILD + 8], 0x8000

%macro FAR_JUMP 3
        TRY     "jmp far: ", %1
        POINTER %2, %3
        jmp     far dword [far_pointer]
%%next: CAUGHT
%endmacro
        FAR_JUMP "null", 0, 0
        FAR_JUMP "data", DATA, 0
        FAR_JUMP "ring 3", USER_CODE, 0
        FAR_JUMP "rpl 3", CODE64 | 3, 0
        FAR_JUMP "L and D", L_AND_D, 0
        FAR_JUMP "beyond a 32-bit limit", SHORTEST, 0x10
        FAR_JUMP "the tss", TSS, 0
        FAR_JUMP "a task gate", TASK_GATE, 0
        FAR_JUMP "beyond the gdt", 0x200, 0
        FAR_JUMP "gate: to 32-bit code", GATE_32, 0
        FAR_JUMP "gate: type in the upper half", GATE_TYPE, 0
        FAR_JUMP "gate: not canonical", GATE_WILD, 0
        FAR_JUMP "gate: absent", GATE_ABSENT, 0
        FAR_JUMP "gate: to ring 3", GATE_RING3, 0
        FAR_JUMP "gate: upper half beyond the gdt", GATE_SHORT, 0
        FAR_JUMP "ldt without one", 0x0C, 0
        TRY     "jmp far: 64-bit offset, not canonical"
        mov     rax, 0x0000800000000000
        mov     [far_pointer], rax
        mov     word [far_pointer + 8], CODE64
        o64 jmp far [far_pointer]
        CAUGHT
        TRY     "jmp far: 64-bit offset"
        mov     qword [far_pointer], jumped
        o64 jmp far [far_pointer]
jumped: CAUGHT
        TRY     "jmp far: through a gate"
        POINTER GATE, 0
        mov     esi, 1
        jmp     far dword [far_pointer]
inner_left:
        CAUGHT
        TRY     "jmp far: 16-bit operand"
        mov     word [far_pointer], 0x10
        mov     word [far_pointer + 2], SHORTEST
        o16 jmp far [far_pointer]
        CAUGHT
        TRY     "call far: 64-bit code"
        POINTER CODE64, far_called
        call    far dword [far_pointer]
        CAUGHT
        TRY     "call far: 64-bit operand"
        mov     qword [far_pointer], far_called64
        mov     word [far_pointer + 8], CODE64
        o64 call far [far_pointer]
        CAUGHT
        TRY     "call far: through a gate, same level"
        POINTER GATE, 0
        xor     esi, esi
        call    far dword [far_pointer]
        CAUGHT
        TRY     "call far: compatibility mode and back"
        POINTER CODE32, far_called32
        mov     rbx, rsp
        call    far dword [far_pointer]
        sub     rbx, rsp
        HEX     rbx, 8
        SHOW    "cs", rcx, 4
        SAY     " "
        CAUGHT

        ; ---- compatibility mode ----
        TRY     "compatibility: 48h is dec, 32-bit pushes"
        mov     rax, 0x1111111122222222
        mov     rbp, rsp
        COMPATIBILITY
        db      0x48                    ; dec eax
        push    eax
        mov     ecx, esp
        pop     eax
        BACK64
        sub     rbp, rcx
        HEX     rax, 16
        SHOW    "", rbp, 4
        SAY     " "
        CAUGHT
        TRY     "compatibility: syscall"
        COMPATIBILITY
        syscall
        BACK64
        CAUGHT
        TRY     "compatibility: swapgs"
        COMPATIBILITY
        db      0x0F, 0x01, 0xF8
        BACK64
        CAUGHT
        TRY     "compatibility: rdfsbase"
        COMPATIBILITY
        db      0xF3, 0x0F, 0xAE, 0xC0
        BACK64
        CAUGHT
        TRY     "compatibility: segments have bases and limits"
        mov     dword [0x200010], 0x12345678
        COMPATIBILITY
        mov     eax, BASED
        mov     es, eax
        mov     ebx, [es:0x10]
        mov     eax, [es:0xFFE]
        BACK64
        CAUGHT
        TRY     "compatibility: null es"
        COMPATIBILITY
        xor     eax, eax
        mov     es, eax
        mov     eax, [es:0]
        BACK64
        CAUGHT
        TRY     "64-bit mode: no limit in es"
        mov     eax, BASED
        mov     es, eax
        mov     ebx, [0x200010]
        HEX     rbx, 8
        SAY     " "
        CAUGHT
        TRY     "compatibility: null ss"
        COMPATIBILITY
        xor     eax, eax
        mov     ss, eax
        BACK64
        CAUGHT
        TRY     "compatibility: an interrupt pushes a 64-bit frame"
        mov     qword [hook], frame_hook
        COMPATIBILITY
        int     0x90
        BACK64
        mov     qword [hook], 0
        CAUGHT
        TRY     "compatibility: mov cr3 is 32 bits"
        COMPATIBILITY
        mov     eax, cr3
        mov     cr3, eax
        BACK64
        CAUGHT
        TRY     "compatibility: into"
        COMPATIBILITY
        mov     al, 0x7F
        inc     al
        into
        BACK64
        CAUGHT
        TRY     "64-bit mode: into"
        db      0xCE
        CAUGHT
        TRY     "compatibility: pusha"
        mov     rbp, rsp
        COMPATIBILITY
        pushad
        mov     ebx, esp
        popad
        BACK64
        CAUGHT
        TRY     "compatibility: call through a 64-bit gate"
        xor     esi, esi
        mov     rbp, rsp
        COMPATIBILITY
        call    GATE:0
        BACK64
        CAUGHT
        TRY     "compatibility: iretd to 64-bit code"
        COMPATIBILITY
        push    2
        push    CODE64
        push    iret_landing
        iretd
        bits    64
iret_landing:
        CAUGHT
        TRY     "compatibility: retf to 64-bit code"
        COMPATIBILITY
        push    CODE64
        push    retf_landing
        retf
        bits    64
retf_landing:
        CAUGHT
        TRY     "16-bit code"
        mov     ecx, 0x12345678
        POINTER CODE16, in_low
        mov     word [0x8000], 0x4866           ; o32 dec eax
        mov     word [0x8002], 0x4140           ; inc ax, inc cx
        mov     dword [0x8004], 0xEA66          ; jmp CODE64:code16_over
        mov     dword [0x8006], code16_over
        mov     word [0x800A], CODE64
        mov     eax, 0x10000
        POINTER CODE16, 0x8000
        jmp     far dword [far_pointer]
in_low equ 0x8000
code16_over:
        HEX     rax, 16
        SHOW    "", rcx, 16
        SAY     " "
        CAUGHT

        ; ---- ring 3 ----
        TRY     "ring 3: call through a gate"
        xor     esi, esi
        mov     eax, GATE
        ENTER_USER user_call
        CAUGHT
        SHOW    "rsp", qword [last_frame + F_RBX], 8
        NEWLINE
        TRY     "ring 3: call a ring-0 gate"
        mov     eax, GATE_KERNEL
        ENTER_USER user_call
        CAUGHT
        TRY     "ring 3: call through a gate to 32-bit code"
        mov     eax, GATE_32
        ENTER_USER user_call
        CAUGHT
        TRY     "ring 3: call conforming"
        mov     eax, CONFORMING
        ENTER_USER user_call_code
        CAUGHT
        TRY     "ring 3: call ring-0 code"
        mov     eax, CODE64
        ENTER_USER user_call_code
        CAUGHT
        TRY     "ring 3: inner stack not canonical"
        mov     dword [tss + 8], 0x8000
        mov     byte [idt + 12 * 16 + 4], 1
        mov     eax, GATE
        ENTER_USER user_call
        CAUGHT
        mov     dword [tss + 8], 0
        mov     byte [idt + 12 * 16 + 4], 0
        TRY     "ring 3, 32 bits: call through a gate"
        xor     esi, esi
        push    USER_DATA
        push    user_stack_top
        push    2
        push    USER_CODE32
        push    user_call32
        iretq
        CAUGHT
        SHOW    "rsp", qword [last_frame + F_RBX], 8
        NEWLINE

        ; ---- LDT, TR ----
        TRY     "lldt base not canonical"
        mov     eax, LDT_WILD
        lldt    ax
        CAUGHT
        TRY     "ltr base not canonical"
        mov     eax, TSS_WILD
        ltr     ax
        CAUGHT
        TRY     "ltr busy"
        mov     eax, TSS
        ltr     ax
        CAUGHT
        TRY     "lldt"
        mov     eax, LDT
        lldt    ax
        mov     rax, -1
        sldt    rax
        mov     ebx, 0x0C
        mov     es, ebx
        HEX     rax, 16
        SAY     " "
        CAUGHT
        TRY     "fs from the ldt has its base"
        mov     ebx, 0x14
        mov     fs, ebx
        mov     dword [0x200020], 0xCAFE
        mov     eax, [fs:0x20]
        HEX     rax, 8
        SAY     " "
        CAUGHT
        TRY     "lar lsl of a 16-byte descriptor"
        mov     eax, TSS
        lar     rbx, rax
        lsl     rcx, rax
        and     ebx, 0xFFF0FFFF
        HEX     rbx, 8
        SHOW    "", rcx, 8
        SAY     " "
        CAUGHT
        TRY     "lar of a task gate"
        mov     eax, TASK_GATE
        lar     rbx, rax
        jz      .shown
        SAY     "refused "
.shown: CAUGHT

        ; ---- x87 and SSE opcodes ----
%macro WITH_CR0 3+
        TRY     %1
        mov     rax, 0x80010011 | %2
        mov     cr0, rax
        %3
        CAUGHT
        mov     rax, 0x80010011
        mov     cr0, rax
%endmacro
        WITH_CR0 "x87 with em",         4, fld1
        WITH_CR0 "x87 with ts",         8, fld1
        WITH_CR0 "fwait with mp ts",    10, wait
        WITH_CR0 "movaps with em",      4, movaps xmm0, xmm1
        DONE

far_called:
        mov     eax, [rsp + 4]
        HEX     rax, 4
        SAY     " "
        retf
far_called64:
        mov     rax, [rsp + 8]
        HEX     rax, 4
        SAY     " "
        o64 retf
        bits    32
far_called32:
        mov     ecx, cs
        retf
        bits    64

        ; Through the gate: what the stack holds; then back, or on when ESI says so.
inner:  test    esi, esi
        jnz     inner_left
        mov     eax, ss
        mov     ecx, cs
        mov     rdx, [rsp + 8]
        SHOW    "ss", rax, 4
        SHOW    "cs", rcx, 4
        SHOW    "from", rdx, 4
        test    dl, 3
        jz      .same
        SHOW    "old ss", qword [rsp + 24], 4
        mov     rbx, user_stack_top
        sub     rbx, [rsp + 16]
        SHOW    "old sp-", rbx, 4
        mov     rbx, stack0_top
        sub     rbx, rsp
        SHOW    "sp-", rbx, 4
.same:  SAY     " "
        o64 retf

        ; The frame of an interrupt in compatibility mode.
frame_hook:
        SHOW    "cs", qword [rdi + F_CS], 4
        SHOW    "ss", qword [rdi + F_SS], 4
        SHOW    "vector", qword [rdi + F_VECTOR], 2
        SAY     " "
        clc
        ret

        align   16
far_pointer:
        dq      0, 0
ldt:    dq      0x00CF93000000FFFF
        dq      0x00CF93000000FFFF
        dq      0x00CF93200000FFFF
        USER_TEXT
user_call:
        sub     rsp, 16
        mov     dword [rsp], 0
        mov     [rsp + 4], ax
        call    far dword [rsp]
        mov     rbx, user_stack_top
        sub     rbx, rsp
        BACK
user_call_code:
        sub     rsp, 16
        mov     dword [rsp], user_code_called
        mov     [rsp + 4], ax
        call    far dword [rsp]
        BACK
user_code_called:
        mov     eax, cs
        BACK
        bits    32
user_call32:
        call    GATE:0
        mov     ebx, user_stack_top
        sub     ebx, esp
        BACK
        bits    64
        KIT_END
