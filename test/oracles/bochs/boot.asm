; A boot sector that does for Bochs what a multiboot loader does: reads the image (SECTORS sectors that follow on the
; floppy) and copies it to 1 MiB, then jumps to the entry that its multiboot header names, in 32-bit protected mode.
; SECTORS and HEADER (offset of the header in the image) come from the command line.
        bits    16
        org     0x7C00
LOAD    equ     0x10000                 ; where the BIOS puts it: below the 64 KiB rule of its DMA, 32 KiB at a time

        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7C00
        mov     ax, 0x2401              ; A20 on
        int     0x15
        mov     ax, LOAD >> 4
        mov     es, ax
        mov     si, 1                   ; the next sector
.next:  mov     ax, si
        xor     dx, dx
        mov     cx, 18
        div     cx                      ; AX = track, DX = sector in it
        mov     cl, dl
        inc     cl
        mov     ch, al
        shr     ch, 1                   ; cylinder
        and     al, 1
        mov     dh, al                  ; head
        mov     dl, 0                   ; drive
        xor     bx, bx
        mov     ax, 0x0201
        int     0x13
        jc      .next
        mov     ax, es
        add     ax, 0x20
        mov     es, ax
        inc     si
        cmp     si, SECTORS
        jbe     .next
        cli
        lgdt    [gdt_pointer]
        mov     eax, 1
        mov     cr0, eax
        jmp     8:protected
        bits    32
protected:
        mov     eax, 16
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        mov     fs, eax
        mov     gs, eax
        cld
        mov     edi, 0x100000           ; clear what will be the image's memory, 1 MiB
        xor     eax, eax
        mov     ecx, 0x300000 / 4
        rep     stosd
        mov     esi, LOAD
        mov     edi, 0x100000
        mov     ecx, SECTORS * 512 / 4
        rep     movsd
        mov     edx, [0x100000 + HEADER + 28]
        xor     ebx, ebx
        mov     eax, 0x2BADB002
        jmp     edx
        align   8
gdt:    dq      0, 0x00CF9B000000FFFF, 0x00CF93000000FFFF
gdt_pointer:
        dw      23
        dd      gdt
        times   510 - ($ - $$) db 0
        dw      0xAA55
