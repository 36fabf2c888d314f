;== 1
%macro m 1 ; comment
	mov	eax,   %1    ; body comment
  ; only comment

label%1:  db  %{1}, %%x, %[foo], %$ctx ,"a  b"
%%x:
	%if 1   ; cond
  %rep 2
  db  1,   2 ; rep comment
  %endrep
	%endif
%endmacro
%define foo 5
%push
%$ctx equ 3
bits   32   ; comment
   m   1   ; call comment
	db 1,2 ; tail	x
%rep 2
  nop   ; rep in file
  times 2   nop
%endrep
%include "included.inc"
incbin "included.inc", 2
x: times 5 incbin "included.inc",0,3
dd "abcde"+0
dq "abcde"
mov ecx,'abcde'
dd 'abcde'|0
%ifdef foo
%else
   skipped  text ; here
%endif
%assign i 0
%rep 3
  db i
  %assign i i+1
%endrep
struc st
 .a: resb 4
 .b: resd 100
endstruc
is: istruc st
 at st.a, db 5
iend
%macro nl 1.nolist
 db %1
 db %1
%endmacro
nl 5
db 10 dup (?)
db 1, ?, ?
times 3 dd ?
dd is, is-$, x
;== 2
%macro m 0
db 1
%endmacro
foo m
bar:m
  baz  :  m
.q  m
%push
%$z m
%macro n 0
.k: m
%endmacro
n
;== 3
times 2 db "123456789abc"
times 2 db "12345678"
times 2 db "123456789"
times 2 dd x,x
x:
times 2 db "1234567"
