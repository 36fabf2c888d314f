; String instructions over pages that fault: which registers the fault leaves, and that the instruction goes on from
; there after the handler has mapped the page. Also direction, sizes, REPE and REPNE, address size, overlaps.
; Oracle: bochs. (qemu 7.2 reports a read fault first for a read-modify-write.)
%include "kit64.inc"

GONE    equ AREA + 0x4000                       ; a page the tests unmap
READ_ONLY equ AREA + 0x8000                     ; a page without W

%macro UNMAP_GONE 0
        mov     dword [area_pt + (GONE - AREA) / 4096 * 8], 0
        invlpg  [GONE]
%endmacro
%macro MAP_GONE 0
        mov     dword [area_pt + (GONE - AREA) / 4096 * 8], GONE + 7
%endmacro

; A string instruction that faults, then the same with a handler that maps the page.
%macro ACROSS 6+ ; name, rsi, rdi, rcx, rflags, instruction
        call    fill
        UNMAP_GONE
        TRY     %1
        mov     rsi, %2
        mov     rdi, %3
        mov     rcx, %4
        mov     eax, 0x44332211
        push    %5
        popfq
        %6
        call    kit_hold
        CAUGHT
        call    faulted
        MAP_GONE
        call    digest
        call    fill
        UNMAP_GONE
        mov     qword [hook], map_gone
        mov     rsi, %2
        mov     rdi, %3
        mov     rcx, %4
        mov     eax, 0x44332211
        push    %5
        popfq
        %6
        call    kit_hold
        SAY     "  restarted:"
        call    held
        mov     qword [hook], 0
        MAP_GONE
        call    digest
%endmacro

FORWARD equ 2
BACKWARD equ 0x402

tests:
        and     dword [area_pt + (READ_ONLY - AREA) / 4096 * 8], ~2
        ACROSS  "rep movsb, source fault",      GONE - 5, AREA, 10, FORWARD,            rep movsb
        ACROSS  "rep movsb, destination fault", AREA, GONE - 5, 10, FORWARD,            rep movsb
        ACROSS  "rep movsq, source straddles",  GONE - 12, AREA, 4, FORWARD,            rep movsq
        ACROSS  "rep movsq, destination straddles", AREA, GONE - 12, 4, FORWARD,        rep movsq
        ACROSS  "rep movsw backward, source fault", GONE + 0x1006, AREA + 0x20, 8, BACKWARD, rep movsw
        ACROSS  "rep movsd backward, destination fault", AREA + 0x40, GONE + 0x1008, 8, BACKWARD, rep movsd
        ACROSS  "rep stosb",                    0, GONE - 3, 8, FORWARD,                rep stosb
        ACROSS  "rep stosd, straddles",         0, GONE - 6, 4, FORWARD,                rep stosd
        ACROSS  "rep stosq backward",           0, GONE + 0x1008, 5, BACKWARD,          rep stosq
        ACROSS  "rep lodsb",                    GONE - 3, 0, 8, FORWARD,                rep lodsb
        ACROSS  "lodsq, straddles",             GONE - 3, 0, 8, FORWARD,                lodsq
        ACROSS  "repe cmpsb, source fault",     GONE - 4, AREA + 0xFFC, 12, FORWARD,    repe cmpsb
        ACROSS  "repne scasb, fault",           0, GONE - 3, 12, FORWARD,               repne scasb
        ACROSS  "repe scasw, stops before the fault", 0, GONE - 4, 12, FORWARD,         repe scasw
        ACROSS  "movsb, no rep",                GONE, AREA, 7, FORWARD,                 movsb
        ACROSS  "rep movsb, rcx 0",             GONE, AREA, 0, FORWARD,                 rep movsb
        ACROSS  "push [gone]",                  GONE, AREA, 0, FORWARD,                 push qword [rsi]
        ACROSS  "xchg across pages",            GONE, AREA, 0, FORWARD,                 xchg [rsi - 4], rax
        ACROSS  "add across pages",             GONE, AREA, 0, FORWARD,                 add [rsi - 4], rax
        ACROSS  "mov across pages",             GONE, AREA, 0, FORWARD,                 mov [rsi - 4], rax
        ACROSS  "mov dword across pages by one", GONE, AREA, 0, FORWARD,                mov [rsi - 1], eax
        ACROSS  "lock cmpxchg across pages",    GONE, AREA, 0, FORWARD,                 lock cmpxchg [rsi - 4], rcx

        ; Writes to a read-only page: nothing of the access is written. (CR0.WP = 1.)
%macro STRADDLE 2+
        mov     qword [READ_ONLY - 8], 0
        TRY     %1
        mov     rax, 0x1122334455667788
        %2
        CAUGHT
        mov     rax, [READ_ONLY - 8]
        SHOW    "before the page", rax, 16
        mov     rax, [READ_ONLY]
        SHOW    "in the page", rax, 16
        NEWLINE
%endmacro
        STRADDLE "mov qword, 4 bytes on either side",   mov [READ_ONLY - 4], rax
        STRADDLE "mov word, 1 byte on either side",     mov [READ_ONLY - 1], ax
        STRADDLE "mov dword, last byte in the page",    mov [READ_ONLY - 3], eax
        STRADDLE "cmpxchg, not equal: still a write",   cmpxchg [READ_ONLY - 4], rbx
        STRADDLE "bts far away",                        bts dword [READ_ONLY - 0x100], 0
        STRADDLE "inc in the page",                     inc byte [READ_ONLY]
        STRADDLE "sete",                                sete [READ_ONLY]
        TRY     "bts with a register: bit offset reaches into the page"
        mov     eax, 0x100 * 8 + 3
        bts     dword [READ_ONLY - 0x100], eax
        CAUGHT
        TRY     "bt with a register: reading it is fine"
        mov     eax, 0x100 * 8 + 3
        bt      dword [READ_ONLY - 0x100], eax
        CAUGHT

        ; No faults: semantics.
        SAY     "overlap, forward by one:"
        call    fill
        mov     esi, AREA
        mov     edi, AREA + 1
        mov     ecx, 16
        rep     movsb
        call    kit_hold
        call    held
        call    digest
        SAY     "overlap, backward:"
        call    fill
        mov     esi, AREA + 16
        mov     edi, AREA + 17
        mov     ecx, 16
        std
        rep     movsb
        call    kit_hold
        call    held
        call    digest
        SAY     "repe cmpsb, difference at 5:"
        call    fill
        mov     dword [AREA + 0x100], 0x03020100
        mov     dword [AREA + 0x104], 0x07060504
        mov     dword [AREA + 0x200], 0x03020100
        mov     dword [AREA + 0x204], 0x07060904
        mov     esi, AREA + 0x100
        mov     edi, AREA + 0x200
        mov     ecx, 8
        repe    cmpsb
        call    kit_hold
        call    held_flags
        SAY     "repe cmpsb, equal to the end:"
        mov     esi, AREA + 0x100
        mov     edi, AREA + 0x100
        mov     ecx, 8
        repe    cmpsb
        call    kit_hold
        call    held_flags
        SAY     "repne cmpsb:"
        mov     esi, AREA + 0x100
        mov     edi, AREA + 0x201
        mov     ecx, 8
        repne   cmpsb
        call    kit_hold
        call    held_flags
        SAY     "repne scasd:"
        mov     edi, AREA + 0x100
        mov     ecx, 8
        mov     eax, 0x07060504
        repne   scasd
        call    kit_hold
        call    held_flags
        SAY     "repe with rcx 0 keeps the flags:"
        xor     ecx, ecx
        push    2 | 0x8D5
        popfq
        repe    cmpsb
        call    kit_hold
        call    held_flags
        SAY     "scasq of unequal, flags like cmp:"
        mov     edi, AREA + 0x100
        mov     rax, 0x8000000000000000
        scasq
        call    kit_hold
        call    held_flags
        SAY     "a32 rep movsb uses esi, edi, ecx, and clears upper halves:"
        mov     rsi, 0xABCDEF0100000000 + AREA
        mov     rdi, 0x1234567800000000 + AREA + 0x300
        mov     rcx, 0x9999999900000004
        a32     rep movsb
        call    kit_hold
        call    held
        NEWLINE
        SAY     "a32 loop:"
        mov     rcx, 0xFFFFFFFF00000002
        xor     ebx, ebx
.loop:  inc     ebx
        a32     loop .loop
        mov     rax, rbx
        call    kit_hold
        call    held
        NEWLINE
        SAY     "loopne, loope, jrcxz:"
        mov     ecx, 5
        xor     eax, eax
.ne:    inc     eax
        cmp     eax, 3
        loopne  .ne
        SHOW    "rcx", rcx, 2
        mov     ecx, 5
        xor     eax, eax
.e:     inc     eax
        cmp     eax, eax
        loope   .e
        SHOW    "rax", rax, 2
        mov     rcx, 0x100000000
        xor     eax, eax
        jrcxz   .z
        inc     eax
        jecxz   .z
        inc     eax
.z:     SHOW    "rax", rax, 2
        NEWLINE
        DONE

map_gone:
        SAY     " #"
        MAP_GONE
        clc
        ret

; The area's first 64 KiB, by a formula; the pages keep their contents while unmapped.
fill:   cld
        MAP_GONE
        or      dword [area_pt + (READ_ONLY - AREA) / 4096 * 8], 2
        invlpg  [READ_ONLY]
        mov     edi, AREA
        mov     ecx, 0x10000 / 8
        mov     rax, 0x0001020304050607
        mov     rdx, 0x1F0E3D2C5B4A7968
.next:  stosq
        add     rax, rdx
        ror     rax, 3
        dec     ecx
        jnz     .next
        mov     dword [GONE - 4], 0x44332211    ; something equal, for CMPS and SCAS
        mov     dword [AREA + 0xFFC], 0x44332211
        and     dword [area_pt + (READ_ONLY - AREA) / 4096 * 8], ~2
        invlpg  [READ_ONLY]
        ret

; A hash of the area's first 64 KiB.
digest: cld
        mov     esi, AREA
        mov     ecx, 0x10000 / 8
        xor     ebx, ebx
.next:  lodsq
        xor     rbx, rax
        mov     rax, 0x9E3779B97F4A7C15
        imul    rbx, rax
        rol     rbx, 29
        dec     ecx
        jnz     .next
        SHOW    "memory", rbx, 16
        NEWLINE
        ret

; Keeps the registers for `held`.
kit_hold:
        mov     [held_rax], rax
        mov     [held_rcx], rcx
        mov     [held_rsi], rsi
        mov     [held_rdi], rdi
        pushfq
        pop     qword [held_flag]
        cld
        ret
held:   mov     rax, [held_rax]
        SHOW    "rax", rax, 16
        mov     rax, [held_rcx]
        SHOW    "rcx", rax, 16
        mov     rax, [held_rsi]
        SHOW    "rsi", rax, 16
        mov     rax, [held_rdi]
        SHOW    "rdi", rax, 16
        ret
held_flags:
        call    held
        mov     rax, [held_flag]
        and     eax, 0x8D5
        SHOW    "flags", rax, 4
        NEWLINE
        ret
faulted:
        SAY     "  at the fault:"
        mov     rax, [last_frame + F_RAX]
        SHOW    "rax", rax, 16
        mov     rax, [last_frame + F_RCX]
        SHOW    "rcx", rax, 16
        mov     rax, [last_frame + F_RSI]
        SHOW    "rsi", rax, 16
        mov     rax, [last_frame + F_RDI]
        SHOW    "rdi", rax, 16
        ret

held_rax:       dq 0
held_rcx:       dq 0
held_rsi:       dq 0
held_rdi:       dq 0
held_flag:      dq 0

        USER_TEXT
        KIT_END
