; Exceptions in 64-bit mode, one by one: vector, error code, and whether RIP points at the instruction or after it.
; Oracle: bochs. (qemu 7.2 tolerates some illegal LOCKs and reserved opcode extensions, checks canonical addresses at
; the first byte only, and notices a non-canonical branch target one instruction late.)
%include "kit64.inc"

%macro CASE 2+ ; name, instructions
        TRY     %1
        %2
        CAUGHT
%endmacro

NONCANONICAL    equ 0x0000800000000000

tests:
        mov     byte [idt + 12 * 16 + 4], 2     ; #SS on a stack of its own: some tests have none
        mov     byte [idt + 13 * 16 + 4], 2     ; and #GP
        mov     byte [idt + 14 * 16 + 4], 2     ; and #PF
        ; Descriptors for the tests: 48H a data segment not present, 50H a code segment not present, 58H a system
        ; segment type, 60H read-only data, 68H ring-3 data, 70H execute-only code, 78H conforming code.
        mov     rax, 0x00CF13000000FFFF
        mov     [gdt + 0x48], rax
        mov     rax, 0x00AF1B000000FFFF
        mov     [gdt + 0x50], rax
        mov     rax, 0x00CF82000000FFFF         ; an LDT, limit FFFFFH
        mov     [gdt + 0x58], rax
        mov     rax, 0x00CF91000000FFFF
        mov     [gdt + 0x60], rax
        mov     rax, 0x00CFF3000000FFFF
        mov     [gdt + 0x68], rax
        mov     rax, 0x00AF99000000FFFF
        mov     [gdt + 0x70], rax
        mov     rax, 0x00AF9F000000FFFF
        mov     [gdt + 0x78], rax

        CASE    "int3",                 int3
        CASE    "int 3",                int     3
        CASE    "int 0",                int     0
        CASE    "int 0x20",             int     0x20
        CASE    "int 0xff",             int     0xFF
        CASE    "ud2",                  ud2
        CASE    "ud0",                  db      0x0F, 0xFF, 0xC0
        CASE    "ud1",                  db      0x0F, 0xB9, 0xC0
        CASE    "push es in 64-bit mode", db    0x06
        CASE    "daa",                  db      0x27
        CASE    "aaa",                  db      0x37
        CASE    "pusha",                db      0x60
        CASE    "bound/evex with register", db  0x62, 0xC0, 0x00, 0x00
        CASE    "0x82",                 db      0x82, 0xC0, 0x01
        CASE    "far call immediate",   db      0x9A, 0, 0, 0, 0, 8, 0
        CASE    "into",                 db      0xCE
        CASE    "aam",                  db      0xD4, 0x0A
        CASE    "salc",                 db      0xD6
        CASE    "far jmp immediate",    db      0xEA, 0, 0, 0, 0, 8, 0
        CASE    "lock add reg",         db      0xF0, 0x01, 0xC0
        CASE    "lock mov mem",         db      0xF0, 0x89, 0x00
        CASE    "lock cmp mem",         db      0xF0, 0x39, 0x00
        CASE    "lock nop",             db      0xF0, 0x90
        CASE    "lock bt mem",          db      0xF0, 0x0F, 0xA3, 0x00
        CASE    "lea with register",    db      0x8D, 0xC0
        CASE    "mov cs",               db      0x8E, 0xC8
        CASE    "mov from segment 6",   db      0x8C, 0xF0
        CASE    "mov cr1",              db      0x0F, 0x20, 0xC8
        CASE    "mov to cr5",           db      0x0F, 0x22, 0xE8
        CASE    "mov cr9",              db      0x44, 0x0F, 0x20, 0xC8
        CASE    "cmpxchg8b register",   db      0x0F, 0xC7, 0xC8
        CASE    "invlpg register",      db      0x0F, 0x01, 0xF9 + 6
        CASE    "lgdt register",        db      0x0F, 0x01, 0xD7 - 7 + 0x0
        CASE    "grp5 /7",              db      0xFF, 0xF8
        CASE    "grp4 /2",              db      0xFE, 0xD0
        CASE    "8f /1",                db      0x8F, 0xC8
        CASE    "c6 /1",                db      0xC6, 0xC8, 0
        CASE    "vmcall outside vmx",   vmcall
        CASE    "vmread outside vmx",   vmread  rax, rbx
        CASE    "16 bytes long",        db      0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x90
        CASE    "15 bytes long",        db      0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x2E, 0x90

        ; Canonical addresses.
        mov     r8, NONCANONICAL
        mov     r9, -NONCANONICAL - 1
        CASE    "read non-canonical",           mov     al, [r8]
        CASE    "write non-canonical",          mov     [r9], al
        CASE    "read 7fff:ffffffff qword",     mov     rax, [r8 - 1]
        CASE    "read 7fff:fffffff8 qword",     mov     rax, [r8 - 8]
        CASE    "read ffff8000:0 - 1",          mov     rax, [r9 - 6]
        CASE    "lea non-canonical",            lea     rax, [r8]
        CASE    "invlpg non-canonical",         invlpg  [r8]
        CASE    "prefetch non-canonical",       prefetcht0 [r8]
        CASE    "jmp non-canonical",            jmp     r8
        CASE    "call non-canonical",           call    r8
        TRY     "ret to non-canonical"
        push    r8
        ret
        CAUGHT
        TRY     "push with rsp non-canonical"
        lea     rsp, [r8 + 0x100]
        push    rax
        CAUGHT
        TRY     "push with rsp just above the lower half"
        mov     rsp, r8
        push    rax
        CAUGHT
        TRY     "push at the bottom of the upper half"
        mov     rsp, 0xFFFF800000000000
        push    rax
        CAUGHT
        TRY     "pop with rsp non-canonical"
        lea     rsp, [r8 + 0x100]
        pop     rax
        CAUGHT
        TRY     "read [rbp] non-canonical"
        mov     rbp, r8
        mov     rax, [rbp]
        CAUGHT
        TRY     "read [rsp+rax] non-canonical"
        mov     rax, r8
        mov     rax, [rsp + rax]
        CAUGHT
        TRY     "read [ds:rbp] non-canonical"
        mov     rbp, r8
        mov     rax, [ds:rbp]
        CAUGHT
        TRY     "read [fs:rbp] non-canonical"
        mov     rbp, r8
        mov     rax, [fs:rbp]
        CAUGHT
        TRY     "read [ss:rax] non-canonical"
        mov     rax, [ss:r8]
        CAUGHT
        TRY     "read [r13] non-canonical"
        mov     r13, r8
        mov     rax, [r13]
        CAUGHT
        TRY     "call with rsp non-canonical"
        lea     rsp, [r8 + 0x100]
        call    tests
        CAUGHT
        TRY     "enter with rbp and rsp non-canonical"
        lea     rsp, [r8 + 0x100]
        enter   8, 0
        CAUGHT
        TRY     "leave with rbp non-canonical"
        mov     rbp, r8
        leave
        CAUGHT
        TRY     "rep movsb from non-canonical"
        mov     rsi, r8
        mov     edi, AREA
        mov     ecx, 4
        rep     movsb
        CAUGHT
        TRY     "stosb to non-canonical, rcx 0"
        mov     rdi, r8
        xor     ecx, ecx
        rep     stosb
        CAUGHT
        CASE    "cmpxchg16b misaligned",        cmpxchg16b [tests + 8 - ((tests - kit_start) & 15) + 16]

        ; Segment loads.
        TRY     "mov ds, null"
        xor     eax, eax
        mov     ds, eax
        CAUGHT
        TRY     "mov ss, null in ring 0"
        xor     eax, eax
        mov     ss, eax
        CAUGHT
        TRY     "mov ss, null with rpl 3"
        mov     eax, 3
        mov     ss, eax
        CAUGHT
        TRY     "mov ds, beyond the gdt"
        mov     eax, GDT_SIZE
        mov     ds, eax
        CAUGHT
        TRY     "mov ds, beyond the gdt, rpl 3"
        mov     eax, GDT_SIZE + 3
        mov     ds, eax
        CAUGHT
        TRY     "mov ds, in the ldt that is not there"
        mov     eax, 0x14
        mov     ds, eax
        CAUGHT
        TRY     "mov ds, not present"
        mov     eax, 0x48
        mov     ds, eax
        CAUGHT
        TRY     "mov ss, not present"
        mov     eax, 0x48
        mov     ss, eax
        CAUGHT
        TRY     "mov ss, rpl 1"
        mov     eax, DATA + 1
        mov     ss, eax
        CAUGHT
        TRY     "mov ss, dpl 3"
        mov     eax, 0x68
        mov     ss, eax
        CAUGHT
        TRY     "mov ss, read-only"
        mov     eax, 0x60
        mov     ss, eax
        CAUGHT
        TRY     "mov ss, code"
        mov     eax, CODE64
        mov     ss, eax
        CAUGHT
        TRY     "mov ds, read-only"
        mov     eax, 0x60
        mov     ds, eax
        CAUGHT
        TRY     "mov ds, readable code"
        mov     eax, CODE64
        mov     ds, eax
        CAUGHT
        TRY     "mov ds, execute-only code"
        mov     eax, 0x70
        mov     ds, eax
        CAUGHT
        TRY     "mov es, a system segment"
        mov     eax, 0x58
        mov     es, eax
        CAUGHT
        TRY     "mov fs, a tss"
        mov     eax, TSS
        mov     fs, eax
        CAUGHT
        TRY     "mov gs, dpl 0 with rpl 3"
        mov     eax, DATA + 3
        mov     gs, eax
        CAUGHT
        TRY     "pop fs, beyond the gdt"
        push    GDT_SIZE + 0x10
        pop     fs
        CAUGHT
        TRY     "lfs, not present"
        mov     qword [AREA], 0x1234
        mov     qword [AREA + 4], 0x48
        lfs     eax, [AREA]
        CAUGHT
        TRY     "lss, null"
        mov     qword [AREA], 0x1234
        mov     qword [AREA + 4], 0
        lss     eax, [AREA]
        CAUGHT

        ; Far transfers.
%macro FAR 4 ; name, instruction, selector, offset
        TRY     %1
        mov     qword [AREA], %4
        mov     qword [AREA + 8], %3            ; without a size, nasm means the 64-bit offset
        %2      far [AREA]
        CAUGHT
%endmacro
        FAR     "jmp far, null",                        jmp,    0, landing
        FAR     "jmp far, beyond the gdt",              jmp,    GDT_SIZE, landing
        FAR     "jmp far, not present",                 jmp,    0x50, landing
        FAR     "jmp far, data",                        jmp,    DATA, landing
        FAR     "jmp far, dpl 3",                       jmp,    USER_CODE & ~3, landing
        FAR     "jmp far, rpl 3",                       jmp,    CODE64 + 3, landing
        FAR     "jmp far, conforming",                  jmp,    0x78, landing
        FAR     "jmp far, execute-only",                jmp,    0x70, landing
        FAR     "jmp far, an ldt",                      jmp,    0x58, landing
        FAR     "jmp far, the tss",                     jmp,    TSS, landing
        FAR     "call far, null",                       call,   0, landing
        FAR     "call far, conforming",                 call,   0x78, landing_call
        FAR     "call far, not present",                call,   0x50, landing
        TRY     "jmp far, 32-bit offset"
        mov     dword [AREA], landing
        mov     dword [AREA + 4], CODE64
        jmp     far dword [AREA]
        CAUGHT
        TRY     "call far, 32-bit offset"
        mov     dword [AREA], landing
        mov     dword [AREA + 4], CODE64
        call    far dword [AREA]
        CAUGHT
        TRY     "call far, 16-bit offset, non-zero upper half of rip lost"
        mov     dword [AREA], 0x10
        mov     dword [AREA + 2], 0x48
        call    far word [AREA]
        CAUGHT
        TRY     "jmp far from rsp"
        push    CODE64
        push    landing
        jmp     far [rsp]
        CAUGHT
        TRY     "jmp far 64-bit, non-canonical"
        push    CODE64
        push    r8
        db      0x48, 0xFF, 0x2C, 0x24          ; jmp far qword [rsp]
        CAUGHT
        TRY     "retf, null"
        push    0
        push    landing
        retfq
        CAUGHT
        TRY     "retf, not present"
        push    0x50
        push    landing
        retfq
        CAUGHT
        TRY     "retf, data"
        push    DATA
        push    landing
        retfq
        CAUGHT
        TRY     "retf, non-canonical"
        push    CODE64
        push    r8
        retfq
        CAUGHT
        TRY     "retf to ring 3 with ss null"
        push    0
        push    user_stack_top
        push    USER_CODE
        push    user_back
        retfq
        CAUGHT
        TRY     "retf to ring 3 with ss of ring 0"
        push    DATA
        push    user_stack_top
        push    USER_CODE
        push    user_back
        retfq
        CAUGHT
        TRY     "retf to ring 3 with ss not present"
        mov     rax, 0x00CF73000000FFFF
        mov     [gdt + 0x80], rax
        push    0x83
        push    user_stack_top
        push    USER_CODE
        push    user_back
        retfq
        CAUGHT
        TRY     "retf to ring 3, rpl 3, code of ring 0"
        push    USER_DATA
        push    user_stack_top
        push    CODE64 + 3
        push    user_back
        retfq
        CAUGHT
        TRY     "retf to ring 3"
        push    USER_DATA
        push    user_stack_top
        push    USER_CODE
        push    user_report
        retfq
        CAUGHT
        TRY     "retf 16"
        push    0
        push    0
        push    CODE64
        push    landing
        db      0x48
        retf    16
        CAUGHT

        ; Control registers.
        TRY     "mov cr0: pg without pe"
        mov     rax, cr0
        and     al, ~1
        mov     cr0, rax
        CAUGHT
        TRY     "mov cr0: nw without cd"
        mov     rax, cr0
        or      eax, 1 << 29
        mov     cr0, rax
        CAUGHT
        TRY     "mov cr0: upper half"
        mov     rax, cr0
        bts     rax, 32
        mov     cr0, rax
        CAUGHT
        TRY     "mov cr0: pg off in 64-bit mode"
        mov     rax, cr0
        btr     rax, 31
        mov     cr0, rax
        CAUGHT
        TRY     "mov cr4: pae off in long mode"
        mov     rax, cr4
        btr     rax, 5
        mov     cr4, rax
        CAUGHT
        TRY     "mov cr4: bit 63"
        mov     rax, cr4
        bts     rax, 63
        mov     cr4, rax
        CAUGHT
        TRY     "mov cr4: bit 31"
        mov     rax, cr4
        bts     rax, 31
        mov     cr4, rax
        CAUGHT
        TRY     "mov cr8: 16"
        mov     eax, 16
        mov     cr8, rax
        CAUGHT
        TRY     "mov cr8: 15"
        mov     eax, 15
        mov     cr8, rax
        CAUGHT
        mov     rax, cr8
        SHOW    "cr8", rax, 16
        NEWLINE
        xor     eax, eax
        mov     cr8, rax
        TRY     "lmsw cannot clear pe"
        xor     eax, eax
        lmsw    ax
        smsw    rax
        and     eax, 1
        SHOW    "pe", rax, 1
        SAY     " "
        CAUGHT

        ; Descriptor-table registers.
        TRY     "lgdt non-canonical base"
        mov     word [AREA], 0x1FF
        mov     [AREA + 2], r8
        lgdt    [AREA]
        CAUGHT
        TRY     "lidt non-canonical base"
        mov     word [AREA], 0xFFF
        mov     [AREA + 2], r8
        lidt    [AREA]
        CAUGHT
        TRY     "lldt null"
        xor     eax, eax
        lldt    ax
        CAUGHT
        TRY     "lldt data"
        mov     eax, DATA
        lldt    ax
        CAUGHT
        TRY     "lldt in the ldt"
        mov     eax, 0x0C
        lldt    ax
        CAUGHT
        TRY     "ltr null"
        xor     eax, eax
        ltr     ax
        CAUGHT
        TRY     "ltr busy"
        mov     eax, TSS
        ltr     ax
        CAUGHT
        TRY     "ltr data"
        mov     eax, DATA
        ltr     ax
        CAUGHT
        TRY     "ltr beyond the gdt"
        mov     eax, GDT_SIZE
        ltr     ax
        CAUGHT
        TRY     "ltr not present"
        mov     rax, 0x0000090000000067
        mov     [gdt + 0x90], rax
        mov     eax, 0x90
        ltr     ax
        CAUGHT
        DONE

landing:
        SAY     "landed cs="
        mov     eax, cs
        HEX     rax, 4
        SAY     " sp-"
        mov     rax, [saved_rsp]
        sub     rax, rsp
        HEX     rax, 4
        SAY     " "
        NEWLINE
        mov     rsp, [saved_rsp]
        jmp     [resume]

landing_call:
        SAY     "called "
        mov     rax, [rsp + 8]
        SHOW    "pushed cs", rax, 16
        jmp     landing

        USER_TEXT
user_back:
        BACK
user_report:
        int     0x90
        KIT_END
