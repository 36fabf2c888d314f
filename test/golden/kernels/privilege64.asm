; Privilege: which instructions ring 3 may execute, IOPL, the I/O permission bitmap, and the MSRs that do not exist.
; Oracle: bochs. (qemu 7.2 has AMD's SYSEXIT and lets most MSR values pass.)
; Manual: rdmsr 0x1234567: v=0d e=0000 at k+0005 cs=0008 f=00000 sp-0000 ss=0010
; Manual: wrmsr 0x1234567: v=0d e=0000 at k+0005 cs=0008 f=00000 sp-0000 ss=0010
;   (#GP(0), SDM "RDMSR" and "WRMSR": reserved or unimplemented; both emulators ignore an unknown MSR.)
%include "kit64.inc"

; An instruction of the user page, in ring 3 with RFLAGS `%3`.
%macro USER_TRY 2-3 2
        TRY     %1
        ENTER_USER %2, %3
        CAUGHT
        call    came_back
%endmacro

tests:
        SAY     "ring 3, iopl 0:", 10
        USER_TRY "cli", u_cli
        USER_TRY "sti", u_sti
        USER_TRY "hlt", u_hlt
        USER_TRY "in al, dx", u_in
        USER_TRY "out imm8, al", u_out
        USER_TRY "ins", u_ins
        USER_TRY "outs", u_outs
        USER_TRY "lgdt", u_lgdt
        USER_TRY "lidt", u_lidt
        USER_TRY "sgdt", u_sgdt
        USER_TRY "sidt", u_sidt
        USER_TRY "sldt", u_sldt
        USER_TRY "str", u_str
        USER_TRY "smsw", u_smsw
        USER_TRY "lmsw", u_lmsw
        USER_TRY "lldt", u_lldt
        USER_TRY "ltr", u_ltr
        USER_TRY "lar", u_lar
        USER_TRY "lsl", u_lsl
        USER_TRY "verr", u_verr
        USER_TRY "clts", u_clts
        USER_TRY "invd", u_invd
        USER_TRY "wbinvd", u_wbinvd
        USER_TRY "invlpg", u_invlpg
        USER_TRY "mov from cr0", u_cr0
        USER_TRY "mov to cr3", u_cr3
        USER_TRY "mov from cr8", u_cr8
        USER_TRY "mov from dr7", u_dr7
        USER_TRY "rdmsr", u_rdmsr
        USER_TRY "wrmsr", u_wrmsr
        USER_TRY "rdtsc", u_rdtsc
        USER_TRY "cpuid", u_cpuid
        USER_TRY "swapgs", u_swapgs
        USER_TRY "sysret", u_sysret
        USER_TRY "sysexit", u_sysexit
        USER_TRY "iretq to itself", u_iret
        USER_TRY "clac without smap", u_clac
        USER_TRY "vmcall", u_vmcall
        USER_TRY "monitor", u_monitor
        USER_TRY "pause", u_pause
        USER_TRY "mov ds, user data", u_mov_ds
        USER_TRY "mov ds, kernel data", u_mov_ds_kernel
        USER_TRY "mov ss, kernel data", u_mov_ss_kernel
        USER_TRY "mov ss, null", u_mov_ss_null

        mov     rax, cr4
        or      eax, 1 << 11 | 1 << 2           ; UMIP, TSD
        mov     cr4, rax
        SAY     "ring 3, cr4.umip and cr4.tsd:", 10
        USER_TRY "sgdt", u_sgdt
        USER_TRY "sidt", u_sidt
        USER_TRY "sldt", u_sldt
        USER_TRY "str", u_str
        USER_TRY "smsw", u_smsw
        USER_TRY "rdtsc", u_rdtsc
        USER_TRY "rdtscp", u_rdtscp
        mov     eax, 1 << 5
        mov     cr4, rax

        SAY     "ring 3, iopl 3:", 10
        USER_TRY "cli", u_cli, 0x3002
        USER_TRY "sti", u_sti, 0x3002
        USER_TRY "in al, dx", u_in, 0x3002
        USER_TRY "out imm8, al", u_out, 0x3002
        USER_TRY "hlt", u_hlt, 0x3002

        ; The I/O permission bitmap: in a TSS long enough, ports 0 to 3FFH and a byte of ones.
        mov     word [tss + 0x66], 0x68
        mov     byte [gdt + TSS + 5], 0x89
        mov     word [gdt + TSS], 0x68 + 0x80
        mov     eax, TSS
        ltr     ax
        SAY     "i/o bitmap:", 10
        ; All zeros, the last byte (beyond the map's 80H bytes) all ones.
        mov     byte [tss + 0x68 + 0x80], 0xFF
        USER_TRY "byte, allowed", u_in
        mov     byte [tss + 0x68 + 0x80 / 8], 1
        USER_TRY "byte, denied", u_in
        mov     byte [tss + 0x68 + 0x80 / 8], 2
        USER_TRY "byte, the next denied", u_in
        USER_TRY "word, its second byte denied", u_in_word
        mov     byte [tss + 0x68 + 0x80 / 8], 8
        USER_TRY "dword, its last byte denied", u_in_dword
        mov     byte [tss + 0x68 + 0x80 / 8], 0x10
        USER_TRY "dword, the byte after denied", u_in_dword
        mov     byte [tss + 0x68 + 0x80 / 8], 0
        mov     byte [tss + 0x68 + 0x88 / 8], 1
        USER_TRY "dword at 86, over two map bytes", u_in_dword_86
        mov     byte [tss + 0x68 + 0x88 / 8], 0
        USER_TRY "port 3ff: the second map byte is still within the limit", u_in_3ff
        USER_TRY "port 400: beyond the map", u_in_400
        mov     word [gdt + TSS], 0x68 + 0x7F
        mov     byte [gdt + TSS + 5], 0x89
        mov     eax, TSS
        ltr     ax
        USER_TRY "port 3ff: the second map byte is beyond the limit", u_in_3ff
        mov     word [tss + 0x66], 0xFFFF
        USER_TRY "map base beyond the limit", u_in

        ; MSRs.
        TRY     "rdmsr 0x1234567"
        mov     ecx, 0x1234567
        rdmsr
        CAUGHT
        TRY     "wrmsr 0x1234567"
        mov     ecx, 0x1234567
        wrmsr
        CAUGHT
        TRY     "wrmsr efer, reserved bit"
        mov     ecx, EFER
        rdmsr
        or      eax, 2
        wrmsr
        CAUGHT
        TRY     "wrmsr efer, lme off while paging"
        mov     ecx, EFER
        rdmsr
        and     eax, ~0x100
        wrmsr
        CAUGHT
        TRY     "wrmsr efer, lma is ignored"
        mov     ecx, EFER
        rdmsr
        and     eax, ~0x400
        wrmsr
        rdmsr
        SHOW    "efer", rax, 4
        SAY     " "
        CAUGHT
        TRY     "wrmsr pat, type 2"
        mov     ecx, 0x277
        mov     eax, 2
        xor     edx, edx
        wrmsr
        CAUGHT
        TRY     "rdmsr ignores the upper half of rcx"
        mov     rcx, 0x1234567800000000 + 0xC0000100
        mov     rax, -1
        mov     rdx, -1
        rdmsr
        SHOW    "rax", rax, 16
        SHOW    "rdx", rdx, 16
        SAY     " "
        CAUGHT
        TRY     "ring 0: cli, sti at iopl 0"
        cli
        CAUGHT
        DONE

; After a user program that was let through: RAX and RFLAGS as it left them.
came_back:
        cmp     qword [last_frame + F_VECTOR], 0x81
        jne     .end
        mov     qword [last_frame + F_VECTOR], 0
        SAY     "allowed"
        mov     rax, [last_frame + F_FLAGS]
        and     eax, 0x3300
        SHOW    "flags", rax, 4
        NEWLINE
.end:   ret

        USER_TEXT
u_cli:  cli
        BACK
u_sti:  sti
        cli
        BACK
u_hlt:  hlt
        BACK
u_in:   mov     edx, 0x80
        in      al, dx
        BACK
u_in_word:
        mov     edx, 0x80
        in      ax, dx
        BACK
u_in_dword:
        mov     edx, 0x80
        in      eax, dx
        BACK
u_in_dword_86:
        mov     edx, 0x86
        in      eax, dx
        BACK
u_in_3ff:
        mov     edx, 0x3FF
        in      al, dx
        BACK
u_in_400:
        mov     edx, 0x400
        in      al, dx
        BACK
u_out:  out     0x80, al
        BACK
u_ins:  mov     edi, user_data
        mov     edx, 0x80
        insb
        BACK
u_outs: mov     esi, user_data
        mov     edx, 0x80
        outsb
        BACK
u_lgdt: lgdt    [user_data]
        BACK
u_lidt: lidt    [user_data]
        BACK
u_sgdt: sgdt    [user_data]
        BACK
u_sidt: sidt    [user_data]
        BACK
u_sldt: sldt    eax
        BACK
u_str:  str     eax
        BACK
u_smsw: smsw    eax
        BACK
u_lmsw: lmsw    ax
        BACK
u_lldt: lldt    ax
        BACK
u_ltr:  ltr     ax
        BACK
u_lar:  mov     ecx, CODE64
        lar     eax, ecx
        BACK
u_lsl:  mov     ecx, CODE64
        lsl     eax, ecx
        BACK
u_verr: mov     ecx, CODE64
        verr    cx
        BACK
u_clts: clts
        BACK
u_invd: invd
        BACK
u_wbinvd: wbinvd
        BACK
u_invlpg: invlpg [user_data]
        BACK
u_cr0:  mov     rax, cr0
        BACK
u_cr3:  mov     cr3, rax
        BACK
u_cr8:  mov     rax, cr8
        BACK
u_dr7:  mov     rax, dr7
        BACK
u_rdmsr: mov    ecx, EFER
        rdmsr
        BACK
u_wrmsr: mov    ecx, EFER
        wrmsr
        BACK
u_rdtsc: rdtsc
        BACK
u_rdtscp: rdtscp
        BACK
u_cpuid: xor    eax, eax
        cpuid
        BACK
u_swapgs: swapgs
        BACK
u_sysret: o64 sysret
        BACK
u_sysexit: sysexit
        BACK
u_iret: push    USER_DATA
        push    user_stack_top
        push    2
        push    USER_CODE
        push    u_pause
        iretq
u_clac: clac
        BACK
u_vmcall: vmcall
        BACK
u_monitor:
        mov     eax, user_data
        xor     ecx, ecx
        xor     edx, edx
        monitor
        BACK
u_pause: pause
        BACK
u_mov_ds: mov   eax, USER_DATA
        mov     ds, eax
        BACK
u_mov_ds_kernel: mov eax, DATA
        mov     ds, eax
        BACK
u_mov_ss_kernel: mov eax, DATA
        mov     ss, eax
        BACK
u_mov_ss_null: xor eax, eax
        mov     ss, eax
        BACK
user_data: times 16 db 0
        KIT_END
