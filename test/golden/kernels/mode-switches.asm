; The way up and down: protected mode, PAE, long mode, compatibility mode, 64-bit mode, back down, and up again; with
; CR0, CR4 and EFER at each step, and what may not be done on the way. No interrupt or fault happens in long mode here:
; the IDT stays the 32-bit one.
; Oracle: bochs. (qemu 7.2 lets CR0.PG be set with EFER.LME and without CR4.PAE, and then stays in protected mode.)
%include "paging32.inc"

EFER    equ 0xC0000080
CODE64  equ 0x30

%macro SHOW_CONTROL 1
        SAY     %1, ":"
        mov     eax, cr0
        and     eax, 0x80000001
        SHOW    "cr0", eax, 8
        mov     eax, cr4
        SHOW    "cr4", eax, 4
        mov     ecx, EFER
        rdmsr
        SHOW    "efer", eax, 4
        NEWLINE
%endmacro

tests:
        mov     dword [gdt + CODE64], 0x0000FFFF
        mov     dword [gdt + CODE64 + 4], 0x00AF9B00
        mov     dword [pml4], pdpt + 7
        mov     dword [pdpt], pd + 7
        mov     dword [pd], 0x87
        mov     dword [pd + 8], 0x200087
        SHOW_CONTROL "protected mode"
        TRY     "efer.lme without pae, then pg"
        mov     ecx, EFER
        rdmsr
        or      eax, 1 << 8
        wrmsr
        mov     eax, pml4
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        CAUGHT
        SHOW_CONTROL "lme set"
        mov     eax, 1 << 5
        mov     cr4, eax
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        SHOW_CONTROL "long mode, compatibility"

        ; Compatibility mode: 32-bit code as before; INC is INC.
        mov     eax, 41
        inc     eax
        SHOW    "inc", eax, 2
        mov     eax, 0x12345678
        push    eax
        pop     ebx
        SHOW    "push and pop", ebx, 8
        NEWLINE
        ; Up: 64-bit mode.
        jmp     CODE64:.in_64
        bits    64
.in_64: mov     rax, 0x123456789ABCDEF0
        mov     r8, rax
        bswap   r8
        mov     [wide], r8
        mov     r9d, -1
        mov     [wide2], r9
        xor     eax, eax
        dec     rax
        mov     [wide3], rax
        jmp     far dword [.back]
.back:  dd      .in_compat
        dw      CODE
        bits    32
.in_compat:
        mov     eax, [wide + 4]
        SHOW    "64-bit mode stored", eax, 8
        mov     eax, [wide]
        HEX     eax, 8
        mov     eax, [wide2 + 4]
        SHOW    "", eax, 8
        mov     eax, [wide2]
        HEX     eax, 8
        mov     eax, [wide3 + 4]
        SHOW    "", eax, 8
        NEWLINE

        ; Down: paging off leaves long mode.
        mov     eax, cr0
        and     eax, ~(1 << 31)
        mov     cr0, eax
        SHOW_CONTROL "paging off"
        mov     ecx, EFER
        rdmsr
        and     eax, ~(1 << 8)
        wrmsr
        SHOW_CONTROL "lme cleared"

        ; PAE paging on the same CR4, then up again.
        mov     dword [pointers], pd + 1
        mov     eax, pointers
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        SHOW_CONTROL "pae paging"
        TRY     "lme set while paging"
        mov     ecx, EFER
        rdmsr
        or      eax, 1 << 8
        wrmsr
        CAUGHT
        mov     eax, cr0
        and     eax, ~(1 << 31)
        mov     cr0, eax
        mov     ecx, EFER
        rdmsr
        or      eax, 1 << 8
        wrmsr
        mov     eax, pml4
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        SHOW_CONTROL "long mode again"
        jmp     CODE64:.again
        bits    64
.again: mov     rax, cr3
        sub     rax, pml4
        mov     [wide], rax
        push    CODE
        push    .last
        retfq
        bits    32
.last:  mov     eax, [wide]
        SHOW    "cr3 in 64-bit mode", eax, 8
        NEWLINE
        mov     eax, cr0
        and     eax, ~(1 << 31)
        mov     cr0, eax
        xor     eax, eax
        mov     cr4, eax
        mov     ecx, EFER
        xor     edx, edx
        wrmsr
        SHOW_CONTROL "all the way down"
        TRY     "the 32-bit idt again"
        int     0x40
        CAUGHT
        DONE

        align   8
wide:   dq      0
wide2:  dq      0
wide3:  dq      0

        align   4096
pml4:   times   4096 db 0
pdpt:   times   4096 db 0
pd:     times   4096 db 0
pointers: times 32 db 0

        USER_TEXT
        KIT_END
