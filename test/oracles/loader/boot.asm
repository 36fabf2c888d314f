; Start of the C test kernel. Multiboot header, stack, then main(magic, information). For 64-bit C (WIDE defined) the
; 32-bit entry first builds an identity map of the first GiB and enters long mode.

MAGIC   equ 0x1BADB002
FLAGS   equ 0x00000003
extern  kernel_main
global  start

section .multiboot align=4
        dd      MAGIC, FLAGS, -(MAGIC + FLAGS)

section .text
bits 32
start:  mov     esp, stack_top
%ifdef WIDE
        mov     edi, eax
        mov     esi, ebx
        mov     dword [pml4], pdpt + 3
        mov     dword [pdpt], pd + 3
        mov     ecx, 511
.page:  mov     eax, ecx
        shl     eax, 21
        or      eax, 0x83
        mov     [pd + ecx * 8], eax
        dec     ecx
        jns     .page
        mov     eax, pml4
        mov     cr3, eax
        mov     eax, cr4
        or      eax, 0x20
        mov     cr4, eax
        mov     ecx, 0xC0000080
        rdmsr
        or      eax, 0x100
        wrmsr
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        lgdt    [gdtr]
        jmp     0x08:.long
bits 64
.long:  mov     eax, 0x10
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        call    kernel_main
%else
        push    ebx
        push    eax
        call    kernel_main
%endif
.halt:  cli
        hlt
        jmp     .halt

%ifdef WIDE
section .rodata
        align   8
gdt:    dq      0, 0x00AF9B000000FFFF, 0x00CF93000000FFFF
gdtr:   dw      23
        dd      gdt

section .bss
        alignb  4096
pml4:   resb    4096
pdpt:   resb    4096
pd:     resb    4096
%else
section .bss
%endif
        alignb  16
        resb    8192
stack_top:
