;== 1
a equ b+1
b equ 5
db a
;== 2
a equ l
 nop
l: dw a
;== 3
times (e-s) db 0
s: db 1,2
e:
;== 4
mov: nop
;== 5
db label
label:
;== 6
db a?
a? equ 5
;== 7
a:
b equ 5
.x: nop
 dw a.x
;== 8
x: db 1
x: db 2
;== 9
foo equ 5
foo equ 5
db foo
;== 10
foo equ 5
foo equ 6
;== 11
dd -x
x:
;== 12
dd x*2
x:
;== 13
dd x+y
x:
y:
;== 14
resb x
x:
;== 15
foo:bar: nop
;== 16
db x dup (1)
x equ 3
;== 17
dt x
x:
;== 18
db seg x
x:
;== 19
dw x wrt y
x:
y:
;== 20
a: times 2 db $-a
;== 21
foo: equ 5
db foo
;== 22
equ 5
;== 23
.x: db 1
dw .x
;== 24
$eax: db 1
 dw $eax
;== 25
..@a: db 1
.b: dw ..@a.b
;== 26
a: db 1
..@q: db 1
.b: dw a.b
;== 27
A: db 1
a: db 2
db A,a
;== 28
a: db 1
db __BITS__
db __NASM_MAJOR__, __?NASM_VER?__, __OUTPUT_FORMAT__
;== 29
a: db 1
db __BITS__
db __NASM_MAJOR__, __?NASM_VER?__
dd __NASM_VERSION_ID__
;== 30
lab: equ $
lab2 equ $+1
db lab2-lab
;== 31
dd 1.0, -1.0, "abc", x
x:
;== 32
x equ 5
mov al,x
x2 equ x*2+y
y equ 2
db x2
;== 33
times x db 1
x equ 3
;== 34
a: db 1
a.b: db 2
dw a.b
.c: dw a.c,a.b.c
;== 35
a: db 1
a.b: db 2
dw a.b
.c: dw a.b.c
;== 36
dd x-$, $-x
x:
;== 37
dw x/2
x:
;== 38
dw (x-$$)/2
nop
x:
;== 39
a equ 0
a2 equ -a
db !a, ~a&15
;== 40
; forward through equ
a equ b*2
b equ c+1
c equ 3
db a
;== 41
$mov: db 1
dw $mov
$$x: db 1
;== 42
label_without_colon
db 1
another db 2
third: fourth: db 3
;== 43
resb 2*4
buf: times 4 resb 2
db $-buf
;== 44
x: dd x
dd x+4, 4+x, x-x, (x)
dw x
db x
dq x
