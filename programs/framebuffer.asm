; framebuffer: text on the screen, by storing it in the memory that the display adapter shows.
;
; 80 x 25 cells of two bytes at physical B8000H: character, then colour. `--screen F` writes the screen to a file at
; the end; here the cells are read back and added up to prove that they are memory.
;
;   trapwalk run programs/framebuffer.asm --screen screen.txt
;
; No store to the screen exits: its memory is mapped, in the EPT from the start, in the shadow tables at the first touch
; of the page. Compare with the serial line, where each character exits.
;
; VM exits to expect, counted on paper:
;
;   reason          native  shadow  ept   why
;   IO_INSTRUCTION    -       29     29   line of 28 characters, debug exit
;   CR_ACCESS         -        3      -   CR4.PAE, CR3, CR0.PG
;   RDMSR, WRMSR      -      1, 1     -   IA32_EFER
;   EXCEPTION_NMI     -        6      -   hidden fills: text, data before paging; text, data, stack, screen after
;   EPT_VIOLATION     -        -      6   pages touched: text, data, stack, PML4, PDPT, PD
;   total             -       40     35

%include "include/x86.inc"
%include "include/boot.inc"
%include "include/serial.inc"

SCREEN          equ 0xB8000
COLUMNS         equ 80
ROWS            equ 25
BLUE            equ 0x1F00              ; bright white on blue, an empty cell to be
YELLOW          equ 0x1E                ; yellow on blue

        bits    32
        org     LOAD_ADDRESS

; ---- text: one page ----
NEW_PAGE text
        MULTIBOOT start, end

start:  ENTER_LONG_MODE pml4, main

        bits    64
main:   LOAD_DATA_SEGMENTS
        mov     esp, stack_top

        ; A blue screen,
        mov     edi, SCREEN
        mov     ecx, COLUMNS * ROWS
        mov     eax, BLUE | ' '
        rep     stosw

        ; a line of text in the middle of it,
        mov     edi, SCREEN + (ROWS / 2 * COLUMNS + (COLUMNS - greeting_length) / 2) * 2
        mov     rsi, greeting
        mov     ecx, greeting_length
        mov     ah, YELLOW
.next:  lodsb
        stosw
        dec     ecx
        jnz     .next

        ; a row of all the colours below it.
        mov     edi, SCREEN + ((ROWS / 2 + 2) * COLUMNS + (COLUMNS - 16) / 2) * 2
        mov     eax, 0x00DB             ; DBH: a full block, in colour 0
.colour:
        stosw
        inc     ah
        cmp     ah, 16
        jb      .colour

        ; Read it all back.
        mov     rsi, SCREEN
        mov     ecx, COLUMNS * ROWS * 2 / 8
        xor     ebx, ebx
.check: lodsq
        rol     rbx, 1
        add     rbx, rax
        dec     ecx
        jnz     .check

        PRINT   checksum
        call    print_hex
        PRINT   newline
        EXIT    0

        SERIAL_ROUTINES

; ---- data: one page ----
NEW_PAGE data
        GDT
        TEXT    greeting, "page tables all the way down"
        TEXT    checksum, "screen sum "
        TEXT    newline, 10

; ---- paging structures: three pages, assembled ready for use ----
NEW_PAGE pml4
        dq      pdpt + TABLE
NEW_PAGE pdpt
        dq      pd + TABLE
NEW_PAGE pd
        dq      0 + LEAF | LARGE        ; the first 2 MiB: the kernel and the screen
NEW_PAGE image_end

; ---- stack: one page, after the file ----
        absolute image_end
stack:          resb PAGE_SIZE
stack_top:
end:
