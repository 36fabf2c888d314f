;== 1
l: db 1
%if $ == 1
 db 2
%endif
;== 2
l: db 1
m:
%if (m-l) == 1
 db 2
%endif
;== 3
l: db 1
%if ($-$$) == 1
 db 2
%endif
;== 4
%if x == 1
 db 2
%endif
x equ 1
;== 5
%if 1
db 1
%elif 1
db 2
%else
db 3
%endif
;== 6
%ifidn a , a
db 1
%endif
%ifidni ABC, abc
db 2
%endif
%ifidn 'a', "a"
db 3
%endif
;== 7
%ifnum 5
db 1
%endif
%ifnum -5
db 2
%endif
%ifid foo
db 3
%endif
%ifstr "a"
db 4
%endif
%iftoken a b
db 5
%endif
%ifempty
db 6
%endif
%iftoken -5
 db 7
%endif
%ifnum 5 6
db 8
%endif
;== 8
%if 1
;== 9
%ifdef __SECT__
db 1
%endif
section .data
__SECT__
db 5
;== 10
%ifdef a
%elifdef b
%else
db 1
%endif
;== 11
%ifndef a
db 2
%endif
;== 12
%define a
%ifdef a
db 3
%endif
;== 13
%ifidn {a,b},{a,b}
db 1
%endif
;== 14
%if "a"=="a"
db 1
%endif
;== 15
%define a 1
%ifdef a
%ifdef b
db 1
%else
db 2
%endif
%elifdef c
db 3
%else
db 4
%endif
;== 16
%ifndef X
%define X
db 1
%endif
%ifndef X
db 2
%endif
;== 17
%define x 5
%undef x
%ifdef x
db 1
%else
db 2
%endif
;== 18
x equ 10
%if x > 5
db 1
%endif
%assign y x*2
db y
;== 19
start:
nop
nop
%if $-start == 2
db 1
%endif
%if ($-$$) != 3
db 9
%endif
times 16-($-$$) db 0xff
;== 20
%ifidn %str(a),'a'
%endif
