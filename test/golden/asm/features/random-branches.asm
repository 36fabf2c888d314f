;== 1
bits 16
section .text align=16
 jmp short l2
l0:
 times 73 nop
 times (l2-l0)&7 nop
 db "abc"
 cmp eax,5
 jmp l1
 jmp short l0
 jmp l1
 e0 equ l2+5
 add eax,l0-l1
 loop l1
 times 103 nop
 align 16
 jmp short l0
l1:
 align 16
 cmp eax,5
l2:
 lea ebx,[l0+eax*4]
 jz l2
 resb 3
 push l2-l1
 mov al,[ebx+l1-l1]
;== 2
bits 32

l0:
 jmp near l0
l1:
 add eax,l0-l2
 add dword [ebx+l2-l0],l2-l1
 mov eax,1
 align 16
 call l2
l2:
 jmp l1
l3:
 push l2
 times 100 db 1
 imul eax,l3-l1
;== 3
bits 32

l0:
 add eax,l4-l3
l1:
 resb 3
section .text
l2:
 resb 3
 jz l4
 e0 equ l4+5
 loop l3
 loop l1
 mov al,[ebx+l1-l1]
 test eax,l4
l3:
 cmp eax,5
 times 100 db 1
 jne l0
 jne l2
 db "abc"
 push l0
 mov eax,1
 jmp near l4
l4:
 add dword [ebx+l2-l3],l0-l1
 mov eax,[l2]
;== 4
bits 16
org 0x7c00
 loop l0
 times 24 nop
 mov eax,[l0]
 nop
 nop
 imul eax,l0-l0
 imul eax,l0-l0
 times 69 nop
 times (l0-l0)&7 nop
 db "abc"
 nop
 jne l0
 add eax,l0-l0
 push l0
 test eax,l0
 dd l0
l0:
 jmp short l0
;== 5
bits 32

l0:
 mov al,[ebx+l2-l2]
l1:
 resb 3
 add eax,l2-l2
l2:
 imul eax,l2-l0
 jne l1
 jmp near l2
 db "abc"
;== 6
bits 64
org 0x7c00
 cmp eax,5
 lea ebx,[l0+eax*4]
 times 12 nop
l0:
 jc l1
 test eax,l1
 cmp eax,5
l1:
 mov al,[ebx+l0-l1]
 jmp near l0
 mov eax,1
 e0 equ l1+5
 push l0-l0
 align 16
;== 7
bits 32
section .text align=16
 loop l0
 mov eax,1
 add dword [ebx+l1-l0],l0-l1
 db "abc"
 dd l0
 jne l1
 add dword [ebx+l1-l0],l1-l0
 times 91 nop
 jmp short l0
 times 49 nop
 imul eax,l0-l0
 test eax,l0
 cmp eax,5
 jne l0
 jmp short l0
l0:
 jz l0
 db "abc"
 times 100 db 1
 dd l0
 jc l1
 jne l0
 jz l0
 cmp eax,5
l1:
 push l0-l1
;== 8
bits 64

 mov al,[ebx+l0-l0]
 lea ebx,[l0+eax*4]
l0:
 times 42 nop
 test eax,l0
 imul eax,l0-l0
 loop l0
 add dword [ebx+l0-l0],l0-l0
;== 9
bits 16

 times (l1-l2)&7 nop
 e0 equ l0+5
 e1 equ l1+5
 db "abc"
l0:
 e2 equ l0+5
l1:
 times 79 nop
 dd l2
l2:
 mov eax,1
 e3 equ l3+5
 jne l2
 jc l2
 e4 equ l3+5
 push l2-l0
 cmp eax,5
 mov al,[ebx+l2-l0]
l3:
 call l0
 add eax,l3-l0
 times 40 nop
;== 10
bits 32

l0:
 jne l1
l1:
 push l0
 test eax,l0
 align 16
;== 11
bits 32
org 0x7c00
 jne l0
 dd l1
 lea ebx,[l0+eax*4]
 align 16
 times 100 db 1
 times 40 nop
 dd l0
 mov eax,1
 dd l0
l0:
 add dword [ebx+l0-l1],l1-l1
 imul eax,l1-l1
 jne l1
l1:
 times (l0-l0)&7 nop
 e0 equ l1+5
 test eax,l0
 push l0
 push l1-l0
;== 12
bits 64
org 0x7c00
l0:
 e0 equ l0+5
l1:
 jmp near l0
l2:
 times 40 nop
 e1 equ l2+5
;== 13
bits 64
org 0x7c00
 test eax,l0
l0:
section .text
 nop
 call l1
 resb 3
 add dword [ebx+l0-l0],l1-l0
l1:
 jmp near l0
 jmp short l0
 mov eax,1
 jmp near l0
 resb 3
 times (l0-l0)&7 nop
 times (l1-l1)&7 nop
 call l0
 call l0
 times (l1-l1)&7 nop
 loop l0
;== 14
bits 64

 mov eax,1
 jne l0
 times 40 nop
 test eax,l0
 times 50 nop
l0:
 db "abc"
 jne l0
 add eax,l0-l0
;== 15
bits 32
org 0x7c00
l0:
 jz l4
 align 16
l1:
 resb 3
 times 100 db 1
 e0 equ l1+5
 mov eax,[l1]
l2:
 cmp eax,5
 times (l4-l1)&7 nop
 jne l0
 jmp l3
l3:
 times 100 db 1
l4:
 mov al,[ebx+l3-l0]
;== 16
bits 16
section .text align=16
 mov al,[ebx+l1-l1]
l0:
 loop l4
l1:
 times 40 nop
 mov al,[ebx+l2-l0]
 call l0
 push l2
 add dword [ebx+l4-l1],l4-l3
 add dword [ebx+l1-l1],l2-l1
 nop
 times (l3-l1)&7 nop
 lea ebx,[l3+eax*4]
l2:
 db "abc"
l3:
 jmp l3
 mov al,[ebx+l3-l2]
 add dword [ebx+l0-l2],l3-l0
 loop l0
 add eax,l2-l4
 db "abc"
 jmp l0
l4:
 jmp l3
 push l2
 times 70 nop
;== 17
bits 64

 loop l0
 times 100 db 1
l0:
 add dword [ebx+l0-l1],l0-l0
 push l1-l1
l1:
 push l1-l1
 jc l1
 test eax,l0
 align 16
;== 18
bits 16
org 0x7c00
l0:
 lea ebx,[l0+eax*4]
 resb 3
 jmp short l0
 e0 equ l0+5
 loop l0
 jmp l0
 jmp l0
 jmp near l0
 jne l0
 nop
 test eax,l0
 times 8 nop
 dd l0
 lea ebx,[l0+eax*4]
 jmp l0
 db "abc"
 e1 equ l0+5
 push l0
 push l0
;== 19
bits 64

 jmp l1
 jmp short l0
section .text
l0:
 nop
l1:
 times 125 nop
l2:
 call l0
;== 20
bits 64
org 0x7c00
 db "abc"
l0:
 times 40 nop
l1:
 mov al,[ebx+l1-l0]
 e0 equ l1+5
 mov al,[ebx+l2-l0]
 resb 3
l2:
 test eax,l1
l3:
 add eax,l0-l3
 mov eax,1
;== 21
bits 64
section .text align=16
 jne l0
 times (l0-l0)&7 nop
 jne l0
 call l0
 times 40 nop
 resb 3
l0:
 dd l0
 loop l0
 e0 equ l0+5
 dd l0
 align 16
 jne l0
 mov al,[ebx+l0-l0]
 dd l0
 add dword [ebx+l0-l0],l0-l0
 call l0
;== 22
bits 64
section .text align=16
l0:
 db "abc"
l1:
 times 123 nop
l2:
 jmp l0
l3:
 mov eax,1
;== 23
bits 64

 e0 equ l0+5
 times 81 nop
 lea ebx,[l1+eax*4]
l0:
 mov eax,1
 push l3-l1
 mov eax,[l0]
 loop l0
 times 40 nop
 mov eax,1
 jz l0
 jmp l1
l1:
 imul eax,l3-l2
 imul eax,l0-l0
 times 100 db 1
l2:
 add dword [ebx+l1-l0],l3-l3
 imul eax,l2-l0
 e1 equ l3+5
l3:
 db "abc"
 e2 equ l1+5
 add dword [ebx+l2-l3],l1-l2
 jc l1
 call l3
;== 24
bits 64

l0:
 cmp eax,5
l1:
 times (l2-l4)&7 nop
 times 100 db 1
l2:
 jmp near l2
 jz l3
 mov eax,[l2]
 mov eax,[l2]
 align 16
 times 105 nop
l3:
 db "abc"
l4:
 jmp short l4
;== 25
bits 64

l0:
 e0 equ l2+5
l1:
 dd l2
l2:
 e1 equ l2+5
;== 26
bits 64
org 0x7c00
 mov eax,1
 nop
 resb 3
l0:
 add dword [ebx+l1-l0],l1-l2
l1:
 add dword [ebx+l0-l1],l0-l1
 nop
l2:
 test eax,l1
 jne l2
;== 27
bits 64
section .text align=16
 jz l1
l0:
 add dword [ebx+l0-l2],l2-l2
 nop
 call l1
 jmp l0
 nop
 add eax,l1-l1
 loop l2
l1:
 times (l0-l0)&7 nop
 times (l1-l2)&7 nop
 align 16
 jne l0
 times 100 db 1
 mov eax,[l2]
l2:
 jc l1
;== 28
bits 64
section .text align=16
 times (l2-l0)&7 nop
 times 93 nop
 times 40 nop
 push l2
 cmp eax,5
l0:
 loop l0
 nop
 mov eax,[l1]
 times (l1-l1)&7 nop
 add dword [ebx+l2-l2],l1-l2
 call l1
 jne l2
 mov al,[ebx+l2-l0]
l1:
 lea ebx,[l0+eax*4]
 push l2-l2
 imul eax,l2-l2
 align 16
 test eax,l1
 mov eax,[l1]
 times 100 db 1
 dd l0
 jmp near l0
l2:
 times (l0-l0)&7 nop
;== 29
bits 64

 add dword [ebx+l3-l0],l2-l3
 mov al,[ebx+l1-l3]
 lea ebx,[l2+eax*4]
 call l3
 times (l2-l3)&7 nop
 dd l3
 jmp l0
 nop
l0:
 jmp l0
 times 123 nop
l1:
 times 83 nop
l2:
 loop l1
 mov eax,1
 nop
l3:
section .data
 test eax,l1
 mov eax,1
 times 70 nop
 times (l2-l2)&7 nop
 times 100 db 1
 times 40 nop
 cmp eax,5
 jmp l2
;== 30
bits 16
org 0x7c00
l0:
 add eax,l0-l0
 push l0
 mov eax,[l0]
 lea ebx,[l0+eax*4]
 nop
 push l0-l0
 jmp short l0
 push l0-l0
 times 100 db 1
 lea ebx,[l0+eax*4]
 times (l0-l0)&7 nop
 call l0
 mov eax,1
 add eax,l0-l0
 db "abc"
 add eax,l0-l0
 jne l0
 imul eax,l0-l0
 dd l0
 align 16
 align 16
 nop
 mov al,[ebx+l0-l0]
;== 31
bits 32
section .text align=16
 cmp eax,5
 jmp short l3
 add dword [ebx+l3-l0],l0-l1
 cmp eax,5
 add dword [ebx+l2-l0],l1-l2
 jz l3
l0:
 push l2
 loop l0
l1:
 add dword [ebx+l0-l0],l0-l1
l2:
 times 40 nop
 align 16
l3:
 resb 3
;== 32
bits 64

 resb 3
l0:
 jz l1
 loop l0
 align 16
 push l0-l0
 db "abc"
 jmp near l1
 test eax,l1
 call l0
 times 9 nop
 loop l0
l1:
 dd l0
 e0 equ l1+5
 imul eax,l0-l0
 lea ebx,[l1+eax*4]
;== 33
bits 64

 push l0
 nop
 add eax,l0-l0
 jne l0
l0:
 jmp l0
 nop
;== 34
bits 64

 mov al,[ebx+l0-l1]
 db "abc"
 add eax,l1-l1
 push l1-l2
 test eax,l2
 lea ebx,[l1+eax*4]
 imul eax,l2-l1
l0:
 mov eax,1
 cmp eax,5
 e0 equ l0+5
 align 16
 loop l0
l1:
 times 0 nop
 db "abc"
 lea ebx,[l1+eax*4]
 jmp near l2
 times 89 nop
 resb 3
 resb 3
section .bss
 jmp short l1
l2:
 jmp near l0
 db "abc"
 db "abc"
 dd l2
;== 35
bits 16
org 0x7c00
l0:
 lea ebx,[l1+eax*4]
 mov al,[ebx+l2-l2]
 jne l0
 db "abc"
 push l2
 push l1
section foo
 jmp near l2
 lea ebx,[l0+eax*4]
 cmp eax,5
l1:
 nop
 times 100 db 1
 times (l0-l0)&7 nop
 dd l0
 nop
 mov eax,1
 add eax,l1-l0
 add eax,l0-l0
 jne l2
 test eax,l0
 mov al,[ebx+l2-l1]
 jc l0
 cmp eax,5
l2:
 jmp short l0
 add dword [ebx+l0-l1],l1-l0
;== 36
bits 32
section .text align=16
 jne l1
l0:
 times 100 db 1
l1:
 loop l2
 db "abc"
 push l0
 times 40 nop
 cmp eax,5
 resb 3
 call l1
 db "abc"
 add dword [ebx+l2-l2],l2-l1
 dd l2
 test eax,l1
l2:
 dd l2
 jz l2
 db "abc"
 jne l0
 loop l0
 times 112 nop
;== 37
bits 32
section .text align=16
 e0 equ l2+5
 times (l1-l4)&7 nop
 add eax,l1-l3
 times (l0-l3)&7 nop
 times 40 nop
l0:
 times 45 nop
l1:
 db "abc"
 dd l3
l2:
 e1 equ l0+5
l3:
 add eax,l0-l0
 align 16
l4:
 call l0
;== 38
bits 64
section .text align=16
l0:
 jz l1
l1:
 times (l1-l0)&7 nop
 jmp short l4
 times (l4-l0)&7 nop
l2:
 db "abc"
 mov eax,1
l3:
 add eax,l3-l4
 dd l3
l4:
 add dword [ebx+l2-l0],l3-l4
 jmp l3
 mov eax,[l2]
;== 39
bits 64

l0:
 test eax,l1
 jmp short l0
 jmp short l3
l1:
 jc l3
l2:
 times 40 nop
 mov eax,[l0]
 resb 3
l3:
 times 106 nop
;== 40
bits 64

 db "abc"
 jmp near l0
l0:
 call l2
 dd l2
 loop l1
l1:
 jmp near l2
 lea ebx,[l1+eax*4]
 times (l2-l1)&7 nop
 jmp near l0
 times 40 nop
 test eax,l0
 add dword [ebx+l1-l0],l1-l2
section .bss
 e0 equ l1+5
l2:
 jne l0
 mov eax,[l1]
 test eax,l2
 push l0-l1
;== 41
bits 32

 times 40 nop
 e0 equ l0+5
l0:
 add eax,l0-l0
l1:
 jmp near l0
 imul eax,l2-l2
 align 16
 jz l1
 nop
 jmp near l2
 mov eax,[l1]
 jne l0
 mov eax,[l1]
l2:
 times 40 nop
 times 126 nop
 mov eax,[l2]
 mov eax,1
 jc l1
 test eax,l0
 jmp short l2
 align 16
 jmp l2
 loop l2
 test eax,l0
 dd l1
;== 42
bits 64

l0:
 loop l0
 mov al,[ebx+l0-l1]
l1:
 push l1-l2
 times 40 nop
l2:
 push l1
 nop
;== 43
bits 16

 lea ebx,[l0+eax*4]
l0:
 times 40 nop
 add eax,l1-l1
 times 40 nop
 times (l1-l2)&7 nop
l1:
 test eax,l1
 mov eax,1
l2:
 times (l2-l0)&7 nop
 times 40 nop
;== 44
bits 16
org 0x7c00
 push l1-l0
l0:
 mov eax,[l1]
 mov eax,[l0]
 call l0
 nop
 push l1
 db "abc"
l1:
 jz l1
 e0 equ l1+5
 align 16
 loop l0
 mov al,[ebx+l0-l0]
 db "abc"
 add dword [ebx+l0-l2],l0-l2
l2:
 add dword [ebx+l1-l1],l1-l0
;== 45
bits 32
org 0x7c00
l0:
 lea ebx,[l0+eax*4]
 dd l1
 jz l0
 add dword [ebx+l1-l1],l1-l1
 times 40 nop
 mov al,[ebx+l0-l1]
 e0 equ l0+5
 times 40 nop
 jmp l0
l1:
 push l0-l0
 times 40 nop
 times (l1-l0)&7 nop
 jz l0
 align 16
 resb 3
 call l1
 mov al,[ebx+l0-l0]
 jc l1
 jmp short l0
;== 46
bits 16
section .text align=16
l0:
 e0 equ l4+5
 times 40 nop
 resb 3
 imul eax,l4-l4
 align 16
l1:
 mov eax,1
 align 16
l2:
 jmp short l3
 times (l1-l4)&7 nop
 resb 3
l3:
 add dword [ebx+l2-l3],l2-l2
l4:
 jz l3
 add eax,l1-l3
 times (l1-l4)&7 nop
;== 47
bits 16
org 0x7c00
 jc l0
 push l2
l0:
 add dword [ebx+l2-l0],l0-l0
 add dword [ebx+l2-l0],l1-l1
 imul eax,l0-l0
 align 16
 jmp short l1
 times (l0-l1)&7 nop
 call l1
 times 100 db 1
l1:
 times (l1-l1)&7 nop
 jz l1
 test eax,l1
 jc l2
 cmp eax,5
l2:
 cmp eax,5
 nop
;== 48
bits 64
org 0x7c00
 push l1-l0
 jmp l0
l0:
 jz l2
l1:
 align 16
 test eax,l3
 jne l0
 mov eax,[l1]
 cmp eax,5
l2:
 add eax,l1-l3
 nop
l3:
 push l2
;== 49
bits 16
org 0x7c00
 lea ebx,[l0+eax*4]
 mov eax,1
 times 126 nop
 imul eax,l0-l1
 jmp near l0
 jc l1
l0:
 imul eax,l0-l1
 lea ebx,[l0+eax*4]
 times 94 nop
 jmp l1
 nop
l1:
 times 8 nop
;== 50
bits 32
org 0x7c00
 db "abc"
 imul eax,l0-l0
 cmp eax,5
 e0 equ l0+5
l0:
 cmp eax,5
 nop
l1:
section foo
 times 66 nop
 jz l1
 align 16
 jne l1
 cmp eax,5
 call l0
 times 100 db 1
 e1 equ l1+5
;== 51
bits 32

 jmp l0
 times 40 nop
l0:
 jne l0
 cmp eax,5
 jc l0
 mov eax,[l0]
 align 16
 jmp l0
 times 40 nop
;== 52
bits 32
org 0x7c00
 add dword [ebx+l2-l2],l0-l0
 jmp short l0
 nop
 e0 equ l0+5
 jmp near l0
l0:
 e1 equ l2+5
 mov al,[ebx+l1-l1]
 jz l0
 lea ebx,[l1+eax*4]
 times 25 nop
 jne l2
 imul eax,l0-l1
l1:
 times 100 db 1
l2:
 push l1
 add eax,l0-l2
 mov al,[ebx+l1-l1]
 jmp near l0
 push l2-l1
 jmp near l1
;== 53
bits 64
org 0x7c00
l0:
 call l1
 loop l1
 times 40 nop
 align 16
l1:
 add eax,l2-l2
 imul eax,l1-l1
l2:
section .data
 mov al,[ebx+l1-l2]
 jmp short l1
 times 100 db 1
 dd l0
 times 40 nop
;== 54
bits 64

 add eax,l0-l0
 jmp near l0
 resb 3
l0:
 add dword [ebx+l0-l0],l0-l0
 e0 equ l0+5
 push l0
 times 23 nop
 db "abc"
 nop
 add dword [ebx+l0-l0],l0-l0
 jmp near l0
 times 66 nop
 times 40 nop
;== 55
bits 16
section .text align=16
l0:
 mov al,[ebx+l0-l1]
l1:
 jz l0
 jmp short l1
 align 16
 times 40 nop
 jmp near l0
;== 56
bits 32
org 0x7c00
l0:
 mov eax,1
l1:
 cmp eax,5
 resb 3
;== 57
bits 64
section .text align=16
 jmp l1
l0:
 db "abc"
 jne l1
 resb 3
 times 64 nop
 times 40 nop
 lea ebx,[l0+eax*4]
 times 54 nop
 times 100 db 1
 jmp near l0
 resb 3
 times 40 nop
 jmp l0
l1:
 times 40 nop
;== 58
bits 64
section .text align=16
l0:
 e0 equ l1+5
l1:
 mov eax,1
l2:
 db "abc"
l3:
 jmp l1
;== 59
bits 64
section .text align=16
 times (l0-l2)&7 nop
 add eax,l0-l1
l0:
 push l1
l1:
 jne l1
 e0 equ l0+5
l2:
 jc l0
;== 60
bits 32
org 0x7c00
l0:
 add dword [ebx+l0-l3],l2-l2
 nop
 mov eax,1
 lea ebx,[l1+eax*4]
 jmp short l2
 jmp short l1
 push l1
 push l2-l0
 mov al,[ebx+l2-l3]
 jne l1
l1:
 mov eax,[l3]
l2:
section .bss
 lea ebx,[l2+eax*4]
 cmp eax,5
l3:
 lea ebx,[l0+eax*4]
 jne l0
 times 100 db 1
;== 61
bits 32
section .text align=16
l0:
 push l3
 dd l1
 jne l4
l1:
 times 40 nop
l2:
 call l4
 loop l2
l3:
 e0 equ l0+5
l4:
 mov al,[ebx+l2-l4]
 lea ebx,[l2+eax*4]
 test eax,l1
 push l1
 mov eax,[l2]
 times 40 nop
;== 62
bits 32
org 0x7c00
 mov eax,[l0]
 times (l1-l0)&7 nop
 times 40 nop
 jmp short l0
 add eax,l1-l0
 times 65 nop
 mov eax,1
l0:
 jmp l0
 add dword [ebx+l0-l0],l0-l1
 push l1
 times 40 nop
l1:
 loop l1
;== 63
bits 32
section .text align=16
l0:
 add dword [ebx+l3-l0],l3-l2
l1:
 mov eax,1
 test eax,l1
l2:
 mov eax,1
 times 60 nop
 times (l3-l3)&7 nop
l3:
 cmp eax,5
 mov al,[ebx+l2-l1]
 mov al,[ebx+l0-l1]
 e0 equ l2+5
 mov eax,1
 times 40 nop
;== 64
bits 64
org 0x7c00
 times (l4-l3)&7 nop
 jc l2
l0:
 align 16
l1:
 jmp near l2
l2:
 add dword [ebx+l0-l0],l0-l0
 resb 3
 jz l3
l3:
 jz l3
l4:
 jc l3
 mov al,[ebx+l1-l2]
 test eax,l3
 align 16
 add dword [ebx+l1-l1],l2-l0
;== 65
bits 64
org 0x7c00
l0:
 jmp short l4
l1:
 nop
 times 125 nop
l2:
 resb 3
l3:
 jmp near l3
l4:
 mov eax,1
;== 66
bits 64
org 0x7c00
 e0 equ l3+5
 jz l3
l0:
 times 100 db 1
 e1 equ l4+5
 align 16
 resb 3
l1:
 times (l3-l1)&7 nop
 lea ebx,[l1+eax*4]
 push l2-l2
 dd l1
l2:
 jmp short l1
l3:
 mov eax,1
 loop l0
l4:
 add dword [ebx+l2-l1],l1-l2
;== 67
bits 32
org 0x7c00
 times 18 nop
 mov eax,[l0]
 mov al,[ebx+l0-l0]
 call l0
l0:
 times 40 nop
 e0 equ l0+5
 align 16
;== 68
bits 32
org 0x7c00
 nop
l0:
 times 100 db 1
 jmp near l0
;== 69
bits 32
section .text align=16
 dd l2
 lea ebx,[l0+eax*4]
 e0 equ l2+5
 add dword [ebx+l0-l2],l2-l0
 jmp short l2
 times (l1-l2)&7 nop
 add eax,l1-l1
 mov al,[ebx+l2-l2]
 call l0
 jmp near l0
l0:
 times 28 nop
 jz l2
 jmp l2
 times 40 nop
l1:
 imul eax,l1-l2
 jmp l0
 mov eax,1
 test eax,l0
 push l1-l0
l2:
 add dword [ebx+l2-l0],l1-l2
section .text
 times 100 db 1
 push l2
 times 83 nop
 align 16
;== 70
bits 64
section .text align=16
 jc l0
 add dword [ebx+l0-l0],l0-l0
 align 16
 times 92 nop
 jmp l0
 add eax,l0-l0
 dd l0
 lea ebx,[l0+eax*4]
 jz l0
 call l0
 mov al,[ebx+l0-l0]
 times (l0-l0)&7 nop
 jc l0
 resb 3
 jz l0
 resb 3
l0:
 add eax,l0-l0
 loop l0
 nop
 test eax,l0
 test eax,l0
 jmp l0
 dd l0
;== 71
bits 16

 mov eax,1
 loop l0
 jmp l0
 jmp near l0
 loop l0
 test eax,l1
 test eax,l1
 times 100 db 1
 mov eax,[l0]
 lea ebx,[l1+eax*4]
 jmp short l1
 db "abc"
l0:
 mov eax,[l1]
 times (l0-l1)&7 nop
 mov eax,1
 db "abc"
 align 16
 times 92 nop
 dd l0
 db "abc"
l1:
 db "abc"
 resb 3
 loop l0
;== 72
bits 16
section .text align=16
l0:
 call l1
 push l0-l0
l1:
 db "abc"
;== 73
bits 64

l0:
 times 40 nop
l1:
 test eax,l0
 jmp near l0
 add dword [ebx+l0-l2],l0-l0
 imul eax,l1-l3
 db "abc"
 push l0-l0
 mov eax,[l1]
 lea ebx,[l3+eax*4]
l2:
 test eax,l0
 lea ebx,[l1+eax*4]
 mov al,[ebx+l3-l3]
 db "abc"
 imul eax,l3-l2
 nop
 test eax,l2
 times 100 db 1
 loop l1
 times 40 nop
 add dword [ebx+l3-l0],l1-l3
l3:
 add dword [ebx+l3-l2],l1-l0
 nop
;== 74
bits 32

l0:
 jz l2
l1:
 e0 equ l0+5
l2:
 times 40 nop
;== 75
bits 64
org 0x7c00
 lea ebx,[l1+eax*4]
l0:
 mov eax,1
l1:
 mov eax,1
 mov eax,[l3]
l2:
 e0 equ l1+5
section .data
l3:
 align 16
 times 64 nop
 add eax,l4-l1
 imul eax,l2-l3
 resb 3
 add eax,l0-l4
 times 63 nop
l4:
 mov eax,[l0]
 add dword [ebx+l3-l3],l1-l0
 jz l2
 times (l0-l0)&7 nop
;== 76
bits 64
org 0x7c00
l0:
 jmp short l1
l1:
 add eax,l0-l0
 loop l0
 jc l0
 add eax,l1-l1
 jne l1
 dd l0
 imul eax,l1-l1
 call l1
 e0 equ l1+5
 test eax,l1
 cmp eax,5
;== 77
bits 16

l0:
 mov al,[ebx+l2-l2]
l1:
 loop l2
l2:
 jc l2
;== 78
bits 64
org 0x7c00
 mov eax,1
 times 40 nop
 dd l1
l0:
 add dword [ebx+l0-l2],l0-l2
l1:
 jmp near l0
 cmp eax,5
l2:
 jmp near l3
 cmp eax,5
l3:
 mov eax,1
 loop l4
 nop
 lea ebx,[l2+eax*4]
 push l4-l1
l4:
 mov al,[ebx+l3-l4]
;== 79
bits 64
org 0x7c00
 times 100 db 1
 nop
l0:
 mov eax,1
l1:
 add eax,l1-l0
;== 80
bits 64
section .text align=16
 jmp l1
 mov al,[ebx+l1-l1]
l0:
 jmp l1
 mov eax,1
l1:
 jmp short l1
 lea ebx,[l0+eax*4]
 nop
;== 81
bits 32
org 0x7c00
 times 80 nop
 mov eax,[l2]
 push l1-l0
l0:
 jc l0
 push l3-l1
 db "abc"
 mov eax,[l2]
 times 40 nop
 loop l1
 mov al,[ebx+l0-l3]
 times 40 nop
l1:
 resb 3
 e0 equ l2+5
l2:
 mov al,[ebx+l1-l0]
 lea ebx,[l2+eax*4]
 align 16
l3:
 mov eax,[l0]
 imul eax,l3-l1
;== 82
bits 32

 push l1-l1
 jz l0
 times 100 db 1
 times 69 nop
 push l0-l1
 push l0-l0
 db "abc"
 loop l1
 db "abc"
l0:
 e0 equ l1+5
 add dword [ebx+l1-l0],l0-l0
l1:
 times 40 nop
 test eax,l1
 e1 equ l1+5
 resb 3
;== 83
bits 16
section .text align=16
l0:
 add dword [ebx+l0-l0],l0-l0
 imul eax,l0-l0
 nop
 lea ebx,[l0+eax*4]
 resb 3
 db "abc"
 add dword [ebx+l0-l0],l0-l0
 times (l0-l0)&7 nop
 mov eax,[l0]
 mov al,[ebx+l0-l0]
 jmp near l0
 jne l0
 jz l0
 jne l0
 test eax,l0
 mov eax,1
;== 84
bits 16

 cmp eax,5
 test eax,l0
l0:
 e0 equ l0+5
;== 85
bits 64

l0:
 mov eax,[l2]
l1:
 test eax,l3
 times (l0-l3)&7 nop
 times 84 nop
 call l0
section .text
l2:
 imul eax,l2-l3
l3:
 times 100 db 1
;== 86
bits 16
org 0x7c00
 resb 3
 push l2
 imul eax,l2-l2
l0:
section foo
 mov eax,1
 jne l1
 times 100 db 1
l1:
 jc l2
 resb 3
 times 40 nop
 times 40 nop
l2:
 imul eax,l1-l2
 lea ebx,[l0+eax*4]
 call l2
 add eax,l2-l0
 jmp l1
 times 116 nop
;== 87
bits 64
org 0x7c00
l0:
 push l0-l0
 push l0
 lea ebx,[l0+eax*4]
 loop l0
 dd l0
 cmp eax,5
 nop
 jmp short l0
 mov eax,[l0]
 jmp near l0
 jmp near l0
 jc l0
 push l0-l0
 add eax,l0-l0
 add eax,l0-l0
 call l0
 dd l0
 resb 3
 add dword [ebx+l0-l0],l0-l0
 resb 3
 cmp eax,5
 jc l0
;== 88
bits 32
org 0x7c00
 push l3
 times 48 nop
 add dword [ebx+l2-l2],l3-l2
 loop l0
 times 40 nop
l0:
 cmp eax,5
 jmp near l0
l1:
 lea ebx,[l2+eax*4]
 imul eax,l2-l0
 push l2-l1
l2:
 call l2
 jmp l2
 add dword [ebx+l3-l1],l0-l1
 push l3-l1
 loop l0
l3:
 jmp near l0
;== 89
bits 16

 cmp eax,5
 align 16
 jmp short l1
l0:
 mov al,[ebx+l1-l3]
 db "abc"
 jmp short l2
l1:
 push l3-l2
l2:
 jne l3
 push l1-l3
 jmp short l0
 mov al,[ebx+l2-l0]
 db "abc"
 e0 equ l1+5
 jne l2
 cmp eax,5
l3:
 mov al,[ebx+l3-l3]
 push l0
 times 68 nop
 resb 3
 align 16
 times 100 db 1
;== 90
bits 16
section .text align=16
l0:
 db "abc"
l1:
 imul eax,l0-l0
l2:
 times 40 nop
;== 91
bits 32
org 0x7c00
 times 100 db 1
l0:
 times 38 nop
 times (l0-l0)&7 nop
 imul eax,l0-l1
 align 16
 mov eax,1
 times 84 nop
l1:
 loop l1
 mov al,[ebx+l1-l0]
 add dword [ebx+l0-l1],l1-l0
 jmp l1
;== 92
bits 16
org 0x7c00
 times 100 db 1
 imul eax,l2-l0
 e0 equ l0+5
 times 64 nop
 dd l0
l0:
 push l0-l2
 jmp near l2
 e1 equ l1+5
 push l0
 jne l1
l1:
 mov eax,[l1]
 db "abc"
 add dword [ebx+l1-l1],l2-l2
 jne l0
 lea ebx,[l2+eax*4]
 add dword [ebx+l1-l1],l1-l0
 mov eax,[l2]
l2:
 mov eax,[l0]
 jmp short l1
 mov al,[ebx+l1-l0]
;== 93
bits 16
section .text align=16
 e0 equ l2+5
l0:
 align 16
l1:
 dd l0
 e1 equ l1+5
l2:
 db "abc"
 push l1
 jmp short l2
 e2 equ l0+5
 times 0 nop
 test eax,l0
 db "abc"
 times 40 nop
;== 94
bits 32
section .text align=16
l0:
 times 106 nop
 jne l2
l1:
 db "abc"
l2:
 push l0-l2
l3:
 lea ebx,[l1+eax*4]
;== 95
bits 16

 test eax,l0
 times 100 db 1
l0:
 cmp eax,5
 mov eax,[l2]
 times 40 nop
 test eax,l2
 mov eax,[l2]
 cmp eax,5
l1:
 jmp short l2
 jmp short l0
 times 14 nop
 times (l2-l0)&7 nop
 times (l1-l0)&7 nop
l2:
 imul eax,l2-l0
 call l2
 times 114 nop
 resb 3
;== 96
bits 16
org 0x7c00
 times (l1-l0)&7 nop
 jc l0
 dd l3
 loop l1
 jmp short l0
 jmp near l3
 jz l3
l0:
 imul eax,l3-l3
l1:
 jc l0
l2:
section .data
 push l3-l3
l3:
 push l1
 jz l3
;== 97
bits 64
section .text align=16
 cmp eax,5
 test eax,l0
 times 114 nop
 cmp eax,5
l0:
 add eax,l0-l1
 nop
l1:
 add eax,l1-l1
 nop
 add eax,l1-l0
 dd l0
;== 98
bits 64

l0:
 times 8 nop
l1:
 test eax,l3
 add eax,l3-l3
 times 68 nop
section .text
 test eax,l0
l2:
 times 45 nop
l3:
 add dword [ebx+l2-l1],l3-l3
 mov al,[ebx+l1-l0]
 lea ebx,[l2+eax*4]
;== 99
bits 16
org 0x7c00
 imul eax,l0-l0
 test eax,l0
l0:
 nop
 jmp short l0
 loop l0
 call l0
 jmp l0
section .data
 jmp short l0
 loop l0
 dd l0
 jz l0
 call l0
 mov eax,1
 test eax,l0
 mov eax,[l0]
 imul eax,l0-l0
 jc l0
 jc l0
 cmp eax,5
 times 40 nop
 times (l0-l0)&7 nop
;== 100
bits 64

l0:
 align 16
 loop l3
 mov al,[ebx+l0-l2]
 call l0
l1:
 add dword [ebx+l3-l0],l3-l0
 jz l2
 nop
 mov eax,[l1]
section foo
 resb 3
 push l0
 call l3
 resb 3
 jne l3
 align 16
l2:
 jz l1
 e0 equ l3+5
 jmp l3
 imul eax,l2-l3
 add eax,l3-l2
 add eax,l2-l1
 times 100 db 1
l3:
 mov eax,[l0]
 times (l1-l2)&7 nop
;== 101
bits 64
section .text align=16
l0:
 times 100 db 1
 mov eax,[l2]
l1:
 jne l3
l2:
 mov al,[ebx+l0-l2]
l3:
 add dword [ebx+l2-l1],l3-l1
;== 102
bits 32
section .text align=16
 add dword [ebx+l1-l2],l1-l1
 times 40 nop
l0:
 test eax,l1
 resb 3
 resb 3
l1:
 jz l0
 nop
 test eax,l2
section foo
 times (l2-l2)&7 nop
 mov eax,[l1]
 jmp near l0
 jmp short l2
l2:
 dd l1
 cmp eax,5
 jmp l0
 jmp l0
 times 40 nop
 jmp l2
 jc l2
;== 103
bits 16

 call l1
section .text
 nop
 jmp near l0
l0:
 times 83 nop
 jz l0
 jmp short l1
l1:
 call l0
;== 104
bits 64
section .text align=16
 align 16
 times 40 nop
l0:
 resb 3
 dd l1
 e0 equ l2+5
 dd l1
 align 16
 add eax,l2-l1
 jmp short l2
 test eax,l2
 test eax,l0
 align 16
 imul eax,l2-l0
l1:
 times 100 db 1
l2:
section .text
 loop l0
;== 105
bits 64
section .text align=16
section foo
l0:
 db "abc"
l1:
 imul eax,l1-l1
l2:
 add eax,l3-l0
 add dword [ebx+l2-l3],l2-l1
 mov al,[ebx+l1-l2]
 mov eax,1
 call l1
 jz l3
 push l1-l0
 times 91 nop
 call l3
l3:
 push l3-l1
 jmp near l2
 loop l0
 cmp eax,5
;== 106
bits 16
org 0x7c00
l0:
 e0 equ l0+5
l1:
 jz l3
l2:
 call l2
l3:
 times 100 db 1
;== 107
bits 16
section .text align=16
l0:
 times 100 db 1
 jne l0
 push l0
 times 100 db 1
;== 108
bits 32
org 0x7c00
 db "abc"
 push l0
 cmp eax,5
 align 16
 push l1
 times 100 db 1
 jc l0
l0:
 add eax,l1-l1
 jmp l1
 mov al,[ebx+l0-l1]
l1:
 resb 3
 push l0-l1
 add dword [ebx+l0-l1],l1-l1
 add eax,l0-l1
 db "abc"
 jz l1
 jne l1
;== 109
bits 16
section .text align=16
 mov eax,[l1]
 add dword [ebx+l2-l3],l3-l3
 push l0-l0
 resb 3
 call l2
 times (l2-l3)&7 nop
l0:
 jmp l2
 times 36 nop
 loop l0
l1:
 push l2
 jmp l3
l2:
 times 40 nop
 jz l3
l3:
 jc l2
 jmp short l1
 jz l1
 lea ebx,[l1+eax*4]
 push l0-l3
 db "abc"
 times 40 nop
 add dword [ebx+l3-l3],l1-l2
 mov al,[ebx+l0-l2]
 jmp l2
;== 110
bits 64
section .text align=16
 push l1
 cmp eax,5
 push l0-l1
 test eax,l0
 mov eax,1
 mov eax,1
l0:
 jc l1
 resb 3
 jmp l1
 mov al,[ebx+l0-l1]
 times (l0-l1)&7 nop
 mov eax,[l0]
 test eax,l1
l1:
 jz l0
 push l0-l0
 loop l0
 add eax,l1-l0
;== 111
bits 64
section .text align=16
l0:
 jne l1
 db "abc"
 jmp l2
 add eax,l2-l2
l1:
 times 86 nop
l2:
 times (l0-l1)&7 nop
 mov eax,[l0]
;== 112
bits 32

 push l0-l0
 jne l0
 call l0
 mov eax,1
 e0 equ l0+5
 times 109 nop
 mov eax,[l0]
 push l0-l0
 cmp eax,5
 loop l0
 jc l0
 times 40 nop
l0:
 jmp short l0
 times 84 nop
 imul eax,l0-l0
;== 113
bits 16
org 0x7c00
 call l0
 test eax,l0
 test eax,l0
l0:
 call l0
 jne l0
 jmp near l0
 times 124 nop
;== 114
bits 64
org 0x7c00
 e0 equ l1+5
l0:
 nop
 call l0
 times (l0-l2)&7 nop
 cmp eax,5
 jne l2
l1:
 mov eax,[l2]
 imul eax,l0-l2
l2:
 cmp eax,5
 jc l0
 call l1
 mov eax,[l0]
 mov eax,1
 jmp l1
 times 77 nop
 call l2
 push l1
 lea ebx,[l0+eax*4]
 push l2
 lea ebx,[l1+eax*4]
 jmp l1
 loop l0
 lea ebx,[l1+eax*4]
;== 115
bits 64
org 0x7c00
l0:
 mov eax,[l0]
l1:
 loop l1
l2:
 push l0
;== 116
bits 16
org 0x7c00
 jne l0
 loop l0
 mov al,[ebx+l0-l0]
 cmp eax,5
l0:
 nop
 jz l0
 push l0
 times 40 nop
 times 40 nop
;== 117
bits 32

l0:
 cmp eax,5
 push l2-l2
l1:
 mov al,[ebx+l2-l2]
l2:
 jz l4
l3:
 jmp short l0
 imul eax,l2-l1
l4:
 push l2-l2
 push l3-l1
;== 118
bits 16
org 0x7c00
 jmp near l0
 mov eax,[l1]
 align 16
 align 16
 jne l1
 e0 equ l0+5
 jmp l1
l0:
 jc l1
 jne l0
 dd l1
 db "abc"
l1:
 mov eax,1
 times 100 db 1
