; Control registers, MSRs, EFER, debug registers, XSETBV and other system state in 64-bit mode: what is refused and what
; reads back.
; Oracle: bochs. (qemu 7.2 knows no PCID, and takes many reserved bits.)
; Manual: unknown msr: v=0d e=0000 at k+0005 cs=0008 f=00000 sp-0000 ss=0010
; Manual: unknown msr high: v=0d e=0000 at k+0005 cs=0008 f=00000 sp-0000 ss=0010
;   (#GP(0), SDM "RDMSR"; both emulators are lenient about indices that they do not know.)
%include "kit64.inc"

; MOV to a control register: `CR "name", register, value`.
%macro CR 3
        TRY     %1
        mov     rbx, %2
        mov     rax, %3
        mov     %2, rax
        mov     rcx, %2
        mov     %2, rbx
        HEX     rcx, 16
        SAY     " "
        CAUGHT
%endmacro
%macro MSR 3
        TRY     %1
        mov     ecx, %2
        mov     rax, %3
        mov     rdx, rax
        shr     rdx, 32
        wrmsr
        rdmsr
        shl     rdx, 32
        or      rax, rdx
        HEX     rax, 16
        SAY     " "
        CAUGHT
%endmacro
%macro RD 2
        TRY     %1
        mov     ecx, %2
        rdmsr
        CAUGHT
%endmacro

CR4_NOW         equ 0x20

tests:
        mov     rax, cr0
        SAY     "cr0"
        SHOW    "", rax, 16
        mov     rax, cr4
        SHOW    "cr4", rax, 16
        NEWLINE
        CR      "cr0 upper half", cr0, 0x180000011
        CR      "cr0 without pe", cr0, 0x80010010
        CR      "cr0 without pg", cr0, 0x00010011
        CR      "cr0 nw without cd", cr0, 0xA0010011
        CR      "cr0 cd", cr0, 0xC0010011
        CR      "cr0 cd nw", cr0, 0xE0010011
        CR      "cr0 without et", cr0, 0x80010001
        CR      "cr0 reserved bits", cr0, 0x9FFAFFD1
        CR      "cr0 ne mp em ts am", cr0, 0x8005003F
        CR      "cr2", cr2, 0x123456789ABCDEF0
        CR      "cr3 beyond the physical address", cr3, (1 << 45) | (1 << 21)
        CR      "cr3 bit 63 without pcide", cr3, 0x8000000000000000
        TRY     "cr3 low bits"
        mov     rbx, cr3
        mov     rax, rbx
        or      rax, 0x18
        mov     cr3, rax
        mov     rcx, cr3
        mov     cr3, rbx
        sub     rcx, rbx
        HEX     rcx, 4
        SAY     " "
        CAUGHT
        CR      "cr4 without pae", cr4, 0
        CR      "cr4 upper half", cr4, 0x100000020
        CR      "cr4 bit 15", cr4, 0x8020
        CR      "cr4 bit 19", cr4, 0x80020
        CR      "cr4 tsd de pse pge", cr4, 0xBC
        CR      "cr4 pcide", cr4, 0x20020
        TRY     "cr4 pcide with a pcid"
        mov     rbx, cr3
        lea     rax, [rbx + 1]
        mov     cr3, rax
        mov     rax, 0x20020
        mov     cr4, rax
        CAUGHT
        mov     rax, cr3
        and     rax, ~0xFFF
        mov     cr3, rax
        TRY     "cr3 bit 63 with pcide"
        mov     rax, 0x20020
        mov     cr4, rax
        mov     rax, cr3
        mov     rbx, rax
        bts     rax, 63
        or      rax, 5
        mov     cr3, rax
        mov     rcx, cr3
        mov     cr3, rbx
        sub     rcx, rbx
        mov     rax, CR4_NOW
        mov     cr4, rax
        HEX     rcx, 16
        SAY     " "
        CAUGHT
        TRY     "cr3 pcide, bit 62"
        mov     rax, 0x20020
        mov     cr4, rax
        mov     rax, cr3
        bts     rax, 62
        mov     cr3, rax
        CAUGHT
        TRY     "cr0.pg off with pcide"
        mov     rax, cr0
        btr     rax, 31
        mov     cr0, rax
        CAUGHT
        mov     rax, CR4_NOW
        mov     cr4, rax
        TRY     "cr1"
        db      0x0F, 0x20, 0xC8
        CAUGHT
        TRY     "cr5"
        db      0x0F, 0x22, 0xE8
        CAUGHT
        CR      "cr8", cr8, 15
        CR      "cr8 16", cr8, 16
        TRY     "mov cr with a memory modrm"
        mov     rbx, cr3
        db      0x0F, 0x20, 0x18                ; mod 0 is taken as 3: mov rax, cr3
        cmp     rax, rbx
        je      .equal
        SAY     "other "
.equal: CAUGHT
        TRY     "lmsw cannot clear pe"
        xor     eax, eax
        lmsw    ax
        mov     rbx, cr0
        HEX     rbx, 8
        SAY     " "
        CAUGHT
        TRY     "lmsw sets mp em ts only"
        mov     eax, 0xFFF1
        lmsw    ax
        mov     rbx, cr0
        mov     eax, 0xFFFE
        lmsw    ax
        mov     rcx, cr0
        mov     eax, 1
        lmsw    ax
        HEX     rbx, 8
        SHOW    "", rcx, 8
        SAY     " "
        CAUGHT
        TRY     "smsw"
        mov     rax, -1
        smsw    ax
        HEX     rax, 16
        smsw    rax
        SHOW    "", rax, 16
        SAY     " "
        CAUGHT
        TRY     "clts"
        mov     rax, cr0
        or      eax, 8
        mov     cr0, rax
        clts
        mov     rax, cr0
        HEX     rax, 8
        SAY     " "
        CAUGHT

        RD      "unknown msr", 0x12345
        RD      "unknown msr high", 0xC0001234
        MSR     "efer reserved", EFER, 0x100000500
        MSR     "efer bit 1", EFER, 0xD03
        TRY     "efer lme off while paging"
        mov     ecx, EFER
        rdmsr
        btr     eax, 8
        wrmsr
        CAUGHT
        MSR     "efer lma is read-only", EFER, 0x901
        MSR     "efer sce off", EFER, 0xD00
        MSR     "efer nxe on", EFER, 0xD01
        MSR     "star", 0xC0000081, 0x123456789ABCDEF0
        MSR     "lstar", 0xC0000082, 0xFFFF800000000123
        MSR     "lstar not canonical", 0xC0000082, 0x0000800000000000
        MSR     "cstar not canonical", 0xC0000083, 0x0000800000000000
        MSR     "fmask", 0xC0000084, 0xFFFFFFFF
        MSR     "fs base", 0xC0000100, 0xFFFF800000000000
        MSR     "fs base not canonical", 0xC0000100, 0xFFFF000000000000
        MSR     "gs base", 0xC0000101, 0x00007FFFFFFFFFFF
        MSR     "gs base not canonical", 0xC0000101, 0x0001000000000000
        MSR     "kernel gs base not canonical", 0xC0000102, 0x0001000000000000
        MSR     "kernel gs base", 0xC0000102, 0x1000
        MSR     "tsc aux", 0xC0000103, 0x12345678
        MSR     "sysenter cs", 0x174, 0x8
        MSR     "sysenter esp", 0x175, 0xFFFF800000001234
        MSR     "sysenter esp not canonical", 0x175, 0x0000800000000000
        MSR     "sysenter eip not canonical", 0x176, 0x8000000000000000
        MSR     "pat", 0x277, 0x0007040600070406
        MSR     "pat type 2", 0x277, 0x0007040600070402
        MSR     "pat type 8", 0x277, 0x0807040600070406
        MSR     "mtrr default type", 0x2FF, 0xC06
        MSR     "mtrr default type 2", 0x2FF, 0xC02
        MSR     "mtrr cap", 0xFE, 0x508
        MSR     "mtrr base", 0x200, 0x80000006
        MSR     "mtrr fixed", 0x250, 0x0606060606060606
        TRY     "swapgs"
        mov     ecx, 0xC0000101
        mov     eax, 0x1111
        xor     edx, edx
        wrmsr
        mov     ecx, 0xC0000102
        mov     eax, 0x2222
        wrmsr
        swapgs
        mov     ecx, 0xC0000101
        rdmsr
        mov     ebx, eax
        mov     ecx, 0xC0000102
        rdmsr
        HEX     rbx, 8
        SHOW    "", rax, 8
        SAY     " "
        CAUGHT
        TRY     "a null in fs clears its base"
        mov     ecx, 0xC0000100
        mov     eax, 0x1234
        xor     edx, edx
        wrmsr
        xor     ebx, ebx
        mov     fs, ebx
        rdmsr
        HEX     rax, 8
        SAY     " "
        CAUGHT
        TRY     "a selector in fs loads 32 bits of base"
        mov     ecx, 0xC0000100
        mov     eax, 0x1234
        mov     edx, 0x5678
        wrmsr
        mov     ebx, DATA
        mov     fs, ebx
        rdmsr
        HEX     rax, 8
        SHOW    "", rdx, 8
        SAY     " "
        CAUGHT

        TRY     "rdfsbase disabled"
        rdfsbase rax
        CAUGHT
        mov     rax, 0x10020
        mov     cr4, rax
        TRY     "wrfsbase"
        mov     rax, 0xFFFF800012345678
        wrfsbase rax
        rdfsbase rbx
        wrfsbase eax
        rdfsbase rcx
        HEX     rbx, 16
        SHOW    "", rcx, 16
        SAY     " "
        CAUGHT
        TRY     "wrgsbase not canonical"
        mov     rax, 0x800012345678
        wrgsbase rax
        CAUGHT
        TRY     "rdgsbase 32"
        mov     ecx, 0xC0000101
        mov     eax, 0x87654321
        mov     edx, 0xFFFF8000
        wrmsr
        mov     rbx, -1
        rdgsbase ebx
        HEX     rbx, 16
        SAY     " "
        CAUGHT
        mov     rax, CR4_NOW
        mov     cr4, rax

        TRY     "rdpkru disabled"
        xor     ecx, ecx
        rdpkru
        CAUGHT
        mov     rax, 0x400020
        mov     cr4, rax
        TRY     "wrpkru"
        xor     ecx, ecx
        xor     edx, edx
        mov     eax, 0x12345678
        wrpkru
        mov     rdx, -1
        rdpkru
        HEX     rax, 16
        SHOW    "", rdx, 16
        SAY     " "
        CAUGHT
        TRY     "wrpkru with edx"
        xor     ecx, ecx
        mov     edx, 1
        wrpkru
        CAUGHT
        TRY     "rdpkru with ecx"
        mov     ecx, 1
        rdpkru
        CAUGHT
        mov     rax, CR4_NOW
        mov     cr4, rax

        TRY     "xsetbv"
        xor     ecx, ecx
        xgetbv
        CAUGHT
        TRY     "dr4 without de"
        mov     rax, dr4
        mov     rbx, dr5
        HEX     rax, 16
        SHOW    "", rbx, 16
        SAY     " "
        CAUGHT
        mov     rax, 0x28
        mov     cr4, rax
        TRY     "dr4 with de"
        mov     rax, dr4
        CAUGHT
        mov     rax, CR4_NOW
        mov     cr4, rax
        TRY     "dr6 upper half"
        mov     rax, 0x100000000
        mov     dr6, rax
        CAUGHT
        TRY     "dr7 upper half"
        mov     rax, 0x100000000
        mov     dr7, rax
        CAUGHT
        TRY     "dr7 fixed bits"
        mov     rax, 0xD400             ; (bit 11, which is for RTM, bochs keeps)
        mov     dr7, rax
        mov     rbx, dr7
        HEX     rbx, 16
        SAY     " "
        CAUGHT
        TRY     "dr6 fixed bits"
        xor     eax, eax
        mov     dr6, rax
        mov     rbx, dr6
        HEX     rbx, 16
        SAY     " "
        CAUGHT
        TRY     "dr0 is anything"
        mov     rax, 0x8000000000000001
        mov     dr0, rax
        mov     rbx, dr0
        HEX     rbx, 16
        SAY     " "
        CAUGHT

        TRY     "cmpxchg16b aligned"
        cmpxchg16b [tss_io_map]
        CAUGHT
        TRY     "cmpxchg16b misaligned"
        cmpxchg16b [tss_io_map + 8]
        CAUGHT
        TRY     "lock on a register"
        db      0xF0, 0x01, 0xC0
        CAUGHT
        TRY     "lock mov"
        db      0xF0, 0x89, 0x03
        CAUGHT
        TRY     "lock cmp"
        db      0xF0, 0x39, 0x03
        CAUGHT
        TRY     "lock bt"
        db      0xF0, 0x0F, 0xA3, 0x03
        CAUGHT
        TRY     "lock nop"
        db      0xF0, 0x90
        CAUGHT
        TRY     "15 bytes"
        db      0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x90
        CAUGHT
        TRY     "16 bytes"
        db      0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x90
        CAUGHT
        TRY     "vmcall"
        vmcall
        CAUGHT
        TRY     "vmxon"
        vmxon   [tss_io_map]
        CAUGHT
        TRY     "vmread"
        vmread  rax, rbx
        CAUGHT
        TRY     "monitor with ecx"
        mov     ecx, 1
        mov     rax, tss_io_map
        xor     edx, edx
        monitor
        CAUGHT
        TRY     "monitor"
        xor     ecx, ecx
        mov     rax, tss_io_map
        xor     edx, edx
        monitor
        CAUGHT
        TRY     "invpcid type 4"
        mov     eax, 4
        invpcid rax, [zero128]
        CAUGHT
        TRY     "invpcid type 3"
        mov     eax, 3
        invpcid rax, [zero128]
        CAUGHT
        TRY     "invpcid type 2"
        mov     eax, 2
        invpcid rax, [zero128]
        CAUGHT
        TRY     "invpcid reserved bits"
        mov     eax, 1
        invpcid rax, [reserved128]
        CAUGHT
        TRY     "invpcid pcid without pcide"
        mov     eax, 1
        invpcid rax, [pcid128]
        CAUGHT
        TRY     "invpcid address not canonical"
        xor     eax, eax
        invpcid rax, [wild128]
        CAUGHT
        TRY     "invlpg not canonical"
        mov     rax, 0x0000800000000000
        invlpg  [rax]
        CAUGHT
        TRY     "invlpg register"
        db      0x0F, 0x01, 0xFA
        CAUGHT
        TRY     "lgdt not canonical"
        lgdt    [wild_pointer]
        CAUGHT
        TRY     "lidt not canonical"
        lidt    [wild_pointer]
        CAUGHT
        TRY     "sysexit without cs"
        mov     ecx, 0x174
        xor     eax, eax
        xor     edx, edx
        wrmsr
        sysexit
        CAUGHT
        TRY     "rdtscp"
        mov     ecx, 0xC0000103
        mov     eax, 0x77
        xor     edx, edx
        wrmsr
        xor     ecx, ecx
        rdtscp
        HEX     rcx, 8
        SAY     " "
        CAUGHT
        TRY     "rdrand"
        rdrand  rax
        pushfq
        pop     rbx
        and     ebx, 0x8D5
        HEX     rbx, 4
        SAY     " "
        CAUGHT
        DONE

        align   16
zero128: dq     0, 0
reserved128: dq 0x1000, 0
pcid128: dq     5, 0
wild128: dq     0, 0x0000800000000000
wild_pointer:
        dw      0xFF
        dq      0x0000800000000000
        USER_TEXT
        KIT_END
