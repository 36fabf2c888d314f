; Random statements, operands, labels and directives.
;== 1 
bits 64
default rel
and ebp,eax
section .foo
db L0-L4
incbin "pattern.inc",14,60
sar r15,5
L5: seta ch
ror byte [8],31
dd E0, 128, 0x7fffffff
L6:
E0 equ L6
align 8
mov cx,0xffff
bits 64
%rep 1
xchg ebp,ebp
%endrep
jmp L4
dq 1.5,L3-L4
%rep 2
%endrep
L0: sub edx,[L1]
L4:
E1 equ L4-L0
times 2 dw $
call L0
dd 0b101, E5, 0x7f, (1+2)*3
L3 cmp esp,edi
db (E2+0x100000000)*2, `x\n`, L0
push word 8
dd 0x10000, $-$$, 1000, 256
incbin "pattern.inc",27,93
mov dil,dil
L1: jle L0
and ax,ax
L2 db -5//2,0x8000
jmp L5
mov spl,L5+0xffff
or qword [rbx+-128],strict qword L4-L1
sub word [r15+r15+$-$$],0x7fffffff
cmp [rsi],al
jnz L3
section .foo
times 2 dw $
section .text
E2 equ L0-L1
E3 equ 5
E4 equ 5
E5 equ 5
;== 2 
bits 32
L3 xor sp,[cs:edi+esi+L0]
call L0
in eax,dx
L1:
L2:
resb 1
L0:
E0 equ L2-L3
mov esi,gs
rdmsr
jg L2
E1 equ 128
db L0,?
section .text
E2 equ 'ab'
E3 equ L0-L1
E4 equ 128
E5 equ 5
;== 3 
bits 32
org 100h
or cl,dl
times 20 db 0
L5:
times 128-($-$$) db 0
%rep 2
%endrep
or cx,[ebp+esi*4]
L3:
L6:
mov cx,[esp+esi*1]
je L6
L4:
L1 dw L3
sub sp,[ebp*4+eax+17q]
loop L1
section .text
E2 equ 5
E4 equ 5
;== 4 
bits 16
L3:
jo L1
resb 10
%rep 1
mov [0x7fff],ss
%endrep
L2:
rol edx,cl
align 8, db 0
times 130 db 1,2
L1:
L7:
jle L3
%rep 4
mov [si+bx],fs
%endrep
dq "ab",-2.25
section .text
jne L1
jc L2
btc dword [bx+si],128
L6:
resb 3
dq 0xffff,`x\n`
jmp L1
L4 dw 0xffffffffffffff80,'hello'
and byte [di],0xffffff80
L0 add [L4-$$],edx
L5:
L9:
times 512-($-$$) db 0
section .text
bits 32
section .foo
or sp,[edx+L4]
jmp L9
sbb cl,dl
section .text
E0 equ 5
E1 equ L0-L1
E2 equ L0-L1
E3 equ 5
E4 equ 5
E5 equ 5
;== 5 
bits 64
L1: or di,L3
invpcid rax,[r8+r8-E4]
mov r12,0xffffffff80000000
imul dx,bx,L3
mov edi,ss
mov r13,rsp
resb 1
L8:
imul rdi,r9
section .bss
L0 dd L0
sub bh,[rbx]
clflush [0xffffffff]
mov dx,L3
xor rdi,r13
L5:
db 2
%define D13 255
dd D13
%if 255 > 0x10000
adc al,bl
%else
or r9,[rdx+5]
%endif
L7:
jmp L3
L4: int 0xff80
resb 1
incbin "pattern.inc",40,71
jb L6
adc qword [fs:rdi],'abcd'
L3: seta [rcx+rcx+0xffffffff]
db 'a'
xchg [r12*5+0x123456789abcdef0],ebx
L6:
call L5
%macro M25 1
jle L7
%%x: jmp %%x
mov ax,%1
%endmacro
M25 L6-L4
M25 -5//2
add rbx,(E2+0ffh)*2
lar eax,[byte rcx*3+L8-L4]
in ax,0ffh
%define D31 L7-L7
dd D31
jb L1
section .text
E0 equ 5
E1 equ L0-L1
E2 equ L0-L1
E3 equ L0-L1
E4 equ 5
E5 equ 127
;== 6 
bits 64
org 0x1000
default rel
L0 call [gs:rbp+rbx+$]
call L2
L1: dec ah
L5: jz near L4
mov rbx,rsp
L3: add ax,bx
L6:
or cx,di
dd `x\n`, $, 0xffffffffffffff80
L4:
L7:
section .text
L2: add byte [r13+0x100000000],L2
jnc L7
section .text
E0 equ L0-L1
E1 equ L0-L1
E2 equ L0-L1
E3 equ ~3
E4 equ 5
E5 equ L0-L1
;== 7 
bits 16
org 0x1000
dq -0x80000000
times 1 movsb
L0: mov al,L5
L2: mov edi,dword L2+0ffh
L6:
invlpg [bp+di]
L3 dw 0xff80, 0xff7f
L4:
L5:
jnz L5
L1:
section .text
E0 equ 5
E1 equ L0-L1
E2 equ L0-L1
E3 equ 8
E4 equ L0-L1
E5 equ L0-L1
;== 8 
bits 64
int 255
mov bh,1000
int L1+-5//2
mov sil,$-$$
resb 1
je L0
rcr ch,byte 1
cmp bp,ax
xor al,[fs:r13+-5//2]
%rep 1
jc L3
%endrep
call L2
L0:
jg L1
bits 16
mov sp,L0+(1+2)*3
L2 db 0x100000000,-5//2
L3:
add dword [L1],8
jo L0
L1 lidt [L2]
xor dl,al
jmp L1
imul eax,ebx
ltr [128]
mov dh,L1+127
section .text
E0 equ 5
E1 equ 5
E2 equ 8
E3 equ 5
E4 equ L0-L1
E5 equ 'ab'
;== 9 
bits 16
L1: sbb bl,7
rcl word [bp+128],E3
db 17q
dd $-$$,$-$$
lea si,[si+0xff80]
add [bx+di+2],ah
L3 db 128,2 dup (1,2),0xff7f
align 16, int3
sbb edi,[ss:bx+0x7fff]
lfs bx,[bp+si]
incbin "pattern.inc",37,82
mov esp,eax
L4 add si,cx
jmp L3
jmp dword L3
L0: call near [bx+di-256]
call L2
dq L4
jmp L1
dq 'a', 0xffffffff
mov di,gs
section .text
L2:
bits 64
movsxd rdx,edx
je L2
jbe L0
imul esi,eax
popcnt eax,[256]
%rep 3
%endrep
or bp,$-$$
push L0
times 126 db 0
dd E0, 128, -2.25, L1
section .text
E0 equ 5
E1 equ 5
E2 equ L0-L1
E3 equ L0-L1
E4 equ L0-L1
E5 equ L0-L1
;== 10 
bits 16
org 0x100000
L0:
E0 equ 1000
L2:
bits 32
dw L0,2 dup (1,2),1,10/3
L3: cmpxchg8b [edi+esi]
align 16
or word [esi+E5],E2-L2+L3
dq E3-L4+L1, `x\n`, L1-L1, -0x80000000
jns L2
o32 lodsb
imul cx,di,0x7f
%macro M10 1
cmp [ebp],ebx
%%x: jmp %%x
mov bp,%1
%endmacro
M10 L1+5
M10 127
je L0
in al,dx
E1 equ $-$$
db 'ab',L1,'a'
cmp [esi+ecx*1],esi
jmp L1
call L2
dw L4+0xffffffff, `x\n`
L4: mov ax,L4
times 5 jmp L3
sbb bp,[ds:L2-L0]
%macro M21 1
jb short L1
%%x: jmp %%x
mov cx,%1
%endmacro
M21 -128
M21 0x80000000
adc ebp,ebp
align 16, int3
btc cx,L2
dd 0xffffffffffffff80,'hello'
mov cr3,ecx
jno near L2
add dh,[es:eax+0b101]
call dword [esp+esi+L2-$$]
L1:
mov al,0xffffffff80000000
E2 equ L3
or ax,cx
times 126 jmp L0
%rep 2
js L1
%endrep
setbe cl
section .text
E3 equ L0-L1
E4 equ 5
E5 equ 5
;== 11 
bits 64
org 0x100000
L6: rol esp,31
dq -0x80000000, 0x80, 0xffffff80
rol dl,cl
L3:
times 126 db 1,2
btr ebx,'abcd'
xor word [abs rdx*4+r12+128],0x7f
L5:
lsl ax,rbx
bts r12,-129
%if 7 > -128
mov dh,bh
%else
call L5
%endif
%rep 3
%endrep
shl edx,byte 1
push 0x100000000
L1:
test [r9+0xffffffff80000000],rax
L0:
and bp,dx
mov r12,L4
ror byte [r12],1
mov bx,L2
L2: jmp L0
cmp dh,L1-$$
%macro M19 1
jmp word dil
%%x: jmp %%x
mov ax,%1
%endmacro
L4:
mov es,rcx
mov rsp,cs
section .text
E0 equ 2
E1 equ 5
E2 equ L0-L1
E3 equ 1000
E4 equ 5
E5 equ 0xffffffffffffff80
;== 12 
bits 32
org 0x100000
jp L0
xor al,dl
popcnt eax,[ebx+ecx+E2]
mov al,[edx+esi+0ffh]
%macro M5 1
jc L0
%%x: jmp %%x
mov sp,%1
%endmacro
M5 128
M5 -0x80000000
test [E4],bx
resb 1
hlt
smsw [eax+ebp+$]
dd 'a', 'hello', 'a'
L0 db $, `x\n`, 3, E0-L2+L2
resb 3
jge 255
ja near L1
L1:
resb 10
jmp L2
times 126 dw L1
align 2
bits 64
%if 0x10000 > -128
add bp,si
%else
bts dl,word 0
%endif
mov eax,eax
ror r8,E4
L2:
adc rbp,r15
jnp L0
section .foo
align 16, db 0
dq 'a', L2+~3, 1e10, E0
db L2-L2,3 dup (?),3 dup (?),L2+'abcd'
%define D32 E2
dd D32
%rep 3
movzx rax,r15b
%endrep
imul esp,esi,-128
%define D36 17q
dd D36
section .text
E0 equ 5
E1 equ L0-L1
E2 equ L0-L1
E3 equ 5
E4 equ L0-L1
E5 equ 0x100000000
;== 13 
bits 32
org 0x100000
L2:
jmp strict near L2
neg edi
imul edx,ecx,0x7f
L1:
push -128
L0:
cmp bh,[L0+-5//2]
or dl,bl
call L2
section .text
E0 equ L0-L1
E1 equ 5
E2 equ 0x80
E3 equ 0x100000000
E4 equ 5
E5 equ 5
;== 14 
bits 64
L2: sbb [3],r9
%if -129 > 0ffh
movzx ebp,[rcx+rdi*2+$-$$]
%else
movsx rbx,byte [dword 5]
%endif
cmp esi,edx
E0 equ $-$$
L3:
L4 dq 0,'a'
push 10/3
L0 dq 8, 1e10, "ab"
loop L0
jmp near [rdx+rcx*4]
L5:
adc spl,cl
xchg [r12+7],esp
%rep 1
int -5//2
%endrep
dq `x\n`, L3, 8
xor byte [r8+r13+E4],'a'
section .foo
or bl,ah
section .text
E2 equ 5
E3 equ 0xffffffffffffff80
E4 equ 0xff80
E5 equ 8
;== 15 
bits 64
shrd bx,si,cl
E0 equ L2
str [fs:rbp+255]
add si,0xff80
jmp L8
rcr r15,cl
L9:
L4: cmp dil,E3
imul r9,[rax+rsi*4+L9]
L2:
L7: rcr rdi,cl
align 4
call L8
repe movsw
dw 3 dup (?),"ab",L7,'hello'
E1 equ L7
L3:
incbin "pattern.inc",9,5
L8:
jmp L8
mov [esi],rbx
L1:
enter 8,0x100000000
jae short L7
L0:
L5: push 8
or eax,[rbp+rbp]
shr byte [rbp*4+r13+L9+0x80000000],5
jge L8
imul cx,cx
section .text
E2 equ L0-L1
E3 equ L0-L1
E4 equ 5
E5 equ L0-L1
;== 16 
bits 16
L5: push 0b101
resb 10
or ebx,[si]
xchg eax,esp
L3 dd "ab"
L4 db 'hello',L0-L0,`x\n`
jmp L1
L0:
jmp L1
mov edi,ss
add ebx,ebp
L2:
%if 0xff80 > 0xffffffffffffff80
%else
jmp L4
%endif
times 5 db 1,2
L1: sbb ah,cl
push E4
section .text
E0 equ 256
E1 equ L0-L1
E2 equ L0-L1
E3 equ 5
E4 equ 1<<4
E5 equ L0-L1
;== 17 
bits 32
org 0x100000
E0 equ $
L3:
mov si,0x100000000
sub word [L3],0x80
ja (E2+-128)*2
mov bx,bx
L6:
push edx
dw -0x80000000,0b101
L5 imul cx
mov bh,5
L1:
L0: and [L3],esp
setnc ch
E1 equ $
jnp L5
section .text
E2 equ -0x80000000
E3 equ L0-L1
E4 equ L0-L1
E5 equ 5
;== 18 
bits 16
org 0x100000
sbb [bp+si],ecx
L0 mov [ebp+5],edx
L6:
L1:
xchg eax,ebp
call [$]
section .text
js L4
L4:
jmp L7
L2:
L3 dd 256,'hello'
L7:
jno L6
imul dx,cx
%rep 3
imul cx,[10/3],255
%endrep
jmp L6
times 20 jmp L0
jmp L3
L8:
adc [bx+di+-128],esi
db L8-L4,L0,(1+2)*3,`x\n`
xor cx,[bp+si+255]
push dx
L5:
section .text
E0 equ 1000
E1 equ L0-L1
E2 equ -128
E3 equ 0x7fff
E4 equ 5
E5 equ L0-L1
;== 19 
bits 32
and ah,dh
adc dword [0x100000000],3
L2:
db 0xffffffffffffff80
L1:
L4:
E0 equ $
%if 1 > 0ffh
or qword ['abcd'],L5
%else
test [ecx*2+3],dx
%endif
sub edi,edi
je L0
jmp L4
%if 2 > 0x7fff
push E0
%else
add word [eax+edx*1-'abcd'],-0x80000000
%endif
jmp L4
mov esi,10/3
call -128:L4
push E0
push 'ab'
E1 equ L4
dw 0
L3:
E2 equ $-$$
jbe L1
L5:
mov dx,L2
mov dx,bx
dq L5+'a', 'a', 'abcd', -2.25
L0: mov es,edi
%if 0xffff > 1
%else
mov ebp,edi
%endif
section .text
E3 equ 255
E4 equ 5
E5 equ 0xffffffff
;== 20 
bits 64
section .text
align 32
jecxz L3
or byte [0x123456789abcdef0],0xffffff80
bt [rdx+rdx*4],di
mov ss,[rdi+rsi*1]
jmp E5
L1 and dword [rsi+rdi+L0+7],2
rol word [r12+rbx*8],5
jmp L0
jmp L0
dd `x\n`,`x\n`
L3:
neg esp
section .foo
%define D18 0xffffff80
dd D18
jmp L1
align 32
jz L3
sgdt [rbp+r12*4+$]
mov esi,edi
mov ss,dx
L0 dd 'hello', 0x100000000, 'hello'
call L0
%define D26 L2
jmp L0
sub al,-0x80000000
resb 10
%macro M31 1
mov r12,3
%%x: jmp %%x
mov bp,%1
%endmacro
M31 L3
M31 0xffff
adc ax,si
adc byte [cs:ecx+0xffffffff80000000],0x8000
section .text
E0 equ 5
E1 equ 5
E2 equ 0
E3 equ 5
E4 equ 'ab'
E5 equ L0-L1
;== 21 
bits 64
L2 dq -2.25, 'a', `x\n`, L3+-5//2
mov r8b,'abcd'
L0 dq E5
je L1
add bx,[rbp-127]
mov rsi,ss
L4: rcl ebp,cl
mov fs,[10/3]
L3:
add r12,r15
L1:
section .text
E0 equ 0xffffff80
E1 equ L0-L1
E2 equ 5
E3 equ -0x80000000
E4 equ 5
E5 equ L0-L1
;== 22 
bits 64
org 0x100000
sgdt [rax+rsi+L0]
%macro M1 1
call L3
%%x: jmp %%x
mov cx,%1
%endmacro
M1 128
M1 -129
%rep 2
xchg [r8*4+r13+E4],rdx
%endrep
resb 1
incbin "pattern.inc",43,90
push qword E3
mov r15b,dil
bsf ax,[r9+r8*2+127]
mov rsi,rdx
L0:
section .text
L3: mov sp,si
setle bh
jns L3
%rep 2
imul ax,[ebx+ebp*8+0x80000000]
%endrep
jmp L2
L2:
L6 db L8, `x\n`, L6, 'a'
or rsi,rsp
L4:
E0 equ L6
xor ah,ch
sbb rdi,[es:r8+L2]
adc eax,0xff80
L5:
mov bl,L7
movsx r13,ebx
movsx r13,word [rsp+rbp]
%define D26 L3-L1
dw ?, E5-L2+L2, L8
L7:
L8: bts [rbx*1],ebp
mov ss,r9
resb 1
resb 10
jmp L7
dd "ab",1e10,$,"ab"
sete bl
times 512-($-$$) db 0
call L8
section .text
E1 equ 5
E2 equ 5
E3 equ 5
E4 equ 'abcd'
E5 equ 'ab'
;== 23 
bits 32
L4: adc al,al
L8:
setns [eax+L1+-129]
L0: test word [0x80000000],1000
L1: adc [cs:L0+0xff7f],dl
mov edx,[si+bx+L1-L5]
dw $-$$,L1+~3
L7: adc dl,0x80000000
L3:
L6:
sub ah,128
xor ebp,ebx
L5: mov cx,0xffff
times 20 db 0
L2:
cmp cx,0x80
section .text
E0 equ L0-L1
E1 equ L0-L1
E2 equ L0-L1
E3 equ L0-L1
E4 equ 5
E5 equ 5
;== 24 
bits 64
default rel
L3:
%rep 1
test [gs:rsp+rdx+0x80],ch
%endrep
mov esi,E5
a32 xlatb
setns [0xffffffff]
L2:
dw 0b101,'hello'
imul esp,[rbx+r13]
align 8
mov ecx,edi
resb 1
E0 equ 'a'
%macro M17 1
xor bp,[r12+rcx*4]
%%x: jmp %%x
mov dx,%1
%endmacro
M17 128
mov r15,rsp
jg short L2
jmp L2
mov rbp,0x7fff
add [rsi],esi
%if 127 > 127
sbb ax,10/3
%else
%endif
mov rbp,[r13]
dw 0b101, 'hello', 127
L1:
sbb sp,10/3
mov sp,bx
test [rsi+rdx*8],esi
%rep 3
jle L2
%endrep
align 4, db 0
%macro M34 1
jmp short L2
%%x: jmp %%x
mov si,%1
%endmacro
M34 L3-L2
M34 ~3
incbin "pattern.inc",27,55
add di,L3
jmp L1
section .text
E1 equ 5
E2 equ 5
E3 equ 0ffh
E4 equ 1
E5 equ -1
;== 25 
bits 64
org 0x7c00
section .text
%rep 1
sub ax,0x8000
%endrep
jmp L4
L2:
push bp
L3:
bits 32
L4:
bits 64
cmp esp,ebp
test [r12*8],rdi
mov sil,0x10000
push dx
mov ss,esi
L0:
%define D15 L1+0b101
times 120 movsb
E1 equ $-$$
and [rdx],cl
jc L4
imul edx,[rsi+rbx-L0],0xff7f
dw 3
or [E4],spl
section .text
E3 equ 5
E4 equ 5
E5 equ 0ffh
;== 26 
bits 32
L0: jcxz L2
L6:
cmpxchg8b [ebx+edx*4+255]
L3:
E0 equ L2-L3
section .foo
call [ebx+esi*8+L6-L0]
a16 scasb
L1:
L2:
L4 call L6
sub ax,L2
E1 equ $
jmp L1
section .text
E3 equ 1<<4
E4 equ 0x123456789abcdef0
E5 equ 5
;== 27 
bits 64
jmp L1
times 256-($-$$) db 0
L2 jmp L1
L3:
dw 0xff7f
ja L3
sub ebp,esi
dq `x\n`,-2.25,"ab",1000
%macro M7 1
push L5
%%x: jmp %%x
mov di,%1
%endmacro
M7 L2
M7 'ab'
lea dx,[0xff80]
dd L0-L2, -1
%define D10 L0-$$
dd D10
or [r15*5+L5],rcx
mov ax,-128
jnp L1
int3
movsx rcx,dword [rsp+-0x80000000]
bits 64
L1:
L4: sbb byte [$-$$],-128
and r12,rdi
jmp L3
jnz L5
L5:
E0 equ 127
sbb dword [rax+3],256
loop L5
%if 127 > 'ab'
cmovg [rsi*4+L3+'abcd'],ax
%else
mov r12,r8
%endif
xor word [r15+rdx+L2-$$],0x123456789abcdef0
dq 'a', $, "ab", 0xff7f
L0:
E1 equ L0-L0
section .text
E2 equ (1+2)*3
E3 equ 0x10000
E4 equ 5
E5 equ 5
;== 28 
bits 32
L0:
mov bl,-5//2
or esp,eax
and edi,ebp
L2 dq E1, $
L6 cmp bx,ax
times 126 jmp L3
%rep 3
mov dl,L5
%endrep
L3:
sub esp,-5//2
%define D6 0ffh
dd D6
xchg [dword ebx+eax],bp
L5:
section .text
adc edx,esi
dw 0xff80
smsw [esi*4+edx]
L1:
times 5 db 0
or dword [eax+8],L1+-5//2
push L2
L8:
jmp E1
mov di,[ss:$-$$]
jno 2
L4: mov [es:esi+3],cs
L7:
jnp L5
E0 equ L0-L3
section .text
E1 equ L0-L1
E2 equ L0-L1
E3 equ L0-L1
E4 equ 5
E5 equ L0-L1
;== 29 
bits 32
%macro M0 1
push [0]
%%x: jmp %%x
mov si,%1
%endmacro
L3:
jc L4
call L3
bits 32
section .bss
L2 db 'hello', 'hello', `x\n`, E0
L4:
L0:
L1 lgdt [esp+ebx*8]
dd L2-$$, 0b101
section .text
E0 equ 5
E1 equ 8
E2 equ 5
E3 equ 5
E4 equ L0-L1
E5 equ 5
;== 30 
bits 64
times 126 db 0
resb 10
L1:
dq 1e10,8,L3,"ab"
dw 'abcd',0b101,0xffffffff80000000
sub esp,[rcx*4+rbp]
L0: or di,bx
jnp L6
L6:
mov sil,L4+128
incbin "pattern.inc",35,77
dw `x\n`, 0x8000
L3:
L4: mov [rcx+L6],r9
dq 1<<4, 1.5, 0xffffffff
L2 xor dword [rdx],L4
call L6
section .text
E0 equ 'ab'
E1 equ 127
E2 equ L0-L1
E3 equ 8
E4 equ 0xff80
E5 equ 5
;== 31 
bits 16
or dword [di],0x8000
L1: jl L0
add cx,bx
times 1 db 1,2
push 255
jmp L3
L2: jno L1
inc eax
mov cl,[bx+si]
test [si+'ab'],si
mov di,L0-L2
resb 1
L3 dd L0-L0, "ab"
pop edi
sar word [bx+si],31
dq -5//2, `x\n`
mov ds,di
and dx,bp
dq 'a', L1, 0ffh
jmp word L3
db L2,"ab",-128
lea cx,[bx-$]
movzx sp,ch
call L3
shr ebx,byte 1
dd 'a', 1.5, L3, $
xor sp,[0x8000]
jnc L2
adc [L2],si
jmp L2
movzx bp,[bp+di]
E0 equ L0-L2
cmp [ebx+ebx*1],ebx
E1 equ L2
L0: mov [si+bx+0x80000000],es
rol byte [si],31
section .text
E2 equ L0-L1
E3 equ L0-L1
E4 equ 5
E5 equ 5
;== 32 
bits 64
default rel
in ax,0x123456789abcdef0
L2 add rdx,rcx
E0 equ 0
dq L1
in eax,dx
resb 10
jnz short L0
adc dx,[rsp]
mov rsp,[rdx*4+rsp]
int 1
and rdi,r13
L0:
bits 32
times 120 dw $
resb 1
L1:
mov edi,1<<4
section .text
E1 equ 0xffffffff80000000
E2 equ 5
E3 equ L0-L1
E4 equ L0-L1
E5 equ L0-L1
;== 33 
bits 64
org 100h
default rel
db 2 dup (1,2),E4-L1+L3,'hello'
dd 'hello', L4, L3
adc al,[L0-L4]
L3:
jnp L4
jnc L1
L0: mov [rsp],ss
%rep 3
imul di,[r15+0xffff],0b101
%endrep
clflush [es:rsi+r12]
L4:
L5: imul ebx
sbb di,di
lea bp,[rax]
L1:
dq `x\n`, L5-L0, 'hello'
section .text
E0 equ 8
E1 equ L0-L1
E2 equ 5
E3 equ 5
E4 equ L0-L1
E5 equ 5
;== 34 
bits 32
org 100h
add [esi+ebp],eax
L8:
L7: jl L5
jmp dword [esp+edi+L6-$$]
mov sp,[fs:L8]
test [edi*4+edx+$-$$],esi
mov edx,0xffffffffffffff80
or [gs:edi*4+ebx],esp
add bh,ah
L3:
resb 1
test [edi+L0],dx
test [edx*4+8],sp
jmp L6
L4: jb L9
and bl,[~3]
L6:
je L8
call L6
jz near L4
push 0x80000000
times 128-($-$$) db 0
L9: jo L0
jp L0
L1:
adc dword [eax+esi*2],8
%macro M27 1
sub ecx,[r9*8]
%%x: jmp %%x
mov si,%1
%endmacro
jp L9
jb L9
jcxz L1
jmp L5
xadd [ebp],esi
add esp,[fs:ebp]
bits 64
or bl,E0
L0:
L5: xor dword [r8+r8*1+L7+255],0x10000
mov rax,$-$$
times 126 nop
section .text
E0 equ L0-L1
E1 equ 0x8000
E2 equ L0-L1
E3 equ (1+2)*3
E4 equ 3
E5 equ 0x8000
;== 35 
bits 64
org 0x100000
movsx eax,byte [rax*9]
mov ah,L0+0xffffffffffffff80
L3:
dq 0xffffffff
xor r15,[rel 0ffh]
L7:
resb 10
mov ds,word [rax*4+r12+'a']
L5: jg L7
%rep 1
add ebx,[rbp+rdi*1]
%endrep
L4: mov rdx,17q
jb L4
L1:
mov eax,10/3
mov word [ebp+edx],cs
L0: jbe L3
L2:
incbin "pattern.inc",37,43
L6 jne L7
dq 0xffffffff80000000, `x\n`
section .text
E0 equ L0-L1
E1 equ L0-L1
E2 equ 5
E3 equ L0-L1
E4 equ -129
E5 equ 17q
;== 36 
bits 32
L1:
incbin "pattern.inc",16,90
E0 equ $-$$
section .text
section .foo
L4 mov word [L2],fs
E1 equ -128
section .bss
section .data
mov bp,cx
section .text
rcr word [ebx+edi*4],5
test [esp+-5//2],cl
L7:
mov es,cx
align 2
dw -128
mov ecx,ds
%rep 2
and esp,esp
%endrep
L2:
dw 128,0x80000000,'hello'
L3:
and edi,ecx
mul esp
dq 5, L1-$$, 'a'
L0 or cx,si
jmp L7
ja L6
fninit;ah
resb 10
mov di,L7-L6
xor sp,di
sub ch,ch
L6:
sbb eax,edx
call L4
or [ecx+E4],esp
section .bss
call word [0xffffffff]
section .text
E2 equ 5
E3 equ -1
E4 equ 0xffffffff80000000
E5 equ L0-L1
;== 37 
bits 16
org 100h
or ecx,ebx
add edi,$-$$
bits 16
align 32, db 0
L1: sub ecx,0xff7f
incbin "pattern.inc",1,23
L8:
jns L3
L7:
db `x\n`,E0,-1,E3
add cl,[~3]
in eax,dx
L0:
L2:
bts esp,esp
L4:
push esp
align 16, int3
L9:
section .data
L5:
jmp L9
L3:
jmp L8
jno L6
str [0x7fffffff]
L6: mul ebp
xadd [bx+di+127],ebx
section .text
E0 equ 5
E1 equ 0xffffffff
E2 equ 128
E3 equ L0-L1
E4 equ 5
E5 equ 0xff7f
;== 38 
bits 32
org 0x100000
mov ch,bh
jmp L7
L7:
times 130 db 0
%if ~3 > 0x80
jae short 0x7f
%else
%endif
jns L6
L1:
L3:
xor byte [-0x80000000],L0-L7
sub eax,[bx+di]
L0: jns L7
resb 1
add cx,di
times 1 db 0
mov ecx,$
xor [esp],di
mov dl,dh
add ecx,esp
resb 10
adc dword [bx],7
incbin "pattern.inc",48,48
dec word [rel edi+ebx+255]
xor esi,[ebp*4+eax]
out dx,al
section .data
cmp bp,byte L1
%rep 2
add byte [eax],0x80
%endrep
L6:
sub si,si
L2:
L4:
push dword 255
section .text
E0 equ 17q
E1 equ 5
E2 equ 5
E3 equ 0xff7f
E4 equ 5
E5 equ L0-L1
;== 39 
bits 32
L0 dd -2.25,'hello',0x80,'a'
L4: sub al,$-$$
E0 equ $
section .data
align 8
L2:
L5: setz dl
mov word [ebx+ebx+0x123456789abcdef0],gs
L3:
dw L4-L0,?,?
L1:
imul dx,strict byte $
setno [ebp*4+ecx+'a']
db 3 dup (?), 256, `x\n`, `x\n`
section .text
E1 equ 8
E2 equ (1+2)*3
E4 equ 5
;== 40 
bits 32
bits 32
mov ecx,0xff80
L8:
ja L5
jmp L4
or ax,cx
L1:
mov dr7,eax
section .data
times 2 movsb
L5:
call L3
xor di,[ebx+edx*2+-129]
jl L7-L5
L7:
jae L3
mov di,fs
dq E1, 17q
dq E1-L5+L8, 7, L8, `x\n`
mov fs,['abcd']
E0 equ $-$$
L4:
mov [eax+ebx-$],ds
jne near L2
L0:
L2: ltr [ebx+E2-L0+L4]
L3: jmp L0
L6 db 0x10000, "ab", L7
align 32, db 0
section .text
E1 equ L0-L1
E2 equ 5
E3 equ 5
E4 equ L0-L1
E5 equ 5
;== 41 
bits 64
L3:
L5 dq 'a'
push (1+2)*3
jmp L5
E0 equ 0ffh
section .foo
resb 3
L1:
jnz near L5
L4: add sp,di
L6 dq 'a', -129
E1 equ $
rcl r9,byte 1
jmp L6
mov [rdx*4+r8+0xff7f],cs
section .text
E4 equ 5
;== 42 
bits 16
org 0x100000
times 20 dw $
jne L1
section .text
add dword [-5//2],'a'
L8: mov ah,127
mov ch,'ab'
jge near L1
L2 dd 'a', (E3+1000)*2
times 5 jmp L8
section .text
repne stosd
L5:
mov [bx+di+L8],sp
mov dl,al
times 5 nop
L1: push 0xff7f
L3:
L4: sbb [bx+255],sp
bits 64
jge E1
mov di,-0x80000000
L7:
dd 17q,L2-L7,255,0xffffffff80000000
call [r13+rbx*1+L5]
jc L5
jle L7
section .text
E0 equ 0xffff
E1 equ 5
E2 equ 0x7f
E3 equ 0xffffffff
E4 equ 0xffffffffffffff80
;== 43 
bits 16
org 0x7c00
L6: mov ss,eax
and [bp+di+0x7fff],al
section .foo
adc edx,E1
L7 db 2 dup (1,2),2 dup (1,2)
xchg [ds:bx+si],sp
L1 call L6
L5: pushf
sets al
L2:
jc L4
adc di,0xffffffffffffff80
adc sp,sp
%define D9 0x80000000
dd D9
dw $
E0 equ $
dq 127,`x\n`,-1,E0
jg near L0
add al,[bp]
L0:
add byte [bp+di+L4],0xff80
sbb byte [di],$-$$
L3:
mov [cs:0x8000],ss
L4:
or edx,[bx+si+L2]
mov [E4-L4+L1],eax
jg L1
section .text
E1 equ 5
E2 equ 0xffffffffffffff80
E3 equ L0-L1
E4 equ 0xff80
E5 equ 0x80
;== 44 
bits 32
org 0x7c00
jnp L1
L2 db L0, 255
E0 equ L2
L0:
xchg [ebp+E1-L1+L0],ch
times 1 jmp L1
L3: test [dword edi+0x80000000],esp
L4:
mov esi,0
E1 equ L4
adc cl,0x7fff
mov ch,0xffffffffffffff80
L1: push L4
times 127 db 1,2
section .text
E2 equ L0-L1
E3 equ L0-L1
E4 equ 5
E5 equ L0-L1
;== 45 
bits 32
db 0xffffff80,2 dup (1,2),E5,3
db 0x80,`x\n`
loope L4
jns L1
and edi,eax
adc di,[edi+edi]
jno L3
L0 sub dx,ax
L4:
xor ah,cl
L3:
dq 0ffh,0xffffff80,-2.25,0x80000000
dd 1e10, 'a'
L6:
E1 equ $-$$
L1 clflush [-0x80000000]
jmp L4
section .text
E2 equ 0x100000000
E3 equ -128
E4 equ 5
E5 equ -5//2
;== 46 
bits 32
org 0x1000
align 16, db 0
xor bl,byte L1
dq L3, 1.5
%macro M3 1
sbb [esp+edx*1+0],edx
%%x: jmp %%x
mov cx,%1
%endmacro
M3 (1+2)*3
M3 'a'
and di,[eax-L1]
resb 1
mov [esp+ebx-E0],cs
sub eax,[eax*4+edx+E0]
%if -0x80000000 > 0xff7f
popfq
%else
%endif
lss esp,[ds:L2-L2]
L0:
sbb al,al
jle L1
L2: jnp L2
sbb byte [bp+di+0x8000],L3
dq 3,"ab",E4,"ab"
or [-5//2],bh
push esp
sub ecx,ecx
L3:
jo short 2
L1:
shr dword [edx*4+esi],1
section .text
E0 equ L0-L1
E1 equ 0x7fffffff
E2 equ L0-L1
E3 equ 5
E4 equ 5
E5 equ 5
;== 47 
bits 64
L2: rcl ebx,byte 1
js L0
mov si,~3
dd "ab",L2-L3
L1:
mov bp,si
lea ecx,[rsi+r9+0xff80]
times 128-($-$$) db 0
mov dh,17q
add r13,r15
cpuid
db E4
dd L1-L0, 'hello', 0x123456789abcdef0
call L0
sbb qword [r9+r9],L2-L1
setle [L3]
L4:
bits 32
L0:
times 126 nop
test [L3-$$],cl
jb L1
adc bl,cl
L3:
rcl dword [ecx+eax*4],E0
div eax
mov cr4,eax
section .text
E0 equ L0-L1
E1 equ 0xffffffff
E2 equ L0-L1
E3 equ 5
E4 equ 0x7f
E5 equ 0ffh
;== 48 
bits 64
default rel
incbin "pattern.inc",8,20
dw 'a'
jmp L6
int 0x80000000
E0 equ $
L0:
jmp L8
E1 equ 127
L8 dd 'hello'
jge L1
%rep 2
repne lodsq
%endrep
align 2
db 'a'
setnc [rbx+255]
sub ch,dl
L2:
E2 equ L6
jmp L1
L1 jmp L7
L6:
bits 32
L3:
resb 10
clc
L5 dd 'hello',`x\n`
sub word [E5],1<<4
L7:
mov ecx,ss
section .text
E4 equ L0-L1
E5 equ L0-L1
;== 49 
bits 32
org 0x1000
pop edi
dq 1<<4
mov edx,1000
L8:
mov ch,[ebp+0x7fffffff]
sbb eax,0x123456789abcdef0
L1:
jcxz L4
align 4
E0 equ L2-L4
L7:
jo L2
jb L8
jmp L5
call dword [ss:ebx+esp]
call L2
L5:
or esi,[esi+E1]
cmp si,[edx*4+edx]
L4:
sub sp,[10/3]
L0:
mov cx,bx
%if 0x7fffffff > 127
nop
%else
push ah
%endif
cmp esp,L0
L2 dw 1<<4,`x\n`
db $
mov si,fs
call L7
jge L0
jmp L7
or bp,bx
setbe bl
push word [edi*8+L5-L5]
section .text
E1 equ 0b101
E2 equ 127
E3 equ 5
E4 equ 2
E5 equ L0-L1
;== 50 
bits 64
org 100h
default rel
push E5
sub r8,[rsi+r8*4+0xff7f]
repne stosq
align 8, int3
db 0xffffffff,5
L1:
L0: call L1
add ax,[E2-L0+L0]
je L0-L0
%rep 4
jmp L1
%endrep
section .text
E0 equ L0-L1
E1 equ L0-L1
E2 equ 0x7fffffff
E3 equ 5
E4 equ 5
E5 equ 7
;== 51 
bits 64
default rel
L0:
L2:
sub byte [0x80000000],17q
dw "ab", 3 dup (?), 0x123456789abcdef0
jmp L4
L7:
%rep 3
%endrep
mov gs,r12
L1 db -129, 'hello'
L6:
align 8, int3
L3:
L4:
je L4
repe xlatb
clflush [rdi+r15]
L9:
lsl ax,[rdx+r13]
L5: jc L0
push $-$$
section .text
E0 equ 5
E1 equ 5
E2 equ L0-L1
E3 equ 5
E4 equ 5
E5 equ 0xffffff80
;== 52 
bits 64
cmp esp,ebx
dw `x\n`,(1+2)*3,-1
L1:
mov cr3,r9
mov r9,strict dword L0
adc di,$-$$
rcr word [r15+rbx*2-L1],cl
L0:
L7 mov cr3,r9
adc bp,0x7f
L9:
db "ab", E3
%rep 4
and sp,17q
%endrep
section .data
L8 sbb ch,[rbx*2+0xffffffff80000000]
cmovp si,si
times 2 db 0
section .bss
align 32, int3
L4:
L5 jno L8
shl byte [rdx],cl
L6:
dw 'a', `x\n`, 'hello'
L2:
L3:
db 0ffh, L4
db `x\n`,1
mov esp,es
jmp L1
section .text
E0 equ L0-L1
E1 equ 5
E2 equ 5
E3 equ 5
E4 equ 1<<4
E5 equ 5
;== 53 
bits 32
bits 32
push 0xffff
mov bl,dh
L0:
section .text
adc cl,ah
times 5 dw $
and dx,dx
add dword [esi*5],17q
mov es,[7]
dec sp
jmp L1
dw ?, ?, L2-$$
dw (1+2)*3
L1:
L2:
cmp ebx,edx
resb 10
section .foo
section .text
E0 equ L0-L1
E1 equ 5
E2 equ 5
E3 equ 5
E4 equ 1000
E5 equ 5
;== 54 
bits 64
org 0x1000
default rel
mov sp,8
jmp 7
sbb ax,si
or rdx,'abcd'
shl bx,5
resb 1
db 'a', 'a'
dq (E5+1000)*2, "ab", E4
L4:
jnz L3
ja L4
call L3
L0 jmp L5
jmp L3
L5:
L3:
mov rcx,ss
o32 insb
E0 equ 0xff80
mov ebx,[L4]
xor r8,rdx
section .text
E1 equ 8
E3 equ -0x80000000
E4 equ 5
E5 equ 1
;== 55 
bits 64
default rel
mov cr3,rax
E0 equ $
jmp L7
mov [0x80000000],spl
jmp L4
L2:
L4 and al,[-129]
call near r8
bits 32
%define D11 0x10000
dd D11
jmp L6
L0 cmpxchg bl,bl
and dx,di
db 2 dup (1,2), 'a', 0xffffffffffffff80, 3
in al,0x10000
xchg [-1],sp
mov bx,cs
L5: mov cx,[L4]
jae L0
E1 equ L5
L6:
L7:
sbb dx,[(E3+0xff80)*2]
section .foo
les ax,[esi+edx+'abcd']
section .text
E2 equ 5
E3 equ 5
E4 equ 0xffffffffffffff80
E5 equ 0x7fffffff
;== 56 
bits 16
org 0x7c00
L0:
bt ax,di
jecxz L3
L3: rol si,cl
xor [bx+di+0x100000000],si
mov [10/3],gs
times 5 jmp L5
L5:
push 0xff7f
lahf
align 32
L1:
mov eax,[si+bx+L0+0xff80]
E1 equ 10/3
db 2 dup (1,2)
or cx,bp
jge L3
call L5
align 32
dq 0x123456789abcdef0
section .text
E2 equ 0xffffff80
E3 equ 5
E4 equ -128
E5 equ 5
;== 57 
bits 32
dq 'hello', 0x7f
times 130 jmp L1
align 16, db 0
L0:
or dx,si
dw 'hello', 0x80000000, E1, 10/3
xadd dx,dx
L6:
times 20 jmp L2
L1:
movsx ebx,dh
jo 0xffffff80
L5:
jmp L1
dq (1+2)*3,"ab",1<<4,1.5
adc word [$],0x7fff
cmpxchg [fs:esp+eax],cl
lea sp,[eax]
L2:
L4:
db "ab", 255, L6, 0x123456789abcdef0
cmovns ecx,ecx
mov si,di
db 'a', 'a', `x\n`
jmp L0
jz L6
L3:
mov dword [nosplit eax*4],127
section .text
E0 equ L0-L1
E1 equ 5
E2 equ -0x80000000
E3 equ L0-L1
E4 equ 5
E5 equ 5
;== 58 
bits 16
sbb [dword 0x8000],ah
L7:
L4 dd 2,'hello',256,'a'
L6: mov ss,cx
section .text
mov ah,127
dw $
and esp,[di+E4]
L3: mov bl,0x7f
L0:
jmp L7
bits 64
jmp L6
resb 10
push 0x7fffffff
L1:
%if 8 > 0x123456789abcdef0
sbb sil,r15b
%else
%endif
sar ebx,E4
db `x\n`,`x\n`,1,0x80
mov r12,gs
cmp si,dx
mov dr7,r9
xor di,bx
section .text
E0 equ 5
E1 equ 5
E2 equ 5
E3 equ 5
E4 equ L0-L1
E5 equ 5
;== 59 
bits 32
align 2
hlt
sub dl,[esi+eax*8+L2+0xffffffffffffff80]
L1:
mov bp,-128
db 'a', 0x8000, L0, 'hello'
sbb esi,esi
rol word [ebx*8],byte 1
db 'a', L1
adc byte [edx+eax+$-$$],L0
jmp L2
L2:
section .text
dd E1, "ab", 1e10, E5
jno near L2
L0:
E0 equ $-$$
ror si,1
setnz dh
adc ebx,ebx
call L0
incbin "pattern.inc",27,64
E1 equ 255
test dword [7],(1+2)*3
pop sp
sbb ebx,0x80
db `x\n`,(1+2)*3
adc di,[edi+edi+L1-L1]
jmp L2
jno L2
dw L2,3 dup (?)
align 32
resb 1
bsr eax,[esi*4+ebp-E2]
%define D34 E5
dd D34
E2 equ $
mov edx,[ds:0x8000]
and sp,[L2]
section .text
E3 equ 256
E4 equ 0x100000000
E5 equ L0-L1
;== 60 
bits 16
jne short L3
%rep 4
setnz [bx+si+0x80]
%endrep
dd 0x80, -0x80000000, 1.5
xor word [bx+di-0xffffffffffffff80],~3
jmp L2
db 2 dup (1,2),$,'a',"ab"
L3:
cmp edi,esp
L2:
resb 1
dw 256, 'hello', `x\n`, L2
jmp L1
lar eax,[bx+di]
adc ecx,[$]
dd 0xff7f,`x\n`,'a','a'
mov edi,edx
sbb eax,edx
times 130 dw $
L0:
and word [di],L1-$$
imul edi,edi,L0
L1:
setc ch
setns [bp+si]
section .text
E0 equ L0-L1
E1 equ 5
E2 equ L0-L1
E3 equ 5
E4 equ 0xffff
E5 equ L0-L1
;== 61 
bits 32
org 0x1000
L4:
L6:
L7:
or [ebp-0xff7f],bl
L0:
L3: adc si,[edi*1-255]
L8:
%rep 1
call L4
%endrep
dw 'hello', 'hello'
L2:
L5:
call L6
mov sp,-1
section .text
E0 equ 10/3
E1 equ ~3
E3 equ 5
E4 equ 0xffffffff
E5 equ 0x80000000
;== 62 
bits 64
mov rax,rsp
mov ecx,E5-L0+L3
shl word [rbx+r15*1],31
L2:
%rep 1
mov cr3,rax
%endrep
jmp L8
L4:
dec sp
or [r8+E5],eax
or [rbp*4+r15],esp
L1:
section .foo
jno L2
xor al,dl
section .text
L0:
L6:
L8 adc esp,ebp
adc edi,edx
dw 'a', "ab"
bsf ax,[L2]
sar dword [0x123456789abcdef0],cl
mov r9,0
jmp L2
resb 3
movzx di,[r9+rbx*1+0x7f]
mov fs,[rsp]
mov dx,-129
int3
L5:
dq `x\n`, 0b101
ja L1
align 8, int3
L3:
jne L6
rol esi,31
adc rbp,[abs rdi]
section .foo
section .text
E1 equ 5
E2 equ 5
E3 equ L0-L1
E4 equ 5
E5 equ 3
;== 63 
bits 16
org 0x1000
xor [si+bx+'a'],ch
L5:
bt di,cx
%rep 4
es stosd
%endrep
L1 dw 5, `x\n`
incbin "pattern.inc",44,1
mov ['abcd'],fs
push strict dword 0xff80
shrd esp,ebx,cl
jz L1
L0 dd 'hello',1
L4: fninit;di
mov dx,[bx+L2]
L3 dw E4,L4-$$,`x\n`
setb [17q]
push (1+2)*3
L2: and ch,dh
L6: setc al
lea esi,[byte bx+di+0xff7f]
section .text
E0 equ L0-L1
E1 equ L0-L1
E2 equ L0-L1
E3 equ L0-L1
E4 equ 5
E5 equ 5
;== 64 
bits 32
sahf
dd L1, L0-$$, -2.25
times 60 dw L0
jg L0
dd 0x7fffffff, E2
bits 32
L0: call L0
mov edi,eax
L1:
align 16
db L0,1,0xffffff80
L2:
xor al,cl
resb 3
call L0
and bh,0x80
imul ebp,0x8000
jnz L1
dw 0x7fff, L1
dd -129
sub esp,L1+0xffffffff80000000
section .bss
section .text
E0 equ -0x80000000
E1 equ 0b101
E2 equ L0-L1
E3 equ 0x7fff
E4 equ L0-L1
E5 equ 1<<4
;== 65 
bits 32
cmp word [ebx],127
L8:
L7: cmp bp,[8]
push L9
L0:
int 0x100000000
L1: jmp L0
L2 db `x\n`
L9 dw L6-L4, -129, `x\n`, (E0+1)*2
times 60 dw $
L4:
mov [eax*4+esp],ecx
L5:
L6: mov [-128],bl
pop bx
section .text
E0 equ L0-L1
E1 equ 5
E2 equ 5
E3 equ 0xffffff80
E4 equ 5
E5 equ 5
;== 66 
bits 64
resb 3
L4 dw 2 dup (1,2)
mov rbp,cs
incbin "pattern.inc",37,86
L2:
L8:
imul bp,di
jmp near L6
L6: jne L8
resb 3
sbb edi,ebx
L3:
call L4
jl (E4+~3)*2
mov qword [r13*4+rbx],ds
dd L4-L6
xor [7],di
align 2
times 126 db 1,2
times 1 dw $
cmp ah,ah
dq $-$$,L0+0x80,-128,(E4+0b101)*2
L7:
xadd [ebx*4+eax+L1-L7],spl
L1:
jmp L4
jae L5
pop word [r8+0xff7f]
times 1 dw $
dq L6-L6,(1+2)*3,-2.25,"ab"
times 20 dw $
lar eax,[r8]
L0:
jns L3
times 126 jmp L8
dd 0x8000, 3, 127
xor [rbx+r13],di
pop rbx
L5:
E0 equ $-$$
section .data
section .text
E1 equ 5
E2 equ 5
E3 equ 0x80000000
E4 equ L0-L1
E5 equ L0-L1
;== 67 
bits 32
align 2, db 0
xor byte [ebp+~3],L2-L2
L3:
mov ebx,L3
L0:
imul eax,[esi+ecx*1+0xff7f]
mov ebx,gs
xor al,[fs:8]
times 120 jmp L2
times 100 db 0
section .foo
dd `x\n`,L3,$
imul esi,ebp
mov dh,128
db L3,L2
section .bss
L2 dw 'abcd','a'
jmp L2
mov al,-0x80000000
dw 2,'a'
o32 cmpsb
call L2
%rep 2
cmp [(E2+255)*2],bh
%endrep
rcr word [bp+di+2],byte 1
section .text
E0 equ 0
E1 equ 5
E2 equ 5
E3 equ 0xffffffffffffff80
E5 equ 0x7fff
;== 68 
bits 16
cmp ch,1
mov word [0xffff],ds
L1:
L0 sub [edi+esp],si
align 2, int3
jecxz L2
mov esp,L3-$$
resb 1
jnc L3
L2:
%rep 3
push 1
%endrep
cmp [bx+di+0b101],bh
jg L1
L3: jmp L3
call L3
call L3
section .text
E0 equ 1<<4
E1 equ 5
E2 equ 5
E3 equ L0-L1
E4 equ (1+2)*3
E5 equ -1
;== 69 
bits 64
btc rdx,byte 'abcd'
setnz dh
mov [rdx*4+rdx+8],bh
imul sp,si,-0x80000000
L6:
mov [rel E0],r15b
ja L1
L1 dq 'hello', "ab"
jbe L1
mov dr7,rax
L8: jnp L8
resb 3
cmpxchg rsi,rsi
L0:
jz L6
dw 0x100000000,E0,$,'hello'
L7:
bits 32
L2 db 2 dup (1,2),E1,0x123456789abcdef0,"ab"
xor cx,[0x80000000]
L4: or dword [ecx*4+ebx+0x80000000],7
section .text
E0 equ 5
E1 equ 5
E2 equ 'abcd'
E3 equ -1
E4 equ 0b101
E5 equ 255
;== 70 
bits 32
org 0x1000
db 'abcd',L5-L4,'hello'
mov bh,E1
E0 equ L3
jl L0
L1 db L2-L6, L4, L1+128
xor word [ecx*4+ecx+L5],0x7fff
cmp ebx,[edx+edx*4+L4]
dq 0xffffffff80000000, "ab", 0xff7f
L4: jmp L2
mov dl,0x100000000
%rep 1
sub edx,ecx
%endrep
fninit;ecx
sub edx,[eax+edi]
E1 equ $-$$
L0:
section .text
dw "ab", E4
add bx,[edi*4+ebx+0x7fff]
dd 'hello',`x\n`,L4,0x123456789abcdef0
cmp sp,1000
L6: jmp word L2
times 256-($-$$) db 0
L3 adc di,si
dq 1.5
dw L0
mov bp,127
and ebp,L0
L5:
add [ecx],bx
align 32, int3
add di,[ecx+L4]
mov esp,5
jne L4
cmp [ebp*4+esp],cx
L2:
imul byte [ecx*4+ebp+'ab']
mov [edx+edx*4+0x123456789abcdef0],di
section .text
E2 equ 5
E3 equ 7
E4 equ 'ab'
E5 equ 127
;== 71 
bits 64
org 100h
db 'hello', "ab", `x\n`, 2 dup (1,2)
%define D1 8
dd D1
L2:
dw L8,0,-128,'a'
%rep 1
%endrep
L7:
dd 1<<4
section .foo
jmp L7
L4: sbb [128],dx
L6:
xor r9,255
db ~3,L6,'a'
L0:
mov r12,ss
L8:
section .data
L3: jmp L3
section .text
E2 equ 5
E3 equ -128
E4 equ 0x80
E5 equ 1
;== 72 
bits 32
org 0x7c00
L7:
lea bp,[edx*4+esp-127]
sub bl,0xffffffff80000000
dw 0x80000000,L9
L3:
times 2 db 0
L9:
section .foo
L1: jbe L3
push $-$$
L4:
jmp L5
align 16, db 0
L0:
L2:
mov cl,[edx*1]
L6:
test dword [E1],E0
sub [fs:0xff7f],bl
sbb dl,al
L8:
out dx,eax
jmp -128
test word [L8-L5],L1
L5:
jo L4
or [L2],al
section .text
E0 equ L0-L1
E1 equ 'a'
E2 equ L0-L1
E3 equ 5
E4 equ L0-L1
E5 equ 0xffffffffffffff80
;== 73 
bits 64
dq 0, L4, L5
sbb eax,ebx
adc ah,ah
ror word [rax],E2
xor r8,r8
times 60 nop
E0 equ $
L7:
align 32, int3
jge L5
E2 equ $-$$
jnc L6
align 16, db 0
jz L2
L5:
movsx esp,byte [rbx+rsi*1+0b101]
L6:
adc bp,dx
cmp r8,[ss:0xff7f]
dq $-$$, -129
call near [2]
L2: lea esp,[-1]
%if -1 > 0xffffffff
pop [rax]
%else
jmp near L2
%endif
mov cx,cx
imul rdi,r9,0x80000000
L1: ror byte [1<<4],E5
setl [r12]
add dword [rdx+1000],5
L0:
L4:
resb 10
call L4
test [0x100000000],esi
and sp,0x7f
adc eax,[0x80]
push strict qword 0x7fff
sbb rdx,r9
%macro M37 1
lar eax,ax
%%x: jmp %%x
mov cx,%1
%endmacro
M37 0x7f
M37 0xffff
cmp [rdi*4+r13+E5-L0+L6],rbp
section .text
E3 equ L0-L1
E4 equ L0-L1
E5 equ 5
;== 74 
bits 32
org 100h
L4:
jmp L2
L0: ja L5
btr dword [edx*1],255
mov esp,~3
xor bp,dx
dd L0
section .bss
jc L6
L1:
jno L2
add dh,ch
and bx,[ebx]
L5:
dq E2
L2: sub ebx,[edi*4+esp+$-$$]
cmp edx,[ebp*4+ebp+L6-L2]
jae L6
L3:
dq L3-L6
L6:
lea ecx,[eax]
section .text
E0 equ 5
E2 equ ~3
E3 equ 1
E4 equ -0x80000000
;== 75 
bits 32
dw -5//2
sub byte [esp],0xffffffff
%if 0x8000 > 1<<4
%else
mov eax,0x80000000
%endif
out dx,eax
align 32, int3
times 128-($-$$) db 0
%if 1 > 256
jnc L2
%else
jns L1
%endif
mov cl,bl
L4:
mov dx,[esp+eax+-0x80000000]
L1:
L6:
%define D15 -1
dd D15
xadd eax,eax
jmp L4
mov cl,$-$$
jl L4
times 130 db 0
jmp edi
jg L1
L3:
L5:
resb 10
jnp L3
and dl,[L6]
section .data
section .text
section .text
E1 equ 1000
E2 equ 5
E3 equ 5
E4 equ 5
;== 76 
bits 16
org 0x100000
L5:
dw 2 dup (1,2), 0xffffffffffffff80, L1-L1
L0: bt [256],edx
loop L1
dw 0ffh,0x8000
dq L4-L1, 'hello'
resb 10
jmp strict near L1
E0 equ $
dq 2, 1e10
L1:
section .text
L4:
int -5//2
section .text
E1 equ -5//2
E2 equ 5
E3 equ 5
E4 equ 0x7f
E5 equ 5
;== 77 
bits 64
E0 equ -128
%if 0xffff > 0x7f
call L0
%else
jecxz L1
%endif
add di,cx
L1:
mov ah,bh
incbin "pattern.inc",44,83
L0: jmp L4
L4:
jmp 3
xor rcx,L3
mov r8b,E0-L2+L1
sub rbp,r15
sar byte [rdi+r13*8+-129],31
L3 jmp L1
sar rcx,31
seto dl
dd 0x7f, E3, 0xffffffff, `x\n`
E1 equ L3-L3
xor dx,bx
jmp L2
mov es,word [rbp*4+$]
call L0
jl L4
jmp E0
L2 dw 'a', 'a'
cmp word [rcx*3],0x100000000
imul esp,[rdx+rdx+L1]
mov edi,128
call L1
call L4
mov r9,E1
section .foo
section .text
E2 equ 5
E3 equ L0-L1
E4 equ 2
E5 equ L0-L1
;== 78 
bits 32
align 4, int3
jmp L3
in al,dx
dd L2-L4, (E1+0x123456789abcdef0)*2, L0
jbe L0
L0:
bswap ebp
L4:
call L2
xor bp,[esp+edi*4]
add dword [ds:ebx+ecx*2+127],L5+2
align 4
bits 64
smsw ebx
call L4
db 0xffffffff80000000,?,'hello'
L1:
L3 xor sil,dil
clflush [r13+rdi*4]
dq 0x7fffffff
L2:
mov sp,2
mov [r15*2-0x123456789abcdef0],r8b
mov rsp,255
L5:
push L0+0xffffffff80000000
cmovge sp,sp
jmp L2-$$
mov rsp,E5
bits 16
section .text
E0 equ L0-L1
E1 equ 0xffffff80
E2 equ 2
E3 equ 0xffffff80
E4 equ 0x123456789abcdef0
E5 equ 0b101
;== 79 
bits 64
jmp L0
adc ebp,[es:rbx+rsi+'ab']
and eax,ecx
L1: idiv dword [r9*9]
dd E3
L3: add dword [L0],L0+0
mov di,0x7f
L2:
mov cr4,r9
times 127 db 0
dw -0x80000000
%macro M9 1
rcr bp,cl
%%x: jmp %%x
mov di,%1
%endmacro
M9 E1
M9 0x7fff
lss esp,[rdi*9+0x8000]
lea ax,[gs:L2]
sete ch
xchg [ebx],ax
L0: sbb dl,dl
dq 'a', ~3, 0
section .text
jnc L2
jmp strict near L2
jnz L1
or rsi,rbp
xor edx,[rsp*1+3]
section .text
E0 equ L0-L1
E1 equ 0b101
E2 equ 2
E3 equ 5
E4 equ 10/3
E5 equ 0x123456789abcdef0
;== 80 
bits 64
dw 0xff80,2,L4,2 dup (1,2)
jl L3
L0:
%define D2 (1+2)*3
dd D2
adc byte [L3],L6
mov word [rdx*9],0xff80
resb 10
dd 1<<4, 10/3, E4, E4
jmp L6
L3: mov qword [r9*4+rbx],es
or edx,ebp
jnp L0
out dx,al
loop L8
L4:
L7: push qword [r12]
jnc L2
L8:
mov bp,0x123456789abcdef0
%define D16 L7-$$
dd D16
jmp L6
dd L8-L4, 127, L2
resb 10
imul r13
jbe L4
L6:
jmp L3
L2:
E0 equ -5//2
times 127 db 1,2
jmp L5
imul cx,sp
mov rsp,0x8000
resb 1
jmp L8
%if -129 > 128
push L7-L2
%else
adc cl,L3
%endif
db ~3
L5: jmp L7
push byte 127
je L6
L1:
times 1 dw L8
section .text
E1 equ 5
E2 equ 0x100000000
E3 equ 5
E4 equ 5
E5 equ -1
;== 81 
bits 32
E0 equ $
bits 32
mov gs,[ecx+2]
resb 3
%rep 3
mov ebp,esp
%endrep
mov ax,si
fninit;[esp]
loope L2
or bx,L3
jne L0
L0: mov [ecx],cs
or si,L3
jbe L2
push word [bp+10/3]
dw 'hello', L2, 0b101
L3:
mov cr4,ecx
dw `x\n`
mov bx,3
lea di,[ebp]
align 16
jmp L0
L2:
rcr ah,byte 1
jmp L0
section .text
E1 equ -5//2
E2 equ 5
E3 equ 255
E4 equ 0b101
;== 82 
bits 32
org 100h
db 'abcd'
mov [ebx+esp+L5],ecx
imul eax,[L0-L0],0xff7f
L0: mov esp,7
L5 jmp word [$]
align 4
mov es,[ecx*2+L3]
mov sp,fs
times 2 movsb
L4:
a32 stosb
section .foo
L1:
L3:
rcl dl,31
fninit;[L10+0x7fff]
section .text
E0 equ 1<<4
E1 equ 5
E2 equ 5
E4 equ 7
E5 equ 5
;== 83 
bits 32
resb 3
jmp L3
a32 stosb
mov ax,bp
L8:
section .bss
align 8
cli
L4:
L6 push strict byte E5-L3+L8
pop ebx
and al,bl
mov dx,bx
imul bx
%macro M17 1
call word 0xffffffff:L4
%%x: jmp %%x
mov dx,%1
%endmacro
M17 5
%if 'abcd' > 17q
%else
cmovne [edi*4+edx],esp
%endif
L2:
L3:
shr ax,31
L5:
L7:
mov cx,fs
salc
jb L3
section .text
E3 equ 0b101
E5 equ 5
;== 84 
bits 64
default rel
add cx,dx
jg L1
times 120 dw $
L0 xor ecx,ebx
L5:
xor bl,0ffh
%rep 4
%endrep
section .data
L3 mov sp,E0
mov rdi,0x7f
bits 32
L4: mov sp,0xffffffffffffff80
and ah,al
call [ebx*3+L1-L1]
mov dh,0xff80
sar ecx,31
jnc L3
section .data
neg ebx
jns L0
E0 equ L0-L3
L2:
in al,0xff80
times 120 movsb
test [L3],sp
L1:
dw `x\n`,L1,3 dup (?)
div cx
section .text
E2 equ -128
E3 equ 5
E5 equ 0xffffff80
;== 85 
bits 16
org 0x100000
L0: mov ah,[$-$$]
and [si],cl
mov bp,[bx+di+E0]
L3:
retf
L1:
L2:
%rep 2
%endrep
L4 dd -2.25
mov ecx,-1
push 0x100000000
section .text
E0 equ 5
E1 equ L0-L1
E2 equ 0xff7f
E3 equ 0x7f
E4 equ 0ffh
E5 equ 5
;== 86 
bits 64
org 0x7c00
%define D0 L1-L1
dd D0
call L2
L1: mov dx,E1
times 64-($-$$) db 0
or rsp,rdx
L2:
times 127 nop
mov ss,rax
invpcid rax,[(E4+128)*2]
sub dword [0b101],L1
L3: inc edi
not dx
db 0x100000000, 3 dup (?), 'hello'
E0 equ $
mov sp,L0-L3
L0 dw 'a',E0,E2
%rep 4
%endrep
mov edx,gs
resb 10
adc qword [r8*1-$],E1
push 0ffh
times 60 db 1,2
mov cx,0x80
section .data
dec qword [L3]
mov rax,L1+128
section .text
E1 equ 5
E2 equ L0-L1
E3 equ L0-L1
E4 equ L0-L1
E5 equ 5
;== 87 
bits 32
org 100h
test word [ecx+0x7fffffff],2
L3:
push L1
dd -0x80000000,E2,$,0
jnc L6
L1:
mov word [1<<4],cs
cmp dword [0x80000000],byte 8
L7:
rcl di,1
jg 10/3
L0 dq 'a',L5,L4-$$
L5: or byte [esp+E1],0b101
L8:
align 32
L6:
section .bss
L4:
align 16
L2 mov di,si
pop dword [esi*2+$-$$]
L9:
align 8
section .text
E0 equ 5
E1 equ L0-L1
E2 equ L0-L1
E3 equ 1
E4 equ 5
E5 equ 1000
;== 88 
bits 32
test bx,bx
L2:
mov bh,[eax*4+ebp]
L5:
L7: xor al,[ecx*4+ebx+0xffffffff80000000]
shld [0xff80],si,cl
jmp L3
L0:
lsl ax,[esi]
dd L7,`x\n`,5
L3:
L6:
jnz short L0
section .text
mul ebx
L8:
mov bp,bx
jp L1
align 8, db 0
L4:
aam
L1: jle L3
align 16
fninit;[L2]
or ebx,0x10000
section .text
E0 equ 5
E1 equ L0-L1
E2 equ L0-L1
E3 equ 8
E4 equ L0-L1
E5 equ L0-L1
;== 89 
bits 64
org 0x7c00
default rel
mov eax,['ab']
jge 1000
L3:
section .foo
resb 1
mov word [r13+rax*1+(E1+127)*2],es
xchg [1<<4],ecx
mov [rdi+E5],rdx
call [r15+r15*2+E1]
L1:
adc esp,ecx
push rsi
jmp L3
jns L2
L4:
mov r13,gs
L0:
jmp strict near L4
dw "ab"
L2:
sub eax,ecx
%macro M18 1
jmp L4
%%x: jmp %%x
mov cx,%1
%endmacro
M18 L3
M18 1<<4
imul ecx,E1
times 100 nop
jmp L4
section .text
E0 equ 5
E1 equ L0-L1
E2 equ 0x7f
E3 equ L0-L1
E4 equ 10/3
E5 equ 8
;== 90 
bits 64
default rel
cmp r15b,dil
imul r15,r13
resb 10
db "ab", 0x7f, L1+255, L1
o16 movsw
cmp [rbp+rbp+0x123456789abcdef0],rsp
imul di,[rax+rsi*4+0xffffffff80000000],17q
times 60 dw $
resb 3
setb cl
L1: jc short L2
cmp ebp,edi
%define D13 0b101
dd D13
L0:
mov rsp,ss
%define D15 L0
dd D15
section .foo
jbe near L0
jmp L1
mov rax,r13
resb 1
times 100 movsb
and ebp,128
jmp L0
jnp L1
L2: cmp dil,L0
dw 'hello', L2
invlpg [L0+0x7fff]
section .text
E0 equ L0-L1
E1 equ L0-L1
E2 equ 5
E3 equ 3
E4 equ 0x80
E5 equ 5
;== 91 
bits 16
cmp ch,0xff80
%rep 4
sbb ebp,ecx
%endrep
test [(1+2)*3],dl
L0: call dword [byte L2-L3]
jmp si
repe movsb
L2: setb [bp+si]
%if 5 > 'a'
mov cr3,rax
%else
btr esp,L0
%endif
L1:
%rep 3
pop bx
%endrep
resb 3
and al,cl
jmp L3
sub [bp+di+0xffffffff],dx
mov bp,sp
and edx,edi
L3:
dd 128
jno L1
leave
%define D17 L3
dd D17
shr bp,5
mov cx,[L2-L0]
jnz L1
align 2
section .data
push 0xffff
adc dl,0x123456789abcdef0
%rep 3
mov [bp+di+0],al
%endrep
sub ebx,[bp]
align 8
dd E1,L0,L1,0xff80
E0 equ $
dq 255,"ab"
%rep 3
mov bx,fs
%endrep
mov [bp+si],ss
section .text
E1 equ L0-L1
E2 equ 0b101
E3 equ 0x123456789abcdef0
E4 equ 5
E5 equ 5
;== 92 
bits 32
mov ebp,L2-L7
L0: ror word [edx+edx+0x80000000],1
L9:
L2:
L4:
L6:
imul ebp,E3
mov byte [ebx-E3],(E4+0x100000000)*2
L8:
L1 jae L7
L7 sbb dword [edx+edi],1000
%define D5 -5//2
dd D5
jmp word L3
L5:
mov bx,L5
L3 jmp L8
jmp L5
in al,'a'
section .text
E0 equ 'a'
E1 equ L0-L1
E2 equ L0-L1
E3 equ 0xff80
E4 equ 5
E5 equ 'ab'
;== 93 
bits 32
org 0x100000
jnc L3
db 0x7f,?,?,0xffffffff80000000
mov ch,[edx]
lds esi,[L2+0x7fff]
o32 movsw
sete [gs:L2-L1]
push byte L1
L3 jmp L2
lea bx,[-5//2]
mov dx,L2
dd 128
jp L1
mov ax,L1-L0
add word [0xffffffff],8
L2:
rcl dword [cs:edx],5
times 128-($-$$) db 0
idiv word [gs:ecx*4+ecx+L2-L0]
jbe L0
or dx,[edi+edi*2+(1+2)*3]
L1:
stosd
align 2
L0 dd 2
jmp strict near L0
imul sp,'ab'
call word 3:L3
mov ecx,$-$$
dd L1,"ab",5,L3-$$
mov dl,$
jz L0
section .text
E0 equ 5
E1 equ 5
E2 equ 5
E3 equ L0-L1
E4 equ 5
E5 equ 8
;== 94 
bits 64
jmp L4
a32 cmpsb
%if 3 > 0xffffffff
setne [rbx*1]
%else
%endif
jmp L5
adc [byte rcx*5+0xff80],r9
lsl ax,[$-$$]
L6:
E0 equ L2-L5
resb 1
mov [gs:r15*5],r12
times 130 dw $
L3: sbb qword [rsi*4+rdx],L3-L5
dw 0x80,'a'
lar eax,[rdi+255]
call L0
L5: jae L1
je L4
jnc 1000
L2:
mov dx,[fs:rdx]
mov edi,E4-L6+L2
int 0xff80
mov ah,0x7f
dw 0x100000000
call L3
and sil,E2-L2+L5
L1: and qword [r13+r12-0x80],256
L0:
E1 equ $-$$
mov dl,[rdi+r15*2]
E2 equ L0-L0
test [r12*4+rax+0x80],bp
sub eax,ecx
L4:
mov gs,rsi
E3 equ -129
section .text
E4 equ 5
E5 equ 0x8000
;== 95 
bits 32
jmp word L7
sbb bp,'ab'
in ax,0xffff
times 1 movsb
L1:
L7:
sub [ebx+edx*2],dx
mov ss,bp
L4:
cmp dword [edx*4+edx+0xffffffff80000000],0x7fff
L8:
times 126 dw L6
E0 equ L0-L7
L6: setnp cl
section .data
lodsb
L2:
times 60 jmp L0
L3: sbb al,al
dq E0
pusha
L0:
imul sp,cx,E0
L9: mov bx,ss
mov ah,dh
db L7+3, 3 dup (?), 3 dup (?), L4
in ax,0x100000000
section .text
E1 equ L0-L1
E2 equ 5
E3 equ L0-L1
E4 equ ~3
E5 equ 5
;== 96 
bits 64
org 100h
resb 1
resb 10
incbin "pattern.inc",25,11
xor qword [fs:ebx],-5//2
times 120 db 0
mov rbp,'ab'
push E4
dw 'abcd', L0, 0xffffffffffffff80
L0 dw L1+1, E3, "ab", 3 dup (?)
L2 jmp [0x8000]
jp 0x7f
db 2 dup (1,2)
rol word [-1],cl
movsx bx,bl
dd 'hello','abcd',0x80000000
lea edx,[ss:rdx+rsi*8]
mov cl,[rbp*4+rbx-0xffffffffffffff80]
L1:
imul rdi,[r15+r9*8+L1-$$]
jmp L1
dw -128, 0x8000
mov dh,L2
%rep 4
xor [gs:r13+3],rdx
%endrep
dq `x\n`
setnp bh
times 126 db 1,2
neg r8
dd 'a'
resb 3
resb 1
dw (E0+0xffffff80)*2, 3, ?, 0x7fffffff
sub ax,[rsi+E3]
bits 32
times 120 movsb
section .text
E0 equ L0-L1
E1 equ L0-L1
E2 equ 5
E3 equ L0-L1
E4 equ 5
E5 equ 5
;== 97 
bits 32
L1 dq 0x10000, -5//2
L3 sub dh,L1-L2
L4:
call far esi
%rep 2
%endrep
pop ebx
L6:
adc cl,[ds:edi+esp]
L2:
pushf
section .text
E1 equ 5
E2 equ 0x123456789abcdef0
E3 equ 5
E5 equ 5
;== 98 
bits 64
org 0x100000
dd ~3,-1,-2.25
E0 equ $-$$
L5:
resb 10
db 'a',0xffffff80,'a',255
L3: mov si,si
adc word [r15*1+3],1<<4
cmp [$],ebp
cpuid
or [2],bx
%define D8 1<<4
dd D8
L2:
dw `x\n`, 0xff7f, 'a', (E5+7)*2
%rep 2
%endrep
align 32
rep movsb
mov esp,L3
L6: sbb spl,[rsi+L6]
mov al,L0
L7:
E1 equ 17q
%rep 1
imul bx,1000
%endrep
call near [r13*9+$-$$]
or rdx,rdi
int 0xffffffff
L0:
mov r12,256
align 2, int3
dw L3+0xff7f
%rep 3
or ebx,edi
%endrep
align 16, db 0
mov bl,0xffffffffffffff80
section .text
E4 equ 5
E5 equ 5
;== 99 
bits 64
default rel
imul r9,[rbp+rsp+L1],0x7f
push 0xffff
jne L4
section .bss
shl r9,cl
o32 movsd
and ebx,esp
dq 'a'
L4:
E0 equ $
E1 equ L1
L0:
sbb eax,0x100000000
imul r13,[ebp],E0
call L3
shrd qword [rsp+E3],rdx,1<<4
or ch,cl
call L2
sbb word [ss:r8*8],$-$$
mov dword [L2],0xffffffff80000000
in eax,dx
xor word [byte rbp+256],0xffff
section .foo
jmp L4
cmp bp,si
L2:
mov ss,[r8+E2]
L1: mov fs,qword [r13*4+rsp+$]
incbin "pattern.inc",38,3
E2 equ $
xor esp,E3
incbin "pattern.inc",12,97
L3:
%if 0xff80 > 255
xchg [L0],ah
%else
pop [L11-L2]
%endif
section .text
E3 equ -129
E4 equ -128
E5 equ 8
;== 100 
bits 64
org 0x7c00
times 5 db 0
dd 'hello', 1.5
%define D2 -0x80000000
dd D2
times 60 jmp L1
%define D4 0x7fffffff
dd D4
L1:
bt rcx,r15
section .data
mov r8,gs
%macro M8 1
rcl [rdi*3],5
%%x: jmp %%x
mov dx,%1
%endmacro
cmp di,[rsp+rdx*2-'a']
%rep 3
%endrep
bits 16
lea edx,[bx+si+10/3]
section .text
cmpxchg ah,ah
test dword [bx+di+E2],L0
jns L0+0xff7f
jbe L0
dd `x\n`
sar dl,byte 1
dq -129, "ab"
L0:
or cx,0x100000000
resb 10
rcl word [abs si+bx+$],cl
imul bx,[bp+di+0x100000000],2
call dword eax
call L1
pop esi
incbin "pattern.inc",32,29
jmp 0x80
lea ecx,[rel L1-$$]
push 'a'
section .text
E0 equ 0ffh
E1 equ L0-L1
E2 equ L0-L1
E3 equ 5
E4 equ 5
E5 equ 'abcd'
;== 101 
bits 32
dq 0xffffffffffffff80,'hello',0,L3-L5
sbb esp,L5
L0:
L3:
align 2, int3
dq $-$$,(E0+0xff80)*2
L2: mov si,di
rcl bx,5
L1 jns L4
jle L5
salc
db 0x80000000, $
L4: sub ecx,ecx
L5:
times 5 jmp L0
align 4
section .text
E0 equ 5
E1 equ L0-L1
E2 equ 5
E3 equ 2
E4 equ L0-L1
E5 equ 0b101
;== 102 
bits 32
org 100h
times 1 db 1,2
mov bx,~3
E0 equ $
pop bp
%define D7 E5
db 1<<4,'hello',3
clflush [ebp]
ror bl,cl
sub [edx+esp-E1],dl
bits 32
or ah,[edx+ebp+0ffh]
%define D15 L0+0x80000000
dd D15
dd 0ffh, 256, -2.25
L0: in ax,0x80000000
dd 8, `x\n`, L2
imul di,cx,0xff7f
jle L2
db L1, E1, 2
add cl,[esi*3]
mov al,'a'
sub bx,[ecx+ebx*2]
mov bp,di
setb dl
bits 32
section .foo
sbb ax,'ab'
L1:
section .text
%macro M34 1
jmp L0
%%x: jmp %%x
mov di,%1
%endmacro
M34 (1+2)*3
M34 8
times 128-($-$$) db 0
L2:
sar bp,5
jmp L0
shld bp,sp,cl
section .text
E1 equ 0x100000000
E2 equ -128
E4 equ -5//2
;== 103 
bits 32
org 0x100000
L8:
E0 equ L1-L0
L1:
mov ch,bl
mov al,dh
add byte [es:L2],$
jns L5
E1 equ L6
L6:
%define D6 'ab'
dd D6
L5: imul dx,255
mov dword [edx*4+edx+L8],2
L4 cmp [ebx*2],bp
mov ch,255
lar eax,[L4]
L0: mov edx,cs
section .foo
sar esp,5
xor cl,dl
jz L4
mov ecx,esp
jp L2
resb 3
jmp L0
jmp [edx*4]
L3: push 0xffffffffffffff80
dq `x\n`,1e10,`x\n`
L2: jc short L1
mov word [eax+ebx],ds
L7:
%rep 4
jnp near L8
%endrep
and si,sp
times 128-($-$$) db 0
dw 3, "ab", 3, `x\n`
section .text
E2 equ 5
E3 equ 5
E4 equ 'ab'
E5 equ 5
;== 104 
bits 32
and al,bh
mov dh,strict byte E2
L3:
%define D2 0xffff
dd D2
L1 db 10/3, `x\n`, -128
mov ebp,ds
or word [ebp*4+edi],$
call L2
L0:
L2:
dw 0ffh, 'a', (1+2)*3
dq E1,L3,E2,'hello'
js 127
jmp L2
dw 7, 'hello'
xor al,[ds:bx+di]
dd 10/3,$,"ab",(1+2)*3
section .bss
section .text
E0 equ L0-L1
E1 equ 5
E2 equ L0-L1
E3 equ L0-L1
E4 equ 7
E5 equ -128
;== 105 
bits 32
jmp L5
L4: sub edi,ebx
test [eax*4+ecx],ch
L0:
L3:
or cx,di
L2:
cmp bx,ax
xor [ebp],ecx
L6:
mov bl,['a']
align 32
jg L3
sbb al,cl
L1: lfs bx,[byte 0xff7f]
L5: mov fs,ebx
mov ss,[ds:eax+L4+255]
L7:
sar cl,byte 1
section .text
E0 equ 5
E1 equ L0-L1
E2 equ L0-L1
E3 equ ~3
E4 equ 5
E5 equ 0x80
;== 106 
bits 32
org 0x100000
mov edx,ss
sbb byte [ecx+edi+2],0b101
L2:
mov ebx,0xffffffffffffff80
%macro M6 1
inc [ebx*4]
%%x: jmp %%x
mov di,%1
%endmacro
adc dl,2
jz short L1
resb 10
dd 256, 0b101, 'hello'
and ebx,[ecx+ebp*4]
L0:
L1:
xor cx,sp
section .text
E0 equ 255
E1 equ 17q
E2 equ 5
E3 equ L0-L1
E4 equ 5
E5 equ 17q
;== 107 
bits 64
org 0x7c00
and cl,bh
mov cx,L1+-1
jne L1
mov si,(E3+1)*2
align 2, int3
L2 or [rdx+r9],r8
L5: add dil,[r13]
times 100 movsb
jmp L4
jmp L1
incbin "pattern.inc",4,67
L1:
E0 equ L5-L4
bts [0xffffffffffffff80],bp
dd L5-L4,0x10000,'ab'
bsf ax,[r13*5+0xffffff80]
a32 cmpsb
L0:
mov ch,$
L3:
%if 0xffffffffffffff80 > 0x7fff
jle $-$$
%else
%endif
L4:
call L5
call L1
imul rdi,[rcx],L2
mov cl,[ecx+(E3+256)*2]
lsl ax,edi
section .text
E1 equ 0x7fffffff
E2 equ L0-L1
E3 equ 7
E4 equ 5
E5 equ L0-L1
;== 108 
bits 32
dw -128
L2:
L7: and byte [eax+ebp],10/3
cli
L6:
times 20 dw L4
L8:
bits 32
retf 0xffff
L3 jecxz L6
in al,8
L1:
%define D6 0x7fff
dd D6
%define D7 L8
dd D7
jnp L8
L4:
db 'a',7,'abcd'
L5:
int L8+0x10000
jbe L6
L0:
call dword -0x80000000:L7
jmp L8
section .text
E0 equ 'ab'
E1 equ L0-L1
E2 equ 'a'
E3 equ 5
E4 equ 5
E5 equ 0ffh
;== 109 
bits 32
db -5//2,L3-$$,?,?
stosb
L3:
resb 1
times 2 movsb
L0: mov al,ah
L2:
section .foo
times 120 dw L1
adc [esp+ecx],edi
mov sp,[esi+esi*1]
L1:
%if 0x7fffffff > 7
call L2
%else
jz 256
%endif
pop ecx
mov [edi*4+ebx-$],ebx
bits 64
ja L4
cmp bp,sp
L4:
E0 equ $-$$
%rep 4
%endrep
xor rsp,[7]
jnz near $-$$
L5: js L5
align 2, db 0
bits 32
jc near L6
jge L0
L7 lmsw [esp]
dq 'a', -2.25
dd 'abcd'
section .bss
db "ab",'a','a',L3
L6: adc esi,[ds:byte L3-L3]
jmp L0
imul esp,ebp
dq 1e10, L4+~3, 0x8000
section .text
E1 equ 1
E2 equ 5
E3 equ 0
;== 110 
bits 64
org 0x7c00
default rel
L0:
db 2 dup (1,2)
incbin "pattern.inc",29,23
rol ebx,cl
E0 equ $-$$
hlt
db `x\n`
%if 0x100000000 > 0ffh
%else
sbb [rbx+r12*2+L4],esp
%endif
fninit;bh
mov r15,0xffffffff
L5: mov r9,[r12+rdx-0b101]
test [rel rcx+$],si
times 5 nop
%rep 2
jmp L3
%endrep
L2:
L3:
adc cx,cx
%if 3 > 0xffffffff
mov [r12+rax],ss
%else
jne near L2
%endif
L6:
L7:
mov fs,edi
section .text
E1 equ 5
E3 equ 0x10000
E4 equ 5
