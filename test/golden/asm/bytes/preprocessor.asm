; The preprocessor, directive by directive.
;== 1 define-basic
%define ctrl 0x1F &
%define param(a,b) ((a)+(a)*(b))
mov byte [param(2,bx)], ctrl 'D'
%define a(x) 1+b(x)
%define b(x) 2*x
db a(8)
%define x(a,b) a-b
db x(5,3), x((5),(2))
;== 2 define-basic-legal
%define ctrl 0x1F &
%define param(a,b) ((a)+(a)*(b))
%define a(x) 1+b(x)
%define b(x) 2*x
db a(8)
%define x(a,b) a-b
db x(5,3), x((5),(2))
;== 3 define-order
%define foo bar
%define bar 5
db foo
%define bar 6
db foo
;== 4 define-rec
%define a(x) 1+a(x)
mov ax,a(3)
a(x) equ 5
;== 5 define-rec-legal
%define a(x) 1+a(x)
;== 6 define-self
%define foo foo+1
foo equ 5
db foo
;== 7 define-self-legal
%define foo foo+1
;== 8 define-overload
%define foo(x) 1+x
%define foo(x,y) 1+x*y
db foo(2), foo(2,3)
;== 9 define-noargs
%define f() 5
%define g 6
db f(), g
;== 10 define-parens
%define w(x) [x]
mov ax,w(bx)
mov ax,w({bx})
%define two(a,b) a+b
db two({1},{2}), two( 3 , 4 )
;== 11 define-bracearg
%define f(x) db x
f({1,2,3})
f((4,5))
;== 12 define-bracearg-legal
%define f(x) db x
f({1,2,3})
;== 13 define-case
%define Foo 1
%idefine Bar 2
db Foo, bar, BAR, Bar
foo equ 9
db foo
;== 14 idefine-param
%idefine f(x) x+1
db F(1), f(2)
;== 15 xdefine
%define isTrue 1
%xdefine isFalse isTrue
%define isTrue 0
val1: db isFalse
%xdefine isFalse isTrue
db isFalse
%define isTrue 1
db isFalse
;== 16 xdefine-recursive
%xdefine list 1
%xdefine list list,2
%xdefine list list,3
db list
;== 17 xdefine-param
%define k 3
%xdefine f(x) x+k
%define k 4
db f(1)
;== 18 indirect
%define Foo16 16
%define Foo32 32
%define Foo64 64
mov ax,Foo%[__?BITS?__]
%define q 5
%define n%[q] 7
db n5
mov ax,%[q]
;== 19 indirect-nested
%define a b
%define b c
%define c 3
%define d%[%[a]] 9
db d3
;== 20 concat
%define BDASTART 400h
%define tBIOSDA(x) BDASTART + tBIOSDA. %+ x
struc tBIOSDA
.COM1addr resw 1
.COM2addr resw 1
endstruc
mov ax,tBIOSDA(COM1addr)
mov bx,tBIOSDA(COM2addr)
;== 21 concat2
%define a foo
%define b bar
foobar equ 8
db a %+ b
%define num 1
lbl %+ num: db 2
dw lbl1
%define c a%+b
db c
;== 22 concat3
%macro mk 1
v_%1_x: db 1
v_ %+ %1 %+ _y: db 2
%endmacro
mk foo
mk bar
dw v_foo_x, v_bar_y
;== 23 qmark
%idefine Foo mov %?,%??
%macro myins 1
db `%?`
%endmacro
%define z(x) %?
z equ 4
db z(5)
%idefine NOP xchg ax,ax
nop
%imacro Jc32 1
%? %1
%?? %1
%endmacro
jc32 foo2
foo2:
;== 24 qmark-legal
%idefine Foo mov %?,%??
%macro myins 1
db `%?`
%endmacro
%define z(x) %?
z equ 4
db z(5)
%idefine NOP xchg ax,ax
nop
%imacro Jc32 1
%? %1
%?? %1
%endmacro
foo2:
;== 25 qmark2
%macro cli 0
db 5
%?
%endmacro
cli
;== 26 qmark-mac
%imacro xx 0
db '%?','%??'
%defstr a %?
%defstr b %??
db a,b
%endmacro
XX
xx
;== 27 starq
%define mytest(x) %*?
;== 28 undef
%define foo bar
%undef foo
foo equ 3
db foo
%undef notdefined
;== 29 assign
%assign i 0
%rep 10
db i
%assign i i+1
%endrep
;== 30 assign-expr
%assign a 5*(3+4)
%assign b a << 2
%assign c -a
%iassign D a+1
dw a,b,c,d
%assign s 'ab'
dw s
%assign n 0xffffffffffffffff
dq n
%assign m 1<<63
dq m
;== 31 assign-neg
%assign a -5
%defstr s a
db s
db -a
;== 32 defstr
%defstr test TEST
db test
%define foo 1+2
%defstr t foo * 3
db t
%defstr e
db 'x' , e
%defstr sp  a   b , c
db sp
;== 33 deftok
%deftok test 'TEST'
TEST equ 5
db test
%deftok ins 'mov ax,bx'
ins
%deftok r "mov"
r cx,dx
;== 34 deftok-legal
%deftok test 'TEST'
%deftok ins 'mov ax,bx'
ins
%deftok r "mov"
r cx,dx
;== 35 strlen
%define sentence 'my string'
%strlen charcnt 'my string'
%strlen c2 sentence
db charcnt, c2
%strlen z ''
db z
%strlen u `\u20acx`
db u
;== 36 strcat
%strcat alpha "Alpha: ", '12" screen'
%strcat beta '"foo"\', "'bar'\\"
db alpha, beta
%strcat g "a" 'b' `\n`
db g
%define a 'x'
%strcat h a,a
db h
;== 37 substr
%substr mychar 'xyzw' 1
db mychar
%substr mychar 'xyzw' 3
db mychar
%substr mychar 'xyzw' 2,2
db mychar
%substr mychar 'xyzw' 2,-1
db mychar
%substr mychar 'xyzw' 2,-2
db mychar
%substr mychar 'xyzw' 0
db 'q',mychar
%substr mychar 'xyzw' 5
db 'q',mychar
%substr mychar 'xyzw' 2,99
db mychar
%define s 'hello'
%assign i 2
%substr x s i
db x
%substr x s,i,2
db x
%substr x s i+1,i
db x
;== 38 macro-basic
%macro prologue 1
push bp
mov bp,sp
sub sp,%1
%endmacro
myfunc: prologue 12
%macro silly 2
%2: db %1
%endmacro
silly 'a', letter_a
silly 'ab', string_ab
silly {13,10}, crlf
;== 39 macro-overload
%macro push 2
push %1
push %2
%endmacro
push ax
push bx,cx
%macro m 0
db 0
%endmacro
%macro m 1
db %1
%endmacro
%macro m 2
db %1,%2
%endmacro
m
m 5
m 6,7
;== 40 macro-local
%macro retz 0
jnz %%skip
ret
%%skip:
%endmacro
retz
retz
%macro loop2 1
%%a: db %1
%rep 2
dw %%a
%endrep
%endmacro
loop2 3
loop2 4
;== 41 macro-greedy
%macro writefile 2+
jmp %%endstr
%%str: db %2
%%endstr:
mov dx,%%str
mov cx,%%endstr-%%str
mov bx,%1
mov ah,0x40
int 0x21
%endmacro
writefile [si],"hello, world",13,10
writefile 5, {"a",1}, 2
;== 42 macro-range
%macro mpush 1-*
%rep %0
push %1
%rotate 1
%endrep
%endmacro
mpush ax,bx,cx
mpush dx
%macro mpop 1-*
%rep %0
%rotate -1
pop %1
%endrep
%endmacro
mpop ax,bx,cx
;== 43 macro-default
%macro die 0-1 "Painful program death has occurred."
mov ax,1
db %1
%endmacro
die
die "x"
%macro foobar 1-3 eax,[ebx+2]
mov eax,%1
mov %2,%3
%endmacro
bits 32
foobar 5
foobar 5,ecx
foobar 5,ecx,edx
;== 44 macro-default-greedy
%macro die 0-1+ "Painful program death has occurred.",13,10
db %1
%endmacro
die
die "a"
die "a",1,2
;== 45 macro-param-range
%macro m 0-3 1
db %0
%if %0 > 0
db %1
%endif
%endmacro
m
m 4
m 4,5
m 4,5,6
;== 46 macro-percent0
%macro cnt 0-*
dw %0
%endmacro
cnt
cnt a
cnt 1,2,3,,5
cnt {1,2},3
cnt ,
;== 47 macro-percent00
%macro m 0
db 'x'
%00: db 5
%endmacro
lbl: m
dw lbl
;== 48 macro-label
%macro m 0
db 1
%endmacro
lbl: m
lbl2 m
lbl3: m
dw lbl,lbl2,lbl3
;== 49 macro-slice
%macro mpar 1-*
db %{3:5}
%endmacro
mpar 1,2,3,4,5,6
%macro mrev 1-*
db %{5:3}
db %{-1:-3}
db %{-3:-1}
db %{2:-2}
%endmacro
mrev 1,2,3,4,5,6
;== 50 macro-cc
%macro retc 1
j%-1 %%skip
ret
%%skip:
%endmacro
retc ne
retc nz
retc a
retc c
retc po
%macro j2 1
j%+1 foo
cmov%+1 ax,bx
set%-1 al
%endmacro
j2 e
j2 nge
foo:
%macro retc2 1
jcxz %%s
%if 0
j%-1 x
%endif
%%s:
%endmacro
retc2 5
;== 51 macro-cc-bad
%macro retc 1
j%-1 foo
%endmacro
retc ecx
foo:
;== 52 macro-cc-bad-legal
%macro retc 1
j%-1 foo
%endmacro
foo:
;== 53 macro-concat-param
%macro keytab_entry 2
keypos%1 equ $-keytab
db %2
%endmacro
keytab:
keytab_entry F1,128+1
keytab_entry F2,128+2
keytab_entry Return,13
db keyposF1,keyposReturn
%macro t 1
a%{1}1: db 5
%endmacro
t b
dw ab1
;== 54 macro-nested
%macro outer 1
%macro inner_%1 0
db 5
%endmacro
%endmacro
outer a
inner_a
;== 55 macro-nested2
%macro a 1
db %1
b %1+1
%endmacro
%macro b 1
dw %1
%endmacro
a 5
;== 56 macro-recursive
%macro f 1
%if %1 > 0
db %1
%assign %%n %1-1
f %%n
%endif
%endmacro
f 3
;== 57 macro-recursive-legal
%macro f 1
%if %1 > 0
db %1
%assign %%n %1-1
f %%n
%endif
%endmacro
;== 58 rmacro
%rmacro f 1
%if %1 > 0
db %1
%assign n %1-1
f n
%endif
%endmacro
f 3
;== 59 imacro
%imacro FooBar 1
db %1
%endmacro
foobar 1
FOOBAR 2
FooBar 3
;== 60 unmacro
%macro foo 1
db %1
%endmacro
foo 1
%unmacro foo 1
%macro foo 1-2
db 9
%endmacro
foo 1
%unmacro foo 1-2
foo: db 3
;== 61 exitmacro
%macro m 1
db 1
%if %1
%exitmacro
%endif
db 2
%endmacro
m 1
m 0
;== 62 rep
%rep 3
db 1
%endrep
%rep 0
db 2
%endrep
%rep 2
%rep 3
db 5
%endrep
db 6
%endrep
;== 63 exitrep
%assign i 0
%rep 100
db i
%if i = 5
%exitrep
%endif
%assign i i+1
%endrep
;== 64 fib
fibonacci:
%assign i 0
%assign j 1
%rep 100
%if j > 65535
%exitrep
%endif
dw j
%assign k j+i
%assign i j
%assign j k
%endrep
fib_number equ ($-fibonacci)/2
;== 65 rep-label
%assign i 0
%rep 4
lab %+ i: dw lab %+ i
%assign i i+1
%endrep
dw lab3
;== 66 rep-nolist
%rep 3, nolist
db 1
%endrep
%rep 2
db 2
%endrep
;== 67 macro-nolist
%macro m 1.nolist
db %1
db 5
%endmacro
m 3
%macro n 1
db %1
%endmacro
n 4
n 5
;== 68 if
%if 1
db 1
%elif 1
db 2
%else
db 3
%endif
%if 0
db 4
%elif 1
db 5
%elif 1
db 6
%else
db 7
%endif
%if 0
%if 1
db 8
%else
db 9
%endif
%else
db 10
%endif
;== 69 ifdef
%define DEBUG
%ifdef DEBUG
db 1
%endif
%ifndef DEBUG
db 2
%else
db 3
%endif
%ifdef X
db 4
%elifdef DEBUG
db 5
%endif
%ifdef X
%elifndef X
db 6
%endif
%ifdef A B DEBUG
db 7
%endif
;== 70 ifmacro
%ifmacro MyMacro 1-3
%error "no"
%else
%macro MyMacro 1-3
db 1
%endmacro
%endif
%ifmacro MyMacro 2
db 2
%endif
%ifmacro MyMacro 4
db 3
%elifmacro MyMacro 1
db 4
%endif
%ifnmacro zzz
db 5
%endif
%ifmacro MyMacro
db 6
%endif
;== 71 ifidn
%macro pushparam 1
%ifidni %1,ip
call %%label
%%label:
%else
push %1
%endif
%endmacro
pushparam ax
pushparam IP
%ifidn abc , abc
db 1
%else
db 2
%endif
%ifidn abc,abc
db 3
%endif
%ifnidn abc,ABC
db 4
%endif
%ifnidni abc,ABC
db 5
%elifidn a,a
db 6
%elifidni a,A
db 7
%endif
%ifidn "a",'a'
db 8
%endif
%ifidn {a,b},{a,b}
db 9
%endif
%ifidn ,
db 10
%endif
%ifidn a b,a  b
db 11
%endif
;== 72 ifid
%macro t 1
%ifid %1
db 'i'
%elifnum %1
db 'n'
%elifstr %1
db 's'
%else
db '?'
%endif
%ifnid %1
db 1
%endif
%ifnnum %1
db 2
%endif
%ifnstr %1
db 3
%endif
%endmacro
t foo
t 5
t 'x'
t "y"
t `z`
t ax
t [bx]
t -5
t 0x10
t foo+1
t $foo
t 1.5
;== 73 ifid2
%ifid $
db 1
%endif
%ifid $$
db 2
%endif
%ifid .a
db 3
%endif
%ifid mov
db 4
%endif
%ifid eax
db 5
%endif
%ifnum $
db 6
%endif
%ifnum -  5
db 7
%endif
%ifnum 1.5
db 8
%endif
%ifnum 1+2
db 9
%endif
%ifstr 'a','b'
db 10
%endif
;== 74 iftoken
%iftoken 1
db 1
%endif
%iftoken -1
db 2
%endif
%iftoken 1 2
db 3
%endif
%ifntoken
db 4
%endif
%iftoken 'x'
db 5
%endif
%ifempty
db 6
%endif
%ifempty a
db 7
%endif
%define e
%ifempty e
db 8
%endif
%ifnempty e
db 9
%endif
%macro m 0-1
%ifempty %1
db 10
%else
db 11
%endif
%endmacro
m
m 1
;== 75 ifctx
%push foo
%ifctx foo
db 1
%endif
%ifctx bar
db 2
%endif
%ifnctx bar
db 3
%endif
%pop
%ifctx
db 4
%else
db 5
%endif
;== 76 ifenv
%ifenv NOSUCHVARZZZ
db 1
%endif
%ifnenv NOSUCHVARZZZ
db 2
%endif
;== 77 context
%macro repeat 0
%push repeat
%$begin:
%endmacro
%macro until 1
j%-1 %$begin
%pop
%endmacro
mov cx,string
repeat
add cx,3
scasb
until e
string:
;== 78 context-if
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
%error "expected"
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
;== 79 context-nest
%push a
%$x: db 1
%define %$v 5
%push b
%$x: db 2
%define %$v 6
dw %$x,%$$x
db %$v,%$$v
%pop b
dw %$x
db %$v
%pop
;== 80 context-unnamed
%push
%assign %$i 3
db %$i
%assign %$i %$i+1
db %$i
%pop
;== 81 context-xdef
%macro proc 1
%push proc
%xdefine %$name %1
%1:
%assign %$arg 4
%endmacro
%macro arg 1
%xdefine %1 [bp+%$arg]
%assign %$arg %$arg+2
%endmacro
%macro endproc 0
%[%$name]_end:
ret
%pop
%endmacro
proc foo
arg aa
arg bb
mov ax,aa
mov bx,bb
endproc
dw foo_end-foo
;== 82 context-stack-arg
%stacksize large
%arg i:word, j_ptr:word
mov ax,[i]
mov bx,[j_ptr]
;== 83 stack-local
%stacksize small
%assign %$localsize 0
%local old_ax:word, old_dx:word
enter %$localsize,0
mov [old_ax],ax
mov [old_dx],dx
leave
;== 84 stack-local-legal
%stacksize small
leave
;== 85 arg-full
silly_swap:
%push mycontext
%stacksize small
%assign %$localsize 0
%local old_ax:word, old_dx:word
%arg i:word, j:dword
enter %$localsize,0
mov [old_ax],ax
mov ax,[i]
mov eax,[j]
leave
ret
%pop
;== 86 arg-flat
bits 32
%push mycontext
%stacksize flat
%arg i:dword, j:dword
mov eax,[i]
mov ebx,[j]
%pop
;== 87 arg-64
bits 64
%stacksize flat64
%arg i:qword, j:qword
mov rax,[i]
mov rbx,[j]
;== 88 error-dir
%error this is wrong
db 1
;== 89 error-dir-legal
db 1
;== 90 warning-dir
%warning be careful
db 1
;== 91 fatal-dir
%fatal stop now
db 1
;== 92 error-str
%ifndef F
%error "no F" defined
%endif
;== 93 error-str-legal
%ifndef F
%endif
;== 94 note
%note hello there
db 1
;== 95 include
%include "value.inc"
db incval+1
%include 'value.inc'
;== 96 include-missing
%include "nofile.inc"
;== 97 line
%line 100 foo.asm
db __?LINE?__
%line 200+2 bar.asm
db 1
dw __?LINE?__
db __?FILE?__
;== 98 line-file
dw __?LINE?__
db __?FILE?__
%macro m 0
dw __?LINE?__
%endmacro
m
m
;== 99 stdmac
db __?NASM_MAJOR?__,__?NASM_MINOR?__,__?NASM_SUBMINOR?__,__?NASM_PATCHLEVEL?__
dd __?NASM_VERSION_ID?__
db __?NASM_VER?__
db __NASM_MAJOR__
dd __NASM_VERSION_ID__
%ifidn __?OUTPUT_FORMAT?__,bin
db 1
%endif
%ifidn __OUTPUT_FORMAT__,bin
db 2
%endif
db __?BITS?__
bits 32
db __?BITS?__
%ifdef __?PASS?__
db 3
%endif
;== 100 ptr
mov ax,__?PTR?__ [bx]
;== 101 use-altreg
%use altreg
bits 64
mov r0,r1
mov r0d,r3d
mov r0l,r2l
mov r0h,al
mov r1b,r2b
mov r5w,r6w
;== 102 use-smartalign
%use smartalign
bits 32
alignmode generic
db 1
align 16
db 1
alignmode p6,8
align 32
db 1
;== 103 use-smartalign64
%use smartalign
bits 64
db 1
align 16
alignmode k8
db 1
align 32
alignmode p6
db 2
align 64
alignmode nop
db 3
align 16
;== 104 use-smartalign16
%use smartalign
db 1
align 16
db 2
align 32
db 3
align 16, db 5
;== 105 use-fp
%use fp
dd float32(1.5)
dq float64(2.5)
dd Inf, NaN
;== 106 use-ifunc
%use ifunc
db ilog2(8), ilog2e(16), ilog2f(9), ilog2c(9)
;== 107 use-bad
%use nosuchpkg
;== 108 depend
%depend "foo"
db 1
;== 109 pathsearch
%pathsearch X "value.inc"
db X
;== 110 rotate
%macro r 1-*
db %1
%rotate 2
db %1
%rotate -1
db %1
%rotate 100
db %1
%endmacro
r 1,2,3
;== 111 rotate-out
%rotate 1
;== 112 clear
%define a 1
%macro b 0
%endmacro
%clear
a: db 1
b: db 2
;== 113 undef-ctx
%push x
%define %$a 4
db %$a
%undef %$a
%ifdef %$a
db 1
%else
db 2
%endif
%pop
;== 114 comment-cont
%define a 1, \
  2, \
  3
db a
%macro m 2
db %1, \
 %2
%endmacro
m 1, \
 2
;== 115 comment-blk
%comment
this is garbage 'unterminated
%if
mov ax
%endcomment
db 1
;== 116 semicolon-macro
%define q 5 ; comment
db q
%macro m 1 ; comment
db %1 ; comment with 'quote
%endmacro
m 4 ; another
;== 117 define-multiline-str
%define msg 'a;b'
db msg
;== 118 cond-nested-macro
%if 0
%macro foo 0
%endmacro
%endif
%ifmacro foo
db 1
%else
db 2
%endif
;== 119 if-in-macro-def
%macro m 1
%if %1
db 1
%else
db 2
%endif
%endmacro
m 1
m 0
;== 120 endmacro-in-false
%if 0
%rep 5
%endrep
%else
db 1
%endif
;== 121 percent-in-expr
db 10 % 3, 10%3
%assign a 10%3
db a
db 10 %% 3
;== 122 percent-in-expr-legal
db 10 %% 3
;== 123 ifexpr
%assign a 5
%if a > 3 && a < 10 || 0
db 1
%endif
%if a == 5
db 2
%endif
%if !(a != 5)
db 3
%endif
%if 'a' = 97
db 4
%endif
%if (a & 1) && (a >> 1 == 2)
db 5
%endif
%if a ^ 5
db 6
%elif ~a & 2
db 7
%endif
;== 124 db-macro-args-str
%macro print 1+
section .data
%%s: db %1,0
section .text
mov si,%%s
%endmacro
print "hello",13
print `tab\t`
;== 125 sect
%macro writefile 2+
[section .data]
%%str: db %2
%%endstr:
__?SECT?__
mov dx,%%str
mov cx,%%endstr-%%str
%endmacro
section .text
writefile [si],"abc"
writefile [di],"de"
;== 126 empty-args
%macro m 3
%ifempty %1
db 1
%endif
%ifempty %2
db 2
%endif
%ifempty %3
db 3
%endif
%endmacro
m ,,
m a,,b
m , {}, 5
;== 127 braces
%macro m 2
db %1
db %2
%endmacro
m {1,2},{3}
m {{1}},{{2,3}}
;== 128 braces-legal
%macro m 2
db %1
db %2
%endmacro
m {1,2},{3}
;== 129 defalias
%define foo 5
%defalias bar foo
db bar
%define bar 6
db foo
%ifdefalias bar
db 1
%endif
;== 130 aliases
%aliases off
%aliases on
db 1
;== 131 assign-string
%define i 0
%rep 3
%assign i i+1
%defstr s i
db s
%strcat t 'n',s
db t
%endrep
;== 132 gen-labels
%macro isr 1
global isr%1
isr%1:
 push byte 0
 push byte %1
 jmp common
%endmacro
%assign i 0
%rep 20
isr i
%assign i i+1
%endrep
common:
dw isr0,isr1,isr19
;== 133 gen-labels-legal
%macro isr 1
global isr%1
isr%1:
 push byte 0
 push byte %1
 jmp common
%endmacro
%assign i 0
%rep 20
%assign i i+1
%endrep
;== 134 isr-errcode
%macro ISR 1
isr%1:
%if %1 == 8 || (%1 >= 10 && %1 <= 14)
 nop
%else
 push dword 0
%endif
 push dword %1
 jmp c
%endmacro
bits 32
%assign i 0
%rep 32
ISR i
%assign i i+1
%endrep
c:
table:
%assign i 0
%rep 32
dd isr%+i
%assign i i+1
%endrep
;== 135 arg-with-macro
%define X 5
%macro m 1
db %1
%defstr s %1
db s
%endmacro
m X
m X+1
;== 136 mmac-label-arg
%macro m 1
%1 db 5
%1_end:
%endmacro
m foo
dw foo,foo_end
;== 137 dollar-macroparam
%macro m 1
mov eax,$%1
%endmacro
bits 32
m 10
;== 138 ident-paste
%define A(x) lab_ %+ x %+ _z
lab_q_z equ 5
db A(q)
;== 139 num-paste
%define n 12
db 1 %+ 2
db n %+ 3
;== 140 local-in-macro
start:
%macro m 0
.a: db 1
%endmacro
m
dw start.a
dw .a
;== 141 ret-label-mac
%macro m 1
%%x: dw %%x, %1
%%x.y: dw %%x.y
%endmacro
m 1
m 2
;== 142 dotlocal-after-maclocal
g:
.a: db 1
%macro m 0
%%t: db 2
%endmacro
m
.b: dw .a,.b
;== 143 env
db '%!PATHX'
;== 144 unterminated
%if 1
db 1
;== 145 unterminated-mac
%macro m 1
db 1
;== 146 unterminated-rep
%rep 3
db 1
;== 147 extra-endif
%endif
;== 148 extra-endmacro
%endmacro
;== 149 extra-else
%if 1
%else
%else
%endif
;== 150 unknown-dir
%foo bar
;== 151 unknown-dir2
db 5
%ifdeff X
%endif
;== 152 unknown-dir2-legal
db 5
;== 153 macro-wrongargs
%macro m 2
db %1,%2
%endmacro
m 1
;== 154 macro-wrongargs-legal
%macro m 2
db %1,%2
%endmacro
;== 155 macro-wrongargs2
%macro m 2
db %1,%2
%endmacro
m 1,2,3
;== 156 macro-percent-high
%macro m 1-*
db %5
%endmacro
m 1,2,3,4,9
;== 157 macro-args-many
%macro m 1-*
db %10,%{11},%1
%endmacro
m 1,2,3,4,5,6,7,8,9,10,11
;== 158 macro-arg-spaces
%macro m 2
%defstr a %1
%defstr b %2
db a,'|',b
%endmacro
m   foo   bar  ,  baz  
;== 159 macro-nonascii
%define é 5
db é
;== 160 pragma
%pragma foo bar
[pragma foo bar]
db 1
;== 161 directives-case
BITS 32
[BITS 16]
SECTION .text
ALIGN 4
%DEFINE X 5
%MACRO M 1
DB %1
%ENDMACRO
M X
%IF X
DB 2
%ENDIF
Global foo
EXTERN bar
foo:
;== 162 spaces-directive
  %define a 1
	%if a
 db 1
 %endif
% define b 2
db b
;== 163 spaces-directive-legal
  %define a 1
	%if a
 db 1
 %endif
;== 164 string-params
%macro m 1
%strlen l %1
db l
%assign i 1
%rep l
%substr c %1 i
db c ^ 0x20
%assign i i+1
%endrep
%endmacro
m 'Hello'
;== 165 loop-bytes
%assign i 0
%rep 256
%assign c i
%rep 8
%if c & 1
%assign c (c >> 1) ^ 0xEDB88320
%else
%assign c c >> 1
%endif
%endrep
dd c
%assign i i+1
%endrep
;== 166 struc
struc mytype
mt_long: resd 1
mt_word: resw 1
mt_byte: resb 1
mt_str: resb 32
endstruc
mystruc:
istruc mytype
at mt_long, dd 123456
at mt_word, dw 1024
at mt_byte, db 'x'
at mt_str, db 'hello, world',13,10,0
iend
dw mytype_size, mt_str
;== 167 struc-local
struc s2
.a: resd 1
.b: resw 1
 alignb 4
.c: resd 2
endstruc
istruc s2
at .a, dd 1
at s2.b, dw 2
iend
istruc s2
at .c
 dd 3
iend
dw s2.c,s2_size,s2.a
mov ax,[bx+s2.c]
;== 168 struc-base
struc mytype, -40
.foo resd 1
.bar resd 1
endstruc
dw mytype.foo, mytype.bar, mytype_size
;== 169 struc-in-data
section .data
db 1
struc x
.a resb 1
endstruc
db 2
istruc x
iend
dw $-$$
;== 170 align
db 1
align 4
db 1
align 8, db 0
db 1
alignb 4
align 16, db 0xff
db 1
alignb 8, db 7
db 2
align 1
;== 171 align-sect
section .data
db 1
section .text
db 1
align 16
section .data
align 32
db 5
;== 172 alignb-bss
section .bss
resb 1
alignb 16
x: resb 1
section .text
dw x
;== 173 align-bad
align 3
;== 174 warn-push
[warning push]
[warning -all]
[warning pop]
[warning +orphan-labels]
lab
[warning -orphan-labels]
lab2
db 1
;== 175 db-define
%define SZ byte
mov SZ [bx],5
%define db2 db
db2 5
;== 176 def-instr
%define mov2(a,b) mov a,b
mov2(ax,5)
%define nl 13,10
db 'x',nl,0
;== 177 sl-greedy
%define f(x,y+) x: db y
f(lab,1,2,3)
;== 178 sl-eval
%define f(=x) x
%define g(x) x
%assign n 3
%defstr s f(n+1)
%defstr t g(n+1)
db s,t
;== 179 sl-str
%define f(&x) x
%define g(&&x) x
db f(hello world), g(a)
%define v 5
db f(v), g(v)
;== 180 sl-empty
%define f(a,) a
db f(1,2)
;== 181 fname-paren-absent
%define f(x) x+1
f equ 3
db f
db f + 1
mov ax,f
;== 182 mac-redef
%macro m 0
db 1
%endmacro
%macro m 0
db 2
%endmacro
m
;== 183 sl-redef-kind
%define a 1
%define a(x) x
db a
;== 184 sl-redef-kind-legal
%define a 1
db a
;== 185 sl-redef-kind2
%define a(x) x
%define a 1
db a
;== 186 sl-redef-kind2-legal
%define a(x) x
;== 187 sl-args-mismatch
%define a(x) x
a equ 1
db a(1,2)
;== 188 sl-args-mismatch-legal
%define a(x) x
a equ 1
;== 189 maclabel-same
%macro m 1
m2 %1
%endmacro
%macro m2 1
%%l: dw %%l
%1: dw %1
%endmacro
m aa
m bb
;== 190 exitrep-nested
%rep 3
%rep 3
db 1
%exitrep
db 2
%endrep
db 3
%endrep
;== 191 rep-neg
%rep -1
db 1
%endrep
db 2
;== 192 rep-expr
n equ 3
%rep n*2
db 1
%endrep
;== 193 rep-bad
%rep foo
db 1
%endrep
;== 194 ifdef-macro-mm
%macro m 0
%endmacro
%ifdef m
db 1
%else
db 2
%endif
;== 195 selfref-mac
%macro add 2
add %1,%2
%endmacro
add ax,5
%macro mov 2
mov %1,%2
nop
%endmacro
mov ax,bx
;== 196 times-macro
%macro m 0
db 1
%endmacro
times 3 m
;== 197 times-macro-legal
%macro m 0
db 1
%endmacro
;== 198 prefix-mac
%macro m 0
movsb
%endmacro
rep m
;== 199 prefix-mac-legal
%macro m 0
movsb
%endmacro
;== 200 seg-macro
%macro m 1
mov ax,%1
%endmacro
m [es:bx]
m {word [bx]}
m 'a'
m es
;== 201 longline
db 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65,66,67,68,69,70
