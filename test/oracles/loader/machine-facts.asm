; A multiboot kernel that writes what it was given to the serial port, one `name=value` a line, and ends through
; isa-debug-exit: registers, the multiboot information and all it points to, interrupt controllers as firmware left
; them. Runs under QEMU (record.sh) and under trapwalk (test/loader), so that the two can be compared.

bits 32
org 0x100000

MAGIC  equ 0x1BADB002
FLAGS  equ 0x00010003          ; page-aligned modules, memory information, address fields
%macro show 2                  ; name, 32-bit value
        push    dword %2
        call    print
        db      %1, 0
%endmacro

header: dd      MAGIC, FLAGS, -(MAGIC + FLAGS)
        dd      header, header, end_of_image, end_of_bss, start

start:  mov     [saved_eax], eax
        mov     [saved_ebx], ebx
        mov     [saved_esp], esp
        pushfd
        pop     dword [saved_eflags]
        mov     esp, stack_top
        show    "eax", [saved_eax]
        mov     eax, [saved_eflags]
        and     eax, 0x00020202        ; VM, IF and the bit that is always set
        show    "eflags", eax
        mov     eax, cr0
        and     eax, 0xE0000001        ; PG, CD, NW, PE
        show    "cr0", eax
        mov     eax, cr4
        show    "cr4", eax

        ; Segments: limit and access rights, as the descriptors say
        mov     ecx, cs
        call    descriptor
        show    "cs.limit", edx
        show    "cs.rights", eax
        mov     ecx, ds
        call    descriptor
        show    "ds.limit", edx
        show    "ds.rights", eax
        mov     ecx, ss
        call    descriptor
        show    "ss.limit", edx
        show    "ss.rights", eax

        ; The information structure
        mov     ebp, [saved_ebx]
        show    "flags", [ebp]
        show    "mem_lower", [ebp + 4]
        show    "mem_upper", [ebp + 8]
        mov     esi, [ebp + 16]
        show    "cmdline", 0
        call    text
        show    "mods_count", [ebp + 20]
        mov     edi, [ebp + 24]
        mov     ecx, [ebp + 20]
.module:
        jecxz   .modules_done
        push    ecx
        mov     eax, [edi]
        and     eax, 0xFFF
        show    "module.start.page_offset", eax
        mov     eax, [edi + 4]
        sub     eax, [edi]
        show    "module.size", eax
        mov     esi, [edi]
        show    "module.first_dword", [esi]
        mov     esi, [edi + 8]
        show    "module.string", 0
        call    text
        add     edi, 16
        pop     ecx
        dec     ecx
        jmp     .module
.modules_done:
        show    "mmap_length", [ebp + 44]
        mov     esi, [ebp + 48]
        mov     edi, esi
        add     edi, [ebp + 44]
.entry: cmp     esi, edi
        jae     .map_done
        show    "mmap.size", [esi]
        show    "mmap.base.high", [esi + 8]
        show    "mmap.base", [esi + 4]
        show    "mmap.length.high", [esi + 16]
        show    "mmap.length", [esi + 12]
        show    "mmap.type", [esi + 20]
        add     esi, [esi]
        add     esi, 4
        jmp     .entry
.map_done:
        test    dword [ebp], 0x200
        jz      .no_name
        show    "boot_loader_name", 0
        mov     esi, [ebp + 64]
        call    text
.no_name:

        ; Interrupt controllers
        show    "apic.id", [0xFEE00020]
        show    "apic.version", [0xFEE00030]
        show    "apic.tpr", [0xFEE00080]
        show    "apic.dfr", [0xFEE000E0]
        show    "apic.svr", [0xFEE000F0]
        show    "apic.lvt_timer", [0xFEE00320]
        show    "apic.lint0", [0xFEE00350]
        show    "apic.lint1", [0xFEE00360]
        show    "apic.lvt_error", [0xFEE00370]
        mov     ecx, 0x1B
        rdmsr
        show    "apic.base", eax
        xor     eax, eax
        in      al, 0x21
        show    "pic.master.imr", eax
        in      al, 0xA1
        show    "pic.slave.imr", eax
        mov     dx, 0x4D0
        in      al, dx
        show    "elcr.master", eax
        mov     dx, 0x4D1
        in      al, dx
        show    "elcr.slave", eax
        mov     dx, 0x3F9
        in      al, dx
        show    "serial.ier", eax
        mov     dx, 0x3FB
        in      al, dx
        show    "serial.lcr", eax
        mov     dx, 0x3FC
        in      al, dx
        show    "serial.mcr", eax
        mov     dx, 0x3FD
        in      al, dx
        show    "serial.lsr", eax
        mov     dx, 0x3FE
        in      al, dx
        show    "serial.msr", eax
        in      al, 0x64
        show    "keyboard.status", eax
        in      al, 0x92
        show    "port92", eax
        mov     dx, 0x2000             ; nothing there
        in      eax, dx
        show    "unclaimed_port", eax
        mov     dx, 0xCF8
        mov     eax, 0x8000F800        ; a PCI device that is not there: bus 0, device 31
        out     dx, eax
        mov     dx, 0xCFC
        in      eax, dx
        show    "pci.absent", eax
        mov     al, 0x15
        call    cmos
        show    "cmos.base_memory", eax
        mov     al, 0x30
        call    cmos
        show    "cmos.extended", eax
        mov     al, 0x34
        call    cmos
        show    "cmos.above_16m", eax

        mov     eax, 0x21
        out     0xF4, eax
        hlt

; Two bytes of CMOS from index AL: EAX
cmos:   mov     ah, al
        out     0x70, al
        in      al, 0x71
        movzx   ecx, al
        mov     al, ah
        inc     al
        out     0x70, al
        in      al, 0x71
        movzx   eax, al
        shl     eax, 8
        or      eax, ecx
        ret

; Limit (EDX) and access rights (EAX: bits 23:8 of the descriptor's second half, limit masked out) of selector ECX
descriptor:
        lsl     edx, ecx
        lar     eax, ecx
        and     eax, 0x00F0FE00        ; without the accessed bit
        ret

; `name=value`: value pushed, name inline after the call
print:  xchg    eax, [esp]             ; EAX: address of the name
        mov     [saved_a], esi
        mov     esi, eax
.name:  lodsb
        test    al, al
        jz      .value
        call    putc
        jmp     .name
.value: mov     [resume], esi
        mov     al, '='
        call    putc
        mov     esi, [esp + 4]
        push    ecx
        mov     ecx, 8
.digit: rol     esi, 4
        mov     eax, esi
        and     eax, 15
        cmp     al, 10
        jb      .low
        add     al, 'a' - '0' - 10
.low:   add     al, '0'
        call    putc
        loop    .digit
        pop     ecx
        mov     al, 10
        call    putc
        mov     esi, [saved_a]
        pop     eax
        add     esp, 4
        jmp     [resume]

; The zero-terminated string at ESI, in quotes on a line of its own
text:   mov     al, '"'
        call    putc
.next:  lodsb
        test    al, al
        jz      .done
        call    putc
        jmp     .next
.done:  mov     al, '"'
        call    putc
        mov     al, 10

putc:   push    edx
        push    eax
        mov     dx, 0x3FD
.wait:  in      al, dx
        test    al, 0x20
        jz      .wait
        pop     eax
        mov     dx, 0x3F8
        out     dx, al
        pop     edx
        ret

        align   4
end_of_image:
        absolute $
saved_eax:      resd 1
saved_ebx:      resd 1
saved_esp:      resd 1
saved_eflags:   resd 1
saved_a:        resd 1
resume:         resd 1
                resb 4096
stack_top:
end_of_bss:
