; own-page-tables: a kernel that builds its own 4-level page tables, writes CR3, proves what it mapped, and then edits
; the tables while they are in use. The program to compare techniques with:
;
;   trapwalk compare programs/own-page-tables.asm
;
; Under shadow paging each edit of a table traps; under EPT none does, and each TLB miss walks two sets of tables.
;
; What it does:
;   1. 32-bit, paging off: fills in twelve tables with plain stores.
;   2. Enters long mode on them, and checks one mapping from both of its sides: a linear address far up, a physical one.
;   3. Remaps one page REMAPS times, each time followed by INVLPG.
;   4. Remaps the whole window ROUNDS times, each time followed by one reload of CR3.
;   5. Leaves the tables alone and reads a region of 2048 pages SWEEPS times: more pages than a TLB has entries, and with
;      512 frames behind them more than a processor remembers EPT translations for.
;   6. Reads back what the walks have left in its tables: the A and D bits.
; More of 3 and 4 favours EPT, more of 5 favours shadow paging: -D ROUNDS=50, -D SWEEPS=1000, and compare again.
;
; VM exits to expect, counted on paper (W = WINDOW = 64, R = REMAPS = 16, N = ROUNDS = 4; SWEEPS costs none):
;
;   reason          native  shadow   ept   why
;   IO_INSTRUCTION    -       71     71    line of 70 characters, debug exit
;   CR_ACCESS         -       11      -    3 to reach long mode; N x 2: CR3 read, CR3 written
;   RDMSR, WRMSR      -      1, 1     -    IA32_EFER
;   INVLPG            -       16      -    R
;   EXCEPTION_NMI     -     2676      -    see below
;   EPT_VIOLATION     -        -    527    pages touched: text, data, stack, 12 tables, 512 frames
;   total             -     2776    598
;
;   EXCEPTION_NMI, shadow:                            guest's stores that trap   hidden fills
;     paging off (identity shadow): text, data, 12 tables         -                  14
;     2. text, data, stack, window table, frame 0, W pages        -                5 + 64
;     3. R times: the store; the page read anew                  16                  16
;     4. N x W times: the store; the page read anew              256                256
;     5. 2048 pages, the first time round only                    -                2048
;     6. the first write to a page filled for reading             -                   1
;     sum                                                        272     +         2404     = 2676
;
; In 1 nothing traps: a table is protected once the processor is made to use it. In 6 the page's D bit is the reason:
; the hypervisor must see the first write to set it, as a processor would, so it fills a clean page read-only.

%include "include/x86.inc"
%include "include/boot.inc"
%include "include/serial.inc"

%ifndef REMAPS
REMAPS          equ 16
%endif
%ifndef ROUNDS
ROUNDS          equ 4
%endif
%ifndef SWEEPS
SWEEPS          equ 128
%endif

; The address of the lecture's worked example, with its top fields made canonical:
;
;   00002B0022406A90H     PML4 index 86    PDPT index 0    PD index 274    PT index 6    page offset 2704
ADDRESS         equ 0x00002B0022406A90
HIGH            equ (ADDRESS >> 39) & 511
PD_WINDOW       equ (ADDRESS >> 30) & 511
PT_WINDOW       equ (ADDRESS >> 21) & 511
FIRST           equ (ADDRESS >> 12) & 511
OFFSET          equ ADDRESS & (PAGE_SIZE - 1)

; The window: 64 pages that begin with the page of ADDRESS. Each has a frame of its own.
WINDOW          equ 64
WINDOW_START    equ ADDRESS - OFFSET

; The region: 2048 pages, 1 GiB up from there, that share 512 frames; the first 64 of these are the window's.
REGION          equ 2048
FRAMES          equ 512
PD_REGION       equ PD_WINDOW + 1
REGION_START    equ (HIGH << 39) + (PD_REGION << 30)

        bits    32
        org     LOAD_ADDRESS

; ---- text: one page ----
NEW_PAGE text
        MULTIBOOT start, end

; ENTRIES entry, first, count
;   32-bit code: maps `count` pages in a row, from the page-table entry at `entry` on, to the frames from `first` on
;   (an address with flags in its low bits).
%macro ENTRIES 3
        mov     edi, %1
        mov     eax, %2
        mov     ecx, %3
%%next: mov     [edi], eax              ; the upper half stays 0: nothing here lies above 4 GiB
        add     eax, PAGE_SIZE
        add     edi, 8
        dec     ecx
        jnz     %%next
%endmacro

; 1. Build. The loader has cleared the tables; only entries that are used need a store.
start:
        ; The kernel itself, at its own address: from text to the last table, and the first frame.
        mov     dword [pml4], pdpt_low + TABLE
        mov     dword [pdpt_low], pd_low + TABLE
        mov     dword [pd_low], pt_low + TABLE
        ENTRIES pt_low + TEXT_PAGE * 8, text + LEAF, KERNEL_PAGES

        ; The window. Its leaves have no A and no D: the walks shall set them.
        mov     dword [pml4 + HIGH * 8], pdpt_high + TABLE
        mov     dword [pdpt_high + PD_WINDOW * 8], pd_window + TABLE
        mov     dword [pd_window + PT_WINDOW * 8], window + TABLE
        ENTRIES window + FIRST * 8, frames + TABLE, WINDOW

        ; The region: four tables, and in each the same 512 frames.
        mov     dword [pdpt_high + PD_REGION * 8], pd_region + TABLE
        ENTRIES pd_region, region + TABLE, REGION / 512
        mov     ebx, region
.again: ENTRIES ebx, frames + TABLE, FRAMES
        add     ebx, FRAMES * 8
        cmp     ebx, region + REGION * 8
        jb      .again

        ENTER_LONG_MODE pml4, main

        bits    64

; From here on: R12 = the entry that maps ADDRESS, R13 = the running checksum.
main:   LOAD_DATA_SEGMENTS
        mov     esp, stack_top
        mov     r12, window + FIRST * 8
        xor     r13, r13

; 2. Prove the mapping. The table has not been walked yet; then it has, for reading and writing.
        test    byte [r12], ACCESSED | DIRTY
        jnz     failed
        mov     rsi, WINDOW_START + OFFSET      ; this is ADDRESS
        mov     ecx, WINDOW
        mov     rax, 0x0123456789ABCDEF
.write: mov     [rsi], rax
        rol     rax, 7
        add     rsi, PAGE_SIZE
        dec     ecx
        jnz     .write
        mov     rsi, ADDRESS
        mov     rax, [rsi]
        cmp     rax, [frames + OFFSET]          ; the same byte by its physical address
        jne     failed
        mov     al, [r12]
        and     al, ACCESSED | DIRTY
        cmp     al, ACCESSED | DIRTY
        jne     failed

; 3. One page, many frames. Without the INVLPG the processor may go on using the old one.
        xor     ecx, ecx
.remap: mov     rax, rcx
        shl     rax, 12
        add     rax, frames + TABLE + 5 * PAGE_SIZE
        mov     [r12], rax                      ; shadow: this store traps, and
        invlpg  [rsi]                           ; shadow: this does, and
        rol     r13, 1
        add     r13, [rsi]                      ; shadow: this finds the entry gone, once
        inc     ecx
        cmp     ecx, REMAPS
        jb      .remap

; 4. All pages at once, turned by one frame more each time. One CR3 reload makes the processor forget all translations,
;    so no page needs its own INVLPG.
        mov     ebp, ROUNDS
.round: xor     ecx, ecx
.entry: lea     eax, [rcx + rbp]
        and     eax, WINDOW - 1
        shl     eax, 12
        add     eax, frames + TABLE
        mov     [r12 + rcx * 8], rax            ; shadow: each of these traps
        inc     ecx
        cmp     ecx, WINDOW
        jb      .entry
        mov     rbx, cr3
        mov     cr3, rbx
        call    read_window
        dec     ebp
        jnz     .round

; 5. Nothing changes any more; only misses cost.
        mov     ebp, SWEEPS
.sweep: mov     rsi, REGION_START + OFFSET
        mov     ecx, REGION
.read:  rol     r13, 1
        add     r13, [rsi]
        add     rsi, PAGE_SIZE
        dec     ecx
        jnz     .read
        dec     ebp
        jnz     .sweep

; 6. What the walks wrote: after step 4 each page of the window has been read, and none written, but for this one.
        mov     rsi, ADDRESS
        mov     [rsi], r13
        mov     rsi, r12
        mov     ecx, WINDOW
        xor     r14d, r14d                      ; entries with A
        xor     r15d, r15d                      ; entries with D
.count: mov     eax, [rsi]
        add     rsi, 8
        bt      eax, 5                          ; ACCESSED
        adc     r14d, 0
        bt      eax, 6                          ; DIRTY
        adc     r15d, 0
        dec     ecx
        jnz     .count

        PRINT   sum
        mov     rbx, r13
        call    print_hex
        PRINT   accessed
        mov     rbx, r14
        call    print_hex
        PRINT   dirty
        mov     rbx, r15
        call    print_hex
        PRINT   newline
        EXIT    0

failed: EXIT    1

; Adds the window's pages to the checksum.
read_window:
        mov     rsi, WINDOW_START + OFFSET
        mov     ecx, WINDOW
.next:  rol     r13, 1
        add     r13, [rsi]
        add     rsi, PAGE_SIZE
        dec     ecx
        jnz     .next
        ret

        SERIAL_ROUTINES

; ---- data: one page ----
NEW_PAGE data
        GDT
        TEXT    sum, "sum "
        TEXT    accessed, " accessed "
        TEXT    dirty, " dirty "
        TEXT    newline, 10
NEW_PAGE image_end

; ---- after the file: stack, tables, frames ----
        absolute image_end
stack:          resb PAGE_SIZE
stack_top:
pml4:           resb PAGE_SIZE
pdpt_low:       resb PAGE_SIZE
pd_low:         resb PAGE_SIZE
pt_low:         resb PAGE_SIZE
pdpt_high:      resb PAGE_SIZE
pd_window:      resb PAGE_SIZE
window:         resb PAGE_SIZE
pd_region:      resb PAGE_SIZE
region:         resb REGION * 8
frames:         resb FRAMES * PAGE_SIZE
end:
KERNEL_PAGES    equ (frames - text) / PAGE_SIZE + 1
