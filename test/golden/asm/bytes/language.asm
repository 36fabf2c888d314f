; The language: layout, constants, strings, expressions, addresses.
;== 1 labels1
start: mov ax,1
nocolon
nocolon2 mov bx,2
.loc: inc ax
.loc2 dec ax
jmp .loc
other:
.loc: jmp start.loc
jmp .loc
..@special: jmp .loc
jmp ..@special
dw start,other,start.loc2,other.loc,..@special
;== 2 labels1-legal
start: mov ax,1
nocolon
nocolon2 mov bx,2
.loc: inc ax
.loc2 dec ax
jmp .loc
other:
;== 3 labels-chars
_a?b$c#d@e~f.g: nop
_?x:: 
;== 4 labels-chars-legal
_a?b$c#d@e~f.g: nop
;== 5 labels-ok
_a?b$c#d@e~f.g: nop
?x: dw ?x
@y: dw @y
Foo: dw foo
foo: dw Foo
.a.b: dw Foo.a.b
;== 6 labels-ok-legal
_a?b$c#d@e~f.g: nop
?x: dw ?x
@y: dw @y
Foo: dw foo
foo: dw Foo
;== 7 dollarname
$eax: mov ax,$eax
dw $eax
$mov equ 5
db $mov
dw $$-$
;== 8 numbers
dw 200, 0200, 0200d, 0d200, 0c8h, $0c8, 0xc8, 0hc8, 310q, 310o, 0o310, 0q310, 11001000b, 1100_1000b, 1100_1000y, 0b1100_1000, 0y1100_1000, 200t, 0t200
dd 1_000_000, 0xdead_beef, 0FFFF_0000h, $1234_5678, 1010_b
dq 0x123456789abcdef0, 18446744073709551615, -1, 0ffffffffffffffffh, 0x8000000000000000
dw 1e3h, 1d, 0b1, 0bh, 0dh, 0d1h, 0b1h, 0x1b, 0x1d, 1bh, 10h, 10b, 10d,10y
;== 9 charexpr
db 'a'+1,'a'-'b','a'*2
dw 'ab'+1
dd 'a' << 8, 'abcd' & 0xff, ~'a'
dt 'hello'
ddq 'x'
;== 10 charexpr-legal
db 'a'+1,'a'-'b','a'*2
dw 'ab'+1
dd 'a' << 8, 'abcd' & 0xff, ~'a'
dt 'hello'
;== 11 backquotes
db `\n\r\t\a\b\f\v\e\0\\\'\"\`\?`
db `\x41\x4g\101\60\7\377\1234`
db `\u263a\U0001f600`
dw `\u263a`
db `a\nb`,0
;== 12 utf
dw __?utf16?__('hello'), __?utf16le?__(`\u20ac`), __?utf16be?__('ab')
dd __?utf32?__('hi'), __?utf32be?__('hi'), __?utf32le?__(`\U0001f600`)
dw __utf16__('old')
dd __utf32__('old')
db __?utf16?__('ab')
dw __?utf16?__(`\U0001f600`)
;== 13 utfmov
mov ax,__?utf16?__('a')
%define u(x) __?utf16?__(x)
dw u('C:\WINDOWS'), 0
;== 14 floats
dd 1.2, -1.2, +1.5, 1.e10, 1e10, 1.5e-10, 0x1p4, 0x1.8p1, 1.0, 0.0, -0.0, 1.e+10
dq 1.2, 3.141592653589793, 1e300, 1e-300, 0x1.921fb54442d18p+1, 1.e+4000
dt 1.2, 3.141592653589793238462, 1e4000, -2.5
dw 1.0, 0.5, -2.0, 65504.0
do 1.5, 3.14
;== 15 floatspecial
dd __?Infinity?__, -__?Infinity?__, __?NaN?__, __?QNaN?__, __?SNaN?__
dq __?Infinity?__, __?NaN?__, __?SNaN?__
dt __?Infinity?__, __?NaN?__, -__?SNaN?__
dd __Infinity__, __NaN__
do __?Infinity?__
;== 16 floatfuncs
mov ax,__?float16?__(1.5)
mov eax,__?float32?__(3.14)
dd __?float32?__(3.14), __?float32?__(-1.0)
dq __?float64?__(3.14)
dw __?float16?__(1.0)
dq __?float80m?__(1.0)
dw __?float80e?__(1.0)
dq __?float128l?__(1.5), __?float128h?__(1.5)
db __?float8?__(1.5)
dw __?bfloat16?__(1.5)
dd __float32__(2.5)
;== 17 floatpacked
dt 12_345_678_901_245_678p
dt -12_345_678_901_245_678p
dt +0p33
dt 33p
dt 0p12345
;== 18 floatdenorm
dd 1e-40, 1e-45, 1.4e-45, 1e39, 3.4028235e38, 3.4028236e38
dq 4.9e-324, 2.2250738585072014e-308, 1e-310, 1.7976931348623157e308
dt 1e-4940, 3.6e-4951
dw 6e-8, 6.1e-5, 65520.0
dd 16777217.0, 16777219.0, 0.1, 0.3
;== 19 floathexoct
dd 0x1.8p0, 0b1.1p1, 0o1.4p1, 1.8hp0
dd 0x.8p0, 0x1p-1, 0x1.ffffffp0
;== 20 floathexoct-legal
dd 0x.8p0, 0x1p-1, 0x1.ffffffp0
;== 21 dbvariants
db 0x55
db 0x55,0x56,0x57
db 'a',0x55
db 'hello',13,10,'$'
dw 0x1234
dw 'a'
dw 'ab'
dw 'abc'
dd 0x12345678
dd 1.234567e20
dq 0x123456789abcdef0
dq 1.234567e20
dt 1.234567e20
;== 22 db-range
db 255,256,-128,-129,-1
dw 65535,65536,-32768,-32769
dd 0xffffffff,0x100000000,-1,-0x80000000
dq 0xffffffffffffffff
;== 23 dup
db 33
db (44)
db %(44,55,66)
db %('XX','YY')
db ('AA')
db 13 dup ('A','B')
db 4 dup (33)
db 4 dup (33, 34)
db 4 dup (33,34,5 dup ('b'))
db 33, (44)
db 2 dup (1, 2 dup (3,4), %(5,6))
dw %(0x1234,byte 5),7
db 4 dup 33
dw 2 dup ('abc')
;== 24 dup2
db 5 dup (?)
db ?
dw ?, 1, ?
dd 3 dup (?)
db 5 dup (1,?)
db 10 dup (0)
db 2 dup ('ab',?),dword 5, word ?
;== 25 dup-type
dd byte 5, word 6, qword 7
db dword 0x12345678
dw byte %(1,2,3)
;== 26 db-section
section .text
db 1
section .data
dw 2
section .bss
resb 4
;== 27 resb
section .bss
a: resb 64
b: resw 1
c: resq 10
d: rest 1
e: resd 3
f: reso 1
g: resy 1
h: resz 1
i: db ?
j: dw ?,?
k:
section .text
dw b-a,c-a,d-a,e-a,f-a,g-a,h-a,i-a,j-a,k-a
;== 28 resb-text
db 1
resb 3
db 2
resw 2
dd 3
resd 1
;== 29 times
zerobuf: times 64 db 0
buffer: db 'hello, world'
 times 64-$+buffer db ' '
times 3 movsb
times 2 times 3 db 1
times 0 db 5
times 510-($-$$) db 0
dw 0xaa55
;== 30 times-label
times 4 dw $-zz
zz: times 4 dw $
lab times 3 db 1,2
a times 2 mov ax,bx
;== 31 equ
message db 'hello, world'
msglen equ $-message
a equ 5
b equ a+3
c equ later
later equ 9
mov ax,msglen
mov ax,c
mov ax,[b]
.loc equ 7
db .loc, message.loc
;== 32 equ2
x equ $
y equ $$
z equ message
w equ z+2
db 1,2,3
message: db 0
dw x,y,z,w
;== 33 equ-addr
a equ 0x1000
mov al,[a]
b equ a*2
mov [b],al
far equ 5:6
;== 34 equ-addr-legal
a equ 0x1000
mov al,[a]
b equ a*2
mov [b],al
;== 35 seg-equ
f equ 0x1234:0x5678
;== 36 expr-ops
dd 1|2, 1^3, 3&2, 1<<4, 256>>4, 5+3, 5-3, 5*3, 7/2, -7//2, 7%3, -7%%3, -5, +5, ~5, !5, !0
dq -1>>4, -1>>>4, 1<<63, 1<<64, 1<<65, -8>>>1, 5<<<2
dd 1||0, 0||0, 1&&1, 1&&0, 1^^1, 1^^0
dd 1=1, 1==2, 1!=2, 1<>1, 1<2, 2<=2, 2>=3, 2>1, 1=<2, 3=>1
dd 5<=>3, 3<=>5, 3<=>3
dd 1?2:3, 0?2:3, (1?0:5)+1
dd 1+2*3, (1+2)*3, 1<<2+3, 1|2^3&4, 10-5-2, 100/10/2, - -5, ~-1, -~1
;== 37 expr-ops-legal
dq -1>>4, -1>>>4, 1<<63, 1<<64, 1<<65, -8>>>1, 5<<<2
dd 1||0, 0||0, 1&&1, 1&&0, 1^^1, 1^^0
dd 5<=>3, 3<=>5, 3<=>3
dd 1+2*3, (1+2)*3, 1<<2+3, 1|2^3&4, 10-5-2, 100/10/2, - -5, ~-1, -~1
;== 38 expr-mix
a equ 10
dw a+$, $-$$, ($-$$)*2, a<<1
dq -7/2, -7%3
dd 0x7fffffff+1, 0-1
dd 1 < 2 && 3 > 2, !(1==2), 1 + !0
;== 39 expr-mix-legal
a equ 10
dw a+$, $-$$, ($-$$)*2, a<<1
dd 0x7fffffff+1, 0-1
dd 1 < 2 && 3 > 2, !(1==2), 1 + !0
;== 40 ilog
db __?ilog2e?__(8), __?ilog2w?__(9), __?ilog2f?__(9), __?ilog2c?__(9), __?ilog2cw?__(0), __?ilog2fw?__(0)
;== 41 ilog-bad
db __?ilog2e?__(9)
;== 42 critical-fwd
times (label-$) db 0
label: db 'here'
;== 43 critical-fwd-legal
label: db 'here'
;== 44 critical-fwd2
times (label-$+1) db 0
label: db 'x'
;== 45 critical-fwd2-legal
label: db 'x'
;== 46 critical-resb
resb fwd
fwd equ 4
;== 47 critical-if
%if lbl > 0
db 1
%endif
lbl:
;== 48 critical-if-legal
db 1
lbl:
;== 49 if-label-before
db 1,2,3
lbl:
%if lbl-$$ > 2
db 1
%else
db 2
%endif
%assign q lbl-$$
db q
times lbl-$$ db 9
;== 50 strict-16
bits 16
push strict byte 5
push strict word 5
push strict dword 5
;== 51 strict-32
bits 32
push strict byte 5
push strict word 5
push strict dword 5
;== 52 strict-64
bits 64
push strict byte 5
push strict word 5
push strict dword 5
;== 53 strict32
bits 32
add eax,strict dword 5
add eax, strict byte 5
push strict dword 33
push strict qword 5
;== 54 strict32-legal
bits 32
add eax,strict dword 5
add eax, strict byte 5
push strict dword 33
;== 55 seg-wrt
mov ax, seg foo
foo:
;== 56 seg-wrt-legal
foo:
;== 57 wrt
mov ax, foo wrt seg bar
foo:
bar:
;== 58 wrt-legal
foo:
bar:
;== 59 addr16
mov ax,[bx] 
mov ax,[bx+si]
mov ax,[si+bx]
mov ax,[bp+di+0x10]
mov ax,[bp]
mov ax,[bx+0x1000]
mov ax,[wordvar]
mov ax,[wordvar+1]
mov ax,[es:wordvar+bx]
mov ax,[bp+si-1]
mov ax,[di-128]
mov ax,[di+127]
mov ax,[di+128]
wordvar dw 123
;== 60 addr32
bits 32
mov eax,[ebx*2+ecx+offset1]
mov ax,[bp+di+8]
mov eax,[eax*5]
mov eax,[eax*9]
mov eax,[eax*3+4]
mov eax,[eax*2-4]
mov eax,[esp]
mov eax,[esp+ebx*4]
mov eax,[ebx*4+esp]
mov eax,[eax+esp]
mov eax,[eax+ecx]
mov eax,[ecx+eax]
mov eax,[eax*1+ecx]
mov eax,[ecx+eax*1]
mov eax,[eax*2+eax]
mov eax,[ebp+ebx]
mov eax,[ebx+ebp]
mov eax,[ebx*1+ebp]
mov eax,[ebp*1]
mov eax,[ebp*2]
mov eax,[nosplit ebp*2]
mov eax,[nosplit eax*1]
mov eax,[nosplit eax*2+5]
mov eax,[dword 5]
mov eax,[word 5]
mov eax,[byte eax+5]
mov eax,[dword eax+5]
mov eax,[eax+eax-eax]
mov eax,[2*eax+eax*2]
mov eax,[eax+4*(ecx+2)]
mov eax,[(eax+ecx)*1+5]
mov eax,[eax*8-eax]
offset1 equ 0x12345678
;== 61 addr32-legal
bits 32
mov eax,[ebx*2+ecx+offset1]
mov ax,[bp+di+8]
mov eax,[eax*5]
mov eax,[eax*9]
mov eax,[eax*3+4]
mov eax,[eax*2-4]
mov eax,[esp]
mov eax,[esp+ebx*4]
mov eax,[ebx*4+esp]
mov eax,[eax+esp]
mov eax,[eax+ecx]
mov eax,[ecx+eax]
mov eax,[eax*1+ecx]
mov eax,[ecx+eax*1]
mov eax,[eax*2+eax]
mov eax,[ebp+ebx]
mov eax,[ebx+ebp]
mov eax,[ebx*1+ebp]
mov eax,[ebp*1]
mov eax,[ebp*2]
mov eax,[nosplit ebp*2]
mov eax,[nosplit eax*1]
mov eax,[nosplit eax*2+5]
mov eax,[dword 5]
mov eax,[word 5]
mov eax,[byte eax+5]
mov eax,[dword eax+5]
mov eax,[eax+eax-eax]
mov eax,[2*eax+eax*2]
mov eax,[eax+4*(ecx+2)]
mov eax,[(eax+ecx)*1+5]
offset1 equ 0x12345678
;== 62 mib32
bits 32
mov eax,[eax,ecx*2]
mov eax,[eax+5,ecx]
;== 63 addr64
bits 64
mov rax,[rip]
;== 64 addr64-legal
bits 64
;== 65 addr64b
bits 64
default rel
mov rax,[foo]
mov rax,[abs foo]
mov rax,[rel foo]
mov rax,[foo+rbx]
mov rax,[fs:foo]
mov rax,[gs:foo]
mov rax,[rel fs:foo]
mov rax,[fs:rel foo]
mov rax,[es:foo]
mov rax,[qword foo]
mov rax,[abs qword foo]
mov rax,[rel qword foo]
mov eax,[dword foo]
mov eax,[abs dword foo]
mov eax,[rel dword foo]
mov al,[0x1000]
mov al,[rel 0x1000]
mov al,[abs 0x1000]
mov rax,[fs:0x30]
mov rax,[gs:0x30]
mov rax,[abs gs:0x30]
mov [foo],rax
mov byte [foo],5
mov dword [foo],5
cmp qword [foo],100
lea rsi,[foo]
call [foo]
jmp [foo]
push qword [foo]
foo: dq 0
;== 66 addr64c
bits 64
mov rax,[foo]
mov rax,[rel foo]
lea rax,[rel foo+8]
lea rax,[foo]
mov rax,foo
mov eax,foo
mov ax,foo
lea rax,[rel $]
mov eax,[a32 foo]
mov eax,[a64 foo]
mov rax,[a32 rel foo]
a32 mov eax,[foo]
foo:
;== 67 movabs
bits 64
mov al,[qword 0x1122334455667788]
mov ax,[qword 0x1122334455667788]
mov eax,[qword 0x1122334455667788]
mov rax,[qword 0x1122334455667788]
mov [qword 0x1122334455667788],rax
mov rbx,[qword 0x1122334455667788]
mov rax,[0x1122334455667788]
;== 68 contin
mov ax, \
   5
db 1,2, \
3,4 \
,5
; comment \
db 7
db 8
;== 69 comments
mov ax,1 ; comment
; whole line
   ; indented
mov bx,2;no space
db ';' ; semicolon in string
db "a;b",';'
label: ; just label
;== 70 nonewline
db 1
;== 71 case
MOV AX,BX
Mov Eax,[EBX]
DB 1
TIMES 2 DB 2
EQU2 EQU 5
BITS 32
mov EAX,0X10
mov eax,0B1
mov eax,10H
mov eax,0FFh
DD 1.5E3
;== 72 prefixes
lock inc word [bx]
rep movsb
repe cmpsb
repz cmpsb
repne scasb
repnz scasb
es mov ax,[bx]
cs lodsb
a32 lodsb
o32 movsw
a16 lodsb
o16 lodsw
es
lock
rep
a32
wait
fwait
es es mov al,[bx]
rep lodsb
times 2 rep movsb
lab: rep movsb
lock xchg ax,[bx]
xacquire lock inc word [bx]
;== 73 prefix64
bits 64
o64 push rax
rex.w push rax
rex push rax
rex.wrxb nop
o16 push rax
es mov rax,[rbx]
fs mov rax,[rbx]
bnd jmp foo
bnd ret
foo:
a32 movsb
a32 rep movsq
a32 loop foo
loop foo,ecx
loop foo,rcx
o16 nop
lock add [rax],eax
xacquire lock add [rax],eax
xrelease mov [rax],eax
;== 74 emptylines


   
	
db 1
	 ; x
;== 75 tab
	mov	ax , 	bx	;	tab
label	:	db	1	,	2
;== 76 segover-16
bits 16
mov ax,[es:0x10]
mov ax,[cs:0x10]
mov ax,[ss:0x10]
mov ax,[ds:0x10]
mov ax,[fs:0x10]
mov [gs:0x10],ax
es mov ax,[0x10]
mov ax,es:[0x10]
;== 77 segover-32
bits 32
mov ax,[es:0x10]
mov ax,[cs:0x10]
mov ax,[ss:0x10]
mov ax,[ds:0x10]
mov ax,[fs:0x10]
mov [gs:0x10],ax
es mov ax,[0x10]
mov ax,es:[0x10]
;== 78 segover-64
bits 64
mov ax,[es:0x10]
mov ax,[cs:0x10]
mov ax,[ss:0x10]
mov ax,[ds:0x10]
mov ax,[fs:0x10]
mov [gs:0x10],ax
es mov ax,[0x10]
mov ax,es:[0x10]
;== 79 segover-outer-16
bits 16
es mov al,[0x10]
cs lodsb
fs movsb
movsb
gs cmpsw
;== 80 segover-outer-32
bits 32
es mov al,[0x10]
cs lodsb
fs movsb
movsb
gs cmpsw
;== 81 segover-outer-64
bits 64
es mov al,[0x10]
cs lodsb
fs movsb
movsb
gs cmpsw
;== 82 numeric-bad
db 0b12
;== 83 numeric-bad2
db 12ab
;== 84 numeric-bad3
dw 0xg
;== 85 longstr
db 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
;== 86 nonascii
db 'é',"ü",`ñ`
; commentaire é
dw 'é'
étiquette: dw étiquette
;== 87 instr-label-colon
mov: 
dw mov
;== 88 not-x
dd ~0, !1, -0
db !'a'
;== 89 here
jmp $
jmp $+2
jmp short $+5
dw $,$$
mov ax,$
call $
;== 90 equ-here
a: equ $+2
jmp a
mov ax,a
;== 91 ternary
db 1 ? 2 : 3
mov ax, (5>3) ? 1 : 2
;== 92 neg-shift
dd 1<<-1
dd 1>>70
;== 93 divzero
db 1/0
;== 94 incbin
incbin "pattern.inc"
incbin "pattern.inc",100
incbin "pattern.inc",100,16
incbin 'pattern.inc',250,100
x: incbin `pattern.inc`,0,4
times 2 incbin "pattern.inc",5,3
;== 95 incbin-bad
incbin "nothere.bin"
;== 96 string-instr
mov eax,'abcd'
mov eax,'abc'
cmp al,'x'
cmp ax,'xy'
mov al,'ab'
mov al,"'"
mov byte [bx],'*'
push 'a'
;== 97 db-empty
db
dw
times 3 db
;== 98 equ-redefine
a equ 1
a equ 1
;== 99 equ-redefine2
a equ 1
a equ 2
;== 100 equ-redefine2-legal
a equ 1
;== 101 label-redefine
a: db 1
a: db 2
;== 102 label-redefine-legal
a: db 1
;== 103 label-case-reg
EAX equ 5
;== 104 nolabel-equ
equ 5
;== 105 local-nolabel
.foo: db 1
dw .foo
;== 106 structname
foo.bar: db 1
foo: db 2
dw foo.bar
;== 107 dotdot-at
a: db 1
..@b: db 2
.c: dw a.c
;== 108 qmark
a? db 1
dw a?
;== 109 dx
dy 1
;== 110 dz-string
dy 'abc'
dz 'abc'
do 'abc'
ddq 'a'
;== 111 dz-string-legal
dy 'abc'
dz 'abc'
do 'abc'
;== 112 dy-num
do 5
;== 113 dt-num
dt 5
;== 114 dw-float-half
dw 1.5
db 1.5
;== 115 float-expr
dd 1.5+2.5
;== 116 float-mov
mov eax,1.5
