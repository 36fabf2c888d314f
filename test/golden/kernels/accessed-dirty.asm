; A and D bits at every level of 4-level paging, after each kind of access that succeeds and each that faults.
; Oracle: qemu. (bochs 2.7 sets no A bit on a walk that ends in a fault; here, as on processors, an entry's A is set when
; the walk uses it to go on.)
%include "kit64.inc"

; An address with paging structures of its own: PML4 entry 1, PDPT 2, PD 3, PT 4.
T       equ 1 << 39 | 2 << 30 | 3 << 21 | 4 << 12
T2      equ T + 0x1000                          ; the next page, for straddles
LARGE2M equ 1 << 39 | 2 << 30 | 5 << 21         ; a 2 MiB page
LARGE1G equ 1 << 39 | 6 << 30                   ; a 1 GiB page

; Runs one access with fresh entries and prints the A and D bits that it leaves.
; The leaf's flags can be given; the default is P W U.
%macro ACCESS 2-3 7 ; name, routine, leaf flags
        mov     r15d, %3
        call    fresh
        TRY     %1
        mov     rsi, T
        call    %2
        CAUGHT
        call    show
%endmacro

tests:
        ACCESS  "nothing",                      nothing
        ACCESS  "read",                         read
        ACCESS  "write",                        write
        ACCESS  "execute",                      execute
        ACCESS  "read-modify-write",            rmw
        ACCESS  "cmpxchg that fails",           cmpxchg_fails
        ACCESS  "lock cmpxchg that succeeds",   cmpxchg_succeeds
        ACCESS  "bt",                           bit_test
        ACCESS  "bts of a set bit",             bit_set
        ACCESS  "xchg",                         exchange
        ACCESS  "sub 0",                        subtract_zero
        ACCESS  "cmp",                          compare
        ACCESS  "test",                         test_memory
        ACCESS  "shl by 0",                     shift_zero
        ACCESS  "cmov not taken reads",         cmov_not_taken
        ACCESS  "rep stosb with rcx 0",         rep_nothing
        ACCESS  "movs from",                    movs_from
        ACCESS  "movs to",                      movs_to
        ACCESS  "push to",                      push_to
        ACCESS  "pop from",                     pop_from
        ACCESS  "lea",                          lea_only
        ACCESS  "invlpg",                       invlpg_only
        ACCESS  "write across into a good page", write_straddle
        ACCESS  "read across into a good page", read_straddle
        ACCESS  "read, page not present",       read, 6
        ACCESS  "write, page not present",      write, 6
        ACCESS  "write, page read-only",        write, 5
        ACCESS  "read in ring 3, supervisor page", user_reads, 3
        ACCESS  "read in ring 3",               user_reads
        ACCESS  "write in ring 3, read-only",   user_writes, 5
        ACCESS  "write in ring 3",              user_writes

        ; The upper levels.
        call    fresh
        and     qword [my_pd + 3 * 8], ~1
        TRY     "read, pd entry not present"
        mov     rsi, T
        mov     rax, [rsi]
        CAUGHT
        call    show
        call    fresh
        and     qword [my_pdpt + 2 * 8], ~1
        TRY     "read, pdpt entry not present"
        mov     rsi, T
        mov     rax, [rsi]
        CAUGHT
        call    show
        call    fresh
        and     qword [my_pd + 3 * 8], ~2
        TRY     "write, pd entry read-only"
        mov     rsi, T
        mov     [rsi], rax
        CAUGHT
        call    show
        call    fresh
        and     qword [my_pdpt + 2 * 8], ~4
        TRY     "read in ring 3, pdpt entry supervisor"
        mov     rsi, T
        call    user_reads
        CAUGHT
        call    show
        call    fresh
        bts     qword [my_pd + 3 * 8], 63
        TRY     "execute, pd entry nx"
        mov     rsi, T
        call    execute
        CAUGHT
        call    show

        ; A straddle into a page that is not there.
        call    fresh
        mov     qword [my_pt + 5 * 8], 0
        TRY     "write across into a missing page"
        mov     rsi, T
        call    write_straddle
        CAUGHT
        call    show
        call    fresh
        mov     qword [my_pt + 5 * 8], 0
        TRY     "read across into a missing page"
        mov     rsi, T
        call    read_straddle
        CAUGHT
        call    show

        ; Large pages.
        call    fresh
        TRY     "2 MiB page, read"
        mov     rsi, LARGE2M + 0x1234
        mov     rax, [rsi]
        CAUGHT
        call    show
        call    fresh
        TRY     "2 MiB page, write"
        mov     rsi, LARGE2M + 0x81238
        mov     [rsi], rax
        CAUGHT
        call    show
        call    fresh
        TRY     "1 GiB page, read"
        mov     rsi, LARGE1G + 0x201234
        mov     rax, [rsi]
        CAUGHT
        call    show
        call    fresh
        TRY     "1 GiB page, write"
        mov     rsi, LARGE1G + 0x281238
        mov     [rsi], rax
        CAUGHT
        call    show

        ; Bits that software clears come back after INVLPG.
        call    fresh
        mov     rsi, T
        mov     [rsi], rax
        and     qword [my_pt + 4 * 8], ~0x60
        invlpg  [rsi]
        SAY     "a and d cleared, invlpg, read: "
        mov     rax, [rsi]
        call    show
        SAY     "then a write: "
        mov     [rsi], rax
        call    show
        ; A read first, then a write: D comes with the write.
        call    fresh
        mov     rsi, T
        SAY     "read, then write without invlpg: "
        mov     rax, [rsi]
        mov     [rsi], rax
        call    show

        ; Segment descriptors have an accessed bit too, TSS descriptors a busy bit.
        mov     rax, 0x00CF92000000FFFF
        mov     [gdt + 0x48], rax
        mov     eax, 0x48
        mov     es, eax
        SAY     "descriptor loaded:"
        mov     rax, [gdt + 0x48]
        SHOW    "", rax, 16
        mov     eax, DATA
        mov     es, eax
        mov     rax, 0x00CF92000000FFFF
        mov     [gdt + 0x48], rax
        mov     eax, 0x48
        lar     ecx, eax
        verw    ax
        SAY     " after lar and verw:"
        mov     rax, [gdt + 0x48]
        SHOW    "", rax, 16
        mov     al, [gdt + TSS + 5]
        SHOW    "tss type", rax, 2
        NEWLINE
        DONE

; The structures, all A and D clear.
fresh:  mov     qword [pml4 + 1 * 8], my_pdpt + 7
        mov     qword [my_pdpt + 2 * 8], my_pd + 7
        mov     qword [my_pdpt + 6 * 8], 7 + LARGE
        mov     qword [my_pd + 3 * 8], my_pt + 7
        mov     qword [my_pd + 5 * 8], AREA + 7 + LARGE
        mov     rax, AREA + 0x5000
        or      rax, r15
        mov     [my_pt + 4 * 8], rax
        mov     qword [my_pt + 5 * 8], AREA + 0x6000 + 7
        mov     byte [AREA + 0x5000], 0xC3      ; RET
        mov     rax, cr3
        mov     cr3, rax
        ret

show:   push    rax
        SAY     "  pml4e"
        mov     rax, [pml4 + 1 * 8]
        call    .bits
        SAY     " pdpte"
        mov     rax, [my_pdpt + 2 * 8]
        call    .bits
        SAY     " pde"
        mov     rax, [my_pd + 3 * 8]
        call    .bits
        SAY     " pte"
        mov     rax, [my_pt + 4 * 8]
        call    .bits
        SAY     " next"
        mov     rax, [my_pt + 5 * 8]
        call    .bits
        SAY     " 2m"
        mov     rax, [my_pd + 5 * 8]
        call    .bits
        SAY     " 1g"
        mov     rax, [my_pdpt + 6 * 8]
        call    .bits
        NEWLINE
        pop     rax
        ret
.bits:  push    rcx
        mov     ecx, eax
        mov     al, '-'
        test    cl, 0x20
        jz      .d
        mov     al, 'A'
.d:     call    kit_putc
        mov     al, '-'
        test    cl, 0x40
        jz      .end
        mov     al, 'D'
.end:   call    kit_putc
        pop     rcx
        ret

; Accesses to [RSI].
nothing:
        ret
read:   mov     rax, [rsi]
        ret
write:  mov     [rsi + 8], rax
        ret
execute:
        call    rsi
        ret
rmw:    inc     dword [rsi + 8]
        ret
cmpxchg_fails:
        mov     rax, [rsp]
        cmpxchg [rsi + 8], rcx
        ret
cmpxchg_succeeds:
        mov     eax, [AREA + 0x5010]
        lock cmpxchg [rsi + 0x10], eax
        ret
bit_test:
        bt      qword [rsi], 3
        ret
bit_set:
        bts     qword [rsi], 0
        ret
exchange:
        xchg    [rsi + 8], eax
        ret
subtract_zero:
        sub     dword [rsi], 0
        ret
compare:
        cmp     dword [rsi], 0
        ret
test_memory:
        test    dword [rsi], 1
        ret
shift_zero:
        mov     cl, 0
        shl     dword [rsi], cl
        ret
cmov_not_taken:
        cmp     eax, eax
        cmovne  eax, [rsi]
        ret
rep_nothing:
        mov     rdi, rsi
        xor     ecx, ecx
        rep     stosb
        ret
movs_from:
        mov     edi, AREA
        movsq
        ret
movs_to:
        mov     rdi, rsi
        add     rdi, 8
        mov     esi, AREA
        movsq
        ret
push_to:
        mov     rax, rsp
        lea     rsp, [rsi + 0x100]
        push    rcx
        mov     rsp, rax
        ret
pop_from:
        mov     rax, rsp
        lea     rsp, [rsi + 0x100]
        pop     rcx
        mov     rsp, rax
        ret
lea_only:
        lea     rax, [rsi]
        ret
invlpg_only:
        invlpg  [rsi]
        ret
write_straddle:
        mov     [rsi + 0xFFC], rax
        ret
read_straddle:
        mov     rax, [rsi + 0xFFC]
        ret
user_reads:
        ENTER_USER user_read
user_writes:
        ENTER_USER user_write

        align   4096
my_pdpt: times 4096 db 0
my_pd:  times 4096 db 0
my_pt:  times 4096 db 0

        USER_TEXT
user_read:
        mov     rax, [rsi]
        BACK
user_write:
        mov     [rsi + 8], rax
        BACK
        KIT_END
