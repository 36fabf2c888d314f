;== 1
section .data
a: db 1
section .text
b: db 1
dd a-b
;== 2
section foo bar
;== 3
[bits 32
;== 4
align 8, db 5
;== 5
db 1
align 4
alignb 8
db 2
align 4,db 0xcc
;== 6
absolute 5
db 1
;== 7
db [5]
;== 8
section .text align=3
db 1
;== 9
db 1
align 3
db 2
;== 10
section .data
db 1
align 16
section .text
db 2
;== 11
[warning -orphan-labels]
foo
;== 12
[warning +all]
foo
;== 13
[default foo]
;== 14
org 5
org 6
;== 15
org foo
;== 16
org 4+4
dw $
;== 17
section a start=0x10
db 1
section b vstart=0x100
x: dw x
section .text
 db 9
dw section.a.start, section.b.vstart, section.b.start
;== 18
section a nobits
db 1
;== 19
a: section .data
b: db 1
;== 20
absolute 0x10
a: resb 4
b:
section .text
dw a,b,b-a
;== 21
section .bss
x: resb 4
section .text
dw x
;== 22
mov ax, section
;== 23
segment .text
db 1
;== 24
[section .data] ; foo
db 1
;== 25
 [ bits 32 ]
db __BITS__
;== 26
[foo bar]
;== 27
[foo
;== 28
[absolute foo]
foo:
;== 29
absolute x
x: resb 5
section .text
y:
;== 30
section .data
resb 3
db 1
;== 31
[cpu x64]
;== 32
[list -]
db 1
;== 33
section b2 nobits
x:resb 3
section .bss
y:resb 1
section b1 nobits
z:resb 5
section c
db 1
section .data
db 2
section .text
dw x,y,z
;== 34
section .bss
y:resb 1
section .data
times 9 db 2
section b1 nobits
z:resb 5
section c
db 1
section .text
dw y,z
;== 35
section .text
dw y
section b1 nobits
y: resb 3
section .data
times 16 db 1
;== 36
section .bss vstart=0x500
a:resb 3
section b1 nobits vfollows=.data
b:resb 5
section c follows=.data align=16 vstart=0x900
c:db 1
section .data valign=64
d:db 2
section e
e:db 1
section .text
dw a,b,c,d,e
;== 37
section c start=0x20
c:db 1
section .data start=0x10
d:db 2
section .text
dw c,d
;== 38
section .text start=4
db 1
section .text start=5
;== 39
section x align=4
section x align=8
db 1
;== 40
section .bss align=64
x: resb 1
section .text
dw x
;== 41
section .data vstart=0x100 align=32
x: dw x
section .text
org 0x7c00
dw x,$
section .data
dw $
;== 42
org 0x100
section .text align=512
db 1
dw $
;== 43
section .text
db 1
section a
db 2
section b follows=.text
db 3
section c
db 4
;== 44
section .data
alignb 16
resb 1
align 8
;== 45
mov ax,section.x.start
section x
db 1
;== 46
section a
db 1
section .text
dd section.a.length
;== 47
db 1
section .data
x: db 2
section .text
mov ax,x
mov eax,x
mov [x],al
lea si,[x+5]
dw x-$$
;== 48
align 16
db 1
align 8
db 2
align 4, db 0xAA
align 2
;== 49
absolute 0x1A
kb: resw 1
kbe: resw 16
section .text
mov ax,[kb]
mov bx,kbe
;== 50
bits 64
default rel
mov eax,[x]
mov eax,[abs x]
mov eax,[fs:x]
mov eax,[rax+x]
lea rax,[x]
mov rax,x
mov rax,[x+8]
call [x]
jmp [rel x]
default abs
mov eax,[x]
mov eax,[rel x]
x: dq x
;== 51
org 0x7c00
bits 16
jmp 0:start
start: mov si,msg
dw start, $, $$
msg db 'hi',0
times 510-($-$$) db 0
dw 0xaa55
;== 52
section .text start=0x100
a: nop
section .data follows=.text align=16
b: dw b,a
section .bss vstart=0x4000
c: resb 4
section .text
dw a,b,c
;== 53
section .stub start=0 vstart=0x600
s: dw s,$,$$
section .payload vstart=0x8000 align=512 follows=.stub
p: dw p,s
times 20 nop
;== 54
SECTION .text ALIGN=16
db 1
[SEGMENT .data align=32]
db 2
;== 55
[section .text]
[global foo]
[bits 32]
foo: [align 4]
;== 56
[org 0x100]
dw $
[default rel]
