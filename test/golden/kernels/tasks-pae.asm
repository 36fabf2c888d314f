; Hardware tasks under PAE paging: the PDPTE registers are loaded with CR3, when it changes. Single-stepping, the T flag,
; RF and breakpoints across task switches.
; Oracle: bochs. (qemu 7.2 reads PDPTEs at each walk, has no T flag, and double-faults at the last test.)
%include "paging32.inc"

POINTERS_A      equ 0x300000            ; page-directory-pointer tables
POINTERS_B      equ 0x300020
POINTERS_BAD    equ 0x300040
DIRECTORY       equ 0x301000            ; the first GByte, in both
WINDOW_A        equ 0x302000            ; directories of 40000000H
WINDOW_B        equ 0x303000
WINDOW          equ 0x40000000
TASK            equ 0x30

tests:
        mov     dword [DIRECTORY], 0x83         ; 0 to 3FFFFFH
        mov     dword [DIRECTORY + 8], 0x200083
        mov     dword [WINDOW_A], 0x400083
        mov     dword [WINDOW_B], 0x600083
        mov     dword [0x400000], 0xAAAAAAAA
        mov     dword [0x600000], 0xBBBBBBBB
        mov     eax, 1 << 4 | 1 << 5            ; PSE, PAE
        mov     cr4, eax
        mov     dword [POINTERS_A], DIRECTORY + 1
        mov     dword [POINTERS_B], DIRECTORY + 1
        mov     dword [POINTERS_BAD], DIRECTORY + 1
        mov     dword [POINTERS_A + 8], WINDOW_A + 1
        mov     dword [POINTERS_B + 8], WINDOW_B + 1
        mov     dword [POINTERS_BAD + 16], 7
        mov     dword [tss + 28], POINTERS_A
        DESCRIPTOR TASK, other, 0x67, 0x89, 0
        mov     eax, POINTERS_A
        mov     cr3, eax
        mov     eax, 0x80010011
        mov     cr0, eax

        call    reset_task
        mov     dword [other + 28], POINTERS_B
        TRY     "a task of another address space"
        call    TASK:0
        CAUGHT
        call    show_seen
        mov     eax, [WINDOW]
        SHOW    "here", eax, 8
        mov     eax, cr3
        SHOW    "cr3", eax, 8
        NEWLINE

        ; The same CR3: the PDPTE registers stay, whatever memory says.
        call    reset_task
        mov     dword [POINTERS_A + 8], WINDOW_B + 1
        TRY     "a task of the same address space"
        call    TASK:0
        CAUGHT
        call    show_seen
        mov     eax, cr3
        mov     cr3, eax
        mov     eax, [WINDOW]
        SHOW    "reloaded", eax, 8
        mov     dword [POINTERS_A + 8], WINDOW_A + 1
        mov     eax, cr3
        mov     cr3, eax
        NEWLINE

%ifdef BAD_POINTERS                     ; bochs shuts down here
        call    reset_task
        mov     dword [other + 28], POINTERS_BAD
        mov     dword [other + 32], user_back
        mov     dword [other + 76], USER_CODE
        mov     dword [other + 80], USER_DATA
        mov     dword [other + 84], USER_DATA
        mov     dword [other + 56], user_stack_top
        TRY     "bad pointers"
        call    TASK:0
        CAUGHT
        movzx   eax, byte [gdt + TASK + 5]
        SHOW    "task", eax, 2
        str     ax
        SHOW    "tr", eax, 4
        NEWLINE
        mov     eax, POINTERS_A
        mov     cr3, eax
        call    to_first
%endif

        ; TF of the old task, of the new one, and the T flag.
        call    reset_task
        mov     dword [other + 36], 0x102
        TRY     "the new task steps"
        call    TASK:0
        CAUGHT
        call    show_debug
        call    to_first
        call    reset_task
        mov     byte [other + 100], 1
        mov     dword [other + 36], 0x10102     ; RF too
        TRY     "the new task steps and has the t flag"
        call    TASK:0
        CAUGHT
        call    show_debug
        call    to_first
        ; Local enables of breakpoints end, global ones stay.
        call    reset_task
        mov     eax, 0xFF
        mov     dr7, eax
        xor     eax, eax
        mov     dr0, eax
        mov     dr1, eax
        mov     dr2, eax
        mov     dr3, eax
        mov     dword [other + 32], debug_reader
        TRY     "breakpoint enables"
        call    TASK:0
        CAUGHT
        mov     eax, [seen]
        SHOW    "dr7", eax, 8
        xor     eax, eax
        mov     dr7, eax
        NEWLINE
        ; An instruction breakpoint at the new task's first instruction; RF of its TSS suppresses it.
        mov     eax, looker
        mov     dr0, eax
        call    reset_task
        mov     eax, 2
        mov     dr7, eax
        mov     dword [other + 36], 0x10002
        TRY     "a breakpoint, rf"
        call    TASK:0
        CAUGHT
        call    reset_task
        TRY     "a breakpoint"
        call    TASK:0
        CAUGHT
        call    show_debug
        xor     eax, eax
        mov     dr7, eax
        call    to_first
        ; A data breakpoint where the error code is pushed.
        call    reset_task
        mov     eax, stack1_top - 4
        mov     dr0, eax
        mov     dword [idt + 13 * 8], TASK << 16
        mov     dword [idt + 13 * 8 + 4], 0x8500
        mov     eax, 0x000D0002                 ; G0, write, 4 bytes
        mov     dr7, eax
        TRY     "a breakpoint under the error code"
        mov     eax, 0x200
        mov     fs, eax
        CAUGHT
        call    show_debug
        xor     eax, eax
        mov     dr7, eax
        DONE

show_seen:
        mov     eax, [seen]
        SHOW    "saw", eax, 8
        mov     eax, [seen + 4]
        SHOW    "cr3", eax, 8
        ret
show_debug:
        mov     eax, dr6
        SHOW    "dr6", eax, 8
        NEWLINE
        mov     eax, 0xFFFF0FF0
        mov     dr6, eax
        ret

looker: mov     eax, [WINDOW]
        mov     [seen], eax
        mov     eax, cr3
        mov     [seen + 4], eax
        iretd
debug_reader:
        mov     eax, dr7
        mov     [seen], eax
        iretd

reset_task:
        pushad
        mov     byte [gdt + TASK + 5], 0x89
        mov     edi, other
        mov     ecx, 0x68 / 4
        xor     eax, eax
        mov     [seen], eax
        rep     stosd
        mov     dword [other + 28], POINTERS_A
        mov     dword [other + 32], looker
        mov     dword [other + 36], 2
        mov     dword [other + 56], stack1_top
        mov     eax, DATA
        mov     [other + 72], eax
        mov     [other + 80], eax
        mov     [other + 84], eax
        mov     dword [other + 76], CODE
        mov     word [other + 0x66], 0x68
        mov     dword [other + 4], stack0_top
        mov     dword [other + 8], DATA
        popad
        ret
        ; TR is TASK; make it TSS again.
to_first:
        mov     byte [gdt + TSS + 5], 0x89
        mov     eax, TSS
        ltr     ax
        clts
        ret

        align   4
other:  times   0x68 db 0
seen:   times   2 dd 0

user_back:
        BACK
        KIT_END
