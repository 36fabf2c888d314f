; A multiboot image in one file: header, sections, and a 32-bit entry that prints to the screen.
MAGIC           equ 0x1BADB002
ALIGN_MODULES   equ 1 << 0
MEMORY_INFO     equ 1 << 1
HAS_ADDRESSES   equ 1 << 16
FLAGS           equ ALIGN_MODULES | MEMORY_INFO | HAS_ADDRESSES
CHECKSUM        equ -(MAGIC + FLAGS)

        org     0x100000
        bits    32

section .text
header:
        align   4
        dd      MAGIC, FLAGS, CHECKSUM
        dd      header, header, load_end, bss_end, _start

global _start
_start:
        mov     esp, stack.top
        push    ebx
        push    eax
        cmp     eax, 0x2BADB002
        jne     .wrong
        call    clear
        mov     esi, messages.hello
        call    puts
        jmp     short .stop
.wrong: mov     esi, messages.wrong
        call    puts
.stop:  cli
.spin:  hlt
        jmp     .spin

clear:  pusha
        mov     edi, SCREEN
        mov     ecx, 80 * 25
        mov     ax, 0x0720
        rep     stosw
        mov     dword [cursor], SCREEN
        popa
        ret

; esi: text ending in 0
puts:   push    edi
        mov     edi, [cursor]
.next:  mov     al, [esi]
        inc     esi
        or      al, al
        jz      .done
        cmp     al, 10
        je      .newline
        mov     [edi], al
        mov     byte [edi + 1], 0x07
        add     edi, 2
        jmp     .next
.newline:
        mov     eax, edi
        sub     eax, SCREEN
        xor     edx, edx
        mov     ecx, 160
        div     ecx
        sub     edi, edx
        add     edi, 160
        jmp     .next
.done:  mov     [cursor], edi
        pop     edi
        ret

SCREEN  equ 0xb8000

section .data align=16
cursor  dd SCREEN
messages:
.hello  db `hello, multiboot\n`, 0
.wrong  db "not loaded by multiboot", 10, 0
table:  dd puts, clear, _start
        dw (table.end - table) / 4
.end:
load_end:

section .bss
        alignb  16
stack:  resb    16384
.top:
buffer: resd    4
bss_end:
