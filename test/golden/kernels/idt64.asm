; Delivery through the 64-bit IDT: gate types, DPL, presence, error codes with EXT and IDT bits, IST and stack switch,
; what RFLAGS becomes, faults during delivery and the double fault.
; Oracle: bochs. (qemu 7.2 multiplies the vector by 16 instead of 8 in IDT error codes, gives SS null for an IST in the
; same ring, checks DPL for INT1, and checks a gate's offset late.)
%include "kit64.inc"

; Changes to gate V are made on a copy; RESTORE_GATE puts the original back.
%macro SAVE_GATE 1
        mov     rax, [idt + (%1) * 16]
        mov     [saved_gate], rax
        mov     rax, [idt + (%1) * 16 + 8]
        mov     [saved_gate + 8], rax
%endmacro
%macro RESTORE_GATE 1
        mov     rax, [saved_gate]
        mov     [idt + (%1) * 16], rax
        mov     rax, [saved_gate + 8]
        mov     [idt + (%1) * 16 + 8], rax
%endmacro

; INT through gate 40H with its attribute byte changed.
%macro GATE_TYPE 2 ; name, attribute byte
        SAVE_GATE 0x40
        mov     byte [idt + 0x40 * 16 + 5], %2
        TRY     %1
        int     0x40
        CAUGHT
        RESTORE_GATE 0x40
%endmacro
%macro GATE_SELECTOR 2
        SAVE_GATE 0x40
        mov     word [idt + 0x40 * 16 + 2], %2
        TRY     %1
        int     0x40
        CAUGHT
        RESTORE_GATE 0x40
%endmacro

tests:
        mov     r9, 0x0000800000000000
        mov     rax, 0x00AF1B000000FFFF
        mov     [gdt + 0x50], rax               ; code, not present
        mov     rax, 0x00AF9F000000FFFF
        mov     [gdt + 0x58], rax               ; conforming code, ring 0

        GATE_TYPE "interrupt gate",             0x8E
        GATE_TYPE "trap gate",                  0x8F
        GATE_TYPE "not present",                0x0E
        GATE_TYPE "task gate",                  0x85
        GATE_TYPE "call gate",                  0x8C
        GATE_TYPE "16-bit interrupt gate",      0x86
        GATE_TYPE "16-bit trap gate",           0x87
        GATE_TYPE "type 0",                     0x80
        GATE_TYPE "type 15 with S",             0x9F
        GATE_SELECTOR "selector null",          0
        GATE_SELECTOR "selector null, rpl 3",   3
        GATE_SELECTOR "selector data",          DATA
        GATE_SELECTOR "selector not present",   0x50
        GATE_SELECTOR "selector beyond the gdt", GDT_SIZE
        GATE_SELECTOR "selector in the ldt",    0x0C
        GATE_SELECTOR "selector of ring 3",     USER_CODE & ~3
        GATE_SELECTOR "selector 32-bit code",   CODE32
        GATE_SELECTOR "selector conforming",    0x58
        GATE_SELECTOR "selector with rpl 3",    CODE64 + 3
        SAVE_GATE 0x40
        mov     dword [idt + 0x40 * 16 + 8], 0x00018000
        TRY     "offset not canonical"
        int     0x40
        CAUGHT
        RESTORE_GATE 0x40

        ; DPL: INT n from ring 3.
        TRY     "int 0x40 from ring 3"
        ENTER_USER user_int40
        CAUGHT
        TRY     "int 0x90 from ring 3"
        ENTER_USER user_int90
        CAUGHT
        TRY     "int3 from ring 3, dpl 0"
        ENTER_USER user_int3
        CAUGHT
        SAVE_GATE 3
        mov     byte [idt + 3 * 16 + 5], 0xEE
        TRY     "int3 from ring 3, dpl 3"
        ENTER_USER user_int3
        CAUGHT
        RESTORE_GATE 3
        TRY     "int1 (icebp) from ring 3, dpl 0: not checked"
        ENTER_USER user_icebp
        CAUGHT
        TRY     "int 14 from ring 3, dpl 0"
        ENTER_USER user_int14
        CAUGHT
        TRY     "ud2 from ring 3, dpl 0: not checked"
        ENTER_USER user_ud2
        CAUGHT

        ; The IDT's limit.
        mov     word [small_idt], 0x40 * 16 + 14
        lidt    [small_idt]
        TRY     "gate beyond the limit"
        int     0x40
        CAUGHT
        mov     word [small_idt], 0x40 * 16 + 15
        lidt    [small_idt]
        TRY     "gate just within the limit"
        int     0x40
        CAUGHT
        lidt    [idt_pointer]

        ; What RFLAGS becomes, seen by the handler.
        mov     qword [hook], handler_flags
        TRY     "handler's flags, interrupt gate"
        push    0x247D7                         ; NT, AC, DF, CF … and IF
        and     dword [rsp], ~0x100
        popfq
        int     0x40
        cld
        CAUGHT
        SAVE_GATE 0x40
        mov     byte [idt + 0x40 * 16 + 5], 0x8F
        TRY     "handler's flags, trap gate"
        push    0x442D7 | 0x4000
        popfq
        int     0x40
        CAUGHT
        RESTORE_GATE 0x40
        mov     qword [hook], 0
        push    2
        popfq

        ; Stacks.
        mov     qword [hook], handler_stack
        TRY     "same ring: the old stack, aligned to 16"
        sub     rsp, 3
        int     0x40
        CAUGHT
        mov     rsp, [saved_rsp]
        mov     byte [idt + 0x40 * 16 + 4], 1
        TRY     "ist 1"
        int     0x40
        CAUGHT
        mov     byte [idt + 0x40 * 16 + 4], 7   ; zero in the TSS
        mov     qword [tss + 0x24 + 6 * 8], ist2_top - 0x103
        TRY     "ist 7, misaligned"
        int     0x40
        CAUGHT
        mov     byte [idt + 0x40 * 16 + 4], 0
        TRY     "from ring 3: rsp0, ss null"
        ENTER_USER user_int90
        CAUGHT
        mov     byte [idt + 0x90 * 16 + 4], 1
        TRY     "from ring 3: ist 1"
        ENTER_USER user_int90
        CAUGHT
        mov     byte [idt + 0x90 * 16 + 4], 0
        mov     qword [hook], 0

        ; Faults during delivery. #DF has a stack of its own here.
        mov     byte [idt + 8 * 16 + 4], 2
        SAVE_GATE 13
        mov     byte [idt + 13 * 16 + 5], 0x0E
        TRY     "#GP whose gate is not present: #NP in #GP is #DF"
        mov     al, [r9]
        CAUGHT
        RESTORE_GATE 13
        SAVE_GATE 6
        mov     byte [idt + 6 * 16 + 5], 0x0E
        TRY     "#UD whose gate is not present: #NP with EXT"
        ud2
        CAUGHT
        mov     word [idt + 6 * 16 + 2], DATA
        mov     byte [idt + 6 * 16 + 5], 0x8E
        TRY     "#UD whose gate's selector is data: #GP with EXT"
        ud2
        CAUGHT
        RESTORE_GATE 6
        SAVE_GATE 14
        mov     byte [idt + 14 * 16 + 5], 0x0E
        TRY     "#PF whose gate is not present: #DF"
        mov     al, [0x400000]
        CAUGHT
        RESTORE_GATE 14
        SAVE_GATE 0
        mov     byte [idt + 5], 0x0E
        TRY     "#DE whose gate is not present: #NP in #DE is #DF"
        xor     ecx, ecx
        div     ecx
        CAUGHT
        RESTORE_GATE 0
        TRY     "#PF on a stack that is not there: #DF"
        mov     rsp, 0x400800
        mov     al, [0x500000]
        CAUGHT
        TRY     "#UD on a stack that is not there: #PF then #DF"
        mov     rsp, 0x400800
        ud2
        CAUGHT
        mov     byte [idt + 14 * 16 + 4], 1
        TRY     "#UD on a stack that is not there, #PF with a good one"
        mov     rsp, 0x400800
        ud2
        CAUGHT
        TRY     "int 0x40 on a stack that is not there, #PF with a good one"
        mov     rsp, 0x400800
        int     0x40
        CAUGHT
        mov     byte [idt + 14 * 16 + 4], 0
        mov     byte [idt + 12 * 16 + 4], 1
        mov     r8, 0x0000900000000000
        TRY     "#UD on a non-canonical stack: #SS"
        mov     rsp, r8
        ud2
        CAUGHT
        TRY     "int 0x40 on a non-canonical stack: #SS"
        mov     rsp, r8
        int     0x40
        CAUGHT
        TRY     "#GP on a non-canonical stack: #DF"
        mov     rsp, r8
        mov     al, [r9]
        CAUGHT
        mov     byte [idt + 12 * 16 + 4], 0
        mov     qword [tss + 4], 0x400800
        mov     byte [idt + 14 * 16 + 4], 1
        TRY     "from ring 3: rsp0 is not mapped"
        ENTER_USER user_int90
        CAUGHT
        mov     byte [idt + 14 * 16 + 4], 0
        mov     qword [tss + 4], stack0_top
        ; A TSS that ends before its ISTs.
        mov     byte [idt + 8 * 16 + 4], 0
        mov     byte [gdt + TSS + 5], 0x89
        mov     word [gdt + TSS], 11
        mov     eax, TSS
        ltr     ax
        mov     byte [idt + 0x41 * 16 + 4], 1
        TRY     "ist beyond the tss"
        int     0x41
        CAUGHT
        mov     byte [idt + 6 * 16 + 4], 7
        TRY     "ist of an exception beyond the tss"
        ud2
        CAUGHT
        mov     byte [idt + 6 * 16 + 4], 0
        TRY     "rsp0 just within the tss"
        ENTER_USER user_int90
        CAUGHT
        mov     byte [gdt + TSS + 5], 0x89
        mov     word [gdt + TSS], 103
        mov     eax, TSS
        ltr     ax
        DONE

; Hooks: print something and let the interrupted code go on.
handler_flags:
        pushfq
        pop     rax
        and     eax, 0x77FD7
        SHOW    "handler", rax, 6
        mov     rax, [rdi + F_FLAGS]
        and     eax, 0x77FD7
        SHOW    "pushed", rax, 6
        SAY     " "
        clc
        ret

handler_stack:
        lea     rax, [rdi + F_SIZE]
        cmp     rax, [saved_rsp]
        ja      .other
        mov     rcx, [saved_rsp]
        sub     rcx, rax
        cmp     rcx, 0x100
        ja      .other
        SHOW    "saved-", rcx, 4
.other: mov     rcx, stack0_top
        sub     rcx, rax
        cmp     rcx, 0x100
        ja      .not0
        SHOW    "rsp0-", rcx, 4
.not0:  mov     rcx, ist1_top
        sub     rcx, rax
        cmp     rcx, 0x100
        ja      .not1
        SHOW    "ist1-", rcx, 4
.not1:  mov     rcx, ist2_top
        sub     rcx, rax
        cmp     rcx, 0x200
        ja      .not2
        SHOW    "ist2-", rcx, 4
.not2:  mov     eax, ss
        SHOW    "ss", rax, 4
        SAY     " "
        stc
        ret

saved_gate:     dq 0, 0
small_idt:      dw 0
                dq idt

        USER_TEXT
user_int40:
        int     0x40
user_int90:
        int     0x90
user_int3:
        int3
user_icebp:
        int1
user_int14:
        int     14
user_ud2:
        ud2
        KIT_END
