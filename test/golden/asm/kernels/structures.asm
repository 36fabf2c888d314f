; Structures, local labels, string tables and a jump table: the pieces of a small monitor in 16-bit code.
        cpu     386
        org     0x100

struc   command
.name:          resb 8
.handler:       resw 1
.flags:         resb 1
                alignb 4
endstruc

struc   state, 0x40
.ax     resw 1
.bx     resw 1
.ip     resd 1
endstruc

%macro  COMMAND 2-3 0
        istruc  command
            at command.name,    db %1
            at command.handler, dw %2
            at .flags,          db %3
        iend
%endmacro

%macro  STRING 1+
        db      %%end - %%start
%%start: db     %1
%%end:
%endmacro

main:   mov     si, commands
        mov     cx, (commands.end - commands) / command_size
.search:
        push    cx
        mov     di, input
        mov     cx, 8
        push    si
        repe    cmpsb
        pop     si
        pop     cx
        je      .found
        add     si, command_size
        loop    .search
        mov     dx, unknown
        jmp     near error
.found: test    byte [si + command.flags], 1
        jnz     .privileged
        call    [si + command.handler]
        mov     [state.ax], ax
        mov     eax, [state.ip]
        jmp     main
.privileged:
        mov     dx, denied
        jmp     error

show:   mov     ax, state.bx
        ret
quit:   int     0x20
error:  mov     ah, 9
        int     0x21
        stc
        ret

        align   4
commands:
        COMMAND 'show', show
        COMMAND "quit", quit, 1
        COMMAND `tab\t`, main.found
.end:

unknown: STRING 'what?', 13, 10
denied:  STRING "not you", 13, 10, '$'
version: db     __NASM_MAJOR__ + '0', '.', "assembler"
jumps:   dw     show, quit, error, main.search
%strlen  length "hello"
         dw     length, jumps - commands
%substr  letter "abcdef" 3
         db     letter

section .bss
input:  resb    16
stack:  resw    128
