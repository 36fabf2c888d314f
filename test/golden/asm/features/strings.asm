;== 1
%defstr s a b  c 'd'
db s
;== 2
%strlen l 'abc'
db l
%substr x 'abcdef' 2,3
db x
%substr y 'abcdef' -2
db y
%substr z 'abcdef' 2,-2
db z
%strcat c 'a',"b",`c\
`
db c
;== 3
%deftok t "db 5"
t
;== 4
%include "nofile"
;== 5
%substr x "abc" 0
db x
;== 6
%substr x "abc" 5
db x,1
;== 7
%strlen x "a","b"
db x
;== 8
%pathsearch p "included.inc"
db p
;== 9
%assign x 0x10
%defstr y x
db y
;== 10
%assign n -5
db "a", n+5
%defstr y n
db y
;== 11
%include "included.inc"
db 3
;== 12
%pathsearch p "included.inc"
%include p
;== 13
%define inc "included.inc"
%include inc
;== 14
%strlen n `a\nb`
%strcat c 'x',"y",`\x41`
%substr d c 2,-1
db n,c,d
;== 15
%defstr s 1 + 2
%strlen n s
db s,n
;== 16
%deftok t 'db 1,2'
t
