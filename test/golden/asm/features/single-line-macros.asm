;== 1
%define foo(x) x+1
db foo(foo(2))
;== 2
%define a(x) x*2
%define b a(3)
db b, a(a(1))
;== 3
%define f(x) (x)
db f((1,2))
;== 4
%define f(x) x
db f({1,2})
;== 5
%define f(x,y) x+y
db f(1,2)
%define f(x) x
db f(9)
;== 6
%define f(x) x
db f
;== 7
%define f() 5
db f()
;== 8
%define x 1
%define x(a) 2
db x
;== 9
%xdefine i 5
%xdefine i i+1
db i
;== 10
%assign i 5
%assign i i+1
db i
;== 11
%define q db
q 5
;== 12
%define str "a%d"
db str
;== 13
%define a b
%define b a
db a
a equ 5
;== 14
%define w(x) "x", x
db w(5)
;== 15
%define w(x) %[x]5
db w(2)
;== 16
%define a 1
%define b %+ a
db 2%+a, b
;== 17
%define c(x) foo%+x
foo3 equ 7
db c(3)
;== 18
%undef zz
%define a 4
%undef a
db a
a equ 1
;== 19
%assign x 5 +\
 6
db x
;== 20
%use altreg
bits 64
mov r0,r1
;== 21
%use ifunc
db ilog2e(8)
;== 22
%idefine Foo(a) a
db fOO(3)
;== 23
%defalias a b
b equ 5
db a
;== 24
%define x $
db 1
 db x
;== 25
%xdefine y $
db 1
 db y
;== 26
%assign z $-$$
db z,z
;== 27
%define f(=x) x+x
%assign i 3
%define g(=x) "i", x
db f(i+1), g(i)
;== 28
%define s(&x) x
%define t(&&x) x
%assign i 3
db s(a b), s(i), t(i)
;== 29
%define f(a,b+) b
db f(1,2,3,4)
;== 30
%define f(a+) a
db f(1,2)
;== 31
%idefine foo(x) mov %?,x
;== 32
%define bar foo_%?
foo_bar equ 9
db bar
;== 33
%define NAME foo
%define CAT(a,b) a %+ b
CAT(NAME,_x): db 1
db foo_x
;== 34
%define CAT(a,b) a%+b
CAT(p,q): db 1
%xdefine Z CAT(p,q)
dw Z
;== 35
%define q(x,y) x*y
db q(2,3), q( 2 , 3 ), q ((2),(3))
;== 36
%define e
db e 5
e db 1
;== 37
%define db2 db 2,
db2 3
;== 38
%xdefine a b
%define b 5
db a
;== 39
%define a b
%define b 5
%xdefine c a
%define b 6
db c,a
;== 40
%assign %%x 5
;== 41
%define __BITS2__ __BITS__
bits 32
db __BITS2__, __?BITS?__
bits 64
db __BITS2__
