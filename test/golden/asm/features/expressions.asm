;== 1
loop 0x10
;== 2
jmp 0x10
;== 3
foo bar
;== 4
xyz
;== 5
mov eax, 5 6
;== 6
resb 2,3
;== 7
resw 2
;== 8
times 3 jmp $
;== 9
rep
;== 10
a32
;== 11
es
;== 12
%foo
;== 13
%endif
;== 14
%endmacro
;== 15
%pragma x
;== 16
%depend "x"
;== 17
push dword
