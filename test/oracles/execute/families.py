"""The cases that record.py records: families of instructions with corner-case and seeded-random operands."""
import random
from dataclasses import dataclass, field

CODE, DATA, STACK = 0x10000000, 0x10010000, 0x10020000
DATA_SIZE, STACK_SIZE = 0x2000, 0x1000
REGISTERS = ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi',
             'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15']
CF, PF, AF, ZF, SF, DF, OF = 0x1, 0x4, 0x10, 0x40, 0x80, 0x400, 0x800
BASE_FLAGS = 0x202
ALL_STATUS = CF | PF | AF | ZF | SF | OF
# Names of a register by size in bytes.
NAMES = {
    'a': {1: 'al', 2: 'ax', 4: 'eax', 8: 'rax'},
    'c': {1: 'cl', 2: 'cx', 4: 'ecx', 8: 'rcx'},
    'd': {1: 'dl', 2: 'dx', 4: 'edx', 8: 'rdx'},
    'b': {1: 'bl', 2: 'bx', 4: 'ebx', 8: 'rbx'},
    '9': {1: 'r9b', 2: 'r9w', 4: 'r9d', 8: 'r9'},
}
WORD = {1: 'byte', 2: 'word', 4: 'dword', 8: 'qword'}
SIZES = (1, 2, 4, 8)
# Where memory operands of this file lie: [rsi+16].
OPERAND = DATA + 0x110

rng = random.Random(20240601)


@dataclass
class Case:
    text: str
    registers: dict = field(default_factory=dict)
    flags: int = BASE_FLAGS
    memory: dict = field(default_factory=dict)
    bits: int = 64


def corners(size):
    bits = 8 * size
    return [0, 1, 0x0F, 2**(bits - 1) - 1, 2**(bits - 1), 2**bits - 1]


def randoms(size, n):
    return [rng.getrandbits(8 * size) for _ in range(n)]


def wide(value, size):
    """A 64-bit register whose low `size` bytes are `value`: garbage above must survive or be cleared."""
    return value | (0xDEADBEEFCAFEF00D >> (8 * size) << (8 * size)) if size < 8 else value


def le(value, size):
    return value.to_bytes(size, 'little')


def flags(status):
    return BASE_FLAGS | status


def pairs(size, n):
    values = corners(size)
    result = [(a, b) for a in values for b in values]
    return result + [(rng.getrandbits(8 * size), rng.getrandbits(8 * size)) for _ in range(n)]


def some_pairs(size):
    bits = 8 * size
    top = 2**(bits - 1)
    return [(0, 0), (2**bits - 1, 1), (top, top), (top - 1, 1), (rng.getrandbits(bits), rng.getrandbits(bits))]


ALU = ['add', 'or', 'adc', 'sbb', 'and', 'sub', 'xor', 'cmp']


def alu():
    cases = []
    for op in ALU + ['test']:
        carries = (0, CF) if op in ('adc', 'sbb') else (0,)
        for size in SIZES:
            a, b = NAMES['a'][size], NAMES['b'][size]
            for carry in carries:
                for x, y in pairs(size, 6):
                    status = carry | (0 if carries != (0,) else rng.choice((0, ALL_STATUS)))
                    cases.append(Case(f'{op} {a},{b}', {'rax': wide(x, size), 'rbx': wide(y, size)}, flags(status)))
            for x, y in some_pairs(size):
                memory = {'rsi': DATA + 0x100, 'rbx': wide(y, size)}
                status = rng.choice((0, ALL_STATUS))
                at = {OPERAND: le(x, size)}
                cases.append(Case(f'{op} {WORD[size]} [rsi+16],{b}', memory, flags(status), at))
                if op != 'test':
                    cases.append(Case(f'{op} {b},[rsi+16]', memory, flags(status), at))
                immediate = y & 0x7F if size > 1 else y
                cases.append(Case(f'{op} {WORD[size]} [rsi+16],{immediate:#x}', {'rsi': DATA + 0x100}, flags(status), at))
                wider = y if size < 4 else y & 0x7FFFFFFF
                cases.append(Case(f'{op} {b},{wider:#x}', {'rbx': wide(x, size)}, flags(status)))
                cases.append(Case(f'{op} {a},{wider:#x}', {'rax': wide(x, size)}, flags(status)))
                if size > 1:
                    cases.append(Case(f'{op} {b},-5', {'rbx': wide(x, size)}, flags(status)))
                if size == 8:
                    cases.append(Case(f'{op} {b},-0x12345678', {'rbx': x}, flags(status)))
        for x, y in some_pairs(1):
            cases.append(Case(f'{op} ah,bl', {'rax': 0x1122334455660000 | x << 8, 'rbx': y}))
            cases.append(Case(f'{op} dl,ch', {'rdx': wide(x, 1), 'rcx': 0x99FF | y << 8}))
            cases.append(Case(f'{op} r9b,sil', {'r9': wide(x, 1), 'rsi': wide(y, 1)}))
    return cases


def unary():
    cases = []
    for op in ('inc', 'dec', 'neg', 'not'):
        for size in SIZES:
            for status in (0, ALL_STATUS):
                for x in corners(size) + randoms(size, 4) + [0x10]:
                    cases.append(Case(f"{op} {NAMES['a'][size]}", {'rax': wide(x, size)}, flags(status)))
                    cases.append(Case(f'{op} {WORD[size]} [rsi+16]', {'rsi': DATA + 0x100}, flags(status), {OPERAND: le(x, size)}))
        cases.append(Case(f'{op} ch', {'rcx': 0x12347F56}))
        cases.append(Case(f'lock {op} dword [rsi+16]', {'rsi': DATA + 0x100}))
    for op in ('cbw', 'cwde', 'cdqe', 'cwd', 'cdq', 'cqo'):
        for x in (0, 0x7F, 0x80, 0x7FFF, 0x8000, 0x7FFFFFFF, 0x80000000, 2**63, 2**64 - 1, 0xDEADBEEF12345678):
            cases.append(Case(op, {'rax': x}))
    return cases


COUNTS = [0, 1, 2, 4, 7, 8, 9, 15, 16, 17, 18, 31, 32, 33, 63, 64, 255]


def shift():
    cases = []
    for op in ('rol', 'ror', 'rcl', 'rcr', 'shl', 'shr', 'sar'):
        for size in SIZES:
            a = NAMES['a'][size]
            values = [1, 2**(8 * size - 1) | 0x5A & (2**(8 * size) - 1), 2**(8 * size) - 1] + randoms(size, 2)
            for count in COUNTS:
                for x in values:
                    status = rng.choice((0, ALL_STATUS, CF, OF))
                    cases.append(Case(f'{op} {a},cl', {'rax': wide(x, size), 'rcx': 0x5500 | count}, flags(status)))
            for x in values + corners(size):
                status = rng.choice((0, ALL_STATUS))
                cases.append(Case(f'{op} {a},1', {'rax': wide(x, size)}, flags(status)))
            for x in values[:3]:
                at = {OPERAND: le(x, size)}
                for count in (0, 3, 33):
                    status = rng.choice((0, ALL_STATUS))
                    cases.append(Case(f'{op} {WORD[size]} [rsi+16],{count}', {'rsi': DATA + 0x100}, flags(status), at))
                cases.append(Case(f'{op} {WORD[size]} [rsi+16],1', {'rsi': DATA + 0x100}, flags(status), at))
                cases.append(Case(f'{op} {WORD[size]} [rsi+16],cl', {'rsi': DATA + 0x100, 'rcx': 5}, flags(status), at))
                cases.append(Case(f'{op} {a},6', {'rax': wide(x, size)}, flags(status)))
    for op in ('shld', 'shrd'):
        for size in SIZES[1:]:
            a, b = NAMES['a'][size], NAMES['b'][size]
            for count in COUNTS:
                for _ in range(4):
                    x, y = randoms(size, 2)
                    status = rng.choice((0, ALL_STATUS))
                    state = {'rax': wide(x, size), 'rbx': wide(y, size), 'rcx': 0xAA00 | count}
                    cases.append(Case(f'{op} {a},{b},cl', state, flags(status)))
            for x, y in some_pairs(size):
                for count in (1, 5):
                    state = {'rsi': DATA + 0x100, 'rbx': wide(y, size), 'rcx': 9}
                    at = {OPERAND: le(x, size)}
                    cases.append(Case(f'{op} [rsi+16],{b},{count}', state, BASE_FLAGS, at))
                cases.append(Case(f'{op} [rsi+16],{b},cl', state, BASE_FLAGS, at))
    return cases


def multiply():
    cases = []
    for op in ('mul', 'imul'):
        for size in SIZES:
            for x, y in pairs(size, 10):
                state = {'rax': wide(x, size), 'rbx': wide(y, size), 'rdx': 0xFEDCBA9876543210}
                cases.append(Case(f"{op} {NAMES['b'][size]}", state, flags(rng.choice((0, ALL_STATUS)))))
            for x, y in some_pairs(size):
                at = {OPERAND: le(y, size)}
                cases.append(Case(f'{op} {WORD[size]} [rsi+16]', {'rax': wide(x, size), 'rsi': DATA + 0x100}, memory=at))
        cases.append(Case(f'{op} ah', {'rax': 0x8003}))
    for size in SIZES[1:]:
        a, b = NAMES['a'][size], NAMES['b'][size]
        for x, y in pairs(size, 10):
            cases.append(Case(f'imul {a},{b}', {'rax': wide(x, size), 'rbx': wide(y, size)}))
        for x, y in some_pairs(size):
            at = {OPERAND: le(y, size)}
            cases.append(Case(f'imul {a},[rsi+16]', {'rax': wide(x, size), 'rsi': DATA + 0x100}, memory=at))
            for immediate in (-1, 0x7F, 0x1234, -0x8000):
                cases.append(Case(f'imul {a},{b},{immediate}', {'rbx': wide(y, size)}))
                cases.append(Case(f'imul {a},[rsi+16],{immediate}', {'rsi': DATA + 0x100}, memory=at))
    return cases


def divide():
    cases = []
    for op in ('div', 'idiv'):
        for size in SIZES:
            bits = 8 * size
            trials = []
            for divisor in corners(size) + randoms(size, 4):
                signed = divisor - 2**bits if op == 'idiv' and divisor >> (bits - 1) else divisor
                for dividend in (0, 1, 2**bits - 1, 2**(2 * bits) - 1, 2**(2 * bits - 1), rng.getrandbits(2 * bits)):
                    trials.append((dividend, divisor))
                # Quotients at the limits of what fits, and just beyond.
                limits = (2**bits - 1, 2**bits) if op == 'div' else (2**(bits - 1) - 1, 2**(bits - 1), -2**(bits - 1), -2**(bits - 1) - 1)
                for quotient in limits:
                    for rest in (0, abs(signed) - 1 if signed else 0):
                        sign = -1 if quotient * signed < 0 else 1
                        trials.append(((quotient * signed + sign * rest) % 2**(2 * bits), divisor))
            for dividend, divisor in trials:
                if size == 1:
                    state = {'rax': wide(dividend, 2), 'rbx': wide(divisor, 1)}
                else:
                    low, high = dividend & (2**bits - 1), dividend >> bits
                    state = {'rax': wide(low, size), 'rdx': wide(high, size), 'rbx': wide(divisor, size)}
                cases.append(Case(f"{op} {NAMES['b'][size]}", state, flags(rng.choice((0, ALL_STATUS)))))
            at = {OPERAND: le(7, size)}
            state = {'rax': wide(100, size), 'rdx': wide(0, size), 'rsi': DATA + 0x100}
            cases.append(Case(f'{op} {WORD[size]} [rsi+16]', state, memory=at))
    return cases


def bit():
    cases = []
    for op in ('bt', 'bts', 'btr', 'btc'):
        for size in SIZES[1:]:
            a, b = NAMES['a'][size], NAMES['b'][size]
            bits = 8 * size
            for x in (0, 2**bits - 1) + tuple(randoms(size, 2)):
                for offset in (0, 1, bits - 1, bits, 2**bits - 3, rng.getrandbits(bits)):
                    status = rng.choice((0, ALL_STATUS))
                    state = {'rax': wide(x, size), 'rbx': wide(offset, size)}
                    cases.append(Case(f'{op} {a},{b}', state, flags(status)))
                for offset in (0, 5, bits - 1, bits, 0xFF):
                    cases.append(Case(f'{op} {a},{offset}', {'rax': wide(x, size)}, flags(status)))
            # Register offsets reach beyond the operand, in both directions.
            for offset in (0, 7, bits - 1, bits, bits + 3, 1000, 8191, -1, -bits, -bits - 1, -777, -1024):
                status = rng.choice((0, ALL_STATUS))
                state = {'rsi': DATA + 0x100, 'rbx': wide(offset % 2**bits, size)}
                cases.append(Case(f'{op} [rsi+16],{b}', state, flags(status)))
            for offset in (0, bits - 1, bits + 2, 0xFF):
                cases.append(Case(f'{op} {WORD[size]} [rsi+16],{offset}', {'rsi': DATA + 0x100}))
            if op != 'bt':
                cases.append(Case(f'lock {op} [rsi+16],{b}', {'rsi': DATA + 0x100, 'rbx': 100}))
    for op in ('bsf', 'bsr', 'tzcnt', 'lzcnt', 'popcnt'):
        for size in SIZES[1:]:
            a, b = NAMES['a'][size], NAMES['b'][size]
            values = corners(size) + randoms(size, 6) + [1 << n for n in (3, 8 * size - 2, 4 * size)]
            for x in values:
                cases.append(Case(f'{op} {a},{b}', {'rbx': wide(x, size)}, flags(rng.choice((0, ALL_STATUS)))))
            for x in (0, 0x60):
                at = {OPERAND: le(x, size)}
                cases.append(Case(f'{op} {a},[rsi+16]', {'rsi': DATA + 0x100}, flags(rng.choice((0, ALL_STATUS))), at))
    return cases


CONDITIONS = ['o', 'no', 'b', 'ae', 'e', 'ne', 'be', 'a', 's', 'ns', 'p', 'np', 'l', 'ge', 'le', 'g']


def condition():
    cases = []
    statuses = [0, CF, PF, ZF, SF, OF, SF | OF, ZF | SF, ZF | OF, CF | ZF, ALL_STATUS]
    for cc in CONDITIONS:
        for status in statuses:
            cases.append(Case(f'set{cc} bl', {'rbx': 0xAABBCCDDEEFF0011}, flags(status)))
            cases.append(Case(f'cmov{cc} eax,ebx', {'rax': 2**64 - 1}, flags(status)))
            cases.append(Case(f'j{cc} $+0x20', {}, flags(status)))
        for status in (0, ALL_STATUS):
            cases.append(Case(f'set{cc} byte [rsi+16]', {'rsi': DATA + 0x100}, flags(status)))
            cases.append(Case(f'set{cc} ah', {}, flags(status)))
            cases.append(Case(f'cmov{cc} ax,bx', {}, flags(status)))
            cases.append(Case(f'cmov{cc} rax,rbx', {}, flags(status)))
            cases.append(Case(f'cmov{cc} eax,[rsi+16]', {'rsi': DATA + 0x100}, flags(status)))
            cases.append(Case(f'cmov{cc} rax,[rsi+16]', {'rsi': DATA + 0x2100}, flags(status)))
            cases.append(Case(f'j{cc} near $-0x300', {}, flags(status)))
    return cases


def transfer():
    cases = []
    add = lambda text, memory=None, **registers: cases.append(Case(text, registers, memory=memory or {}))
    here = DATA + 0x100
    for text in ('mov rax,rbx', 'mov eax,ebx', 'mov ax,bx', 'mov al,bl', 'mov ah,bl', 'mov al,bh', 'mov spl,r9b',
                 'mov r9d,r10d', 'mov rax,0x123456789abcdef0', 'mov rax,-5', 'mov eax,-5', 'mov ax,-5', 'mov al,-5',
                 'mov eax,0x80000000', 'mov bh,0x7f', 'xchg rax,rbx', 'xchg eax,ebx', 'xchg ax,bx', 'xchg al,ah',
                 'xchg r9,rax', 'xchg eax,eax', 'nop', 'xchg r9d,eax', 'xchg bl,dh', 'bswap eax', 'bswap rax', 'bswap r9d', 'bswap r15',
                 'movzx eax,bl', 'movzx rax,bl', 'movzx ax,bl', 'movzx eax,bh', 'movzx eax,bx', 'movzx rax,bx',
                 'mov eax,ss', 'mov ax,ss', 'mov rax,ss', 'mov eax,ds', 'mov rbx,cs', 'mov ax,es', 'mov ax,fs',
                 'endbr64', 'pause', 'lfence', 'mfence', 'sfence'):
        add(text)
    for text in ('movsx eax,bl', 'movsx rax,bl', 'movsx ax,bl', 'movsx eax,bh', 'movsx eax,bx', 'movsx rax,bx', 'movsxd rax,ebx'):
        for x in (0x7F7F7F7F, 0x80808080, 0xFF80FF80):
            add(text, rbx=x)
    for size in SIZES:
        a, word = NAMES['a'][size], WORD[size]
        for text in (f'mov {a},[rsi+16]', f'mov [rsi+16],{a}', f'mov {word} [rsi+16],-7', f'xchg {a},[rsi+16]',
                     f'mov {a},[rsi+rbx*2-8]', f'mov [rsi+rbx*8+0x100],{a}', f'mov {a},[rsi-0x80]', f'mov {a},[esi+16]',
                     f'mov {a},[rel $+0xf900]', f'mov [rel $+0xf908],{a}', f'mov {a},[abs {here + 32:#x}]', f'mov [abs {here + 48:#x}],{a}',
                     f'mov {a},[gs:rbx]', f'mov [gs:rbx+8],{a}', f'mov {a},[gs:abs 0x10]', f'mov {a},[rsp+8]', f'mov {a},[rbp+r12]',
                     f'mov {a},[r13+0]', f'mov {a},[r12]', f'mov {a},[qword {here + 5:#x}]',
                     f'mov [qword {here + 9:#x}],{a}', f'mov {a},[r13+r14*4]'):
            index = DATA + 0x33 if '[r12]' in text else 0x40
            add(text, rsi=here, rbx=0x18, rbp=DATA, r12=index, r13=DATA + 0x200, r14=0x21)
        # Accesses that reach into an absent page.
        for text in (f'mov {a},[rsi]', f'mov [rsi],{a}', f'xchg [rsi],{a}', f'add [rsi],{a}', f'push qword [rsi]'):
            add(text, rsi=DATA + DATA_SIZE)
            if size > 1:
                add(text, rsi=DATA + DATA_SIZE - size + 1)
    add('xchg rsi,[rsi+16]', rsi=here)
    add('xchg esi,[rsi+16]', rsi=here)
    add('mov eax,[esi+0x7fffffff]', rsi=0x90010181 + 0xFFFFFFFF00000000)
    for text in ('lea rax,[rsi+rbx*4-3]', 'lea eax,[rsi+rbx*4-3]', 'lea ax,[rsi+rbx*8+7]', 'lea rax,[esi+ebx*4-3]', 'lea eax,[esi+ebx]',
                 'lea rax,[rel $+5]', 'lea rax,[rsp+rbp*2]', 'lea r9,[rbx*8]', 'lea rax,[abs 0x12345678]', 'lea rax,[abs -16]'):
        add(text, rsi=0xFFFFFFFFFFFF1234, rbx=0x8000000040000001)
    for x in (0, 0x80, 0xFF):
        add('xlatb', rax=0x1234500 | x, rbx=here)
        add('a32 xlatb', rax=0x1234500 | x, rbx=here + 0xFFFFFFFF00000000)
    add('gs xlatb', rax=3, rbx=0x40)
    for text in ('mov al,[qword 0x10010155]', 'mov eax,[qword 0x10010155]', 'mov [qword 0x10010155],rax', 'mov [qword 0x10010155],ax', 'mov rax,[dword 0x10010155]'):
        add(text)
    for status in range(0, 256, 5):
        cases.append(Case('lahf', {}, flags(status & 0xD5)))
        cases.append(Case('sahf', {'rax': 0x1234 << 16 | status << 8 | 0x77}, flags(rng.choice((0, ALL_STATUS)))))
    for status in (0, CF, ALL_STATUS, DF):
        for op in ('clc', 'stc', 'cmc', 'cld', 'std'):
            cases.append(Case(op, {}, flags(status)))
    for text in ('rdgsbase rax', 'rdgsbase eax'):
        add(text)
    for text in ('prefetcht0 [rsi]', 'prefetchnta [rsi]', 'prefetchw [rsi]', 'nop dword [rsi]', 'clflush [rsi]'):
        add(text, rsi=here)
        add(text, rsi=DATA + DATA_SIZE)
    return cases


def stack():
    cases = []
    add = lambda text, memory=None, flags=BASE_FLAGS, **registers: cases.append(Case(text, registers, flags, memory or {}))
    here = DATA + 0x100
    top = STACK + 0x800
    for text in ('push rax', 'push ax', 'push r12', 'push rsp', 'push sp', 'push 5', 'push -5', 'push 0x12345678', 'push -0x12345678',
                 'push word 0x1234', 'push qword [rsi+16]', 'push word [rsi+16]', 'push qword [rsp+8]', 'push qword [rsp]', 'push fs', 'push gs',
                 'pop rax', 'pop ax', 'pop r12', 'pop rsp', 'pop sp', 'pop qword [rsi+16]', 'pop word [rsi+16]', 'pop qword [rsp+8]',
                 'pop qword [rsp]', 'pop word [rsp+2]', 'pop qword [rsp-8]', 'pop qword [esp+8]', 'leave', 'o16 leave'):
        add(text, rsi=here, rbp=top - 0x40)
    for text in ('pop fs', 'pop gs'):
        add(text, {top: le(0, 8)})
    for text in ('push rax', 'push qword [rsi]', 'pushfq', 'call $+0x10', 'call rbx', 'enter 8,0'):
        add(text, rsp=STACK, rsi=here, rbx=CODE)
        add(text, rsp=STACK + 4, rsi=here, rbx=CODE)
    for text in ('pop rax', 'pop qword [rsi]', 'pop qword [rsp]', 'popfq', 'ret', 'leave'):
        add(text, rsp=STACK + STACK_SIZE, rbp=STACK + STACK_SIZE, rsi=here)
        add(text, rsp=STACK + STACK_SIZE - 4, rbp=STACK + STACK_SIZE - 4, rsi=here)
    add('pop qword [rsi]', rsi=DATA + DATA_SIZE)
    add('push qword [rsi]', rsi=DATA + DATA_SIZE)
    for status in (0, ALL_STATUS, DF, 0x10000):
        add('pushfq', flags=flags(status))
        add('pushfw', flags=flags(status & 0xFFFF))
        for image in (0, ALL_STATUS | DF, 0x3000 | 0x20200):
            add('popfq', {top: le(image, 8)}, flags(status & 0xFFFF))
            add('popfw', {top: le(image & 0xFFFF, 2)}, flags(status & 0xFFFF))
    for size in (0, 8, 0x20, 0x123):
        for level in (0, 1, 2, 3, 31, 32, 34):
            add(f'enter {size},{level}', rbp=top + 0x200)
            add(f'o16 enter {size},{level}', rbp=top + 0x200)
    for level in (2, 5, 31):
        for distance in (0, -8, 8, 4, 24, -4):
            add(f'enter 16,{level}', rbp=top + distance)
    add('enter 0x1000,0')
    add('enter 0x7f8,0')
    add('enter 0x800,0')
    return cases


def branch():
    cases = []
    add = lambda text, memory=None, flags=BASE_FLAGS, **registers: cases.append(Case(text, registers, flags, memory or {}))
    here = DATA + 0x100
    target = CODE + 0x123
    for text in ('jmp short $+0x30', 'jmp near $+0x130', 'jmp $-0x20', 'call $+0x40', 'call $-0x100'):
        add(text)
    for op in ('jmp', 'call'):
        add(f'{op} rbx', rbx=target)
        add(f'{op} qword [rsi+16]', {OPERAND: le(target, 8)}, rsi=here)
        if op == 'jmp':
            add(f'{op} rsp', rsp=CODE + 0x400)
        add(f'{op} rbx', rbx=0x8000000000000000)
        add(f'{op} qword [rsp]', {STACK + 0x800: le(target, 8)})
    top = STACK + 0x800
    for extra in ('', ' 8', ' 0x123', ' 0xfff0'):
        add(f'ret{extra}', {top: le(target, 8)})
        add(f'ret{extra}', {top: le(2**63, 8)})
    for op in ('loop', 'loope', 'loopne'):
        for rcx in (0, 1, 2, 2**32, 2**32 + 1):
            for status in (0, ZF):
                add(f'{op} $+0x10', flags=flags(status), rcx=rcx)
                add(f'a32 {op} $+0x10', flags=flags(status), rcx=rcx)
    for rcx in (0, 1, 2**32):
        add('jrcxz $+0x10', rcx=rcx)
        add('jecxz $+0x10', rcx=rcx)
    for text in ('ud2', 'hlt', 'cli', 'in al,dx', 'mov rax,cr0', 'lgdt [rsi]', 'int 0x90', 'lidt [rsi]', 'invlpg [rsi]', 'rdmsr', 'clts', 'swapgs', 'wbinvd'):
        add(text, rsi=here)
    return cases


def atomic():
    cases = []
    here = DATA + 0x100
    for size in SIZES:
        a, b, c = NAMES['a'][size], NAMES['b'][size], NAMES['c'][size]
        for x, y in pairs(size, 4):
            state = {'rax': wide(x, size), 'rbx': wide(y, size)}
            cases.append(Case(f'xadd {a},{b}', state))
            cases.append(Case(f'xadd [rsi+16],{b}', {'rsi': here, 'rbx': wide(y, size)}, memory={OPERAND: le(x, size)}))
            for z in (x, y ^ 1):
                cases.append(Case(f'cmpxchg {b},{c}', {'rax': wide(x, size), 'rbx': wide(z, size), 'rcx': wide(y, size)}))
                state = {'rax': wide(x, size), 'rsi': here, 'rcx': wide(y, size)}
                cases.append(Case(f'cmpxchg [rsi+16],{c}', state, memory={OPERAND: le(z, size)}))
        cases.append(Case(f'xadd {a},{a}', {'rax': wide(0x47, size)}))
        cases.append(Case(f'cmpxchg {a},{b}', {'rax': wide(0x47, size)}))
        cases.append(Case(f'lock xadd [rsi+16],{b}', {'rsi': here}))
        cases.append(Case(f'lock cmpxchg [rsi+16],{b}', {'rsi': here}))
        cases.append(Case(f'cmpxchg [rsi],{b}', {'rsi': DATA + DATA_SIZE}))
    cases.append(Case('xadd [rsi+16],rsi', {'rsi': here}))
    cases.append(Case('cmpxchg ah,bl', {'rax': 0x4747}))
    cases.append(Case('cmpxchg ah,bl', {'rax': 0x4748}))
    cases.append(Case('cmpxchg [rax],rbx', {'rax': here}))
    for equal in (True, False):
        for status in (0, ALL_STATUS):
            low, high = randoms(4, 2)
            state = {'rsi': here, 'rax': wide(low, 4), 'rdx': wide(high, 4)}
            at = {OPERAND: le(low, 4) + le(high if equal else high ^ 1, 4)}
            cases.append(Case('cmpxchg8b [rsi+16]', state, flags(status), at))
            cases.append(Case('lock cmpxchg8b [rsi+16]', state, flags(status), {OPERAND: le(low ^ (0 if equal else 8), 4) + le(high, 4)}))
            low, high = randoms(8, 2)
            state = {'rsi': here, 'rax': low, 'rdx': high}
            at = {OPERAND: le(low, 8) + le(high if equal else high ^ 2**63, 8)}
            cases.append(Case('cmpxchg16b [rsi+16]', state, flags(status), at))
    cases.append(Case('cmpxchg16b [rsi+8]', {'rsi': here}))
    return cases


def string():
    cases = []
    here, there = DATA + 0x200, DATA + 0x400
    suffix = {1: 'b', 2: 'w', 4: 'd', 8: 'q'}
    for size in SIZES:
        s = suffix[size]
        for status in (0, DF):
            for op in ('movs', 'stos', 'lods', 'cmps', 'scas'):
                cases.append(Case(f'{op}{s}', {'rsi': here, 'rdi': there}, flags(status)))
                cases.append(Case(f'a32 {op}{s}', {'rsi': here + 2**32, 'rdi': there + 2**32}, flags(status)))
            for op in ('movs', 'stos', 'lods'):
                for count in (0, 1, 3, 7):
                    cases.append(Case(f'rep {op}{s}', {'rsi': here, 'rdi': there, 'rcx': count}, flags(status)))
                cases.append(Case(f'a32 rep {op}{s}', {'rsi': here, 'rdi': there, 'rcx': 2 + 2**32}, flags(status)))
                # Into an absent page: the iterations before the fault are done.
                edge = DATA + DATA_SIZE - 3 * size if status == 0 else DATA + 2 * size
                cases.append(Case(f'rep {op}{s}', {'rsi': edge, 'rdi': edge, 'rcx': 9}, flags(status)))
                cases.append(Case(f'rep {op}{s}', {'rsi': here, 'rdi': edge, 'rcx': 9}, flags(status)))
                cases.append(Case(f'rep {op}{s}', {'rsi': edge, 'rdi': there, 'rcx': 9}, flags(status)))
            cases.append(Case(f'rep movs{s}', {'rsi': here, 'rdi': here + size, 'rcx': 6}, flags(status)))
            cases.append(Case(f'gs lods{s}', {'rsi': 0x40}, flags(status)))
            cases.append(Case(f'gs movs{s}', {'rsi': 0x40, 'rdi': there}, flags(status)))
            cases.append(Case(f'gs cmps{s}', {'rsi': 0x40, 'rdi': there}, flags(status)))
            text = bytes(range(1, 4 * size + 1))
            start = 0 if status == 0 else 3 * size
            for differ in (None, 0, 2 * size, 3 * size):
                other = bytearray(text)
                if differ is not None:
                    other[differ] ^= 0x80
                for op in ('repe', 'repne'):
                    for count in (0, 1, 4):
                        state = {'rsi': here + start, 'rdi': there + start, 'rcx': count}
                        cases.append(Case(f'{op} cmps{s}', state, flags(status | ALL_STATUS), {here: text, there: bytes(other)}))
                        word = int.from_bytes(bytes(text[2 * size:3 * size]), 'little')
                        state = {'rdi': there + start, 'rcx': count, 'rax': wide(word, size)}
                        cases.append(Case(f'{op} scas{s}', state, flags(status | ALL_STATUS), {there: bytes(other)}))
            for op in ('repe scas', 'repne scas', 'repe cmps'):
                value = DATA + DATA_SIZE - 2 * size
                rax = 0 if 'ne' in op else 0x0303030303030303 & (2**(8 * size) - 1)
                filled = {value: le(rax, size) * 2} if 'ne' not in op else {}
                filled[here] = le(rax, size) * 2
                cases.append(Case(f'{op}{s}', {'rsi': here, 'rdi': value, 'rcx': 5, 'rax': rax}, flags(CF | ZF), filled))
    return cases


def legacy():
    """32-bit code: what 64-bit mode does not have, 16-bit addresses, and samples of the rest."""
    cases = []
    def add(text, memory=None, flags=BASE_FLAGS, **registers):
        cases.append(Case(text, registers, flags, memory or {}, 32))
    here = DATA + 0x100
    top = STACK + 0x800
    for text in ('pusha', 'popa', 'pushaw', 'popaw', 'push eax', 'push ax', 'push esp', 'pop esp', 'pop eax', 'pop ax', 'push 5', 'push -5', 'push word -5',
                 'push dword [esp+4]', 'pop dword [esp+4]', 'pop dword [esp]', 'pop word [esp+2]', 'push dword [esi+16]', 'pop dword [esi+16]',
                 'o16 push cs', 'o16 push ss', 'o16 push ds', 'o16 push es', 'enter 16,0', 'enter 8,3', 'leave', 'pushfd', 'pushfw', 'inc eax', 'dec eax', 'inc ax', 'dec cx', 'inc esp',
                 'mov eax,ss', 'mov [esi+16],ss', 'cdq', 'cwd', 'cbw', 'cwde', 'nop', 'xchg eax,ecx', 'bswap edx', 'lea eax,[esi+ecx*4+5]', 'lea ax,[bx+si+5]', 'lea eax,[bp+di-3]', 'lea eax,[bp+0]', 'lea ecx,[di]'):
        add(text, rsi=here, rbp=top - 0x40)
    for x in (0, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x1234FFFF):
        for op in ('inc', 'dec'):
            for status in (0, ALL_STATUS):
                add(f'{op} ebx', None, flags(status), rbx=x)
                add(f'{op} bx', None, flags(status), rbx=x)
    for status in (0, OF):
        add('into', None, flags(status))
    for text in ('jmp short $+0x30', 'jmp $-0x20', 'call $+0x40', 'jmp ebx', 'call ebx', 'jmp dword [esi+16]', 'call dword [esi+16]', 'loop $+0x10', 'jecxz $+0x10', 'jcxz $+0x10', 'a16 loop $+0x10',
                 'jmp 0x23:0x10000123', 'call 0x23:0x10000123', 'jmp far dword [esi+32]', 'call far dword [esi+32]'):
        for rcx in (0, 0x10000, 0x10001):
            if rcx == 0 or 'loop' in text or 'cxz' in text:
                add(text, {OPERAND: le(CODE + 0x123, 4), here + 32: le(CODE + 0x321, 4) + le(0x23, 2)}, rsi=here, rbx=CODE + 0x40, rcx=rcx)
    for extra in ('', ' 8'):
        add(f'ret{extra}', {top: le(CODE + 0x123, 4)})
        add(f'retf{extra}', {top: le(CODE + 0x123, 4) + le(0x23, 4)})
    for text in ('les ebx,[esi+16]', 'lds ebx,[esi+16]', 'lss ebx,[esi+16]', 'lfs ebx,[esi+16]', 'lgs bx,[esi+16]', 'les bx,[esi+16]'):
        size = 2 if ' bx' in text else 4
        selector = 0 if text[:3] in ('lfs', 'lgs') else 0x2B
        add(text, {OPERAND: le(0x12345678 & (2**(8 * size) - 1), size) + le(selector, 2)}, rsi=here)
    for text in ('pop ds', 'pop es', 'pop ss', 'o16 pop es'):
        add(text, {top: le(0x2B, 4)})
    for op in ALU:
        for x, y in some_pairs(4):
            add(f'{op} eax,ebx', None, flags(rng.choice((0, ALL_STATUS))), rax=x, rbx=y)
            add(f'{op} [esi+16],bx', {OPERAND: le(x, 4)}, flags(rng.choice((0, ALL_STATUS))), rsi=here, rbx=y)
        add(f'{op} al,bh', rax=0x80, rbx=0x7F00)
    for op in ('rol', 'rcr', 'shl', 'sar'):
        for count in (0, 1, 31, 32, 33):
            add(f'{op} eax,cl', rax=0x80000001, rcx=count)
    for op in ('bt', 'bts', 'btr', 'btc'):
        for offset in (5, 1000, 0xFFFFFC00, 0xFFFFFFFF):
            add(f'{op} [esi+16],ebx', rsi=here, rbx=offset)
    for text in ('mul ebx', 'imul ebx', 'div ebx', 'idiv ebx', 'imul eax,ebx,7', 'mul bx', 'div bl'):
        add(text, rax=0x12345678, rdx=1, rbx=0x13572468)
        add(text, rax=0x12345678, rdx=0xFFFFFFFF, rbx=0)
    for text in ('rep movsb', 'rep movsd', 'rep stosd', 'repe cmpsb', 'repne scasb', 'lodsd', 'a16 rep lodsb'):
        if 'a16' in text:
            add(text, rsi=0x100, rcx=0x50000)
        else:
            add(text, rsi=here, rdi=here + 0x100, rcx=3)
    for text in ('cmpxchg [esi+16],ebx', 'cmpxchg8b [esi+16]', 'xadd [esi+16],ebx', 'xlatb', 'lahf', 'sahf', 'mov al,[0x10010155]', 'mov [0x10010155],eax', 'mov eax,[esi+ebx*4]', 'movzx eax,byte [esi]', 'movsx eax,word [esi+1]'):
        if text == 'xlatb':
            add(text, rbx=here, rax=5)
        else:
            add(text, rsi=here, rbx=0x20)
    return cases


def alternate():
    """Encodings that no assembler chooses, as bytes; hints; segment and port forms that are left over."""
    cases = []
    def add(text, memory=None, flags=BASE_FLAGS, bits=64, **registers):
        cases.append(Case(text, registers, flags, memory or {}, bits))
    here = DATA + 0x100
    for digit in range(8):
        for x in (0, 0x7F, 0x80, 0xFF):
            for status in (0, CF):
                add(f'db 0x82,{0xC3 | digit << 3:#x},0x81', None, flags(status), 32, rbx=x)
    for x in (0, 0x81, 0xFFFF):
        add('db 0xf6,0xcb,0x81', rbx=x)
        add('db 0x66,0xf7,0xcb,0x81,0x80', rbx=x)
        add('db 0x48,0xf7,0xcb,0x81,0x80,0,0x80', rbx=x)
        for code in ('0xd0,0xf3', '0xd1,0xf3', '0xc0,0xf3,5', '0xc1,0xf3,5', '0xd2,0xf3', '0xd3,0xf3'):
            add(f'db {code}', rbx=x, rcx=3)
        # 16-bit operand sizes that the manual has no line for.
        for code in ('0x66,0x0f,0xb7,0xc3', '0x66,0x0f,0xbf,0xc3', '0x66,0x63,0xc3', '0x66,0x0f,0xc8', '0x66,0x90', '0x66,0xf3,0x0f,0xb8,0xc3',
                     '0x66,0x48,0x0f,0xb7,0xc3', '0x66,0x48,0x93', '0x66,0xc8,4,0,0', '0x66,0x0f,0xa0', '0x66,0x9c', '0x66,0x50'):
            add(f'db {code}', rbx=x)
    for opcode in (0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F):
        add(f'db 0x0f,{opcode:#x},0x06', rsi=DATA + DATA_SIZE)
    for digit in range(4, 8):
        add(f'db 0x0f,0x18,{0x06 | digit << 3:#x}', rsi=DATA + DATA_SIZE)
    for code in ('0x0f,0x1f,0x0e', '0x0f,0x0d,0x1e', '0x0f,0x1f,0xcb'):
        add(f'db {code}', rsi=DATA + DATA_SIZE)
    for text in ('endbr32', 'prefetcht1 [rsi]', 'prefetcht2 [rsi]', 'in al,0x80', 'in eax,0x80', 'in eax,dx', 'in ax,dx', 'out 0x80,al',
                 'out 0x80,eax', 'out dx,al', 'out dx,eax', 'insb', 'insd', 'rep insw', 'outsb', 'outsd', 'rep outsw', 'sti', 'invd',
                 'wrmsr', 'lldt ax', 'ltr ax', 'lmsw ax', 'mov cr0,rax', 'mov cr3,rax', 'mov rax,dr0', 'mov dr0,rax', 'sysret', 'sysexit',
                 'ud0 eax,ebx', 'ud1 eax,ebx', 'mov ds,ax', 'mov es,eax', 'mov ss,ax', 'mov es,[rsi+16]'):
        add(text, {OPERAND: le(0x2B, 2)}, rsi=here, rdi=here, rax=0x1122003300440000 | 0x2B, rcx=2)
    return cases


def descriptor():
    """LAR, LSL, VERR and VERW against Linux's own descriptors (vector-file.ts has them)."""
    cases = []
    here = DATA + 0x100
    # 32-bit user code, user data, 64-bit user code, their RPL 0 twins, kernel code and data, null, beyond the limit.
    for selector in (0x23, 0x2B, 0x33, 0x20, 0x28, 0x30, 0x08, 0x10, 0x18, 0x1B, 0, 3, 0xFFF8):
        for op in ('lar', 'lsl'):
            for a, b in (('ax', 'bx'), ('eax', 'ebx'), ('rax', 'rbx')):
                cases.append(Case(f'{op} {a},{b}', {'rbx': wide(selector, 2)}, flags(rng.choice((0, ALL_STATUS)))))
            cases.append(Case(f'{op} eax,[rsi+16]', {'rsi': here}, memory={OPERAND: le(selector, 2)}))
        for op in ('verr', 'verw'):
            cases.append(Case(f'{op} bx', {'rbx': wide(selector, 2)}, flags(rng.choice((0, ALL_STATUS)))))
            cases.append(Case(f'{op} [rsi+16]', {'rsi': here}, memory={OPERAND: le(selector, 2)}))
    return cases


def all_families():
    return {'alu': alu(), 'unary': unary(), 'shift': shift(), 'multiply': multiply(), 'divide': divide(), 'bit': bit(),
            'condition': condition(), 'transfer': transfer(), 'stack': stack(), 'branch': branch(), 'atomic': atomic(),
            'string': string(), 'legacy': legacy(), 'alternate': alternate(), 'descriptor': descriptor()}
