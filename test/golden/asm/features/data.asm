;== 1
dd 1 ? 2 : 3
;== 2
db -1 >> 70
 db 1<<64
 db 1<<65
;== 3
dd 5 <=> 3
;== 4
dd 1.
;== 5
dd "abcdef"
;== 6
dd 0x1ffffffff
;== 7
db 256,-129
;== 8
dt 1.5
 dq 0x1.8p3
 dd __?Infinity?__,-__?NaN?__
 dw 1.5
 db 1.5
 dq 1e5, 1.e3
 dt 123p
do 1.5
;== 9
dd 5d, 0d10, 10t,0t10, 0y11, 11y, 17o,17q,0o17,0q17,$0ff,0ffh,0xff,0hff,1_000
;== 10
db 1, ?, 2
;== 11
dw "abc","d"
;== 12
db `a\
\x41\u00e9\e\101\?\"`
;== 13
db __?utf16?__("ab"), __utf32le__("a")
dw __?utf16be?__("ab")
;== 14
db 5/0
;== 15
db -5/2 & 255
 db -5//2
 db -5 %% 3
db ~1 & 255
db !5, !0
;== 16
db $1f
;== 17
db
;== 18
db 1,
;== 19
times -1 db 0
;== 20
db (1,2)
;== 21
db %(3,4)
;== 22
db 2 dup (5,6)
;== 23
db 2 dup 7
;== 24
db dword (1,2)
;== 25
db word 3
;== 26
db word (?,5)
;== 27
db 2 dup word (5,?)
;== 28
db 2 dup (5, 2 dup (7))
;== 29
dw 2 dup ("abc")
;== 30
db ("abc"), (1)+2
;== 31
dw word "abc"
;== 32
dq "abcdefghi"
;== 33
db dword "abc"
;== 34
db byte 5
;== 35
dt 5
;== 36
do 5
;== 37
db +1.5
;== 38
dd -+1.5
;== 39
dw -0x8000-1
;== 40
dq 0x1ffffffffffffffff
;== 41
dq -0x8000000000000000
;== 42
db "abc"+1
;== 43
dd "abcde"+0
;== 44
db $-$$,$$-$
;== 45
db eax
;== 46
db 5:6
;== 47
times 2 db 1, 2
times 2 resb 1
times 2 times 3 db 5
;== 48
times 2 x: db 5
;== 49
%clear
db 1
;== 50
%iassign X 5
db x
;== 51
resb 5
db 1
;== 52
db "a",0,`b`
;== 53
db 1,
db 2
;== 54
db ,1
;== 55
db 1
ends
;== 56
db 5 dup (?)
;== 57
x db 1
y dw x
z times 2 db 1
w resb 2
;== 58
mov eax, 'abc'
mov ax, `\n`
mov dx, "\n"
cmp al,'"'
cmp al,"'"
cmp al,';'
db "semi;colon" ; comment "x"
db 'a','b'
;== 59
times 3 label: db 1
;== 60
db 0x1F, 1Fh, 0FFh, $0F, 0b1010, 1010b, 0o17, 17o, 17q, 0q17, 10d, 0d10
dd 0x1_0000, 0hFF, 0y11, 11y, 0t9, 9t
;== 61
db 1 + 2 * 3, (1+2)*3, 7 / 2, 7 // 2, 7 % 3, -7 %% 3 & 0xff, 1 << 4, 256 >> 4, 5 & 3, 5 | 2, 5 ^ 1
db ~0 & 0xff, !0, !5, -1 & 0xff
db 1 == 1, 1 = 2, 1 != 2, 1 <> 1, 1 < 2, 2 <= 1, 1 > 2, 2 >= 2, 1 && 0, 1 || 0, 1 ^^ 1
dq -1 >> 1, -1 >>> 1, 1 <<< 63
;== 62
dd 3.14159, -0.0, 1e10, 1.e+3, 0x1p4, 1e-50
dq 3.14159, __?Infinity?__, -__Infinity__, __NaN__, __?SNaN?__
dt 3.14159, 1e4000, -1.5
dw 1.0, 65504.0
