; Sections, origins, branches, symbols in fields.
;== 1 sec1
section .text
start: mov ax,data1
section .data
data1: dw start, data2
section .bss
b1: resb 10
b2: resw 2
section .data
data2: dd b1, b2
section .text
mov bx,b2
jmp start
;== 2 sec-org
org 0x7c00
section .text
start: mov ax,data1
section .data
data1: dw start, $, $$
section .bss
b1: resb 10
section .text
mov si,b1
;== 3 sec-align
org 0x100
section .text
db 1
section .data align=16
db 2
section .foo align=32
db 3
section .bss align=64
x: resb 1
section .text
dw x
;== 4 sec-start
section .text start=0x100
db 1
section .data start=0x200
db 2
dw $$
;== 5 sec-vstart
org 0x7c00
section .text
mov ax,foo
section .data vstart=0x9000
foo: dw foo,$$,$
section .text
mov bx,foo
mov cx,section..data.start
mov dx,section..data.vstart
;== 6 sec-follows
section .text
db 1
section .a follows=.text
db 2
section .b follows=.text
db 3
;== 7 sec-follows2
section .text
db 1
section .a
db 2
section .b follows=.text
db 3
section .c
db 4
;== 8 sec-vfollows
section .text
db 1,2,3
section .a vstart=0x1000
db 2
x:
section .b vfollows=.a
y: db 3
section .c vfollows=.b align=16
z: dd x,y,z
section .bss vfollows=.c
w: resb 1
section .text
dd w
;== 9 sec-valign
org 0x100
section .text
db 1
section .a valign=64
a: dw a
section .b align=4 valign=256
b: dw b
;== 10 sec-nobits
section .text
dw foo
section .foo nobits
foo: resb 3
section .bar nobits align=8
bar: resb 1
section .baz progbits
dw bar
;== 11 sec-user
section .text
db 1
section mysec
db 2
section .data
db 3
section .rodata
db 4
section code
db 5
section .bss
q: resb 1
section .text
dw q
;== 12 sec-symbols
org 0x500
section .text
dd section..text.start, section..text.vstart
dd section.foo.start, section.foo.vstart
dd section..bss.start
section foo align=16 vstart=0x2000
db 1
section .bss
resb 1
;== 13 sec-diff
section .text
a: db 1
b: dw b-a
section .data
c: dw c-$$
d: dw d-c
section .text
times (b-a) db 9
;== 14 sec-crossdiff
section .text
a: db 1
section .data
c: dd c-a
;== 15 sec-crossdiff-legal
section .text
a: db 1
section .data
;== 16 sec-crossdiff2
section .text
a: db 1
dd c-$
mov ax,c-$$
section .data
c: db 1
;== 17 sec-jump
section .text
jmp foo
call foo
jmp short foo
section .other
foo: jmp near bar
section .text
bar:
;== 18 sec-jcc
bits 32
section .text
je foo
loop foo
section .other
foo: jne bar
section .text
bar:
;== 19 sec-rel64
bits 64
org 0x100000
section .text
lea rax,[rel foo]
mov rax,[rel foo]
mov rax,foo
mov eax,foo
lea rax,[foo]
section .data
foo: dq foo
lea rax,[rel bar]
section .text
bar:
;== 20 org-twice
org 5
org 6
;== 21 org-twice-legal
org 5
;== 22 org-late
db 1
x: dw x
org 0x100
;== 23 org-expr
a equ 0x100
org a+0x10
x: dw x,$,$$
;== 24 org-neg
org -1
x: dw x
;== 25 org-big
org 0x100000000
bits 64
x: dq x
mov rax,x
lea rax,[rel x]
mov eax,[rel x]
;== 26 org-high
bits 64
org 0xffffffff80000000
x: dq x
mov rax,x
mov rax,[x]
mov eax,[abs x]
lea rax,[rel x]
mov rdi,strict dword x
push x
;== 27 absolute
absolute 0x1a
kbuf_chr resw 1
kbuf_free resw 1
kbuf resw 16
section .text
mov ax,kbuf
dw kbuf_free, kbuf-kbuf_chr
;== 28 absolute-label
org 100h
jmp setup
resident: db 1,2,3
setup:
absolute setup
runtimevar1 resw 1
runtimevar2 resd 20
tsr_end:
section .text
mov ax,runtimevar2
dw tsr_end
mov dx,tsr_end-resident
;== 29 absolute-dollar
absolute 100h
a: resb 5
b equ $
c equ $-$$
section .text
dw a,b,c
;== 30 absolute-code
absolute 5
db 1
;== 31 absolute-code-legal
absolute 5
;== 32 absolute-alignb
absolute 3
a: resb 1
alignb 8
b: resb 1
section .text
dw a,b
;== 33 brackets
[bits 32]
[org 0x1000]
[section .text]
mov eax,x
[extern foo]
[global x]
x: db 1
[default rel]
[absolute 5]
y: resb 1
[segment .data]
db 5
;== 34 extern-bin
extern foo
global bar
bar: db 1
;== 35 extern-used
extern foo
dw foo
;== 36 extern-used-legal
extern foo
;== 37 extern-def
extern foo
foo: dw foo
;== 38 common
common x 4
;== 39 static
static foo
foo: dw foo
;== 40 global-type
global foo:function
foo:
;== 41 cpu
cpu 386
mov eax,1
cpu 8086
mov ax,1
;== 42 cpu-fail-legal
cpu 8086
;== 43 cpu-fail2
cpu 286
bits 16
mov fs,ax
pusha
;== 44 use
use32
mov eax,1
use16
mov ax,1
use64
mov rax,1
BITS 32
push eax
;== 45 default
bits 64
default rel
mov rax,[x]
default abs
mov rax,[x]
DEFAULT REL
mov rax,[x]
default bnd
jmp x
call x
ret
default nobnd
call x
x:
;== 46 bits-bad
bits 48
;== 47 section-bad-attr
section .text foo=5
section .data align=3
section .x start=zz
;== 48 section-bad-attr-legal
section .text foo=5
;== 49 section-attr-twice
section .text align=16
db 1
section .text align=32
db 2
;== 50 section-attr-conflict
section .a vstart=5
db 1
section .a vstart=6
db 1
;== 51 section-attr-conflict-legal
section .a vstart=5
db 1
db 1
;== 52 section-textbits
section .text nobits
;== 53 sec-overlap
section .a start=0
times 10 db 1
section .b start=5
db 1
;== 54 sec-gap
org 0
section .text
db 1
section .b start=0x20
db 2
section .c
db 3
;== 55 sec-start-label
section .text start=0x10
x: dw x
section .b
y: dw y
;== 56 sec-alignb
section .bss
a: resb 3
alignb 4
b: resd 1
align 16
c: resb 1
section .text
dw a,b,c
;== 57 sec-progbits-bss-legal
resb 3
db 5
;== 58 bss-data
section .bss
db 5
;== 59 sec-noorg-textmissing
section .data
x: dw x
;== 60 sec-empty-text
section .data align=16
x: dw x
section .rodata align=64
y: dw y
;== 61 boot
org 7c00h
bits 16
start: cli
xor ax,ax
mov ds,ax
mov si,msg
.loop: lodsb
or al,al
jz .done
mov ah,0eh
int 10h
jmp .loop
.done: hlt
jmp .done
msg: db 'Hello',0
times 510-($-$$) db 0
dw 0aa55h
;== 62 times-neg
org 7c00h
times 600 db 0
times 510-($-$$) db 0
;== 63 times-neg-legal
org 7c00h
times 600 db 0
;== 64 times-bss
section .bss
times 5 resb 2
a: resb 1
section .text
dw a
;== 65 jmpchain
%assign i 0
%rep 40
jmp l %+ i
je l %+ i
times 3 nop
%assign i i+1
%endrep
%assign i 0
%rep 40
l %+ i: nop
times 5 db 0x90
%assign i i+1
%endrep
;== 66 jmp-edge
jmp a
times 127 nop
a: jmp b
times 128 nop
b: je c
times 127 nop
c: je d
times 128 nop
d: 
;== 67 jmp-edge-back
a: times 126 nop
jmp a
b: times 127 nop
jmp b
c: times 126 nop
je c
d: times 127 nop
je d
;== 68 jmp32
bits 32
a: times 126 nop
jmp a
jmp word a
jmp dword a
jmp near a
jmp short a
call a
call word a
jmp b
je b
je near b
je short b
times 110 nop
b: jmp 0x10:a
jmp word 0x10:a
call 0x10:b
jmp dword 0x10:b
jmp far [eax]
jmp far word [eax]
call far dword [eax]
jmp [eax]
jmp word [eax]
jmp dword [eax]
jmp eax
jmp ax
call near [eax]
jmp near eax
;== 69 jmp32-legal
bits 32
a: times 126 nop
jmp a
jmp word a
jmp dword a
jmp near a
call a
call word a
jmp b
je b
je near b
je short b
times 110 nop
b: jmp 0x10:a
jmp word 0x10:a
call 0x10:b
jmp dword 0x10:b
jmp far [eax]
jmp far word [eax]
call far dword [eax]
jmp [eax]
jmp word [eax]
jmp dword [eax]
jmp eax
jmp ax
call near [eax]
jmp near eax
;== 70 jmp16
a: jmp a
jmp near a
jmp dword a
jmp near dword a
jmp word a
call a
call dword a
je near a
je dword a
jmp 0:a
jmp dword 0:a
jmp word 0:a
jmp far [bx]
jmp far dword [bx]
jmp far word [bx]
jmp [bx]
jmp word [bx]
jmp dword [bx]
call [bx]
call dword [bx]
call far dword [bx]
jmp ax
jmp eax
jmp 0x7c0:a
call far 0:5
jmp far 0:5
jmp far a
;== 71 jmp16-legal
a: jmp a
jmp near a
jmp dword a
jmp near dword a
jmp word a
call a
call dword a
je near a
jmp 0:a
jmp dword 0:a
jmp word 0:a
jmp far [bx]
jmp far dword [bx]
jmp far word [bx]
jmp [bx]
jmp word [bx]
jmp dword [bx]
call [bx]
call dword [bx]
call far dword [bx]
jmp ax
jmp eax
jmp 0x7c0:a
;== 72 jmp64
bits 64
a: jmp a
jmp near a
je near a
je a
call a
jmp rax
jmp [rax]
jmp qword [rax]
jmp far [rax]
jmp far dword [rax]
jmp far qword [rax]
jmp far word [rax]
call far qword [rax]
jmp qword a
jmp dword a
call qword a
call rax
call r8
jmp 0
call 0x1000
jmp 0x100000
loop a
loope a
jrcxz a
jecxz a
o16 call a
;== 73 jmp64-legal
bits 64
a: jmp a
jmp near a
je near a
je a
call a
jmp rax
jmp [rax]
jmp qword [rax]
jmp far [rax]
jmp far dword [rax]
jmp far qword [rax]
jmp far word [rax]
call far qword [rax]
jmp qword a
call qword a
call rax
call r8
jmp 0
call 0x1000
jmp 0x100000
loop a
loope a
jrcxz a
jecxz a
o16 call a
;== 74 jmp64bad
bits 64
jmp 8:5
;== 75 jmp64bad-legal
bits 64
;== 76 jmp64bad2
bits 64
jmp eax
;== 77 jmp64bad3
bits 64
call word a
a:
;== 78 jmp64bad3-legal
bits 64
a:
;== 79 mixed
bits 16
org 0x7c00
start: cli
lgdt [gdtr]
mov eax,cr0
or al,1
mov cr0,eax
jmp dword 8:pm
bits 32
pm: mov ax,10h
mov ds,ax
mov es,ax
mov esp,stack_top
call lm
jmp 18h:lm
bits 64
lm: mov rax,cr3
mov [rel x],rax
hlt
jmp $
align 8
gdt: dq 0, 0x00cf9a000000ffff, 0x00cf92000000ffff, 0x00af9a000000ffff
gdtr: dw gdtr-gdt-1
dd gdt
x: dq 0
section .bss
align 16
resb 4096
stack_top:
;== 80 multiboot
bits 32
MAGIC equ 0x1BADB002
FLAGS equ 1<<0 | 1<<1 | 1<<16
CHECK equ -(MAGIC+FLAGS)
org 0x100000
header:
align 4
dd MAGIC
dd FLAGS
dd CHECK
dd header, start, data_end, bss_end, entry
start:
entry: mov esp,stack+4096
push ebx
call main
cli
.hang: hlt
jmp .hang
main: mov edi,0xb8000
mov esi,msg
mov ah,7
.l: lodsb
test al,al
jz .e
stosw
jmp .l
.e: ret
section .data
msg: db "Hi",0
data_end:
section .bss
stack: resb 4096
bss_end:
;== 81 gdt-access
struc gdt_entry
.limit resw 1
.base resw 1
.basem resb 1
.access resb 1
.gran resb 1
.baseh resb 1
endstruc
%macro DESC 3
dw %2 & 0xffff
dw %1 & 0xffff
db (%1 >> 16) & 0xff
db %3 & 0xff
db ((%2 >> 16) & 0xf) | ((%3 >> 4) & 0xf0)
db %1 >> 24
%endmacro
DESC 0,0,0
DESC 0,0xfffff,0xc9a
DESC 0x12345678,0xfffff,0xc92
dw gdt_entry_size
;== 82 idt
bits 64
org 0x100000
%macro IDTE 1
dw (isr%1 - $$ + 0x100000) & 0xffff
dw 8
db 0
db 0x8e
dw ((isr%1 - $$ + 0x100000) >> 16) & 0xffff
dd (isr%1 - $$ + 0x100000) >> 32
dd 0
%endmacro
%assign i 0
%rep 32
isr%+i:
%if i = 8 || i = 10
%else
push 0
%endif
push i
jmp common
%assign i i+1
%endrep
common: add rsp,16
iretq
align 16
idt:
%assign i 0
%rep 32
IDTE i
%assign i i+1
%endrep
idtr: dw $-idt-1
dq idt
;== 83 idt-legal
bits 64
org 0x100000
%macro IDTE 1
dw (isr%1 - $$ + 0x100000) & 0xffff
dw 8
db 0
db 0x8e
dw ((isr%1 - $$ + 0x100000) >> 16) & 0xffff
dd (isr%1 - $$ + 0x100000) >> 32
dd 0
%endmacro
%assign i 0
%rep 32
isr%+i:
%if i = 8 || i = 10
%else
push 0
%endif
push i
%assign i i+1
%endrep
iretq
align 16
idt:
%assign i 0
%rep 32
IDTE i
%assign i i+1
%endrep
idtr: dw $-idt-1
dq idt
;== 84 label-shift
x: dw x >> 4
;== 85 label-and
x: dw x & 0xff
;== 86 label-mul
x: dw x*2
;== 87 label-neg
x: dw -x
;== 88 label-sum
x: dw x+x
;== 89 label-div
org 0x100
x: dw (x-$$)/2
;== 90 sec-in-times
times 3 dw foo
section .data
foo: times 2 dd $,foo
;== 91 relconst
bits 64
lea rax,[rel 0x100]
call [rel 0x100]
mov rax,[rel $+8]
mov rax,[$+8]
mov rax,[$$]
;== 92 bytelabel
bits 64
org 0x40
x: db x
mov al,x
mov byte [rax],x
add rax,x
push x
mov ax,x
imul eax,ebx,x
and rax,x
;== 93 imm-label
org 0x10
x: add ax,x
add bx,x
add bx,y-x
add bx,byte x
push x
push y-x
cmp byte [bx],x
mov al,y-x
sub sp,y-x
y:
;== 94 imm-fwd
add ax,k
add bx,k
push k
imul cx,k
mov bx,[si+k]
mov bx,[bp+k]
shl ax,k
k equ 5
;== 95 imm-fwd32
bits 32
add eax,k
add ebx,k
push k
imul ecx,k
mov ebx,[esi+k]
mov ebx,[ebp+k]
shl eax,k
shl ebx,one
mov ecx,[edx+m]
add ecx,m
k equ 5
m equ 0x1234
one equ 1
;== 96 imm-fwd64
bits 64
add rax,k
mov rax,k
mov rbx,m
mov rcx,n
push k
push m
imul rcx,k
mov rbx,[rsi+k]
mov rbx,[rbp+m]
shl rax,k
shl rbx,one
k equ 5
m equ 0x12345678
n equ 0x123456789a
one equ 1
;== 97 disp-diff
bits 32
mov eax,[ebx+b-a]
mov eax,[ebx+c-a]
a: times 10 nop
b: times 120 nop
c:
;== 98 neg-imm
bits 32
add eax,-128
add eax,-129
add eax,0xffffff80
add eax,0xffffff7f
add ax,0xff80
add ax,-1
cmp eax,0xffffffff
push -1
push 0xffffffff
push 0x80
push -128
push -129
and eax,~3
mov eax,~3
imul eax,eax,-128
imul eax,eax,0xffffff80
sub esp,-128
or byte [eax],0x80
or al,-1
or al,0xff
add word [eax],0xffff
add dword [eax],0xffffffff
;== 99 range-warn
mov al,256
mov al,-129
mov ax,65536
mov ax,-32769
add al,256
mov byte [bx],300
out 256,al
int 256
push 65536
enter 65536,256
ret 65536
db 256
;== 100 range-warn64
bits 64
mov eax,0x100000000
mov eax,-0x80000001
add rax,0x80000000
add rax,0x123456789
mov qword [rax],0x80000000
push 0x80000000
push 0x123456789
mov [rax+0x80000000],al
mov [rax+0x123456789],al
mov rax,[0x80000000]
mov rax,[0xffffffff80000000]
cmp qword [rax],0xffffffff
;== 101 shortrange
jmp short x
times 200 nop
x:
;== 102 shortrange-legal
times 200 nop
x:
;== 103 loop-range
x: times 200 nop
loop x
;== 104 loop-range-legal
x: times 200 nop
;== 105 jecxz-range
bits 32
jecxz x
times 200 nop
x:
;== 106 jecxz-range-legal
bits 32
times 200 nop
x:
