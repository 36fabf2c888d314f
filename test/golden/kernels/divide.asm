; Divide errors: when DIV and IDIV fault, what they leave, and that the fault is restartable.
%include "kit64.inc"

%macro DIVIDE 5 ; name, instruction, rdx, rax, rcx
        TRY     %1
        mov     rdx, %3
        mov     rax, %4
        mov     rcx, %5
        %2
        call    show
        CAUGHT
%endmacro

tests:
        DIVIDE  "div cl by 0",                  {div cl},       0, 7, 0
        DIVIDE  "div cl 00ff/1",                {div cl},       0, 0xFF, 1
        DIVIDE  "div cl 0100/1",                {div cl},       0, 0x100, 1
        DIVIDE  "div cl fe01/ff",               {div cl},       0, 0xFE01, 0xFF
        DIVIDE  "div cl ff00/ff",               {div cl},       0, 0xFF00, 0xFF
        DIVIDE  "div cx by 0",                  {div cx},       0, 7, 0
        DIVIDE  "div cx fffe:ffff/ffff",        {div cx},       0xFFFE, 0xFFFF, 0xFFFF
        DIVIDE  "div cx ffff:0000/ffff",        {div cx},       0xFFFF, 0, 0xFFFF
        DIVIDE  "div ecx by 0",                 {div ecx},      0, 7, 0
        DIVIDE  "div ecx upper halves ignored", {div ecx},      0x1234567800000001, 0xFFFFFFFF00000005, 0x9876543200000007
        DIVIDE  "div ecx edx = divisor",        {div ecx},      7, 0, 7
        DIVIDE  "div ecx edx = divisor - 1",    {div ecx},      6, 0xFFFFFFFF, 7
        DIVIDE  "div rcx by 0",                 {div rcx},      0, 7, 0
        DIVIDE  "div rcx 128 by 64",            {div rcx},      0x123456789ABCDEF, 0xFEDCBA9876543210, 0x8000000000000001
        DIVIDE  "div rcx rdx = divisor",        {div rcx},      0x8000000000000001, 0, 0x8000000000000001
        DIVIDE  "div rcx rdx = divisor - 1",    {div rcx},      0x8000000000000000, -1, 0x8000000000000001
        DIVIDE  "idiv cl by 0",                 {idiv cl},      0, 7, 0
        DIVIDE  "idiv cl 007f/1",               {idiv cl},      0, 0x7F, 1
        DIVIDE  "idiv cl 0080/1",               {idiv cl},      0, 0x80, 1
        DIVIDE  "idiv cl ff80/1",               {idiv cl},      0, 0xFF80, 1
        DIVIDE  "idiv cl ff80/-1",              {idiv cl},      0, 0xFF80, -1
        DIVIDE  "idiv cl ff7f/1",               {idiv cl},      0, 0xFF7F, 1
        DIVIDE  "idiv cl 8000/ff",              {idiv cl},      0, 0x8000, 0xFF
        DIVIDE  "idiv cx ffff:8000/-1",         {idiv cx},      0xFFFF, 0x8000, -1
        DIVIDE  "idiv cx ffff:8001/-1",         {idiv cx},      0xFFFF, 0x8001, -1
        DIVIDE  "idiv ecx -7/2",                {idiv ecx},     -1, -7, 2
        DIVIDE  "idiv ecx 7/-2",                {idiv ecx},     0, 7, -2
        DIVIDE  "idiv ecx -7/-2",               {idiv ecx},     -1, -7, -2
        DIVIDE  "idiv ecx 80000000/-1",         {idiv ecx},     -1, 0x80000000, -1
        DIVIDE  "idiv ecx 0:80000000/-1",       {idiv ecx},     0, 0x80000000, -1
        DIVIDE  "idiv ecx 0:80000000/1",        {idiv ecx},     0, 0x80000000, 1
        DIVIDE  "idiv rcx min/-1",              {idiv rcx},     -1, 0x8000000000000000, -1
        DIVIDE  "idiv rcx min/1",               {idiv rcx},     -1, 0x8000000000000000, 1
        DIVIDE  "idiv rcx 0:min/-1",            {idiv rcx},     0, 0x8000000000000000, -1
        DIVIDE  "idiv rcx 0:min/1",             {idiv rcx},     0, 0x8000000000000000, 1
        DIVIDE  "idiv rcx 128 by 64",           {idiv rcx},     0xFFF0123456789ABC, 0xFEDCBA9876543210, 0x7000000000000001
        DIVIDE  "idiv rcx 128 by -64",          {idiv rcx},     0x0F0123456789ABC0, 0xFEDCBA9876543210, 0x9000000000000001
        DIVIDE  "idiv rcx just too large",      {idiv rcx},     0x3FFFFFFFFFFFFFFF, 0x8000000000000000, 0x7FFFFFFFFFFFFFFF
        DIVIDE  "idiv rcx just fits",           {idiv rcx},     0x3FFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF

        ; The fault leaves the registers alone, and the instruction can be restarted.
        SAY     "restart: "
        mov     qword [hook], repair
        mov     rdx, 0x1111111111111111
        mov     rax, 0x2222222222222222
        xor     ecx, ecx
        div     rcx
        mov     qword [hook], 0
        call    show
        NEWLINE
        SAY     "restart from memory: "
        mov     qword [hook], repair_memory
        mov     edx, 1
        mov     eax, 2
        mov     dword [divisor], 1
        idiv    dword [divisor]
        mov     qword [hook], 0
        call    show
        NEWLINE
        DONE

repair: mov     rax, [rdi + F_RAX]
        SHOW    "rax at the fault", rax, 16
        mov     rax, [rdi + F_RDX]
        SHOW    "rdx", rax, 16
        mov     rcx, 0x3333333333333333
        mov     [rdi + F_RCX], rcx
        clc
        ret

repair_memory:
        mov     dword [divisor], 1000
        clc
        ret

show:   SHOW    "rax", rax, 16
        SHOW    "rdx", rdx, 16
        SAY     " "
        ret

divisor: dd     0

        USER_TEXT
        KIT_END
