; A boot sector that goes from real mode through protected mode to long mode.
        org     0x7c00
        bits    16

STACK   equ 0x7c00
TABLES  equ 0x1000

start:  jmp     0:.flush
.flush: xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, STACK
        cld
        mov     si, greeting
        call    print

        in      al, 0x92                ; A20 by the fast gate
        or      al, 2
        and     al, ~1 & 0xff
        out     0x92, al

        mov     di, TABLES
        mov     cr3, edi
        xor     eax, eax
        mov     cx, 4096 * 3 / 4
        rep     stosd
        mov     edi, TABLES
        mov     dword [edi], TABLES + 0x1003
        mov     dword [edi + 0x1000], TABLES + 0x2003
        mov     dword [edi + 0x2000], 0x83

        cli
        lgdt    [gdt.pointer]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     gdt.code32:protected

print:  lodsb
        test    al, al
        jz      .done
        mov     ah, 0x0e
        mov     bx, 7
        int     0x10
        jmp     print
.done:  ret

greeting db 'loading', 13, 10, 0

        bits    32
protected:
        mov     ax, gdt.data
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     eax, cr4
        or      eax, 1 << 5             ; PAE
        mov     cr4, eax
        mov     ecx, 0xc0000080         ; IA32_EFER
        rdmsr
        or      eax, 1 << 8             ; LME
        wrmsr
        mov     eax, cr0
        or      eax, 1 << 31
        mov     cr0, eax
        jmp     gdt.code64:long_mode

        bits    64
long_mode:
        mov     rsp, 0x7000
        mov     rdi, 0xb8000
        mov     rax, 0x2f592f412f4b2f4f
        mov     [rdi], rax
        lea     rsi, [rel message]
        lea     rdi, [rdi + 160]
.next:  lodsb
        test    al, al
        jz      .halt
        mov     ah, 0x1f
        stosw
        jmp     .next
.halt:  hlt
        jmp     .halt

message db "long mode", 0

        align   8
gdt:    dq      0
.code32 equ     $ - gdt
        dq      0x00cf9a000000ffff
.data   equ     $ - gdt
        dq      0x00cf92000000ffff
.code64 equ     $ - gdt
        dw      0, 0
        db      0, 0b10011010, 0b00100000, 0
.pointer:
        dw      $ - gdt - 1
        dd      gdt

        times   510 - ($ - $$) db 0
        dw      0xaa55
