;== 1
struc s
.a resb 2
.b: resd 1
endstruc
db s.a, s.b, s_size, s
x: istruc s
at s.a, db 5
at .b, dd 6
iend
;== 2
struc s,5
.a: resb 1
endstruc
db s.a,s_size
;== 3
struc mytype
.long: resd 1
.word: resw 1
.byte: resb 1
.str: resb 32
endstruc
mystruc:
istruc mytype
at mytype.long, dd 123456
at mytype.word, dw 1024
at mytype.byte, db "x"
at mytype.str, db "hello, world",13,10,0
iend
mov ax,[mystruc+mytype.word]
db mytype_size
;== 4
struc a, -0x10
.x: resd 1
.y: resd 3
endstruc
dd a.x, a.y, a_size
;== 5
struc outer
.a: resd 1
.b: resb mytype2_size
endstruc
struc mytype2
.p: resd 2
endstruc
