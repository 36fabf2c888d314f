; Carries out the device accesses of script.inc, one after another, with interrupts off, and writes what each read gave
; to the serial port as eight hexadecimal digits a line. The list is made from test/golden/devices/accesses.txt by
; record.sh. The kernel's own output restores the registers it uses: it only polls LSR and writes THR.

bits 32
org 0x100000
MAGIC   equ 0x1BADB002
FLAGS   equ 0x00010000

header: dd      MAGIC, FLAGS, -(MAGIC + FLAGS)
        dd      header, header, 0, stack_top, start

start:  mov     esp, stack_top
        mov     edi, results
        mov     esi, accesses
.next:  movzx   ecx, byte [esi]
        mov     edx, [esi + 1]
        mov     eax, [esi + 5]
        add     esi, 9
        jmp     [table + ecx * 4]
table:  dd      done, out8, in8, out16, in16, out32, in32, write32, read32
out8:   out     dx, al
        jmp     start.next
out16:  out     dx, ax
        jmp     start.next
out32:  out     dx, eax
        jmp     start.next
write32: mov    [edx], eax
        jmp     start.next
in8:    xor     eax, eax
        in      al, dx
        jmp     store
in16:   xor     eax, eax
        in      ax, dx
        jmp     store
in32:   in      eax, dx
        jmp     store
read32: mov     eax, [edx]
store:  stosd
        jmp     start.next

done:   mov     dx, 0x3FC              ; the serial port as it was
        mov     al, 0x08
        out     dx, al
        mov     dx, 0x3FB
        mov     al, 3
        out     dx, al
        mov     esi, results
.result: cmp    esi, edi
        jae     .end
        lodsd
        mov     ebx, eax
        mov     ecx, 8
.digit: rol     ebx, 4
        mov     eax, ebx
        and     eax, 15
        cmp     al, 10
        jb      .low
        add     al, 'a' - '0' - 10
.low:   add     al, '0'
        call    putc
        loop    .digit
        mov     al, 10
        call    putc
        jmp     .result
.end:   mov     eax, 0
        out     0xF4, eax
        hlt

putc:   push    eax
        mov     dx, 0x3FD
.wait:  in      al, dx
        test    al, 0x20
        jz      .wait
        pop     eax
        mov     dx, 0x3F8
        out     dx, al
        ret

accesses:
%include "script.inc"
        db      0
        align   4
results:
        absolute $
        resd    4096
        resb    4096
stack_top:
