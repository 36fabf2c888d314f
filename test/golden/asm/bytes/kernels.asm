; Pieces of kernels as people write them.
;== 1 osdev-bare
bits 32
MBALIGN equ 1 << 0
MEMINFO equ 1 << 1
MBFLAGS equ MBALIGN | MEMINFO
MAGIC equ 0x1BADB002
CHECKSUM equ -(MAGIC + MBFLAGS)
section .multiboot
align 4
 dd MAGIC
 dd MBFLAGS
 dd CHECKSUM
section .bss
align 16
stack_bottom:
resb 16384
stack_top:
section .text
global _start
_start:
 mov esp, stack_top
 cli
.hang: hlt
 jmp .hang
.end:
;== 2 mikeos-print-16
bits 16
os_print_string:
	pusha
	mov ah, 0Eh			; int 10h teletype function
.repeat:
	lodsb				; Get char from string
	cmp al, 0
	je .done			; If char is zero, end of string
	int 10h				; Otherwise, print it
	jmp .repeat			; And move on to next char
.done:
	popa
	ret
os_int_to_string:
	pusha
	mov cx, 0
	mov bx, 10
	mov di, .t
.push:
	mov dx, 0
	div bx
	inc cx
	push dx
	test ax, ax
	jnz .push
.pop:
	pop dx
	add dl, '0'
	mov [di], dl
	inc di
	dec cx
	jnz .pop
	mov byte [di], 0
	popa
	mov ax, .t
	ret
	.t times 7 db 0
fmt_12_24	db 0
cmdlist		db 'DIR, COPY, REN', 13, 10, 0
tmp_string	times 15 db 0
os_call_vectors:
	jmp os_print_string	; 0000h
	jmp os_int_to_string	; 0003h
;== 3 mikeos-print-32
bits 32
os_print_string:
	pusha
	mov ah, 0Eh			; int 10h teletype function
.repeat:
	lodsb				; Get char from string
	cmp al, 0
	je .done			; If char is zero, end of string
	int 10h				; Otherwise, print it
	jmp .repeat			; And move on to next char
.done:
	popa
	ret
os_int_to_string:
	pusha
	mov cx, 0
	mov bx, 10
	mov di, .t
.push:
	mov dx, 0
	div bx
	inc cx
	push dx
	test ax, ax
	jnz .push
.pop:
	pop dx
	add dl, '0'
	mov [di], dl
	inc di
	dec cx
	jnz .pop
	mov byte [di], 0
	popa
	mov ax, .t
	ret
	.t times 7 db 0
fmt_12_24	db 0
cmdlist		db 'DIR, COPY, REN', 13, 10, 0
tmp_string	times 15 db 0
os_call_vectors:
	jmp os_print_string	; 0000h
	jmp os_int_to_string	; 0003h
;== 4 mikeos-print-64
bits 64
os_print_string:
	pusha
	mov ah, 0Eh			; int 10h teletype function
.repeat:
	lodsb				; Get char from string
	cmp al, 0
	je .done			; If char is zero, end of string
	int 10h				; Otherwise, print it
	jmp .repeat			; And move on to next char
.done:
	popa
	ret
os_int_to_string:
	pusha
	mov cx, 0
	mov bx, 10
	mov di, .t
.push:
	mov dx, 0
	div bx
	inc cx
	push dx
	test ax, ax
	jnz .push
.pop:
	pop dx
	add dl, '0'
	mov [di], dl
	inc di
	dec cx
	jnz .pop
	mov byte [di], 0
	popa
	mov ax, .t
	ret
	.t times 7 db 0
fmt_12_24	db 0
cmdlist		db 'DIR, COPY, REN', 13, 10, 0
tmp_string	times 15 db 0
os_call_vectors:
	jmp os_print_string	; 0000h
	jmp os_int_to_string	; 0003h
;== 5 mikeos-print-64-legal
bits 64
os_print_string:
	mov ah, 0Eh			; int 10h teletype function
.repeat:
	lodsb				; Get char from string
	cmp al, 0
	je .done			; If char is zero, end of string
	int 10h				; Otherwise, print it
	jmp .repeat			; And move on to next char
.done:
	ret
os_int_to_string:
	mov cx, 0
	mov bx, 10
	mov di, .t
.push:
	mov dx, 0
	div bx
	inc cx
	push dx
	test ax, ax
	jnz .push
.pop:
	pop dx
	add dl, '0'
	inc di
	dec cx
	jnz .pop
	mov ax, .t
	ret
	.t times 7 db 0
fmt_12_24	db 0
cmdlist		db 'DIR, COPY, REN', 13, 10, 0
tmp_string	times 15 db 0
os_call_vectors:
	jmp os_print_string	; 0000h
	jmp os_int_to_string	; 0003h
;== 6 boot-16-32-64
org 0x7C00
bits 16
%define PAGE_PRESENT (1 << 0)
%define PAGE_WRITE (1 << 1)
%define CODE_SEG 0x0008
%define DATA_SEG 0x0010
start:
 jmp 0x0000:.FlushCS
.FlushCS:
 xor ax, ax
 mov ss, ax
 mov sp, start
 mov ds, ax
 mov es, ax
 cld
 mov edi, 0x9000
 push di
 mov ecx, 0x1000
 xor eax, eax
 cld
 rep stosd
 pop di
 lea eax, [es:di + 0x1000]
 or eax, PAGE_PRESENT | PAGE_WRITE
 mov [es:di], eax
 push di
 lea di, [di + 0x3000]
 mov eax, PAGE_PRESENT | PAGE_WRITE
.LoopPageTable:
 mov [es:di], eax
 add eax, 0x1000
 add di, 8
 cmp eax, 0x200000
 jb .LoopPageTable
 pop di
 mov al, 0xFF
 out 0xA1, al
 out 0x21, al
 nop
 lidt [IDT]
 mov eax, 10100000b
 mov cr4, eax
 mov edx, edi
 mov cr3, edx
 mov ecx, 0xC0000080
 rdmsr
 or eax, 0x00000100
 wrmsr
 mov ebx, cr0
 or ebx,0x80000001
 mov cr0, ebx
 lgdt [GDT.Pointer]
 jmp CODE_SEG:LongMode
ALIGN 4
IDT:
 .Length dw 0
 .Base dd 0
GDT:
.Null:
 dq 0x0000000000000000
.Code:
 dq 0x00209A0000000000
 dq 0x0000920000000000
ALIGN 4
 dw 0
.Pointer:
 dw $ - GDT - 1
 dd GDT
[BITS 64]
LongMode:
 mov ax, DATA_SEG
 mov ds, ax
 mov edi, 0xB8000
 mov rcx, 500
 mov rax, 0x1F201F201F201F20
 rep stosq
 mov rax, 0x1F6C1F6C1F651F48
 mov [edi],rax
 mov [edi + 8], rax
 jmp $
times 510 - ($-$$) db 0
dw 0xAA55
;== 7 floppy-bpb
org 0
jmp short start
nop
OEMLabel db "MIKEBOOT"
BytesPerSector dw 512
SectorsPerCluster db 1
ReservedForBoot dw 1
VolumeID dd 00000000h
VolumeLabel db "MIKEOS     "
FileSystem db "FAT12   "
start:
mov ax, 07C0h
add ax, 544
cli
mov ss, ax
mov sp, 4096
sti
mov ax, 07C0h
mov ds, ax
cmp dl, 0
je no_change
mov [bootdev], dl
mov ah, 8
int 13h
jc fatal
and cx, 3Fh
mov [SectorsPerTrack], cx
movzx dx, dh
add dx, 1
no_change: mov eax, 0
fatal: mov si, err
call print
jmp $
print: pusha
.r: lodsb
cmp al, 0
je short .d
int 10h
jmp short .r
.d: popa
ret
err db "Floppy error! Press any key...", 0
SectorsPerTrack dw 18
bootdev db 0
times 510-($-$$) db 0
dw 0AA55h
buffer:
;== 8 idt64
bits 64
default rel
%macro isr_err 1
global isr_stub_%+%1
isr_stub_%+%1:
 push %1
 jmp isr_common
%endmacro
%macro isr_noerr 1
isr_stub_%+%1:
 push 0
 push %1
 jmp isr_common
%endmacro
%macro pushaq 0
 push rax
 push rcx
 push rdx
 push r15
%endmacro
%macro popaq 0
 pop r15
 pop rdx
 pop rcx
 pop rax
%endmacro
section .text
isr_common:
 pushaq
 mov rdi, rsp
 cld
 call handler
 popaq
 add rsp, 16
 iretq
handler: ret
%assign i 0
%rep 48
 %if i == 8 || i == 10 || i == 11 || i == 12 || i == 13 || i == 14 || i == 17 || i == 30
  isr_err i
 %else
  isr_noerr i
 %endif
 %assign i i+1
%endrep
section .rodata
global isr_table
isr_table:
%assign i 0
%rep 48
 dq isr_stub_%+i
 %assign i i+1
%endrep
;== 9 printf
bits 32
printf: push ebp
mov ebp,esp
push esi
lea edi,[ebp+12]
mov esi,[ebp+8]
.next: lodsb
test al,al
jz .out
cmp al,'%'
jne .put
lodsb
movzx ecx,al
sub ecx,'c'
cmp ecx,'x'-'c'
ja .put
jmp [.table+ecx*4]
.c: mov al,[edi]
add edi,4
.put: call putc
jmp .next
.d: mov eax,[edi]
add edi,4
call putd
jmp .next
.out: pop esi
leave
ret
.table: dd .c,.d
times 'x'-'e'+1 dd .put
putc: ret
putd: push ebx
mov ebx,10
xor ecx,ecx
.l: xor edx,edx
div ebx
push edx
inc ecx
test eax,eax
jnz .l
.p: pop eax
add al,'0'
call putc
loop .p
pop ebx
ret
;== 10 tss
bits 64
tss: istruc tss_t
 at tss_t.rsp0, dq stack0
 at tss_t.ist1, dq stack1
 at tss_t.iomap, dw tss_t_size
iend
struc tss_t
 .r0: resd 1
 .rsp0: resq 1
 .rsp1: resq 1
 .rsp2: resq 1
 .r1: resq 1
 .ist1: resq 7
 .r2: resq 1
 .r3: resw 1
 .iomap: resw 1
endstruc
stack0: 
stack1: dq tss, tss_t.ist1
;== 11 tss-legal
bits 64
tss: istruc tss_t
 at tss_t.rsp0, dq stack0
 at tss_t.ist1, dq stack1
 at tss_t.iomap, dw tss_t_size
struc tss_t
 .r0: resd 1
 .rsp0: resq 1
 .rsp1: resq 1
 .rsp2: resq 1
 .r1: resq 1
 .ist1: resq 7
 .r2: resq 1
 .r3: resw 1
 .iomap: resw 1
endstruc
stack0: 
stack1: dq tss, tss_t.ist1
;== 12 tss2
struc tss_t
 .r0: resd 1
 .rsp0: resq 1
 .iomap: resw 1
endstruc
bits 64
tss: istruc tss_t
 at tss_t.rsp0, dq stack0
 at tss_t.iomap, dw tss_t_size
iend
stack0: 
;== 13 serial
COM1 equ 3F8h
%macro outb 2
 mov dx, %1
 mov al, %2
 out dx, al
%endmacro
%macro log 1+
 jmp %%over
%%msg: db %1, 13, 10, 0
%%over: mov si, %%msg
 call puts
%endmacro
bits 16
outb COM1+1, 0
outb COM1+3, 80h
log "starting", 9, `tab\x21`
log 'two'
puts: lodsb
 or al,al
 jz .done
 call putc
 jmp puts
.done: ret
putc: push ax
mov dx, COM1+5
.w: in al,dx
test al,20h
jz .w
pop ax
mov dx,COM1
out dx,al
ret
;== 14 vbe
struc VBEInfo
 .sig resb 4
 .ver resw 1
 .oem resd 1
 alignb 8
 .modes resq 2
endstruc
vbe: istruc VBEInfo
 at VBEInfo.sig, db "VBE2"
 at VBEInfo.modes, dq 1,2
iend
mov ax, [vbe + VBEInfo.modes]
mov bx, VBEInfo_size
times VBEInfo_size db 0x55
;== 15 exit-macros
%imacro EXIT 0-1 0
 mov ax, 4C00h | %1
 int 21h
%endmacro
exit
EXIT 5
Exit 1+2
;== 16 switch
%macro switch 1
%push switch
%assign %$n 0
%define %$v %1
%endmacro
%macro case 1
%if %$n > 0
 jmp %$end
%$case %+ %$n:
%endif
%assign %$n %$n+1
 cmp %$v, %1
 jne %$case %+ %$n
%endmacro
%macro endswitch 0
%$case %+ %$n:
%$end:
%pop
%endmacro
switch ax
case 1
 mov bx,1
case 2
 mov bx,2
endswitch
;== 17 whiles
%macro while 3
%push while
%$top:
 cmp %1,%3
 j%-2 %$end
%endmacro
%macro endwhile 0
 jmp %$top
%$end:
%pop
%endmacro
while ax, l, 10
 inc ax
 while bx, ne, 0
  dec bx
 endwhile
endwhile
;== 18 strings-table
%macro strtab 1-*
%%base:
%rep %0
 dw %%s %+ %0 - %%base
%rotate 1
%endrep
%endmacro
%macro names 1-*
%assign %%i 0
%rep %0
name_ %+ %[%%i]: db %1, 0
%assign %%i %%i+1
%rotate 1
%endrep
%endmacro
names "one", "two", "three"
dw name_0, name_1, name_2
;== 19 crlf
mov ax,1
db 'x'
;== 20 fizz
%assign i 1
%rep 15
%if i % 15 == 0
db 'FizzBuzz'
%elif i % 3 == 0
db 'Fizz'
%elif i % 5 == 0
db 'Buzz'
%else
%defstr s i
db s
%endif
%assign i i+1
%endrep
;== 21 sinetable
%assign i 0
%rep 16
dw (i*i*7 + 3) % 256
db i*i >> 2, i//3, i %% 3, ~i & 0xff, -i
%assign i i+1
%endrep
;== 22 include-guard
%ifndef GUARD
%define GUARD
%include "value.inc"
%endif
%ifndef GUARD
db 9
%endif
dw incval
;== 23 bits-macro
%macro set_bits 1
bits %1
%endmacro
set_bits 32
mov eax,1
set_bits 16
mov eax,1
;== 24 elf-ish
global _start:function (_start.end - _start)
_start:
.end:
;== 25 long-labels
this_is_a_very_long_label_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_1234567890: jmp this_is_a_very_long_label_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_1234567890
;== 26 a20
bits 16
a20: cli
 call .wait
 mov al,0xad
 out 0x64,al
 call .wait2
 in al,0x60
 push eax
 call .wait
 pop eax
 or al,2
 out 0x60,al
 sti
 ret
.wait: in al,0x64
 test al,2
 jnz .wait
 ret
.wait2: in al,0x64
 test al,1
 jz .wait2
 ret
check: pushf
 push ds
 mov ax,0xffff
 mov ds,ax
 mov byte [ds:0x7e0e],0
 cmp word [es:0x7dfe],word 0xaa55
 pop ds
 popf
 retf
;== 27 gdt-macro
%define GDT_ENTRY(base,limit,access,flags) dq (((base) & 0xff000000) << 32) | (((base) & 0xffffff) << 16) | (((limit) & 0xf0000) << 32) | ((limit) & 0xffff) | ((access) << 40) | ((flags) << 52)
gdt: GDT_ENTRY(0,0,0,0)
GDT_ENTRY(0,0xfffff,0x9a,0xc)
GDT_ENTRY(0x12345678,0xfffff,0x92,0xa)
.end:
dw gdt.end-gdt-1
;== 28 e820
bits 16
do_e820: mov di,0x8004
 xor ebx,ebx
 xor bp,bp
 mov edx,0x0534D4150
 mov eax,0xe820
 mov [es:di+20],dword 1
 mov ecx,24
 int 0x15
 jc short .failed
 mov edx,0x0534D4150
 cmp eax,edx
 jne short .failed
 test ebx,ebx
 je short .failed
 jmp short .jmpin
.lp: mov eax,0xe820
 mov [es:di+20],dword 1
 mov ecx,24
 int 0x15
 jc short .done
.jmpin: jcxz .skip
 cmp cl,20
 jbe short .notext
 test byte [es:di+20],1
 je short .skip
.notext: mov ecx,[es:di+8]
 or ecx,[es:di+12]
 jz .skip
 inc bp
 add di,24
.skip: test ebx,ebx
 jne short .lp
.done: mov [0x8000],bp
 clc
 ret
.failed: stc
 ret
;== 29 ctxswitch
bits 64
switch_to: pushfq
 push rbx
 push rbp
 push r12
 push r13
 push r14
 push r15
 mov [rdi],rsp
 mov rsp,[rsi]
 mov rax,[rsi+8]
 mov rcx,cr3
 cmp rax,rcx
 je .same
 mov cr3,rax
.same: pop r15
 pop r14
 pop r13
 pop r12
 pop rbp
 pop rbx
 popfq
 ret
syscall_entry: swapgs
 mov [gs:0x10],rsp
 mov rsp,[gs:0x8]
 push qword [gs:0x10]
 push r11
 push rcx
 sti
 call [table+rax*8]
 cli
 pop rcx
 pop r11
 pop rsp
 swapgs
 o64 sysret
table: dq switch_to
invl: invlpg [rdi]
 mov rax,cr4
 bts rax,7
 mov cr4,rax
 mov ecx,0xc0000102
 rdmsr
 shl rdx,32
 or rax,rdx
 lock cmpxchg16b [rsi]
 lock bts qword [rdi],3
 xchg [rdi],rax
 rep movsq
 lgdt [rel gdtr]
 ltr ax
 push 0x08
 lea rax,[rel .reload]
 push rax
 retfq
.reload: mov ax,0x10
 mov ss,ax
 ret
gdtr: dw 23
 dq 0
;== 30 nasm-2-struct
%macro field 2
.%1: %2 1
%endmacro
struc s
field a, resd
field b, resq
endstruc
dw s.a, s.b, s_size
;== 31 equ-chain
a equ b+1
b equ c+1
c equ 3
d equ (a+b)*c
db a,b,c,d
;== 32 label-arith-16
org 0x7c00
x: dw x, x+1, x-$$, ($-x)/2, (y-x)*2, y - x + 5, 0x7c00 + (y-$$)
mov ax,(y-x)/2
mov cx,y-x
mov bx,[x+(y-x)]
cmp cx,(y-x+15)/16
y:
;== 33 dot-equ
struct1:
.f1 equ 0
.f2 equ 4
.size equ 8
mov ax,[bx+struct1.f2]
times struct1.size db 1
;== 34 percent-star
%macro foo 0
%assign bar 1
%endmacro
foo
db bar
;== 35 mac-paren-arg
%macro m 2
dw %1, %2
%endmacro
m (1+2)*3, 4
m (1,2), 3
;== 36 mac-paren-arg-legal
%macro m 2
dw %1, %2
%endmacro
m (1+2)*3, 4
;== 37 mac-string-comma
%macro m 2
db %1
dw %2
%endmacro
m 'a,b', 5
m "x;y", 6 ; comment
m `q\`,`, 7
;== 38 indent-percent
	%macro	m	1
	%if	%1	>	2
	db	%1
	%endif
	%endmacro
	m	1
	m	3
;== 39 define-colon
%define lab: 5
;== 40 jmp-tables
bits 32
jmp [t+eax*4]
jmp dword [t+eax*4]
call [t]
t: dd a,b
a: ret
b: ret
;== 41 far-ptr
bits 32
jmp far [p]
call far [p]
lss esp,[p]
lds esi,[p]
les edi,[p]
p: dd 0
dw 8
;== 42 cmp-forms-16
bits 16
cmp al,0
cmp ax,0
cmp eax,0
cmp eax,1000
cmp byte [0],1
cmp word [0],1
cmp dword [0],1000
cmp bx,1000
test eax,eax
test al,5
test bx,5
test dword [0],5
xchg ax,ax
xchg ax,bx
xchg bx,ax
xchg eax,ebx
xchg al,ah
nop
;== 43 cmp-forms-32
bits 32
cmp al,0
cmp ax,0
cmp eax,0
cmp eax,1000
cmp byte [0],1
cmp word [0],1
cmp dword [0],1000
cmp bx,1000
test eax,eax
test al,5
test bx,5
test dword [0],5
xchg ax,ax
xchg ax,bx
xchg bx,ax
xchg eax,ebx
xchg al,ah
nop
;== 44 cmp-forms-64
bits 64
cmp al,0
cmp ax,0
cmp eax,0
cmp eax,1000
cmp byte [0],1
cmp word [0],1
cmp dword [0],1000
cmp bx,1000
test eax,eax
test al,5
test bx,5
test dword [0],5
xchg ax,ax
xchg ax,bx
xchg bx,ax
xchg eax,ebx
xchg al,ah
nop
;== 45 string-ops-16
bits 16
movsb
movsw
movsd
lodsb
stosw
scasd
cmpsb
rep movsb
repne scasb
es lodsb
rep stosd
insb
outsw
;== 46 string-ops-32
bits 32
movsb
movsw
movsd
lodsb
stosw
scasd
cmpsb
rep movsb
repne scasb
es lodsb
rep stosd
insb
outsw
;== 47 string-ops-64
bits 64
movsb
movsw
movsd
lodsb
stosw
scasd
cmpsb
rep movsb
repne scasb
es lodsb
rep stosd
insb
outsw
;== 48 misc16-16
bits 16
lahf
sahf
xlatb
xlat
into
aaa
aas
daa
das
aam
aad
aam 5
cbw
cwd
cwde
cdq
pusha
popa
pushad
popad
enter 5,0
leave
bound ax,[bx]
arpl ax,bx
salc
;== 49 misc16-32
bits 32
lahf
sahf
xlatb
xlat
into
aaa
aas
daa
das
aam
aad
aam 5
cbw
cwd
cwde
cdq
pusha
popa
pushad
popad
enter 5,0
leave
bound ax,[bx]
arpl ax,bx
salc
;== 50 misc16-64
bits 64
lahf
sahf
xlatb
xlat
into
aaa
aas
daa
das
aam
aad
aam 5
cbw
cwd
cwde
cdq
pusha
popa
pushad
popad
enter 5,0
leave
bound ax,[bx]
arpl ax,bx
salc
;== 51 misc16-64-legal
bits 64
lahf
sahf
xlatb
xlat
cbw
cwd
cwde
cdq
enter 5,0
leave
salc
;== 52 x87
finit
fninit
fld dword [0]
fld qword [0]
fld tword [0]
fstp st1
fadd st0,st1
fadd to st1
fadd st1
faddp
fild word [0]
fnstcw [0]
fldcw [0]
fnstsw ax
fsave [0]
frstor [0]
fxch
fxch st2
wait
fwait
;== 53 sse-save
bits 64
fxsave [rax]
fxrstor [rax]
fxsave64 [rax]
ldmxcsr [rax]
stmxcsr [rax]
emms
clflush [rax]
prefetchnta [rax]
prefetcht0 [rax]
mfence
sfence
movnti [rax],ebx
