;== 1
dw 1 dup (qword 67d,(-452)),0697a8h,0d7199h  %%  0b1000001
;== 2
dq 1 dup (byte 'abcd',0ce829h > 1_000),2 dup ("a",15d <= 1_000)
;== 3
dq qword 67o,byte 0b11100111,'abc'
;== 4
db 0b101110110,dword -880,65d,"a"
;== 5
dd 'a'
;== 6
dq 'a'
;== 7
db 40,51,170 | 1_000,dword 721o
;== 8
dq 05f907h,-110,02b35ah || 1_000
;== 9
dq 1 dup (0xe39e)
;== 10
dq ?,?
;== 11
dd %("a",-180)
;== 12
db word 0b110011101,word 0c63ddh
;== 13
dq byte -129,byte 1_000
;== 14
dd 76d,2 dup (?)
;== 15
db 3 dup (! 0255ech)
;== 16
dq qword 85d
;== 17
dw %('a' // 0b100000110,byte 271),0xa634b115,"a"
;== 18
db "a",0 dup (1_000 > 1_000,"a"),'abc',0 dup ('abc','abc')
;== 19
dq 'abcdefghij',0 dup (byte 704o,word 0x68,"a")
;== 20
db 'ab',qword 1_000
;== 21
dq 177,0xf5  %%  55d
;== 22
dd 0b1010110
;== 23
dq 0 dup (0xb4 | 0d35ffh,"a",064f43h),1_000
;== 24
dq 0xc35a,dword 22d,dword 0xe9,?
;== 25
dq 2 dup (0x20,"a"),word 243
;== 26
dq 3 dup (byte 0x6a,qword 'a','abc'),'abcdefghij',-974
;== 27
dq "a",'abcdefghij'
;== 28
dq word 0xa3,"a",1 dup (8d,(32) ? (84d) : (57)),-338
;== 29
dq 3 dup (167o),0d // 91d
;== 30
dd `x\n`,2 dup (0x4)
;== 31
dw 023a31h == 'abcd',0 dup (1 dup (qword 0a9b3bh,'abc',qword 'ab'),%(41o <> 472o,0b10011000),(0b110111000)),qword 1_000
;== 32
dq 2 dup (`x\n`)
;== 33
dw `x\n`,0b10110101,%('abcdefghij',265o)
;== 34
dq dword 146,'abcdefghij',! 118
;== 35
dq 0b111001000,88,0b111010001
;== 36
dd 353o
;== 37
dw 0 dup (1_000 // 0b100000101),44d
;== 38
dd 'abcdefghij',dword 'a'
;== 39
dd 0 dup (86d,"a",word 1_000)
;== 40
dw (134o) ? (0b101101010) : (87d)
;== 41
dd `x\n`
;== 42
dq qword 1_000,0xedaa4927,0x15,'abc'
