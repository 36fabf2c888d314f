;== 1
%use smartalign
bits 16

times 32 db 0xcc
align 32
db 1
;== 2
%use smartalign
bits 16

times 23 db 0xcc
align 32
db 1
;== 3
%use smartalign
bits 16

times 1 db 0xcc
align 32
db 1
;== 4
%use smartalign
bits 32

times 24 db 0xcc
align 32
db 1
;== 5
%use smartalign
bits 32

times 14 db 0xcc
align 32
db 1
;== 6
%use smartalign
bits 64

times 25 db 0xcc
align 32
db 1
;== 7
%use smartalign
bits 64

times 15 db 0xcc
align 32
db 1
;== 8
%use smartalign
bits 16
alignmode generic
times 27 db 0xcc
align 32
db 1
;== 9
%use smartalign
bits 16
alignmode generic
times 16 db 0xcc
align 32
db 1
;== 10
%use smartalign
bits 32
alignmode generic
times 29 db 0xcc
align 32
db 1
;== 11
%use smartalign
bits 32
alignmode generic
times 17 db 0xcc
align 32
db 1
;== 12
%use smartalign
bits 64
alignmode generic
times 30 db 0xcc
align 32
db 1
;== 13
%use smartalign
bits 64
alignmode generic
times 18 db 0xcc
align 32
db 1
;== 14
%use smartalign
bits 16
alignmode nop
times 31 db 0xcc
align 32
db 1
;== 15
%use smartalign
bits 16
alignmode nop
times 21 db 0xcc
align 32
db 1
;== 16
%use smartalign
bits 32
alignmode nop
times 32 db 0xcc
align 32
db 1
;== 17
%use smartalign
bits 32
alignmode nop
times 23 db 0xcc
align 32
db 1
;== 18
%use smartalign
bits 32
alignmode nop
times 1 db 0xcc
align 32
db 1
;== 19
%use smartalign
bits 64
alignmode nop
times 24 db 0xcc
align 32
db 1
;== 20
%use smartalign
bits 64
alignmode nop
times 14 db 0xcc
align 32
db 1
;== 21
%use smartalign
bits 16
alignmode p6
times 25 db 0xcc
align 32
db 1
;== 22
%use smartalign
bits 16
alignmode p6
times 15 db 0xcc
align 32
db 1
;== 23
%use smartalign
bits 32
alignmode p6
times 27 db 0xcc
align 32
db 1
;== 24
%use smartalign
bits 32
alignmode p6
times 16 db 0xcc
align 32
db 1
;== 25
%use smartalign
bits 64
alignmode p6
times 29 db 0xcc
align 32
db 1
;== 26
%use smartalign
bits 64
alignmode p6
times 17 db 0xcc
align 32
db 1
;== 27
%use smartalign
bits 16
alignmode k7
times 30 db 0xcc
align 32
db 1
;== 28
%use smartalign
bits 16
alignmode k7
times 18 db 0xcc
align 32
db 1
;== 29
%use smartalign
bits 32
alignmode k7
times 31 db 0xcc
align 32
db 1
;== 30
%use smartalign
bits 32
alignmode k7
times 21 db 0xcc
align 32
db 1
;== 31
%use smartalign
bits 64
alignmode k7
times 32 db 0xcc
align 32
db 1
;== 32
%use smartalign
bits 64
alignmode k7
times 23 db 0xcc
align 32
db 1
;== 33
%use smartalign
bits 64
alignmode k7
times 1 db 0xcc
align 32
db 1
;== 34
%use smartalign
bits 16
alignmode k8
times 24 db 0xcc
align 32
db 1
;== 35
%use smartalign
bits 16
alignmode k8
times 14 db 0xcc
align 32
db 1
;== 36
%use smartalign
bits 32
alignmode k8
times 25 db 0xcc
align 32
db 1
;== 37
%use smartalign
bits 32
alignmode k8
times 15 db 0xcc
align 32
db 1
;== 38
%use smartalign
bits 64
alignmode k8
times 27 db 0xcc
align 32
db 1
;== 39
%use smartalign
bits 64
alignmode k8
times 16 db 0xcc
align 32
db 1
;== 40
%use smartalign
bits 16
alignmode k8,5
times 29 db 0xcc
align 32
db 1
;== 41
%use smartalign
bits 16
alignmode k8,5
times 17 db 0xcc
align 32
db 1
;== 42
%use smartalign
bits 32
alignmode k8,5
times 30 db 0xcc
align 32
db 1
;== 43
%use smartalign
bits 32
alignmode k8,5
times 18 db 0xcc
align 32
db 1
;== 44
%use smartalign
bits 64
alignmode k8,5
times 31 db 0xcc
align 32
db 1
;== 45
%use smartalign
bits 64
alignmode k8,5
times 21 db 0xcc
align 32
db 1
;== 46
%use smartalign
bits 16
alignmode k7,nojmp
times 32 db 0xcc
align 32
db 1
;== 47
%use smartalign
bits 16
alignmode k7,nojmp
times 23 db 0xcc
align 32
db 1
;== 48
%use smartalign
bits 16
alignmode k7,nojmp
times 1 db 0xcc
align 32
db 1
;== 49
%use smartalign
bits 32
alignmode k7,nojmp
times 24 db 0xcc
align 32
db 1
;== 50
%use smartalign
bits 32
alignmode k7,nojmp
times 14 db 0xcc
align 32
db 1
;== 51
%use smartalign
bits 64
alignmode k7,nojmp
times 25 db 0xcc
align 32
db 1
;== 52
%use smartalign
bits 64
alignmode k7,nojmp
times 15 db 0xcc
align 32
db 1
;== 53
%use smartalign
bits 16
alignmode p6,nojmp
times 27 db 0xcc
align 32
db 1
;== 54
%use smartalign
bits 16
alignmode p6,nojmp
times 16 db 0xcc
align 32
db 1
;== 55
%use smartalign
bits 32
alignmode p6,nojmp
times 29 db 0xcc
align 32
db 1
;== 56
%use smartalign
bits 32
alignmode p6,nojmp
times 17 db 0xcc
align 32
db 1
;== 57
%use smartalign
bits 64
alignmode p6,nojmp
times 30 db 0xcc
align 32
db 1
;== 58
%use smartalign
bits 64
alignmode p6,nojmp
times 18 db 0xcc
align 32
db 1
;== 59
%use smartalign
bits 16
alignmode generic,100
times 31 db 0xcc
align 32
db 1
;== 60
%use smartalign
bits 16
alignmode generic,100
times 21 db 0xcc
align 32
db 1
;== 61
%use smartalign
bits 32
alignmode generic,100
times 32 db 0xcc
align 32
db 1
;== 62
%use smartalign
bits 32
alignmode generic,100
times 23 db 0xcc
align 32
db 1
;== 63
%use smartalign
bits 32
alignmode generic,100
times 1 db 0xcc
align 32
db 1
;== 64
%use smartalign
bits 64
alignmode generic,100
times 24 db 0xcc
align 32
db 1
;== 65
%use smartalign
bits 64
alignmode generic,100
times 14 db 0xcc
align 32
db 1
;== 66
%use smartalign
bits 64
times 5 db 1
align 512
;== 67
%use smartalign
bits 64
section .data
align 16,db 5
 db 1
x: align 8
 jmp x
 align 16
