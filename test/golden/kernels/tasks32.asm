; Hardware tasks in 32-bit protected mode: CALL, JMP, interrupts and exceptions to a task, IRET back, nesting, and the
; checks of the new task's state, whose faults are the new task's.
; Oracle: bochs. (qemu 7.2 loses the stack of a task whose SS is bad.)
%include "descriptors32.inc"

CONFORMING      equ 0x30
ABSENT_CODE     equ 0x38
SHORTEST        equ 0x40                ; code, ring 0, limit 0FH
TASK            equ 0x48                ; TSS of the other task
TASK_GATE       equ 0x50
TASK_SHORT      equ 0x58                ; TSS with limit 66H
TASK_ABSENT     equ 0x60
ABSENT_DATA     equ 0x68                ; ring 3

tests:
        DESCRIPTOR CONFORMING, 0, 0xFFFFF, 0x9F, 12
        DESCRIPTOR ABSENT_CODE, 0, 0xFFFFF, 0x1B, 12
        DESCRIPTOR SHORTEST, scratch, 0xF, 0x9B, 4
        DESCRIPTOR TASK, other, 0x67, 0x89, 0
        DESCRIPTOR TASK_SHORT, other, 0x66, 0x89, 0
        DESCRIPTOR TASK_ABSENT, other, 0x67, 0x09, 0
        DESCRIPTOR ABSENT_DATA, 0, 0xFFFFF, 0x73, 12
        MAKE_GATE gdt + TASK_GATE, TASK, 0, 0x85, 0

        call    reset_task
        TRY     "call a task, iret back"
        mov     eax, 0x12345678
        call    TASK:0
        pushfd
        pop     ecx
        mov     edx, cr0
        SHOW    "eax", eax, 8
        SHOW    "flags", ecx, 8
        and     edx, 8
        SHOW    "ts", edx, 1
        SHOW    "link", dword [other], 4
        SHOW    "tss", dword [gdt + TSS + 5], 2
        SHOW    "task", dword [gdt + TASK + 5], 2
        SHOW    "nt", dword [other + 36], 8
        SHOW    "seen", dword [seen], 8
        SAY     " "
        CAUGHT
        clts
        call    reset_task
        TRY     "call a task gate"
        call    TASK_GATE:0
        CAUGHT
        call    reset_task
        TRY     "jmp to a task and back"
        mov     dword [other + 32], task_jumps
        jmp     TASK:0
        SHOW    "tss", dword [gdt + TSS + 5], 2
        SHOW    "task", dword [gdt + TASK + 5], 2
        SHOW    "flags", dword [seen], 8
        SAY     " "
        CAUGHT
        call    reset_task
        TRY     "call a busy task"
        mov     byte [gdt + TASK + 5], 0x8B
        call    TASK:0
        CAUGHT
        TRY     "call a short task"
        call    TASK_SHORT:0
        CAUGHT
        TRY     "call an absent task"
        call    TASK_ABSENT:0
        CAUGHT
        TRY     "call the task itself"
        call    TSS:0
        CAUGHT
        TRY     "iret with nt, no back link"
        push    0x4002
        popfd
        iretd
        CAUGHT
        call    reset_task
        call    reset_user_task
        TRY     "task with a null ss"
        mov     dword [other + 80], 0
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with ss of ring 0"
        mov     dword [other + 80], DATA
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with ss rpl 0"
        mov     dword [other + 80], USER_DATA & ~3
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with ss absent"
        mov     dword [other + 80], ABSENT_DATA | 3
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with a null cs"
        mov     dword [other + 76], 3
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with cs of ring 0"
        mov     dword [other + 76], CODE | 3
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with conforming cs"
        mov     dword [other + 76], CONFORMING | 3
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with cs is data"
        mov     dword [other + 76], USER_DATA
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with a bad ds"
        mov     dword [other + 84], TASK
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with ds of ring 0"
        mov     dword [other + 84], DATA
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with gs absent"
        mov     dword [other + 92], ABSENT_DATA
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with a bad ldt"
        mov     dword [other + 96], DATA
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with ldt beyond the gdt"
        mov     dword [other + 96], 0x1000
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_user_task
        TRY     "task with nothing wrong"
        nop
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_task
        TRY     "task beyond its code limit"
        mov     dword [other + 76], SHORTEST
        mov     dword [other + 32], 0x10
        call    TASK:0
        CAUGHT
        call    to_first
        call    reset_task
        TRY     "task with the debug trap"
        mov     byte [other + 100], 1
        call    TASK:0
        mov     eax, 1
        CAUGHT
        call    to_first
        mov     eax, dr6
        SHOW    "dr6", eax, 8
        SAY     10
        xor     eax, eax
        mov     dr6, eax
        call    reset_task
        mov     byte [other + 100], 0
        TRY     "interrupt through a task gate"
        mov     dword [idt + 0x99 * 8], TASK << 16
        mov     dword [idt + 0x99 * 8 + 4], 0x8500
        int     0x99
        SHOW    "seen", dword [seen], 8
        SHOW    "stack", dword [seen_esp], 8
        SAY     " "
        CAUGHT
        call    reset_task
        TRY     "#GP through a task gate"
        mov     dword [other + 32], task_error
        push    dword [idt + 13 * 8]
        push    dword [idt + 13 * 8 + 4]
        mov     dword [idt + 13 * 8], TASK << 16
        mov     dword [idt + 13 * 8 + 4], 0x8500
        mov     eax, 0x200
        mov     es, eax
        nop
        pop     dword [idt + 13 * 8 + 4]
        pop     dword [idt + 13 * 8]
        SHOW    "error", dword [seen], 8
        SHOW    "esp", dword [seen_esp], 8
        SAY     " "
        CAUGHT
        DONE

user_back:
        BACK

        ; The other task.
task_entry:
        pushfd
        pop     dword [seen]
        mov     [seen_esp], esp
        mov     eax, 0x87654321
        iretd
        SAY     "resumed "
        jmp     task_entry
task_jumps:
        pushfd
        pop     dword [seen]
        jmp     TSS:0
task_error:
        mov     [seen_esp], esp
        pop     dword [seen]
        add     dword [tss + 32], 2             ; past the instruction
        iretd

reset_task:
        mov     byte [gdt + TASK + 5], 0x89
        mov     edi, other
        mov     ecx, 0x68 / 4
        xor     eax, eax
        rep     stosd
        mov     dword [other + 32], task_entry
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
        ret

        ; The other task in ring 3, where a fault finds a stack.
reset_user_task:
        call    reset_task
        mov     dword [other + 32], user_back
        mov     dword [other + 56], user_stack_top
        mov     dword [other + 76], USER_CODE
        mov     dword [other + 80], USER_DATA
        mov     dword [other + 84], USER_DATA
        mov     dword [other + 72], 0
        ret

        ; After a fault in the new task's context: TR is TASK; make it TSS again.
to_first:
        mov     byte [gdt + TSS + 5], 0x89
        mov     eax, TSS
        ltr     ax
        clts
        ret

        align   16
other:  times   0x68 db 0
seen:   dd      0
seen_esp: dd    0
        KIT_END
