;== 1
bits 16
mov eax,[0x1000]
mov ax,[0x1000]
mov al,[0x1000]
mov ax,[bx]
mov ax,[bp]
mov ax,[bx+si+2]
mov eax,[eax]
mov eax,[0x12345678]
mov ax,[dword 0x1000]
mov eax,cr0
lgdt [0x1000]
o32 lgdt [0x1000]
jmp 8:0x1000
jmp dword 8:0x1000
jmp far [bx]
call 0x1000:0
push word 5
push dword 5
push 0x1000
pushad
pusha
popfd
retf
iret
rep movsd
rep movsw
a32 rep movsd
int 0x10
mov ax,'A'
es mov al,[bx]
mov [es:di],ax
movzx eax,byte [si]
xchg ax,bx
mov ds,ax
add ax,1
add ax,0x80
in ax,dx
lidt [bx]
jcxz $
jecxz $
loop $
push ds
push fs
pop es
;== 2
bits 32
mov eax,[0x1000]
mov ax,[0x1000]
mov eax,[ebx*2]
jmp 8:0x1000
jmp word 8:0x1000
jmp far [eax]
push 5
push word 5
pushad
popf
iret
iretd
mov cr3,eax
inc eax
les eax,[ebx]
push es
mov ax,[bx]
call 8:0
retf
mov eax,[gs:20]
rep stosd
bound eax,[ebx]
aam
into
;== 3
bits 64
mov rax,5
mov rax,-1
mov rax,0x80000000
mov rax,0x123456789abcdef0
mov eax,-1
mov rax,strict dword 5
mov rax,strict qword 5
add eax,1
add eax,strict dword 1
add rax,0x7f
add rax,0x80
add al,1
and rax,-16
cmp rax,0x80000000-0x100000000
push 1
push 0x1000
push qword 1
push word 1
push byte 1
imul eax,5
imul eax,ebx,5
xchg eax,eax
xchg rax,rax
xchg eax,ebx
xchg ebx,eax
xchg rbx,rcx
xchg [rbx],rcx
nop
mov eax,[0xb8000]
mov [0xb8000],eax
mov eax,[qword 0xb8000]
mov rax,[abs 0xb8000]
mov rax,[rel 0xb8000]
mov rax,[rax*2]
mov rax,[nosplit rax*2]
mov rax,[rax*3]
mov rax,[rax*4+8]
mov rax,[rax+rsp]
mov rax,[rsp]
mov rax,[rbp]
mov rax,[r13]
mov rax,[r12]
mov rax,[byte rax+0]
mov rax,[dword rax+0]
mov rax,[rbx+rbp]
mov eax,[eax]
mov ax,ds
mov eax,ds
mov rax,ds
mov ds,ax
mov ds,eax
mov ds,rax
mov ax,bx
mov al,ah
mov cr3,rax
mov rax,cr8
mov dr7,rax
mov [fs:0],eax
mov rax,[gs:rbx]
int 3
int3
int1
int 0x80
jmp far [rax]
call far dword [rax]
call [rax]
call rax
test eax,1
test al,1
test rax,rbx
test rbx,[rax]
movzx eax,byte [rbx]
movzx eax,word [rbx]
movsx rax,byte [rbx]
movsxd rax,dword [rbx]
shl eax,1
shl eax,2
shl eax,cl
bts rax,5
bt [rax],ebx
in al,0x60
in al,dx
out 0x20,al
out dx,eax
rep stosd
rep stosq
repne scasb
lock cmpxchg [rax],ebx
lock xadd [rax],rbx
cmpxchg16b [rax]
lgdt [rax]
lidt [0x1000]
ltr ax
str rax
str ax
lmsw ax
invlpg [rax]
invpcid rax,[rbx]
invept rax,[rbx]
invvpid rax,[rbx]
vmread rax,rbx
vmread [rax],rbx
vmwrite rax,rbx
vmwrite rax,[rbx]
vmptrld [rax]
vmptrst [rax]
vmclear [rax]
vmxon [rax]
vmxoff
vmlaunch
vmresume
vmcall
vmfunc
syscall
o64 sysret
sysexit
swapgs
iretq
iret
iretd
retf
o64 retf
retfq
ret 8
pushfq
popfq
pushf
enter 16,0
leave
cpuid
rdtsc
rdtscp
rdmsr
wrmsr
wbinvd
clts
hlt
cli
sti
pause
lfence
mfence
ud2
rdfsbase rax
wrgsbase rax
stac
clac
rdpkru
wrpkru
xgetbv
xsetbv
fxsave [rax]
bswap rax
cmove eax,ebx
sete al
inc eax
dec rcx
neg rax
not al
mul rbx
div qword [rbx]
cqo
cdqe
lea rax,[rel $]
a32 mov eax,[eax]
mov byte [rax],'A'
mov word [rax],'AB'
mov dword [rax],'ABCD'
mov qword [rax],1
add qword [rax],1
add byte [rax],-1
sub rsp,8
sub rsp,128
or eax,1<<31
or eax,0x80000001
btr dword [rax],3
loop $
jrcxz $
jecxz $
