;== 1
%error foo bar
;== 2
%warning foo "bar"
;== 3
%fatal x
db 1
;== 4
%line 5+1 foo.c
%error x
;== 5
%macro m 0
%warning hey
%error hoo
%endmacro
m
;== 6
%macro if 1
%push if
j%-1 %$ifnot
%endmacro
%macro else 0
%ifctx if
%repl else
jmp %$ifend
%$ifnot:
%else
%error "expected `if' before `else'"
%endif
%endmacro
%macro endif 0
%ifctx if
%$ifnot:
%pop
%elifctx else
%$ifend:
%pop
%else
%error x
%endif
%endmacro
cmp ax,bx
if ae
cmp bx,cx
if ae
mov ax,cx
else
mov ax,bx
endif
else
cmp ax,cx
if ae
mov ax,cx
endif
endif
