; Corners found by comparing random programs with nasm.
;== 1 corner
mov ax,foo[bx]
foo:
;== 2 corner
mov ax,es:foo
foo:
;== 3 corner
mov ax,es:foo[bx]
foo:
;== 4 corner
mov ax,5[bx]
;== 5 corner
mov word es:[bx],5
;== 6 corner
mov es:word [bx],5
;== 7 corner
les ax,es:[bx]
;== 8 corner
mov ax,foo+2[bx+si]
foo:
;== 9 corner
mov ax,[bx+si+2][di]
;== 10 corner
mov ax,bx[si]
;== 11 corner
mov ax,(bx)[si]
;== 12 corner
mov ax,foo[bx+1]
foo:
;== 13 corner
mov ax,es:ds
;== 14 corner
mov eax,es:bx
;== 15 corner
mov ax,ax:[bx]
;== 16 corner
mov ax,es:[ds:bx]
;== 17 corner
mov ax,[es:ds:bx]
;== 18 corner
mov ax,word [es:word bx]
;== 19 corner
bits 32
mov eax,[eax,ecx*2]
;== 20 corner
bits 32
mov eax,[eax+5,ecx]
;== 21 corner
bits 64
mov eax,[a32 foo]
foo:
;== 22 corner
bits 64
mov eax,[a64 foo]
foo:
;== 23 corner
bits 64
mov eax,[a32 rel foo]
foo:
;== 24 corner
bits 64
mov eax,[a32 rax]
;== 25 corner
bits 32
mov eax,[a16 foo]
foo:
;== 26 corner
mov:
dw mov
;== 27 corner
do: dec cx
jnz do
;== 28 corner
dup: db 5 dup (1), dup
;== 29 corner
dw 2 dup (dup),5
dup:
;== 30 corner
rex: dw rex
;== 31 corner
org 0x100
x: mov ax,-x
;== 32 corner
org 0x100
nop
x: mov ax,x*2
;== 33 corner
org 0x100
nop
x: mov ax,x*3-x
;== 34 corner
org 0x100
nop
x: mov ax,[bx-x]
;== 35 corner
org 0x7c00
times 300 nop
x: mov al,[bx-x]
;== 36 corner
org 0x100
nop
x: mov ax,[bx+x*2]
;== 37 corner
org 0x100
nop
x: mov ax,y-x
section .data
y: dw 5
;== 38 corner
org 0x100
nop
x: jmp 5:x*2
;== 39 corner
org 0x100
nop
x: push x*2
;== 40 corner
org 0x100
nop
x: nop
e equ y-x
dw e
section .data
db 1
y:
;== 41 corner
org 0x100
nop
x: nop
e equ -x
dw e
mov ax,e
;== 42 corner
org 0x100
nop
x: nop
dw y-x
section .data
y:
;== 43 corner
org 0x100
nop
x: nop
dw x-y
section .data
y:
;== 44 corner
bits 64
mov fs,qword [0]
mov qword [0],fs
mov [0],fs
mov fs,[0]
;== 45 corner
bits 64
mov fs,dword [0]
;== 46 corner
bits 32
mov eax,[edi+ebp+8]
mov eax,[edi+ebp+(3+1)*2]
mov eax,[edi+ebp+E1+2]
mov eax,[edi+ebp+E1*2]
E1 equ 3
;== 47 corner
bits 32
mov eax,[edi+4+ecx+4]
mov eax,[4+edi+4+ecx]
mov eax,[esi+edi+esi]
mov eax,[edi*1+eax+1+2]
mov eax,[edi+eax+(5==6)]
;== 48 corner
bits 32
lea eax,[nosplit edi+edi-3]
lea eax,[nosplit edi*2-3]
lea eax,[nosplit edi*2+1-3]
;== 49 corner
%rep 2, nolist
db 1
%endrep
;== 50 corner
%if 1 foo
db 1
%endif
;== 51 corner
%assign x 5 6
db x
;== 52 corner
%macro m 2+
db %1
db %2
%endmacro
m 5, {"a",1}, 2
;== 53 corner
%macro m 1+
db %1
%endmacro
m {1,2},{3,4}
;== 54 corner
%macro m 1-3+ 1,2,3,4
db %1
db %2
db %3
%endmacro
m 7
;== 55 corner
%macro m 1-*+ 1,2
db %1
db %2
db %0
%endmacro
m 7
;== 56 corner
%ifnum 1.5
db 1
%else
db 2
%endif
;== 57 corner
%define foo 5
%defalias bar foo
%define bar 6
db foo
;== 58 corner
%define foo 5
%defalias bar foo
%undef bar
%ifdef foo
db 1
%else
db 2
%endif
;== 59 corner
%define foo 5
%defalias bar foo
%aliases off
%define bar 7
db foo
;== 60 corner
%define foo(x) x+1
%defalias bar foo
db bar(3)
;== 61 corner
%define f(&x) x
%define v 5
db f(v), f(hello  world), f( a )
;== 62 corner
%define f(&&x) x
%define v 5
db f(v), f( 'a' )
;== 63 corner
%use fp
dd Inf,NaN,QNaN,SNaN,float32(1.5)
;== 64 corner
%use ifunc
db ilog2(8),ilog2fw(9), ilog2cw(9)
;== 65 corner
%if 0
%elif Q > 2
db 1
%else
db 2
%endif
db 6
;== 66 corner
%if 0
%elif Q > 2
db 1
%elif 1
db 2
%endif
db 6
;== 67 corner
%if Q > 2
db 1
%endif
;== 68 corner
%idefine baz 3
%define baz(a) a
db BAZ
db baz(5)
;== 69 corner
%define baz(a) a
%idefine baz 3
db baz
;== 70 corner
%idefine baz 3
%define BAZ 4
db baz,BAZ,Baz
;== 71 corner
absolute 100h
a: resb 5
b equ $
c equ $-$$
d equ $$
section .text
dw a,b,c,d
;== 72 corner
absolute 3
a: resb 1
alignb 8
b: resb 1
section .text
dw a,b
;== 73 corner
nop
y: absolute y
a: resb 5
alignb 8
b:
section .text
dw a,b
;== 74 corner
db __LINE__, \
 5
db __LINE__
;== 75 corner
fadd to st1
fsub to st1
fsubr to st2
fdiv to st1
fdivr to st1
fmul to st3
;== 76 corner
faddp to st1
;== 77 corner
dw 65536.0, 131071.0, 131072.0, 98304.0, 65520.0, 70000.0
;== 78 corner
dd 5e38, 3.5e38, 6.8e38, 6.9e38, 3.4028235677973366e38, 3.4028236e38
;== 79 corner
dq 2e308, 3.5e308,3.6e308, 1.7976931348623159e308
;== 80 corner
dd 16777219.0, -16777219.0, 16777223.0, 33554438.0
;== 81 corner
dq 9007199254740995.0,9007199254740999.0, 9007199254740999.00001
;== 82 corner
dd 0b1.01, 0x1.8, 0o1.4, 1.5e, 1.5e+, 0d1.5, 0t1.5
;== 83 corner
dt 1234567890123456789p, 1p, 0p
;== 84 corner
dd 1.000000178813934326171875000000000000000000000000001
;== 85 corner
dd 1.0000001788139343261718750000000000000000000000000001
;== 86 corner
default bnd
x: jmp x
call x
je x
ret
jecxz x
jmp near x
nobnd jmp near x
default nobnd
call x
