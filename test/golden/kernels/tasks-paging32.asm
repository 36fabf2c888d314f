; Hardware tasks under 32-bit paging: CR3 from the TSS, page faults on either TSS and through a task gate, a TSS inside a
; page table, a 16-bit TSS, an LDT, an external interrupt and ring 3 through task gates, and faults of a task that an event
; has started.
; Oracle: bochs. (qemu 7.2 loses the stack of a task whose SS is bad.)
%include "paging32.inc"

DIR_A           equ 0x300000
DIR_B           equ 0x301000
LOW_PT          equ 0x302000            ; the low 4 MBytes, in both
WINDOW_A        equ 0x303000            ; table of C00000H
WINDOW_B        equ 0x304000
WINDOW          equ 0xC00000
TABLE_TSS       equ WINDOW_A + 0x800    ; its EAX is the entry of WINDOW + 522 pages
BY_EAX          equ WINDOW + (512 + 10) * 4096
TASK            equ 0x30
TASK_GATE       equ 0x38                ; DPL 3
TASK_IN_TABLE   equ 0x40
TASK_16         equ 0x48
CODE_16         equ 0x50                ; 32-bit code, base task_16
LDT             equ 0x58
TASK_PAGED      equ 0x60                ; TSS in a page of its own
OWN_PAGE        equ AREA + 0x7000

tests:
        ; LOW_PT: identity, for ring 3 too. WINDOW: one page that differs.
        mov     eax, 7
        mov     edi, LOW_PT
        mov     ecx, 1024
.low:   stosd
        add     eax, 4096
        loop    .low
        mov     dword [DIR_A], LOW_PT + 7
        mov     dword [DIR_B], LOW_PT + 7
        mov     dword [DIR_A + 3 * 4], WINDOW_A + 7
        mov     dword [DIR_B + 3 * 4], WINDOW_B + 7
        mov     dword [WINDOW_A], AREA + 0x1000 + 7
        mov     dword [WINDOW_B], AREA + 0x2000 + 7
        mov     dword [AREA + 0x1000], 0xAAAAAAAA
        mov     dword [AREA + 0x2000], 0xBBBBBBBB
        mov     dword [AREA + 0x3000], 0x33333333
        mov     dword [AREA + 0x4000], 0x44444444
        mov     dword [tss + 28], DIR_A
        DESCRIPTOR TASK, other, 0x67, 0x89, 0
        DESCRIPTOR TASK_IN_TABLE, TABLE_TSS, 0x67, 0x89, 0
        DESCRIPTOR TASK_16, other, 0x2B, 0x81, 0
        DESCRIPTOR CODE_16, task_16, 0xFFFF, 0x9B, 4
        DESCRIPTOR LDT, AREA + 0x5000, 0xF, 0x82, 0
        DESCRIPTOR TASK_PAGED, OWN_PAGE, 0x67, 0x89, 0
        mov     dword [gdt + TASK_GATE], TASK << 16
        mov     dword [gdt + TASK_GATE + 4], 0xE500
        mov     eax, DIR_A
        mov     cr3, eax
        mov     eax, 0x80010011                 ; PG, WP
        mov     cr0, eax

        call    reset_task
        mov     dword [other + 28], DIR_B
        TRY     "a task of another address space"
        call    TASK:0
        CAUGHT
        call    show_seen
        mov     eax, [WINDOW]
        SHOW    "here", eax, 8
        mov     eax, [WINDOW_A]
        SHOW    "a", eax, 2
        mov     eax, [WINDOW_B]
        SHOW    "b", eax, 2
        mov     eax, [AREA + 0x2004]
        SHOW    "written", eax, 8
        mov     eax, cr3
        SHOW    "cr3", eax, 8
        NEWLINE

        call    reset_task
        TRY     "a task of the same address space"
        call    TASK:0
        CAUGHT
        call    show_seen
        NEWLINE

        ; Page faults before the switch: the old task's.
        mov     eax, [idt + 14 * 8]
        mov     [gate_14], eax
        mov     eax, [idt + 14 * 8 + 4]
        mov     [gate_14 + 4], eax
        MAKE_GATE idt + 14 * 8, CODE, quiet_page_fault, 0x8E, 0
        call    reset_task
        mov     esi, other
        mov     edi, OWN_PAGE
        mov     ecx, 0x68 / 4
        rep     movsd
        mov     dword [LOW_PT + OWN_PAGE / 4096 * 4], OWN_PAGE + 6
        invlpg  [OWN_PAGE]
        SAY     "the new tss is not present:"
        mov     dword [resume], after_new
        mov     [saved_esp], esp
        call    TASK_PAGED:0
after_new:
        call    show_page_fault
        movzx   eax, byte [gdt + TASK_PAGED + 5]
        SHOW    "task", eax, 2
        str     ax
        SHOW    "tr", eax, 4
        NEWLINE
        mov     dword [LOW_PT + OWN_PAGE / 4096 * 4], OWN_PAGE + 7
        mov     dword [OWN_PAGE + 28], DIR_A
        mov     eax, TASK_PAGED
        ltr     ax
        mov     dword [LOW_PT + OWN_PAGE / 4096 * 4], OWN_PAGE + 5
        invlpg  [OWN_PAGE]
        SAY     "the old tss is read-only:"
        mov     dword [resume], after_old
        mov     [saved_esp], esp
        jmp     TASK:0
after_old:
        call    show_page_fault
        movzx   eax, byte [gdt + TASK + 5]
        SHOW    "task", eax, 2
        str     ax
        SHOW    "tr", eax, 4
        NEWLINE
        mov     dword [LOW_PT + OWN_PAGE / 4096 * 4], OWN_PAGE + 7
        invlpg  [OWN_PAGE]
        call    to_first

        ; A page fault through a task gate; the task maps the page.
        call    reset_task
        mov     dword [other + 32], mapper
        mov     dword [idt + 14 * 8], TASK << 16
        mov     dword [idt + 14 * 8 + 4], 0x8500
        TRY     "#PF through a task gate"
        mov     edx, [WINDOW + 0x5000]
        nop
        CAUGHT
        SHOW    "value", edx, 8
        mov     eax, [seen]
        SHOW    "error", eax, 4
        mov     eax, [seen + 4]
        SHOW    "cr2", eax, 8
        mov     eax, [seen + 8]
        sub     eax, [try_start]
        SHOW    "eip", eax, 4
        mov     eax, [seen + 12]
        SHOW    "flags", eax, 8
        mov     eax, [WINDOW_A + 5 * 4]
        SHOW    "entry", eax, 2
        NEWLINE
        mov     eax, [gate_14]
        mov     [idt + 14 * 8], eax
        mov     eax, [gate_14 + 4]
        mov     [idt + 14 * 8 + 4], eax

        ; Saving EAX into the TSS changes a page-table entry.
        call    reset_task
        mov     esi, other
        mov     edi, TABLE_TSS
        mov     ecx, 0x68 / 4
        rep     movsd
        mov     dword [TABLE_TSS + 32], remapper
        mov     dword [TABLE_TSS + 40], AREA + 0x4000 + 7
        mov     edx, [BY_EAX]
        TRY     "a tss in a page table"
        call    TASK_IN_TABLE:0
        CAUGHT
        SHOW    "before", edx, 8
        invlpg  [BY_EAX]
        mov     edx, [BY_EAX]
        SHOW    "after", edx, 8
        mov     eax, [TABLE_TSS + 40]
        SHOW    "entry", eax, 8
        movzx   eax, word [TABLE_TSS]
        SHOW    "link", eax, 4
        NEWLINE

        ; Only what a 16-bit TSS holds.
        call    reset_task
        mov     edi, other
        mov     ecx, 0x2C / 4
        xor     eax, eax
        rep     stosd
        mov     word [other + 16], 2
        mov     word [other + 18], 0x1111       ; AX CX DX BX SP BP SI DI
        mov     word [other + 24], 0x2222
        mov     word [other + 34], DATA         ; ES CS SS DS
        mov     word [other + 36], CODE_16
        mov     word [other + 38], DATA
        mov     word [other + 40], DATA
        TRY     "a 16-bit task"
        mov     eax, 0x12345678
        call    TASK_16:0
        CAUGHT
        SHOW    "eax", eax, 8
        mov     eax, [seen]
        SHOW    "ax", eax, 4
        mov     eax, [seen + 4]
        SHOW    "bx", eax, 4
        mov     eax, [seen + 8]
        SHOW    "fs", eax, 4
        movzx   eax, word [other]
        SHOW    "link", eax, 4
        movzx   eax, word [other + 14]
        SHOW    "ip", eax, 4
        movzx   eax, word [other + 16]
        SHOW    "flags", eax, 4
        movzx   eax, word [other + 18]
        SHOW    "ax", eax, 4
        NEWLINE

        ; LDTR and a data segment from it.
        call    reset_task
        mov     dword [AREA + 0x5008], 0x1000FFFF       ; base 201000H
        mov     dword [AREA + 0x500C], 0x00409220
        mov     dword [other + 96], LDT
        mov     dword [other + 88], 8 | 4               ; FS
        mov     dword [other + 32], local
        TRY     "a task with an ldt"
        call    TASK:0
        CAUGHT
        mov     eax, [seen]
        SHOW    "fs:0", eax, 8
        mov     eax, [seen + 4]
        SHOW    "ldtr", eax, 4
        mov     eax, [AREA + 0x500C]
        SHOW    "descriptor", eax, 8
        sldt    eax
        SHOW    "ldtr", eax, 4
        NEWLINE

        ; Faults of a task that an event started: EXT, and the double fault.
        mov     dword [idt + 0x99 * 8], TASK << 16
        mov     dword [idt + 0x99 * 8 + 4], 0x8500
        call    reset_user_task
        TRY     "int to a task with a bad ss"
        int     0x99
        CAUGHT
        call    to_first
        mov     esi, idt + 6 * 8
        call    gate_to_task
        call    reset_user_task
        TRY     "#UD to a task with a bad ss"
        ud2
        CAUGHT
        call    to_first
        call    gate_back
        mov     esi, idt + 13 * 8
        call    gate_to_task
        call    reset_user_task
        TRY     "#GP to a task with a bad ss"
        mov     eax, 0x200
        mov     fs, eax
        CAUGHT
        call    to_first
        call    gate_back
        call    reset_user_task
        mov     dword [other + 80], USER_DATA
        mov     dword [other + 56], 0
        mov     dword [LOW_PT], 0
        invlpg  [0]
        mov     esi, idt + 13 * 8
        call    gate_to_task
        mov     dword [other + 56], 0x1002
        mov     dword [other + 36], 2
        TRY     "#GP to a task whose stack is not present"
        mov     eax, 0x200
        mov     fs, eax
        CAUGHT
        mov     dword [LOW_PT], 7
        call    to_first
        call    gate_back

        ; Ring 3.
        mov     dword [idt + 0x98 * 8], TASK << 16
        mov     dword [idt + 0x98 * 8 + 4], 0xE500
        call    reset_task
        TRY     "int in ring 3"
        ENTER_USER user_interrupt
        CAUGHT
        call    show_seen
        mov     eax, [tss + 76]
        SHOW    "cs", eax, 4
        mov     eax, [tss + 36]
        SHOW    "flags", eax, 8
        NEWLINE
        call    reset_task
        TRY     "a task gate in ring 3"
        ENTER_USER user_gate
        CAUGHT
        TRY     "a task in ring 3"
        ENTER_USER user_task
        CAUGHT

        ; The timer through a task gate.
        mov     dword [idt + 0x20 * 8], TASK << 16
        mov     dword [idt + 0x20 * 8 + 4], 0x8500
        call    reset_task
        mov     dword [other + 32], timer_task
        mov     al, 0x11
        out     0x20, al
        mov     al, 0x20
        out     0x21, al
        mov     al, 4
        out     0x21, al
        mov     al, 1
        out     0x21, al
        mov     al, 0xFE
        out     0x21, al
        mov     al, 0x30                        ; channel 0, mode 0: one request
        out     0x43, al
        mov     al, 200
        out     0x40, al
        mov     al, 0
        out     0x40, al
        TRY     "the timer through a task gate"
        sti
        hlt
        cli
        CAUGHT
        mov     eax, [seen]
        SHOW    "ticks", eax, 8
        mov     eax, [tss + 36]
        SHOW    "flags", eax, 8
        NEWLINE
        mov     al, 0xFF
        out     0x21, al
        DONE

; The task that ESI's gate is saved for, and back.
gate_to_task:
        mov     [saved_gate], esi
        mov     eax, [esi]
        mov     [saved_gate + 4], eax
        mov     eax, [esi + 4]
        mov     [saved_gate + 8], eax
        mov     dword [esi], TASK << 16
        mov     dword [esi + 4], 0x8500
        ret
gate_back:
        mov     esi, [saved_gate]
        mov     eax, [saved_gate + 4]
        mov     [esi], eax
        mov     eax, [saved_gate + 8]
        mov     [esi + 4], eax
        ret

show_seen:
        mov     eax, [seen]
        SHOW    "saw", eax, 8
        mov     eax, [seen + 4]
        SHOW    "cr3", eax, 8
        ret

; The page matters, not the byte of the TSS that is touched first.
quiet_page_fault:
        pop     dword [seen]
        mov     eax, cr2
        and     eax, ~0xFFF
        mov     [seen + 4], eax
        mov     esp, [saved_esp]
        jmp     [resume]
show_page_fault:
        mov     eax, [seen]
        SHOW    "error", eax, 4
        mov     eax, [seen + 4]
        SHOW    "page", eax, 8
        ret

        ; The tasks.
looker: mov     eax, [WINDOW]
        mov     [seen], eax
        mov     eax, cr3
        mov     [seen + 4], eax
        mov     dword [WINDOW + 4], 0x87654321
        iretd
        jmp     looker
mapper: pop     dword [seen]
        mov     eax, cr2
        mov     [seen + 4], eax
        mov     eax, [tss + 32]
        mov     [seen + 8], eax
        mov     eax, [tss + 36]
        mov     [seen + 12], eax
        mov     dword [WINDOW_A + 5 * 4], AREA + 0x1000 + 3
        iretd
remapper:
        mov     eax, AREA + 0x3000 + 7
        iretd
local:  mov     eax, [fs:0]
        mov     [seen], eax
        sldt    eax
        mov     [seen + 4], eax
        iretd
timer_task:
        inc     dword [seen]
        mov     al, 0x20
        out     0x20, al
        iretd
        jmp     timer_task
task_16:
        mov     [seen], eax
        mov     [seen + 4], ebx
        mov     ecx, fs
        mov     [seen + 8], ecx
        mov     eax, 0x7777
        iretd

reset_task:
        pushad
        mov     byte [gdt + TASK + 5], 0x89
        mov     edi, other
        mov     ecx, 0x68 / 4
        xor     eax, eax
        mov     [seen], eax
        rep     stosd
        mov     dword [other + 28], DIR_A
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

        ; The other task in ring 3 with a stack of ring 0, so that its fault finds a stack.
reset_user_task:
        call    reset_task
        mov     dword [other + 32], user_back
        mov     dword [other + 56], user_stack_top
        mov     dword [other + 76], USER_CODE
        mov     dword [other + 80], DATA
        mov     dword [other + 84], USER_DATA
        mov     dword [other + 72], 0
        ret

        ; After a fault in the new task: TR is TASK; make it TSS again.
to_first:
        mov     byte [gdt + TSS + 5], 0x89
        mov     eax, TSS
        ltr     ax
        clts
        ret

        align   4
other:  times   0x68 db 0
seen:   times   4 dd 0
gate_14: dq     0
saved_gate: times 3 dd 0

user_back:
        BACK
user_interrupt:
        int     0x98
        BACK
user_gate:
        call    (TASK_GATE | 3):0
        BACK
user_task:
        call    (TASK | 3):0
        BACK
        KIT_END
