;== 1
db __?float8?__(1.5)
;== 2
dd __?float32?__(1.5)+1
 dq __float64__(-2.5)
;== 3
extern x
dd x
;== 4
global x:function
x:
;== 5
common x 4
dd x
;== 6
static x
x:
;== 7
float daz
;== 8
map all
;== 9
bits 48
;== 10
warning off
;== 11
bits 16
bits 32
dw __BITS__
;== 12
use32
db __BITS__
;== 13
required x
x:
;== 14
default abs, bnd
;== 15
common x 4
;== 16
global a, b
extern c
a: b:
;== 17
cpu 386
bits 16
mov eax,1
cpu any
;== 18
mov eax, __?float32?__(1.5)
bits 64
mov rax, __float64__(3.14)
dq __?float80m?__(2.5)
dw __?float80e?__(2.5), __?bfloat16?__(1.5)
;== 19
incbin "nofile"
