;== 1
%macro foo 0-*
 db %0
%endmacro
foo
foo a
foo a,
foo a, 
foo ,
foo {a,b},c
;== 2
%macro foo 0-*
 db %0
%endmacro
foo ;x
foo a ; b,c
;== 3
%define x 5
%macro m 1
db %1
%endmacro
m x
;== 4
%macro m 2
%1_%2: db 1
%1%2: db 2
%endmacro
m a, b
db a_b, ab
;== 5
%define foo bar
bar equ 6
%macro m 1
 db %1oo
%endmacro
 m f
;== 6
%rep 3
%assign j 1
db j
%endrep
;== 7
%macro m 1-*
%rep %0
 db %1
%rotate 1
%endrep
%endmacro
m 1,2,3
;== 8
%macro m 0
j%-1 $
%endmacro
m
;== 9
%macro m 1
j%-1 $
%endmacro
m ne
;== 10
%macro m 1
%%a: db %%a
dw "%%a"
%endmacro
m 1
m 2
;== 11
%macro push 1
 db 0xAA
 push %1
%endmacro
 push ax
;== 12
%push foo
%define %$x 5
%$l: db %$x, %$l
%push
%define %$x 6
db %$$x, %$x
%pop
%ifctx foo
db 9
%endif
%pop foo
;== 13
%ifmacro foo 1
%else
db 1
%endif
%macro foo 1-2
%endmacro
%ifmacro foo 1
db 2
%endif
%ifmacro foo
db 3
%endif
%ifmacro foo 3
db 4
%endif
%ifmacro foo 2+
db 5
%endif
;== 14
%macro m 1+
db %1
%endmacro
m 1,2,3
;== 15
%macro m 1-2+ 9
db %1, %2
%endmacro
m 1
m 1,2,3
;== 16
%macro m 0-1
db %0
%ifempty %1
db 0xee
%endif
%endmacro
m
m 5
;== 17
%macro m 3
db %{1:2}, %{3:1}, %{-1:-1}
%endmacro
m 1,2,3
;== 18
%macro m 0
db __LINE__
%endmacro
db __LINE__
m

m
;== 19
%macro m 1
%1: db %00x
%endmacro
foo m x
;== 20
%macro m 1
%1: db %00
%endmacro
foo m foo
;== 21
%macro m 0
db 1
%endmacro
foo: m
db foo
;== 22
%macro m 1
%exitmacro
db 1
%endmacro
m 5
db 3
;== 23
%rep 5
db 1
%exitrep
db 2
%endrep
db 4
;== 24
%assign i 0
%rep 5
%if i==2
%exitrep
%endif
db i
%assign i i+1
%endrep
db 4
;== 25
%rmacro m 1
%if %1
db %1
 m %1-1
%endif
%endmacro
m 3
;== 26
%macro m 1
%if %1
db %1
 m %1-1
%endif
%endmacro
m 3
;== 27
%macro m 1
db 1
;== 28
%rep -1
db 1
%endrep
db 2
;== 29
%macro m 1
%endmacro
%macro m 1
 db 4
%endmacro
m 1
;== 30
%macro m 2
db 1
%endmacro
m 1
;== 31
%macro m 1-2 5
db %2
%endmacro
m 1
;== 32
%macro m 1-3 5, {6,7}
db %2,%3
%endmacro
m 1
;== 33
%macro bits 1
 db %1
%endmacro
bits 5
;== 34
%macro m 0
%macro %%n 0
%endmacro
%endmacro
m
;== 35
%macro mk 1
%macro %1 0
 db 7
%endmacro
%endmacro
mk foo
foo
;== 36
section .data
%macro w 0
[section .text]
db 1
__SECT__
%endmacro
db 2
w
db 3
;== 37
%macro m 1
 db %1
%endm
m 1
;== 38
%imacro Mm 0
 db 8
%endmacro
mM
;== 39
%unmacro m 1
%macro m 1
%endmacro
%unmacro m 1
m 1
;== 40
%macro r 2
db %1
%rotate -1
db %1
%endmacro
r 1,2
;== 41
%rep 2
m%+__LINE__: db 1
%endrep
;== 42
%macro foo 0
db "%?", %?x
%endmacro
foox equ 5
foo
;== 43
%imacro foo 1
%ifidn %?,FOO
db %1
%endif
db __?LINE?__
%endmacro
FOO 3
foo 4
;== 44
%macro multi 1-*
%assign %%n 0
%rep %0
%assign %%n %%n+%1
%rotate 1
%endrep
db %%n
%endmacro
multi 1,2,3
multi 4
;== 45
%macro retz 0
jnz %%skip
ret
%%skip:
%endmacro
retz
retz
;== 46
%macro writefile 2+
jmp %%endstr
%%str: db %2
%%endstr:
mov dx,%%str
mov cx,%%endstr-%%str
mov bx,%1
mov ah,0x40
int 0x21
%endmacro
writefile [0x80],"hello: ",13,10
writefile 5,"x"
;== 47
%macro proc 1
%push proc
%1:
%define %$name %1
%endmacro
%macro endproc 0
%$name %+ _end:
%pop
%endmacro
proc foo
nop
endproc
db foo_end-foo
;== 48
%macro isr 1
isr%1:
%if %1 == 8 || (%1 >= 10 && %1 <= 14)
%else
push byte 0
%endif
push byte %1
jmp common
%endmacro
bits 32
%assign i 0
%rep 32
isr i
%assign i i+1
%endrep
common: iret
idt:
%assign i 0
%rep 32
dd isr%+i
%assign i i+1
%endrep
;== 49
%macro x 2
%ifnum %1
db 1
%elifstr %1
db 2
%elifid %1
db 3
%endif
%ifempty %2
db 0
%endif
%endmacro
x 5,
x "a",b
x foo,
;== 50
%macro dflt 1-3 7, 8
db %1,%2,%3
%endmacro
dflt 1
dflt 1,2
dflt 1,2,3
;== 51
%macro die 0-1+ "Painful program death has occurred."
db %0
db %1
%endmacro
die
die "a","b"
;== 52
%assign n 0
%macro label 0
%assign n n+1
lab_%[n]:
%endmacro
label
label
db lab_2-lab_1, n
;== 53
%macro m 1
%define %1_def 5
db %1_def
%endmacro
m abc
db abc_def
;== 54
%rep 3
%rep 2
db 1
%endrep
db 2
%endrep
;== 55
%assign i 0
%rep 10
%assign j 0
%rep 10
%if i*j == 12
%exitrep
%endif
db i*10+j
%assign j j+1
%endrep
%assign i i+1
%endrep
;== 56
%macro outer 1
%macro inner_%1 1
db %1, %%x
%%x:
%endmacro
%endmacro
outer 3
inner_3 4
;== 57
%macro a 1
b %1, 2
%endmacro
%macro b 2
c %1, %2, 3
%endmacro
%macro c 3
db %1,%2,%3
%endmacro
a 1
;== 58
%macro m 1-*
db %{1:-1}
db %{2:-1}
db %{-1:1}
%endmacro
m 1,2,3
;== 59
%macro m 2
db %1
db %2
%endmacro
m {1,2}, {3,4}
;== 60
%macro m 1.nolist
db %1
%endmacro
m 5
db 6
;== 61
%if 0
don't care about "quotes
%if 1
%endif
%macro
%else
db 5
%endif
;== 62
%macro m 0
%00: db 1
%endmacro
foo m
db foo
;== 63
%macro m 1
mov eax, %1
%endmacro
bits 32
m [ebx + 4]
m dword [ebx]
m 5
;== 64
%macro SAVE 1-*
%rep %0
push %1
%rotate 1
%endrep
%endmacro
%macro RESTORE 1-*
%rep %0
%rotate -1
pop %1
%endrep
%endmacro
bits 64
SAVE rax, rbx, rcx
RESTORE rax, rbx, rcx
;== 65
%macro m 1-2
db %0
%endmacro
m 5,
;== 66
%macro m 1
db %0
%endmacro
m ,
m 5,
;== 67
%macro m 1
db 1
%endmacro
%macro m 2
db 2
%endmacro
m 5,
;== 68
%macro m 2-*
db %0
%endmacro
m 5,
m 5,6,
m 5,6,,
;== 69
%macro q 0
%exitrep
db 3
%endmacro
%rep 3
db 1
%if 1
q
%endif
db 2
%endrep
db 4
